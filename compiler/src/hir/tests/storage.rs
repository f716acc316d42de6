//! Where variables live, and what calls go to.

use super::{assert_lines, dump_files, dump_of};

#[test]
fn variables_that_are_not_captured_live_in_the_frame() {
    let dump = dump_of("proc f(a) { alloc b := a\n b := b + 1\n return b }\nemit f(1)");
    assert_lines(&dump, &["proc #1 f(a)", "local a: frame", "local b: frame"]);
}

#[test]
fn parameter_that_is_never_assigned_is_captured_by_value() {
    let dump = dump_of("proc f(a) { proc g() { return a }\n return g }\nemit f(1)()");
    assert_lines(&dump, &["local a: frame", "proc #2 g()", "local a: captured value 0", "return a"]);
}

#[test]
fn parameter_that_is_assigned_lives_in_a_cell() {
    let dump = dump_of("proc f(a) { proc g() { return a }\n a := 2\n return g }\nemit f(1)()");
    assert_lines(&dump, &["local a: cell", "proc #2 g()", "local a: captured cell 0", "return a"]);
}

#[test]
fn alloc_before_the_closure_in_the_same_list_is_captured_by_value() {
    let dump = dump_of("proc f() { alloc a := 1\n if a { proc g() { return a }\n return g } }\nemit f()()");
    assert_lines(&dump, &["local a: frame", "local a: captured value 0", "return a"]);
}

#[test]
fn alloc_in_a_loop_before_the_closure_is_captured_by_value() {
    let dump = dump_of("proc f() { loop true { alloc a := 1\n proc g() { return a }\n return g } }\nemit f()()");
    assert_lines(&dump, &["local a: frame", "local a: captured value 0"]);
}

#[test]
fn alloc_behind_the_closure_or_in_another_branch_needs_a_cell() {
    let dump = dump_of("proc f() { proc g() { return a }\n alloc a := 1\n return g }\nemit f()()");
    assert_lines(&dump, &["local a: cell", "local a: captured cell 0", "return a?"]);
    let dump = dump_of("proc f(c) { if c { alloc a := 1 }\n proc g() { return a }\n return g }\nemit f(1)()");
    assert_lines(&dump, &["local a: cell", "local a: captured cell 0", "return a?"]);
}

#[test]
fn alloc_of_a_parameter_is_the_same_variable() {
    let dump = dump_of("proc f(a) { alloc a := a + 1\n return a }\nemit f(1)");
    assert_lines(&dump, &["local a: frame", "alloc a := (a + 1)", "return a"]);
}

#[test]
fn captures_pass_through_the_procedures_between() {
    let dump = dump_of("proc f(a) { proc g() { proc h() { return a }\n return h }\n return g }\nemit f(1)()()");
    assert_lines(&dump, &["proc #2 g()", "local a: captured value 0", "proc #3 h()", "local a: captured value 0"]);
}

#[test]
fn assignment_from_inside_needs_a_cell() {
    let dump = dump_of("proc f() { alloc n := 0\n proc g() { n := n + 1\n return n }\n return g }\nemit f()()");
    assert_lines(&dump, &["local n: cell", "local n: captured cell 0", "n := (n + 1)"]);
}

#[test]
fn nested_procedure_calls_itself_through_its_closure() {
    let dump = dump_of("proc f() { proc g(n) { return g(n - 1) }\n return g(1) }\nemit f()");
    assert_lines(&dump, &["local g: frame", "return tail <g #2>(1)", "proc #2 g(n)", "return tail <self #2>((n - 1))"]);
    assert!(!dump.contains("captured"), "{dump}");
}

/// In a loop the name means the last closure that was made.
#[test]
fn procedure_in_a_loop_calls_itself_through_its_variable() {
    let dump = dump_of("proc f() { loop true { proc g(n) { return g(n - 1) }\n return g(1) } }\nemit f()");
    assert_lines(&dump, &["local g: cell", "local g: captured cell 0", "return tail <g #2>((n - 1))"]);
}

