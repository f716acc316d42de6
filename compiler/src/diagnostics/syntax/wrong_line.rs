//! E0203: `{`, `elif`, `else` and `except` stand on the line of what they follow.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// One of them begins a line.
#[derive(Debug)]
pub struct WrongLine {
    pub span: Span,
    /// As it is written.
    pub token: &'static str,
    /// The end of what it follows.
    pub after: Span,
}

impl ToDiagnostic for WrongLine {
    fn to_diagnostic(&self) -> Diagnostic {
        let token = self.token;
        Diagnostic::error("E0203", format!("`{token}` must stand on the line of what it follows"))
            .primary(self.span, format!("this `{token}` begins a line"))
            .secondary(self.after, "it belongs behind this")
            .suggest(Span { end: self.span.start, ..self.after.after() }, " ", false)
    }
}
