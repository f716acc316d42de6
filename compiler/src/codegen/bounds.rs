//! Which accesses of lists need no check of their bounds: the index is not negative, and a comparison on the way there has
//! shown that it is less than a length that the list had, or the same access has; and lists of its class never get shorter.
//! Demand-driven, from the access backwards (Bodik, Gupta and Sarkar, "ABCD: Eliminating Array Bounds Checks on Demand", PLDI 2000).

use std::cell::Cell;

use num_bigint::BigInt;
use num_traits::ToPrimitive as _;
use omg_runtime::builtins::BUILTINS;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::mir::dominators::Dominators;
use crate::mir::effects::Effects;
use crate::mir::{BinaryOp, BlockId, CompareOp, Constant, Op, Proc, Terminator, TypeSet, ValueId, op_info};

/// Of one value no more than this many comparisons are remembered.
const MOST_COMPARISONS: usize = 16;
/// So many steps from an access back to a comparison.
const DEEPEST: u32 = 6;
/// So many steps for one access, in all directions.
const MOST_STEPS: u32 = 200;
/// Where more ways than this lead to a block, they are not looked at.
const MOST_WAYS: usize = 4;

/// The accesses of one procedure that are certainly within bounds.
#[derive(Default)]
pub struct Bounds(FxHashSet<Point>);

/// A block, and the number of an instruction in it.
type Point = (BlockId, usize);

/// An access of a list with an index.
struct Access {
    point: Point,
    list: ValueId,
    index: ValueId,
}

impl Bounds {
    /// `order`: the blocks that are translated.
    pub fn of(effects: &Effects, proc: &Proc, order: &[BlockId]) -> Bounds {
        let mut accesses = Vec::new();
        for &id in order {
            accesses.extend(proc.block(id).insts.iter().enumerate().filter_map(|(at, inst)| match inst.op {
                Op::Index(list, index) | Op::SetIndex(list, index, _) => Some(Access { point: (id, at), list, index }),
                _ => None,
            }));
        }
        let is_followed = |access: &Access| {
            proc.types(access.list) == TypeSet::LIST
                && proc.is_non_negative(access.index)
                && proc.class(access.list).is_some_and(|class| effects.keeps_length(class))
        };
        accesses.retain(is_followed);
        if accesses.is_empty() {
            return Bounds::default();
        }
        let proof = Proof::new(proc, order);
        let mut proven = FxHashSet::default();
        let mut earlier: FxHashMap<(ValueId, ValueId), Vec<Point>> = FxHashMap::default();
        for Access { point, list, index } in accesses {
            let same = earlier.entry((list, index)).or_default();
            proof.steps.set(MOST_STEPS);
            if same.iter().any(|&earlier| proof.precedes(earlier, point))
                || proof.is_below(index, 0, list, Place { block: point.0, edge: None }, DEEPEST)
            {
                proven.insert(point);
            } else if same.len() < MOST_COMPARISONS {
                same.push(point);
            }
        }
        Bounds(proven)
    }

    /// Whether instruction number `at` of a block is an access that needs no check.
    pub fn holds(&self, block: BlockId, at: usize) -> bool {
        self.0.contains(&(block, at))
    }
}

/// A place in the code: behind all that leads to a block, or behind its end on the way to one of its targets.
#[derive(Clone, Copy)]
struct Place {
    block: BlockId,
    edge: Option<usize>,
}

/// What is known of the procedure.
struct Proof<'p> {
    proc: &'p Proc,
    dominators: Dominators,
    definitions: FxHashMap<ValueId, &'p Op>,
    /// By result of an instruction, its block.
    defined_in: FxHashMap<ValueId, BlockId>,
    /// By parameter of a block, the block and the number of the parameter.
    params: FxHashMap<ValueId, (BlockId, usize)>,
    /// By block, the jumps that lead there: their block, and which of its targets.
    ways: FxHashMap<BlockId, Vec<(BlockId, usize)>>,
    /// By value, the comparisons with others that hold from the start of a block on.
    comparisons: FxHashMap<ValueId, Vec<(BlockId, CompareOp, ValueId)>>,
    /// The steps that are left for the access in question.
    steps: Cell<u32>,
}

