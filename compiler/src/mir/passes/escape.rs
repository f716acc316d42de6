//! Escape analysis: which lists, dictionaries, cells and closures that a procedure makes never leave it, and are only
//! used in ways that are known without having the object. `scalar_replacement` then does without them.
//!
//! A value is such an object, or a block parameter that is always one of several objects of the same form; values that
//! flow into each other form a *group*. All uses of an object's value are seen, since whatever else an operation may
//! do with it (store it, pass it on, give it back, look at it as a whole, raise because of it) counts as an escape.
//! A group with parameters may not be written to: which of the objects changes would not be known. A group without is a
//! single object, and its value stands for what the operation made last.
//!
//! Where a list or dictionary is printed, or given back when nothing else can have it, a new one will do. That pays if the
//! object is written to, or is made anew before one gets that far; others are made once, where they are.

use rustc_hash::FxHashMap;

use crate::mir::{Constant, Name, Op, Proc, ProcId, Terminator, ValueId, op_info};

use super::ssa;

/// Objects with more fields are not looked at.
const MOST_FIELDS: usize = 16;
/// Block parameters and arguments are not replaced by more than this many in one procedure.
const MOST_PARAMS: usize = 20_000;

/// What objects consist of: those of one form have the same fields.
#[derive(Clone, PartialEq, Debug)]
enum Form {
    List(usize),
    Dict(Vec<Name>),
    Cell,
    Closure(ProcId, usize),
}

impl Form {
    /// What the operation makes, with the values of its fields.
    fn of(op: &Op) -> Option<(Form, &[ValueId])> {
        let (form, values) = match op {
            Op::List(values) => (Form::List(values.len()), &values[..]),
            Op::Dict(keys, values) => (Form::Dict(keys.clone()), &values[..]),
            Op::CellNew(value) => (Form::Cell, std::slice::from_ref(value)),
            Op::Closure(proc, values) => (Form::Closure(*proc, values.len()), &values[..]),
            _ => return None,
        };
        let is_twice = |keys: &[Name]| (1..keys.len()).any(|i| keys[..i].contains(&keys[i]));
        let is_plain = values.len() <= MOST_FIELDS && !matches!(&form, Form::Dict(keys) if is_twice(keys));
        is_plain.then_some((form, values))
    }

    fn fields(&self) -> usize {
        match self {
            Form::List(count) | Form::Closure(_, count) => *count,
            Form::Dict(keys) => keys.len(),
            Form::Cell => 1,
        }
    }

    /// What `length` gives; none: it raises.
    fn length(&self) -> Option<usize> {
        matches!(self, Form::List(_) | Form::Dict(_)).then(|| self.fields())
    }

    /// The number of a field that is certain to be there.
    fn field(&self, place: &Place, constants: &FxHashMap<ValueId, Key>) -> Option<usize> {
        match (self, place) {
            (Form::List(count), Place::Index(index)) => match constants.get(index)? {
                Key::Int(index) => {
                    let count = *count as i64;
                    let index = if *index < 0 { index.checked_add(count)? } else { *index };
                    (0..count).contains(&index).then_some(index as usize)
                }
                Key::Name(_) => None,
            },
            (Form::Dict(keys), Place::Index(index)) => match constants.get(index)? {
                Key::Name(name) => keys.iter().position(|key| key == name),
                Key::Int(_) => None,
            },
            (Form::Dict(keys), Place::Key(name)) => keys.iter().position(|key| key == *name),
            (Form::Cell, Place::Content) => Some(0),
            (Form::Closure(proc, _), Place::Captured(of, slot)) if proc == of => Some(*slot as usize),
            _ => None,
        }
    }
}

/// A constant that is an index or a key.
enum Key {
    Int(i64),
    Name(Name),
}

/// Where an operation reads or writes an object.
enum Place<'a> {
    Index(ValueId),
    Key(&'a Name),
    Content,
    Captured(ProcId, u32),
}

/// What an operation does with an object, if that is all that it does with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// Gives what is in a field.
    Read(usize),
    /// Puts a value into a field.
    Write(usize, ValueId),
    /// Gives the number of fields.
    Length(usize),
    /// Notes something about the object that does not matter without it.
    Mark,
}

/// Values that may be the same object.
#[derive(Clone, Default)]
pub struct Group {
    /// Index in `Escapes::forms`; none: there is no object.
    form: Option<u32>,
    escapes: bool,
    has_params: bool,
    /// The fields that are written after the object was made, as bits.
    written: u16,
    /// It is printed or given back.
    is_shown: bool,
}

