//! Which variables of surrounding procedures a procedure uses. A capture passes through every procedure in between.

use rustc_hash::FxHashMap;

use crate::hir::declare::Declarations;
use crate::hir::scope::{Home, VarId};
use crate::hir::{Capture, Local, LocalId, ProcId, Program, Storage};

/// The variable behind each local of each procedure.
#[derive(Debug)]
pub struct Captures {
    procs: Vec<Locals>,
}

#[derive(Debug, Default)]
struct Locals {
    /// By [`LocalId`].
    vars: Vec<VarId>,
    captured: FxHashMap<VarId, LocalId>,
}

impl Captures {
    /// Nothing is captured yet.
    pub fn new(declarations: &Declarations) -> Captures {
        let locals = |proc: &crate::hir::declare::DeclaredProc| Locals {
            vars: proc.locals.iter().map(|&(_, _, var)| var).collect(),
            captured: FxHashMap::default(),
        };
        Captures { procs: declarations.procs.iter().map(locals).collect() }
    }

    /// The variable that a local stands for.
    pub fn var(&self, proc: ProcId, local: LocalId) -> VarId {
        self.procs[proc.0 as usize].vars[local.0 as usize]
    }

    /// The local that stands for a variable in a procedure. It is captured from outside if it is not the procedure's own.
    /// None for globals.
    pub fn local(
        &mut self,
        var: VarId,
        proc: ProcId,
        declarations: &Declarations,
        program: &mut Program,
    ) -> Option<LocalId> {
        match declarations.scopes.var(var).home {
            Home::Global(_) => None,
            Home::Local { owner, local } if owner == proc => Some(local),
            Home::Local { .. } => Some(self.captured(var, proc, declarations, program)),
        }
    }

    fn captured(&mut self, var: VarId, proc: ProcId, declarations: &Declarations, program: &mut Program) -> LocalId {
        if let Some(&local) = self.procs[proc.0 as usize].captured.get(&var) {
            return local;
        }
        let parent = program.proc(proc).parent.expect("the variable belongs to a procedure further out");
        let outer = self.local(var, parent, declarations, program).expect("the variable is a local");
        let declared = declarations.scopes.var(var);
        let name = declared.name.clone();
        let span = declared.span().expect("locals have a declaration");
        let code = &mut program.procs[proc.0 as usize];
        let inner = LocalId(code.locals.len() as u32);
        let storage = Storage::Captured { slot: code.captures.len() as u32, cell: false };
        code.locals.push(Local { name, span, storage });
        code.captures.push(Capture { outer, inner });
        let locals = &mut self.procs[proc.0 as usize];
        locals.vars.push(var);
        locals.captured.insert(var, inner);
        inner
    }
}
