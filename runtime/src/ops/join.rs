//! `+` where texts take part. An operand that is no string means its text; the digits of a machine integer are written
//! straight to where they belong.

use core::slice;

use crate::object::String;
use crate::value::Value;
use crate::{int, string, text};

/// `a + b`, which are strings.
///
/// # Safety
/// Both are live strings.
pub unsafe fn concat(a: Value, b: Value) -> Value {
    // Safety: by the caller's promise.
    unsafe { string::concat(a.header().cast(), b.header().cast()) }
}

/// `a + b`, of which at least one is a string.
#[inline]
pub fn add_texts(a: Value, b: Value) -> Value {
    // Safety: all are live; the two values are on the stack.
    unsafe {
        match (a.as_string(), digit_or_string(b)) {
            (Some(a), Some(b)) => string::concat(a, b),
            _ => join([a, b].as_mut_ptr(), 2),
        }
    }
}

/// The text of a value if it need not be made: a string, or the digit of a number that has but one.
#[inline]
fn digit_or_string(value: Value) -> Option<*const String> {
    if value.is_small() && (value.as_small() as u64) < 10 {
        return string_of(string::ascii_char(b'0' + value.as_small() as u8));
    }
    string_of(value)
}

/// `a + b + c`, where `a + b` or `b + c` is a string: the texts of `count` values as one. Texts that have to be made are
/// kept in place of the values.
///
/// # Safety
/// `parts` points at `count` values, at least two, where the collector finds them.
pub unsafe fn join(parts: *mut Value, count: i64) -> Value {
    // Safety: by the caller's promise.
    let parts = unsafe { slice::from_raw_parts_mut(parts, count as usize) };
    let (mut len, mut chars) = (0, 0);
    for part in parts.iter_mut() {
        let size = measure(part);
        len += size.0;
        chars += size.1;
    }
    // Safety: the parts are live; there is room for all that is behind the head, and it is written at once.
    unsafe {
        let (head, tail) = match string_of(parts[0]) {
            Some(head) => (head, &parts[1..]),
            None => (string_of(string::empty()).unwrap_unchecked(), &*parts),
        };
        let count = len - (*head).len as usize;
        if count == 0 {
            return Value::object(head);
        }
        if len == 1 {
            return only_character(tail);
        }
        let (result, mut room) = string::extended(head, count, chars - (*head).chars);
        for &part in tail {
            room = write(part, room);
        }
        result
    }
}

/// The bytes and the characters of a part's text. Unless it is a machine integer the part is a string then.
#[inline]
fn measure(part: &mut Value) -> (usize, u64) {
    if let Some(string) = digit_or_string(*part) {
        *part = Value::object(string);
        // Safety: the string is live.
        return unsafe { ((*string).len as usize, (*string).chars) };
    }
    if part.is_small() {
        let len = int::decimal_len(part.as_small());
        return (len, len as u64);
    }
    measure_other(part)
}

#[inline(never)]
fn measure_other(part: &mut Value) -> (usize, u64) {
    *part = text::to_string(*part);
    // Safety: the string is live.
    string_of(*part).map_or((0, 0), |string| unsafe { ((*string).len as usize, (*string).chars) })
}

#[inline]
fn string_of(value: Value) -> Option<*const String> {
    value.as_string().map(<*mut String>::cast_const)
}

/// The text of parts that have one character in all.
#[cold]
fn only_character(parts: &[Value]) -> Value {
    let is_empty = |part: &Value| string_of(*part) == string_of(string::empty());
    parts.iter().find(|part| !is_empty(part)).map_or(string::empty(), |&part| text::to_string(part))
}

/// Writes the text of a measured part; where the next one begins.
///
/// # Safety
/// The part is live, and there is room for its text.
#[inline]
unsafe fn write(part: Value, room: *mut u8) -> *mut u8 {
    // Safety: by the caller's promise. A string is not written where its own bytes lie.
    unsafe {
        let len = if let Some(string) = string_of(part) {
            let text = string::as_bytes(string);
            copy(text, room);
            text.len()
        } else {
            let n = part.as_small();
            let digits = slice::from_raw_parts_mut(room, int::decimal_len(n));
            int::write_decimal(n, digits);
            digits.len()
        };
        room.add(len)
    }
}

/// Copies a text, which mostly is short.
#[inline]
unsafe fn copy(text: &[u8], room: *mut u8) {
    // Safety: by the caller's promise.
    unsafe {
        match *text {
            [byte] => *room = byte,
            _ => room.copy_from_nonoverlapping(text.as_ptr(), text.len()),
        }
    }
}
