//! The lookup cache: where the keys that were looked for last are, of all dictionaries together (the global cache of
//! Deutsch and Schiffman, "Efficient Implementation of the Smalltalk-80 System", 1984). A program that asks for a key
//! mostly comes back to it soon, with the same string: `if has_key(d, k) { d[k] := d[k] + 1 }` searches once.
//!
//! An entry stays right as long as its shape and its string live, since a key never leaves a shape and never changes its
//! number, and a transition always leads to the same shape. Every collection empties the cache: so no other object can
//! have the address of one that is in it.

use crate::global::Global;
use crate::object::{Shape, String};
use crate::value::Value;
use core::mem::offset_of;
use core::ptr::null_mut;

/// What is known of a key that was looked for.
#[derive(Clone, Copy)]
#[repr(C)]
struct Entry {
    shape: *const Shape,
    /// The word of the key. Of a key that the shape does not have, and to which a transition leads, its address.
    key: u64,
    /// Where the value of the key lies: in bytes from the start of the slots.
    offset: u64,
    /// Where the transition leads.
    next: *mut Shape,
}

const EMPTY: Entry = Entry { shape: core::ptr::null(), key: 0, offset: 0, next: null_mut() };

/// A power of two.
const ENTRIES: usize = 256;

#[unsafe(export_name = "OMG_LOOKUPS")]
static CACHE: Global<[Entry; ENTRIES]> = Global::new([EMPTY; ENTRIES]);

/// For generated code, which looks at the cache at the symbol `OMG_LOOKUPS`: its layout. The entry for a shape and a key lies at
/// `((shape ^ key) & MASK) << SHIFT`, be the key tagged or not.
pub mod layout {
    use super::*;

    pub const MASK: u64 = ((ENTRIES - 1) as u64) << GRANULE_BITS;
    pub const SHIFT: u64 = ENTRY_BITS - GRANULE_BITS;
    pub const SHAPE: usize = offset_of!(Entry, shape);
    pub const KEY: usize = offset_of!(Entry, key);
    pub const OFFSET: usize = offset_of!(Entry, offset);

    /// Objects are that far apart at least, in powers of two.
    const GRANULE_BITS: u64 = 4;
    const ENTRY_BITS: u64 = size_of::<Entry>().trailing_zeros() as u64;
    const _: () = assert!(size_of::<Entry>().is_power_of_two() && ENTRY_BITS >= GRANULE_BITS);
}

/// Forgets all of it.
pub fn forget() {
    // Safety: one thread uses the cache, and nothing here comes back to it.
    unsafe { CACHE.with(|entries| *entries = [EMPTY; ENTRIES]) }
}

/// The number of a key in the shape, if it is known.
#[inline]
pub fn number(shape: *const Shape, key: *const String) -> Option<u64> {
    let entry = read(shape, key);
    let is_known = entry.shape == shape && entry.key == Value::object(key).0;
    is_known.then(|| entry.offset / size_of::<Value>() as u64)
}

/// Where the transition of a shape with a key leads, if it is known; the shape does not have the key then.
#[inline]
pub fn transition(shape: *const Shape, key: *const String) -> Option<*mut Shape> {
    let entry = read(shape, key);
    (entry.shape == shape && entry.key == key as u64).then_some(entry.next)
}

/// Notes the number of a key in the shape.
#[inline]
pub fn note_number(shape: *const Shape, key: *const String, number: u64) {
    let word = Value::object(key).0;
    write(shape, key, Entry { shape, key: word, offset: slot_offset(number), next: null_mut() });
}

/// Notes a transition.
#[inline]
pub fn note_transition(shape: *const Shape, key: *const String, next: *mut Shape) {
    write(shape, key, Entry { shape, key: key as u64, offset: 0, next });
}

/// Where value number `number` lies in bytes from the first slot.
#[inline]
pub fn slot_offset(number: u64) -> u64 {
    number * size_of::<Value>() as u64
}

#[inline]
fn read(shape: *const Shape, key: *const String) -> Entry {
    // Safety: an entry of the cache, which one thread uses.
    unsafe { *place(shape, key) }
}

#[inline]
fn write(shape: *const Shape, key: *const String, entry: Entry) {
    // Safety: as above.
    unsafe { *place(shape, key) = entry }
}

/// The address of the entry for a shape and a key.
#[inline]
fn place(shape: *const Shape, key: *const String) -> *mut Entry {
    let place = ((shape as u64 ^ key as u64) & layout::MASK) << layout::SHIFT;
    CACHE.get().cast::<u8>().wrapping_add(place as usize).cast()
}
