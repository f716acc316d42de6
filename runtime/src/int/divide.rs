//! Division of integers: rounding down, and to the nearest float.
//!
//! Large numbers are divided recursively (Burnikel and Ziegler, "Fast Recursive Division", 1998), so that division,
//! and with it decimal printing, costs little more than multiplication.

use num_bigint::{BigInt as Big, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Zero};

use super::convert::{leading_bits, scale, to_big};
use crate::value::Value;

/// Divisors and quotients of fewer bits are left to the schoolbook method.
const RECURSIVE_BITS: u64 = 64 * 80;

/// `(a // b, a % b)`, the quotient rounded down. `b` is not zero.
pub(super) fn div_mod_floor(a: &Big, b: &Big) -> (Big, Big) {
    let (quotient, remainder) = div_rem(a.magnitude(), b.magnitude());
    let remainder = Big::from_biguint(a.sign(), remainder);
    let opposite = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let quotient = Big::from_biguint(if opposite { Sign::Minus } else { Sign::Plus }, quotient);
    if opposite && !remainder.is_zero() { (quotient - Big::one(), remainder + b) } else { (quotient, remainder) }
}

/// The float nearest to `a / b`; `b` is not zero. None if the quotient is beyond all floats.
pub(super) fn quotient(a: Value, b: Value) -> Option<f64> {
    const EXACT: u64 = 1 << 53;
    if let (true, true) = (a.is_small(), b.is_small())
        && a.as_small().unsigned_abs() <= EXACT
        && b.as_small().unsigned_abs() <= EXACT
    {
        return Some(a.as_small() as f64 / b.as_small() as f64);
    }
    let (negative, magnitude) = quotient_magnitude(&to_big(a), &to_big(b));
    magnitude.map(|magnitude| if negative { -magnitude } else { magnitude })
}

/// Whether `a / b` is below zero, and the float nearest to its magnitude.
fn quotient_magnitude(a: &Big, b: &Big) -> (bool, Option<f64>) {
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    // Shifted so that the quotient has 65 or 66 bits: more than the 64 that `scale` wants.
    let shift = 65 + b.bits() as i64 - a.bits() as i64;
    let dividend = if shift >= 0 { a.magnitude() << shift } else { a.magnitude().clone() };
    let divisor = if shift < 0 { b.magnitude() << -shift } else { b.magnitude().clone() };
    let (quotient, remainder) = div_rem(&dividend, &divisor);
    let (leading, exponent) = leading_bits(&quotient.to_u64_digits());
    (negative && !a.is_zero(), scale(leading | u64::from(!remainder.is_zero()), exponent - shift))
}

/// `(a / b, a % b)`; `b` is not zero.
pub(super) fn div_rem(a: &BigUint, b: &BigUint) -> (BigUint, BigUint) {
    if b.bits() < RECURSIVE_BITS || a.bits() < b.bits() + RECURSIVE_BITS {
        return a.div_rem(b);
    }
    // As in long division, with digits of as many bits as the divisor has.
    let width = b.bits();
    let count = a.bits().div_ceil(width);
    let mut quotient = BigUint::zero();
    let mut remainder = BigUint::zero();
    for i in (0..count).rev() {
        let digit = low_bits(&(a >> (i * width)), width);
        let (q, r) = divide_two_by_one((remainder << width) | digit, b, width);
        quotient = (quotient << width) | q;
        remainder = r;
    }
    (quotient, remainder)
}

/// The lowest `width` bits.
fn low_bits(n: &BigUint, width: u64) -> BigUint {
    n - ((n >> width) << width)
}

/// Divides by a number `b` of exactly `width` bits, where the quotient is below `2^width`.
fn divide_two_by_one(mut a: BigUint, b: &BigUint, width: u64) -> (BigUint, BigUint) {
    if width < RECURSIVE_BITS || a.bits() < width + RECURSIVE_BITS / 2 {
        return a.div_rem(b);
    }
    let padding = width % 2;
    let half = (width + padding) / 2;
    let padded;
    let b = if padding == 1 {
        a <<= 1;
        padded = b << 1;
        &padded
    } else {
        b
    };
    let halves = (b >> half, low_bits(b, half));
    let next = low_bits(&(&a >> half), half);
    let (high, remainder) = divide_three_by_two(&a >> (2 * half), next, b, &halves, half);
    let (low, remainder) = divide_three_by_two(remainder, low_bits(&a, half), b, &halves, half);
    ((high << half) | low, remainder >> padding)
}

/// Divides `leading * 2^half + next` by `b`, which is above `leading` and consists of two `halves` of `half` bits.
fn divide_three_by_two(
    leading: BigUint,
    next: BigUint,
    b: &BigUint,
    halves: &(BigUint, BigUint),
    half: u64,
) -> (BigUint, BigUint) {
    // A guess from the upper half of `b` is never too small, and at most 2 too large.
    let (mut quotient, remainder) = if &leading >> half == halves.0 {
        let guess = (BigUint::one() << half) - BigUint::one();
        (guess, &leading + &halves.0 - (&halves.0 << half))
    } else {
        divide_two_by_one(leading, &halves.0, half)
    };
    let mut remainder = (remainder << half) | next;
    let excess = &quotient * &halves.1;
    while remainder < excess {
        quotient -= BigUint::one();
        remainder += b;
    }
    (quotient, remainder - excess)
}
