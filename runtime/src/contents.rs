//! What strings, lists and dictionaries hold, to read it: for code that goes through values of any nesting with a stack
//! of its own, changes none of them, and keeps the outermost one alive.

use core::ptr;

use crate::list::elements_of;
use crate::object::ElementKind;
use crate::string;
use crate::value::Value;

/// The elements of a list, or the keys and values of a dictionary in insertion order. Only valid until the container
/// is changed.
#[derive(Clone, Copy)]
pub struct Contents {
    /// Of a dictionary: strings, as many as there are values.
    pub keys: Option<*const Value>,
    values: *const u8,
    kind: ElementKind,
    /// The number of values.
    pub len: usize,
}

impl Contents {
    /// Value number `i`, if there are so many. A raw float gets an object, and that may collect.
    pub fn value(&self, i: usize) -> Option<Value> {
        // Safety: `values` points at `len` elements of that kind, see `of`.
        (i < self.len).then(|| unsafe { self.kind.value_at(self.values.add(i * self.kind.size())) })
    }

    /// All elements of a list of raw floats.
    pub fn floats(&self) -> Option<&[f64]> {
        if self.kind != ElementKind::Float {
            return None;
        }
        // Safety: `values` points at `len` floats; an empty list may have no address.
        Some(if self.len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(self.values.cast(), self.len) } })
    }

    /// All elements of a list of octets.
    pub fn octets(&self) -> Option<&[u8]> {
        if self.kind != ElementKind::Octet {
            return None;
        }
        // Safety: `values` points at `len` octets; an empty list may have no address.
        Some(if self.len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(self.values, self.len) } })
    }

    /// The key of value number `i`, if this is a dictionary and there are so many.
    pub fn key(&self, i: usize) -> Option<Value> {
        // Safety: `keys` points at `len` values, see `of`.
        self.keys.filter(|_| i < self.len).map(|keys| unsafe { *keys.add(i) })
    }
}

/// What a list or a dictionary holds; none for other values.
pub fn of(value: Value) -> Option<Contents> {
    if let Some(list) = value.as_list() {
        // Safety: the object is live, and its elements are values.
        let (values, kind, len) = unsafe { ((*list).data.cast_const(), (*list).kind(), (*list).len as usize) };
        return Some(Contents { keys: None, values, kind, len });
    }
    let dict = value.as_dict()?;
    // Safety: the object is live; its shape has as many keys as it has slots.
    unsafe {
        let len = (*dict).len as usize;
        let keys = if len == 0 { ptr::null() } else { elements_of((*(*dict).shape).keys).cast::<Value>().cast_const() };
        let values = (*dict).slots.cast::<u8>().cast_const();
        Some(Contents { keys: Some(keys), values, kind: ElementKind::Any, len })
    }
}

/// The text of a string; none for other values. Only valid as long as the value is on the stack.
pub fn text<'a>(value: Value) -> Option<&'a str> {
    // Safety: the object is live, and its text is never written again.
    value.as_string().map(|string| unsafe { string::as_str(string) })
}

/// The number of elements of a list, of keys of a dictionary, of code points of a string.
pub fn len(value: Value) -> Option<usize> {
    match value.as_string() {
        // Safety: the object is live.
        Some(string) => Some(unsafe { (*string).chars } as usize),
        None => of(value).map(|contents| contents.len),
    }
}

/// The elements of a list or the values of a dictionary.
pub fn values(container: Value) -> impl Iterator<Item = Value> {
    let contents = of(container);
    (0..).map_while(move |i| contents?.value(i))
}
