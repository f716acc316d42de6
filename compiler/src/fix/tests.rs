use proptest::prelude::*;

use super::*;
use crate::diagnostics::Diagnostic;

const FILE: FileId = FileId(0);

fn edit(start: usize, end: usize, replacement: &str) -> Edit {
    Edit::new(Span::new(FILE, start, end), replacement)
}

fn diagnostics(suggestions: impl IntoIterator<Item = (Vec<Edit>, bool)>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for (edits, safe) in suggestions {
        diagnostics.push(Diagnostic::error("E0201", "").suggest_edits("", edits, safe));
    }
    diagnostics
}

/// The text after one round, and how many problems were mended.
fn fixed(text: &str, suggestions: impl IntoIterator<Item = (Vec<Edit>, bool)>) -> (String, usize) {
    let round = Round::choose(&diagnostics(suggestions), |_| true);
    let text = round.files().next().map_or(text.to_owned(), |(_, edits)| apply(text, edits));
    (text, round.problems)
}

#[test]
fn edits_are_made_in_the_order_of_their_places() {
    let suggestions = [(vec![edit(6, 9, "c")], true), (vec![edit(0, 0, ">"), edit(3, 6, "")], true)];
    assert_eq!(fixed("aaabbbccc", suggestions), (">aaac".into(), 2));
}

#[test]
fn what_is_not_safe_is_left_alone() {
    assert_eq!(fixed("abc", [(vec![edit(0, 1, "x")], false)]), ("abc".into(), 0));
}

#[test]
fn of_two_that_overlap_the_first_is_made() {
    for (second, together) in [((1, 3), false), ((2, 4), true), ((2, 2), false), ((0, 0), false), ((1, 1), false)] {
        let suggestions = [(vec![edit(0, 2, "X")], true), (vec![edit(second.0, second.1, "Y")], true)];
        assert_eq!(fixed("abcd", suggestions).1, 1 + usize::from(together), "{second:?}");
    }
    let twice = [(vec![edit(1, 1, "x")], true), (vec![edit(1, 1, "y")], true)];
    assert_eq!(fixed("ab", twice), ("axb".into(), 1));
}

#[test]
fn a_suggestion_is_made_as_a_whole_or_not_at_all() {
    let suggestions = [(vec![edit(0, 1, "x")], true), (vec![edit(0, 1, "y"), edit(2, 3, "z")], true)];
    assert_eq!(fixed("abc", suggestions), ("xbc".into(), 1));
}

#[test]
fn files_that_may_not_change_keep_their_edits() {
    let other = Edit::new(Span::new(FileId(1), 0, 1), "x");
    let both = diagnostics([(vec![edit(0, 1, "x"), other.clone()], true), (vec![other], true)]);
    assert_eq!(Round::choose(&both, |file| file == FILE).problems, 0);
    assert_eq!(Round::choose(&both, |_| true).problems, 1);
}

/// Edits as gaps and lengths from the end of one to the next, so that they cannot overlap.
fn steps() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
    prop::collection::vec((1usize..6, 0usize..6, "[x-zé]{0,4}"), 0..12)
}

proptest! {
    /// The model: every character is a cell of its own, and an edit empties cells and fills the one it begins at.
    #[test]
    fn applying_equals_the_model(text in "[a-cü\r\n]{0,80}", steps in steps()) {
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cells: Vec<String> = text.chars().map(String::from).chain([String::new()]).collect();
        let (mut edits, mut at) = (Vec::new(), 0);
        for (gap, length, replacement) in steps {
            let (start, end) = (at + gap, at + gap + length);
            if end >= bounds.len() {
                break;
            }
            edits.push(edit(bounds[start], bounds[end], &replacement));
            cells[start..end].iter_mut().for_each(String::clear);
            cells[start].insert_str(0, &replacement);
            at = end;
        }
        prop_assert_eq!(apply(&text, &edits), cells.concat());
    }

    /// In whatever order they are suggested, and with whatever overlaps, a round's edits are sorted and apart.
    #[test]
    fn chosen_edits_do_not_overlap(places in prop::collection::vec((0usize..60, 0usize..8), 0..30)) {
        let suggestions = places.iter().map(|&(start, length)| (vec![edit(start, start + length, "x")], true));
        let round = Round::choose(&diagnostics(suggestions), |_| true);
        let edits = round.files().next().map_or(&[][..], |(_, edits)| edits);
        prop_assert_eq!(edits.len(), round.problems);
        prop_assert!(edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert!(edits.windows(2).all(|pair| !overlap(pair[0].span, pair[1].span)));
    }
}
