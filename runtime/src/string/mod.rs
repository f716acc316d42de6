//! Strings: immutable UTF-8 that counts in code points.
//!
//! Up to [`LARGEST_INLINE`] bytes lie in the string object itself. More lie in a buffer that strings share:
//! the result of `a + b` is written behind `a` when `a` ends where the buffer is used up to, so that text grows in
//! amortised O(1) for each byte; and a slice that is not too small a part of the buffer is a second view of it. Bytes that
//! belong to a string are never written again, so nobody can see the sharing.

mod bytes;
mod concat;
mod hash;
mod position;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use bytes::equal as equal_bytes;
pub use concat::{concat, extended};
pub use hash::hash_bytes;
pub use position::count_chars;
pub(crate) use position::forget_positions;
pub use table::{CHARACTERS_OFFSET, SHORT_STRINGS_SIZE, ascii_char, empty, short_string_offset};

use crate::heap;
use crate::object::{ASCII_FLAG, Bytes, Kind, String};
use crate::value::Value;
use core::cmp::Ordering;
use core::ptr;

/// Longer strings have their bytes in a buffer.
pub const LARGEST_INLINE: usize = 255;

/// A string with that text.
pub fn new(text: &str) -> Value {
    let bytes = text.as_bytes();
    if position::is_ascii(bytes) { with_chars(bytes, bytes.len()) } else { with_chars(bytes, count_chars(bytes)) }
}

/// A string with these bytes.
///
/// # Safety
/// The bytes are UTF-8.
pub unsafe fn from_utf8_unchecked(bytes: &[u8]) -> Value {
    // Safety: by the caller's promise.
    new(unsafe { core::str::from_utf8_unchecked(bytes) })
}

/// A string with these bytes, all below 128.
pub fn from_ascii(bytes: &[u8]) -> Value {
    debug_assert!(bytes.is_ascii());
    with_chars(bytes, bytes.len())
}

/// The string of one character.
pub fn from_char(char: char) -> Value {
    if char.is_ascii() { ascii_char(char as u8) } else { new(char.encode_utf8(&mut [0; 4])) }
}

/// The text.
///
/// # Safety
/// `string` is a live string, and stays so while the result is used.
#[inline]
pub unsafe fn as_str<'a>(string: *const String) -> &'a str {
    // Safety: by the caller's promise; the bytes are UTF-8 and never change.
    unsafe { core::str::from_utf8_unchecked(as_bytes(string)) }
}

/// The bytes of the text.
///
/// # Safety
/// As for [`as_str`].
#[inline]
pub unsafe fn as_bytes<'a>(string: *const String) -> &'a [u8] {
    // Safety: `data` has `len` bytes.
    unsafe { core::slice::from_raw_parts((*string).data, (*string).len as usize) }
}

/// Whether character `i` is byte `i`.
///
/// # Safety
/// `string` is a live string.
#[inline]
pub unsafe fn is_ascii(string: *const String) -> bool {
    // Safety: by the caller's promise.
    unsafe { (*string).header.flags & ASCII_FLAG != 0 }
}

/// `string[index]`; `index` must be less than the number of characters.
///
/// # Safety
/// `string` is a live string.
#[inline]
pub unsafe fn index(string: *const String, index: u64) -> Value {
    // Safety: by the caller's promise.
    unsafe {
        debug_assert!(index < (*string).chars);
        if is_ascii(string) { ascii_char(*(*string).data.add(index as usize)) } else { index_wide(string, index) }
    }
}

unsafe fn index_wide(string: *const String, index: u64) -> Value {
    // Safety: `string` is live, the index in range, and the cut is at the borders of a character. The character
    // is copied before anything is allocated.
    unsafe {
        let bytes = as_bytes(string);
        let start = position::byte_of_char(string, bytes, index as usize);
        let text = core::str::from_utf8_unchecked(&bytes[start..]);
        from_char(text.chars().next().unwrap_unchecked())
    }
}

/// `string[start:end]`, in characters. `start <= end <= length`.
///
/// # Safety
/// `string` is a live string.
#[inline]
pub unsafe fn slice(string: *const String, start: u64, end: u64) -> Value {
    // Safety: by the caller's promise; the cut is at borders of characters.
    unsafe {
        debug_assert!(start <= end && end <= (*string).chars);
        let chars = end - start;
        if chars == (*string).chars {
            return Value::object(string);
        }
        let (from, to) = if is_ascii(string) {
            (start as usize, end as usize)
        } else {
            let bytes = as_bytes(string);
            let from = position::byte_of_char(string, bytes, start as usize);
            (from, position::byte_of_char(string, bytes, end as usize))
        };
        let result = part(string, from, to - from, chars);
        heap::keep_alive(string);
        result
    }
}

