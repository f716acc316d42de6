//! Draws diagnostics as text, the way rustc does. What the text says was decided before; which source lines are shown, and
//! how much of them, is decided in [`excerpt`].

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Patch, Renderer, Snippet, normalize_untrusted_str};

use super::excerpt::Excerpt;
use super::{Diagnostic, Diagnostics, Edit, Label, Severity, Suggestion, unchecked};
use crate::source::{FileId, SourceMap, Span};

/// One diagnostic as text of several lines, ended by a newline; with terminal colours if `colour`.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    let labels = diagnostic.all_labels(sources);
    let mut report = vec![main_group(diagnostic, &labels, sources)];
    let shown = diagnostic.labels.first().map(|label| label.span.file);
    report.extend(diagnostic.suggestions.iter().map(|suggestion| suggestion_group(suggestion, shown, sources)));
    let mut text = renderer(colour).render(&report);
    text.push('\n');
    text
}

fn renderer(colour: bool) -> Renderer {
    if colour { Renderer::styled() } else { Renderer::plain() }
}

/// All diagnostics as text, each followed by an empty line, what was not checked because of them, and the summary of
/// [`summary`].
pub fn render_all(diagnostics: &Diagnostics, program: &str, sources: &SourceMap, colour: bool) -> String {
    let mut text: String = diagnostics.iter().map(|diagnostic| render(diagnostic, sources, colour) + "\n").collect();
    if let Some(remark) = unchecked::remark(diagnostics.unchecked(), sources) {
        let title = Level::NOTE.primary_title(normalize_untrusted_str(&remark));
        text.push_str(&renderer(colour).render(&[Group::with_title(title)]));
        text.push_str("\n\n");
    }
    if let Some(last) = summary(diagnostics, program) {
        text.push_str(&render(&last, sources, colour));
    }
    text
}

/// The closing line: how many errors prevented the compilation of `program`, how many warnings there were. It has no code.
pub fn summary(diagnostics: &Diagnostics, program: &str) -> Option<Diagnostic> {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let warnings = match count(Severity::Warning) {
        0 => None,
        1 => Some("1 warning emitted".to_owned()),
        n => Some(format!("{n} warnings emitted")),
    };
    let errors = match count(Severity::Error) {
        0 => return Some(Diagnostic::warning("", warnings?)),
        1 => format!("could not compile `{program}` due to 1 previous error"),
        n => format!("could not compile `{program}` due to {n} previous errors"),
    };
    let warnings = warnings.map(|text| format!("; {text}")).unwrap_or_default();
    Some(Diagnostic::error("", errors + &warnings))
}

/// Title, source lines, notes and helps.
fn main_group<'a>(diagnostic: &'a Diagnostic, labels: &'a [Label], sources: &'a SourceMap) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut title = level.primary_title(&diagnostic.title);
    if !diagnostic.code.is_empty() {
        title = title.id(diagnostic.code);
    }
    Group::with_title(title)
        .elements(snippets(labels, sources))
        .elements(diagnostic.notes.iter().map(|text| Level::NOTE.message(normalize_untrusted_str(text))))
        .elements(diagnostic.helps.iter().map(|text| Level::HELP.message(normalize_untrusted_str(text))))
}

/// The labelled lines, file by file, in the order of each file's first label.
fn snippets<'a>(labels: &'a [Label], sources: &'a SourceMap) -> Vec<Element<'a>> {
    let mut elements: Vec<Element> = Vec::new();
    for labels in group_by_file(labels, |label| label.span.file) {
        let file = sources.file(labels[0].span.file);
        let spans: Vec<Span> = labels.iter().map(|label| label.span).collect();
        let excerpt = Excerpt::new(file, &spans);
        let annotations = labels.iter().zip(excerpt.ranges).map(|(label, range)| {
            let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range).label((!label.text.is_empty()).then(|| normalize_untrusted_str(&label.text)))
        });
        let snippet =
            Snippet::source(excerpt.text).path(normalize_untrusted_str(&file.name)).line_start(excerpt.first_line);
        elements.push(snippet.annotations(annotations).into());
    }
    elements
}

/// The source as it would be with the edits made. The file of the diagnostic, `shown`, is not named again.
fn suggestion_group<'a>(suggestion: &'a Suggestion, shown: Option<FileId>, sources: &'a SourceMap) -> Group<'a> {
    let mut group = Group::with_title(Level::HELP.secondary_title(normalize_untrusted_str(&suggestion.message)));
    for edits in group_by_file(&suggestion.edits, |edit| edit.span.file) {
        let id = edits[0].span.file;
        let spans: Vec<Span> = edits.iter().map(|edit| shown_span(edit, sources)).collect();
        let excerpt = Excerpt::new(sources.file(id), &spans);
        let name = (shown != Some(id)).then(|| normalize_untrusted_str(&sources.file(id).name));
        let patches = edits
            .iter()
            .zip(excerpt.ranges)
            .map(|(edit, range): (&&Edit, _)| Patch::new(range, normalize_untrusted_str(&edit.replacement)));
        group = group.element(Snippet::source(excerpt.text).path(name).line_start(excerpt.first_line).patches(patches));
    }
    group
}

