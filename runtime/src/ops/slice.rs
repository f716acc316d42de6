//! `a[start:end]`: negative bounds count from the end, and all are clamped to the length.

use super::as_integer;
use crate::object::Kind;
use crate::value::Value;
use crate::{errors, int, list, string};

/// `object[start:end]`; a bound that is not written is `UNSET`, one that is none counts as not written.
pub fn slice(object: Value, start: Value, end: Value) -> Value {
    sliced(object, start, end, list::slice)
}

/// `x := x[start:end]`, where nothing but `x` refers to the list unless it is marked as shared.
pub fn slice_in_place(object: Value, start: Value, end: Value) -> Value {
    sliced(object, start, end, list::slice_in_place)
}

fn sliced(object: Value, start: Value, end: Value, of_list: impl FnOnce(Value, usize, usize) -> Value) -> Value {
    let len = match object.kind() {
        Some(Kind::List) => list::len(object),
        Some(Kind::String) => string::len(object),
        _ => return errors::not_sliceable(object),
    };
    let Some(from) = position(start, 0, len) else {
        return errors::slice_bound(start);
    };
    let Some(to) = position(end, len, len) else {
        return errors::slice_bound(end);
    };
    let to = to.max(from);
    if object.as_list().is_some() { of_list(object, from, to) } else { string::slice(object, from, to) }
}

/// The position that a bound means in something of `len` elements; none if it is no integer.
fn position(bound: Value, unwritten: usize, len: usize) -> Option<usize> {
    if matches!(bound, Value::UNSET | Value::NONE) {
        return Some(unwritten);
    }
    let integer = as_integer(bound)?;
    let position = match int::to_i64(integer) {
        Some(i) if i < 0 => i.saturating_add(len as i64).max(0),
        Some(i) => i.min(len as i64),
        None if int::is_negative(integer) => 0,
        None => len as i64,
    };
    Some(position as usize)
}
