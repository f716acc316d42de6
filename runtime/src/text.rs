//! The text of values: what `emit` prints and what `+` with a string joins.
//!
//! Containers may be nested to any depth, and in themselves: the containers being written are kept in an explicit
//! stack, and one that is met again inside itself is written as `[...]` or `{...}`.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::contents::{self, Contents};
use crate::object::Kind;
use crate::program::Text;
use crate::value::Value;
use crate::{float, heap, int, interrupt, string};

/// The text of a value.
pub fn of(value: Value) -> String {
    let mut out = Growing(String::new());
    // The only error is that the program is to stop, which then does not use the text.
    let _ = write(&mut out, value);
    out.0
}

/// A text in memory. It may be much larger than the value, in which one list can stand many times.
struct Growing(String);

impl Write for Growing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() > self.0.capacity() - self.0.len() {
            heap::require(self.0.len() + text.len());
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// The text of a value as a string of the language; strings are their own text.
pub fn to_string(value: Value) -> Value {
    if value.as_string().is_some() {
        return value;
    }
    if value.is_small() {
        return int::with_decimal(value.as_small(), string::from_ascii);
    }
    string::new(&of(value))
}

/// The text of a value, cut off after some hundred bytes.
pub fn excerpt(value: Value) -> String {
    let mut out = Excerpt(String::new());
    // The only error is that the excerpt is full.
    if write(&mut out, value).is_err() {
        out.0.push_str("...");
    }
    out.0
}

/// A writer that fails when it has got enough.
struct Excerpt(String);

impl Write for Excerpt {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        const ENOUGH: usize = 200;
        let room = ENOUGH.saturating_sub(self.0.len());
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        self.0.push_str(&text[..text.floor_char_boundary(room)]);
        Err(fmt::Error)
    }
}

/// Writes the text of a value. Fails only if the writer does, or if the program is to [stop](interrupt) meanwhile.
pub fn write(out: &mut dyn Write, value: Value) -> fmt::Result {
    match value.kind() {
        Some(Kind::List | Kind::Dict) => write_container(out, value),
        _ => write_scalar(out, value),
    }
}

/// Writes what is no container.
fn write_scalar(out: &mut dyn Write, value: Value) -> fmt::Result {
    match value.kind() {
        None => write_word(out, value),
        Some(Kind::BigInt) => int::write(out, value),
        Some(Kind::String) => out.write_str(contents::text(value).unwrap_or_default()),
        Some(Kind::Float) => float::write(out, float::of(value).unwrap_or_default()),
        _ => write!(out, "<proc {}>", proc_name(value)),
    }
}

/// Writes an integer or a constant.
fn write_word(out: &mut dyn Write, value: Value) -> fmt::Result {
    match value {
        // The digits are ASCII.
        _ if value.is_small() => {
            int::with_decimal(value.as_small(), |digits| out.write_str(str::from_utf8(digits).unwrap_or_default()))
        }
        Value::TRUE => out.write_str("true"),
        Value::FALSE => out.write_str("false"),
        _ => Ok(()),
    }
}

/// The name of a procedure or of a built-in; empty for other values.
pub fn proc_name(value: Value) -> &'static str {
    if let Some(closure) = value.as_closure() {
        // Safety: closures are made with the address of a static description.
        return unsafe { name_of((*(*closure).info).name) };
    }
    // Safety: the object is live while its value is on the stack.
    value.as_builtin().map_or("", |object| unsafe { (*object).name })
}

/// The text in static data.
///
/// # Safety
/// `text` describes UTF-8 that stays as long as the program runs.
unsafe fn name_of(text: Text) -> &'static str {
    // Safety: see above.
    unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(text.data, text.len as usize)) }
}

/// A container that is being written.
struct Frame {
    container: Value,
    contents: Contents,
    /// The number of elements that have been written, or are being.
    next: usize,
}

impl Frame {
    fn brackets(&self) -> (&'static str, &'static str) {
        if self.contents.keys.is_some() { ("{", "}") } else { ("[", "]") }
    }
}

/// Writes a list or a dictionary.
fn write_container(out: &mut dyn Write, container: Value) -> fmt::Result {
    let mut path = Vec::new();
    let mut on_path = BTreeSet::new();
    enter(out, container, &mut path, &mut on_path)?;
    while let Some(frame) = path.last_mut() {
        if interrupt::is_requested() {
            return Err(fmt::Error);
        }
        let Some(element) = frame.contents.value(frame.next) else {
            on_path.remove(&frame.container.0);
            out.write_str(frame.brackets().1)?;
            path.pop();
            continue;
        };
        if frame.next > 0 {
            out.write_str(", ")?;
        }
        if let Some(key) = frame.contents.key(frame.next) {
            write!(out, "{}: ", contents::text(key).unwrap_or_default())?;
        }
        frame.next += 1;
        enter(out, element, &mut path, &mut on_path)?;
    }
    heap::keep_alive(container.header());
    Ok(())
}

