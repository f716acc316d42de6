//! The reference interpreter: walks the HIR with the runtime's own values and operations. It is what compiled programs
//! are compared with, so it is to be obviously right; speed does not matter.
//!
//! Values lie where the collector finds them: in local variables on the machine's stack, which the interpreter's own
//! recursion runs on, and on a [value stack](values) with the variables of the procedures and the arguments of calls.
//! Lists are never changed in place on behalf of `xs := xs + [v]`: that is an optimisation of compiled code.

mod call;
mod expr;
mod modules;
mod stmt;
mod values;
mod variables;

use omg_runtime::program::{ProcInfo, Text};
use omg_runtime::traceback::{self, Frame};
use omg_runtime::value::Value;
use omg_runtime::{errors, heap, output, stack, string, sys, text};

use crate::hir::{ModuleId, Proc, ProcId, Program};
use crate::source::{SourceMap, Span};
use modules::ModuleState;
use values::Values;

/// Address space for the machine's stack: a hundred thousand calls of the interpreted program, each of which is several
/// of the interpreter.
const STACK_SIZE: usize = 512 << 20;

/// An error is pending in the runtime. The calls that were live when it was raised are still on [`Interpreter::calls`].
struct Raised;

type Result<T = ()> = std::result::Result<T, Raised>;

/// Runs the program to its end. `args` is the program's own name and its arguments. The result is the exit status.
pub fn run(program: &Program, sources: &SourceMap, args: &[String]) -> i32 {
    let mut status = 1;
    let done = stack::run_in(STACK_SIZE, |base| {
        heap::init(base as usize);
        heap::set_stress(std::env::var_os("OMG_GC_STRESS").is_some_and(|value| value == "1"));
        status = interpret(program, sources, args);
    });
    if let Err(error) = done {
        output::print_error(format_args!("cannot reserve a stack: error {}\n", error.raw_os_error()));
    }
    status
}

fn interpret(program: &Program, sources: &SourceMap, args: &[String]) -> i32 {
    let values = match Values::reserve(program.globals.len()) {
        Ok(values) => values,
        Err(error) => {
            output::print_error(format_args!("cannot reserve memory: error {}\n", error.raw_os_error()));
            return 1;
        }
    };
    let mut interpreter = Interpreter::new(program, sources, values);
    interpreter.fill_shared_globals(args);
    match interpreter.main() {
        Ok(()) => {
            output::flush();
            0
        }
        Err(Raised) => {
            interpreter.print_traceback();
            1
        }
    }
}

/// A call that has not returned, for tracebacks.
struct Call {
    proc: ProcId,
    /// What is being executed in it.
    span: Span,
}

struct Interpreter<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    values: Values,
    /// Innermost last.
    calls: Vec<Call>,
    modules: Vec<ModuleState>,
    /// What procedure values refer to, by [`ProcId`].
    infos: Vec<ProcInfo>,
}

impl<'a> Interpreter<'a> {
    fn new(program: &'a Program, sources: &'a SourceMap, values: Values) -> Interpreter<'a> {
        let info = |proc: &Proc| ProcInfo {
            name: Text { data: proc.name.as_ptr(), len: proc.name.len() as u64 },
            arity: u64::from(proc.params),
        };
        let infos = program.procs.iter().map(info).collect();
        let modules = vec![ModuleState::NotRun; program.modules.len()];
        Interpreter { program, sources, values, calls: Vec::new(), modules, infos }
    }

    /// `args`, `module_file`, `current_dir`.
    fn fill_shared_globals(&mut self, args: &[String]) {
        let base = self.values.top();
        // A program's own arguments cannot use up the value stack.
        let fits = args.iter().all(|arg| self.values.push(string::new(arg)).is_ok());
        debug_assert!(fits, "the value stack is large");
        let list = self.values.list_from(base);
        self.values.set_global(0, list);
        self.values.set_global(1, string::new(&self.program.modules[0].name));
        let current_dir = sys::process::current_dir().unwrap_or_default();
        self.values.set_global(2, string::new(&String::from_utf8_lossy(&current_dir)));
    }

    fn main(&mut self) -> Result {
        self.run_module(ModuleId(0))
    }

    /// What is executed now, in case it raises.
    fn at(&mut self, span: Span) {
        if let Some(call) = self.calls.last_mut() {
            call.span = span;
        }
    }

    /// The result of a runtime function that was called for what stands at `span`.
    fn checked(&mut self, value: Value, span: Span) -> Result<Value> {
        if value == Value::RAISED {
            self.at(span);
            return Err(Raised);
        }
        Ok(value)
    }

    /// Raises the error that a function of the runtime's [`errors`] has stored.
    fn raise<T>(&mut self, raised: Value, span: Span) -> Result<T> {
        debug_assert!(raised == Value::RAISED);
        self.at(span);
        Err(Raised)
    }

    fn print_traceback(&self) {
        let error = text::of(errors::take());
        let frames = self.calls.iter().rev().map(|call| {
            let proc = self.program.proc(call.proc);
            let line = self.sources.line(call.span);
            Frame { file: &self.program.module(proc.module).name, line, procedure: &proc.name }
        });
        traceback::print(frames, &error);
    }
}
