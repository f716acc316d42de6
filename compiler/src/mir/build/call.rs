//! Calls: how the callee is found, evaluated and given its arguments; in tail position too.

use omg_runtime::builtins::index_of;

use super::sharing::is_fresh;
use super::{Builder, Constant, Op, ProcId, Repr, Target, Terminator, TypeSet, ValueId};
use crate::hir::{Callee, Expr, ExprKind, GlobalId};
use crate::mir::{RaisedError, builtins};
use crate::source::Span;

/// A call whose callee and arguments are evaluated.
enum Ready {
    Proc(ProcId),
    Closure(ProcId, ValueId),
    Value(ValueId),
}

/// How arguments are handed over: see `sharing`, rules 2 and 3.
#[derive(Clone, Copy)]
enum Passing {
    Borrowed,
    /// The callee may store them.
    Stored,
}

/// `call_builtin("f", [a, b])` is `f(a, b)`: a program that calls built-ins by names that are computed contains them all.
fn called_by_name(builtin: u32, args: &[Expr]) -> Option<(u32, &[Expr])> {
    let [Expr { kind: ExprKind::Str(name), .. }, Expr { kind: ExprKind::List(args), .. }] = args else { return None };
    let called = (builtins::name(builtin) == "call_builtin").then(|| index_of(name)).flatten()?;
    Some((called as u32, args))
}

