//! The built-in procedures: one table with what each is called, takes and does. Calls check the number and the types of
//! the arguments against the table, so that the procedures themselves can rely on them.
//!
//! To add one: a row in [`BUILTINS`] and a function in the file of its subject.

mod collections;
mod control;
mod numbers;
mod strings;
mod system;
#[cfg(test)]
mod tests;
mod types;

use core::slice;

pub use types::Types;

use crate::object::{Builtin as Object, ElementKind, Header, Kind};
use crate::value::Value;
use crate::{contents, errors, int, ops};

/// A built-in procedure.
pub struct Builtin {
    pub name: &'static str,
    /// The least number of arguments.
    pub min: usize,
    /// The greatest number of arguments.
    pub max: usize,
    /// As in documentation and error messages: `binary(n, [width])`.
    pub signature: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The types of each parameter; `max` of them.
    pub takes: &'static [Types],
    /// What of the world outside the program it reaches.
    pub effect: Effect,
    /// Called with a number and with types of arguments that it takes.
    pub call: fn(&[Value]) -> Value,
}

/// What of the world outside the program a built-in reaches: code that runs at compile time may not do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Pure,
    /// Looks at files, and changes none; the first argument is the path.
    ReadsFiles,
    /// Anything else: standard input and output, time, the process.
    Outside,
}

/// A row of the table; the name is what the signature starts with.
const fn row(
    effect: Effect,
    min: usize,
    signature: &'static str,
    takes: &'static [Types],
    call: fn(&[Value]) -> Value,
    summary: &'static str,
) -> Builtin {
    let mut end = 0;
    while signature.as_bytes()[end] != b'(' {
        end += 1;
    }
    let name = signature.split_at(end).0;
    Builtin { name, min, max: takes.len(), signature, summary, takes, effect, call }
}

const PURE: Effect = Effect::Pure;
const READS_FILES: Effect = Effect::ReadsFiles;
const OUTSIDE: Effect = Effect::Outside;
const ANY: Types = Types::ANY;
const INTEGER: Types = Types::INTEGER;
const NUMBER: Types = Types::NUMBER;
const STRING: Types = Types::STRING;
const LIST: Types = Types::LIST;
const DICTIONARY: Types = Types::DICTIONARY;
const SIZED: Types = STRING.or(LIST).or(DICTIONARY);
const NUMERIC: Types = NUMBER.or(STRING);

/// All built-in procedures. Their order is what compiled programs know them by.
pub static BUILTINS: &[Builtin] = &[
    row(PURE, 1, "length(x)", &[SIZED], collections::length, "number of elements, code points or keys"),
    row(PURE, 1, "chr(n)", &[INTEGER], strings::chr, "the character with that code point"),
    row(PURE, 1, "ascii(c)", &[STRING], strings::ascii, "the code point of a character"),
    row(PURE, 1, "hex(n)", &[INTEGER], strings::hex, "hexadecimal digits, with a sign if negative"),
    row(
        PURE,
        1,
        "binary(n, [width])",
        &[INTEGER, INTEGER],
        strings::binary,
        "binary digits; with a width in two's complement",
    ),
    row(PURE, 1, "int(x)", &[NUMERIC], numbers::int, "the integer, without its fraction, of a number or a text"),
    row(PURE, 1, "float(x)", &[NUMERIC], numbers::float, "the float of a number or a text"),
    row(PURE, 1, "floor(x)", &[NUMBER], numbers::floor, "the largest integer that is not greater"),
    row(PURE, 1, "ceil(x)", &[NUMBER], numbers::ceil, "the smallest integer that is not less"),
    row(PURE, 1, "round(x)", &[NUMBER], numbers::round, "the nearest integer, the even one of two"),
    row(PURE, 1, "abs(x)", &[NUMBER], numbers::abs, "the number without its sign"),
    row(PURE, 1, "sqrt(x)", &[NUMBER], numbers::sqrt, "the square root, a float"),
    row(PURE, 2, "pow(x, y)", &[NUMBER, NUMBER], numbers::pow, "x to the power of y; exact for integers"),
    row(PURE, 1, "log(x)", &[NUMBER], numbers::log, "the natural logarithm"),
    row(PURE, 1, "sin(x)", &[NUMBER], numbers::sin, "the sine of an angle in radians"),
    row(PURE, 1, "cos(x)", &[NUMBER], numbers::cos, "the cosine of an angle in radians"),
    row(PURE, 1, "tan(x)", &[NUMBER], numbers::tan, "the tangent of an angle in radians"),
    row(PURE, 1, "string_bytes(s)", &[STRING], strings::string_bytes, "the list of the bytes of a text in UTF-8"),
    row(
        PURE,
        1,
        "bytes_to_string(list)",
        &[LIST],
        strings::bytes_to_string,
        "the text that a list of bytes is in UTF-8",
    ),
    row(
        PURE,
        1,
        "float_bits(s)",
        &[NUMERIC],
        numbers::float_bits,
        "the 64 bits of a float or of its text, as an integer",
    ),
    row(PURE, 1, "bits_to_float(n)", &[INTEGER], numbers::bits_to_float, "the float with these 64 bits"),
    row(PURE, 1, "freeze(d)", &[DICTIONARY], collections::freeze, "a read-only copy of a dictionary"),
    row(PURE, 1, "dict_keys(d)", &[DICTIONARY], collections::dict_keys, "the list of keys in the order of insertion"),
    row(PURE, 2, "has_key(d, k)", &[DICTIONARY, NUMERIC], collections::has_key, "whether a dictionary has a key"),
    row(PURE, 2, "list_repeat(v, n)", &[ANY, INTEGER], collections::list_repeat, "a list of n times v"),
    row(PURE, 1, "panic(msg)", &[ANY], control::panic, "raises a RuntimeError"),
    row(PURE, 1, "raise(msg)", &[ANY], control::panic, "raises a RuntimeError"),
    row(PURE, 2, "call_builtin(name, args)", &[STRING, LIST], control::call_builtin, "calls a built-in by its name"),
    row(OUTSIDE, 1, "print(s)", &[ANY], system::print, "prints a value without ending the line"),
    row(OUTSIDE, 0, "exit([n])", &[INTEGER], system::exit, "ends the program with an exit status"),
    row(OUTSIDE, 0, "time_ms()", &[], system::time_ms, "milliseconds since 1970"),
    row(OUTSIDE, 1, "sleep_ms(n)", &[INTEGER], system::sleep_ms, "waits so many milliseconds"),
    row(OUTSIDE, 0, "getpid()", &[], system::getpid, "the number of this process"),
    row(
        READS_FILES,
        1,
        "read_file(path)",
        &[STRING],
        system::read_file,
        "the text of a file, or false if it cannot be read",
    ),
    row(READS_FILES, 1, "file_exists(path)", &[STRING], system::file_exists, "whether there is something at a path"),
    row(READS_FILES, 1, "is_dir(path)", &[STRING], system::is_dir, "whether there is a directory at a path"),
    row(
        OUTSIDE,
        0,
        "stdin_readline()",
        &[],
        system::stdin_readline,
        "the next line without its end, or false at the end",
    ),
    row(OUTSIDE, 0, "stdin_read()", &[], system::stdin_read, "all that is left of standard input"),
];

