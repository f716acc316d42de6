//! Expressions and calls.

use super::Lowerer;
use super::names::Member;
use crate::diagnostics::hir::{Called, UndefinedUse, WrongArity};
use crate::hir::lints::Lint;
use crate::hir::scope::{Home, VarId};
use crate::hir::{Callee, Expr, ExprKind, Name, ProcId, builtins};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Ident};

impl Lowerer<'_, '_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Expr {
        Expr { kind: self.expr_kind(expr), span: expr.span }
    }

    fn boxed(&mut self, expr: &ast::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn optional(&mut self, expr: &Option<Box<ast::Expr>>) -> Option<Box<Expr>> {
        expr.as_ref().map(|expr| self.boxed(expr))
    }

    fn list(&mut self, exprs: &[ast::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn expr_kind(&mut self, expr: &ast::Expr) -> ExprKind {
        match &expr.kind {
            ast::ExprKind::Int(value) => ExprKind::Int(value.clone()),
            ast::ExprKind::Float(value) => ExprKind::Float(*value),
            ast::ExprKind::Str(value) => ExprKind::Str(value.clone()),
            ast::ExprKind::Bool(value) => ExprKind::Bool(*value),
            ast::ExprKind::Name(name) => self.read_name(name, expr.span),
            ast::ExprKind::List(elements) => ExprKind::List(self.list(elements)),
            ast::ExprKind::Dict(entries) => ExprKind::Dict(self.entries(entries)),
            ast::ExprKind::Unary { op, operand } => ExprKind::Unary { op: *op, operand: self.boxed(operand) },
            ast::ExprKind::Binary { op, left, right, .. } => self.binary(*op, left, right),
            ast::ExprKind::Call { callee, args } => self.call(expr.span, callee, args),
            ast::ExprKind::Index { object, index } => match self.namespace_member(expr) {
                Some(name) => self.attribute(object, &name),
                None => ExprKind::Index { object: self.boxed(object), index: self.boxed(index) },
            },
            ast::ExprKind::Slice { object, start, end } => {
                ExprKind::Slice { object: self.boxed(object), start: self.optional(start), end: self.optional(end) }
            }
            ast::ExprKind::Attribute { object, name } => {
                self.namespace_member(expr);
                self.attribute(object, name)
            }
            // The program is not going to run.
            ast::ExprKind::Error => ExprKind::Bool(false),
        }
    }

    fn entries(&mut self, entries: &[ast::DictEntry]) -> Vec<(Name, Expr)> {
        entries.iter().map(|entry| (entry.key.name.clone(), self.expr(&entry.value))).collect()
    }

    fn binary(&mut self, op: BinaryOp, left: &ast::Expr, right: &ast::Expr) -> ExprKind {
        let (left, right) = (self.boxed(left), self.boxed(right));
        match op {
            BinaryOp::And => ExprKind::And(left, right),
            BinaryOp::Or => ExprKind::Or(left, right),
            _ => ExprKind::Binary { op, left, right },
        }
    }

    fn attribute(&mut self, object: &ast::Expr, name: &Ident) -> ExprKind {
        ExprKind::Attribute { object: self.boxed(object), name: name.name.clone() }
    }

    fn call(&mut self, span: Span, callee: &ast::Expr, args: &[ast::Expr]) -> ExprKind {
        let given = args.len();
        let callee = match &callee.kind {
            ast::ExprKind::Name(name) => self.named_callee(name, callee.span, span, given),
            ast::ExprKind::Attribute { object, .. } | ast::ExprKind::Index { object, .. } => {
                match self.member(callee) {
                    Some((name, member)) => {
                        let known = member.and_then(|member| self.member_callee(member, span, given));
                        known.unwrap_or_else(|| value(self.attribute(object, &name), callee.span))
                    }
                    None => Callee::Value(self.boxed(callee)),
                }
            }
            _ => Callee::Value(self.boxed(callee)),
        };
        ExprKind::Call { callee, args: self.list(args) }
    }

    /// `f(...)`: the program's own procedure of that name, else the built-in, else what the variable holds.
    fn named_callee(&mut self, name: &Name, name_span: Span, call: Span, given: usize) -> Callee {
        let Some(builtin) = builtins::find(name) else {
            return match self.lookup(name) {
                Some(id) => self.variable_callee(id, name_span, call, given),
                None => value(self.undefined(name, name_span, UndefinedUse::Called), name_span),
            };
        };
        match self.declarations.lookup_proc(self.scope, name) {
            Some(id) => self.variable_callee(id, name_span, call, given),
            None => {
                self.check_builtin_arity(builtin, call, given);
                Callee::Builtin(builtin)
            }
        }
    }

    fn variable_callee(&mut self, id: VarId, name_span: Span, call: Span, given: usize) -> Callee {
        if let Some(callee) = self.imported_callee(id, name_span, call, given) {
            return callee;
        }
        let var = self.var(id);
        let Home::Global(global) = var.home else {
            let known = var.only_proc().map(|(proc, _)| proc);
            let kind = self.read_var(id);
            return match known {
                Some(proc) => {
                    self.check_arity(proc, call, given);
                    Callee::Closure { proc, closure: Box::new(Expr { kind, span: name_span }) }
                }
                None => value(kind, name_span),
            };
        };
        self.used.insert(id);
        let declared = self.program.global(global);
        match (declared.constant_proc, declared.hoisted_proc) {
            (Some(proc), _) => {
                self.check_arity(proc, call, given);
                Callee::Proc { proc, guard: None }
            }
            (None, Some(hoisted)) => Callee::Hoisted { global, hoisted },
            (None, None) => match self.var(id).only_proc() {
                Some((proc, declaration)) if declaration.raised && !self.declarations.is_open(self.module) => {
                    self.check_arity(proc, call, given);
                    Callee::Closure { proc, closure: Box::new(Expr { kind: self.read_var(id), span: name_span }) }
                }
                _ => value(self.read_var(id), name_span),
            },
        }
    }

    /// `double(...)` for a name that was imported, if that is certain to be one procedure.
    fn imported_callee(&mut self, id: VarId, name_span: Span, call: Span, given: usize) -> Option<Callee> {
        let export = self.declarations.export_of(self.var(id))?;
        self.report_stale(export, name_span);
        self.member_callee(Member { import: id, export }, call, given)
    }

    /// `utils.f(...)`, if that is certain to be one procedure.
    fn member_callee(&mut self, member: Member, call: Span, given: usize) -> Option<Callee> {
        let Home::Global(global) = self.var(member.export).home else { return None };
        let proc = self.program.global(global).constant_proc?;
        self.check_arity(proc, call, given);
        self.used.insert(member.import);
        Some(Callee::Proc { proc, guard: Some(self.variable(member.import)) })
    }

    fn check_arity(&mut self, proc: ProcId, call: Span, given: usize) {
        let proc = self.program.proc(proc);
        if proc.params as usize != given {
            let called =
                Called::Procedure { name: proc.name.clone(), params: proc.params as usize, definition: proc.span };
            self.report_arity(call, given, called);
        }
    }

    fn check_builtin_arity(&mut self, builtin: u32, call: Span, given: usize) {
        let (least, most) = builtins::arity(builtin);
        if !(least..=most).contains(&given) {
            let signature = builtins::signature(builtin);
            let called = Called::Builtin { name: builtins::name(builtin).into(), signature, least, most };
            self.report_arity(call, given, called);
        }
    }

    fn report_arity(&mut self, call: Span, given: usize, called: Called) {
        if let Some(severity) = self.reports.severity(Lint::WrongArity).filter(|_| self.reports.is_intact(self.module))
        {
            self.reports.add(self.module, WrongArity { call, given, called, severity });
        }
    }
}

fn value(kind: ExprKind, span: Span) -> Callee {
    Callee::Value(Box::new(Expr { kind, span }))
}
