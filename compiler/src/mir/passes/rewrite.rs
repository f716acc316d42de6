//! Replacing values by others everywhere in a procedure.

use rustc_hash::FxHashMap;

use crate::mir::{Op, Proc, ValueId, op_info};

/// Which values stand for others. Chains are followed.
#[derive(Default)]
pub struct Replacements {
    map: FxHashMap<ValueId, ValueId>,
}

impl Replacements {
    /// `old` is to be replaced by `new`, which does not lead back to `old`.
    pub fn insert(&mut self, old: ValueId, new: ValueId) {
        debug_assert_ne!(self.resolve(new), old);
        self.map.insert(old, new);
    }

    /// What the value is replaced by in the end.
    pub fn resolve(&self, mut value: ValueId) -> ValueId {
        while let Some(&next) = self.map.get(&value) {
            value = next;
        }
        value
    }

    pub fn contains(&self, value: ValueId) -> bool {
        self.map.contains_key(&value)
    }

    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// Replaces all uses. Definitions of replaced values stay.
    pub fn apply(&self, proc: &mut Proc) {
        if self.is_empty() {
            return;
        }
        let replace = |value: &mut ValueId| *value = self.resolve(*value);
        for block in &mut proc.blocks {
            block.insts.iter_mut().for_each(|inst| op_info::for_each_operand_mut(&mut inst.op, replace));
            block.terminator.for_each_operand_mut(replace);
        }
    }
}

/// The operations whose results values are.
pub fn definitions(proc: &Proc) -> FxHashMap<ValueId, Op> {
    let insts = proc.blocks.iter().flat_map(|block| &block.insts);
    insts.filter_map(|inst| Some((inst.result?, inst.op.clone()))).collect()
}
