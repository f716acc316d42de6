//! E0501: a name that is declared nowhere visible.

use super::{InBlock, consequence, counted, finding};
use crate::diagnostics::{Diagnostic, Severity, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// `emit lenght`, `x := 1` without an `alloc x`
#[derive(Debug)]
pub struct UndefinedName {
    /// Its first use in the module.
    pub name: Ident,
    pub how: UndefinedUse,
    /// How many more uses the module has.
    pub others: usize,
    pub nearest: Option<NearestName>,
    /// Where the module declares a variable of this name that is not visible here.
    pub elsewhere: Option<Elsewhere>,
    /// A built-in procedure has this name.
    pub is_builtin: bool,
    pub severity: Severity,
}

/// What the first use does with the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndefinedUse {
    Read,
    Called,
    Assigned,
}

/// A variable of the name that is not visible there.
#[derive(Debug)]
pub enum Elsewhere {
    /// In a block that ended, or has not begun.
    Block(InBlock),
    /// In a procedure, or in a block of one.
    Other(Span),
}

/// The most similar name that is visible there.
#[derive(Debug)]
pub struct NearestName {
    pub name: Name,
    /// Where it is declared; none for built-ins and shared globals.
    pub span: Option<Span>,
}

impl ToDiagnostic for UndefinedName {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        let (title, label) = match self.how {
            UndefinedUse::Read => (format!("`{name}` is not defined"), "no variable of this name is visible here"),
            UndefinedUse::Called => (format!("`{name}` is not defined"), "no procedure of this name is visible here"),
            UndefinedUse::Assigned => {
                (format!("`{name}` is assigned but not declared"), "no variable of this name is visible here")
            }
        };
        let mut diagnostic = finding(self.severity, "E0501", title).primary(self.name.span, label);
        if let Some(elsewhere) = &self.elsewhere {
            diagnostic = declared_elsewhere(diagnostic, name, elsewhere);
        } else if let Some(nearest) = &self.nearest {
            diagnostic = suggest_nearest(diagnostic, nearest, self.name.span);
        } else if self.how == UndefinedUse::Assigned {
            let place = Span { end: self.name.span.start, ..self.name.span };
            diagnostic =
                diagnostic.help(format!("declare it first: `alloc {name} := ...`")).suggest(place, "alloc ", false);
        }
        if self.is_builtin {
            diagnostic = diagnostic.note(format!("`{name}` is a built-in procedure, not a variable"));
        }
        if self.others > 0 {
            diagnostic =
                diagnostic.note(format!("it is used at {} in this module", counted(self.others, "more place")));
        }
        diagnostic.note(consequence(self.severity, "undefined-name", "UndefinedIdentError"))
    }
}

fn declared_elsewhere(diagnostic: Diagnostic, variable: &str, elsewhere: &Elsewhere) -> Diagnostic {
    match elsewhere {
        Elsewhere::Block(block) => block.explain(diagnostic, variable),
        Elsewhere::Other(span) => {
            diagnostic.secondary(*span, "declared here, but visible only in that procedure or block")
        }
    }
}

fn suggest_nearest(diagnostic: Diagnostic, nearest: &NearestName, span: Span) -> Diagnostic {
    let name = &nearest.name;
    let diagnostic = diagnostic.help(format!("write `{name}`")).suggest(span, &**name, false);
    match nearest.span {
        Some(span) => diagnostic.secondary(span, format!("`{name}` is declared here")),
        None => diagnostic,
    }
}
