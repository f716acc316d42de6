//! `omgc fix`: makes the edits of safe suggestions, as long as there are any, and then reports what is left.
//!
//! All rounds work on texts in memory ([`Overlay`]); files are written once, at the end. Only files in the directory of
//! the entry file, or below it, are changed: others are somebody else's, even if this program imports them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::args::FixArguments;
use super::output::{self, Console};
use super::phases::Phases;
use super::pipeline::{self, Findings};
use super::rewrite::rewrite;
use crate::diagnostics::Severity;
use crate::fix::{Round, apply, safe_suggestion};
use crate::modules::{FileSystem, OsFileSystem};
use crate::source::{FileId, SourceFile};

/// How often the program is checked again. What a round has mended can only reveal so much.
const ROUNDS: usize = 100;

/// The exit status: 0 if the program can be compiled afterwards.
pub fn fix(arguments: &FixArguments, console: &Console) -> i32 {
    let phases = Phases::new(console);
    let fixed = fix_in_memory(arguments, &phases);
    phases.finish();
    match fixed {
        Ok(fixed) if arguments.dry_run => show(&fixed, console),
        Ok(fixed) => write(&fixed, arguments, console),
        Err(message) => {
            console.error(&message);
            1
        }
    }
}

/// What fixing comes to.
struct Fixed {
    texts: Overlay,
    problems: usize,
    /// What is found in the texts as they are now.
    left: Findings,
    /// The directory in which files are changed.
    directory: PathBuf,
}

fn fix_in_memory(arguments: &FixArguments, phases: &Phases) -> Result<Fixed, String> {
    let mut texts = Overlay::default();
    let mut problems = 0;
    let entry = arguments.file.canonicalize().unwrap_or_default();
    let directory = entry.parent().unwrap_or(&entry).to_owned();
    for _ in 0..ROUNDS {
        let found = pipeline::front_end(&arguments.file, &arguments.source, &texts, phases)?;
        let round = Round::choose(&found.diagnostics, |file| is_own(found.sources.file(file), &directory));
        if round.problems == 0 {
            return Ok(Fixed { texts, problems, left: found, directory });
        }
        for (file, edits) in round.files() {
            let file = found.sources.file(file);
            texts.change(file, apply(&file.text, edits));
        }
        problems += round.problems;
    }
    let left = pipeline::front_end(&arguments.file, &arguments.source, &texts, phases)?;
    Ok(Fixed { texts, problems, left, directory })
}

/// Whether a file may be changed: it is one on the disk, and belongs to the entry file.
fn is_own(file: &SourceFile, directory: &Path) -> bool {
    file.is_on_disk() && file.path.starts_with(directory) && file.path.is_file()
}

/// `--dry-run`: the changes as a unified diff.
fn show(fixed: &Fixed, console: &Console) -> i32 {
    let diff: String = fixed.texts.changes.values().map(Change::diff).collect();
    let status = output::print(diff.as_bytes(), console);
    console.note(&fixed.summary("would fix"));
    note_others(fixed, console);
    match fixed.left.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count() {
        0 => status,
        errors => {
            console.note(&format!("{} would be left", counted(errors, "error")));
            1
        }
    }
}

/// Writes the changes, and reports what is left as `omgc check` does.
fn write(fixed: &Fixed, arguments: &FixArguments, console: &Console) -> i32 {
    let mut failed = false;
    for (path, change) in &fixed.texts.changes {
        if let Err(error) = rewrite(path, change.before.as_bytes(), change.after.as_bytes()) {
            console.error(&format!("cannot fix `{}`: {error}", change.name));
            failed = true;
        }
    }
    if failed {
        return 1;
    }
    console.note(&fixed.summary("fixed"));
    note_others(fixed, console);
    console.diagnostics(&fixed.left.diagnostics, &arguments.file.to_string_lossy(), &fixed.left.sources);
    i32::from(fixed.left.diagnostics.has_errors())
}

/// Says which files could be mended too, but are not this program's own.
fn note_others(fixed: &Fixed, console: &Console) {
    let mut others: BTreeMap<FileId, usize> = BTreeMap::new();
    for suggestion in fixed.left.diagnostics.iter().filter_map(safe_suggestion) {
        *others.entry(suggestion.edits[0].span.file).or_default() += 1;
    }
    for (file, problems) in others {
        let file = fixed.left.sources.file(file);
        if !is_own(file, &fixed.directory) {
            let why =
                if file.origin.is_some() { "it is generated" } else { "it is not in the directory of the program" };
            let problems = counted(problems, "problem");
            console.note(&format!("`{}` is left as it is, with {problems} that could be fixed: {why}", file.name));
        }
    }
}

impl Fixed {
    /// "fixed 3 problems in 2 files"
    fn summary(&self, done: &str) -> String {
        let (problems, files) = (self.problems, self.texts.changes.len());
        match problems {
            0 if self.left.diagnostics.iter().next().is_some() => "nothing that is safe to fix".to_owned(),
            0 => "nothing to fix".to_owned(),
            _ => format!("{done} {} in {}", counted(problems, "problem"), counted(files, "file")),
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The files of the disk, some of them with another text.
#[derive(Default)]
struct Overlay {
    disk: OsFileSystem,
    /// By canonical path.
    changes: BTreeMap<PathBuf, Change>,
}

struct Change {
    /// What messages call the file.
    name: String,
    before: String,
    after: String,
}

impl Change {
    fn diff(&self) -> String {
        let diff = TextDiff::from_lines(&self.before, &self.after);
        diff.unified_diff().context_radius(3).header(&self.name, &self.name).to_string()
    }
}

impl Overlay {
    fn change(&mut self, file: &SourceFile, text: String) {
        let unchanged = || Change { name: file.name.to_string(), before: file.text.to_string(), after: String::new() };
        self.changes.entry(file.path.clone()).or_insert_with(unchanged).after = text;
    }
}

impl FileSystem for Overlay {
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.disk.canonicalize(path)
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        match self.changes.get(path) {
            Some(change) => Ok(change.after.clone().into_bytes()),
            None => self.disk.read(path, limit),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.disk.is_file(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.disk.is_dir(path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        self.disk.list(directory)
    }
}
