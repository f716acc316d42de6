//! Built-ins on text, its characters and bytes, and on the digits of integers.

use alloc::string::String;
use alloc::vec::Vec;

use super::{clamped, integer, text};
use crate::errors::{self, ErrorKind};
use crate::value::Value;
use crate::{contents, heap, int, list, ops, string};

pub(super) fn chr(arguments: &[Value]) -> Value {
    let code_point = u32::try_from(clamped(arguments[0])).ok();
    match code_point.and_then(char::from_u32) {
        Some(character) => string::from_char(character),
        None => errors::argument_value(ErrorKind::Value, "chr(n)", "n must be a code point", arguments[0]),
    }
}

pub(super) fn ascii(arguments: &[Value]) -> Value {
    let mut characters = text(arguments[0]).chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Value::small(i64::from(u32::from(character))),
        _ => errors::argument_value(ErrorKind::Type, "ascii(c)", "c must be one character", arguments[0]),
    }
}

pub(super) fn hex(arguments: &[Value]) -> Value {
    string::new(&int::to_radix(integer(arguments[0]), 16))
}

pub(super) fn binary(arguments: &[Value]) -> Value {
    let n = integer(arguments[0]);
    let Some(&width) = arguments.get(1) else {
        return string::new(&int::to_radix(n, 2));
    };
    /// So wide is the widest integer.
    const WIDEST: i64 = 1 << 32;
    let bits = clamped(width);
    if !(1..=WIDEST).contains(&bits) {
        let takes = "width must be from 1 to 2^32";
        return errors::argument_value(ErrorKind::Value, "binary(n, [width])", takes, width);
    }
    let digits = int::to_radix(int::low_bits(n, bits as u64), 2);
    heap::require(bits as usize);
    let mut padded = String::with_capacity(bits as usize);
    padded.extend(core::iter::repeat_n('0', bits as usize - digits.len()));
    padded.push_str(&digits);
    string::new(&padded)
}

pub(super) fn string_bytes(arguments: &[Value]) -> Value {
    let bytes: Vec<Value> = text(arguments[0]).bytes().map(|byte| Value::small(i64::from(byte))).collect();
    // Safety: small integers need nobody to keep them alive.
    unsafe { list::new(bytes.as_ptr(), bytes.len() as i64) }
}

pub(super) fn bytes_to_string(arguments: &[Value]) -> Value {
    const SIGNATURE: &str = "bytes_to_string(list)";
    let mut bytes = Vec::new();
    for element in contents::values(arguments[0]) {
        let byte = ops::as_integer(element).and_then(int::to_i64).and_then(|n| u8::try_from(n).ok());
        match byte {
            Some(byte) => bytes.push(byte),
            None => {
                let takes = "list must contain integers from 0 to 255";
                return errors::argument_value(ErrorKind::Type, SIGNATURE, takes, element);
            }
        }
    }
    match core::str::from_utf8(&bytes) {
        Ok(text) => string::new(text),
        Err(error) => errors::not_utf8(SIGNATURE, error.valid_up_to()),
    }
}
