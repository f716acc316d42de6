//! Each built-in: what it gives, and that it refuses what it does not take, by name.

use std::string::{String, ToString};
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::heap::testing::with_heap;
use crate::testing::{dict_of, integer as big, list_of, numbers, outcome, real, small, text as string};
use crate::{float, text as texts};

/// Calls a built-in as compiled code does; the text of the outcome.
fn call_by_name(name: &str, arguments: &[Value]) -> String {
    // Safety: so many arguments are there, and the tests keep them on the stack.
    outcome(unsafe { call(BUILTINS[index_of(name).unwrap()], arguments.as_ptr(), arguments.len() as i64) })
}

fn check(cases: &[(&str, &[Value], &str)]) {
    for &(name, arguments, expected) in cases {
        assert_eq!(call_by_name(name, arguments), expected, "{name}");
    }
}

#[test]
fn table() {
    for (i, builtin) in BUILTINS.iter().enumerate() {
        let parameters: Vec<&str> =
            builtin.signature[builtin.name.len()..].split(',').filter(|parameter| *parameter != "()").collect();
        assert_eq!(parameters.len(), builtin.max, "{}", builtin.signature);
        let optional = parameters.iter().filter(|parameter| parameter.contains('[')).count();
        assert_eq!(builtin.max - optional, builtin.min, "{}", builtin.signature);
        assert_eq!(index_of(builtin.name), Some(i), "{} is there twice", builtin.name);
        if builtin.effect == Effect::ReadsFiles {
            assert_eq!(builtin.takes.first(), Some(&Types::STRING), "{}: the path comes first", builtin.name);
        }
        let value = builtin.value();
        assert_eq!(texts::of(value), format!("<proc {}>", builtin.name));
    }
    assert_eq!(index_of("nope"), None);
}

#[test]
fn wrong_numbers_of_arguments() {
    with_heap(|| {
        let arguments = [small(1); 4];
        for builtin in BUILTINS {
            for count in (0..=4).filter(|count| !(builtin.min..=builtin.max).contains(count)) {
                let error = call_by_name(builtin.name, &arguments[..count]);
                assert!(error.starts_with(&format!("TypeError: {} takes ", builtin.signature)), "{error}");
                assert!(error.ends_with(&format!("got {count}")), "{error}");
            }
        }
        check(&[
            ("getpid", &[small(1)], "TypeError: getpid() takes 0 arguments, got 1"),
            ("length", &[], "TypeError: length(x) takes 1 argument, got 0"),
            ("binary", &[], "TypeError: binary(n, [width]) takes 1 or 2 arguments, got 0"),
        ]);
    });
}

#[test]
fn wrong_types_of_arguments() {
    with_heap(|| {
        let samples = [
            (small(1), "integer"),
            (big("99999999999999999999"), "integer"),
            (Value::TRUE, "boolean"),
            (real(1.5), "float"),
            (string("a"), "string"),
            (numbers(&[1]), "list"),
            (dict_of(&[]), "dictionary"),
            (BUILTINS[0].value(), "procedure"),
            (Value::NONE, "none"),
        ];
        for builtin in BUILTINS {
            for i in 0..builtin.max {
                let fitting: Vec<Value> =
                    builtin.takes.iter().map(|types| samples.iter().find(|s| types.include(s.0)).unwrap().0).collect();
                for (sample, name) in samples.iter().filter(|sample| !builtin.takes[i].include(sample.0)) {
                    let mut arguments = [Value::NONE; 4];
                    arguments[..builtin.max].copy_from_slice(&fitting);
                    arguments[i] = *sample;
                    let error = call_by_name(builtin.name, &arguments[..builtin.max]);
                    assert!(error.starts_with(&format!("TypeError: {}: ", builtin.signature)), "{error}");
                    assert!(error.ends_with(&format!(" must be {}, not {name}", builtin.takes[i])), "{error}");
                }
            }
        }
        check(&[
            ("length", &[small(5)], "TypeError: length(x): x must be a string, a list or a dictionary, not integer"),
            ("has_key", &[small(5), small(5)], "TypeError: has_key(d, k): d must be a dictionary, not integer"),
            ("binary", &[small(5), string("8")], "TypeError: binary(n, [width]): width must be an integer, not string"),
            ("int", &[Value::NONE], "TypeError: int(x): x must be a number or a string, not none"),
        ]);
    });
}

