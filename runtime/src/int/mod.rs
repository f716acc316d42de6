//! Exact integers of any size.
//!
//! An integer that fits in 63 bits is the word itself; any other is a [`BigInt`](crate::object::BigInt) object. Every
//! result here is normalised, so that each integer has one representation. What fits in machine words is computed in
//! them; the rest goes through `num-bigint`. All functions that take values take integers of either representation
//! and nothing else.
//!
//! An integer of more than 2^32 bits is a ValueError before it is computed.

mod convert;
mod decimal;
mod digits;
mod divide;
#[cfg(test)]
mod tests;

use core::cmp::Ordering;

use num_bigint::BigInt as Big;
use num_integer::Integer;
use num_traits::One;

use crate::heap::Bound;
use crate::value::Value;
use crate::{errors, heap};

pub use convert::{
    bit_length, from_big, from_float, from_i64, from_i128, from_u64, to_big, to_f64, to_i64, wrapping_u64,
};
pub use decimal::{parse, to_radix, write};
pub use digits::{decimal_len, with_decimal, write_decimal};

/// Results of more bits are refused.
const MAX_BITS: u64 = 1 << 32;

/// Whether a result of so many bits is refused. Does not return if it is beyond the bounds of a nested program.
fn is_too_large(bits: u64) -> bool {
    if let Some(bounds) = heap::bounds()
        && (bounds.integer_bits..MAX_BITS).contains(&(bits - 1))
    {
        (bounds.exceeded)(Bound::Integer);
    }
    bits > MAX_BITS
}

/// Whether the value is an integer; booleans are none.
pub fn is_int(value: Value) -> bool {
    value.is_small() || value.as_big_int().is_some()
}

/// The two integers if both are small.
fn both_small(a: Value, b: Value) -> Option<(i64, i64)> {
    ((a.0 | b.0) & 1 == 0).then(|| (a.as_small(), b.as_small()))
}

/// An operation on two integers, not both small: in double machine words if operands and result fit, else on numbers
/// of any size.
fn wide(
    a: Value,
    b: Value,
    words: impl FnOnce(i128, i128) -> Option<i128>,
    any: impl FnOnce(Big, Big) -> Big,
) -> Value {
    let operands = convert::to_i128(a).zip(convert::to_i128(b));
    match operands.and_then(|(a, b)| words(a, b)) {
        Some(result) => from_i128(result),
        None => from_big(&any(to_big(a), to_big(b))),
    }
}

/// `a + b`
pub fn add(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        Some((a, b)) => from_i64(a + b),
        None => wide(a, b, i128::checked_add, |a, b| a + b),
    }
}

/// `a - b`
pub fn sub(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        Some((a, b)) => from_i64(a - b),
        None => wide(a, b, i128::checked_sub, |a, b| a - b),
    }
}

/// `a * b`. Raises ValueError for a result that is too large.
pub fn mul(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        Some((a, b)) => from_i128(i128::from(a) * i128::from(b)),
        None if is_too_large(bit_length(a) + bit_length(b)) => errors::integer_too_large(),
        None => wide(a, b, i128::checked_mul, |a, b| a * b),
    }
}

/// `a // b`: the largest integer that is not above the quotient. Raises ZeroDivisionError.
pub fn floor_div(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        _ if b == Value::small(0) => errors::integer_division_by_zero(),
        Some((a, b)) => from_i64(Integer::div_floor(&a, &b)),
        None => wide(a, b, |a, b| Some(Integer::div_floor(&a, &b)), |a, b| divide::div_mod_floor(&a, &b).0),
    }
}

/// `a % b`: what `a // b` leaves, with the sign of `b`. Raises ZeroDivisionError.
pub fn modulo(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        _ if b == Value::small(0) => errors::integer_division_by_zero(),
        Some((a, b)) => from_i64(Integer::mod_floor(&a, &b)),
        None => wide(a, b, |a, b| Some(Integer::mod_floor(&a, &b)), |a, b| divide::div_mod_floor(&a, &b).1),
    }
}

/// `a / b` as the nearest float. Raises ZeroDivisionError, and ValueError if the quotient is beyond all floats.
pub fn true_div(a: Value, b: Value) -> Value {
    if b == Value::small(0) {
        return errors::integer_division_by_zero();
    }
    match divide::quotient(a, b) {
        Some(quotient) => crate::float::new(quotient),
        None => errors::too_large_for_float(),
    }
}

/// `-a`
pub fn neg(a: Value) -> Value {
    if a.is_small() { from_i64(-a.as_small()) } else { from_big(&-to_big(a)) }
}

/// The absolute value.
pub fn abs(a: Value) -> Value {
    if is_negative(a) { neg(a) } else { a }
}

