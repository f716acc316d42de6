//! The JSON library, `examples/json`, beside another one: texts that are changed at random are accepted by both or by none, and
//! mean the same.

mod support;

use std::fs;
use std::process::Command;

use serde_json::Value;
use support::random::Random;
use support::{clean_environment, omgc, root, run, scratch};

/// What is changed at random.
const TEXTS: [&str; 8] = [
    r#"{"name":"omg","version":[0,1,0],"pi":3.25,"tiny":-2.5e-3,"none":null}"#,
    r#"[{"a":[[],[[]],{}]},{"b":{"c":{"d":[true,false,null]}}}]"#,
    r#"["tab \t","quote \"","\\ \/ \b \f \n \r","\u00e9\u2713","\ud834\udd1e","größer ✓ 𝄞"]"#,
    r#"[0,-0,1,-1,10,12345678901234567890,0.5,-0.25,1e3,1E+2,1e-2,2.5E1]"#,
    r#" { "a" : [ 1 , 2 ] , "b" : { } , "" : "" } "#,
    r#""\u0000\u001f\uffff\ud800\udc00""#,
    r#"{"a":1,"a":2,"b":{"a":3,"a":[]}}"#,
    "-1.5e+2",
];

/// What may be put in; characters that mean something.
const PIECES: [&str; 28] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "u", "0", "1", "9", "-", "+", ".", "e", "E", "true", "null", "n",
    "\t", " ", "ä", "d8", "dc", "\u{1}", "/",
];

/// How many texts are tried.
const COUNT: usize = 20_000;

/// A text with up to three characters removed, doubled or replaced.
fn changed_text(random: &mut Random) -> String {
    let mut parts: Vec<String> = random.pick(&TEXTS).chars().map(String::from).collect();
    for _ in 0..random.below(4) {
        let at = random.below(parts.len());
        match random.below(4) {
            0 => parts[at].clear(),
            1 => parts[at] = parts[at].repeat(2),
            2 => parts[at] = (*random.pick(&PIECES)).to_owned(),
            _ => parts[at].push_str(random.pick::<&str>(&PIECES)),
        }
    }
    parts.concat()
}

#[test]
fn texts_mean_what_they_mean_to_another_library() {
    let folder = scratch();
    let library = root().join("examples/json/json.omg");
    let source = format!(
        ";;;omg 2026
import {library:?} as json
alloc text := stdin_readline()
loop text != false {{
    try {{ emit json.compact(json.parse(text)) }} except error {{ emit error }}
    text := stdin_readline()
}}
"
    );
    fs::write(folder.path().join("main.omg"), source).unwrap();
    let built = omgc(folder.path()).args(["build", "main.omg"]).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut random = Random::new(1);
    let texts: Vec<String> = (0..COUNT).map(|_| changed_text(&mut random)).collect();
    let input = folder.path().join("texts");
    fs::write(&input, texts.join("\n")).unwrap();
    let mut command = Command::new(folder.path().join("main"));
    clean_environment(&mut command);
    let outcome = run(&mut command, Some(&input)).unwrap();
    assert_eq!((outcome.status.as_str(), outcome.stderr.as_str()), ("0", ""));
    let results: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(results.len(), COUNT);
    let mut accepted = 0;
    for (text, result) in texts.iter().zip(results) {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => {
                accepted += 1;
                let same = serde_json::from_str::<Value>(result).is_ok_and(|ours| same(&ours, &value));
                assert!(same, "{text:?} became {result:?} in place of {value}");
            }
            Err(error) => {
                assert!(result.starts_with("RuntimeError: line 1, column "), "{text:?}: {result:?}, not {error}")
            }
        }
    }
    assert!(accepted > COUNT / 10 && accepted < COUNT * 9 / 10, "{accepted} texts were accepted");
}

/// Whether two values are the same. Numbers are compared as floats, which the other library makes of `-0` and of large integers,
/// and may differ in the last bits, as it does not always take the nearest one.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 4.0 * f64::EPSILON * a.abs()
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}
