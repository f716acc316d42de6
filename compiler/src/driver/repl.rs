//! `omgc repl`, and `omgc` alone on a terminal.

use std::io::IsTerminal;

use super::args::ReplArguments;
use super::output::Console;
use super::{USAGE, pipeline};
use crate::diagnostics::Diagnostics;
use crate::hir::Lint;
use crate::repl::{self, Options};
use crate::source::SourceMap;

/// The exit status.
pub fn repl(arguments: &ReplArguments, console: &Console) -> i32 {
    let mut source = arguments.source.clone();
    // An import at the prompt is for later inputs.
    source.allow.push(Lint::UnusedImport.name().to_owned());
    let lints = match pipeline::lint_levels(&source) {
        Ok(lints) => lints,
        Err(message) => {
            console.error(&message);
            return USAGE;
        }
    };
    let load = pipeline::load_options(&arguments.source);
    let limits = pipeline::limits(&arguments.source);
    repl::repl(Options { load, lints, limits, terminal: is_interactive() }, console)
}

/// Whether somebody is there to type.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

impl repl::Console for Console {
    fn diagnostics(&self, diagnostics: &Diagnostics, sources: &SourceMap) {
        self.diagnostics_alone(diagnostics, sources);
    }

    fn error(&self, message: &str) {
        Console::error(self, message);
    }
}
