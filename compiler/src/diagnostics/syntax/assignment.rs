//! E0205 and E0206: wrong assignment operators and wrong targets.

use crate::diagnostics::{Diagnostic, Edit, ToDiagnostic};
use crate::source::Span;

/// `x = 5`, `x += 1`, `if x = 5 {`
#[derive(Debug)]
pub struct WrongAssignment {
    pub span: Span,
    pub operator: WrongOperator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongOperator {
    /// `=` in a statement.
    Equal,
    /// `=` in a condition.
    EqualInCondition,
    /// `+=` and the like.
    Compound {
        /// The variable, if that is what stands on the left.
        name: Option<String>,
        /// `+`
        operator: String,
        /// The right side, if it can be parsed, and whether it needs no parentheses.
        value: Option<(Span, bool)>,
    },
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
    /// `alloc d.k`; the span is where the statement begins.
    AllocOfElement {
        alloc: Span,
    },
    Other,
}

impl ToDiagnostic for WrongAssignment {
    fn to_diagnostic(&self) -> Diagnostic {
        match &self.operator {
            WrongOperator::Equal => Diagnostic::error("E0205", "an assignment is written `:=`")
                .primary(self.span, "not an operator")
                .help("write `:=`")
                .suggest(self.span, ":=", true),
            WrongOperator::EqualInCondition => Diagnostic::error("E0205", "a comparison is written `==`")
                .primary(self.span, "not an operator")
                .help("write `==`")
                .suggest(self.span, "==", false),
            WrongOperator::Compound { name, operator, value } => {
                let diagnostic = Diagnostic::error("E0205", "there are no compound assignments")
                    .primary(self.span, "not an operator");
                match (name, value) {
                    (Some(name), Some((value, atomic))) if OPERATORS.contains(&&**operator) => {
                        let edits = written_out(self.span, name, operator, *value, *atomic);
                        diagnostic.suggest_edits("write the operation out", edits, true)
                    }
                    _ => diagnostic.help("write the operation out: `x := x + 1`"),
                }
            }
        }
    }
}

/// The operators of which other languages have compound forms that mean the same.
const OPERATORS: [&str; 11] = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>"];

/// `x += 1` becomes `x := x + 1`.
fn written_out(span: Span, name: &str, operator: &str, value: Span, atomic: bool) -> Vec<Edit> {
    let mut edits = vec![Edit::new(span, format!(":= {name} {operator}"))];
    if !atomic {
        edits.push(Edit::new(Span { end: value.start, ..value }, "("));
        edits.push(Edit::new(value.after(), ")"));
    }
    edits
}

impl ToDiagnostic for InvalidTarget {
    fn to_diagnostic(&self) -> Diagnostic {
        let (label, help) = match self.target {
            InvalidTargetKind::Slice => ("a slice is a copy", Some("assign to the elements one by one: `xs[i] := e`")),
            InvalidTargetKind::Call => ("the result of a call is no variable", None),
            InvalidTargetKind::AllocOfElement { .. } => {
                ("`alloc` declares a name", Some("without `alloc` this assigns to an element"))
            }
            InvalidTargetKind::Other => ("not a variable, element or attribute", None),
        };
        let diagnostic = Diagnostic::error("E0206", "cannot assign to this").primary(self.span, label);
        let diagnostic = match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        };
        match self.target {
            InvalidTargetKind::AllocOfElement { alloc } => {
                diagnostic.suggest(Span { end: self.span.start, ..alloc }, "", false)
            }
            _ => diagnostic,
        }
    }
}
