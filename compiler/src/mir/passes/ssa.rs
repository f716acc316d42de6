//! SSA construction for variables in memory, of procedures that are in SSA form otherwise: reads become the values that
//! were assigned, with block parameters where ways meet.
//!
//! Block parameters are made where they are asked for, as in Braun, Buchwald, Hack, Leißa, Mallon and Zwinkau, "Simple
//! and Efficient Construction of Static Single Assignment Form" (CC 2013); those that are not needed go later.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::rewrite::Replacements;
use crate::mir::{Constant, Inst, Op, Proc, TypeSet, ValueData, ValueId};

/// Variables are promoted if there are no more of them, times the blocks of the procedure.
pub const LIMIT: usize = 1_000_000;

/// What an operation does with a variable.
#[derive(Clone, Copy)]
pub enum Access<V> {
    Read(V),
    Write(V, ValueId),
}

impl<V> Access<V> {
    pub fn variable(&self) -> &V {
        match self {
            Access::Read(variable) | Access::Write(variable, _) => variable,
        }
    }
}

/// Makes values of the variables that `access` tells of, and removes the operations that read and assign them. They are
/// unset where the procedure starts. Variables that a handler may read stay as they are: what an error carries to it has
/// to be in memory.
pub fn promote<V: Copy + Eq + Hash>(proc: &mut Proc, access: impl Fn(&Op) -> Option<Access<V>>) {
    let variables = Variables::of(proc, &access);
    let kept = variables.read_by_handlers(proc);
    let access = |op: &Op| access(op).filter(|access| !kept.contains(access.variable()));
    Promotion { proc, variables, at_start: FxHashMap::default(), params: Vec::new() }.run(access);
}

/// What is done with variables.
struct Variables<V> {
    /// By block: the blocks that jump to it, each once.
    predecessors: Vec<Vec<usize>>,
    /// What a block assigns to a variable last.
    assigned: FxHashMap<(usize, V), ValueId>,
    /// The blocks that read a variable before they assign it.
    readers: FxHashMap<V, Vec<usize>>,
    /// What a variable may be.
    types: FxHashMap<V, TypeSet>,
}

impl<V: Copy + Eq + Hash> Variables<V> {
    fn of(proc: &Proc, access: impl Fn(&Op) -> Option<Access<V>>) -> Variables<V> {
        let mut variables = Variables {
            predecessors: vec![Vec::new(); proc.blocks.len()],
            assigned: FxHashMap::default(),
            readers: FxHashMap::default(),
            types: FxHashMap::default(),
        };
        for (index, block) in proc.blocks.iter().enumerate() {
            for target in block.terminator.targets() {
                let list: &mut Vec<usize> = &mut variables.predecessors[target.block.0 as usize];
                if list.last() != Some(&index) {
                    list.push(index);
                }
            }
            for access in block.insts.iter().filter_map(|inst| access(&inst.op)) {
                variables.note(proc, index, access);
            }
        }
        variables
    }

    fn note(&mut self, proc: &Proc, block: usize, access: Access<V>) {
        match access {
            Access::Read(variable) if !self.assigned.contains_key(&(block, variable)) => {
                self.readers.entry(variable).or_default().push(block);
            }
            Access::Read(_) => {}
            Access::Write(variable, value) => {
                self.assigned.insert((block, variable), value);
                let types = self.types.entry(variable).or_insert(TypeSet::EMPTY);
                *types = types.union(proc.types(value));
            }
        }
    }

    /// The variables that may be read in a handler, or behind it, before they are assigned.
    fn read_by_handlers(&self, proc: &Proc) -> FxHashSet<V> {
        let handlers: FxHashSet<usize> =
            proc.blocks.iter().filter_map(|block| Some(block.handler?.0 as usize)).collect();
        let mut found = FxHashSet::default();
        if handlers.is_empty() {
            return found;
        }
        for (&variable, readers) in &self.readers {
            let mut seen = FxHashSet::default();
            let mut work = readers.clone();
            while let Some(block) = work.pop() {
                if handlers.contains(&block) {
                    found.insert(variable);
                    break;
                }
                if seen.insert(block) {
                    let predecessors = self.predecessors[block].iter();
                    work.extend(predecessors.filter(|&&from| !self.assigned.contains_key(&(from, variable))));
                }
            }
        }
        found
    }
}

