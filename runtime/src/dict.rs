//! Dictionaries and namespaces: a shape, which knows the keys, and a buffer with the values in the same order.

use crate::heap;
use crate::list::{self, elements_of, new_buffer};
use crate::object::{Buffer, Dict, FROZEN_FLAG, Kind, OWNED_FLAG, Shape, String};
use crate::shape;
use crate::value::Value;
use core::ptr::{self, null_mut};

/// `{k: a, l: b}`; of several equal keys the last one's value counts.
///
/// # Safety
/// `keys` and `values` each point at `count` values that the collector finds; the keys are strings.
pub unsafe fn new(keys: *const Value, values: *const Value, count: i64) -> Value {
    let slots = if count > 0 { new_buffer(count as u64) } else { null_mut() };
    // Safety: the parts are new and belong together; by the caller's promise for the rest.
    unsafe {
        let dict = new_header(0, shape::empty(), slots);
        for i in 0..count as usize {
            set(dict, *keys.add(i), *values.add(i));
        }
        Value::object(dict)
    }
}

/// The namespace of a module: as [`new`], frozen.
///
/// # Safety
/// As for [`new`].
pub unsafe fn new_namespace(keys: *const Value, values: *const Value, count: i64) -> Value {
    // Safety: by the caller's promise; the dictionary is new.
    unsafe {
        let dict = new(keys, values, count);
        (*dict.header()).flags |= FROZEN_FLAG;
        dict
    }
}

/// The value of a key, which is a string.
///
/// # Safety
/// Both are live objects.
pub unsafe fn get(dict: *const Dict, key: Value) -> Option<Value> {
    // Safety: by the caller's promise; there is a slot for each key.
    unsafe {
        let number = shape::find((*dict).shape, key.header().cast())?;
        Some(Value(*elements_of((*dict).slots).add(number as usize)))
    }
}

/// `dict[key] := value`, where the key is a string. Does not ask whether the dictionary is frozen.
///
/// # Safety
/// All are live.
pub unsafe fn set(dict: *mut Dict, key: Value, value: Value) {
    // Safety: by the caller's promise; there is a slot for each key.
    unsafe {
        let key = key.header().cast::<String>();
        match shape::find((*dict).shape, key) {
            Some(number) => *elements_of((*dict).slots).add(number as usize) = value.0,
            None => {
                let shape = shape::with_key((*dict).shape, key);
                (*dict).slots = shape::pushed((*dict).slots, value);
                (*dict).shape = shape;
                (*dict).len += 1;
            }
        }
    }
}

/// The number of keys.
///
/// # Safety
/// `dict` is a live dictionary.
pub unsafe fn len(dict: *const Dict) -> u64 {
    // Safety: by the caller's promise.
    unsafe { (*dict).len }
}

/// Key and value number `index`, in the order of insertion; `index` must be less than the length.
///
/// # Safety
/// `dict` is a live dictionary.
pub unsafe fn entry(dict: *const Dict, index: u64) -> (Value, Value) {
    // Safety: by the caller's promise.
    unsafe {
        debug_assert!(index < (*dict).len);
        let key = Value(*elements_of((*(*dict).shape).keys).add(index as usize));
        (key, Value(*elements_of((*dict).slots).add(index as usize)))
    }
}

/// Keys and values in the order of insertion.
///
/// # Safety
/// `dict` stays a live dictionary while the result is used; keys that are added meanwhile are not seen.
pub unsafe fn iter(dict: *const Dict) -> impl Iterator<Item = (Value, Value)> {
    // Safety: by the caller's promise.
    unsafe { (0..(*dict).len).map(move |index| entry(dict, index)) }
}

/// A list of the keys in the order of insertion.
///
/// # Safety
/// `dict` is a live dictionary.
pub unsafe fn keys(dict: *const Dict) -> Value {
    // Safety: by the caller's promise; the dictionary keeps the keys alive.
    let keys = unsafe {
        let keys = shape::keys((*dict).shape);
        list::new(keys.as_ptr(), keys.len() as i64)
    };
    heap::keep_alive(dict);
    keys
}

/// A shallow copy that is frozen.
///
/// # Safety
/// `dict` is a live dictionary.
pub unsafe fn freeze(dict: *const Dict) -> Value {
    // Safety: by the caller's promise. A shared shape never changes, an own one has one owner.
    unsafe {
        let (len, mut shape) = ((*dict).len, (*dict).shape);
        if (*shape).header.flags & OWNED_FLAG != 0 {
            shape = shape::own_copy(shape);
        }
        let slots = if len > 0 { new_buffer(len) } else { null_mut() };
        if len > 0 {
            ptr::copy_nonoverlapping(elements_of((*dict).slots), elements_of(slots), len as usize);
            (*slots).used = len;
        }
        let copy = new_header(len, shape, slots);
        (*copy).header.flags |= FROZEN_FLAG;
        heap::keep_alive(dict);
        Value::object(copy)
    }
}

unsafe fn new_header(len: u64, shape: *mut Shape, slots: *mut Buffer) -> *mut Dict {
    let dict = heap::allocate(Kind::Dict, size_of::<Dict>()).cast::<Dict>();
    // Safety: the dictionary is new.
    unsafe {
        (*dict).len = len;
        (*dict).shape = shape;
        (*dict).slots = slots;
    }
    dict
}
