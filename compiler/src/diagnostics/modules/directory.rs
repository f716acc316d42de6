//! An import names a directory.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `import "shapes" as shapes`, where `shapes` is a directory.
#[derive(Clone, Debug)]
pub struct DirectoryImport {
    /// The directory, as it was found.
    pub directory: String,
    /// The path with its quotes.
    pub path_span: Span,
    /// Paths of the source files in it, as the import could write them.
    pub files: Vec<String>,
}

/// How many of the directory's files are listed.
const LISTED: usize = 8;

impl ToDiagnostic for DirectoryImport {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0302", format!("`{}` is a directory, not a module", self.directory))
            .primary(self.path_span, "names a directory");
        match &self.files[..] {
            [] => diagnostic.note("there is no `.omg` file in it that could be imported"),
            [file] => diagnostic.help("import the file in it").suggest(self.path_span, format!("\"{file}\""), false),
            files => {
                let listed: Vec<String> = files.iter().take(LISTED).map(|file| format!("`{file}`")).collect();
                let more = if files.len() > LISTED { ", …" } else { "" };
                diagnostic.help(format!("import a file in it: {}{more}", listed.join(", ")))
            }
        }
    }
}
