//! Built-ins on text, its characters and bytes, and on the digits of integers.

use alloc::string::String;
use alloc::vec::Vec;

use super::{INTEGER, LIST, PURE, Page, Row, STRING, clamped, integer, text};
use crate::errors::{self, ErrorKind};
use crate::value::Value;
use crate::{contents, heap, int, list, ops, string};

pub(super) const ROWS: &[Row] = &[
    row!(
        PURE,
        "chr(n)",
        &[INTEGER],
        chr,
        Page {
            summary: "the character with that code point",
            errors: "ValueError if `n` is no code point.",
            example: "emit chr(228)  # ä",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "ascii(c)",
        &[STRING],
        ascii,
        Page {
            summary: "the code point of a character",
            errors: "TypeError if `c` is not exactly one character.",
            example: "emit ascii(\"A\")  # 65",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "hex(n)",
        &[INTEGER],
        hex,
        Page {
            summary: "hexadecimal digits, with a sign if negative",
            example: "emit hex(255)  # ff\n\
              emit hex(-255)  # -ff",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "binary(n, [width])",
        &[INTEGER, INTEGER],
        binary,
        Page {
            summary: "binary digits; with a width in two's complement",
            details: "With a width these are the lowest `width` bits, with leading zeros.",
            errors: "ValueError if `width` is not from 1 to 2^32.",
            example: "emit binary(-5)  # -101\n\
              emit binary(5, 8)  # 00000101\n\
              emit binary(-1, 4)  # 1111",
        },
    ),
    row!(
        PURE,
        "string_bytes(s)",
        &[STRING],
        string_bytes,
        Page {
            summary: "the list of the bytes of a text in UTF-8",
            example: "emit string_bytes(\"aä\")  # [97, 195, 164]",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "bytes_to_string(list)",
        &[LIST],
        bytes_to_string,
        Page {
            summary: "the text that a list of bytes is in UTF-8",
            errors: "TypeError if an element is no integer from 0 to 255. ValueError, with the position, if the bytes are not UTF-8.",
            example: "emit bytes_to_string([97, 195, 164])  # aä",
            ..Page::EMPTY
        },
    ),
];

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
    list::of_bytes(text(arguments[0]).as_bytes())
}

pub(super) fn bytes_to_string(arguments: &[Value]) -> Value {
    const SIGNATURE: &str = "bytes_to_string(list)";
    with_bytes(SIGNATURE, "list", arguments[0], |bytes| decoded(SIGNATURE, bytes, 0))
}

/// What `f` gives for the bytes of a list, which is a parameter of a built-in. Raises TypeError if there is something else
/// in it. `f` leaves the list as it is.
pub(super) fn with_bytes(signature: &str, parameter: &str, list: Value, f: impl FnOnce(&[u8]) -> Value) -> Value {
    if let Some(contents) = contents::of(list)
        && let Some(octets) = contents.octets()
    {
        let result = f(octets);
        heap::keep_alive(list.header());
        return result;
    }
    let mut bytes = Vec::new();
    for element in contents::values(list) {
        let byte = ops::as_integer(element).and_then(int::to_i64).and_then(|n| u8::try_from(n).ok());
        match byte {
            Some(byte) => bytes.push(byte),
            None => return errors::no_byte(signature, parameter, element),
        }
    }
    f(&bytes)
}

/// The text of bytes that a built-in read, the first of them at an offset; raises ValueError if they are none.
pub(super) fn decoded(signature: &str, bytes: &[u8], offset: u64) -> Value {
    match core::str::from_utf8(bytes) {
        Ok(text) => string::new(text),
        Err(error) => errors::not_utf8(signature, offset + error.valid_up_to() as u64),
    }
}
