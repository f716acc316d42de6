//! E0406 and E0407: `break` and `return` where there is nothing to leave.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `break` outside a loop
#[derive(Debug)]
pub struct BreakOutsideLoop {
    pub span: Span,
    /// A loop around the procedure that the `break` stands in.
    pub outer_loop: Option<Span>,
}

/// `return` outside a procedure
#[derive(Debug)]
pub struct ReturnOutsideProcedure {
    pub span: Span,
}

impl ToDiagnostic for BreakOutsideLoop {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic =
            Diagnostic::error("E0406", "`break` outside a loop").primary(self.span, "there is no loop to leave");
        match self.outer_loop {
            Some(span) => diagnostic.secondary(span, "a procedure cannot leave a loop around its definition"),
            None => diagnostic,
        }
    }
}

impl ToDiagnostic for ReturnOutsideProcedure {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0407", "`return` outside a procedure")
            .primary(self.span, "there is no procedure to leave")
            .help("`exit(0)` ends the program")
    }
}
