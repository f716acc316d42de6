//! The phases by name: how long each took, and which is running when a build is slow.

use std::cell::RefCell;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::output::Console;

/// A build is quiet about its phases until it has taken this long.
const QUIET: Duration = Duration::from_secs(1);

/// The phases of one compilation.
pub struct Phases {
    start: Instant,
    done: RefCell<Vec<(&'static str, Duration)>>,
    current: Option<Sender<&'static str>>,
    watcher: Option<std::thread::JoinHandle<()>>,
}

impl Phases {
    /// On a terminal, a build of over a second shows its phase.
    pub fn new(console: &Console) -> Phases {
        let (sender, receiver) = channel::<&'static str>();
        let watcher = console.terminal.then(|| {
            std::thread::spawn(move || {
                let (start, mut phase, mut shown) = (Instant::now(), "", false);
                loop {
                    let wait = if shown { Duration::from_secs(3600) } else { QUIET.saturating_sub(start.elapsed()) };
                    match receiver.recv_timeout(wait) {
                        Ok(next) => phase = next,
                        Err(RecvTimeoutError::Timeout) => shown = true,
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                    if shown {
                        eprint!("\r\x1b[K{phase} ...");
                    }
                }
                if shown {
                    eprint!("\r\x1b[K");
                }
            })
        });
        let current = watcher.is_some().then_some(sender);
        Phases { start: Instant::now(), done: RefCell::new(Vec::new()), current, watcher }
    }

    /// Runs a phase and notes its time.
    pub fn run<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        if let Some(current) = &self.current {
            // The watcher ends only when this sender is dropped.
            let _ = current.send(name);
        }
        let start = Instant::now();
        let result = work();
        self.done.borrow_mut().push((name, start.elapsed()));
        result
    }

    /// Ends the progress line; the table of times.
    pub fn finish(mut self) -> String {
        self.current = None;
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
        let total = self.start.elapsed();
        let rows = self.done.borrow().iter().map(|&(name, time)| row(name, time)).collect::<String>();
        rows + &row("total", total)
    }
}

fn row(name: &str, time: Duration) -> String {
    format!("{name:<12} {:>9.3} ms\n", time.as_secs_f64() * 1e3)
}
