//! A copy of the process, with its memory as it is now, that works beside it.

use super::{Error, Result, raw};
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, getppid, kill_process, set_parent_process_death_signal, waitpid,
};

/// The copy, seen from the process. It is a child that gives no signal when it ends, and that `wait` of the program does not
/// see.
pub struct Snapshot {
    copy: Pid,
    /// The copy was waited for: another process may have its number.
    has_ended: bool,
}

/// Copies the process. The copy runs `work` and ends; it also ends with the process. It has no file descriptors, and
/// signals do not reach it.
///
/// # Safety
/// What `work` does can be done in a copy without other threads: it takes no locks, allocates nothing, and does not return by
/// unwinding.
pub unsafe fn snapshot(work: impl FnOnce()) -> Result<Snapshot> {
    let process = getpid();
    let blocked = raw::set_blocked_signals(u64::MAX)?;
    // Safety: by the caller's promise.
    let result = unsafe { raw::fork(None) };
    if result == Ok(0) {
        // The process may have ended before its end was given a signal.
        let is_tied = set_parent_process_death_signal(Some(Signal::KILL)).is_ok() && getppid() == Some(process);
        if is_tied {
            // Where this is impossible, what the process closes stays open for a while.
            let _ = raw::close_all();
            work();
        }
        // The terminal stays as the process has it.
        raw::exit_group(0);
    }
    // The set was valid before.
    let _ = raw::set_blocked_signals(blocked);
    // Safety: the kernel's numbers of processes are positive.
    result.map(|number| Snapshot { copy: unsafe { Pid::from_raw_unchecked(number) }, has_ended: false })
}

impl Snapshot {
    /// Whether the copy has ended, by itself or by force.
    pub fn has_ended(&mut self) -> bool {
        self.has_ended = self.has_ended || self.wait(WaitOptions::NOHANG);
        self.has_ended
    }

    /// Ends the copy, and waits until it has ended.
    pub fn end(mut self) {
        if !self.has_ended() {
            // It cannot fail for a child.
            let _ = kill_process(self.copy, Signal::KILL);
            self.wait(WaitOptions::empty());
        }
    }

    /// Waits for the copy; whether it has ended.
    fn wait(&self, options: WaitOptions) -> bool {
        /// Children that give no signal too.
        const WALL: WaitOptions = WaitOptions::from_bits_retain(0x4000_0000);
        loop {
            match waitpid(Some(self.copy), options | WALL) {
                Err(Error::INTR) => {}
                // There is no such child any more.
                Err(_) => return true,
                Ok(status) => return status.is_some(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::memory;
    use core::sync::atomic::{AtomicU64, Ordering::SeqCst};

    /// Memory that the process shares with its copies.
    fn shared_word() -> &'static AtomicU64 {
        unsafe { &*memory::share(memory::PAGE).unwrap().cast() }
    }

    #[test]
    fn the_copy_sees_memory_as_it_was() {
        let (word, shared) = (AtomicU64::new(1), shared_word());
        let copy = || {
            while shared.load(SeqCst) != 7 {
                core::hint::spin_loop();
            }
            shared.store(word.load(SeqCst) + 10, SeqCst);
        };
        let mut snapshot = unsafe { snapshot(copy) }.unwrap();
        word.store(2, SeqCst);
        assert!(!snapshot.has_ended());
        shared.store(7, SeqCst);
        while !snapshot.has_ended() {
            std::thread::yield_now();
        }
        assert_eq!((word.load(SeqCst), shared.load(SeqCst)), (2, 11));
    }

    #[test]
    fn the_copy_is_alone_and_can_be_ended() {
        let shared = shared_word();
        let copy = || {
            let is_open = crate::sys::streams::Stream::Error.write_all(b"the copy can write\n").is_ok();
            shared.store(1 + is_open as u64, SeqCst);
            loop {
                core::hint::spin_loop();
            }
        };
        let snapshot = unsafe { snapshot(copy) }.unwrap();
        while shared.load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        assert_eq!(shared.load(SeqCst), 1, "descriptors are closed");
        // What waits for any child of the program does not see it.
        assert!(waitpid(None, WaitOptions::NOHANG).is_err());
        snapshot.end();
    }
}
