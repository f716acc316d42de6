//! The operators of the language on any values: the one implementation that generated code and the interpreter share.
//!
//! A function that fails stores its error in [`crate::errors`] and returns [`Value::RAISED`].

mod arithmetic;
mod call;
mod compare;
mod equality;
mod index;
mod join;
mod slice;
#[cfg(test)]
mod tests;

pub use arithmetic::{
    add, append, append_in_place, bit_and, bit_not, bit_or, bit_xor, div_2025, div_2026, floor_div, modulo, mul, neg,
    plus, shl, shr, sub,
};
pub use call::call_other;
pub use compare::{ge, gt, le, lt};
pub use equality::{eq, equal};
pub use index::{attribute, attribute_cached, attribute_set, attribute_set_cached, has_key, index, index_set};
pub use join::{add_texts, concat, join};
pub use slice::{slice, slice_in_place};

use crate::object::Kind;
use crate::value::Value;
use crate::{contents, float, int};

/// Whether a condition holds, as 1 or 0: see [`is_truthy`].
pub fn truthy(value: Value) -> i64 {
    i64::from(is_truthy(value))
}

/// Everything holds but `false`, 0, `0.0`, none, and what is empty.
pub fn is_truthy(value: Value) -> bool {
    match value.kind() {
        None => !matches!(value, Value::FALSE | Value::NONE) && value != Value::small(0),
        Some(Kind::Float) => float::of(value) != Some(0.0),
        Some(Kind::String | Kind::List | Kind::Dict) => contents::len(value) != Some(0),
        Some(_) => true,
    }
}

/// An integer, or a boolean as the integer that it counts as in arithmetic, order and indexes.
pub(crate) fn as_integer(value: Value) -> Option<Value> {
    match value {
        Value::FALSE => Some(Value::small(0)),
        Value::TRUE => Some(Value::small(1)),
        _ => int::is_int(value).then_some(value),
    }
}

/// A value that counts as a number.
#[derive(Clone, Copy)]
pub(crate) enum Number {
    /// Of either representation.
    Int(Value),
    Float(f64),
}

impl Number {
    /// The number that a value counts as: integers, booleans and floats do.
    pub(crate) fn of(value: Value) -> Option<Number> {
        match as_integer(value) {
            Some(integer) => Some(Number::Int(integer)),
            None => float::of(value).map(Number::Float),
        }
    }

    /// The nearest float; none for an integer beyond all floats.
    pub(crate) fn to_f64(self) -> Option<f64> {
        match self {
            Number::Int(n) => int::to_f64(n),
            Number::Float(f) => Some(f),
        }
    }
}
