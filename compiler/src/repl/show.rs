//! Values as the language writes them: strings in quotes, also those inside lists and dictionaries.

use std::fmt::{self, Write};

use omg_runtime::contents::{self, Contents};
use omg_runtime::output::{self, Stdout};
use omg_runtime::value::Value;
use omg_runtime::{interrupt, text};

use crate::syntax::token::Keyword;

/// Shows the value of an expression; none shows nothing. Stops where somebody asks for it.
pub fn value(value: Value) {
    if value != Value::NONE {
        output::end_line();
        // Standard output takes everything; the only error is that nobody wants to see more.
        let _ = write(&mut Stdout, value);
        output::end_line();
    }
    output::end_statement();
}

/// A container that is being written.
struct Frame {
    container: Value,
    contents: Contents,
    next: usize,
}

/// Writes a value. Containers may be nested to any depth, and in themselves.
fn write(out: &mut dyn Write, value: Value) -> fmt::Result {
    let mut path: Vec<Frame> = Vec::new();
    let mut on_path = rustc_hash::FxHashSet::default();
    enter(out, value, &mut path, &mut on_path)?;
    while let Some(frame) = path.last_mut() {
        if interrupt::is_requested() {
            return Err(fmt::Error);
        }
        let index = frame.next;
        frame.next += 1;
        let Some(element) = frame.contents.value(index) else {
            out.write_str(if frame.contents.keys.is_some() { "}" } else { "]" })?;
            on_path.remove(&frame.container.0);
            path.pop();
            continue;
        };
        if index > 0 {
            out.write_str(", ")?;
        }
        if let Some(key) = frame.contents.key(index).and_then(contents::text) {
            write_key(out, key)?;
            out.write_str(": ")?;
        }
        enter(out, element, &mut path, &mut on_path)?;
    }
    Ok(())
}

/// Writes a scalar, or the beginning of a container.
fn enter(
    out: &mut dyn Write,
    value: Value,
    path: &mut Vec<Frame>,
    on_path: &mut rustc_hash::FxHashSet<u64>,
) -> fmt::Result {
    let Some(contents) = contents::of(value) else { return write_scalar(out, value) };
    let is_dict = contents.keys.is_some();
    if !on_path.insert(value.0) {
        return out.write_str(if is_dict { "{...}" } else { "[...]" });
    }
    path.push(Frame { container: value, contents, next: 0 });
    out.write_str(if is_dict { "{" } else { "[" })
}

fn write_scalar(out: &mut dyn Write, value: Value) -> fmt::Result {
    match contents::text(value) {
        Some(text) => write_string(out, text),
        None if value == Value::NONE => out.write_str("none"),
        None => text::write(out, value),
    }
}

fn write_key(out: &mut dyn Write, key: &str) -> fmt::Result {
    if is_name(key) { out.write_str(key) } else { write_string(out, key) }
}

/// Whether a key can be written as a name, and so also behind a `.`.
pub fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c == '_' || unicode_ident::is_xid_start(c))
        && key.chars().all(|c| c == '_' || unicode_ident::is_xid_continue(c))
        && Keyword::from_text(key).is_none()
}

fn write_string(out: &mut dyn Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\') || c.is_control()) {
        out.write_str(&rest[..at])?;
        let special = rest[at..].chars().next().unwrap_or_default();
        write_escape(out, special)?;
        rest = &rest[at + special.len_utf8()..];
    }
    out.write_str(rest)?;
    out.write_char('"')
}

fn write_escape(out: &mut dyn Write, special: char) -> fmt::Result {
    match special {
        '"' => out.write_str("\\\""),
        '\\' => out.write_str("\\\\"),
        '\n' => out.write_str("\\n"),
        '\t' => out.write_str("\\t"),
        '\r' => out.write_str("\\r"),
        '\0' => out.write_str("\\0"),
        other if u32::from(other) < 0x80 => write!(out, "\\x{:02x}", u32::from(other)),
        other => write!(out, "\\u{:04x}", u32::from(other)),
    }
}
