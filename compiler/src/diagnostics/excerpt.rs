//! Cuts out of a file what is shown of it: the lines around the spans, from the first to the last. Lines that are far from
//! every span's ends are left empty (the renderer folds them away), and of very long lines only the part around the spans
//! is kept, so that drawing costs no more for a file of 100 MB than for one of ten lines.

use std::ops::Range;

use crate::source::{SourceFile, Span};

/// Lines longer than this, in bytes, are cut; the renderer trims shorter ones itself, and keeps their columns.
const LONG_LINE: usize = 500_000;
/// What stays of a long line before the first and behind the last span in it, in bytes.
const MARGIN: usize = 60;
/// How many lines before and behind a span's ends are kept.
const NEAR: u32 = 6;

/// A part of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// The 1-based line on which the text begins.
    pub first_line: usize,
    /// The spans, in the order given, as byte ranges of `text`.
    pub ranges: Vec<Range<usize>>,
}

impl Excerpt {
    /// `spans` are one or more spans of `file`.
    pub fn new(file: &SourceFile, spans: &[Span]) -> Excerpt {
        let ends: Vec<u32> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
        let marked: Vec<u32> = ends.iter().map(|&offset| file.line(offset)).collect();
        let (first, last) = (*marked.iter().min().expect("a span"), *marked.iter().max().expect("a span"));
        let mut text = String::new();
        let mut mapped = vec![0; ends.len()];
        for line in first..=last {
            let bytes = file.line_range(line);
            let here = || (0..ends.len()).filter(|&i| marked[i] == line);
            let kept = match marked.iter().any(|&m| m.abs_diff(line) <= NEAR) {
                true => cut(&file.text, bytes.clone(), here().map(|i| ends[i] as usize)),
                false => bytes.start..bytes.start,
            };
            for i in here() {
                mapped[i] = text.len() + (ends[i] as usize).clamp(kept.start, kept.end) - kept.start;
            }
            text.push_str(&file.text[kept]);
            text.push('\n');
        }
        let ranges = mapped.chunks(2).map(|pair| pair[0]..pair[1]).collect();
        Excerpt { text, first_line: first as usize, ranges }
    }
}

/// The part of a line that is kept, given the places in it that matter.
fn cut(text: &str, line: Range<usize>, places: impl Iterator<Item = usize> + Clone) -> Range<usize> {
    if line.len() <= LONG_LINE {
        return line;
    }
    let first = places.clone().min().unwrap_or(line.start);
    let last = places.max().unwrap_or(line.start).min(first + LONG_LINE);
    let start = text.floor_char_boundary(first.saturating_sub(MARGIN).max(line.start));
    let end = text.ceil_char_boundary((last + MARGIN).min(line.end));
    start..end
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::SourceMap;

    fn excerpt(text: &str, spans: &[Range<usize>]) -> Excerpt {
        let mut sources = SourceMap::default();
        let id = sources.add("main.omg", Path::new("/main.omg"), text.to_owned());
        let spans: Vec<Span> = spans.iter().map(|range| Span::new(id, range.start, range.end)).collect();
        let excerpt = Excerpt::new(sources.file(id), &spans);
        for (span, range) in spans.iter().zip(&excerpt.ranges) {
            assert!(sources.text(*span).starts_with(&excerpt.text[range.clone()]));
        }
        excerpt
    }

    #[test]
    fn lines_from_the_first_span_to_the_last() {
        let found = excerpt("one\ntwo\nthree\nfour\n", &[8..13, 4..7]);
        assert_eq!(found, Excerpt { text: "two\nthree\n".into(), first_line: 2, ranges: vec![4..9, 0..3] });
    }

    #[test]
    fn end_of_file_without_newline() {
        assert_eq!(excerpt("one", &[3..3]), Excerpt { text: "one\n".into(), first_line: 1, ranges: vec![3..3] });
    }

    #[test]
    fn empty_file() {
        assert_eq!(excerpt("", &[0..0]), Excerpt { text: "\n".into(), first_line: 1, ranges: vec![0..0] });
    }

    #[test]
    fn carriage_returns_are_no_part_of_a_line() {
        assert_eq!(excerpt("one\r\ntwo\r\n", &[5..8]).text, "two\n");
    }

    #[test]
    fn far_lines_are_left_empty() {
        let text = "line\n".repeat(10_000);
        let found = excerpt(&text, &[0..4, 49_995..49_999]);
        assert_eq!(found.text.lines().count(), 10_000);
        assert_eq!(found.text.len(), 10_000 + 4 * 14);
    }

    #[test]
    fn long_line_keeps_what_is_around_the_span() {
        let text = format!("{}NAME{}", "é".repeat(10_000), "x".repeat(LONG_LINE));
        let found = excerpt(&text, std::slice::from_ref(&(20_000..20_004)));
        assert_eq!(found.text, format!("{}NAME{}\n", "é".repeat(30), "x".repeat(60)));
        assert_eq!(found.ranges, [60..64]);
    }

    #[test]
    fn long_span_is_cut() {
        let found = excerpt(&"x".repeat(3 * LONG_LINE), std::slice::from_ref(&(100..2 * LONG_LINE)));
        assert_eq!(found.text.len(), 60 + LONG_LINE + 60 + 1);
        assert_eq!(found.ranges, [60..LONG_LINE + 120]);
    }
}
