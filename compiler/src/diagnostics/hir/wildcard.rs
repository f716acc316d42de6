//! E0413: `import *`.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Name;

/// `import * from "utils.omg"`
#[derive(Debug)]
pub struct ImportAll {
    pub star: Span,
    /// As it is written.
    pub path: Name,
    pub instead: InsteadOfAll,
    /// What the importing module uses and the other one keeps to itself.
    pub private: Vec<Name>,
}

/// The names that could stand in the place of the `*`.
#[derive(Debug)]
pub enum InsteadOfAll {
    /// What the importing module uses and does not declare.
    Used(Vec<Name>),
    /// It uses nothing of the kind: everything that the module exports, apart from names that are taken.
    All(Vec<Name>),
    /// The module could not be read.
    Unknown,
}

impl ToDiagnostic for ImportAll {
    fn to_diagnostic(&self) -> Diagnostic {
        let path = &self.path;
        let mut diagnostic = Diagnostic::error("E0413", "there is no `import *`: an import names what it takes")
            .primary(self.star, "the names belong here")
            .note("with `*`, a name could come from anywhere, and a new export of the module could clash with it");
        for name in &self.private {
            diagnostic = diagnostic.note(format!("`{name}` is private to `{path}`"));
        }
        let (names, what) = match &self.instead {
            InsteadOfAll::Used(names) => (names, "what this module uses of it"),
            InsteadOfAll::All(names) => (names, "everything that it exports"),
            InsteadOfAll::Unknown => {
                return diagnostic.help(format!("list the names: `import {{ ... }} from \"{path}\"`"));
            }
        };
        if names.is_empty() {
            return diagnostic
                .help(format!("`import \"{path}\" as ...` runs the module, which exports nothing to name"));
        }
        let list = format!("{{ {} }}", names.join(", "));
        diagnostic.help(format!("{what}: `import {list} from \"{path}\"`")).suggest(self.star, list, false)
    }
}
