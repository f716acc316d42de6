//! Visits every statement and expression of a tree in source order, without recursion: trees may be nested deeply.

use crate::syntax::ast::{Block, Expr, ExprKind, Stmt, StmtKind};

/// What is visited.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    Stmt(&'a Stmt),
    Expr(&'a Expr),
}

/// Calls `visit` for each node of the block, each before what it consists of. What is below a node is left out if `visit`
/// returns false for it.
pub fn walk<'a>(body: &'a Block, mut visit: impl FnMut(Node<'a>) -> bool) {
    let mut stack = Vec::new();
    push_block(body, &mut stack);
    stack.reverse();
    while let Some(node) = stack.pop() {
        if visit(node) {
            let old = stack.len();
            match node {
                Node::Stmt(stmt) => push_stmt(stmt, &mut stack),
                Node::Expr(expr) => push_expr(expr, &mut stack),
            }
            stack[old..].reverse();
        }
    }
}

/// Calls `visit` for each statement list: the block's own, then those inside its statements, in no particular order.
pub fn statement_lists<'a>(body: &'a Block, mut visit: impl FnMut(&'a [Stmt])) {
    let mut stack = vec![body];
    while let Some(block) = stack.pop() {
        visit(&block.statements);
        for statement in block.statements.iter().rev() {
            match &statement.kind {
                StmtKind::If { arms, otherwise } => {
                    stack.extend(otherwise);
                    stack.extend(arms.iter().rev().map(|(_, body)| body));
                }
                StmtKind::Loop { body, .. } | StmtKind::Block(body) => stack.push(body),
                StmtKind::Proc(proc) => stack.push(&proc.body),
                StmtKind::Try { body, handler, .. } => stack.extend([handler, body]),
                _ => {}
            }
        }
    }
}

fn push_block<'a>(block: &'a Block, out: &mut Vec<Node<'a>>) {
    out.extend(block.statements.iter().map(Node::Stmt));
}

/// The parts of a statement, in source order.
fn push_stmt<'a>(stmt: &'a Stmt, out: &mut Vec<Node<'a>>) {
    match &stmt.kind {
        StmtKind::Alloc { value, .. } | StmtKind::Emit(value) | StmtKind::Facts(value) | StmtKind::Expr(value) => {
            out.push(Node::Expr(value));
        }
        StmtKind::Assign { target, value } => out.extend([Node::Expr(target), Node::Expr(value)]),
        StmtKind::If { arms, otherwise } => {
            for (condition, body) in arms {
                out.push(Node::Expr(condition));
                push_block(body, out);
            }
            otherwise.iter().for_each(|body| push_block(body, out));
        }
        StmtKind::Loop { condition, body } => {
            out.push(Node::Expr(condition));
            push_block(body, out);
        }
        StmtKind::Proc(proc) => push_block(&proc.body, out),
        StmtKind::Return(value) => out.extend(value.iter().map(Node::Expr)),
        StmtKind::Try { body, handler, .. } => {
            push_block(body, out);
            push_block(handler, out);
        }
        StmtKind::Block(body) => push_block(body, out),
        StmtKind::Import(_) | StmtKind::Export(_) | StmtKind::Break | StmtKind::Error => {}
    }
}

/// The parts of an expression, in source order.
fn push_expr<'a>(expr: &'a Expr, out: &mut Vec<Node<'a>>) {
    match &expr.kind {
        ExprKind::List(items) => out.extend(items.iter().map(Node::Expr)),
        ExprKind::Dict(entries) => out.extend(entries.iter().map(|entry| Node::Expr(&entry.value))),
        ExprKind::Unary { operand, .. } => out.push(Node::Expr(operand)),
        ExprKind::Binary { left, right, .. } => out.extend([Node::Expr(left), Node::Expr(right)]),
        ExprKind::Call { callee, args } => {
            out.push(Node::Expr(callee));
            out.extend(args.iter().map(Node::Expr));
        }
        ExprKind::Index { object, index } => out.extend([Node::Expr(object), Node::Expr(index)]),
        ExprKind::Slice { object, start, end } => {
            out.push(Node::Expr(object));
            out.extend(start.iter().chain(end).map(|bound| Node::Expr(bound)));
        }
        ExprKind::Attribute { object, .. } => out.push(Node::Expr(object)),
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Bool(_)
        | ExprKind::Name(_)
        | ExprKind::Error => {}
    }
}
