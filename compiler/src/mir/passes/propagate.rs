//! Types and constants, followed through the whole program: sparse conditional constant propagation (Wegman and
//! Zadeck, "Constant Propagation with Conditional Branches", 1991) with sets of types beside the constants. Optimistic:
//! nothing is known to happen until control is seen to get there, so that loops do not spoil what they keep.
//!
//! Module variables are followed too: one holds what all its assignments give it. The first few are set by the runtime
//! and may hold anything. So are procedures: a parameter is what all direct calls give it, unless the procedure's value
//! goes where its calls are not seen, and then it may be anything; the result is what all returns give.
//!
//! Afterwards constants stand where they were computed, branches that always go one way are jumps, `CheckSet` of what
//! is set and `MarkShared` of what is no list are gone, and values have the types that were found.

use rustc_hash::FxHashMap;

use super::classes::Class;
use super::described::{self, Described};
use super::facts::{self, Fact};
use super::narrow::Test;
use super::objects::Site;
use super::rewrite::Replacements;
use super::world::{Worklist, World};
use super::{blocks, rewrite};
use crate::mir::{
    Block, BlockId, Constant, GlobalId, Inst, Op, Proc, ProcId, Program, Repr, SlotId, Terminator, TypeSet, ValueData,
    ValueId, op_info,
};

/// Runs the propagation and applies what it found.
pub fn propagate(program: &mut Program) {
    let mut world = World::new(program);
    let mut solutions: Vec<Option<Solution>> =
        program.procs.iter().map(|proc| proc.as_ref().map(Solution::new)).collect();
    for module in &program.modules {
        open(module.body, program, &mut solutions, &mut world);
    }
    let mut work = Worklist::new(&world.open);
    while let Some(index) = work.next() {
        let (Some(proc), Some(solution)) = (&program.procs[index], &mut solutions[index]) else { continue };
        world.visit(index);
        solution.solve(index, proc, &mut world);
        let result = solution.result(index, proc, &mut world);
        if world.results[index].join(&result, &mut world.classes) {
            work.add(world.callers[index].iter().copied());
        }
        if world.open[index] {
            world.classes.escape(&result);
        }
        for (callee, args) in solution.calls(index, proc, &mut world) {
            let callee = callee.0 as usize;
            if let (Some(proc), Some(solution)) = (&program.procs[callee], &mut solutions[callee])
                && solution.call_with(proc, &args, &mut world)
            {
                work.add([callee]);
            }
        }
        for proc in std::mem::take(&mut world.classes.opened) {
            open(proc, program, &mut solutions, &mut world);
            world.classes.escape(&world.results[proc.0 as usize].clone());
            work.add([proc.0 as usize]);
        }
        work.add(world.take_waiting());
    }
    let mut described = Described::default();
    for proc in program.procs.iter_mut().flatten() {
        for value in &mut proc.values {
            (value.class, value.non_negative) = (None, false);
        }
    }
    for (proc, solution) in program.procs.iter_mut().zip(solutions) {
        if let (Some(proc), Some(solution)) = (proc, solution)
            && solution.called
        {
            solution.apply(proc, &world, &mut described);
        }
    }
    program.classes = described.classes;
    described::lay_out(program);
    described::find_sharing(program);
}

/// The procedure may be called with anything.
fn open(proc: ProcId, program: &Program, solutions: &mut [Option<Solution>], world: &mut World) {
    world.open[proc.0 as usize] = true;
    if let (Some(solution), Some(proc)) = (&mut solutions[proc.0 as usize], &program.procs[proc.0 as usize]) {
        let anything = vec![Fact::of_types(TypeSet::ANY); proc.params as usize];
        solution.call_with(proc, &anything, world);
    }
}

/// Which blocks of a procedure look at what, by their positions in the order of a [`Solution`].
struct Readers {
    /// Where the readers of each value start in `positions`, indexed by value.
    starts: Vec<u32>,
    positions: Vec<u32>,
    of_globals: FxHashMap<GlobalId, Vec<u32>>,
    of_slots: FxHashMap<SlotId, Vec<u32>>,
}

