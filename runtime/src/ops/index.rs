//! `a[i]`, `a.k`, and assignments to them.
//!
//! A position is an integer; a boolean counts as 0 or 1, as in arithmetic. Negative positions count from the end. A key
//! is a string; a number or boolean means its text.

use super::{Number, as_integer};
use crate::object::{Dict, FROZEN_FLAG};
use crate::program::AttributeCache;
use crate::value::Value;
use crate::{contents, dict, errors, int, list, lookup, shape, string, text};

/// `object[index]`
pub fn index(object: Value, index: Value) -> Value {
    // Compiled code comes here for lists of octets, and for positions from the end.
    if let Some(list) = object.as_list()
        && index.is_small()
    {
        // Safety: the list is live, and has the position.
        unsafe {
            let (len, index) = ((*list).len, index.as_small());
            let position = if index < 0 { index.wrapping_add_unsigned(len) } else { index } as u64;
            if position < len {
                return list::get(list, position);
            }
        }
    }
    if let Some(dict) = object.as_dict() {
        // Safety: the dictionary is live.
        if let Some(place) = unsafe { find_number(dict, index) } {
            // Safety: the value of one of its keys.
            return unsafe { *place };
        }
        return match key_of(index) {
            Some(key) => lookup(object, key),
            None => errors::key_type(index),
        };
    }
    let Some(len) = contents::len(object) else {
        return errors::not_indexable(object);
    };
    let position = match position(object, index, len) {
        Ok(position) => position,
        Err(raised) => return raised,
    };
    match (object.as_list(), object.as_string()) {
        // Safety: the list is live and has that position.
        (Some(list), _) => unsafe { list::get(list, position) },
        // Safety: the string is live and has that position.
        (None, Some(string)) => unsafe { string::index(string, position) },
        (None, None) => unreachable!("only lists and strings are left"),
    }
}

/// `object[index] := value`; the result is NONE.
pub fn index_set(object: Value, index: Value, value: Value) -> Value {
    if let Some(dict) = object.as_dict() {
        // Safety: the dictionary is live.
        if let Some(place) = unsafe { find_number(dict, index) }
            && unsafe { (*dict).header.flags & FROZEN_FLAG == 0 }
        {
            // Safety: the value of one of its keys.
            unsafe { *place = value };
            return Value::NONE;
        }
        return match key_of(index) {
            Some(key) => store(object, key, value),
            None => errors::key_type(index),
        };
    }
    let (Some(list), Some(len)) = (object.as_list(), contents::len(object)) else {
        return errors::not_assignable(object);
    };
    match position(object, index, len) {
        Ok(position) => {
            // Safety: the list is live and has that position.
            unsafe { list::set(list, position, value) };
            Value::NONE
        }
        Err(raised) => raised,
    }
}

/// `object.key`; the key is a string.
pub fn attribute(object: Value, key: Value) -> Value {
    if object.as_dict().is_some() { lookup(object, key) } else { errors::no_attribute(object, key) }
}

/// `object.key := value`; the key is a string, the result NONE.
pub fn attribute_set(object: Value, key: Value, value: Value) -> Value {
    if object.as_dict().is_some() { store(object, key, value) } else { errors::no_attribute(object, key) }
}

/// As [`attribute`]. Notes where the key was found.
///
/// # Safety
/// The cache is valid and registered with the collector, or used for one operation only.
pub unsafe fn attribute_cached(object: Value, key: Value, cache: *mut AttributeCache) -> Value {
    let value = attribute(object, key);
    if value != Value::RAISED {
        // Safety: by the caller's promise; an object with attributes is a dictionary.
        unsafe { note(object, key, cache) }
    }
    value
}

/// As [`attribute_set`]. Notes where the key is now.
///
/// # Safety
/// As for [`attribute_cached`].
pub unsafe fn attribute_set_cached(object: Value, key: Value, value: Value, cache: *mut AttributeCache) -> Value {
    let result = attribute_set(object, key, value);
    if result != Value::RAISED {
        // Safety: as above.
        unsafe { note(object, key, cache) }
    }
    result
}

unsafe fn note(object: Value, key: Value, cache: *mut AttributeCache) {
    // Safety: the caller's object is a live dictionary that has the key, and the cache is valid.
    unsafe {
        let dict = object.header().cast::<Dict>();
        if let Some(number) = shape::find((*dict).shape, key.header().cast()) {
            *cache = AttributeCache { shape: (*dict).shape, offset: lookup::slot_offset(number) };
        }
    }
}

/// Where the value of the key lies that a machine integer means, if there is one. Its text is not made.
///
/// # Safety
/// The dictionary is live.
#[inline]
unsafe fn find_number(dict: *const Dict, index: Value) -> Option<*mut Value> {
    if !index.is_small() {
        return None;
    }
    // Safety: by the caller's promise.
    int::with_decimal(index.as_small(), |digits| unsafe { dict::find_text(dict, digits) })
}

/// What a dictionary has for a key, which is a string; none for other objects.
pub(super) fn entry(dict: Value, key: Value) -> Option<Value> {
    // Safety: both are live.
    dict.as_dict().and_then(|dict| unsafe { dict::get(dict, key) })
}

/// Whether a dictionary has the key that a value means; none if they are no dictionary and key.
#[inline]
pub fn has_key(dict: Value, key: Value) -> Option<bool> {
    let object = dict.as_dict()?;
    // Safety: all are live.
    unsafe {
        if key.is_small() {
            return Some(find_number(object, key).is_some());
        }
        Some(dict::get(object, key_of(key)?).is_some())
    }
}

/// `dict[key]`
fn lookup(dict: Value, key: Value) -> Value {
    entry(dict, key).unwrap_or_else(|| errors::missing_key(key))
}

/// `dict[key] := value`
fn store(dict: Value, key: Value, value: Value) -> Value {
    // Safety: all are live.
    unsafe {
        match dict.as_dict() {
            Some(dict) if (*dict).header.flags & FROZEN_FLAG == 0 => dict::set(dict, key, value),
            _ => return errors::frozen(),
        }
    }
    Value::NONE
}

/// The key that a value means: a string itself, a number or boolean its text. None for anything else.
fn key_of(value: Value) -> Option<Value> {
    if value.as_string().is_some() {
        return Some(value);
    }
    Number::of(value).map(|_| text::to_string(value))
}

/// The position from the start that an index means in something of `len` elements, or RAISED.
fn position(object: Value, index: Value, len: usize) -> Result<u64, Value> {
    let Some(integer) = as_integer(index) else {
        return Err(errors::index_type(object, index));
    };
    let position = int::to_i64(integer).and_then(|i| if i < 0 { i.checked_add_unsigned(len as u64) } else { Some(i) });
    match position.and_then(|i| u64::try_from(i).ok()) {
        Some(position) if position < len as u64 => Ok(position),
        _ => Err(errors::index_out_of_range(integer, len)),
    }
}
