//! The strings of at most one ASCII character, as static data. Each such text exists once, here: nothing else makes an
//! object of it, literals of generated code included. So two of them are equal exactly when they are the same object, and
//! since they lie in their order, the order of two is that of their addresses. Generated code relies on both.

use super::hash::hash_bytes;
use crate::object::{ASCII_FLAG, Header, Kind, String};
use crate::value::Value;
use core::mem::offset_of;
use core::ptr::null_mut;

/// Number of strings of one character.
const COUNT: usize = 128;

#[repr(C)]
struct Table {
    empty: String,
    strings: [String; COUNT],
}

// Safety: never written: the hashes are in place, and strings do not change otherwise.
unsafe impl Sync for Table {}

static BYTES: [u8; COUNT] = {
    let mut bytes = [0; COUNT];
    let mut i = 0;
    while i < COUNT {
        bytes[i] = i as u8;
        i += 1;
    }
    bytes
};

#[unsafe(export_name = "OMG_SHORT_STRINGS")]
static TABLE: Table = Table {
    empty: static_string(0, 0),
    strings: {
        let mut strings = [const { static_string(0, 0) }; COUNT];
        let mut i = 1;
        while i < COUNT {
            strings[i] = static_string(i, 1);
            i += 1;
        }
        strings[0] = static_string(0, 1);
        strings
    },
};

/// The string of `len` bytes of `BYTES` from `start` on; `len` is 0 or 1.
const fn static_string(start: usize, len: usize) -> String {
    let byte = [start as u8];
    let text: &[u8] = if len == 0 { &[] } else { &byte };
    String {
        header: Header { kind: Kind::String, detail: 0, flags: ASCII_FLAG, aux: hash_bytes(text) },
        len: len as u64,
        chars: len as u64,
        data: (&raw const BYTES).cast::<u8>().wrapping_add(start),
        buffer: null_mut(),
    }
}

/// The string of one ASCII character; nothing is allocated.
#[inline]
pub fn ascii_char(byte: u8) -> Value {
    Value::object(&raw const TABLE.strings[byte as usize])
}

/// `""`
#[inline]
pub fn empty() -> Value {
    Value::object(&raw const TABLE.empty)
}

/// For generated code: how many bytes the table at the symbol `OMG_SHORT_STRINGS` has.
pub const SHORT_STRINGS_SIZE: usize = size_of::<Table>();

/// For generated code: where in the table the strings of one character start; each takes the size of a [`String`].
pub const CHARACTERS_OFFSET: usize = offset_of!(Table, strings);

/// For generated code: the offset in the table of the string with that text, if it is there.
pub fn short_string_offset(text: &str) -> Option<usize> {
    match *text.as_bytes() {
        [] => Some(offset_of!(Table, empty)),
        [byte] => Some(CHARACTERS_OFFSET + byte as usize * size_of::<String>()),
        _ => None,
    }
}