#[test]
fn nested_procedures_call_each_other() {
    let text =
        "proc f(n) { proc even(n) { return odd(n) }\n proc odd(n) { return even(n) }\n return even(n) }\nemit f(1)";
    let dump = dump_of(text);
    assert_lines(&dump, &["local even: frame", "local odd: cell"]);
    assert_lines(&dump, &["proc #2 even(n)", "local odd: captured cell 0", "return tail <odd? #3>(n)"]);
    assert_lines(&dump, &["proc #3 odd(n)", "local even: captured value 0", "return tail <even #2>(n)"]);
}

#[test]
fn top_level_procedures_are_called_directly_above_their_definition_too() {
    let dump = dump_of("emit f(1)\nproc f(n) { return g(n) }\nproc g(n) { return n }");
    assert_lines(&dump, &["global @f: 1 assignments, exported, always #1", "emit <f #1>(1)", "return tail <g #2>(n)"]);
}

#[test]
fn reassigned_procedures_are_called_through_their_variable() {
    let dump = dump_of("emit f(1)\nproc f(n) { return n }\nproc f(n) { return -n }\nemit f(1)");
    assert_lines(
        &dump,
        &["global @f: 2 assignments, exported, at first #1", "emit <@f or #1>(1)", "emit <@f or #1>(1)"],
    );
    let dump = dump_of("proc f(n) { return n }\nproc g() { f := g }\ng()\nf(1)");
    assert_lines(&dump, &["global @f: 2 assignments, exported, at first #1, set in procedures", "<@f or #1>(1)"]);
}

#[test]
fn conditional_procedures_are_not_hoisted() {
    let dump = dump_of("if args { proc f() { } }\nf()");
    assert_lines(&dump, &["global @f: 1 assignments, exported", "<@f?>()"]);
}

#[test]
fn a_variable_does_not_change_what_the_call_of_a_built_in_means() {
    let dump = dump_of("alloc length := length([1])\nemit length + length(\"a\")");
    assert_lines(&dump, &["alloc @length := <built-in length>([1])", "emit (@length + <built-in length>(\"a\"))"]);
    let dump = dump_of("proc hex(n) { return n }\nproc f(hex) { return hex(hex) }\nemit f(1)");
    assert_lines(&dump, &["return tail <hex #1>(hex)"]);
    let dump = dump_of("emit [hex, hex(1)]");
    assert_lines(&dump, &["emit [built-in hex, <built-in hex>(1)]"]);
}

#[test]
fn tail_calls_are_those_outside_try() {
    let text = "proc f(g) { try { return g() } except { if g { return g() } }\n return f(g) }\nproc h() { return hex(1) }\nemit [f, h]";
    let dump = dump_of(text);
    assert_lines(&dump, &["return <g>()", "return tail <g>()", "return tail <f #1>(g)", "return <built-in hex>(1)"]);
}

#[test]
fn blocks_have_variables_of_their_own() {
    let dump =
        dump_of("alloc x := 1\n{ alloc x := 2\n proc f() { return x }\n emit f() }\n{ alloc x := 3\n emit x }\nemit x");
    assert_lines(&dump, &["proc #0 <top-level>()", "local x: frame", "local f: frame", "local x: frame"]);
    assert_lines(
        &dump,
        &["alloc @x := 1", "alloc x := 2", "f := closure #1", "emit <f #1>()", "alloc x := 3", "emit @x"],
    );
}

#[test]
fn imports_are_looked_through() {
    let dump = dump_files(&[
        (
            "main.omg",
            "import \"lib.omg\" as lib\nproc f() { return lib.area(lib.X) }\nemit [lib.X, lib.Y, lib.area(1), f()]",
        ),
        ("lib.omg", "alloc X := 1\nalloc Y := 2\nY := 3\nproc area(x) { return x }"),
    ]);
    assert_lines(&dump, &["emit [@lib.omg:X, @lib.Y, <area #3>(1), <f #1>()]"]);
    assert_lines(&dump, &["return tail <area #3>(@lib.omg:X)"]);
}

#[test]
fn imports_that_may_not_have_run_are_guarded() {
    let dump = dump_files(&[
        ("main.omg", "if args { import \"lib.omg\" as lib }\nemit lib.area(lib.X)"),
        ("lib.omg", "alloc X := 1\nproc area(x) { return x }"),
    ]);
    assert_lines(&dump, &["emit <area #2 if @lib>(@lib?.X)"]);
}

