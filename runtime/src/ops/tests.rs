//! Each operator on each type, with the text of its result or error.

use proptest::prelude::*;
use std::string::String;
use std::vec::Vec;

use super::*;
use crate::heap::testing::with_heap;
use crate::testing::{dict_of, integer, list_of, numbers, outcome, real, small, text};
use crate::{builtins, errors, list, text as texts};

/// Evaluates operator by operator: `(operator, a, b, text of the outcome)`.
fn check(cases: &[(&str, Value, Value, &str)]) {
    for &(operator, a, b, expected) in cases {
        let result = outcome(binary(operator)(a, b));
        assert_eq!(result, expected, "{} {operator} {}", texts::of(a), texts::of(b));
    }
}

fn binary(operator: &str) -> fn(Value, Value) -> Value {
    match operator {
        "+" => add,
        "-" => sub,
        "*" => mul,
        "/" => div_2025,
        "true /" => div_2026,
        "//" => floor_div,
        "%" => modulo,
        "<<" => shl,
        ">>" => shr,
        "&" => bit_and,
        "|" => bit_or,
        "^" => bit_xor,
        "==" => eq,
        "<" => lt,
        "<=" => le,
        ">" => gt,
        ">=" => ge,
        "[]" => index,
        _ => panic!("no operator {operator}"),
    }
}

#[test]
fn addition() {
    with_heap(|| {
        check(&[
            ("+", small(1), small(2), "3"),
            ("+", small(crate::value::SMALL_MAX), small(1), "4611686018427387904"),
            ("+", Value::TRUE, Value::TRUE, "2"),
            ("+", real(0.5), small(1), "1.5"),
            ("+", Value::TRUE, real(0.5), "1.5"),
            ("+", text("a"), small(1), "a1"),
            ("+", real(1.0), text("a"), "1.0a"),
            ("+", text("a"), Value::NONE, "a"),
            ("+", text("a"), Value::TRUE, "atrue"),
            ("+", list_of(&[text("b")]), text("a"), "[b]a"),
            ("+", numbers(&[1]), numbers(&[2]), "[1, 2]"),
            ("+", numbers(&[1]), small(2), "TypeError: unsupported operand types for +: list and integer"),
            ("+", Value::NONE, small(2), "TypeError: unsupported operand types for +: none and integer"),
            ("+", dict_of(&[]), dict_of(&[]), "TypeError: unsupported operand types for +: dictionary and dictionary"),
        ]);
    });
}

#[test]
fn numeric_operators() {
    with_heap(|| {
        check(&[
            ("-", small(1), Value::TRUE, "0"),
            ("-", text("a"), small(1), "TypeError: unsupported operand types for -: string and integer"),
            ("*", small(3), real(0.5), "1.5"),
            ("*", text("a"), small(2), "TypeError: unsupported operand types for *: string and integer"),
            ("*", integer("4611686018427387904"), small(-2), "-9223372036854775808"),
            ("/", small(-7), small(2), "-4"),
            ("/", small(-7), real(2.0), "-3.5"),
            ("true /", small(6), small(3), "2.0"),
            ("true /", small(1), small(3), "0.3333333333333333"),
            ("//", small(7), small(-2), "-4"),
            ("//", real(7.0), small(-2), "-4.0"),
            ("//", real(1.0), real(0.1), "9.0"),
            ("//", real(-0.0), real(1.0), "-0.0"),
            ("%", small(-7), small(3), "2"),
            ("%", small(7), small(-3), "-2"),
            ("%", real(-7.5), small(2), "0.5"),
            ("%", real(7.5), small(-2), "-0.5"),
            ("%", real(5.0), real(f64::INFINITY), "5.0"),
            ("%", real(-5.0), real(f64::INFINITY), "inf"),
            ("%", real(4.0), small(-2), "-0.0"),
            ("/", small(1), small(0), "ZeroDivisionError: integer division or modulo by zero"),
            ("true /", small(1), Value::FALSE, "ZeroDivisionError: integer division or modulo by zero"),
            ("//", small(1), small(0), "ZeroDivisionError: integer division or modulo by zero"),
            ("%", small(1), small(0), "ZeroDivisionError: integer division or modulo by zero"),
            ("/", real(1.0), small(0), "ZeroDivisionError: float division by zero"),
            ("true /", small(1), real(0.0), "ZeroDivisionError: float division by zero"),
            ("//", real(1.0), small(0), "ZeroDivisionError: float division by zero"),
            ("%", real(1.0), real(-0.0), "ZeroDivisionError: float division by zero"),
            ("%", Value::NONE, small(1), "TypeError: unsupported operand types for %: none and integer"),
        ]);
        let beyond = shl(small(1), small(2000));
        check(&[
            ("+", beyond, real(1.0), "ValueError: integer too large for a float"),
            ("true /", beyond, small(1), "ValueError: integer too large for a float"),
            ("true /", beyond, beyond, "1.0"),
            ("<", real(f64::MAX), beyond, "true"),
            ("<", beyond, real(f64::INFINITY), "true"),
        ]);
    });
}