/// Writes a value without elements, or the start of one that has some, which becomes the innermost one.
fn enter(out: &mut dyn Write, value: Value, path: &mut Vec<Frame>, on_path: &mut BTreeSet<u64>) -> fmt::Result {
    let Some(contents) = contents::of(value) else {
        return write_scalar(out, value);
    };
    let frame = Frame { container: value, contents, next: 0 };
    let (open, close) = frame.brackets();
    out.write_str(open)?;
    if !on_path.insert(value.0) {
        out.write_str("...")?;
        return out.write_str(close);
    }
    path.push(frame);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::heap::testing::with_heap;
    use crate::ops::index_set;
    use crate::testing::{dict_of, integer, list_of, numbers, real, small, text};

    #[test]
    fn texts_of_all_types() {
        with_heap(|| {
            let cases = [
                (small(-5), "-5"),
                (integer("-123456789012345678901234567890"), "-123456789012345678901234567890"),
                (Value::TRUE, "true"),
                (Value::FALSE, "false"),
                (Value::NONE, ""),
                (text("a \"b\"\n"), "a \"b\"\n"),
                (list_of(&[]), "[]"),
                (dict_of(&[]), "{}"),
                (list_of(&[small(1), text("a"), list_of(&[Value::TRUE, Value::NONE])]), "[1, a, [true, ]]"),
                (dict_of(&[("name", text("Chris")), ("age", small(33))]), "{name: Chris, age: 33}"),
                (crate::builtins::BUILTINS[0].value(), "<proc length>"),
            ];
            for (value, expected) in cases {
                assert_eq!(of(value), expected);
            }
        });
    }

    #[test]
    fn containers_in_themselves() {
        with_heap(|| {
            let list = numbers(&[1, 2]);
            index_set(list, small(1), list);
            assert_eq!(of(list), "[1, [...]]");
            assert_eq!(of(list_of(&[list, list])), "[[1, [...]], [1, [...]]]");
            let dict = dict_of(&[("list", list)]);
            index_set(dict, text("me"), dict);
            assert_eq!(of(dict), "{list: [1, [...]], me: {...}}");
            let twice = numbers(&[7]);
            assert_eq!(of(list_of(&[twice, twice])), "[[7], [7]]");
        });
    }

    #[test]
    fn excerpts() {
        with_heap(|| {
            assert_eq!(excerpt(numbers(&[1, 2])), "[1, 2]");
            let long = excerpt(text(&"ä".repeat(1000)));
            assert_eq!(long, format!("{}...", "ä".repeat(100)));
            assert!(excerpt(numbers(&[1; 1000])).len() <= 203);
        });
    }

    #[test]
    fn floats() {
        with_heap(|| {
            let cases = [
                (1.0, "1.0"),
                (0.1, "0.1"),
                (1e16, "10000000000000000.0"),
                (1e-7, "0.0000001"),
                (-0.0, "-0.0"),
                (f64::NAN, "nan"),
                (-f64::NAN, "nan"),
                (f64::INFINITY, "inf"),
                (f64::NEG_INFINITY, "-inf"),
                (0.1 + 0.2, "0.30000000000000004"),
                (123456789.125, "123456789.125"),
            ];
            for (value, expected) in cases {
                assert_eq!(of(real(value)), expected);
            }
            proptest!(|(value in any::<f64>())| {
                let text = of(real(value));
                prop_assert!(!text.contains('e') && (text.contains('.') || text.ends_with("inf")));
                prop_assert_eq!(float::parse(&text), Some(value));
            });
        });
    }

    #[test]
    fn float_texts() {
        for text in ["1", "1.5", "-1e3", "+.5", "5.", "1E-2", "inf", "-inf"] {
            assert_eq!(float::parse(text), text.parse().ok(), "{text}");
        }
        for text in ["", "-", ".", "e5", "1e", "1_0", "0x1", "infinity", "NaN", "1.5.2", "1 2", "--1", "1e5.0"] {
            assert_eq!(float::parse(text), None, "{text}");
        }
        assert!(float::parse("nan").is_some_and(f64::is_nan));
    }
}
