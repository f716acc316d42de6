//! Standard output: a buffer of 64 KiB that is written when it is full, before anything goes to standard error, and at
//! every kind of exit. On a terminal it is written after each statement that prints.
//!
//! Output that cannot be written ends the program: quietly, with the status a shell would report for the signal, when
//! nobody reads any more; with a line on standard error and status 1 when, for example, the disk is full.

use crate::global::Global;
use crate::sys::streams::Stream;
use crate::sys::{self, Error};
use crate::value::Value;
use crate::{handles, text};
use core::fmt;

const CAPACITY: usize = 1 << 16;
/// 128 + SIGPIPE.
const BROKEN_PIPE_STATUS: i32 = 141;

/// Starts out as zeros, so that it takes no room in executables.
struct Output {
    buffer: [u8; CAPACITY],
    len: usize,
    kind: Kind,
    /// A line was begun and not ended.
    mid_line: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Before the first statement that prints.
    Unknown = 0,
    Terminal,
    Other,
}

static OUTPUT: Global<Output> =
    Global::new(Output { buffer: [0; CAPACITY], len: 0, kind: Kind::Unknown, mid_line: false });

impl Output {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(&last) = bytes.last() {
            self.mid_line = last != b'\n';
        }
        if bytes.len() > CAPACITY - self.len {
            self.flush();
            if bytes.len() >= CAPACITY {
                return write_out(bytes);
            }
        }
        self.buffer[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    fn end_line(&mut self) {
        if self.mid_line {
            self.write(b"\n");
        }
    }

    fn flush(&mut self) {
        // Emptied first: a failed write ends the program, which must not try again.
        let len = core::mem::take(&mut self.len);
        write_out(&self.buffer[..len]);
    }

    fn end_statement(&mut self) {
        if self.kind == Kind::Unknown {
            self.kind = if Stream::Output.is_terminal() { Kind::Terminal } else { Kind::Other };
        }
        if self.kind == Kind::Terminal {
            self.flush();
        }
    }
}

/// Writes to the stream itself, and ends the program if that fails.
fn write_out(bytes: &[u8]) {
    match Stream::Output.write_all(bytes) {
        Ok(()) => {}
        Err(Error::PIPE) => end(BROKEN_PIPE_STATUS),
        Err(error) => {
            write_error(format_args!("cannot write to standard output: {}\n", sys::describe(error)));
            end(1)
        }
    }
}

fn with_output<R>(f: impl FnOnce(&mut Output) -> R) -> R {
    // Safety: the methods of `Output` and the callers below do not come back here.
    unsafe { OUTPUT.with(f) }
}

/// Appends bytes to standard output.
pub fn write(bytes: &[u8]) {
    with_output(|output| output.write(bytes));
}

/// Ends the line if one was begun.
pub fn end_line() {
    with_output(Output::end_line);
}

/// Somebody else ended the line: on a terminal, typing does.
pub fn line_was_ended() {
    with_output(|output| output.mid_line = false);
}

/// Writes out what is buffered.
pub fn flush() {
    with_output(Output::flush);
}

/// Writes out what is buffered and ends the process.
pub fn exit(status: i32) -> ! {
    flush();
    end(status)
}

/// Ends the process after writing out what is buffered for files.
fn end(status: i32) -> ! {
    if let Err(error) = handles::flush() {
        write_error(format_args!("cannot write to a file: {}\n", sys::describe(error)));
        sys::exit(1)
    }
    sys::exit(status)
}

/// Standard output for the formatting macros.
pub struct Stdout;

impl fmt::Write for Stdout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write(text.as_bytes());
        Ok(())
    }
}

/// `emit value`: its text and the end of the line.
pub fn emit(value: Value) {
    write_value(value);
    write(b"\n");
    end_statement();
}

/// `print(value)`: its text alone.
pub fn print(value: Value) {
    write_value(value);
    end_statement();
}

/// Writing to the buffer cannot fail; the only error is that the program is to stop.
fn write_value(value: Value) {
    let _ = text::write(&mut Stdout, value);
}

/// What a statement prints is complete: on a terminal, show it.
pub fn end_statement() {
    with_output(Output::end_statement);
}

/// Writes formatted text to standard error, after what was printed before.
pub fn print_error(text: fmt::Arguments<'_>) {
    flush();
    write_error(text);
}

/// A failure to write to standard error has nowhere to be reported.
fn write_error(text: fmt::Arguments<'_>) {
    let _ = fmt::write(&mut Stderr, text);
}

struct Stderr;

impl fmt::Write for Stderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        Stream::Error.write_all(text.as_bytes()).map_err(|_| fmt::Error)
    }
}
