//! Expressions to values. Operands are evaluated left to right, each once.

use super::sharing::{is_fresh, runs_procedures, single_element};
use super::{Builder, Constant, Op, Repr, Target, Terminator, TypeSet, ValueId};
use crate::hir::{self, Edition, Expr, ExprKind};
use crate::mir::{BinaryOp, CompareOp, RaisedError, UnaryOp};
use crate::source::Span;

impl Builder<'_> {
    /// The expression's value.
    pub fn expr(&mut self, expr: &Expr) -> ValueId {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Int(value) => self.constant(Constant::Int(value.clone()), span),
            ExprKind::Float(value) => self.constant(Constant::Float(*value), span),
            ExprKind::Str(text) => self.constant(Constant::Str(text.clone()), span),
            ExprKind::Bool(value) => self.constant(Constant::Bool(*value), span),
            ExprKind::Builtin(builtin) => self.constant(Constant::Builtin(*builtin), span),
            ExprKind::Local { local, check } => self.read_local(*local, *check, span),
            ExprKind::Global { global, check } => self.read_global(*global, *check, span),
            ExprKind::SelfProc => self.self_proc(span),
            ExprKind::Undefined(name) => self.raise(RaisedError::Unset(name.clone()), span),
            ExprKind::List(elements) => {
                let elements = elements.iter().map(|element| self.owned(element)).collect();
                self.emit(Op::List(elements), span)
            }
            ExprKind::Dict(entries) => {
                let keys = entries.iter().map(|(key, _)| key.clone()).collect();
                let values = entries.iter().map(|(_, value)| self.owned(value)).collect();
                self.emit(Op::Dict(keys, values), span)
            }
            ExprKind::Unary { op, operand } => {
                if let Some(constant) = negative_literal(*op, operand) {
                    return self.constant(constant, span);
                }
                let operand = self.expr(operand);
                self.emit(Op::Unary(unary_op(*op), operand), span)
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, span),
            ExprKind::And(..) | ExprKind::Or(..) => self.logical(expr),
            ExprKind::Call { callee, args } => self.call(callee, args, span),
            ExprKind::Index { object, index } => {
                let (object, index) = self.operands(object, index);
                self.emit(Op::Index(object, index), span)
            }
            ExprKind::Slice { object, start, end } => {
                let object = self.operand(object, &[start.as_deref(), end.as_deref()]);
                self.slice(object, start.as_deref(), end.as_deref(), false, span)
            }
            ExprKind::Attribute { object, name } => {
                let object = self.expr(object);
                self.emit(Op::Attribute(object, name.clone()), span)
            }
        }
    }

    /// The value of an expression that is about to be stored: marked if something else holds it.
    pub fn owned(&mut self, expr: &Expr) -> ValueId {
        let value = self.expr(expr);
        if !is_fresh(expr) {
            self.mark_shared(value, expr.span);
        }
        value
    }

    /// The value of an operand; `later` are the operands that are evaluated between it and the operation.
    pub fn operand(&mut self, expr: &Expr, later: &[Option<&Expr>]) -> ValueId {
        let value = self.expr(expr);
        if self.sharing.reads_exposed(expr) && later.iter().flatten().any(|later| runs_procedures(later)) {
            self.mark_shared(value, expr.span);
        }
        value
    }

    /// Two operands, left to right.
    pub fn operands(&mut self, left: &Expr, right: &Expr) -> (ValueId, ValueId) {
        let left = self.operand(left, &[Some(right)]);
        (left, self.expr(right))
    }

    /// `object[start:end]` of a value.
    pub fn slice(
        &mut self,
        object: ValueId,
        start: Option<&Expr>,
        end: Option<&Expr>,
        in_place: bool,
        span: Span,
    ) -> ValueId {
        let start = start.map(|start| self.operand(start, &[end]));
        let end = end.map(|end| self.expr(end));
        self.emit(Op::Slice { object, start, end, in_place }, span)
    }

    /// Ends the block with an error; the value is one that is never used.
    pub fn raise(&mut self, error: RaisedError, span: Span) -> ValueId {
        self.terminate(Terminator::Raise { error, span });
        self.constant(Constant::None, span)
    }

    fn self_proc(&mut self, span: Span) -> ValueId {
        if self.proc.captures == 0 {
            self.constant(Constant::Proc(self.proc.id), span)
        } else {
            self.emit(Op::SelfClosure, span)
        }
    }

    fn binary(&mut self, op: hir::BinaryOp, left: &Expr, right: &Expr, span: Span) -> ValueId {
        if let Some(op) = compare_op(op) {
            let (left, right) = self.operands(left, right);
            let flag = self.emit(Op::Compare(op, left, right), span);
            return self.emit(Op::BoolValue(flag), span);
        }
        if let (hir::BinaryOp::Add, Some(element)) = (op, single_element(right)) {
            let object = self.operand(left, &[Some(element)]);
            let element = self.owned(element);
            return self.emit(Op::Append { object, element, in_place: false }, span);
        }
        let edition = self.program.module(self.hir.module).edition;
        let (left, right) = self.operands(left, right);
        self.emit(Op::Binary(binary_op(op, edition), left, right), span)
    }

    /// `and`, `or` as a value.
    fn logical(&mut self, expr: &Expr) -> ValueId {
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        let result = self.new_value(Repr::Tagged, TypeSet::BOOL);
        self.proc.blocks[join.0 as usize].params.push(result);
        self.condition(expr, yes, no);
        for (block, value) in [(yes, true), (no, false)] {
            self.continue_in(block);
            let value = self.constant(Constant::Bool(value), expr.span);
            self.terminate(Terminator::Jump(Target { block: join, args: vec![value] }));
        }
        self.continue_in(join);
        result
    }
}

