//! The three standard streams, unbuffered. See [`crate::output`] and [`crate::input`] for the buffers.

use super::{Error, Result, restarted};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::BorrowedFd;

/// Standard output or standard error.
#[derive(Clone, Copy)]
pub enum Stream {
    Output,
    Error,
}

/// A standard descriptor.
pub(super) fn descriptor(number: i32) -> BorrowedFd<'static> {
    // Safety: the standard descriptors are never closed by the runtime; a closed one only makes calls fail.
    unsafe { BorrowedFd::borrow_raw(number) }
}

impl Stream {
    fn fd(self) -> BorrowedFd<'static> {
        match self {
            Stream::Output => descriptor(1),
            Stream::Error => descriptor(2),
        }
    }

    pub fn is_terminal(self) -> bool {
        rustix::termios::isatty(self.fd())
    }

    /// Writes all of it, however many calls that takes.
    pub fn write_all(self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(self.fd(), bytes) {
                Ok(0) => return Err(Error::IO),
                Ok(count) => bytes = &bytes[count..],
                Err(Error::INTR) => {}
                Err(Error::AGAIN) => wait(self.fd(), PollFlags::OUT)?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Whether somebody types what is read.
pub fn input_is_terminal() -> bool {
    rustix::termios::isatty(descriptor(0))
}

/// Whether standard input has something to read, or ends, within so many milliseconds.
pub fn input_is_ready(milliseconds: i64) -> Result<bool> {
    let timeout = Timespec { tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000 };
    let count = restarted(|| poll(&mut [PollFd::from_borrowed_fd(descriptor(0), PollFlags::IN)], Some(&timeout)))?;
    Ok(count > 0)
}

/// Reads some of standard input; 0 is its end. Waiting ends with an error if the program is to stop. One that was closed
/// before the program began is at its end.
pub fn read_input(buffer: &mut [u8]) -> Result<usize> {
    loop {
        match restarted(|| rustix::io::read(descriptor(0), &mut *buffer)) {
            Err(Error::AGAIN) => wait(descriptor(0), PollFlags::IN)?,
            Err(Error::BADF) => return Ok(0),
            result => return result,
        }
    }
}

/// Waits for a descriptor that somebody made non-blocking.
fn wait(fd: BorrowedFd<'_>, flags: PollFlags) -> Result<()> {
    match poll(&mut [PollFd::from_borrowed_fd(fd, flags)], None) {
        Ok(_) | Err(Error::INTR) => Ok(()),
        Err(error) => Err(error),
    }
}
