//! Module variables that only their module's body uses become values, where a loop of the body uses them: a body runs
//! once, and nobody else looks. (Exports of modules that are imported are read by their importers.)
//!
//! Block parameters are made where they are asked for, as in Braun, Buchwald, Hack, Leißa, Mallon and Zwinkau, "Simple
//! and Efficient Construction of Static Single Assignment Form" (CC 2013); those that are not needed go later.
//! Bodies with a `try` are left alone: what an error may carry to a handler has to be in memory.

use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::reverse_post_order;
use super::rewrite::Replacements;
use crate::hir::SHARED_GLOBALS;
use crate::mir::{Constant, GlobalId, Inst, Op, Proc, ProcId, Program, TypeSet, ValueData, ValueId, loops};

/// A body with more blocks times variables than this is left alone.
const LIMIT: usize = 1_000_000;

/// Works on all module bodies.
pub fn promote_globals(program: &mut Program) {
    let users = users(program);
    for module in &program.modules {
        let Some(proc) = &mut program.procs[module.body.0 as usize] else { continue };
        let globals = globals_in_loops(proc, |global| users[global.0 as usize] == User::One(module.body));
        let has_handlers = proc.blocks.iter().any(|block| block.handler.is_some());
        if !has_handlers && !globals.is_empty() && globals.len() * proc.blocks.len() <= LIMIT {
            Promotion::new(proc, globals).run();
        }
    }
}

/// Who reads or assigns a module variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum User {
    Nobody,
    One(ProcId),
    Several,
}

fn users(program: &Program) -> Vec<User> {
    let mut users = vec![User::Nobody; program.globals.len()];
    let shared = SHARED_GLOBALS.len().min(users.len());
    users[..shared].fill(User::Several);
    for proc in program.procs.iter().flatten() {
        for global in proc.blocks.iter().flat_map(|block| &block.insts).filter_map(|inst| global_of(&inst.op)) {
            let user = &mut users[global.0 as usize];
            *user = match *user {
                User::Nobody => User::One(proc.id),
                User::One(id) if id == proc.id => User::One(id),
                _ => User::Several,
            };
        }
    }
    users
}

fn global_of(op: &Op) -> Option<GlobalId> {
    match *op {
        Op::GlobalGet(global) | Op::GlobalSet(global, _) => Some(global),
        _ => None,
    }
}

fn globals_in_loops(proc: &Proc, is_private: impl Fn(GlobalId) -> bool) -> FxHashSet<GlobalId> {
    let depths = loops::depths(proc, &reverse_post_order(proc));
    let blocks = proc.blocks.iter().zip(depths).filter(|&(_, depth)| depth > 0).map(|(block, _)| block);
    blocks.flat_map(|block| &block.insts).filter_map(|inst| global_of(&inst.op)).filter(|&g| is_private(g)).collect()
}

struct Promotion<'a> {
    proc: &'a mut Proc,
    globals: FxHashSet<GlobalId>,
    /// By block: the blocks that jump to it.
    predecessors: Vec<Vec<usize>>,
    /// What a variable holds at the start of a block, as far as somebody asked.
    at_start: FxHashMap<(usize, GlobalId), ValueId>,
    /// What a block assigns to a variable last.
    assigned: FxHashMap<(usize, GlobalId), ValueId>,
    /// The parameters that were made, whose arguments are still missing.
    params: Vec<(usize, GlobalId)>,
}

impl<'a> Promotion<'a> {
    fn new(proc: &'a mut Proc, globals: FxHashSet<GlobalId>) -> Promotion<'a> {
        let mut predecessors = vec![Vec::new(); proc.blocks.len()];
        let mut assigned = FxHashMap::default();
        for (index, block) in proc.blocks.iter().enumerate() {
            for target in block.terminator.targets() {
                let list: &mut Vec<usize> = &mut predecessors[target.block.0 as usize];
                if list.last() != Some(&index) {
                    list.push(index);
                }
            }
            for inst in &block.insts {
                if let Op::GlobalSet(global, value) = inst.op {
                    assigned.insert((index, global), value);
                }
            }
        }
        Promotion { proc, globals, predecessors, at_start: FxHashMap::default(), assigned, params: Vec::new() }
    }

    fn run(mut self) {
        let mut replacements = Replacements::default();
        for index in 0..self.proc.blocks.len() {
            let insts = std::mem::take(&mut self.proc.blocks[index].insts);
            let kept = self.without_accesses(index, insts, &mut replacements);
            // The entry may have got constants meanwhile.
            self.proc.blocks[index].insts.extend(kept);
        }
        self.fill_params();
        replacements.apply(self.proc);
    }

    /// The block's instructions without those that read or assign the variables.
    fn without_accesses(&mut self, block: usize, insts: Vec<Inst>, replacements: &mut Replacements) -> Vec<Inst> {
        let mut current: FxHashMap<GlobalId, ValueId> = FxHashMap::default();
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            match inst.op {
                Op::GlobalSet(global, value) if self.globals.contains(&global) => {
                    current.insert(global, value);
                }
                Op::GlobalGet(global) if self.globals.contains(&global) => {
                    let value = current.get(&global).copied().unwrap_or_else(|| self.at_start(block, global));
                    replacements.insert(inst.result.expect("a read has a result"), value);
                }
                _ => kept.push(inst),
            }
        }
        kept
    }

    /// What the variable holds where the block begins.
    fn at_start(&mut self, block: usize, global: GlobalId) -> ValueId {
        let mut passed = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.at_start.get(&(at, global)) {
                break value;
            }
            passed.push(at);
            match self.predecessors[at][..] {
                [] => break self.unset(at),
                [only] => match self.assigned.get(&(only, global)) {
                    Some(&value) => break value,
                    None => at = only,
                },
                _ => break self.new_param(at, global),
            }
        };
        self.at_start.extend(passed.into_iter().map(|block| ((block, global), value)));
        value
    }

    fn new_param(&mut self, block: usize, global: GlobalId) -> ValueId {
        let param = self.new_value(TypeSet::ANY_OR_UNSET);
        self.proc.blocks[block].params.push(param);
        self.params.push((block, global));
        param
    }

    /// Gives the new parameters their arguments. That may ask for further parameters, behind those in the list.
    fn fill_params(&mut self) {
        let mut next = 0;
        while let Some(&(block, global)) = self.params.get(next) {
            next += 1;
            for i in 0..self.predecessors[block].len() {
                let predecessor = self.predecessors[block][i];
                let value = match self.assigned.get(&(predecessor, global)) {
                    Some(&value) => value,
                    None => self.at_start(predecessor, global),
                };
                let targets = self.proc.blocks[predecessor].terminator.targets_mut();
                targets.filter(|target| target.block.0 as usize == block).for_each(|target| target.args.push(value));
            }
        }
    }

    /// A variable that nothing has assigned.
    fn unset(&mut self, block: usize) -> ValueId {
        let value = self.new_value(TypeSet::UNSET);
        let inst = Inst::new(Op::Const(Constant::Unset), Some(value), self.proc.span);
        self.proc.blocks[block].insts.insert(0, inst);
        value
    }

    fn new_value(&mut self, types: TypeSet) -> ValueId {
        self.proc.values.push(ValueData::tagged(types));
        ValueId(self.proc.values.len() as u32 - 1)
    }
}
