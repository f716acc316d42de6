//! Statements and procedures.

use super::{Lowerer, OpenLoop};
use crate::diagnostics::ToDiagnostic;
use crate::diagnostics::hir::{BreakOutsideLoop, ReturnOutsideProcedure, UnreachableCode};
use crate::hir::lints::Lint;
use crate::hir::scope::Home;
use crate::hir::{Callee, Expr, ExprKind, ImportBinding, ImportedName, LocalId, ModuleId, Stmt, StmtKind, Variable};
use crate::source::Span;
use crate::syntax::ast::{self, Block, Ident};

/// Whether control never gets past a statement.
type Ends = bool;

impl Lowerer<'_, '_> {
    pub(super) fn module_body(&mut self) {
        let mut body = Vec::new();
        self.statements(&self.loaded.ast.body.statements, &mut body);
        self.program.procs[self.proc.0 as usize].body = body;
    }

    fn block(&mut self, block: &Block) -> (Vec<Stmt>, Ends) {
        let mut out = Vec::new();
        let ends = self.statements(&block.statements, &mut out);
        (out, ends)
    }

    fn statements(&mut self, statements: &[ast::Stmt], out: &mut Vec<Stmt>) -> Ends {
        let mut end = None;
        let mut is_reported = false;
        for statement in statements {
            if let (Some(after), false) = (end, is_reported || self.is_hoisted(statement)) {
                self.report_unreachable(statement.span, after);
                is_reported = true;
            }
            if self.statement(statement, out) {
                end.get_or_insert(statement.span);
            }
        }
        end.is_some()
    }

    /// Whether a statement is of use where control does not get to.
    fn is_hoisted(&self, statement: &ast::Stmt) -> bool {
        matches!(statement.kind, ast::StmtKind::Proc(_)) && self.is_module_body()
    }

    fn is_module_body(&self) -> bool {
        self.program.proc(self.proc).parent.is_none()
    }

    fn report_unreachable(&mut self, span: Span, after: Span) {
        let severity = self.reports.severity(Lint::UnreachableCode);
        if let Some(severity) = severity.filter(|_| self.reports.is_intact(self.module)) {
            self.reports.add(self.module, UnreachableCode { span, after, severity });
        }
    }

    fn statement(&mut self, statement: &ast::Stmt, out: &mut Vec<Stmt>) -> Ends {
        let (kind, ends) = match &statement.kind {
            ast::StmtKind::Alloc { name, value, .. } => (self.alloc(name, value), false),
            ast::StmtKind::Assign { target, value } => (self.assign(target, value), false),
            ast::StmtKind::Emit(value) => (StmtKind::Emit(self.expr(value)), false),
            ast::StmtKind::Facts(value) => (StmtKind::Facts(self.expr(value)), false),
            ast::StmtKind::Expr(value) => (StmtKind::Expr(self.expr(value)), false),
            ast::StmtKind::If { arms, otherwise } => self.branches(arms, otherwise.as_ref()),
            ast::StmtKind::Loop { condition, body } => self.endless_or_not(statement.span, condition, body),
            ast::StmtKind::Break => self.break_loop(statement.span),
            ast::StmtKind::Proc(proc) => (self.nested_proc(proc), false),
            ast::StmtKind::Return(value) => self.return_value(statement.span, value.as_ref()),
            ast::StmtKind::Import(import) => match self.import(import) {
                Some(kind) => (kind, false),
                None => return false,
            },
            ast::StmtKind::Try { body, error, handler } => self.try_except(body, error.as_ref(), handler),
            ast::StmtKind::Block(block) => return self.bare_block(block, out),
            ast::StmtKind::Export(_) | ast::StmtKind::Error => return false,
        };
        out.push(Stmt { kind, span: statement.span });
        ends
    }

    /// The variable that a declaration declares.
    fn declared(&mut self, name: &Ident) -> Variable {
        self.variable(self.declarations.declared(name))
    }

    fn alloc(&mut self, name: &Ident, value: &ast::Expr) -> StmtKind {
        StmtKind::Alloc { variable: self.declared(name), value: self.expr(value) }
    }

    fn assign(&mut self, target: &ast::Expr, value: &ast::Expr) -> StmtKind {
        match &target.kind {
            ast::ExprKind::Name(name) => match self.lookup(name) {
                Some(id) => StmtKind::Assign { variable: self.variable(id), value: self.expr(value) },
                None => StmtKind::AssignUndefined { name: name.clone(), value: self.expr(value) },
            },
            ast::ExprKind::Index { object, index } => {
                StmtKind::SetIndex { object: self.expr(object), index: self.expr(index), value: self.expr(value) }
            }
            ast::ExprKind::Attribute { object, name } => {
                StmtKind::SetAttribute { object: self.expr(object), name: name.name.clone(), value: self.expr(value) }
            }
            _ => StmtKind::Expr(self.expr(value)),
        }
    }

    fn branches(&mut self, arms: &[(ast::Expr, Block)], otherwise: Option<&Block>) -> (StmtKind, Ends) {
        let mut all_end = otherwise.is_some();
        let mut lowered = Vec::new();
        for (condition, block) in arms {
            let condition = self.expr(condition);
            let (then, ends) = self.block(block);
            all_end &= ends;
            lowered.push((condition, then, block.span));
        }
        let (mut rest, ends) = otherwise.map_or((Vec::new(), true), |block| self.block(block));
        all_end &= ends;
        while lowered.len() > 1
            && let Some((condition, then, span)) = lowered.pop()
        {
            let span = condition.span.to(span);
            rest = vec![Stmt { kind: StmtKind::If { condition, then, otherwise: rest }, span }];
        }
        let (condition, then, _) = lowered.pop().expect("an if has an arm");
        (StmtKind::If { condition, then, otherwise: rest }, all_end)
    }

