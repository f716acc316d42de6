//! Collects what this phase reports, so that the user reads it module by module in the order of the source, whichever
//! pass found it; and names that are declared nowhere once, however often they are used.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::declare::Declarations;
use super::lints::{Lint, LintLevels};
use super::scope::{ScopeId, Scopes};
use super::{ModuleId, Name, builtins};
use crate::diagnostics::hir::{Elsewhere, NearestName, UndefinedName, UndefinedUse};
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, ToDiagnostic};
use crate::modules::Graph;
use crate::source::Span;
use crate::syntax::ast::Ident;

/// The diagnostics of the phase.
pub struct Reports<'a> {
    lints: &'a LintLevels,
    /// By module: no error was reported in its text, so that its names can be relied on.
    intact: Vec<bool>,
    list: Vec<(ModuleId, u32, Diagnostic)>,
    undefined: IndexMap<(ModuleId, Name), Undefined>,
    /// Names that something else that is reported would define.
    explained: FxHashSet<(ModuleId, Name)>,
}

/// The uses of a name that is declared nowhere visible.
struct Undefined {
    first: Ident,
    how: UndefinedUse,
    scope: ScopeId,
    others: Vec<Span>,
}

impl<'a> Reports<'a> {
    pub fn new(graph: &Graph, lints: &'a LintLevels) -> Reports<'a> {
        let intact = graph.modules.iter().map(|module| module.intact).collect();
        Reports { lints, intact, list: Vec::new(), undefined: IndexMap::new(), explained: FxHashSet::default() }
    }

    /// Whether all names of a module are known.
    pub fn is_intact(&self, module: ModuleId) -> bool {
        self.intact[module.0 as usize]
    }

    /// Reports an error.
    pub fn add(&mut self, module: ModuleId, facts: impl ToDiagnostic) {
        let diagnostic = facts.to_diagnostic();
        let start = diagnostic.labels.first().map_or(0, |label| label.span.start);
        self.list.push((module, start, diagnostic));
    }

    /// How bad a finding is; none if it is not to be reported.
    pub fn severity(&self, lint: Lint) -> Option<Severity> {
        self.lints.severity(lint)
    }

    /// Notes the use of a name that is declared nowhere visible.
    pub fn undefined(&mut self, module: ModuleId, name: &Ident, how: UndefinedUse, scope: ScopeId) {
        let first = || Undefined { first: name.clone(), how, scope, others: Vec::new() };
        let uses = self.undefined.entry((module, name.name.clone())).or_insert_with(first);
        if name.span.start < uses.first.span.start {
            let earlier = std::mem::replace(&mut uses.first, name.clone());
            (uses.how, uses.scope) = (how, scope);
            uses.others.push(earlier.span);
        } else if name.span != uses.first.span {
            uses.others.push(name.span);
        }
    }

    /// The names that a module uses and does not declare.
    pub fn undefined_in(&self, module: ModuleId) -> impl Iterator<Item = &Name> {
        self.undefined.keys().filter(move |(m, _)| *m == module).map(|(_, name)| name)
    }

    /// That a name is not declared is the consequence of something else that is reported.
    pub fn explain(&mut self, module: ModuleId, name: Name) {
        self.explained.insert((module, name));
    }

    pub fn is_explained(&self, module: ModuleId, name: &Name) -> bool {
        self.explained.contains(&(module, name.clone()))
    }

    /// Hands everything over, in order.
    pub fn finish(mut self, declarations: &Declarations, diagnostics: &mut Diagnostics) {
        for (place, uses) in std::mem::take(&mut self.undefined) {
            let module = place.0;
            let counts = self.is_intact(module) && !self.explained.contains(&place);
            if let (Some(severity), true) = (self.severity(Lint::UndefinedName), counts) {
                let elsewhere = elsewhere(module, &uses, declarations);
                let facts = undefined_name(uses, elsewhere, severity, &declarations.scopes);
                self.add(module, facts);
            }
        }
        self.list.sort_by_key(|&(module, start, _)| (module, start));
        self.list.into_iter().for_each(|(_, _, diagnostic)| diagnostics.push(diagnostic));
    }
}

/// Where the name is declared out of sight; preferably where blocks could export it.
fn elsewhere(module: ModuleId, uses: &Undefined, declarations: &Declarations) -> Option<Elsewhere> {
    let name = &uses.first.name;
    let in_block = declarations.in_block(module, name, uses.scope).map(Elsewhere::Block);
    in_block.or_else(|| declarations.declared_in(module, name).find_map(|var| var.span()).map(Elsewhere::Other))
}

fn undefined_name(uses: Undefined, elsewhere: Option<Elsewhere>, severity: Severity, scopes: &Scopes) -> UndefinedName {
    let visible = scopes.visible(uses.scope).map(|var| &*var.name);
    let names = visible.chain(if uses.how == UndefinedUse::Called { builtins::names() } else { Vec::new() });
    let nearest = nearest(&uses.first.name, names).map(|name| NearestName {
        name: name.into(),
        span: scopes.lookup(uses.scope, name).and_then(|var| scopes.var(var).span()),
    });
    let is_builtin = builtins::find(&uses.first.name).is_some();
    let (how, others) = (uses.how, uses.others.len());
    UndefinedName { name: uses.first, how, others, nearest, elsewhere, is_builtin, severity }
}
