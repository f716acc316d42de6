//! Integers to and from machine words, `num-bigint` and floats.

use core::{ptr, slice};

use num_bigint::{BigInt as Big, BigUint, Sign};

use crate::heap;
use crate::object::{BigInt, Kind, NEGATIVE_FLAG};
use crate::value::{SMALL_MAX, SMALL_MIN, Value};

/// The value of a machine integer.
pub fn from_i64(n: i64) -> Value {
    if (SMALL_MIN..=SMALL_MAX).contains(&n) {
        return Value::small(n);
    }
    allocate(n < 0, &[n.unsigned_abs()])
}

/// The value of an unsigned machine integer.
pub fn from_u64(n: u64) -> Value {
    if n <= SMALL_MAX as u64 { Value::small(n as i64) } else { allocate(false, &[n]) }
}

/// The value of a double machine integer.
pub fn from_i128(n: i128) -> Value {
    if let Ok(n) = i64::try_from(n) {
        return from_i64(n);
    }
    let magnitude = n.unsigned_abs();
    let limbs = [magnitude as u64, (magnitude >> 64) as u64];
    let used = if limbs[1] == 0 { 1 } else { 2 };
    allocate(n < 0, &limbs[..used])
}

/// The value of any integer.
pub fn from_big(n: &Big) -> Value {
    if let Ok(n) = i64::try_from(n) {
        return from_i64(n);
    }
    let object = allocate_uninit(n.sign() == Sign::Minus, n.magnitude().iter_u64_digits().len());
    // Safety: the object was allocated with room for as many limbs as the iterator gives.
    unsafe {
        let limbs = (*object).limbs.as_mut_ptr();
        n.magnitude().iter_u64_digits().enumerate().for_each(|(i, limb)| limbs.add(i).write(limb));
    }
    Value::object(object)
}

/// An object with these limbs; the number does not fit in 63 bits.
fn allocate(negative: bool, limbs: &[u64]) -> Value {
    let object = allocate_uninit(negative, limbs.len());
    // Safety: the object was allocated with room for these limbs, and is not among them.
    unsafe { ptr::copy_nonoverlapping(limbs.as_ptr(), (*object).limbs.as_mut_ptr(), limbs.len()) };
    Value::object(object)
}

/// An object for `count` limbs, which the caller fills in at once.
fn allocate_uninit(negative: bool, count: usize) -> *mut BigInt {
    let object = heap::allocate(Kind::BigInt, size_of::<BigInt>() + count * size_of::<u64>()) as *mut BigInt;
    // Safety: `allocate` gave memory for the object with a header of its kind.
    unsafe {
        (*object).header.aux = count as u32;
        (*object).header.flags = if negative { NEGATIVE_FLAG } else { 0 };
    }
    object
}

/// Whether an integer is below 0, and the limbs of its magnitude, none for 0. `small` is where the limb of an integer
/// without an object is put.
pub(super) fn parts(a: Value, small: &mut u64) -> (bool, &[u64]) {
    match a.as_big_int() {
        // Safety: the object is live as long as `a` is on the stack, never changes, and has `aux` limbs.
        Some(object) => unsafe {
            let limbs = slice::from_raw_parts((*object).limbs.as_ptr(), (*object).header.aux as usize);
            ((*object).header.flags & NEGATIVE_FLAG != 0, limbs)
        },
        None => {
            debug_assert!(a.is_small(), "not an integer");
            *small = a.as_small().unsigned_abs();
            let used = usize::from(*small != 0);
            (a.as_small() < 0, &slice::from_ref(small)[..used])
        }
    }
}

/// The integer as `num-bigint` has it.
pub fn to_big(a: Value) -> Big {
    if a.is_small() {
        return Big::from(a.as_small());
    }
    let mut small = 0;
    let (negative, limbs) = parts(a, &mut small);
    Big::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, magnitude_of(limbs))
}

/// The number with these limbs, least significant first.
fn magnitude_of(limbs: &[u64]) -> BigUint {
    // Safety: a slice of words is also one of twice as many half words; the target is little-endian.
    let halves = unsafe { slice::from_raw_parts(limbs.as_ptr().cast::<u32>(), limbs.len() * 2) };
    BigUint::from_slice(halves)
}

/// The integer if it fits.
pub fn to_i64(a: Value) -> Option<i64> {
    if a.is_small() {
        return Some(a.as_small());
    }
    let mut small = 0;
    match parts(a, &mut small) {
        (true, [limb]) => 0i64.checked_sub_unsigned(*limb),
        (false, [limb]) => i64::try_from(*limb).ok(),
        _ => None,
    }
}

