//! The loops of a procedure, and in how many of them each block lies.

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::{BlockId, Proc};

/// Larger loops, in blocks, are not found.
const LARGEST: usize = 5000;

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

/// A loop with one way in.
pub struct Loop {
    pub header: BlockId,
    /// The block that the way in comes from, and which of its targets it is.
    pub entry: (BlockId, usize),
    /// Its blocks; the header is the first.
    pub body: IndexSet<BlockId>,
}

/// The loops of a procedure that are not too large, inner ones behind those around them. `order` as for [`depths`].
pub fn find(proc: &Proc, order: &[BlockId]) -> Vec<Loop> {
    let mut position = vec![usize::MAX; proc.blocks.len()];
    let mut predecessors: Vec<Vec<(BlockId, usize)>> = vec![Vec::new(); proc.blocks.len()];
    for (i, &id) in order.iter().enumerate() {
        position[id.0 as usize] = i;
        for (which, target) in proc.block(id).terminator.targets().enumerate() {
            predecessors[target.block.0 as usize].push((id, which));
        }
    }
    let mut covered: FxHashMap<BlockId, Vec<BlockId>> = FxHashMap::default();
    for &id in order {
        if let Some(handler) = proc.block(id).handler {
            covered.entry(handler).or_default().push(id);
        }
    }
    let mut loops = Vec::new();
    for (i, &header) in order.iter().enumerate() {
        let is_back = |id: BlockId| position[id.0 as usize] >= i;
        let into = &predecessors[header.0 as usize];
        let mut outside = into.iter().filter(|(id, _)| !is_back(*id));
        let (Some(&entry), None) = (outside.next(), outside.next()) else { continue };
        let mut stack: Vec<BlockId> = into.iter().map(|(id, _)| *id).filter(|&id| is_back(id)).collect();
        if stack.is_empty() || covered.contains_key(&header) {
            continue;
        }
        let mut body = IndexSet::from([header]);
        while let Some(id) = stack.pop() {
            if body.len() <= LARGEST && body.insert(id) {
                stack.extend(predecessors[id.0 as usize].iter().map(|(id, _)| *id));
                stack.extend(covered.get(&id).into_iter().flatten());
            }
        }
        // Control gets to all of it through the header alone. A handler in the loop must not use what is computed in front of
        // it: an error may come from there too.
        let is_closed = |id: &BlockId| position[id.0 as usize] >= i && !covered.contains_key(id);
        if body.len() <= LARGEST && body.iter().all(is_closed) {
            loops.push(Loop { header, entry, body });
        }
    }
    loops
}
