//! Reads the pages behind the codes, so that tests can hold their examples against the compiler.
//!
//! A page is a heading `# CODE: title`, paragraphs, and fenced blocks. The info string of a block says what it is:
//! `omg fails` is the entry file of the example that fails with the code of the page; `omg file: NAME` and
//! `hex file: NAME` (bytes in hexadecimal) are further files of it; other blocks are prose.

use std::path::Path;

use super::codes::CODES;
use super::render::render_all;
use super::{Diagnostics, Severity};
use crate::generate::Generators;
use crate::hir::{self, LintLevels};
use crate::interp::confined::Limits;
use crate::modules::{LoadOptions, MemoryFileSystem, duplicates, load};
use crate::source::SourceMap;

/// The codes of the entry file itself and of options. They depend on what the command line says, so an example is a console session.
pub fn is_about_command_line(code: &str) -> bool {
    matches!(code, "E0001" | "E0002" | "E0003" | "E0006" | "E0007" | "W0606")
}

/// What the generators of an example may use.
const LIMITS: Limits = Limits { steps: 10_000, memory: 64 << 20 };

/// A page, taken apart.
#[derive(Debug, Default)]
pub struct Page {
    /// The heading without `# `.
    pub title: String,
    /// How many paragraphs of prose there are.
    pub paragraphs: usize,
    /// The texts of the blocks marked `omg fails`.
    pub failing: Vec<String>,
    /// The further files: name and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Page {
    /// Takes a page apart. Panics on a malformed page, with the reason.
    pub fn parse(text: &str) -> Page {
        let mut lines = text.lines();
        let heading = lines.next().and_then(|line| line.strip_prefix("# ")).expect("the first line is a heading");
        let mut page = Page { title: heading.to_owned(), ..Page::default() };
        let mut in_paragraph = false;
        while let Some(line) = lines.next() {
            if let Some(info) = line.strip_prefix("```") {
                let block = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
                page.add_block(info, block);
                in_paragraph = false;
            } else {
                let is_prose = !line.trim().is_empty() && !line.starts_with('#');
                page.paragraphs += usize::from(is_prose && !in_paragraph);
                in_paragraph = is_prose;
            }
        }
        page
    }

    fn add_block(&mut self, info: &str, text: String) {
        if info == "omg fails" {
            self.failing.push(text);
        } else if let Some(name) = info.strip_prefix("omg file: ") {
            self.files.push((name.to_owned(), text.into_bytes()));
        } else if let Some(name) = info.strip_prefix("hex file: ") {
            let byte = |digits| u8::from_str_radix(digits, 16).expect("a byte in hexadecimal");
            self.files.push((name.to_owned(), text.split_whitespace().map(byte).collect()));
        }
    }
}

/// Each page's example, given to the front end, is reported with the code of the page and no other.
#[test]
fn examples_fail_with_their_code() {
    for info in CODES.iter().filter(|info| !is_about_command_line(info.code)) {
        let page = Page::parse(info.page);
        let mut fs = MemoryFileSystem::default();
        fs.add("main.omg", page.failing.concat());
        page.files.into_iter().for_each(|(name, contents)| fs.add(name, contents));
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let lints = LintLevels::default();
        let mut generators = Generators::new(&lints, LIMITS);
        let graph =
            load(Path::new("main.omg"), &LoadOptions::default(), &fs, &mut generators, &mut sources, &mut diagnostics);
        if let Some(graph) = graph {
            let warn = Some(Severity::Warning);
            duplicates::report(&graph, &sources, warn, warn, &mut diagnostics);
            hir::lower(&graph, &sources, &LintLevels::default(), &mut diagnostics);
        }
        let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        let text = render_all(&diagnostics, "main.omg", &sources, false);
        assert!(!codes.is_empty() && codes.iter().all(|code| *code == info.code), "{}:\n{text}", info.code);
    }
}
