//! Built-ins that reach outside the program: files, standard input and output, time, the process.

use super::{clamped, text};
use crate::value::Value;
use crate::{errors, input, output, string, sys};

pub(super) fn print(arguments: &[Value]) -> Value {
    output::print(arguments[0]);
    Value::NONE
}

/// The status is the lowest 8 bits of the number.
pub(super) fn exit(arguments: &[Value]) -> Value {
    let status = arguments.first().map_or(0, |&status| clamped(status) & 255);
    output::exit(status as i32)
}

pub(super) fn time_ms(_: &[Value]) -> Value {
    Value::small(sys::time_ms())
}

pub(super) fn sleep_ms(arguments: &[Value]) -> Value {
    sys::sleep_ms(clamped(arguments[0]).max(0));
    Value::NONE
}

pub(super) fn getpid(_: &[Value]) -> Value {
    Value::small(sys::process::id())
}

pub(super) fn read_file(arguments: &[Value]) -> Value {
    match sys::read_file(text(arguments[0]).as_bytes()) {
        Ok(content) => decoded("read_file(path)", &content),
        Err(_) => Value::FALSE,
    }
}

pub(super) fn file_exists(arguments: &[Value]) -> Value {
    Value::bool(sys::file_exists(text(arguments[0]).as_bytes()))
}

pub(super) fn is_dir(arguments: &[Value]) -> Value {
    Value::bool(sys::is_dir(text(arguments[0]).as_bytes()))
}

pub(super) fn stdin_readline(_: &[Value]) -> Value {
    const SIGNATURE: &str = "stdin_readline()";
    match input::read_line() {
        Ok(Some(line)) => decoded(SIGNATURE, line.strip_suffix(b"\n").unwrap_or(&line)),
        Ok(None) => Value::FALSE,
        Err(error) => errors::system(SIGNATURE, error),
    }
}

pub(super) fn stdin_read(_: &[Value]) -> Value {
    const SIGNATURE: &str = "stdin_read()";
    match input::read_all() {
        Ok(content) => decoded(SIGNATURE, &content),
        Err(error) => errors::system(SIGNATURE, error),
    }
}

/// The string that bytes from outside are.
fn decoded(signature: &str, bytes: &[u8]) -> Value {
    match core::str::from_utf8(bytes) {
        Ok(text) => string::new(text),
        Err(error) => errors::not_utf8(signature, error.valid_up_to()),
    }
}
