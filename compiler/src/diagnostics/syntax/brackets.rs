//! E0207 and E0208: braces without a partner. (A bracket that misses its partner within an expression is an
//! unexpected token.)

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// The file ends inside a block.
#[derive(Debug)]
pub struct UnclosedBlock {
    /// Its `{`.
    pub open: Span,
    /// The end of the file.
    pub end: Span,
    /// A `}` that closes an inner block, but stands as far left as the beginning of this one's line or further.
    pub suspect: Option<Span>,
}

/// `)`, `]` or `}` where nothing is open.
#[derive(Debug)]
pub struct UnmatchedClosing {
    pub span: Span,
    pub token: &'static str,
}

impl ToDiagnostic for UnclosedBlock {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0207", "unclosed `{`")
            .primary(self.end, "expected `}` before the end of the file")
            .secondary(self.open, "this block is not closed");
        match self.suspect {
            Some(suspect) => diagnostic.secondary(suspect, "this `}` closes an inner block: is one missing before it?"),
            None => diagnostic,
        }
    }
}

impl ToDiagnostic for UnmatchedClosing {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0208", format!("unmatched `{}`", self.token));
        diagnostic.primary(self.span, "nothing is open here that it could close")
    }
}
