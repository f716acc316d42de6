//! Which modules could not be checked in full: names that they use of a module with errors may exist or not.

use super::Graph;
use crate::diagnostics::Diagnostics;
use crate::diagnostics::unchecked::Unchecked;
use crate::source::SourceMap;

/// Notes every import of a file that could not be read or parsed, by modules that are without such errors themselves; in
/// import order. Files that do not exist are no part of it: each import of one is reported.
pub fn note(graph: &Graph, sources: &SourceMap, diagnostics: &mut Diagnostics) {
    let is_intact = |target| graph.module(target).intact;
    for (_, module) in graph.ids().filter(|(_, module)| module.intact) {
        for import in &module.imports {
            if let Some(found) = &import.found
                && !import.target.is_some_and(is_intact)
            {
                let broken = import.target.map_or(&*found.name, |target| graph.name(target, sources)).to_owned();
                let path_span = import.import.path_span;
                diagnostics.note_unchecked(Unchecked { path_span, broken });
            }
        }
    }
}
