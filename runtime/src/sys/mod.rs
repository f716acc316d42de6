//! All contact with the operating system (Linux), by system calls, without a C library. Nothing else in the crate calls
//! into the system. Functions report failure as [`Error`]; what a failure means to a program is decided by the callers.

pub mod child;
mod describe;
pub mod files;
pub mod memory;
pub mod network;
pub mod process;
mod raw;
pub mod resolver;
pub mod snapshot;
pub mod streams;
pub mod terminal;
pub mod time;

/// Why the system refused: an error number.
pub use rustix::io::Errno as Error;
pub type Result<T> = core::result::Result<T, Error>;

pub use describe::describe;
pub use process::{arguments, exit, set_arguments, variable};
pub use time::{sleep_ms, time_ms};

/// Repeats a call that a signal interrupted, unless the program is to [stop](crate::interrupt).
pub fn restarted<T>(mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(Error::INTR) if !crate::interrupt::is_requested() => {}
            result => return result,
        }
    }
}
