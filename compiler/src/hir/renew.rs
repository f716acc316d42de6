//! Entering a block again starts with fresh variables. Where code can meet one before it is set (read or assign it, or
//! capture its cell), it would find the variable of the time before: [`StmtKind::Unset`] stands at the start of blocks in
//! loops for those.

use rustc_hash::FxHashSet;

use super::{LocalId, Stmt, StmtKind};

/// Takes out of the `Unset` statements the variables that are never met without a value.
pub fn keep(statements: &mut Vec<Stmt>, met_unset: &FxHashSet<LocalId>) {
    for statement in &mut *statements {
        match &mut statement.kind {
            StmtKind::Unset(locals) => locals.retain(|local| met_unset.contains(local)),
            StmtKind::If { then, otherwise, .. } => {
                keep(then, met_unset);
                keep(otherwise, met_unset);
            }
            StmtKind::Loop { body, .. } => keep(body, met_unset),
            StmtKind::Try { body, handler, .. } => {
                keep(body, met_unset);
                keep(handler, met_unset);
            }
            _ => {}
        }
    }
    statements.retain(|statement| !matches!(&statement.kind, StmtKind::Unset(locals) if locals.is_empty()));
}
