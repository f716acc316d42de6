//! Text forms of the tokens and of the tree, for `--emit=tokens` and `--emit=ast`.

use std::fmt::Write;

use super::ast::{
    Block, DictEntry, Edition, Expr, ExprKind, Guard, Ident, Import, ImportBinding, Module, Stmt, StmtKind,
};
use super::lexer;
use super::token::{Token, TokenKind};
use crate::diagnostics::Diagnostics;
use crate::source::{FileId, SourceMap, Span};

/// The tokens of a file, one on each line with its `line:column`. Errors in them show as tokens and are not reported.
pub fn dump_tokens(sources: &SourceMap, file: FileId) -> String {
    let source = sources.file(file);
    let lexed = lexer::lex(file, &source.text, &mut Diagnostics::default());
    let mut out = String::new();
    for token in &lexed.tokens {
        let (line, column) = source.line_column(token.span.start);
        let _ = writeln!(out, "{line}:{column} {}", token_text(token));
    }
    out
}

fn token_text(token: &Token) -> String {
    match &token.kind {
        TokenKind::Name(name) => format!("name {name}"),
        TokenKind::Keyword(keyword) => format!("keyword {}", keyword.text()),
        TokenKind::Int(value) => format!("int {value}"),
        TokenKind::Float(value) => format!("float {value:?}"),
        TokenKind::Str(value) => format!("string {value:?}"),
        TokenKind::Malformed => "malformed".to_owned(),
        TokenKind::Unknown => "unknown".to_owned(),
        TokenKind::Eof => "end".to_owned(),
        other => other.symbol().to_owned(),
    }
}

/// The tree of a file: one node on each line, children indented below it, with the `line:column` at which it begins.
pub fn dump_ast(module: &Module, sources: &SourceMap) -> String {
    let mut dump = Dump { sources, out: String::new(), depth: 0 };
    let edition = match module.edition {
        None => "",
        Some(Edition::E2025) => " 2025",
        Some(Edition::E2026) => " 2026",
    };
    let span = module.body.span;
    dump.node(&format!("module{edition}"), span, |dump| dump.statements(&module.body));
    dump.out.push('\n');
    dump.out
}

struct Dump<'a> {
    sources: &'a SourceMap,
    out: String,
    depth: usize,
}

