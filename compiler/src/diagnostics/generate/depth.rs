//! Generated modules import generated modules without an end.

use super::super::{Diagnostic, ToDiagnostic};
use super::{on_one_line, words};
use crate::modules::Link;

/// A chain of imports on which more modules are generated than may be.
#[derive(Clone, Debug)]
pub struct GenerationTooDeep {
    /// From the entry to the import that is not followed any more.
    pub links: Vec<Link>,
    pub limit: usize,
}

/// How many links are drawn from the start: then it is clear how they go on.
const SHOWN: usize = 2;

impl ToDiagnostic for GenerationTooDeep {
    fn to_diagnostic(&self) -> Diagnostic {
        let (last, others) = self.links.split_last().expect("a chain has links");
        let mut diagnostic =
            Diagnostic::error("E0319", format!("more than {} generated modules need each other in a row", self.limit))
                .primary(last.span, words(last));
        for link in others.iter().take(SHOWN) {
            diagnostic = diagnostic.secondary(link.span, words(link));
        }
        diagnostic
            .note(on_one_line(&self.links))
            .help("a generated text that imports what the same generator makes of other arguments has to end somewhere")
    }
}
