//! `< <= > >=`: the order of two numbers by their exact values, and of two strings by code points.

use core::cmp::Ordering;

use super::Number;
use crate::value::Value;
use crate::{errors, int, string};

/// `a < b`
pub fn lt(a: Value, b: Value) -> Value {
    ordered("<", a, b, Ordering::is_lt)
}

/// `a <= b`
pub fn le(a: Value, b: Value) -> Value {
    ordered("<=", a, b, Ordering::is_le)
}

/// `a > b`
pub fn gt(a: Value, b: Value) -> Value {
    ordered(">", a, b, Ordering::is_gt)
}

/// `a >= b`
pub fn ge(a: Value, b: Value) -> Value {
    ordered(">=", a, b, Ordering::is_ge)
}

/// Whether the order of two values is as asked; nothing is as asked where one is not a number (`nan`).
fn ordered(operator: &str, a: Value, b: Value, asked: impl FnOnce(Ordering) -> bool) -> Value {
    if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
        // Safety: both are live.
        return Value::bool(asked(unsafe { string::compare(a, b) }));
    }
    match (Number::of(a), Number::of(b)) {
        (Some(a), Some(b)) => Value::bool(compare_numbers(a, b).is_some_and(asked)),
        _ => errors::operands(operator, a, b),
    }
}

/// The order of two numbers by their exact values; none if one is not a number.
pub(super) fn compare_numbers(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(int::compare(a, b)),
        (Number::Int(a), Number::Float(b)) => int::compare_float(a, b),
        (Number::Float(a), Number::Int(b)) => int::compare_float(b, a).map(Ordering::reverse),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
    }
}
