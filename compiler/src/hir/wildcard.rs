//! `import * from "x.omg"`: refused, with the import that could stand there instead.

use rustc_hash::FxHashSet;

use super::declare::Declarations;
use super::report::Reports;
use super::{ModuleId, Name, Program};
use crate::diagnostics::hir::{ImportAll, InsteadOfAll};
use crate::modules::{Graph, ResolvedImport};
use crate::syntax::ast::ImportBinding;

/// Reports all of them. That names are not declared which they would have declared is not reported then.
pub fn refuse(graph: &Graph, declarations: &Declarations, program: &Program, reports: &mut Reports) {
    for (id, module) in graph.ids() {
        let mut taken = FxHashSet::default();
        for import in &module.imports {
            if let ImportBinding::All(star) = import.import.binding {
                let instead = instead(id, import, &mut taken, declarations, program, reports);
                let path = import.import.path.clone();
                let private = private(id, import, declarations, reports);
                reports.add(id, ImportAll { star, path, instead, private });
            }
        }
    }
}

/// The names that a wildcard stands for; `taken` are those of earlier ones in the module.
fn instead(
    module: ModuleId,
    import: &ResolvedImport,
    taken: &mut FxHashSet<Name>,
    declarations: &Declarations,
    program: &Program,
    reports: &mut Reports,
) -> InsteadOfAll {
    let Some(target) = import.target.filter(|&target| reports.is_intact(target)) else {
        // Any of the names may come from there.
        let names: Vec<Name> = reports.undefined_in(module).cloned().collect();
        names.into_iter().for_each(|name| reports.explain(module, name));
        return InsteadOfAll::Unknown;
    };
    let exports: Vec<Name> = program.module(target).exports.iter().map(|export| export.name.clone()).collect();
    let undefined: FxHashSet<Name> = reports.undefined_in(module).cloned().collect();
    let used: Vec<Name> =
        exports.iter().filter(|name| undefined.contains(*name) && taken.insert((*name).clone())).cloned().collect();
    used.iter().for_each(|name| reports.explain(module, name.clone()));
    if !used.is_empty() {
        return InsteadOfAll::Used(used);
    }
    let scope = declarations.module_scope(module);
    let is_free = |name: &Name| declarations.scopes.own(scope, name).is_none();
    InsteadOfAll::All(exports.into_iter().filter(is_free).collect())
}

/// What the importing module uses and the other one declares without exporting it.
fn private(module: ModuleId, import: &ResolvedImport, declarations: &Declarations, reports: &mut Reports) -> Vec<Name> {
    let Some(target) = import.target else { return Vec::new() };
    let is_private = |name: &&Name| {
        let own = declarations.scopes.own(declarations.module_scope(target), name);
        own.map(|id| declarations.scopes.var(id)).is_some_and(|var| var.is_own() && !var.exported)
    };
    let private: Vec<Name> = reports.undefined_in(module).filter(is_private).cloned().collect();
    private.iter().for_each(|name| reports.explain(module, name.clone()));
    private
}
