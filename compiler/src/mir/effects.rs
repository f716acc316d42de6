//! What procedures may do with all that they call: what they may change in the objects of each class, so that other loads
//! can be taken out of loops or be done once; and whether they may use much of the stack.

use rustc_hash::FxHashSet;

use super::loops::Loop;
use super::{Block, ClassId, GlobalId, Op, Proc, ProcId, Program, Terminator, TypeSet, ValueId, op_info};

/// The classes of objects and the module variables that a piece of code may change, and the variables that it may read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Lists get another length or other elements in another place.
    headers: Set,
    /// What lists, dictionaries and cells hold is assigned.
    elements: Set,
    /// Module variables are assigned.
    globals: Set,
    /// Module variables are read.
    reads: Set,
}

impl Changes {
    /// Whether the module variable may be assigned.
    pub fn global(&self, global: GlobalId) -> bool {
        self.globals.has(global.0)
    }

    /// Whether the module variable may be read.
    pub fn reads(&self, global: GlobalId) -> bool {
        self.reads.has(global.0)
    }

    /// Whether lists of the class may get another length, or other memory.
    pub fn headers(&self, class: ClassId) -> bool {
        self.headers.has(class.0)
    }

    /// Whether lists of the class may get other elements, at any place that they have all the time, dictionaries other
    /// values and cells another one.
    pub fn elements(&self, class: ClassId) -> bool {
        self.elements.has(class.0) || self.headers.has(class.0)
    }

    /// Adds what an operation does itself; of calls nothing.
    fn add_op(&mut self, program: &Program, proc: &Proc, op: &Op) {
        match *op {
            Op::Append { object, in_place: true, .. } | Op::Slice { object, in_place: true, .. } => {
                self.headers.add_class(proc.class(object));
            }
            Op::GlobalSet(global, _) => {
                self.globals.add(global.0);
            }
            Op::GlobalGet(global) => {
                self.reads.add(global.0);
            }
            Op::SetIndex(object, ..) => {
                self.elements.add_class(proc.class(object));
                let shares_buffers = program.class(proc, object).is_some_and(|class| class.shares_buffers);
                if shares_buffers && proc.types(object).may_be(TypeSet::LIST) {
                    self.headers.add_class(proc.class(object));
                }
            }
            Op::SetAttribute(object, ..) | Op::CellSet(object, _) => {
                self.elements.add_class(proc.class(object));
            }
            _ => {}
        }
    }

    /// Adds what other code does. Whether that is news.
    fn add(&mut self, other: &Changes) -> bool {
        let headers = self.headers.join(&other.headers);
        let elements = self.elements.join(&other.elements);
        let reads = self.reads.join(&other.reads);
        self.globals.join(&other.globals) || headers || elements || reads
    }

    fn add_everything(&mut self) {
        self.headers.add_everything();
        self.elements.add_everything();
        self.globals.add_everything();
        self.reads.add_everything();
    }
}

/// What each procedure may change, indexed by [`ProcId`].
pub struct Effects {
    by_proc: Vec<Changes>,
    everything: Changes,
    /// Indexed by [`ProcId`].
    is_shallow: Vec<bool>,
    /// The classes of lists that may get shorter, in any procedure.
    shrinking: FxHashSet<ClassId>,
}

/// A procedure with more values, or with an operation of more operands, may have a large frame.
const SMALL_FRAME: usize = 500;
/// Calls that are nested deeper may use much of the stack.
const SHALLOW: usize = 8;

impl Effects {
    pub fn of(program: &Program) -> Effects {
        let mut everything = Changes::default();
        everything.add_everything();
        let by_proc = vec![Changes::default(); program.procs.len()];
        let is_shallow = shallow_procs(program);
        let mut effects = Effects { by_proc, everything, is_shallow, shrinking: shrinking(program) };
        let mut callers: Vec<Vec<ProcId>> = vec![Vec::new(); program.procs.len()];
        let mut work = Vec::new();
        for proc in program.procs.iter().flatten() {
            let mut own = Changes::default();
            for_each_call(program, proc, |callee| match callee {
                Some(callee) => callers[callee.0 as usize].push(proc.id),
                None => own.add_everything(),
            });
            let insts = proc.blocks.iter().flat_map(|block| &block.insts);
            insts.for_each(|inst| own.add_op(program, proc, &inst.op));
            effects.by_proc[proc.id.0 as usize] = own;
            work.push(proc.id);
        }
        while let Some(id) = work.pop() {
            let changes = effects.by_proc[id.0 as usize].clone();
            for &caller in &callers[id.0 as usize] {
                if effects.by_proc[caller.0 as usize].add(&changes) {
                    work.push(caller);
                }
            }
        }
        effects
    }

    /// What a procedure may change while it runs.
    pub fn of_proc(&self, proc: ProcId) -> &Changes {
        &self.by_proc[proc.0 as usize]
    }

    /// Whether a list of the class has always at least the length that it once had.
    pub fn keeps_length(&self, class: ClassId) -> bool {
        !self.shrinking.contains(&class)
    }

    /// Whether the procedure uses little of the stack, with all that it calls: it is part of no recursion, and no frame is
    /// large.
    pub fn is_shallow(&self, proc: ProcId) -> bool {
        self.is_shallow[proc.0 as usize]
    }

