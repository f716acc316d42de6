//! Built-ins on lists and dictionaries.

use super::{ANY, DICTIONARY, INTEGER, NUMERIC, PURE, Page, Row, SIZED, clamped};
use crate::errors::{self, ErrorKind};
use crate::object::{Dict, ElementKind};
use crate::value::Value;
use crate::{contents, dict, list, ops};

pub(super) const ROWS: &[Row] = &[
    row!(
        PURE,
        "length(x)",
        &[SIZED],
        length,
        Page {
            summary: "number of elements, code points or keys",
            example: "emit length([1, 2, 3])  # 3\n\
              emit length(\"größer\")  # 6\n\
              emit length({name: \"Ada\"})  # 1",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "freeze(d)",
        &[DICTIONARY],
        freeze,
        Page {
            summary: "a read-only copy of a dictionary",
            details: "Changes of the original do not show in the copy. Values are shared: a list in it can still be changed. A write to the copy raises a FrozenWriteError.",
            example: "alloc limits := freeze({low: 1})\n\
              try { limits.low := 2 } except err { emit err }  # FrozenWriteError: Imported modules are read-only",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "dict_keys(d)",
        &[DICTIONARY],
        dict_keys,
        Page {
            summary: "the list of keys in the order of insertion",
            example: "emit dict_keys({b: 1, a: 2})  # [b, a]",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "has_key(d, k)",
        &[DICTIONARY, NUMERIC],
        has_key,
        Page {
            summary: "whether a dictionary has a key",
            details: "A number or a boolean stands for its text.",
            example: "alloc ages := {Ada: 36}\n\
              emit has_key(ages, \"Ada\")  # true\n\
              emit has_key(ages, \"Max\")  # false",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "list_repeat(v, n)",
        &[ANY, INTEGER],
        list_repeat,
        Page {
            summary: "a list of n times v",
            details: "A count below 0 gives an empty list.",
            errors: "ValueError if `n` is more than 2^40.",
            example: "emit list_repeat(0, 4)  # [0, 0, 0, 0]",
        },
    ),
];

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
