//! Decides where captured variables live: by value in the closures, or in a cell that all of them share.
//!
//! A closure can take the value if the variable never changes afterwards: its one assignment comes before the closure
//! in the same statement list (or before a statement around the closure). A loop does not disturb that, since an `alloc`
//! that runs again makes a fresh variable; a `proc` statement in a loop assigns the old one and does.

use super::declare::Declarations;
use super::lower::Captures;
use super::scope::{DeclarationKind, Var};
use super::{Program, Storage};
use crate::source::Span;

/// Sets the storage of all locals.
pub fn decide(program: &mut Program, declarations: &Declarations, captures: &Captures) {
    for (parent, outer, span) in captured_locals(program) {
        let var = declarations.scopes.var(captures.var(super::ProcId(parent as u32), outer));
        let local = &mut program.procs[parent].locals[outer.0 as usize];
        if local.storage == Storage::Frame && !is_constant_behind(var, span) {
            local.storage = Storage::Cell;
        }
    }
    // A procedure comes after the one around it.
    for proc in 0..program.procs.len() {
        let Some(parent) = program.procs[proc].parent else { continue };
        for slot in 0..program.procs[proc].captures.len() {
            let capture = program.procs[proc].captures[slot];
            let outer = program.proc(parent).locals[capture.outer.0 as usize].storage;
            let cell = matches!(outer, Storage::Cell | Storage::Captured { cell: true, .. });
            let storage = Storage::Captured { slot: slot as u32, cell };
            program.procs[proc].locals[capture.inner.0 as usize].storage = storage;
        }
    }
}

/// Every capture: the surrounding procedure, its local, and the place of the procedure that takes it.
fn captured_locals(program: &Program) -> Vec<(usize, super::LocalId, Span)> {
    let of_proc = |proc: &super::Proc| {
        let (parent, span) = (proc.parent, proc.span);
        let captures = proc.captures.iter();
        captures.filter_map(|c| Some((parent?.0 as usize, c.outer, span))).collect::<Vec<_>>()
    };
    program.procs.iter().flat_map(of_proc).collect()
}

/// Whether a variable is set and never changes when the closure defined at `span` is made.
fn is_constant_behind(var: &Var, span: Span) -> bool {
    match var.declarations.as_slice() {
        [only] if var.assignments == 1 => {
            let is_repeated = only.in_loop && matches!(only.kind, DeclarationKind::Proc(_));
            !is_repeated && only.after.start <= span.start && span.end <= only.after.end
        }
        _ => false,
    }
}
