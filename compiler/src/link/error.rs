//! Why there is no executable. All of these are faults of the compiler, not of the program.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The runtime inside the compiler cannot be read.
    DamagedRuntime(String),
    /// The object file cannot be read.
    MalformedObject(String),
    /// The object file contains something that is not supported.
    Unsupported(String),
    /// A name that neither the program nor the runtime defines.
    UndefinedSymbol(String),
    DuplicateSymbol(String),
    /// The program is so large that an address does not fit where it belongs.
    RelocationOverflow {
        section: String,
        offset: u64,
        symbol: String,
    },
}

impl fmt::Display for LinkError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::DamagedRuntime(why) => write!(out, "the embedded runtime is damaged: {why}"),
            LinkError::MalformedObject(why) => write!(out, "malformed object file: {why}"),
            LinkError::Unsupported(what) => write!(out, "not supported in an object file: {what}"),
            LinkError::UndefinedSymbol(name) => write!(out, "undefined symbol `{name}`"),
            LinkError::DuplicateSymbol(name) => write!(out, "symbol `{name}` is defined twice"),
            LinkError::RelocationOverflow { section, offset, symbol } => {
                write!(out, "the address of `{symbol}` does not fit at {section}+{offset:#x}")
            }
        }
    }
}

impl std::error::Error for LinkError {}
