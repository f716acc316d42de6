//! The types that an operation's result may have, from the types of its operands. Everything here is an upper bound:
//! the result's type is always in the set, so that "not in the set" is a fact that code generation may rely on.

use num_bigint::BigInt;
use omg_runtime::value::{SMALL_MAX, SMALL_MIN};

use super::{BinaryOp, Constant, Op, TypeSet, UnaryOp, ValueId, builtins};

const NUMERIC: TypeSet = TypeSet::NUMBER.union(TypeSet::BOOL);
const INTEGRAL: TypeSet = TypeSet::INT.union(TypeSet::BOOL);
/// What counts as an integer of 63 bits in arithmetic.
const SMALLISH: TypeSet = TypeSet::SMALL.union(TypeSet::BOOL);

/// The types of an operation's tagged result. An operand without types is one that control has not been seen to reach;
/// the result then has none either.
pub fn result_types(op: &Op, types: impl Fn(ValueId) -> TypeSet) -> TypeSet {
    match op {
        Op::Const(constant) => constant_types(constant),
        Op::Unary(operator, a) => unary(*operator, types(*a)),
        Op::Binary(operator, a, b) => binary(*operator, types(*a), types(*b)),
        Op::BoolValue(_) => TypeSet::BOOL,
        Op::CheckSet(a, _) => types(*a).without(TypeSet::UNSET),
        Op::List(_) => TypeSet::LIST,
        Op::Dict(..) | Op::Namespace(..) => TypeSet::DICT,
        Op::Index(object, _) if types(*object).is(TypeSet::STRING) => types(*object),
        Op::Slice { object, .. } => types(*object).intersection(TypeSet::LIST.union(TypeSet::STRING)),
        Op::Append { object, .. } => types(*object).intersection(TypeSet::LIST.union(TypeSet::STRING)),
        Op::GlobalGet(_) | Op::CellGet(_) => TypeSet::ANY_OR_UNSET,
        Op::SlotGet(_) | Op::Captured(_) | Op::CapturedOf(..) => TypeSet::ANY_OR_UNSET.union(TypeSet::CELL),
        Op::Closure(..) | Op::SelfClosure => TypeSet::PROC,
        Op::CellNew(_) => TypeSet::CELL,
        Op::CallBuiltin(builtin, args) if builtins::name(*builtin) == "abs" && args.len() == 1 => {
            unary(UnaryOp::Neg, types(args[0]))
        }
        Op::CallBuiltin(builtin, _) => builtins::result_types(*builtin),
        _ => TypeSet::ANY,
    }
}

/// The type of a constant.
pub fn constant_types(constant: &Constant) -> TypeSet {
    match constant {
        Constant::Int(value) if is_small(value) => TypeSet::SMALL,
        Constant::Int(_) => TypeSet::BIG,
        Constant::Float(_) => TypeSet::FLOAT,
        Constant::Str(_) => TypeSet::STRING,
        Constant::Bool(_) => TypeSet::BOOL,
        Constant::None => TypeSet::NONE,
        Constant::Unset => TypeSet::UNSET,
        Constant::Proc(_) | Constant::Builtin(_) => TypeSet::PROC,
    }
}

fn unary(operator: UnaryOp, a: TypeSet) -> TypeSet {
    let float = a.intersection(TypeSet::FLOAT);
    let integer = match operator {
        _ if !a.may_be(INTEGRAL) => TypeSet::EMPTY,
        UnaryOp::Plus | UnaryOp::BitNot if !a.may_be(TypeSet::BIG) => TypeSet::SMALL,
        _ => TypeSet::INT,
    };
    if operator == UnaryOp::BitNot { integer } else { integer.union(float) }
}

fn binary(operator: BinaryOp, a: TypeSet, b: TypeSet) -> TypeSet {
    if a == TypeSet::EMPTY || b == TypeSet::EMPTY {
        return TypeSet::EMPTY;
    }
    match operator {
        BinaryOp::Add => {
            let string = a.union(b).intersection(TypeSet::STRING);
            let list = a.intersection(b).intersection(TypeSet::LIST);
            string.union(list).union(arithmetic(TypeSet::INT, a, b))
        }
        BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div2025 | BinaryOp::FloorDiv => arithmetic(TypeSet::INT, a, b),
        BinaryOp::Mod if b.intersection(INTEGRAL).is(SMALLISH) => arithmetic(TypeSet::SMALL, a, b),
        BinaryOp::Mod => arithmetic(TypeSet::INT, a, b),
        BinaryOp::Div2026 => TypeSet::FLOAT,
        BinaryOp::Shl => TypeSet::INT,
        BinaryOp::Shr if !a.may_be(TypeSet::BIG) => TypeSet::SMALL,
        BinaryOp::Shr => TypeSet::INT,
        BinaryOp::BitAnd | BinaryOp::BitXor | BinaryOp::BitOr if !a.union(b).may_be(TypeSet::BIG) => TypeSet::SMALL,
        BinaryOp::BitAnd | BinaryOp::BitXor | BinaryOp::BitOr => TypeSet::INT,
    }
}

/// Numbers on both sides: a float if either is one, else `integer`.
fn arithmetic(integer: TypeSet, a: TypeSet, b: TypeSet) -> TypeSet {
    let mut result = TypeSet::EMPTY;
    if a.may_be(INTEGRAL) && b.may_be(INTEGRAL) {
        result = result.union(integer);
    }
    if a.may_be(NUMERIC) && b.may_be(NUMERIC) && a.union(b).may_be(TypeSet::FLOAT) {
        result = result.union(TypeSet::FLOAT);
    }
    result
}

/// Whether an integer is a word of its own rather than a heap object.
pub fn is_small(value: &BigInt) -> bool {
    i64::try_from(value).is_ok_and(|value| (SMALL_MIN..=SMALL_MAX).contains(&value))
}
