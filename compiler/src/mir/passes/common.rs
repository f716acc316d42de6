//! Common-subexpression elimination: what was computed, read or assigned on every way to an operation is not computed or
//! read again (Aho, Lam, Sethi and Ullman, "Compilers", 9.5).
//!
//! What depends on nothing but its operands is found where it dominates the operation. What was read from memory is known
//! until something on the way changes it, and where ways meet if it is known on each of them.

use rustc_hash::FxHashMap;

use super::blocks::reverse_post_order;
use super::rewrite::Replacements;
use crate::mir::dominators::Dominators;
use crate::mir::effects::{Changes, Effects};
use crate::mir::loops::{self, Loop};
use crate::mir::{
    BinaryOp, BlockId, ClassId, Constant, GlobalId, Inst, Name, Op, Proc, Program, TypeSet, UnaryOp, ValueId, op_info,
};

/// Of one expression no more than this many results are remembered.
const MOST_RESULTS: usize = 8;
/// No more than this many parts of memory are known at once; those that were used least recently are forgotten.
const MOST_PLACES: usize = 32;

/// Works on all procedures.
pub fn share_common_values(program: &mut Program) {
    let effects = Effects::of(program);
    for index in 0..program.procs.len() {
        let Some(mut proc) = program.procs[index].take() else { continue };
        let (replacements, removed) = Search::new(program, &effects, &proc).run();
        for (block, index) in removed.into_iter().rev() {
            proc.blocks[block.0 as usize].insts.remove(index);
        }
        replacements.apply(&mut proc);
        program.procs[index] = Some(proc);
    }
}

/// What depends on its operands alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Expression {
    Unary(UnaryOp, ValueId),
    Binary(BinaryOp, ValueId, ValueId),
    Character(ValueId, ValueId),
    StringLength(ValueId),
    Captured(u32),
    CapturedOf(ValueId, u32),
}

/// A part of memory.
#[derive(Clone, PartialEq)]
enum Place {
    Element(ClassId, ValueId, ValueId),
    Field(ClassId, ValueId, Name),
    Length(ClassId, ValueId),
    Cell(ClassId, ValueId),
    Global(GlobalId),
}

impl Place {
    fn is_changed(&self, changes: &Changes) -> bool {
        match *self {
            Place::Element(class, ..) | Place::Field(class, ..) | Place::Cell(class, _) => changes.elements(class),
            Place::Length(class, _) => changes.headers(class),
            Place::Global(global) => changes.global(global),
        }
    }
}

/// What is known of memory: the values that places hold.
type Known = Vec<(Place, ValueId)>;

struct Search<'p> {
    program: &'p Program,
    effects: &'p Effects,
    proc: &'p Proc,
    dominators: Dominators,
    /// By expression: where it was computed, and the results.
    results: FxHashMap<Expression, Vec<(BlockId, ValueId)>>,
    /// For a constant, the first value that is the same: operands are compared by it.
    same_constant: FxHashMap<ValueId, ValueId>,
    replacements: Replacements,
    /// The instructions that are not needed any more.
    removed: Vec<(BlockId, usize)>,
}

