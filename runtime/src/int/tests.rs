//! Integers against `num-bigint` used directly.

use num_bigint::{BigInt as Big, Sign};
use num_integer::Integer;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;
use crate::heap::testing::with_heap;
use crate::ops;

/// Integers of all sizes, many of them where the representation or the number of limbs changes.
fn integers() -> impl Strategy<Value = Big> {
    let boundary = (prop::sample::select(vec![0u32, 1, 31, 32, 53, 61, 62, 63, 64, 127, 128, 192]), -2i64..=2)
        .prop_map(|(power, offset)| (Big::from(1) << power) + offset);
    let word = any::<i64>().prop_map(Big::from);
    let near_zero = (-20i64..=20).prop_map(Big::from);
    let long = prop::collection::vec(any::<u32>(), 0..40).prop_map(|digits| Big::from_slice(Sign::Plus, &digits));
    (prop_oneof![boundary, word, near_zero, long], any::<bool>()).prop_map(|(n, negate)| if negate { -n } else { n })
}

/// The number that a value stands for, whose representation must be the only one.
fn checked(value: Value) -> Big {
    assert!(value != Value::RAISED, "{}", crate::text::of(errors::take()));
    let n = to_big(value);
    let small = n.to_i64().is_some_and(|n| (crate::value::SMALL_MIN..=crate::value::SMALL_MAX).contains(&n));
    assert_eq!(value.is_small(), small, "representation of {n}");
    n
}

fn raises(value: Value, error: &str) {
    assert!(value == Value::RAISED, "{}", crate::text::of(value));
    assert_eq!(crate::text::of(errors::take()), error);
}

#[test]
fn arithmetic() {
    with_heap(|| {
        proptest!(|(a in integers(), b in integers())| {
            let (x, y) = (from_big(&a), from_big(&b));
            prop_assert_eq!(checked(x), a.clone());
            prop_assert_eq!(checked(add(x, y)), &a + &b);
            prop_assert_eq!(checked(sub(x, y)), &a - &b);
            prop_assert_eq!(checked(mul(x, y)), &a * &b);
            prop_assert_eq!(checked(neg(x)), -&a);
            prop_assert_eq!(checked(abs(x)), if a.sign() == Sign::Minus { -&a } else { a.clone() });
            prop_assert_eq!(compare(x, y), a.cmp(&b));
            prop_assert_eq!(ops::equal(x, y), a == b);
            prop_assert_eq!(is_negative(x), a.sign() == Sign::Minus);
            prop_assert_eq!(bit_length(x), a.bits());
        });
    });
}

#[test]
fn division_rounds_down() {
    with_heap(|| {
        proptest!(|(a in integers(), b in integers())| {
            let (x, y) = (from_big(&a), from_big(&b));
            if b == Big::ZERO {
                raises(floor_div(x, y), "ZeroDivisionError: integer division or modulo by zero");
                raises(modulo(x, y), "ZeroDivisionError: integer division or modulo by zero");
                raises(true_div(x, y), "ZeroDivisionError: integer division or modulo by zero");
            } else {
                prop_assert_eq!(checked(floor_div(x, y)), a.div_floor(&b));
                prop_assert_eq!(checked(modulo(x, y)), a.mod_floor(&b));
            }
        });
    });
}

#[test]
fn bits() {
    with_heap(|| {
        proptest!(|(a in integers(), b in integers(), count in 0u32..300)| {
            let (x, y, n) = (from_big(&a), from_big(&b), Value::small(i64::from(count)));
            prop_assert_eq!(checked(bit_and(x, y)), &a & &b);
            prop_assert_eq!(checked(bit_or(x, y)), &a | &b);
            prop_assert_eq!(checked(bit_xor(x, y)), &a ^ &b);
            prop_assert_eq!(checked(bit_not(x)), !&a);
            prop_assert_eq!(checked(shl(x, n)), &a << count);
            prop_assert_eq!(checked(shr(x, n)), a.div_floor(&(Big::from(1) << count)));
            prop_assert_eq!(checked(low_bits(x, u64::from(count))), a.mod_floor(&(Big::from(1) << count)));
            let word = a.mod_floor(&(Big::from(1) << 64)).to_u64();
            prop_assert_eq!(Some(wrapping_u64(x)), word);
        });
    });
}

