//! The report of an error that nothing caught, as compiled programs and the interpreter print it:
//!
//! ```text
//! Traceback (most recent call last):
//!   File "main.omg", line 17, in <top-level>
//!   File "lib/shapes.omg", line 4, in area
//! IndexError: index 5 out of range for length 3
//! ```
//!
//! Of many calls only the outermost and the innermost ten are shown, so that a million nested calls cost neither memory
//! nor patience.

use crate::output;
use core::fmt;

/// A call that has not returned.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub file: &'a str,
    /// 1-based.
    pub line: u32,
    pub procedure: &'a str,
}

/// How many calls are shown at either end.
const SHOWN: usize = 10;

/// The calls that are shown, taken one by one.
struct Excerpt<'a> {
    innermost: [Option<Frame<'a>>; SHOWN],
    /// A ring: call number `i` lies at `i % SHOWN`.
    outermost: [Option<Frame<'a>>; SHOWN],
    count: usize,
}

impl<'a> Excerpt<'a> {
    fn of(innermost_first: impl Iterator<Item = Frame<'a>>) -> Excerpt<'a> {
        let mut excerpt = Excerpt { innermost: [None; SHOWN], outermost: [None; SHOWN], count: 0 };
        for frame in innermost_first {
            match excerpt.innermost.get_mut(excerpt.count) {
                Some(place) => *place = Some(frame),
                None => excerpt.outermost[excerpt.count % SHOWN] = Some(frame),
            }
            excerpt.count += 1;
        }
        excerpt
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let newest_first = (0..SHOWN).map(|i| self.outermost[(self.count + SHOWN - 1 - i) % SHOWN]);
        newest_first.flatten().try_for_each(|frame| frame.fmt(out))?;
        if self.count > 2 * SHOWN {
            out.write_str("  ... frames omitted ...\n")?;
        }
        self.innermost.iter().rev().flatten().try_for_each(|frame| frame.fmt(out))
    }
}

impl fmt::Display for Frame<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "  File \"{}\", line {}, in {}", self.file, self.line, self.procedure)
    }
}

/// The report without the error itself, which would be its last line.
pub fn calls<'a>(innermost_first: impl Iterator<Item = Frame<'a>>) -> impl fmt::Display {
    struct Report<'a>(Excerpt<'a>);
    impl fmt::Display for Report<'_> {
        fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(out, "Traceback (most recent call last):\n{}", self.0)
        }
    }
    Report(Excerpt::of(innermost_first))
}

/// Prints the report to standard error, after what the program printed. `error` is the text `Kind: message`.
pub fn print<'a>(innermost_first: impl Iterator<Item = Frame<'a>>, error: &str) {
    output::print_error(format_args!("{}{error}\n", calls(innermost_first)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};

    /// The lines that are shown of calls on lines 1 to `count`, the innermost on line 1.
    fn lines(count: u32) -> Vec<String> {
        let frames = (1..=count).map(|line| Frame { file: "a.omg", line, procedure: "f" });
        let text = Excerpt::of(frames).to_string();
        text.lines()
            .map(|l| l.trim_start_matches("  File \"a.omg\", line ").trim_end_matches(", in f").into())
            .collect()
    }

    #[test]
    fn outermost_first() {
        assert_eq!(lines(3), ["3", "2", "1"]);
        assert_eq!(lines(0), [""; 0]);
    }

    #[test]
    fn twenty_calls_are_shown_completely_and_the_middle_of_more_is_left_out() {
        let numbers = |range: std::ops::RangeInclusive<u32>| range.rev().map(|n| n.to_string());
        assert_eq!(lines(20), numbers(1..=20).collect::<Vec<_>>());
        assert_eq!(lines(13), numbers(1..=13).collect::<Vec<_>>());
        for count in [21, 25, 1000] {
            let expected = numbers(count - 9..=count).chain(["  ... frames omitted ...".into()]).chain(numbers(1..=10));
            assert_eq!(lines(count), expected.collect::<Vec<_>>(), "{count}");
        }
    }
}
