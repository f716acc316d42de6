//! Run-time errors: their kinds, their messages, and the one error that is pending between a runtime function that
//! failed and the code that handles it.
//!
//! A failing function stores its error here and returns [`Value::RAISED`]. Every message of the runtime is worded in
//! this file.

use alloc::string::String;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};

use crate::builtins::Types;
use crate::object::Kind;
use crate::value::Value;
use crate::{sys, text};

/// The kinds of errors that a program can meet, each the first word of the error's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `facts` of something falsy
    Assertion,
    /// A write to a namespace or a frozen dictionary
    FrozenWrite,
    /// A position outside a list or string
    Index,
    /// A key that a dictionary does not have
    Key,
    /// A module that could not be loaded
    ModuleImport,
    /// `panic` and `raise`, and failures of the system
    Runtime,
    /// Source text that could not be read
    Syntax,
    /// An operation on a value of the wrong type
    Type,
    /// A variable that has no value yet
    UndefinedIdent,
    /// A value of the right type that is out of range
    Value,
    /// A zero divisor
    ZeroDivision,
    /// The stack is used up
    Recursion,
}

impl ErrorKind {
    /// As in tracebacks and in the text that `except` binds.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorKind::Assertion => "AssertionError",
            ErrorKind::FrozenWrite => "FrozenWriteError",
            ErrorKind::Index => "IndexError",
            ErrorKind::Key => "KeyError",
            ErrorKind::ModuleImport => "ModuleImportError",
            ErrorKind::Runtime => "RuntimeError",
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Type => "TypeError",
            ErrorKind::UndefinedIdent => "UndefinedIdentError",
            ErrorKind::Value => "ValueError",
            ErrorKind::ZeroDivision => "ZeroDivisionError",
            ErrorKind::Recursion => "RecursionError",
        }
    }
}

/// The word of the pending error's text, or of [`Value::UNSET`]. Atomic only because statics must be `Sync`.
static PENDING: AtomicU64 = AtomicU64::new(Value::UNSET.0);

/// Stores the error `Kind: message` as the pending one. The result is [`Value::RAISED`].
pub fn raise(kind: ErrorKind, message: fmt::Arguments) -> Value {
    let text = crate::string::new(&alloc::format!("{}: {}", kind.name(), message));
    PENDING.store(text.0, Ordering::Relaxed);
    Value::RAISED
}

/// No error is pending.
pub(crate) const NO_PENDING: u64 = Value::UNSET.0;

/// Makes this the word of the pending error; the one that was before.
pub(crate) fn replace_pending(word: u64) -> u64 {
    PENDING.swap(word, Ordering::Relaxed)
}

/// The pending error's text, a string, if there is one.
pub fn peek() -> Option<Value> {
    let pending = Value(root());
    (pending != Value::UNSET).then_some(pending)
}

/// The word that keeps the pending error alive, for the collector.
pub fn root() -> u64 {
    PENDING.load(Ordering::Relaxed)
}

/// The pending error's text, which is pending no longer. [`Value::NONE`] if there was none.
pub fn take() -> Value {
    let pending = peek().unwrap_or(Value::NONE);
    PENDING.store(Value::UNSET.0, Ordering::Relaxed);
    pending
}

/// The type of a value as error messages name it.
pub fn type_name(value: Value) -> &'static str {
    match value.kind() {
        None if value.is_small() => "integer",
        None if value.is_bool() => "boolean",
        None => "none",
        Some(Kind::BigInt) => "integer",
        Some(Kind::Float) => "float",
        Some(Kind::String) => "string",
        Some(Kind::List) => "list",
        Some(Kind::Dict) => "dictionary",
        Some(Kind::Closure | Kind::Builtin) => "procedure",
        Some(Kind::Cell | Kind::Buffer | Kind::Bytes | Kind::Shape) => unreachable!("not a value of the language"),
    }
}

/// A value's text for a message, cut off where it gets long.
struct Excerpt(Value);

impl fmt::Display for Excerpt {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&text::excerpt(self.0))
    }
}

/// `facts` failed.
pub fn assertion() -> Value {
    raise(ErrorKind::Assertion, format_args!("assertion failed"))
}

/// A variable was read before it had a value; the name is a string.
pub fn unset(name: Value) -> Value {
    raise(ErrorKind::UndefinedIdent, format_args!("{}", text::of(name)))
}

