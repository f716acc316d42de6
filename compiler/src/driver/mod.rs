//! The command line: what is asked for, and the phases in order. No logic of the language is here.

mod args;
mod build;
mod cache;
mod check;
mod compare;
mod doc;
mod emit;
mod explain;
mod fix;
mod graph;
pub mod measure;
mod output;
mod phases;
mod pipeline;
mod repl;
mod rewrite;
mod run;

use std::ffi::OsString;

use clap::Parser;

use args::{Arguments, Command, ReplArguments};
use output::Console;

/// The stack of the thread on which the compiler works: enough for the deepest program that the parser lets through.
const STACK_SIZE: usize = 1 << 30;

/// Exit status of a run that was asked for something impossible: bad arguments, files that cannot be written.
const USAGE: i32 = 2;

/// Does what the command line says; the exit status.
pub fn main(arguments: impl Iterator<Item = OsString>) -> i32 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = error.exit_code();
            return if error.print().is_ok() { status } else { USAGE };
        }
    };
    let work =
        std::thread::Builder::new().name("omgc".into()).stack_size(STACK_SIZE).spawn(move || dispatch(arguments));
    match work {
        Ok(thread) => thread.join().unwrap_or(101),
        Err(error) => {
            eprintln!("error: cannot start the compiler's thread: {error}");
            USAGE
        }
    }
}

fn dispatch(arguments: Arguments) -> i32 {
    let console = Console::new(arguments.color, arguments.message_format);
    match (arguments.explain, arguments.command) {
        (Some(code), _) => explain::explain(&code, &console),
        (None, Some(Command::Build(arguments))) => build::build(&arguments, &console),
        (None, Some(Command::Run(arguments))) => run::run(&arguments, &console),
        (None, Some(Command::Check(arguments))) => check::check(&arguments, &console),
        (None, Some(Command::Fix(arguments))) => fix::fix(&arguments, &console),
        (None, Some(Command::Graph(arguments))) => graph::graph(&arguments, &console),
        (None, Some(Command::Compare(arguments))) => compare::compare(&arguments, &console),
        (None, Some(Command::Doc(arguments))) => doc::doc(&arguments, &console),
        (None, Some(Command::Repl(arguments))) => repl::repl(&arguments, &console),
        (None, None) if repl::is_interactive() => repl::repl(&ReplArguments::default(), &console),
        (None, None) => explain::help(),
    }
}
