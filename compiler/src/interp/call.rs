//! Calls. Arguments are pushed on the value stack, where they become the first variables of the procedure.

use omg_runtime::builtins::{self, BUILTINS, Builtin};
use omg_runtime::value::Value;
use omg_runtime::{closure, errors, ops, stack, string};

use super::image::{Code, Image};
use super::stmt::Flow;
use super::{Call, Interpreter, Result, Unwind};
use crate::hir::{Callee, Expr, Proc, ProcId, Storage};
use crate::source::Span;

/// A call needs so much stack to be left. So the stack is used up at a call, as in compiled code, and not in the middle
/// of an expression, unless that is nested very deeply.
const LEFT_FOR_EXPRESSIONS: usize = 1 << 20;

/// A procedure that is running.
pub(super) struct Activation<'a> {
    pub(super) image: &'a Image<'a>,
    /// The number of the image.
    pub(super) number: u32,
    pub(super) proc: &'a Proc,
    /// The closure, for procedures with captures; otherwise it may be none.
    pub(super) closure: Value,
    /// Where its variables begin on the value stack.
    pub(super) base: usize,
}

impl Activation<'_> {
    /// Another procedure of the same program.
    pub(super) fn code(&self, proc: ProcId) -> Code {
        Code { image: self.number, proc }
    }
}

/// A call whose callee and arguments are evaluated; the arguments are on top of the value stack.
pub(super) struct Ready {
    target: Target,
    /// Where the arguments begin.
    args: usize,
    span: Span,
}

#[derive(Clone, Copy)]
enum Target {
    /// A procedure of a program; none instead of a closure for one without captures.
    Proc(Code, Value),
    Builtin(&'static Builtin),
    /// Anything else.
    Value(Value),
}

impl<'a> Interpreter<'a> {
    /// Evaluates callee and arguments.
    pub(super) fn ready(
        &mut self,
        callee: &'a Callee,
        args: &'a [Expr],
        activation: &Activation<'a>,
        span: Span,
    ) -> Result<Ready> {
        let target = self.target(callee, activation, span)?;
        let base = self.values.top();
        for arg in args {
            let value = self.expr(arg, activation)?;
            self.push(value, span)?;
        }
        Ok(Ready { target, args: base, span })
    }

    fn target(&mut self, callee: &'a Callee, activation: &Activation<'a>, span: Span) -> Result<Target> {
        match callee {
            Callee::Proc { proc, guard } => {
                if let Some(guard) = guard {
                    self.read(*guard, activation, span)?;
                }
                Ok(Target::Proc(activation.code(*proc), Value::NONE))
            }
            Callee::Closure { proc, closure } => {
                Ok(Target::Proc(activation.code(*proc), self.expr(closure, activation)?))
            }
            Callee::Hoisted { global, hoisted } => match self.global(*global, activation.image) {
                Value::UNSET => Ok(Target::Proc(activation.code(*hoisted), Value::NONE)),
                value => Ok(target_of(value)),
            },
            Callee::Builtin(builtin) => Ok(Target::Builtin(BUILTINS[*builtin as usize])),
            Callee::Value(value) => Ok(target_of(self.expr(value, activation)?)),
        }
    }

    /// Makes a call.
    pub(super) fn call(&mut self, ready: Ready) -> Result<Value> {
        let Ready { target, args, span } = ready;
        self.at(span);
        match self.proc_of(&ready)? {
            Some((code, closure)) => self.run_proc(code, closure, args),
            None => {
                let result = match target {
                    Target::Builtin(builtin) => {
                        let confined = self.confinement.is_some();
                        let builtin = if confined { self.admit(builtin, args, span)? } else { builtin };
                        self.values
                            // Safety: the arguments lie on the value stack.
                            .call_with(args, |values, count| unsafe { builtins::call(builtin, values, count) })
                    }
                    // Safety: as above.
                    Target::Value(callee) => {
                        self.values.call_with(args, |values, count| unsafe { ops::call_other(callee, values, count) })
                    }
                    Target::Proc(..) => unreachable!("a procedure of the program"),
                };
                self.tick(span)?;
                self.checked(result, span)
            }
        }
    }

    /// The procedure of the program that a call enters. Raises if it is called with the wrong number of arguments.
    pub(super) fn proc_of(&mut self, ready: &Ready) -> Result<Option<(Code, Value)>> {
        let Target::Proc(proc, closure) = ready.target else { return Ok(None) };
        let (callee, count) = (self.proc(proc), self.values.top() - ready.args);
        if callee.params as usize == count {
            return Ok(Some((proc, closure)));
        }
        let name = string::new(&callee.name);
        self.raise(errors::arity_of(name, i64::from(callee.params), count as i64), ready.span)
    }

    /// Runs a procedure whose arguments lie from `base` on, and the procedures that it ends with calls of.
    pub(super) fn run_proc(&mut self, code: Code, closure: Value, base: usize) -> Result<Value> {
        if stack::left() < LEFT_FOR_EXPRESSIONS {
            // The error belongs to the call, not to what is called.
            let _ = errors::recursion();
            return Err(Unwind::Raised);
        }
        let mut activation = self.activation(code, closure, base);
        self.calls.push(Call { code, span: activation.proc.span });
        let result = loop {
            self.tick(activation.proc.span)?;
            self.enter(&activation)?;
            match self.block(&activation.proc.body, &activation)? {
                Flow::Next | Flow::Break => break Value::NONE,
                Flow::Return(value) => break value,
                Flow::TailCall { code, closure, args } => {
                    self.values.move_down(args, base);
                    activation = self.activation(code, closure, base);
                    let frame = self.calls.last_mut().expect("the call was pushed");
                    *frame = Call { code, span: activation.proc.span };
                }
            }
        };
        self.values.truncate(base);
        self.calls.pop();
        Ok(result)
    }

    pub(super) fn activation(&self, code: Code, closure: Value, base: usize) -> Activation<'a> {
        let image = self.images[code.image as usize];
        Activation { image, number: code.image, proc: image.program.proc(code.proc), closure, base }
    }

    /// Makes the variables of a procedure.
    pub(super) fn enter(&mut self, activation: &Activation<'a>) -> Result {
        let &Activation { proc, base, .. } = activation;
        for index in proc.params as usize..proc.locals.len() {
            debug_assert_eq!(self.values.top(), base + index);
            self.push(Value::UNSET, proc.span)?;
        }
        for (index, local) in proc.locals.iter().enumerate() {
            if local.storage == Storage::Cell {
                let cell = closure::new_cell(self.values.get(base + index));
                self.values.set(base + index, cell);
            }
        }
        Ok(())
    }

    pub(super) fn push(&mut self, value: Value, span: Span) -> Result {
        self.values.push(value).inspect_err(|_| self.at(span))
    }
}

impl Ready {
    /// Where the arguments begin.
    pub(super) fn args(&self) -> usize {
        self.args
    }
}

/// What calling a value means. The number of arguments of a closure is compared by its description, as in compiled code.
fn target_of(value: Value) -> Target {
    if let Some(builtin) = value.as_builtin() {
        // Safety: the object is static.
        return Target::Builtin(unsafe { &*builtin });
    }
    match value.as_closure() {
        Some(closure) => Target::Proc(Code::of_closure(closure), value),
        None => Target::Value(value),
    }
}