impl Group {
    /// Whether the field changes after the object was made; there is one object then.
    pub fn is_written(&self, field: usize) -> bool {
        self.written >> field & 1 == 1
    }
}

/// What is known of a procedure's objects.
pub struct Escapes {
    /// By value: what stands for its group; before all flow is known, another of its group, or itself.
    parents: Vec<u32>,
    /// By value that stands for its group.
    groups: Vec<Group>,
    forms: Vec<Form>,
    constants: FxHashMap<ValueId, Key>,
}

impl Escapes {
    /// None: no object can be done without.
    pub fn of(proc: &Proc) -> Option<Escapes> {
        let mut insts = proc.blocks.iter().flat_map(|block| &block.insts);
        if !insts.any(|inst| Form::of(&inst.op).is_some()) {
            return None;
        }
        let mut escapes = Escapes {
            parents: (0..proc.values.len() as u32).collect(),
            groups: vec![Group { escapes: true, ..Group::default() }; proc.values.len()],
            forms: Vec::new(),
            constants: FxHashMap::default(),
        };
        escapes.find_objects(proc);
        escapes.find_flow(proc);
        escapes.find_uses(proc);
        escapes.keep_within_limits(proc);
        let is_any = (0..proc.values.len()).any(|value| escapes.group(ValueId(value as u32)).is_some());
        is_any.then_some(escapes)
    }

    /// The group of a value whose objects are not needed: they do not escape, and all their uses are known.
    pub fn group(&self, value: ValueId) -> Option<&Group> {
        let group = &self.groups[self.root(value)];
        (!group.escapes).then_some(group)
    }

    /// The value that stands for the value's group.
    pub fn root(&self, value: ValueId) -> usize {
        self.parents[value.0 as usize] as usize
    }

    /// The object that an operation uses, and the way it does; none: it uses none, or in a way that needs the object.
    pub fn use_of(&self, op: &Op) -> Option<(ValueId, Use)> {
        let form = |object: ValueId| Some(&self.forms[self.groups[self.root(object)].form? as usize]);
        let field = |object: ValueId, place: Place| form(object)?.field(&place, &self.constants);
        let read = |object: ValueId, place: Place| Some((object, Use::Read(field(object, place)?)));
        let write = |object: ValueId, place: Place, value| Some((object, Use::Write(field(object, place)?, value)));
        match op {
            Op::Index(object, index) => read(*object, Place::Index(*index)),
            Op::Attribute(object, key) => read(*object, Place::Key(key)),
            Op::CellGet(cell) => read(*cell, Place::Content),
            Op::CapturedOf(proc, closure, slot) => read(*closure, Place::Captured(*proc, *slot)),
            Op::SetIndex(object, index, value) => write(*object, Place::Index(*index), *value),
            Op::SetAttribute(object, key, value) => write(*object, Place::Key(key), *value),
            Op::CellSet(cell, value) => write(*cell, Place::Content, *value),
            Op::CallBuiltin(builtin, args) if op_info::is_length(*builtin, args) => {
                Some((args[0], Use::Length(form(args[0])?.length()?)))
            }
            Op::MarkShared(object) => form(*object).map(|_| (*object, Use::Mark)),
            _ => None,
        }
    }

    /// The objects that are made, and the parameters that may turn out to be such.
    fn find_objects(&mut self, proc: &Proc) {
        let mut is_handler = vec![false; proc.blocks.len()];
        for handler in proc.blocks.iter().filter_map(|block| block.handler) {
            is_handler[handler.0 as usize] = true;
        }
        for (index, block) in proc.blocks.iter().enumerate() {
            if index > 0 && !is_handler[index] {
                for param in &block.params {
                    self.groups[param.0 as usize] = Group { has_params: true, ..Group::default() };
                }
            }
            for inst in &block.insts {
                let Some(result) = inst.result else { continue };
                if let Some((form, _)) = Form::of(&inst.op) {
                    let form_index = self.forms.len() as u32;
                    self.forms.push(form);
                    self.groups[result.0 as usize] = Group { form: Some(form_index), ..Group::default() };
                }
                if let Op::Const(constant) = &inst.op {
                    let key = match constant {
                        Constant::Int(value) => i64::try_from(value).ok().map(Key::Int),
                        Constant::Str(name) => Some(Key::Name(name.clone())),
                        _ => None,
                    };
                    self.constants.extend(key.map(|key| (result, key)));
                }
            }
        }
    }