#[test]
fn characters_and_digits() {
    with_heap(|| {
        let huge = big("99999999999999999999");
        check(&[
            ("length", &[string("aä😀")], "3"),
            ("length", &[numbers(&[1, 2])], "2"),
            ("length", &[dict_of(&[("a", small(1))])], "1"),
            ("length", &[dict_of(&[])], "0"),
            ("chr", &[small(228)], "ä"),
            ("chr", &[small(0xd800)], "ValueError: chr(n): n must be a code point, not 55296"),
            ("chr", &[small(0x110000)], "ValueError: chr(n): n must be a code point, not 1114112"),
            ("chr", &[small(-1)], "ValueError: chr(n): n must be a code point, not -1"),
            ("chr", &[huge], "ValueError: chr(n): n must be a code point, not 99999999999999999999"),
            ("ascii", &[string("A")], "65"),
            ("ascii", &[string("😀")], "128512"),
            ("ascii", &[string("ab")], "TypeError: ascii(c): c must be one character, not ab"),
            ("ascii", &[string("")], "TypeError: ascii(c): c must be one character, not "),
            ("hex", &[small(255)], "ff"),
            ("hex", &[small(-255)], "-ff"),
            ("hex", &[Value::TRUE], "1"),
            ("hex", &[big("340282366920938463463374607431768211456")], "100000000000000000000000000000000"),
            ("binary", &[small(5)], "101"),
            ("binary", &[small(-5)], "-101"),
            ("binary", &[small(0)], "0"),
            ("binary", &[small(5), small(8)], "00000101"),
            ("binary", &[small(-5), small(8)], "11111011"),
            ("binary", &[small(257), small(8)], "00000001"),
            ("binary", &[small(-1), small(70)], &"1".repeat(70)),
            ("binary", &[small(1), small(0)], "ValueError: binary(n, [width]): width must be from 1 to 2^32, not 0"),
            (
                "binary",
                &[small(1), huge],
                "ValueError: binary(n, [width]): width must be from 1 to 2^32, not 99999999999999999999",
            ),
            ("string_bytes", &[string("aä")], "[97, 195, 164]"),
            ("bytes_to_string", &[numbers(&[97, 195, 164])], "aä"),
            ("bytes_to_string", &[numbers(&[97, 195])], "ValueError: bytes_to_string(list): not UTF-8 at byte 1"),
            (
                "bytes_to_string",
                &[numbers(&[256])],
                "TypeError: bytes_to_string(list): list must contain integers from 0 to 255, not 256",
            ),
            (
                "bytes_to_string",
                &[list_of(&[string("a")])],
                "TypeError: bytes_to_string(list): list must contain integers from 0 to 255, not a",
            ),
        ]);
    });
}

#[test]
fn conversions_of_numbers() {
    with_heap(|| {
        check(&[
            ("int", &[string(" -12\n")], "-12"),
            ("int", &[string("123456789012345678901234567890")], "123456789012345678901234567890"),
            ("int", &[real(-1.9)], "-1"),
            ("int", &[real(1e20)], "100000000000000000000"),
            ("int", &[Value::TRUE], "1"),
            ("int", &[string("12abc")], "TypeError: int(x): x must be the text of an integer, not 12abc"),
            ("int", &[string("1.5")], "TypeError: int(x): x must be the text of an integer, not 1.5"),
            ("int", &[string("")], "TypeError: int(x): x must be the text of an integer, not "),
            ("int", &[real(f64::NAN)], "ValueError: int(x): x must be finite, not nan"),
            ("int", &[real(f64::INFINITY)], "ValueError: int(x): x must be finite, not inf"),
            ("float", &[small(3)], "3.0"),
            ("float", &[string(" 1e3 ")], "1000.0"),
            ("float", &[string("-inf")], "-inf"),
            ("float", &[string("x")], "TypeError: float(x): x must be the text of a number, not x"),
            ("floor", &[real(-1.5)], "-2"),
            ("ceil", &[real(-1.5)], "-1"),
            ("round", &[real(2.5)], "2"),
            ("round", &[real(3.5)], "4"),
            ("round", &[real(-0.5)], "0"),
            ("round", &[small(7)], "7"),
            ("floor", &[real(f64::NEG_INFINITY)], "ValueError: floor(x): x must be finite, not -inf"),
            ("abs", &[small(-5)], "5"),
            ("abs", &[small(crate::value::SMALL_MIN)], "4611686018427387904"),
            ("abs", &[real(-0.0)], "0.0"),
            ("float_bits", &[string("1.0")], "4607182418800017408"),
            ("float_bits", &[real(-0.0)], "9223372036854775808"),
            ("float_bits", &[string("x")], "TypeError: float_bits(s): s must be the text of a number, not x"),
            ("bits_to_float", &[big("4607182418800017408")], "1.0"),
            ("bits_to_float", &[big("-9223372036854775808")], "-0.0"),
            ("bits_to_float", &[big("9223372036854775808")], "-0.0"),
            (
                "bits_to_float",
                &[big("18446744073709551616")],
                "ValueError: bits_to_float(n): n must have at most 64 bits, not 18446744073709551616",
            ),
            (
                "bits_to_float",
                &[big("-9223372036854775809")],
                "ValueError: bits_to_float(n): n must have at most 64 bits, not -9223372036854775809",
            ),
        ]);
    });
}