/// A procedure was called with `count` arguments instead of `expected`; the name is a string.
pub fn arity_of(name: Value, expected: i64, count: i64) -> Value {
    arity(&text::of(name), expected, count)
}

/// A procedure was called with `count` arguments instead of `expected`.
pub fn arity(name: &str, expected: i64, count: i64) -> Value {
    raise(ErrorKind::Type, format_args!("function '{name}' expects {expected} arguments, got {count}"))
}

/// A write to a namespace or a frozen dictionary.
pub fn frozen() -> Value {
    raise(ErrorKind::FrozenWrite, format_args!("Imported modules are read-only"))
}

/// An import of a module whose body ended with an error before; the name is a string.
pub fn import(module: Value) -> Value {
    raise(ErrorKind::ModuleImport, format_args!("module '{}' failed when it was first imported", text::of(module)))
}

/// The stack is used up.
pub fn recursion() -> Value {
    raise(ErrorKind::Recursion, format_args!("maximum recursion depth exceeded"))
}

/// A call of a value that is no procedure.
pub fn not_callable(value: Value) -> Value {
    raise(ErrorKind::Type, format_args!("cannot call non-function value ({})", Excerpt(value)))
}

/// An operator that is not defined for these two.
pub fn operands(operator: &str, a: Value, b: Value) -> Value {
    let (a, b) = (type_name(a), type_name(b));
    raise(ErrorKind::Type, format_args!("unsupported operand types for {operator}: {a} and {b}"))
}

/// A unary operator that is not defined for the value.
pub fn operand(operator: &str, a: Value) -> Value {
    raise(ErrorKind::Type, format_args!("unsupported operand type for unary {operator}: {}", type_name(a)))
}

/// `object[index]` on something that has no elements.
pub fn not_indexable(object: Value) -> Value {
    raise(ErrorKind::Type, format_args!("{} cannot be indexed", type_name(object)))
}

/// `object[a:b]` on something that has no positions.
pub fn not_sliceable(object: Value) -> Value {
    raise(ErrorKind::Type, format_args!("{} cannot be sliced", type_name(object)))
}

/// `object[index] := v` on something that cannot be changed.
pub fn not_assignable(object: Value) -> Value {
    raise(ErrorKind::Type, format_args!("{} does not support item assignment", type_name(object)))
}

/// A list or string indexed by something that is no integer.
pub fn index_type(object: Value, index: Value) -> Value {
    let (object, index) = (type_name(object), type_name(index));
    raise(ErrorKind::Type, format_args!("{object} index must be an integer, not {index}"))
}

/// A bound of a slice that is no integer.
pub fn slice_bound(bound: Value) -> Value {
    raise(ErrorKind::Type, format_args!("slice bound must be an integer, not {}", type_name(bound)))
}

/// A position outside a list or string of `length` elements.
pub fn index_out_of_range(index: Value, length: usize) -> Value {
    raise(ErrorKind::Index, format_args!("index {} out of range for length {length}", Excerpt(index)))
}

/// A dictionary without the key, which is a string.
pub fn missing_key(key: Value) -> Value {
    raise(ErrorKind::Key, format_args!("\"Key '{}' not found\"", Excerpt(key)))
}

/// Something that is neither text, number nor boolean as a key.
pub fn key_type(key: Value) -> Value {
    raise(ErrorKind::Type, format_args!("dictionary key must be a string, not {}", type_name(key)))
}

/// `value.key` on something that is no dictionary; the key is a string.
pub fn no_attribute(value: Value, key: Value) -> Value {
    raise(ErrorKind::Type, format_args!("{} has no attribute '{}'", Excerpt(value), Excerpt(key)))
}

/// A zero divisor of an integer.
pub fn integer_division_by_zero() -> Value {
    raise(ErrorKind::ZeroDivision, format_args!("integer division or modulo by zero"))
}

/// A zero divisor where a float takes part.
pub fn float_division_by_zero() -> Value {
    raise(ErrorKind::ZeroDivision, format_args!("float division by zero"))
}

/// `pow` of zero with a negative exponent.
pub fn zero_to_negative_power() -> Value {
    raise(ErrorKind::ZeroDivision, format_args!("zero cannot be raised to a negative power"))
}

/// A shift by a negative number of bits.
pub fn negative_shift() -> Value {
    raise(ErrorKind::Value, format_args!("negative shift count"))
}

