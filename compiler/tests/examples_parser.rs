//! The parser of OMG in OMG, `examples/omg_parser`, on every program of this repository: it must accept what the compiler's
//! parser accepts, and make the same tree of it.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use omgc::diagnostics::Diagnostics;
use omgc::source::SourceMap;
use omgc::syntax::{dump::dump_ast, parser::parse};
use support::{clean_environment, entries, omgc, root, run, scratch};

/// The programs at or below a folder.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let (folders, files): (Vec<_>, Vec<_>) = entries(folder).into_iter().partition(|path| path.is_dir());
    let is_program = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "omg");
    files.into_iter().filter(is_program).chain(folders.iter().flat_map(|folder| programs(folder))).collect()
}

/// The tree that the compiler makes of a file; none if the file is refused. Needs much stack, as some cases are nested deep.
fn tree(path: &Path) -> Option<String> {
    let text = String::from_utf8(fs::read(path).unwrap()).ok()?;
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let file = sources.add("main.omg", path, text.clone());
    let module = parse(file, &text, &mut diagnostics);
    diagnostics.into_vec().is_empty().then(|| dump_ast(&module, &sources))
}

/// What the parser says about a file, without `--check`.
fn parsed(parser: &Path, path: &Path) -> Result<String, String> {
    let mut command = Command::new(parser);
    clean_environment(&mut command);
    let outcome = run(command.arg(path), None).unwrap();
    assert_eq!(outcome.stderr, "", "{}", path.display());
    match outcome.status.as_str() {
        "0" => Ok(outcome.stdout),
        "1" => Err(outcome.stdout),
        status => panic!("{}: {status}", path.display()),
    }
}

#[test]
fn all_programs_are_parsed_as_by_the_compiler() {
    std::thread::Builder::new().stack_size(1 << 30).spawn(compare_all).unwrap().join().unwrap();
}

fn compare_all() {
    let folder = scratch();
    let parser = folder.path().join("parser");
    let built = omgc(&root()).args(["build", "examples/omg_parser/main.omg", "-o"]).arg(&parser).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let (mut accepted, mut refused, mut wrong) = (0, 0, Vec::new());
    for path in ["examples", "benches/programs", "tests"].iter().flat_map(|folder| programs(&root().join(folder))) {
        match (tree(&path), parsed(&parser, &path)) {
            (Some(expected), Ok(tree)) if tree == expected => accepted += 1,
            (None, Err(_)) => refused += 1,
            (None, Ok(_)) => wrong.push(format!("{}: accepted", path.display())),
            (Some(_), Ok(_)) => wrong.push(format!("{}: another tree", path.display())),
            (Some(_), Err(message)) => wrong.push(message),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 500 && refused > 50, "{accepted} programs were accepted and {refused} refused");
}
