//! E0104, E0105 and E0109: strings and comments without an end, and an end without a comment.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// The file ends inside a string.
#[derive(Debug)]
pub struct UnterminatedString {
    /// Its opening quote.
    pub open: Span,
    /// The opening quote of an earlier string that spans lines: perhaps it is that one's end that is missing.
    pub suspect: Option<Span>,
}

/// The file ends inside `/*`.
#[derive(Debug)]
pub struct UnterminatedComment {
    pub open: Span,
}

/// `*/` where no comment is open.
#[derive(Debug)]
pub struct StrayCommentEnd {
    pub span: Span,
}

impl ToDiagnostic for UnterminatedString {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic =
            Diagnostic::error("E0104", "unterminated string").primary(self.open, "this string has no closing `\"`");
        match self.suspect {
            Some(suspect) => diagnostic
                .secondary(suspect, "this string goes on over several lines: is its closing `\"` missing?")
                .note("what follows that string was not looked at"),
            None => diagnostic.help("write `\\\"` for a double quote inside a string"),
        }
    }
}

impl ToDiagnostic for UnterminatedComment {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0105", "unterminated comment").primary(self.open, "this comment has no closing `*/`")
    }
}

impl ToDiagnostic for StrayCommentEnd {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0109", "`*/` without a comment to end")
            .primary(self.span, "no comment is open here")
            .note("`/* */` comments do not nest: the first `*/` ends them")
    }
}
