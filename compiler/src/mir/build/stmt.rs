//! Statements.

use super::sharing::InPlace;
use super::walk::size;
use super::{Builder, Constant, Op, Repr, Terminator, TypeSet, ValueId};
use crate::hir::{Expr, ExprKind, ImportBinding, ImportedName, ModuleId, Stmt, StmtKind, Storage, Variable};
use crate::mir::RaisedError;
use crate::source::Span;

/// A loop's condition with more expressions than this is not duplicated: the body's end jumps back to it.
const LARGE_CONDITION: usize = 12;

impl Builder<'_> {
    /// Statements in order, up to the first that control does not reach.
    pub fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            if !self.is_reachable() {
                return;
            }
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Alloc { variable, value } => {
                let value = self.assigned_value(*variable, value);
                self.alloc(*variable, value, span);
            }
            StmtKind::Assign { variable, value } => {
                let value = self.assigned_value(*variable, value);
                self.assign(*variable, value, span);
            }
            StmtKind::SetIndex { object, index, value } => {
                let object = self.operand(object, &[Some(index), Some(value)]);
                let index = self.operand(index, &[Some(value)]);
                let value = self.owned(value);
                self.effect(Op::SetIndex(object, index, value), span);
            }
            StmtKind::SetAttribute { object, name, value } => {
                let object = self.operand(object, &[Some(value)]);
                let value = self.owned(value);
                self.effect(Op::SetAttribute(object, name.clone(), value), span);
            }
            StmtKind::AssignUndefined { name, value } => {
                self.expr(value);
                self.raise(RaisedError::Unset(name.clone()), span);
            }
            StmtKind::Emit(value) => {
                let value = self.expr(value);
                self.effect(Op::Emit(value), span);
            }
            StmtKind::Facts(condition) => self.facts(condition, span),
            StmtKind::If { condition, then, otherwise } => self.if_stmt(condition, then, otherwise),
            StmtKind::Loop { condition, body } => self.loop_stmt(condition, body),
            StmtKind::Break => {
                let block = *self.breaks.last().expect("`break` stands in a loop");
                self.jump(block, Vec::new());
            }
            StmtKind::Proc { variable, proc } => {
                let closure = self.closure(*proc, span);
                self.assign(*variable, closure, span);
            }
            StmtKind::Return { value, tail } => self.return_stmt(value.as_ref(), *tail, span),
            StmtKind::Expr(expr) => {
                self.expr(expr);
            }
            StmtKind::Import { module, binding } => {
                self.effect(Op::RunModule(*module), span);
                self.bind(*module, binding, span);
            }
            StmtKind::Unset(locals) => locals.iter().for_each(|&local| self.unset(local, span)),
            StmtKind::Try { body, error, handler } => self.try_stmt(body, *error, handler, span),
        }
    }

    /// The value that `variable` is about to be given.
    fn assigned_value(&mut self, variable: Variable, value: &Expr) -> ValueId {
        match InPlace::of(variable, value) {
            Some(form) if self.sharing.allows(self.hir, variable, &form) => self.in_place(&form, value.span),
            _ => self.owned(value),
        }
    }

    fn in_place(&mut self, form: &InPlace, span: Span) -> ValueId {
        match form {
            InPlace::Append { object, element } => {
                let object = self.expr(object);
                let element = self.owned(element);
                self.emit(Op::Append { object, element, in_place: true }, span)
            }
            InPlace::Slice { object, start, end } => {
                let object = self.expr(object);
                self.slice(object, *start, *end, true, span)
            }
        }
    }

    fn facts(&mut self, condition: &Expr, span: Span) {
        let (holds, fails) = (self.new_block(), self.new_block());
        self.condition(condition, holds, fails);
        self.continue_in(fails);
        self.terminate(Terminator::Raise { error: RaisedError::Assertion, span });
        self.continue_in(holds);
    }

    fn if_stmt(&mut self, condition: &Expr, then: &[Stmt], otherwise: &[Stmt]) {
        let (then_block, join) = (self.new_block(), self.new_block());
        let otherwise_block = if otherwise.is_empty() { join } else { self.new_block() };
        self.condition(condition, then_block, otherwise_block);
        self.continue_in(then_block);
        self.stmts(then);
        self.jump(join, Vec::new());
        if !otherwise.is_empty() {
            self.continue_in(otherwise_block);
            self.stmts(otherwise);
            self.jump(join, Vec::new());
        }
        self.continue_in(join);
    }

    fn loop_stmt(&mut self, condition: &Expr, body: &[Stmt]) {
        let (body_block, exit) = (self.new_block(), self.new_block());
        let header = (size(condition) > LARGE_CONDITION).then(|| self.new_block());
        if let Some(header) = header {
            self.jump(header, Vec::new());
            self.current = header;
        }
        self.condition(condition, body_block, exit);
        self.current = body_block;
        self.breaks.push(exit);
        self.stmts(body);
        self.breaks.pop();
        match header {
            Some(header) => {
                self.jump(header, Vec::new());
                self.seal(header);
            }
            None if self.is_reachable() => self.condition(condition, body_block, exit),
            None => {}
        }
        self.seal(body_block);
        self.continue_in(exit);
    }

    fn return_stmt(&mut self, value: Option<&Expr>, tail: bool, span: Span) {
        let value = match value {
            None => self.constant(Constant::None, span),
            Some(Expr { kind: ExprKind::Call { callee, args }, span }) if tail => {
                return self.tail_call(callee, args, *span);
            }
            Some(value) if self.ends_with_frame(value) => self.expr(value),
            Some(value) => self.owned(value),
        };
        self.terminate(Terminator::Return(value));
    }

    /// Whether the value is held by a variable that nobody can read after a return.
    fn ends_with_frame(&self, value: &Expr) -> bool {
        let ExprKind::Local { local, .. } = value.kind else { return false };
        local.0 >= self.hir.params && self.hir.locals[local.0 as usize].storage == Storage::Frame
    }

    /// Binds what an import binds, after the module's body has run.
    fn bind(&mut self, module: ModuleId, binding: &ImportBinding, span: Span) {
        match binding {
            ImportBinding::Namespace(variable) => {
                let namespace = self.namespace(module, span);
                self.alloc(*variable, namespace, span);
            }
            ImportBinding::Names(names) => {
                for &ImportedName { variable, export, is_set } in names {
                    let value = if is_set {
                        self.read_global(export, false, span)
                    } else {
                        // Still unset, the variable is so too, and stays it.
                        self.emit(Op::GlobalGet(export), span)
                    };
                    self.mark_shared(value, span);
                    self.alloc(variable, value, span);
                }
            }
        }
    }

    fn namespace(&mut self, module: ModuleId, span: Span) -> ValueId {
        let exports = &self.program.module(module).exports;
        let names = exports.iter().map(|export| export.name.clone()).collect();
        let mut values = Vec::with_capacity(exports.len());
        for export in exports {
            let value = self.emit(Op::GlobalGet(export.global), span);
            self.mark_shared(value, span);
            values.push(value);
        }
        self.emit(Op::Namespace(names, values), span)
    }

    fn try_stmt(&mut self, body: &[Stmt], error: Option<Variable>, handler: &[Stmt], span: Span) {
        let (handler_block, join) = (self.new_block(), self.new_block());
        let text = self.new_value(Repr::Tagged, TypeSet::STRING);
        self.proc.blocks[handler_block.0 as usize].params.push(text);
        self.ssa.add_predecessor(handler_block, self.current);
        let outer = self.handler.replace(handler_block);
        let body_block = self.new_block();
        self.jump(body_block, Vec::new());
        self.continue_in(body_block);
        self.stmts(body);
        self.handler = outer;
        self.jump(join, Vec::new());
        self.continue_in(handler_block);
        if let Some(variable) = error {
            self.alloc(variable, text, span);
        }
        self.stmts(handler);
        self.jump(join, Vec::new());
        self.continue_in(join);
    }
}
