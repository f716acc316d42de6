//! What propagation knows beyond single procedures, and which procedures it has to look at again.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::classes::{Class, Classes};
use super::facts::Fact;
use crate::hir::SHARED_GLOBALS;
use crate::mir::{GlobalId, Op, ProcId, Program, Terminator, TypeSet, ValueId};

/// What is known beyond single procedures.
pub struct World {
    /// What each module variable may hold.
    pub globals: Vec<Fact>,
    /// What each procedure may give.
    pub results: Vec<Fact>,
    /// Procedures whose value goes where it is not followed, and module bodies: not all their calls are known.
    pub open: Vec<bool>,
    /// The procedures that read each module variable, by index.
    readers: Vec<Vec<usize>>,
    /// The procedures that call each procedure directly, by index.
    pub callers: Vec<Vec<usize>>,
    /// By procedure, what its closures have captured.
    pub captures: Vec<Vec<Fact>>,
    /// By procedure, the number of its parameters.
    params: Vec<usize>,
    pub classes: Classes,
    /// The classes of the objects that single operations make: procedure and result.
    made: FxHashMap<(usize, ValueId), Class>,
    /// By procedure, how often it was looked at.
    visits: Vec<u32>,
    /// Callers that were found out: the procedure and who calls it.
    found_callers: FxHashSet<(ProcId, usize)>,
    /// Module variables of which more is known than the procedures that read them have seen.
    pub changed_globals: Vec<GlobalId>,
}

impl World {
    pub fn new(program: &Program) -> World {
        let mut globals = vec![Fact::NOTHING; program.globals.len()];
        let shared = SHARED_GLOBALS.len().min(globals.len());
        globals[..shared].fill(Fact::of_types(TypeSet::STRING));
        let mut classes = Classes::new(program.procs.len());
        globals[0] = arguments(&mut classes);
        let mut world = World {
            globals,
            results: vec![Fact::NOTHING; program.procs.len()],
            open: vec![false; program.procs.len()],
            readers: vec![Vec::new(); program.globals.len()],
            callers: vec![Vec::new(); program.procs.len()],
            captures: program.procs.iter().map(|proc| nothing(proc.as_ref().map_or(0, |proc| proc.captures))).collect(),
            params: program.procs.iter().map(|proc| proc.as_ref().map_or(0, |proc| proc.params as usize)).collect(),
            classes,
            made: FxHashMap::default(),
            visits: vec![0; program.procs.len()],
            found_callers: FxHashSet::default(),
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
            Op::Call(proc, _) | Op::CallClosure(proc, ..) | Op::CapturedOf(proc, ..) => {
                add_once(&mut self.callers[proc.0 as usize], index)
            }
            _ => {}
        }
    }

    /// The procedures that have to look at module variables or classes again.
    pub fn take_waiting(&mut self) -> Vec<usize> {
        let changed = std::mem::take(&mut self.changed_globals);
        let mut waiting = std::mem::take(&mut self.classes.waiting);
        waiting.extend(changed.into_iter().flat_map(|global| self.readers[global.0 as usize].iter().copied()));
        waiting
    }

    /// Notes that a procedure is looked at.
    pub fn visit(&mut self, proc: usize) {
        self.visits[proc] = self.visits[proc].saturating_add(1);
    }

    /// What a known procedure gives to procedure number `caller`. Not its constant: calls have effects, and must stay.
    pub fn result(&mut self, callee: ProcId, caller: usize) -> Fact {
        let result = self.results[callee.0 as usize].without_constant();
        if self.visits[caller] <= MOST_VISITS {
            return result;
        }
        self.classes.escape(&result);
        Fact::of_types(TypeSet::ANY)
    }

    /// The number of a procedure's parameters.
    pub fn params(&self, proc: ProcId) -> usize {
        self.params[proc.0 as usize]
    }

    /// The class of the objects that the operation with this result makes.
    pub fn made_by(&mut self, proc: usize, result: ValueId) -> Class {
        *self.made.entry((proc, result)).or_insert_with(|| self.classes.fresh())
    }

    /// The procedures that a call of a value may run, with the right number of parameters; none: any.
    pub fn callees(&mut self, callee: &Fact, args: usize, caller: usize) -> Option<Vec<ProcId>> {
        let mut procs = self.classes.procs(callee.class, caller)?;
        if procs.len() > MOST_CALLEES {
            self.classes.escape(callee);
            return None;
        }
        procs.retain(|proc| self.params[proc.0 as usize] == args);
        for &proc in &procs {
            if self.found_callers.insert((proc, caller)) {
                self.callers[proc.0 as usize].push(caller);
            }
        }
        Some(procs)
    }
}

/// Calls of values that may be more procedures than these are not followed: each caller would look at each of them.
const MOST_CALLEES: usize = 64;

/// A procedure that was looked at so often takes the results of its calls for anything, so that long chains of calls in a
/// large one do not have it looked at once for each of them.
const MOST_VISITS: u32 = 100;

/// The list of the program's arguments, which the runtime makes.
fn arguments(classes: &mut Classes) -> Fact {
    let class = classes.fresh();
    classes.add_element(class, &Fact::of_types(TypeSet::STRING));
    classes.made_by_runtime(class);
    Fact::of_class(TypeSet::LIST, class)
}

fn nothing(count: u32) -> Vec<Fact> {
    vec![Fact::NOTHING; count as usize]
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
