//! The few system calls that have no safe wrapper in `rustix`.

use super::{Error, Result};
use core::arch::asm;

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
    const MASK_BYTES: usize = 8;
    // The kernel's `struct sigaction`: handler, flags, restorer, mask.
    let action: [usize; 4] = [SIG_IGN, 0, 0, 0];
    let mut result: isize = RT_SIGACTION as isize;
    // Safety: the kernel reads the action and writes nothing; `syscall` overwrites rcx and r11.
    unsafe {
        asm!("syscall", inlateout("rax") result, in("rdi") signal, in("rsi") action.as_ptr(), in("rdx") 0usize,
            in("r10") MASK_BYTES, lateout("rcx") _, lateout("r11") _, options(nostack, readonly));
    }
    if result < 0 { Err(Error::from_raw_os_error(-result as i32)) } else { Ok(()) }
}
