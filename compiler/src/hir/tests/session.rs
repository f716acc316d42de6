//! Inputs of an interactive session.

use std::path::Path;

use crate::diagnostics::Diagnostics;
use crate::hir::lints::LintLevels;
use crate::hir::{Callee, EarlierKind, EarlierName, ExprKind, Program, StmtKind, lower_input};
use crate::modules::{LoadOptions, MemoryFileSystem, NoGenerators, load};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::Edition;

/// Translates an input behind which these names were declared; the codes of what is reported.
fn lower(text: &str, earlier: &[(&str, EarlierKind)]) -> (Program, Vec<&'static str>) {
    let fs = MemoryFileSystem::with([("input", text)]);
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let options = LoadOptions { input: Some(Edition::E2025), ..LoadOptions::default() };
    let graph = load(Path::new("input"), &options, &fs, &mut NoGenerators, &mut sources, &mut diagnostics).unwrap();
    let span = Span::new(FileId(0), 0, 0);
    let name = |(name, kind): &(&str, EarlierKind)| EarlierName { name: (*name).into(), span, kind: kind.clone() };
    let earlier: Vec<_> = earlier.iter().map(name).collect();
    let input = lower_input(&graph, &sources, &LintLevels::default(), &earlier, &mut diagnostics);
    (input.program, diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
}

/// How the last statement calls something.
fn last_callee(program: &Program) -> &Callee {
    match &program.procs[0].body.last().unwrap().kind {
        StmtKind::Expr(expr) => match &expr.kind {
            ExprKind::Call { callee, .. } => callee,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_assumed_of_variables_of_a_session() {
    let (program, reports) = lower("proc f() { }\nf()", &[]);
    assert_eq!(reports, [""; 0]);
    assert!(matches!(last_callee(&program), Callee::Hoisted { .. }));
    let (program, _) = lower("f()", &[("f", EarlierKind::Proc)]);
    let Callee::Value(value) = last_callee(&program) else { panic!("a call through the variable") };
    assert!(matches!(value.kind, ExprKind::Global { check: true, .. }));
}

#[test]
fn a_procedure_of_an_earlier_input_hides_a_built_in_and_a_variable_does_not() {
    let callee = |kind| matches!(last_callee(&lower("length(1)", &[("length", kind)]).0), Callee::Builtin(_));
    assert!(!callee(EarlierKind::Proc));
    assert!(callee(EarlierKind::Variable));
}

#[test]
fn names_can_be_declared_again_unless_they_are_imports() {
    for text in ["x := 1", "alloc x := 1", "proc x() { }", "x.y := 1"] {
        assert_eq!(lower(text, &[("x", EarlierKind::Variable)]).1, [""; 0], "{text}");
        let (_, reports) = lower(text, &[("x", EarlierKind::Import(None))]);
        assert_eq!(reports.len(), 1, "{text}");
    }
}