impl<'p> Proof<'p> {
    fn new(proc: &'p Proc, order: &[BlockId]) -> Proof<'p> {
        let mut proof = Proof {
            proc,
            dominators: Dominators::of(proc),
            definitions: FxHashMap::default(),
            defined_in: FxHashMap::default(),
            params: FxHashMap::default(),
            ways: FxHashMap::default(),
            comparisons: FxHashMap::default(),
            steps: Cell::new(0),
        };
        for &id in order {
            let block = proc.block(id);
            proof.params.extend(block.params.iter().enumerate().map(|(index, &param)| (param, (id, index))));
            proof.definitions.extend(block.insts.iter().filter_map(|inst| Some((inst.result?, &inst.op))));
            proof.defined_in.extend(block.insts.iter().filter_map(|inst| Some((inst.result?, id))));
            for (which, target) in block.terminator.targets().enumerate() {
                proof.ways.entry(target.block).or_default().push((id, which));
            }
        }
        for &id in order {
            if let Some(&[(from, which)]) = proof.ways.get(&id).map(Vec::as_slice)
                && let Some((op, a, b)) = proof.shown_on_way(from, which)
            {
                for (value, op, other) in [(a, op, b), (b, op.mirrored(), a)] {
                    let known = proof.comparisons.entry(value).or_default();
                    if known.len() < MOST_COMPARISONS {
                        known.push((id, op, other));
                    }
                }
            }
        }
        proof
    }

    /// The comparison that the end of a block has shown to hold on the way to one of its targets.
    fn shown_on_way(&self, block: BlockId, which: usize) -> Option<(CompareOp, ValueId, ValueId)> {
        let Terminator::Branch { condition, .. } = &self.proc.block(block).terminator else { return None };
        self.shown_by(*condition, which == 0)
    }

    /// The comparison of integers that holds if a condition does, or does not.
    fn shown_by(&self, condition: ValueId, holds: bool) -> Option<(CompareOp, ValueId, ValueId)> {
        let Op::Compare(op, a, b) = **self.definitions.get(&condition)? else { return None };
        // With floats neither a comparison nor its opposite need hold.
        let are_integers = [a, b].into_iter().all(|value| self.proc.types(value).is(TypeSet::INT));
        are_integers.then(|| (if holds { op } else { op.negated() }, a, b))
    }

    /// Whether the instruction at `earlier` was executed whenever control gets to `point`.
    fn precedes(&self, earlier: Point, point: Point) -> bool {
        let is_in_block = earlier.0 == point.0 && earlier.1 < point.1;
        is_in_block || self.dominators.dominates(earlier.0, false, point.0)
    }

    /// Whether at a place `value + distance` is less than the length of a list.
    fn is_below(&self, value: ValueId, distance: i64, list: ValueId, place: Place, depth: u32) -> bool {
        if self.is_at_most(value, distance + 1, list) {
            return true;
        }
        let (Some(depth), Some(steps)) = (depth.checked_sub(1), self.steps.get().checked_sub(1)) else { return false };
        self.steps.set(steps);
        let shown = |op, other| self.is_shown_below(op, other, distance, list, place, depth);
        if let Some(which) = place.edge
            && let Some((op, a, b)) = self.shown_on_way(place.block, which)
            && (a == value && shown(op, b) || b == value && shown(op.mirrored(), a))
        {
            return true;
        }
        let known = self.comparisons.get(&value).map_or(&[][..], |known| known);
        let holds = |from: BlockId| self.dominators.dominates(from, true, place.block);
        if known.iter().any(|&(from, op, other)| holds(from) && shown(op, other)) {
            return true;
        }
        self.is_computed_below(value, distance, list, place, depth)
    }

    /// Whether what compares like that with `other` is, with the distance, less than the length of the list.
    fn is_shown_below(
        &self,
        op: CompareOp,
        other: ValueId,
        distance: i64,
        list: ValueId,
        place: Place,
        depth: u32,
    ) -> bool {
        match op {
            CompareOp::Lt => self.is_below(other, distance - 1, list, place, depth),
            CompareOp::Le | CompareOp::Eq => self.is_below(other, distance, list, place, depth),
            CompareOp::Ne | CompareOp::Gt | CompareOp::Ge => false,
        }
    }

    /// The same for how the value came about.
    fn is_computed_below(&self, value: ValueId, distance: i64, list: ValueId, place: Place, depth: u32) -> bool {
        if let Some(&(block, index)) = self.params.get(&value) {
            let ways = self.ways.get(&block).map_or(&[][..], |ways| ways);
            let is_below_on = |&(from, which): &(BlockId, usize)| {
                let target = self.proc.block(from).terminator.targets().nth(which).expect("the edge exists");
                let place = Place { block: from, edge: Some(which) };
                let list = self.list_before(list, block, &target.args);
                list.is_some_and(|list| self.is_below(target.args[index], distance, list, place, depth))
            };
            return !ways.is_empty() && ways.len() <= MOST_WAYS && ways.iter().all(is_below_on);
        }
        match self.definitions.get(&value) {
            Some(Op::Binary(BinaryOp::Add, a, b)) => {
                let is_sum_below = |part: &ValueId, other: &ValueId| {
                    self.small(*other).is_some_and(|other| self.is_below(*part, distance + other, list, place, depth))
                };
                is_sum_below(a, b) || is_sum_below(b, a)
            }
            Some(Op::Binary(BinaryOp::Sub, a, b)) => {
                self.small(*b).is_some_and(|b| self.is_below(*a, distance - b, list, place, depth))
            }
            Some(Op::Select(condition, then, otherwise)) => {
                let shown = |op, other| self.is_shown_below(op, other, distance, list, place, depth);
                let is_taken_below = |value: ValueId, holds: bool| {
                    self.is_below(value, distance, list, place, depth)
                        || self.shown_by(*condition, holds).is_some_and(|(op, a, b)| {
                            a == value && shown(op, b) || b == value && shown(op.mirrored(), a)
                        })
                };
                is_taken_below(*then, true) && is_taken_below(*otherwise, false)
            }
            // What is between 0 and less than the divisor.
            Some(Op::Binary(BinaryOp::Mod, _, b)) => {
                self.proc.is_non_negative(*b) && self.is_below(*b, distance - 1, list, place, depth)
            }
            Some(Op::Binary(BinaryOp::FloorDiv, a, b)) => {
                let Some(divisor) = self.small(*b) else { return false };
                if distance > 0 || divisor < 1 || !self.proc.is_non_negative(*a) {
                    return false;
                }
                match self.definitions.get(a) {
                    // The middle of two.
                    Some(Op::Binary(BinaryOp::Add, x, y)) if divisor >= 2 => {
                        [x, y].iter().all(|&&part| self.is_below(part, 0, list, place, depth))
                    }
                    _ => self.is_below(*a, 0, list, place, depth),
                }
            }
            _ => false,
        }
    }

    /// What the list is on a way to a block with these arguments; none: another one may have taken the name since.
    fn list_before(&self, list: ValueId, block: BlockId, args: &[ValueId]) -> Option<ValueId> {
        match self.params.get(&list) {
            Some(&(of, index)) if of == block => Some(args[index]),
            Some(&(of, _)) => self.dominators.dominates(of, true, block).then_some(list),
            None => self.defined_in.get(&list).filter(|of| self.dominators.dominates(**of, false, block)).map(|_| list),
        }
    }

    /// Whether `value + distance` is a length that the list has had, or less: as an operand of what made the list, or of
    /// `length`.
    fn is_at_most(&self, value: ValueId, distance: i64, list: ValueId) -> bool {
        if let Some(constant) = self.small(value) {
            return self.least_length(list) >= constant + distance;
        }
        distance <= 0 && self.is_length(value, list)
            || self.repeated(list).is_some_and(|times| self.is_sum(times, value, distance))
    }

    fn is_length(&self, value: ValueId, list: ValueId) -> bool {
        match self.definitions.get(&value) {
            Some(Op::CallBuiltin(builtin, args)) => op_info::is_length(*builtin, args) && args[..] == [list],
            _ => false,
        }
    }

    /// How many elements the list is certain to have.
    fn least_length(&self, list: ValueId) -> i64 {
        match self.definitions.get(&list) {
            Some(Op::List(values)) => values.len() as i64,
            Some(Op::CallBuiltin(..)) => self.repeated(list).and_then(|times| self.small(times)).unwrap_or(0),
            _ => 0,
        }
    }

    /// The number of elements that the list was made with.
    fn repeated(&self, list: ValueId) -> Option<ValueId> {
        match self.definitions.get(&list) {
            Some(Op::CallBuiltin(builtin, args)) if BUILTINS[*builtin as usize].name == "list_repeat" => {
                args.get(1).copied()
            }
            _ => None,
        }
    }

    /// Whether `sum` is certain to be at least `value + distance`.
    fn is_sum(&self, sum: ValueId, value: ValueId, distance: i64) -> bool {
        if sum == value {
            return distance <= 0;
        }
        let Some(Op::Binary(BinaryOp::Add, a, b)) = self.definitions.get(&sum) else { return false };
        let is_integer = self.proc.types(value).is(TypeSet::INT);
        is_integer
            && (*a == value && self.small(*b).is_some_and(|b| b >= distance)
                || *b == value && self.small(*a).is_some_and(|a| a >= distance))
    }

    /// The literal that the value is.
    fn small(&self, value: ValueId) -> Option<i64> {
        match self.definitions.get(&value) {
            Some(Op::Const(Constant::Int(n))) => BigInt::to_i64(n).filter(|n| n.unsigned_abs() < 1 << 48),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mir::parse::parse;
    use crate::mir::passes::blocks::reverse_post_order;

    /// What the optimiser makes of `tests/mir/accesses_within_bounds.omg`, which says in its names what must hold.
    #[test]
    fn accesses_need_a_check_or_none() {
        let text = include_str!("../../../tests/mir/accesses_within_bounds.mir");
        let program = parse(text).unwrap_or_else(|error| panic!("line {}: {}", error.line, error.message));
        let effects = Effects::of(&program);
        let mut seen = 0;
        for proc in program.procs.iter().flatten() {
            let is_proven = match proc.name.split_once('_') {
                Some(("proven", _)) => true,
                Some(("checked", _)) => false,
                _ => continue,
            };
            seen += 1;
            let order = reverse_post_order(proc);
            let bounds = Bounds::of(&effects, proc, &order);
            let mut accesses = 0;
            for &id in &order {
                for (at, inst) in proc.block(id).insts.iter().enumerate() {
                    if let Op::Index(..) | Op::SetIndex(..) = inst.op {
                        accesses += 1;
                        assert_eq!(bounds.holds(id, at), is_proven, "instruction {at} of b{} of {}", id.0, proc.name);
                    }
                }
            }
            assert!(accesses > 0, "{} has no access", proc.name);
        }
        assert!(seen >= 13, "{seen}");
    }
}
