//! Procedures that use their own value. Closures have an identity: each execution of a procedure statement makes another
//! one. A nested procedure that captures nothing is called without its closure; if it uses itself as a value all the
//! same (`return f`, not just `f()`), it gets a captured value that nobody reads, so that it is called with one.

use super::walk::{Visitor, walk};
use crate::hir::{Callee, Expr, ExprKind, Proc};

/// Number of values in the procedure's closures.
pub fn capture_count(proc: &Proc) -> u32 {
    let mut uses = SelfUses::default();
    walk(&proc.body, &mut uses);
    let at_least = u32::from(uses.all > uses.called);
    (proc.captures.len() as u32).max(at_least)
}

#[derive(Default)]
struct SelfUses {
    all: usize,
    /// Those where it is only called.
    called: usize,
}

impl<'a> Visitor<'a> for SelfUses {
    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::SelfProc => self.all += 1,
            ExprKind::Call { callee: Callee::Closure { closure, .. }, .. }
                if matches!(closure.kind, ExprKind::SelfProc) =>
            {
                self.called += 1;
            }
            _ => {}
        }
    }
}
