//! E0205 and E0206: wrong assignment operators and wrong targets.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `x = 5`, `x += 1`, `if x = 5 {`
#[derive(Debug)]
pub struct WrongAssignment {
    pub span: Span,
    pub operator: WrongOperator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongOperator {
    /// `=` in a statement.
    Equal,
    /// `=` in a condition.
    EqualInCondition,
    /// `+=` and the like.
    Compound,
}

/// `f() := 1`, `1 := 2`, `x[1:2] := y`
#[derive(Debug)]
pub struct InvalidTarget {
    pub span: Span,
    pub target: InvalidTargetKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidTargetKind {
    /// `x[1:2]`
    Slice,
    /// `f()`
    Call,
    /// `alloc d.k`
    AllocOfElement,
    Other,
}

impl ToDiagnostic for WrongAssignment {
    fn to_diagnostic(&self) -> Diagnostic {
        match self.operator {
            WrongOperator::Equal => Diagnostic::error("E0205", "an assignment is written `:=`")
                .primary(self.span, "not an operator")
                .suggest(self.span, ":=", true),
            WrongOperator::EqualInCondition => Diagnostic::error("E0205", "a comparison is written `==`")
                .primary(self.span, "not an operator")
                .suggest(self.span, "==", false),
            WrongOperator::Compound => Diagnostic::error("E0205", "there are no compound assignments")
                .primary(self.span, "not an operator")
                .help("write the operation out: `x := x + 1`"),
        }
    }
}

impl ToDiagnostic for InvalidTarget {
    fn to_diagnostic(&self) -> Diagnostic {
        let (label, help) = match self.target {
            InvalidTargetKind::Slice => ("a slice is a copy", Some("assign to the elements one by one: `xs[i] := e`")),
            InvalidTargetKind::Call => ("the result of a call is no variable", None),
            InvalidTargetKind::AllocOfElement => {
                ("`alloc` declares a name", Some("without `alloc` this assigns to an element"))
            }
            InvalidTargetKind::Other => ("not a variable, element or attribute", None),
        };
        let diagnostic = Diagnostic::error("E0206", "cannot assign to this").primary(self.span, label);
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}
