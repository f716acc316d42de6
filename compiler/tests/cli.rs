//! Golden command-line cases: each folder below `tests/cli/` with a file `cmd`, which is a console session (see
//! [`session`]) in a copy of the folder.

mod support;

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use support::{blessing, case_name, compare, copy_folder, folders_with, root, scratch, session};

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
    let actual = session::replay(&expected, &copy)?;
    if blessing() {
        fs::write(&path, actual)?;
        return Ok(());
    }
    compare("session", &expected, &actual)
}
