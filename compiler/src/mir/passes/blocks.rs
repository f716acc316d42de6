//! Control flow: removing blocks that control cannot reach, and joining blocks that follow each other in all cases.

use crate::mir::{Block, BlockId, Proc, Terminator, op_info};

/// Empties the blocks that control cannot reach. A handler is reached from blocks in which something raises; blocks
/// whose handler is not reached lose it.
pub fn remove_unreachable(proc: &mut Proc) {
    let reachable = reachable(proc);
    for (index, block) in proc.blocks.iter_mut().enumerate() {
        if !reachable[index] {
            *block =
                Block { params: Vec::new(), insts: Vec::new(), terminator: Terminator::Unreachable, handler: None };
        } else if block.handler.is_some_and(|handler| !reachable[handler.0 as usize]) {
            block.handler = None;
        }
    }
}

fn reachable(proc: &Proc) -> Vec<bool> {
    let mut reachable = vec![false; proc.blocks.len()];
    let mut work = vec![BlockId(0)];
    while let Some(id) = work.pop() {
        if std::mem::replace(&mut reachable[id.0 as usize], true) {
            continue;
        }
        let block = proc.block(id);
        work.extend(block.terminator.targets().map(|target| target.block));
        work.extend(block.handler.filter(|_| raises(proc, block)));
    }
    reachable
}

/// Whether an error can leave the block for its handler.
pub fn raises(proc: &Proc, block: &Block) -> bool {
    block.terminator.raises() || block.insts.iter().any(|inst| op_info::may_raise(proc, &inst.op))
}
