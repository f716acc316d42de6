//! The hash of strings. The compiler computes the same one for literals.

/// Odd constants with about as many ones as zeros (the fraction of pi).
const K0: u64 = 0x243f_6a88_85a3_08d3;
const K1: u64 = 0x1319_8a2e_0370_7345;

/// The hash of a string's bytes, of which all bits are good; never 0. Eight bytes at a time, each mixed in by a
/// multiplication of which both halves are used, as in wyhash; once more at the end, since half of the bits are kept. The last
/// word is the last eight bytes, however many of them were mixed in before.
pub const fn hash_bytes(bytes: &[u8]) -> u32 {
    let mut hash = (bytes.len() as u64) ^ K0;
    let mut rest = bytes;
    while rest.len() > 8
        && let Some((word, behind)) = rest.split_first_chunk::<8>()
    {
        hash = mix(hash ^ u64::from_le_bytes(*word));
        rest = behind;
    }
    let hash = mix(mix(hash ^ last_word(bytes))) as u32;
    if hash == 0 { 1 } else { hash }
}

/// The last eight bytes as a word; of fewer bytes all of them, without a loop.
const fn last_word(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.last_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32;
    }
    match *bytes {
        [] => 0,
        [first, .., last] => first as u64 | (bytes[bytes.len() / 2] as u64) << 8 | (last as u64) << 16,
        [byte] => byte as u64 * 0x01_0101,
    }
}

const fn mix(word: u64) -> u64 {
    let product = (word as u128) * (K1 as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_programs_spread_over_both_ends_of_the_hash() {
        let keys = (0..4096).map(|i| std::format!("key{i}"));
        let hashes: std::vec::Vec<u32> = keys.map(|key| hash_bytes(key.as_bytes())).collect();
        for shift in [0, 20] {
            let mut slots = std::vec![0; 4096];
            hashes.iter().for_each(|hash| slots[(hash >> shift) as usize % 4096] += 1);
            let empty = slots.iter().filter(|&&count| count == 0).count();
            // A random function leaves one slot in e empty, 1507 of 4096.
            assert!(empty < 1620, "{empty}");
            assert!(slots.iter().all(|&count| count < 10));
        }
    }

    #[test]
    fn length_and_each_byte_count() {
        let text = b"the quick brown fox";
        for len in 0..text.len() {
            assert_ne!(hash_bytes(&text[..len]), hash_bytes(&text[..len + 1]));
            let mut other = *text;
            other[len] ^= 1;
            assert_ne!(hash_bytes(&other), hash_bytes(text));
        }
        assert_ne!(hash_bytes(b""), hash_bytes(b"\0"));
    }
}
