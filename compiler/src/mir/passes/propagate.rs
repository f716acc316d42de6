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

use super::facts::{self, Fact};
use super::rewrite::Replacements;
use super::world::{Worklist, World};
use super::{blocks, range, rewrite};
use crate::mir::{
    Block, BlockId, CompareOp, Constant, Inst, Op, Proc, ProcId, Program, Repr, Terminator, TypeSet, ValueData, ValueId,
};

/// Runs the propagation and applies what it found.
pub fn propagate(program: &mut Program) {
    let mut world = World::new(program);
    let mut solutions: Vec<Option<Solution>> = program
        .procs
        .iter()
        .zip(&world.open)
        .map(|(proc, open)| proc.as_ref().map(|proc| Solution::new(proc, *open)))
        .collect();
    let mut work = Worklist::new(&world.open);
    while let Some(index) = work.next() {
        let (Some(proc), Some(solution)) = (&program.procs[index], &mut solutions[index]) else { continue };
        solution.solve(proc, &mut world);
        work.add(world.take_waiting());
        let result = solution.result(proc, &world);
        if world.results[index].join(&result) {
            work.add(world.callers[index].iter().copied());
        }
        for (callee, args) in solution.calls(proc) {
            let (callee, open) = (callee.0 as usize, world.open[callee.0 as usize]);
            if let (Some(proc), Some(solution), false) = (&program.procs[callee], &mut solutions[callee], open)
                && solution.call_with(proc, &args)
            {
                work.add([callee]);
            }
        }
    }
    for (proc, solution) in program.procs.iter_mut().zip(solutions) {
        if let (Some(proc), Some(solution)) = (proc, solution)
            && solution.called
        {
            solution.apply(proc);
        }
    }
}

/// What is known about one procedure.
struct Solution {
    /// Control has been seen to get to its start.
    called: bool,
    /// Indexed by value.
    facts: Vec<Fact>,
    /// Indexed by block: control has been seen to get there.
    reached: Vec<bool>,
    /// The blocks in an order in which most values are computed before they are used.
    order: Vec<BlockId>,
    /// The comparisons that conditions are.
    comparisons: FxHashMap<ValueId, (CompareOp, ValueId, ValueId)>,
}

impl Solution {
    /// `open`: it may be called with anything.
    fn new(proc: &Proc, open: bool) -> Solution {
        let mut facts = vec![Fact::NOTHING; proc.values.len()];
        if open {
            for &param in &proc.blocks[0].params {
                facts[param.0 as usize] = Fact::of_types(proc.types(param));
            }
        }
        let mut reached = vec![false; proc.blocks.len()];
        reached[0] = true;
        let insts = proc.blocks.iter().flat_map(|block| &block.insts);
        let comparisons = insts.filter_map(|inst| match inst.op {
            Op::Compare(op, a, b) => Some((inst.result?, (op, a, b))),
            _ => None,
        });
        let comparisons = comparisons.collect();
        Solution { called: open, facts, reached, order: blocks::reverse_post_order(proc), comparisons }
    }

    /// Takes in a call with these arguments. Whether that is news.
    fn call_with(&mut self, proc: &Proc, args: &[Fact]) -> bool {
        let mut news = !std::mem::replace(&mut self.called, true);
        for (param, arg) in proc.blocks[0].params.iter().zip(args) {
            news |= self.facts[param.0 as usize].join(arg);
        }
        news
    }

    /// The direct calls that control has been seen to get to, with what is known of their arguments.
    fn calls(&self, proc: &Proc) -> Vec<(ProcId, Vec<Fact>)> {
        let mut calls = Vec::new();
        let mut call = |callee: ProcId, args: &[ValueId]| {
            let args: Vec<Fact> = args.iter().map(|arg| self.facts[arg.0 as usize].clone()).collect();
            if args.iter().all(|arg| arg.types != TypeSet::EMPTY) {
                calls.push((callee, args));
            }
        };
        for block in self.reached_blocks(proc) {
            for inst in &block.insts {
                if let Op::Call(callee, args) | Op::CallClosure(callee, _, args) = &inst.op {
                    call(*callee, args);
                }
            }
            if let Terminator::TailCall { proc, args, .. } | Terminator::TailCallClosure { proc, args, .. } =
                &block.terminator
            {
                call(*proc, args);
            }
        }
        calls
    }

    /// What the procedure may give.
    fn result(&self, proc: &Proc, world: &World) -> Fact {
        let mut result = Fact::NOTHING;
        for block in self.reached_blocks(proc) {
            match &block.terminator {
                Terminator::Return(value) => result.join(&self.facts[value.0 as usize]),
                Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => {
                    result.join(&world.results[proc.0 as usize])
                }
                Terminator::TailCallValue { .. } => result.join(&Fact::of_types(TypeSet::ANY)),
                _ => false,
            };
        }
        result
    }

