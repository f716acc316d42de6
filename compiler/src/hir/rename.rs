//! Where a name that an import declares would have to be changed, if the export is called otherwise.

use super::builtins;
use crate::modules::LoadedModule;
use crate::modules::walk::{Node, walk};
use crate::source::Span;
use crate::syntax::ast::{ExprKind, Ident, Stmt, StmtKind};

/// The places that use `name`, which stands in an import of `module`; none if it has an alias there, or is an attribute.
/// None at all if after a change to `to` it would not be certain what each place means: one of the names is declared elsewhere
/// too, or is a built-in's.
pub fn places_to_rename(module: &LoadedModule, name: &Ident, to: &str) -> Option<Vec<Span>> {
    let mut names = module.imports.iter().flat_map(|import| import.import.names());
    let declares = names.any(|imported| imported.name.span == name.span && imported.alias.is_none());
    if !declares {
        return Some(Vec::new());
    }
    let mut places = Vec::new();
    let mut is_certain = builtins::find(to).is_none();
    walk(&module.ast.body, |node| {
        match node {
            Node::Stmt(statement) => {
                let mut others = declared(statement).into_iter().filter(|other| other.span != name.span);
                is_certain &= !others.any(|other| other.name == name.name || *other.name == *to);
            }
            Node::Expr(expr) if matches!(&expr.kind, ExprKind::Name(used) if *used == name.name) => {
                places.push(expr.span);
            }
            Node::Expr(_) => {}
        }
        true
    });
    is_certain.then_some(places)
}

/// The names that a statement declares or exports.
fn declared(statement: &Stmt) -> Vec<&Ident> {
    match &statement.kind {
        StmtKind::Alloc { name, .. } => vec![name],
        StmtKind::Proc(proc) => std::iter::once(&proc.name).chain(&proc.params).collect(),
        StmtKind::Import(import) => import.locals().collect(),
        StmtKind::Export(names) => names.iter().collect(),
        StmtKind::Try { error, .. } => error.iter().collect(),
        _ => Vec::new(),
    }
}
