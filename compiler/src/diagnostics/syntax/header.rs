//! E0101 and E0102: the header line.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// The first line that is not empty is no header.
#[derive(Debug)]
pub struct MissingHeader {
    /// That line; empty in an empty file.
    pub span: Span,
    /// A header that stands further down.
    pub later: Option<Span>,
    /// The place behind a byte order mark: where the file begins.
    pub start: Span,
    /// How the lines of the file end.
    pub line_end: &'static str,
}

/// `;;;omg 2031`
#[derive(Debug)]
pub struct UnknownEdition {
    pub span: Span,
    pub edition: String,
}

impl ToDiagnostic for MissingHeader {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0101", "the header `;;;omg` is missing")
            .primary(self.span, "expected `;;;omg` here")
            .note("every OMG file begins with the line `;;;omg`, `;;;omg 2025` or `;;;omg 2026`");
        match self.later {
            Some(later) => diagnostic
                .secondary(later, "this header stands too late")
                .help("move the header to the top: only blank lines may stand before it"),
            None => diagnostic.help("add the line `;;;omg` at the top of the file").suggest(
                self.start,
                format!(";;;omg{}", self.line_end),
                false,
            ),
        }
    }
}

impl ToDiagnostic for UnknownEdition {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0102", format!("unknown edition `{}`", self.edition))
            .primary(self.span, "")
            .help("the editions are `;;;omg 2025` and `;;;omg 2026`; a plain `;;;omg` means 2025")
    }
}
