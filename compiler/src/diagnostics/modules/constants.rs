//! E0306, E0307 and E0308: expressions that must be constant, in guards of imports and arguments of generators.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// What is wrong with a constant expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstantProblem {
    /// `if length("x") == 1`
    NotConstant { span: Span, what: NotConstant },
    /// `if target.so == "linux"`, `if linux`
    UnknownName {
        name: String,
        span: Span,
        /// What was probably meant.
        known: Option<String>,
    },
    /// `if -"x"`
    NotANumber { op: &'static str, span: Span, operand: Operand },
    /// `if define.LEVEL < "x"`, where `LEVEL` is a number
    Unordered { op: &'static str, op_span: Span, left: Operand, right: Operand },
}

/// What a constant expression cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotConstant {
    Call,
    /// A list or a dictionary.
    Collection,
    /// `x[0]`, `x[1:]`
    Index,
    /// `target.os.name`
    Attribute,
    /// `1 + 1`
    Operator(&'static str),
}

/// An operand and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    pub span: Span,
    /// As a literal.
    pub value: String,
    /// `a string`
    pub kind: &'static str,
}

/// What is allowed.
const PARTS: &str = "constant expressions are made of numbers, strings, `true`, `false`, `target.os`, `target.arch`, \
                     `define.NAME` (from `-D NAME=VALUE`), comparisons, `and` and `or`";

impl ToDiagnostic for ConstantProblem {
    fn to_diagnostic(&self) -> Diagnostic {
        match self {
            ConstantProblem::NotConstant { span, what } => {
                Diagnostic::error("E0306", "this is not a constant expression").primary(*span, words(*what)).help(PARTS)
            }
            ConstantProblem::UnknownName { name, span, known } => unknown_name(name, *span, known.as_deref()),
            ConstantProblem::NotANumber { op, span, operand } => {
                Diagnostic::error("E0308", format!("`{op}` takes a number, not {}", operand.kind))
                    .primary(*span, value_of(operand))
            }
            ConstantProblem::Unordered { op, op_span, left, right } => {
                let title = format!("`{op}` cannot compare {} with {}", left.kind, right.kind);
                Diagnostic::error("E0308", title)
                    .primary(*op_span, "compares two numbers or two strings")
                    .secondary(left.span, value_of(left))
                    .secondary(right.span, value_of(right))
            }
        }
    }
}

fn words(what: NotConstant) -> String {
    match what {
        NotConstant::Call => "procedures are not called before the program runs".to_owned(),
        NotConstant::Collection => "lists and dictionaries are not constants".to_owned(),
        NotConstant::Index => "has no value before the program runs".to_owned(),
        NotConstant::Attribute => "only `target` and `define` have attributes here".to_owned(),
        NotConstant::Operator(op) => format!("`{op}` is not computed before the program runs"),
    }
}

fn unknown_name(name: &str, span: Span, known: Option<&str>) -> Diagnostic {
    let diagnostic = match name {
        "target" => {
            let help = "name a part of it: `target.os` or `target.arch`";
            return Diagnostic::error("E0307", "`target` is not a value").primary(span, "a part is missing").help(help);
        }
        "define" => {
            let help = "name a definition: `define.DEBUG` is what `-D DEBUG=VALUE` says, or `false`";
            return Diagnostic::error("E0307", "`define` is not a value").primary(span, "a name is missing").help(help);
        }
        _ => Diagnostic::error("E0307", format!("`{name}` is not known in a constant expression")),
    };
    let label = if name.starts_with("target.") {
        "`target` has the parts `os` and `arch`"
    } else {
        "variables have no values before the program runs"
    };
    let diagnostic = diagnostic.primary(span, label);
    match known {
        Some(known) => diagnostic.help("this is probably what was meant").suggest(span, known, false),
        None if name.contains('.') => diagnostic.help(PARTS),
        None => diagnostic.help(PARTS).help(format!("to decide on the command line, write `define.{name}`")),
    }
}

fn value_of(operand: &Operand) -> String {
    format!("is {}, `{}`", operand.kind, operand.value)
}
