//! Values for tests, and what came of an operation as text.

use std::string::String;
use std::vec::Vec;

use crate::value::Value;
use crate::{dict, errors, float, int, list, string, text};

/// An integer by its decimal digits.
pub(crate) fn integer(digits: &str) -> Value {
    int::parse(digits).unwrap()
}

pub(crate) fn small(n: i64) -> Value {
    Value::small(n)
}

pub(crate) fn real(f: f64) -> Value {
    float::new(f)
}

pub(crate) fn text(text: &str) -> Value {
    string::new(text)
}

/// A list of up to eight elements.
pub(crate) fn list_of(elements: &[Value]) -> Value {
    let mut on_stack = [Value::NONE; 8];
    on_stack[..elements.len()].copy_from_slice(elements);
    // Safety: so many values are on the stack.
    unsafe { list::new(on_stack.as_ptr(), elements.len() as i64) }
}

/// A list of small integers.
pub(crate) fn numbers(numbers: &[i64]) -> Value {
    let values: Vec<Value> = numbers.iter().map(|&n| Value::small(n)).collect();
    // Safety: small integers need nobody to keep them alive.
    unsafe { list::new(values.as_ptr(), values.len() as i64) }
}

/// A dictionary of up to eight keys.
pub(crate) fn dict_of(entries: &[(&str, Value)]) -> Value {
    let (mut keys, mut values) = ([Value::NONE; 8], [Value::NONE; 8]);
    for (i, (key, value)) in entries.iter().enumerate() {
        keys[i] = string::new(key);
        values[i] = *value;
    }
    // Safety: so many keys and values are on the stack.
    unsafe { dict::new(keys.as_ptr(), values.as_ptr(), entries.len() as i64) }
}

/// The text of a result, or of the error that was raised.
pub(crate) fn outcome(result: Value) -> String {
    text::of(if result == Value::RAISED { errors::take() } else { result })
}
