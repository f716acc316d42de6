//! E0107: an escape in a string that names no character.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `\xHH` or `\uHHHH` gone wrong.
#[derive(Debug)]
pub struct BadEscape {
    pub span: Span,
    pub problem: EscapeProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscapeProblem {
    /// Fewer hexadecimal digits than the escape has.
    Digits { wanted: usize },
    /// `\ud800` to `\udfff`
    Surrogate,
}

impl ToDiagnostic for BadEscape {
    fn to_diagnostic(&self) -> Diagnostic {
        match self.problem {
            EscapeProblem::Digits { wanted } => Diagnostic::error("E0107", "escape with too few digits")
                .primary(self.span, format!("expected {wanted} hexadecimal digits"))
                .help("write `\\\\` for a backslash")
                .suggest(Span { end: self.span.start, ..self.span }, "\\", false),
            EscapeProblem::Surrogate => Diagnostic::error("E0107", "escape that names no character")
                .primary(self.span, "a surrogate is half a character")
                .help("write the character itself: strings are Unicode text"),
        }
    }
}
