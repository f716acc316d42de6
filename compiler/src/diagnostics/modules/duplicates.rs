//! W0604 and W0605: one module under two aliases, one file under two spellings of its path.

use super::super::{Diagnostic, Severity, ToDiagnostic, finding};
use crate::source::Span;
use crate::syntax::ast::Ident;

/// A second alias of a module where the first is visible.
#[derive(Clone, Debug)]
pub struct DuplicateImport {
    /// The imported module.
    pub module: String,
    pub first: Ident,
    pub second: Ident,
    pub severity: Severity,
}

/// An import of a file that an earlier one spells in another way.
#[derive(Clone, Debug)]
pub struct ImportSpelling {
    /// The imported module.
    pub file: String,
    /// The path with its quotes.
    pub path_span: Span,
    /// The earlier import's path with its quotes.
    pub first: Span,
    /// The earlier import's path with its quotes, if that stands in the same module. Otherwise a symbolic link makes the
    /// difference.
    pub spelling: Option<String>,
    pub severity: Severity,
}

impl ToDiagnostic for DuplicateImport {
    fn to_diagnostic(&self) -> Diagnostic {
        let (first, second) = (&self.first.name, &self.second.name);
        finding(self.severity, "W0604", format!("`{}` is imported as `{first}` and as `{second}`", self.module))
            .primary(self.second.span, format!("another name of what `{first}` is"))
            .secondary(self.first.span, "the first name of this module")
            .help(format!("drop the import of `{second}` and write `{first}` instead"))
    }
}

impl ToDiagnostic for ImportSpelling {
    fn to_diagnostic(&self) -> Diagnostic {
        let title = format!("`{}` is imported under two spellings of its path", self.file);
        let diagnostic = finding(self.severity, "W0605", title)
            .primary(self.path_span, "leads to the same file")
            .secondary(self.first, "imported under this path first");
        match &self.spelling {
            Some(spelling) => diagnostic.help("spell the path in one way").suggest(self.path_span, spelling, true),
            None => {
                diagnostic.note("one of the two paths leads through a symbolic link; there is one module all the same")
            }
        }
    }
}
