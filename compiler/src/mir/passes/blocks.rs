//! Control flow: removing blocks that control cannot reach, skipping blocks that only jump on, joining blocks that
//! follow each other in all cases, and numbering what is left.

use std::mem;

use crate::mir::{Block, BlockId, Proc, Target, Terminator, ValueId, op_info};

/// Empties the blocks that control cannot reach. A handler is reached from blocks in which something raises; blocks
/// whose handler is not reached lose it.
pub fn remove_unreachable(proc: &mut Proc) {
    let reachable = reachable(proc);
    for (index, block) in proc.blocks.iter_mut().enumerate() {
        if !reachable[index] {
            *block = Block::removed();
        } else if block.handler.is_some_and(|handler| !reachable[handler.0 as usize]) {
            block.handler = None;
        }
    }
}

fn reachable(proc: &Proc) -> Vec<bool> {
    let mut reachable = vec![false; proc.blocks.len()];
    let mut work = vec![BlockId(0)];
    while let Some(id) = work.pop() {
        if mem::replace(&mut reachable[id.0 as usize], true) {
            continue;
        }
        let block = proc.block(id);
        work.extend(block.terminator.targets().map(|target| target.block));
        work.extend(block.handler.filter(|_| raises(proc, block)));
    }
    reachable
}

/// Whether an error can leave the block for its handler.
fn raises(proc: &Proc, block: &Block) -> bool {
    block.terminator.raises() || block.insts.iter().any(|inst| op_info::may_raise(proc, &inst.op))
}

/// Simplifies the graph: jumps go past empty blocks, and a block that is the only way into another swallows it.
pub fn join_blocks(proc: &mut Proc) {
    skip_empty(proc);
    remove_unreachable(proc);
    let mut predecessors = vec![0; proc.blocks.len()];
    for block in &proc.blocks {
        block.terminator.targets().for_each(|target| predecessors[target.block.0 as usize] += 1);
    }
    for index in 0..proc.blocks.len() {
        while let Some(next) = follower(proc, index, &predecessors) {
            let swallowed = mem::replace(&mut proc.blocks[next], Block::removed());
            proc.blocks[index].insts.extend(swallowed.insts);
            proc.blocks[index].terminator = swallowed.terminator;
            proc.blocks[index].scope = swallowed.scope;
        }
    }
}

/// The block without parameters that always and only follows this one.
fn follower(proc: &Proc, index: usize, predecessors: &[u32]) -> Option<usize> {
    let Terminator::Jump(target) = &proc.blocks[index].terminator else { return None };
    let next = target.block.0 as usize;
    let alone = predecessors[next] == 1 && next != index && target.args.is_empty();
    (alone && proc.blocks[next].handler == proc.blocks[index].handler).then_some(next)
}

/// From the end to the start, so that what a block jumps to is final (loops apart) when its turn comes.
fn skip_empty(proc: &mut Proc) {
    for id in reverse_post_order(proc).into_iter().rev() {
        let index = id.0 as usize;
        let mut terminator = mem::replace(&mut proc.blocks[index].terminator, Terminator::Unreachable);
        for target in terminator.targets_mut() {
            if let Some(next) = empty_jump(proc, target) {
                *target = next;
            }
        }
        proc.blocks[index].terminator = terminator;
    }
}

/// Where control goes on if all that the target does is jump.
fn empty_jump(proc: &Proc, target: &Target) -> Option<Target> {
    let block = proc.block(target.block);
    match &block.terminator {
        Terminator::Jump(next) if block.params.is_empty() && block.insts.is_empty() => Some(next.clone()),
        _ => None,
    }
}

/// The blocks that can be reached, each (loops apart) behind those it is reached from. Of a branch the first target
/// comes first.
pub fn reverse_post_order(proc: &Proc) -> Vec<BlockId> {
    let successors = |id: BlockId| {
        let block = proc.block(id);
        let mut successors: Vec<BlockId> = block.terminator.targets().map(|target| target.block).collect();
        successors.extend(block.handler);
        successors
    };
    let mut seen = vec![false; proc.blocks.len()];
    seen[0] = true;
    let mut stack = vec![(BlockId(0), successors(BlockId(0)))];
    let mut order = Vec::new();
    while let Some((id, rest)) = stack.last_mut() {
        match rest.pop() {
            Some(next) if seen[next.0 as usize] => {}
            Some(next) => {
                seen[next.0 as usize] = true;
                stack.push((next, successors(next)));
            }
            None => {
                order.push(*id);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}

/// Numbers blocks in reverse post-order and values in the order of their definitions; removed ones are gone.
pub fn renumber(proc: &mut Proc) {
    let order = reverse_post_order(proc);
    let mut new_blocks = vec![BlockId(u32::MAX); proc.blocks.len()];
    for (new, old) in order.iter().enumerate() {
        new_blocks[old.0 as usize] = BlockId(new as u32);
    }
    let mut blocks: Vec<Block> =
        order.iter().map(|old| mem::replace(&mut proc.blocks[old.0 as usize], Block::removed())).collect();
    let mut new_values = vec![ValueId(u32::MAX); proc.values.len()];
    let mut values = Vec::new();
    for block in &blocks {
        for value in block.params.iter().copied().chain(block.insts.iter().filter_map(|inst| inst.result)) {
            new_values[value.0 as usize] = ValueId(values.len() as u32);
            values.push(proc.values[value.0 as usize].clone());
        }
    }
    let rename = |value: &mut ValueId| *value = new_values[value.0 as usize];
    for block in &mut blocks {
        block.params.iter_mut().for_each(rename);
        for inst in &mut block.insts {
            inst.result.iter_mut().for_each(rename);
            op_info::for_each_operand_mut(&mut inst.op, rename);
        }
        block.terminator.for_each_operand_mut(rename);
        block.terminator.targets_mut().for_each(|target| target.block = new_blocks[target.block.0 as usize]);
        block.handler = block.handler.map(|handler| new_blocks[handler.0 as usize]);
    }
    proc.blocks = blocks;
    proc.values = values;
}
