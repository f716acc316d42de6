//! Offsets of the fields of runtime objects, relative to a *tagged* word (the address plus one). No number is written
//! here: all come from the runtime's own types.

use std::mem::offset_of;

use omg_runtime::object::{ASCII_FLAG, Buffer, Cell, Closure, Dict, ElementKind, Float, Header, Kind, List, String};
use omg_runtime::program::{AttributeCache, ProcInfo};

const TAG: i32 = 1;

const fn tagged(offset: usize) -> i32 {
    offset as i32 - TAG
}

pub const KIND: i32 = tagged(offset_of!(Header, kind));
/// Flags of a header, from an untagged address.
pub const RAW_FLAGS: i32 = offset_of!(Header, flags) as i32;
pub const FLOAT_VALUE: i32 = tagged(offset_of!(Float, value));
pub const STRING_LEN: i32 = tagged(offset_of!(String, len));
pub const STRING_CHARS: i32 = tagged(offset_of!(String, chars));
pub const STRING_DATA: i32 = tagged(offset_of!(String, data));
/// The first 32 bits of a string of ASCII characters alone.
pub const ASCII_STRING: i64 = Kind::String as i64 | (ASCII_FLAG as i64) << 16;
/// Flags of a header.
pub const FLAGS: i32 = tagged(offset_of!(Header, flags));
/// From an untagged address, as the next one.
pub const BUFFER_USED: i32 = offset_of!(Buffer, used) as i32;
pub const BUFFER_CAPACITY: i32 = offset_of!(Buffer, capacity) as i32;
pub const LIST_LEN: i32 = tagged(offset_of!(List, len));
pub const LIST_DATA: i32 = tagged(offset_of!(List, data));
pub const LIST_BUFFER: i32 = tagged(offset_of!(List, buffer));
pub const CLOSURE_CODE: i32 = tagged(offset_of!(Closure, code));
pub const CLOSURE_INFO: i32 = tagged(offset_of!(Closure, info));
pub const CLOSURE_CAPTURES: i32 = tagged(offset_of!(Closure, captures));
pub const DICT_LEN: i32 = tagged(offset_of!(Dict, len));
pub const DICT_SHAPE: i32 = tagged(offset_of!(Dict, shape));
pub const DICT_SLOTS: i32 = tagged(offset_of!(Dict, slots));
pub const CACHE_SHAPE: i32 = offset_of!(AttributeCache, shape) as i32;
pub const CACHE_OFFSET: i32 = offset_of!(AttributeCache, offset) as i32;
pub const CELL_VALUE: i32 = tagged(offset_of!(Cell, value));
/// The first 32 bits of a dictionary that is not frozen.
pub const WRITABLE_DICT: i64 = Kind::Dict as i64;
/// From an untagged address.
pub const INFO_ARITY: i32 = offset_of!(ProcInfo, arity) as i32;

/// The first element, from the address of a buffer.
pub const BUFFER_ELEMENTS: i32 = offset_of!(Buffer, elements) as i32;

/// The 16 bits at [`KIND`] of a list of a kind.
pub const fn list_of(kind: ElementKind) -> i64 {
    Kind::List as i64 | (kind as i64) << 8
}

// The kind, the detail and the flags are read with one 32-bit load; dictionaries and strings have no detail.
const _: () = assert!(offset_of!(Header, kind) == 0 && offset_of!(Header, flags) == 2);

// The kind and the element kind are read with one 16-bit load.
const _: () = assert!(offset_of!(Header, detail) == offset_of!(Header, kind) + 1);
