//! The built-in procedures: one table with what each is called, takes and does. Calls check the number and the types of
//! the arguments against the table, so that the procedures themselves can rely on them.
//!
//! To add one: a row and a function in the file of its subject.

/// A row of the table; parameters in brackets are optional. The function has the name of the built-in.
///
/// Each built-in is a static with a [symbol](Builtin::symbol) of its own, which compiled code refers to: the linker
/// leaves those out that a program does not use.
macro_rules! row {
    ($effect:expr, $signature:expr, $takes:expr, $call:ident, $page:expr $(,)?) => {{
        #[unsafe(export_name = concat!("omg_builtin_", stringify!($call)))]
        static BUILTIN: super::Builtin = super::Builtin::new($effect, stringify!($call), $signature, $takes, $call);
        super::Row { builtin: &BUILTIN, page: $page }
    }};
}

#[cfg(test)]
mod accuracy;
mod collections;
mod console;
mod control;
mod files;
mod network;
mod numbers;
mod processes;
mod strings;
#[cfg(test)]
mod tests;
mod types;

use alloc::format;
use alloc::string::String;
use core::slice;

pub use types::Types;

use crate::object::{ElementKind, Header, Kind};
use crate::value::Value;
use crate::{contents, errors, int, ops};

/// A built-in procedure: a static object, which the value of its name refers to.
#[repr(C, align(16))]
pub struct Builtin {
    pub header: Header,
    pub name: &'static str,
    /// The least number of arguments.
    pub min: usize,
    /// The greatest number of arguments.
    pub max: usize,
    /// As in documentation and error messages: `binary(n, [width])`.
    pub signature: &'static str,
    /// The types of each parameter; `max` of them.
    pub takes: &'static [Types],
    /// What of the world outside the program it reaches.
    pub effect: Effect,
    /// Called with a number and with types of arguments that it takes.
    pub call: fn(&[Value]) -> Value,
}

impl Builtin {
    /// The parameters as in [`row`].
    ///
    /// # Panics
    /// If the signature is that of another name.
    const fn new(
        effect: Effect,
        name: &'static str,
        signature: &'static str,
        takes: &'static [Types],
        call: fn(&[Value]) -> Value,
    ) -> Builtin {
        let bytes = signature.as_bytes();
        let (mut i, mut optional) = (0, 0);
        while i < bytes.len() {
            if i < name.len() {
                assert!(bytes[i] == name.as_bytes()[i], "the signature starts with the name");
            }
            if bytes[i] == b'[' {
                optional += 1;
            }
            i += 1;
        }
        assert!(bytes[name.len()] == b'(', "the parameters follow the name");
        let header = Header { kind: Kind::Builtin, detail: 0, flags: 0, aux: 0 };
        let max = takes.len();
        Builtin { header, name, min: max - optional, max, signature, takes, effect, call }
    }

    /// The linker symbol.
    pub fn symbol(&self) -> String {
        format!("omg_builtin_{}", self.name)
    }

    /// The value of its name.
    pub fn value(&'static self) -> Value {
        Value::object(self)
    }

    /// The names of the parameters, as in the signature.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        errors::parameters(self.signature)
    }
}

/// What there is to read about a built-in; the texts are Markdown.
#[derive(Clone, Copy)]
pub struct Page {
    /// What it gives or does, in one line, without a capital or a full stop.
    pub summary: &'static str,
    /// What else there is to know, in sentences. May be empty.
    pub details: &'static str,
    /// Which errors it raises when, besides the TypeErrors of arguments that it does not take. Sentences; may be empty.
    pub errors: &'static str,
    /// Statements; a comment at the end of a line that prints is what it prints.
    pub example: &'static str,
}

