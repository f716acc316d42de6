//! Stopping a program from outside, for interactive sessions: a signal handler asks, the interpreter looks at each call,
//! each operation and each turn of a loop, the text of a container ends early, and what waits for the system stops waiting. Compiled programs have no such handler.

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Asks the program that is running to stop. May be called from a signal handler.
pub fn request() {
    REQUESTED.store(true, Relaxed);
}

/// Whether the program is to stop.
pub fn is_requested() -> bool {
    REQUESTED.load(Relaxed)
}

/// Forgets what was asked.
pub fn clear() {
    REQUESTED.store(false, Relaxed);
}
