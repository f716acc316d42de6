//! Module variables that a loop assigns, and that nothing it calls reads or assigns, are values while the loop runs: loaded
//! in front of it, assigned again where control leaves it (Cooper and Lu, "Register Promotion in C Programs", PLDI 1997).
//! This is done when procedures are inlined, with all variables that [`promote`](super::promote) has left.
//!
//! An error leaves a loop too, and who catches it may read the variables. Where anything is caught in the program, the
//! loop goes on to assign them, if it may raise, and only does not read them. So does a loop with very many ways out.

use rustc_hash::FxHashMap;

use super::blocks::reverse_post_order;
use super::ssa::{self, Access};
use crate::hir::SHARED_GLOBALS;
use crate::mir::dominators::Dominators;
use crate::mir::effects::Effects;
use crate::mir::loops::{self, Loop};
use crate::mir::{
    Block, BlockId, GlobalId, Inst, Op, Proc, Program, SlotId, Target, Terminator, TypeSet, ValueData, ValueId, op_info,
};

/// How often the loops of a procedure are looked for: one that another was found to lead into has to wait.
const ROUNDS: usize = 3;
/// Where control leaves a loop, no more than this many assignments are made, for all variables and ways together.
const MOST_ASSIGNMENTS: usize = 100;
/// Of one variable, no more than this many blocks are remembered where it has a value.
const MOST_BLOCKS: usize = 64;

/// Works on all procedures.
pub fn promote_in_loops(program: &mut Program) {
    let effects = Effects::of(program);
    let catches = program.procs.iter().flatten().flat_map(|proc| &proc.blocks).any(|block| block.handler.is_some());
    for index in 0..program.procs.len() {
        let Some(mut proc) = program.procs[index].take() else { continue };
        let context = Context { program, effects: &effects, catches };
        // Slots for the time being, one for each variable and loop.
        let first = proc.slots;
        let has_more = |_: &usize| context.promote_in_all(&mut proc);
        (0..ROUNDS).take_while(has_more).for_each(drop);
        let is_ours = |slot: SlotId| slot.0 >= first;
        ssa::promote(&mut proc, |op| match *op {
            Op::SlotGet(slot) if is_ours(slot) => Some(Access::Read(slot)),
            Op::SlotSet(slot, value) if is_ours(slot) => Some(Access::Write(slot, value)),
            _ => None,
        });
        proc.slots = first;
        program.procs[index] = Some(proc);
    }
}

/// What a loop does with a module variable.
struct Use {
    /// What it may be where it is read.
    types: TypeSet,
    is_read: bool,
    is_assigned: bool,
}

struct Context<'p> {
    program: &'p Program,
    effects: &'p Effects,
    /// Errors may be caught somewhere in the program.
    catches: bool,
}

impl Context<'_> {
    /// Promotes what can be in all loops, the outer ones first. Whether there was something.
    fn promote_in_all(&self, proc: &mut Proc) -> bool {
        let insts = || proc.blocks.iter().flat_map(|block| &block.insts);
        if !insts().any(|inst| matches!(inst.op, Op::GlobalSet(..))) {
            return false;
        }
        let known = Known::of(proc);
        let mut found = false;
        for inner in loops::find(proc, &reverse_post_order(proc)) {
            let (from, which) = inner.entry;
            let entry = proc.block(from).terminator.targets().nth(which).expect("the loop has a way in");
            if entry.block != inner.header {
                continue;
            }
            let globals = self.promotable(proc, &inner, &known);
            if !globals.is_empty() {
                self.promote(proc, &inner, &globals);
                found = true;
            }
        }
        found
    }

    fn promotable(&self, proc: &Proc, inner: &Loop, known: &Known) -> Vec<(GlobalId, TypeSet)> {
        let insts = || inner.body.iter().flat_map(|&id| &proc.block(id).insts);
        let mut uses: FxHashMap<GlobalId, Use> = FxHashMap::default();
        for inst in insts() {
            let (Op::GlobalGet(global) | Op::GlobalSet(global, _)) = inst.op else { continue };
            let found = Use { types: TypeSet::EMPTY, is_read: false, is_assigned: false };
            let found = uses.entry(global).or_insert(found);
            match inst.result {
                Some(result) => {
                    found.is_read = true;
                    found.types = found.types.union(proc.types(result));
                }
                None => found.is_assigned = true,
            }
        }
        uses.retain(|global, found| {
            let is_set = !found.types.may_be(TypeSet::UNSET);
            found.is_read && found.is_assigned && is_set && global.0 as usize >= SHARED_GLOBALS.len()
        });
        if uses.is_empty() {
            return Vec::new();
        }
        for inst in insts() {
            self.effects.for_each_callee(self.program, proc, &inst.op, |callee| {
                uses.retain(|&global, _| !callee.global(global) && !callee.reads(global));
            });
        }
        let mut globals: Vec<(GlobalId, TypeSet)> =
            uses.into_iter().map(|(global, found)| (global, found.types)).collect();
        globals.retain(|&(global, _)| known.is_set_before(proc, inner, global));
        globals.sort_unstable_by_key(|(global, _)| global.0);
        globals
    }

    fn promote(&self, proc: &mut Proc, inner: &Loop, globals: &[(GlobalId, TypeSet)]) {
        let targets = inner.body.iter().flat_map(|&id| proc.block(id).terminator.targets());
        let exits = targets.filter(|target| !inner.body.contains(&target.block)).count();
        let keeps_assignments = self.catches && inner.body.iter().any(|&id| may_raise(proc, id))
            || exits * globals.len() > MOST_ASSIGNMENTS;
        let slots: FxHashMap<GlobalId, SlotId> =
            globals.iter().zip(proc.slots..).map(|(&(global, _), slot)| (global, SlotId(slot))).collect();
        proc.slots += globals.len() as u32;
        for &id in &inner.body {
            let mut insts = Vec::new();
            for inst in std::mem::take(&mut proc.blocks[id.0 as usize].insts) {
                match inst.op {
                    Op::GlobalGet(global) if slots.contains_key(&global) => {
                        insts.push(Inst { op: Op::SlotGet(slots[&global]), ..inst });
                    }
                    Op::GlobalSet(global, value) if slots.contains_key(&global) => {
                        insts.push(Inst { op: Op::SlotSet(slots[&global], value), ..inst.clone() });
                        insts.extend(keeps_assignments.then_some(inst));
                    }
                    _ => insts.push(inst),
                }
            }
            proc.blocks[id.0 as usize].insts = insts;
        }
        let (from, which) = inner.entry;
        split_edge(proc, from, which, |proc, insts| {
            for &(global, types) in globals {
                let value = new_value(proc, types);
                insts.push(Inst::new(Op::GlobalGet(global), Some(value), proc.span));
                insts.push(Inst::new(Op::SlotSet(slots[&global], value), None, proc.span));
            }
        });
        if keeps_assignments {
            return;
        }
        for &id in &inner.body {
            for which in 0..proc.block(id).terminator.targets().count() {
                let target = proc.block(id).terminator.targets().nth(which).expect("the edge exists").block;
                if inner.body.contains(&target) {
                    continue;
                }
                split_edge(proc, id, which, |proc, insts| {
                    for &(global, types) in globals {
                        let value = new_value(proc, types);
                        insts.push(Inst::new(Op::SlotGet(slots[&global]), Some(value), proc.span));
                        insts.push(Inst::new(Op::GlobalSet(global, value), None, proc.span));
                    }
                });
            }
        }
    }
}

