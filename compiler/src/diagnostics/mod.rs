//! What the compiler has to say to its user. Three steps, each in its own place: a phase finds *facts* (a small struct
//! in a file of its own below this folder), [`ToDiagnostic`] turns them into words, [`render`] draws them.
//!
//! Invariant: nothing in this folder looks at the file system or decides whether something is wrong.

use crate::source::{SourceMap, Span};
use unchecked::Unchecked;

pub mod codes;
mod excerpt;
pub mod files;
pub mod generate;
pub mod hir;
pub mod json;
pub mod modules;
pub mod nearest;
#[cfg(test)]
pub mod pages;
pub mod render;
pub mod syntax;
pub mod unchecked;

/// How bad it is. An error prevents an executable, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Warning,
    Error,
}

/// A place that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    /// What is to be said about it; may be empty.
    pub text: String,
    /// The place where the user should look first. A diagnostic with any label has a primary one, and it comes first.
    pub primary: bool,
}

/// Source text and what stands there instead afterwards; either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub replacement: String,
}

impl Edit {
    pub fn new(span: Span, replacement: impl Into<String>) -> Edit {
        Edit { span, replacement: replacement.into() }
    }
}

/// A help that can be carried out: what the user could do, and the edits that do it.
///
/// # What is safe
///
/// `omgc fix` makes the edits of *safe* suggestions without anybody looking at them. A suggestion is safe only if
///
/// 1. the program compiles without it, and does the same with it, whatever its input (an import that is not used of a
///    module whose body does nothing that can be noticed); or
/// 2. what stands there means nothing in the language, and there is one thing alone that it can have been meant for
///    (`=` where a variable is declared, `else if`, `≤`, a comma too many, a misspelt export where a single export is
///    that similar, see [`nearest::sole`]).
///
/// It is not safe to choose between several readings, to choose a name, to take another file, to write what would
/// run differently from what is there, or to take a comment away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What the edits do, as a help says it.
    pub message: String,
    /// At least one; to be made together or not at all. They do not overlap.
    pub edits: Vec<Edit>,
    pub safe: bool,
}

/// One message, in words, not yet drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Such as `E0301`; a row of [`codes::CODES`].
    pub code: &'static str,
    pub severity: Severity,
    pub title: String,
    pub labels: Vec<Label>,
    /// Facts that belong to no place.
    pub notes: Vec<String>,
    /// What the user could do, where that is not a suggestion.
    pub helps: Vec<String>,
    pub suggestions: Vec<Suggestion>,
}

impl Diagnostic {
    pub fn error(code: &'static str, title: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            title: title.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            suggestions: Vec::new(),
        }
    }

    pub fn warning(code: &'static str, title: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, title) }
    }

    pub fn primary(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.insert(0, Label { span, text: text.into(), primary: true });
        self
    }

    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.helps.push(text.into());
        self
    }

    /// The labels, and if the first is in a generated text the call that gave it. That call may be in such a text too.
    pub fn all_labels(&self, sources: &SourceMap) -> Vec<Label> {
        /// More calls tell nothing more.
        const MOST: usize = 3;
        let mut labels = self.labels.clone();
        let first = labels.first().map(|label| label.span);
        let origin = |span: &Span| sources.file(span.file).origin;
        for span in std::iter::successors(first.and_then(|span| origin(&span)), origin).take(MOST) {
            if labels.iter().all(|label| label.span != span) {
                labels.push(Label { span, text: "this call generated the text".to_owned(), primary: false });
            }
        }
        labels
    }

    /// One edit that does what the help added just before says.
    pub fn suggest(mut self, span: Span, replacement: impl Into<String>, safe: bool) -> Diagnostic {
        let message = self.helps.pop().unwrap_or_else(|| "this is probably what was meant".to_owned());
        self.suggest_edits(message, vec![Edit::new(span, replacement)], safe)
    }

    /// Edits that belong together.
    pub fn suggest_edits(mut self, message: impl Into<String>, edits: Vec<Edit>, safe: bool) -> Diagnostic {
        self.suggestions.push(Suggestion { message: message.into(), edits, safe });
        self
    }
}

/// A lint's finding: an error or a warning, as the command line says.
fn finding(severity: Severity, code: &'static str, title: String) -> Diagnostic {
    match severity {
        Severity::Error => Diagnostic::error(code, title),
        Severity::Warning => Diagnostic::warning(code, title),
    }
}

/// Facts that can be put into words.
pub trait ToDiagnostic {
    fn to_diagnostic(&self) -> Diagnostic;
}

/// Collects the diagnostics of one compilation, in the order in which the phases found them.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    unchecked: Vec<Unchecked>,
}

impl Diagnostics {
    pub fn report(&mut self, facts: impl ToDiagnostic) {
        self.list.push(facts.to_diagnostic());
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Puts them into the order in which the user reads them: the modules in import order (that of their [`FileId`]s), in a
    /// module from top to bottom, and first of all what has no place.
    ///
    /// [`FileId`]: crate::source::FileId
    pub fn sort(&mut self) {
        self.list.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| (label.span.file, label.span.start)));
        // A file may be part of a program and of its generators.
        self.list.dedup_by(|a, b| {
            let place = |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| label.span);
            a.code == b.code && a.title == b.title && place(a).is_some() && place(a) == place(b)
        });
    }

    /// Adds those of another program, the first error as `explain` makes it.
    pub fn append(&mut self, other: Diagnostics, explain: impl FnOnce(Diagnostic) -> Diagnostic) {
        let Diagnostics { mut list, unchecked } = other;
        if let Some(first) = list.iter_mut().find(|diagnostic| diagnostic.severity == Severity::Error) {
            *first = explain(first.clone());
        }
        self.list.append(&mut list);
        self.unchecked.extend(unchecked);
    }

    /// Keeps those for which `keep` returns true.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Notes that a module cannot be checked in full.
    pub fn note_unchecked(&mut self, unchecked: Unchecked) {
        self.unchecked.push(unchecked);
    }

    /// What cannot be checked in full, in import order.
    pub fn unchecked(&self) -> &[Unchecked] {
        &self.unchecked
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn sorted_by_module_then_by_place_and_stable() {
        let mut diagnostics = Diagnostics::default();
        for (title, file, start) in [("d", 1, 2), ("b", 0, 9), ("e", 1, 2), ("a", 0, 1), ("c", 1, 0)] {
            let span = Span::new(FileId(file), start, start + 1);
            diagnostics
                .push(Diagnostic::error("E0301", title).primary(span, "").secondary(Span::new(FileId(0), 0, 0), ""));
        }
        diagnostics.push(Diagnostic::error("E0001", "first"));
        diagnostics.sort();
        let titles: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.title.as_str()).collect();
        assert_eq!(titles, ["first", "a", "b", "c", "d", "e"]);
    }
}
