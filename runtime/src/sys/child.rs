//! Other processes: programs that are started, on the same terminal or on one of their own, and a second one of this program.

use super::{Error, Result, raw, restarted, terminal};
use crate::global::Global;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::ptr::null;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::process::{Pid, Signal, WaitOptions};
use rustix::pty::OpenptFlags;
use rustix::termios::Winsize;

/// What is looked at for programs without a `PATH`.
const USUAL_PATH: &[u8] = b"/usr/local/bin:/usr/bin:/bin";
/// What a shell reports for a signal is this and its number.
const SIGNALLED: i32 = 128;

/// A program to be started, with its arguments and the environment of this process.
pub struct Command {
    /// The files to try.
    candidates: Vec<CString>,
    arguments: Vec<CString>,
    environment: Vec<CString>,
}

impl Command {
    /// The program's name and its arguments, at least one word. A name without a slash is looked for in `PATH`. Words with a
    /// zero byte fail with `INVAL`.
    pub fn new(words: &[&[u8]]) -> Result<Command> {
        let strings = |words: &[&[u8]]| -> Result<Vec<CString>> {
            words.iter().map(|&word| CString::new(word).map_err(|_| Error::INVAL)).collect()
        };
        let name = *words.first().ok_or(Error::INVAL)?;
        let path = super::variable("PATH").unwrap_or(USUAL_PATH);
        let places: Vec<Vec<u8>> = if name.contains(&b'/') {
            Vec::from([name.to_vec()])
        } else if name.is_empty() {
            return Err(Error::NOENT);
        } else {
            path.split(|&byte| byte == b':').map(|folder| in_folder(folder, name)).collect()
        };
        let places: Vec<&[u8]> = places.iter().map(|place| &place[..]).collect();
        let environment = strings(&super::process::environment())?;
        Ok(Command { candidates: strings(&places)?, arguments: strings(words)?, environment })
    }

    /// Starts the program on the same terminal, or as the leader of another one.
    pub fn start(&self, terminal: Option<BorrowedFd>) -> Result<Pid> {
        let pointers = |strings: &[CString]| -> Vec<*const c_char> {
            strings.iter().map(|string| string.as_ptr()).chain([null()]).collect()
        };
        let (arguments, environment) = (pointers(&self.arguments), pointers(&self.environment));
        // Closed when the program starts; before that, the child says through it why it cannot.
        let (reader, writer) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        // Safety: the child uses nothing but what was prepared for it, and system calls.
        let child = unsafe { raw::fork(Some(raw::SIGCHLD)) }?;
        if child == 0 {
            let error = self.become_program(terminal, &arguments, &environment);
            // Nobody is left to tell if this fails.
            let _ = rustix::io::write(&writer, &error.raw_os_error().to_ne_bytes());
            raw::exit_group(SIGNALLED - 1)
        }
        drop(writer);
        let process = Pid::from_raw(child).ok_or(Error::CHILD)?;
        let mut report = [0; size_of::<i32>()];
        let told = loop {
            match rustix::io::read(&reader, &mut report) {
                Err(Error::INTR) => {}
                result => break result,
            }
        };
        if told == Ok(report.len()) {
            wait(process)?;
            return Err(Error::from_raw_os_error(i32::from_ne_bytes(report)));
        }
        Ok(process)
    }

    /// In the child: runs the program. Returns why that is impossible.
    fn become_program(
        &self,
        terminal: Option<BorrowedFd>,
        arguments: &[*const c_char],
        environment: &[*const c_char],
    ) -> Error {
        // It is handled by this runtime, not by other programs.
        let mut result = raw::reset_signal(raw::SIGPIPE);
        if let Some(terminal) = terminal {
            // What this process ignores, as one in the background may, the terminal's keys are to do there all the same.
            for signal in [raw::SIGHUP, raw::SIGINT, raw::SIGQUIT, raw::SIGTERM] {
                result = result.and_then(|()| raw::reset_signal(signal));
            }
            result = result.and_then(|()| lead(terminal));
        }
        if let Err(error) = result {
            return error;
        }
        let mut reason = Error::NOENT;
        for candidate in &self.candidates {
            // Safety: both arrays are made of strings that live, and end with null.
            match unsafe { raw::execute(candidate, arguments.as_ptr(), environment.as_ptr()) } {
                Error::NOENT | Error::NOTDIR => {}
                // Another folder may have one that may be run.
                Error::ACCESS => reason = Error::ACCESS,
                error => return error,
            }
        }
        reason
    }
}

