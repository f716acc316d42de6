//! The system does not hand out a file's contents.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// A file that exists but cannot be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    pub name: String,
    /// The system's words: `permission denied`.
    pub reason: String,
    pub import: Option<Span>,
}

impl ToDiagnostic for Unreadable {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0002", format!("the file `{}` cannot be read: {}", self.name, self.reason))
            .imported_at(self.import)
    }
}