    /// What flows into a parameter is in one group with it.
    fn find_flow(&mut self, proc: &Proc) {
        for target in proc.blocks.iter().flat_map(|block| block.terminator.targets()) {
            for (&param, &arg) in proc.block(target.block).params.iter().zip(&target.args) {
                self.unify(param, arg);
            }
        }
        for value in 0..self.parents.len() as u32 {
            self.parents[value as usize] = self.find(ValueId(value)) as u32;
        }
    }

    fn find(&mut self, value: ValueId) -> usize {
        let mut at = value.0 as usize;
        while self.parents[at] as usize != at {
            self.parents[at] = self.parents[self.parents[at] as usize];
            at = self.parents[at] as usize;
        }
        at
    }

    fn unify(&mut self, a: ValueId, b: ValueId) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        self.parents[b] = a as u32;
        let other = std::mem::take(&mut self.groups[b]);
        let group = &mut self.groups[a];
        let differ = |a: u32, b: u32| self.forms[a as usize] != self.forms[b as usize];
        group.escapes |= other.escapes || group.form.zip(other.form).is_some_and(|(a, b)| differ(a, b));
        group.has_params |= other.has_params;
        group.form = group.form.or(other.form);
    }

    fn find_uses(&mut self, proc: &Proc) {
        for block in &proc.blocks {
            for inst in &block.insts {
                if let Op::Emit(value) = inst.op {
                    self.show(value);
                    continue;
                }
                let known = self.use_of(&inst.op);
                if let Some((object, Use::Write(field, _))) = known {
                    let root = self.root(object);
                    self.groups[root].written |= 1 << field;
                }
                // The object comes first; it may be what is stored as well.
                let mut is_object = known.is_some();
                op_info::for_each_operand(&inst.op, |value| {
                    if !std::mem::take(&mut is_object) {
                        self.escape(value);
                    }
                });
            }
            match block.terminator {
                Terminator::Return(value) => self.show(value),
                ref other => other.for_each_own_operand(|value| self.escape(value)),
            }
        }
        for group in &mut self.groups {
            let is_written = group.written != 0;
            let has_length = group.form.is_some_and(|form| self.forms[form as usize].length().is_some());
            let is_worth_it = !group.is_shown || has_length && (group.has_params || is_written);
            group.escapes |= group.form.is_none() || group.has_params && is_written || !is_worth_it;
        }
    }

    fn show(&mut self, value: ValueId) {
        let root = self.root(value);
        self.groups[root].is_shown = true;
    }

    fn escape(&mut self, value: ValueId) {
        let root = self.root(value);
        self.groups[root].escapes = true;
    }

    /// Keeps objects with which the procedure would grow too much.
    fn keep_within_limits(&mut self, proc: &Proc) {
        let mut params = 0;
        let mut written = 0;
        for block in &proc.blocks {
            let args = block.terminator.targets().flat_map(|target| &target.args);
            for &value in block.params.iter().chain(args) {
                params += self.fields(value);
                if params > MOST_PARAMS {
                    self.escape(value);
                }
            }
            for object in block.insts.iter().filter_map(|inst| inst.result) {
                written += self.group(object).map_or(0, |group| group.written.count_ones() as usize);
                if written * proc.blocks.len() > ssa::LIMIT {
                    self.escape(object);
                }
            }
        }
    }

    /// Makes a list or dictionary of the value's form. None: the value's objects are not replaced.
    pub fn make(&self, value: ValueId, fields: Vec<ValueId>) -> Option<Op> {
        match &self.forms[self.group(value)?.form? as usize] {
            Form::List(_) => Some(Op::List(fields)),
            Form::Dict(keys) => Some(Op::Dict(keys.clone(), fields)),
            Form::Cell | Form::Closure(..) => None,
        }
    }

    /// The number of values that take the place of one.
    pub fn fields(&self, value: ValueId) -> usize {
        let form = self.group(value).and_then(|group| group.form);
        form.map_or(0, |form| self.forms[form as usize].fields())
    }
}

/// The values of the fields of what an operation makes.
pub fn made_of(op: &Op) -> Option<&[ValueId]> {
    Form::of(op).map(|(_, values)| values)
}
