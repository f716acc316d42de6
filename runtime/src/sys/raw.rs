//! The few system calls that have no safe wrapper in `rustix`.

use super::{Error, Result};
use core::arch::asm;

/// The bytes of the kernel's set of signals.
const SIGNAL_SET_BYTES: usize = 8;

/// Ends the process.
pub fn exit_group(status: i32) -> ! {
    const EXIT_GROUP: usize = 231;
    // Safety: the call does not return and needs nothing from memory.
    unsafe { asm!("syscall", in("rax") EXIT_GROUP, in("rdi") status, options(noreturn, nostack)) }
}

/// Makes the process ignore `signal`.
pub fn ignore_signal(signal: i32) -> Result<()> {
    const RT_SIGACTION: usize = 13;
    const SIG_IGN: usize = 1;
    // The kernel's `struct sigaction`: handler, flags, restorer, mask.
    let action: [usize; 4] = [SIG_IGN, 0, 0, 0];
    // Safety: the kernel reads the action and writes nothing.
    unsafe { call(RT_SIGACTION, [signal as usize, action.as_ptr() as usize, 0, SIGNAL_SET_BYTES]) }?;
    Ok(())
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

/// Makes a copy of the process, whose end is not signalled. Returns the copy's number, and 0 in the copy.
///
/// # Safety
/// The copy has only this thread; locks that others hold stay held in it.
pub unsafe fn clone_process() -> Result<usize> {
    const CLONE: usize = 56;
    // No flags, and the signal 0: memory and descriptors are copied, the stack goes on where it is.
    // Safety: by the caller's promise; the kernel writes nothing.
    unsafe { call(CLONE, [0; 4]) }
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
