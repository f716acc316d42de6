//! Running a procedure when the program is compiled: a generator of a module. It has a heap of its own, bounds on steps and
//! memory, and of the world outside it may look at files, which is noted. Whoever meets a bound or reaches for more is
//! stopped; nothing in the program can catch that.
//!
//! The runtime belongs to the process, so one such run waits for another. It may stand inside a program that runs, as in
//! an interactive session.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use omg_runtime::builtins::{BUILTINS, Builtin, Effect, index_of};
use omg_runtime::heap::{self, Bound, Bounds};
use omg_runtime::traceback;
use omg_runtime::value::Value;
use omg_runtime::{contents, errors, float, int, stack, string, text};
use rustc_hash::FxHasher;

use super::image::{Code, Image};
use super::values::Values;
use super::{Interpreter, Result, STACK_SIZE, Unwind, prepare_heap};
use crate::hir::{GlobalId, ModuleId, Program};
use crate::modules::constants::Constant;
use crate::modules::generated::{Found, Input};
use crate::source::{SourceMap, Span};

/// A call to be made, after the bodies of the program's modules have run.
pub struct Task<'a> {
    pub program: &'a Program,
    pub sources: &'a SourceMap,
    /// The variable of the entry module that holds the procedure.
    pub procedure: GlobalId,
    pub arguments: &'a [Constant],
    /// Where relative paths of files lead from.
    pub directory: &'a Path,
    pub limits: Limits,
}

/// How much a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Calls and turns of loops; large objects count as more of them.
    pub steps: u64,
    /// In bytes.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { steps: 100_000_000, memory: 1 << 30 }
    }
}

impl Limits {
    /// The bits of the largest integer: one that fills a 512th of the memory.
    pub fn integer_bits(&self) -> u64 {
        self.memory as u64 / 64
    }
}

