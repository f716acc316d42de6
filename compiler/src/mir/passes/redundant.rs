//! Removing what an operation on every path before has done already: `CheckSet` of a value that was checked, and
//! `MarkShared` of a value that was marked, or of which an operation has shown that it is no list, by not raising.

use rustc_hash::FxHashMap;

use super::rewrite::Replacements;
use crate::mir::dominators::Dominators;
use crate::mir::{BinaryOp, BlockId, CompareOp, Inst, Op, Proc, TypeSet, ValueId};

/// Of one value no more than this many operations are remembered.
const REMEMBERED: usize = 16;

/// Removes redundant checks and marks.
pub fn remove_redundant(proc: &mut Proc) {
    let dominators = Dominators::of(proc);
    let mut settled = Settled { dominators: &dominators, checks: FxHashMap::default(), marks: FxHashMap::default() };
    for (point, inst) in insts(proc) {
        settled.note(proc, point, inst);
    }
    let mut replacements = Replacements::default();
    let mut removed = Vec::new();
    for (point, inst) in insts(proc) {
        match (&inst.op, inst.result) {
            (Op::CheckSet(value, _), Some(result)) => {
                if let Some(earlier) = settled.earlier_check(*value, point) {
                    replacements.insert(result, earlier);
                    removed.push(point);
                }
            }
            (Op::MarkShared(value), _) if settled.needs_no_mark(*value, point) => removed.push(point),
            _ => {}
        }
    }
    for (block, index) in removed.into_iter().rev() {
        proc.blocks[block.0 as usize].insts.remove(index);
    }
    replacements.apply(proc);
}

/// An instruction's place.
type Point = (BlockId, usize);

fn insts(proc: &Proc) -> impl Iterator<Item = (Point, &Inst)> {
    proc.blocks.iter().enumerate().flat_map(|(block, data)| {
        data.insts.iter().enumerate().map(move |(index, inst)| ((BlockId(block as u32), index), inst))
    })
}

struct Settled<'a> {
    dominators: &'a Dominators,
    /// By value: where it is checked, and the result.
    checks: FxHashMap<ValueId, Vec<(Point, ValueId)>>,
    /// By value: after which points it needs no mark.
    marks: FxHashMap<ValueId, Vec<Point>>,
}

impl Settled<'_> {
    fn note(&mut self, proc: &Proc, point: Point, inst: &Inst) {
        match (&inst.op, inst.result) {
            (Op::CheckSet(value, _), Some(result)) => remember(&mut self.checks, *value, (point, result)),
            (Op::MarkShared(value), _) => remember(&mut self.marks, *value, point),
            (op, _) => shows_no_list(proc, op, |value| remember(&mut self.marks, value, point)),
        }
    }

    fn earlier_check(&self, value: ValueId, point: Point) -> Option<ValueId> {
        let checks = self.checks.get(&value)?;
        checks.iter().find(|(earlier, _)| self.precedes(*earlier, point)).map(|(_, result)| *result)
    }

    fn needs_no_mark(&self, value: ValueId, point: Point) -> bool {
        self.marks.get(&value).is_some_and(|points| points.iter().any(|&earlier| self.precedes(earlier, point)))
    }

    /// Whether the instruction at `earlier` has been executed whenever control gets to `point`.
    fn precedes(&self, earlier: Point, point: Point) -> bool {
        if earlier.0 == point.0 {
            return earlier.1 < point.1;
        }
        self.dominators.dominates(earlier.0, false, point.0)
    }
}

fn remember<T>(map: &mut FxHashMap<ValueId, Vec<T>>, value: ValueId, item: T) {
    let items = map.entry(value).or_default();
    if items.len() < REMEMBERED {
        items.push(item);
    }
}

/// Calls `f` with the operands that are no lists if the operation does not raise.
fn shows_no_list(proc: &Proc, op: &Op, mut f: impl FnMut(ValueId)) {
    match *op {
        Op::Compare(CompareOp::Eq | CompareOp::Ne, ..) => {}
        Op::Binary(BinaryOp::Add, a, b) => {
            // List and list, or number and number, or a string and anything.
            let other_than_number = TypeSet::LIST.union(TypeSet::STRING);
            for (operand, other) in [(a, b), (b, a)] {
                if !proc.types(other).may_be(other_than_number) {
                    f(operand);
                }
            }
        }
        Op::Binary(_, a, b) | Op::Compare(_, a, b) => {
            f(a);
            f(b);
        }
        Op::Unary(_, a) => f(a),
        _ => {}
    }
}
