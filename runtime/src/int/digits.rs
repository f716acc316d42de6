//! The decimal digits of machine integers, written straight to where they are wanted.

/// The digits and the sign of the smallest integer.
const MOST: usize = 20;

/// The powers of ten; the first one is 0, so that the number 0 has a digit.
const POWERS: [u64; MOST] = {
    let mut powers = [0; MOST];
    let (mut i, mut power) = (1, 10_u64);
    while i < MOST {
        powers[i] = power;
        power = power.wrapping_mul(10);
        i += 1;
    }
    powers
};

/// How many bytes [`write_decimal`] fills.
#[inline]
pub fn decimal_len(n: i64) -> usize {
    let magnitude = n.unsigned_abs();
    let bits = u64::BITS - (magnitude | 1).leading_zeros();
    // 1233 / 4096 is log10(2) closely enough for 64 bits: the number has so many digits or one more.
    let digits = ((bits * 1233) >> 12) as usize;
    digits + usize::from(magnitude >= POWERS[digits]) + usize::from(n < 0)
}

/// Fills `target`, which has exactly the [length](decimal_len), with the digits and the sign.
#[inline]
pub fn write_decimal(n: i64, target: &mut [u8]) {
    let mut left = n.unsigned_abs();
    for digit in target.iter_mut().rev() {
        *digit = b'0' + (left % 10) as u8;
        left /= 10;
    }
    if n < 0 {
        target[0] = b'-';
    }
}

/// What `f` gives for the digits and the sign, which are on the stack.
pub fn with_decimal<R>(n: i64, f: impl FnOnce(&[u8]) -> R) -> R {
    let mut bytes = [0; MOST];
    let bytes = &mut bytes[..decimal_len(n)];
    write_decimal(n, bytes);
    f(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    proptest! {
        #[test]
        fn digits_of_machine_integers(n in any::<i64>(), shift in 0u32..64) {
            let n = n >> shift;
            with_decimal(n, |digits| assert_eq!(digits, n.to_string().as_bytes()));
        }
    }

    #[test]
    fn digits_at_the_bounds() {
        for n in [0, 1, -1, 9, 10, -10, 99, 100, i64::MAX, i64::MIN, 10i64.pow(18), 10i64.pow(18) - 1] {
            with_decimal(n, |digits| assert_eq!(digits, n.to_string().as_bytes()));
        }
    }
}
