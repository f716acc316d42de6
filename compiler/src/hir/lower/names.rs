//! What a name means where it stands.

use super::Lowerer;
use crate::diagnostics::hir::{StaleImport, UndefinedUse, UnknownExport, WhyUnknown};
use crate::diagnostics::nearest::{nearest, sole};
use crate::hir::declare::member_name;
use crate::hir::lints::Lint;
use crate::hir::rename::places_to_rename;
use crate::hir::scope::{Home, Var, VarId};
use crate::hir::{ExprKind, ModuleId, Name, Variable, builtins};
use crate::source::Span;
use crate::syntax::ast::{self, Ident};

/// `utils.f`, where `utils` is an alias and `f` an export; or `f`, where that was imported by name.
#[derive(Clone, Copy)]
pub(super) struct Member {
    /// The alias, or the name.
    pub(super) import: VarId,
    /// The variable of the other module.
    pub(super) export: VarId,
}

impl Lowerer<'_, '_> {
    pub(super) fn var(&self, id: VarId) -> &Var {
        self.declarations.scopes.var(id)
    }

    /// The innermost visible variable of that name.
    pub(super) fn lookup(&self, name: &str) -> Option<VarId> {
        self.declarations.scopes.lookup(self.scope, name)
    }

    /// A variable as the current procedure sees it.
    pub(super) fn variable(&mut self, id: VarId) -> Variable {
        match self.var(id).home {
            Home::Global(global) => Variable::Global(global),
            Home::Local { .. } => {
                let local = self.captures.local(id, self.proc, self.declarations, self.program);
                Variable::Local(local.expect("a local"))
            }
        }
    }

    /// A name that is not called.
    pub(super) fn read_name(&mut self, name: &Name, span: Span) -> ExprKind {
        if let Some(id) = self.lookup(name) {
            if let Some(export) = self.declarations.export_of(self.var(id)) {
                self.report_stale(export, span);
            }
            return self.read_var(id);
        }
        if let Some(builtin) = builtins::find(name) {
            return ExprKind::Builtin(builtin);
        }
        self.undefined(name, span, UndefinedUse::Read)
    }

    pub(super) fn undefined(&mut self, name: &Name, span: Span, how: UndefinedUse) -> ExprKind {
        self.reports.undefined(self.module, &Ident { name: name.clone(), span }, how, self.scope);
        ExprKind::Undefined(name.clone())
    }

    /// The value of a variable. Whether it may be unset is found out [later](crate::hir::flow).
    pub(super) fn read_var(&mut self, id: VarId) -> ExprKind {
        self.used.insert(id);
        if self.is_self(id) {
            return ExprKind::SelfProc;
        }
        match self.variable(id) {
            Variable::Global(global) => ExprKind::Global { global, check: true },
            Variable::Local(local) => ExprKind::Local { local, check: true },
        }
    }

    /// Whether a local can hold nothing but the closure that is running. In a loop, `proc` makes a closure each time round
    /// and the variable holds the last one.
    fn is_self(&self, id: VarId) -> bool {
        let var = self.var(id);
        let is_local = matches!(var.home, Home::Local { .. });
        is_local && var.only_proc().is_some_and(|(proc, declaration)| proc == self.proc && !declaration.in_loop)
    }

    /// The module behind `object`, if that is the alias of an import.
    fn alias(&self, object: &ast::Expr) -> Option<(VarId, ModuleId)> {
        let ast::ExprKind::Name(name) = &object.kind else { return None };
        let id = self.lookup(name)?;
        Some((id, self.var(id).alias_of()?))
    }

    /// What `utils.name` or `utils["name"]` names in an imported module. Reports a name that it does not export. None if
    /// this is something else.
    pub(super) fn member(&mut self, expr: &ast::Expr) -> Option<(Ident, Option<Member>)> {
        let (ast::ExprKind::Attribute { object, .. } | ast::ExprKind::Index { object, .. }) = &expr.kind else {
            return None;
        };
        let name = member_name(expr)?;
        let (import, module) = self.alias(object)?;
        let export = self.export(module, &name);
        if let Some(export) = export {
            self.report_stale(export, expr.span);
        }
        Some((name, export.map(|export| Member { import, export })))
    }

    /// `object.name` where an earlier input of an interactive session imported `object`.
    fn check_earlier_member(&mut self, expr: &ast::Expr) {
        let (ast::ExprKind::Attribute { object, .. } | ast::ExprKind::Index { object, .. }) = &expr.kind else {
            return;
        };
        let Some(name) = member_name(expr) else { return };
        let (Some(earlier), ast::ExprKind::Name(alias)) = (&self.declarations.earlier, &object.kind) else { return };
        let Some(known) = self.lookup(alias).and_then(|alias| earlier.namespaces.get(&alias)) else { return };
        let severity = self.reports.severity(Lint::UnknownExport);
        let is_export = known.exports.iter().any(|(export, _)| *export == name.name);
        if let (Some(severity), false) = (severity, is_export) {
            let exports: Vec<_> = known.exports.iter().map(|(export, definition)| (export, *definition)).collect();
            let hidden = known.hidden.get(&name.name).cloned();
            let why = hidden.unwrap_or_else(|| similar_or_all(&name, &exports, |_| true));
            let module = known.module.clone();
            self.reports.add(self.module, UnknownExport { name, in_import: false, module, why, severity });
        }
    }

