//! `a[start:end]`: negative bounds count from the end, and all are clamped to the length.

use super::as_integer;
use crate::object::List;
use crate::value::Value;
use crate::{errors, int, list, string};

/// `object[start:end]`; a bound that is not written is `UNSET`, one that is none counts as not written.
pub fn slice(object: Value, start: Value, end: Value) -> Value {
    // Safety: the list is live.
    sliced(object, start, end, |list, start, end| unsafe { list::slice(list, start, end) })
}

/// `x := x[start:end]`, where nothing but `x` refers to the list unless it is marked as shared.
pub fn slice_in_place(object: Value, start: Value, end: Value) -> Value {
    // Safety: the list is live, and the caller knows who refers to it.
    sliced(object, start, end, |list, start, end| unsafe { list::slice_in_place(list, start, end) })
}

#[inline]
fn sliced(object: Value, start: Value, end: Value, of_list: impl FnOnce(*mut List, u64, u64) -> Value) -> Value {
    let (list, string) = (object.as_list(), object.as_string());
    let len = match (list, string) {
        // Safety: the list is live.
        (Some(list), _) => unsafe { (*list).len },
        // Safety: the string is live.
        (None, Some(string)) => unsafe { (*string).chars },
        (None, None) => return errors::not_sliceable(object),
    };
    let Some(from) = position(start, 0, len as usize) else {
        return errors::slice_bound(start);
    };
    let Some(to) = position(end, len as usize, len as usize) else {
        return errors::slice_bound(end);
    };
    let to = to.max(from);
    match (list, string) {
        (Some(list), _) => of_list(list, from, to),
        // Safety: the string is live.
        (None, Some(string)) => unsafe { string::slice(string, from, to) },
        (None, None) => unreachable!("only lists and strings are left"),
    }
}

/// The position that a bound means in something of `len` elements; none if it is no integer.
#[inline]
fn position(bound: Value, unwritten: usize, len: usize) -> Option<u64> {
    // From the front and inside.
    if bound.is_small() && bound.as_small() as u64 <= len as u64 {
        return Some(bound.as_small() as u64);
    }
    other_position(bound, unwritten, len)
}

fn other_position(bound: Value, unwritten: usize, len: usize) -> Option<u64> {
    if matches!(bound, Value::UNSET | Value::NONE) {
        return Some(unwritten as u64);
    }
    let integer = as_integer(bound)?;
    let position = match int::to_i64(integer) {
        Some(i) if i < 0 => i.saturating_add(len as i64).max(0),
        Some(i) => i.min(len as i64),
        None if int::is_negative(integer) => 0,
        None => len as i64,
    };
    Some(position as u64)
}
