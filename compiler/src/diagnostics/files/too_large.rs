//! A file is larger than the compiler can count.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// A file over 4 GiB.
#[derive(Clone, Debug)]
pub struct TooLarge {
    pub name: String,
    pub import: Option<Span>,
}

impl ToDiagnostic for TooLarge {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0006", format!("the file `{}` is too large", self.name))
            .imported_at(self.import)
            .note("a source file may have up to 4 GiB")
            .help("read large data when the program runs, with `read_file` or `file_open`")
    }
}