#[test]
fn functions_of_numbers() {
    with_heap(|| {
        let beyond = crate::int::shl(small(1), small(2000));
        check(&[
            ("sqrt", &[small(9)], "3.0"),
            ("sqrt", &[real(2.0)], "1.4142135623730951"),
            ("sqrt", &[small(-1)], "ValueError: sqrt(x): x must not be negative, not -1"),
            ("sqrt", &[real(f64::NAN)], "nan"),
            ("sqrt", &[beyond], "ValueError: integer too large for a float"),
            ("pow", &[small(2), small(100)], "1267650600228229401496703205376"),
            ("pow", &[small(0), small(0)], "1"),
            ("pow", &[small(2), small(-1)], "0.5"),
            ("pow", &[real(2.0), real(0.5)], "1.4142135623730951"),
            ("pow", &[small(0), small(-1)], "ZeroDivisionError: zero cannot be raised to a negative power"),
            (
                "pow",
                &[real(-2.0), real(0.5)],
                "ValueError: pow(x, y): x must not be negative if y is not whole, not -2.0",
            ),
            ("pow", &[small(10), beyond], "ValueError: integer of more than 2^32 bits"),
            ("log", &[small(1)], "0.0"),
            ("log", &[real(f64::INFINITY)], "inf"),
            ("log", &[beyond], "1386.2943611198907"),
            ("log", &[small(0)], "ValueError: log(x): x must be positive, not 0"),
            ("log", &[real(-1.0)], "ValueError: log(x): x must be positive, not -1.0"),
            ("log", &[real(0.0)], "ValueError: log(x): x must be positive, not 0.0"),
            ("sin", &[small(0)], "0.0"),
            ("cos", &[small(0)], "1.0"),
            ("tan", &[real(f64::INFINITY)], "ValueError: tan(x): x must be finite, not inf"),
        ]);
    });
}

#[test]
fn collections_and_reflection() {
    with_heap(|| {
        let dict = dict_of(&[("b", small(1)), ("1", numbers(&[2]))]);
        check(&[
            ("freeze", &[dict], "{b: 1, 1: [2]}"),
            ("dict_keys", &[dict], "[b, 1]"),
            ("dict_keys", &[dict_of(&[])], "[]"),
            ("has_key", &[dict, string("b")], "true"),
            ("has_key", &[dict, small(1)], "true"),
            ("has_key", &[dict, small(2)], "false"),
            ("has_key", &[dict_of(&[]), string("")], "false"),
            ("list_repeat", &[string("a"), small(3)], "[a, a, a]"),
            ("list_repeat", &[string("a"), small(0)], "[]"),
            ("list_repeat", &[string("a"), small(-5)], "[]"),
            (
                "list_repeat",
                &[small(0), big("99999999999999999999")],
                "ValueError: list_repeat(v, n): n must be at most 2^40, not 99999999999999999999",
            ),
            ("call_builtin", &[string("length"), list_of(&[string("abc")])], "3"),
            ("call_builtin", &[string("length"), list_of(&[])], "TypeError: length(x) takes 1 argument, got 0"),
            ("call_builtin", &[string("nope"), list_of(&[])], "ValueError: there is no built-in procedure 'nope'"),
            ("panic", &[string("went wrong")], "RuntimeError: went wrong"),
            ("raise", &[numbers(&[1])], "RuntimeError: [1]"),
        ]);
        // A frozen copy does not follow the original.
        let frozen = (BUILTINS[index_of("freeze").unwrap()].call)(&[dict]);
        crate::ops::index_set(dict, string("b"), small(9));
        assert_eq!(texts::of(frozen), "{b: 1, 1: [2]}");
        assert_eq!(outcome(crate::ops::attribute_set(frozen, string("c"), small(1))), frozen_error());
    });
}

