//! Dictionaries and namespaces: a shape, which knows the keys, and slots with the values in the same order.
//!
//! A dictionary is made with room for the slots that it is known to need, in its own cell. When it gets more keys, the
//! slots move to a buffer; what they leave behind in the cell is not used again.

use crate::heap;
use crate::list::{self, elements_of, new_buffer};
use crate::lookup;
use crate::object::{Buffer, Dict, FROZEN_FLAG, Kind, OWNED_FLAG, String};
use crate::program::AttributeCache;
use crate::shape;
use crate::value::Value;
use core::ptr;

/// A dictionary that is made for more slots has them in a buffer from the start.
const MOST_INLINE_SLOTS: u64 = 32;
/// A buffer of slots has at least this capacity.
const SMALLEST_CAPACITY: u64 = 4;

/// `{k: a, l: b}`; of several equal keys the last one's value counts.
///
/// # Safety
/// `keys` and `values` each point at `count` values that the collector finds; the keys are strings.
pub unsafe fn new(keys: *const Value, values: *const Value, count: i64) -> Value {
    // Safety: the dictionary is new; by the caller's promise for the rest.
    unsafe {
        let dict = with_capacity(count as u64);
        for i in 0..count as usize {
            set(dict, *keys.add(i), *values.add(i));
        }
        Value::object(dict)
    }
}

/// As [`new`]. Notes the shape that dictionaries of these keys have, for compiled code that makes more of them.
///
/// # Safety
/// As for [`new`]; the cache is registered with the collector.
pub unsafe fn new_cached(keys: *const Value, values: *const Value, count: i64, cache: *mut AttributeCache) -> Value {
    // Safety: by the caller's promise. A shape that is owned is not for others.
    unsafe {
        let dict = new(keys, values, count);
        let shape = (*dict.header().cast::<Dict>()).shape;
        if (*shape).header.flags & OWNED_FLAG == 0 {
            *cache = AttributeCache { shape, offset: 0 };
        }
        dict
    }
}

/// The namespace of a module: as [`new`], frozen, without the keys whose value is unset.
///
/// # Safety
/// As for [`new`].
pub unsafe fn new_namespace(keys: *const Value, values: *const Value, count: i64) -> Value {
    // Safety: by the caller's promise; the dictionary is new.
    unsafe {
        let dict = with_capacity(count as u64);
        for i in (0..count as usize).filter(|&i| *values.add(i) != Value::UNSET) {
            set(dict, *keys.add(i), *values.add(i));
        }
        (*dict).header.flags |= FROZEN_FLAG;
        Value::object(dict)
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
        Some(Value(*(*dict).slots.add(number as usize)))
    }
}

/// Where the value of the key with that text lies, of which there need be no string; until a key is added.
///
/// # Safety
/// `dict` is a live dictionary.
pub unsafe fn find_text(dict: *const Dict, text: &[u8]) -> Option<*mut Value> {
    // Safety: by the caller's promise; there is a slot for each key.
    unsafe {
        let number = shape::find_text((*dict).shape, text)?;
        Some((*dict).slots.add(number as usize).cast())
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
        let next = match lookup::transition((*dict).shape, key) {
            Some(next) => next,
            None => match shape::find((*dict).shape, key) {
                Some(number) => {
                    *(*dict).slots.add(number as usize) = value.0;
                    return;
                }
                None => shape::with_key((*dict).shape, key),
            },
        };
        let number = (*dict).len;
        add_slot(dict, value);
        (*dict).shape = next;
        lookup::note_number(next, key, number);
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
        (key, Value(*(*dict).slots.add(index as usize)))
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
        let copy = with_capacity(len);
        ptr::copy_nonoverlapping((*dict).slots, (*copy).slots, len as usize);
        set_len(copy, len);
        (*copy).shape = shape;
        (*copy).header.flags |= FROZEN_FLAG;
        heap::keep_alive(dict);
        Value::object(copy)
    }
}

/// An empty dictionary with room for so many slots.
fn with_capacity(capacity: u64) -> *mut Dict {
    let inline = if capacity <= MOST_INLINE_SLOTS { capacity as usize } else { 0 };
    let dict = heap::allocate(Kind::Dict, size_of::<Dict>() + inline * size_of::<Value>()).cast::<Dict>();
    // Safety: the dictionary is new.
    unsafe {
        (*dict).header.aux = inline as u32;
        (*dict).len = 0;
        (*dict).shape = shape::empty();
        (*dict).slots = (&raw mut (*dict).inline_slots).cast();
        if capacity > inline as u64 {
            move_to_buffer(dict, capacity);
        }
    }
    dict
}

