//! Loop-invariant code motion: what a loop computes anew each time although nothing changes it moves in front of the
//! loop (Aho, Lam, Sethi and Ullman, "Compilers", 9.5). Cranelift does that for arithmetic; here it is done for what
//! needs to know the language: elements of lists, lengths, module variables.
//!
//! An operation that may raise moves only if the loop does it first of all that it does: then it is done once control
//! gets to the loop, in whatever way, and nothing that anybody can tell comes before it.

use rustc_hash::FxHashSet;

use crate::mir::effects::{Changes, Effects};
use crate::mir::loops::{self, Loop};
use crate::mir::{Block, BlockId, Inst, Op, Proc, Program, Target, Terminator, TypeSet, ValueId, op_info};

use super::blocks::reverse_post_order;

/// Loops in more loops than these are not looked for.
const DEEPEST: usize = 64;

/// Moves operations in all procedures.
pub fn hoist_invariants(program: &mut Program) {
    let effects = Effects::of(program);
    for index in 0..program.procs.len() {
        let Some(mut proc) = program.procs[index].take() else { continue };
        // The procedure's own calls are looked up in `effects`.
        let mut loops = loops::find(&proc, &reverse_post_order(&proc));
        while let Some(inner) = loops.pop() {
            if let Some(added) = hoist(program, &effects, &mut proc, &inner) {
                // What is around it was found before it, and not long before.
                let outer = loops.iter_mut().rev().take(DEEPEST).filter(|outer| outer.body.contains(&inner.header));
                outer.for_each(|outer| {
                    outer.body.insert(added);
                });
            }
        }
        program.procs[index] = Some(proc);
    }
}

/// Moves what can be moved out of one loop; the block in front of it, if there is something to put there.
fn hoist(program: &Program, effects: &Effects, proc: &mut Proc, inner: &Loop) -> Option<BlockId> {
    let changes = effects.of_loop(program, proc, inner);
    let mut defined = FxHashSet::default();
    for &id in &inner.body {
        let block = proc.block(id);
        defined.extend(block.insts.iter().filter_map(|inst| inst.result).chain(block.params.iter().copied()));
    }
    let mut moved: Vec<Inst> = Vec::new();
    for &id in &inner.body {
        let mut is_first = id == inner.header;
        let mut insts = std::mem::take(&mut proc.blocks[id.0 as usize].insts);
        insts.retain(|inst| {
            let mut invariant = true;
            op_info::for_each_operand(&inst.op, |value| invariant &= !defined.contains(&value));
            let may_raise = op_info::may_raise(proc, &inst.op);
            if invariant && (is_first || !may_raise) && is_unchanged(proc, inst, &changes) {
                if let Some(result) = inst.result {
                    defined.remove(&result);
                }
                moved.push(inst.clone());
                return false;
            }
            is_first &= !may_raise && !op_info::has_side_effect(&inst.op);
            true
        });
        proc.blocks[id.0 as usize].insts = insts;
    }
    (!moved.is_empty()).then(|| insert_before(proc, inner, moved))
}

/// Whether the operation gives the same each time, given that its operands are the same.
fn is_unchanged(proc: &Proc, inst: &Inst, changes: &Changes) -> bool {
    let is_list = |value: ValueId| proc.types(value) == TypeSet::LIST;
    match &inst.op {
        Op::Index(list, _) => is_list(*list) && proc.class(*list).is_some_and(|class| !changes.elements(class)),
        Op::CallBuiltin(builtin, args) if op_info::is_length(*builtin, args) => {
            let is_constant = |class| !changes.headers(class);
            is_list(args[0]) && proc.class(args[0]).is_some_and(is_constant) || proc.types(args[0]) == TypeSet::STRING
        }
        Op::GlobalGet(global) => !changes.global(*global),
        Op::Const(_) | Op::CheckSet(..) | Op::Captured(_) | Op::CapturedOf(..) => true,
        _ => false,
    }
}

/// Puts instructions on the way into a loop, in a block of their own.
fn insert_before(proc: &mut Proc, inner: &Loop, insts: Vec<Inst>) -> BlockId {
    let added = BlockId(proc.blocks.len() as u32);
    let header = proc.block(inner.header);
    let (scope, handler) = (header.scope, header.handler);
    let (from, which) = inner.entry;
    let target = proc.blocks[from.0 as usize].terminator.targets_mut().nth(which).expect("the loop has a way in");
    let args = std::mem::take(&mut target.args);
    target.block = added;
    let terminator = Terminator::Jump(Target { block: inner.header, args });
    proc.blocks.push(Block { params: Vec::new(), insts, terminator, scope, handler });
    added
}
