//! A module imports itself.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `import "main.omg" as self` in `main.omg`.
#[derive(Clone, Debug)]
pub struct SelfImport {
    /// The module, as messages call it.
    pub module: String,
    /// The path with its quotes.
    pub path_span: Span,
}

impl ToDiagnostic for SelfImport {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0304", format!("`{}` imports itself", self.module))
            .primary(self.path_span, "is the file in which it stands")
            .help("the names of a module are visible in it without an import")
    }
}
