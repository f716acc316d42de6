//! Calls of values that are not procedures of the program, or not with so many parameters.

use crate::value::Value;
use crate::{builtins, errors, text};

/// Calls a built-in; any other value is an error, procedures too, since a call with the right number of arguments does
/// not come here.
///
/// # Safety
/// `arguments` points at `count` values.
pub unsafe fn call_other(callee: Value, arguments: *const Value, count: i64) -> Value {
    if let Some(builtin) = callee.as_builtin() {
        // Safety: the object is live; the arguments are as promised.
        return unsafe { builtins::call(builtin, arguments, count) };
    }
    match callee.as_closure() {
        // Safety: closures are made with the address of a static description.
        Some(closure) => errors::arity(text::proc_name(callee), unsafe { (*(*closure).info).arity as i64 }, count),
        None => errors::not_callable(callee),
    }
}
