//! What procedures may change in the objects of each class, with all that they call: which loads can be taken out of
//! loops, or be done once.

use super::{ClassId, Op, Proc, ProcId, Program, Terminator, TypeSet, ValueId};

/// The classes of objects that a piece of code may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Lists get another length or other elements in another place.
    headers: Bits,
    /// Elements of lists are assigned.
    elements: Bits,
}

impl Changes {
    pub fn none(program: &Program) -> Changes {
        let none = Bits(vec![0; program.classes.len().div_ceil(64)]);
        Changes { headers: none.clone(), elements: none }
    }

    /// Whether lists of the class may get another length, or other memory.
    pub fn headers(&self, class: ClassId) -> bool {
        self.headers.has(class)
    }

    /// Whether lists of the class may get other elements, at any place that they have all the time.
    pub fn elements(&self, class: ClassId) -> bool {
        self.elements.has(class) || self.headers.has(class)
    }

    /// Adds what an operation does itself; of calls nothing.
    pub fn add_op(&mut self, program: &Program, proc: &Proc, op: &Op) {
        match *op {
            Op::Append { object, in_place: true, .. } | Op::Slice { object, in_place: true, .. } => {
                self.headers.add(proc.class(object));
            }
            Op::SetIndex(object, ..) if proc.types(object).may_be(TypeSet::LIST) => {
                self.elements.add(proc.class(object));
                if program.class(proc, object).is_some_and(|class| class.shares_buffers) {
                    self.headers.add(proc.class(object));
                }
            }
            _ => {}
        }
    }

    /// Adds what other code does. Whether that is news.
    pub fn add(&mut self, other: &Changes) -> bool {
        let headers = self.headers.join(&other.headers);
        self.elements.join(&other.elements) || headers
    }

    fn add_everything(&mut self) {
        self.headers.0.fill(u64::MAX);
        self.elements.0.fill(u64::MAX);
    }
}

/// What each procedure may change, indexed by [`ProcId`].
pub struct Effects {
    by_proc: Vec<Changes>,
    everything: Changes,
}

impl Effects {
    pub fn of(program: &Program) -> Effects {
        let nothing = Changes::none(program);
        let mut everything = nothing.clone();
        everything.add_everything();
        let mut effects = Effects { by_proc: vec![nothing; program.procs.len()], everything };
        let mut callers: Vec<Vec<ProcId>> = vec![Vec::new(); program.procs.len()];
        let mut work = Vec::new();
        for proc in program.procs.iter().flatten() {
            let mut own = Changes::none(program);
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

    /// What an operation may change, calls included.
    pub fn add_op(&self, changes: &mut Changes, program: &Program, proc: &Proc, op: &Op) {
        changes.add_op(program, proc, op);
        for_each_callee(program, proc, op, |callee| {
            changes.add(callee.map_or(&self.everything, |callee| self.of_proc(callee)));
        });
    }
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

#[derive(Clone, Debug, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, class: ClassId) -> bool {
        self.0[class.0 as usize / 64] >> (class.0 % 64) & 1 == 1
    }

    /// Objects without a class are never asked for.
    fn add(&mut self, class: Option<ClassId>) {
        if let Some(class) = class {
            self.0[class.0 as usize / 64] |= 1 << (class.0 % 64);
        }
    }

    fn join(&mut self, other: &Bits) -> bool {
        let mut news = false;
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            news |= other & !*word != 0;
            *word |= other;
        }
        news
    }
}
