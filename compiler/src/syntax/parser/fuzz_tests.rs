//! Whatever the text, the parser ends without a panic, and all spans lie in the text, on character boundaries.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::parse;
use crate::diagnostics::Diagnostics;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Block, Expr, ExprKind, Guard, Stmt, StmtKind};
use crate::syntax::lexer::lex;

fn check(text: &str) {
    let file = FileId(0);
    let mut diagnostics = Diagnostics::default();
    let lexed = lex(file, text, &mut Diagnostics::default());
    lexed.tokens.iter().for_each(|token| check_span(text, token.span));
    assert!(lexed.tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{text:?}");
    let module = parse(file, text, &mut diagnostics);
    let mut has_error = false;
    check_block(text, &module.body, &mut has_error);
    for diagnostic in diagnostics.iter() {
        assert!(diagnostic.labels[0].primary, "{text:?}");
        diagnostic.labels.iter().for_each(|label| check_span(text, label.span));
        let edits = diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits);
        edits.for_each(|edit| check_span(text, edit.span));
    }
    assert!(!has_error || diagnostics.has_errors(), "an error node without an error: {text:?}");
}

fn check_span(text: &str, span: Span) {
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
}

fn check_block(text: &str, block: &Block, has_error: &mut bool) {
    check_span(text, block.span);
    block.statements.iter().for_each(|statement| check_statement(text, statement, has_error));
}

fn check_statement(text: &str, statement: &Stmt, has_error: &mut bool) {
    check_span(text, statement.span);
    match &statement.kind {
        StmtKind::Error => *has_error = true,
        StmtKind::Alloc { value, .. } | StmtKind::Emit(value) | StmtKind::Facts(value) | StmtKind::Expr(value) => {
            check_expr(text, value, has_error);
        }
        StmtKind::Assign { target, value } => {
            check_expr(text, target, has_error);
            check_expr(text, value, has_error);
        }
        StmtKind::If { arms, otherwise } => {
            for (condition, block) in arms {
                check_expr(text, condition, has_error);
                check_block(text, block, has_error);
            }
            otherwise.iter().for_each(|block| check_block(text, block, has_error));
        }
        StmtKind::Loop { condition, body } => {
            check_expr(text, condition, has_error);
            check_block(text, body, has_error);
        }
        StmtKind::Proc(proc) => {
            check_span(text, proc.signature);
            check_block(text, &proc.body, has_error);
        }
        StmtKind::Return(value) => value.iter().for_each(|value| check_expr(text, value, has_error)),
        StmtKind::Try { body, handler, .. } => {
            check_block(text, body, has_error);
            check_block(text, handler, has_error);
        }
        StmtKind::Block(block) => check_block(text, block, has_error),
        StmtKind::Import(import) => {
            [import.span, import.path_span].into_iter().for_each(|span| check_span(text, span));
            let args = import.generator.iter().flat_map(|call| &call.args);
            let guard = import.guard.iter().filter_map(|guard| match guard {
                Guard::If(condition) => Some(condition),
                Guard::Fallback(_) => None,
            });
            args.chain(guard).for_each(|expr| check_expr(text, expr, has_error));
        }
        StmtKind::Export(names) => names.iter().for_each(|name| check_span(text, name.span)),
        StmtKind::Break => {}
    }
}

fn check_expr(text: &str, expr: &Expr, has_error: &mut bool) {
    check_span(text, expr.span);
    let children: Vec<&Expr> = match &expr.kind {
        ExprKind::Error => {
            *has_error = true;
            Vec::new()
        }
        ExprKind::List(items) => items.iter().collect(),
        ExprKind::Dict(entries) => entries.iter().map(|entry| &entry.value).collect(),
        ExprKind::Unary { operand, .. } => vec![operand],
        ExprKind::Binary { left, right, .. } => vec![left, right],
        ExprKind::Call { callee, args } => [&**callee].into_iter().chain(args).collect(),
        ExprKind::Index { object, index } => vec![object, index],
        ExprKind::Slice { object, start, end } => {
            [Some(object), start.as_ref(), end.as_ref()].into_iter().flatten().map(|e| &**e).collect()
        }
        ExprKind::Attribute { object, .. } => vec![object],
        _ => Vec::new(),
    };
    for child in children {
        assert!(expr.span.start <= child.span.start && child.span.end <= expr.span.end, "{text:?}");
        check_expr(text, child, has_error);
    }
}

/// The same cases at every run.
fn run(cases: u32, texts: impl Strategy<Value = String>) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&texts, |text| {
            check(&text);
            Ok(())
        })
        .unwrap();
}

#[test]
fn random_characters() {
    run(2000, ".{0,60}");
    run(2000, "(\\PC|\n){0,40}".prop_map(|text| format!(";;;omg\n{text}")));
}

#[test]
fn random_bytes() {
    let bytes = proptest::collection::vec(any::<u8>(), 0..60);
    run(2000, bytes.prop_map(|bytes| format!(";;;omg\n{}", String::from_utf8_lossy(&bytes))));
}

#[test]
fn random_tokens() {
    let words: Vec<&'static str> = "alloc emit facts if elif else loop break proc return and or true false import as try \
        except export from eval fallback x y not while let 1 0b1 1.5 1e 2x \"s\" \"a\\n \" ' \\ @ é ( ) [ ] { } , : . := = + - * / // % << >> & ^ | ~ == != \
        < <= > >= # ; /* */ !"
        .split_whitespace()
        .chain(["\n", "\n", "\n", "\r\n", " {", "}", "(", ")"])
        .collect();
    let soup = proptest::collection::vec((proptest::sample::select(words), any::<bool>()), 0..40);
    run(
        20_000,
        soup.prop_map(|words| {
            let text: String =
                words.into_iter().flat_map(|(word, glued)| [word, if glued { "" } else { " " }]).collect();
            format!(";;;omg\n{text}")
        }),
    );
}

/// A correct program with one piece cut out or doubled.
#[test]
fn random_damage() {
    const PROGRAM: &str = ";;;omg 2026\nimport \"a.omg\" as a\nalloc x := [1, {k: \"é\", 2: -3.5}]\nproc f(p, q) {\n    if p < q \
        and true {\n        return x[1:].k(2)\n    } elif p {\n        x[0] := f(p, q)\n    } else { emit \"b\n\" }\n}\nloop x { \
        break }\ntry { f(1) } except err { facts err == 1 }\n{ emit (1\n+ 2) }\n";
    let places = (0..PROGRAM.chars().count(), 0..20usize, any::<bool>());
    run(
        5_000,
        places.prop_map(|(start, length, doubled)| {
            let chars: Vec<char> = PROGRAM.chars().collect();
            let end = (start + length).min(chars.len());
            let behind = if doubled { &chars[start..] } else { &chars[end..] };
            chars[..if doubled { end } else { start }].iter().chain(behind).collect()
        }),
    );
}