impl Builder<'_> {
    /// `f(a)` as an expression.
    pub fn call(&mut self, callee: &Callee, args: &[Expr], span: Span) -> ValueId {
        match callee {
            Callee::Builtin(builtin) => {
                let (builtin, args) = called_by_name(*builtin, args).unwrap_or((*builtin, args));
                let args = self.builtin_args(builtin, args);
                self.emit(Op::CallBuiltin(builtin, args), span)
            }
            Callee::Hoisted { global, hoisted } => self.call_hoisted(*global, *hoisted, args, span),
            _ => {
                let (ready, args) = self.ready(callee, args, span);
                self.ready_call(ready, args, span)
            }
        }
    }

    /// `return f(a)` in tail position.
    pub fn tail_call(&mut self, callee: &Callee, args: &[Expr], span: Span) {
        match callee {
            Callee::Builtin(_) => {
                let value = self.call(callee, args, span);
                self.terminate(Terminator::Return(value));
            }
            Callee::Hoisted { global, hoisted } => {
                let value = self.emit(Op::GlobalGet(*global), span);
                let args = self.args(args, self.passing_to_values());
                let (direct, dynamic) = self.branch_unset(value, span);
                self.continue_in(direct);
                self.ready_tail_call(Ready::Proc(*hoisted), args.clone(), span);
                self.continue_in(dynamic);
                self.ready_tail_call(Ready::Value(value), args, span);
            }
            _ => {
                let (ready, args) = self.ready(callee, args, span);
                self.ready_tail_call(ready, args, span);
            }
        }
    }

    /// Evaluates callee and arguments, of all but built-ins and hoisted procedures.
    fn ready(&mut self, callee: &Callee, args: &[Expr], span: Span) -> (Ready, Vec<ValueId>) {
        match callee {
            Callee::Proc { proc, guard } => {
                if let Some(variable) = guard {
                    self.guard(*variable, span);
                }
                (Ready::Proc(*proc), self.args(args, Passing::Borrowed))
            }
            Callee::Closure { proc, closure } => {
                let closure = self.expr(closure);
                let args = self.args(args, Passing::Borrowed);
                let has_captures = self.captures[proc.0 as usize] > 0;
                (if has_captures { Ready::Closure(*proc, closure) } else { Ready::Proc(*proc) }, args)
            }
            Callee::Value(callee) => {
                let callee = self.expr(callee);
                (Ready::Value(callee), self.args(args, self.passing_to_values()))
            }
            Callee::Builtin(_) | Callee::Hoisted { .. } => unreachable!("handled by the callers"),
        }
    }

    fn ready_call(&mut self, ready: Ready, args: Vec<ValueId>, span: Span) -> ValueId {
        if let Some(error) = self.wrong_arity(&ready, &args) {
            return self.raise(error, span);
        }
        let op = match ready {
            Ready::Proc(proc) => Op::Call(proc, args),
            Ready::Closure(proc, closure) => Op::CallClosure(proc, closure, args),
            Ready::Value(callee) => Op::CallValue(callee, args),
        };
        self.emit(op, span)
    }

    fn ready_tail_call(&mut self, ready: Ready, args: Vec<ValueId>, span: Span) {
        debug_assert!(self.handler.is_none(), "a call in tail position stands outside `try`");
        self.terminate(match self.wrong_arity(&ready, &args) {
            Some(error) => Terminator::Raise { error, span },
            None => match ready {
                Ready::Proc(proc) => Terminator::TailCall { proc, args, span },
                Ready::Closure(proc, closure) => Terminator::TailCallClosure { proc, closure, args, span },
                Ready::Value(callee) => Terminator::TailCallValue { callee, args, span },
            },
        });
    }

    fn wrong_arity(&self, ready: &Ready, args: &[ValueId]) -> Option<RaisedError> {
        let (Ready::Proc(proc) | Ready::Closure(proc, _)) = ready else { return None };
        let callee = self.program.proc(*proc);
        let count = args.len() as u32;
        let error = || RaisedError::Arity { name: callee.name.clone(), expected: callee.params, count };
        (callee.params != count).then(error)
    }

    fn call_hoisted(&mut self, global: GlobalId, hoisted: ProcId, args: &[Expr], span: Span) -> ValueId {
        let value = self.emit(Op::GlobalGet(global), span);
        let args = self.args(args, self.passing_to_values());
        let join = self.new_block();
        let result = self.new_value(Repr::Tagged, TypeSet::ANY);
        self.proc.blocks[join.0 as usize].params.push(result);
        let (direct, dynamic) = self.branch_unset(value, span);
        for (block, ready) in [(direct, Ready::Proc(hoisted)), (dynamic, Ready::Value(value))] {
            self.continue_in(block);
            let value = self.ready_call(ready, args.clone(), span);
            self.terminate(Terminator::Jump(Target { block: join, args: vec![value] }));
        }
        self.continue_in(join);
        result
    }

    /// Branches on whether the value is unset: the blocks where it is, and where it is not.
    fn branch_unset(&mut self, value: ValueId, span: Span) -> (super::BlockId, super::BlockId) {
        let (unset, set) = (self.new_block(), self.new_block());
        let condition = self.emit(Op::IsUnset(value), span);
        self.branch(condition, unset, set);
        (unset, set)
    }

    fn passing_to_values(&self) -> Passing {
        if self.sharing.values_may_store { Passing::Stored } else { Passing::Borrowed }
    }

    /// Arguments of a procedure that runs after they are evaluated.
    fn args(&mut self, args: &[Expr], passing: Passing) -> Vec<ValueId> {
        args.iter().map(|arg| self.arg(arg, passing)).collect()
    }

    fn arg(&mut self, arg: &Expr, passing: Passing) -> ValueId {
        let value = self.expr(arg);
        let stored = matches!(passing, Passing::Stored) && !is_fresh(arg);
        if stored || self.sharing.reads_exposed(arg) {
            self.mark_shared(value, arg.span);
        }
        value
    }

    fn builtin_args(&mut self, builtin: u32, args: &[Expr]) -> Vec<ValueId> {
        if !builtins::only_reads(builtin) {
            return self.args(args, Passing::Stored);
        }
        let later = |i: usize| args[i + 1..].iter().map(Some).collect::<Vec<_>>();
        args.iter().enumerate().map(|(i, arg)| self.operand(arg, &later(i))).collect()
    }

    /// The value of a procedure statement: a static closure if it is executed once only, else a fresh one, with what it
    /// captures now.
    pub fn closure(&mut self, proc: ProcId, span: Span) -> ValueId {
        let executed_once = self.hir.parent.is_none() && self.breaks.is_empty();
        if executed_once && self.captures[proc.0 as usize] == 0 {
            return self.constant(Constant::Proc(proc), span);
        }
        let captures = &self.program.proc(proc).captures;
        let mut values: Vec<ValueId> = captures.iter().map(|&capture| self.capture(capture, span)).collect();
        if values.len() < self.captures[proc.0 as usize] as usize {
            values.push(self.constant(Constant::None, span));
        }
        self.emit(Op::Closure(proc, values), span)
    }
}
