//! The strings of one ASCII character and the empty string, as static data.

use super::hash::hash_bytes;
use crate::object::{ASCII_FLAG, Header, Kind, String};
use crate::value::Value;
use core::ptr::null_mut;

/// Number of strings of one character.
const COUNT: usize = 128;

#[repr(C)]
struct Table {
    strings: [String; COUNT],
    empty: String,
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

static TABLE: Table = Table {
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
    empty: static_string(0, 0),
};

/// The string of `len` bytes of `BYTES` from `start` on; `len` is 0 or 1.
const fn static_string(start: usize, len: usize) -> String {
    let byte = [start as u8];
    let text: &[u8] = if len == 0 { &[] } else { &byte };
    String {
        header: Header { kind: Kind::String, detail: 0, flags: ASCII_FLAG, aux: 0 },
        len: len as u64,
        chars: len as u64,
        hash: hash_bytes(text),
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