#[test]
fn operators_on_bits() {
    with_heap(|| {
        check(&[
            ("&", small(-1), small(12), "12"),
            ("|", Value::TRUE, small(2), "3"),
            ("^", small(6), small(-1), "-7"),
            ("<<", small(1), small(64), "18446744073709551616"),
            (">>", small(-5), small(1), "-3"),
            ("<<", small(1), small(-1), "ValueError: negative shift count"),
            (">>", small(1), small(-1), "ValueError: negative shift count"),
            ("<<", small(1), integer("4294967297"), "ValueError: integer of more than 2^32 bits"),
            ("&", real(1.0), small(1), "TypeError: unsupported operand types for &: float and integer"),
            ("<<", small(1), text("1"), "TypeError: unsupported operand types for <<: integer and string"),
        ]);
    });
}

#[test]
fn unary_operators() {
    with_heap(|| {
        type Unary = fn(Value) -> Value;
        let cases: [(Unary, Value, &str); 11] = [
            (neg, small(5), "-5"),
            (neg, small(crate::value::SMALL_MIN), "4611686018427387904"),
            (neg, real(0.0), "-0.0"),
            (neg, Value::TRUE, "-1"),
            (neg, text("a"), "TypeError: unsupported operand type for unary -: string"),
            (plus, Value::TRUE, "1"),
            (plus, real(1.5), "1.5"),
            (plus, Value::NONE, "TypeError: unsupported operand type for unary +: none"),
            (bit_not, small(5), "-6"),
            (bit_not, Value::FALSE, "-1"),
            (bit_not, real(1.0), "TypeError: unsupported operand type for unary ~: float"),
        ];
        for (operator, a, expected) in cases {
            assert_eq!(outcome(operator(a)), expected);
        }
    });
}

#[test]
fn order() {
    with_heap(|| {
        check(&[
            ("<", small(1), small(2), "true"),
            ("<=", small(2), small(2), "true"),
            (">", small(1), small(2), "false"),
            (">=", Value::TRUE, small(1), "true"),
            ("<", Value::FALSE, Value::TRUE, "true"),
            ("<", integer("9007199254740993"), real(9007199254740992.0), "false"),
            (">", integer("9007199254740993"), real(9007199254740992.0), "true"),
            ("<", real(f64::NAN), small(1), "false"),
            (">=", real(f64::NAN), real(f64::NAN), "false"),
            ("<", text("a"), text("ä"), "true"),
            ("<", text("ab"), text("abc"), "true"),
            (">", text("\u{10000}"), text("\u{ffff}"), "true"),
            ("<", text("a"), small(1), "TypeError: unsupported operand types for <: string and integer"),
            (">=", numbers(&[1]), numbers(&[2]), "TypeError: unsupported operand types for >=: list and list"),
        ]);
    });
}