/// The path of a name in a folder of `PATH`; an empty one is the working directory.
fn in_folder(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
}

/// Makes this process the leader of a terminal, which becomes its standard streams.
fn lead(terminal: BorrowedFd) -> Result<()> {
    rustix::process::setsid()?;
    rustix::process::ioctl_tiocsctty(terminal)?;
    rustix::stdio::dup2_stdin(terminal)?;
    rustix::stdio::dup2_stdout(terminal)?;
    rustix::stdio::dup2_stderr(terminal)
}

/// Waits for the end of a child: its exit status, or 128 and the number of the signal that ended it.
pub fn wait(process: Pid) -> Result<i32> {
    loop {
        match wait_with(process, WaitOptions::empty()) {
            Ok(Some(status)) => return Ok(status),
            Ok(None) | Err(Error::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}

fn wait_with(process: Pid, options: WaitOptions) -> Result<Option<i32>> {
    let Some((_, status)) = rustix::process::waitpid(Some(process), options)? else { return Ok(None) };
    Ok(status.exit_status().or_else(|| status.terminating_signal().map(|signal| SIGNALLED + signal)))
}

/// The processes that [`fork`] made. Nobody waits for them, so those that have ended are forgotten by the next call.
static FORKED: Global<Vec<Pid>> = Global::new(Vec::new());

/// Doubles the process, which nothing may be buffered in. The number of the new one; 0 in the new one.
pub fn fork() -> Result<i64> {
    // Safety: the threads of the compiler that are not the program's wait for it.
    let process = unsafe { raw::fork(Some(raw::SIGCHLD)) }?;
    let remember = |forked: &mut Vec<Pid>| match Pid::from_raw(process) {
        Some(process) => {
            forked.retain(|&other| wait_with(other, WaitOptions::NOHANG) == Ok(None));
            forked.push(process);
        }
        None => {
            forked.clear();
            terminal::leave();
        }
    };
    // Safety: nothing in it comes back to the variable.
    unsafe { FORKED.with(remember) };
    Ok(i64::from(process))
}

/// A terminal of our own with a program on it.
pub struct Pty {
    /// Our end.
    keyboard: OwnedFd,
    process: Pid,
    /// The beginning of a character whose end was not read yet.
    pub partial: Vec<u8>,
}

impl Pty {
    /// Starts a program on a terminal of so many rows and columns.
    pub fn start(command: &Command, size: (u16, u16)) -> Result<Pty> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let keyboard = rustix::pty::openpt(flags)?;
        rustix::pty::unlockpt(&keyboard)?;
        set_size(&keyboard, size)?;
        let screen = rustix::pty::ioctl_tiocgptpeer(&keyboard, flags)?;
        let process = command.start(Some(screen.as_fd()))?;
        Ok(Pty { keyboard, process, partial: Vec::new() })
    }

    /// Appends some of what the program wrote; the number of bytes, 0 once all programs on the terminal have ended.
    pub fn read(&self, content: &mut Vec<u8>) -> Result<usize> {
        content.try_reserve(1 << 12).map_err(|_| Error::NOMEM)?;
        match super::files::read_more(&self.keyboard, content) {
            Err(Error::IO) => Ok(0),
            result => result,
        }
    }

    /// Types something.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        super::files::write_all(&self.keyboard, bytes)
    }

    pub fn resize(&self, size: (u16, u16)) -> Result<()> {
        set_size(&self.keyboard, size)
    }

    /// Hangs up, and waits for the program; its exit status as that of [`wait`]. It is killed if it does not care.
    pub fn close(self) -> Result<i32> {
        const PATIENCE_MS: u64 = 1000;
        drop(self.keyboard);
        let start = super::time::monotonic_ns();
        while super::time::monotonic_ns() - start < PATIENCE_MS * 1_000_000 {
            if let Some(status) = restarted(|| wait_with(self.process, WaitOptions::NOHANG))? {
                return Ok(status);
            }
            super::sleep_ms(2);
        }
        // It may have ended by now.
        let _ = rustix::process::kill_process(self.process, Signal::KILL);
        wait(self.process)
    }
}

fn set_size(terminal: impl AsFd, (rows, columns): (u16, u16)) -> Result<()> {
    rustix::termios::tcsetwinsize(terminal, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 })
}
