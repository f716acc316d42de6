//! Tests of the phase: programs in memory, against the program's text form and the diagnostics' codes and places.

mod checks;
mod reports;
mod session;
mod storage;

use std::path::Path;

use super::lints::{Level, LintLevels};
use super::{Program, dump, lower};
use crate::diagnostics::Diagnostics;
use crate::modules::{LoadOptions, MemoryFileSystem, NoGenerators, load};
use crate::source::SourceMap;

/// A program that was translated.
struct Lowered {
    program: Program,
    /// For each diagnostic: code, file, line, and the text that the primary label covers.
    reports: Vec<String>,
    /// For each diagnostic: the title and everything else in words.
    words: Vec<String>,
}

/// Translates the program that begins in the first of the files, whose headers are added here.
fn lower_files(files: &[(&str, &str)], levels: &LintLevels) -> Lowered {
    let texts: Vec<(&str, String)> = files.iter().map(|&(name, text)| (name, format!(";;;omg\n{text}"))).collect();
    let fs = MemoryFileSystem::with(texts.iter().map(|(name, text)| (*name, text.as_str())));
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let entry = Path::new(files[0].0);
    let graph =
        load(entry, &LoadOptions::default(), &fs, &mut NoGenerators, &mut sources, &mut diagnostics).expect("a graph");
    let program = lower(&graph, &sources, levels, &mut diagnostics);
    let (mut reports, mut words) = (Vec::new(), Vec::new());
    for diagnostic in diagnostics.iter() {
        let span = diagnostic.labels[0].span;
        let (file, line) = (&sources.file(span.file).name, sources.line(span) - 1);
        reports.push(format!("{} {file}:{line} {}", diagnostic.code, sources.text(span)));
        let labels = diagnostic.labels.iter().map(|label| &label.text);
        let edits = diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits);
        let messages = diagnostic.suggestions.iter().map(|suggestion| &suggestion.message);
        let suggestions = messages.chain(edits.map(|edit| &edit.replacement));
        let rest = labels.chain(&diagnostic.notes).chain(&diagnostic.helps).chain(suggestions);
        words.push(std::iter::once(&diagnostic.title).chain(rest).cloned().collect::<Vec<_>>().join("; "));
    }
    Lowered { program, reports, words }
}

/// The reports on a program of one module, with the lints as they are.
fn reports(text: &str) -> Vec<String> {
    lower_files(&[("main.omg", text)], &LintLevels::default()).reports
}

/// The text form of a program of one module in which nothing is wrong.
fn dump_of(text: &str) -> String {
    dump_files(&[("main.omg", text)])
}

fn dump_files(files: &[(&str, &str)]) -> String {
    let lowered = lower_files(files, &LintLevels::default());
    assert_eq!(lowered.reports, [] as [String; 0]);
    dump(&lowered.program)
}

/// That the text form has these lines, next to each other or not, in this order.
#[track_caller]
fn assert_lines(dump: &str, expected: &[&str]) {
    let mut lines = dump.lines().map(str::trim);
    for line in expected {
        assert!(lines.any(|l| l == *line), "no (further) line `{line}` in\n{dump}");
    }
}

fn allowing(lint: &str) -> LintLevels {
    let mut levels = LintLevels::default();
    levels.set(lint, Level::Allow).unwrap();
    levels
}