#[test]
fn equality() {
    with_heap(|| {
        let same = numbers(&[1, 2]);
        let nan = real(f64::NAN);
        check(&[
            ("==", small(5), real(5.0), "true"),
            ("==", real(0.0), real(-0.0), "true"),
            ("==", nan, nan, "false"),
            ("==", Value::TRUE, small(1), "false"),
            ("==", Value::TRUE, Value::TRUE, "true"),
            ("==", Value::FALSE, Value::NONE, "false"),
            ("==", Value::NONE, Value::NONE, "true"),
            ("==", text("1"), small(1), "false"),
            ("==", text("ab"), add(text("a"), text("b")), "true"),
            ("==", integer("4611686018427387904"), integer("4611686018427387904"), "true"),
            ("==", integer("9007199254740993"), real(9007199254740992.0), "false"),
            ("==", same, same, "true"),
            ("==", same, numbers(&[1, 2]), "true"),
            ("==", same, numbers(&[1]), "false"),
            ("==", same, numbers(&[1, 3]), "false"),
            ("==", list_of(&[small(1), list_of(&[text("a")])]), list_of(&[real(1.0), list_of(&[text("a")])]), "true"),
            ("==", dict_of(&[("a", small(1)), ("b", small(2))]), dict_of(&[("b", small(2)), ("a", small(1))]), "true"),
            ("==", dict_of(&[("a", small(1))]), dict_of(&[("b", small(1))]), "false"),
            ("==", dict_of(&[]), list_of(&[]), "false"),
            ("==", builtins::BUILTINS[0].value(), builtins::BUILTINS[0].value(), "true"),
            ("==", builtins::BUILTINS[0].value(), builtins::BUILTINS[1].value(), "false"),
        ]);
    });
}

#[test]
fn equality_of_containers_in_themselves() {
    with_heap(|| {
        let ring = |end: Value| {
            let list = list_of(&[Value::NONE, end]);
            index_set(list, small(0), list);
            list
        };
        assert!(equal(ring(small(1)), ring(small(1))));
        assert!(!equal(ring(small(1)), ring(small(2))));
        // A ring of two lists is like a ring of one.
        let (a, b) = (list_of(&[Value::NONE, small(1)]), list_of(&[Value::NONE, small(1)]));
        index_set(a, small(0), b);
        index_set(b, small(0), a);
        assert!(equal(ring(small(1)), a));
        // 2^60 paths, 60 lists.
        let doubled = || (0..60).fold(numbers(&[1]), |inner, _| list_of(&[inner, inner]));
        assert!(equal(doubled(), doubled()));
    });
}

#[test]
fn nesting_without_end() {
    with_heap(|| {
        let deep = || (0..1_000_000).fold(list_of(&[]), |inner, _| list_of(&[inner]));
        let (a, b) = (deep(), deep());
        assert!(equal(a, b));
        let shown = texts::of(a);
        assert_eq!(shown.len(), 2_000_002);
        assert!(shown.starts_with("[[[") && shown.ends_with("]]]"));
        assert!(outcome(attribute(a, text("k"))).starts_with("TypeError: [[["));
    });
}

#[test]
fn truth() {
    with_heap(|| {
        let falsy = [Value::FALSE, Value::NONE, small(0), real(0.0), real(-0.0), text(""), list_of(&[]), dict_of(&[])];
        for value in falsy {
            assert_eq!(truthy(value), 0, "{}", texts::of(value));
        }
        let truths =
            [Value::TRUE, small(-1), integer("99999999999999999999"), real(f64::NAN), text("0"), numbers(&[0])];
        for value in truths {
            assert_eq!(truthy(value), 1, "{}", texts::of(value));
        }
        assert_eq!(truthy(builtins::BUILTINS[0].value()), 1);
    });
}

