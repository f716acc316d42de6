//! In how many loops each block of a procedure lies.

use super::{BlockId, Proc};

/// By block, the number of loops around it. A loop is what gets to an edge backwards without going through its target.
/// `order`: the blocks that can be reached, in reverse post-order.
pub fn depths(proc: &Proc, order: &[BlockId]) -> Vec<u32> {
    let mut position = vec![usize::MAX; proc.blocks.len()];
    let mut predecessors = vec![Vec::new(); proc.blocks.len()];
    for (i, &id) in order.iter().enumerate() {
        position[id.0 as usize] = i;
        let block = proc.block(id);
        for target in block.terminator.targets().map(|target| target.block).chain(block.handler) {
            predecessors[target.0 as usize].push(id);
        }
    }
    let mut depths = vec![0; proc.blocks.len()];
    // The last loop that a block was found in, by its header's position.
    let mut found_in = vec![usize::MAX; proc.blocks.len()];
    for (i, &header) in order.iter().enumerate() {
        let is_back = |id: &BlockId| position[id.0 as usize] >= i;
        let mut stack: Vec<BlockId> = predecessors[header.0 as usize].iter().copied().filter(is_back).collect();
        if stack.is_empty() {
            continue;
        }
        found_in[header.0 as usize] = i;
        depths[header.0 as usize] += 1;
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut found_in[id.0 as usize], i) != i {
                depths[id.0 as usize] += 1;
                stack.extend(&predecessors[id.0 as usize]);
            }
        }
    }
    depths
}
