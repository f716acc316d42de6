//! Floats that have no object. Where a value is certainly a float, optimised code computes with its number; the object is
//! made only where one is needed, and for many values that is nowhere.
//!
//! A float has its object from its definition on if it is needed in the same block or in a deeper loop. Otherwise each
//! block that needs one makes it: mostly a block behind the loop that computes the number.

use omg_runtime::builtins::BUILTINS;
use omg_runtime::object::ElementKind;

use crate::mir::{
    self, BinaryOp, BlockId, Inst, Op, Proc, Program, Repr, Terminator, TypeSet, UnaryOp, ValueId, loops, op_info,
};

/// Whether the instruction's result is certainly a float and is computed as a number.
pub fn gives_number(program: &Program, proc: &Proc, inst: &Inst) -> bool {
    let Some(result) = inst.result else { return false };
    is_float(proc, result)
        && match &inst.op {
            Op::Binary(op, ..) => computes_with_floats(*op),
            Op::Unary(op, _) => *op != UnaryOp::BitNot,
            Op::Index(list, _) => program.element_kind(proc, *list) == ElementKind::Float,
            Op::Attribute(dict, key) => program.field(proc, *dict, key).is_some_and(|(_, field)| field.in_place),
            Op::CallBuiltin(builtin, args) => match (BUILTINS[*builtin as usize].name, &args[..]) {
                ("sqrt" | "float", [a]) => proc.types(*a).may_be(TypeSet::SMALL.union(TypeSet::FLOAT)),
                ("abs", [a]) => is_float(proc, *a),
                _ => false,
            },
            _ => false,
        }
}

/// Whether floats have inline code for the operator.
pub fn computes_with_floats(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div2025 | BinaryOp::Div2026)
}

/// Whether the operands may be numbers without an object: the code makes the object itself where it needs one.
pub fn takes_numbers(program: &Program, proc: &Proc, inst: &Inst) -> bool {
    match &inst.op {
        Op::Binary(op, ..) => computes_with_floats(*op),
        Op::Unary(op, _) => *op != UnaryOp::BitNot,
        Op::Compare(..) | Op::MarkShared(_) => true,
        Op::List(_) => inst.result.is_some_and(|list| program.element_kind(proc, list) == ElementKind::Float),
        Op::Append { object, .. } | Op::SetIndex(object, ..) => {
            program.element_kind(proc, *object) == ElementKind::Float
        }
        Op::SetAttribute(dict, key, _) => program.field(proc, *dict, key).is_some_and(|(_, field)| field.in_place),
        Op::CallBuiltin(..) => gives_number(program, proc, inst),
        _ => false,
    }
}

/// For each value whether it is a float that does not have its object from its definition on. `order`: the blocks that
/// are translated, in reverse postorder.
pub fn unboxed(program: &Program, proc: &Proc, order: &[BlockId]) -> Vec<bool> {
    let homes = homes(program, proc, order);
    let mut unboxed: Vec<bool> = homes.iter().map(Option::is_some).collect();
    if !unboxed.contains(&true) {
        return unboxed;
    }
    let depths = loops::depths(proc, order);
    let uses = uses(program, proc, order);
    let needs_object = |value: ValueId, block: BlockId| {
        homes[value.0 as usize].is_some_and(|home| home == block || depths[block.0 as usize] > depths[home.0 as usize])
    };
    loop {
        let mut changed = false;
        let mut give_object = |unboxed: &mut Vec<bool>, value: ValueId| {
            changed |= std::mem::replace(&mut unboxed[value.0 as usize], false);
        };
        for &(value, block) in &uses.objects {
            if needs_object(value, block) {
                give_object(&mut unboxed, value);
            }
        }
        for &(arg, param, block) in &uses.args {
            if !is_float(proc, arg) {
                give_object(&mut unboxed, param);
            }
            if !unboxed[param.0 as usize] && needs_object(arg, block) {
                give_object(&mut unboxed, arg);
            }
        }
        if !changed {
            return unboxed;
        }
    }
}

fn is_float(proc: &Proc, value: ValueId) -> bool {
    proc.repr(value) == Repr::Tagged && proc.types(value) == TypeSet::FLOAT
}

/// The block of each value that may go without an object: results that are computed as numbers, and parameters of blocks
/// that are only jumped to.
fn homes(program: &Program, proc: &Proc, order: &[BlockId]) -> Vec<Option<BlockId>> {
    let mut homes = vec![None; proc.values.len()];
    let mut is_entered = vec![false; proc.blocks.len()];
    is_entered[0] = true;
    for handler in order.iter().filter_map(|&id| proc.block(id).handler) {
        is_entered[handler.0 as usize] = true;
    }
    for &id in order {
        let block = proc.block(id);
        let params = if is_entered[id.0 as usize] { &[] } else { &block.params[..] };
        let results =
            block.insts.iter().filter(|inst| gives_number(program, proc, inst)).filter_map(|inst| inst.result);
        for value in params.iter().copied().filter(|&param| is_float(proc, param)).chain(results) {
            homes[value.0 as usize] = Some(id);
        }
    }
    homes
}

/// The uses that decide which values get an object.
#[derive(Default)]
struct Uses {
    /// Values of which a block needs the object.
    objects: Vec<(ValueId, BlockId)>,
    /// Block arguments, their parameters, and the block that jumps.
    args: Vec<(ValueId, ValueId, BlockId)>,
}

fn uses(program: &Program, proc: &Proc, order: &[BlockId]) -> Uses {
    let mut uses = Uses::default();
    for &id in order {
        let block = proc.block(id);
        for inst in block.insts.iter().filter(|inst| !takes_numbers(program, proc, inst)) {
            op_info::for_each_operand(&inst.op, |value| uses.objects.push((value, id)));
        }
        block.terminator.for_each_own_operand(|value| uses.objects.push((value, id)));
        uses.args.extend(block_args(proc, &block.terminator).map(|(arg, param)| (arg, param, id)));
    }
    uses
}

/// The arguments of a terminator's targets with the parameters that they are for.
pub fn block_args<'p>(proc: &'p Proc, terminator: &'p Terminator) -> impl Iterator<Item = (ValueId, ValueId)> + 'p {
    terminator.targets().flat_map(|target: &mir::Target| {
        target.args.iter().copied().zip(proc.block(target.block).params.iter().copied())
    })
}