/// The buffer that the slots lie in; none for inline slots.
///
/// # Safety
/// `dict` is an initialised dictionary.
pub(crate) unsafe fn buffer_of(dict: *const Dict) -> Option<*mut Buffer> {
    // Safety: by the caller's promise; slots that are not inline are the elements of a buffer.
    unsafe {
        let slots = (*dict).slots;
        (slots.cast_const() != (&raw const (*dict).inline_slots).cast()).then(|| slots.cast::<Buffer>().sub(1))
    }
}

/// Gives the key that comes next its value.
unsafe fn add_slot(dict: *mut Dict, value: Value) {
    // Safety: the caller's dictionary is live; the slot after the last one is written before it counts.
    unsafe {
        let len = (*dict).len;
        let capacity = buffer_of(dict).map_or((*dict).header.aux.into(), |buffer| (*buffer).capacity);
        if len == capacity {
            move_to_buffer(dict, (len * 2).max(SMALLEST_CAPACITY));
        }
        *(*dict).slots.add(len as usize) = value.0;
        set_len(dict, len + 1);
    }
}

/// Moves the slots to a new buffer.
unsafe fn move_to_buffer(dict: *mut Dict, capacity: u64) {
    let buffer = new_buffer(capacity);
    // Safety: the caller's dictionary is live, the buffer is new and has room for its slots.
    unsafe {
        ptr::copy_nonoverlapping((*dict).slots, elements_of(buffer), (*dict).len as usize);
        (*buffer).used = (*dict).len;
        (*dict).slots = elements_of(buffer);
    }
}

