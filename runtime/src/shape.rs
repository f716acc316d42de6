//! Shapes: which keys a dictionary has, in the order of insertion, and so where the value of a key lies.
//!
//! Dictionaries that get the same keys in the same order share a shape (the hidden classes of Self and V8): adding a key
//! leads from one shape to the next by a *transition*. Shared shapes have few keys and are searched one by one. A
//! dictionary with more keys, or one that grows in a way that many others do not, gets a shape of its own, with a hash
//! index, to which keys are added in place. A key never leaves a shape and never changes its number.
//!
//! A program that uses dictionaries as maps must not fill the memory with shapes: transitions are bounded for each
//! shape, and when a number of shapes have been made, the empty shape forgets its transitions. Dictionaries keep the
//! shapes they have, the collector frees the rest, and later dictionaries build theirs anew.

use crate::global::Global;
use crate::heap;
use crate::list::{elements_of, new_buffer};
use crate::lookup;
use crate::object::{Buffer, Bytes, Header, Kind, OWNED_FLAG, Shape, String};
use crate::string;
use crate::value::Value;
use core::ptr::{self, null_mut};

/// A dictionary with more keys has its own shape.
pub const MOST_SHARED_KEYS: u64 = 24;
/// Words in the transitions of a shape, two for each.
const MOST_TRANSITION_WORDS: u64 = 2 * 32;
const MOST_EMPTY_TRANSITION_WORDS: u64 = 2 * 256;
/// After so many shared shapes the empty shape forgets its transitions.
const MOST_SHAPES: usize = 4096;
/// An index has at least this many places; always a power of two.
const SMALLEST_INDEX: usize = 8;

static EMPTY: Global<Shape> = Global::new(Shape {
    header: Header { kind: Kind::Shape, detail: 0, flags: 0, aux: 0 },
    len: 0,
    keys: null_mut(),
    index: null_mut(),
    transitions: null_mut(),
});

/// Shared shapes made since the empty shape last forgot its transitions.
static MADE: Global<usize> = Global::new(0);

/// The shared shapes of a program: where the transitions of the empty shape lead, and how many there are.
pub(crate) type Shared = (*mut Buffer, usize);

/// No shapes were made yet.
pub(crate) const NO_SHARED: Shared = (null_mut(), 0);

/// Makes these the shared shapes; those that were before.
pub(crate) fn replace_shared(shared: Shared) -> Shared {
    lookup::forget();
    // Safety: one thread uses the shapes, and no reference to them is live.
    unsafe {
        let transitions = core::mem::replace(&mut (*EMPTY.get()).transitions, shared.0);
        (transitions, core::mem::replace(&mut *MADE.get(), shared.1))
    }
}

/// The shape without keys.
pub fn empty() -> *mut Shape {
    EMPTY.get()
}

/// The word that leads to all shapes that are not in use: a root of the collector.
pub(crate) fn root() -> *const Value {
    // Safety: the address of a field of a static.
    unsafe { (&raw const (*EMPTY.get()).transitions).cast() }
}

/// The number of a key.
///
/// # Safety
/// Both are live objects.
#[inline]
pub unsafe fn find(shape: *const Shape, key: *const String) -> Option<u64> {
    // Safety: by the caller's promise.
    lookup::number(shape, key).or_else(|| unsafe { search(shape, key) })
}

/// The number of a key that the lookup cache does not know.
unsafe fn search(shape: *const Shape, key: *const String) -> Option<u64> {
    // Safety: the caller's objects are live.
    let number = unsafe { search_text(shape, &Wanted::of(key)) };
    if let Some(number) = number {
        lookup::note_number(shape, key, number);
    }
    number
}

/// The number of the key with that text, of which there need be no string.
///
/// # Safety
/// `shape` is a live shape.
pub unsafe fn find_text(shape: *const Shape, text: &[u8]) -> Option<u64> {
    // Safety: by the caller's promise.
    unsafe { search_text(shape, &Wanted { text, hash: string::hash_bytes(text) }) }
}

unsafe fn search_text(shape: *const Shape, wanted: &Wanted) -> Option<u64> {
    // Safety: the caller's shape is live.
    unsafe {
        if (*shape).header.flags & OWNED_FLAG != 0 {
            return find_indexed(shape, wanted);
        }
        find_among(keys(shape), 1, wanted).map(|place| place as u64)
    }
}

/// What is looked for. Nothing is allocated meanwhile.
struct Wanted<'a> {
    text: &'a [u8],
    hash: u32,
}

