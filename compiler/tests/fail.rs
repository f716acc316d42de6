//! Golden compile-time cases: each folder below `tests/fail/` with a `main.omg` and an `expected.txt`, which is what
//! `omgc check main.omg` writes to standard error. A file `flags` holds further arguments, one per line.

mod support;

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use support::{case_name, compare, compare_with_file, folders_with, lines_of, omgc, root, run};

fn main() {
    let base = root().join("tests/fail");
    let trials = folders_with(&base, "main.omg").into_iter().map(|folder| {
        let name = case_name("fail", &base, &folder);
        Trial::test(name, move || check_case(&folder))
    });
    support::conclude(trials.collect())
}

fn check_case(folder: &Path) -> Result<(), Failed> {
    let mut command = omgc(folder);
    command.arg("check").args(lines_of(&folder.join("flags"))).arg("main.omg");
    let outcome = run(&mut command, None)?;
    compare_with_file("standard error", &folder.join("expected.txt"), &outcome.stderr)?;
    compare("standard output", "", &outcome.stdout)?;
    let has_error = outcome.stderr.lines().any(|line| line.starts_with("error"));
    compare("exit status", if has_error { "1" } else { "0" }, &outcome.status)?;
    // A case of this kind is about a message: one without any belongs elsewhere.
    if outcome.stderr.is_empty() { Err("nothing was reported".into()) } else { Ok(()) }
}