/// The lowest 64 bits in two's complement.
pub fn wrapping_u64(a: Value) -> u64 {
    let mut small = 0;
    match parts(a, &mut small) {
        (true, limbs) => limbs.first().map_or(0, |limb| limb.wrapping_neg()),
        (false, limbs) => limbs.first().copied().unwrap_or(0),
    }
}

/// The integer if it has at most 127 bits.
pub(super) fn to_i128(a: Value) -> Option<i128> {
    if a.is_small() {
        return Some(i128::from(a.as_small()));
    }
    let mut small = 0;
    let (negative, magnitude) = match parts(a, &mut small) {
        (negative, [limb]) => (negative, i128::from(*limb)),
        (negative, [low, high]) if *high >> 63 == 0 => (negative, i128::from(*high) << 64 | i128::from(*low)),
        _ => return None,
    };
    Some(if negative { -magnitude } else { magnitude })
}

/// The number of bits of the magnitude; 0 for 0.
pub fn bit_length(a: Value) -> u64 {
    let mut small = 0;
    match parts(a, &mut small).1 {
        [] => 0,
        limbs @ [.., last] => limbs.len() as u64 * 64 - u64::from(last.leading_zeros()),
    }
}

/// The nearest float, ties to even. None if the integer is beyond all floats.
pub fn to_f64(a: Value) -> Option<f64> {
    if a.is_small() {
        return Some(a.as_small() as f64);
    }
    let mut small = 0;
    let (negative, limbs) = parts(a, &mut small);
    let (leading, exponent) = leading_bits(limbs);
    let magnitude = scale(leading, exponent)?;
    Some(if negative { -magnitude } else { magnitude })
}

/// The 64 leading bits of a magnitude and the power of two that they count. The lowest of them is set if any bit
/// below is ("round to odd"), so that rounding further gives the same as rounding the magnitude itself.
pub(super) fn leading_bits(limbs: &[u64]) -> (u64, i64) {
    match limbs {
        [] => (0, 0),
        [limb] => (*limb, 0),
        [rest @ .., low, high] => {
            let shift = high.leading_zeros();
            let both = (u128::from(*high) << 64 | u128::from(*low)) << shift;
            let below = both as u64 != 0 || rest.iter().any(|&limb| limb != 0);
            ((both >> 64) as u64 | u64::from(below), (limbs.len() as i64 - 1) * 64 - i64::from(shift))
        }
    }
}

/// The float nearest to `leading * 2^exponent`, where `leading` was rounded to odd. None if it is beyond all floats.
pub(super) fn scale(leading: u64, exponent: i64) -> Option<f64> {
    /// The exponent of the smallest positive float.
    const LOWEST: i64 = -1074;
    let bits = i64::from(64 - leading.leading_zeros());
    if leading == 0 || exponent + bits < LOWEST {
        return Some(0.0);
    }
    if exponent + bits > 1025 {
        return None;
    }
    // Below the normal floats there are fewer bits: drop what does not fit here, so that rounding happens once.
    let dropped = LOWEST - exponent;
    let result = if dropped > 0 && exponent + bits < LOWEST + 53 {
        f64::from_bits(round_shift(leading, dropped as u32))
    } else {
        libm::scalbn(leading as f64, exponent as i32)
    };
    result.is_finite().then_some(result)
}

/// `n >> shift` (1 to 64) rounded to the nearest, ties to even.
fn round_shift(n: u64, shift: u32) -> u64 {
    let wide = u128::from(n);
    let (kept, lost, half) = (wide >> shift, wide & ((1 << shift) - 1), 1u128 << (shift - 1));
    let up = lost > half || lost == half && kept & 1 == 1;
    kept as u64 + u64::from(up)
}

/// The integer of a float without a fraction, which is finite.
pub fn from_float(f: f64) -> Value {
    const SAFE: f64 = (1u64 << 62) as f64;
    debug_assert!(f.is_finite() && libm::trunc(f) == f, "not a whole number");
    if f.abs() < SAFE {
        return Value::small(f as i64);
    }
    // From 2^62 on the 53 bits of the mantissa count 2^10 or more.
    let bits = f.to_bits();
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let exponent = (bits >> 52 & 0x7ff) - 1075;
    let magnitude = BigUint::from(mantissa) << exponent;
    from_big(&Big::from_biguint(if f < 0.0 { Sign::Minus } else { Sign::Plus }, magnitude))
}
