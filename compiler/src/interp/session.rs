//! Programs one after another that share variables and modules: what an interactive session runs on. A program that fails
//! is over, what it did stays, and the next one can run.

use omg_runtime::value::Value;
use omg_runtime::{errors, handles, interrupt, output, sys, text};

use super::image::{Code, Image};
use super::modules::ModuleState;
use super::values::Values;
use super::{Call, Interpreter, Result, Unwind, with_memory};
use crate::hir::{ModuleId, ProcId, Program, SHARED_GLOBALS, StmtKind};
use crate::source::SourceMap;

/// The interpreter of a session.
pub struct Session {
    interpreter: Interpreter<'static>,
}

/// How a program of a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Finished,
    /// By an error that nothing caught, which has been printed.
    Raised,
    /// Because somebody [asked](interrupt), which has been printed.
    Interrupted,
}

/// The place of a module variable that programs share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(usize);

/// The state of a module that programs share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleKey(usize);

/// Sets the interpreter up, and hands it to `work`. `args` and `module_file` are the variables of these names. The result is
/// what `work` gives, an exit status.
pub fn with_session(args: &[String], module_file: &str, work: impl FnOnce(Session) -> i32) -> i32 {
    with_memory(SHARED_GLOBALS.len(), |values: Values| {
        let mut interpreter = Interpreter::new(values, 0);
        interpreter.fill_shared_globals(args, module_file);
        let status = work(Session { interpreter });
        sys::terminal::restore();
        match handles::flush() {
            Ok(()) => status,
            Err(error) => {
                output::print_error(format_args!("cannot write to a file: {}\n", sys::describe(error)));
                1
            }
        }
    })
}

impl Session {
    /// A place for one more variable, which is unset.
    pub fn add_slot(&mut self) -> Slot {
        let values = &mut self.interpreter.values;
        let pushed = values.push(Value::UNSET);
        debug_assert!(pushed.is_ok(), "the value stack is large, and nothing runs");
        Slot(values.top() - 1)
    }

    /// One of the [`SHARED_GLOBALS`].
    pub fn shared_slot(&self, index: usize) -> Slot {
        debug_assert!(index < SHARED_GLOBALS.len());
        Slot(index)
    }

    /// One more module, which has not run.
    pub fn add_module(&mut self) -> ModuleKey {
        self.interpreter.modules.push(ModuleState::NotRun);
        ModuleKey(self.interpreter.modules.len() - 1)
    }

    /// Whether an error ended the body of a module.
    pub fn has_failed(&self, module: ModuleKey) -> bool {
        self.interpreter.modules[module.0] == ModuleState::Started
    }

    /// The value of a variable; none if it is unset.
    pub fn value(&self, slot: Slot) -> Option<Value> {
        Some(self.interpreter.values.get(slot.0)).filter(|value| *value != Value::UNSET)
    }

    /// The procedure that a value is, and the program that it comes from.
    pub fn procedure(&self, value: Value) -> Option<(&'static Program, ProcId)> {
        let code = Code::of_closure(value.as_closure()?);
        Some((self.interpreter.images[code.image as usize].program, code.proc))
    }

    /// Runs the entry module of a program, whose variables and modules have these places. The values of its expression
    /// statements go to `show`, except those inside other statements. The program stays in memory for good: any variable
    /// may hold a procedure of it.
    pub fn run(
        &mut self,
        program: Program,
        slots: Vec<Slot>,
        modules: Vec<ModuleKey>,
        sources: &SourceMap,
        show: &mut dyn FnMut(&Session, Value),
    ) -> Ended {
        let program: &'static Program = Box::leak(Box::new(program));
        let (slots, modules) = (slots.iter().map(|slot| slot.0), modules.iter().map(|module| module.0));
        let image = Box::leak(Box::new(Image::new(program, slots.collect(), modules.collect())));
        let number = self.interpreter.add_image(image);
        let top = self.interpreter.values.top();
        let result = self.entry(number, show);
        let ended = match result {
            Ok(()) => Ended::Finished,
            Err(Unwind::Raised) => Ended::Raised,
            Err(Unwind::Stopped) => Ended::Interrupted,
        };
        let error = text::of(errors::take());
        match ended {
            Ended::Finished => {}
            Ended::Raised => {
                output::end_line();
                self.interpreter.print_traceback(&error, sources);
            }
            Ended::Interrupted => {
                // The terminal shows the key.
                output::write(b"\n");
                self.interpreter.print_traceback("Interrupted", sources);
            }
        }
        interrupt::clear();
        output::flush();
        self.interpreter.calls.clear();
        self.interpreter.values.truncate(top);
        ended
    }

    /// The body of the entry module, statement by statement.
    fn entry(&mut self, number: u32, show: &mut dyn FnMut(&Session, Value)) -> Result {
        let program = self.interpreter.images[number as usize].program;
        let code = Code { image: number, proc: program.module(ModuleId(0)).body };
        let activation = self.interpreter.activation(code, Value::NONE, self.interpreter.values.top());
        self.interpreter.calls.push(Call { code, span: activation.proc.span });
        self.interpreter.enter(&activation)?;
        for statement in &activation.proc.body {
            match &statement.kind {
                StmtKind::Expr(expr) => {
                    let value = self.interpreter.expr(expr, &activation)?;
                    show(self, value);
                    self.interpreter.tick(expr.span)?;
                }
                _ => {
                    self.interpreter.statement(statement, &activation)?;
                }
            }
        }
        Ok(())
    }
}
