//! What propagation knows about a value: the types that it may have, the constant that it always is, if any, the bounds
//! that it has if it is a small integer, and the class of the objects that it may be.

use super::classes::{Class, Classes, REFERENCES};
use super::fold;
use super::range::Range;
use crate::mir::{CompareOp, Constant, Op, TypeSet, ValueId, op_info, op_types};

/// Nothing (no types): the value has not been seen to be computed.
#[derive(Clone, Debug)]
pub struct Fact {
    pub types: TypeSet,
    pub constant: Option<Constant>,
    pub range: Range,
    /// [`Class::NONE`] if no type has one.
    pub class: Class,
}

impl Fact {
    pub const NOTHING: Fact = Fact { types: TypeSet::EMPTY, constant: None, range: Range::NONE, class: Class::NONE };

    /// Any value of these types.
    pub fn of_types(types: TypeSet) -> Fact {
        let range = if types.may_be(TypeSet::SMALL) { Range::ALL } else { Range::NONE };
        Fact { types, constant: None, range, class: Class::of_types(types) }
    }

    /// An object of the class.
    pub fn of_class(types: TypeSet, class: Class) -> Fact {
        debug_assert!(types.is(REFERENCES));
        Fact { types, constant: None, range: Range::NONE, class }
    }

    pub fn of_constant(constant: Constant) -> Fact {
        let types = op_types::constant_types(&constant);
        let range = match &constant {
            Constant::Int(n) if types.is(TypeSet::SMALL) => i64::try_from(n).map_or(Range::ALL, Range::of),
            _ => Range::NONE,
        };
        let class = match constant {
            Constant::Proc(proc) => Classes::of_proc(proc),
            _ => Class::of_types(types),
        };
        Fact { types, constant: Some(constant), range, class }
    }

    /// A small integer within bounds.
    fn of_range(range: Range) -> Fact {
        Fact { types: TypeSet::SMALL, constant: None, range, class: Class::NONE }
    }

    /// As another, where it is known to be of one of these types.
    pub fn restricted(&self, types: TypeSet) -> Fact {
        if self.types.is(types) {
            return self.clone();
        }
        let types = self.types.intersection(types);
        let class = if types.may_be(REFERENCES) { self.class } else { Class::NONE };
        let range = if types.may_be(TypeSet::SMALL) { self.range } else { Range::NONE };
        Fact { types, constant: None, range, class }
    }

    /// As another, which a variable without a value may be as well.
    pub fn or_unset(&self) -> Fact {
        Fact { types: self.types.union(TypeSet::UNSET), constant: None, ..self.clone() }
    }

    /// As another, computed anew each time.
    pub fn without_constant(&self) -> Fact {
        Fact { constant: None, ..self.clone() }
    }

    /// As another, on a way where its bounds are these if it is a small integer.
    pub fn with_range(&self, range: Range) -> Fact {
        Fact { range, ..self.clone() }
    }

    fn of_flag(flag: Option<bool>) -> Fact {
        flag.map_or(Fact::of_types(TypeSet::BOOL), |flag| Fact::of_constant(Constant::Bool(flag)))
    }

    /// Adds what holds on another path. Whether that changed anything.
    pub fn join(&mut self, other: &Fact, classes: &mut Classes) -> bool {
        let mut unified = Vec::new();
        let changed = self.merge(other, &mut unified);
        unified.into_iter().for_each(|(a, b)| classes.unify(a, b));
        changed
    }

    /// As [`Fact::join`], but only notes classes that become one.
    pub fn merge(&mut self, other: &Fact, unified: &mut Vec<(Class, Class)>) -> bool {
        if other.types == TypeSet::EMPTY {
            return false;
        }
        let constant =
            if self.types == TypeSet::EMPTY || self.same_constant(other) { other.constant.clone() } else { None };
        let types = self.types.union(other.types);
        let range = self.range.join(other.range);
        if self.class != other.class && self.class != Class::NONE && other.class != Class::NONE {
            unified.push((self.class, other.class));
        }
        let class = if self.class == Class::NONE { other.class } else { self.class };
        let changed = types != self.types || constant.is_some() != self.constant.is_some() || range != self.range;
        *self = Fact { types, constant, range, class };
        changed
    }