impl Readers {
    fn of(proc: &Proc, order: &[BlockId], tests: &FxHashMap<ValueId, Test>) -> Readers {
        let mut starts = vec![0; proc.values.len() + 1];
        order.iter().for_each(|&id| each_read(proc.block(id), tests, |value| starts[value.0 as usize] += 1));
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut readers = Readers {
            starts,
            positions: vec![0; total as usize],
            of_globals: FxHashMap::default(),
            of_slots: FxHashMap::default(),
        };
        for (position, &id) in order.iter().enumerate() {
            let position = position as u32;
            each_read(proc.block(id), tests, |value| {
                let start = &mut readers.starts[value.0 as usize];
                *start -= 1;
                readers.positions[*start as usize] = position;
            });
            for inst in &proc.block(id).insts {
                match inst.op {
                    Op::GlobalGet(global) => readers.of_globals.entry(global).or_default().push(position),
                    Op::SlotGet(slot) => readers.of_slots.entry(slot).or_default().push(position),
                    _ => {}
                }
            }
        }
        readers
    }

    fn of_value(&self, value: ValueId) -> &[u32] {
        let index = value.0 as usize;
        &self.positions[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

/// Calls `f` with the values that propagation looks at in a block.
fn each_read(block: &Block, tests: &FxHashMap<ValueId, Test>, mut f: impl FnMut(ValueId)) {
    block.insts.iter().for_each(|inst| op_info::for_each_operand(&inst.op, &mut f));
    block.terminator.for_each_operand(&mut f);
    let Terminator::Branch { condition, .. } = &block.terminator else { return };
    match tests.get(condition) {
        Some(&Test::Compare(_, a, b)) => [a, b].into_iter().for_each(f),
        Some(&Test::IsSmall(a)) => f(a),
        None => {}
    }
}

/// What is known about one procedure.
struct Solution {
    /// Control has been seen to get to its start.
    called: bool,
    /// Indexed by value.
    facts: Vec<Fact>,
    /// What each frame slot may hold.
    slots: Vec<Fact>,
    /// Indexed by block: control has been seen to get there.
    reached: Vec<bool>,
    /// The blocks in an order in which most values are computed before they are used.
    order: Vec<BlockId>,
    /// The tests that conditions are.
    tests: FxHashMap<ValueId, Test>,
    /// Who looks at what.
    readers: Readers,
    /// By position in the order: the block has to be looked at (again) once control has been seen to get there.
    waiting: Vec<bool>,
}

impl Solution {
    fn new(proc: &Proc) -> Solution {
        let facts = vec![Fact::NOTHING; proc.values.len()];
        let slots = vec![Fact::of_types(TypeSet::UNSET); proc.slots as usize];
        let mut reached = vec![false; proc.blocks.len()];
        reached[0] = true;
        let insts = proc.blocks.iter().flat_map(|block| &block.insts);
        let tests = insts.filter_map(|inst| Some((inst.result?, Test::of(&inst.op)?))).collect();
        let order = blocks::reverse_post_order(proc);
        let readers = Readers::of(proc, &order, &tests);
        let waiting = vec![true; order.len()];
        Solution { called: false, facts, slots, reached, order, tests, readers, waiting }
    }

    /// Adds to what is known of a value. Who looks at it has to do so again if that is news.
    fn learn(&mut self, value: ValueId, fact: &Fact, world: &mut World) {
        if self.facts[value.0 as usize].join(fact, &mut world.classes) {
            self.readers.of_value(value).iter().for_each(|&position| self.waiting[position as usize] = true);
        }
    }

    /// Takes in a call with these arguments. Whether that is news.
    fn call_with(&mut self, proc: &Proc, args: &[Fact], world: &mut World) -> bool {
        let mut news = !std::mem::replace(&mut self.called, true);
        for (param, arg) in proc.blocks[0].params.iter().zip(args) {
            news |= self.facts[param.0 as usize].join(arg, &mut world.classes);
        }
        news
    }

    /// The calls of known procedures that control has been seen to get to, with what is known of their arguments.
    fn calls(&self, index: usize, proc: &Proc, world: &mut World) -> Vec<(ProcId, Vec<Fact>)> {
        let mut calls = Vec::new();
        let mut call = |callees: Vec<ProcId>, args: &[ValueId]| {
            let args: Vec<Fact> = args.iter().map(|arg| self.facts[arg.0 as usize].clone()).collect();
            if args.iter().all(|arg| arg.types != TypeSet::EMPTY) {
                calls.extend(callees.into_iter().map(|callee| (callee, args.clone())));
            }
        };
        let mut callees = |callee: ValueId, args: &[ValueId]| {
            let callee = &self.facts[callee.0 as usize];
            if callee.types == TypeSet::EMPTY { None } else { world.callees(callee, args.len(), index) }
        };
        for block in self.reached_blocks(proc) {
            for inst in &block.insts {
                match &inst.op {
                    Op::Call(callee, args) | Op::CallClosure(callee, _, args) => call(vec![*callee], args),
                    Op::CallValue(callee, args) => call(callees(*callee, args).unwrap_or_default(), args),
                    _ => {}
                }
            }
            match &block.terminator {
                Terminator::TailCall { proc, args, .. } | Terminator::TailCallClosure { proc, args, .. } => {
                    call(vec![*proc], args);
                }
                Terminator::TailCallValue { callee, args, .. } => {
                    call(callees(*callee, args).unwrap_or_default(), args);
                }
                _ => {}
            }
        }
        calls
    }

    /// What the procedure may give.
    fn result(&self, index: usize, proc: &Proc, world: &mut World) -> Fact {
        let mut result = Fact::NOTHING;
        for block in self.reached_blocks(proc) {
            let given = match &block.terminator {
                Terminator::Return(value) => self.facts[value.0 as usize].clone(),
                Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => {
                    world.results[proc.0 as usize].clone()
                }
                Terminator::TailCallValue { callee, args, .. } => {
                    let op = Op::CallValue(*callee, args.clone());
                    self.object_op(index, &op, None, world).unwrap_or(Fact::NOTHING)
                }
                _ => Fact::NOTHING,
            };
            result.join(&given, &mut world.classes);
        }
        result
    }

    fn reached_blocks<'p>(&self, proc: &'p Proc) -> impl Iterator<Item = &'p Block> {
        proc.blocks.iter().zip(&self.reached).filter(|(_, reached)| **reached).map(|(block, _)| block)
    }

    /// Goes on until nothing changes. Notes the module variables of which more is known than before.
    fn solve(&mut self, index: usize, proc: &Proc, world: &mut World) {
        // What has changed elsewhere since the last time may be anything.
        self.waiting.fill(true);
        loop {
            let mut changed = false;
            for position in 0..self.order.len() {
                let block = self.order[position];
                if self.reached[block.0 as usize] && std::mem::take(&mut self.waiting[position]) {
                    changed = true;
                    self.block(index, proc, block, world);
                }
            }
            if !changed {
                return;
            }
            if world.classes.waiting.contains(&index) {
                world.classes.waiting.retain(|&waiting| waiting != index);
                self.waiting.fill(true);
            }
        }
    }

    fn block(&mut self, index: usize, proc: &Proc, id: BlockId, world: &mut World) {
        let block = proc.block(id);
        for inst in &block.insts {
            match inst.op {
                Op::GlobalSet(global, value) => {
                    let fact = &self.facts[value.0 as usize];
                    if world.globals[global.0 as usize].join(fact, &mut world.classes) {
                        world.changed_globals.push(global);
                        let readers = self.readers.of_globals.get(&global).into_iter().flatten();
                        readers.for_each(|&position| self.waiting[position as usize] = true);
                    }
                }
                Op::SlotSet(slot, value) => {
                    let fact = self.facts[value.0 as usize].without_constant();
                    if self.slots[slot.0 as usize].join(&fact, &mut world.classes) {
                        let readers = self.readers.of_slots.get(&slot).into_iter().flatten();
                        readers.for_each(|&position| self.waiting[position as usize] = true);
                    }
                }
                _ => {}
            }
            let fact = self.inst(index, proc, inst, world);
            if let Some(result) = inst.result {
                self.learn(result, &fact, world);
            }
        }
        if let Some(handler) = block.handler {
            self.reached[handler.0 as usize] = true;
            self.learn(proc.block(handler).params[0], &Fact::of_types(TypeSet::STRING), world);
        }
        self.targets(proc, &block.terminator, world);
    }

    /// What is known of the instruction's result; of one without a result, nothing.
    fn inst(&self, index: usize, proc: &Proc, inst: &Inst, world: &mut World) -> Fact {
        match inst.op {
            Op::GlobalGet(global) => {
                let fact = &world.globals[global.0 as usize];
                let declared = inst.result.map_or(TypeSet::EMPTY, |result| proc.types(result));
                return if declared.may_be(TypeSet::UNSET) {
                    fact.or_unset().restricted(declared)
                } else {
                    fact.clone()
                };
            }
            Op::SlotGet(slot) => {
                let declared = inst.result.map_or(TypeSet::EMPTY, |result| proc.types(result));
                return self.slots[slot.0 as usize].restricted(declared);
            }
            _ => {}
        }
        let object_op = self.object_op(index, &inst.op, inst.result, world);
        let Some(result) = inst.result else { return Fact::NOTHING };
        let fact = match object_op {
            Some(fact) => fact,
            None => facts::result(&inst.op, |value| &self.facts[value.0 as usize]),
        };
        if proc.repr(result) == Repr::Bool || fact.constant.is_some() {
            return fact;
        }
        fact.restricted(proc.types(result))
    }

    /// What an operation on objects does, once control has been seen to get to it.
    fn object_op(&self, index: usize, op: &Op, result: Option<ValueId>, world: &mut World) -> Option<Fact> {
        let fact = |value: ValueId| &self.facts[value.0 as usize];
        let mut reached = true;
        op_info::for_each_operand(op, |value| reached &= fact(value).types != TypeSet::EMPTY);
        if reached { Site { index, op, result, fact }.visit(world) } else { None }
    }

    fn targets(&mut self, proc: &Proc, terminator: &Terminator, world: &mut World) {
        for (which, target) in terminator.targets().enumerate() {
            if !self.may_take(terminator, which) {
                continue;
            }
            self.reached[target.block.0 as usize] = true;
            for (&param, arg) in proc.block(target.block).params.iter().zip(&target.args) {
                let fact = self.on_way(*arg, terminator, which);
                self.learn(param, &fact, world);
            }
        }
    }

    /// What is known of a value on the way to target number `which`: more, where the branch tested it.
    fn on_way(&self, value: ValueId, terminator: &Terminator, which: usize) -> Fact {
        let fact = &self.facts[value.0 as usize];
        let Terminator::Branch { condition, .. } = terminator else { return fact.clone() };
        let (op, other) = match self.tests.get(condition) {
            Some(&Test::Compare(op, a, b)) if value == a => (op, b),
            Some(&Test::Compare(op, a, b)) if value == b => (op.mirrored(), a),
            Some(&Test::IsSmall(a)) if value == a => {
                let others = TypeSet::ANY_OR_UNSET.without(TypeSet::SMALL);
                return fact.restricted(if which == 0 { TypeSet::SMALL } else { others });
            }
            _ => return fact.clone(),
        };
        let other = &self.facts[other.0 as usize];
        // A float that is compared may be no number at all; then neither the comparison nor its opposite holds.
        if !fact.types.is(TypeSet::SMALL) || !other.types.is(TypeSet::SMALL) {
            return fact.clone();
        }
        let op = if which == 0 { op } else { op.negated() };
        fact.with_range(fact.range.where_compares(op, other.range))
    }

    /// Whether control may go to target number `which`.
    fn may_take(&self, terminator: &Terminator, which: usize) -> bool {
        let Terminator::Branch { condition, .. } = terminator else { return true };
        match self.facts[condition.0 as usize] {
            Fact { constant: Some(Constant::Bool(holds)), .. } => holds == (which == 0),
            Fact { types, .. } => types != TypeSet::EMPTY,
        }
    }

    fn apply(self, proc: &mut Proc, world: &World, described: &mut Described) {
        for (value, fact) in proc.values.iter_mut().zip(&self.facts) {
            if value.repr == Repr::Tagged && fact.types != TypeSet::EMPTY {
                value.types = fact.types;
                value.class = described.class(world, fact.class);
                value.non_negative = fact.types.is(TypeSet::SMALL) && fact.range.is_non_negative();
            }
        }
        let mut replacements = Replacements::default();
        for index in 0..proc.blocks.len() {
            if self.reached[index] {
                self.apply_params(proc, index, &mut replacements);
                self.apply_insts(proc, index, world, &mut replacements);
                self.apply_branch(proc, index);
            }
        }
        replacements.apply(proc);
        blocks::remove_unreachable(proc);
    }

    /// Parameters that are constants become constants; the unused parameters are left to others.
    fn apply_params(&self, proc: &mut Proc, index: usize, replacements: &mut Replacements) {
        for param in proc.blocks[index].params.clone() {
            if let Some(constant) = self.facts[param.0 as usize].constant.clone() {
                let value = ValueId(proc.values.len() as u32);
                proc.values.push(ValueData { ..proc.values[param.0 as usize].clone() });
                let inst = Inst::new(Op::Const(constant), Some(value), proc.span);
                // A handler sees parameters of the blocks that it covers, and nothing that is computed there.
                let at = if proc.blocks[index].handler.is_some() { 0 } else { index };
                proc.blocks[at].insts.insert(0, inst);
                replacements.insert(param, value);
            }
        }
    }

    fn apply_insts(&self, proc: &mut Proc, index: usize, world: &World, replacements: &mut Replacements) {
        let mut insts = std::mem::take(&mut proc.blocks[index].insts);
        insts.retain_mut(|inst| self.apply_inst(proc, inst, world, replacements));
        proc.blocks[index].insts = insts;
        self.apply_tail_call(proc, index, world);
    }

    /// Simplifies an instruction; false: it is not needed.
    fn apply_inst(&self, proc: &Proc, inst: &mut Inst, world: &World, replacements: &mut Replacements) -> bool {
        let constant = inst.result.and_then(|result| self.facts.get(result.0 as usize)?.constant.clone());
        let tagged = inst.result.is_some_and(|result| proc.repr(result) == Repr::Tagged);
        if let (Some(constant), true) = (constant, tagged) {
            inst.op = Op::Const(constant);
            return true;
        }
        if let Op::CallValue(callee, args) = &inst.op
            && let Some(target) = self.only_callee(*callee, args.len(), world)
        {
            let (callee, args) = (*callee, args.clone());
            let has_captures = !world.captures[target.0 as usize].is_empty();
            inst.op = if has_captures { Op::CallClosure(target, callee, args) } else { Op::Call(target, args) };
            return true;
        }
        match (&inst.op, inst.result) {
            (Op::CheckSet(value, _), Some(result)) if !proc.types(*value).may_be(TypeSet::UNSET) => {
                replacements.insert(result, *value);
                false
            }
            (Op::MarkShared(value), _) => proc.types(*value).may_be(TypeSet::LIST),
            _ => true,
        }
    }

    fn apply_tail_call(&self, proc: &mut Proc, index: usize, world: &World) {
        let terminator = &mut proc.blocks[index].terminator;
        let Terminator::TailCallValue { callee, args, span } = terminator else { return };
        let (closure, span) = (*callee, *span);
        if let Some(proc) = self.only_callee(closure, args.len(), world) {
            let args = std::mem::take(args);
            let has_captures = !world.captures[proc.0 as usize].is_empty();
            *terminator = match has_captures {
                true => Terminator::TailCallClosure { proc, closure, args, span },
                false => Terminator::TailCall { proc, args, span },
            };
        }
    }

    /// The one procedure that a call of the value runs, if it takes so many arguments.
    fn only_callee(&self, callee: ValueId, args: usize, world: &World) -> Option<ProcId> {
        let fact = &self.facts[callee.0 as usize];
        if fact.types != TypeSet::PROC || world.classes.root(fact.class) == Class::ANY {
            return None;
        }
        let proc = world.classes.insides(fact.class).only_proc()?;
        (world.params(proc) == args).then_some(proc)
    }

    fn apply_branch(&self, proc: &mut Proc, index: usize) {
        let Terminator::Branch { condition, then, otherwise } = &proc.blocks[index].terminator else { return };
        if let Some(Constant::Bool(holds)) = self.facts[condition.0 as usize].constant {
            let target = if holds { then } else { otherwise }.clone();
            proc.blocks[index].terminator = Terminator::Jump(target);
        }
    }
}

/// Conditions that test a value which was made from a condition: `alloc c := a < b`, `if c`.
pub fn forward_flags(proc: &mut Proc) {
    let definitions = rewrite::definitions(proc);
    let mut replacements = Replacements::default();
    for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
        if let (Op::Truthy(value), Some(result)) = (&inst.op, inst.result)
            && let Some(Op::BoolValue(flag)) = definitions.get(value)
        {
            replacements.insert(result, *flag);
        }
    }
    replacements.apply(proc);
}
