//! Stopping a program from outside. The interpreter looks at each call and each turn of a loop whether it is to stop.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Asks the program that is running to stop. May be called from a signal handler.
pub fn request() {
    REQUESTED.store(true, Relaxed);
}

/// Whether somebody asked and the program did not stop yet.
pub fn is_requested() -> bool {
    REQUESTED.load(Relaxed)
}

/// Forgets what was asked.
pub fn clear() {
    REQUESTED.store(false, Relaxed);
}