impl Wanted<'_> {
    /// The text of a live string.
    #[inline]
    unsafe fn of<'a>(key: *const String) -> Wanted<'a> {
        // Safety: by the caller's promise.
        unsafe { Wanted { text: string::as_bytes(key), hash: string::hash(key) } }
    }

    /// Whether a key of a shape, which has its hash, is it.
    #[inline]
    unsafe fn is(&self, key: Value) -> bool {
        // Safety: keys are live strings.
        unsafe {
            let key = key.header().cast::<String>();
            (*key).header.aux == self.hash && string::equal_bytes(string::as_bytes(key), self.text)
        }
    }
}

/// The keys of a shape.
///
/// # Safety
/// `shape` is a live shape, to which no key is added while the result is used.
pub unsafe fn keys<'a>(shape: *const Shape) -> &'a [Value] {
    // Safety: the first `len` keys are initialised.
    unsafe {
        if (*shape).len == 0 {
            return &[];
        }
        core::slice::from_raw_parts(elements_of((*shape).keys).cast(), (*shape).len as usize)
    }
}

/// The shape with one more key, which is not in it yet. An own shape is changed and is the result.
///
/// # Safety
/// Both are live objects.
pub unsafe fn with_key(shape: *mut Shape, key: *mut String) -> *mut Shape {
    // Safety: by the caller's promise.
    unsafe {
        string::hash(key);
        if (*shape).header.flags & OWNED_FLAG != 0 {
            add_key(shape, key);
            return shape;
        }
        if let Some(next) = transition(shape, key) {
            lookup::note_transition(shape, key, next);
            return next;
        }
        if *MADE.get() >= MOST_SHAPES || (shape == empty() && is_full(shape, MOST_EMPTY_TRANSITION_WORDS)) {
            (*empty()).transitions = null_mut();
            *MADE.get() = 0;
        }
        if (*shape).len >= MOST_SHARED_KEYS || (shape != empty() && is_full(shape, MOST_TRANSITION_WORDS)) {
            let own = own_copy(shape);
            add_key(own, key);
            return own;
        }
        new_transition(shape, key)
    }
}

/// A shape with the same keys that belongs to one dictionary.
///
/// # Safety
/// `shape` is a live shape.
pub unsafe fn own_copy(shape: *const Shape) -> *mut Shape {
    // Safety: by the caller's promise; all fields are written before the next allocation.
    unsafe {
        let len = (*shape).len;
        let buffer = new_buffer((len * 2).max(SMALLEST_INDEX as u64));
        ptr::copy_nonoverlapping(keys(shape).as_ptr().cast(), elements_of(buffer), len as usize);
        (*buffer).used = len;
        let copy = new_shape(len, buffer, OWNED_FLAG);
        make_index(copy);
        copy
    }
}

/// Where a key is among values, of which each `step`-th is a key.
unsafe fn find_among(values: &[Value], step: usize, wanted: &Wanted) -> Option<usize> {
    // Safety: the values are keys of a shape.
    values.iter().step_by(step).position(|&key| unsafe { wanted.is(key) })
}

unsafe fn transition_words<'a>(shape: *const Shape) -> &'a [Value] {
    // Safety: the caller's shape is live; `used` words are initialised.
    unsafe {
        let buffer = (*shape).transitions;
        if buffer.is_null() {
            return &[];
        }
        core::slice::from_raw_parts(elements_of(buffer).cast(), (*buffer).used as usize)
    }
}

unsafe fn is_full(shape: *const Shape, most: u64) -> bool {
    // Safety: the caller's shape is live.
    unsafe { transition_words(shape).len() as u64 >= most }
}

unsafe fn transition(shape: *const Shape, key: *const String) -> Option<*mut Shape> {
    // Safety: the caller's objects are live; words alternate between key and shape.
    unsafe {
        let words = transition_words(shape);
        let place = find_among(words, 2, &Wanted::of(key))?;
        Some(words[place * 2 + 1].header().cast())
    }
}

/// A new shared shape with one more key, and the transition to it.
unsafe fn new_transition(shape: *mut Shape, key: *mut String) -> *mut Shape {
    // Safety: the caller's objects are live.
    unsafe {
        let len = (*shape).len;
        let mut buffer = (*shape).keys;
        let is_last = !buffer.is_null() && (*buffer).used == len && len < (*buffer).capacity;
        if !is_last {
            buffer = new_buffer((len * 2).max(4));
            ptr::copy_nonoverlapping(keys(shape).as_ptr().cast(), elements_of(buffer), len as usize);
        }
        *elements_of(buffer).add(len as usize) = Value::object(key).0;
        (*buffer).used = len + 1;
        let next = new_shape(len + 1, buffer, 0);
        (*shape).transitions = pushed((*shape).transitions, Value::object(key));
        (*shape).transitions = pushed((*shape).transitions, Value::object(next));
        *MADE.get() += 1;
        next
    }
}

