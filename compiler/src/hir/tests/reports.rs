//! What is reported, where.

use super::super::lints::{Level, LintLevels};
use super::{allowing, assert_lines, lower_files, reports};
use crate::hir::dump;

const NOTHING: [&str; 0] = [];

#[test]
fn alloc_twice_in_a_module() {
    assert_eq!(reports("alloc x := 1\nif x { alloc x := 2 }"), ["E0401 main.omg:2 x"]);
    assert_eq!(reports("alloc f := 1\nproc f() { }\nproc g() { alloc x := 1\n alloc x := 2 }"), NOTHING);
    assert_eq!(reports("{ alloc x := 1\n alloc x := 2 }\nalloc x := 3"), NOTHING);
}

fn with_lib(main: &str) -> Vec<String> {
    lower_files(&[("main.omg", main), ("lib.omg", "alloc X := [1]\nproc f() { return X }")], &LintLevels::default())
        .reports
}

#[test]
fn writes_to_imports() {
    let import = "import \"lib.omg\" as lib\nemit lib\n";
    for write in ["lib.X := 1", "lib[\"X\"] := 1", "lib.X[0] := 1", "lib.X[0].a[\"b\"] := 1"] {
        assert_eq!(with_lib(&format!("{import}{write}")), [format!("E0402 main.omg:3 {write}")]);
        assert_eq!(with_lib(&format!("{import}proc f() {{ {write} }}")), [format!("E0402 main.omg:3 {write}")]);
        assert_eq!(with_lib(&format!("{import}proc f(lib) {{ {write} }}")), NOTHING);
    }
    assert_eq!(with_lib(&format!("{import}lib.f()[0] := 1\nlib.X[0:1][0] := 1")), NOTHING);
}

#[test]
fn assignments_to_aliases() {
    let import = "import \"lib.omg\" as lib\nemit lib\n";
    for assignment in
        ["lib := 1", "alloc lib := 1", "proc lib() { }", "proc f() { lib := 1 }", "try { } except lib { }"]
    {
        assert_eq!(with_lib(&format!("{import}{assignment}")), ["E0403 main.omg:3 lib"], "{assignment}");
    }
    assert_eq!(with_lib(&format!("{import}proc f() {{ alloc lib := 1\n lib := 2 }}\n{{ alloc lib := 3 }}")), NOTHING);
}

#[test]
fn clashes_of_aliases() {
    let import = "import \"lib.omg\" as lib\n";
    assert_eq!(with_lib(&format!("{import}{import}emit lib")), ["E0404 main.omg:2 lib"]);
    assert_eq!(with_lib(&format!("alloc lib := 1\n{import}emit lib")), ["E0405 main.omg:2 lib"]);
    assert_eq!(with_lib(&format!("proc f(lib) {{ {import} emit lib }}")), ["E0405 main.omg:1 lib"]);
    assert_eq!(with_lib(&format!("{import}proc f() {{ {import} emit lib }}\nemit lib")), NOTHING);
}

#[test]
fn misplaced_statements_and_parameters() {
    assert_eq!(reports("break"), ["E0406 main.omg:1 break"]);
    assert_eq!(reports("loop true { proc f() { if 1 { break } } }"), ["E0406 main.omg:1 break"]);
    assert_eq!(reports("if 1 { return 2 }"), ["E0407 main.omg:1 return 2"]);
    assert_eq!(reports("proc f(a, b, a) { }"), ["E0408 main.omg:1 a"]);
}

#[test]
fn undefined_names_are_reported_once() {
    let lowered = lower_files(
        &[("main.omg", "proc f() { emit totl }\nemit totl + totl\nalloc total := 1")],
        &LintLevels::default(),
    );
    assert_eq!(lowered.reports, ["E0501 main.omg:1 totl"]);
    assert!(lowered.words[0].contains("`total` is declared here") && lowered.words[0].contains("2 more places"));
    assert_eq!(reports("emit lenght(1)\nnothing := 2"), ["E0501 main.omg:1 lenght", "E0501 main.omg:2 nothing"]);
    assert_eq!(reports("{ alloc x := 1 }\nemit x"), ["E0501 main.omg:2 x"]);
    assert_eq!(reports("length := 1"), ["E0501 main.omg:1 length"]);
}

#[test]
fn allowed_undefined_names_are_in_the_program() {
    let lowered = lower_files(&[("main.omg", "emit nope\nnope(1)\nnope := 2")], &allowing("undefined-name"));
    assert_eq!(lowered.reports, NOTHING);
    assert_lines(&dump(&lowered.program), &["emit undefined nope", "<undefined nope>(1)", "undefined nope := 2"]);
}

#[test]
fn wrong_numbers_of_arguments() {
    let text = "proc f(a) { proc g() { g(1) }\n g(2)\n f() }\nf(1, 2)\nhex()\nbinary(1, 2, 3)\nexit()";
    let expected = ["1 g(1)", "2 g(2)", "3 f()", "4 f(1, 2)", "5 hex()", "6 binary(1, 2, 3)"];
    assert_eq!(reports(text), expected.map(|report| format!("E0502 main.omg:{report}")));
    assert_eq!(reports("proc f(a) { }\nproc f() { }\nf(1, 2)\nproc g(h) { h(1) }"), NOTHING);
    assert_eq!(with_lib("import \"lib.omg\" as lib\nlib.f(1)"), ["E0502 main.omg:2 lib.f(1)"]);
}

