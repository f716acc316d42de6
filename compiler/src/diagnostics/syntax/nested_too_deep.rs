//! E0214: deeper nesting than the compiler's phases can follow.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// An expression or block beyond the limit.
#[derive(Debug)]
pub struct NestedTooDeep {
    pub span: Span,
    /// "expression" or "block"
    pub what: &'static str,
    pub limit: usize,
}

impl ToDiagnostic for NestedTooDeep {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0214", format!("{} nested too deep", self.what))
            .primary(self.span, format!("the limit is {} levels", self.limit))
            .help(match self.what {
                "block" => "move inner blocks to procedures of their own",
                _ => "split the expression with variables",
            })
    }
}