impl Page {
    /// A page to be filled in.
    const EMPTY: Page = Page { summary: "", details: "", errors: "", example: "" };
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

/// A row of the table.
#[derive(Clone, Copy)]
struct Row {
    builtin: &'static Builtin,
    page: Page,
}

const PURE: Effect = Effect::Pure;
const READS_FILES: Effect = Effect::ReadsFiles;
const OUTSIDE: Effect = Effect::Outside;
const ANY: Types = Types::ANY;
const INTEGER: Types = Types::INTEGER;
const NUMBER: Types = Types::NUMBER;
const BOOLEAN: Types = Types::BOOLEAN;
const STRING: Types = Types::STRING;
const LIST: Types = Types::LIST;
const DICTIONARY: Types = Types::DICTIONARY;
const SIZED: Types = STRING.or(LIST).or(DICTIONARY);
const NUMERIC: Types = NUMBER.or(STRING);
const DATA: Types = STRING.or(LIST);

/// The rows of each subject.
const TABLES: &[(&str, &[Row])] = &[
    ("Collections", collections::ROWS),
    ("Text and bytes", strings::ROWS),
    ("Numbers", numbers::ROWS),
    ("Files", files::ROWS),
    ("Standard input, output and time", console::ROWS),
    ("Processes", processes::ROWS),
    ("Network", network::ROWS),
    ("Errors and calls by name", control::ROWS),
];

/// The subjects, and how many of [`BUILTINS`] belong to each, in the same order.
pub static SUBJECTS: &[(&str, usize)] = &{
    let mut subjects = [("", 0); TABLES.len()];
    let mut i = 0;
    while i < TABLES.len() {
        subjects[i] = (TABLES[i].0, TABLES[i].1.len());
        i += 1;
    }
    subjects
};

const COUNT: usize = {
    let (mut i, mut count) = (0, 0);
    while i < TABLES.len() {
        count += TABLES[i].1.len();
        i += 1;
    }
    count
};

const ROWS: [Row; COUNT] = {
    let mut rows = [TABLES[0].1[0]; COUNT];
    let (mut table, mut i, mut count) = (0, 0, 0);
    while count < COUNT {
        if i == TABLES[table].1.len() {
            (table, i) = (table + 1, 0);
        } else {
            rows[count] = TABLES[table].1[i];
            (i, count) = (i + 1, count + 1);
        }
    }
    rows
};

/// All built-in procedures; the compiler knows them by their order. What refers to this table brings all of them into an
/// executable, so that of what executables contain `call_builtin` alone does, which may call any.
pub static BUILTINS: &[&Builtin] = &{
    let mut builtins = [ROWS[0].builtin; COUNT];
    let mut i = 0;
    while i < COUNT {
        builtins[i] = ROWS[i].builtin;
        i += 1;
    }
    builtins
};

/// What there is to read about each of [`BUILTINS`], in the same order. Executables do not use it, so it is not in them.
pub static PAGES: &[Page] = &{
    let mut pages = [ROWS[0].page; COUNT];
    let mut i = 0;
    while i < COUNT {
        pages[i] = ROWS[i].page;
        i += 1;
    }
    pages
};

/// The number of the built-in with that name.
pub fn index_of(name: &str) -> Option<usize> {
    BUILTINS.iter().position(|builtin| builtin.name == name)
}

/// The built-in of that name, found when the runtime is compiled, which fails if there is none.
const fn named(name: &str) -> &'static Builtin {
    let (mut i, name) = (0, name.as_bytes());
    loop {
        let builtin = ROWS[i].builtin;
        let found = builtin.name.as_bytes();
        let mut equal = 0;
        while equal < name.len() && equal < found.len() && found[equal] == name[equal] {
            equal += 1;
        }
        if equal == name.len() && equal == found.len() {
            return builtin;
        }
        i += 1;
    }
}

/// Calls a built-in.
///
/// # Safety
/// `arguments` points at `count` values; `builtin` is one of [`BUILTINS`].
pub unsafe fn call(builtin: *const Builtin, arguments: *const Value, count: i64) -> Value {
    // Safety: see above; without arguments the address may be anything.
    let arguments = if count == 0 { &[] } else { unsafe { slice::from_raw_parts(arguments, count as usize) } };
    // Safety: built-ins are static.
    invoke(unsafe { &*builtin }, arguments)
}

/// `has_key(d, k)` as [`call`] does it, without an array of arguments.
pub fn has_key(dict: Value, key: Value) -> Value {
    if let Some(has) = ops::has_key(dict, key) {
        return Value::bool(has);
    }
    invoke(const { named("has_key") }, &[dict, key])
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
    let refused = refused(const { named("list_repeat") }, &arguments);
    refused.unwrap_or_else(|| collections::list_repeat_of_kind(kind, &arguments))
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