impl Dump<'_> {
    /// Writes `(head @line:column` and the children, and `)`.
    fn node(&mut self, head: &str, span: Span, children: impl FnOnce(&mut Self)) {
        if !self.out.is_empty() {
            let _ = write!(self.out, "\n{:indent$}", "", indent = 2 * self.depth);
        }
        let (line, column) = self.sources.file(span.file).line_column(span.start);
        let _ = write!(self.out, "({head} @{line}:{column}");
        self.depth += 1;
        children(self);
        self.depth -= 1;
        self.out.push(')');
    }

    fn leaf(&mut self, head: &str, span: Span) {
        self.node(head, span, |_| {});
    }

    fn block(&mut self, block: &Block) {
        self.node("block", block.span, |dump| dump.statements(block));
    }

    fn statements(&mut self, block: &Block) {
        block.statements.iter().for_each(|statement| self.statement(statement));
    }

    fn ident(&mut self, role: &str, ident: &Ident) {
        self.leaf(&format!("{role} {}", ident.name), ident.span);
    }

    fn statement(&mut self, statement: &Stmt) {
        let span = statement.span;
        match &statement.kind {
            StmtKind::Alloc { name, value, export } => {
                self.node(&format!("{}alloc {}", prefix(export), name.name), span, |d| d.expr(value));
            }
            StmtKind::Assign { target, value } => self.node("assign", span, |d| d.exprs([target, value])),
            StmtKind::Emit(value) => self.node("emit", span, |d| d.expr(value)),
            StmtKind::Facts(value) => self.node("facts", span, |d| d.expr(value)),
            StmtKind::If { arms, otherwise } => self.node("if", span, |d| d.arms(arms, otherwise.as_ref())),
            StmtKind::Loop { condition, body } => self.node("loop", span, |d| {
                d.expr(condition);
                d.block(body);
            }),
            StmtKind::Break => self.leaf("break", span),
            StmtKind::Proc(proc) => self.node(&format!("{}proc {}", prefix(&proc.export), proc.name.name), span, |d| {
                proc.params.iter().for_each(|param| d.ident("param", param));
                d.block(&proc.body);
            }),
            StmtKind::Return(value) => self.node("return", span, |d| d.exprs(value)),
            StmtKind::Expr(value) => self.node("expr", span, |d| d.expr(value)),
            StmtKind::Import(import) => self.node(&format!("import {:?}", import.path), span, |d| d.import(import)),
            StmtKind::Export(names) => {
                self.node("export", span, |d| names.iter().for_each(|name| d.ident("name", name)))
            }
            StmtKind::Try { body, error, handler } => self.node("try", span, |d| {
                d.block(body);
                error.iter().for_each(|error| d.ident("except", error));
                d.block(handler);
            }),
            StmtKind::Block(block) => self.block(block),
            StmtKind::Error => self.leaf("error", span),
        }
    }

    fn import(&mut self, import: &Import) {
        if let Some(call) = &import.generator {
            self.node(&format!("eval {}", call.name.name), call.span, |dump| dump.exprs(&call.args));
        }
        match &import.binding {
            ImportBinding::Namespace(alias) => self.ident("as", alias),
            ImportBinding::Names { names, .. } => names.iter().for_each(|name| {
                self.node(&format!("name {}", name.name.name), name.name.span, |dump| {
                    name.alias.iter().for_each(|alias| dump.ident("as", alias));
                });
            }),
            ImportBinding::All(span) => self.leaf("*", *span),
        }
        match &import.guard {
            Some(Guard::If(condition)) => self.node("if", condition.span, |dump| dump.expr(condition)),
            Some(Guard::Fallback(span)) => self.leaf("fallback", *span),
            None => {}
        }
    }

    fn arms(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) {
        for (condition, block) in arms {
            self.expr(condition);
            self.block(block);
        }
        otherwise.into_iter().for_each(|block| self.block(block));
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Int(value) => self.leaf(&format!("int {value}"), span),
            ExprKind::Float(value) => self.leaf(&format!("float {value:?}"), span),
            ExprKind::Str(value) => self.leaf(&format!("string {value:?}"), span),
            ExprKind::Bool(value) => self.leaf(&value.to_string(), span),
            ExprKind::Name(name) => self.leaf(&format!("name {name}"), span),
            ExprKind::List(items) => self.node("list", span, |d| d.exprs(items)),
            ExprKind::Dict(entries) => self.node("dict", span, |d| entries.iter().for_each(|entry| d.entry(entry))),
            ExprKind::Unary { op, operand } => self.node(op.symbol(), span, |d| d.expr(operand)),
            ExprKind::Binary { op, left, right, .. } => {
                self.node(op.symbol(), span, |d| d.exprs([&**left, &**right]));
            }
            ExprKind::Call { callee, args } => {
                self.node("call", span, |d| d.exprs([&**callee].into_iter().chain(args)))
            }
            ExprKind::Index { object, index } => self.node("index", span, |d| d.exprs([&**object, &**index])),
            ExprKind::Slice { object, start, end } => self.node("slice", span, |d| {
                d.expr(object);
                d.bound(start.as_deref());
                d.bound(end.as_deref());
            }),
            ExprKind::Attribute { object, name } => self.node("attribute", span, |d| {
                d.expr(object);
                d.ident("name", name);
            }),
            ExprKind::Error => self.leaf("error", span),
        }
    }

    fn entry(&mut self, entry: &DictEntry) {
        self.node(&format!("key {:?}", entry.key.name), entry.key.span, |d| d.expr(&entry.value));
    }

    /// A bound of a slice; one that is not there shows as `_`.
    fn bound(&mut self, bound: Option<&Expr>) {
        match bound {
            Some(bound) => self.expr(bound),
            None => self.out.push_str(" _"),
        }
    }
}

fn prefix(export: &Option<Span>) -> &'static str {
    if export.is_some() { "export " } else { "" }
}
