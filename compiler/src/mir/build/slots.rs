//! Which local variables live in frame slots rather than in SSA values: those whose value an error may carry over to
//! code that sees no SSA definition made in the `try` body it left.
//!
//! A variable gets a slot when a `try` body assigns it and
//! - it is mentioned outside of that body (parameters and variables with cells are: they are set when the procedure
//!   starts), or
//! - a read inside the body may find it without a value: in a loop, that value may come from an earlier execution of the
//!   body that an error ended.
//!
//! For a variable with a cell the question is about which cell is the variable's, so only what may make a fresh cell
//! counts as assigning it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::walk::{Visitor, walk};
use crate::hir::{Callee, Expr, ExprKind, ImportBinding, LocalId, Proc, Program, Stmt, StmtKind, Storage, Variable};

/// The variables that live in slots.
pub fn slot_variables(program: &Program, proc: &Proc) -> FxHashSet<LocalId> {
    let mut all = Mentions::new(program, proc);
    walk(&proc.body, &mut all);
    let mut slots = FxHashSet::default();
    for body in &all.try_bodies {
        let mut inside = Mentions::new(program, proc);
        walk(body, &mut inside);
        for &local in &inside.assigned {
            let outside = all.count[&local] > inside.count[&local] || set_at_start(proc, local);
            if outside || inside.checked.contains(&local) {
                slots.insert(local);
            }
        }
    }
    slots
}

fn set_at_start(proc: &Proc, local: LocalId) -> bool {
    local.0 < proc.params || proc.locals[local.0 as usize].storage == Storage::Cell
}

/// What some statements do with local variables.
struct Mentions<'a> {
    program: &'a Program,
    proc: &'a Proc,
    count: FxHashMap<LocalId, usize>,
    assigned: FxHashSet<LocalId>,
    /// Read in a way that allows for an unset variable.
    checked: FxHashSet<LocalId>,
    try_bodies: Vec<&'a [Stmt]>,
}

impl<'a> Mentions<'a> {
    fn new(program: &'a Program, proc: &'a Proc) -> Mentions<'a> {
        Mentions {
            program,
            proc,
            count: FxHashMap::default(),
            assigned: FxHashSet::default(),
            checked: FxHashSet::default(),
            try_bodies: Vec::new(),
        }
    }

    fn mention(&mut self, local: LocalId) {
        *self.count.entry(local).or_default() += 1;
    }

    /// `fresh`: as `alloc` does it, with a fresh cell if the variable has cells.
    fn assign(&mut self, variable: Variable, fresh: bool) {
        let Variable::Local(local) = variable else { return };
        self.mention(local);
        match self.proc.locals[local.0 as usize].storage {
            Storage::Cell if !fresh => {}
            _ => drop(self.assigned.insert(local)),
        }
    }

    fn read(&mut self, local: LocalId, check: bool) {
        self.mention(local);
        if check {
            self.checked.insert(local);
        }
    }
}

impl<'a> Visitor<'a> for Mentions<'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Alloc { variable, .. } => self.assign(*variable, true),
            StmtKind::Import { binding: ImportBinding::Namespace(variable), .. } => self.assign(*variable, true),
            StmtKind::Import { binding: ImportBinding::Names(names), .. } => {
                names.iter().for_each(|name| self.assign(name.variable, true));
            }
            StmtKind::Unset(locals) => locals.iter().for_each(|&local| self.assign(Variable::Local(local), true)),
            StmtKind::Assign { variable, .. } => self.assign(*variable, false),
            StmtKind::Proc { variable, proc } => {
                self.assign(*variable, false);
                for capture in &self.program.proc(*proc).captures {
                    self.read(capture.outer, true);
                }
            }
            StmtKind::Try { body, error, .. } => {
                self.try_bodies.push(body);
                if let Some(variable) = error {
                    self.assign(*variable, true);
                }
            }
            _ => {}
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Local { local, check } => self.read(*local, *check),
            ExprKind::Call { callee: Callee::Proc { guard: Some(Variable::Local(local)), .. }, .. } => {
                self.read(*local, true);
            }
            _ => {}
        }
    }
}
