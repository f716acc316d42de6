//! Operations on constants, exactly as the runtime does them. Nothing is folded that raises, that depends on how the
//! runtime prints floats, or that would make the program much larger.

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive, Zero};

use crate::mir::{BinaryOp, CompareOp, Constant, UnaryOp};

/// Results of more bits than this are left to the run time.
const LARGEST_INTEGER: u64 = 4096;
/// As `LARGEST_INTEGER`, in bytes.
const LONGEST_STRING: usize = 4096;
/// Integers up to this are floats without rounding.
const LARGEST_EXACT: u64 = 1 << 53;

/// Whether a condition holds.
pub fn truthy(constant: &Constant) -> Option<bool> {
    Some(match constant {
        Constant::Int(value) => !value.is_zero(),
        Constant::Float(value) => *value != 0.0,
        Constant::Str(text) => !text.is_empty(),
        Constant::Bool(value) => *value,
        Constant::None => false,
        Constant::Proc(_) | Constant::Builtin(_) => true,
        Constant::Unset => return None,
    })
}

pub fn unary(op: UnaryOp, operand: &Constant) -> Option<Constant> {
    Some(match (op, operand) {
        (UnaryOp::Neg, Constant::Int(value)) => Constant::Int(-value),
        (UnaryOp::Neg, Constant::Float(value)) => Constant::Float(-value),
        (UnaryOp::Plus, Constant::Int(_) | Constant::Float(_)) => operand.clone(),
        (UnaryOp::BitNot, Constant::Int(value)) => Constant::Int(!value),
        _ => return None,
    })
}

pub fn binary(op: BinaryOp, left: &Constant, right: &Constant) -> Option<Constant> {
    match (left, right) {
        (Constant::Int(left), Constant::Int(right)) => integers(op, left, right),
        (Constant::Str(_), _) | (_, Constant::Str(_)) if op == BinaryOp::Add => join(left, right),
        _ => floats(op, as_float(left)?, as_float(right)?).map(Constant::Float),
    }
}

pub fn compare(op: CompareOp, left: &Constant, right: &Constant) -> Option<bool> {
    match (left, right) {
        (Constant::Int(left), Constant::Int(right)) => Some(holds(op, left, right)),
        (Constant::Str(left), Constant::Str(right)) => Some(holds(op, left, right)),
        (Constant::Bool(left), Constant::Bool(right)) => Some(holds(op, left, right)),
        (Constant::Int(_) | Constant::Float(_), Constant::Int(_) | Constant::Float(_)) => {
            Some(holds(op, &as_float(left)?, &as_float(right)?))
        }
        _ => None,
    }
}

fn holds<T: PartialOrd + ?Sized>(op: CompareOp, left: &T, right: &T) -> bool {
    match op {
        CompareOp::Eq => left == right,
        CompareOp::Ne => left != right,
        CompareOp::Lt => left < right,
        CompareOp::Le => left <= right,
        CompareOp::Gt => left > right,
        CompareOp::Ge => left >= right,
    }
}

fn integers(op: BinaryOp, left: &BigInt, right: &BigInt) -> Option<Constant> {
    let result = match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul if left.bits() + right.bits() <= LARGEST_INTEGER => left * right,
        BinaryOp::Div2025 | BinaryOp::FloorDiv if !right.is_zero() => floor_div(left, right),
        BinaryOp::Mod if !right.is_zero() => left - floor_div(left, right) * right,
        BinaryOp::Shl => left << shift(right).filter(|count| left.bits() + count <= LARGEST_INTEGER)?,
        BinaryOp::Shr => left >> shift(right)?,
        BinaryOp::BitAnd => left & right,
        BinaryOp::BitXor => left ^ right,
        BinaryOp::BitOr => left | right,
        BinaryOp::Div2026 => {
            return floats(op, exact_float(left)?, exact_float(right)?).map(Constant::Float);
        }
        BinaryOp::Mul | BinaryOp::Div2025 | BinaryOp::FloorDiv | BinaryOp::Mod => return None,
    };
    Some(Constant::Int(result))
}

fn floor_div(left: &BigInt, right: &BigInt) -> BigInt {
    let (quotient, remainder) = (left / right, left % right);
    let rounded_up = !remainder.is_zero() && remainder.is_negative() != right.is_negative();
    if rounded_up { quotient - 1 } else { quotient }
}

fn shift(count: &BigInt) -> Option<u64> {
    if count.sign() == Sign::Minus { None } else { count.to_u64() }
}

fn floats(op: BinaryOp, left: f64, right: f64) -> Option<f64> {
    Some(match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul => left * right,
        BinaryOp::Div2025 | BinaryOp::Div2026 if right != 0.0 => left / right,
        _ => return None,
    })
}

fn as_float(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Int(value) => exact_float(value),
        Constant::Float(value) => Some(*value),
        _ => None,
    }
}

fn exact_float(value: &BigInt) -> Option<f64> {
    value.to_i64().filter(|value| value.unsigned_abs() <= LARGEST_EXACT).map(|value| value as f64)
}

fn join(left: &Constant, right: &Constant) -> Option<Constant> {
    let joined = text(left)? + &text(right)?;
    (joined.len() <= LONGEST_STRING).then(|| Constant::Str(joined.into()))
}

fn text(constant: &Constant) -> Option<String> {
    match constant {
        Constant::Int(value) if value.bits() <= LARGEST_INTEGER => Some(value.to_string()),
        Constant::Str(text) => Some(text.to_string()),
        Constant::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i64) -> Constant {
        Constant::Int(value.into())
    }

    #[test]
    fn division_floors() {
        for (left, right, quotient, rest) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1)] {
            assert_eq!(binary(BinaryOp::FloorDiv, &int(left), &int(right)), Some(int(quotient)));
            assert_eq!(binary(BinaryOp::Mod, &int(left), &int(right)), Some(int(rest)));
        }
    }

    #[test]
    fn what_raises_is_not_folded() {
        for op in [BinaryOp::Div2025, BinaryOp::Div2026, BinaryOp::FloorDiv, BinaryOp::Mod] {
            assert_eq!(binary(op, &int(1), &int(0)), None);
        }
        assert_eq!(binary(BinaryOp::Shl, &int(1), &int(-1)), None);
        assert_eq!(binary(BinaryOp::Sub, &Constant::Str("a".into()), &int(1)), None);
        assert_eq!(compare(CompareOp::Lt, &Constant::Str("a".into()), &int(1)), None);
    }

    #[test]
    fn integers_have_any_size() {
        let big = binary(BinaryOp::Shl, &int(1), &int(200)).unwrap();
        assert_eq!(binary(BinaryOp::Shr, &big, &int(199)), Some(int(2)));
        assert_eq!(binary(BinaryOp::Shl, &int(1), &int(1 << 40)), None);
    }

    #[test]
    fn true_division_gives_floats() {
        assert_eq!(binary(BinaryOp::Div2026, &int(7), &int(2)), Some(Constant::Float(3.5)));
        assert_eq!(binary(BinaryOp::Div2025, &int(7), &Constant::Float(2.0)), Some(Constant::Float(3.5)));
    }

    #[test]
    fn text_is_joined() {
        assert_eq!(binary(BinaryOp::Add, &Constant::Str("n".into()), &int(-5)), Some(Constant::Str("n-5".into())));
        assert_eq!(binary(BinaryOp::Add, &Constant::Str("x".into()), &Constant::Float(1.5)), None);
    }
}
