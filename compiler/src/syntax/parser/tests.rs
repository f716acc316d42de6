//! What the parser makes of correct text, sentence by sentence.

use std::path::Path;

use super::parse;
use crate::diagnostics::Diagnostics;
use crate::source::{FileId, SourceMap};
use crate::syntax::dump::dump_ast;
use crate::syntax::token::Keyword;

/// Holds the tree of a text against the expected one, which is the output of `--emit=ast` without places and line breaks.
fn check(text: &str, expected: &str) {
    let text = format!(";;;omg\n{text}");
    let mut sources = SourceMap::default();
    let file = sources.add("test.omg", Path::new("test.omg"), text.clone());
    let mut diagnostics = Diagnostics::default();
    let module = parse(file, &text, &mut diagnostics);
    assert_eq!(diagnostics.into_vec(), [], "{text:?}");
    let dump = dump_ast(&module, &sources);
    let words: Vec<String> = dump.split_whitespace().map(without_place).filter(|word| !word.is_empty()).collect();
    let tree = words.join(" ").replace(" )", ")");
    assert_eq!(tree, format!("(module {expected})"), "{text:?}");
}

/// `@3:14))` → `))`
fn without_place(word: &str) -> String {
    match word.strip_prefix('@') {
        Some(place) => place.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').to_owned(),
        None => word.to_owned(),
    }
}

#[test]
fn simple_statements() {
    check("alloc x := 1", "(alloc x (int 1))");
    check("x := 1", "(assign (name x) (int 1))");
    check("emit 1", "(emit (int 1))");
    check("facts x", "(facts (name x))");
    check("break", "(break)");
    check("import \"a.omg\" as a", "(import \"a.omg\" (as a))");
}

#[test]
fn imports_of_all_forms() {
    check("import { a } from \"x\"", "(import \"x\" (name a))");
    check("import {\na,\nb as c\n} from \"x\"", "(import \"x\" (name a) (name b (as c)))");
    check("import * from \"x\"", "(import \"x\" (*))");
    check("import eval f() from \"x\" as t", "(import \"x\" (eval f) (as t))");
    check(
        "import eval f(1, \"s\", target.os) from \"x\" as t",
        "(import \"x\" (eval f (int 1) (string \"s\") (attribute (name target) (name os))) (as t))",
    );
}

#[test]
fn guards_stand_on_the_line_of_the_import() {
    check("import \"x\" as a if c == 1", "(import \"x\" (as a) (if (== (name c) (int 1))))");
    check("import \"x\" as a fallback", "(import \"x\" (as a) (fallback))");
    check("import { a } from \"x\" if c", "(import \"x\" (name a) (if (name c)))");
    check("import eval f() from \"x\" as t fallback", "(import \"x\" (eval f) (as t) (fallback))");
    check("import \"x\" as a\nif c { }", "(import \"x\" (as a)) (if (name c) (block))");
    check("import \"x\" as a fallback := 1", "(import \"x\" (as a)) (assign (name fallback) (int 1))");
    check("import \"x\" as a\nfallback := 1", "(import \"x\" (as a)) (assign (name fallback) (int 1))");
}

#[test]
fn exports() {
    check("export a, b", "(export (name a) (name b))");
    check("export alloc x := 1", "(export alloc x (int 1))");
    check("export proc f() { }", "(export proc f (block))");
    check("{ export alloc x := 1 }", "(block (export alloc x (int 1)))");
}

#[test]
fn words_of_imports_are_names_elsewhere() {
    check("export := 1", "(assign (name export) (int 1))");
    check("export(1)", "(expr (call (name export) (int 1)))");
    check("export.x := from", "(assign (attribute (name export) (name x)) (name from))");
    check("alloc eval := fallback", "(alloc eval (name fallback))");
    check("import \"from\" as from", "(import \"from\" (as from))");
    check("import { from as eval } from \"x\"", "(import \"x\" (name from (as eval)))");
}

#[test]
fn targets_of_any_depth() {
    check("d.k := 1", "(assign (attribute (name d) (name k)) (int 1))");
    check("d[\"k\"] := 1", "(assign (index (name d) (string \"k\")) (int 1))");
    check("d.a[0].b := 1", "(assign (attribute (index (attribute (name d) (name a)) (int 0)) (name b)) (int 1))");
    check("f(1)[2:].x := 3", "(assign (attribute (slice (call (name f) (int 1)) (int 2) _) (name x)) (int 3))");
}

