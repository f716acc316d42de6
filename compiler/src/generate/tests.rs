//! The phase on files in memory: which modules there are, which are shared, and what is reported. How messages look is for
//! the golden tests.

use std::path::Path;

use super::*;
use crate::modules::{LoadOptions, MemoryFileSystem, load};

const LIMITS: Limits = Limits { steps: 1_000_000, memory: 64 << 20 };

struct Outcome {
    graph: Graph,
    sources: SourceMap,
    diagnostics: Diagnostics,
}

impl Outcome {
    fn modules(&self) -> Vec<&str> {
        self.graph.ids().map(|(id, _)| self.graph.name(id, &self.sources)).collect()
    }

    /// The text of a generated module without the header.
    fn text(&self, module: usize) -> &str {
        self.sources.file(self.graph.modules[module].file).text.strip_prefix(";;;omg\n").expect("a header")
    }

    /// Code and title of each diagnostic.
    fn problems(&self) -> Vec<String> {
        self.diagnostics.iter().map(|problem| format!("{} {}", problem.code, problem.title)).collect()
    }
}

/// Loads and checks `main.omg`. The files are given without their headers.
fn check<const N: usize>(files: [(&str, &str); N]) -> Outcome {
    let mut fs = MemoryFileSystem::default();
    files.iter().for_each(|(name, body)| fs.add(name, format!(";;;omg\n{body}")));
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let lints = LintLevels::default();
    let mut generators = Generators::new(&lints, LIMITS);
    let main = Path::new("main.omg");
    let graph = load(main, &LoadOptions::default(), &fs, &mut generators, &mut sources, &mut diagnostics).unwrap();
    hir::lower(&graph, &sources, &lints, &mut diagnostics);
    diagnostics.sort();
    Outcome { graph, sources, diagnostics }
}

/// Returns its argument as the value of a variable.
const VALUE: &str = "proc value(x) { return \";;;omg\\nalloc x := \" + x }";

#[test]
fn one_call_is_one_module_and_another_call_another() {
    let found = check([
        ("gen.omg", VALUE),
        (
            "main.omg",
            "import eval value(1) from \"gen.omg\" as a\nimport eval value(1) from \"./gen\" as b\n\
             import eval value(2) from \"gen.omg\" as c\nimport \"other.omg\" as o\nemit [a.x, b.x, c.x, o.x]",
        ),
        ("other.omg", "import eval value(1) from \"gen.omg\" as a\nalloc x := a.x"),
    ]);
    assert_eq!(found.problems(), [""; 0]);
    assert_eq!(found.modules(), ["main.omg", "gen.omg::value(1)", "gen.omg::value(2)", "other.omg"]);
    assert_eq!(found.text(2), "alloc x := 2");
}

#[test]
fn a_module_belongs_to_the_directory_of_its_importer() {
    let directory = "proc f() { return \";;;omg\\nalloc x := \\\"\" + current_dir + \" \" + module_file + \" \" + args + \"\\\"\" }";
    let found = check([
        ("lib/gen.omg", directory),
        ("main.omg", "import eval f() from \"lib/gen.omg\" as a\nimport \"sub/m.omg\" as m\nemit a.x + m.x"),
        ("sub/m.omg", "import eval f() from \"../lib/gen.omg\" as a\nalloc x := a.x"),
    ]);
    assert_eq!(found.problems(), [""; 0]);
    assert_eq!(found.modules(), ["main.omg", "lib/gen.omg::f()", "sub/m.omg", "lib/gen.omg::f()"]);
    assert_eq!(found.text(1), "alloc x := \"/ lib/gen.omg [lib/gen.omg]\"");
    assert_eq!(found.text(3), "alloc x := \"/sub lib/gen.omg [lib/gen.omg]\"");
}

#[test]
fn a_generator_may_need_generated_modules() {
    let found = check([
        ("gen.omg", VALUE),
        (
            "outer.omg",
            "import eval value(20) from \"gen.omg\" as v\nproc f(n) { return \";;;omg\\nalloc x := \" + (v.x + n) }",
        ),
        (
            "main.omg",
            "import eval f(1) from \"outer.omg\" as a\nimport eval f(2) from \"outer.omg\" as b\nemit a.x + b.x",
        ),
    ]);
    assert_eq!(found.problems(), [""; 0]);
    assert_eq!(found.modules(), ["main.omg", "outer.omg::f(1)", "outer.omg::f(2)"]);
    assert_eq!((found.text(1), found.text(2)), ("alloc x := 21", "alloc x := 22"));
    let files = |module: usize| found.graph.modules[module].generation.as_ref().unwrap().files.len();
    assert_eq!((files(1), files(2)), (2, 2));
}

#[test]
fn errors_of_a_generator_are_reported_once() {
    let found = check([
        ("gen.omg", "import \"lib.omg\" as lib\nproc f(n) { return lib.nope }\nproc g() { return lib.nope }"),
        ("lib.omg", "emit nowhere"),
        (
            "main.omg",
            "import eval f(1) from \"gen.omg\" as a\nimport eval g() from \"gen.omg\" as b\n\
             import \"gen.omg\" as gen\nemit [a.x, b.x, gen.f(1)]",
        ),
    ]);
    let codes: Vec<&str> = found.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E0503", "E0503", "E0501"], "{:?}", found.problems());
}

