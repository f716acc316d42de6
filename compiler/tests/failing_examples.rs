//! Every example made to fail at places taken at random: the error, its traceback and what was printed before must be the
//! same in all engines. `OMGC_FAILURES=100 cargo test --test failing_examples` tries more places.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use support::engine::Program;
use support::random::Random;
use support::{Outcome, case_name, compare, copy_folder, entries, lines_of, root, scratch};

/// Places at which an example is made to fail, unless the environment says otherwise.
const FAILURES: usize = 10;
/// So many places are tried for each: not all are reached, and some errors are caught.
const TRIES: usize = 40;

/// What starts a statement that another can be put in front of.
const STATEMENTS: [&str; 7] = ["alloc ", "return", "emit ", "if ", "loop ", "print(", "try "];

/// Statements that fail.
const ERRORS: [&str; 4] = ["panic(\"on purpose\")", "emit [1, 2][2]", "emit {}.missing", "emit 1 - \"one\""];

fn main() {
    let folder = root().join("examples");
    let trial = |path: PathBuf| {
        let seed = path.to_str().unwrap().bytes().fold(1, |seed: u64, byte| seed.wrapping_mul(31) + u64::from(byte));
        Trial::test(case_name("failing", &folder, &path), move || check(&path, seed))
    };
    let is_case = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|e| e == "omg");
    support::conclude(entries(&folder).into_iter().filter(is_case).map(trial).collect())
}

/// Makes the example at `path`, a file or a folder, fail.
fn check(path: &Path, seed: u64) -> Result<(), Failed> {
    let failures = std::env::var("OMGC_FAILURES").map_or(FAILURES, |count| count.parse().expect("a number"));
    let mut random = Random::new(seed);
    let mut failed = 0;
    for _ in 0..failures * TRIES {
        if failed < failures && fails_alike(path, &mut random)? {
            failed += 1;
        }
    }
    if failed < failures { Err(format!("it failed at {failed} places only").into()) } else { Ok(()) }
}

/// Puts an error somewhere into a copy of the example. Whether the example ended with it.
fn fails_alike(path: &Path, random: &mut Random) -> Result<bool, Failed> {
    let copy = scratch();
    // Some use modules of others.
    copy_folder(path.parent().unwrap(), copy.path())?;
    let changed_path = copy.path().join(path.file_name().unwrap());
    let changed = put_error(&changed_path, random)?;
    let entry = if path.is_dir() { changed_path.join("main.omg") } else { changed_path };
    let stdin = if path.is_dir() { path.join("main.in") } else { path.with_extension("in") };
    let program = Program {
        folder: entry.parent().unwrap(),
        entry: entry.file_name().unwrap().to_str().unwrap(),
        flags: &["-A".to_owned(), "unreachable-code".to_owned()],
        args: &lines_of(&stdin.with_extension("args")),
        stdin: stdin.is_file().then_some(&stdin),
    };
    let mut reference: Option<Outcome> = None;
    let mut fails = true;
    let alike = program.run_all(false, |engine, outcome| {
        let Some(reference) = &reference else {
            fails = outcome.stderr.starts_with("Traceback");
            reference = Some(outcome);
            return if fails { Ok(()) } else { Err("not worth the other engines".into()) };
        };
        compare(&format!("standard output of {engine}, {changed}"), &reference.stdout, &outcome.stdout)?;
        compare(&format!("standard error of {engine}, {changed}"), &reference.stderr, &outcome.stderr)?;
        compare(&format!("status of {engine}, {changed}"), &reference.status, &outcome.status)
    });
    if fails { alike.map(|()| true) } else { Ok(false) }
}

/// Puts a failing statement in front of another one in the file, or in one of the folder's. Says where.
fn put_error(path: &Path, random: &mut Random) -> Result<String, Failed> {
    let mut places = Vec::new();
    for file in sources(path) {
        let text = fs::read_to_string(&file)?;
        let is_statement = |line: &str| STATEMENTS.iter().any(|start| line.trim_start().starts_with(start));
        places
            .extend(text.lines().enumerate().filter(|(_, line)| is_statement(line)).map(|(at, _)| (file.clone(), at)));
    }
    let (file, at) = random.pick(&places);
    let error = random.pick(&ERRORS);
    let text = fs::read_to_string(file)?;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(*at, error);
    fs::write(file, lines.join("\n") + "\n")?;
    Ok(format!("with `{error}` as line {} of {}", at + 1, file.display()))
}

/// The OMG files at or below a path.
fn sources(path: &Path) -> Vec<PathBuf> {
    match path.is_dir() {
        true => entries(path).iter().flat_map(|path| sources(path)).collect(),
        false => Vec::from_iter(path.extension().is_some_and(|e| e == "omg").then(|| path.to_owned())),
    }
}
