//! Source files and places in them: the only module that turns byte offsets into lines and columns.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A file of the [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file. `start <= end <= text.len()`, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The smallest span that covers both. Both lie in the same file.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.file, other.file);
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span just behind this one.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// One source file as it was read.
#[derive(Debug)]
pub struct SourceFile {
    /// What the user sees in messages and tracebacks: `main.omg`, `lib/shapes.omg`.
    pub name: Arc<str>,
    /// The canonical path: one file is one module under however many spellings.
    pub path: PathBuf,
    pub text: Arc<str>,
    line_starts: Vec<u32>,
    /// The number of the first line: 1, or more for a part of something longer.
    first_line: u32,
    /// The call that gave the text, if it was generated. Then there is no file of that path.
    pub origin: Option<Span>,
    /// The text was typed in a session. There is no file of that path either.
    is_input: bool,
}

impl SourceFile {
    /// Whether the text was typed in a session.
    pub fn is_input(&self) -> bool {
        self.is_input
    }

    /// Whether there is a file of that path with this text.
    pub fn is_on_disk(&self) -> bool {
        self.origin.is_none() && !self.is_input
    }

    /// The 1-based line of a byte offset.
    pub fn line(&self, offset: u32) -> u32 {
        self.index(offset) as u32 + self.first_line
    }

    /// The index in `line_starts` of the line of a byte offset.
    fn index(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|&start| start <= offset) - 1
    }

    /// The bytes of a 1-based line, without its line end.
    pub fn line_range(&self, line: u32) -> Range<usize> {
        let index = (line - self.first_line) as usize;
        let start = self.line_starts[index] as usize;
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// The 1-based line, and the 1-based column counted in characters.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.line_starts[self.index(offset)];
        let column = self.text[start as usize..offset as usize].chars().count() as u32 + 1;
        (line, column)
    }
}

/// All files of one compilation.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    /// The last one added of a path.
    by_path: FxHashMap<PathBuf, FileId>,
}

impl SourceMap {
    /// Adds a file. The text is at most 4 GiB (callers refuse larger ones).
    pub fn add(&mut self, name: &str, path: &Path, text: String) -> FileId {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        let (name, path, text) = (name.into(), path.to_owned(), text.into());
        let id = FileId(self.files.len() as u32);
        self.by_path.insert(path.clone(), id);
        self.files.push(SourceFile { name, path, text, line_starts, first_line: 1, origin: None, is_input: false });
        id
    }

    /// As [`add`](SourceMap::add), but a file that is there with the same text is not added again: it may be part of a
    /// program and of its generators.
    pub fn add_once(&mut self, name: &str, path: &Path, text: String) -> FileId {
        match self.by_path.get(path) {
            Some(&id) if *self.file(id).text == *text => id,
            _ => self.add(name, path, text),
        }
    }

    /// Notes that the call at `origin` gave the text of a file.
    pub fn set_origin(&mut self, id: FileId, origin: Span) {
        self.files[id.0 as usize].origin.get_or_insert(origin);
    }

    /// Notes that the text was typed in a session, where it begins on line `line`.
    pub fn set_input(&mut self, id: FileId, line: u32) {
        let file = &mut self.files[id.0 as usize];
        file.first_line = line;
        file.is_input = true;
    }

    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.start as usize..span.end as usize]
    }

    /// The 1-based line on which a span starts.
    pub fn line(&self, span: Span) -> u32 {
        self.file(span.file).line(span.start)
    }
}
