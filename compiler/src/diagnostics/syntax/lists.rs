//! E0211 and E0217: commas, and what stands between `[` and `]`.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `f(1,)`, `proc f(a,)`
#[derive(Debug)]
pub struct TrailingComma {
    pub span: Span,
}

/// `x[]`, `x[1, 2]`, `x[1:2:3]`
#[derive(Debug)]
pub struct BadIndex {
    pub span: Span,
    pub problem: IndexProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexProblem {
    Empty,
    Several,
    Step,
}

impl ToDiagnostic for TrailingComma {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0211", "trailing comma")
            .primary(self.span, "nothing follows this comma")
            .note("only the literals of lists and dictionaries may end with a comma")
            .help("remove it")
            .suggest(self.span, "", true)
    }
}

impl ToDiagnostic for BadIndex {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = match self.problem {
            IndexProblem::Empty => Diagnostic::error("E0217", "the index is missing"),
            IndexProblem::Several => Diagnostic::error("E0217", "an index is one value")
                .help("an element of a list in a list is written `x[1][2]`"),
            IndexProblem::Step => Diagnostic::error("E0217", "a slice has no step"),
        };
        diagnostic.primary(self.span, "")
    }
}
