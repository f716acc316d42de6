//! Which reads are checked.

use super::{assert_lines, dump_files, dump_of};

#[test]
fn reads_behind_the_alloc_are_not_checked() {
    let dump = dump_of("alloc x := 1\nemit x\nif x { emit x }\nloop x { emit x\n break }");
    assert!(!dump.contains('?'), "{dump}");
}

#[test]
fn branches_must_agree() {
    let dump = dump_of("proc f(c) { if c { alloc x := 1 } else { alloc x := 2 }\n return x }\nemit f(1)");
    assert_lines(&dump, &["return x"]);
    let dump = dump_of("proc f(c) { if c { alloc x := 1 } else { return 0 }\n return x }\nemit f(1)");
    assert_lines(&dump, &["return x"]);
    let dump = dump_of("proc f(c) { if c { alloc x := 1 }\n return x }\nemit f(1)");
    assert_lines(&dump, &["return x?"]);
}

#[test]
fn loops_may_not_run() {
    let dump = dump_of("proc f(c) { loop c { alloc x := 1 }\n return x }\nemit f(1)");
    assert_lines(&dump, &["return x?"]);
    let dump = dump_of("proc f(c) { loop true { alloc x := 1\n if c { break } }\n return x }\nemit f(1)");
    assert_lines(&dump, &["return x"]);
    let dump = dump_of("proc f(c) { loop true { if c { break }\n alloc x := 1 }\n return x }\nemit f(1)");
    assert_lines(&dump, &["return x?"]);
}

#[test]
fn a_try_may_end_anywhere() {
    let dump = dump_of("proc f(c) { try { alloc x := c() } except e { emit e + x }\n return x }\nemit f(1)");
    assert_lines(&dump, &["emit (e + x?)", "return x?"]);
}

#[test]
fn alloc_names_the_local_above_itself_too() {
    let dump = dump_of("alloc x := 1\nproc f() { emit x\n alloc x := 2 }\nf()");
    assert_lines(&dump, &["emit x?", "alloc x := 2"]);
}

#[test]
fn procedures_need_not_check_what_is_set_before_any_can_run() {
    let dump = dump_of(
        "proc f() { return x + y + z }\nalloc x := length([1])\nif x { alloc y := 1 } else { y := 2 }\nemit f()\nalloc z := 3",
    );
    assert_lines(&dump, &["global @x: 1 assignments, exported, set in procedures"]);
    assert_lines(&dump, &["return ((@x + @y) + @z?)"]);
}

#[test]
fn calling_an_own_procedure_ends_what_is_certain() {
    for call in ["emit f()", "alloc a := [f()]", "if 1 { f() }", "alloc g := f\nalloc a := g()"] {
        let dump = dump_of(&format!("proc f() {{ return z }}\n{call}\nalloc z := 3"));
        assert_lines(&dump, &["return @z?"]);
    }
}

#[test]
fn storing_an_own_procedure_is_harmless_until_foreign_code_runs() {
    let lib = ("lib.omg", "proc call(f) { return f }\nalloc table := [0]");
    for (statement, read) in [
        ("alloc a := [f]", "return @z"),
        ("alloc a := lib.call(1)", "return @z"),
        ("alloc a := lib.call(f)", "return @z?"),
        ("alloc a := [f]\nalloc b := lib.call(1)", "return @z?"),
        ("alloc a := lib.table\na[0] := f", "return @z?"),
        ("args := [f]", "return @z?"),
    ] {
        let main = format!("import \"lib.omg\" as lib\nproc f() {{ return z }}\n{statement}\nalloc z := 3\nemit lib");
        let dump = dump_files(&[("main.omg", &main), lib]);
        assert_lines(&dump, &[read]);
    }
}

#[test]
fn shared_variables_are_always_set() {
    let dump = dump_of("proc f() { args := [module_file, current_dir] }\nf()\nemit args");
    assert!(!dump.contains('?'), "{dump}");
}
