//! An import without a path.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `import "" as utils`
#[derive(Clone, Debug)]
pub struct EmptyPath {
    /// The two quotes.
    pub path_span: Span,
}

impl ToDiagnostic for EmptyPath {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0305", "an import needs the path of a file")
            .primary(self.path_span, "is empty")
            .help("the path is relative to the directory of this file: `import \"lib/utils.omg\" as utils`")
    }
}
