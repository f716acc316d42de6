//! A generator needs, to run, a module that only it can make.

use super::super::{Diagnostic, ToDiagnostic};
use super::{SHOWN, on_one_line, words};
use crate::modules::Link;

/// To run `gen.omg`, its imports are needed; one of them, directly or through others, is a module that `gen.omg`
/// generates.
#[derive(Clone, Debug)]
pub struct GenerationCycle {
    /// From the generator's file back to it.
    pub links: Vec<Link>,
}

impl ToDiagnostic for GenerationCycle {
    fn to_diagnostic(&self) -> Diagnostic {
        let (last, others) = self.links.split_last().expect("a loop has links");
        let mut diagnostic = Diagnostic::error("E0303", "a generator needs a module that it generates itself")
            .primary(last.span, words(last));
        for link in others.iter().rev().take(SHOWN).rev() {
            diagnostic = diagnostic.secondary(link.span, words(link));
        }
        diagnostic
            .note(on_one_line(&self.links))
            .help("a generator runs before the module that it makes exists; move what both need to another file")
    }
}
