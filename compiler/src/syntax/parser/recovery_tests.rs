//! Errors: which, where, and that there is none too many.

use std::path::Path;

use super::{BLOCK_LIMIT, ERROR_LIMIT, EXPRESSION_LIMIT, parse};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::codes::CODES;
use crate::diagnostics::pages::Page;
use crate::source::SourceMap;
use crate::syntax::ast::{Module, StmtKind};

/// The tree and the errors as `LINE:COLUMN CODE`. The first line below the header is line 1.
fn parse_errors(text: &str) -> (Module, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add("test.omg", Path::new("test.omg"), text.to_owned());
    let mut diagnostics = Diagnostics::default();
    let module = parse(file, text, &mut diagnostics);
    let place = |diagnostic: &crate::diagnostics::Diagnostic| {
        let (line, column) = sources.file(file).line_column(diagnostic.labels[0].span.start);
        format!("{}:{column} {}", line - 1, diagnostic.code)
    };
    let errors = diagnostics.iter().map(place).collect();
    (module, errors)
}

fn check(text: &str, expected: &[&str]) {
    let (_, errors) = parse_errors(&format!(";;;omg\n{text}"));
    assert_eq!(errors, expected, "{text:?}");
}

/// Runs on a stack as large as the compiler's.
fn with_large_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 30).spawn(test).unwrap().join().unwrap();
}

#[test]
fn every_page_shows_its_error() {
    with_large_stack(|| {
        let syntax = CODES.iter().filter(|info| info.code.starts_with("E01") || info.code.starts_with("E02"));
        for info in syntax {
            let page = Page::parse(info.page);
            let mut diagnostics = Diagnostics::default();
            parse(crate::source::FileId(0), &page.failing[0], &mut diagnostics);
            let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
            assert_eq!(codes, [info.code]);
        }
    });
}

#[test]
fn all_errors_of_a_file_are_reported_once() {
    check(
        "emit 1 +\nalloc 5 := 1\nemit 2\nf(1, , 2)\nif x { emit ( }\nemit 3 $ 4\nx = 2",
        &["1:9 E0201", "2:7 E0201", "4:6 E0201", "5:15 E0201", "6:8 E0103", "7:3 E0205"],
    );
}

#[test]
fn missing_operands() {
    check("emit", &["1:5 E0201"]);
    check("emit\nemit 1", &["1:5 E0201"]);
    check("alloc x :=\nemit 1", &["1:11 E0201"]);
    check("alloc x :=\ny := 1", &["1:11 E0201"]);
    check("x := 1 +\ny := 1", &["1:9 E0201"]);
    check("x := 1 + * 2\ny := 1", &["1:10 E0201"]);
    check("x := a && b", &["1:9 E0201"]);
    check("x++", &["1:4 E0201"]);
}

#[test]
fn newline_before_operator() {
    check("emit a\n+ b", &["2:1 E0202"]);
    check("emit a\n(b)", &["2:1 E0202"]);
    check("x := a\n* b", &["2:1 E0201"]);
    check("emit a\n.b", &["2:1 E0201"]);
}

#[test]
fn expressions_that_are_no_statements() {
    for statement in [
        "1", "1 + 2", "\"a\"", "x", "x == 5", "x + 1", "-x", "-f()", "(f)()", "[1]", "{a: 1}", "f() + 1", "true",
        "x < f()",
    ] {
        check(statement, &["1:1 E0202"]);
        check(&format!("{statement}\nemit 1"), &["1:1 E0202"]);
    }
}

#[test]
fn blocks_and_clauses_on_a_new_line() {
    check("if x\n{ }", &["2:1 E0203"]);
    check("if x { }\nelif y { }\nelse { }", &["2:1 E0203", "3:1 E0203"]);
    check("loop x\n{ emit 1 }\nemit 2", &["2:1 E0203"]);
    check("proc f()\n{ return 1 }", &["2:1 E0203"]);
    check("try\n{ f() }\nexcept\n{ }", &["2:1 E0203", "3:1 E0203"]);
    check("if x { } else\n{ }", &["2:1 E0203"]);
}

#[test]
fn recovered_as_if_it_stood_there() {
    let (module, _) = parse_errors(";;;omg\nif x\n{ f() }\nelse { g() }\nemit 1");
    let kinds: Vec<_> = module.body.statements.iter().map(|statement| &statement.kind).collect();
    assert!(matches!(kinds[..], [StmtKind::If { otherwise: Some(_), .. }, StmtKind::Emit(_)]), "{kinds:?}");
}

