//! Short texts, byte for byte but by words: a call of `memcmp` takes longer than most comparisons.

/// Whether the bytes are equal.
#[inline]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    /// From here on a call is worth it.
    const LONG: usize = 64;
    if a.len() != b.len() {
        return false;
    }
    if a.len() >= 8 {
        return if a.len() >= LONG { a == b } else { equal_words(a, b) };
    }
    if let (Some(x), Some(y)) = (ends::<4>(a), ends::<4>(b)) {
        return x.map(u32::from_ne_bytes) == y.map(u32::from_ne_bytes);
    }
    match (ends::<2>(a), ends::<2>(b)) {
        (Some(x), Some(y)) => x.map(u16::from_ne_bytes) == y.map(u16::from_ne_bytes),
        _ => a.first() == b.first(),
    }
}

/// The first and the last `N` bytes, which may overlap.
#[inline]
fn ends<const N: usize>(bytes: &[u8]) -> Option<[[u8; N]; 2]> {
    Some([*bytes.first_chunk()?, *bytes.last_chunk()?])
}

/// At least eight bytes of the same number: the last eight are compared as a word, whatever was before.
#[inline]
fn equal_words(a: &[u8], b: &[u8]) -> bool {
    let (words_a, words_b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    words_a.iter().zip(words_b).all(|(x, y)| u64::from_ne_bytes(*x) == u64::from_ne_bytes(*y))
        && a.last_chunk::<8>() == b.last_chunk::<8>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn each_byte_counts() {
        for len in 0..100 {
            let bytes: Vec<u8> = (0..len).map(|i| i as u8).collect();
            assert!(equal(&bytes, &bytes.clone()));
            for i in 0..len {
                let mut other = bytes.clone();
                other[i] ^= 0x80;
                assert!(!equal(&bytes, &other), "byte {i} of {len}");
                assert!(!equal(&bytes, &bytes[..i]) && !equal(&bytes[i + 1..], &bytes));
            }
        }
    }
}