/// What a run gave, and what it depended on.
#[derive(Debug)]
pub struct Outcome {
    pub result: std::result::Result<String, Failure>,
    /// The files that were looked at, in this order, each once.
    pub inputs: Vec<Input>,
}

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub problem: Problem,
    /// The calls that were live, as in a traceback.
    pub calls: String,
    /// What was being executed; none outside of all calls.
    pub place: Option<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// An error that nothing caught: `Kind: message`.
    Raised(String),
    /// `emit`, or the name of a built-in that reaches for more than may be had.
    Refused(&'static str),
    /// A file that is none: a device, a pipe.
    NoFile(String),
    TooManySteps,
    TooMuchMemory,
    TooLargeInteger,
    /// The variable holds something else, of this type.
    NoProcedure(&'static str),
    /// The procedure takes another number of arguments.
    Arity(u32),
    /// The result is of this type.
    NoText(&'static str),
    /// The user stopped it.
    Interrupted,
    /// The system has no room for another run.
    System,
}

/// What keeps a run in its bounds.
pub(super) struct Confinement<'a> {
    directory: &'a Path,
    limits: Limits,
    steps: u64,
    inputs: Vec<Input>,
    /// Why the run was stopped.
    stop: Option<Problem>,
}

/// So many bytes of large objects count as a step.
const BYTES_PER_STEP: u64 = 256;

/// One run at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Makes a call.
pub fn run(task: &Task) -> Outcome {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let integer_bits = task.limits.integer_bits();
    let bounds = Bounds { memory: task.limits.memory, integer_bits, exceeded: |bound| resume_unwind(Box::new(bound)) };
    let mut outcome = Ok(Outcome::failed(Problem::System));
    heap::nested(bounds, || {
        // Without a stack the outcome stays as it is.
        let _ = stack::run_in(STACK_SIZE, |base| {
            outcome = catch_unwind(AssertUnwindSafe(|| {
                prepare_heap(base);
                run_here(task)
            }));
        });
    });
    outcome.unwrap_or_else(|panic| match panic.downcast_ref() {
        Some(&bound) => Outcome::failed(Problem::of_bound(bound)),
        None => resume_unwind(panic),
    })
}

fn run_here(task: &Task) -> Outcome {
    let Ok(values) = Values::reserve(task.program.globals.len()) else { return Outcome::failed(Problem::System) };
    let image = Image::alone(task.program);
    let mut interpreter = Interpreter::new(values, task.program.modules.len());
    let confinement =
        Confinement { directory: task.directory, limits: task.limits, steps: 0, inputs: Vec::new(), stop: None };
    interpreter.confinement = Some(confinement);
    let result = catch_unwind(AssertUnwindSafe(|| interpreter.generate(task, &image)));
    let result = match result {
        Ok(Ok(result)) => result,
        Ok(Err(Unwind::Raised)) => Err(Problem::Raised(text::of(errors::take()))),
        Ok(Err(Unwind::Stopped)) => Err(interpreter.confined().stop.take().unwrap_or(Problem::Interrupted)),
        Err(panic) => Err(Problem::of_bound(bound_of(panic))),
    };
    let result = result.map_err(|problem| Failure {
        problem,
        calls: traceback::calls(interpreter.frames(task.sources)).to_string(),
        place: interpreter.calls.last().map(|call| call.span),
    });
    Outcome { result, inputs: std::mem::take(&mut interpreter.confined().inputs) }
}

/// The bound that was met, if that is why control came here.
fn bound_of(panic: Box<dyn Any + Send>) -> Bound {
    *panic.downcast().unwrap_or_else(|panic| resume_unwind(panic))
}

impl Outcome {
    /// Nothing was run, or nothing is known of it any more.
    fn failed(problem: Problem) -> Outcome {
        Outcome { result: Err(Failure { problem, calls: String::new(), place: None }), inputs: Vec::new() }
    }
}

impl Problem {
    fn of_bound(bound: Bound) -> Problem {
        match bound {
            Bound::Memory => Problem::TooMuchMemory,
            Bound::Integer => Problem::TooLargeInteger,
        }
    }
}

impl<'a> Interpreter<'a> {
    fn confined(&mut self) -> &mut Confinement<'a> {
        self.confinement.as_mut().expect("the run is confined")
    }

    /// Runs the bodies of the modules and makes the call.
    fn generate(&mut self, task: &Task<'a>, image: &'a Image<'a>) -> Result<std::result::Result<String, Problem>> {
        let file = &task.program.modules[0].name;
        self.fill_shared_globals(&[file.to_string()], file);
        self.values.set(2, string::new(&task.directory.to_string_lossy()));
        let number = self.add_image(image);
        self.run_module(ModuleId(0), number)?;
        let procedure = self.values.get(image.slot(task.procedure));
        let Some(closure) = procedure.as_closure() else {
            return Ok(Err(Problem::NoProcedure(errors::type_name(procedure))));
        };
        let code = Code::of_closure(closure);
        let params = self.proc(code).params;
        if params as usize != task.arguments.len() {
            return Ok(Err(Problem::Arity(params)));
        }
        let base = self.values.top();
        for argument in task.arguments {
            self.values.push(value_of(argument))?;
        }
        let result = self.run_proc(code, procedure, base)?;
        Ok(match contents::text(result) {
            Some(text) => Ok(text.to_owned()),
            None => Err(Problem::NoText(errors::type_name(result))),
        })
    }

    /// Counts a step of a confined run.
    pub(super) fn count_step(&mut self, span: Span) -> Result {
        let Some(confinement) = &mut self.confinement else { return Ok(()) };
        confinement.steps += 1;
        if confinement.steps + heap::large_bytes() / BYTES_PER_STEP > confinement.limits.steps {
            return self.stop(Problem::TooManySteps, span);
        }
        Ok(())
    }

    /// Stops a confined run; `emit` and the like are refused so.
    pub(super) fn stop<T>(&mut self, problem: Problem, span: Span) -> Result<T> {
        self.at(span);
        self.confined().stop = Some(problem);
        Err(Unwind::Stopped)
    }

    /// The built-in to be called in a confined run instead of one, with the arguments from `args` on: a call by name is
    /// looked through, and the path of a file is made absolute and noted.
    pub(super) fn admit(&mut self, mut builtin: &'static Builtin, args: usize, span: Span) -> Result<&'static Builtin> {
        while let Some(called) = self.called_by_name(builtin, args) {
            self.count_step(span)?;
            let list = self.values.get(args + 1);
            self.values.truncate(args);
            for value in contents::values(list) {
                self.push(value, span)?;
            }
            builtin = called;
        }
        match builtin.effect {
            Effect::Pure => {}
            Effect::ReadsFiles => self.look_at_file(args, span)?,
            Effect::Outside => return self.stop(Problem::Refused(builtin.name), span),
        }
        Ok(builtin)
    }

    /// The built-in that `call_builtin` calls with these arguments, if that is what is called.
    fn called_by_name(&self, builtin: &Builtin, args: usize) -> Option<&'static Builtin> {
        let is_call = builtin.name == "call_builtin" && self.values.top() == args + 2;
        let name = is_call.then(|| contents::text(self.values.get(args))).flatten()?;
        self.values.get(args + 1).as_list()?;
        index_of(name).map(|index| BUILTINS[index])
    }

    /// Notes the file that the argument at `args` is the path of. Whatever is no path is left to the built-in.
    fn look_at_file(&mut self, args: usize, span: Span) -> Result {
        if self.values.top() == args {
            return Ok(());
        }
        let Some(name) = contents::text(self.values.get(args)).map(str::to_owned) else { return Ok(()) };
        let path = self.confined().directory.join(&name);
        let found = match std::fs::metadata(&path) {
            Err(_) => Found::Nothing,
            Ok(metadata) if metadata.is_dir() => Found::Directory,
            Ok(metadata) if !metadata.is_file() => {
                return self.stop(Problem::NoFile(path.display().to_string()), span);
            }
            Ok(metadata) if metadata.len() > self.confined().limits.memory as u64 => {
                return self.stop(Problem::TooMuchMemory, span);
            }
            Ok(_) => Found::File(std::fs::read(&path).ok().map(|contents| hash(&contents))),
        };
        self.values.set(args, string::new(&path.to_string_lossy()));
        let input = Input { name, path, found };
        let inputs = &mut self.confined().inputs;
        if !inputs.contains(&input) {
            inputs.push(input);
        }
        Ok(())
    }
}

fn value_of(constant: &Constant) -> Value {
    match constant {
        Constant::Int(value) => int::from_big(value),
        Constant::Float(value) => float::new(*value),
        Constant::Str(value) => string::new(value),
        Constant::Bool(value) => Value::bool(*value),
    }
}

fn hash(contents: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    contents.hash(&mut hasher);
    hasher.finish()
}
