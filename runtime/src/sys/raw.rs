//! The few system calls that have no safe wrapper in `rustix`.

use super::{Error, Result};
use core::arch::{asm, naked_asm};
use core::ffi::{CStr, c_char};

pub const SIGHUP: i32 = 1;
pub const SIGINT: i32 = 2;
pub const SIGQUIT: i32 = 3;
pub const SIGPIPE: i32 = 13;
pub const SIGTERM: i32 = 15;
pub const SIGCHLD: i32 = 17;

const RT_SIGACTION: usize = 13;
const EXECVE: usize = 59;
const EXIT_GROUP: usize = 231;

/// What is to be done about a signal, as the kernel has it.
#[repr(C)]
#[derive(Clone, Copy)]
struct Action {
    /// An address, or one of the two below.
    handler: usize,
    flags: usize,
    /// Where handlers return to.
    restorer: usize,
    mask: u64,
}

const DEFAULT: usize = 0;
const IGNORE: usize = 1;

/// The bytes of the kernel's set of signals.
const SIGNAL_SET_BYTES: usize = 8;

/// Ends the process.
pub fn exit_group(status: i32) -> ! {
    // Safety: the call does not return and needs nothing from memory.
    unsafe { asm!("syscall", in("rax") EXIT_GROUP, in("rdi") status, options(noreturn, nostack)) }
}

/// Blocks the signals of this set, one bit for each, and no others. Returns the set before.
pub fn set_blocked_signals(set: u64) -> Result<u64> {
    const RT_SIGPROCMASK: usize = 14;
    const SIG_SETMASK: usize = 2;
    let mut before = 0u64;
    let sets = [&raw const set as usize, &raw mut before as usize];
    // Safety: the kernel reads one set and writes the other.
    unsafe { call(RT_SIGPROCMASK, [SIG_SETMASK, sets[0], sets[1], SIGNAL_SET_BYTES]) }?;
    Ok(before)
}

/// Doubles the process. Returns the number of the new one, and 0 in the new one, which has this thread alone. `end_signal`:
/// what the process gets when the new one ends; without one, only those who ask for such children see it.
///
/// # Safety
/// In the new process nothing is used that another thread may have been changing; locks that others hold stay held in it.
pub unsafe fn fork(end_signal: Option<i32>) -> Result<i32> {
    const CLONE: usize = 56;
    // No flags: memory and descriptors are copied, the stack goes on where it is.
    // Safety: by the caller's promise; the kernel writes nothing.
    unsafe { call(CLONE, [end_signal.unwrap_or(0) as usize, 0, 0, 0]) }.map(|process| process as i32)
}

/// Closes all file descriptors.
pub fn close_all() -> Result<()> {
    const CLOSE_RANGE: usize = 436;
    // Safety: the kernel reads and writes no memory.
    unsafe { call(CLOSE_RANGE, [0, u32::MAX as usize, 0, 0]) }?;
    Ok(())
}

/// A system call with four arguments; more than it takes do not matter.
///
/// # Safety
/// It does to memory and to the process what the caller can answer for.
unsafe fn call(number: usize, arguments: [usize; 4]) -> Result<usize> {
    let mut result = number as isize;
    // Safety: by the caller's promise; `syscall` overwrites rcx and r11.
    unsafe {
        asm!("syscall", inlateout("rax") result, in("rdi") arguments[0], in("rsi") arguments[1],
            in("rdx") arguments[2], in("r10") arguments[3], lateout("rcx") _, lateout("r11") _, options(nostack));
    }
    if result < 0 { Err(Error::from_raw_os_error(-result as i32)) } else { Ok(result as usize) }
}

/// Sets what is to be done about a signal, unless that is none; what was to be done before.
fn set_action(signal: i32, action: Option<Action>) -> Result<Action> {
    let mut old = Action { handler: DEFAULT, flags: 0, restorer: 0, mask: 0 };
    let new = action.as_ref().map_or(core::ptr::null(), |action| action as *const Action);
    // Safety: the kernel reads one action and writes the other; both are of its layout.
    unsafe { call(RT_SIGACTION, [signal as usize, new as usize, &raw mut old as usize, SIGNAL_SET_BYTES]) }?;
    Ok(old)
}

/// Makes the process ignore a signal.
pub fn ignore_signal(signal: i32) -> Result<()> {
    set_action(signal, Some(Action { handler: IGNORE, flags: 0, restorer: 0, mask: 0 })).map(|_| ())
}

/// Makes a signal do what it does to a process that says nothing about it.
pub fn reset_signal(signal: i32) -> Result<()> {
    set_action(signal, Some(Action { handler: DEFAULT, flags: 0, restorer: 0, mask: 0 })).map(|_| ())
}

/// Lets a signal call a handler the next time it comes, if nothing was said about the signal. The handler may use system
/// calls and atomics.
pub fn handle_once(signal: i32, handler: extern "C" fn(i32)) -> Result<()> {
    const SA_RESTORER: usize = 0x0400_0000;
    const SA_RESETHAND: usize = 0x8000_0000;
    if set_action(signal, None)?.handler != DEFAULT {
        return Ok(());
    }
    let flags = SA_RESTORER | SA_RESETHAND;
    let action =
        Action { handler: handler as usize, flags, restorer: return_from_signal as *const () as usize, mask: 0 };
    set_action(signal, Some(action)).map(|_| ())
}

/// Where the handler of a signal returns to: back to what was interrupted.
#[unsafe(naked)]
unsafe extern "C" fn return_from_signal() {
    naked_asm!("mov eax, 15", "syscall", "ud2")
}

/// Sends a signal to this process.
pub fn send_to_self(signal: i32) {
    const KILL: usize = 62;
    let process = rustix::process::getpid().as_raw_nonzero().get();
    // Safety: the call uses no memory. Signals to oneself are allowed.
    let _ = unsafe { call(KILL, [process as usize, signal as usize, 0, 0]) };
}

/// Runs another program in place of this one. Returns only if that is impossible: why.
///
/// # Safety
/// Both arrays end with null; what is before that are strings.
pub unsafe fn execute(path: &CStr, arguments: *const *const c_char, environment: *const *const c_char) -> Error {
    // Safety: by the caller's promise.
    match unsafe { call(EXECVE, [path.as_ptr() as usize, arguments as usize, environment as usize, 0]) } {
        Err(error) => error,
        Ok(_) => unreachable!("another program runs"),
    }
}
