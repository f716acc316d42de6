//! Scalar replacement: lists, dictionaries, cells and closures that never leave their procedure, as `escape` finds them,
//! are not made. What their fields hold are values of their own; of a field that is assigned, a variable in the frame,
//! which `ssa` makes a value of unless a handler reads it.
//!
//! What was a field of such an object may be the next one: a few rounds are made.

use rustc_hash::FxHashMap;

use super::escape::{self, Escapes, Use};
use super::params::remove_trivial_params;
use super::rewrite::Replacements;
use super::ssa::{self, Access};
use crate::mir::{Block, Constant, Inst, Op, Proc, ScopeId, SlotId, Terminator, TypeSet, ValueData, ValueId, op_types};
use crate::source::Span;

/// Objects in more objects than this stay.
const ROUNDS: usize = 8;

/// Does without the objects that are not needed.
pub fn replace_objects(proc: &mut Proc) {
    let own_slots = proc.slots;
    for _ in 0..ROUNDS {
        let Some(escapes) = Escapes::of(proc) else { break };
        let first_slot = proc.slots;
        Replacement::new(proc, &escapes).run();
        if proc.slots > first_slot {
            ssa::promote(proc, |op| match *op {
                Op::SlotGet(slot) if slot.0 >= first_slot => Some(Access::Read(slot)),
                Op::SlotSet(slot, value) if slot.0 >= first_slot => Some(Access::Write(slot, value)),
                _ => None,
            });
        }
        remove_trivial_params(proc);
    }
    remove_unused_slots(proc, own_slots);
}

/// What has taken the place of a field.
#[derive(Clone, Copy)]
enum Field {
    Value(ValueId),
    Slot(SlotId),
}

struct Replacement<'a> {
    proc: &'a mut Proc,
    escapes: &'a Escapes,
    /// By object and parameter.
    fields: FxHashMap<ValueId, Vec<Field>>,
    /// By group: where one of its objects is made in the source.
    literals: FxHashMap<usize, (Span, Option<ScopeId>)>,
    replacements: Replacements,
}

