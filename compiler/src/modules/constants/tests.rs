use super::*;
use crate::diagnostics::ToDiagnostic;
use crate::syntax::ast::{Guard, StmtKind};
use crate::syntax::parse;

/// The value of a condition as a literal, or what is wrong with it.
fn eval(condition: &str) -> String {
    let text = format!(";;;omg\nimport \"a\" as a if {condition}\n");
    let mut problems = Diagnostics::default();
    let module = parse(FileId(0), &text, &mut problems);
    assert!(!problems.has_errors(), "{condition}");
    let StmtKind::Import(import) = &module.body.statements[0].kind else { panic!("{condition}") };
    let Some(Guard::If(expr)) = &import.guard else { panic!("{condition}") };
    let defines = [("N", "3"), ("F", "2.5"), ("S", "abc"), ("T", "true")];
    let defines = defines.map(|(name, value)| (name.to_owned(), Constant::parse(value))).into();
    let environment = Environment { defines, ..Environment::default() };
    match evaluate(expr, &environment) {
        Ok(value) => value.to_string(),
        Err(problems) => problems.iter().map(|p| p.to_diagnostic().title).collect::<Vec<_>>().join(" | "),
    }
}

#[test]
fn values() {
    for (condition, value) in [
        ("1", "1"),
        ("-1", "-1"),
        ("+2.0", "2.0"),
        ("-true", "-1"),
        ("\"a\\n\\\"\\x01\"", "\"a\\n\\\"\\x01\""),
        ("target.os == \"linux\" and target.arch == \"x86_64\"", "true"),
        ("define.N", "3"),
        ("define.nothing", "false"),
        ("define.N > 2 and define.N <= 3.5", "true"),
        ("define.F == 2.5", "true"),
        ("define.S < \"abd\"", "true"),
        ("define.S == 1", "false"),
        ("define.S != 1", "true"),
        ("1 == 1.0", "true"),
        ("1 == true", "false"),
        ("1 <= true", "true"),
        ("9007199254740993 > 9007199254740992.0", "true"),
        ("9007199254740993 == 9007199254740992.0", "false"),
        ("-3 > -3.5", "true"),
        ("-1e999 < -99999999999999999999", "true"),
        ("\"\" or 0 or 0.0", "false"),
        ("\"x\" and 1", "true"),
        ("false and 1 < \"x\"", "false"),
        ("true or 1 < \"x\"", "true"),
    ] {
        assert_eq!(eval(condition), value, "{condition}");
    }
}

#[test]
fn problems() {
    let unknown = |name: &str| format!("`{name}` is not known in a constant expression");
    for (condition, expected) in [
        ("target.so == \"x\"", unknown("target.so")),
        ("false and os == 1", unknown("os")),
        ("a == 1 or b.c", [unknown("a"), unknown("b.c")].join(" | ")),
        ("1 + 1 == f(x)", ["this is not a constant expression"; 2].join(" | ")),
        ("1 < \"x\"", "`<` cannot compare an integer with a string".to_owned()),
        ("-\"x\"", "`-` takes a number, not a string".to_owned()),
        ("target", "`target` is not a value".to_owned()),
    ] {
        assert_eq!(eval(condition), expected, "{condition}");
    }
}

#[test]
fn values_of_the_command_line() {
    for (text, expected) in [
        ("true", Constant::Bool(true)),
        ("12", Constant::Int(12.into())),
        ("-12", Constant::Int((-12).into())),
        ("0b11", Constant::Int(3.into())),
        ("1.5", Constant::Float(1.5)),
        ("-1e3", Constant::Float(-1000.0)),
        ("\"12\"", Constant::Str("12".to_owned())),
        ("", Constant::Str(String::new())),
        ("-", Constant::Str("-".to_owned())),
        ("1.2.3", Constant::Str("1.2.3".to_owned())),
        ("1 2", Constant::Str("1 2".to_owned())),
        ("12 ", Constant::Str("12 ".to_owned())),
        ("yes", Constant::Str("yes".to_owned())),
        ("--1", Constant::Str("--1".to_owned())),
    ] {
        assert_eq!(Constant::parse(text), expected, "{text}");
    }
}

#[test]
fn text_and_literal() {
    for (value, text, literal) in [
        (Constant::Float(1e20), "100000000000000000000.0", "100000000000000000000.0"),
        (Constant::Float(f64::NEG_INFINITY), "-inf", "-1e999"),
        (Constant::Str("a\\b\n".to_owned()), "a\\b\n", "\"a\\\\b\\n\""),
        (Constant::Bool(true), "true", "true"),
    ] {
        assert_eq!((value.text().as_str(), value.to_string().as_str()), (text, literal));
    }
}

#[test]
fn definitions_of_the_command_line() {
    let mut environment = Environment::default();
    for definition in ["A", "B=2", "B=x=y", "größe="] {
        environment.define(&definition.parse().unwrap());
    }
    let defined: Vec<String> = environment.defines.iter().map(|(name, value)| format!("{name} {value}")).collect();
    assert_eq!(defined, ["A true", "B \"x=y\"", "größe \"\""]);
    for definition in ["", "=1", "1A", "a.b=1", "if=1", "a b=1", " a", "true"] {
        assert!(definition.parse::<Definition>().is_err(), "{definition}");
    }
}
