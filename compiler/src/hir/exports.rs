//! `export`: what the statements of a module or block export, and what is wrong with them.
//!
//! A module that exports anything exports just that; one without any `export` exports everything that `alloc` and `proc`
//! declare at top level. What a block exports is declared one scope further out instead, see
//! [`declare`](super::declare). Imports are not exported again.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::declare::{Declarations, inner_blocks};
use super::report::Reports;
use super::scope::{DeclarationKind, ScopeId, ScopeKind};
use super::{ModuleId, Name};
use crate::diagnostics::hir::{
    ExportInProcedure, ExportOfImport, ExportTwice, ExportUndefined, NearestName, WhyNotExported,
};
use crate::diagnostics::nearest::nearest;
use crate::source::Span;
use crate::syntax::ast::{Block, Ident, Stmt, StmtKind};

/// What the statements of one scope export, in source order.
fn exported(statements: &[Stmt], out: &mut Vec<Ident>) {
    for statement in statements {
        match &statement.kind {
            StmtKind::Export(names) => out.extend(names.iter().cloned()),
            StmtKind::Alloc { name, export: Some(_), .. } => out.push(name.clone()),
            StmtKind::Proc(proc) if proc.export.is_some() => out.push(proc.name.clone()),
            StmtKind::Block(_) => {}
            kind => inner_blocks(kind).into_iter().for_each(|block| exported(&block.statements, out)),
        }
    }
}

/// The names of the first `export a, b` among the statements of a scope.
pub fn first_list(statements: &[Stmt]) -> Option<Span> {
    statements.iter().find_map(|statement| match &statement.kind {
        StmtKind::Export(names) => Some(names.first()?.span.to(names.last()?.span)),
        StmtKind::Block(_) => None,
        kind => inner_blocks(kind).into_iter().find_map(|block| first_list(&block.statements)),
    })
}

/// Each name once; reports the second ones.
fn each_once(names: Vec<Ident>, module: ModuleId, reports: &mut Reports) -> IndexMap<Name, Span> {
    let mut first = IndexMap::new();
    for name in names {
        match first.get(&name.name) {
            Some(&first) => reports.add(module, ExportTwice { name, first }),
            None => drop(first.insert(name.name, name.span)),
        }
    }
    first
}

/// Decides what a module exports, once everything in it is declared.
pub fn export_from_module(declarations: &mut Declarations, module: ModuleId, body: &Block, reports: &mut Reports) {
    let mut names = Vec::new();
    exported(&body.statements, &mut names);
    let scope = declarations.module_scope(module);
    if names.is_empty() {
        for id in declarations.scopes.scope(scope).vars.clone() {
            let var = declarations.scopes.var_mut(id);
            var.exported = var.is_own();
        }
        return;
    }
    let mut missing = Vec::new();
    for (name, span) in each_once(names, module, reports) {
        match declarations.scopes.own(scope, &name) {
            Some(id) if declarations.scopes.var(id).is_own() => declarations.scopes.var_mut(id).exported = true,
            _ => missing.push(Ident { name, span }),
        }
    }
    missing.into_iter().for_each(|name| report_not_declared(name, scope, declarations, module, reports));
}

/// Reports every `export` in the statements of a procedure.
pub fn refuse_in_procedure(module: ModuleId, body: &Block, reports: &mut Reports) {
    let mut names = Vec::new();
    exported(&body.statements, &mut names);
    names.into_iter().for_each(|name| reports.add(module, ExportInProcedure { name }));
}

/// What a block exports.
pub struct BlockExports {
    names: Vec<Ident>,
    set: FxHashSet<Name>,
    /// Those that the block declares, or a block in it that exports them.
    declared: FxHashSet<Name>,
}

impl BlockExports {
    pub fn of(block: &Block) -> BlockExports {
        let mut names = Vec::new();
        exported(&block.statements, &mut names);
        let set = names.iter().map(|name| name.name.clone()).collect();
        BlockExports { names, set, declared: FxHashSet::default() }
    }

    /// Whether a declaration of that name goes one scope further out.
    pub fn raises(&mut self, name: &Name, kind: &DeclarationKind) -> bool {
        let raises = self.set.contains(name);
        if raises && *kind != DeclarationKind::Error {
            self.declared.insert(name.clone());
        }
        raises
    }

    /// Reports what cannot be exported.
    pub fn check(self, scope: ScopeId, declarations: &Declarations, module: ModuleId, reports: &mut Reports) {
        for (name, span) in each_once(self.names, module, reports) {
            if !self.declared.contains(&name) {
                report_not_declared(Ident { name, span }, scope, declarations, module, reports);
            }
        }
    }
}

fn report_not_declared(
    name: Ident,
    scope: ScopeId,
    declarations: &Declarations,
    module: ModuleId,
    reports: &mut Reports,
) {
    let scopes = &declarations.scopes;
    let own = scopes.own(scope, &name.name).map(|id| scopes.var(id));
    reports.explain(module, name.name.clone());
    if let Some((var, import)) = own.and_then(|var| Some((var, var.import()?))) {
        let is_alias = var.imported_name().is_none();
        return reports.add(module, ExportOfImport { name, import: import.span, is_alias });
    }
    if reports.is_intact(module) {
        let in_block = scopes.scope(scope).kind == ScopeKind::Block;
        let why = why_not_exported(&name, scope, declarations, module);
        if let WhyNotExported::Nearest(Some(nearest)) = &why {
            reports.explain(module, nearest.name.clone());
        }
        reports.add(module, ExportUndefined { name, in_block, why });
    }
}

fn why_not_exported(name: &Ident, scope: ScopeId, declarations: &Declarations, module: ModuleId) -> WhyNotExported {
    let scopes = &declarations.scopes;
    if let Some(block) = declarations.in_block(module, &name.name, scope) {
        return WhyNotExported::Inside(block);
    }
    let outer = scopes.scope(scope).parent.and_then(|outer| scopes.lookup(outer, &name.name));
    if let Some(span) = outer.and_then(|id| scopes.var(id).span()) {
        return WhyNotExported::Outside(span);
    }
    let private = || scopes.vars_of(scope).filter(|var| var.is_own() && !var.exported);
    let similar = nearest(&name.name, private().map(|var| &*var.name));
    let similar = similar.and_then(|similar| private().find(|var| &*var.name == similar));
    WhyNotExported::Nearest(similar.map(|var| NearestName { name: var.name.clone(), span: var.span() }))
}