#[test]
fn shifts_beyond_reason() {
    with_heap(|| {
        let huge = from_big(&(Big::from(1) << 100));
        for (value, shifted) in [(5, 0), (0, 0), (-5, -1)] {
            assert!(shr(Value::small(value), huge) == Value::small(shifted));
        }
        assert!(shr(neg(huge), huge) == Value::small(-1));
        assert!(shl(Value::small(0), huge) == Value::small(0));
        raises(shl(Value::small(1), huge), "ValueError: integer of more than 2^32 bits");
        raises(shl(Value::small(1), Value::small(1 << 32)), "ValueError: integer of more than 2^32 bits");
        raises(shl(huge, Value::small(i64::MAX >> 1)), "ValueError: integer of more than 2^32 bits");
        raises(shl(huge, Value::small(-1)), "ValueError: negative shift count");
        raises(shr(huge, neg(huge)), "ValueError: negative shift count");
    });
}

#[test]
fn powers() {
    with_heap(|| {
        proptest!(|(a in integers(), exponent in 0u32..20)| {
            prop_assert_eq!(checked(pow(from_big(&a), Value::small(i64::from(exponent)))), a.pow(exponent));
        });
        let huge = from_big(&(Big::from(1) << 100));
        assert!(pow(Value::small(-1), huge) == Value::small(1));
        assert!(pow(Value::small(-1), sub(huge, Value::small(1))) == Value::small(-1));
        assert!(pow(Value::small(0), huge) == Value::small(0));
        raises(pow(Value::small(2), huge), "ValueError: integer of more than 2^32 bits");
        raises(pow(huge, Value::small(1 << 31)), "ValueError: integer of more than 2^32 bits");
    });
}

#[test]
fn decimal_text() {
    with_heap(|| {
        proptest!(|(a in integers())| {
            let text = crate::text::of(from_big(&a));
            prop_assert_eq!(&text, &a.to_str_radix(10));
            prop_assert_eq!(checked(parse(&text).unwrap()), a.clone());
            prop_assert_eq!(to_radix(from_big(&a), 16), a.to_str_radix(16));
        });
        for text in ["", "-", "+", "1 2", "1_000", "0x10", "1.0", "--1", "\u{664}"] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert!(parse("+0012").is_some_and(|n| n == Value::small(12)));
    });
}

/// Long enough for the recursive methods to take several levels.
#[test]
fn long_decimals() {
    with_heap(|| {
        for digits in [511, 512, 513, 1024, 1025, 5000, 20_001] {
            let text: std::string::String = (0..digits).map(|i| char::from(b'1' + (i * i % 9) as u8)).collect();
            let n = parse(&text).unwrap();
            assert_eq!(to_big(n), Big::parse_bytes(text.as_bytes(), 10).unwrap());
            assert_eq!(crate::text::of(n), text);
            // Zeros inside and at the end are kept.
            let zeros = pow(Value::small(10), Value::small(digits));
            assert_eq!(crate::text::of(mul(n, zeros)), format!("{text}{}", "0".repeat(digits as usize)));
            assert_eq!(crate::text::of(add(zeros, Value::small(7))).len(), digits as usize + 1);
        }
    });
}

#[test]
fn long_division() {
    let long = || prop::collection::vec(any::<u32>(), 1..1200).prop_map(|digits| Big::from_slice(Sign::Plus, &digits));
    proptest!(ProptestConfig::with_cases(60), |(a in long(), b in long(), zeros in 0u32..30_000)| {
        let (a, b): (Big, Big) = (a << zeros, b + 1);
        let (quotient, remainder) = divide::div_rem(a.magnitude(), b.magnitude());
        prop_assert!(&remainder < b.magnitude());
        prop_assert_eq!(quotient * b.magnitude() + remainder, a.magnitude().clone());
    });
}

