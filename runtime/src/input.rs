//! Standard input: a buffer of 64 KiB. Waiting for input first writes out what the program printed, so that whoever
//! is at the other end sees it before answering.

use crate::files::utf8_len;
use crate::global::Global;
use crate::{output, sys};
use alloc::vec::Vec;

struct Input {
    buffer: [u8; 1 << 16],
    /// What was read and not yet taken: `buffer[start..end]`.
    start: usize,
    end: usize,
    /// How many bytes were taken before those.
    offset: u64,
}

static INPUT: Global<Input> = Global::new(Input { buffer: [0; 1 << 16], start: 0, end: 0, offset: 0 });

/// Something of the input, and how many bytes came before it.
pub struct Taken<'a> {
    pub bytes: &'a [u8],
    pub offset: u64,
}

impl Input {
    /// What is there, after reading more if there was nothing. Empty at the end of the input.
    fn available(&mut self) -> sys::Result<&[u8]> {
        if self.start == self.end {
            output::flush();
            self.offset += self.start as u64;
            (self.start, self.end) = (0, 0);
            self.end = sys::streams::read_input(&mut self.buffer)?;
            if self.buffer[..self.end].ends_with(b"\n") && sys::streams::input_is_terminal() {
                // Whoever typed this sees a new line.
                output::line_was_ended();
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn line<R>(&mut self, f: impl FnOnce(Taken) -> R) -> sys::Result<Option<R>> {
        let bytes = self.available()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let start = self.start;
        let offset = self.offset + start as u64;
        if let Some(end) = find_newline(&self.buffer[start..self.end]) {
            self.start += end + 1;
            return Ok(Some(f(Taken { bytes: &self.buffer[start..start + end], offset })));
        }
        let mut line = Vec::new();
        loop {
            let bytes = self.available()?;
            let end = find_newline(bytes);
            line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            let (is_last, taken) = (bytes.is_empty() || end.is_some(), end.map_or(bytes.len(), |end| end + 1));
            self.start += taken;
            if is_last {
                return Ok(Some(f(Taken { bytes: &line, offset })));
            }
        }
    }

    fn rest<R>(&mut self, f: impl FnOnce(Taken) -> R) -> sys::Result<R> {
        let offset = self.offset + self.start as u64;
        let mut rest = Vec::new();
        loop {
            let bytes = self.available()?;
            if bytes.is_empty() {
                return Ok(f(Taken { bytes: &rest, offset }));
            }
            rest.extend_from_slice(bytes);
            self.start = self.end;
        }
    }

    fn key<R>(&mut self, f: impl FnOnce(Taken) -> R) -> sys::Result<Option<R>> {
        let offset = self.offset + self.start as u64;
        let Some(&first) = self.available()?.first() else { return Ok(None) };
        self.start += 1;
        let mut key = Vec::from([first]);
        if first == ESCAPE {
            self.escape_sequence(&mut key)?;
        }
        // A character comes whole, unless its end is missing.
        while key.len() < utf8_len(first) {
            match self.available()?.first() {
                Some(&next @ 0x80..=0xbf) => key.push(next),
                _ => break,
            }
            self.start += 1;
        }
        Ok(Some(f(Taken { bytes: &key, offset })))
    }

    /// Takes what follows ESC if it was sent together with it: a key that is no character (ECMA-48, 5.4, and the single
    /// shifts of terminals), or one that is pressed together with Alt.
    fn escape_sequence(&mut self, key: &mut Vec<u8>) -> sys::Result<()> {
        /// What is sent together comes within so many milliseconds.
        const TOGETHER: i64 = 25;
        loop {
            if self.start == self.end && !sys::streams::input_is_ready(TOGETHER)? {
                return Ok(());
            }
            let Some(&next) = self.available()?.first() else { return Ok(()) };
            let is_last = match key.len() {
                1 => next != b'[' && next != b'O',
                2 if key[1] == b'O' => true,
                _ => (0x40..=0x7e).contains(&next) || key.len() > LONGEST_SEQUENCE,
            };
            if key.len() == 1 && (next == ESCAPE || next >= 0x80) {
                return Ok(());
            }
            key.push(next);
            self.start += 1;
            if is_last {
                return Ok(());
            }
        }
    }
}

const ESCAPE: u8 = 0x1b;
/// Longer ones are none.
const LONGEST_SEQUENCE: usize = 32;

/// Where the first newline is, looked for in words (Warren, "Hacker's Delight" 6-1).
fn find_newline(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let difference = u64::from_le_bytes(*word) ^ (ONES * b'\n' as u64);
        let found = difference.wrapping_sub(ONES) & !difference & (ONES << 7);
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    Some(words.len() * 8 + rest.iter().position(|&byte| byte == b'\n')?)
}

/// What `f` gives for the next line, without its newline; none at the end of the input. `f` does not read.
pub fn read_line<R>(f: impl FnOnce(Taken) -> R) -> sys::Result<Option<R>> {
    // Safety: writing output out does not come back to the input, nor does `f`.
    unsafe { INPUT.with(|input| input.line(f)) }
}

/// What `f` gives for everything up to the end of the input. `f` does not read.
pub fn read_all<R>(f: impl FnOnce(Taken) -> R) -> sys::Result<R> {
    // Safety: as above.
    unsafe { INPUT.with(|input| input.rest(f)) }
}

/// What `f` gives for the next character, or for the bytes that a special key sends; none at the end of the input. `f` does
/// not read.
pub fn read_key<R>(f: impl FnOnce(Taken) -> R) -> sys::Result<Option<R>> {
    // Safety: as above.
    unsafe { INPUT.with(|input| input.key(f)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newlines_are_found_at_each_place() {
        for len in 0..40 {
            let mut bytes: Vec<u8> = (0..len).map(|i| [b'\n' + 1, b'\n' - 1, 0x8a, 0][i % 4]).collect();
            assert_eq!(find_newline(&bytes), None);
            for i in (0..len).rev() {
                bytes[i] = b'\n';
                assert_eq!(find_newline(&bytes), Some(i));
            }
        }
    }
}
