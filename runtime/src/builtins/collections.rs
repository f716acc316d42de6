//! Built-ins on lists and dictionaries.

use super::clamped;
use crate::errors::{self, ErrorKind};
use crate::object::{Dict, ElementKind};
use crate::value::Value;
use crate::{contents, dict, list, ops};

pub(super) fn length(arguments: &[Value]) -> Value {
    Value::small(contents::len(arguments[0]).unwrap_or_default() as i64)
}

pub(super) fn freeze(arguments: &[Value]) -> Value {
    // Safety: the dictionary is live.
    unsafe { dict::freeze(dictionary(arguments[0])) }
}

pub(super) fn dict_keys(arguments: &[Value]) -> Value {
    // Safety: the dictionary is live.
    unsafe { dict::keys(dictionary(arguments[0])) }
}

/// An argument that is a dictionary, as one.
fn dictionary(argument: Value) -> *mut Dict {
    match argument.as_dict() {
        Some(dict) => dict,
        None => unreachable!("the table admits dictionaries only"),
    }
}

pub(super) fn has_key(arguments: &[Value]) -> Value {
    Value::bool(ops::has_key(arguments[0], arguments[1]) == Some(true))
}

pub(super) fn list_repeat(arguments: &[Value]) -> Value {
    list_repeat_of_kind(ElementKind::Any, arguments)
}

/// A count below 0 gives an empty list. The value is one that a list of the kind can hold.
pub(super) fn list_repeat_of_kind(kind: ElementKind, arguments: &[Value]) -> Value {
    /// More elements than any machine of today can hold.
    const MOST: i64 = 1 << 40;
    let count = clamped(arguments[1]).max(0);
    if count > MOST {
        let takes = "n must be at most 2^40";
        return errors::argument_value(ErrorKind::Value, "list_repeat(v, n)", takes, arguments[1]);
    }
    list::mark_shared(arguments[0]);
    list::repeat_element(kind, arguments[0], count as u64)
}
