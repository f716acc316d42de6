//! Patterns: groups of statements in forms that the optimiser knows, files in the folder `patterns`. What is written in
//! capitals in them is filled in at random: `INT`, `FLOAT`, ... is an expression of that type, `MORE()` a few statements
//! that use what is visible, and sometimes nothing.

use std::path::Path;

use crate::generate::{Generator, Type};
use crate::mutate::{self, Rates};
use crate::read;
use crate::support::entries;
use crate::tree::{Expr, Stmt, each_statement, rename};

/// All patterns, in the order of their names.
pub fn load() -> Vec<Vec<Stmt>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/patterns");
    let pattern =
        |path: &std::path::PathBuf| read::module(path).unwrap_or_else(|| panic!("{}: no pattern", path.display())).body;
    entries(&folder).iter().map(pattern).collect()
}

/// What a name in capitals stands for.
fn hole(name: &str) -> Option<Type> {
    Some(match name {
        "INT" => Type::Int,
        "FLOAT" => Type::Float,
        "STR" => Type::Str,
        "BOOL" => Type::Bool,
        "LIST" => Type::List,
        "NESTED" => Type::Nested,
        "FLOATS" => Type::Floats,
        "BYTES" => Type::Bytes,
        "DICT" => Type::Dict,
        "RECORD" => Type::Record,
        _ => return None,
    })
}

impl Generator {
    /// The statements of one of the patterns.
    pub fn pattern(&mut self, body: &mut Vec<Stmt>) {
        let pattern = self.random.below(self.patterns.len());
        let mut pattern = self.patterns[pattern].clone();
        self.rename_apart(&mut pattern);
        if self.random.chance(40) {
            mutate::mutate(&mut pattern, &[], &mut self.random, Rates::GENTLE);
        }
        let visible = self.variables.len();
        self.budget = self.budget.saturating_sub(4);
        let mut statements = self.filled_block(pattern);
        if self.random.chance(30) {
            self.variables.truncate(visible);
        }
        if self.random.chance(25) {
            let error = self.fresh();
            statements = vec![Stmt::Try(statements, error.clone(), vec![Stmt::Emit(Expr::name(error))])];
            self.variables.truncate(visible);
        }
        body.extend(statements);
    }

    /// Gives all names that the statements declare new ones.
    pub fn rename_apart(&mut self, body: &mut [Stmt]) {
        let mut names: Vec<(String, String)> = Vec::new();
        each_statement(body, &mut |statement| {
            for name in statement.declared() {
                if !read::is_builtin(name) && !name.is_empty() && !names.iter().any(|(old, _)| old == name) {
                    names.push((name.clone(), self.fresh()));
                }
            }
        });
        rename(body, &mut |name| names.iter().find(|(old, _)| old == name).map(|(_, new)| new.clone()));
    }

    fn filled_block(&mut self, block: Vec<Stmt>) -> Vec<Stmt> {
        let mut filled = Vec::new();
        for statement in block {
            self.filled(statement, &mut filled);
        }
        filled
    }

    fn filled(&mut self, mut statement: Stmt, body: &mut Vec<Stmt>) {
        if let Stmt::Call(Expr::Call(callee, _)) = &statement
            && matches!(&**callee, Expr::Name(name) if name == "MORE")
        {
            let count = self.random.below(3);
            return self.statements(count, body);
        }
        let declared = match &statement {
            Stmt::Alloc(name, Expr::Name(ty)) => hole(ty).map(|ty| (name.clone(), ty, true)),
            Stmt::Alloc(name, Expr::Literal(text)) if text.parse::<i64>().is_ok() => {
                Some((name.clone(), Type::Int, false))
            }
            _ => None,
        };
        statement.expressions_mut().into_iter().for_each(|expression| self.fill(expression));
        let is_loop = matches!(statement, Stmt::Loop(..) | Stmt::While(..));
        let is_proc = matches!(statement, Stmt::Proc(..));
        for block in statement.blocks_mut() {
            let visible = self.variables.len();
            let inner = std::mem::take(block);
            *block = if is_proc {
                self.in_procedure(Type::Int, |generator| generator.filled_block(inner))
            } else {
                self.loops += usize::from(is_loop);
                let filled = self.filled_block(inner);
                self.loops -= usize::from(is_loop);
                filled
            };
            self.variables.truncate(visible);
        }
        body.push(statement);
        if let Some((name, ty, assignable)) = declared {
            self.declare(name, ty, assignable);
        }
    }

    fn fill(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Name(name) if name == "ANY" => {
                let ty = self.any_type();
                *expression = self.storable(&ty);
            }
            Expr::Name(name) => {
                if let Some(ty) = hole(name) {
                    *expression = self.filling(&ty);
                }
            }
            _ => expression.parts_mut().into_iter().for_each(|part| self.fill(part)),
        }
    }

    /// What stands for a hole: mostly something plain.
    fn filling(&mut self, ty: &Type) -> Expr {
        match self.random.below(10) {
            0 | 1 => self.storable(ty),
            2..=4 => self.expression(ty, 0),
            _ => self.initial(ty),
        }
    }
}
