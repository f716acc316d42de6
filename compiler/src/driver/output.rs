//! What goes to the user's terminal: diagnostics, errors of the command line, progress.

use std::io::{IsTerminal, Write};
use std::path::Path;

use super::args::{MessageFormat, When};
use crate::diagnostics::{Diagnostics, json, render};
use crate::link;
use crate::source::SourceMap;

/// Standard error, as the user wants it.
pub struct Console {
    pub colour: bool,
    pub terminal: bool,
    format: MessageFormat,
}

impl Console {
    pub fn new(colour: When, format: MessageFormat) -> Console {
        let terminal = std::io::stderr().is_terminal();
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let colour = match colour {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && wanted,
        };
        Console { colour, terminal, format }
    }

    /// Writes all diagnostics, and a summary if they prevent an executable.
    pub fn diagnostics(&self, diagnostics: &Diagnostics, program: &str, sources: &SourceMap) {
        let text = match self.format {
            MessageFormat::Human => render::render_all(diagnostics, program, sources, self.colour),
            MessageFormat::Json => json::all_to_json(diagnostics, sources),
        };
        self.write(&text);
    }

    /// Writes all diagnostics, without a summary.
    pub fn diagnostics_alone(&self, diagnostics: &Diagnostics, sources: &SourceMap) {
        let text = match self.format {
            MessageFormat::Human => {
                diagnostics.iter().map(|d| render::render(d, sources, self.colour) + "\n").collect()
            }
            MessageFormat::Json => json::all_to_json(diagnostics, sources),
        };
        self.write(&text);
    }

    /// An error that has no place in a source file.
    pub fn error(&self, message: &str) {
        let (bold, reset) = if self.colour { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        match self.format {
            MessageFormat::Human => self.write(&format!("{bold}error{reset}: {message}\n")),
            MessageFormat::Json => self.write(&(json::remark_to_json("error", message) + "\n")),
        }
    }

    /// Something that was done, or left undone.
    pub fn note(&self, message: &str) {
        match self.format {
            MessageFormat::Human => self.write(&format!("{message}\n")),
            MessageFormat::Json => self.write(&(json::remark_to_json("note", message) + "\n")),
        }
    }

    /// Shows what is being done on one line that the next call replaces; only on a terminal.
    pub fn progress(&self, text: &str) {
        if self.terminal && self.format == MessageFormat::Human {
            self.write(&format!("\r\x1b[K{text}"));
        }
    }

    /// Takes the progress line away.
    pub fn progress_done(&self) {
        self.progress("");
    }

    /// Standard error may be closed; there is nobody left to tell.
    fn write(&self, text: &str) {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}

/// Writes a result to standard output. A closed pipe is a quiet end, as for `cat`; the exit status.
pub fn print(bytes: &[u8], console: &Console) -> i32 {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => 0,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 141,
        Err(error) => {
            console.error(&format!("cannot write to standard output: {error}"));
            1
        }
    }
}

/// Writes a result to the file, or to standard output; the exit status.
pub fn deliver(bytes: &[u8], file: Option<&Path>, console: &Console) -> i32 {
    let Some(file) = file else { return print(bytes, console) };
    match link::write_file(file, bytes) {
        Ok(()) => 0,
        Err(error) => {
            console.error(&format!("cannot write `{}`: {error}", file.display()));
            1
        }
    }
}