#[test]
fn keywords_as_names() {
    for keyword in ["alloc", "if", "and", "true", "import", "as", "try", "except"] {
        check(&format!("alloc {keyword} := 1"), &["1:7 E0204"]);
        check(&format!("{keyword} := 1\nemit 1"), &["1:1 E0204"]);
        check(&format!("emit d.{keyword}"), &["1:8 E0204"]);
        check(&format!("emit {{{keyword}: 1}}"), &["1:7 E0204"]);
        check(&format!("emit {{\n{keyword}: 1}}"), &["2:1 E0204"]);
        check(&format!("proc {keyword}() {{ }}"), &["1:6 E0204"]);
        check(&format!("proc f({keyword}) {{ }}"), &["1:8 E0204"]);
        check(&format!("import \"a\" as {keyword}"), &["1:15 E0204"]);
    }
    check("emit if", &["1:6 E0201"]);
}

#[test]
fn wrong_assignments() {
    check("x = 5\nalloc y = 6", &["1:3 E0205", "2:9 E0205"]);
    check("x += 5\nx.y <<= 6\nemit 1", &["1:3 E0205", "2:5 E0205"]);
    check("if x = 5 { emit 1 }", &["1:6 E0205"]);
    check(
        "f() := 1\n1 := 2\nx[1:2] := 3\n(x) := 4\n-x := 5\na + b := 6",
        &["1:1 E0206", "2:1 E0206", "3:1 E0206", "4:1 E0206", "5:1 E0206", "6:1 E0206"],
    );
    check("alloc d.k := 1\nalloc d[1] := 1", &["1:7 E0206", "2:7 E0206"]);
}

#[test]
fn commas() {
    check("f(1,)\nproc f(a,) { }", &["1:4 E0211", "2:9 E0211"]);
    check("emit [,]\nemit [1,,2]\nemit {,}", &["1:7 E0201", "2:9 E0201", "3:7 E0201"]);
    check("emit f(1 2)\nemit [1 2]\nemit {a: 1 b: 2}", &["1:10 E0201", "2:9 E0201", "3:12 E0201"]);
}

#[test]
fn indexes() {
    check("emit x[]\nemit x[1, 2]\nemit x[1:2:3]\nemit x[::2]", &["1:7 E0217", "2:9 E0217", "3:11 E0217", "4:9 E0217"]);
}

#[test]
fn imports() {
    check(
        "import utils as u\nimport \"u\"\nimport \"u\" as\nimport \"u\" as 5\nimport",
        &["1:8 E0212", "2:11 E0212", "3:14 E0212", "4:15 E0212", "5:7 E0212"],
    );
}

#[test]
fn imports_of_names_and_generated_modules() {
    check(
        "import { } from \"u\"\nimport { a \"u\"\nimport { a } \"u\"\nimport a, b from \"u\"",
        &["1:9 E0212", "2:12 E0201", "3:14 E0212", "4:8 E0212"],
    );
    check(
        "import { a, } from \"u\"\nimport * \"u\"\nimport eval f from \"u\" as t\nimport eval f() from \"u\"",
        &["1:11 E0211", "2:10 E0212", "3:15 E0212", "4:25 E0212"],
    );
    check("import \"u\" as u if x { }\nimport \"u\" as u if\nemit 1", &["1:22 E0212", "2:19 E0201"]);
}

#[test]
fn exports() {
    check("export { a, b }\nexport x := 1\nexport import \"u\" as u", &["1:8 E0218", "2:10 E0218", "3:8 E0218"]);
    check("export a,\n1\nexport \"a\"\nexport if x { }", &["1:10 E0201", "2:1 E0202", "3:8 E0218", "4:8 E0218"]);
}

#[test]
fn clauses_that_do_not_fit() {
    check("else { emit 1 }\nexcept { }\nelif x { }", &["1:1 E0209", "2:1 E0209", "3:1 E0209"]);
    check("if x { } else { } else { }", &["1:19 E0209"]);
    check("if x { } else if y { } else { }", &["1:10 E0216"]);
    check("try { }\nemit 1", &["1:8 E0213"]);
    check("if { emit 1 } elif { }\nloop { }", &["1:1 E0210", "1:15 E0210", "2:1 E0210"]);
}

#[test]
fn brackets_without_partner() {
    check("if x {\nemit 1\n", &["3:1 E0207"]);
    check("proc f() {\nif x {\nloop y {\n", &["4:1 E0207"]);
    check("}\nemit 1\n)\n]", &["1:1 E0208", "3:1 E0208", "4:1 E0208"]);
    check("emit (1\nemit 2", &["1:8 E0201"]);
    check("emit f(1,\nx := 2\nemit [3", &["2:3 E0201", "3:8 E0201"]);
    check("if f(x { emit 1 }\nemit 2", &["1:8 E0201"]);
    check("emit (1]\nemit 2", &["1:8 E0201"]);
    check("emit {a: 1\nemit 2", &["1:11 E0201"]);
}