    fn endless_or_not(&mut self, span: Span, condition: &ast::Expr, body: &Block) -> (StmtKind, Ends) {
        let is_endless = matches!(condition.kind, ast::ExprKind::Bool(true));
        let condition = self.expr(condition);
        self.loops.push(OpenLoop { span, has_break: false });
        let (body, _) = self.block(body);
        let has_break = self.loops.pop().is_some_and(|open| open.has_break);
        (StmtKind::Loop { condition, body }, is_endless && !has_break)
    }

    fn break_loop(&mut self, span: Span) -> (StmtKind, Ends) {
        match self.loops.last_mut() {
            Some(open) => open.has_break = true,
            None => self.report_misplaced(BreakOutsideLoop { span, outer_loop: self.outer_loop }),
        }
        (StmtKind::Break, !self.loops.is_empty())
    }

    /// Where the text could not be parsed, the loop or the procedure may be what is missing.
    fn report_misplaced(&mut self, facts: impl ToDiagnostic) {
        if self.reports.is_intact(self.module) {
            self.reports.add(self.module, facts);
        }
    }

    fn return_value(&mut self, span: Span, value: Option<&ast::Expr>) -> (StmtKind, Ends) {
        let is_misplaced = self.is_module_body();
        if is_misplaced {
            self.report_misplaced(ReturnOutsideProcedure { span });
        }
        let value = value.map(|value| self.expr(value));
        let tail = !self.in_try && value.as_ref().is_some_and(replaces_frame);
        (StmtKind::Return { value, tail }, !is_misplaced)
    }

    fn import(&mut self, import: &ast::Import) -> Option<StmtKind> {
        let module = self.loaded.target(import).module()?;
        let binding = match &import.binding {
            ast::ImportBinding::Namespace(alias) => ImportBinding::Namespace(self.declared(alias)),
            ast::ImportBinding::Names { names, .. } => {
                let names = names.iter().filter_map(|name| self.imported_name(module, name, names));
                ImportBinding::Names(names.collect())
            }
            ast::ImportBinding::All(_) => return None,
        };
        Some(StmtKind::Import { module, binding })
    }

    /// A name that the module does not export is reported and stays unset.
    fn imported_name(
        &mut self,
        module: ModuleId,
        name: &ast::ImportedName,
        names: &[ast::ImportedName],
    ) -> Option<ImportedName> {
        let export = self.export_by_name(module, name, names)?;
        let var = self.var(export);
        let Home::Global(global) = var.home else { return None };
        let is_set = var.is_set_at_end();
        Some(ImportedName { variable: self.declared(name.local()), export: global, is_set })
    }

    fn try_except(&mut self, body: &Block, error: Option<&Ident>, handler: &Block) -> (StmtKind, Ends) {
        let outer = std::mem::replace(&mut self.in_try, true);
        let (body, body_ends) = self.block(body);
        self.in_try = outer;
        let error = error.map(|name| self.declared(name));
        let (handler, handler_ends) = self.block(handler);
        (StmtKind::Try { body, error, handler }, body_ends && handler_ends)
    }

    fn bare_block(&mut self, block: &Block, out: &mut Vec<Stmt>) -> Ends {
        let outer = std::mem::replace(&mut self.scope, self.declarations.block_scope(block));
        if !self.loops.is_empty() {
            out.push(Stmt { kind: StmtKind::Unset(self.own_locals()), span: block.span });
        }
        let ends = self.statements(&block.statements, out);
        self.scope = outer;
        ends
    }

    /// The variables of the current scope, which is a block.
    fn own_locals(&self) -> Vec<LocalId> {
        let local = |home| match home {
            Home::Local { local, .. } => Some(local),
            Home::Global(_) => None,
        };
        self.declarations.scopes.vars_of(self.scope).filter_map(|var| local(var.home)).collect()
    }

    fn nested_proc(&mut self, proc: &ast::Proc) -> StmtKind {
        let id = self.declarations.proc_id(proc);
        let variable = self.declared(&proc.name);
        let outer_scope = std::mem::replace(&mut self.scope, self.declarations.proc_scope(proc));
        let outer_proc = std::mem::replace(&mut self.proc, id);
        let loops = std::mem::take(&mut self.loops);
        let around = loops.last().map(|open| open.span).or(self.outer_loop);
        let outer_loop = std::mem::replace(&mut self.outer_loop, around);
        let in_try = std::mem::replace(&mut self.in_try, false);
        let (body, _) = self.block(&proc.body);
        self.program.procs[id.0 as usize].body = body;
        (self.scope, self.proc) = (outer_scope, outer_proc);
        (self.loops, self.outer_loop, self.in_try) = (loops, outer_loop, in_try);
        StmtKind::Proc { variable, proc: id }
    }
}

/// Whether returning this value is a tail call. Built-in procedures have no frame that could replace the caller's.
fn replaces_frame(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call { callee, .. } => !matches!(callee, Callee::Builtin(_)),
        _ => false,
    }
}
