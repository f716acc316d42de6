//! Lists. A list is a header and a part of a buffer of elements; lists that were made from each other by appending or
//! slicing may use the same buffer. Two flags say who may do what.
//!
//! **The list's `SHARED_FLAG`**: more than one reference to the list may exist. Compiled code sets it when it stores a
//! second reference. Without it `xs := xs + [v]` and `xs := xs[a:b]` may change the header itself, for nobody else
//! can see the old value of `xs`.
//!
//! **The buffer's `SHARED_FLAG`**: more than one list uses the buffer. Elements below `used` then belong to several lists
//! and are never written again: `xs[i] := v` first gives `xs` a buffer of its own. Elements from `used` on belong to
//! nobody. The list whose end is `used` may write there and move `used` up, whatever the flag says: every other list
//! on the buffer ends at or below the old `used`, and sees no difference. Once `used` has moved, another list that ended
//! at the same place does not end at `used` any more, so that it copies when it is appended to. `used` never goes down
//! while the flag is set.
//!
//! **Without the buffer's flag** one list alone uses the buffer, and its end is `used`: whoever shortens the list moves
//! `used` down, so that the collector forgets the elements behind it. Elements that are dropped at the front are
//! overwritten for the same reason. A buffer that the list outgrows can be freed at once. The flag is never cleared: that
//! the other lists are dead is not known. It costs one copy, after which the list has a buffer without the flag.
//!
//! **An inline buffer** lies behind the header of its list, in the same cell: short lists are made with one. Only that
//! list uses it, so it never has the flag: what would share it copies the few elements. For the collector it is a part
//! of the list, not an object. A list that outgrows it has another buffer from then on, and the place stays unused.
//!
//! In-place operations keep the capacity within four times the length, so the cost of copying is O(1) for each element
//! that is added or dropped, and dead memory is bounded by live memory.

use crate::heap;
use crate::object::{Buffer, ElementKind, Header, Kind, List, SHARED_FLAG};
use crate::value::Value;
use core::ptr;

/// Slices of fewer elements are copied.
const SMALLEST_SHARED_SLICE: u64 = 16;
/// A list that grows gets at least this capacity.
const SMALLEST_CAPACITY: u64 = 4;
/// The number in the header of lists that were made with an inline buffer. Behind other lists, another object may lie: even
/// one that is their buffer.
pub const INLINE_ROOM: u32 = 1;
/// Lists that are made for at most so many elements, and at least one, have an inline buffer.
pub const MOST_INLINE_ELEMENTS: usize = 8;

// Slices that share a buffer are longer than inline buffers.
const _: () = assert!(inline_capacity(ElementKind::Any, MOST_INLINE_ELEMENTS) < SMALLEST_SHARED_SLICE as usize);
const _: () = assert!(ElementKind::Octet.size() == ElementKind::Byte.size());
const _: () = assert!(inline_capacity(ElementKind::Byte, MOST_INLINE_ELEMENTS) < SMALLEST_SHARED_SLICE as usize);

/// `[a, b, c]`: a list of `count` elements.
///
/// # Safety
/// `elements` points at `count` values that the collector finds (on the stack, say; not in memory of the Rust allocator).
pub unsafe fn new(elements: *const Value, count: i64) -> Value {
    // Safety: values are elements of lists of any values.
    unsafe { of_elements(ElementKind::Any, elements.cast(), count as u64) }
}

/// `[a, b, c]` of floats, as a list of raw floats.
///
/// # Safety
/// `elements` points at `count` floats.
pub unsafe fn new_floats(elements: *const f64, count: i64) -> Value {
    // Safety: floats are elements of lists of floats.
    unsafe { of_elements(ElementKind::Float, elements.cast(), count as u64) }
}

/// `[a, b, c]` of words less than 256, as a list of bytes.
///
/// # Safety
/// `elements` points at `count` such words.
pub unsafe fn new_bytes(elements: *const Value, count: i64) -> Value {
    let list = empty(ElementKind::Byte, count as u64);
    for i in 0..count as usize {
        // Safety: the list is new and has room; by the caller's promise.
        unsafe { extend(list, elements.add(i).cast(), 1) };
    }
    Value::object(list)
}

