//! E0503: a name that a module does not export.

use super::{consequence, finding};
use crate::diagnostics::{Diagnostic, Severity, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// `utils.nope`
#[derive(Debug)]
pub struct UnknownExport {
    pub name: Ident,
    /// `lib/utils.omg`
    pub module: Name,
    pub why: WhyUnknown,
    pub severity: Severity,
}

/// What the module has instead.
#[derive(Debug)]
pub enum WhyUnknown {
    /// The most similar name that it exports, and its definition.
    Similar {
        name: Name,
        definition: Span,
        /// It is certain that this one was meant.
        sole: bool,
    },
    /// An import of the module has that name.
    Import(Span),
    /// All names that it exports, none of them similar.
    Exports(Vec<Name>),
}

impl ToDiagnostic for UnknownExport {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        let diagnostic = finding(self.severity, "E0503", format!("`{}` does not export `{name}`", self.module))
            .primary(self.name.span, "no such export");
        let diagnostic = match &self.why {
            WhyUnknown::Similar { name, definition, sole } => diagnostic
                .secondary(*definition, format!("`{name}` is defined here"))
                .help(format!("write `{name}`"))
                // As a warning it lets a program through that does something, if only to raise.
                .suggest(self.name.span, &**name, *sole && self.severity == Severity::Error),
            WhyUnknown::Import(span) => diagnostic
                .secondary(*span, "imported here; imports are not exported again")
                .help("import that module directly"),
            WhyUnknown::Exports(names) => diagnostic.note(exports(&self.module, names)),
        };
        diagnostic.note(consequence(self.severity, "unknown-export", "KeyError"))
    }
}

/// "`utils.omg` exports `a`, `b` and 3 more"
fn exports(module: &str, names: &[Name]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("`{module}` exports nothing"),
        n if n > SHOWN => format!("`{module}` exports {} and {} more", shown.join(", "), n - SHOWN),
        _ => format!("`{module}` exports {}", shown.join(", ")),
    }
}
