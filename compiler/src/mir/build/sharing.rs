//! Which lists may be grown and cut in place, and which reads must note a second reference.
//!
//! The runtime's side: a list without its shared flag is referred to by one variable alone, apart from *borrowed*
//! references; `Append` and `Slice` with `in_place` change such a list, and make a new one if the flag is set. The
//! flag is looked at when the operation executes, after its operands were evaluated.
//!
//! The rules on this side, which together make that invisible:
//!
//! 1. An expression is *fresh* when nothing else holds its result: list literals, results of operators, slices and
//!    calls. Anything else (a variable, an element, an attribute) is marked with `MarkShared` when it is stored: into
//!    a variable, a list, a dictionary, a namespace, a cell, a closure. Containers need no marks for what they hold:
//!    only variables are grown in place, and to get into one an element is read, which is not fresh.
//! 2. Arguments of procedures are borrowed: they are not marked. A procedure therefore treats its parameters as
//!    variables of its caller: storing or returning one is rule 1, and a parameter that is the target of an in-place
//!    operation is marked when the procedure starts. The result of a call is owned: what is returned is marked,
//!    except a local variable in the frame that is not a parameter, which ends with the frame.
//! 3. Arguments of built-ins that only read them are borrowed too; others are marked if they are not fresh. If the
//!    program uses a built-in of the other sort as a value, that holds for all calls of values.
//! 4. `x := x + [e]` and `x := x[a:b]` are done in place when `x` is
//!    - a local variable in the frame. While its list is borrowed by a procedure that was called, this frame waits.
//!      If it is captured, then by value, it was marked when the closure was made, and it is not assigned afterwards;
//!    - a module variable, if evaluating `e`, `a` and `b` runs no procedure of the program (built-ins are fine), or if
//!      this is a module's body and the variable is not *exposed*, see 5. Otherwise a procedure that runs in between
//!      could grow the list that was read.
//!
//!    Variables in cells are never changed in place: the same list may be borrowed in every frame that shares the cell.
//! 5. A module variable is *exposed* when a procedure, and not only a module's body, has an in-place operation on it:
//!    the procedure may run while someone else holds the list borrowed. So reading an exposed variable marks it at
//!    once, unless the reading operation is done before any procedure runs: its operands that are evaluated after the
//!    variable run none. (A module's body runs once; while it executes a statement of its own, no frame that could
//!    have borrowed its variables waits.)
//! 6. If an in-place operation raises, it has changed nothing.
//!
//! Marking is left out where the types say that the value is no list.

use rustc_hash::FxHashSet;

use super::walk::{Visitor, any, walk};
use crate::hir::{
    BinaryOp, Callee, Expr, ExprKind, GlobalId, LocalId, Proc, Program, Stmt, StmtKind, Storage, Variable,
};
use crate::mir::builtins;

/// An assignment of the form `x := x + [e]` or `x := x[a:b]`.
pub enum InPlace<'a> {
    /// The read of the variable, and the element.
    Append {
        object: &'a Expr,
        element: &'a Expr,
    },
    Slice {
        object: &'a Expr,
        start: Option<&'a Expr>,
        end: Option<&'a Expr>,
    },
}

impl<'a> InPlace<'a> {
    /// Recognises the form; whether it may be done in place is another question.
    pub fn of(variable: Variable, value: &'a Expr) -> Option<InPlace<'a>> {
        match &value.kind {
            ExprKind::Binary { op: BinaryOp::Add, left, right } if reads(left, variable) => {
                single_element(right).map(|element| InPlace::Append { object: left, element })
            }
            ExprKind::Slice { object, start, end } if reads(object, variable) => {
                Some(InPlace::Slice { object, start: start.as_deref(), end: end.as_deref() })
            }
            _ => None,
        }
    }

    fn runs_procedures(&self) -> bool {
        match self {
            InPlace::Append { element, .. } => runs_procedures(element),
            InPlace::Slice { start, end, .. } => start.iter().chain(end).any(|bound| runs_procedures(bound)),
        }
    }
}

/// The element of a list literal with one.
pub fn single_element(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::List(elements) if elements.len() == 1 => elements.first(),
        _ => None,
    }
}

