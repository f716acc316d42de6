//! Open files with their buffers. Either there is something that was read and not taken yet, or something that was written
//! and not handed to the system yet, never both; so a file can be read and written in turn.

use crate::sys::files::{self, Access, From};
use crate::sys::{self, Error};
use alloc::string::String;
use alloc::vec::Vec;
use rustix::fd::OwnedFd;

const CAPACITY: usize = 1 << 16;

/// How a file was opened: one of `r`, `w`, `a`, and behind it perhaps `b` and `+`, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    pub access: Access,
    /// Its content is bytes, not text.
    pub binary: bool,
}

impl Mode {
    pub fn parse(text: &str) -> Option<Mode> {
        let (first, rest) = text.split_at_checked(1)?;
        let (binary, both) = match rest {
            "" => (false, false),
            "b" => (true, false),
            "+" => (false, true),
            "b+" | "+b" => (true, true),
            _ => return None,
        };
        let access = match first {
            "r" => Access { read: true, write: both, ..Access::default() },
            "w" => Access { read: both, write: true, create: true, truncate: true, append: false },
            "a" => Access { read: both, write: true, create: true, truncate: false, append: true },
            _ => return None,
        };
        Some(Mode { access, binary })
    }
}

/// An open file.
pub struct File {
    descriptor: OwnedFd,
    /// As it was opened.
    pub path: String,
    pub mode: Mode,
    /// `input[taken..]` was read and not taken.
    input: Vec<u8>,
    taken: usize,
    /// Written, and not handed to the system.
    output: Vec<u8>,
}

impl File {
    pub fn open(path: &str, mode: Mode) -> sys::Result<File> {
        let descriptor = files::open(path.as_bytes(), mode.access)?;
        Ok(File { descriptor, path: String::from(path), mode, input: Vec::new(), taken: 0, output: Vec::new() })
    }

    /// All that is left.
    pub fn read(&mut self) -> sys::Result<Vec<u8>> {
        self.flush()?;
        let mut content = Vec::new();
        if self.taken == self.input.len() {
            files::read_to_end(&self.descriptor, &mut content)?;
            return Ok(content);
        }
        content.extend_from_slice(&self.input[self.taken..]);
        self.taken = self.input.len();
        files::read_to_end(&self.descriptor, &mut content)?;
        Ok(content)
    }

    /// The next `count` bytes, or those that are left.
    pub fn read_bytes(&mut self, count: usize) -> sys::Result<Vec<u8>> {
        self.take(count, |available, wanted| (available.len().min(wanted), available.len().min(wanted)))
    }

    /// The bytes of the next `count` characters, or of those that are left. Nothing is sure of what is not UTF-8.
    pub fn read_characters(&mut self, count: usize) -> sys::Result<Vec<u8>> {
        self.take(count, |available, wanted| {
            let (mut len, mut characters) = (0, 0);
            while characters < wanted && len < available.len() {
                let next = len + utf8_len(available[len]);
                if next > available.len() {
                    break;
                }
                (len, characters) = (next, characters + 1);
            }
            (len, characters)
        })
    }

    /// Takes `count` units. `measure` is asked how many bytes of what is available to take, and how many units these are,
    /// at most the number that it is given.
    fn take(&mut self, count: usize, measure: impl Fn(&[u8], usize) -> (usize, usize)) -> sys::Result<Vec<u8>> {
        self.flush()?;
        let (mut taken, mut left) = (Vec::new(), count);
        loop {
            let available = &self.input[self.taken..];
            let (len, units) = measure(available, left);
            taken.extend_from_slice(&available[..len]);
            self.taken += len;
            left -= units;
            if left == 0 {
                return Ok(taken);
            }
            if self.fill()? == 0 {
                taken.extend_from_slice(&self.input[self.taken..]);
                self.taken = self.input.len();
                return Ok(taken);
            }
        }
    }

    /// Reads more behind what was not taken; the number of bytes, 0 at the end.
    fn fill(&mut self) -> sys::Result<usize> {
        self.input.drain(..self.taken);
        self.taken = 0;
        self.input.try_reserve(CAPACITY).map_err(|_| Error::NOMEM)?;
        files::read_more(&self.descriptor, &mut self.input)
    }

    pub fn write(&mut self, bytes: &[u8]) -> sys::Result<()> {
        self.unread()?;
        if bytes.len() > CAPACITY - self.output.len() {
            self.flush()?;
            if bytes.len() >= CAPACITY {
                return files::write_all(&self.descriptor, bytes);
            }
        }
        self.output.try_reserve(bytes.len()).map_err(|_| Error::NOMEM)?;
        self.output.extend_from_slice(bytes);
        Ok(())
    }

    /// Moves to another offset, in bytes, which is the result.
    pub fn seek(&mut self, offset: i64, from: From) -> sys::Result<u64> {
        self.flush()?;
        self.unread()?;
        files::seek(&self.descriptor, offset, from)
    }

    /// The offset in bytes at which is read or written next.
    pub fn position(&mut self) -> sys::Result<u64> {
        self.flush()?;
        Ok(files::position(&self.descriptor)? - (self.input.len() - self.taken) as u64)
    }

    /// Hands to the system what was written.
    pub fn flush(&mut self) -> sys::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        // Emptied first: what could not be written is not tried again.
        let output = core::mem::take(&mut self.output);
        let result = files::write_all(&self.descriptor, &output);
        self.output = output;
        self.output.clear();
        result
    }

    /// Forgets what was read and not taken: it is there to be read again, or to be overwritten.
    fn unread(&mut self) -> sys::Result<()> {
        let left = self.input.len() - self.taken;
        if left > 0 {
            files::seek(&self.descriptor, -(left as i64), From::Current)?;
        }
        self.input.clear();
        self.taken = 0;
        Ok(())
    }
}

/// The bytes of the character that begins with a byte; 1 if none does.
pub fn utf8_len(first: u8) -> usize {
    match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    }
}
