//! A file holds text in another encoding than UTF-8.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// A text file with bytes that are no UTF-8.
#[derive(Clone, Debug)]
pub struct NotUtf8 {
    pub name: String,
    /// The first byte that cannot be part of UTF-8 text, where it is from the start of the file, and on which 1-based line.
    pub byte: u8,
    pub offset: usize,
    pub line: usize,
    /// What the text seems to be.
    pub encoding: Encoding,
    pub import: Option<Span>,
}

/// What a text that is not UTF-8 seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf16,
    /// One byte per character; this is what the byte would be in Latin-1.
    SingleByte(char),
    /// A character of UTF-8 begins at the byte, but its other bytes are missing.
    CutOff,
    Unknown,
}

impl ToDiagnostic for NotUtf8 {
    fn to_diagnostic(&self) -> Diagnostic {
        let NotUtf8 { name, byte, offset, line, encoding, import } = self;
        let diagnostic = Diagnostic::error("E0004", format!("the file `{name}` is not UTF-8 text"))
            .imported_at(*import)
            .note(format!("the byte 0x{byte:02X} at offset {offset}, on line {line}, is not UTF-8"));
        match encoding {
            Encoding::Utf16 => diagnostic.help("the text seems to be UTF-16; save the file as UTF-8"),
            Encoding::SingleByte(c) => {
                diagnostic.help(format!("in Latin-1 this byte is `{c}`; if that was meant, save the file as UTF-8"))
            }
            Encoding::CutOff => diagnostic.help("a character begins here, but its other bytes are missing"),
            Encoding::Unknown => diagnostic.help("save the file as UTF-8"),
        }
    }
}
