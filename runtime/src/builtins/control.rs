//! Built-ins for errors and for calling built-ins by name.

use alloc::vec::Vec;

use crate::value::Value;
use crate::{contents, errors, stack};

/// `panic(msg)` and `raise(msg)`.
pub(super) fn panic(arguments: &[Value]) -> Value {
    errors::panic(arguments[0])
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
    super::invoke(&super::BUILTINS[builtin], &inner)
}