    /// Whether both are one constant; floats by their bits.
    fn same_constant(&self, other: &Fact) -> bool {
        match (&self.constant, &other.constant) {
            (Some(Constant::Float(a)), Some(Constant::Float(b))) => a.to_bits() == b.to_bits(),
            (Some(a), Some(b)) => a == b,
            _ => false,
        }
    }
}

/// What is known about the result of an operation from what is known about its operands.
pub fn result<'a>(op: &Op, fact: impl Fn(ValueId) -> &'a Fact) -> Fact {
    let mut reached = true;
    op_info::for_each_operand(op, |value| reached &= fact(value).types != TypeSet::EMPTY);
    if !reached {
        return Fact::NOTHING;
    }
    let constant = |value: ValueId| fact(value).constant.as_ref();
    let folded = match op {
        Op::Const(constant) => Some(constant.clone()),
        Op::Unary(op, a) => constant(*a).and_then(|a| fold::unary(*op, a)),
        Op::Binary(op, a, b) => constant(*a).zip(constant(*b)).and_then(|(a, b)| fold::binary(*op, a, b)),
        Op::Compare(op, a, b) => return Fact::of_flag(compare(*op, fact(*a), fact(*b))),
        Op::Truthy(a) => return Fact::of_flag(truthy(fact(*a))),
        Op::IsUnset(a) => return Fact::of_flag(is_certainly(TypeSet::UNSET, fact(*a).types)),
        Op::IsSmall(a) => return Fact::of_flag(is_certainly(TypeSet::SMALL, fact(*a).types)),
        Op::BoolValue(a) => constant(*a).cloned(),
        Op::CheckSet(a, _) => {
            let constant = constant(*a).filter(|constant| **constant != Constant::Unset).cloned();
            return Fact { constant, ..fact(*a).restricted(TypeSet::ANY.union(TypeSet::CELL)) };
        }
        _ => None,
    };
    match folded {
        Some(constant) => Fact::of_constant(constant),
        None => small_result(op, &fact)
            .unwrap_or_else(|| Fact::of_types(op_types::result_types(op, |value| fact(value).types))),
    }
}

/// The result of an operation that is certain to give a small integer.
fn small_result<'a>(op: &Op, fact: &impl Fn(ValueId) -> &'a Fact) -> Option<Fact> {
    match op {
        Op::Binary(op, a, b) => {
            let (a, b) = (fact(*a), fact(*b));
            let small = a.types.is(TypeSet::SMALL) && b.types.is(TypeSet::SMALL);
            small.then(|| Range::binary(*op, a.range, b.range)).flatten().map(Fact::of_range)
        }
        Op::CallBuiltin(builtin, args) if op_info::is_length(*builtin, args) => Some(Fact::of_range(Range::LENGTH)),
        _ => None,
    }
}

fn compare(op: CompareOp, a: &Fact, b: &Fact) -> Option<bool> {
    if let (Some(a), Some(b)) = (&a.constant, &b.constant) {
        return fold::compare(op, a, b);
    }
    let class = |types: TypeSet| if types.may_be(TypeSet::NUMBER) { types.union(TypeSet::NUMBER) } else { types };
    let never_equal = !class(a.types).may_be(class(b.types));
    match op {
        CompareOp::Eq if never_equal => Some(false),
        CompareOp::Ne if never_equal => Some(true),
        _ => None,
    }
}

fn truthy(fact: &Fact) -> Option<bool> {
    match &fact.constant {
        Some(constant) => fold::truthy(constant),
        None if fact.types.is(TypeSet::PROC) => Some(true),
        None => None,
    }
}

/// Whether a value of some types is of others.
fn is_certainly(wanted: TypeSet, types: TypeSet) -> Option<bool> {
    if types.is(wanted) {
        Some(true)
    } else if !types.may_be(wanted) {
        Some(false)
    } else {
        None
    }
}