fn frozen_error() -> String {
    "FrozenWriteError: Imported modules are read-only".to_string()
}

/// The list that is repeated is referred to more than once, so that growing one place in place shows nowhere else.
#[test]
fn repeated_lists_are_shared() {
    with_heap(|| {
        let inner = numbers(&[1]);
        let outer = (BUILTINS[index_of("list_repeat").unwrap()].call)(&[inner, small(2)]);
        let grown = crate::ops::append_in_place(crate::ops::index(outer, small(0)), small(2));
        assert_eq!(texts::of(grown), "[1, 2]");
        assert_eq!(texts::of(outer), "[[1], [1]]");
    });
}

#[test]
fn files_and_process() {
    with_heap(|| {
        let directory = std::env::temp_dir().join(format!("omg-builtins-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let (good, bad) = (directory.join("good.txt"), directory.join("bad.txt"));
        std::fs::write(&good, "aä\n").unwrap();
        std::fs::write(&bad, b"a\xff").unwrap();
        let path = |path: &std::path::Path| string(path.to_str().unwrap());
        check(&[
            ("read_file", &[path(&good)], "aä\n"),
            ("read_file", &[path(&bad)], "ValueError: read_file(path): not UTF-8 at byte 1"),
            ("read_file", &[path(&directory)], "false"),
            ("read_file", &[path(&directory.join("none"))], "false"),
            ("file_exists", &[path(&good)], "true"),
            ("file_exists", &[string("a\0b")], "false"),
            ("is_dir", &[path(&good)], "false"),
            ("is_dir", &[path(&directory)], "true"),
            ("getpid", &[], &std::process::id().to_string()),
        ]);
        std::fs::remove_dir_all(&directory).unwrap();
        let before = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
        assert_eq!(call_by_name("sleep_ms", &[small(20)]), "");
        let after: u128 = call_by_name("time_ms", &[]).parse().unwrap();
        assert!(after >= before + 20 && after < before + 60_000);
    });
}

#[test]
fn conversions_are_inverse() {
    with_heap(|| {
        proptest!(|(c in any::<char>(), f in any::<f64>(), s in any::<String>(), n in any::<i128>())| {
            let code = u32::from(c).to_string();
            prop_assert_eq!(call_by_name("ascii", &[string(&c.to_string())]), code);
            prop_assert_eq!(call_by_name("chr", &[small(i64::from(u32::from(c)))]), c.to_string());
            let digits = texts::of(float::new(f));
            let bits = call_by_name("float_bits", &[string(&digits)]);
            prop_assert_eq!(call_by_name("bits_to_float", &[big(&bits)]), digits);
            let bytes = (BUILTINS[index_of("string_bytes").unwrap()].call)(&[string(&s)]);
            prop_assert_eq!(call_by_name("bytes_to_string", &[bytes]), s);
            let integer = crate::int::from_i128(n);
            prop_assert_eq!(call_by_name("int", &[string(&n.to_string())]), n.to_string());
            let hex = format!("{}{:x}", if n < 0 { "-" } else { "" }, n.unsigned_abs());
            prop_assert_eq!(call_by_name("hex", &[integer]), hex);
            prop_assert_eq!(call_by_name("binary", &[integer, small(128)]), format!("{n:0128b}"));
            let float = texts::of(float::new(n as f64));
            prop_assert_eq!(call_by_name("float", &[integer]), float);
        });
    });
}
