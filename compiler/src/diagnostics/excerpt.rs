//! Cuts out of a file what is shown of it: the lines around the spans, from the first to the last. Lines that are far from
//! every span's ends are left empty (the renderer folds them away), and very long lines end soon behind the last span in
//! them, so that drawing a place in a file of 100 MB costs little.

use std::ops::Range;

use crate::source::{SourceFile, Span};

/// How much of a line is kept in any case, in bytes. (Lines that are wider than the terminal are the renderer's business.)
const LONG_LINE: usize = 10_000;
/// How much is kept behind the last span, in bytes.
const MARGIN: usize = 1_000;
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

/// The part of a line that is kept, given the places in it that matter. Its beginning stays: columns count from there.
fn cut(text: &str, line: Range<usize>, places: impl Iterator<Item = usize>) -> Range<usize> {
    let last = places.max().unwrap_or(line.start);
    let end = (last + MARGIN).max(line.start + LONG_LINE).min(line.end);
    line.start..text.ceil_char_boundary(end)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::SourceMap;

    fn excerpt(text: &str, spans: &[(usize, usize)]) -> Excerpt {
        let mut sources = SourceMap::default();
        let id = sources.add("main.omg", Path::new("/main.omg"), text.to_owned());
        let spans: Vec<Span> = spans.iter().map(|&(start, end)| Span::new(id, start, end)).collect();
        let excerpt = Excerpt::new(sources.file(id), &spans);
        for (span, range) in spans.iter().zip(&excerpt.ranges) {
            assert!(sources.text(*span).starts_with(&excerpt.text[range.clone()]));
        }
        excerpt
    }

    fn ends(excerpt: &Excerpt) -> Vec<(usize, usize)> {
        excerpt.ranges.iter().map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn lines_from_the_first_span_to_the_last() {
        let found = excerpt("one\ntwo\nthree\nfour\n", &[(8, 13), (4, 7)]);
        assert_eq!((&*found.text, found.first_line, ends(&found)), ("two\nthree\n", 2, vec![(4, 9), (0, 3)]));
    }

    #[test]
    fn end_of_file_without_newline() {
        let found = excerpt("one", &[(3, 3)]);
        assert_eq!((&*found.text, found.first_line, ends(&found)), ("one\n", 1, vec![(3, 3)]));
    }

    #[test]
    fn empty_file() {
        let found = excerpt("", &[(0, 0)]);
        assert_eq!((&*found.text, found.first_line, ends(&found)), ("\n", 1, vec![(0, 0)]));
    }

    #[test]
    fn carriage_returns_are_no_part_of_a_line() {
        assert_eq!(excerpt("one\r\ntwo\r\n", &[(5, 8)]).text, "two\n");
    }

    #[test]
    fn far_lines_are_left_empty() {
        let text = "line\n".repeat(10_000);
        let found = excerpt(&text, &[(0, 4), (49_995, 49_999)]);
        assert_eq!(found.text.lines().count(), 10_000);
        assert_eq!(found.text.len(), 10_000 + 4 * 14);
    }

    #[test]
    fn a_long_line_ends_behind_the_span() {
        let text = format!("{}NAME{}", "é".repeat(LONG_LINE), "x".repeat(LONG_LINE));
        let start = 2 * LONG_LINE;
        let found = excerpt(&text, &[(start, start + 4)]);
        assert_eq!(found.text, format!("{}\n", &text[..start + 4 + MARGIN]));
        assert_eq!(ends(&found), [(start, start + 4)]);
    }

    #[test]
    fn a_long_line_without_a_span() {
        let text = format!("a\n{}\nb", "é".repeat(LONG_LINE));
        assert_eq!(
            excerpt(&text, &[(0, 1), (text.len() - 1, text.len())]).text,
            format!("a\n{}\nb\n", "é".repeat(LONG_LINE / 2))
        );
    }
}
