//! Procedure values and the cells of variables that are captured and assigned.

use crate::heap;
use crate::object::{Cell, Closure, Kind};
use crate::program::ProcInfo;
use crate::value::Value;

/// A procedure value with `count` captured values.
///
/// # Safety
/// `captures` points at `count` values that the collector finds (on the stack, say).
pub unsafe fn new(code: *const u8, info: *const ProcInfo, captures: *const Value, count: i64) -> Value {
    let bytes = size_of::<Closure>() + count as usize * size_of::<Value>();
    let closure = heap::allocate(Kind::Closure, bytes).cast::<Closure>();
    // Safety: the closure is new and large enough.
    unsafe {
        (*closure).header.aux = count as u32;
        (*closure).code = code;
        (*closure).info = info;
        core::ptr::copy_nonoverlapping(captures, (&raw mut (*closure).captures).cast(), count as usize);
    }
    Value::object(closure)
}

/// The captured values.
///
/// # Safety
/// `closure` is a live closure; its captures are not written while the result is used.
pub unsafe fn captures<'a>(closure: *const Closure) -> &'a [Value] {
    // Safety: by the caller's promise; `aux` is the number of captures.
    unsafe { core::slice::from_raw_parts((&raw const (*closure).captures).cast(), (*closure).header.aux as usize) }
}

/// A fresh captured variable.
pub fn new_cell(value: Value) -> Value {
    let cell = heap::allocate(Kind::Cell, size_of::<Cell>()).cast::<Cell>();
    // Safety: the cell is new.
    unsafe { (*cell).value = value };
    Value::object(cell)
}
