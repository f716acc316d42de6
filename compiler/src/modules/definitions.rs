//! Definitions of the command line (`-D`) that nothing in the program asks for: a misspelt one changes nothing, silently.

use super::constants::definitions;
use super::{Environment, Graph, Selection, guards};
use crate::diagnostics::modules::UnusedDefinition;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Diagnostics, Severity};
use crate::syntax::ast::Ident;

/// Warns of every definition that no guard and no generator's argument of the program asks for. Nothing is said where the
/// question may stand in text that was not seen: in modules with errors, and in those that are not taken, unless a name that
/// is asked for is so similar that it was probably meant.
pub fn report_unused(graph: &Graph, environment: &Environment, severity: Severity, diagnostics: &mut Diagnostics) {
    if environment.defines.is_empty() {
        return;
    }
    let imports = || graph.modules.iter().flat_map(|module| &module.imports);
    let is_complete = graph.modules.iter().all(|module| module.intact)
        && imports().all(|import| import.selection == Selection::Taken && import.target.is_some());
    let asked: Vec<Ident> = imports()
        .flat_map(|import| {
            let arguments = import.import.generator.iter().flat_map(|call| &call.args);
            guards::condition(&import.import).into_iter().chain(arguments).flat_map(definitions)
        })
        .collect();
    for name in environment.defines.keys().filter(|name| asked.iter().all(|asked| *asked.name != **name)) {
        let missing = asked.iter().map(|asked| &*asked.name).filter(|asked| !environment.defines.contains_key(*asked));
        let similar = nearest(name, missing);
        let similar = similar.and_then(|similar| asked.iter().find(|asked| *asked.name == *similar)).cloned();
        if is_complete || similar.is_some() {
            diagnostics.report(UnusedDefinition { name: name.clone(), similar, severity });
        }
    }
}
