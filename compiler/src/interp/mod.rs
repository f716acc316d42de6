//! The reference interpreter: walks the HIR with the runtime's own values and operations. It is what compiled programs
//! are compared with, so it is to be obviously right; speed does not matter.
//!
//! Values lie where the collector finds them: in local variables on the machine's stack, which the interpreter's own
//! recursion runs on, and on a [value stack](values) with the variables of the procedures and the arguments of calls.
//! Lists are never changed in place on behalf of `xs := xs + [v]`: that is an optimisation of compiled code.

mod call;
pub mod confined;
mod expr;
mod image;
mod modules;
pub mod session;
mod stmt;
mod values;
mod variables;

use std::os::unix::ffi::OsStrExt;

use omg_runtime::traceback::{self, Frame};
use omg_runtime::value::Value;
use omg_runtime::{errors, heap, interrupt, output, stack, string, sys, text};

use crate::hir::{ModuleId, Proc, Program};
use crate::source::{SourceMap, Span};
use confined::Confinement;
use image::{Code, Image};
use modules::ModuleState;
use values::Values;

/// Address space for the machine's stack: a hundred thousand calls of the interpreted program, each of which is several
/// of the interpreter.
const STACK_SIZE: usize = 512 << 20;

/// Why control leaves what is being executed. The calls that were live are still on [`Interpreter::calls`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unwind {
    /// An error is pending in the runtime, which `try` may catch.
    Raised,
    /// The program is to stop, see [`interrupt`]. Nothing catches that.
    Stopped,
}

type Result<T = ()> = std::result::Result<T, Unwind>;

/// Runs the program to its end, which is that of the process. `args` is the program's own name and its arguments. The
/// result is the exit status if it cannot even begin.
pub fn run(program: &Program, sources: &SourceMap, args: &[String]) -> i32 {
    with_memory(program.globals.len(), |values| interpret(program, sources, args, values))
}

/// Runs `work` on a stack of its own and hands it the value stack, with so many module variables. The result is an exit
/// status.
fn with_memory(globals: usize, work: impl FnOnce(Values) -> i32) -> i32 {
    let mut status = 1;
    take_environment();
    let done = stack::run_in(STACK_SIZE, |base| {
        prepare_heap(base);
        match Values::reserve(globals) {
            Ok(values) => status = work(values),
            Err(error) => {
                output::print_error(format_args!("cannot reserve memory: error {}\n", error.raw_os_error()));
            }
        }
    });
    if let Err(error) = done {
        output::print_error(format_args!("cannot reserve a stack: error {}\n", error.raw_os_error()));
    }
    status
}

/// Makes the environment known to the runtime, which does not read it itself in this process.
fn take_environment() {
    let entries = std::env::vars_os().map(|(name, value)| {
        let entry = [name.as_bytes(), b"=", value.as_bytes()].concat();
        &*entry.leak()
    });
    sys::set_arguments(Vec::new(), entries.collect());
}

/// Lets the collector scan the stack of that base.
fn prepare_heap(base: *const usize) {
    heap::init(base as usize);
    heap::set_stress(std::env::var_os("OMG_GC_STRESS").is_some_and(|value| value == "1"));
}

fn interpret(program: &Program, sources: &SourceMap, args: &[String], values: Values) -> i32 {
    let image = Image::alone(program);
    let mut interpreter = Interpreter::new(values, program.modules.len());
    interpreter.fill_shared_globals(args, &program.modules[0].name);
    let entry = interpreter.add_image(&image);
    let result = interpreter.run_module(ModuleId(0), entry);
    if result.is_err() {
        interpreter.print_traceback(&text::of(errors::take()), sources);
    }
    // The process ends here: in one that `fork` made, there are no callers that go on.
    output::exit(i32::from(result.is_err()))
}

/// A call that has not returned, for tracebacks.
struct Call {
    code: Code,
    /// What is being executed in it.
    span: Span,
}

struct Interpreter<'a> {
    /// By their numbers.
    images: Vec<&'a Image<'a>>,
    values: Values,
    /// Innermost last.
    calls: Vec<Call>,
    modules: Vec<ModuleState>,
    /// Of a run at compile time.
    confinement: Option<Confinement<'a>>,
}

impl<'a> Interpreter<'a> {
    fn new(values: Values, modules: usize) -> Interpreter<'a> {
        let modules = vec![ModuleState::NotRun; modules];
        Interpreter { images: Vec::new(), values, calls: Vec::new(), modules, confinement: None }
    }

    /// Makes a program known; the number that it gets.
    fn add_image(&mut self, image: &'a Image<'a>) -> u32 {
        self.images.push(image);
        self.images.len() as u32 - 1
    }

    fn proc(&self, code: Code) -> &'a Proc {
        self.images[code.image as usize].program.proc(code.proc)
    }

    /// `args`, `module_file`, `current_dir`.
    fn fill_shared_globals(&mut self, args: &[String], module_file: &str) {
        let base = self.values.top();
        // A program's own arguments cannot use up the value stack.
        let fits = args.iter().all(|arg| self.values.push(string::new(arg)).is_ok());
        debug_assert!(fits, "the value stack is large");
        let list = self.values.list_from(base);
        self.values.set(0, list);
        self.values.set(1, string::new(module_file));
        let current_dir = sys::process::current_dir().unwrap_or_default();
        self.values.set(2, string::new(&String::from_utf8_lossy(&current_dir)));
    }

    /// Called at each call and each turn of a loop.
    fn tick(&mut self, span: Span) -> Result {
        self.stop_on_request(span)?;
        self.count_step(span)
    }

    /// Called after whatever may have taken long: what it gave may be incomplete.
    fn stop_on_request(&mut self, span: Span) -> Result {
        if interrupt::is_requested() {
            self.at(span);
            return Err(Unwind::Stopped);
        }
        Ok(())
    }

    /// What is executed now, in case it raises.
    fn at(&mut self, span: Span) {
        if let Some(call) = self.calls.last_mut() {
            call.span = span;
        }
    }

    /// The result of a runtime function that was called for what stands at `span`.
    fn checked(&mut self, value: Value, span: Span) -> Result<Value> {
        self.stop_on_request(span)?;
        if value == Value::RAISED {
            self.at(span);
            return Err(Unwind::Raised);
        }
        Ok(value)
    }

    /// Raises the error that a function of the runtime's [`errors`] has stored.
    fn raise<T>(&mut self, raised: Value, span: Span) -> Result<T> {
        debug_assert!(raised == Value::RAISED);
        self.at(span);
        Err(Unwind::Raised)
    }

    /// Says where the program was stopped, and by which error. The spans of all images are places in `sources`.
    fn print_traceback(&self, error: &str, sources: &SourceMap) {
        traceback::print(self.frames(sources), error);
    }

    /// The calls that are live, innermost first.
    fn frames(&self, sources: &SourceMap) -> impl Iterator<Item = Frame<'a>> {
        self.calls.iter().rev().map(|call| {
            let proc = self.proc(call.code);
            let file = &self.images[call.code.image as usize].program.module(proc.module).name;
            Frame { file, line: sources.line(call.span), procedure: &proc.name }
        })
    }
}
