//! `omgc repl`: an interactive session. Inputs are read one at a time, each is [checked](session) as a program of its own that
//! sees the variables of the earlier ones, and runs in the interpreter; the values of its expressions are shown.
//!
//! On a terminal there is a prompt with [line editing](editor); otherwise inputs are read from a pipe without prompts. Where
//! an input ends is decided by [`scan`] in both cases.

mod commands;
mod complete;
mod editor;
mod files;
mod interrupts;
mod pipe;
mod scan;
mod session;
mod show;

use std::cell::RefCell;
use std::rc::Rc;

use omg_runtime::{interrupt, output};

use crate::diagnostics::Diagnostics;
use crate::hir::LintLevels;
use crate::interp::confined::Limits;
use crate::interp::session::{Ended, with_session};
use crate::modules::LoadOptions;
use crate::source::SourceMap;
use session::{Outcome, Session};

/// What tracebacks and messages call the text of the inputs.
const INPUT_NAME: &str = "<input>";

/// What the command line says.
pub struct Options {
    /// How modules are loaded; its edition is that of inputs too.
    pub load: LoadOptions,
    pub lints: LintLevels,
    /// How much generators of modules may use.
    pub limits: Limits,
    /// There is somebody at a terminal.
    pub terminal: bool,
}

/// Where the session's messages go: standard error, as the user wants it.
pub trait Console {
    fn diagnostics(&self, diagnostics: &Diagnostics, sources: &SourceMap);
    /// An error that has no place in a source.
    fn error(&self, message: &str);
}

/// Something that was read.
enum Read {
    /// One input; it may have several lines. The line on which it begins.
    Input(String, u32),
    /// The user gave up an input.
    Cancelled,
    /// Something that is no text, with what is to be said about it.
    Garbage(String),
    End,
}

/// Where inputs come from.
trait Source {
    fn read(&mut self) -> Read;
}

/// Runs a session to its end; the exit status. That of a pipe says whether there were errors.
pub fn repl(options: Options, console: &dyn Console) -> i32 {
    let terminal = options.terminal;
    with_session(&[INPUT_NAME.to_owned()], INPUT_NAME, |interpreter| {
        let session = Rc::new(RefCell::new(Session::new(interpreter, options)));
        if terminal {
            match editor::Editor::open(&session) {
                Ok(mut editor) => {
                    println!("omgc {}: type :help for help, :quit to leave", env!("CARGO_PKG_VERSION"));
                    interrupts::install();
                    converse(&session, &mut editor, console);
                    return 0;
                }
                Err(error) => console.error(&format!("no line editing on this terminal: {error}")),
            }
        }
        let failed = converse(&session, &mut pipe::Pipe::default(), console);
        if failed && !terminal { 1 } else { 0 }
    })
}

/// Reads and runs inputs until the end or `:quit`. Whether any of them failed.
fn converse(session: &RefCell<Session>, source: &mut dyn Source, console: &dyn Console) -> bool {
    let mut failed = false;
    loop {
        match source.read() {
            Read::Input(text, line) => {
                match interrupts::while_running(|| run(&mut session.borrow_mut(), &text, line, console)) {
                    Step::Done => {}
                    Step::Failed => failed = true,
                    Step::Quit => return failed,
                }
            }
            Read::Cancelled => {}
            Read::Garbage(message) => {
                failed = true;
                console.error(&message);
            }
            Read::End => return failed,
        }
    }
}

/// What an input or a command came to.
enum Step {
    Done,
    Failed,
    Quit,
}

fn run(session: &mut Session, text: &str, line: u32, console: &dyn Console) -> Step {
    if let Some(command) = commands::parse(text, session) {
        return commands::run(command, session, line, console);
    }
    let mut show_value = |_: &crate::interp::session::Session, value| show::value(value);
    let outcome = session.run(text, line, &mut show_value);
    report(&outcome, session, console)
}

/// Tells what is wrong with an input.
fn report(outcome: &Outcome, session: &Session, console: &dyn Console) -> Step {
    tell(&outcome.diagnostics, session, console);
    match outcome.ended {
        Some(Ended::Finished) => Step::Done,
        Some(Ended::Raised | Ended::Interrupted) | None => Step::Failed,
    }
}

/// Shows what there is to say about an input, below what was printed before.
fn tell(diagnostics: &Diagnostics, session: &Session, console: &dyn Console) {
    if diagnostics.iter().next().is_some() {
        if interrupt::is_requested() {
            // The terminal shows the key.
            output::write(b"\n");
        }
        output::end_line();
        output::flush();
        console.diagnostics(diagnostics, session.sources());
    }
}
