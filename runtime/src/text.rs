//! The text of values: what `emit` prints and what `+` with a string joins.
//!
//! Containers may be nested to any depth, and in themselves: the containers being written are kept in an explicit
//! stack, and one that is met again inside itself is written as `[...]` or `{...}`.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::builtins;
use crate::contents::{self, Contents};
use crate::object::Kind;
use crate::program::Text;
use crate::value::Value;
use crate::{float, int, string};

/// The text of a value.
pub fn of(value: Value) -> String {
    let mut out = String::new();
    let written = write(&mut out, value);
    debug_assert!(written.is_ok(), "writing to a string succeeds");
    out
}

/// The text of a value as a string of the language; strings are their own text.
pub fn to_string(value: Value) -> Value {
    if value.as_string().is_some() { value } else { string::new(&of(value)) }
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

/// Writes the text of a value. Fails only if the writer does.
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
        _ if value.is_small() => int::write(out, value),
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
    value.as_builtin().map_or("", |object| unsafe { builtins::BUILTINS[(*object).header.aux as usize].name })
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
