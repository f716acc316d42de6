//! What operations on objects do to what propagation knows: what they put into classes of objects, and what they get out.

use super::classes::{Class, Classes};
use super::facts::Fact;
use super::world::World;
use crate::mir::{BinaryOp, Op, ProcId, TypeSet, ValueId, builtins, op_types};

/// An operation in the procedure number `index`, at a point that control has been seen to get to.
pub struct Site<'a, F> {
    pub index: usize,
    pub op: &'a Op,
    pub result: Option<ValueId>,
    /// What is known of the operands.
    pub fact: F,
}

impl<'f, F: Fn(ValueId) -> &'f Fact> Site<'_, F> {
    /// Notes what the operation does, and gives what is known of its result; none: it has no more to do with objects
    /// than its operands' types say.
    pub fn visit(&self, world: &mut World) -> Option<Fact> {
        let fact = |value: ValueId| (self.fact)(value);
        Some(match self.op {
            Op::List(values) => {
                let class = self.made(world);
                values.iter().for_each(|&value| world.classes.add_element(class, fact(value)));
                Fact::of_class(TypeSet::LIST, class)
            }
            Op::Dict(keys, values) | Op::Namespace(keys, values) => {
                let class = self.made(world);
                for (key, &value) in keys.iter().zip(values) {
                    let value = fact(value).restricted(TypeSet::ANY);
                    world.classes.add_field(class, key, &value);
                }
                Fact::of_class(TypeSet::DICT, class)
            }
            Op::Index(object, _) => self.index(world, fact(*object)),
            Op::SetIndex(object, _, value) => {
                let (object, value) = (fact(*object), fact(*value));
                if object.types.may_be(TypeSet::LIST) {
                    world.classes.add_element(object.class, value);
                }
                if object.types.may_be(TypeSet::DICT) {
                    world.classes.add_value(object.class, value);
                }
                return None;
            }
            Op::Attribute(object, name) => match fact(*object) {
                object if object.types.may_be(TypeSet::DICT) => {
                    world.classes.field(object.class, name, self.index).without_constant()
                }
                _ => Fact::NOTHING,
            },
            Op::SetAttribute(object, name, value) => {
                if fact(*object).types.may_be(TypeSet::DICT) {
                    world.classes.add_field(fact(*object).class, name, fact(*value));
                }
                return None;
            }
            Op::Slice { object, .. } => {
                fact(*object).restricted(TypeSet::LIST.union(TypeSet::STRING)).without_constant()
            }
            Op::Append { object, element, .. } => {
                let object = fact(*object).restricted(TypeSet::LIST.union(TypeSet::STRING)).without_constant();
                if object.types.may_be(TypeSet::LIST) {
                    world.classes.add_element(object.class, fact(*element));
                }
                object
            }
            Op::Binary(BinaryOp::Add, a, b) => return self.concatenation(world, fact(*a), fact(*b)),
            Op::CellNew(value) => {
                let class = self.made(world);
                world.classes.add_element(class, fact(*value));
                Fact::of_class(TypeSet::CELL, class)
            }
            Op::CellGet(cell) | Op::CellSet(cell, _) if !fact(*cell).types.may_be(TypeSet::CELL) => Fact::NOTHING,
            Op::CellGet(cell) => world.classes.elements(fact(*cell).class, self.index),
            Op::CellSet(cell, value) => {
                world.classes.add_element(fact(*cell).class, fact(*value));
                return None;
            }
            Op::Closure(proc, values) => {
                self.capture(world, *proc, values);
                Fact::of_class(TypeSet::PROC, Classes::of_proc(*proc))
            }
            Op::SelfClosure => Fact::of_class(TypeSet::PROC, Classes::of_proc(ProcId(self.index as u32))),
            Op::CapturedOf(proc, _, slot) => world.captures[proc.0 as usize][*slot as usize].clone(),
            Op::Captured(slot) => world.captures[self.index][*slot as usize].clone(),
            Op::Call(callee, _) | Op::CallClosure(callee, ..) => world.result(*callee, self.index),
            Op::CallValue(callee, args) => self.call_value(world, fact(*callee), args),
            Op::CallBuiltin(builtin, args) => self.call_builtin(world, *builtin, args)?,
            _ => return None,
        })
    }

    /// The class of what the operation makes.
    fn made(&self, world: &mut World) -> Class {
        world.made_by(self.index, self.result.expect("it makes something"))
    }

    fn index(&self, world: &mut World, object: &Fact) -> Fact {
        let mut result = Fact::of_types(object.types.intersection(TypeSet::STRING));
        if object.types.may_be(TypeSet::LIST) {
            let elements = world.classes.elements(object.class, self.index).restricted(TypeSet::ANY);
            result.join(&elements, &mut world.classes);
        }
        if object.types.may_be(TypeSet::DICT) {
            let values = world.classes.values(object.class, self.index);
            result.join(&values, &mut world.classes);
        }
        result.without_constant()
    }

    /// The sum, if it may be a list.
    fn concatenation(&self, world: &mut World, a: &Fact, b: &Fact) -> Option<Fact> {
        if !a.types.may_be(TypeSet::LIST) || !b.types.may_be(TypeSet::LIST) {
            return None;
        }
        world.classes.unify(a.class, b.class);
        let types = op_types::result_types(self.op, |value| (self.fact)(value).types);
        Some(Fact { class: a.class, ..Fact::of_types(types) })
    }

    fn capture(&self, world: &mut World, proc: ProcId, values: &[ValueId]) {
        let mut news = false;
        for (slot, &value) in values.iter().enumerate() {
            let known = &mut world.captures[proc.0 as usize][slot];
            news |= known.join((self.fact)(value), &mut world.classes);
        }
        if news {
            world.classes.waiting.push(proc.0 as usize);
            world.classes.waiting.extend(&world.callers[proc.0 as usize]);
        }
    }

    fn call_value(&self, world: &mut World, callee: &Fact, args: &[ValueId]) -> Fact {
        let Some(procs) = world.callees(callee, args.len(), self.index) else {
            args.iter().for_each(|&arg| world.classes.escape((self.fact)(arg)));
            return Fact::of_types(TypeSet::ANY);
        };
        let mut result = Fact::NOTHING;
        for proc in procs {
            let given = world.result(proc, self.index);
            result.join(&given, &mut world.classes);
        }
        result
    }

    fn call_builtin(&self, world: &mut World, builtin: u32, args: &[ValueId]) -> Option<Fact> {
        let made_list = |world: &mut World, element: &Fact| {
            let class = self.made(world);
            world.classes.add_element(class, element);
            Fact::of_class(TypeSet::LIST, class)
        };
        match (builtins::name(builtin), args) {
            ("list_repeat", &[value, _]) => return Some(made_list(world, (self.fact)(value))),
            ("dict_keys", _) => {
                let list = made_list(world, &Fact::of_types(TypeSet::STRING));
                world.classes.made_by_runtime(list.class);
                return Some(list);
            }
            ("string_bytes", _) => {
                let list = made_list(world, &Fact::of_types(TypeSet::SMALL));
                world.classes.made_by_runtime(list.class);
                return Some(list);
            }
            ("freeze", &[dict]) => {
                let dict = (self.fact)(dict).restricted(TypeSet::DICT);
                if dict.types != TypeSet::EMPTY {
                    world.classes.made_by_runtime(dict.class);
                }
                return Some(dict);
            }
            _ => {}
        }
        if !builtins::only_reads(builtin) {
            args.iter().for_each(|&arg| world.classes.escape((self.fact)(arg)));
        }
        None
    }
}
