//! Which values are certain to be objects only behind a `CheckSet`. The value that was checked is the same word, and may be
//! known long before: in front of a loop, say, in which the check is. Cranelift moves loads of what is constant in an
//! object to where the object's word is known, so that loads of what these values refer to must not be movable.

use crate::mir::{Inst, Op, Proc, ValueId};

/// For each value whether it is one of them.
pub fn only_checked(proc: &Proc) -> Vec<bool> {
    let mut found = vec![false; proc.values.len()];
    for block in &proc.blocks {
        for (index, inst) in block.insts.iter().enumerate() {
            if let (Op::CheckSet(value, _), Some(result)) = (&inst.op, inst.result) {
                found[result.0 as usize] = !is_read_in(&block.insts[..index], *value);
            }
        }
    }
    if !found.contains(&true) {
        return found;
    }
    let flows = flows(proc);
    loop {
        let mut changed = false;
        for &(from, to) in &flows {
            if found[from.0 as usize] {
                changed |= !std::mem::replace(&mut found[to.0 as usize], true);
            }
        }
        if !changed {
            return found;
        }
    }
}

/// The values that other values may be the same as.
fn flows(proc: &Proc) -> Vec<(ValueId, ValueId)> {
    let mut flows = Vec::new();
    for block in &proc.blocks {
        flows.extend(block.insts.iter().filter_map(|inst| match inst.op {
            Op::CheckSet(value, _) => Some((value, inst.result?)),
            _ => None,
        }));
        for target in block.terminator.targets() {
            flows.extend(target.args.iter().copied().zip(proc.block(target.block).params.iter().copied()));
        }
    }
    flows
}

/// Whether the value is read from a module variable by one of the instructions. Such a read stays where it is.
fn is_read_in(insts: &[Inst], value: ValueId) -> bool {
    insts.iter().any(|inst| inst.result == Some(value) && matches!(inst.op, Op::GlobalGet(_)))
}
