//! Ctrl-C while an input runs: stops the input, not the session.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use omg_runtime::interrupt;

/// The thread that runs inputs. Only what that thread waits for is to be interrupted.
static WORKER: AtomicU64 = AtomicU64::new(0);

/// How often the key was pressed without an effect.
static IN_VAIN: AtomicU32 = AtomicU32::new(0);

/// What does not react to so many is ended by force.
const PATIENCE: u32 = 3;

/// Takes the signal over for the rest of the process. Called by the thread that runs inputs.
pub fn install() {
    // Safety: the handler does nothing that is forbidden in one; the action is initialised. Without SA_RESTART, so that
    // system calls that wait end.
    unsafe {
        WORKER.store(libc::pthread_self(), Relaxed);
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_interrupt as extern "C" fn(libc::c_int) as usize;
        libc::sigemptyset(&mut action.sa_mask);
        libc::sigaction(libc::SIGINT, &action, std::ptr::null_mut());
    }
}

extern "C" fn on_interrupt(signal: libc::c_int) {
    let worker = WORKER.load(Relaxed);
    // Safety: these functions may be called in signal handlers; the worker lives as long as the session.
    unsafe {
        if libc::pthread_self() != worker {
            libc::pthread_kill(worker, signal);
            return;
        }
        let pending = interrupt::is_requested();
        let in_vain = if pending { IN_VAIN.load(Relaxed) + 1 } else { 0 };
        IN_VAIN.store(in_vain, Relaxed);
        if in_vain == PATIENCE {
            libc::_exit(130);
        }
    }
    interrupt::request();
}
