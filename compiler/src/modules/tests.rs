//! The phase as a whole, on files in memory. How its messages look is for the golden tests; here it is which are given,
//! where, in which order, and what the graph is.

use std::path::Path;

use super::*;
use crate::diagnostics::Diagnostics;
use crate::source::Span;

/// What loading `main.omg` gave.
struct Outcome {
    graph: Option<Graph>,
    sources: SourceMap,
    diagnostics: Diagnostics,
}

impl Outcome {
    /// The names of the modules, in pre-order.
    fn modules(&self) -> String {
        let graph = self.graph.as_ref().expect("a graph");
        graph.ids().map(|(id, _)| graph.name(id, &self.sources)).collect::<Vec<_>>().join(" ")
    }

    /// The names of the modules in the order in which their bodies can run.
    fn order(&self) -> String {
        let graph = self.graph.as_ref().expect("a graph");
        graph.init_order.iter().map(|&id| graph.name(id, &self.sources)).collect::<Vec<_>>().join(" ")
    }

    /// One line for each diagnostic: code, title, and `file:line` of each label.
    fn problems(&self) -> String {
        let place = |span: Span| format!(" {}:{}", self.sources.file(span.file).name, self.sources.line(span));
        let line = |d: &crate::diagnostics::Diagnostic| {
            let places: String = d.labels.iter().map(|label| place(label.span)).collect();
            format!("{} {} @{places}\n", d.code, d.title)
        };
        self.diagnostics.iter().map(line).collect()
    }

    /// The notes and helps of the only diagnostic, and what its suggestions do.
    fn hints(&self) -> String {
        let list: Vec<_> = self.diagnostics.iter().collect();
        assert_eq!(list.len(), 1, "{}", self.problems());
        let suggestions: Vec<String> =
            list[0].suggestions.iter().map(|suggestion| suggestion.message.clone()).collect();
        [&list[0].notes[..], &list[0].helps[..], &suggestions].concat().join("\n")
    }
}

fn load_from(fs: &dyn FileSystem, entry: &str, options: &LoadOptions) -> Outcome {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let graph = load(Path::new(entry), options, fs, &mut NoGenerators, &mut sources, &mut diagnostics);
    Outcome { graph, sources, diagnostics }
}

/// Loads `main.omg`. The files are given without their headers.
fn load_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Outcome {
    load_from(&file_system(files), "main.omg", &LoadOptions::default())
}

fn file_system<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> MemoryFileSystem {
    let mut fs = MemoryFileSystem::default();
    files.into_iter().for_each(|(name, body)| fs.add(name, format!(";;;omg\n{body}")));
    fs
}

#[test]
fn one_file() {
    let found = load_files([("main.omg", "emit 1")]);
    assert_eq!((found.modules().as_str(), found.problems().as_str()), ("main.omg", ""));
}

#[test]
fn preorder_and_init_order_of_a_diamond() {
    let found = load_files([
        ("main.omg", "import \"b.omg\" as b\nimport \"a.omg\" as a"),
        ("a.omg", "import \"base.omg\" as base"),
        ("b.omg", "import \"base.omg\" as base"),
        ("base.omg", "alloc x := 1"),
    ]);
    assert_eq!(found.modules(), "main.omg b.omg base.omg a.omg");
    assert_eq!(found.order(), "base.omg b.omg a.omg main.omg");
    let dumped = dump(found.graph.as_ref().unwrap(), &found.sources);
    let expected = "\
main.omg
    2: b → b.omg
    3: a → a.omg
b.omg
    2: base → base.omg
base.omg
a.omg
    2: base → base.omg

order: base.omg, b.omg, a.omg, main.omg
";
    assert_eq!(dumped, expected);
}

#[test]
fn one_file_is_one_module_under_all_its_names() {
    let mut fs = file_system([
        (
            "main.omg",
            "import \"lib/a.omg\" as a\nimport \"lib/../lib/a\" as b\nimport \"link.omg\" as c\nimport \"lib/b.omg\" as d",
        ),
        ("lib/a.omg", ""),
        ("lib/b.omg", "import \"./a.omg\" as a\nimport \"/lib/a.omg\" as again"),
    ]);
    fs.add_link("link.omg", "lib/a.omg");
    let found = load_from(&fs, "main.omg", &LoadOptions::default());
    assert_eq!((found.modules().as_str(), found.problems().as_str()), ("main.omg lib/a.omg lib/b.omg", ""));
    let graph = found.graph.unwrap();
    let targets: Vec<_> = graph.modules[0].imports.iter().map(|import| import.target.unwrap().0).collect();
    assert_eq!(targets, [1, 1, 1, 2]);
}