#[test]
fn unknown_exports() {
    let import = "import \"lib.omg\" as lib\n";
    assert_eq!(with_lib(&format!("{import}emit lib.Y\nlib.g()")), ["E0503 main.omg:2 Y", "E0503 main.omg:3 g"]);
    assert_eq!(with_lib(&format!("{import}proc h(lib) {{ return lib.nope }}\nemit lib.X")), NOTHING);
    let files =
        [("main.omg", "import \"a.omg\" as a\nemit a.b"), ("a.omg", "import \"b.omg\" as b\nemit b"), ("b.omg", "")];
    let lowered = lower_files(&files, &LintLevels::default());
    assert_eq!(lowered.reports, ["E0503 main.omg:2 b"]);
    assert!(lowered.words[0].contains("imports are not exported again"), "{:?}", lowered.words);
}

#[test]
fn unused_imports() {
    let import = "import \"lib.omg\" as lib\n";
    assert_eq!(with_lib(import), ["W0601 main.omg:1 lib"]);
    assert_eq!(with_lib(&format!("proc f(lib) {{ return lib }}\n{import}")), ["W0601 main.omg:2 lib"]);
    assert_eq!(with_lib(&format!("{import}lib.f()")), NOTHING);
    let lowered = lower_files(&[("main.omg", import), ("lib.omg", "")], &allowing("unused-import"));
    assert_eq!(lowered.reports, NOTHING);
}

#[test]
fn unreachable_code() {
    assert_eq!(reports("proc f() { return 1\n emit 2\n emit 3 }"), ["W0602 main.omg:2 emit 2"]);
    assert_eq!(reports("proc f(c) { if c { return 1 } else { return 2 }\n emit 3 }"), ["W0602 main.omg:2 emit 3"]);
    assert_eq!(reports("loop true { }\nemit 1"), ["W0602 main.omg:2 emit 1"]);
    assert_eq!(reports("loop true { break\n emit 1 }\nemit 2"), ["W0602 main.omg:2 emit 1"]);
    assert_eq!(reports("loop true { f() }\nproc f() { }"), NOTHING);
    assert_eq!(reports("proc f(c) { if c { return 1 }\n emit 2\n try { return 1 } except { }\n emit 3 }"), NOTHING);
}

#[test]
fn stale_imports() {
    let lib = ("lib.omg", "alloc n := 0\nalloc m := 0\nm := 1\nproc up() { n := n + 1 }");
    let main = ("main.omg", "import \"lib.omg\" as lib\nlib.up()\nemit lib.n + lib.m");
    assert_eq!(lower_files(&[main, lib], &LintLevels::default()).reports, ["W0603 main.omg:3 lib.n"]);
}

#[test]
fn levels_decide_between_error_and_warning() {
    let mut levels = LintLevels::default();
    levels.set("undefined-name", Level::Warn).unwrap();
    let lowered = lower_files(&[("main.omg", "emit nope")], &levels);
    assert_eq!(lowered.reports, ["E0501 main.omg:1 nope"]);
    assert_eq!(lowered.program.modules.len(), 1);
}

#[test]
fn reports_come_module_by_module_in_source_order() {
    let files = [
        ("main.omg", "import \"a.omg\" as a\nemit nope\nbreak\na := 1"),
        ("a.omg", "import \"b.omg\" as b\nreturn 1\nalloc x := b\nalloc x := 2"),
        ("b.omg", "emit nope"),
    ];
    let expected = [
        "E0501 main.omg:2 nope",
        "E0406 main.omg:3 break",
        "E0403 main.omg:4 a",
        "E0407 a.omg:2 return 1",
        "E0401 a.omg:4 x",
        "E0501 b.omg:1 nope",
    ];
    assert_eq!(lower_files(&files, &LintLevels::default()).reports, expected);
}

/// What could not be parsed or found may define the names that are missing.
#[test]
fn no_noise_behind_errors_of_earlier_phases() {
    assert_eq!(reports("alloc := 5\nemit x").len(), 1);
    assert_eq!(reports("import \"nope.omg\" as nope\nemit nope.x + nope.y(1)").len(), 1);
}

#[test]
fn exports_are_checked() {
    assert_eq!(reports("export a, b, a\nalloc a := 1"), ["E0410 main.omg:1 b", "E0411 main.omg:1 a"]);
    assert_eq!(reports("proc f() { export alloc x := 1\n { export alloc y := 2 } }"), ["E0409 main.omg:1 x"]);
    assert_eq!(with_lib("import \"lib.omg\" as lib\nexport lib"), ["E0412 main.omg:2 lib"]);
    assert_eq!(with_lib("{ import { X } from \"lib.omg\"\n export X }"), ["E0412 main.omg:2 X"]);
    assert_eq!(reports("{ export alloc x := 1 }\nalloc x := 2"), ["E0401 main.omg:2 x"]);
    assert_eq!(reports("proc f() { { export alloc x := 1 }\n alloc x := 2\n return x }\nf()"), NOTHING);
}

#[test]
fn imported_names_are_checked() {
    assert_eq!(with_lib("import { Y, X } from \"lib.omg\"\nemit X"), ["E0503 main.omg:1 Y"]);
    assert_eq!(with_lib("import { X, X as y } from \"lib.omg\"\nemit X + y"), ["E0414 main.omg:1 X"]);
    assert_eq!(with_lib("import { X, f } from \"lib.omg\"\nX[0] := f()"), ["E0402 main.omg:2 X[0] := f()"]);
    assert_eq!(with_lib("import * from \"lib.omg\"\nemit f(X)"), ["E0413 main.omg:1 *"]);
}
