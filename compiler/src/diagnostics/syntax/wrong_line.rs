//! E0203: `{`, `elif`, `else` and `except` stand on the line of what they follow.

use crate::diagnostics::{Diagnostic, Edit, ToDiagnostic};
use crate::source::Span;

/// One of them begins a line.
#[derive(Debug)]
pub struct WrongLine {
    pub span: Span,
    /// As it is written.
    pub token: &'static str,
    /// The end of what it follows.
    pub after: Span,
    /// Nothing stands between them, not even a comment.
    pub blank: bool,
}

impl ToDiagnostic for WrongLine {
    fn to_diagnostic(&self) -> Diagnostic {
        let token = self.token;
        let diagnostic = Diagnostic::error("E0203", format!("`{token}` must stand on the line of what it follows"))
            .primary(self.span, format!("this `{token}` begins a line"))
            .secondary(self.after, "it belongs behind this");
        let message = format!("write `{token}` on that line");
        if self.blank {
            let between = Span { end: self.span.start, ..self.after.after() };
            diagnostic.suggest_edits(message, vec![Edit::new(between, " ")], true)
        } else if token == "{" {
            let edits = vec![Edit::new(self.after.after(), " {"), Edit::new(self.span, "")];
            diagnostic.suggest_edits(message, edits, true)
        } else {
            diagnostic
        }
    }
}
