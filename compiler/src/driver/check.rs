//! `omgc check`

use super::args::CheckArguments;
use super::output::Console;
use super::phases::Phases;
use super::pipeline;

/// The exit status: 0 if the program can be compiled.
pub fn check(arguments: &CheckArguments, console: &Console) -> i32 {
    let phases = Phases::new(console);
    let checked = pipeline::check(&arguments.file, &arguments.source, &phases, console);
    phases.finish();
    if checked.is_some() { 0 } else { 1 }
}
