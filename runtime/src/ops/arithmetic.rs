//! `+ - * / // %`, the operators on bits, and the unary operators.
//!
//! Numbers: booleans count as 0 and 1; an integer meets a float as the nearest float, and one beyond all floats is a
//! ValueError. The operators on bits take integers and booleans.

use super::{Number, as_integer, join};
use crate::value::Value;
use crate::{errors, float, int, list};

/// `a + b`: joins texts if either is a string, joins two lists, else adds numbers.
pub fn add(a: Value, b: Value) -> Value {
    if a.is_small() && b.is_small() {
        return int::add(a, b);
    }
    if a.as_string().is_some() || b.as_string().is_some() {
        return join::add_texts(a, b);
    }
    if let (Some(a), Some(b)) = (a.as_list(), b.as_list()) {
        // Safety: both are live.
        return unsafe { list::concat(a, b) };
    }
    arithmetic("+", a, b, int::add, |a, b| float::new(a + b))
}

/// `a + [element]` without the list in between.
pub fn append(a: Value, element: Value) -> Value {
    // Safety: the list is live; the address is that of one value on the stack.
    match a.as_list() {
        Some(list) => unsafe { list::append(list, element) },
        None => add(a, unsafe { list::new(&element, 1) }),
    }
}

/// `a := a + [element]`, where nothing but the variable refers to the list unless it is marked as shared.
pub fn append_in_place(a: Value, element: Value) -> Value {
    match a.as_list() {
        // Safety: the list is live, and the caller knows who refers to it.
        Some(list) => unsafe { list::append_in_place(list, element) },
        None => append(a, element),
    }
}

/// `a - b`
pub fn sub(a: Value, b: Value) -> Value {
    arithmetic("-", a, b, int::sub, |a, b| float::new(a - b))
}

/// `a * b`
pub fn mul(a: Value, b: Value) -> Value {
    arithmetic("*", a, b, int::mul, |a, b| float::new(a * b))
}

/// `a / b` in edition 2025: floors two integers.
pub fn div_2025(a: Value, b: Value) -> Value {
    arithmetic("/", a, b, int::floor_div, float::div)
}

/// `a / b` in edition 2026: a float.
pub fn div_2026(a: Value, b: Value) -> Value {
    arithmetic("/", a, b, int::true_div, float::div)
}

/// `a // b`
pub fn floor_div(a: Value, b: Value) -> Value {
    arithmetic("//", a, b, int::floor_div, float::floor_div)
}

/// `a % b`
pub fn modulo(a: Value, b: Value) -> Value {
    arithmetic("%", a, b, int::modulo, float::modulo)
}

/// `a << b`
pub fn shl(a: Value, b: Value) -> Value {
    bitwise("<<", a, b, int::shl)
}

/// `a >> b`
pub fn shr(a: Value, b: Value) -> Value {
    bitwise(">>", a, b, int::shr)
}

/// `a & b`
pub fn bit_and(a: Value, b: Value) -> Value {
    bitwise("&", a, b, int::bit_and)
}

/// `a ^ b`
pub fn bit_xor(a: Value, b: Value) -> Value {
    bitwise("^", a, b, int::bit_xor)
}

/// `a | b`
pub fn bit_or(a: Value, b: Value) -> Value {
    bitwise("|", a, b, int::bit_or)
}

/// `-a`
pub fn neg(a: Value) -> Value {
    match Number::of(a) {
        Some(Number::Int(n)) => int::neg(n),
        Some(Number::Float(f)) => float::new(-f),
        None => errors::operand("-", a),
    }
}

/// `+a`: the number that `a` counts as.
pub fn plus(a: Value) -> Value {
    match Number::of(a) {
        Some(Number::Int(n)) => n,
        Some(Number::Float(_)) => a,
        None => errors::operand("+", a),
    }
}

/// `~a`
pub fn bit_not(a: Value) -> Value {
    match as_integer(a) {
        Some(n) => int::bit_not(n),
        None => errors::operand("~", a),
    }
}

/// An operator on two numbers: on two integers, or on floats as soon as one takes part.
fn arithmetic(
    operator: &str,
    a: Value,
    b: Value,
    on_integers: impl FnOnce(Value, Value) -> Value,
    on_floats: impl FnOnce(f64, f64) -> Value,
) -> Value {
    if a.is_small() && b.is_small() {
        return on_integers(a, b);
    }
    match (Number::of(a), Number::of(b)) {
        (Some(Number::Int(a)), Some(Number::Int(b))) => on_integers(a, b),
        (Some(a), Some(b)) => match (a.to_f64(), b.to_f64()) {
            (Some(a), Some(b)) => on_floats(a, b),
            _ => errors::too_large_for_float(),
        },
        _ => errors::operands(operator, a, b),
    }
}

/// An operator on the bits of two integers.
fn bitwise(operator: &str, a: Value, b: Value, on_integers: impl FnOnce(Value, Value) -> Value) -> Value {
    match (as_integer(a), as_integer(b)) {
        (Some(a), Some(b)) => on_integers(a, b),
        _ => errors::operands(operator, a, b),
    }
}
