//! A pipe or a device instead of a file.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// Something to read from that is no file: `/dev/stdin`, `<(command)`, a named pipe.
#[derive(Clone, Debug)]
pub struct NotRegular {
    pub name: String,
    /// What it is: `a pipe`.
    pub kind: &'static str,
    pub import: Option<Span>,
}

impl ToDiagnostic for NotRegular {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0007", format!("`{}` is {}, not a regular file", self.name, self.kind))
            .imported_at(self.import)
            .help("write its contents to a file first: a module's place says where its imports are")
    }
}
