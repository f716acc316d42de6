//! Conditions: expressions that decide where control goes. Comparisons, `and` and `or` branch without making a value.

use super::{BlockId, Builder, Op, ValueId, expr::compare_op};
use crate::hir::{Expr, ExprKind};

impl Builder<'_> {
    /// Goes to `then` if the expression is truthy, else to `otherwise`; both are still to be sealed.
    pub fn condition(&mut self, expr: &Expr, then: BlockId, otherwise: BlockId) {
        match &expr.kind {
            ExprKind::Bool(value) => self.jump(if *value { then } else { otherwise }, Vec::new()),
            ExprKind::And(left, right) => {
                let middle = self.new_block();
                self.condition(left, middle, otherwise);
                self.continue_in(middle);
                self.condition(right, then, otherwise);
            }
            ExprKind::Or(left, right) => {
                let middle = self.new_block();
                self.condition(left, then, middle);
                self.continue_in(middle);
                self.condition(right, then, otherwise);
            }
            _ => {
                let condition = self.flag(expr);
                self.branch(condition, then, otherwise);
            }
        }
    }

    /// The expression's truth, to branch on.
    fn flag(&mut self, expr: &Expr) -> ValueId {
        if let ExprKind::Binary { op, left, right } = &expr.kind
            && let Some(op) = compare_op(*op)
        {
            let (left, right) = self.operands(left, right);
            return self.emit(Op::Compare(op, left, right), expr.span);
        }
        let value = self.expr(expr);
        self.emit(Op::Truthy(value), expr.span)
    }
}
