//! `:help` and the other commands: what is said to the session and not to the language.

use omg_runtime::builtins::{PAGES, index_of};
use omg_runtime::object::FROZEN_FLAG;
use omg_runtime::value::Value;
use omg_runtime::{errors, output};

use super::session::{Outcome, Session};
use super::{Console, Step, report, tell};
use crate::diagnostics::nearest::nearest;
use crate::hir::{self, Proc, ProcId, Program};
use crate::interp::session as interpreter;
use crate::mir;
use crate::syntax::ast::{Stmt, StmtKind};

/// All commands, with what is to be said about each.
pub const COMMANDS: [(&str, &str, &str); 6] = [
    (":help", "", "shows this"),
    (":type", "EXPR", "evaluates an expression and shows the type of its value"),
    (":names", "", "lists the variables of this session"),
    (":reload", "", "loads the imported modules anew and repeats the imports; variables stay"),
    (":emit", "mir|hir F", "shows what the compiler makes of a procedure"),
    (":quit", "", "ends the session, as Ctrl-D does"),
];

const HELP: &str = "\
Type statements and expressions of OMG; the value of an expression is shown. An input goes on while brackets, braces,
strings or comments are open. Variables, procedures and imports stay for later inputs; all but imports can be declared again.
Ctrl-C gives an unfinished input up and stops one that is running; TAB completes names, attributes and import paths.
";

/// A command with its arguments.
pub struct Command<'a> {
    name: &'a str,
    arguments: &'a str,
}

/// Whether an input is a command, right or wrong, rather than a part of a program.
pub fn is_command(input: &str) -> bool {
    input.trim_start().starts_with(':')
}

/// The command that an input is, if it is one. The words that people try to leave or to find help with count too, unless the
/// session has variables of these names.
pub fn parse<'a>(input: &'a str, session: &Session) -> Option<Command<'a>> {
    let input = input.trim();
    match input {
        "quit" | "exit" if !session.declares(input) => return Some(Command { name: ":quit", arguments: "" }),
        "help" if !session.declares(input) => return Some(Command { name: ":help", arguments: "" }),
        _ if !is_command(input) => return None,
        _ => {}
    }
    let (name, arguments) = input.split_once(char::is_whitespace).unwrap_or((input, ""));
    let name = match name {
        ":q" | ":exit" => ":quit",
        ":h" | ":?" => ":help",
        ":t" => ":type",
        ":r" => ":reload",
        name => name,
    };
    Some(Command { name, arguments: arguments.trim() })
}

pub fn run(command: Command, session: &mut Session, line: u32, console: &dyn Console) -> Step {
    let Command { name, arguments } = command;
    let takes_arguments = COMMANDS.iter().any(|(known, takes, _)| *known == name && !takes.is_empty());
    if !arguments.is_empty() && !takes_arguments && COMMANDS.iter().any(|(known, ..)| *known == name) {
        return fail(&format!("`{name}` takes no arguments"), console);
    }
    match name {
        ":quit" => return Step::Quit,
        ":help" => help(),
        ":names" => names(session),
        ":reload" => return reload(session, console),
        ":type" => return show_type(arguments, session, line, console),
        ":emit" => return emit(arguments, session, line, console),
        _ => return unknown(name, console),
    }
    Step::Done
}

fn fail(message: &str, console: &dyn Console) -> Step {
    output::end_line();
    output::flush();
    console.error(message);
    Step::Failed
}

fn print(text: &str) {
    output::end_line();
    output::write(text.as_bytes());
    output::write(b"\n");
    output::flush();
}

fn help() {
    let row =
        |(name, arguments, text): &(&str, &str, &str)| format!("  {:<18} {text}\n", format!("{name} {arguments}"));
    let rows: String = COMMANDS.iter().map(row).collect();
    print(&format!("{HELP}\n{}", rows.trim_end()));
}

fn names(session: &Session) {
    let mut names: Vec<&str> = session.names().collect();
    names.sort_unstable();
    if !names.is_empty() {
        print(&names.join("  "));
    }
}

