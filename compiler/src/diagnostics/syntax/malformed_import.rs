//! E0212: an import is written `import "path" as alias`.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// A part of an import is missing.
#[derive(Debug)]
pub struct MalformedImport {
    pub span: Span,
    pub problem: ImportProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    /// `import utils as utils`
    Path,
    /// `import "utils.omg"`
    As,
    /// `import "utils.omg" as`
    Alias,
}

impl ToDiagnostic for MalformedImport {
    fn to_diagnostic(&self) -> Diagnostic {
        let (title, label) = match self.problem {
            ImportProblem::Path => ("the path of an import is a string", "expected a string here"),
            ImportProblem::As => ("an import needs an alias", "expected `as` and a name here"),
            ImportProblem::Alias => ("an import needs an alias", "expected a name here"),
        };
        Diagnostic::error("E0212", title)
            .primary(self.span, label)
            .help("an import is written `import \"utils.omg\" as utils`")
    }
}
