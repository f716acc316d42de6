//! The terminal that standard input may be: keys without waiting for whole lines, and back at every kind of exit.

use super::streams::descriptor;
use super::{Error, Result, raw};
use crate::global::Global;
use core::sync::atomic::{AtomicBool, Ordering, compiler_fence};
use rustix::termios::{InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

/// How the terminal was before it was last changed.
static BEFORE: Global<Option<Termios>> = Global::new(None);
/// Whether it is changed.
static RAW: AtomicBool = AtomicBool::new(false);

/// Whether keys come one by one.
pub fn is_raw() -> bool {
    RAW.load(Ordering::Relaxed)
}

/// Makes keys come one by one and without being shown, or in lines again. Ctrl-C still ends the program; Ctrl-S, Ctrl-Q and
/// Ctrl-V are keys like others. Does nothing if standard input is no terminal.
pub fn set_raw(wanted: bool) -> Result<()> {
    if wanted == is_raw() {
        return Ok(());
    }
    if !wanted {
        restore();
        return Ok(());
    }
    let terminal = descriptor(0);
    let before = match tcgetattr(terminal) {
        Ok(before) => before,
        Err(Error::NOTTY | Error::BADF | Error::INVAL) => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut changed = before.clone();
    changed.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN);
    changed.input_modes &= !InputModes::IXON;
    changed.special_codes[SpecialCodeIndex::VMIN] = 1;
    changed.special_codes[SpecialCodeIndex::VTIME] = 0;
    // Safety: one thread uses the runtime. A signal looks at it only while the terminal is raw.
    unsafe { *BEFORE.get() = Some(before) };
    compiler_fence(Ordering::SeqCst);
    RAW.store(true, Ordering::Relaxed);
    for signal in [raw::SIGHUP, raw::SIGINT, raw::SIGQUIT, raw::SIGTERM] {
        // Where this is impossible, or somebody else handles the signal, it is not restored here.
        let _ = raw::handle_once(signal, restore_and_die);
    }
    tcsetattr(terminal, OptionalActions::Now, &changed)
}

/// Makes the terminal what it was before [`set_raw`].
pub fn restore() {
    // Safety: nothing writes the variable while the terminal is raw.
    if is_raw()
        && let Some(before) = unsafe { (*BEFORE.get()).as_ref() }
    {
        // One that is gone needs nothing.
        let _ = tcsetattr(descriptor(0), OptionalActions::Now, before);
        RAW.store(false, Ordering::Relaxed);
    }
}

/// Leaves the terminal to somebody else, who made it raw: the process that this one was doubled from.
pub fn leave() {
    RAW.store(false, Ordering::Relaxed);
}

/// Handles a signal that is to end the process. When it returns the signal comes once more, and does.
extern "C" fn restore_and_die(signal: i32) {
    restore();
    raw::send_to_self(signal);
}
