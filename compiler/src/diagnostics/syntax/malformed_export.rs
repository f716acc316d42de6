//! E0218: an export is a list of names, or stands before a definition.

use crate::diagnostics::{Diagnostic, Edit, ToDiagnostic};
use crate::source::Span;

/// What follows `export` is nothing that can be exported.
#[derive(Debug)]
pub struct MalformedExport {
    pub span: Span,
    /// The two braces around names, for [`ExportProblem::Braces`].
    pub braces: Option<(Span, Span)>,
    pub problem: ExportProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportProblem {
    /// `export { a, b }`
    Braces,
    /// `export x := 1`
    Assignment,
    /// `export import "utils.omg" as utils`
    Import,
    /// `export "a"`, `export if`
    Other,
}

impl ToDiagnostic for MalformedExport {
    fn to_diagnostic(&self) -> Diagnostic {
        let (label, help) = match self.problem {
            ExportProblem::Braces => ("expected a name here", "names are exported without braces: `export a, b`"),
            ExportProblem::Assignment => {
                ("an assignment cannot be exported", "a new variable is exported with `export alloc x := 1`")
            }
            ExportProblem::Import => {
                ("an import cannot be exported", "a module that needs the other one too imports it itself")
            }
            ExportProblem::Other => (
                "expected a name, `alloc` or `proc` here",
                "an export is written `export a, b`, `export alloc x := 1` or `export proc f() { }`",
            ),
        };
        let diagnostic = Diagnostic::error("E0218", "malformed export").primary(self.span, label);
        match self.braces {
            Some((open, close)) => {
                diagnostic.suggest_edits(help, vec![Edit::new(open, ""), Edit::new(close, "")], true)
            }
            None => diagnostic.help(help),
        }
    }
}