/// `base` to a power of at least 0. Raises ValueError for a result that is too large.
pub fn pow(base: Value, exponent: Value) -> Value {
    if exponent == Value::small(0) {
        return Value::small(1);
    }
    let size = bit_length(base);
    if size <= 1 {
        // 0, 1 or -1: only the parity of the exponent matters.
        let odd = bit_and(exponent, Value::small(1)) == Value::small(1);
        return if odd { base } else { abs(base) };
    }
    match to_i64(exponent) {
        Some(n) if !is_too_large((size - 1).saturating_mul(n as u64).saturating_add(1)) => {
            from_big(&to_big(base).pow(n as u32))
        }
        _ => errors::integer_too_large(),
    }
}

/// `a << b`. Raises ValueError for a negative count and for a result that is too large.
pub fn shl(a: Value, count: Value) -> Value {
    if is_negative(count) {
        return errors::negative_shift();
    }
    if a == Value::small(0) {
        return a;
    }
    match to_i64(count) {
        Some(n) if a.is_small() && n <= 64 => from_i128(i128::from(a.as_small()) << n),
        Some(n) if !is_too_large(bit_length(a).saturating_add(n as u64)) => from_big(&(to_big(a) << n)),
        _ => errors::integer_too_large(),
    }
}

/// `a >> b`, rounding down. Raises ValueError for a negative count.
pub fn shr(a: Value, count: Value) -> Value {
    if is_negative(count) {
        return errors::negative_shift();
    }
    match to_i64(count) {
        Some(n) if a.is_small() => Value::small(a.as_small() >> n.min(63)),
        Some(n) if (n as u64) < bit_length(a) => match convert::to_i128(a) {
            Some(a) => from_i128(a >> n),
            None => from_big(&(to_big(a) >> n)),
        },
        _ => Value::small(if is_negative(a) { -1 } else { 0 }),
    }
}

/// `a & b` in two's complement.
pub fn bit_and(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        Some(_) => Value(a.0 & b.0),
        None => wide(a, b, |a, b| Some(a & b), |a, b| a & b),
    }
}

/// `a | b` in two's complement.
pub fn bit_or(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        Some(_) => Value(a.0 | b.0),
        None => wide(a, b, |a, b| Some(a | b), |a, b| a | b),
    }
}

/// `a ^ b` in two's complement.
pub fn bit_xor(a: Value, b: Value) -> Value {
    match both_small(a, b) {
        Some(_) => Value(a.0 ^ b.0),
        None => wide(a, b, |a, b| Some(a ^ b), |a, b| a ^ b),
    }
}

/// `~a`, which is `-a - 1`.
pub fn bit_not(a: Value) -> Value {
    if a.is_small() { Value::small(!a.as_small()) } else { from_big(&!to_big(a)) }
}

/// `a` reduced to its lowest `width` bits, as a number of at least 0.
pub fn low_bits(a: Value, width: u64) -> Value {
    if !is_negative(a) && bit_length(a) <= width {
        return a;
    }
    let mask = (Big::one() << width) - Big::one();
    from_big(&(to_big(a) & mask))
}

/// Whether `a` is below 0.
pub fn is_negative(a: Value) -> bool {
    convert::parts(a, &mut 0).0
}

/// The order of two integers.
pub fn compare(a: Value, b: Value) -> Ordering {
    if let Some((a, b)) = both_small(a, b) {
        return a.cmp(&b);
    }
    let (mut a_limb, mut b_limb) = (0, 0);
    let (a_negative, a_limbs) = convert::parts(a, &mut a_limb);
    let (b_negative, b_limbs) = convert::parts(b, &mut b_limb);
    match (a_negative, b_negative) {
        (false, false) => compare_limbs(a_limbs, b_limbs),
        (true, true) => compare_limbs(b_limbs, a_limbs),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    }
}

/// The order of two magnitudes.
fn compare_limbs(a: &[u64], b: &[u64]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// The order of an integer and a float by their exact values; none if the float is not a number.
pub fn compare_float(a: Value, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    if b.is_infinite() {
        return Some(if b > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = libm::floor(b);
    let order = compare(a, from_float(whole));
    Some(order.then(if b > whole { Ordering::Less } else { Ordering::Equal }))
}

/// The natural logarithm of a positive integer of any size.
pub fn log(a: Value) -> f64 {
    // The logarithm of 2 in two parts; the first has so few bits that its products with exponents are exact.
    const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
    const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
    if let Some(float) = to_f64(a) {
        return libm::log(float);
    }
    let exponent = bit_length(a) - 64;
    let leading = to_f64(shr(a, Value::small(exponent as i64))).map_or(f64::NAN, libm::log);
    leading + exponent as f64 * LN_2_LOW + exponent as f64 * LN_2_HIGH
}
