//! Clocks.

use crate::interrupt;
use rustix::time::{ClockId, Timespec};

/// Milliseconds since 1970.
pub fn time_ms() -> i64 {
    let now = rustix::time::clock_gettime(ClockId::Realtime);
    now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}

/// Nanoseconds since some moment in the past; never goes backwards.
pub fn monotonic_ns() -> u64 {
    let now = rustix::time::clock_gettime(ClockId::Monotonic);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

/// Waits, or until the program is to stop; a negative time is none.
pub fn sleep_ms(ms: i64) {
    let ms = ms.max(0);
    let mut rest = Timespec { tv_sec: ms / 1000, tv_nsec: ms % 1000 * 1_000_000 };
    while let rustix::thread::NanosleepRelativeResult::Interrupted(left) = rustix::thread::nanosleep(&rest) {
        if interrupt::is_requested() {
            return;
        }
        rest = left;
    }
}
