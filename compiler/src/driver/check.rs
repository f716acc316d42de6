//! `omgc check`

use super::args::CheckArguments;
use super::output::{self, Console};
use super::phases::Phases;
use super::{USAGE, pipeline};
use crate::diagnostics::Diagnostics;
use crate::modules::{self, OsFileSystem};
use crate::source::SourceMap;

/// The exit status: 0 if the program can be compiled.
pub fn check(arguments: &CheckArguments, console: &Console) -> i32 {
    if let Some(wanted) = &arguments.why {
        return why(wanted, arguments, console);
    }
    let phases = Phases::new(console);
    let checked = pipeline::check(&arguments.file, &arguments.source, &phases, console);
    phases.finish();
    if checked.is_some() { 0 } else { 1 }
}

/// Answers whether a module is part of the program, and nothing else: errors are shown if they may be why it is not. The
/// exit status: 0 if it is.
fn why(wanted: &str, arguments: &CheckArguments, console: &Console) -> i32 {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let phases = Phases::new(console);
    let graph = pipeline::load(&arguments.file, &arguments.source, &phases, &mut sources, &mut diagnostics);
    phases.finish();
    let graph = match graph {
        Ok(graph) => graph,
        Err(message) => {
            console.error(&message);
            return USAGE;
        }
    };
    let answer = graph.map(|graph| modules::why(&graph, wanted, &sources, &OsFileSystem));
    if let Some(Ok(chain)) = answer {
        return output::print(chain.as_bytes(), console);
    }
    diagnostics.sort();
    console.diagnostics(&diagnostics, &arguments.file.to_string_lossy(), &sources);
    if let Some(Err(reason)) = answer {
        console.error(&reason);
    }
    1
}
