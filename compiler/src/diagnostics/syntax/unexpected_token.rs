//! E0201: something else was expected here.

use crate::diagnostics::{Diagnostic, Suggestion, ToDiagnostic};
use crate::source::Span;

/// A token that does not fit where it stands.
#[derive(Debug)]
pub struct UnexpectedToken {
    /// The token; or the empty place behind the token before, where that is the better place to look at.
    pub span: Span,
    /// In words: "an expression", "`)`".
    pub expected: &'static str,
    /// The token in words.
    pub found: String,
    /// The bracket that is open.
    pub open: Option<Span>,
    /// What was probably meant.
    pub help: Option<Hint>,
}

/// What was probably meant, in words or as something that can be done.
#[derive(Debug)]
pub enum Hint {
    Words(&'static str),
    Suggestion(Suggestion),
}

impl ToDiagnostic for UnexpectedToken {
    fn to_diagnostic(&self) -> Diagnostic {
        let title = format!("expected {}, found {}", self.expected, self.found);
        let mut diagnostic =
            Diagnostic::error("E0201", title).primary(self.span, format!("expected {} here", self.expected));
        if let Some(open) = self.open {
            diagnostic = diagnostic.secondary(open, "opened here");
        }
        match &self.help {
            Some(Hint::Words(help)) => diagnostic.help(*help),
            Some(Hint::Suggestion(Suggestion { message, edits, safe })) => {
                diagnostic.suggest_edits(message, edits.clone(), *safe)
            }
            None => diagnostic,
        }
    }
}