impl<'p> Search<'p> {
    fn new(program: &'p Program, effects: &'p Effects, proc: &'p Proc) -> Search<'p> {
        Search {
            program,
            effects,
            proc,
            dominators: Dominators::of(proc),
            results: FxHashMap::default(),
            same_constant: same_constants(proc),
            replacements: Replacements::default(),
            removed: Vec::new(),
        }
    }

    fn run(mut self) -> (Replacements, Vec<(BlockId, usize)>) {
        let order = reverse_post_order(self.proc);
        let loops: FxHashMap<BlockId, Loop> =
            loops::find(self.proc, &order).into_iter().map(|inner| (inner.header, inner)).collect();
        let mut predecessors: Vec<Vec<BlockId>> = vec![Vec::new(); self.proc.blocks.len()];
        for &id in &order {
            for target in self.proc.block(id).terminator.targets() {
                predecessors[target.block.0 as usize].push(id);
            }
        }
        // What is known at the end of each block that was looked at.
        let mut at_end: Vec<Option<Known>> = vec![None; self.proc.blocks.len()];
        for &id in &order {
            let mut known = match loops.get(&id) {
                Some(inner) => {
                    let changes = self.effects.of_loop(self.program, self.proc, inner);
                    let before = at_end[inner.entry.0.0 as usize].iter().flatten();
                    before.filter(|(place, _)| !place.is_changed(&changes)).cloned().collect()
                }
                None => known_on_all(&predecessors[id.0 as usize], &at_end),
            };
            let proc = self.proc;
            for (index, inst) in proc.block(id).insts.iter().enumerate() {
                self.visit((id, index), inst, &mut known);
            }
            at_end[id.0 as usize] = Some(known);
        }
        self.removed.sort_unstable_by_key(|&(block, index)| (block.0, index));
        (self.replacements, self.removed)
    }

    fn visit(&mut self, point: (BlockId, usize), inst: &Inst, known: &mut Known) {
        if let (Some(expression), Some(result)) = (self.expression(inst), inst.result) {
            let results = self.results.get(&expression).map_or(&[][..], Vec::as_slice);
            let precedes = |block: BlockId| block == point.0 || self.dominators.dominates(block, false, point.0);
            let earlier = results.iter().find(|(block, _)| precedes(*block)).map(|(_, value)| *value);
            match earlier.filter(|earlier| self.can_stand_for(*earlier, result)) {
                Some(earlier) => self.replace(point, result, earlier),
                None if results.len() < MOST_RESULTS => {
                    self.results.entry(expression).or_default().push((point.0, result));
                }
                None => {}
            }
        } else if let (Some(place), Some(result)) = (self.read_place(&inst.op), inst.result) {
            let at = known.iter().position(|(other, _)| *other == place);
            let value = match at.map(|at| known.remove(at).1) {
                Some(earlier) if self.can_stand_for(earlier, result) => {
                    self.replace(point, result, earlier);
                    earlier
                }
                _ => result,
            };
            note(known, place, value);
        } else {
            self.effects.for_each_change(self.program, self.proc, &inst.op, |changes| {
                known.retain(|(place, _)| !place.is_changed(changes) || is_another_field(place, &inst.op));
            });
            if let Some((place, value)) = self.assigned_place(&inst.op) {
                note(known, place, self.replacements.resolve(value));
            }
        }
    }

    /// What the operation computes, if that depends on its operands alone and nobody can tell two results apart.
    fn expression(&self, inst: &Inst) -> Option<Expression> {
        let types = |value| self.proc.types(value);
        // The text of what can be changed depends on memory, and a list is not the same as another with its elements.
        let is_constant = |value| !types(value).may_be(TypeSet::LIST.union(TypeSet::DICT));
        match inst.op {
            Op::Unary(op, a) if is_constant(a) => Some(Expression::Unary(op, self.operand(a))),
            Op::Binary(op, a, b) if is_constant(a) && is_constant(b) => {
                Some(Expression::Binary(op, self.operand(a), self.operand(b)))
            }
            Op::Captured(index) => Some(Expression::Captured(index)),
            Op::CapturedOf(_, closure, index) => Some(Expression::CapturedOf(self.operand(closure), index)),
            Op::Index(object, index) if types(object) == TypeSet::STRING => {
                Some(Expression::Character(self.operand(object), self.operand(index)))
            }
            Op::CallBuiltin(builtin, ref args)
                if op_info::is_length(builtin, args) && types(args[0]) == TypeSet::STRING =>
            {
                Some(Expression::StringLength(self.operand(args[0])))
            }
            _ => None,
        }
    }

    /// The part of memory that the operation gives, if it is known who may change that.
    fn read_place(&self, op: &Op) -> Option<Place> {
        match op {
            Op::Index(object, index) => {
                Some(Place::Element(self.proc.class(*object)?, self.operand(*object), self.operand(*index)))
            }
            Op::Attribute(object, name) => {
                Some(Place::Field(self.proc.class(*object)?, self.operand(*object), name.clone()))
            }
            Op::CallBuiltin(builtin, args)
                if op_info::is_length(*builtin, args) && self.proc.types(args[0]) == TypeSet::LIST =>
            {
                Some(Place::Length(self.proc.class(args[0])?, self.operand(args[0])))
            }
            Op::CellGet(cell) => Some(Place::Cell(self.proc.class(*cell)?, self.operand(*cell))),
            Op::GlobalGet(global) => Some(Place::Global(*global)),
            _ => None,
        }
    }

    /// The part of memory that the operation assigns, and what.
    fn assigned_place(&self, op: &Op) -> Option<(Place, ValueId)> {
        let class = |object: &ValueId| self.proc.class(*object);
        match op {
            Op::SetIndex(object, index, value) => {
                Some((Place::Element(class(object)?, self.operand(*object), self.operand(*index)), *value))
            }
            Op::SetAttribute(object, name, value) => {
                Some((Place::Field(class(object)?, self.operand(*object), name.clone()), *value))
            }
            Op::CellSet(cell, value) => Some((Place::Cell(class(cell)?, self.operand(*cell)), *value)),
            Op::GlobalSet(global, value) => Some((Place::Global(*global), *value)),
            _ => None,
        }
    }

    /// What operands are compared by.
    fn operand(&self, value: ValueId) -> ValueId {
        let value = self.replacements.resolve(value);
        self.same_constant.get(&value).copied().unwrap_or(value)
    }

    /// Whether as much is known of `earlier` as of `later`.
    fn can_stand_for(&self, earlier: ValueId, later: ValueId) -> bool {
        let (earlier, later) = (&self.proc.values[earlier.0 as usize], &self.proc.values[later.0 as usize]);
        earlier.types.is(later.types) && earlier.class == later.class && (earlier.non_negative || !later.non_negative)
    }

    fn replace(&mut self, point: (BlockId, usize), result: ValueId, earlier: ValueId) {
        self.replacements.insert(result, earlier);
        self.removed.push(point);
    }
}

/// Whether the operation assigns a field of another name.
fn is_another_field(place: &Place, op: &Op) -> bool {
    matches!((place, op), (Place::Field(_, _, field), Op::SetAttribute(_, assigned, _)) if field != assigned)
}

/// What is known at the end of each of the blocks; nothing if one has not been looked at.
fn known_on_all(blocks: &[BlockId], at_end: &[Option<Known>]) -> Known {
    let known = |id: &BlockId| at_end[id.0 as usize].as_ref();
    let Some((first, others)) = blocks.split_first() else { return Known::new() };
    let mut common = known(first).cloned().unwrap_or_default();
    for other in others {
        match known(other) {
            Some(other) => common.retain(|entry| other.contains(entry)),
            None => common.clear(),
        }
    }
    common
}

fn note(known: &mut Known, place: Place, value: ValueId) {
    if known.len() == MOST_PLACES {
        known.remove(0);
    }
    known.push((place, value));
}

/// For each integer and text that a procedure names, the first value that is the same.
fn same_constants(proc: &Proc) -> FxHashMap<ValueId, ValueId> {
    let (mut integers, mut texts) = (FxHashMap::default(), FxHashMap::default());
    let mut same = FxHashMap::default();
    for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
        let Some(result) = inst.result else { continue };
        let first = match &inst.op {
            Op::Const(Constant::Int(integer)) => *integers.entry(integer).or_insert(result),
            Op::Const(Constant::Str(text)) => *texts.entry(text).or_insert(result),
            _ => continue,
        };
        same.insert(result, first);
    }
    same
}
