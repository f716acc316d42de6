//! E0108: a string in single quotes.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `'text'`, or a lone `'`.
#[derive(Debug)]
pub struct SingleQuotes {
    pub span: Span,
    /// What stands between the quotes, if both are there.
    pub text: Option<String>,
    /// The quote is glued to a name before it: perhaps an apostrophe.
    pub glued: bool,
}

impl ToDiagnostic for SingleQuotes {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0108", "strings are written in double quotes").primary(self.span, "");
        match &self.text {
            Some(text) if !text.contains(['"', '\\']) => {
                diagnostic.help(format!("write `\"{text}\"`")).suggest(self.span, format!("\"{text}\""), !self.glued)
            }
            _ => diagnostic,
        }
    }
}