/// All ones make the guessed digits of the quotient too large.
#[test]
fn long_division_with_corrections() {
    for bits in [10_000u32, 20_481, 40_960] {
        let b: Big = (Big::from(1) << bits) - 1;
        let a: Big = ((Big::from(1) << (3 * bits)) - 1) << 7;
        let (quotient, remainder) = divide::div_rem(a.magnitude(), b.magnitude());
        assert!(&remainder < b.magnitude());
        assert_eq!(quotient * b.magnitude() + remainder, *a.magnitude());
    }
}

/// The nearest float to an integer, by Rust's own conversion of its decimal digits.
fn nearest(a: &Big) -> f64 {
    a.to_str_radix(10).parse().unwrap()
}

#[test]
fn nearest_floats() {
    with_heap(|| {
        proptest!(|(a in integers(), shift in 0u32..1000)| {
            for n in [a.clone(), &a << shift, (&a << shift) + 1, (&a << shift) - 1] {
                let float = nearest(&n);
                let expected = float.is_finite().then_some(float);
                prop_assert_eq!(to_f64(from_big(&n)), expected);
                if let Some(float) = expected && float == float.trunc() {
                    prop_assert_eq!(compare_float(from_float(float), float), Some(Ordering::Equal));
                }
            }
        });
    });
}

/// Division, checked by comparing with the neighbours of the result: `a / b` is at most half a step away.
#[test]
fn nearest_quotients() {
    with_heap(|| {
        proptest!(|(a in integers(), b in integers(), shift in 0u32..1200, up in any::<bool>())| {
            prop_assume!(b != Big::ZERO);
            let (a, b) = if up { (a << shift, b) } else { (a, b << shift) };
            let result = true_div(from_big(&a), from_big(&b));
            if result == Value::RAISED {
                errors::take();
                prop_assert!(a.bits() as i64 - b.bits() as i64 >= 1023);
            } else {
                let float = crate::float::of(result).unwrap();
                prop_assert!(is_nearest(&a, &b, float), "{a} / {b} is not {float:e}");
            }
        });
        assert!(true_div(Value::small(0), Value::small(-3)).kind().is_some());
    });
}

/// Whether no other float is nearer to `a / b` than `float`.
fn is_nearest(a: &Big, b: &Big, float: f64) -> bool {
    let (a, b) = if b.sign() == Sign::Minus { (-a, -b) } else { (a.clone(), b.clone()) };
    // In units of half the smallest float, everything is whole.
    let scaled = |f: f64| -> Big {
        let bits = f.abs().to_bits();
        let (mantissa, exponent) = match bits >> 52 {
            0 => (bits, 0),
            e => (bits & ((1 << 52) - 1) | 1 << 52, e - 1),
        };
        let magnitude = Big::from(mantissa) << (exponent + 1);
        if f < 0.0 { -magnitude } else { magnitude }
    };
    let exact = (&a << 1075u32, b);
    let distance = |f: f64| {
        let difference = &exact.0 - scaled(f) * &exact.1;
        if difference.sign() == Sign::Minus { -difference } else { difference }
    };
    let own = distance(float);
    [float.next_up(), float.next_down()].into_iter().filter(|f| f.is_finite()).all(|other| own <= distance(other))
}

#[test]
fn comparison_with_floats() {
    with_heap(|| {
        proptest!(|(a in integers(), float in any::<f64>(), offset in -2i64..=2)| {
            let x = from_big(&a);
            let near = nearest(&a);
            for f in [float, near, near + 0.5, near.next_up(), near.next_down(), near + offset as f64] {
                // The float's exact digits have at most 1074 places behind the point.
                let exact = format!("{f:.1100}");
                let expected = if f.is_nan() {
                    None
                } else if f.is_infinite() {
                    Some(if f > 0.0 { Ordering::Less } else { Ordering::Greater })
                } else {
                    let scaled = Big::parse_bytes(exact.replace('.', "").as_bytes(), 10).unwrap();
                    Some((&a * Big::from(10).pow(1100)).cmp(&scaled))
                };
                prop_assert_eq!(compare_float(x, f), expected, "{} and {}", a, f);
            }
        });
    });
}