impl<'a> Replacement<'a> {
    fn new(proc: &'a mut Proc, escapes: &'a Escapes) -> Replacement<'a> {
        Replacement {
            proc,
            escapes,
            fields: FxHashMap::default(),
            literals: FxHashMap::default(),
            replacements: Replacements::default(),
        }
    }

    fn run(mut self) {
        let types = self.find_fields();
        self.find_params(&types);
        for index in 0..self.proc.blocks.len() {
            let mut block = std::mem::replace(&mut self.proc.blocks[index], Block::removed());
            block.insts = block.insts.into_iter().flat_map(|inst| self.inst(inst)).collect();
            if let Terminator::Return(value) = &mut block.terminator {
                *value = self.shown(*value, &mut block.insts);
            }
            block.params = self.expanded(&block.params);
            for target in block.terminator.targets_mut() {
                target.args = self.expanded(&target.args);
            }
            self.proc.blocks[index] = block;
        }
        self.replacements.apply(self.proc);
    }

    /// Finds the fields of what is made. Gives, by group, what they may be.
    fn find_fields(&mut self) -> FxHashMap<usize, Vec<TypeSet>> {
        let mut types: FxHashMap<usize, Vec<TypeSet>> = FxHashMap::default();
        for inst in self.proc.blocks.iter().flat_map(|block| &block.insts) {
            let (Some(object), Some(values)) = (inst.result, escape::made_of(&inst.op)) else { continue };
            let Some(group) = self.escapes.group(object) else { continue };
            let root = self.escapes.root(object);
            self.literals.entry(root).or_insert((inst.span, inst.scope));
            let known = types.entry(root).or_insert_with(|| vec![TypeSet::EMPTY; values.len()]);
            let mut fields = Vec::with_capacity(values.len());
            for (index, &value) in values.iter().enumerate() {
                known[index] = known[index].union(self.proc.types(value));
                fields.push(if group.is_written(index) {
                    self.proc.slots += 1;
                    Field::Slot(SlotId(self.proc.slots - 1))
                } else {
                    Field::Value(value)
                });
            }
            self.fields.insert(object, fields);
        }
        types
    }

    /// Makes the parameters that take the place of one.
    fn find_params(&mut self, types: &FxHashMap<usize, Vec<TypeSet>>) {
        for index in 0..self.proc.blocks.len() {
            for param in self.proc.blocks[index].params.clone() {
                if self.escapes.group(param).is_some() {
                    let types = types[&self.escapes.root(param)].iter();
                    let fields = types.map(|&types| Field::Value(new_value(self.proc, types))).collect();
                    self.fields.insert(param, fields);
                }
            }
        }
    }

    /// What an operation becomes.
    fn inst(&mut self, inst: Inst) -> Vec<Inst> {
        if let (Some(result), Some(values)) = (inst.result, escape::made_of(&inst.op))
            && let Some(fields) = self.fields.get(&result)
        {
            let set = |(&field, &value): (&Field, &ValueId)| match field {
                Field::Slot(slot) => Some(Inst { op: Op::SlotSet(slot, value), result: None, ..inst.clone() }),
                Field::Value(_) => None,
            };
            return fields.iter().zip(values).filter_map(set).collect();
        }
        if let Op::Emit(value) = inst.op {
            let mut insts = Vec::new();
            let value = self.shown(value, &mut insts);
            insts.push(Inst { op: Op::Emit(value), ..inst });
            return insts;
        }
        let Some((object, used)) = self.escapes.use_of(&inst.op) else { return vec![inst] };
        let Some(fields) = self.fields.get(&object) else { return vec![inst] };
        let op = match used {
            Use::Mark => return Vec::new(),
            Use::Length(length) => Op::Const(Constant::Int(length.into())),
            Use::Read(field) => match fields[field] {
                Field::Value(value) => {
                    self.replacements.insert(inst.result.expect("a read has a result"), value);
                    return Vec::new();
                }
                Field::Slot(slot) => Op::SlotGet(slot),
            },
            Use::Write(field, value) => match fields[field] {
                Field::Slot(slot) => Op::SlotSet(slot, value),
                Field::Value(_) => unreachable!("a field that is written has a slot"),
            },
        };
        vec![Inst { op, ..inst }]
    }

    /// A value that is printed or given back: one of the replaced objects is made for that.
    fn shown(&mut self, value: ValueId, insts: &mut Vec<Inst>) -> ValueId {
        let Some(fields) = self.fields.get(&value) else { return value };
        let (span, scope) = self.literals[&self.escapes.root(value)];
        let mut values = Vec::with_capacity(fields.len());
        for field in fields {
            values.push(match *field {
                Field::Value(value) => value,
                Field::Slot(slot) => {
                    let result = new_value(self.proc, TypeSet::ANY);
                    insts.push(Inst { op: Op::SlotGet(slot), result: Some(result), span, scope });
                    result
                }
            });
        }
        let op = self.escapes.make(value, values).expect("only lists and dictionaries are shown");
        let object = new_value(self.proc, op_types::result_types(&op, |_| TypeSet::ANY));
        insts.push(Inst { op, result: Some(object), span, scope });
        object
    }

    /// Parameters or arguments, with those of fields in the place of those that were objects.
    fn expanded(&self, values: &[ValueId]) -> Vec<ValueId> {
        let mut expanded = Vec::with_capacity(values.len());
        for value in values {
            match self.fields.get(value) {
                Some(fields) => expanded.extend(fields.iter().map(|field| match field {
                    Field::Value(value) => *value,
                    Field::Slot(_) => unreachable!("what is written flows into no parameter"),
                })),
                None => expanded.push(*value),
            }
        }
        expanded
    }
}

fn new_value(proc: &mut Proc, types: TypeSet) -> ValueId {
    proc.values.push(ValueData::tagged(types));
    ValueId(proc.values.len() as u32 - 1)
}

/// Takes those slots back, from this number on, that nothing uses.
fn remove_unused_slots(proc: &mut Proc, first: u32) {
    let mut numbers: FxHashMap<SlotId, SlotId> = (0..first).map(|slot| (SlotId(slot), SlotId(slot))).collect();
    for inst in proc.blocks.iter_mut().flat_map(|block| &mut block.insts) {
        if let Op::SlotGet(slot) | Op::SlotSet(slot, _) = &mut inst.op {
            let next = SlotId(numbers.len() as u32);
            *slot = *numbers.entry(*slot).or_insert(next);
        }
    }
    proc.slots = numbers.len() as u32;
}
