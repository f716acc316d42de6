//! Golden run cases: `tests/run/AREA/NAME.omg`, or a folder `tests/run/AREA/NAME/` with `main.omg`, the examples, and
//! the programs of the benchmark table with small sizes.
//!
//! Beside the entry file lie files of the same name: `.out` (standard output; needed), `.err` (standard error),
//! `.status` (exit status, 0 if there is none), `.in` (standard input), `.args` (one per line), `.flags` (of the
//! compiler, one per line), `.nostress` (why the case is too slow to collect at every allocation). Each case runs in the
//! interpreter, natively at `-O0` and `-O`, with collections that mark in copies of the process, and with a collection at every
//! allocation; all must meet the expectation. The compiler's warnings are off (they are what `tests/fail/` is about), except that examples and
//! benchmarks give none. `OMGC_BLESS=1` writes expectations if all engines agree.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use support::engine::Program;
use support::{Outcome, blessing, case_name, compare, entries, lines_of, root};

const EXTENSIONS: [&str; 8] = ["omg", "out", "err", "status", "in", "args", "flags", "nostress"];

/// Flags that turn warnings off.
const QUIET: &[&str] = &["-A", "unused-import", "-A", "unreachable-code", "-A", "stale-import"];

fn main() {
    let mut trials = Vec::new();
    for (prefix, folder, quiet) in [
        ("run", root().join("tests/run"), QUIET),
        ("examples", root().join("examples"), &[]),
        ("benches", root().join("benches/programs"), &[]),
    ] {
        let cases = find_cases(&folder);
        assert!(!cases.is_empty(), "no cases in {}", folder.display());
        for entry in cases {
            let named_by = if entry.ends_with("main.omg") { entry.parent().unwrap() } else { &entry };
            trials.push(Trial::test(case_name(prefix, &folder, named_by), move || check_case(&entry, quiet)));
        }
        trials.push(Trial::test(format!("{prefix}::every_file_belongs_to_a_case"), move || {
            let strays = find_strays(&folder);
            if strays.is_empty() { Ok(()) } else { Err(format!("{strays:#?}").into()) }
        }));
    }
    support::conclude(trials)
}

/// The entry files at or below `folder`.
fn find_cases(folder: &Path) -> Vec<PathBuf> {
    let main = folder.join("main.omg");
    if main.is_file() {
        return vec![main];
    }
    let mut cases = Vec::new();
    for path in entries(folder) {
        if path.is_dir() {
            cases.extend(find_cases(&path));
        } else if path.extension().is_some_and(|e| e == "omg") {
            cases.push(path);
        }
    }
    cases
}

/// Files that no case uses: of an unknown extension, or without the entry file they belong to.
fn find_strays(folder: &Path) -> Vec<PathBuf> {
    if folder.join("main.omg").is_file() {
        return Vec::new();
    }
    let is_stray = |path: &PathBuf| {
        let known = path.extension().is_some_and(|e| EXTENSIONS.iter().any(|known| e == *known));
        !known || !path.with_extension("omg").is_file()
    };
    let (folders, files): (Vec<_>, Vec<_>) = entries(folder).into_iter().partition(|path| path.is_dir());
    files.into_iter().filter(is_stray).chain(folders.iter().flat_map(|path| find_strays(path))).collect()
}

fn check_case(entry: &Path, quiet: &[&str]) -> Result<(), Failed> {
    let flags = quiet.iter().map(|&flag| flag.to_owned()).chain(lines_of(&entry.with_extension("flags")));
    let stdin = entry.with_extension("in");
    let program = Program {
        folder: entry.parent().unwrap(),
        entry: entry.file_name().unwrap().to_str().unwrap(),
        flags: &flags.collect::<Vec<_>>(),
        args: &lines_of(&entry.with_extension("args")),
        stdin: stdin.is_file().then_some(&stdin),
    };
    if blessing() {
        bless(entry, &program)
    } else {
        let expected = read_expectation(entry)?;
        program.run_all(stress(entry), |engine, outcome| check_outcome(engine, &expected, outcome))
    }
}

fn stress(entry: &Path) -> bool {
    !entry.with_extension("nostress").exists()
}

fn bless(entry: &Path, program: &Program) -> Result<(), Failed> {
    let mut reference: Option<Outcome> = None;
    program.run_all(stress(entry), |engine, outcome| match &reference {
        Some(reference) => check_outcome(engine, reference, outcome),
        None => {
            reference = Some(outcome);
            Ok(())
        }
    })?;
    let outcome = reference.unwrap();
    fs::write(entry.with_extension("out"), outcome.stdout)?;
    write_unless("", outcome.stderr, &entry.with_extension("err"))?;
    write_unless("0\n", outcome.status + "\n", &entry.with_extension("status"))?;
    Ok(())
}

fn write_unless(usual: &str, text: String, path: &Path) -> std::io::Result<()> {
    if text != usual {
        fs::write(path, text)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    }
}

fn read_expectation(entry: &Path) -> Result<Outcome, Failed> {
    let path = entry.with_extension("out");
    let stdout = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let stderr = fs::read_to_string(entry.with_extension("err")).unwrap_or_default();
    let status = fs::read_to_string(entry.with_extension("status")).unwrap_or("0".to_owned()).trim().to_owned();
    Ok(Outcome { stdout, stderr, status })
}

fn check_outcome(engine: &str, expected: &Outcome, actual: Outcome) -> Result<(), Failed> {
    let parts = [
        compare(&format!("{engine}: standard output"), &expected.stdout, &actual.stdout),
        compare(&format!("{engine}: standard error"), &expected.stderr, &actual.stderr),
        compare(&format!("{engine}: exit status"), &expected.status, &actual.status),
    ];
    let failures: Vec<String> =
        parts.into_iter().filter_map(Result::err).map(|f| f.message().unwrap().to_owned()).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}
