//! Carries suggestions out: which edits are made in one go, and the text that comes of them. What is safe is decided by
//! those who suggest ([`Suggestion`]), what happens to files in the driver.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, Edit, Suggestion};
use crate::source::{FileId, Span};

/// Edits that can be made together.
#[derive(Debug, Default)]
pub struct Round {
    /// By file, in the order of their places; no two of them overlap.
    edits: BTreeMap<FileId, Vec<Edit>>,
    /// How many diagnostics these edits mend.
    pub problems: usize,
}

impl Round {
    /// The safe suggestion of each diagnostic of which all edits lie in files that `may_change`. One that overlaps with an
    /// earlier one is left to a later round: its places are no longer what they were.
    pub fn choose(diagnostics: &Diagnostics, may_change: impl Fn(FileId) -> bool) -> Round {
        let mut round = Round::default();
        for suggestion in diagnostics.iter().filter_map(safe_suggestion) {
            let is_allowed = suggestion.edits.iter().all(|edit| may_change(edit.span.file));
            if is_allowed && round.has_place_for(suggestion) {
                round.insert(suggestion);
            }
        }
        round
    }

    /// The edits, file by file.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &[Edit])> {
        self.edits.iter().map(|(&file, edits)| (file, &edits[..]))
    }

    fn has_place_for(&self, suggestion: &Suggestion) -> bool {
        suggestion.edits.iter().all(|edit| {
            let others = self.edits.get(&edit.span.file).map_or(&[][..], Vec::as_slice);
            // Those before the place, then those that overlap with it.
            let from = others.partition_point(|other| other.span.end < edit.span.start);
            let mut near = others[from..].iter().take_while(|other| other.span.start <= edit.span.end);
            near.all(|other| !overlap(other.span, edit.span))
        })
    }

    fn insert(&mut self, suggestion: &Suggestion) {
        for edit in &suggestion.edits {
            let edits = self.edits.entry(edit.span.file).or_default();
            let at = edits.partition_point(|other| other.span < edit.span);
            edits.insert(at, edit.clone());
        }
        self.problems += 1;
    }
}

/// What `omgc fix` would do about a diagnostic.
pub fn safe_suggestion(diagnostic: &crate::diagnostics::Diagnostic) -> Option<&Suggestion> {
    diagnostic.suggestions.iter().find(|suggestion| suggestion.safe)
}

/// Whether two places of one file are in each other's way. An insertion at the edge of another edit is: which text comes
/// first would be left to chance.
fn overlap(a: Span, b: Span) -> bool {
    let touch = a.start == a.end || b.start == b.end;
    (a.start < b.end && b.start < a.end) || (touch && a.start <= b.end && b.start <= a.end)
}

/// The text with the edits made. They are in the order of their places and do not overlap.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        result.push_str(&text[done..edit.span.start as usize]);
        result.push_str(&edit.replacement);
        done = edit.span.end as usize;
    }
    result.push_str(&text[done..]);
    result
}

#[cfg(test)]
mod tests;
