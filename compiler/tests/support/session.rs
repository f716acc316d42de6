//! Console sessions: commands and what they write.
//!
//! ```text
//! $ omgc build main.omg -o main
//! what the command writes to standard output and standard error; [..] stands for any text within a line,
//! [DIR] for the folder's path
//! ? 1
//! ```
//!
//! `? N` is the exit status, and is left out when it is 0.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;

use super::{clean_environment, run};

/// Runs the commands of a session in `folder`. The result is the text of the session with what they wrote, in which lines
/// that a pattern of `expected` matches are that pattern.
pub fn replay(expected: &str, folder: &Path) -> Result<String, Failed> {
    let mut actual = String::new();
    for session in sessions(expected)? {
        let ran = session.run(folder)?;
        actual.push_str(&keep_wildcards(session.text, &ran));
    }
    Ok(actual)
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
