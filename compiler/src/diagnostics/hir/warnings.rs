//! W0601, W0602 and W0603: what compiles but is probably not meant.

use super::finding;
use crate::diagnostics::{Diagnostic, Severity, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// An alias that nothing reads
#[derive(Debug)]
pub struct UnusedImport {
    pub alias: Ident,
    pub severity: Severity,
}

/// Statements behind `return`, `break` or an endless loop
#[derive(Debug)]
pub struct UnreachableCode {
    /// The first statement that never runs.
    pub span: Span,
    /// The statement before it.
    pub after: Span,
    pub severity: Severity,
}

/// `utils.counter`, where a procedure of `utils` assigns `counter`
#[derive(Debug)]
pub struct StaleImport {
    /// `utils.counter`
    pub read: Span,
    pub name: Name,
    /// Where its module assigns it in a procedure.
    pub assignment: Span,
    pub severity: Severity,
}

impl ToDiagnostic for UnusedImport {
    fn to_diagnostic(&self) -> Diagnostic {
        finding(self.severity, "W0601", format!("the import `{}` is not used", self.alias.name))
            .primary(self.alias.span, "nothing reads this name")
            .note("the module runs all the same; `-A unused-import` says that this is wanted")
    }
}

impl ToDiagnostic for UnreachableCode {
    fn to_diagnostic(&self) -> Diagnostic {
        finding(self.severity, "W0602", "this code is never reached".to_owned())
            .primary(self.span, "never runs")
            .secondary(self.after, "control does not get past this")
    }
}

impl ToDiagnostic for StaleImport {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name;
        finding(self.severity, "W0603", format!("`{name}` has the value that it had when it was imported"))
            .primary(self.read, "later changes are not seen here")
            .secondary(self.assignment, format!("its module changes `{name}` here"))
            .help(format!("let the module export a procedure that returns `{name}`"))
    }
}