/// The string of `len` bytes, from byte `from` on, that have `chars` characters.
#[inline]
unsafe fn part(string: *const String, from: usize, len: usize, chars: u64) -> Value {
    // Safety: `string` is live, the part inside it.
    unsafe {
        let data = (*string).data.add(from);
        if len > LARGEST_INLINE && may_be_viewed(string, len) {
            return Value::object(new_view(data, len, chars, (*string).buffer));
        }
        with_chars(core::slice::from_raw_parts(data, len), chars as usize)
    }
}

/// Whether a part of `len` bytes may be a view of the string's bytes.
unsafe fn may_be_viewed(string: *const String, len: usize) -> bool {
    // Safety: the caller's string is live.
    unsafe {
        let buffer = (*string).buffer;
        if buffer.is_null() {
            // Static data.
            return (*string).data != string.add(1).cast();
        }
        // A view keeps the whole buffer alive: it must not be too small a part of it.
        len * 4 >= (*buffer).used as usize
    }
}

/// Whether the texts are equal.
///
/// # Safety
/// Both are live strings.
#[inline]
pub unsafe fn equal(a: *const String, b: *const String) -> bool {
    // Safety: by the caller's promise. A hash that is not computed yet is 0 and tells nothing.
    unsafe {
        let (hash_a, hash_b) = ((*a).header.aux, (*b).header.aux);
        a == b
            || ((*a).len == (*b).len
                && (hash_a == hash_b || hash_a == 0 || hash_b == 0)
                && bytes::equal(as_bytes(a), as_bytes(b)))
    }
}

/// The order by code points.
///
/// # Safety
/// Both are live strings.
pub unsafe fn compare(a: *const String, b: *const String) -> Ordering {
    // Safety: by the caller's promise. UTF-8 has the order of its code points.
    unsafe { as_bytes(a).cmp(as_bytes(b)) }
}

/// The hash of the text, never 0. Static strings must have theirs in place, since they may not be written.
///
/// # Safety
/// `string` is a live string.
#[inline]
pub unsafe fn hash(string: *const String) -> u32 {
    // Safety: by the caller's promise; the field is the string's own cache.
    unsafe {
        if (*string).header.aux == 0 {
            (*string.cast_mut()).header.aux = hash_bytes(as_bytes(string));
        }
        (*string).header.aux
    }
}

/// A string with a copy of the bytes. They may lie in an object, which the caller then keeps alive.
fn with_chars(bytes: &[u8], chars: usize) -> Value {
    match *bytes {
        [] => return empty(),
        [byte] => return ascii_char(byte),
        _ => {}
    }
    // Safety: the objects are new and have room for the bytes.
    unsafe {
        if bytes.len() <= LARGEST_INLINE {
            let string = new_inline(bytes.len(), chars as u64);
            ptr::copy_nonoverlapping(bytes.as_ptr(), (*string).data.cast_mut(), bytes.len());
            return Value::object(string);
        }
        let buffer = new_buffer(bytes.len());
        ptr::copy_nonoverlapping(bytes.as_ptr(), bytes_of(buffer), bytes.len());
        (*buffer).used = bytes.len() as u64;
        Value::object(new_view(bytes_of(buffer), bytes.len(), chars as u64, buffer))
    }
}

/// A string whose bytes follow it and are still to be written.
#[inline]
unsafe fn new_inline(len: usize, chars: u64) -> *mut String {
    let string = heap::allocate(Kind::String, size_of::<String>() + len).cast::<String>();
    // Safety: the string is new.
    unsafe { fill(string, string.add(1).cast(), len, chars, ptr::null_mut()) }
    string
}

/// A string with its bytes in a buffer (or in static data, without a buffer).
#[inline]
unsafe fn new_view(data: *const u8, len: usize, chars: u64, buffer: *mut Bytes) -> *mut String {
    let string = heap::allocate(Kind::String, size_of::<String>()).cast::<String>();
    // Safety: the string is new.
    unsafe { fill(string, data, len, chars, buffer) }
    string
}

#[inline]
unsafe fn fill(string: *mut String, data: *const u8, len: usize, chars: u64, buffer: *mut Bytes) {
    // Safety: by the caller's promise, a new string with its header.
    unsafe {
        (*string).header.flags = if chars == len as u64 { ASCII_FLAG } else { 0 };
        (*string).len = len as u64;
        (*string).chars = chars;
        (*string).data = data;
        (*string).buffer = buffer;
    }
}

/// A buffer with room for at least `capacity` bytes.
pub(crate) fn new_buffer(capacity: usize) -> *mut Bytes {
    let bytes = heap::usable_size(capacity.saturating_add(size_of::<Bytes>()));
    let buffer = heap::allocate(Kind::Bytes, bytes).cast::<Bytes>();
    // Safety: the buffer is new.
    unsafe {
        (*buffer).capacity = (bytes - size_of::<Bytes>()) as u64;
        (*buffer).used = 0;
    }
    buffer
}

/// Where the bytes of a buffer start.
pub(crate) fn bytes_of(buffer: *mut Bytes) -> *mut u8 {
    buffer.wrapping_add(1).cast()
}