#[test]
fn bounds_hold_whatever_is_caught() {
    for (body, expected) in [
        ("loop true { }", "E0317 the generator `gen.omg::f()` runs too long"),
        ("loop true { try { loop true { } } except e { } }", "E0317 the generator `gen.omg::f()` runs too long"),
        (
            "alloc s := \"ab\"\nloop true { try { s := s + s } except { } }",
            "E0317 the generator `gen.omg::f()` uses too much memory",
        ),
        ("list_repeat(0, 1000000000)", "E0317 the generator `gen.omg::f()` uses too much memory"),
        ("alloc x := 1 << 4000000000", "E0317 the generator `gen.omg::f()` makes too large an integer"),
        ("alloc x := pow(10, 1000000000)", "E0317 the generator `gen.omg::f()` makes too large an integer"),
        ("f()", "E0315 the generator `gen.omg::f()` raised an error"),
        ("return f()", "E0317 the generator `gen.omg::f()` runs too long"),
        ("emit 1", "E0316 `emit` cannot be used when the program is compiled"),
        (
            "call_builtin(\"call_builtin\", [\"getpid\", []])",
            "E0316 `getpid` cannot be used when the program is compiled",
        ),
        ("alloc p := print\ntry { p(1) } except { }", "E0316 `print` cannot be used when the program is compiled"),
        (
            "alloc l := [\"call_builtin\", 0]\nl[1] := l\ncall_builtin(\"call_builtin\", l)",
            "E0317 the generator `gen.omg::f()` runs too long",
        ),
        ("exit(0)", "E0316 `exit` cannot be used when the program is compiled"),
        ("return 5", "E0318 the generator `gen.omg::f()` gave no text"),
    ] {
        let generator = format!("proc f() {{\n{body}\n}}");
        let found =
            check([("gen.omg", generator.as_str()), ("main.omg", "import eval f() from \"gen.omg\" as t\nemit t.x")]);
        assert_eq!(found.problems(), [expected], "{body}");
    }
}

#[test]
fn cycles() {
    for (files, expected) in [
        // The generator imports what it generates.
        (
            ["import eval f(1) from \"gen.omg\" as t\nproc f(n) { return \"\" }", ""],
            "E0303 a generator needs a module that it generates itself",
        ),
        // As above, through another module.
        (
            [
                "import \"other.omg\" as o\nproc f(n) { return o.x }",
                "import eval f(2) from \"gen.omg\" as t\nalloc x := t.x",
            ],
            "E0303 a generator needs a module that it generates itself",
        ),
        // The text imports its importer.
        (
            ["proc f(n) { return \";;;omg\\nimport \\\"main.omg\\\" as main\\nalloc x := main\" }", ""],
            "E0303 modules import each other in a cycle",
        ),
        // The text imports itself.
        (
            ["proc f(n) { return \";;;omg\\nimport eval f(1) from \\\"gen.omg\\\" as t\\nalloc x := t\" }", ""],
            "E0304 `gen.omg::f(1)` imports itself",
        ),
        // There is always another one.
        (
            [
                "proc f(n) { return \";;;omg\\nimport eval f(\" + (n + 1) + \") from \\\"gen.omg\\\" as t\\nalloc x := t\" }",
                "",
            ],
            "E0319 more than 16 generated modules need each other in a row",
        ),
    ] {
        let main = "import eval f(1) from \"gen.omg\" as t\nemit t.x";
        let found = check([("gen.omg", files[0]), ("other.omg", files[1]), ("main.omg", main)]);
        assert_eq!(found.problems(), [expected], "{}", files[0]);
    }
}

#[test]
fn files_are_noted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    std::fs::write(folder.join("data.txt"), "12").unwrap();
    let generator = "proc f() {\n alloc x := [file_exists(\"none\"), is_dir(\".\"), call_builtin(\"read_file\", [\"data.txt\"])]\n\
                     alloc again := read_file(\"data.txt\")\n return \";;;omg\\nalloc x := \" + x[2] }";
    let main = "import eval f() from \"gen.omg\" as t\nemit t.x";
    std::fs::write(folder.join("gen.omg"), format!(";;;omg\n{generator}")).unwrap();
    std::fs::write(folder.join("main.omg"), format!(";;;omg\n{main}")).unwrap();
    let inputs = || {
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let lints = LintLevels::default();
        let mut generators = Generators::new(&lints, LIMITS);
        let (path, options) = (folder.join("main.omg"), LoadOptions::default());
        let fs = crate::modules::OsFileSystem;
        let graph = load(&path, &options, &fs, &mut generators, &mut sources, &mut diagnostics).unwrap();
        let text = sources.file(graph.modules[1].file).text.to_string();
        (text, graph.modules[1].generation.clone().unwrap().inputs)
    };
    let (text, first) = inputs();
    assert_eq!(text, ";;;omg\nalloc x := 12");
    let paths: Vec<&Path> = first.iter().map(|input| input.path.strip_prefix(&folder).unwrap()).collect();
    assert_eq!(paths, [Path::new("none"), Path::new(""), Path::new("data.txt")]);
    assert_eq!(inputs().1, first);
    std::fs::write(folder.join("data.txt"), "13").unwrap();
    let (text, second) = inputs();
    assert_eq!(text, ";;;omg\nalloc x := 13");
    assert_eq!((&second[..2], second[2] == first[2]), (&first[..2], false));
}