/// Where module variables certainly have a value.
struct Known {
    dominators: Dominators,
    /// By variable, blocks that assign it, or read what is known to be a value.
    blocks: FxHashMap<GlobalId, Vec<BlockId>>,
}

impl Known {
    fn of(proc: &Proc) -> Known {
        let mut blocks: FxHashMap<GlobalId, Vec<BlockId>> = FxHashMap::default();
        for (index, block) in proc.blocks.iter().enumerate() {
            for global in block.insts.iter().filter_map(|inst| has_value(proc, inst)) {
                let known = blocks.entry(global).or_default();
                if known.len() < MOST_BLOCKS {
                    known.push(BlockId(index as u32));
                }
            }
        }
        Known { dominators: Dominators::of(proc), blocks }
    }

    /// Whether the variable has a value in front of the loop.
    fn is_set_before(&self, proc: &Proc, inner: &Loop, global: GlobalId) -> bool {
        let uses = |inst: &&Inst| matches!(inst.op, Op::GlobalGet(used) | Op::GlobalSet(used, _) if used == global);
        let first = first_blocks(proc, inner).flat_map(|block| &block.insts).find(uses);
        let known = self.blocks.get(&global).into_iter().flatten();
        first.is_some_and(|inst| inst.result.is_some() && has_value(proc, inst).is_some())
            || known
                .filter(|id| !inner.body.contains(*id))
                .any(|&id| self.dominators.dominates(id, false, inner.header))
    }
}

/// The blocks that control goes through first whenever it gets to the loop.
fn first_blocks<'p>(proc: &'p Proc, inner: &Loop) -> impl Iterator<Item = &'p Block> {
    let follower = |block: &&Block| match &block.terminator {
        Terminator::Jump(target) if target.block != inner.header => Some(proc.block(target.block)),
        _ => None,
    };
    std::iter::successors(Some(proc.block(inner.header)), follower).take(inner.body.len())
}

/// The module variable that has a value behind the instruction.
fn has_value(proc: &Proc, inst: &Inst) -> Option<GlobalId> {
    match inst.op {
        Op::GlobalGet(global) if !proc.types(inst.result?).may_be(TypeSet::UNSET) => Some(global),
        Op::GlobalSet(global, value) if !proc.types(value).may_be(TypeSet::UNSET) => Some(global),
        _ => None,
    }
}

/// Whether an error may leave the block.
fn may_raise(proc: &Proc, id: BlockId) -> bool {
    proc.block(id).insts.iter().any(|inst| op_info::may_raise(proc, &inst.op))
}

/// Puts instructions on the way from a block to one of its targets, in a block of their own.
fn split_edge(proc: &mut Proc, from: BlockId, which: usize, fill: impl FnOnce(&mut Proc, &mut Vec<Inst>)) {
    let added = BlockId(proc.blocks.len() as u32);
    let mut insts = Vec::new();
    fill(proc, &mut insts);
    let block = &mut proc.blocks[from.0 as usize];
    let scope = block.scope;
    let target = block.terminator.targets_mut().nth(which).expect("the edge exists");
    let args = std::mem::take(&mut target.args);
    let to = std::mem::replace(&mut target.block, added);
    let terminator = Terminator::Jump(Target { block: to, args });
    proc.blocks.push(Block { params: Vec::new(), insts, terminator, scope, handler: None });
}

fn new_value(proc: &mut Proc, types: TypeSet) -> ValueId {
    proc.values.push(ValueData::tagged(types));
    ValueId(proc.values.len() as u32 - 1)
}
