//! W0601, W0602 and W0603: what compiles but is probably not meant.

use super::finding;
use crate::diagnostics::{Diagnostic, Severity, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// An alias that nothing reads
#[derive(Debug)]
pub struct UnusedImport {
    pub alias: Ident,
    pub removal: Option<Removal>,
    pub severity: Severity,
}

/// How an import is taken out of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removal {
    /// What goes.
    pub span: Span,
    pub remains: Remains,
    /// No comment goes with it, and what is left stands on lines as before.
    pub tidy: bool,
}

/// What an import that is not used is still good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remains {
    Nothing,
    /// Its module runs, which may be noticed.
    Effects,
    /// Other names stand in it; only one is removed.
    OtherNames,
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
        let diagnostic = finding(self.severity, "W0601", format!("the import `{}` is not used", self.alias.name))
            .primary(self.alias.span, "nothing reads this name");
        let Some(Removal { span, remains, tidy }) = self.removal else { return diagnostic };
        match remains {
            Remains::Nothing => diagnostic.help("remove the import").suggest(span, "", tidy),
            Remains::OtherNames => diagnostic.help("remove the name").suggest(span, "", tidy),
            Remains::Effects => diagnostic
                .note("the module runs all the same; `-A unused-import` says that this is wanted")
                .help("remove the import, if the module need not run")
                .suggest(span, "", false),
        }
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
