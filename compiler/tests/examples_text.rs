//! `examples/markdown` on the pages of this repository, in the interpreter and natively.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use support::{Outcome, clean_environment, compare, entries, omgc, root, run, scratch};

fn main() {
    support::conclude(vec![Trial::test("markdown::pages_of_the_repository", pages_of_the_repository)])
}

/// An example that was built, and can be interpreted.
struct Example {
    main: PathBuf,
    executables: tempfile::TempDir,
}

const LEVELS: [&str; 2] = ["-O0", "-O"];

impl Example {
    fn build(name: &str) -> Result<Example, Failed> {
        let example = Example { main: root().join("examples").join(name).join("main.omg"), executables: scratch() };
        for level in LEVELS {
            let mut command = omgc(example.executables.path());
            command.args(["build", level]).arg(&example.main).arg("-o").arg(example.executable(level));
            compare("what the compiler says", "", &run(&mut command, None)?.stderr)?;
        }
        Ok(example)
    }

    fn executable(&self, level: &str) -> PathBuf {
        self.executables.path().join(format!("main{level}"))
    }

    /// What the program does natively at `-O`; the other engines must do the same.
    fn run(&self, argument: &Path, stdin: Option<&Path>) -> Result<Outcome, Failed> {
        let mut interpreter = omgc(self.executables.path());
        interpreter.args(["run", "--interpret"]).arg(&self.main);
        let natively = LEVELS.map(|level| Command::new(self.executable(level)));
        let mut outcomes = Vec::new();
        for mut command in [interpreter].into_iter().chain(natively) {
            clean_environment(&mut command);
            outcomes.push(run(command.arg(argument), stdin)?);
        }
        let last = outcomes.pop().unwrap();
        for other in outcomes {
            compare("standard output of another engine", &last.stdout, &other.stdout)?;
            compare("standard error of another engine", &last.stderr, &other.stderr)?;
            compare("exit status of another engine", &last.status, &other.status)?;
        }
        Ok(last)
    }
}

fn pages_of_the_repository() -> Result<(), Failed> {
    let converter = Example::build("markdown")?;
    let pages = entries(&root().join("docs")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    for page in pages.chain([root().join("README.md")]) {
        let html = converter.run(&page, None)?.stdout;
        check_page(&fs::read_to_string(&page)?, &html).map_err(|error| format!("{}: {error}", page.display()))?;
    }
    Ok(())
}

/// Tags are closed in order, links within the page lead to a heading, and no block was missed.
fn check_page(source: &str, html: &str) -> Result<(), String> {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        if let Some(name) = tag.strip_prefix('/') {
            let expected = open.pop();
            if expected != Some(name) {
                return Err(format!("</{name}> closes {expected:?}"));
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    if !open.is_empty() {
        return Err(format!("never closed: {open:?}"));
    }
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        if !html.contains(&format!("id=\"{target}\"")) {
            return Err(format!("no heading for the link to #{target}"));
        }
    }
    let (mut fences, mut headings, mut rows) = (0, 0, 0);
    for line in source.lines() {
        let within_code = fences % 2 == 1;
        fences += usize::from(line.starts_with("```"));
        headings += usize::from(!within_code && line.starts_with('#'));
        rows += usize::from(!within_code && line.starts_with("| ") && !line.starts_with("| ---"));
    }
    for (tag, expected) in [("<pre>", fences / 2), ("<h", headings), ("<tr>", rows)] {
        let count = html.matches(tag).count();
        if count != expected {
            return Err(format!("{count} times {tag} and not {expected}"));
        }
    }
    Ok(())
}