/// The number of the built-in with that name.
pub fn index_of(name: &str) -> Option<usize> {
    BUILTINS.iter().position(|builtin| builtin.name == name)
}

/// Calls built-in number `builtin`.
///
/// # Safety
/// `arguments` points at `count` values; `builtin` is a number of the table.
pub unsafe fn call(builtin: i64, arguments: *const Value, count: i64) -> Value {
    // Safety: see above; without arguments the address may be anything.
    let arguments = if count == 0 { &[] } else { unsafe { slice::from_raw_parts(arguments, count as usize) } };
    invoke(&BUILTINS[builtin as usize], arguments)
}

/// `has_key(d, k)` as [`call`] does it, without an array of arguments.
pub fn has_key(dict: Value, key: Value) -> Value {
    if let Some(has) = ops::has_key(dict, key) {
        return Value::bool(has);
    }
    match index_of("has_key") {
        Some(builtin) => invoke(&BUILTINS[builtin], &[dict, key]),
        None => unreachable!("the table has it"),
    }
}

/// Calls a built-in, or raises if it does not take such arguments.
fn invoke(builtin: &Builtin, arguments: &[Value]) -> Value {
    refused(builtin, arguments).unwrap_or_else(|| (builtin.call)(arguments))
}

/// Raises if a built-in does not take such arguments.
fn refused(builtin: &Builtin, arguments: &[Value]) -> Option<Value> {
    if !(builtin.min..=builtin.max).contains(&arguments.len()) {
        return Some(errors::argument_count(builtin.signature, builtin.min, builtin.max, arguments.len()));
    }
    let refused = arguments.iter().zip(builtin.takes).position(|(&argument, types)| !types.include(argument))?;
    Some(errors::argument_type(builtin.signature, refused, builtin.takes[refused], arguments[refused]))
}

/// `list_repeat(value, count)`, as a list of the element kind with this number, which can hold the value.
pub fn list_repeat_of_kind(value: Value, count: Value, kind: i64) -> Value {
    let (arguments, kind) = ([value, count], ElementKind::of(kind as u8));
    let builtin = index_of("list_repeat").map(|index| &BUILTINS[index]);
    let refused = builtin.and_then(|builtin| refused(builtin, &arguments));
    refused.unwrap_or_else(|| collections::list_repeat_of_kind(kind, &arguments))
}

/// A static object, aligned as all objects are.
#[repr(C, align(16))]
struct Static(Object);

/// The built-ins as values.
static OBJECTS: [Static; BUILTINS.len()] = {
    let mut objects = [const { Static(Object { header: Header { kind: Kind::Builtin, detail: 0, flags: 0, aux: 0 } }) };
        BUILTINS.len()];
    let mut i = 0;
    while i < objects.len() {
        objects[i].0.header.aux = i as u32;
        i += 1;
    }
    objects
};

/// The value of built-in number `builtin`.
pub fn value(builtin: i64) -> Value {
    Value::object(&OBJECTS[builtin as usize].0)
}

/// An argument of a type that counts as an integer, as one.
fn integer(argument: Value) -> Value {
    match ops::as_integer(argument) {
        Some(integer) => integer,
        None => unreachable!("the table admits integers only"),
    }
}

/// An integer argument as a machine integer, at the limits of its range if it is beyond.
fn clamped(argument: Value) -> i64 {
    let integer = integer(argument);
    int::to_i64(integer).unwrap_or(if int::is_negative(integer) { i64::MIN } else { i64::MAX })
}

/// An argument that is a string, as text.
fn text<'a>(argument: Value) -> &'a str {
    match contents::text(argument) {
        Some(text) => text,
        None => unreachable!("the table admits strings only"),
    }
}