#[test]
fn expression_statements() {
    check("f()", "(expr (call (name f)))");
    check("f(1)(2)", "(expr (call (call (name f) (int 1)) (int 2)))");
    check("d.run()", "(expr (call (attribute (name d) (name run))))");
    check("xs[0]", "(expr (index (name xs) (int 0)))");
}

#[test]
fn if_elif_else() {
    check("if a { }", "(if (name a) (block))");
    check("if a { b() } else { }", "(if (name a) (block (expr (call (name b)))) (block))");
    check("if a { } elif b { } elif c { } else { }", "(if (name a) (block) (name b) (block) (name c) (block) (block))");
    check("if {} { }", "(if (dict) (block))");
    check("if {a: 1} { }", "(if (dict (key \"a\" (int 1))) (block))");
}

#[test]
fn loops_procedures_and_handlers() {
    check("loop x < 5 { break }", "(loop (< (name x) (int 5)) (block (break)))");
    check("proc f() { }", "(proc f (block))");
    check("proc f(a, b) { return a }", "(proc f (param a) (param b) (block (return (name a))))");
    check("try { } except { }", "(try (block) (block))");
    check("try { } except err { }", "(try (block) (except err) (block))");
    check("{ { } }", "(block (block))");
}

#[test]
fn bare_returns() {
    check("return\nf()", "(return) (expr (call (name f)))");
    check("{ return }", "(block (return))");
    check("return", "(return)");
    check("return f()", "(return (call (name f)))");
    check("return (1)", "(return (int 1))");
}

#[test]
fn statements_need_no_separator() {
    check("emit 1 emit 2", "(emit (int 1)) (emit (int 2))");
    check("x := 1 y := 2", "(assign (name x) (int 1)) (assign (name y) (int 2))");
    check("f() g()", "(expr (call (name f))) (expr (call (name g)))");
    check("break break", "(break) (break)");
    check("if a { } if b { }", "(if (name a) (block)) (if (name b) (block))");
}

#[test]
fn newlines_end_expressions() {
    check("emit a\nf()", "(emit (name a)) (expr (call (name f)))");
    check("x := a\nb.c()", "(assign (name x) (name a)) (expr (call (attribute (name b) (name c))))");
    check("emit a /*\n*/ f()", "(emit (name a)) (expr (call (name f)))");
}

#[test]
fn newlines_do_not_end_expressions_in_brackets() {
    check("emit (a\n+ b)", "(emit (+ (name a) (name b)))");
    check("emit [a\n- b,\nc\n(1)]", "(emit (list (- (name a) (name b)) (call (name c) (int 1))))");
    check(
        "emit {\na:\n1\n,\nb: c\n.d\n}",
        "(emit (dict (key \"a\" (int 1)) (key \"b\" (attribute (name c) (name d)))))",
    );
    check("f(\n1\n,\n2\n)", "(expr (call (name f) (int 1) (int 2)))");
    check("emit x[\n1\n:\n2\n]", "(emit (slice (name x) (int 1) (int 2)))");
}

#[test]
fn operands_may_stand_on_a_new_line() {
    check("emit 1 +\n2", "(emit (+ (int 1) (int 2)))");
    check("alloc x :=\n1", "(alloc x (int 1))");
    check("x := a and\nb", "(assign (name x) (and (name a) (name b)))");
}

#[test]
fn trailing_commas_in_literals() {
    check("emit [1, 2,]", "(emit (list (int 1) (int 2)))");
    check("emit {a: 1,}", "(emit (dict (key \"a\" (int 1))))");
    check("emit []", "(emit (list))");
    check("emit {}", "(emit (dict))");
}

#[test]
fn dictionary_keys() {
    check("emit {a: 1, \"b c\": 2}", "(emit (dict (key \"a\" (int 1)) (key \"b c\" (int 2))))");
    check(
        "emit {1: 1, 0b11: 2, 1.50: 3, 1e20: 4}",
        "(emit (dict (key \"1\" (int 1)) (key \"3\" (int 2)) \
         (key \"1.5\" (int 3)) (key \"100000000000000000000.0\" (int 4))))",
    );
}