#[test]
fn indexing() {
    with_heap(|| {
        let list = numbers(&[10, 20, 30]);
        let dict = dict_of(&[("a", small(1)), ("1", small(2)), ("true", small(3)), ("1.5", small(4))]);
        check(&[
            ("[]", list, small(0), "10"),
            ("[]", list, small(-1), "30"),
            ("[]", list, Value::TRUE, "20"),
            ("[]", list, small(3), "IndexError: index 3 out of range for length 3"),
            ("[]", list, small(-4), "IndexError: index -4 out of range for length 3"),
            (
                "[]",
                list,
                integer("-9999999999999999999"),
                "IndexError: index -9999999999999999999 out of range for length 3",
            ),
            ("[]", list, real(1.0), "TypeError: list index must be an integer, not float"),
            ("[]", list, Value::NONE, "TypeError: list index must be an integer, not none"),
            ("[]", text("aäb"), small(1), "ä"),
            ("[]", text("aäb"), small(-1), "b"),
            ("[]", text(""), small(0), "IndexError: index 0 out of range for length 0"),
            ("[]", text("a"), text("a"), "TypeError: string index must be an integer, not string"),
            ("[]", dict, text("a"), "1"),
            ("[]", dict, small(1), "2"),
            ("[]", dict, Value::TRUE, "3"),
            ("[]", dict, real(1.5), "4"),
            ("[]", dict, text("b"), "KeyError: \"Key 'b' not found\""),
            ("[]", dict, list, "TypeError: dictionary key must be a string, not list"),
            ("[]", small(5), small(0), "TypeError: integer cannot be indexed"),
            ("[]", Value::NONE, small(0), "TypeError: none cannot be indexed"),
        ]);
    });
}

#[test]
fn assignment_to_elements() {
    with_heap(|| {
        let list = numbers(&[1, 2]);
        let dict = dict_of(&[]);
        let frozen = (builtins::BUILTINS[builtins::index_of("freeze").unwrap()].call)(&[dict]);
        let cases = [
            (list, small(-1), "[1, 9]"),
            (list, small(2), "IndexError: index 2 out of range for length 2"),
            (list, text("a"), "TypeError: list index must be an integer, not string"),
            (dict, text("a"), "{a: 9}"),
            (dict, small(1), "{a: 9, 1: 9}"),
            (dict, Value::NONE, "TypeError: dictionary key must be a string, not none"),
            (frozen, text("a"), "FrozenWriteError: Imported modules are read-only"),
            (text("abc"), small(0), "TypeError: string does not support item assignment"),
            (small(5), small(0), "TypeError: integer does not support item assignment"),
        ];
        for (object, key, expected) in cases {
            let result = index_set(object, key, small(9));
            assert_eq!(outcome(if result == Value::NONE { object } else { result }), expected);
        }
    });
}

#[test]
fn attributes() {
    with_heap(|| {
        let dict = dict_of(&[("a", small(1))]);
        assert_eq!(outcome(attribute(dict, text("a"))), "1");
        assert_eq!(outcome(attribute(dict, text("b"))), "KeyError: \"Key 'b' not found\"");
        assert_eq!(outcome(attribute(small(5), text("a"))), "TypeError: 5 has no attribute 'a'");
        assert!(attribute_set(dict, text("b"), small(2)) == Value::NONE);
        assert_eq!(texts::of(dict), "{a: 1, b: 2}");
        assert_eq!(outcome(attribute_set(numbers(&[1]), text("a"), small(2))), "TypeError: [1] has no attribute 'a'");
    });
}

/// The bounds of `[start:end]` as Python's reference defines them.
fn python_slice<T: Clone>(elements: &[T], start: Option<i64>, end: Option<i64>) -> Vec<T> {
    let len = elements.len() as i64;
    let clamp = |bound: i64| if bound < 0 { (bound + len).max(0) } else { bound.min(len) };
    let (start, end) = (start.map_or(0, clamp), end.map_or(len, clamp));
    (start..end).map(|i| elements[i as usize].clone()).collect()
}

#[test]
fn slices() {
    with_heap(|| {
        let bound = || prop::option::of(-12i64..12);
        proptest!(|(elements in prop::collection::vec(0i64..99, 0..9), s in "[a-cäß€😀]{0,8}", start in bound(), end in bound())| {
            let (from, to) = (start.map_or(Value::UNSET, small), end.map_or(Value::NONE, small));
            let expected = texts::of(numbers(&python_slice(&elements, start, end)));
            let list = numbers(&elements);
            prop_assert_eq!(texts::of(slice(list, from, to)), expected.clone());
            prop_assert_eq!(texts::of(list), texts::of(numbers(&elements)));
            prop_assert_eq!(texts::of(slice_in_place(list, from, to)), expected);
            let chars: Vec<char> = s.chars().collect();
            let expected: String = python_slice(&chars, start, end).into_iter().collect();
            prop_assert_eq!(texts::of(slice(text(&s), from, to)), expected);
        });
        let huge = integer("99999999999999999999");
        assert_eq!(outcome(slice(numbers(&[1, 2]), neg(huge), huge)), "[1, 2]");
        assert_eq!(outcome(slice(text("ab"), Value::TRUE, Value::UNSET)), "b");
        assert_eq!(
            outcome(slice(text("ab"), real(1.0), small(1))),
            "TypeError: slice bound must be an integer, not float"
        );
        assert_eq!(
            outcome(slice(text("ab"), small(1), text("x"))),
            "TypeError: slice bound must be an integer, not string"
        );
        assert_eq!(outcome(slice(dict_of(&[]), small(1), small(1))), "TypeError: dictionary cannot be sliced");
        assert_eq!(outcome(slice(small(1), small(1), small(1))), "TypeError: integer cannot be sliced");
    });
}

