//! Diagnostics for editors and tools: one JSON object per line. The form is described in `docs/messages.md`.

use serde::Serialize;

use super::render::render;
use super::{Diagnostic, Diagnostics, Edit, Label, Severity, Suggestion, unchecked};
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Message<'a> {
    code: Option<&'a str>,
    severity: &'a str,
    title: &'a str,
    labels: Vec<JsonLabel<'a>>,
    notes: &'a [String],
    helps: &'a [String],
    suggestions: Vec<JsonSuggestion<'a>>,
    rendered: String,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
    primary: bool,
}

#[derive(Serialize)]
struct JsonSuggestion<'a> {
    message: &'a str,
    safe: bool,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

/// Bytes count from 0, lines and columns (in characters) from 1; the end is exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    /// None: the text was generated or typed, there is no such file.
    path: Option<String>,
    byte_start: u32,
    byte_end: u32,
    line_start: u32,
    column_start: u32,
    line_end: u32,
    column_end: u32,
}

/// One diagnostic as a JSON object on one line, without a newline at its end. `rendered` is the text without colours.
pub fn to_json(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    message(diagnostic, severity, render(diagnostic, sources, false), sources)
}

/// All diagnostics, a line each. Last, if some modules could not be checked in full, comes a message of the severity `note`
/// that is about their imports.
pub fn all_to_json(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    let mut text: String = diagnostics.iter().map(|diagnostic| to_json(diagnostic, sources) + "\n").collect();
    if let Some(remark) = unchecked::remark(diagnostics.unchecked(), sources) {
        let rendered = format!("note: {remark}\n");
        let labels = unchecked::labels(diagnostics.unchecked());
        let note = Diagnostic { labels, ..Diagnostic::warning("", remark) };
        text.push_str(&message(&note, "note", rendered, sources));
        text.push('\n');
    }
    text
}

/// A message that has no place in a source file. It has no code.
pub fn remark_to_json(severity: &str, title: &str) -> String {
    let rendered = format!("{severity}: {title}\n");
    message(&Diagnostic::error("", title), severity, rendered, &SourceMap::default())
}

fn message(diagnostic: &Diagnostic, severity: &str, rendered: String, sources: &SourceMap) -> String {
    let labels = diagnostic.all_labels(sources);
    let message = Message {
        code: (!diagnostic.code.is_empty()).then_some(diagnostic.code),
        severity,
        title: &diagnostic.title,
        labels: labels.iter().map(|label| json_label(label, sources)).collect(),
        notes: &diagnostic.notes,
        helps: &diagnostic.helps,
        suggestions: diagnostic.suggestions.iter().map(|suggestion| json_suggestion(suggestion, sources)).collect(),
        rendered,
    };
    serde_json::to_string(&message).expect("strings and numbers only")
}

fn json_label<'a>(label: &'a Label, sources: &'a SourceMap) -> JsonLabel<'a> {
    JsonLabel { place: place(label.span, sources), text: &label.text, primary: label.primary }
}

fn json_suggestion<'a>(suggestion: &'a Suggestion, sources: &'a SourceMap) -> JsonSuggestion<'a> {
    let edit = |edit: &'a Edit| JsonEdit { place: place(edit.span, sources), replacement: &edit.replacement };
    JsonSuggestion {
        message: &suggestion.message,
        safe: suggestion.safe,
        edits: suggestion.edits.iter().map(edit).collect(),
    }
}

fn place(span: Span, sources: &SourceMap) -> Place<'_> {
    let file = sources.file(span.file);
    let (line_start, column_start) = file.line_column(span.start);
    let (line_end, column_end) = file.line_column(span.end);
    Place {
        file: &file.name,
        path: file.is_on_disk().then(|| file.path.display().to_string()),
        byte_start: span.start,
        byte_end: span.end,
        line_start,
        column_start,
        line_end,
        column_end,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn one_line_with_places_counted_as_documented() {
        let mut sources = SourceMap::default();
        let file = sources.add("lib/é.omg", Path::new("/p/lib/é.omg"), ";;;omg\nemit \"é\" + x\n".into());
        let diagnostic = Diagnostic::error("E0301", "a \"title\"")
            .primary(Span::new(file, 19, 20), "here")
            .note("a note")
            .help("a help")
            .help("write two letters")
            .suggest(Span::new(file, 19, 20), "y", true)
            .suggest_edits(
                "b",
                vec![Edit::new(Span::new(file, 7, 12), ""), Edit::new(Span::new(file, 20, 20), "z")],
                false,
            );
        let text = to_json(&diagnostic, &sources);
        assert!(!text.contains('\n'));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["code"], "E0301");
        assert_eq!(json["severity"], "error");
        assert_eq!(json["title"], "a \"title\"");
        let label = &json["labels"][0];
        assert_eq!((label["file"].as_str(), label["path"].as_str()), (Some("lib/é.omg"), Some("/p/lib/é.omg")));
        assert_eq!((label["byte_start"].as_u64(), label["byte_end"].as_u64()), (Some(19), Some(20)));
        assert_eq!((label["line_start"].as_u64(), label["column_start"].as_u64()), (Some(2), Some(12)));
        assert_eq!((label["line_end"].as_u64(), label["column_end"].as_u64()), (Some(2), Some(13)));
        assert_eq!((label["text"].as_str(), label["primary"].as_bool()), (Some("here"), Some(true)));
        assert_eq!((&json["notes"][0], &json["helps"][0]), (&"a note".into(), &"a help".into()));
        let [first, second] = [0, 1].map(|index| &json["suggestions"][index]);
        assert_eq!((&first["message"], first["safe"].as_bool()), (&"write two letters".into(), Some(true)));
        assert_eq!(
            (&first["edits"][0]["replacement"], first["edits"][0]["byte_start"].as_u64()),
            (&"y".into(), Some(19))
        );
        assert_eq!((&second["message"], second["safe"].as_bool()), (&"b".into(), Some(false)));
        assert_eq!((second["edits"].as_array().unwrap().len(), second["edits"][1]["byte_end"].as_u64()), (2, Some(20)));
        assert!(json["rendered"].as_str().unwrap().starts_with("error[E0301]"));
    }

    #[test]
    fn summary_has_no_code() {
        let json: serde_json::Value =
            serde_json::from_str(&to_json(&Diagnostic::error("", "could not compile"), &SourceMap::default())).unwrap();
        assert!(json["code"].is_null());
    }
}
