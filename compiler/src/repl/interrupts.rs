//! Ctrl-C while an input runs: stops the input, not the session, unless the input is in the middle of something that cannot
//! be stopped and the user insists.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

use omg_runtime::interrupt;

/// The thread that runs inputs. Only what that thread waits for is to be interrupted.
static WORKER: AtomicU64 = AtomicU64::new(0);

/// An input runs. At the prompt there is nothing to stop.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// How often the key was pressed since the input began.
static PRESSED: AtomicU32 = AtomicU32::new(0);

/// What does not react to fewer is ended by force.
const PATIENCE: u32 = 4;

const WARNING: &[u8] = b"\nThis cannot be stopped halfway: wait for it, or press Ctrl-C again to end the session.\n";
const FAREWELL: &[u8] = b"\nThe session was ended.\n";

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

/// Runs an input, which Ctrl-C stops.
pub fn while_running<R>(f: impl FnOnce() -> R) -> R {
    PRESSED.store(0, Relaxed);
    interrupt::clear();
    RUNNING.store(true, Relaxed);
    let result = f();
    RUNNING.store(false, Relaxed);
    result
}

extern "C" fn on_interrupt(signal: libc::c_int) {
    let worker = WORKER.load(Relaxed);
    // Safety: these functions may be called in signal handlers; the worker lives as long as the session.
    unsafe {
        if libc::pthread_self() != worker {
            libc::pthread_kill(worker, signal);
            return;
        }
    }
    if !RUNNING.load(Relaxed) {
        return;
    }
    interrupt::request();
    match PRESSED.fetch_add(1, Relaxed) + 1 {
        PATIENCE => {
            say(FAREWELL);
            // Safety: as above. Nothing of the process is used any more.
            unsafe { libc::_exit(130) }
        }
        pressed if pressed == PATIENCE - 1 => say(WARNING),
        _ => {}
    }
}

/// Writes to standard error, from a signal handler.
fn say(text: &[u8]) {
    // Safety: may be called in signal handlers; what it does to `errno` is undone, and a failure is no matter.
    unsafe {
        let errno = *libc::__errno_location();
        libc::write(libc::STDERR_FILENO, text.as_ptr().cast(), text.len());
        *libc::__errno_location() = errno;
    }
}
