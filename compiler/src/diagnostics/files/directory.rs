//! The command line names a directory.

use super::super::{Diagnostic, ToDiagnostic};

/// `omgc build shapes`, where `shapes` is a directory.
#[derive(Clone, Debug)]
pub struct DirectoryAsFile {
    pub name: String,
    /// The file in it that was probably meant.
    pub main: Option<String>,
}

impl ToDiagnostic for DirectoryAsFile {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0003", format!("`{}` is a directory, not a source file", self.name));
        match &self.main {
            Some(main) => diagnostic.help(format!("there is a file `{main}`")),
            None => diagnostic.help("name the file that the program starts with"),
        }
    }
}
