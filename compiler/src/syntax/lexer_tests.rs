//! Source text, sentence by sentence.

use std::path::Path;

use crate::diagnostics::Diagnostics;
use crate::source::SourceMap;
use crate::syntax::dump::dump_tokens;

/// Holds the tokens of a text, each as `--emit=tokens` shows it but without its place, against the expected ones; then,
/// each behind `!`, the places and codes of its errors.
fn check_file(text: &str, expected: &str) {
    let mut sources = SourceMap::default();
    let file = sources.add("test.omg", Path::new("test.omg"), text.to_owned());
    let dump = dump_tokens(&sources, file);
    let tokens = dump.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).filter(|token| token != "end");
    let mut diagnostics = Diagnostics::default();
    super::lex(file, text, &mut diagnostics);
    let errors = diagnostics.iter().map(|diagnostic| {
        let (line, column) = sources.file(file).line_column(diagnostic.labels[0].span.start);
        format!("!{line}:{column} {}", diagnostic.code)
    });
    let found: Vec<String> = tokens.chain(errors).collect();
    assert_eq!(found.join(" | "), expected, "{text:?}");
}

/// The same for what stands below a header; the first line of the text is line 2.
fn check(text: &str, expected: &str) {
    check_file(&format!(";;;omg\n{text}"), expected);
}

#[test]
fn header_is_the_first_line_that_is_not_empty() {
    check_file(";;;omg", "");
    check_file(";;;omg\nx", "name x");
    check_file("\n \n\r\n;;;omg\nx", "name x");
    check_file("  ;;;omg  \nx", "name x");
    check_file("\u{feff};;;omg\nx", "name x");
    check_file(";;;omg\r\nx\r\ny", "name x | name y");
}

#[test]
fn header_names_an_edition() {
    check_file(";;;omg 2025\nx", "name x");
    check_file(";;;omg  2026 \nx", "name x");
    check_file(";;;omg 2027\nx", "name x | !1:1 E0102");
    check_file(";;;omg # c\nx", "name x | !1:1 E0102");
}

#[test]
fn any_other_first_line_is_an_error() {
    check_file("", "!1:1 E0101");
    check_file("\n\n", "!3:1 E0101");
    check_file("x", "!1:1 E0101");
    check_file("# c\n;;;omg\nx", "!1:1 E0101");
    check_file(";;;omgx\nx", "!1:1 E0101");
    check_file(";;;OMG\nx", "!1:1 E0101");
    check_file(";;omg\nx", "!1:1 E0101");
}

#[test]
fn comments_go_to_the_end_of_the_line() {
    check("a # b\nc ; d\ne ;;; f", "name a | name c | name e");
    check("#", "");
}

#[test]
fn block_comments_do_not_nest() {
    check("a /* b */ c /** d\n **/ e", "name a | name c | name e");
    check("a /**/ b /***/ c", "name a | name b | name c");
    check("/* a /* b */ c", "name c");
    check("/* a /* b */ */", "unknown | !2:14 E0109");
    check("a /* b", "name a | !2:3 E0105");
    check("a /*/ b", "name a | !2:3 E0105");
}

#[test]
fn integers_are_decimal_or_binary_of_any_size() {
    check("0 42 007", "int 0 | int 42 | int 7");
    check("0b0 0b1010", "int 0 | int 10");
    check("9223372036854775808", "int 9223372036854775808");
    check(&"9".repeat(300), &format!("int {}", "9".repeat(300)));
    check(&format!("0b1{}", "0".repeat(64)), "int 18446744073709551616");
}

#[test]
fn floats_have_digits_on_both_sides_of_the_point() {
    check("1.5 0.25", "float 1.5 | float 0.25");
    check("2.0e-3 1e9 1E+2", "float 0.002 | float 1000000000.0 | float 100.0");
    check("1e999", "float inf");
    check("1. .5", "malformed | malformed | !2:1 E0106 | !2:4 E0106");
}

