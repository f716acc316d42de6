//! Built-ins for errors and for calling built-ins by name.

use alloc::vec::Vec;

use super::{ANY, LIST, PURE, Page, Row, STRING};
use crate::value::Value;
use crate::{contents, errors, stack};

pub(super) const ROWS: &[Row] = &[
    row!(
        PURE,
        "panic(msg)",
        &[ANY],
        panic,
        Page {
            summary: "raises a RuntimeError",
            details: "The message is the text of the value.",
            errors: "RuntimeError, always.",
            example: "try { panic(\"no more paper\") } except err { emit err }  # RuntimeError: no more paper",
        },
    ),
    row!(
        PURE,
        "raise(msg)",
        &[ANY],
        raise,
        Page {
            summary: "raises a RuntimeError",
            details: "Another name of `panic`.",
            errors: "RuntimeError, always.",
            example: "try { raise(\"no more paper\") } except err { emit err }  # RuntimeError: no more paper",
        },
    ),
    row!(
        PURE,
        "call_builtin(name, args)",
        &[STRING, LIST],
        call_builtin,
        Page {
            summary: "calls a built-in by its name",
            details: "The result is that of the built-in.",
            errors: "ValueError if there is no built-in of this name; otherwise what the built-in raises.",
            example: "emit call_builtin(\"pow\", [2, 10])  # 1024",
        },
    ),
];

pub(super) fn panic(arguments: &[Value]) -> Value {
    errors::panic(arguments[0])
}

pub(super) fn raise(arguments: &[Value]) -> Value {
    panic(arguments)
}

pub(super) fn call_builtin(arguments: &[Value]) -> Value {
    // It may call itself: a list can be among its own elements.
    if stack::is_exhausted() {
        return errors::recursion();
    }
    let Some(builtin) = super::index_of(super::text(arguments[0])) else {
        return errors::unknown_builtin(arguments[0]);
    };
    // Also in the list, which keeps them alive meanwhile.
    let inner: Vec<Value> = contents::values(arguments[1]).collect();
    super::invoke(super::BUILTINS[builtin], &inner)
}