#[test]
fn imports_in_procedures_are_their_variables() {
    let dump = dump_files(&[
        (
            "main.omg",
            "proc f() { import \"lib.omg\" as lib\n proc g() { return lib.area(lib.X) }\n return g }\nemit f()()",
        ),
        ("lib.omg", "alloc X := 1\nproc area(x) { return x }"),
    ]);
    assert_lines(&dump, &["import lib.omg as lib", "return tail <area #4>(@lib.omg:X)"]);
}

const LIB: (&str, &str) =
    ("lib.omg", "alloc X := 1\nalloc n := 0\nn := 1\nif X { alloc m := 2 }\nproc area(x) { return x }");

#[test]
fn imported_names_are_looked_through() {
    let main = "import { X as x, n, m, area } from \"lib.omg\"\nproc f() { return area(x) }\nemit [x, n, m, area, f()]";
    let dump = dump_files(&[("main.omg", main), LIB]);
    assert_lines(
        &dump,
        &["import { @lib.omg:X as @x, @lib.omg:n as @n, @lib.omg:m? as @m, @lib.omg:area as @area } from lib.omg"],
    );
    assert_lines(&dump, &["emit [@lib.omg:X, @n, @m?, @lib.omg:area, <f #1>()]"]);
    assert_lines(&dump, &["return tail <area #3>(@lib.omg:X)"]);
}

#[test]
fn names_that_may_not_have_been_imported_are_guarded() {
    let main = "if args { import { X, area } from \"lib.omg\" }\nemit area(X)";
    assert_lines(&dump_files(&[("main.omg", main), LIB]), &["emit <area #2 if @area>(@X?)"]);
    let main = "proc f() { import { X, area } from \"lib.omg\"\n proc g() { return area(X) }\n return g }\nemit f()()";
    assert_lines(&dump_files(&[("main.omg", main), LIB]), &["return tail <area #4>(@lib.omg:X)"]);
}

#[test]
fn members_by_key_are_looked_through() {
    let main = "import \"lib.omg\" as lib\nemit lib[\"area\"](lib[\"X\"])";
    assert_lines(&dump_files(&[("main.omg", main), LIB]), &["emit <area #2>(@lib.omg:X)"]);
}

#[test]
fn names_that_a_block_exports_belong_to_the_scope_around_it() {
    let dump = dump_of(
        "{ { export alloc a := 1\n export proc f() { return b }\n alloc b := 2 }\n export a, f }\nemit a + f()",
    );
    assert_lines(&dump, &["global @a: 1 assignments, exported, set in procedures"]);
    assert_lines(
        &dump,
        &["local b: cell", "alloc @a := 1", "@f := closure #1", "alloc b := 2", "emit (@a + <@f #1>())"],
    );
    let dump = dump_of("proc f(n) { { export alloc v := n\n proc g() { return v } }\n return v }\nemit f(1)");
    assert_lines(&dump, &["local n: frame", "local v: frame", "local g: frame", "local v: captured value 0"]);
}

/// Only where a variable of the round before could be met.
#[test]
fn blocks_in_loops_start_with_fresh_variables() {
    let block = |body: &str| dump_of(&format!("loop args {{ {{ {body} }} }}"));
    assert!(!block("alloc x := 1\n emit x\n proc f() { return x }\n x := 2\n emit f()").contains("unset"));
    assert!(!dump_of("{ if args { alloc x := 1 }\n emit x }").contains("unset"));
    assert_lines(&block("if args { alloc x := 1 }\n emit x"), &["unset x", "emit x?"]);
    assert_lines(&block("proc f() { return x }\n emit f\n alloc x := 1"), &["unset x", "alloc x := 1"]);
    assert_lines(&block("x := 2\n proc f() { return x }\n emit f\n alloc x := 1"), &["unset x", "x := 2"]);
    assert_lines(&block("proc f() { return g() }\n proc g() { return f() }\n f()"), &["unset g"]);
}
