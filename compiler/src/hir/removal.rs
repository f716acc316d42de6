//! How an import that nothing reads is taken out of the source, and whether anyone could notice that it is gone.

use super::ModuleId;
use super::silent::silent_modules;
use crate::diagnostics::hir::{Remains, Removal};
use crate::modules::Graph;
use crate::source::{SourceFile, SourceMap, Span};
use crate::syntax::ast::Import;

/// Knows about all imports of a program.
pub struct Removals<'a> {
    graph: &'a Graph,
    sources: &'a SourceMap,
    /// By module: running its body does nothing that can be noticed.
    silent: Vec<bool>,
}

impl<'a> Removals<'a> {
    pub fn new(graph: &'a Graph, sources: &'a SourceMap) -> Removals<'a> {
        Removals { graph, sources, silent: silent_modules(graph) }
    }

    /// How the name that an import declares at `local` goes. None if there is no such import.
    pub fn of_name(&self, module: ModuleId, local: Span) -> Option<Removal> {
        let loaded = self.graph.module(module);
        let declares = |import: &Import| import.locals().any(|name| name.span == local);
        let resolved = loaded.imports.iter().find(|resolved| declares(&resolved.import))?;
        let import = &resolved.import;
        if import.guard.is_some() {
            // The others of its group would no longer fit together.
            return None;
        }
        let file = self.sources.file(loaded.file);
        if import.names().len() > 1 {
            let span = span_of_name(import, local)?;
            let tidy = !has_comment(&file.text, span);
            return Some(Removal { span, remains: Remains::OtherNames, tidy });
        }
        let is_silent = resolved.target.is_some_and(|target| self.silent[target.0 as usize]);
        let remains = if is_silent { Remains::Nothing } else { Remains::Effects };
        let comments = around_path(import).into_iter().any(|part| has_comment(&file.text, part));
        let tidy = begins_line(file, import.span) && !comments;
        Some(Removal { span: whole_lines(file, import.span), remains, tidy })
    }
}

/// What goes of a list of names: the name with its alias, and the comma behind it, or else before it.
fn span_of_name(import: &Import, local: Span) -> Option<Span> {
    let names = import.names();
    let index = names.iter().position(|name| name.local().span == local)?;
    let item = |index: usize| names.get(index).map(|name| name.name.span.to(name.local().span));
    let this = item(index)?;
    Some(match item(index + 1) {
        Some(next) => Span { end: next.start, ..this },
        None => Span { start: item(index.checked_sub(1)?)?.end, ..this },
    })
}

/// The statement before its path, and behind it.
fn around_path(import: &Import) -> [Span; 2] {
    let (span, path) = (import.span, import.path_span);
    [Span { end: path.start, ..span }, Span { start: path.end, ..span }]
}

/// Whether a comment begins in a part of a statement in which there are no strings.
fn has_comment(text: &str, span: Span) -> bool {
    let text = &text[span.start as usize..span.end as usize];
    text.contains(['#', ';']) || text.contains("/*")
}

/// Whether nothing but blanks stands before the span on its line.
fn begins_line(file: &SourceFile, span: Span) -> bool {
    let line = file.line_range(file.line(span.start));
    file.text[line.start..span.start as usize].trim().is_empty()
}

/// The span of a statement with the blanks that go with it: if nothing else stands on its lines, those lines, with their
/// line ends (or the one before, if the file does not end with one).
fn whole_lines(file: &SourceFile, span: Span) -> Span {
    let first = file.line_range(file.line(span.start)).start;
    let last = file.line_range(file.line(span.end)).end;
    let text = &file.text[..];
    let behind = &text[span.end as usize..last];
    let (start, end) = match (begins_line(file, span), behind.trim().is_empty()) {
        (true, true) if last < text.len() => (first, last + text[last..].find('\n').map_or(0, |at| at + 1)),
        (true, true) => (line_end_before(text, first), last),
        (false, true) => (text[..span.start as usize].trim_end().len(), last),
        (_, false) => (span.start as usize, last - behind.trim_start().len()),
    };
    Span::new(span.file, start, end)
}

/// Where the line end begins that stands before `start`, the beginning of a line.
fn line_end_before(text: &str, start: usize) -> usize {
    let before = &text[..start];
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The text without the part in `[ ]`, taken out with its lines.
    fn without(marked: &str) -> String {
        let (start, end) = (marked.find('[').unwrap(), marked.find(']').unwrap() - 1);
        let text = marked.replace(['[', ']'], "");
        let mut sources = SourceMap::default();
        let id = sources.add("main.omg", Path::new("/main.omg"), text.clone());
        let span = whole_lines(sources.file(id), Span::new(id, start, end));
        text[..span.start as usize].to_owned() + &text[span.end as usize..]
    }

    #[test]
    fn a_statement_goes_with_its_lines() {
        assert_eq!(without("a\n  [import]  \nb\n"), "a\nb\n");
        assert_eq!(without("a\r\n[import]\r\nb"), "a\r\nb");
        assert_eq!(without("a\n[import\n  two]\nb"), "a\nb");
        assert_eq!(without("a\n\n[import]\n"), "a\n\n");
    }

    #[test]
    fn a_file_without_a_last_line_end_stays_so() {
        assert_eq!(without("a\n[import]"), "a");
        assert_eq!(without("a\r\n[import] "), "a");
        assert_eq!(without("a\n\n[import]"), "a\n");
    }

    #[test]
    fn what_stands_on_the_same_line_stays() {
        assert_eq!(without("  [import] # why\nb\n"), "  # why\nb\n");
        assert_eq!(without("a [import]\nb"), "a\nb");
        assert_eq!(without("a [import] b\n"), "a b\n");
        assert_eq!(without("{ [import] }\n"), "{ }\n");
    }
}