/// The place of an edit without the end of its last line, if whole lines are taken away.
fn shown_span(edit: &Edit, sources: &SourceMap) -> Span {
    let text = sources.text(edit.span);
    let shown = if edit.replacement.is_empty() { text.trim_end_matches(['\r', '\n']) } else { text };
    Span { end: edit.span.start + shown.len() as u32, ..edit.span }
}

/// Items of one file together; the files in the order in which they first occur.
fn group_by_file<T>(items: &[T], file: impl Fn(&T) -> FileId) -> Vec<Vec<&T>> {
    let mut position = BTreeMap::new();
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for item in items {
        let index = *position.entry(file(item)).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Vec::new());
        }
        groups[index].push(item);
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Two files; the second is imported by the first.
    fn sources() -> (SourceMap, FileId, FileId) {
        let mut sources = SourceMap::default();
        let main = ";;;omg\nimport \"lib/utlis.omg\" as utils\n\n\n\n\n\n\n\n\nemit utils.grete(\"x\")\n";
        let main = sources.add("main.omg", Path::new("/main.omg"), main.into());
        let lib = sources.add("lib/utils.omg", Path::new("/lib/utils.omg"), ";;;omg\nproc greet(n) {\n}\n".into());
        (sources, main, lib)
    }

    fn span(sources: &SourceMap, file: FileId, text: &str) -> Span {
        let start = sources.file(file).text.find(text).unwrap();
        Span::new(file, start, start + text.len())
    }

    #[test]
    fn labels_in_two_files_notes_helps_and_a_suggestion() {
        let (sources, main, lib) = sources();
        let wrong = span(&sources, main, "grete");
        let diagnostic = Diagnostic::error("E0301", "a title")
            .primary(wrong, "not exported")
            .secondary(span(&sources, main, "import \"lib/utlis.omg\" as utils"), "imported here")
            .secondary(span(&sources, lib, "proc greet(n)"), "defined here")
            .note("a note\nof two lines")
            .help("a help")
            .help("a name that is similar")
            .suggest(wrong, "greet", true);
        let expected = "\
error[E0301]: a title
  --> main.omg:11:12
   |
 2 | import \"lib/utlis.omg\" as utils
   | ------------------------------- imported here
...
11 | emit utils.grete(\"x\")
   |            ^^^^^ not exported
   |
  ::: lib/utils.omg:2:1
   |
 2 | proc greet(n) {
   | ------------- defined here
   |
   = note: a note
           of two lines
   = help: a help
help: a name that is similar
   |
11 - emit utils.grete(\"x\")
11 + emit utils.greet(\"x\")
   |
";
        assert_eq!(render(&diagnostic, &sources, false), expected);
    }

    #[test]
    fn without_labels() {
        let text = render(&Diagnostic::error("E0001", "no file").help("try"), &SourceMap::default(), false);
        assert_eq!(text, "error[E0001]: no file\n |\n = help: try\n");
    }

    #[test]
    fn colours_only_on_request() {
        let diagnostic = Diagnostic::error("E0001", "no file");
        assert!(render(&diagnostic, &SourceMap::default(), true).contains("\x1b["));
        assert!(!render(&diagnostic, &SourceMap::default(), false).contains("\x1b["));
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut sources = SourceMap::default();
        let file = sources.add("a\x1b[2J.omg", Path::new("/a"), "emit \x1b[31m\n".into());
        let evil = "\x1b[2Jtext";
        let place = Span::new(file, 0, 4);
        let diagnostic = Diagnostic::error("E0001", evil)
            .primary(place, evil)
            .note(evil)
            .help(evil)
            .help(evil)
            .suggest(place, evil, false);
        assert!(!render(&diagnostic, &sources, false).contains('\x1b'));
    }

    #[test]
    fn long_lines_are_trimmed_around_the_label_and_keep_their_column() {
        let mut sources = SourceMap::default();
        let text = format!("emit {}nope{}\n", "1 + ".repeat(50_000), " + 1".repeat(50_000));
        let file = sources.add("main.omg", Path::new("/main.omg"), text);
        let diagnostic = Diagnostic::error("E0401", "unknown").primary(span(&sources, file, "nope"), "here");
        let text = render(&diagnostic, &sources, false);
        assert!(text.contains("main.omg:1:200006") && text.contains("+ nope +") && text.len() < 1000, "{text}");
    }

    #[test]
    fn summary_counts() {
        let mut diagnostics = Diagnostics::default();
        let last = |diagnostics: &Diagnostics| summary(diagnostics, "main.omg").map(|summary| summary.title);
        assert_eq!(last(&diagnostics), None);
        diagnostics.push(Diagnostic::warning("W0601", "w"));
        assert_eq!(last(&diagnostics).unwrap(), "1 warning emitted");
        diagnostics.push(Diagnostic::error("E0301", "e"));
        assert_eq!(
            last(&diagnostics).unwrap(),
            "could not compile `main.omg` due to 1 previous error; 1 warning emitted"
        );
        diagnostics.push(Diagnostic::error("E0301", "e"));
        diagnostics.push(Diagnostic::warning("W0601", "w"));
        assert_eq!(
            last(&diagnostics).unwrap(),
            "could not compile `main.omg` due to 2 previous errors; 2 warnings emitted"
        );
    }
}
