//! No file was found for an import.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Name;

/// `import "utlis.omg" as utils`, and there is no such file.
#[derive(Clone, Debug)]
pub struct ModuleNotFound {
    pub path: Name,
    /// The path with its quotes.
    pub path_span: Span,
    /// Where was looked, in this order.
    pub tried: Vec<String>,
    /// The directory of a package of that name that has no main file.
    pub empty_package: Option<String>,
    pub similar: Option<Similar>,
    /// The built-in procedures that the import probably wants: of the path's name, or else those among the imported names.
    pub builtins: Vec<String>,
}

/// The path of a file that exists, to be written instead of the one that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Similar {
    /// The name is spelled differently.
    Name(String),
    /// A package whose name is spelled differently.
    Package(String),
    /// The name is right; it lies in another directory.
    Elsewhere(String),
    /// The name is spelled with other capitals.
    Capitals(String),
    /// The directories are separated by `\`.
    Backslashes(String),
}

impl ToDiagnostic for ModuleNotFound {
    fn to_diagnostic(&self) -> Diagnostic {
        let title = format!("module `{}` not found", shown(&self.path));
        let mut diagnostic = Diagnostic::error("E0301", title).primary(self.path_span, "no file of this name");
        if let Some(help) = without_import(&self.builtins) {
            diagnostic = diagnostic.help(help);
        }
        diagnostic = diagnostic.note(format!(
            "looked for, in this order:\n  {}",
            self.tried.iter().map(|place| shown(place)).collect::<Vec<_>>().join("\n  ")
        ));
        if let Some(directory) = &self.empty_package {
            diagnostic = diagnostic.note(format!("the package directory `{directory}` has no `main.omg`"));
        }
        let (path, words) = match &self.similar {
            None => return diagnostic,
            Some(Similar::Name(path)) => (path, format!("there is a file of a similar name, `{path}`")),
            Some(Similar::Package(name)) => (name, format!("there is a package `{name}`")),
            Some(Similar::Elsewhere(path)) => {
                (path, format!("there is a file of that name in another place, `{path}`"))
            }
            Some(Similar::Capitals(path)) => {
                (path, format!("capitals matter in the names of files: there is `{path}`"))
            }
            Some(Similar::Backslashes(path)) => (path, "directories are separated by `/`".to_owned()),
        };
        let same_file = matches!(self.similar, Some(Similar::Backslashes(_)));
        diagnostic.help(words).suggest(self.path_span, format!("\"{path}\""), same_file)
    }
}

fn without_import(builtins: &[String]) -> Option<String> {
    let (last, others) = builtins.split_last()?;
    if others.is_empty() {
        return Some(format!(
            "`{last}` is a built-in procedure, which needs no import: call it as it is, `{last}(...)`"
        ));
    }
    let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
    Some(format!("{} and `{last}` are built-in procedures, which need no import", others.join(", ")))
}

/// A path with control characters as escapes, and without its middle if it is very long.
fn shown(path: &str) -> String {
    const LONGEST: usize = 160;
    const END: usize = 70;
    let escaped: String =
        path.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect();
    let length = escaped.chars().count();
    if length <= LONGEST {
        return escaped;
    }
    let (start, end): (String, String) =
        (escaped.chars().take(END).collect(), escaped.chars().skip(length - END).collect());
    format!("{start}…{end}")
}
