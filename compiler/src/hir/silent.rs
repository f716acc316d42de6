//! Which modules do nothing that can be noticed when their body runs: no output, no error, no code of anyone else. A
//! module that only declares is; whatever is not plainly harmless counts as noticeable.

use rustc_hash::FxHashSet;

use super::Name;
use crate::modules::{Graph, LoadedModule};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Stmt, StmtKind, UnaryOp};

/// Integers up to this size go through any arithmetic with floats.
const PLAIN_BITS: u64 = 1_000;

/// By module, whether running it cannot be noticed.
pub fn silent_modules(graph: &Graph) -> Vec<bool> {
    let mut silent = vec![false; graph.modules.len()];
    for &id in &graph.init_order {
        let module = graph.module(id);
        let mut body = Body { module, silent: &silent, declared: FxHashSet::default() };
        // A generated text need not be the same with other definitions or files.
        let is_silent = module.intact
            && module.generation.is_none()
            && module.ast.body.statements.iter().all(|statement| body.is_silent(statement));
        silent[id.0 as usize] = is_silent;
    }
    silent
}

struct Body<'a> {
    module: &'a LoadedModule,
    silent: &'a [bool],
    /// What has a value by now.
    declared: FxHashSet<Name>,
}

impl Body<'_> {
    fn is_silent(&mut self, statement: &Stmt) -> bool {
        match &statement.kind {
            StmtKind::Alloc { name, value, .. } => {
                let is_silent = self.is_harmless(value);
                self.declared.insert(name.name.clone());
                is_silent
            }
            StmtKind::Proc(proc) => {
                self.declared.insert(proc.name.name.clone());
                true
            }
            StmtKind::Import(import) => {
                self.declared.extend(import.locals().map(|local| local.name.clone()));
                let target = self.module.target(import).module();
                // What is taken today need not be what is taken with other definitions.
                import.guard.is_none() && target.is_some_and(|target| self.silent[target.0 as usize])
            }
            StmtKind::Export(_) => true,
            _ => false,
        }
    }

    /// Whether the expression has a value, whatever happens, and does nothing else.
    fn is_harmless(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Bool(_) => true,
            ExprKind::Name(name) => self.declared.contains(name),
            ExprKind::List(items) => items.iter().all(|item| self.is_harmless(item)),
            ExprKind::Dict(entries) => entries.iter().all(|entry| self.is_harmless(&entry.value)),
            ExprKind::Binary {
                op: BinaryOp::And | BinaryOp::Or | BinaryOp::Eq | BinaryOp::Ne, left, right, ..
            } => self.is_harmless(left) && self.is_harmless(right),
            ExprKind::Binary { op: BinaryOp::Add, left, right, .. } if is_text(left) || is_text(right) => {
                self.is_harmless(left) && self.is_harmless(right)
            }
            _ => number_bits(expr).is_some_and(|bits| bits <= PLAIN_BITS),
        }
    }
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Str(_))
}

/// The size of the largest integer that computing a number can meet; none if it is not computed of literals alone by
/// operators that cannot fail.
fn number_bits(expr: &Expr) -> Option<u64> {
    match &expr.kind {
        ExprKind::Int(value) => Some(value.bits()),
        ExprKind::Float(_) => Some(0),
        ExprKind::Unary { op: UnaryOp::Neg | UnaryOp::Plus, operand } => number_bits(operand),
        ExprKind::Binary { op: BinaryOp::Add | BinaryOp::Sub, left, right, .. } => {
            Some(number_bits(left)?.max(number_bits(right)?).saturating_add(1))
        }
        ExprKind::Binary { op: BinaryOp::Mul, left, right, .. } => {
            Some(number_bits(left)?.saturating_add(number_bits(right)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::modules::{LoadOptions, MemoryFileSystem, NoGenerators, load};
    use crate::source::SourceMap;

    /// Whether the module `a.omg` of this text is silent; `noisy.omg` and `quiet.omg` are there to be imported.
    fn is_silent(text: &str) -> bool {
        let text = format!(";;;omg\n{text}\n");
        let fs = MemoryFileSystem::with([
            ("a.omg", text.as_str()),
            ("noisy.omg", ";;;omg\nemit 1\n"),
            ("quiet.omg", ";;;omg\nalloc x := 1\n"),
        ]);
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let graph =
            load(Path::new("a.omg"), &LoadOptions::default(), &fs, &mut NoGenerators, &mut sources, &mut diagnostics)
                .unwrap();
        silent_modules(&graph)[0]
    }

    #[test]
    fn declarations_are_silent() {
        for text in [
            "",
            "proc f() { emit 1 }",
            "alloc x := [1, {a: -2.5}]\nalloc y := x\nproc f() { }\nalloc z := [f, y == x, true and y]",
            "alloc day := 24 * 60 * 60\nalloc text := \"a\" + day",
            "import \"quiet.omg\" as q\nalloc x := q",
            "alloc x := 1\nexport x",
        ] {
            assert!(is_silent(text), "{text}");
        }
    }

    #[test]
    fn what_prints_fails_or_calls_is_not() {
        for text in [
            "emit 1",
            "alloc x := f()\nproc f() { }",
            "alloc x := y\nalloc y := 1",
            "alloc x := 1 // 0",
            "alloc x := [1][2]",
            "alloc x := 1\nx := 2",
            "alloc x := nope",
            "import \"noisy.omg\" as n",
            "if true { }",
            "alloc x := [1] + 2",
        ] {
            assert!(!is_silent(text), "{text}");
        }
    }
}
