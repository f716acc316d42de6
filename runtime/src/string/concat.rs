//! Text behind text: `a + b`, and longer sums. The result is written behind its head where that ends at the end of what
//! is used of a buffer, so that only what is added is copied.

use super::{LARGEST_INLINE, as_bytes, ascii_char, bytes_of, new_buffer, new_inline, new_view};
use crate::heap;
use crate::object::{Bytes, String};
use crate::value::Value;
use core::ptr;

/// `a + b`.
///
/// # Safety
/// Both are live strings.
#[inline]
pub unsafe fn concat(a: *const String, b: *const String) -> Value {
    // Safety: by the caller's promise; `b` is live while its bytes are copied.
    unsafe {
        let result = with_tail(a, as_bytes(b), (*b).chars);
        heap::keep_alive(b);
        result
    }
}

/// The text of `a` and then `tail`, which has `chars` characters. It may lie in an object, which the caller keeps alive.
///
/// # Safety
/// `a` is a live string, `tail` UTF-8.
#[inline]
pub unsafe fn with_tail(a: *const String, tail: &[u8], chars: u64) -> Value {
    // Safety: by the caller's promise; there is room for the tail.
    unsafe {
        match *tail {
            [] => return Value::object(a),
            [byte] if (*a).len == 0 => return ascii_char(byte),
            _ => {}
        }
        let (result, room) = extended(a, tail.len(), chars);
        match *tail {
            // The most frequent tail by far.
            [byte] => *room = byte,
            _ => ptr::copy_nonoverlapping(tail.as_ptr(), room, tail.len()),
        }
        result
    }
}

/// The text of `head` and behind it `count` bytes, of `chars` characters, that are still to be written: where. The result has
/// at least two bytes, since shorter texts are in the table.
///
/// # Safety
/// `head` is a live string. The bytes are written before the result is used for anything else.
#[inline(always)]
pub unsafe fn extended(head: *const String, count: usize, chars: u64) -> (Value, *mut u8) {
    // Safety: by the caller's promise; `keep_alive` holds the head while its bytes are copied.
    unsafe {
        let (old, chars) = ((*head).len as usize, (*head).chars + chars);
        let len = old + count;
        debug_assert!(len > 1);
        if len > LARGEST_INLINE {
            let (data, buffer) = reserved(head, count);
            return (Value::object(new_view(data, len, chars, buffer)), data.add(old).cast_mut());
        }
        let result = new_inline(len, chars);
        let data = (*result).data.cast_mut();
        ptr::copy_nonoverlapping((*head).data, data, old);
        heap::keep_alive(head);
        (Value::object(result), data.add(old))
    }
}

/// The bytes of `head` in a buffer where `count` bytes behind them are reserved for the caller to write, and that buffer.
#[inline(always)]
unsafe fn reserved(head: *const String, count: usize) -> (*const u8, *mut Bytes) {
    // Safety: the caller's string is live; only bytes that belong to nobody are handed out.
    unsafe {
        let (len, buffer) = ((*head).len as usize, (*head).buffer);
        if !buffer.is_null() {
            let end = (*head).data.add(len);
            let used = (*buffer).used as usize;
            if end == bytes_of(buffer).add(used) && count <= (*buffer).capacity as usize - used {
                (*buffer).used += count as u64;
                return ((*head).data, buffer);
            }
        }
        moved(head, count)
    }
}

/// The same in a new buffer.
#[inline(never)]
unsafe fn moved(head: *const String, count: usize) -> (*const u8, *mut Bytes) {
    // Safety: the caller's string is live; the buffer is new and has the room.
    unsafe {
        let len = (*head).len as usize;
        let total = len + count;
        // Only text that is added to in small pieces is expected to grow further.
        let buffer = new_buffer(if count <= len { total * 2 } else { total });
        ptr::copy_nonoverlapping((*head).data, bytes_of(buffer), len);
        (*buffer).used = total as u64;
        heap::keep_alive(head);
        (bytes_of(buffer), buffer)
    }
}
