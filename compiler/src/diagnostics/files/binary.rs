//! A file is no text at all.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// A file that holds bytes of which no text consists.
#[derive(Clone, Debug)]
pub struct BinaryFile {
    pub name: String,
    /// What its first bytes say that it is: `an executable`.
    pub kind: Option<&'static str>,
    pub import: Option<Span>,
}

impl ToDiagnostic for BinaryFile {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic =
            Diagnostic::error("E0005", format!("the file `{}` is a binary file, not a source file", self.name))
                .imported_at(self.import);
        match self.kind {
            Some(kind) => diagnostic.note(format!("it seems to be {kind}")),
            None => diagnostic.note("it holds zero bytes, which no text has"),
        }
    }
}