    /// The name in `utils.name` or `utils["name"]`, see [`member`](Lowerer::member).
    pub(super) fn namespace_member(&mut self, expr: &ast::Expr) -> Option<Ident> {
        let member = self.member(expr);
        if member.is_none() {
            self.check_earlier_member(expr);
        }
        member.map(|(name, _)| name)
    }

    /// What a module exports under the name behind an alias; reports if there is nothing.
    fn export(&mut self, module: ModuleId, name: &Ident) -> Option<VarId> {
        let export = self.declarations.export(module, &name.name);
        if export.is_none()
            && !self.declarations.written.contains(&name.span)
            && let Some(facts) = self.unknown_export(module, name, &[])
        {
            self.reports.add(self.module, facts);
        }
        export
    }

    /// What a module exports under a name that is imported, with these names beside it; reports if there is nothing.
    pub(super) fn export_by_name(
        &mut self,
        module: ModuleId,
        name: &ast::ImportedName,
        names: &[ast::ImportedName],
    ) -> Option<VarId> {
        let export = self.declarations.export(module, &name.name.name);
        if export.is_none()
            && let Some(mut facts) = self.unknown_export(module, &name.name, names)
        {
            if let WhyUnknown::Similar { name: similar, uses, .. } = &mut facts.why {
                *uses = places_to_rename(self.loaded, &name.name, similar);
                self.reports.explain(self.module, similar.clone());
            }
            self.reports.add(self.module, facts);
        }
        export
    }

    /// None if it is not to be reported. `names` is the list that it stands in, in an import.
    fn unknown_export(&self, module: ModuleId, name: &Ident, names: &[ast::ImportedName]) -> Option<UnknownExport> {
        let severity = self.reports.severity(Lint::UnknownExport).filter(|_| self.reports.is_intact(module))?;
        let why = self.why_unknown(module, name, names);
        let (name, in_import) = (name.clone(), !names.is_empty());
        Some(UnknownExport { name, in_import, module: self.program.module(module).name.clone(), why, severity })
    }

    fn why_unknown(&self, module: ModuleId, name: &Ident, names: &[ast::ImportedName]) -> WhyUnknown {
        let declared = &self.declarations.modules[module.0 as usize];
        if let Some(why) = self.declarations.why_hidden(module, &name.name) {
            return why;
        }
        if let Some(block) = self.declarations.in_block(module, &name.name, declared.scope) {
            return WhyUnknown::Block(block);
        }
        let is_free = |export: &Name| names.iter().all(|other| other.name.name != *export);
        let exports = self.program.module(module).exports.iter();
        let exports: Vec<_> = exports.map(|e| (&e.name, self.program.global(e.global).span)).collect();
        let mut why = similar_or_all(name, &exports, is_free);
        if let WhyUnknown::Similar { name: similar, sole, .. } = &mut why {
            let all = || exports.iter().map(|(export, _)| &***export);
            let others = names.iter().filter(|other| other.name.span != name.span);
            let is_wanted_twice = others.clone().any(|other| nearest(&other.name.name, all()) == Some(&**similar));
            *sole &= !is_wanted_twice && self.is_settled(module);
        }
        why
    }

    /// Whether this module certainly imports the other one as it is now, and not, with other definitions or files, another
    /// text under the same names.
    fn is_settled(&self, module: ModuleId) -> bool {
        let is_generated = self.declarations.modules[module.0 as usize].is_generated;
        let mut imports = self.loaded.imports.iter().filter(|import| import.target == Some(module));
        !is_generated && imports.all(|import| import.import.guard.is_none())
    }

    pub(super) fn report_stale(&mut self, export: VarId, read: Span) {
        let var = self.var(export);
        if let (Some(assignment), Some(severity)) = (var.assigned_inside, self.reports.severity(Lint::StaleImport)) {
            let name = var.name.clone();
            self.reports.add(self.module, StaleImport { read, name, assignment, severity });
        }
    }
}

/// The most similar of those exports that can be meant, else all of them.
fn similar_or_all(name: &Ident, exports: &[(&Name, Option<Span>)], can_be: impl Fn(&Name) -> bool) -> WhyUnknown {
    let candidates = || exports.iter().filter(|(export, _)| can_be(export)).map(|(export, _)| &***export);
    let similar = nearest(&name.name, candidates());
    match exports.iter().find(|(export, _)| Some(&***export) == similar) {
        Some(&(export, Some(definition))) => {
            // Not if it is written as an index in a way of its own.
            let is_plain = (name.span.end - name.span.start) as usize == name.name.len();
            let sole = is_plain && sole(&name.name, candidates()).is_some();
            WhyUnknown::Similar { name: export.clone(), definition, sole, uses: Some(Vec::new()) }
        }
        _ => WhyUnknown::Exports(exports.iter().map(|&(export, _)| export.clone()).collect()),
    }
}