/// An integer that would take more memory than is reasonable.
pub fn integer_too_large() -> Value {
    raise(ErrorKind::Value, format_args!("integer of more than 2^32 bits"))
}

/// An integer, or the quotient of two, beyond the largest float.
pub fn too_large_for_float() -> Value {
    raise(ErrorKind::Value, format_args!("integer too large for a float"))
}

/// A built-in's argument number `i`, from 0, of a type that it does not take.
pub fn argument_type(signature: &str, i: usize, takes: Types, argument: Value) -> Value {
    let (parameter, got) = (parameter(signature, i), type_name(argument));
    raise(ErrorKind::Type, format_args!("{signature}: {parameter} must be {takes}, not {got}"))
}

/// The names of the parameters in a signature like `binary(n, [width])`.
pub(crate) fn parameters(signature: &str) -> impl Iterator<Item = &str> {
    let parameters = signature.split_once('(').map_or("", |(_, rest)| rest);
    parameters.split(',').map(|name| name.trim_matches([' ', '[', ']', ')'])).filter(|name| !name.is_empty())
}

/// The name of parameter number `i`.
fn parameter(signature: &str, i: usize) -> &str {
    parameters(signature).nth(i).unwrap_or_default()
}

/// A built-in's argument of the right type that it cannot use; `kind` is `Type` or `Value`.
pub fn argument_value(kind: ErrorKind, signature: &str, condition: &str, argument: Value) -> Value {
    raise(kind, format_args!("{signature}: {condition}, not {}", Excerpt(argument)))
}

/// Something that is no byte in a list of them, in a built-in.
pub fn no_byte(signature: &str, parameter: &str, element: Value) -> Value {
    let element = Excerpt(element);
    let takes = "must contain integers from 0 to 255";
    raise(ErrorKind::Type, format_args!("{signature}: {parameter} {takes}, not {element}"))
}

/// Bytes that are no text, from a built-in; the position of the first that is none.
pub fn not_utf8(signature: &str, position: u64) -> Value {
    raise(ErrorKind::Value, format_args!("{signature}: not UTF-8 at byte {position}"))
}

/// A failure of the system in a built-in, which could not do what `action` says: `open 'notes.txt'`.
pub fn system(signature: &str, action: fmt::Arguments, error: sys::Error) -> Value {
    raise(ErrorKind::Runtime, format_args!("{signature}: cannot {action}: {}", sys::describe(error)))
}

/// A host without an address, in a built-in that could not do what `action` says.
pub fn unknown_host(signature: &str, action: fmt::Arguments) -> Value {
    raise(ErrorKind::Runtime, format_args!("{signature}: cannot {action}: unknown host"))
}

/// A handle of something else, or of nothing, in a built-in that takes one; `wanted`: `an open file`.
pub fn handle(signature: &str, wanted: &str, handle: Value) -> Value {
    let parameter = parameter(signature, 0);
    raise(ErrorKind::Value, format_args!("{signature}: {parameter} must be {wanted}, not {}", Excerpt(handle)))
}

/// A built-in that a file was not opened for: to `read` or to `write`.
pub fn not_opened_for(signature: &str, purpose: &str, path: &str) -> Value {
    raise(ErrorKind::Value, format_args!("{signature}: '{path}' was not opened to {purpose}"))
}

/// The wrong number of arguments for a built-in that takes from `min` to `max`.
pub fn argument_count(signature: &str, min: usize, max: usize, count: usize) -> Value {
    let mut takes = String::new();
    let plural = if max == 1 { "" } else { "s" };
    let written = match max - min {
        0 => fmt::write(&mut takes, format_args!("{min} argument{plural}")),
        1 => fmt::write(&mut takes, format_args!("{min} or {max} argument{plural}")),
        _ => fmt::write(&mut takes, format_args!("{min} to {max} argument{plural}")),
    };
    debug_assert!(written.is_ok(), "writing to a string succeeds");
    raise(ErrorKind::Type, format_args!("{signature} takes {takes}, got {count}"))
}

/// `call_builtin` with a name that no built-in has.
pub fn unknown_builtin(name: Value) -> Value {
    raise(ErrorKind::Value, format_args!("there is no built-in procedure '{}'", Excerpt(name)))
}

/// `panic(message)` and `raise(message)`.
pub fn panic(message: Value) -> Value {
    raise(ErrorKind::Runtime, format_args!("{}", text::of(message)))
}
