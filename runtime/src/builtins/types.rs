//! The types that a built-in takes.

use core::fmt;

use crate::object::Kind;
use crate::value::Value;

/// A set of types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// Integers, and booleans, which count as 0 and 1.
    pub const INTEGER: Types = Types(1 | 2);
    pub const BOOLEAN: Types = Types(2);
    /// Integers, booleans and floats.
    pub const NUMBER: Types = Types(1 | 2 | 4);
    pub const STRING: Types = Types(8);
    pub const LIST: Types = Types(16);
    pub const DICTIONARY: Types = Types(32);
    /// Everything, procedures and none too.
    pub const ANY: Types = Types(0xff);

    /// How the sets that are used in the table are worded, each before its subsets.
    const WORDS: [(Types, &str); 6] = [
        (Types::NUMBER, "a number"),
        (Types::INTEGER, "an integer"),
        (Types::BOOLEAN, "a boolean"),
        (Types::STRING, "a string"),
        (Types::LIST, "a list"),
        (Types::DICTIONARY, "a dictionary"),
    ];

    /// What is in either set.
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// Whether all of another set is in this one.
    pub const fn contain(self, others: Types) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether the value's type is in the set.
    pub fn include(self, value: Value) -> bool {
        self.0 & Types::bit(value) != 0
    }

    fn bit(value: Value) -> u8 {
        match value.kind() {
            None if value.is_small() => 1,
            None if value.is_bool() => 2,
            Some(Kind::BigInt) => 1,
            Some(Kind::Float) => 4,
            Some(Kind::String) => 8,
            Some(Kind::List) => 16,
            Some(Kind::Dict) => 32,
            _ => 64,
        }
    }
}

/// `a string, a list or a dictionary`
impl fmt::Display for Types {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let mut left = self.0;
        let mut separator = "";
        for (types, words) in Types::WORDS {
            if left & types.0 != types.0 {
                continue;
            }
            left &= !types.0;
            let last = !Types::WORDS.iter().any(|(types, _)| left & types.0 == types.0);
            write!(out, "{}{words}", if last && !separator.is_empty() { " or " } else { separator })?;
            separator = ", ";
        }
        Ok(())
    }
}
