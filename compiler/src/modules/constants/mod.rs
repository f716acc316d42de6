//! Constant expressions: what the guards of imports and the arguments of generators are made of. They are computed when the
//! program is compiled, from literals, the target (`target.os`, `target.arch`) and the command line (`define.NAME`).

mod evaluate;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Zero};

pub use evaluate::{definitions, evaluate, names_used};

use crate::diagnostics::Diagnostics;
use crate::source::FileId;
use crate::syntax::lexer::lex;
use crate::syntax::token::TokenKind;

/// The value of a constant expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    Int(BigInt),
    Float(f64),
    Str(String),
    Bool(bool),
}

/// What the names in constant expressions stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    /// `target.os`
    pub os: &'static str,
    /// `target.arch`
    pub arch: &'static str,
    /// `define.NAME`, from `-D NAME=VALUE`; `false` if it is not here.
    pub defines: BTreeMap<String, Constant>,
}

impl Default for Environment {
    /// The only target there is, without definitions.
    fn default() -> Environment {
        Environment { os: "linux", arch: "x86_64", defines: BTreeMap::new() }
    }
}

impl Environment {
    /// `target.NAME`
    pub fn target(&self, name: &str) -> Option<Constant> {
        match name {
            "os" => Some(Constant::Str(self.os.to_owned())),
            "arch" => Some(Constant::Str(self.arch.to_owned())),
            _ => None,
        }
    }

    /// Adds a definition, which replaces an earlier one of that name.
    pub fn define(&mut self, definition: &Definition) {
        self.defines.insert(definition.name.clone(), definition.value.clone());
    }

    /// `define.NAME`
    pub fn definition(&self, name: &str) -> Constant {
        self.defines.get(name).cloned().unwrap_or(Constant::Bool(false))
    }
}

/// What `-D` says: `NAME=VALUE`, or just `NAME`, which means `true`.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// As it was written.
    pub text: String,
    pub name: String,
    pub value: Constant,
}

impl FromStr for Definition {
    type Err = String;

    fn from_str(text: &str) -> Result<Definition, String> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Constant::parse(value)),
            None => (text, Constant::Bool(true)),
        };
        if !is_name(name) {
            return Err(format!("`{name}` is not a name that `define.NAME` could ask for"));
        }
        Ok(Definition { text: text.to_owned(), name: name.to_owned(), value })
    }
}

impl Constant {
    /// The value of `-D NAME=VALUE`: `true` and `false`, numbers as they are written in a program, with a `-` perhaps;
    /// everything else is a string, and so is what stands in double quotes.
    pub fn parse(text: &str) -> Constant {
        if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            return Constant::Str(inner.to_owned());
        }
        match text {
            "true" => return Constant::Bool(true),
            "false" => return Constant::Bool(false),
            _ => {}
        }
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        number(unsigned).map_or_else(
            || Constant::Str(text.to_owned()),
            |value| if unsigned.len() < text.len() { value.negated().unwrap_or(value) } else { value },
        )
    }

    /// What `emit` prints.
    pub fn text(&self) -> String {
        match self {
            Constant::Int(value) => value.to_string(),
            Constant::Float(value) => float_text(*value),
            Constant::Str(text) => text.clone(),
            Constant::Bool(value) => value.to_string(),
        }
    }

    /// Whether a condition of this value holds.
    pub fn is_truthy(&self) -> bool {
        match self {
            Constant::Int(value) => !value.is_zero(),
            Constant::Float(value) => *value != 0.0,
            Constant::Str(text) => !text.is_empty(),
            Constant::Bool(value) => *value,
        }
    }

    /// `a string`
    pub fn type_name(&self) -> &'static str {
        match self {
            Constant::Int(_) => "an integer",
            Constant::Float(_) => "a float",
            Constant::Str(_) => "a string",
            Constant::Bool(_) => "a boolean",
        }
    }

    /// `-x`; none for a string.
    fn negated(&self) -> Option<Constant> {
        Some(match self.number()? {
            Number::Int(value) => Constant::Int(-value),
            Number::Float(value) => Constant::Float(-value),
        })
    }

    /// `+x`; none for a string.
    fn as_number(&self) -> Option<Constant> {
        Some(match self.number()? {
            Number::Int(value) => Constant::Int(value),
            Number::Float(value) => Constant::Float(value),
        })
    }

    /// `==`: numbers by their exact value, otherwise values of different types are unequal.
    pub fn equals(&self, other: &Constant) -> bool {
        match (self, other) {
            (Constant::Bool(a), Constant::Bool(b)) => a == b,
            (Constant::Bool(_), _) | (_, Constant::Bool(_)) => false,
            _ => self.compare(other) == Some(Some(Ordering::Equal)),
        }
    }

    /// The order of two numbers (booleans count as numbers) or two strings. None if there is none between such types;
    /// none inside if one is not a number.
    pub fn compare(&self, other: &Constant) -> Option<Option<Ordering>> {
        if let (Constant::Str(a), Constant::Str(b)) = (self, other) {
            return Some(Some(a.cmp(b)));
        }
        Some(match (self.number()?, other.number()?) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
            (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
            (Number::Int(a), Number::Float(b)) => compare_exactly(&a, b),
            (Number::Float(a), Number::Int(b)) => compare_exactly(&b, a).map(Ordering::reverse),
        })
    }

    fn number(&self) -> Option<Number> {
        match self {
            Constant::Int(value) => Some(Number::Int(value.clone())),
            Constant::Float(value) => Some(Number::Float(*value)),
            Constant::Bool(value) => Some(Number::Int(BigInt::from(u8::from(*value)))),
            Constant::Str(_) => None,
        }
    }
}

/// As a literal of the language, which reads back as the same value.
impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Constant::Float(value) if value.is_infinite() => f.write_str(if *value > 0.0 { "1e999" } else { "-1e999" }),
            Constant::Str(text) => write_string(f, text),
            other => f.write_str(&other.text()),
        }
    }
}

enum Number {
    Int(BigInt),
    Float(f64),
}

fn compare_exactly(a: &BigInt, b: f64) -> Option<Ordering> {
    match BigInt::from_f64(b.trunc()) {
        Some(whole) => Some(a.cmp(&whole).then(0.0.partial_cmp(&b.fract())?)),
        None => 0.0.partial_cmp(&b),
    }
}

fn float_text(value: f64) -> String {
    let mut text = String::new();
    omg_runtime::float::write(&mut text, value).expect("a string");
    text
}

/// A number literal of the language.
fn number(text: &str) -> Option<Constant> {
    match only_token(text)? {
        TokenKind::Int(value) => Some(Constant::Int(value)),
        TokenKind::Float(value) => Some(Constant::Float(value)),
        _ => None,
    }
}

/// Whether a text can be the `NAME` of `define.NAME`.
fn is_name(text: &str) -> bool {
    matches!(only_token(text), Some(TokenKind::Name(_)))
}

/// The token that a text is, if it is one and nothing else.
fn only_token(text: &str) -> Option<TokenKind> {
    const HEADER: &str = ";;;omg\n";
    let file = format!("{HEADER}{text}");
    let tokens = lex(FileId(0), &file, &mut Diagnostics::default()).tokens;
    match &tokens[..] {
        [token, _] if token.span.start as usize == HEADER.len() && token.span.end as usize == file.len() => {
            Some(token.kind.clone())
        }
        _ => None,
    }
}

fn write_string(f: &mut fmt::Formatter, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\r' => f.write_str("\\r")?,
            '\\' => f.write_str("\\\\")?,
            '"' => f.write_str("\\\"")?,
            c if c.is_control() => write!(f, "\\x{:02x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
