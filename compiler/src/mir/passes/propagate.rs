//! Types and constants, followed through the whole program: sparse conditional constant propagation (Wegman and
//! Zadeck, "Constant Propagation with Conditional Branches", 1991) with sets of types beside the constants. Optimistic:
//! nothing is known to happen until control is seen to get there, so that loops do not spoil what they keep.
//!
//! Module variables are followed too: one holds what all its assignments give it. The first few are set by the runtime
//! and may hold anything. Parameters and results of procedures may be anything.
//!
//! Afterwards constants stand where they were computed, branches that always go one way are jumps, `CheckSet` of what
//! is set and `MarkShared` of what is no list are gone, and values have the types that were found.

use std::collections::VecDeque;

use super::facts::{self, Fact};
use super::rewrite::Replacements;
use super::{blocks, rewrite};
use crate::hir::SHARED_GLOBALS;
use crate::mir::{BlockId, Constant, GlobalId, Inst, Op, Proc, Program, Repr, Terminator, TypeSet, ValueData, ValueId};

/// Runs the propagation and applies what it found.
pub fn propagate(program: &mut Program) {
    let mut globals: Vec<Fact> = vec![Fact::NOTHING; program.globals.len()];
    let shared = SHARED_GLOBALS.len().min(globals.len());
    globals[..shared].fill(Fact::of_types(TypeSet::ANY));
    let mut solutions: Vec<Option<Solution>> =
        program.procs.iter().map(|proc| proc.as_ref().map(Solution::new)).collect();
    let readers = readers(program);
    let mut waiting: VecDeque<usize> = (0..program.procs.len()).collect();
    let mut is_waiting = vec![true; program.procs.len()];
    while let Some(index) = waiting.pop_front() {
        is_waiting[index] = false;
        let (Some(proc), Some(solution)) = (&program.procs[index], &mut solutions[index]) else { continue };
        let mut changed_globals = Vec::new();
        solution.solve(proc, &mut globals, &mut changed_globals);
        for reader in changed_globals.into_iter().flat_map(|global: GlobalId| &readers[global.0 as usize]) {
            if !std::mem::replace(&mut is_waiting[*reader], true) {
                waiting.push_back(*reader);
            }
        }
    }
    for (proc, solution) in program.procs.iter_mut().zip(solutions) {
        if let (Some(proc), Some(solution)) = (proc, solution) {
            solution.apply(proc);
        }
    }
}

/// The procedures that read each module variable, by index.
fn readers(program: &Program) -> Vec<Vec<usize>> {
    let mut readers = vec![Vec::new(); program.globals.len()];
    for (index, proc) in program.procs.iter().enumerate() {
        for inst in proc.iter().flat_map(|proc| &proc.blocks).flat_map(|block| &block.insts) {
            if let Op::GlobalGet(global) = inst.op
                && readers[global.0 as usize].last() != Some(&index)
            {
                readers[global.0 as usize].push(index);
            }
        }
    }
    readers
}

/// What is known about one procedure.
struct Solution {
    /// Indexed by value.
    facts: Vec<Fact>,
    /// Indexed by block: control has been seen to get there.
    reached: Vec<bool>,
    /// The blocks in an order in which most values are computed before they are used.
    order: Vec<BlockId>,
}

impl Solution {
    fn new(proc: &Proc) -> Solution {
        let mut facts = vec![Fact::NOTHING; proc.values.len()];
        for &param in &proc.blocks[0].params {
            facts[param.0 as usize] = Fact::of_types(proc.types(param));
        }
        let mut reached = vec![false; proc.blocks.len()];
        reached[0] = true;
        Solution { facts, reached, order: blocks::reverse_post_order(proc) }
    }

    /// Goes on until nothing changes. Adds the module variables of which more is known than before.
    fn solve(&mut self, proc: &Proc, globals: &mut [Fact], changed_globals: &mut Vec<GlobalId>) {
        let mut changed = true;
        while changed {
            changed = false;
            for index in 0..self.order.len() {
                let block = self.order[index];
                if self.reached[block.0 as usize] {
                    changed |= self.block(proc, block, globals, changed_globals);
                }
            }
        }
    }

    fn block(&mut self, proc: &Proc, id: BlockId, globals: &mut [Fact], changed_globals: &mut Vec<GlobalId>) -> bool {
        let block = proc.block(id);
        let mut changed = false;
        for inst in &block.insts {
            if let Op::GlobalSet(global, value) = inst.op {
                let fact = &self.facts[value.0 as usize];
                if globals[global.0 as usize].join(fact) {
                    changed_globals.push(global);
                }
            }
            if let Some(result) = inst.result {
                let fact = self.inst(proc, inst, result, globals);
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

    fn inst(&self, proc: &Proc, inst: &Inst, result: ValueId, globals: &[Fact]) -> Fact {
        let declared = proc.types(result);
        if let Op::GlobalGet(global) = inst.op {
            let fact = &globals[global.0 as usize];
            if declared.may_be(TypeSet::UNSET) {
                return Fact::of_types(fact.types.union(TypeSet::UNSET).intersection(declared));
            }
            return fact.clone();
        }
        let fact = facts::result(&inst.op, |value| &self.facts[value.0 as usize]);
        if proc.repr(result) == Repr::Bool || fact.constant.is_some() {
            return fact;
        }
        Fact::of_types(fact.types.intersection(declared))
    }

    fn targets(&mut self, proc: &Proc, terminator: &Terminator) -> bool {
        let mut changed = false;
        for (which, target) in terminator.targets().enumerate() {
            if !self.may_take(terminator, which) {
                continue;
            }
            changed |= self.reach(target.block);
            for (param, arg) in proc.block(target.block).params.iter().zip(&target.args) {
                let fact = self.facts[arg.0 as usize].clone();
                changed |= self.facts[param.0 as usize].join(&fact);
            }
        }
        changed
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
