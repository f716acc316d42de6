//! The prompt on a terminal: line editing, completion, and the history of inputs, which is kept in a file.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use omg_runtime::output;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Helper};

use super::commands::is_command;
use super::complete::complete;
use super::scan::is_complete;
use super::session::Session;
use super::{Read, Source};

const PROMPT: &str = "omg> ";

/// How many inputs are kept.
const HISTORY: usize = 10_000;

/// The line editor.
pub struct Editor {
    inner: rustyline::Editor<Assistant, DefaultHistory>,
    /// None if there is no place for one.
    history: Option<PathBuf>,
    /// Lines that were read.
    lines: u32,
}

impl Editor {
    /// Takes over the terminal. Fails if it cannot be used that way.
    pub fn open(session: &Rc<RefCell<Session>>) -> rustyline::Result<Editor> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .auto_add_history(false)
            .max_history_size(HISTORY)?
            .tab_stop(4)
            .build();
        let mut inner = rustyline::Editor::with_config(config)?;
        inner.set_helper(Some(Assistant { session: Rc::clone(session) }));
        let history = history_file();
        if let Some(file) = &history {
            // The first session finds none.
            let _ = inner.load_history(file);
        }
        Ok(Editor { inner, history, lines: 0 })
    }

    /// Remembers an input. A history that cannot be written is no reason to trouble anybody.
    fn remember(&mut self, input: &str) {
        if !input.trim().is_empty() && self.inner.add_history_entry(input).unwrap_or(false) {
            let _ = self.history.as_ref().map(|file| self.inner.append_history(file));
        }
    }
}

impl Source for Editor {
    fn read(&mut self) -> Read {
        // The prompt takes the whole line.
        output::end_line();
        output::flush();
        match self.inner.readline(PROMPT) {
            Ok(input) => {
                self.remember(&input);
                let first = self.lines + 1;
                self.lines += input.split('\n').count() as u32;
                Read::Input(input + "\n", first)
            }
            Err(ReadlineError::Interrupted) => Read::Cancelled,
            Err(ReadlineError::Eof) => Read::End,
            Err(error) => {
                eprintln!("cannot read from the terminal: {error}");
                Read::End
            }
        }
    }
}

/// `$XDG_STATE_HOME/omgc/history`, else `~/.local/state/omgc/history`. Its folder is made.
fn history_file() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    let folder = base.join("omgc");
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

/// What the editor asks while a line is edited.
struct Assistant {
    session: Rc<RefCell<Session>>,
}

impl Helper for Assistant {}
impl Hinter for Assistant {
    type Hint = String;
}
impl Highlighter for Assistant {}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let completion = complete(&line[..pos], &self.session.borrow());
        Ok((completion.start, completion.candidates))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        let is_whole = is_command(input) || is_complete(input);
        Ok(if is_whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}