#[test]
fn appending() {
    with_heap(|| {
        let list = numbers(&[1]);
        assert_eq!(outcome(append(list, small(2))), "[1, 2]");
        assert_eq!(outcome(list), "[1]");
        list::mark_shared(list);
        assert_eq!(outcome(append_in_place(list, small(3))), "[1, 3]");
        assert_eq!(outcome(list), "[1]");
        assert_eq!(outcome(append(text("a"), small(2))), "a[2]");
        assert_eq!(outcome(append(small(1), small(2))), "TypeError: unsupported operand types for +: integer and list");
        assert_eq!(outcome(append_in_place(text("a"), small(2))), "a[2]");
    });
}

#[test]
fn calls_of_other_values() {
    with_heap(|| {
        let arguments = [numbers(&[1, 2]), small(5)];
        let length = builtins::BUILTINS[builtins::index_of("length").unwrap()].value();
        // Safety: there are so many arguments.
        let call = |callee, count| outcome(unsafe { call_other(callee, arguments.as_ptr(), count) });
        assert_eq!(call(length, 1), "2");
        assert_eq!(call(length, 2), "TypeError: length(x) takes 1 argument, got 2");
        assert_eq!(call(small(5), 1), "TypeError: cannot call non-function value (5)");
        assert_eq!(call(text("f"), 0), "TypeError: cannot call non-function value (f)");
        let name = "f";
        let info = crate::program::ProcInfo {
            name: crate::program::Text { data: name.as_ptr(), len: name.len() as u64 },
            arity: 1,
        };
        // Safety: there are no captured values.
        let closure = unsafe { crate::closure::new(std::ptr::null(), &info, std::ptr::null(), 0) };
        assert_eq!(call(closure, 2), "TypeError: function 'f' expects 1 arguments, got 2");
        assert_eq!(texts::of(closure), "<proc f>");
        assert!(errors::peek().is_none());
    });
}

/// What only the operators' own variables refer to survives a collection at each allocation.
#[test]
fn collections_at_every_allocation() {
    with_heap(|| {
        crate::heap::set_stress(true);
        let mut product = small(1);
        for n in 1..=60 {
            product = mul(product, small(n));
        }
        for n in 2..=60 {
            product = floor_div(product, small(n));
        }
        assert_eq!(texts::of(product), "1");
        let mut joined = text("");
        for n in 0..100 {
            joined = add(joined, add(add(small(n), text(",")), real(0.5)));
        }
        let expected: String = (0..100).map(|n| format!("{n},0.5")).collect();
        assert_eq!(texts::of(joined), expected);
        let dict = dict_of(&[]);
        for n in 0..50 {
            index_set(dict, small(n), list_of(&[add(small(crate::value::SMALL_MAX), small(n)), text("x")]));
        }
        for n in 0..50 {
            let expected = format!("[{}, x]", crate::value::SMALL_MAX + n);
            assert_eq!(texts::of(index(dict, small(n))), expected);
        }
        assert_eq!(outcome(index(dict, real(0.25))), "KeyError: \"Key '0.25' not found\"");
        assert_eq!(outcome(index(text("aäb"), neg(integer("99999999999999999999")))), {
            "IndexError: index -99999999999999999999 out of range for length 3"
        });
        assert!(equal(slice(joined, small(0), small(300)), slice(joined, Value::UNSET, small(300))));
    });
}