/// Notes how many slots have values.
unsafe fn set_len(dict: *mut Dict, len: u64) {
    // Safety: the caller's dictionary is live.
    unsafe {
        (*dict).len = len;
        if let Some(buffer) = buffer_of(dict) {
            (*buffer).used = len;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::testing::with_heap;
    use crate::string;
    use proptest::prelude::*;
    use std::format;
    use std::string::String as Text;
    use std::vec::Vec;

    const VARIABLES: usize = 4;

    #[derive(Clone, Debug)]
    enum Step {
        New(usize, Vec<u16>),
        /// `a[k] := n`
        Set(usize, u16),
        /// `a := freeze(b)`, and then written as if it were not frozen
        Freeze(usize, usize),
        Collect,
    }

    fn step() -> impl Strategy<Value = Step> {
        let (variable, key) = (|| 0..VARIABLES, || prop_oneof![0u16..6, 0u16..60]);
        prop_oneof![
            1 => (variable(), prop::collection::vec(key(), 0..8)).prop_map(|(a, keys)| Step::New(a, keys)),
            30 => (variable(), key()).prop_map(|(a, key)| Step::Set(a, key)),
            2 => (variable(), variable()).prop_map(|(a, b)| Step::Freeze(a, b)),
            1 => Just(Step::Collect),
        ]
    }

    fn put(model: &mut Vec<(Text, i64)>, key: Text, number: i64) {
        match model.iter_mut().find(|entry| entry.0 == key) {
            Some(entry) => entry.1 = number,
            None => model.push((key, number)),
        }
    }

    unsafe fn check(value: Value, model: &[(Text, i64)]) {
        unsafe {
            let dict = value.as_dict().unwrap();
            let entries: Vec<(Text, i64)> = iter(dict).map(|(key, value)| (as_text(key), value.as_small())).collect();
            assert_eq!(entries, model);
            assert_eq!(len(dict), (*(*dict).shape).len);
            let names: Vec<Text> =
                list::as_slice(keys(dict).as_list().unwrap()).iter().map(|&key| as_text(key)).collect();
            assert!(names.iter().eq(model.iter().map(|entry| &entry.0)));
            for (name, number) in model {
                assert!(get(dict, string::new(name)) == Some(Value::small(*number)));
            }
            assert!(get(dict, string::new("missing")).is_none());
        }
    }

    fn as_text(key: Value) -> Text {
        unsafe { string::as_str(key.as_string().unwrap()).into() }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn dictionaries_keep_the_order_of_insertion(steps in prop::collection::vec(step(), 1..200)) {
            with_heap(|| unsafe {
                let mut values = [new(ptr::null(), ptr::null(), 0); VARIABLES];
                for value in &mut values {
                    *value = new(ptr::null(), ptr::null(), 0);
                }
                let mut models: Vec<Vec<(Text, i64)>> = std::vec![Vec::new(); VARIABLES];
                for (number, step) in steps.iter().enumerate() {
                    let number = number as i64;
                    match step {
                        Step::New(a, keys) => {
                            let (mut words, numbers) = ([Value::NONE; 8], [Value::small(number); 8]);
                            models[*a].clear();
                            for (word, key) in words.iter_mut().zip(keys) {
                                *word = string::new(&format!("key{key}"));
                                put(&mut models[*a], format!("key{key}"), number);
                            }
                            values[*a] = new(words.as_ptr(), numbers.as_ptr(), keys.len() as i64);
                        }
                        Step::Set(a, key) => {
                            let name = format!("key{key}");
                            set(values[*a].as_dict().unwrap(), string::new(&name), Value::small(number));
                            put(&mut models[*a], name, number);
                        }
                        Step::Freeze(a, b) => {
                            values[*a] = freeze(values[*b].as_dict().unwrap());
                            assert!((*values[*a].header()).flags & FROZEN_FLAG != 0);
                            models[*a] = models[*b].clone();
                        }
                        Step::Collect => heap::collect(),
                    }
                    values.iter().zip(&models).for_each(|(value, model)| check(*value, model));
                }
            });
        }
    }

    #[test]
    fn the_same_keys_in_the_same_order_give_the_same_shape() {
        with_heap(|| unsafe {
            let build = |names: &[&str]| {
                let dict = new(ptr::null(), ptr::null(), 0).as_dict().unwrap();
                names.iter().for_each(|name| set(dict, string::new(name), Value::NONE));
                dict
            };
            let (a, b, c) = (build(&["x", "y"]), build(&["x", "y"]), build(&["y", "x"]));
            assert_eq!((*a).shape, (*b).shape);
            assert_ne!((*a).shape, (*c).shape);
            set(b, string::new("z"), Value::NONE);
            assert_ne!((*a).shape, (*b).shape);
            assert_eq!((len(a), len(b)), (2, 3));
        });
    }

    #[test]
    fn a_large_map_finds_all_its_keys() {
        with_heap(|| unsafe {
            let dict = new(ptr::null(), ptr::null(), 0).as_dict().unwrap();
            for i in 0..100_000 {
                set(dict, string::new(&format!("key {i}")), Value::small(i));
            }
            heap::collect();
            for i in (0..100_000).step_by(7) {
                assert!(get(dict, string::new(&format!("key {i}"))) == Some(Value::small(i)));
            }
            assert!(entry(dict, 99_999).1 == Value::small(99_999));
            assert!(get(dict, string::new("key 100000")).is_none());
        });
    }

    #[test]
    fn maps_with_random_keys_do_not_fill_the_memory_with_shapes() {
        with_heap(|| unsafe {
            heap::collect();
            let before = heap::statistics().live_bytes;
            for i in 0..200_000u64 {
                let dict = new(ptr::null(), ptr::null(), 0).as_dict().unwrap();
                for j in 0..5 {
                    let number = (i * 5 + j).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44;
                    set(dict, string::new(&format!("k{number}")), Value::NONE);
                }
            }
            heap::collect();
            let grown = heap::statistics().live_bytes.saturating_sub(before);
            assert!(grown < 4 << 20, "{grown}");
        });
    }

    #[test]
    fn namespaces_are_frozen() {
        with_heap(|| unsafe {
            let (key, value) = ([string::new("pi")], [Value::small(3)]);
            let namespace = new_namespace(key.as_ptr(), value.as_ptr(), 1);
            assert!((*namespace.header()).flags & FROZEN_FLAG != 0);
            assert!(get(namespace.as_dict().unwrap(), key[0]) == Some(value[0]));
        });
    }

    #[test]
    fn namespaces_leave_out_what_is_unset() {
        with_heap(|| unsafe {
            let keys = [string::new("never"), string::new("pi")];
            let values = [Value::UNSET, Value::small(3)];
            let namespace = new_namespace(keys.as_ptr(), values.as_ptr(), 2).as_dict().unwrap();
            assert!((*namespace).len == 1 && get(namespace, keys[0]).is_none());
        });
    }
}
