//! The entry file does not exist.

use super::super::{Diagnostic, ToDiagnostic};

/// `omgc build mian.omg`
#[derive(Clone, Debug)]
pub struct FileNotFound {
    /// As the command line names it.
    pub name: String,
    /// A file that was probably meant.
    pub similar: Option<String>,
}

impl ToDiagnostic for FileNotFound {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0001", format!("the file `{}` does not exist", self.name));
        match &self.similar {
            Some(similar) => diagnostic.help(format!("there is a file `{similar}`")),
            None => diagnostic,
        }
    }
}