/// `-1`, `-0.5`: large tables are made of them, and without optimisation each would be an operation.
fn negative_literal(op: hir::UnaryOp, operand: &Expr) -> Option<Constant> {
    match (op, &operand.kind) {
        (hir::UnaryOp::Neg, ExprKind::Int(value)) => Some(Constant::Int(-value)),
        (hir::UnaryOp::Neg, ExprKind::Float(value)) => Some(Constant::Float(-value)),
        _ => None,
    }
}

fn unary_op(op: hir::UnaryOp) -> UnaryOp {
    match op {
        hir::UnaryOp::Neg => UnaryOp::Neg,
        hir::UnaryOp::Plus => UnaryOp::Plus,
        hir::UnaryOp::BitNot => UnaryOp::BitNot,
    }
}

/// The comparison that an operator stands for.
pub fn compare_op(op: hir::BinaryOp) -> Option<CompareOp> {
    Some(match op {
        hir::BinaryOp::Eq => CompareOp::Eq,
        hir::BinaryOp::Ne => CompareOp::Ne,
        hir::BinaryOp::Lt => CompareOp::Lt,
        hir::BinaryOp::Le => CompareOp::Le,
        hir::BinaryOp::Gt => CompareOp::Gt,
        hir::BinaryOp::Ge => CompareOp::Ge,
        _ => return None,
    })
}

fn binary_op(op: hir::BinaryOp, edition: Edition) -> BinaryOp {
    match op {
        hir::BinaryOp::Add => BinaryOp::Add,
        hir::BinaryOp::Sub => BinaryOp::Sub,
        hir::BinaryOp::Mul => BinaryOp::Mul,
        hir::BinaryOp::Div if edition == Edition::E2025 => BinaryOp::Div2025,
        hir::BinaryOp::Div => BinaryOp::Div2026,
        hir::BinaryOp::FloorDiv => BinaryOp::FloorDiv,
        hir::BinaryOp::Mod => BinaryOp::Mod,
        hir::BinaryOp::Shl => BinaryOp::Shl,
        hir::BinaryOp::Shr => BinaryOp::Shr,
        hir::BinaryOp::BitAnd => BinaryOp::BitAnd,
        hir::BinaryOp::BitXor => BinaryOp::BitXor,
        hir::BinaryOp::BitOr => BinaryOp::BitOr,
        _ => unreachable!("comparisons, `and` and `or` are not arithmetic"),
    }
}
