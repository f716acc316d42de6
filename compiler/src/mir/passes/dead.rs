//! Removing values that nothing uses, where computing them has no effect and cannot raise, and block parameters that
//! nothing uses. That a value has a second reference is not a use: without any other there is none.

use super::params::remove_params;
use crate::mir::{BlockId, Op, Proc, ValueId, op_info};

/// Removes them, those that are used only by each other included.
pub fn remove_unused(proc: &mut Proc) {
    let used = used_values(proc);
    let is_handler = handlers(proc);
    let mut removable = vec![false; proc.values.len()];
    for (index, block) in proc.blocks.iter().enumerate().skip(1) {
        for param in block.params.iter().filter(|_| !is_handler[index]) {
            removable[param.0 as usize] = !used[param.0 as usize];
        }
    }
    remove_params(proc, |param| removable[param.0 as usize]);
    for index in 0..proc.blocks.len() {
        let mut insts = std::mem::take(&mut proc.blocks[index].insts);
        insts.retain(|inst| match (&inst.op, inst.result) {
            (Op::MarkShared(value), _) => used[value.0 as usize],
            (_, Some(result)) => used[result.0 as usize] || !inst.is_pure(proc),
            (_, None) => true,
        });
        proc.blocks[index].insts = insts;
    }
}

/// Which blocks handle errors.
fn handlers(proc: &Proc) -> Vec<bool> {
    let mut is_handler = vec![false; proc.blocks.len()];
    for handler in proc.blocks.iter().filter_map(|block| block.handler) {
        is_handler[handler.0 as usize] = true;
    }
    is_handler
}

/// Where a value comes from, as far as that matters for what it uses.
enum Source {
    Nothing,
    Inst(usize, usize),
    Param(BlockId, usize),
}

/// Which values contribute to what the procedure does.
fn used_values(proc: &Proc) -> Vec<bool> {
    let mut marks = Marks { used: vec![false; proc.values.len()], work: Vec::new() };
    let mut sources: Vec<Source> = proc.values.iter().map(|_| Source::Nothing).collect();
    let mut incoming: Vec<Vec<(usize, usize)>> = vec![Vec::new(); proc.blocks.len()];
    for (index, block) in proc.blocks.iter().enumerate() {
        for (at, param) in block.params.iter().enumerate() {
            sources[param.0 as usize] = Source::Param(BlockId(index as u32), at);
        }
        for (at, inst) in block.insts.iter().enumerate() {
            match inst.result {
                Some(result) if inst.is_pure(proc) => sources[result.0 as usize] = Source::Inst(index, at),
                None if matches!(inst.op, Op::MarkShared(_)) => {}
                _ => op_info::for_each_operand(&inst.op, |value| marks.mark(value)),
            }
        }
        for (which, target) in block.terminator.targets().enumerate() {
            incoming[target.block.0 as usize].push((index, which));
        }
        block.terminator.for_each_own_operand(|value| marks.mark(value));
    }
    while let Some(value) = marks.work.pop() {
        match sources[value.0 as usize] {
            Source::Nothing => {}
            Source::Inst(block, at) => {
                op_info::for_each_operand(&proc.blocks[block].insts[at].op, |value| marks.mark(value));
            }
            Source::Param(block, at) => {
                for &(from, which) in &incoming[block.0 as usize] {
                    let target = proc.blocks[from].terminator.targets().nth(which).expect("the edge exists");
                    marks.mark(target.args[at]);
                }
            }
        }
    }
    marks.used
}

struct Marks {
    used: Vec<bool>,
    work: Vec<ValueId>,
}

impl Marks {
    fn mark(&mut self, value: ValueId) {
        if !std::mem::replace(&mut self.used[value.0 as usize], true) {
            self.work.push(value);
        }
    }
}
