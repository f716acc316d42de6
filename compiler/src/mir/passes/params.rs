//! Removing block parameters that are not needed: those that get one and the same value from all predecessors (or
//! themselves, in loops) and of which no more is known than of that, and those that nothing uses.

use super::rewrite::Replacements;
use crate::mir::{BlockId, Proc, ValueId};

/// Removes parameters that always are one and the same other value.
pub fn remove_trivial_params(proc: &mut Proc) {
    let incoming = incoming_edges(proc);
    let mut replacements = Replacements::default();
    let mut changed = true;
    while changed {
        changed = false;
        for (block, edges) in proc.blocks.iter().zip(&incoming) {
            for (index, &param) in block.params.iter().enumerate() {
                if replacements.contains(param) {
                    continue;
                }
                if let Some(value) = only_value(proc, edges, index, param, &replacements) {
                    replacements.insert(param, value);
                    changed = true;
                }
            }
        }
    }
    remove_params(proc, |param| replacements.contains(param));
    replacements.apply(proc);
}

/// A jump: the block it is in, and which of its targets it is.
type Edge = (usize, usize);

fn incoming_edges(proc: &Proc) -> Vec<Vec<Edge>> {
    let mut incoming = vec![Vec::new(); proc.blocks.len()];
    for (block, data) in proc.blocks.iter().enumerate() {
        for (which, target) in data.terminator.targets().enumerate() {
            incoming[target.block.0 as usize].push((block, which));
        }
    }
    incoming
}

/// The one value besides itself that a parameter gets.
fn only_value(
    proc: &Proc,
    edges: &[Edge],
    index: usize,
    param: ValueId,
    replacements: &Replacements,
) -> Option<ValueId> {
    let mut only = None;
    for &(block, which) in edges {
        let target = proc.blocks[block].terminator.targets().nth(which).expect("the edge exists");
        let value = replacements.resolve(target.args[index]);
        if value == param || only == Some(value) {
            continue;
        }
        if only.is_some() {
            return None;
        }
        only = Some(value);
    }
    only.filter(|&value| proc.types(value).is(proc.types(param)))
}

/// Removes the parameters for which `remove` holds, and their arguments. Not for the entry and handlers.
pub fn remove_params(proc: &mut Proc, remove: impl Fn(ValueId) -> bool) {
    let kept: Vec<Vec<bool>> =
        proc.blocks.iter().map(|block| block.params.iter().map(|&param| !remove(param)).collect()).collect();
    let keep = |values: &mut Vec<ValueId>, block: BlockId| {
        let mut flags = kept[block.0 as usize].iter();
        values.retain(|_| *flags.next().expect("there are as many arguments as parameters"));
    };
    for index in 0..proc.blocks.len() {
        let block = &mut proc.blocks[index];
        keep(&mut block.params, BlockId(index as u32));
        for target in block.terminator.targets_mut() {
            keep(&mut target.args, target.block);
        }
    }
}
