//! SSA construction on the fly: Braun, Buchwald, Hack, Leißa, Mallon and Zwinkau, "Simple and Efficient Construction
//! of Static Single Assignment Form" (CC 2013), with block parameters in the place of phi functions. A block is sealed
//! when all its predecessors are known. Parameters that turn out to be trivial are removed afterwards by
//! [`remove_trivial_params`](crate::mir::passes::params::remove_trivial_params).
//!
//! The handler of a `try` counts as a block whose one predecessor is the block before the `try`: variables that the
//! body assigns are in frame slots, the others have the same value throughout.

use rustc_hash::FxHashMap;

use crate::hir::LocalId;
use crate::mir::{BlockId, Constant, Inst, Op, Proc, TypeSet, ValueData, ValueId};

/// What is known about variables while a procedure is built.
#[derive(Default)]
pub struct Ssa {
    blocks: Vec<BlockState>,
    /// Parameters whose arguments are not in the predecessors' targets yet.
    pending: Vec<(BlockId, LocalId, usize)>,
}

#[derive(Default)]
struct BlockState {
    definitions: FxHashMap<LocalId, ValueId>,
    predecessors: Vec<BlockId>,
    sealed: bool,
    /// Variable and index of the parameters made while the block was not sealed.
    incomplete: Vec<(LocalId, usize)>,
}

/// An argument that is filled in before construction ends.
const UNFILLED: ValueId = ValueId(u32::MAX);

impl Ssa {
    /// Must be called for each block in the order of their ids.
    pub fn add_block(&mut self) {
        self.blocks.push(BlockState::default());
    }

    /// `from` ends with a jump or branch to `to`, without arguments. `to` is not sealed.
    pub fn add_predecessor(&mut self, to: BlockId, from: BlockId) {
        debug_assert!(!self.state(to).sealed);
        self.state_mut(to).predecessors.push(from);
    }

    pub fn has_predecessors(&self, block: BlockId) -> bool {
        !self.state(block).predecessors.is_empty()
    }

    /// The variable has this value at the end of the block, unless it is assigned again.
    pub fn write(&mut self, block: BlockId, variable: LocalId, value: ValueId) {
        self.state_mut(block).definitions.insert(variable, value);
    }

    /// The variable's value at the end of what the block has now. `types`: what any value of the variable may be.
    pub fn read(&mut self, proc: &mut Proc, block: BlockId, variable: LocalId, types: TypeSet) -> ValueId {
        let value = self.lookup(proc, block, variable, types);
        self.fill_pending(proc, types);
        value
    }

    /// All predecessors of the block are known.
    pub fn seal(&mut self, proc: &mut Proc, block: BlockId, types: impl Fn(LocalId) -> TypeSet) {
        self.state_mut(block).sealed = true;
        for (variable, index) in std::mem::take(&mut self.state_mut(block).incomplete) {
            self.pending.push((block, variable, index));
            self.fill_pending(proc, types(variable));
        }
    }

    fn state(&self, block: BlockId) -> &BlockState {
        &self.blocks[block.0 as usize]
    }

    fn state_mut(&mut self, block: BlockId) -> &mut BlockState {
        &mut self.blocks[block.0 as usize]
    }

    fn lookup(&mut self, proc: &mut Proc, block: BlockId, variable: LocalId, types: TypeSet) -> ValueId {
        let mut at = block;
        let mut passed = Vec::new();
        let value = loop {
            let state = self.state(at);
            if let Some(&value) = state.definitions.get(&variable) {
                break value;
            }
            passed.push(at);
            match (state.sealed, &state.predecessors[..]) {
                (true, []) => break unset_at_start(proc, at),
                (true, [only]) => at = *only,
                _ => break self.add_param(proc, at, variable, types),
            }
        };
        for block in passed {
            self.write(block, variable, value);
        }
        value
    }

    fn add_param(&mut self, proc: &mut Proc, block: BlockId, variable: LocalId, types: TypeSet) -> ValueId {
        let value = new_value(proc, types);
        let params = &mut proc.blocks[block.0 as usize].params;
        let index = params.len();
        params.push(value);
        if self.state(block).sealed {
            self.pending.push((block, variable, index));
        } else {
            self.state_mut(block).incomplete.push((variable, index));
        }
        value
    }

    /// Gives the pending parameters, all of variables with these types, their arguments.
    fn fill_pending(&mut self, proc: &mut Proc, types: TypeSet) {
        while let Some((block, variable, index)) = self.pending.pop() {
            for i in 0..self.state(block).predecessors.len() {
                let predecessor = self.state(block).predecessors[i];
                let value = self.lookup(proc, predecessor, variable, types);
                let terminator = &mut proc.blocks[predecessor.0 as usize].terminator;
                for target in terminator.targets_mut().filter(|target| target.block == block) {
                    let len = target.args.len().max(index + 1);
                    target.args.resize(len, UNFILLED);
                    target.args[index] = value;
                }
            }
        }
    }
}

fn new_value(proc: &mut Proc, types: TypeSet) -> ValueId {
    proc.values.push(ValueData::tagged(types));
    ValueId(proc.values.len() as u32 - 1)
}

/// A variable that nothing has assigned.
fn unset_at_start(proc: &mut Proc, block: BlockId) -> ValueId {
    let value = new_value(proc, TypeSet::UNSET);
    let inst = Inst::new(Op::Const(Constant::Unset), Some(value), proc.span);
    proc.blocks[block.0 as usize].insts.insert(0, inst);
    value
}
