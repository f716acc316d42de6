//! E0503: a name that a module does not export.

use super::{InBlock, consequence, finding};
use crate::diagnostics::{Diagnostic, Edit, Severity, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// `utils.nope`, `import { nope } from "utils.omg"`
#[derive(Debug)]
pub struct UnknownExport {
    pub name: Ident,
    /// It stands in an import statement.
    pub in_import: bool,
    /// `lib/utils.omg`
    pub module: Name,
    pub why: WhyUnknown,
    pub severity: Severity,
}

/// What the module has instead.
#[derive(Clone, Debug)]
pub enum WhyUnknown {
    /// The most similar name that it exports, and its definition.
    Similar {
        name: Name,
        definition: Span,
        /// It is certain that this one was meant.
        sole: bool,
        /// Where the name as it is written is used, if an import declares it; none if what these places mean is not certain.
        uses: Option<Vec<Span>>,
    },
    /// An import of the module has that name.
    Import(Span),
    /// The module declares it but exports other names only: the name, the statement around it, and the names of an
    /// `export` statement.
    Private { definition: Span, statement: Span, list: Option<Span> },
    /// The module declares it in a block.
    Block(InBlock),
    /// All names that it exports, none of them similar.
    Exports(Vec<Name>),
}

impl ToDiagnostic for UnknownExport {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        let title = match self.why {
            WhyUnknown::Private { .. } => format!("`{name}` is private to `{}`", self.module),
            _ => format!("`{}` does not export `{name}`", self.module),
        };
        let label = match self.why {
            WhyUnknown::Private { .. } => "not exported",
            _ => "no such export",
        };
        let diagnostic = finding(self.severity, "E0503", title).primary(self.name.span, label);
        let diagnostic = match &self.why {
            WhyUnknown::Private { definition, statement, list } => {
                self.suggest_export(diagnostic.secondary(*definition, "defined here"), *statement, *list)
            }
            WhyUnknown::Similar { name, definition, sole, uses } => {
                // As a warning it lets a program through that does something, if only to raise.
                let safe = *sole && uses.is_some() && self.severity == Severity::Error;
                let places = std::iter::once(self.name.span).chain(uses.iter().flatten().copied());
                let edits = places.map(|place| Edit::new(place, &**name)).collect();
                diagnostic.secondary(*definition, format!("`{name}` is defined here")).suggest_edits(
                    format!("write `{name}`"),
                    edits,
                    safe,
                )
            }
            WhyUnknown::Import(span) => diagnostic
                .secondary(*span, "imported here; imports are not exported again")
                .help("import that module directly"),
            WhyUnknown::Block(block) => block.explain(diagnostic, name),
            WhyUnknown::Exports(names) => diagnostic.note(exports(&self.module, names)),
        };
        diagnostic.note(match (self.in_import, self.severity) {
            (false, severity) => consequence(severity, "unknown-export", "KeyError"),
            (true, Severity::Error) => {
                "with `-A unknown-export` this compiles, and raises UndefinedIdentError where the name is used"
                    .to_owned()
            }
            (true, Severity::Warning) => "this raises UndefinedIdentError where the name is used".to_owned(),
        })
    }
}

impl UnknownExport {
    /// Where the module could export it: in the list that there is, or else in the declaration.
    fn suggest_export(&self, diagnostic: Diagnostic, statement: Span, list: Option<Span>) -> Diagnostic {
        let (name, module) = (&self.name.name, &self.module);
        let help = format!("`{module}` exports only what it marks with `export`; it could export `{name}` too");
        match list {
            Some(list) => diagnostic.help(help).suggest(list.after(), format!(", {name}"), false),
            None => diagnostic.help(help).suggest(Span { end: statement.start, ..statement }, "export ", false),
        }
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
