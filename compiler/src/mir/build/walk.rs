//! Visiting all statements and expressions of a HIR body, for the analyses that run before a procedure is built.

use crate::hir::{Callee, Expr, ExprKind, Stmt, StmtKind};

/// Something that looks at every statement and expression, each before what is inside it.
pub trait Visitor<'a> {
    fn stmt(&mut self, _stmt: &'a Stmt) {}
    fn expr(&mut self, _expr: &'a Expr) {}
}

/// Visits statements and all they contain; the bodies of nested procedures are not part of them.
pub fn walk<'a>(stmts: &'a [Stmt], visitor: &mut impl Visitor<'a>) {
    for stmt in stmts {
        visitor.stmt(stmt);
        exprs(stmt, &mut |expr| walk_expr(expr, visitor));
        for block in blocks(stmt) {
            walk(block, visitor);
        }
    }
}

/// Visits an expression and all it contains.
pub fn walk_expr<'a>(expr: &'a Expr, visitor: &mut impl Visitor<'a>) {
    visitor.expr(expr);
    children(expr, &mut |child| walk_expr(child, visitor));
}

/// Whether the condition holds for the expression or one inside it.
pub fn any(expr: &Expr, condition: &impl Fn(&Expr) -> bool) -> bool {
    let mut found = condition(expr);
    children(expr, &mut |child| found = found || any(child, condition));
    found
}

/// Number of expressions, itself included.
pub fn size(expr: &Expr) -> usize {
    let mut count = 1;
    children(expr, &mut |child| count += size(child));
    count
}

/// The statement lists inside a statement.
fn blocks(stmt: &Stmt) -> Vec<&[Stmt]> {
    match &stmt.kind {
        StmtKind::If { then, otherwise, .. } => vec![then, otherwise],
        StmtKind::Loop { body, .. } => vec![body],
        StmtKind::Try { body, handler, .. } => vec![body, handler],
        _ => Vec::new(),
    }
}

/// The expressions directly in a statement.
fn exprs<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Expr)) {
    match &stmt.kind {
        StmtKind::Alloc { value: expr, .. }
        | StmtKind::Assign { value: expr, .. }
        | StmtKind::AssignUndefined { value: expr, .. }
        | StmtKind::Emit(expr)
        | StmtKind::Facts(expr)
        | StmtKind::Expr(expr)
        | StmtKind::If { condition: expr, .. }
        | StmtKind::Loop { condition: expr, .. }
        | StmtKind::Return { value: Some(expr), .. } => f(expr),
        StmtKind::SetIndex { object, index, value } => [object, index, value].into_iter().for_each(f),
        StmtKind::SetAttribute { object, value, .. } => [object, value].into_iter().for_each(f),
        StmtKind::Break
        | StmtKind::Proc { .. }
        | StmtKind::Return { value: None, .. }
        | StmtKind::Import { .. }
        | StmtKind::Unset(_)
        | StmtKind::Try { .. } => {}
    }
}

/// The expressions directly inside an expression.
fn children<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Bool(_)
        | ExprKind::Local { .. }
        | ExprKind::Global { .. }
        | ExprKind::SelfProc
        | ExprKind::Builtin(_)
        | ExprKind::Undefined(_) => {}
        ExprKind::List(elements) => elements.iter().for_each(f),
        ExprKind::Dict(entries) => entries.iter().for_each(|(_, value)| f(value)),
        ExprKind::Unary { operand, .. } => f(operand),
        ExprKind::Binary { left, right, .. } | ExprKind::And(left, right) | ExprKind::Or(left, right) => {
            f(left);
            f(right);
        }
        ExprKind::Call { callee, args } => {
            if let Callee::Closure { closure: callee, .. } | Callee::Value(callee) = callee {
                f(callee);
            }
            args.iter().for_each(f);
        }
        ExprKind::Index { object, index } => {
            f(object);
            f(index);
        }
        ExprKind::Slice { object, start, end } => {
            f(object);
            start.iter().chain(end).for_each(|bound| f(bound));
        }
        ExprKind::Attribute { object, .. } => f(object),
    }
}
