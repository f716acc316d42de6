//! Statements.

use omg_runtime::value::Value;
use omg_runtime::{errors, ops, output, string};

use super::call::Activation;
use super::confined::Problem;
use super::image::Code;
use super::{Interpreter, Result, Unwind};
use crate::hir::{Expr, ExprKind, Stmt, StmtKind, Variable};
use crate::source::Span;

/// How a statement ends.
pub(super) enum Flow {
    Next,
    Break,
    Return(Value),
    /// `return f(...)`: the arguments are on top of the value stack.
    TailCall {
        code: Code,
        closure: Value,
        args: usize,
    },
}

impl<'a> Interpreter<'a> {
    pub(super) fn block(&mut self, statements: &'a [Stmt], activation: &Activation<'a>) -> Result<Flow> {
        for statement in statements {
            match self.statement(statement, activation)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn statement(&mut self, statement: &'a Stmt, activation: &Activation<'a>) -> Result<Flow> {
        let span = statement.span;
        if self.confinement.is_some() {
            // A bound can be met in any operation.
            self.at(span);
        }
        match &statement.kind {
            StmtKind::If { condition, then, otherwise } => {
                let branch = if self.holds(condition, activation)? { then } else { otherwise };
                self.block(branch, activation)
            }
            StmtKind::Loop { condition, body } => self.repeat(condition, body, activation),
            StmtKind::Break => Ok(Flow::Break),
            StmtKind::Return { value, tail } => self.return_value(value.as_ref(), *tail, activation),
            StmtKind::Try { body, error, handler } => self.try_except(body, *error, handler, activation),
            simple => self.simple_statement(simple, span, activation).map(|()| Flow::Next),
        }
    }

    /// A statement without statements inside, which goes on with the next one.
    fn simple_statement(&mut self, statement: &'a StmtKind, span: Span, activation: &Activation<'a>) -> Result {
        match statement {
            StmtKind::Alloc { variable, value } => {
                let value = self.expr(value, activation)?;
                self.alloc(*variable, value, activation);
            }
            StmtKind::Assign { variable, value } => {
                let value = self.expr(value, activation)?;
                self.assign(*variable, value, activation);
            }
            StmtKind::SetIndex { object, index, value } => {
                let (object, index) = (self.expr(object, activation)?, self.expr(index, activation)?);
                let value = self.expr(value, activation)?;
                self.checked(ops::index_set(object, index, value), span)?;
            }
            StmtKind::SetAttribute { object, name, value } => {
                let object = self.expr(object, activation)?;
                let value = self.expr(value, activation)?;
                self.checked(ops::attribute_set(object, string::new(name), value), span)?;
            }
            StmtKind::AssignUndefined { name, value } => {
                self.expr(value, activation)?;
                return self.raise_unset(name, span);
            }
            StmtKind::Emit(value) => {
                let value = self.expr(value, activation)?;
                if self.confinement.is_some() {
                    return self.stop(Problem::Refused("emit"), span);
                }
                output::emit(value);
                self.stop_on_request(span)?;
            }
            StmtKind::Facts(value) => {
                if !self.holds(value, activation)? {
                    return self.raise(errors::assertion(), span);
                }
            }
            StmtKind::Proc { variable, proc } => {
                let closure = self.closure(*proc, activation)?;
                self.assign(*variable, closure, activation);
            }
            StmtKind::Expr(value) => {
                self.expr(value, activation)?;
            }
            StmtKind::Import { module, binding } => {
                self.import(*module, activation, span)?;
                self.bind(*module, binding, activation, span)?;
            }
            StmtKind::Unset(locals) => locals.iter().for_each(|&local| self.unset(local, activation)),
            StmtKind::If { .. } | StmtKind::Loop { .. } | StmtKind::Break => unreachable!("not simple"),
            StmtKind::Return { .. } | StmtKind::Try { .. } => unreachable!("not simple"),
        }
        Ok(())
    }

    fn repeat(&mut self, condition: &'a Expr, body: &'a [Stmt], activation: &Activation<'a>) -> Result<Flow> {
        while self.holds(condition, activation)? {
            self.tick(condition.span)?;
            match self.block(body, activation)? {
                Flow::Next => {}
                Flow::Break => break,
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn return_value(&mut self, value: Option<&'a Expr>, tail: bool, activation: &Activation<'a>) -> Result<Flow> {
        let Some(value) = value else { return Ok(Flow::Return(Value::NONE)) };
        if let (ExprKind::Call { callee, args }, true) = (&value.kind, tail) {
            let ready = self.ready(callee, args, activation, value.span)?;
            // Only a procedure of the program takes the frame's place.
            if let Some((code, closure)) = self.proc_of(&ready)? {
                return Ok(Flow::TailCall { code, closure, args: ready.args() });
            }
            return Ok(Flow::Return(self.call(ready)?));
        }
        Ok(Flow::Return(self.expr(value, activation)?))
    }

    fn try_except(
        &mut self,
        body: &'a [Stmt],
        error: Option<Variable>,
        handler: &'a [Stmt],
        activation: &Activation<'a>,
    ) -> Result<Flow> {
        let (calls, top) = (self.calls.len(), self.values.top());
        match self.block(body, activation) {
            Err(Unwind::Raised) => {
                self.calls.truncate(calls);
                self.values.truncate(top);
                let text = errors::take();
                if let Some(variable) = error {
                    self.alloc(variable, text, activation);
                }
                self.block(handler, activation)
            }
            finished => finished,
        }
    }
}
