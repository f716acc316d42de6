//! A generator is called with the wrong number of arguments.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `import eval table(16) from "gen.omg" as t`, where `table` takes two arguments.
#[derive(Clone, Debug)]
pub struct GeneratorArity {
    pub name: String,
    /// `table(16)`
    pub call: Span,
    pub given: usize,
    pub expected: usize,
    /// `proc table(size, kind)`
    pub definition: Option<Span>,
}

impl ToDiagnostic for GeneratorArity {
    fn to_diagnostic(&self) -> Diagnostic {
        let GeneratorArity { name, given, expected, .. } = self;
        let plural = if *expected == 1 { "" } else { "s" };
        let verb = if *given == 1 { "is" } else { "are" };
        let diagnostic =
            Diagnostic::error("E0314", format!("`{name}` takes {expected} argument{plural}, but {given} {verb} given"))
                .primary(self.call, format!("expected {expected} argument{plural}, found {given}"));
        match self.definition {
            Some(span) => diagnostic.secondary(span, "defined here"),
            None => diagnostic,
        }
    }
}
