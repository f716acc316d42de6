//! Modules that could not be checked in full: said once, at the end, and shortly.

use super::Label;
use crate::source::{SourceMap, Span};

/// An import of a file with errors by a module that has none.
#[derive(Clone, Debug)]
pub struct Unchecked {
    /// The import's path with its quotes.
    pub path_span: Span,
    /// The file with errors.
    pub broken: String,
}

/// How many modules are named.
const NAMED: usize = 6;

/// The closing remark; none if all was checked.
pub fn remark(unchecked: &[Unchecked], sources: &SourceMap) -> Option<String> {
    let mut files: Vec<_> = unchecked.iter().map(|unchecked| unchecked.path_span.file).collect();
    files.dedup();
    let names: Vec<String> = files.iter().take(NAMED).map(|&file| format!("`{}`", sources.file(file).name)).collect();
    match files.len() {
        0 => None,
        1 => Some(format!("{} is not checked in full: a module that it imports has errors", names[0])),
        count if count > NAMED => Some(format!(
            "{} and {} more modules are not checked in full: modules that they import have errors",
            names.join(", "),
            count - NAMED
        )),
        _ => Some(format!("{} are not checked in full: modules that they import have errors", names.join(", "))),
    }
}

/// The imports, for editors.
pub fn labels(unchecked: &[Unchecked]) -> Vec<Label> {
    let label = |(index, unchecked): (usize, &Unchecked)| Label {
        span: unchecked.path_span,
        text: format!("names of `{}` are not checked here: it has errors", unchecked.broken),
        primary: index == 0,
    };
    unchecked.iter().enumerate().map(label).collect()
}