    fn reached_blocks<'p>(&self, proc: &'p Proc) -> impl Iterator<Item = &'p Block> {
        proc.blocks.iter().zip(&self.reached).filter(|(_, reached)| **reached).map(|(block, _)| block)
    }

    /// Goes on until nothing changes. Notes the module variables of which more is known than before.
    fn solve(&mut self, proc: &Proc, world: &mut World) {
        let mut changed = true;
        while changed {
            changed = false;
            for index in 0..self.order.len() {
                let block = self.order[index];
                if self.reached[block.0 as usize] {
                    changed |= self.block(proc, block, world);
                }
            }
        }
    }

    fn block(&mut self, proc: &Proc, id: BlockId, world: &mut World) -> bool {
        let block = proc.block(id);
        let mut changed = false;
        for inst in &block.insts {
            if let Op::GlobalSet(global, value) = inst.op {
                let fact = &self.facts[value.0 as usize];
                if world.globals[global.0 as usize].join(fact) {
                    world.changed_globals.push(global);
                }
            }
            if let Some(result) = inst.result {
                let fact = self.inst(proc, inst, result, world);
                changed |= self.facts[result.0 as usize].join(&fact);
            }
        }
        if let Some(handler) = block.handler {
            changed |= self.reach(handler);
            let text = proc.block(handler).params[0];
            changed |= self.facts[text.0 as usize].join(&Fact::of_types(TypeSet::STRING));
        }
        changed | self.targets(proc, &block.terminator)
    }

    fn inst(&self, proc: &Proc, inst: &Inst, result: ValueId, world: &World) -> Fact {
        let declared = proc.types(result);
        if let Op::GlobalGet(global) = inst.op {
            let fact = &world.globals[global.0 as usize];
            if declared.may_be(TypeSet::UNSET) {
                return Fact::of_types(fact.types.union(TypeSet::UNSET).intersection(declared));
            }
            return fact.clone();
        }
        if let Op::Call(callee, _) | Op::CallClosure(callee, ..) = inst.op {
            // Not its constant: the call has effects, and must stay.
            return Fact::of_types(world.results[callee.0 as usize].types);
        }
        let fact = facts::result(&inst.op, |value| &self.facts[value.0 as usize]);
        if proc.repr(result) == Repr::Bool || fact.constant.is_some() {
            return fact;
        }
        if fact.types.is(declared) { fact } else { Fact::of_types(fact.types.intersection(declared)) }
    }

    fn targets(&mut self, proc: &Proc, terminator: &Terminator) -> bool {
        let mut changed = false;
        for (which, target) in terminator.targets().enumerate() {
            if !self.may_take(terminator, which) {
                continue;
            }
            changed |= self.reach(target.block);
            for (param, arg) in proc.block(target.block).params.iter().zip(&target.args) {
                let fact = self.on_way(*arg, terminator, which);
                changed |= self.facts[param.0 as usize].join(&fact);
            }
        }
        changed
    }

    /// What is known of a value on the way to target number `which`: more, where the branch compared it.
    fn on_way(&self, value: ValueId, terminator: &Terminator, which: usize) -> Fact {
        let fact = &self.facts[value.0 as usize];
        let Terminator::Branch { condition, .. } = terminator else { return fact.clone() };
        let Some(&(op, a, b)) = self.comparisons.get(condition) else { return fact.clone() };
        let (op, other) = match value {
            _ if value == a => (op, b),
            _ if value == b => (range::mirrored(op), a),
            _ => return fact.clone(),
        };
        let other = &self.facts[other.0 as usize];
        // A float that is compared may be no number at all; then neither the comparison nor its opposite holds.
        if !fact.types.is(TypeSet::SMALL) || !other.types.is(TypeSet::SMALL) {
            return fact.clone();
        }
        let op = if which == 0 { op } else { range::negated(op) };
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

    fn reach(&mut self, block: BlockId) -> bool {
        !std::mem::replace(&mut self.reached[block.0 as usize], true)
    }

    fn apply(self, proc: &mut Proc) {
        for (value, fact) in proc.values.iter_mut().zip(&self.facts) {
            if value.repr == Repr::Tagged && fact.types != TypeSet::EMPTY {
                value.types = fact.types;
            }
        }
        let mut replacements = Replacements::default();
        for index in 0..proc.blocks.len() {
            if self.reached[index] {
                self.apply_params(proc, index, &mut replacements);
                self.apply_insts(proc, index, &mut replacements);
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
                let inst = Inst { op: Op::Const(constant), result: Some(value), span: proc.span };
                proc.blocks[index].insts.insert(0, inst);
                replacements.insert(param, value);
            }
        }
    }

    fn apply_insts(&self, proc: &mut Proc, index: usize, replacements: &mut Replacements) {
        let mut insts = std::mem::take(&mut proc.blocks[index].insts);
        insts.retain_mut(|inst| self.apply_inst(proc, inst, replacements));
        proc.blocks[index].insts = insts;
    }

    /// Simplifies an instruction; false: it is not needed.
    fn apply_inst(&self, proc: &Proc, inst: &mut Inst, replacements: &mut Replacements) -> bool {
        let constant = inst.result.and_then(|result| self.facts.get(result.0 as usize)?.constant.clone());
        let tagged = inst.result.is_some_and(|result| proc.repr(result) == Repr::Tagged);
        if let (Some(constant), true) = (constant, tagged) {
            inst.op = Op::Const(constant);
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
