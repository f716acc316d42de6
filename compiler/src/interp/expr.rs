//! Expressions.

use omg_runtime::builtins::BUILTINS;
use omg_runtime::value::Value;
use omg_runtime::{errors, float, int, ops, stack, string};

use super::call::Activation;
use super::{Interpreter, Result};
use crate::hir::{BinaryOp, Edition, Expr, ExprKind, Name, UnaryOp, Variable};
use crate::source::Span;

impl<'a> Interpreter<'a> {
    pub(super) fn expr(&mut self, expr: &'a Expr, activation: &Activation<'a>) -> Result<Value> {
        // Expressions can be nested deeply too.
        if stack::is_exhausted() {
            return self.raise(errors::recursion(), expr.span);
        }
        let span = expr.span;
        match &expr.kind {
            ExprKind::Int(value) => Ok(int::from_big(value)),
            ExprKind::Float(value) => Ok(float::new(*value)),
            ExprKind::Str(value) => Ok(string::new(value)),
            ExprKind::Bool(value) => Ok(Value::bool(*value)),
            // A read that is known to be set is checked all the same: the interpreter shows it if the analysis is wrong.
            ExprKind::Local { local, .. } => self.read(Variable::Local(*local), activation, span),
            ExprKind::Global { global, .. } => self.read(Variable::Global(*global), activation, span),
            ExprKind::SelfProc => Ok(activation.closure),
            ExprKind::Builtin(builtin) => Ok(BUILTINS[*builtin as usize].value()),
            ExprKind::Undefined(name) => self.raise_unset(name, span),
            ExprKind::List(elements) => self.list(elements, activation, span),
            ExprKind::Dict(entries) => self.dict(entries, activation, span),
            ExprKind::Unary { op, operand } => {
                let operand = self.expr(operand, activation)?;
                self.checked(unary(*op, operand), span)
            }
            ExprKind::Binary { op, left, right } => {
                let (left, right) = (self.expr(left, activation)?, self.expr(right, activation)?);
                let edition = activation.image.program.module(activation.proc.module).edition;
                self.checked(binary(*op, left, right, edition), span)
            }
            ExprKind::And(left, right) => {
                Ok(Value::bool(self.holds(left, activation)? && self.holds(right, activation)?))
            }
            ExprKind::Or(left, right) => {
                Ok(Value::bool(self.holds(left, activation)? || self.holds(right, activation)?))
            }
            ExprKind::Call { callee, args } => {
                let ready = self.ready(callee, args, activation, span)?;
                self.call(ready)
            }
            ExprKind::Index { object, index } => {
                let (object, index) = (self.expr(object, activation)?, self.expr(index, activation)?);
                self.checked(ops::index(object, index), span)
            }
            ExprKind::Slice { object, start, end } => {
                let object = self.expr(object, activation)?;
                let start = self.bound(start.as_deref(), activation)?;
                let end = self.bound(end.as_deref(), activation)?;
                self.checked(ops::slice(object, start, end), span)
            }
            ExprKind::Attribute { object, name } => {
                let object = self.expr(object, activation)?;
                self.checked(ops::attribute(object, string::new(name)), span)
            }
        }
    }

    /// A condition.
    pub(super) fn holds(&mut self, condition: &'a Expr, activation: &Activation<'a>) -> Result<bool> {
        Ok(ops::is_truthy(self.expr(condition, activation)?))
    }

    fn bound(&mut self, bound: Option<&'a Expr>, activation: &Activation<'a>) -> Result<Value> {
        bound.map_or(Ok(Value::UNSET), |bound| self.expr(bound, activation))
    }

    fn list(&mut self, elements: &'a [Expr], activation: &Activation<'a>, span: Span) -> Result<Value> {
        let base = self.values.top();
        for element in elements {
            let value = self.expr(element, activation)?;
            self.push(value, span)?;
        }
        Ok(self.values.list_from(base))
    }

    fn dict(&mut self, entries: &'a [(Name, Expr)], activation: &Activation<'a>, span: Span) -> Result<Value> {
        let base = self.values.top();
        for (_, value) in entries {
            let value = self.expr(value, activation)?;
            self.push(value, span)?;
        }
        for (key, _) in entries {
            self.push(string::new(key), span)?;
        }
        Ok(self.values.dict_from(base))
    }
}

fn unary(op: UnaryOp, operand: Value) -> Value {
    match op {
        UnaryOp::Neg => ops::neg(operand),
        UnaryOp::Plus => ops::plus(operand),
        UnaryOp::BitNot => ops::bit_not(operand),
    }
}

fn binary(op: BinaryOp, left: Value, right: Value, edition: Edition) -> Value {
    match op {
        BinaryOp::Add => ops::add(left, right),
        BinaryOp::Sub => ops::sub(left, right),
        BinaryOp::Mul => ops::mul(left, right),
        BinaryOp::Div if edition == Edition::E2025 => ops::div_2025(left, right),
        BinaryOp::Div => ops::div_2026(left, right),
        BinaryOp::FloorDiv => ops::floor_div(left, right),
        BinaryOp::Mod => ops::modulo(left, right),
        BinaryOp::Shl => ops::shl(left, right),
        BinaryOp::Shr => ops::shr(left, right),
        BinaryOp::BitAnd => ops::bit_and(left, right),
        BinaryOp::BitXor => ops::bit_xor(left, right),
        BinaryOp::BitOr => ops::bit_or(left, right),
        BinaryOp::Eq => ops::eq(left, right),
        BinaryOp::Ne => Value::bool(ops::eq(left, right) == Value::FALSE),
        BinaryOp::Lt => ops::lt(left, right),
        BinaryOp::Le => ops::le(left, right),
        BinaryOp::Gt => ops::gt(left, right),
        BinaryOp::Ge => ops::ge(left, right),
        BinaryOp::And | BinaryOp::Or => unreachable!("expressions of their own"),
    }
}
