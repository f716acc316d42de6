//! Where character number `i` is in text that is not ASCII: a small cache of positions found last, so that a loop over
//! the characters of a string (or of two, side by side) does not start over at each step.

use crate::global::Global;
use crate::heap;
use crate::object::String;

/// A character's number and the offset of its first byte.
#[derive(Clone, Copy)]
struct Position {
    char: usize,
    byte: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    string: *const String,
    /// After the next collection another string may have the address.
    epoch: u64,
    position: Position,
}

const ENTRIES: usize = 4;
const EMPTY: Entry = Entry { string: core::ptr::null(), epoch: 0, position: Position { char: 0, byte: 0 } };

struct Cache {
    entries: [Entry; ENTRIES],
    /// The entry that is replaced next.
    next: usize,
}

static CACHE: Global<Cache> = Global::new(Cache { entries: [EMPTY; ENTRIES], next: 0 });

/// Forgets all positions: strings of another heap may have the same addresses.
pub fn forget_positions() {
    // Safety: one thread uses the cache, and nothing here comes back to it.
    unsafe { CACHE.with(|cache| cache.entries = [EMPTY; ENTRIES]) }
}

/// The offset of character number `char` in the bytes of `string`; `char` is at most the number of characters.
///
/// # Safety
/// `string` is a live string with these bytes.
pub unsafe fn byte_of_char(string: *const String, bytes: &[u8], char: usize) -> usize {
    let epoch = heap::epoch();
    // Safety: one thread uses the cache, and nothing here comes back to it. The string is live.
    unsafe {
        CACHE.with(|cache| {
            let known = cache.entries.iter().position(|entry| entry.string == string && entry.epoch == epoch);
            let slot = known.unwrap_or(cache.next);
            if known.is_none() {
                cache.next = (cache.next + 1) % ENTRIES;
                cache.entries[slot] = Entry { string, epoch, ..EMPTY };
            }
            let end = Position { char: (*string).chars as usize, byte: bytes.len() };
            let start = nearest(char, [EMPTY.position, cache.entries[slot].position, end]);
            let position = walk(bytes, start, char);
            cache.entries[slot].position = position;
            position.byte
        })
    }
}

fn nearest(char: usize, positions: [Position; 3]) -> Position {
    let mut best = positions[0];
    for position in positions {
        if position.char.abs_diff(char) < best.char.abs_diff(char) {
            best = position;
        }
    }
    best
}

/// The position of a character, from another position.
fn walk(bytes: &[u8], from: Position, char: usize) -> Position {
    let mut byte = from.byte;
    if char < from.char {
        let mut back = from.char - char;
        while back > 0 {
            byte -= 1;
            back -= starts_char(bytes[byte]) as usize;
        }
        return Position { char, byte };
    }
    let mut ahead = char - from.char;
    while let Some(word) = bytes.get(byte..byte + 8).and_then(|word| word.first_chunk::<8>())
        && ahead >= 8
    {
        ahead -= chars_in_word(u64::from_le_bytes(*word));
        byte += 8;
    }
    // The word may have ended inside a character, which was counted at its first byte.
    while byte < bytes.len() && !starts_char(bytes[byte]) {
        byte += 1;
    }
    while ahead > 0 {
        byte += 1;
        ahead -= (byte == bytes.len() || starts_char(bytes[byte])) as usize;
    }
    Position { char, byte }
}

/// Whether the byte is the first one of a character.
fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// How many of eight bytes are the first of a character.
fn chars_in_word(word: u64) -> usize {
    let later = (word >> 7) & !(word >> 6) & 0x0101_0101_0101_0101;
    8 - (later.wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize
}

/// The number of characters of UTF-8 text.
pub fn count_chars(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let in_words: usize = words.iter().map(|word| chars_in_word(u64::from_le_bytes(*word))).sum();
    in_words + rest.iter().filter(|&&byte| starts_char(byte)).count()
}

/// Whether all bytes are below 128.
pub fn is_ascii(bytes: &[u8]) -> bool {
    bytes.is_ascii()
}