    /// What a loop may change, calls included.
    pub fn of_loop(&self, program: &Program, proc: &Proc, body: &Loop) -> Changes {
        let mut changes = Changes::default();
        let insts = body.body.iter().flat_map(|&id| &proc.block(id).insts);
        insts.for_each(|inst| {
            self.for_each_change(program, proc, &inst.op, |change| {
                changes.add(change);
            });
        });
        changes
    }

    /// Calls `f` with what an operation may change itself, and with what the procedures may change that it calls.
    pub fn for_each_change(&self, program: &Program, proc: &Proc, op: &Op, mut f: impl FnMut(&Changes)) {
        let mut own = Changes::default();
        own.add_op(program, proc, op);
        f(&own);
        self.for_each_callee(program, proc, op, f);
    }

    /// The same for the procedures alone.
    pub fn for_each_callee(&self, program: &Program, proc: &Proc, op: &Op, mut f: impl FnMut(&Changes)) {
        for_each_callee(program, proc, op, |callee| {
            f(callee.map_or(&self.everything, |callee| self.of_proc(callee)));
        });
    }
}

fn shrinking(program: &Program) -> FxHashSet<ClassId> {
    let mut classes = FxHashSet::default();
    for proc in program.procs.iter().flatten() {
        let insts = proc.blocks.iter().flat_map(|block| &block.insts);
        classes.extend(insts.filter_map(|inst| match inst.op {
            Op::Slice { object, in_place: true, .. } => proc.class(object),
            _ => None,
        }));
    }
    classes
}

/// Indexed by [`ProcId`]: whether the procedure's frame is small, and so are those of all that it calls, which is known and
/// nested a few calls deep at most.
fn shallow_procs(program: &Program) -> Vec<bool> {
    let mut shallow = vec![false; program.procs.len()];
    for _ in 0..SHALLOW {
        let mut deeper = shallow.clone();
        for proc in program.procs.iter().flatten().filter(|proc| has_small_frame(proc)) {
            let mut is_shallow = true;
            for_each_call(program, proc, |callee| {
                is_shallow &= callee.is_some_and(|callee| shallow[callee.0 as usize]);
            });
            deeper[proc.id.0 as usize] = is_shallow;
        }
        shallow = deeper;
    }
    shallow
}

fn has_small_frame(proc: &Proc) -> bool {
    let has_few_operands = |block: &Block| {
        let mut most = 0;
        block.terminator.for_each_own_operand(|_| most += 1);
        for inst in &block.insts {
            let mut operands = 0;
            op_info::for_each_operand(&inst.op, |_| operands += 1);
            most = most.max(operands);
        }
        most <= SMALL_FRAME
    };
    proc.values.len() <= SMALL_FRAME && proc.blocks.iter().all(has_few_operands)
}

/// Calls `f` with each procedure that the code of `proc` may call; none: any.
fn for_each_call(program: &Program, proc: &Proc, mut f: impl FnMut(Option<ProcId>)) {
    for block in &proc.blocks {
        block.insts.iter().for_each(|inst| for_each_callee(program, proc, &inst.op, &mut f));
        match block.terminator {
            Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => f(Some(proc)),
            Terminator::TailCallValue { callee, .. } => for_each_proc_of(program, proc, callee, &mut f),
            _ => {}
        }
    }
}

fn for_each_callee(program: &Program, proc: &Proc, op: &Op, mut f: impl FnMut(Option<ProcId>)) {
    match op {
        Op::Call(callee, _) | Op::CallClosure(callee, ..) => f(Some(*callee)),
        Op::CallValue(callee, _) => for_each_proc_of(program, proc, *callee, f),
        Op::RunModule(module) => f(Some(program.modules[module.0 as usize].body)),
        _ => {}
    }
}

fn for_each_proc_of(program: &Program, proc: &Proc, callee: ValueId, mut f: impl FnMut(Option<ProcId>)) {
    match program.class(proc, callee) {
        Some(class) => class.procs.iter().for_each(|&proc| f(Some(proc))),
        None => f(None),
    }
}

/// A set of numbers. Large ones are taken to be everything, so that large programs do not have a large one for each of
/// their procedures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Set {
    everything: bool,
    numbers: FxHashSet<u32>,
}

impl Set {
    const LARGEST: usize = 512;

    fn has(&self, number: u32) -> bool {
        self.everything || self.numbers.contains(&number)
    }

    fn add(&mut self, number: u32) -> bool {
        if self.has(number) {
            return false;
        }
        if self.numbers.len() == Self::LARGEST {
            self.add_everything();
        } else {
            self.numbers.insert(number);
        }
        true
    }

    fn add_everything(&mut self) {
        *self = Set { everything: true, numbers: FxHashSet::default() };
    }

    /// Objects without a class are never asked for.
    fn add_class(&mut self, class: Option<ClassId>) {
        if let Some(class) = class {
            self.add(class.0);
        }
    }

    /// Whether there is something new.
    fn join(&mut self, other: &Set) -> bool {
        if self.everything {
            return false;
        }
        if other.everything {
            self.add_everything();
            return true;
        }
        other.numbers.iter().fold(false, |news, &number| self.add(number) | news)
    }
}
