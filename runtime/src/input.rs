//! Standard input: a buffer of 64 KiB. Waiting for input first writes out what the program printed, so that whoever
//! is at the other end sees it before answering.

use crate::global::Global;
use crate::{output, sys};
use alloc::vec::Vec;

struct Input {
    buffer: [u8; 1 << 16],
    /// What was read and not yet taken: `buffer[start..end]`.
    start: usize,
    end: usize,
}

static INPUT: Global<Input> = Global::new(Input { buffer: [0; 1 << 16], start: 0, end: 0 });

impl Input {
    /// What is there, after reading more if there was nothing. Empty at the end of the input.
    fn available(&mut self) -> sys::Result<&[u8]> {
        if self.start == self.end {
            output::flush();
            (self.start, self.end) = (0, 0);
            self.end = sys::streams::read_input(&mut self.buffer)?;
            if self.buffer[..self.end].ends_with(b"\n") && sys::streams::input_is_terminal() {
                // Whoever typed this sees a new line.
                output::line_was_ended();
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn line(&mut self) -> sys::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let bytes = self.available()?;
            if bytes.is_empty() {
                return Ok((!line.is_empty()).then_some(line));
            }
            let end = bytes.iter().position(|&b| b == b'\n');
            let taken = end.map_or(bytes.len(), |end| end + 1);
            line.extend_from_slice(&bytes[..taken]);
            self.start += taken;
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    fn rest(&mut self) -> sys::Result<Vec<u8>> {
        let mut rest = Vec::new();
        loop {
            let bytes = self.available()?;
            if bytes.is_empty() {
                return Ok(rest);
            }
            rest.extend_from_slice(bytes);
            self.start = self.end;
        }
    }
}

/// The next line with its newline, which the last line may lack; none at the end of the input.
pub fn read_line() -> sys::Result<Option<Vec<u8>>> {
    // Safety: writing output out does not come back to the input.
    unsafe { INPUT.with(Input::line) }
}

/// Everything up to the end of the input.
pub fn read_all() -> sys::Result<Vec<u8>> {
    // Safety: as above.
    unsafe { INPUT.with(Input::rest) }
}
