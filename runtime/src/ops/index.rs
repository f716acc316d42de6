//! `a[i]`, `a.k`, and assignments to them.
//!
//! A position is an integer; a boolean counts as 0 or 1, as in arithmetic. Negative positions count from the end. A key
//! is a string; a number or boolean means its text.

use super::{Number, as_integer};
use crate::object::Kind;
use crate::value::Value;
use crate::{dict, errors, int, list, string, text};

/// `object[index]`
pub fn index(object: Value, index: Value) -> Value {
    match object.kind() {
        Some(Kind::List) => match position(object, index, list::len(object)) {
            Ok(position) => list::get(object, position),
            Err(raised) => raised,
        },
        Some(Kind::String) => match position(object, index, string::len(object)) {
            Ok(position) => string::index(object, position),
            Err(raised) => raised,
        },
        Some(Kind::Dict) => match key_of(index) {
            Some(key) => dict::get(object, key).unwrap_or_else(|| errors::missing_key(key)),
            None => errors::key_type(index),
        },
        _ => errors::not_indexable(object),
    }
}

/// `object[index] := value`; the result is NONE.
pub fn index_set(object: Value, index: Value, value: Value) -> Value {
    match object.kind() {
        Some(Kind::List) => match position(object, index, list::len(object)) {
            Ok(position) => {
                list::set(object, position, value);
                Value::NONE
            }
            Err(raised) => raised,
        },
        Some(Kind::Dict) => match key_of(index) {
            Some(key) => dict::set(object, key, value),
            None => errors::key_type(index),
        },
        _ => errors::not_assignable(object),
    }
}

/// `object.key`; the key is a string.
pub fn attribute(object: Value, key: Value) -> Value {
    if object.as_dict().is_none() {
        return errors::no_attribute(object, key);
    }
    dict::get(object, key).unwrap_or_else(|| errors::missing_key(key))
}

/// `object.key := value`; the key is a string, the result NONE.
pub fn attribute_set(object: Value, key: Value, value: Value) -> Value {
    if object.as_dict().is_none() {
        return errors::no_attribute(object, key);
    }
    dict::set(object, key, value)
}

/// The key that a value means: a string itself, a number or boolean its text. None for anything else.
pub fn key_of(value: Value) -> Option<Value> {
    if value.as_string().is_some() {
        return Some(value);
    }
    Number::of(value).map(|_| text::to_string(value))
}

/// The position from the start that an index means in something of `len` elements, or RAISED.
fn position(object: Value, index: Value, len: usize) -> Result<usize, Value> {
    let Some(integer) = as_integer(index) else {
        return Err(errors::index_type(object, index));
    };
    let position = int::to_i64(integer).and_then(|i| if i < 0 { i.checked_add_unsigned(len as u64) } else { Some(i) });
    match position.and_then(|i| usize::try_from(i).ok()) {
        Some(position) if position < len => Ok(position),
        _ => Err(errors::index_out_of_range(integer, len)),
    }
}
