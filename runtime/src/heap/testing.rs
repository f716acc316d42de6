//! The heap for tests: it belongs to the process, so tests that use it take turns.

use std::sync::{Mutex, PoisonError};

static TURN: Mutex<()> = Mutex::new(());

/// Runs a test on a thread whose stack the collector scans. Every test that makes objects goes through here.
pub fn with_heap(test: impl FnOnce() + Send) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let result = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 20);
        thread.spawn_scoped(scope, || on_this_stack(test)).unwrap().join()
    });
    super::set_stress(false);
    super::set_concurrency(super::Concurrency::Never);
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}

fn on_this_stack(test: impl FnOnce()) {
    let base = 0usize;
    // A marking process ends with the thread that made it.
    super::before_fork();
    super::init(&raw const base as usize);
    run(test);
    super::before_fork();
    std::hint::black_box(&base);
}

#[inline(never)]
fn run(test: impl FnOnce()) {
    test();
}
