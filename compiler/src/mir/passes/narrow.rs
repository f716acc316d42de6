//! Values that a branch has tested get names of their own where the outcome is known, so that propagation can know more of
//! them there: extended SSA form (Bodik, Gupta and Sarkar, "ABCD: Eliminating Array Bounds Checks on Demand", PLDI 2000).
//! Such a name is a parameter of the block that the branch goes to. Those of which nothing more was found out are removed
//! as trivial parameters.

use rustc_hash::FxHashMap;

use crate::mir::dominators::Dominators;
use crate::mir::{BlockId, CompareOp, Op, Proc, Repr, Terminator, ValueId, op_info};

/// Of one value no more than this many names are made.
const MOST_NAMES: usize = 16;

/// A condition whose outcome says something about its operands.
pub enum Test {
    Compare(CompareOp, ValueId, ValueId),
    IsSmall(ValueId),
}

impl Test {
    /// The test that an operation is.
    pub fn of(op: &Op) -> Option<Test> {
        match *op {
            Op::Compare(op, a, b) => Some(Test::Compare(op, a, b)),
            Op::IsSmall(a) => Some(Test::IsSmall(a)),
            _ => None,
        }
    }
}

/// Names values that were tested. Blocks that are reached on several ways get none.
pub fn name_tested(proc: &mut Proc) {
    let tested = Tested::of(proc);
    if tested.operands.is_empty() {
        return;
    }
    let names = tested.make_names(proc);
    let dominators = Dominators::of(proc);
    for index in 0..proc.blocks.len() {
        let block = BlockId(index as u32);
        let rename = |value: &mut ValueId| {
            let Some(names) = names.get(value) else { return };
            let holding = names.iter().filter(|(target, _)| dominators.dominates(*target, true, block));
            // The innermost: that all others dominate.
            let innermost = holding.reduce(|a, b| if dominators.dominates(a.0, true, b.0) { b } else { a });
            *value = innermost.map_or(*value, |&(_, name)| name);
        };
        let data = &mut proc.blocks[index];
        data.insts.iter_mut().for_each(|inst| op_info::for_each_operand_mut(&mut inst.op, rename));
        data.terminator.for_each_operand_mut(rename);
    }
}

struct Tested {
    /// The operands of tests, by condition; literals are left out.
    operands: FxHashMap<ValueId, Vec<ValueId>>,
    /// By block, how many jumps and handlers lead there.
    entries: Vec<u32>,
    /// By value, how often it is used.
    uses: Vec<u32>,
}

impl Tested {
    fn of(proc: &Proc) -> Tested {
        let mut tested = Tested {
            operands: FxHashMap::default(),
            entries: vec![0; proc.blocks.len()],
            uses: vec![0; proc.values.len()],
        };
        let mut is_literal = vec![false; proc.values.len()];
        for block in &proc.blocks {
            for inst in &block.insts {
                op_info::for_each_operand(&inst.op, |value| tested.uses[value.0 as usize] += 1);
                if let (Op::Const(_), Some(result)) = (&inst.op, inst.result) {
                    is_literal[result.0 as usize] = true;
                }
            }
            block.terminator.for_each_operand(|value| tested.uses[value.0 as usize] += 1);
            let targets = block.terminator.targets().map(|target| target.block).chain(block.handler);
            targets.for_each(|target| tested.entries[target.0 as usize] += 1);
        }
        for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
            let operands = match (Test::of(&inst.op), inst.result) {
                (Some(Test::Compare(_, a, b)), Some(_)) => vec![a, b],
                (Some(Test::IsSmall(a)), Some(_)) => vec![a],
                _ => continue,
            };
            let is_named = |value: &ValueId| {
                let index = value.0 as usize;
                !is_literal[index] && tested.uses[index] > 1 && proc.repr(*value) == Repr::Tagged
            };
            let operands: Vec<ValueId> = operands.into_iter().filter(is_named).collect();
            if let (Some(condition), false) = (inst.result, operands.is_empty()) {
                tested.operands.insert(condition, operands);
            }
        }
        tested
    }

    /// Adds the parameters, and gives them by the value that they stand for, with their blocks.
    fn make_names(&self, proc: &mut Proc) -> FxHashMap<ValueId, Vec<(BlockId, ValueId)>> {
        let mut names: FxHashMap<ValueId, Vec<(BlockId, ValueId)>> = FxHashMap::default();
        for index in 0..proc.blocks.len() {
            let Terminator::Branch { condition, .. } = proc.blocks[index].terminator else { continue };
            let Some(operands) = self.operands.get(&condition) else { continue };
            for which in 0..2 {
                for &value in operands {
                    let names = names.entry(value).or_default();
                    let data = proc.values[value.0 as usize].clone();
                    let name = ValueId(proc.values.len() as u32);
                    let target = proc.blocks[index].terminator.targets_mut().nth(which).expect("a branch has two");
                    let to = target.block;
                    if self.entries[to.0 as usize] == 1 && names.len() < MOST_NAMES && !target.args.contains(&value) {
                        target.args.push(value);
                        proc.values.push(data);
                        proc.blocks[to.0 as usize].params.push(name);
                        names.push((to, name));
                    }
                }
            }
        }
        names
    }
}