#[test]
fn imports_of_a_linked_module_are_relative_to_the_file_itself() {
    let mut fs = file_system([
        ("main.omg", "import \"link.omg\" as l"),
        ("lib/a.omg", "import \"b.omg\" as b"),
        ("lib/b.omg", ""),
    ]);
    fs.add_link("link.omg", "lib/a.omg");
    let found = load_from(&fs, "main.omg", &LoadOptions::default());
    assert_eq!((found.modules().as_str(), found.problems().as_str()), ("main.omg link.omg /lib/b.omg", ""));
}

#[test]
fn imports_are_found_wherever_they_stand() {
    let body = "\
if false { import \"1.omg\" as a } elif false { import \"2.omg\" as b } else { import \"3.omg\" as c }
loop false { import \"4.omg\" as d }
proc f() { proc g() { import \"5.omg\" as e } }
try { import \"6.omg\" as h } except { import \"7.omg\" as i }
{ import \"8.omg\" as j }
import \"9.omg\" as k";
    let names: Vec<String> = (1..=9).map(|n| format!("{n}.omg")).collect();
    let files = names.iter().map(|name| (name.as_str(), "")).chain([("main.omg", body)]);
    let found = load_files(files);
    assert_eq!(found.modules(), format!("main.omg {}", names.join(" ")));
    assert_eq!(found.problems(), "");
    let missing = load_files([("main.omg", body)]);
    assert_eq!(missing.problems().lines().count(), 9);
}

#[test]
fn a_statement_finds_its_target() {
    let found = load_files([
        ("main.omg", "import \"a.omg\" as x\nimport \"no.omg\" as y\nimport \"b.omg\" as z"),
        ("a.omg", ""),
        ("b.omg", ""),
    ]);
    let graph = found.graph.unwrap();
    let main = &graph.modules[0];
    let targets: Vec<_> = main
        .ast
        .body
        .statements
        .iter()
        .map(|stmt| match &stmt.kind {
            ast::StmtKind::Import(import) => main.target(import).module().map(|id| id.0),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(targets, [Some(1), None, Some(2)]);
}

#[test]
fn editions_come_from_the_header_or_the_command_line() {
    let mut fs = file_system([("main.omg", "import \"a.omg\" as a\nimport \"b.omg\" as b")]);
    fs.add("a.omg", ";;;omg 2025\n");
    fs.add("b.omg", ";;;omg 2026\n");
    for (given, expected) in [
        (Edition::E2025, [Edition::E2025, Edition::E2025, Edition::E2026]),
        (Edition::E2026, [Edition::E2026, Edition::E2025, Edition::E2026]),
    ] {
        let options = LoadOptions { edition: given, ..LoadOptions::default() };
        let graph = load_from(&fs, "main.omg", &options).graph.unwrap();
        assert_eq!(graph.modules.iter().map(|module| module.edition).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn names_are_relative_to_where_the_user_is() {
    let fs = file_system([
        ("/project/app/src/main.omg", "import \"lib/a.omg\" as a\nimport \"pkg\" as p\nimport \"shared.omg\" as s"),
        ("/project/app/src/lib/a.omg", "import \"../b\" as b"),
        ("/project/app/src/b.omg", "import \"../../c.omg\" as c"),
        ("/project/c.omg", ""),
        ("/project/app/src/omg_modules/pkg/main.omg", "import \"inner.omg\" as i"),
        ("/project/app/src/omg_modules/pkg/inner.omg", ""),
        ("/inc/shared.omg", ""),
    ]);
    let options = LoadOptions { include_dirs: vec!["/inc".into()], ..LoadOptions::default() };
    assert_eq!(
        load_from(&fs, "project/app/src/main.omg", &options).modules(),
        "project/app/src/main.omg project/app/src/lib/a.omg project/app/src/b.omg project/c.omg \
         project/app/src/omg_modules/pkg/main.omg project/app/src/omg_modules/pkg/inner.omg /inc/shared.omg"
    );
}

#[test]
fn all_errors_of_all_modules_in_preorder() {
    let mut fs = file_system([
        (
            "main.omg",
            "import \"a.omg\" as a\nimport \"none.omg\" as n\nalloc := 1\nimport \"plain.omg\" as p\nimport \"b.omg\" as b",
        ),
        ("a.omg", "import \"deep.omg\" as d\nemit )"),
        ("deep.omg", "alloc x 1"),
        ("b.omg", "import \"gone.omg\" as g\nimport \"plain.omg\" as p"),
    ]);
    fs.add("plain.omg", "emit 1\n");
    let found = load_from(&fs, "main.omg", &LoadOptions::default());
    let problems = found.problems();
    let places: Vec<&str> = problems.lines().map(|line| line.split_once(" @ ").unwrap().1).collect();
    assert_eq!(
        places,
        ["main.omg:4", "main.omg:3", "a.omg:3", "deep.omg:2", "plain.omg:1 main.omg:5", "b.omg:2"],
        "{problems}"
    );
    assert_eq!(found.modules(), "main.omg a.omg deep.omg plain.omg b.omg");
    let intact: Vec<bool> = found.graph.unwrap().modules.iter().map(|module| module.intact).collect();
    assert_eq!(intact, [false, false, false, false, true]);
}

#[test]
fn a_missing_module_says_where_was_looked() {
    let found = load_files([("main.omg", "import \"lib/utils\" as utils")]);
    assert_eq!(found.problems(), "E0301 module `lib/utils` not found @ main.omg:2\n");
    assert_eq!(
        found.hints(),
        "looked for, in this order:\n  lib/utils\n  lib/utils.omg\n  omg_modules/lib/utils/main.omg"
    );
}

#[test]
fn similar_names_are_suggested() {
    for (path, file, suggested) in [
        ("utlis.omg", "utils.omg", Some("utils.omg")),
        ("utlis", "utils.omg", Some("utils.omg")),
        ("Utils.omg", "utils.omg", Some("utils.omg")),
        ("utils.oomg", "utils.omg", Some("utils.omg")),
        ("lib/utlis.omg", "lib/utils.omg", Some("lib/utils.omg")),
        ("libs/utils.omg", "lib/utils.omg", Some("lib/utils.omg")),
        ("libs/utlis", "lib/utils.omg", Some("lib/utils.omg")),
        ("utils.omg", "lib/utils.omg", Some("lib/utils.omg")),
        ("utils", "lib/utils.omg", Some("lib/utils.omg")),
        ("lib\\\\utils.omg", "lib/utils.omg", Some("lib/utils.omg")),
        ("shapes.omg", "inc/shape.omg", Some("shape.omg")),
        ("mian.omg", "other.omg", None),
        ("jsno", "omg_modules/json/main.omg", Some("json")),
        ("./json", "omg_modules/json/main.omg", Some("json")),
        ("something.omg", "utils.omg", None),
    ] {
        let main = format!("import \"{path}\" as x");
        let fs = file_system([("main.omg", main.as_str()), (file, "")]);
        let options = LoadOptions { include_dirs: vec!["inc".into()], ..LoadOptions::default() };
        let found = load_from(&fs, "main.omg", &options);
        let problem = found.diagnostics.iter().next().unwrap();
        let suggestion = problem.suggestions.first().map(|s| s.edits[0].replacement.trim_matches('"'));
        assert_eq!((problem.code, suggestion), ("E0301", suggested), "{path}");
        if let Some(suggestion) = suggestion {
            let mended = format!("import \"{suggestion}\" as x");
            let fs = file_system([("main.omg", mended.as_str()), (file, "")]);
            assert_eq!(load_from(&fs, "main.omg", &options).problems(), "", "{path}");
        }
    }
}

#[test]
fn built_ins_need_no_import() {
    for path in ["length", "length.omg", "read_file"] {
        let found = load_files([("main.omg", format!("import \"{path}\" as x").as_str())]);
        assert!(found.hints().contains("is a built-in procedure, which needs no import"), "{}", found.hints());
    }
}

#[test]
fn a_directory_is_no_module() {
    let main = ("main.omg", "import \"shapes/\" as s");
    let found = load_files([main, ("shapes/circle.omg", ""), ("shapes/square.omg", ""), ("shapes/notes.txt", "")]);
    assert_eq!(found.problems(), "E0302 `shapes` is a directory, not a module @ main.omg:2\n");
    assert_eq!(found.hints(), "import a file in it: `shapes/circle.omg`, `shapes/square.omg`");
    assert_eq!(load_files([main, ("shapes/circle.omg", "")]).hints(), "import the file in it");
    assert_eq!(
        load_files([main, ("shapes/notes.txt", "")]).hints(),
        "there is no `.omg` file in it that could be imported"
    );
}

#[test]
fn a_package_without_a_main_file() {
    let main = ("main.omg", "import \"json\" as j\nemit j.x");
    let found = load_files([main, ("omg_modules/json/parse.omg", "")]);
    assert!(
        found.hints().ends_with("\nthe package directory `omg_modules/json` has no `main.omg`"),
        "{}",
        found.hints()
    );
    let found = load_files([("main.omg", "import \"lib/main.omg\" as l"), ("lib/a.omg", "")]);
    assert!(!found.hints().contains("package"), "{}", found.hints());
}

#[test]
fn an_empty_path() {
    assert_eq!(
        load_files([("main.omg", "import \"\" as s")]).problems(),
        "E0305 an import needs the path of a file @ main.omg:2\n"
    );
}

#[test]
fn problems_with_the_entry() {
    let mut fs = file_system([("main.omg", ""), ("app/main.omg", ""), ("lib/x.omg", "")]);
    fs.add("latin.omg", b";;;omg\n\xe9");
    for (entry, expected) in [
        ("mian.omg", "E0001 the file `mian.omg` does not exist @\nthere is a file `main.omg`"),
        ("main", "E0001 the file `main` does not exist @\nthere is a file `main.omg`"),
        ("app/mian.omg", "E0001 the file `app/mian.omg` does not exist @\nthere is a file `app/main.omg`"),
        ("nothing.omg", "E0001 the file `nothing.omg` does not exist @\n"),
        ("app", "E0003 `app` is a directory, not a source file @\nthere is a file `app/main.omg`"),
        ("lib", "E0003 `lib` is a directory, not a source file @\nname the file that the program starts with"),
    ] {
        let found = load_from(&fs, entry, &LoadOptions::default());
        assert_eq!(format!("{}{}", found.problems(), found.hints()), expected);
        assert!(found.graph.is_none());
    }
    let found = load_from(&fs, "latin.omg", &LoadOptions::default());
    assert!(found.graph.is_none() && found.problems() == "E0004 the file `latin.omg` is not UTF-8 text @\n");
}

#[test]
fn a_file_that_cannot_be_read_is_reported_once_and_hides_nothing() {
    let mut fs = file_system([
        ("main.omg", "import \"data.omg\" as d\nimport \"a.omg\" as a"),
        ("a.omg", "import \"data.omg\" as d\nimport \"none.omg\" as n"),
    ]);
    fs.add_unreadable("data.omg", std::io::ErrorKind::PermissionDenied);
    let found = load_from(&fs, "main.omg", &LoadOptions::default());
    assert_eq!(
        found.problems(),
        "E0002 the file `data.omg` cannot be read: permission denied @ main.omg:2\nE0301 module `none.omg` not found @ a.omg:3\n"
    );
}

#[test]
fn self_imports() {
    let mut fs = file_system([("main.omg", "import \"main.omg\" as me\nimport \"./alias.omg\" as again")]);
    fs.add_link("alias.omg", "main.omg");
    let found = load_from(&fs, "main.omg", &LoadOptions::default());
    let expected = "E0304 `main.omg` imports itself @ main.omg:2\nE0304 `main.omg` imports itself @ main.omg:3\n";
    assert_eq!(found.problems(), expected);
}

#[test]
fn a_cycle_of_two() {
    let found = load_files([
        ("main.omg", "import \"a.omg\" as a\nemit a.x + a.x + a.y"),
        ("a.omg", "import \"main.omg\" as m\nproc f() { return m[\"z\"] }"),
    ]);
    assert_eq!(found.problems(), "E0303 modules import each other in a cycle @ main.omg:2 a.omg:2\n");
    let expected = "main.omg → a.omg → main.omg\nthe import of `main.omg` in `a.omg` is the cheapest to cut: `z` is all that is used of it there";
    assert_eq!(found.hints(), expected);
}

#[test]
fn the_cheapest_edge() {
    for (use_in_main, use_in_a, expected) in [
        ("", "m.x", "the import of `a.omg` in `main.omg` can go: nothing of it is used there"),
        (
            "emit a.x",
            "m.x",
            "the import of `main.omg` in `a.omg` is the cheapest to cut: `x` is all that is used of it there",
        ),
        (
            "emit a.x + a.y",
            "m",
            "the import of `a.omg` in `main.omg` is the cheapest to cut: 2 of its names are used there: `x`, `y`",
        ),
        (
            "emit a",
            "m",
            "one of these imports has to go; what the modules share can move to one that imports none of them",
        ),
        (
            "emit a[1]",
            "m.x + [m.x, {k: m.y}]",
            "the import of `main.omg` in `a.omg` is the cheapest to cut: 2 of its names are used there: `x`, `y`",
        ),
    ] {
        let main = format!("import \"a.omg\" as a\n{use_in_main}");
        let a = format!("import \"main.omg\" as m\nproc f() {{ return {use_in_a} }}");
        let found = load_files([("main.omg", main.as_str()), ("a.omg", a.as_str())]);
        assert_eq!(found.hints().lines().last(), Some(expected));
    }
}

#[test]
fn a_cycle_without_the_entry_that_is_reached_by_two_paths() {
    let found = load_files([
        ("main.omg", "import \"x.omg\" as x\nimport \"z.omg\" as z"),
        ("x.omg", "import \"y.omg\" as y"),
        ("y.omg", "import \"z.omg\" as z"),
        ("z.omg", "import \"x.omg\" as x"),
    ]);
    assert_eq!(found.problems(), "E0303 modules import each other in a cycle @ x.omg:2 y.omg:2 z.omg:2\n");
    assert!(found.hints().starts_with("x.omg → y.omg → z.omg → x.omg\n"));
}

#[test]
fn of_a_group_with_several_loops_a_shortest_is_shown() {
    let found = load_files([
        ("main.omg", "import \"a.omg\" as a"),
        ("a.omg", "import \"b.omg\" as b"),
        ("b.omg", "import \"c.omg\" as c"),
        ("c.omg", "import \"d.omg\" as d\nimport \"a.omg\" as a"),
        ("d.omg", "import \"c.omg\" as c"),
    ]);
    assert_eq!(found.problems(), "E0303 modules import each other in a cycle @ c.omg:2 d.omg:2\n");
    assert!(found.hints().contains("4 modules are in such cycles with each other"), "{}", found.hints());
}

#[test]
fn separate_cycles_are_reported_separately() {
    let found = load_files([
        ("main.omg", "import \"a.omg\" as a\nimport \"c.omg\" as c\nimport \"main.omg\" as m"),
        ("a.omg", "import \"b.omg\" as b"),
        ("b.omg", "import \"a.omg\" as a"),
        ("c.omg", "import \"d.omg\" as d"),
        ("d.omg", "import \"c.omg\" as c\nimport \"gone.omg\" as g"),
    ]);
    assert_eq!(
        found.problems(),
        "E0301 module `gone.omg` not found @ d.omg:3\n\
         E0304 `main.omg` imports itself @ main.omg:4\n\
         E0303 modules import each other in a cycle @ a.omg:2 b.omg:2\n\
         E0303 modules import each other in a cycle @ c.omg:2 d.omg:2\n"
    );
}

/// A chain of modules `main.omg`, `1.omg`, …, of which each imports the next, the last one `last`.
fn chain(length: usize, last: &str) -> Outcome {
    let mut fs = MemoryFileSystem::default();
    for n in 0..length {
        let name = if n == 0 { "main.omg".to_owned() } else { format!("{n}.omg") };
        let next = if n + 1 == length { last.to_owned() } else { format!("import \"{}.omg\" as next", n + 1) };
        fs.add(name, format!(";;;omg\n{next}\n"));
    }
    load_from(&fs, "main.omg", &LoadOptions::default())
}

#[test]
fn ten_thousand_modules_in_a_chain() {
    let found = chain(10_000, "emit 1");
    assert_eq!(found.problems(), "");
    let graph = found.graph.unwrap();
    assert_eq!((graph.modules.len(), graph.init_order[0]), (10_000, ModuleId(9_999)));
}

#[test]
fn ten_thousand_modules_in_a_circle() {
    let found = chain(10_000, "import \"main.omg\" as start");
    assert!(found.hints().contains("… → main.omg"), "{}", found.hints());
    assert_eq!(found.diagnostics.iter().next().unwrap().labels.len(), 30);
}

#[test]
fn control_characters_in_a_path_are_escaped() {
    let found = load_files([("main.omg", "import \"a\\nb\\0\" as s")]);
    assert_eq!(found.problems(), "E0301 module `a\\nb\\u{0}` not found @ main.omg:2\n");
}
