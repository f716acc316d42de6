//! Tests of the text form and of the verifier. What the builder and the passes make is in `tests/mir/`.

use std::fs;
use std::path::Path;

use super::parse::parse;
use super::{Program, print, verify};

fn golden_texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/mir");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "mir"));
    texts.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

fn parsed(text: &str) -> Program {
    parse(text).unwrap_or_else(|error| panic!("line {}: {}", error.line, error.message))
}

#[test]
fn text_is_read_back() {
    let texts = golden_texts();
    assert!(texts.len() >= 20);
    for (path, text) in texts {
        let without_comments: String =
            text.lines().filter(|line| !line.trim_start().starts_with(';')).map(|line| format!("{line}\n")).collect();
        let program = parsed(&text);
        assert_eq!(print(&program, None), without_comments, "{path}");
        assert_eq!(verify::verify(&program), Ok(()), "{path}");
    }
}

#[test]
fn every_operation_is_read_back() {
    let body = r#"
    v2:small = int -12
    v3:float = float 1.5
    v4:str = str "a\"b\n\u{1}é;"
    v5:bool = bool true
    v6:none = none
    v7:unset = unset
    v8:proc = proc p2  ; f
    v9:proc = builtin length
    v10:number = neg v0 @1..2
    v11 = add v0, v1 @1..2
    v12:flag = le v0, v1 @1..2
    v13:flag = truthy v0
    v14:flag = is_unset v0
    v15:bool = bool_value v12
    v16 = check_set v0, "x" @1..2
    v17:list = list(v0, v1)
    v18:list = list()
    v19:dict = dict("a b": v0, "c": v1)
    v20:dict = namespace()
    v21 = index v0, v1 @1..2
    set_index v0, v1, v2 @1..2
    v22:str|list = slice v0, v1, _ @1..2
    v23:str|list = slice_in_place v0, _, v1 @1..2
    v24 = attribute v0, "k" @1..2
    set_attribute v0, "k", v1 @1..2
    v25:str|list = append v0, v1 @1..2
    v26:str|list = append_in_place v0, v1 @1..2
    mark_shared v0
    v27:any|unset = global_get g0  ; x
    global_set g0, v0  ; x
    v28:any|unset|cell = slot_get s0
    slot_set s0, v0
    v29:proc = closure p1(v0)  ; all
    v30:proc = self_closure
    v31:cell = captured 0
    v32:cell = cell_new v0
    v33 = cell_get v32
    cell_set v32, v0
    v34 = call p2()  @1..2  ; f
    v35 = call_closure p1, v30(v0, v1) @1..2  ; all
    v36 = call_value v0(v1) @1..2
    v37:small = call_builtin length(v0) @1..2
    run_module m0 @1..2  ; main.omg
    v40 = captured_of p1, v30, 0
    v41 = index v0, v1 @1..2 in s0
    v45:flag = is_small v0
    v46:small>=0 = int 12
    v47:small = select v45, v2, v46
    v42 = index v0, v1 @1:1..2 in s1
    v43:list@c0 = list(v3)
    v44:dict@c1 = dict("x": v3, "y": v5)
    emit v0
    branch v12, b2, b3(v0)
b2:
    jump b4
b3(v38:never):
    tail_call p2() @1..2  ; f
b4:
    branch v13, b5, b6
b5:
    tail_call_closure p1, v30(v0, v1) @1..2  ; all
b6:
    branch v14, b7, b8
b7:
    tail_call_value v0(v1) @1..2
b8 handler b12:
    branch v12, b9, b10
b9 handler b12:
    raise assertion @1..2
b10:
    branch v13, b11, b13
b11:
    raise unset "x" @1..2 in s2
b12(v39:str):
    return v39
b13:
    raise arity "f", 1, 2 @1..2
"#
    .replace("()  @", "() @");
    let text = format!(
        "module m0 \"main.omg\" body p0\nglobal g0 \"x\"
class c0 elements float kind float
class c1 elements never kind byte runtime unshared procs (p1, p2) fields (\"x\" float, \"y\" any) layout (\"x\" in_place, \"y\")\n
proc p0 \"<top-level>\" module m0 file 0 span 0..9 captures 0 slots 0\nb0:\n    v0:none = none\n    return v0\nend\n
proc p1 \"all\" module m0 file 0 span 0..9 captures 1 slots 1
scope s0 \"f\" module m0 @1..2
scope s1 \"g\" module m0 @3..4 in s0
scope s2 \"h\" module m0 @5..6 replaced\nb0(v0, v1):{body}end\n
proc p2 \"f\" module m0 file 0 span 0..9 captures 0 slots 0\nb0:\n    v0:none = none\n    return v0\nend\n"
    );
    let program = parsed(&text);
    assert_eq!(print(&program, None), text);
    assert_eq!(verify::verify(&program), Ok(()));
}

/// What the verifier says about a procedure `f` with parameters v0 and v1, captures nothing, has one slot.
fn violation(body: &str) -> String {
    let text = format!(
        "module m0 \"main.omg\" body p0\nglobal g0 \"x\"
proc p0 \"<top-level>\" module m0 file 0 span 0..9 captures 0 slots 0\nb0:\n    v0:none = none\n    return v0\nend
proc p1 \"f\" module m0 file 0 span 0..9 captures 0 slots 1\nb0(v0, v1):\n{body}\nend
proc p2 \"closed\" module m0 file 0 span 0..9 captures 1 slots 0\nb0:\n    v0:none = none\n    return v0\nend\n"
    );
    verify::verify(&parsed(&text)).expect_err("it is not well-formed")
}

#[test]
fn what_is_not_well_formed_is_found() {
    let cases = [
        ("return v2", "v2 is not defined"),
        ("emit v2\nv2 = list()\nreturn v2", "v2 is not defined on every path"),
        ("v0 = list()\nreturn v0", "v0 is defined twice"),
        (
            "v2:flag = truthy v0\nbranch v2, b1, b2\nb1:\nv3 = list()\njump b2\nb2:\nreturn v3",
            "v3 is not defined on every path",
        ),
        ("jump b1\nb1(v2):\nreturn v2", "b1 has 1 parameters"),
        ("jump b0(v0, v1)", "the target is wrong"),
        ("jump b7", "the target is wrong"),
        ("v2:flag = truthy v0\nreturn v2", "v2 is represented otherwise"),
        ("branch v0, b1, b1\nb1:\nreturn v0", "v0 is represented otherwise"),
        ("v2 = truthy v0\nreturn v0", "the result is wrong"),
        ("v2 = emit v0\nreturn v0", "the result is wrong"),
        ("v2 = add v0, v1 @3..3\nreturn v2", "the span 3..3 is not real"),
        ("v2 = add v0, v1 @7:3..4\nreturn v2", "the span 3..4 is not real"),
        ("v2 = call p1(v0) @1..2\nreturn v2", "f takes 2 arguments"),
        ("v2 = call p2() @1..2\nreturn v2", "closed has captures"),
        ("v2 = call_closure p1, v0(v0, v1) @1..2\nreturn v2", "f has no captures"),
        ("v2 = call p9() @1..2\nreturn v2", "p9 does not exist"),
        ("v2 = proc p2\nreturn v2", "closed has captures"),
        ("v2 = closure p2()\nreturn v2", "p2 captures 1 values"),
        ("v2 = captured 0\nreturn v2", "no such captured value"),
        ("v2 = captured_of p2, v0, 1\nreturn v2", "no such captured value"),
        ("v2 = captured_of p9, v0, 0\nreturn v2", "p9 does not exist"),
        ("v2 = add v0, v1 @1..2 in s0\nreturn v2", "the span 1..2 is not real"),
        ("v2@c0 = list()\nreturn v2", "a class does not exist"),
        ("v2 = self_closure\nreturn v2", "there is no closure"),
        ("v2 = slot_get s1\nreturn v2", "no such slot"),
        ("v2 = global_get g1\nreturn v2", "g1 does not exist"),
        ("v2 = cell_get v0\nreturn v2", "v0 is no cell"),
        ("v2:flag = truthy v0\nv3 = select v2, v0, v1\nreturn v3", "selects an object"),
        ("v2:small = int 1\nv3 = select v0, v2, v2\nreturn v3", "v0 is represented otherwise"),
        ("run_module m1 @1..2\nreturn v0", "module 1 does not exist"),
        ("return v0\nb1:\nreturn v0", "unreachable, not empty"),
        ("jump b1\nb1 handler b2:\ntail_call p1(v0, v1) @1..2\nb2(v2):\nreturn v2", "a tail call in a `try`"),
        ("jump b1\nb1 handler b2:\nreturn v0\nb2:\nreturn v0", "a handler has one parameter"),
        ("jump b1\nb1 handler b2:\njump b2(v0)\nb2(v2):\nreturn v2", "jumps to a handler"),
        ("jump b1\nb1 handler b2:\nv3 = list()\nreturn v3\nb2(v2):\nreturn v3", "v3 is not defined on every path"),
    ];
    for (body, expected) in cases {
        let found = violation(body);
        assert!(found.contains(expected), "{body}\nsays: {found}");
    }
}
