//! Golden command-line cases: each folder below `tests/cli/` with a file `cmd`, which is a console session in a copy of
//! the folder:
//!
//! ```text
//! $ omgc build main.omg -o main
//! what the command writes to standard output and standard error; [..] stands for any text within a line,
//! [DIR] for the folder's path
//! ? 1
//! ```
//!
//! `? N` is the exit status, and is left out when it is 0.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use support::{blessing, case_name, clean_environment, compare, entries, folders_with, root, run, scratch};

fn main() {
    let base = root().join("tests/cli");
    let trials = folders_with(&base, "cmd").into_iter().map(|folder| {
        let name = case_name("cli", &base, &folder);
        Trial::test(name, move || check_case(&folder))
    });
    support::conclude(trials.collect())
}

fn check_case(folder: &Path) -> Result<(), Failed> {
    let path = folder.join("cmd");
    let expected = fs::read_to_string(&path)?;
    let scratch = scratch();
    let copy = scratch.path().canonicalize()?;
    copy_folder(folder, &copy)?;
    let mut actual = String::new();
    for session in sessions(&expected)? {
        let ran = session.run(&copy)?;
        actual.push_str(&keep_wildcards(session.text, &ran));
    }
    if blessing() {
        fs::write(&path, actual)?;
        return Ok(());
    }
    compare("session", &expected, &actual)
}

/// One command and what is expected of it.
struct Session<'a> {
    command: &'a str,
    /// The command's line and all lines up to the next command.
    text: &'a str,
}

fn sessions(text: &str) -> Result<Vec<Session<'_>>, Failed> {
    let mut starts: Vec<usize> = text.match_indices("$ ").map(|(at, _)| at).collect();
    starts.retain(|&at| at == 0 || text.as_bytes()[at - 1] == b'\n');
    if starts.first() != Some(&0) {
        return Err("a session begins with a line `$ command`".into());
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    let session = |(start, end): (usize, usize)| {
        let text = &text[start..end];
        Session { command: text.lines().next().unwrap().strip_prefix("$ ").unwrap(), text }
    };
    Ok(starts.iter().copied().zip(ends).map(session).collect())
}

impl Session<'_> {
    /// Runs the command in `folder` and gives the text that a session file would have.
    fn run(&self, folder: &Path) -> Result<String, Failed> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("exec 2>&1\n{}", self.command)).current_dir(folder);
        clean_environment(&mut command);
        let compiler = Path::new(env!("CARGO_BIN_EXE_omgc")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", compiler.display()));
        command.env("XDG_CACHE_HOME", folder.join(".cache"));
        let outcome = run(&mut command, None)?;
        let mut text = format!("$ {}\n{}", self.command, outcome.stdout.replace(folder.to_str().unwrap(), "[DIR]"));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        if !outcome.success() {
            text.push_str(&format!("? {}\n", outcome.status));
        }
        Ok(text)
    }
}

/// Replaces each line of `actual` that the expected line at the same place matches by that line.
fn keep_wildcards(expected: &str, actual: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let line = |(i, actual): (usize, &str)| match expected.get(i) {
        Some(pattern) if matches(pattern, actual) => format!("{pattern}\n"),
        _ => format!("{actual}\n"),
    };
    actual.lines().enumerate().map(line).collect()
}

/// Whether `[..]` in the pattern can be filled so that it becomes the line.
fn matches(pattern: &str, line: &str) -> bool {
    match pattern.split_once("[..]") {
        None => pattern == line,
        Some((before, rest)) => line.strip_prefix(before).is_some_and(|line| {
            line.char_indices().map(|(at, _)| at).chain([line.len()]).any(|at| matches(rest, &line[at..]))
        }),
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for path in entries(from) {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