#[test]
fn malformed_numbers_are_one_error_each() {
    for number in ["0b", "0b2", "0b102", "0B1", "0xff", "12abc", "1_000", "1e", "1e_", "1.2.3", "1..2", "1.x", "7é"] {
        check(&format!("a {number} b"), "name a | malformed | name b | !2:3 E0106");
    }
}

#[test]
fn strings_may_span_lines() {
    check("\"\" \"a b\"", "string \"\" | string \"a b\"");
    check("\"a\nb\" c", "string \"a\\nb\" | name c");
    check("\"a\r\nb\"", "string \"a\\nb\"");
    check("\"# ; /* é 日本\"", "string \"# ; /* é 日本\"");
}

#[test]
fn strings_have_escapes() {
    check(r#""\n\t\r\\\"\'\0""#, r#"string "\n\t\r\\\"'\0""#);
    check(r#""\x41\x7e\xe9""#, r#"string "A~é""#);
    check(r#""\u0041\u20AC""#, r#"string "A€""#);
    check(r#""\q\é\ ""#, r#"string "\\q\\é\\ ""#);
    check("\"a\\\nb\"", r#"string "a\\\nb""#);
}

#[test]
fn escapes_that_name_no_character_are_errors() {
    check(r#""\x4" "a\xg1" b"#, r#"string "" | string "ag1" | name b | !2:2 E0107 | !2:9 E0107"#);
    check(r#""\u12" "\u123g""#, r#"string "" | string "g" | !2:2 E0107 | !2:9 E0107"#);
    check(r#""\ud83d\ude00""#, r#"string "" | !2:2 E0107 | !2:8 E0107"#);
}

#[test]
fn unterminated_strings_are_errors() {
    check("a \"b\nc", "name a | malformed | !2:3 E0104");
    check("\"", "malformed | !2:1 E0104");
    check("\"\\", "malformed | !2:1 E0104");
    check("\"\\\"", "malformed | !2:1 E0104");
}

#[test]
fn what_follows_a_string_with_a_missing_quote_is_left_out() {
    check("emit \"a\nemit \"b\"", "keyword emit | malformed | !3:8 E0104");
}

#[test]
fn other_quotes_are_errors() {
    check("a 'b c' d", "name a | malformed | name d | !2:3 E0108");
    check("a ' d\r\ne", "name a | malformed | name e | !2:3 E0108");
}

#[test]
fn names_are_unicode_identifiers() {
    check("x _ _1 a1 CamelCase", "name x | name _ | name _1 | name a1 | name CamelCase");
    check("größe 変数 हिन्दी имя", "name größe | name 変数 | name हिन्दी | name имя");
}

#[test]
fn keywords_are_no_names() {
    check(
        "alloc emit facts if elif else loop break proc return and or true false import as try except",
        "keyword alloc | keyword emit | keyword facts | keyword if | keyword elif | keyword else | keyword loop | \
         keyword break | keyword proc | keyword return | keyword and | keyword or | keyword true | keyword false | \
         keyword import | keyword as | keyword try | keyword except",
    );
    check("export eval fallback from", "name export | name eval | name fallback | name from");
    check("Alloc ifx", "name Alloc | name ifx");
}

#[test]
fn operators_are_the_longest_that_fit() {
    check(":=:= : = ==:", ":= | := | : | = | == | :");
    check("<<=<<= >=>>", "<< | = | << | = | >= | >>");
    check("<=<!=", "<= | < | !=");
    check("a//b/c", "name a | // | name b | / | name c");
    check("+-*%/&^|~.,()[]{}", "+ | - | * | % | / | & | ^ | | | ~ | . | , | ( | ) | [ | ] | { | }");
}

#[test]
fn unknown_characters_are_one_error_for_each_run() {
    check("a @$? b", "name a | unknown | name b | !2:3 E0103");
    check("a @ @ b", "name a | unknown | unknown | name b | !2:3 E0103 | !2:5 E0103");
    check("!x", "unknown | name x | !2:1 E0103");
    check("\u{a0}\u{200b}x\0", "unknown | name x | unknown | !2:1 E0103 | !2:4 E0103");
}
