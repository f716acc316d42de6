//! The table of built-in procedures, in all engines: each example prints what it says, and each wrong argument raises the
//! error that the table promises, however the built-in is called. `docs/builtins.md` is made of the table.

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use omg_runtime::builtins::{BUILTINS, Builtin, PAGES, Page, Types};
use omgc::reference;
use support::engine::Program;
use support::{Outcome, compare, compare_with_file, entries, root, scratch};

/// What examples read from standard input.
const INPUT: &str = "Ada\nLovelace\n";

fn main() {
    let mut trials: Vec<Trial> = BUILTINS
        .iter()
        .zip(PAGES)
        .map(|(builtin, page)| {
            Trial::test(format!("builtins::example::{}", builtin.name), || check_example(builtin, page))
        })
        .collect();
    trials.extend(BUILTINS.iter().zip(PAGES).map(|(builtin, page)| {
        Trial::test(format!("builtins::as_value::{}", builtin.name), || check_as_value(builtin, page))
    }));
    trials.push(Trial::test("builtins::wrong_arguments", wrong_arguments));
    trials.push(Trial::test("builtins::the_page_is_that_of_the_table", || {
        compare_with_file("the page", &root().join("docs/builtins.md"), &reference::page())
    }));
    support::conclude(trials)
}

/// What an example prints: its comments.
fn printed(example: &str) -> String {
    example.lines().filter_map(|line| Some(line.rsplit_once("# ")?.1.to_owned() + "\n")).collect()
}

/// Each example is a program of its own, in which no other built-ins are than those it uses.
fn check_example(builtin: &Builtin, page: &Page) -> Result<(), Failed> {
    assert!(page.example.contains(&format!("{}(", builtin.name)), "the example is about something else");
    let expected = printed(page.example);
    assert!(!expected.is_empty() || builtin.name == "exit_with_error", "the example shows nothing");
    let scratch = scratch();
    check_program(scratch.path(), page.example, &expected)
}

/// The same where the program has the built-in from the list of another module.
fn check_as_value(builtin: &Builtin, page: &Page) -> Result<(), Failed> {
    let scratch = scratch();
    fs::write(scratch.path().join("values.omg"), format!(";;;omg\nalloc list := [{}]\n", builtin.name))?;
    let import = "import \"values.omg\" as values\n";
    let example = calls_replaced(page.example, builtin.name, "values.list[0]");
    assert_ne!(example, page.example);
    check_program(scratch.path(), &format!("{import}{example}"), &printed(page.example))
}

/// The text with `new(` where `name(` was, in comments too.
fn calls_replaced(text: &str, name: &str, new: &str) -> String {
    let call = format!("{name}(");
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&call) {
        let is_whole = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        replaced += &rest[..at];
        replaced += if is_whole { new } else { name };
        rest = &rest[at + name.len()..];
    }
    replaced + rest
}

/// Runs statements in a folder, with [`INPUT`].
fn check_program(folder: &Path, statements: &str, expected: &str) -> Result<(), Failed> {
    let (main, input) = (folder.join("main.omg"), folder.join("input"));
    fs::write(&main, format!(";;;omg\n{statements}\n"))?;
    fs::write(&input, INPUT)?;
    let kept = entries(folder);
    let program = Program { folder, entry: "main.omg", flags: &[], args: &[], stdin: Some(&input) };
    program.run_all(true, |engine, outcome| {
        remove_all_but(folder, &kept)?;
        compare(&format!("{engine}: standard output"), expected, &outcome.stdout)?;
        expect_success(engine, &outcome)
    })
}

/// What one run has left is not there in the next.
fn remove_all_but(folder: &Path, kept: &[PathBuf]) -> std::io::Result<()> {
    for path in entries(folder).iter().filter(|path| !kept.contains(path)) {
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}

fn expect_success(engine: &str, outcome: &Outcome) -> Result<(), Failed> {
    compare(&format!("{engine}: standard error"), "", &outcome.stderr)?;
    compare(&format!("{engine}: exit status"), "0", &outcome.status)
}

/// A value of each type: its text, the name of the type, the set that it is in.
const SAMPLES: [(&str, &str, Types); 9] = [
    ("1", "integer", Types::INTEGER),
    ("99999999999999999999", "integer", Types::INTEGER),
    ("true", "boolean", Types::BOOLEAN),
    ("1.5", "float", Types::NUMBER),
    ("\"a\"", "string", Types::STRING),
    ("[1]", "list", Types::LIST),
    ("{a: 1}", "dictionary", Types::DICTIONARY),
    ("length", "procedure", Types::ANY),
    ("nothing()", "none", Types::ANY),
];

/// A wrong call: its arguments, and the error.
type Wrong = (Vec<&'static str>, String);

fn wrong_arguments() -> Result<(), Failed> {
    let (mut source, mut expected) = (String::from(";;;omg\nproc nothing() { }\n"), String::new());
    for builtin in BUILTINS {
        let calls = [wrong_counts(builtin), wrong_types(builtin)].concat();
        writeln!(source, "proc test_{}() {{\nalloc f := {0}", builtin.name).unwrap();
        for (arguments, error) in &calls {
            let arguments = arguments.join(", ");
            for call in [
                format!("{}({arguments})", builtin.name),
                format!("f({arguments})"),
                format!("call_builtin(\"{}\", [{arguments}])", builtin.name),
                format!("call_builtin(\"\" + \"{}\", [{arguments}])", builtin.name),
            ] {
                writeln!(source, "try {{ {call} emit \"accepted\" }} except error {{ emit error }}").unwrap();
                writeln!(expected, "{error}").unwrap();
            }
        }
        writeln!(source, "}}\ntest_{}()", builtin.name).unwrap();
    }
    let scratch = scratch();
    fs::write(scratch.path().join("main.omg"), source)?;
    let flags = ["-A", "wrong-arity"].map(str::to_owned);
    let program = Program { folder: scratch.path(), entry: "main.omg", flags: &flags, args: &[], stdin: None };
    program.run_all(false, |engine, outcome| {
        compare(&format!("{engine}: standard output"), &expected, &outcome.stdout)?;
        expect_success(engine, &outcome)
    })
}

/// Arguments that the built-in takes, one for each parameter.
fn fitting(builtin: &Builtin) -> Vec<&'static str> {
    let sample = |types: &Types| SAMPLES.iter().find(|sample| types.contain(sample.2)).unwrap().0;
    builtin.takes.iter().map(sample).collect()
}

fn wrong_counts(builtin: &Builtin) -> Vec<Wrong> {
    let (min, max) = (builtin.min, builtin.max);
    let takes = match max - min {
        0 => format!("{max} argument{}", if max == 1 { "" } else { "s" }),
        1 => format!("{min} or {max} argument{}", if max == 1 { "" } else { "s" }),
        _ => format!("{min} to {max} arguments"),
    };
    let counts = (0..max + 2).filter(|count| !(min..=max).contains(count));
    counts
        .map(|count| {
            let arguments = fitting(builtin).into_iter().chain(std::iter::repeat("1")).take(count).collect();
            (arguments, format!("TypeError: {} takes {takes}, got {count}", builtin.signature))
        })
        .collect()
}

fn wrong_types(builtin: &Builtin) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (i, (types, parameter)) in builtin.takes.iter().zip(builtin.parameters()).enumerate() {
        for (sample, name, _) in SAMPLES.iter().filter(|sample| !types.contain(sample.2)) {
            let mut arguments = fitting(builtin);
            arguments[i] = sample;
            let error = format!("TypeError: {}: {parameter} must be {types}, not {name}", builtin.signature);
            wrong.push((arguments, error));
        }
    }
    wrong
}
