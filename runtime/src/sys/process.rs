//! The process: its arguments and environment, signals, its end.

use super::{Result, raw, terminal};
use crate::global::Global;
use alloc::vec::Vec;
use core::ffi::{CStr, c_char};

struct Surroundings {
    arguments: Vec<&'static [u8]>,
    /// `NAME=value`
    environment: Vec<&'static [u8]>,
}

static SURROUNDINGS: Global<Surroundings> =
    Global::new(Surroundings { arguments: Vec::new(), environment: Vec::new() });

/// Sets what [`arguments`] and [`variable`] give; the first argument is the program's own name.
pub fn set_arguments(arguments: Vec<&'static [u8]>, environment: Vec<&'static [u8]>) {
    // Safety: the closure does not come back to the variable.
    unsafe { SURROUNDINGS.with(|s| *s = Surroundings { arguments, environment }) }
}

/// Takes arguments and environment from where the kernel leaves them.
///
/// # Safety
/// `stack` is the stack pointer at the process's entry point: the number of arguments, their addresses, null, the
/// addresses of the environment's strings, null.
pub unsafe fn set_arguments_from_stack(stack: *const usize) {
    // Safety: the layout above is the kernel's; the strings live as long as the process.
    unsafe {
        let count = *stack;
        let arguments = stack.add(1) as *const *const c_char;
        set_arguments(strings(arguments), strings(arguments.add(count + 1)));
    }
}

/// The strings of a null-terminated array.
///
/// # Safety
/// The array and its strings are never freed or changed.
unsafe fn strings(mut array: *const *const c_char) -> Vec<&'static [u8]> {
    let mut result = Vec::new();
    // Safety: by the caller's promise every entry before the null is a string.
    unsafe {
        while !(*array).is_null() {
            result.push(CStr::from_ptr(*array).to_bytes());
            array = array.add(1);
        }
    }
    result
}

/// How many processors the process may run on; 1 if the system does not say.
pub fn processors() -> u32 {
    rustix::thread::sched_getaffinity(None).map_or(1, |set| set.count())
}

/// The program's name and its arguments, as they came.
pub fn arguments() -> Vec<&'static [u8]> {
    // Safety: the closure does not come back to the variable.
    unsafe { SURROUNDINGS.with(|s| s.arguments.clone()) }
}

/// The environment, each entry as `NAME=value`.
pub fn environment() -> Vec<&'static [u8]> {
    // Safety: the closure does not come back to the variable.
    unsafe { SURROUNDINGS.with(|s| s.environment.clone()) }
}

/// The value of an environment variable.
pub fn variable(name: &str) -> Option<&'static [u8]> {
    // Safety: the closure does not come back to the variable.
    unsafe {
        SURROUNDINGS
            .with(|s| s.environment.iter().find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"=")))
    }
}

/// Ends the process at once: what is buffered is lost, see [`crate::output::exit`]. Only the terminal is made what it was.
pub fn exit(status: i32) -> ! {
    terminal::restore();
    raw::exit_group(status)
}

/// A write to a pipe that nobody reads gives an error instead of a signal.
pub fn ignore_broken_pipes() -> Result<()> {
    raw::ignore_signal(raw::SIGPIPE)
}

/// The number of this process.
pub fn id() -> i64 {
    i64::from(rustix::process::getpid().as_raw_nonzero().get())
}

/// The absolute path of the working directory.
pub fn current_dir() -> Result<Vec<u8>> {
    Ok(rustix::process::getcwd(Vec::new())?.into_bytes())
}
