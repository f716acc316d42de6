//! E0209, E0210, E0213 and E0216: the parts of `if`, `loop` and `try` do not fit together.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `else`, `elif` or `except` without the statement that it belongs to.
#[derive(Debug)]
pub struct StrayClause {
    pub span: Span,
    pub keyword: &'static str,
}

/// `if { }`, `loop { }`
#[derive(Debug)]
pub struct MissingCondition {
    pub span: Span,
    pub keyword: &'static str,
}

/// `try { }` alone.
#[derive(Debug)]
pub struct MissingExcept {
    /// The keyword `try`.
    pub try_: Span,
    /// The place behind its block.
    pub end: Span,
}

/// `else if`
#[derive(Debug)]
pub struct ElseIf {
    pub span: Span,
    /// Nothing stands between the two words, not even a comment.
    pub blank: bool,
}

impl ToDiagnostic for StrayClause {
    fn to_diagnostic(&self) -> Diagnostic {
        let owner = if self.keyword == "except" { "try" } else { "if" };
        Diagnostic::error("E0209", format!("`{}` without `{owner}`", self.keyword))
            .primary(self.span, format!("no block of `{owner}` ends just before this"))
    }
}

impl ToDiagnostic for MissingCondition {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0210", format!("`{}` needs a condition", self.keyword))
            .primary(self.span, "expected a condition behind this");
        match self.keyword {
            "loop" => {
                diagnostic.help("an endless loop is written `loop true { }`").suggest(self.span.after(), " true", false)
            }
            _ => diagnostic,
        }
    }
}

impl ToDiagnostic for MissingExcept {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0213", "`try` needs an `except`")
            .primary(self.end, "expected `except` here")
            .secondary(self.try_, "for this `try`")
    }
}

impl ToDiagnostic for ElseIf {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0216", "`else if` is written `elif`")
            .primary(self.span, "")
            .help("write `elif`")
            .suggest(self.span, "elif", self.blank)
    }
}
