//! Programs as trees from their text: patterns and golden cases.

use std::fs;
use std::path::Path;

use omg_runtime::builtins::{BUILTINS, Effect};
use omgc::diagnostics::Diagnostics;
use omgc::source::{FileId, SourceMap, Span};
use omgc::syntax::ast::{Block, DictEntry, Edition, Expr as Ast, ExprKind, Stmt as Statement, StmtKind};
use omgc::syntax::parse;

use crate::tree::{Expr, Module, Stmt};

/// What may be different each time, or would end the tests.
const OUTSIDE: [&str; 4] = ["module_file", "current_dir", "call_builtin", "exit"];

/// What stands for the arguments of the program.
const ARGUMENTS: [&str; 3] = ["\"main.omg\"", "\"6\"", "\"4\""];

/// The module in a file, if it is one that can be made part of other programs: without imports and exports, and without
/// anything that reaches the world outside.
pub fn module(path: &Path) -> Option<Module> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let file: FileId = sources.add("", path, text.clone());
    let module = parse(file, &text, &mut diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let body = Reader { sources }.block(&module.body)?;
    let header = if module.edition == Some(Edition::E2026) { ";;;omg 2026" } else { ";;;omg" };
    Some(Module { name: String::new(), header, exports: None, body })
}

/// Whether a built-in has that name.
pub fn is_builtin(name: &str) -> bool {
    BUILTINS.iter().any(|builtin| builtin.name == name)
}

struct Reader {
    sources: SourceMap,
}

impl Reader {
    fn block(&self, block: &Block) -> Option<Vec<Stmt>> {
        block.statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &Statement) -> Option<Stmt> {
        Some(match &statement.kind {
            StmtKind::Alloc { name, value, export: None } => {
                Stmt::Alloc(name.name.to_string(), self.expression(value)?)
            }
            StmtKind::Assign { target, value } => Stmt::Assign(self.expression(target)?, self.expression(value)?),
            StmtKind::Emit(value) => Stmt::Emit(self.expression(value)?),
            StmtKind::Facts(condition) => Stmt::Facts(self.expression(condition)?),
            StmtKind::If { arms, otherwise } => {
                let otherwise = match otherwise {
                    Some(block) => self.block(block)?,
                    None => Vec::new(),
                };
                let arm = |otherwise: Vec<Stmt>, (condition, block): &(Ast, Block)| {
                    Some(vec![Stmt::If(self.expression(condition)?, self.block(block)?, otherwise)])
                };
                arms.iter().rev().try_fold(otherwise, arm)?.pop()?
            }
            StmtKind::Loop { condition, body } => Stmt::While(self.expression(condition)?, self.block(body)?),
            StmtKind::Break => Stmt::Break,
            StmtKind::Proc(proc) if proc.export.is_none() => {
                let params = proc.params.iter().map(|param| param.name.to_string()).collect();
                Stmt::Proc(proc.name.name.to_string(), params, self.block(&proc.body)?)
            }
            StmtKind::Return(None) => Stmt::Return(None),
            StmtKind::Return(Some(value)) => Stmt::Return(Some(self.expression(value)?)),
            StmtKind::Expr(call) => Stmt::Call(self.expression(call)?),
            StmtKind::Try { body, error, handler } => {
                let error = error.as_ref().map(|error| error.name.to_string()).unwrap_or_default();
                Stmt::Try(self.block(body)?, error, self.block(handler)?)
            }
            StmtKind::Block(block) => Stmt::Block(Vec::new(), self.block(block)?),
            _ => return None,
        })
    }

    fn expression(&self, expression: &Ast) -> Option<Expr> {
        Some(match &expression.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Bool(_) => {
                Expr::literal(self.literal(expression.span))
            }
            ExprKind::Name(name) => {
                let is_outside = |name: &str| {
                    let builtin = BUILTINS.iter().find(|builtin| builtin.name == name);
                    OUTSIDE.contains(&name) || builtin.is_some_and(|builtin| builtin.effect != Effect::Pure)
                };
                if &**name == "args" {
                    return Some(Expr::List(ARGUMENTS.map(Expr::literal).to_vec()));
                }
                if is_outside(name) {
                    return None;
                }
                Expr::name(&**name)
            }
            ExprKind::List(elements) => Expr::List(self.all(elements)?),
            ExprKind::Dict(entries) => Expr::Dict(entries.iter().map(|e| self.entry(e)).collect::<Option<_>>()?),
            ExprKind::Unary { op, operand } => Expr::unary(op.symbol(), self.expression(operand)?),
            ExprKind::Binary { op, left, right, .. } => {
                Expr::binary(op.symbol(), self.expression(left)?, self.expression(right)?)
            }
            ExprKind::Call { callee, args } => Expr::Call(Box::new(self.expression(callee)?), self.all(args)?),
            ExprKind::Index { object, index } => self.expression(object)?.index(self.expression(index)?),
            ExprKind::Slice { object, start, end } => {
                let bound = |bound: &Option<Box<Ast>>| match bound {
                    Some(bound) => self.expression(bound).map(Some),
                    None => Some(None),
                };
                self.expression(object)?.slice(bound(start)?, bound(end)?)
            }
            ExprKind::Attribute { object, name } => self.expression(object)?.attribute(&*name.name),
            ExprKind::Error => return None,
        })
    }

    fn all(&self, expressions: &[Ast]) -> Option<Vec<Expr>> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    fn entry(&self, entry: &DictEntry) -> Option<(String, Expr)> {
        Some((self.sources.text(entry.key.span).to_owned(), self.expression(&entry.value)?))
    }

    fn literal(&self, span: Span) -> &str {
        // The span of what stands in parentheses may include them.
        self.sources.text(span).trim_matches(['(', ')', ' ', '\n'])
    }
}
