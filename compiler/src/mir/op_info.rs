//! What there is to know about an operation without looking at its context: operands, representation of the result,
//! whether it can raise, whether it may be left out. What it knows about types is in `op_types`.

use super::{Inst, Op, Proc, Repr, Target, Terminator, TypeSet, ValueId, builtins};

/// Whether the operation can raise for some operands.
pub fn raises(op: &Op) -> bool {
    match op {
        Op::Unary(..)
        | Op::Binary(..)
        | Op::CheckSet(..)
        | Op::Index(..)
        | Op::SetIndex(..)
        | Op::Slice { .. }
        | Op::Attribute(..)
        | Op::SetAttribute(..)
        | Op::Append { .. }
        | Op::Call(..)
        | Op::CallClosure(..)
        | Op::CallValue(..)
        | Op::CallBuiltin(..)
        | Op::RunModule(_) => true,
        Op::Compare(operator, ..) => !matches!(operator, super::CompareOp::Eq | super::CompareOp::Ne),
        Op::Const(_)
        | Op::Truthy(_)
        | Op::IsUnset(_)
        | Op::IsSmall(_)
        | Op::Select(..)
        | Op::BoolValue(_)
        | Op::List(_)
        | Op::Dict(..)
        | Op::Namespace(..)
        | Op::MarkShared(_)
        | Op::GlobalGet(_)
        | Op::GlobalSet(..)
        | Op::SlotGet(_)
        | Op::SlotSet(..)
        | Op::Closure(..)
        | Op::SelfClosure
        | Op::Captured(_)
        | Op::CapturedOf(..)
        | Op::CellNew(_)
        | Op::CellGet(_)
        | Op::CellSet(..)
        | Op::Emit(_) => false,
    }
}

/// What has a length.
const SIZED: TypeSet = TypeSet(TypeSet::LIST.0 | TypeSet::STRING.0 | TypeSet::DICT.0);

/// Whether a call of a built-in is `length(x)`.
pub fn is_length(builtin: u32, args: &[ValueId]) -> bool {
    builtins::name(builtin) == "length" && args.len() == 1
}

/// Whether the operation can raise, given what is known about its operands' types.
pub fn may_raise(proc: &Proc, op: &Op) -> bool {
    let number = TypeSet::NUMBER.union(TypeSet::BOOL);
    let integer = TypeSet::INT.union(TypeSet::BOOL);
    let is = |value: ValueId, types: TypeSet| proc.types(value).is(types);
    // An integer that is larger than all floats cannot meet one.
    let meet = |a: ValueId, b: ValueId| proc.types(a).may_be(TypeSet::BIG) && proc.types(b).may_be(TypeSet::FLOAT);
    let numbers = |a: ValueId, b: ValueId| is(a, number) && is(b, number) && !meet(a, b) && !meet(b, a);
    use super::{BinaryOp, UnaryOp};
    match *op {
        Op::CheckSet(value, _) => proc.types(value).may_be(TypeSet::UNSET),
        Op::Unary(UnaryOp::BitNot, a) => !is(a, integer),
        Op::Unary(_, a) => !is(a, number),
        Op::Binary(BinaryOp::Add, a, b) => {
            let both = |types| is(a, types) && is(b, types);
            !(numbers(a, b) || both(TypeSet::LIST) || is(a, TypeSet::STRING) || is(b, TypeSet::STRING))
        }
        Op::Binary(BinaryOp::Sub, a, b) => !numbers(a, b),
        // A product may have more digits than the language allows.
        Op::Binary(BinaryOp::Mul, a, b) => !numbers(a, b) || [a, b].iter().any(|v| proc.types(*v).may_be(TypeSet::BIG)),
        Op::Binary(BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor, a, b) => !(is(a, integer) && is(b, integer)),
        Op::Compare(_, a, b) if raises(op) => {
            !(is(a, number) && is(b, number) || is(a, TypeSet::STRING) && is(b, TypeSet::STRING))
        }
        Op::Append { object, .. } => !is(object, TypeSet::LIST.union(TypeSet::STRING)),
        Op::CallBuiltin(builtin, ref args) if is_length(builtin, args) => !is(args[0], SIZED),
        _ => raises(op),
    }
}

