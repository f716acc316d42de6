//! Golden cases of the middle representation: `tests/mir/NAME.omg`, and in `NAME.mir` what
//! `omgc build --emit=mir -O NAME.omg` writes to standard output.

mod support;

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use support::{case_name, compare, compare_with_file, entries, omgc, root, run};

fn main() {
    let base = root().join("tests/mir");
    let sources = entries(&base).into_iter().filter(|path| path.extension().is_some_and(|e| e == "omg"));
    let trials = sources.map(|source| {
        let name = case_name("mir", &base, &source);
        Trial::test(name, move || check_case(&source))
    });
    support::conclude(trials.collect())
}

fn check_case(source: &Path) -> Result<(), Failed> {
    let mut command = omgc(source.parent().unwrap());
    command.args(["build", "--emit=mir", "-O"]).arg(source.file_name().unwrap());
    let outcome = run(&mut command, None)?;
    compare("exit status", "0", &outcome.status)?;
    compare_with_file("MIR", &source.with_extension("mir"), &outcome.stdout)
}
