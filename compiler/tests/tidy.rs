//! What holds for the repository as a whole: formatting, lints, lengths of files, links of the documentation.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use support::{entries, root};

const MAX_LINES: usize = 700;

fn main() {
    support::conclude(vec![
        Trial::test("tidy::files_are_short", files_are_short),
        Trial::test("tidy::links_of_the_documentation_exist", links_exist),
        Trial::test("tidy::every_code_has_a_page", every_code_has_a_page),
        Trial::test("tidy::licences_of_the_runtime_are_listed", licences_are_listed),
        Trial::test("tidy::every_golden_folder_is_used", every_golden_folder_is_used),
        Trial::test("tidy::formatting", || cargo(&["fmt", "--all", "--check"])),
        Trial::test("tidy::lints", || {
            cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])
        }),
    ])
}

fn cargo(arguments: &[&str]) -> Result<(), Failed> {
    // A target folder of its own: the one in use is locked by the `cargo test` that runs this.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clippy");
    let output =
        Command::new(env!("CARGO")).args(arguments).current_dir(root()).env("CARGO_TARGET_DIR", target).output()?;
    if output.status.success() {
        return Ok(());
    }
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("cargo {}:\n{}{}", arguments.join(" "), text(&output.stdout), text(&output.stderr)).into())
}

fn files_are_short() -> Result<(), Failed> {
    let long = |path: &PathBuf| fs::read_to_string(path).unwrap().lines().count() > MAX_LINES;
    let files = files_of(&["compiler", "runtime", "benches"], "rs");
    assert!(files.len() > 10, "the sources were not found");
    none("more than 700 lines", files.into_iter().filter(long))
}

fn links_exist() -> Result<(), Failed> {
    let mut pages = files_of(&["docs"], "md");
    pages.extend(["README.md", "benches/README.md"].map(|page| root().join(page)));
    none("link to nothing", pages.iter().flat_map(|page| broken_links(page)))
}

/// The relative links of a page, outside of code, that lead to no file.
fn broken_links(page: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(page).unwrap();
    let prose: String = text.split("```").step_by(2).collect();
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets
        .filter(|target| !target.contains("://") && !target.starts_with('#'))
        .map(|target| page.parent().unwrap().join(target.split('#').next().unwrap()))
        .filter(|path| !path.exists())
        .collect()
}

fn every_code_has_a_page() -> Result<(), Failed> {
    let page = |code| root().join(format!("docs/diagnostics/{code}.md"));
    none("no page", omgc::diagnostics::codes::CODES.iter().map(|info| page(info.code)).filter(|path| !path.exists()))
}

/// Each crate that executables contain is in the list of licences.
fn licences_are_listed() -> Result<(), Failed> {
    let arguments = ["tree", "-p", "omg-runtime", "--features", "image", "-e", "normal", "--prefix", "none"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output()?;
    let page = fs::read_to_string(root().join("docs/licences.md"))?;
    let tree = String::from_utf8(output.stdout)?;
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"omg-runtime"), "the dependencies were not found");
    none(
        "not in docs/licences.md",
        crates.into_iter().filter(|name| !page.contains(&format!("`{name}`"))).map(PathBuf::from),
    )
}

/// A golden folder is used if it holds what makes it a case, and so has any folder that is not part of a case.
fn every_golden_folder_is_used() -> Result<(), Failed> {
    let mut unused = Vec::new();
    for (area, is_case) in [
        ("run", (|path: &Path| path.extension().is_some_and(|e| e == "omg")) as fn(&Path) -> bool),
        ("fail", |path| path.ends_with("main.omg")),
        ("cli", |path| path.ends_with("cmd")),
        ("mir", |path| path.extension().is_some_and(|e| e == "omg")),
    ] {
        collect_unused(&root().join("tests").join(area), is_case, &mut unused);
    }
    let areas = entries(&root().join("tests"));
    let known = ["run", "fail", "cli", "mir"];
    unused.extend(areas.into_iter().filter(|path| !known.iter().any(|name| path.ends_with(name))));
    none("not used by any test", unused)
}

fn collect_unused(folder: &Path, is_case: fn(&Path) -> bool, unused: &mut Vec<PathBuf>) {
    let (folders, files): (Vec<_>, Vec<_>) = entries(folder).into_iter().partition(|path| path.is_dir());
    if files.iter().any(|file| is_case(file)) {
        return;
    }
    if folders.is_empty() || !files.is_empty() {
        unused.push(folder.to_owned());
    }
    folders.iter().for_each(|inner| collect_unused(inner, is_case, unused));
}

/// Every file with the extension below the folders of the repository, build results left out.
fn files_of(folders: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = waiting.pop() {
        for path in entries(&folder) {
            if path.is_dir() && !path.ends_with("target") {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found
}

fn none(problem: &str, paths: impl IntoIterator<Item = PathBuf>) -> Result<(), Failed> {
    let mut lines: Vec<String> = paths.into_iter().map(|path| format!("  {}", path.display())).collect();
    lines.sort();
    if lines.is_empty() { Ok(()) } else { Err(format!("{problem}:\n{}", lines.join("\n")).into()) }
}