/// A list of integers from 0 to 255, which takes as many bytes.
pub fn of_octets(octets: &[u8]) -> Value {
    // Safety: they are elements of such lists. They lie outside of the heap, or whoever holds them keeps them alive.
    unsafe { of_elements(ElementKind::Octet, octets.as_ptr(), octets.len() as u64) }
}

/// A list of any values that are integers from 0 to 255. Compiled code is faster with it than with octets.
pub fn of_bytes(bytes: &[u8]) -> Value {
    let list = empty(ElementKind::Any, bytes.len() as u64);
    // Safety: the list is new, and has a buffer with the room if there is anything to write to it.
    unsafe {
        if !bytes.is_empty() {
            for (i, &byte) in bytes.iter().enumerate() {
                (*list).data.cast::<Value>().add(i).write(Value::small(i64::from(byte)));
            }
            (*(*list).buffer).used = bytes.len() as u64;
            (*list).len = bytes.len() as u64;
        }
    }
    Value::object(list)
}

/// A list of strings with these texts.
pub fn of_texts(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Value {
    let list = empty(ElementKind::Any, 0);
    for text in texts {
        // Safety: nobody else refers to the list. It and the string are on the stack for the collector.
        unsafe { append_in_place(list, crate::string::new(text.as_ref())) };
    }
    Value::object(list)
}

/// An empty list with room for so many values.
pub fn with_capacity(capacity: i64) -> Value {
    Value::object(empty(ElementKind::Any, capacity.max(0) as u64))
}

/// An empty list with room for so many elements.
fn empty(kind: ElementKind, capacity: u64) -> *mut List {
    if (1..=MOST_INLINE_ELEMENTS as u64).contains(&capacity) {
        return with_inline_buffer(kind, capacity as usize);
    }
    let buffer = if capacity > 0 { new_buffer_of(kind, capacity) } else { ptr::null_mut() };
    // Safety: the buffer is null or of that kind.
    unsafe { new_header(kind, elements_of(buffer).cast(), 0, buffer) }
}

/// The bytes of a list that is made with an inline buffer for so many elements.
pub const fn inline_size(kind: ElementKind, count: usize) -> usize {
    heap::cell_size(size_of::<List>() + size_of::<Buffer>() + count * kind.size())
}

/// The capacity of its buffer, which takes the whole cell.
pub const fn inline_capacity(kind: ElementKind, count: usize) -> usize {
    (inline_size(kind, count) - size_of::<List>() - size_of::<Buffer>()) / kind.size()
}

fn with_inline_buffer(kind: ElementKind, count: usize) -> *mut List {
    let list = heap::allocate(Kind::List, inline_size(kind, count)).cast::<List>();
    // Safety: the list is new, and has room for the buffer behind it.
    unsafe {
        let buffer = list.add(1).cast::<Buffer>();
        (*buffer).header = Header { kind: Kind::Buffer, detail: kind as u8, flags: 0, aux: 0 };
        (*buffer).capacity = inline_capacity(kind, count) as u64;
        (*buffer).used = 0;
        (*list).header = Header { kind: Kind::List, detail: kind as u8, flags: 0, aux: INLINE_ROOM };
        (*list).len = 0;
        (*list).data = elements_of(buffer).cast();
        (*list).buffer = buffer;
    }
    list
}

/// A list of the elements at an address, which the caller keeps alive.
unsafe fn of_elements(kind: ElementKind, elements: *const u8, count: u64) -> Value {
    let list = empty(kind, count);
    if count > 0 {
        // Safety: the list is new and has room.
        unsafe { extend(list, elements, count) };
    }
    Value::object(list)
}

/// Whether the list's buffer is an inline one.
///
/// # Safety
/// `list` is an initialised list.
#[inline]
pub(crate) unsafe fn has_inline_buffer(list: *const List) -> bool {
    // Safety: by the caller's promise.
    unsafe { (*list).header.aux == INLINE_ROOM && (*list).buffer.cast_const() == list.add(1).cast() }
}

/// The elements of a list of values.
///
/// # Safety
/// `list` is a live list of the kind [`ElementKind::Any`], which is not changed while the result is used.
pub unsafe fn as_slice<'a>(list: *const List) -> &'a [Value] {
    // Safety: `data` has `len` initialised elements, and is not null if there are any.
    unsafe {
        debug_assert!((*list).kind() == ElementKind::Any);
        if (*list).len == 0 {
            return &[];
        }
        core::slice::from_raw_parts((*list).data.cast(), (*list).len as usize)
    }
}

/// Element number `index`, which must be less than the length.
///
/// # Safety
/// `list` is a live list.
#[inline]
pub unsafe fn get(list: *const List, index: u64) -> Value {
    // Safety: by the caller's promise.
    unsafe {
        debug_assert!(index < (*list).len);
        (*list).kind().value_at(element(list, index))
    }
}

/// `list[index] := value`; `index` must be less than the length. Lists of floats and of bytes hold nothing else.
///
/// # Safety
/// `list` is a live list.
#[inline]
pub unsafe fn set(list: *mut List, index: u64, value: Value) {
    // Safety: by the caller's promise; a list with an element has a buffer.
    unsafe {
        debug_assert!(index < (*list).len);
        if !(*list).kind().may_hold(value) {
            move_to_own_buffer(list, ElementKind::Any, (*list).len);
        }
        if is_shared((*list).buffer) {
            move_to_own_buffer(list, (*list).kind(), (*list).len);
        }
        let kind = (*list).kind();
        let raw = kind.element_of(value);
        ptr::copy_nonoverlapping((&raw const raw).cast(), element(list, index), kind.size());
    }
}

/// `list + [value]`, a new list.
///
/// # Safety
/// `list` is a live list.
pub unsafe fn append(list: *mut List, value: Value) -> Value {
    // Safety: by the caller's promise; `value` is on the stack for the collector.
    unsafe {
        let list = able_to_hold(list, value);
        let raw = (*list).kind().element_of(value);
        let result = joined(list, (&raw const raw).cast(), 1);
        keep_value_alive(value);
        result
    }
}

/// `x := x + [value]`: what `x` is then. Grows the list itself unless it is shared.
///
/// # Safety
/// `list` is a live list; without the shared flag nobody else refers to it.
#[inline]
pub unsafe fn append_in_place(list: *mut List, value: Value) -> Value {
    // Safety: by the caller's promise.
    unsafe {
        let list = able_to_hold(list, value);
        let raw = (*list).kind().element_of(value);
        let result = append_element_in_place(list, raw);
        keep_value_alive(value);
        result
    }
}

/// `x := x + [float]`, where `x` is a list of raw floats.
///
/// # Safety
/// As for [`append_in_place`].
pub unsafe fn append_float_in_place(list: Value, float: f64) -> Value {
    // Safety: by the caller's promise.
    unsafe {
        let list = list.header().cast::<List>();
        debug_assert!((*list).kind() == ElementKind::Float);
        append_element_in_place(list, float.to_bits())
    }
}

/// `raw`: an element as it lies in the list's buffer.
#[inline]
unsafe fn append_element_in_place(list: *mut List, raw: u64) -> Value {
    // Safety: by the caller's promise, that of `append_in_place`. A value is on the stack for the collector.
    unsafe {
        if (*list).header.flags & SHARED_FLAG != 0 {
            return joined(list, (&raw const raw).cast(), 1);
        }
        if !has_room(list, 1) {
            make_room(list);
        }
        extend(list, (&raw const raw).cast(), 1);
    }
    Value::object(list)
}

/// The list, or one of the same elements that can hold the value.
#[inline]
unsafe fn able_to_hold(list: *mut List, value: Value) -> *mut List {
    // Safety: the caller's list is live.
    unsafe { if (*list).kind().may_hold(value) { list } else { widened(list, grown((*list).len)) } }
}

/// A list of any values with the elements of another one, and room for so many.
#[cold]
unsafe fn widened(list: *const List, capacity: u64) -> *mut List {
    let wide = empty(ElementKind::Any, capacity);
    // Safety: the caller's list is live. The new one has room for its elements, whose values are no objects.
    unsafe {
        for index in 0..(*list).len {
            let value = get(list, index);
            extend(wide, (&raw const value).cast(), 1);
        }
    }
    wide
}

/// Keeps what the value refers to alive up to here.
#[inline(always)]
fn keep_value_alive(value: Value) {
    heap::keep_alive(value.0 as *const u8);
}

/// `a + b`, a new list. Lists of different kinds meet only where both may hold any values.
///
/// # Safety
/// Both are live lists.
pub unsafe fn concat(a: *mut List, b: *const List) -> Value {
    // Safety: by the caller's promise; `b` keeps its elements alive.
    let result = unsafe {
        if (*a).kind() != (*b).kind() {
            return concat_kinds(a, b);
        }
        joined(a, (*b).data, (*b).len)
    };
    heap::keep_alive(b);
    result
}

/// `a + b` where one has octets: it stays so if the other one is empty.
#[cold]
unsafe fn concat_kinds(a: *mut List, b: *const List) -> Value {
    // Safety: the caller's lists are live. What is made of them is of one kind.
    unsafe {
        let is_known = |list: *const List| matches!((*list).kind(), ElementKind::Any | ElementKind::Octet);
        assert!(is_known(a) && is_known(b), "other lists meet only their own kind");
        if (*a).len == 0 {
            return concat(empty((*b).kind(), 0), b);
        }
        if (*b).len == 0 {
            return concat(a, empty((*a).kind(), 0));
        }
        let total = (*a).len.saturating_add((*b).len);
        if (*a).kind() == ElementKind::Octet {
            return concat(widened(a, total), b);
        }
        concat(a, widened(b, (*b).len))
    }
}

/// `list[start:end]`, a new list. `start <= end <= length`.
///
/// # Safety
/// `list` is a live list.
pub unsafe fn slice(list: *mut List, start: u64, end: u64) -> Value {
    // Safety: by the caller's promise; what lies between the bounds is initialised.
    unsafe {
        debug_assert!(start <= end && end <= (*list).len);
        let (count, kind) = (end - start, (*list).kind());
        if count == 0 {
            return Value::object(empty(kind, 0));
        }
        let (data, buffer) = (element(list, start), (*list).buffer);
        if count >= SMALLEST_SHARED_SLICE && count * 4 >= (*buffer).used {
            mark_buffer_shared(buffer);
            return Value::object(new_header(kind, data, count, buffer));
        }
        let result = of_elements(kind, data, count);
        heap::keep_alive(list);
        result
    }
}

/// `x := x[start:end]`: what `x` is then. Cuts the list itself unless it is shared. `start <= end <= length`.
///
/// # Safety
/// `list` is a live list; without the shared flag nobody else refers to it.
pub unsafe fn slice_in_place(list: *mut List, start: u64, end: u64) -> Value {
    // Safety: by the caller's promise. Elements are only overwritten in a buffer that nobody else uses.
    unsafe {
        debug_assert!(start <= end && end <= (*list).len);
        if (*list).header.flags & SHARED_FLAG != 0 {
            return slice(list, start, end);
        }
        let buffer = (*list).buffer;
        if buffer.is_null() {
            return Value::object(list);
        }
        if !is_shared(buffer) {
            ptr::write_bytes((*list).data, 0, start as usize * (*list).kind().size());
            (*buffer).used -= (*list).len - end;
        }
        (*list).data = element(list, start);
        (*list).len = end - start;
        if (*list).len * 4 < (*buffer).capacity && (*buffer).capacity > SMALLEST_SHARED_SLICE {
            move_to_own_buffer(list, (*list).kind(), grown((*list).len));
        }
    }
    Value::object(list)
}

/// A list of `count` times the same value.
pub fn repeat(value: Value, count: i64) -> Value {
    repeat_element(ElementKind::Any, value, count.max(0) as u64)
}

/// The same with elements of a kind that the value fits.
pub fn repeat_element(kind: ElementKind, value: Value, count: u64) -> Value {
    let list = empty(kind, count);
    if count > 0 {
        // Safety: the list is new, has a buffer with the room, and all of it is initialised before it is used.
        unsafe {
            let (raw, data, len) = (kind.element_of(value), (*list).data, count as usize);
            match kind {
                ElementKind::Byte | ElementKind::Octet => ptr::write_bytes(data, raw as u8, len),
                ElementKind::Any | ElementKind::Float => {
                    core::slice::from_raw_parts_mut(data.cast::<core::mem::MaybeUninit<u64>>(), len)
                        .fill(core::mem::MaybeUninit::new(raw));
                }
            }
            (*(*list).buffer).used = count;
            (*list).len = count;
        }
        keep_value_alive(value);
    }
    Value::object(list)
}

/// Notes that there may be a second reference to the value, if it is a list.
pub fn mark_shared(value: Value) {
    if let Some(list) = value.as_list() {
        // Safety: a live list. Static lists have the flag, and are not written.
        unsafe {
            if (*list).header.flags & SHARED_FLAG == 0 {
                (*list).header.flags |= SHARED_FLAG;
            }
        }
    }
}

/// The address of element number `index`, or of the place behind the last one.
#[inline]
unsafe fn element(list: *const List, index: u64) -> *mut u8 {
    // Safety: by the caller's promise, the list is live and has such a place.
    unsafe { (*list).data.add(index as usize * (*list).kind().size()) }
}

/// The list followed by `count` elements of its kind at `elements`, which the caller keeps alive.
unsafe fn joined(list: *mut List, elements: *const u8, count: u64) -> Value {
    // Safety: the list is live. An extended buffer is marked, so that neither list writes to the common elements.
    unsafe {
        let (len, kind) = ((*list).len, (*list).kind());
        if has_room(list, count) && !has_inline_buffer(list) {
            let buffer = (*list).buffer;
            mark_buffer_shared(buffer);
            let joined = new_header(kind, (*list).data, len, buffer);
            extend(joined, elements, count);
            return Value::object(joined);
        }
        let total = len.saturating_add(count);
        // Repeated small additions must not copy each time; a join of two equals is rarely added to.
        let capacity = if count < len { grown(total) } else { total.max(SMALLEST_CAPACITY) };
        let joined = empty(kind, capacity.min(i64::MAX as u64));
        extend(joined, (*list).data, len);
        extend(joined, elements, count);
        heap::keep_alive(list);
        Value::object(joined)
    }
}

/// Whether `count` elements can be written behind the last one, in the buffer as it is.
#[inline]
unsafe fn has_room(list: *const List, count: u64) -> bool {
    // Safety: the list is live; `data` points into its buffer.
    unsafe {
        let buffer = (*list).buffer;
        if buffer.is_null() {
            return false;
        }
        let (used, size) = ((*buffer).used, (*list).kind().size());
        let ends_at_used = element(list, (*list).len) == elements_of(buffer).cast::<u8>().add(used as usize * size);
        ends_at_used && count <= (*buffer).capacity - used
    }
}

/// Writes elements behind the last one. There is room, and `list` is the list that may do it.
#[inline]
unsafe fn extend(list: *mut List, elements: *const u8, count: u64) {
    // Safety: by the caller's promise.
    unsafe {
        ptr::copy(elements, element(list, (*list).len), count as usize * (*list).kind().size());
        (*list).len += count;
        (*(*list).buffer).used += count;
    }
}

/// Makes room for at least one more element of a list that nobody else refers to.
#[cold]
unsafe fn make_room(list: *mut List) {
    // Safety: the list is live. Elements are moved in the buffer only if no other list uses it.
    unsafe {
        let (buffer, len) = ((*list).buffer, (*list).len);
        if !buffer.is_null() && !is_shared(buffer) && len * 2 <= (*buffer).capacity {
            let elements = elements_of(buffer).cast();
            ptr::copy((*list).data, elements, len as usize * (*list).kind().size());
            (*list).data = elements;
            (*buffer).used = len;
            return;
        }
        let is_whole = (*list).data == elements_of(buffer).cast();
        if buffer.is_null() || is_shared(buffer) || !is_whole || !grow_buffer(buffer, grown(len)) {
            move_to_own_buffer(list, (*list).kind(), grown(len));
        }
    }
}

/// Gives the list a buffer that no other list uses, with elements of its kind, or of any kind if it has octets. One that was in
/// use by this list alone is free then.
unsafe fn move_to_own_buffer(list: *mut List, kind: ElementKind, capacity: u64) {
    // Safety: the list is live, the buffer is new and has room for `len` elements. Without the shared flag nothing but
    // the list refers to the old buffer.
    unsafe {
        let (len, old) = ((*list).len, (*list).buffer);
        let buffer = new_buffer_of(kind, capacity);
        let elements = elements_of(buffer).cast::<u8>();
        if kind != (*list).kind() {
            for index in 0..len {
                elements.cast::<Value>().add(index as usize).write(get(list, index));
            }
        } else if len > 0 {
            ptr::copy_nonoverlapping((*list).data, elements, len as usize * kind.size());
        }
        (*buffer).used = len;
        (*list).header.detail = kind as u8;
        (*list).data = elements;
        (*list).buffer = buffer;
        if !old.is_null() && !is_shared(old) {
            heap::free_large(old.cast());
        }
    }
}

/// Makes a large buffer larger where it is; `false` if that is impossible.
unsafe fn grow_buffer(buffer: *mut Buffer, capacity: u64) -> bool {
    // Safety: the caller's buffer is live, and may have as many elements then as its bytes have room for.
    unsafe {
        let kind = (*buffer).kind();
        let bytes = buffer_size(kind, capacity);
        let grown = heap::grow_large(buffer.cast(), bytes);
        if grown {
            (*buffer).capacity = buffer_capacity(kind, bytes);
        }
        grown
    }
}

/// The capacity for a list that has `len` elements and grows.
fn grown(len: u64) -> u64 {
    len.saturating_mul(2).max(SMALLEST_CAPACITY)
}

/// An empty buffer for at least `capacity` values. Also holds the slots and keys of dictionaries.
pub(crate) fn new_buffer(capacity: u64) -> *mut Buffer {
    new_buffer_of(ElementKind::Any, capacity)
}

/// An empty buffer for at least `capacity` elements.
fn new_buffer_of(kind: ElementKind, capacity: u64) -> *mut Buffer {
    let bytes = buffer_size(kind, capacity);
    let buffer = heap::allocate(Kind::Buffer, bytes).cast::<Buffer>();
    // Safety: the buffer is new.
    unsafe {
        (*buffer).header.detail = kind as u8;
        (*buffer).capacity = buffer_capacity(kind, bytes);
        (*buffer).used = 0;
    }
    buffer
}

/// The bytes that a buffer for so many elements takes.
fn buffer_size(kind: ElementKind, capacity: u64) -> usize {
    let bytes = (capacity as usize).saturating_mul(kind.size()).saturating_add(size_of::<Buffer>());
    heap::usable_size(bytes)
}

/// For how many elements a buffer of that size has room.
fn buffer_capacity(kind: ElementKind, bytes: usize) -> u64 {
    ((bytes - size_of::<Buffer>()) / kind.size()) as u64
}

/// Where the elements of a buffer start; null for null.
#[inline]
pub(crate) fn elements_of(buffer: *mut Buffer) -> *mut u64 {
    if buffer.is_null() { ptr::null_mut() } else { buffer.wrapping_add(1).cast() }
}

/// A list that sees `len` elements from `data` on, in a buffer of its kind.
unsafe fn new_header(kind: ElementKind, data: *mut u8, len: u64, buffer: *mut Buffer) -> *mut List {
    let list = heap::allocate(Kind::List, size_of::<List>()).cast::<List>();
    // Safety: the list is new.
    unsafe {
        (*list).header.detail = kind as u8;
        (*list).len = len;
        (*list).data = data;
        (*list).buffer = buffer;
    }
    list
}

#[inline]
unsafe fn is_shared(buffer: *const Buffer) -> bool {
    // Safety: by the caller's promise, a live buffer.
    unsafe { (*buffer).header.flags & SHARED_FLAG != 0 }
}

unsafe fn mark_buffer_shared(buffer: *mut Buffer) {
    // Safety: by the caller's promise, a live buffer; a static one has the flag and is not written.
    unsafe {
        if !is_shared(buffer) {
            (*buffer).header.flags |= SHARED_FLAG;
        }
    }
}

#[cfg(test)]
mod tests;