/// Whether the operation does something besides giving its result and raising.
pub fn has_side_effect(op: &Op) -> bool {
    matches!(
        op,
        Op::SetIndex(..)
            | Op::SetAttribute(..)
            | Op::Append { in_place: true, .. }
            | Op::Slice { in_place: true, .. }
            | Op::MarkShared(_)
            | Op::GlobalSet(..)
            | Op::SlotSet(..)
            | Op::CellSet(..)
            | Op::Call(..)
            | Op::CallClosure(..)
            | Op::CallValue(..)
            | Op::CallBuiltin(..)
            | Op::RunModule(_)
            | Op::Emit(_)
    )
}

/// How the result lies in a register; none for operations without a result.
pub fn result_repr(op: &Op) -> Option<Repr> {
    match op {
        Op::Compare(..) | Op::Truthy(_) | Op::IsUnset(_) | Op::IsSmall(_) => Some(Repr::Bool),
        Op::SetIndex(..)
        | Op::SetAttribute(..)
        | Op::MarkShared(_)
        | Op::GlobalSet(..)
        | Op::SlotSet(..)
        | Op::CellSet(..)
        | Op::RunModule(_)
        | Op::Emit(_) => None,
        _ => Some(Repr::Tagged),
    }
}

/// How an operand of an operation lies in a register. `position`: which operand, from 0.
pub fn operand_repr(op: &Op, position: usize) -> Repr {
    match op {
        Op::BoolValue(_) => Repr::Bool,
        Op::Select(..) if position == 0 => Repr::Bool,
        _ => Repr::Tagged,
    }
}

/// Calls `f` with each operand, in order.
pub fn for_each_operand(op: &Op, mut f: impl FnMut(ValueId)) {
    match op {
        Op::Const(_) | Op::GlobalGet(_) | Op::SlotGet(_) | Op::SelfClosure | Op::Captured(_) | Op::RunModule(_) => {}
        Op::Unary(_, a)
        | Op::Truthy(a)
        | Op::IsUnset(a)
        | Op::IsSmall(a)
        | Op::BoolValue(a)
        | Op::CheckSet(a, _)
        | Op::Attribute(a, _)
        | Op::MarkShared(a)
        | Op::GlobalSet(_, a)
        | Op::SlotSet(_, a)
        | Op::CellNew(a)
        | Op::CellGet(a)
        | Op::CapturedOf(_, a, _)
        | Op::Emit(a) => f(*a),
        Op::Binary(_, a, b)
        | Op::Compare(_, a, b)
        | Op::Index(a, b)
        | Op::SetAttribute(a, _, b)
        | Op::CellSet(a, b) => {
            f(*a);
            f(*b);
        }
        Op::SetIndex(a, b, c) | Op::Select(a, b, c) => [a, b, c].into_iter().for_each(|&value| f(value)),
        Op::Slice { object, start, end, .. } => {
            f(*object);
            start.iter().chain(end).for_each(|&value| f(value));
        }
        Op::Append { object, element, .. } => {
            f(*object);
            f(*element);
        }
        Op::List(values)
        | Op::Dict(_, values)
        | Op::Namespace(_, values)
        | Op::Closure(_, values)
        | Op::Call(_, values)
        | Op::CallBuiltin(_, values) => values.iter().for_each(|&value| f(value)),
        Op::CallClosure(_, callee, values) | Op::CallValue(callee, values) => {
            f(*callee);
            values.iter().for_each(|&value| f(value));
        }
    }
}