fn reads(expr: &Expr, variable: Variable) -> bool {
    match expr.kind {
        ExprKind::Local { local, .. } => variable == Variable::Local(local),
        ExprKind::Global { global, .. } => variable == Variable::Global(global),
        _ => false,
    }
}

/// Whether evaluating the expression may run a procedure of the program.
pub fn runs_procedures(expr: &Expr) -> bool {
    any(expr, &|expr| matches!(&expr.kind, ExprKind::Call { callee, .. } if !matches!(callee, Callee::Builtin(_))))
}

/// Whether nothing but the expression's consumer holds its result.
pub fn is_fresh(expr: &Expr) -> bool {
    !matches!(
        expr.kind,
        ExprKind::Local { .. } | ExprKind::Global { .. } | ExprKind::Index { .. } | ExprKind::Attribute { .. }
    )
}

/// What the rules need to know about the whole program.
pub struct Sharing {
    exposed: FxHashSet<GlobalId>,
    /// Calls of values may reach a built-in that stores an argument.
    pub values_may_store: bool,
}

impl Sharing {
    pub fn of(program: &Program) -> Sharing {
        let mut sharing = Sharing { exposed: FxHashSet::default(), values_may_store: false };
        for proc in &program.procs {
            walk(&proc.body, &mut Sites { sharing: &mut sharing, in_body: proc.parent.is_none() });
        }
        sharing
    }

    /// Whether the expression reads an exposed module variable.
    pub fn reads_exposed(&self, expr: &Expr) -> bool {
        matches!(expr.kind, ExprKind::Global { global, .. } if self.exposed.contains(&global))
    }

    /// Whether this assignment to the variable is done in place.
    pub fn allows(&self, proc: &Proc, variable: Variable, form: &InPlace) -> bool {
        match variable {
            Variable::Local(local) => proc.locals[local.0 as usize].storage == Storage::Frame,
            Variable::Global(global) => {
                let in_body = proc.parent.is_none();
                !form.runs_procedures() || in_body && !self.exposed.contains(&global)
            }
        }
    }

    /// The parameters that rule 2 marks when the procedure starts.
    pub fn changed_params(&self, proc: &Proc) -> FxHashSet<LocalId> {
        let mut targets = Targets { sharing: self, proc, params: FxHashSet::default() };
        walk(&proc.body, &mut targets);
        targets.params
    }
}

/// The variable and value of an assignment.
fn assignment(stmt: &Stmt) -> Option<(Variable, &Expr)> {
    match &stmt.kind {
        StmtKind::Alloc { variable, value } | StmtKind::Assign { variable, value } => Some((*variable, value)),
        _ => None,
    }
}

/// Collects the exposed variables.
struct Sites<'a> {
    sharing: &'a mut Sharing,
    in_body: bool,
}

impl<'a> Visitor<'a> for Sites<'_> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let Some((Variable::Global(global), value)) = assignment(stmt)
            && !self.in_body
            && InPlace::of(Variable::Global(global), value).is_some_and(|form| !form.runs_procedures())
        {
            self.sharing.exposed.insert(global);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        if let ExprKind::Builtin(builtin) = expr.kind {
            self.sharing.values_may_store |= !builtins::only_reads(builtin);
        }
    }
}

/// Collects the parameters that are changed in place.
struct Targets<'a> {
    sharing: &'a Sharing,
    proc: &'a Proc,
    params: FxHashSet<LocalId>,
}

impl<'a> Visitor<'a> for Targets<'_> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let Some((variable @ Variable::Local(local), value)) = assignment(stmt)
            && local.0 < self.proc.params
            && InPlace::of(variable, value).is_some_and(|form| self.sharing.allows(self.proc, variable, &form))
        {
            self.params.insert(local);
        }
    }
}