struct Promotion<'a, V> {
    proc: &'a mut Proc,
    variables: Variables<V>,
    /// What a variable holds at the start of a block, as far as somebody asked.
    at_start: FxHashMap<(usize, V), ValueId>,
    /// The parameters that were made, whose arguments are still missing.
    params: Vec<(usize, V, ValueId)>,
}

impl<V: Copy + Eq + Hash> Promotion<'_, V> {
    fn run(mut self, access: impl Fn(&Op) -> Option<Access<V>>) {
        let mut replacements = Replacements::default();
        for index in 0..self.proc.blocks.len() {
            let insts = std::mem::take(&mut self.proc.blocks[index].insts);
            let kept = self.without_accesses(index, insts, &access, &mut replacements);
            // The entry may have got constants meanwhile.
            self.proc.blocks[index].insts.extend(kept);
        }
        self.fill_params();
        for (_, variable, param) in self.params {
            self.proc.values[param.0 as usize].types = self.variables.types[&variable];
        }
        replacements.apply(self.proc);
    }

    /// The block's instructions without those that read or assign the variables.
    fn without_accesses(
        &mut self,
        block: usize,
        insts: Vec<Inst>,
        access: impl Fn(&Op) -> Option<Access<V>>,
        replacements: &mut Replacements,
    ) -> Vec<Inst> {
        let mut current: FxHashMap<V, ValueId> = FxHashMap::default();
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            match access(&inst.op) {
                Some(Access::Write(variable, value)) => {
                    current.insert(variable, value);
                }
                Some(Access::Read(variable)) => {
                    let value = current.get(&variable).copied().unwrap_or_else(|| self.at_start(block, variable));
                    replacements.insert(inst.result.expect("a read has a result"), value);
                }
                None => kept.push(inst),
            }
        }
        kept
    }

    /// What the variable holds where the block begins.
    fn at_start(&mut self, block: usize, variable: V) -> ValueId {
        let mut passed = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.at_start.get(&(at, variable)) {
                break value;
            }
            passed.push(at);
            match self.variables.predecessors[at][..] {
                [] => break self.unset(at, variable),
                [only] => match self.variables.assigned.get(&(only, variable)) {
                    Some(&value) => break value,
                    None => at = only,
                },
                _ => break self.new_param(at, variable),
            }
        };
        self.at_start.extend(passed.into_iter().map(|block| ((block, variable), value)));
        value
    }

    fn new_param(&mut self, block: usize, variable: V) -> ValueId {
        // Its types are those of the variable in the end.
        let param = self.new_value(TypeSet::EMPTY);
        self.proc.blocks[block].params.push(param);
        self.params.push((block, variable, param));
        param
    }

    /// Gives the new parameters their arguments. That may ask for further parameters, behind those in the list.
    fn fill_params(&mut self) {
        let mut next = 0;
        while let Some(&(block, variable, _)) = self.params.get(next) {
            next += 1;
            for i in 0..self.variables.predecessors[block].len() {
                let predecessor = self.variables.predecessors[block][i];
                let value = match self.variables.assigned.get(&(predecessor, variable)) {
                    Some(&value) => value,
                    None => self.at_start(predecessor, variable),
                };
                let targets = self.proc.blocks[predecessor].terminator.targets_mut();
                targets.filter(|target| target.block.0 as usize == block).for_each(|target| target.args.push(value));
            }
        }
    }

    /// A variable that nothing has assigned.
    fn unset(&mut self, block: usize, variable: V) -> ValueId {
        let value = self.new_value(TypeSet::UNSET);
        let inst = Inst::new(Op::Const(Constant::Unset), Some(value), self.proc.span);
        self.proc.blocks[block].insts.insert(0, inst);
        let types = self.variables.types.entry(variable).or_insert(TypeSet::EMPTY);
        *types = types.union(TypeSet::UNSET);
        value
    }

    fn new_value(&mut self, types: TypeSet) -> ValueId {
        self.proc.values.push(ValueData::tagged(types));
        ValueId(self.proc.values.len() as u32 - 1)
    }
}