fn unknown(name: &str, console: &dyn Console) -> Step {
    let nearest = nearest(name, COMMANDS.iter().map(|(name, ..)| *name));
    let hint = nearest.map(|nearest| format!("did you mean `{nearest}`?")).unwrap_or_else(|| "see `:help`".into());
    fail(&format!("there is no command `{name}`; {hint}"), console)
}

/// Reports what each repeated import came to; a step that is done if all of them succeeded.
fn reload(session: &mut Session, console: &dyn Console) -> Step {
    let outcomes = session.reload();
    let mut step = Step::Done;
    for outcome in &outcomes {
        if let Step::Failed = report(outcome, session, console) {
            step = Step::Failed;
        }
    }
    step
}

/// Evaluates an expression and hands its value to `use_value`.
fn evaluate(
    command: &str,
    text: &str,
    session: &mut Session,
    line: u32,
    console: &dyn Console,
    use_value: &mut dyn FnMut(&interpreter::Session, Value),
) -> Step {
    let mut is_expression = true;
    let accept = |statements: &[Stmt]| {
        is_expression = matches!(statements, [Stmt { kind: StmtKind::Expr(_), .. }]);
        is_expression
    };
    let Outcome { diagnostics: found, ended } = session.run_if(&format!("{text}\n"), line, accept, use_value);
    if !is_expression {
        return fail(&format!("`{command}` takes an expression"), console);
    }
    if ended.is_none() {
        tell(&found, session, console);
    }
    if ended == Some(interpreter::Ended::Finished) { Step::Done } else { Step::Failed }
}

fn show_type(text: &str, session: &mut Session, line: u32, console: &dyn Console) -> Step {
    let mut show = |interpreter: &interpreter::Session, value| print(&describe(interpreter, value));
    evaluate(":type", text, session, line, console, &mut show)
}

/// The type of a value; of a procedure, how it is called.
fn describe(interpreter: &interpreter::Session, value: Value) -> String {
    let of_proc = || interpreter.procedure(value).map(|(program, proc)| signature(program.proc(proc)));
    let of_builtin = || {
        // Safety: built-ins are static.
        let builtin = value.as_builtin().map(|builtin| unsafe { &*builtin })?;
        Some(format!("{}: {}", builtin.signature, PAGES[index_of(builtin.name)?].summary))
    };
    let signature = of_proc().or_else(of_builtin).map(|signature| format!(" {signature}"));
    let frozen = if is_frozen(value) { "read-only " } else { "" };
    format!("{frozen}{}{}", errors::type_name(value), signature.unwrap_or_default())
}

/// Whether a value is a namespace, or was made by `freeze`.
fn is_frozen(value: Value) -> bool {
    // Safety: the object is live.
    value.as_dict().is_some_and(|dict| unsafe { (*dict).header.flags & FROZEN_FLAG != 0 })
}

fn signature(proc: &Proc) -> String {
    let params: Vec<&str> = proc.locals[..proc.params as usize].iter().map(|local| &*local.name).collect();
    format!("{}({})", proc.name, params.join(", "))
}

/// `:emit mir f`
fn emit(arguments: &str, session: &mut Session, line: u32, console: &dyn Console) -> Step {
    let (print_form, expr): (fn(&Program, ProcId) -> String, &str) = match arguments.split_once(char::is_whitespace) {
        Some(("mir", expr)) => (mir_of, expr),
        Some(("hir", expr)) => (hir::dump_proc, expr),
        _ => return fail("write `:emit mir F` or `:emit hir F`, where F is a procedure", console),
    };
    let mut is_procedure = false;
    let mut show = |interpreter: &interpreter::Session, value| {
        if let Some((program, proc)) = interpreter.procedure(value) {
            is_procedure = true;
            print(print_form(program, proc).trim_end());
        }
    };
    match evaluate(":emit", expr, session, line, console, &mut show) {
        Step::Done if !is_procedure => fail(&format!("`{expr}` is not a procedure of OMG"), console),
        step => step,
    }
}

fn mir_of(program: &Program, proc: ProcId) -> String {
    let built = mir::build::build(program);
    mir::text::print_proc(&built, built.proc(proc))
}
