//! Calls of a procedure by itself in tail position become jumps to its start.

use super::rewrite::{self, Replacements};
use crate::mir::{Block, BlockId, Constant, Inst, Op, Proc, SlotId, Target, Terminator, TypeSet, ValueData, ValueId};

/// Makes the loop, if the procedure has such calls. The entry then jumps to a block that is what the entry was; frame
/// slots are unset there, as they are at the start.
pub fn make_loops(proc: &mut Proc) {
    let calls: Vec<usize> = self_calls(proc);
    if calls.is_empty() {
        return;
    }
    let start = BlockId(proc.blocks.len() as u32);
    for index in calls {
        let args = match std::mem::replace(&mut proc.blocks[index].terminator, Terminator::Unreachable) {
            Terminator::TailCall { args, .. } | Terminator::TailCallClosure { args, .. } => args,
            _ => unreachable!("the block ends with a call"),
        };
        reset_slots(proc, index);
        proc.blocks[index].terminator = Terminator::Jump(Target { block: start, args });
    }
    move_entry(proc, start);
}

/// The blocks that end with a call of the procedure itself, with its own closure.
fn self_calls(proc: &Proc) -> Vec<usize> {
    let definitions = rewrite::definitions(proc);
    let is_self = |block: &Block| match &block.terminator {
        Terminator::TailCall { proc: callee, .. } => *callee == proc.id,
        Terminator::TailCallClosure { proc: callee, closure, .. } => {
            *callee == proc.id && definitions.get(closure) == Some(&Op::SelfClosure)
        }
        _ => false,
    };
    (0..proc.blocks.len()).filter(|&index| is_self(&proc.blocks[index])).collect()
}

fn new_value(proc: &mut Proc, data: ValueData) -> ValueId {
    proc.values.push(data);
    ValueId(proc.values.len() as u32 - 1)
}

fn reset_slots(proc: &mut Proc, index: usize) {
    if proc.slots == 0 {
        return;
    }
    let unset = new_value(proc, ValueData::tagged(TypeSet::UNSET));
    let span = proc.span;
    let insts = &mut proc.blocks[index].insts;
    insts.push(Inst::new(Op::Const(Constant::Unset), Some(unset), span));
    insts.extend((0..proc.slots).map(|slot| Inst::new(Op::SlotSet(SlotId(slot), unset), None, span)));
}

/// The entry's content goes to block `start`, the next to be made, with parameters in the place of the procedure's.
pub fn move_entry(proc: &mut Proc, start: BlockId) {
    let params = proc.blocks[0].params.clone();
    let mut replacements = Replacements::default();
    let mut moved = Vec::new();
    for &param in &params {
        let data = proc.values[param.0 as usize].clone();
        let value = new_value(proc, data);
        replacements.insert(param, value);
        moved.push(value);
    }
    replacements.apply(proc);
    let jump = Terminator::Jump(Target { block: start, args: params.clone() });
    let entry = Block { params, insts: Vec::new(), terminator: jump, scope: None, handler: None };
    let body = std::mem::replace(&mut proc.blocks[0], entry);
    proc.blocks.push(Block { params: moved, ..body });
}