/// Calls `f` with a reference to each operand, in order.
pub fn for_each_operand_mut(op: &mut Op, mut f: impl FnMut(&mut ValueId)) {
    match op {
        Op::Const(_) | Op::GlobalGet(_) | Op::SlotGet(_) | Op::SelfClosure | Op::Captured(_) | Op::RunModule(_) => {}
        Op::Unary(_, a)
        | Op::Truthy(a)
        | Op::IsUnset(a)
        | Op::IsSmall(a)
        | Op::BoolValue(a)
        | Op::CheckSet(a, _)
        | Op::Attribute(a, _)
        | Op::MarkShared(a)
        | Op::GlobalSet(_, a)
        | Op::SlotSet(_, a)
        | Op::CellNew(a)
        | Op::CellGet(a)
        | Op::CapturedOf(_, a, _)
        | Op::Emit(a) => f(a),
        Op::Binary(_, a, b)
        | Op::Compare(_, a, b)
        | Op::Index(a, b)
        | Op::SetAttribute(a, _, b)
        | Op::CellSet(a, b) => {
            f(a);
            f(b);
        }
        Op::SetIndex(a, b, c) | Op::Select(a, b, c) => [a, b, c].into_iter().for_each(f),
        Op::Slice { object, start, end, .. } => {
            f(object);
            start.iter_mut().chain(end).for_each(f);
        }
        Op::Append { object, element, .. } => {
            f(object);
            f(element);
        }
        Op::List(values)
        | Op::Dict(_, values)
        | Op::Namespace(_, values)
        | Op::Closure(_, values)
        | Op::Call(_, values)
        | Op::CallBuiltin(_, values) => values.iter_mut().for_each(f),
        Op::CallClosure(_, callee, values) | Op::CallValue(callee, values) => {
            f(callee);
            values.iter_mut().for_each(f);
        }
    }
}

impl Terminator {
    /// The blocks that control may go to, with their arguments.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        let (first, second) = match self {
            Terminator::Jump(target) => (Some(target), None),
            Terminator::Branch { then, otherwise, .. } => (Some(then), Some(otherwise)),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// As [`Terminator::targets`].
    pub fn targets_mut(&mut self) -> impl Iterator<Item = &mut Target> {
        let (first, second) = match self {
            Terminator::Jump(target) => (Some(target), None),
            Terminator::Branch { then, otherwise, .. } => (Some(then), Some(otherwise)),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// Calls `f` with each value that is used, block arguments included.
    pub fn for_each_operand(&self, mut f: impl FnMut(ValueId)) {
        self.for_each_own_operand(&mut f);
        self.targets().flat_map(|target| &target.args).for_each(|&value| f(value));
    }

    /// Calls `f` with each value that is used, block arguments excluded.
    pub fn for_each_own_operand(&self, mut f: impl FnMut(ValueId)) {
        match self {
            Terminator::Branch { condition, .. } => f(*condition),
            Terminator::Return(value) => f(*value),
            Terminator::TailCall { args, .. } => args.iter().for_each(|&value| f(value)),
            Terminator::TailCallClosure { closure: callee, args, .. }
            | Terminator::TailCallValue { callee, args, .. } => {
                f(*callee);
                args.iter().for_each(|&value| f(value));
            }
            Terminator::Jump(_) | Terminator::Raise { .. } | Terminator::Unreachable => {}
        }
    }

    /// Calls `f` with a reference to each value that is used, block arguments included.
    pub fn for_each_operand_mut(&mut self, mut f: impl FnMut(&mut ValueId)) {
        match self {
            Terminator::Branch { condition, .. } => f(condition),
            Terminator::Return(value) => f(value),
            Terminator::TailCall { args, .. } => args.iter_mut().for_each(&mut f),
            Terminator::TailCallClosure { closure: callee, args, .. }
            | Terminator::TailCallValue { callee, args, .. } => {
                f(callee);
                args.iter_mut().for_each(&mut f);
            }
            Terminator::Jump(_) | Terminator::Raise { .. } | Terminator::Unreachable => {}
        }
        self.targets_mut().flat_map(|target| &mut target.args).for_each(f);
    }

    /// Whether control leaves the procedure by an error here; calls in tail position count, they have no handler.
    pub fn raises(&self) -> bool {
        matches!(self, Terminator::Raise { .. })
    }
}

impl Inst {
    /// Whether leaving the instruction out changes nothing when its result is not used.
    pub fn is_pure(&self, proc: &Proc) -> bool {
        !has_side_effect(&self.op) && !may_raise(proc, &self.op)
    }
}
