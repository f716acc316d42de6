//! Integers to and from text, in decimal and in powers of two.
//!
//! Long decimals are split in halves recursively (Knuth, "The Art of Computer Programming" 4.4), so that the cost
//! follows that of multiplication and division.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use num_bigint::{BigInt as Big, BigUint, Sign};
use num_traits::Zero;

use super::convert::{from_big, from_i64, to_big};
use super::divide::div_rem;
use crate::value::Value;

/// So many digits are converted at once.
const CHUNK: usize = 512;

/// Writes an integer in decimal.
pub fn write(out: &mut dyn fmt::Write, a: Value) -> fmt::Result {
    let a = to_big(a);
    if a.sign() == Sign::Minus {
        out.write_char('-')?;
    }
    out.write_str(&decimal(a.magnitude()))
}

/// The digits of a number.
fn decimal(n: &BigUint) -> String {
    if n.is_zero() {
        return String::from("0");
    }
    let mut powers = Powers::default();
    // 2^3 is below 10, so that there are at most `bits / 3` digits, plus one.
    let digits = n.bits() as usize / 3 + 1;
    let mut out = String::with_capacity(digits);
    write_digits(n, powers.level_of(digits), &powers, 0, &mut out);
    out
}

/// Appends the digits of `n`, which has at most `CHUNK * 2^level`, with zeros before them up to `width`.
fn write_digits(n: &BigUint, level: usize, powers: &Powers, width: usize, out: &mut String) {
    if level == 0 {
        let digits = if n.is_zero() { String::new() } else { n.to_str_radix(10) };
        out.extend(core::iter::repeat_n('0', width.saturating_sub(digits.len())));
        out.push_str(&digits);
        return;
    }
    let half = CHUNK << (level - 1);
    let (high, low) = div_rem(n, &powers.0[level - 1]);
    if high.is_zero() && width == 0 {
        return write_digits(&low, level - 1, powers, 0, out);
    }
    write_digits(&high, level - 1, powers, width.saturating_sub(half), out);
    write_digits(&low, level - 1, powers, half, out);
}

/// `10^CHUNK`, and further powers, each the square of the one before.
#[derive(Default)]
struct Powers(Vec<BigUint>);

impl Powers {
    /// The smallest level at which `CHUNK * 2^level` digits are enough; computes the powers of the levels below.
    fn level_of(&mut self, digits: usize) -> usize {
        let mut level = 0;
        while CHUNK << level < digits {
            let next = match self.0.last() {
                Some(power) => power * power,
                None => BigUint::from(10u32).pow(CHUNK as u32),
            };
            self.0.push(next);
            level += 1;
        }
        level
    }
}

/// The integer that the text is in decimal, with an optional sign and nothing else around it.
pub fn parse(text: &str) -> Option<Value> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if digits.len() <= 18 {
        let n = digits.iter().fold(0, |n, digit| n * 10 + i64::from(digit - b'0'));
        return Some(from_i64(if negative { -n } else { n }));
    }
    let mut powers = Powers::default();
    let level = powers.level_of(digits.len());
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    Some(from_big(&Big::from_biguint(sign, read_digits(digits, level, &powers))))
}

/// The number that at most `CHUNK * 2^level` digits stand for.
fn read_digits(digits: &[u8], level: usize, powers: &Powers) -> BigUint {
    if level == 0 {
        return BigUint::parse_bytes(digits, 10).unwrap_or_default();
    }
    let half = CHUNK << (level - 1);
    match digits.len().checked_sub(half) {
        None | Some(0) => read_digits(digits, level - 1, powers),
        Some(split) => {
            let high = read_digits(&digits[..split], level - 1, powers);
            let low = read_digits(&digits[split..], level - 1, powers);
            high * &powers.0[level - 1] + low
        }
    }
}

/// The digits in a radix that is a power of two, with a sign if negative.
pub fn to_radix(a: Value, radix: u32) -> String {
    to_big(a).to_str_radix(radix)
}