#[test]
fn statements_of_other_languages() {
    check("let x = 5\nvar y := 6\nconst z = 7", &["1:1 E0215", "2:1 E0215", "3:1 E0215"]);
    check("while x < 5 { emit 1 }\nfor i in xs { emit i }\nfor (i = 0) { }", &["1:1 E0215", "2:1 E0215", "3:8 E0201"]);
    check("def f(a) { return a }\nfunction g() { }", &["1:1 E0215", "2:1 E0215"]);
    check("print \"a\"\nprint(\"a\")\nemit not x", &["1:1 E0215", "3:10 E0201"]);
}

#[test]
fn errors_in_tokens_have_no_follow_on() {
    check("emit 12abc + 'a' * \"\\x\"", &["1:6 E0106", "1:14 E0108", "1:21 E0107"]);
    check("emit @\nalloc @ := 1\nf(@)\n@", &["1:6 E0103", "2:7 E0103", "3:3 E0103", "4:1 E0103"]);
    check("if x { emit \"a\n}", &["1:13 E0104"]);
    check("f(1, /* a", &["1:6 E0105"]);
    check("import 'a' as b", &["1:8 E0108"]);
}

#[test]
fn the_head_of_a_compound_statement_does_not_spoil_its_block() {
    check("if 1 + { emit 1 2 }\nemit 3", &["1:8 E0201", "1:17 E0202"]);
    check("proc f(a b) { emit + }\nproc (a) { return 1 }", &["1:10 E0201", "1:22 E0201", "2:6 E0201"]);
}

#[test]
fn blocks_of_unknown_statements_are_left_out_of_the_tree() {
    for text in ["proc f(a b) { return a }", "for x { break } emit 1", "unless x { break } else { return } emit 1"] {
        let (module, errors) = parse_errors(&format!(";;;omg\n{text}"));
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(matches!(module.body.statements[0].kind, StmtKind::Error));
        assert!(module.body.statements[1..].iter().all(|statement| matches!(statement.kind, StmtKind::Emit(_))));
    }
    check("for x { emit 1 + }\nemit 2", &["1:1 E0215", "1:18 E0201"]);
}

#[test]
fn files_of_garbage() {
    let text = format!(";;;omg\n{}", "@ 1\n".repeat(ERROR_LIMIT + 5));
    let mut diagnostics = Diagnostics::default();
    parse(crate::source::FileId(0), &text, &mut diagnostics);
    let list = diagnostics.into_vec();
    assert_eq!(list.len(), ERROR_LIMIT);
    assert_eq!(list.last().unwrap().notes, ["5 more errors in this file are not shown"]);
}

#[test]
fn deep_expressions() {
    with_large_stack(|| {
        let parens = |n| format!("emit {}1{}\nemit 2", "(".repeat(n), ")".repeat(n));
        let unary = |n| format!("emit {}1\nemit 2", "-".repeat(n));
        let chain = |n| format!("emit 1{}\nemit 2", " + 1".repeat(n));
        let calls = |n| format!("f{}\nemit 2", "()".repeat(n));
        let lists = |n| format!("emit {}{}\nemit 2", "[".repeat(n), "]".repeat(n));
        for text in [&parens as &dyn Fn(usize) -> String, &unary, &chain, &calls, &lists] {
            check(&text(EXPRESSION_LIMIT - 1), &[]);
            for too_many in [EXPRESSION_LIMIT + 1, 10 * EXPRESSION_LIMIT] {
                let (module, errors) = parse_errors(&format!(";;;omg\n{}", text(too_many)));
                assert_eq!(errors.len(), 1, "{errors:?}");
                assert!(errors[0].ends_with("E0214"), "{errors:?}");
                assert!(matches!(module.body.statements.last().unwrap().kind, StmtKind::Emit(_)));
            }
        }
    });
}

#[test]
fn deep_blocks() {
    with_large_stack(|| {
        let nested = |n| format!("{}emit 1{}\nemit 2 2", "if x { ".repeat(n), " }".repeat(n));
        let after = "2:8 E0202";
        check(&nested(BLOCK_LIMIT), &[after]);
        let place = format!("1:{} E0214", 7 * BLOCK_LIMIT + 6);
        check(&nested(BLOCK_LIMIT + 1), &[&place, after]);
        check(&nested(100 * BLOCK_LIMIT), &[&place, after]);
        check(
            &"{".repeat(100 * BLOCK_LIMIT),
            &[&format!("1:{} E0214", BLOCK_LIMIT + 1), &format!("1:{} E0207", 100 * BLOCK_LIMIT + 1)],
        );
    });
}
