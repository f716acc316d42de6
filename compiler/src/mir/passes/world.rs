//! What propagation knows beyond single procedures, and which procedures it has to look at again.

use std::collections::VecDeque;

use super::facts::Fact;
use crate::hir::SHARED_GLOBALS;
use crate::mir::{Constant, GlobalId, Op, Program, Terminator, TypeSet};

/// What is known beyond single procedures.
pub struct World {
    /// What each module variable may hold.
    pub globals: Vec<Fact>,
    /// What each procedure may give.
    pub results: Vec<Fact>,
    /// Procedures whose value goes anywhere, and module bodies: not all their calls are known.
    pub open: Vec<bool>,
    /// The procedures that read each module variable, by index.
    readers: Vec<Vec<usize>>,
    /// The procedures that call each procedure directly, by index.
    pub callers: Vec<Vec<usize>>,
    /// Module variables of which more is known than the procedures that read them have seen.
    pub changed_globals: Vec<GlobalId>,
}

impl World {
    pub fn new(program: &Program) -> World {
        let mut globals = vec![Fact::NOTHING; program.globals.len()];
        let shared = SHARED_GLOBALS.len().min(globals.len());
        globals[..shared].fill(Fact::of_types(TypeSet::ANY));
        let mut world = World {
            globals,
            results: vec![Fact::NOTHING; program.procs.len()],
            open: vec![false; program.procs.len()],
            readers: vec![Vec::new(); program.globals.len()],
            callers: vec![Vec::new(); program.procs.len()],
            changed_globals: Vec::new(),
        };
        for module in &program.modules {
            world.open[module.body.0 as usize] = true;
        }
        for (index, proc) in program.procs.iter().enumerate() {
            for block in proc.iter().flat_map(|proc| &proc.blocks) {
                block.insts.iter().for_each(|inst| world.note(index, &inst.op));
                if let Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } = &block.terminator
                {
                    add_once(&mut world.callers[proc.0 as usize], index);
                }
            }
        }
        world
    }

    /// Takes in what an operation of procedure number `index` says about other parts of the program.
    fn note(&mut self, index: usize, op: &Op) {
        match op {
            Op::GlobalGet(global) => add_once(&mut self.readers[global.0 as usize], index),
            Op::Call(proc, _) | Op::CallClosure(proc, ..) => add_once(&mut self.callers[proc.0 as usize], index),
            Op::Const(Constant::Proc(proc)) | Op::Closure(proc, _) => self.open[proc.0 as usize] = true,
            _ => {}
        }
    }

    /// The procedures that have to look at module variables again.
    pub fn take_waiting(&mut self) -> Vec<usize> {
        let changed = std::mem::take(&mut self.changed_globals);
        changed.into_iter().flat_map(|global| self.readers[global.0 as usize].iter().copied()).collect()
    }
}

/// `list` is in ascending order, and `index` not below its last element.
fn add_once(list: &mut Vec<usize>, index: usize) {
    if list.last() != Some(&index) {
        list.push(index);
    }
}

/// Procedures that are to be looked at, each once.
pub struct Worklist {
    queue: VecDeque<usize>,
    queued: Vec<bool>,
}

impl Worklist {
    /// Starts with those procedures that are called whatever the others do.
    pub fn new(open: &[bool]) -> Worklist {
        let queue = open.iter().enumerate().filter(|&(_, &open)| open).map(|(index, _)| index).collect();
        Worklist { queue, queued: open.to_vec() }
    }

    pub fn next(&mut self) -> Option<usize> {
        let index = self.queue.pop_front()?;
        self.queued[index] = false;
        Some(index)
    }

    pub fn add(&mut self, indexes: impl IntoIterator<Item = usize>) {
        for index in indexes {
            if !std::mem::replace(&mut self.queued[index], true) {
                self.queue.push_back(index);
            }
        }
    }
}