#[test]
fn contextual_words_stay_names() {
    check("alloc from := 1", "(alloc from (int 1))");
    check("d.eval := export", "(assign (attribute (name d) (name eval)) (name export))");
    check("let := 1", "(assign (name let) (int 1))");
    check("while(1)", "(expr (call (name while) (int 1)))");
}

#[test]
fn precedence() {
    // From the loosest to the tightest; each pair of neighbours both ways round.
    let levels = [
        ("or", "or"),
        ("and", "and"),
        ("==", "<"),
        ("|", "|"),
        ("^", "^"),
        ("&", "&"),
        ("<<", ">>"),
        ("+", "-"),
        ("*", "/"),
    ];
    for pair in levels.windows(2) {
        let ((loose, _), (tight, _)) = (pair[0], pair[1]);
        check(
            &format!("emit a {loose} b {tight} c"),
            &format!("(emit ({loose} (name a) ({tight} (name b) (name c))))"),
        );
        check(
            &format!("emit a {tight} b {loose} c"),
            &format!("(emit ({loose} ({tight} (name a) (name b)) (name c)))"),
        );
    }
    for (first, second) in levels {
        let expected = format!("(emit ({second} ({first} (name a) (name b)) (name c)))");
        check(&format!("emit a {first} b {second} c"), &expected);
    }
}

#[test]
fn all_comparisons_are_one_level() {
    for op in ["==", "!=", "<", "<=", ">", ">="] {
        check(&format!("emit a < b {op} c"), &format!("(emit ({op} (< (name a) (name b)) (name c)))"));
    }
}

#[test]
fn multiplicative_operators_are_one_level() {
    check("emit a * b // c % d / e", "(emit (/ (% (// (* (name a) (name b)) (name c)) (name d)) (name e)))");
}

#[test]
fn unary_operators_bind_tighter_than_binary_ones() {
    check("emit -a * +b", "(emit (* (- (name a)) (+ (name b))))");
    check("emit ~a & b", "(emit (& (~ (name a)) (name b)))");
    check("emit - - ~1", "(emit (- (- (~ (int 1)))))");
    check("emit -a.b(1)", "(emit (- (call (attribute (name a) (name b)) (int 1))))");
    check("emit a - -1", "(emit (- (name a) (- (int 1))))");
    check("emit a -1", "(emit (- (name a) (int 1)))");
}

#[test]
fn parentheses_group() {
    check("emit (a + b) * c", "(emit (* (+ (name a) (name b)) (name c)))");
    check("emit a - (b - c)", "(emit (- (name a) (- (name b) (name c))))");
    check("emit ((a))", "(emit (name a))");
}

#[test]
fn postfix_operators_follow_any_operand() {
    check("emit \"abc\"[0]", "(emit (index (string \"abc\") (int 0)))");
    check("emit [1, 2][1]", "(emit (index (list (int 1) (int 2)) (int 1)))");
    check("emit {a: 1}.a", "(emit (attribute (dict (key \"a\" (int 1))) (name a)))");
    check("emit (f)(1)", "(emit (call (name f) (int 1)))");
    check("emit 5(1)", "(emit (call (int 5) (int 1)))");
}

#[test]
fn slices() {
    check("emit x[1:2]", "(emit (slice (name x) (int 1) (int 2)))");
    check("emit x[1:]", "(emit (slice (name x) (int 1) _))");
    check("emit x[:2]", "(emit (slice (name x) _ (int 2)))");
    check("emit x[:]", "(emit (slice (name x) _ _))");
    check("emit x[-1:-a]", "(emit (slice (name x) (- (int 1)) (- (name a))))");
}

const LANGUAGE: &str = include_str!("../../../../docs/language.md");

#[test]
fn examples_of_the_documentation() {
    let examples: Vec<&str> =
        LANGUAGE.split("```omg\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() > 5);
    for example in examples {
        let mut diagnostics = Diagnostics::default();
        parse(FileId(0), example, &mut diagnostics);
        assert_eq!(diagnostics.into_vec(), [], "{example}");
    }
}

#[test]
fn keywords_of_the_documentation() {
    let keywords: Vec<&str> = Keyword::ALL.iter().map(|keyword| keyword.text()).collect();
    assert!(LANGUAGE.contains(&keywords.join(" ")));
}
