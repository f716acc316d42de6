//! A program as the interpreter runs it. Several images can be live at a time, as in an interactive session: each knows
//! where on the value stack its module variables lie and which module states are its own, so that images can share both.

use omg_runtime::object::Closure;
use omg_runtime::program::{ProcInfo, Text};

use crate::hir::{GlobalId, ModuleId, Proc, ProcId, Program};

/// A procedure of an image. Procedure values carry it as their code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The number of the image, in the order in which they were added.
    pub image: u32,
    pub proc: ProcId,
}

impl Code {
    /// As the word that a closure has for the address of its code.
    pub(super) fn to_word(self) -> *const u8 {
        (u64::from(self.image) << 32 | u64::from(self.proc.0)) as *const u8
    }

    /// The code of a procedure value that the interpreter made.
    pub(super) fn of_closure(closure: *const Closure) -> Code {
        // Safety: the closure is live; its code is one of `to_word`.
        let word = unsafe { (*closure).code } as u64;
        Code { image: (word >> 32) as u32, proc: ProcId(word as u32) }
    }
}

/// A program with its places in an interpreter.
pub struct Image<'a> {
    pub program: &'a Program,
    /// By [`GlobalId`]: where the variable lies on the value stack.
    slots: Vec<usize>,
    /// By [`ModuleId`]: the number of the module's state.
    modules: Vec<usize>,
    /// By [`ProcId`]: what procedure values refer to.
    infos: Vec<ProcInfo>,
}

impl<'a> Image<'a> {
    /// `slots` has an entry for each module variable, `modules` for each module.
    pub fn new(program: &'a Program, slots: Vec<usize>, modules: Vec<usize>) -> Image<'a> {
        debug_assert_eq!((slots.len(), modules.len()), (program.globals.len(), program.modules.len()));
        let info = |proc: &Proc| ProcInfo {
            name: Text { data: proc.name.as_ptr(), len: proc.name.len() as u64 },
            arity: u64::from(proc.params),
        };
        Image { program, slots, modules, infos: program.procs.iter().map(info).collect() }
    }

    /// The only program of an interpreter.
    pub fn alone(program: &'a Program) -> Image<'a> {
        Image::new(program, (0..program.globals.len()).collect(), (0..program.modules.len()).collect())
    }

    pub(super) fn slot(&self, global: GlobalId) -> usize {
        self.slots[global.0 as usize]
    }

    pub(super) fn module(&self, module: ModuleId) -> usize {
        self.modules[module.0 as usize]
    }

    pub(super) fn info(&self, proc: ProcId) -> &ProcInfo {
        &self.infos[proc.0 as usize]
    }
}
