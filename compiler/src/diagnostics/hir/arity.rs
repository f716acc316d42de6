//! E0502: a direct call of a known procedure with the wrong number of arguments.

use super::{consequence, counted, finding};
use crate::diagnostics::{Diagnostic, Severity, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Name;

/// `f(1, 2)` where `f` takes one argument
#[derive(Debug)]
pub struct WrongArity {
    /// The whole call.
    pub call: Span,
    pub given: usize,
    pub called: Called,
    pub severity: Severity,
}

/// What is called.
#[derive(Debug)]
pub enum Called {
    Procedure {
        name: Name,
        params: usize,
        definition: Span,
    },
    /// The signature is as documentation has it: `binary(n, [width])`.
    Builtin {
        name: Name,
        signature: &'static str,
        least: usize,
        most: usize,
    },
}

impl ToDiagnostic for WrongArity {
    fn to_diagnostic(&self) -> Diagnostic {
        let (title, definition) = match &self.called {
            Called::Procedure { name, params, definition } => {
                let takes = counted(*params, "argument");
                (format!("`{name}` takes {takes}, but {} given", were(self.given)), Some((definition, takes)))
            }
            Called::Builtin { name, least, most, .. } => {
                let takes = counted_range(*least, *most);
                (format!("the built-in `{name}` takes {takes}, but {} given", were(self.given)), None)
            }
        };
        let mut diagnostic = finding(self.severity, "E0502", title)
            .primary(self.call, format!("{} here", counted(self.given, "argument")))
            .note(consequence(self.severity, "wrong-arity", "TypeError"));
        if let Some((span, takes)) = definition {
            diagnostic = diagnostic.secondary(*span, format!("takes {takes}"));
        }
        match self.called {
            Called::Builtin { signature, .. } => diagnostic.help(format!("it is called as `{signature}`")),
            Called::Procedure { .. } => diagnostic,
        }
    }
}

fn were(count: usize) -> String {
    match count {
        0 => "none were".to_owned(),
        1 => "1 was".to_owned(),
        _ => format!("{count} were"),
    }
}

fn counted_range(least: usize, most: usize) -> String {
    match most {
        _ if least == most => counted(least, "argument"),
        usize::MAX => format!("at least {}", counted(least, "argument")),
        _ if most == least + 1 => format!("{least} or {}", counted(most, "argument")),
        _ => format!("{least} to {}", counted(most, "argument")),
    }
}