/// A buffer with one more value, which nobody else uses: the same one, or a larger copy.
unsafe fn pushed(buffer: *mut Buffer, value: Value) -> *mut Buffer {
    // Safety: the caller's buffer is live or null.
    unsafe {
        let used = if buffer.is_null() { 0 } else { (*buffer).used };
        let mut target = buffer;
        if buffer.is_null() || used == (*buffer).capacity {
            target = new_buffer((used * 2).max(4));
            if used > 0 {
                ptr::copy_nonoverlapping(elements_of(buffer), elements_of(target), used as usize);
            }
        }
        *elements_of(target).add(used as usize) = value.0;
        (*target).used = used + 1;
        target
    }
}

unsafe fn new_shape(len: u64, keys: *mut Buffer, flags: u16) -> *mut Shape {
    let shape = heap::allocate(Kind::Shape, size_of::<Shape>()).cast::<Shape>();
    // Safety: the shape is new.
    unsafe {
        (*shape).header.flags = flags;
        (*shape).len = len;
        (*shape).keys = keys;
        (*shape).index = null_mut();
        (*shape).transitions = null_mut();
    }
    shape
}

// The index of an own shape: open addressing with linear probing, at most three quarters full. A place is 0 when it is
// free; else its lower half is the key's number plus one, its upper half the key's hash. So the index grows without a look
// at the keys.

/// The places of the index.
unsafe fn places<'a>(shape: *const Shape) -> &'a mut [u64] {
    // Safety: the caller's shape has an index, of which `used` bytes are initialised, in whole places.
    unsafe {
        let index = (*shape).index;
        core::slice::from_raw_parts_mut(string::bytes_of(index).cast(), (*index).used as usize / size_of::<u64>())
    }
}

unsafe fn find_indexed(shape: *const Shape, wanted: &Wanted) -> Option<u64> {
    // Safety: the caller's objects are live; an own shape has an index. An index has free places.
    unsafe {
        let (places, keys, hash) = (places(shape), keys(shape), wanted.hash);
        let mask = places.len() - 1;
        let mut place = hash as usize & mask;
        while places[place] != 0 {
            if places[place] >> 32 == u64::from(hash) {
                let number = (places[place] as u32 - 1) as usize;
                if wanted.is(keys[number]) {
                    return Some(number as u64);
                }
            }
            place = (place + 1) & mask;
        }
        None
    }
}

/// Adds a key, whose hash is computed, to an own shape.
unsafe fn add_key(shape: *mut Shape, key: *mut String) {
    // Safety: the caller's objects are live.
    unsafe {
        (*shape).keys = pushed((*shape).keys, Value::object(key));
        (*shape).len += 1;
        if (*shape).len as usize * 4 > places(shape).len() * 3 {
            make_index(shape);
        } else {
            enter(places(shape), entry_of(key, (*shape).len - 1));
        }
    }
}

/// What stands in the index for a key, which has its hash.
unsafe fn entry_of(key: *const String, number: u64) -> u64 {
    // Safety: the caller's key is live.
    unsafe { u64::from((*key).header.aux) << 32 | (number + 1) }
}

fn enter(places: &mut [u64], entry: u64) {
    let mask = places.len() - 1;
    let mut place = (entry >> 32) as usize & mask;
    while places[place] != 0 {
        place = (place + 1) & mask;
    }
    places[place] = entry;
}

/// Gives an own shape an index for at least twice as many keys.
unsafe fn make_index(shape: *mut Shape) {
    // Safety: the caller's shape is live, its keys have their hashes.
    unsafe {
        let count = ((*shape).len as usize * 2 + 1).next_power_of_two().max(SMALLEST_INDEX);
        let index: *mut Bytes = string::new_buffer(count * size_of::<u64>());
        ptr::write_bytes(string::bytes_of(index), 0, count * size_of::<u64>());
        (*index).used = (count * size_of::<u64>()) as u64;
        let old: &[u64] = if (*shape).index.is_null() { &[] } else { places(shape) };
        (*shape).index = index;
        let places = places(shape);
        let mut entered = 0;
        for &entry in old.iter().filter(|&&entry| entry != 0) {
            enter(places, entry);
            entered += 1;
        }
        for (number, key) in keys(shape).iter().enumerate().skip(entered) {
            enter(places, entry_of(key.header().cast(), number as u64));
        }
    }
}
