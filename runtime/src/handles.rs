//! What a program has open: files, connections, terminals of other programs. The program knows each by a number, its
//! *handle*, which is never given again: one that was closed is not taken for another that was opened since.

use crate::files::File;
use crate::global::Global;
use crate::sys;
use crate::sys::child::Pty;
use alloc::vec::Vec;
use rustix::fd::OwnedFd;

/// Something open.
pub enum Open {
    File(File),
    /// Another program on a terminal of its own.
    Pty(Pty),
    /// Where connections are accepted.
    Listener(OwnedFd),
    Connection(OwnedFd),
}

struct Handles {
    last: i64,
    /// By their handles, in ascending order.
    open: Vec<(i64, Open)>,
}

static HANDLES: Global<Handles> = Global::new(Handles { last: 0, open: Vec::new() });

impl Handles {
    fn place(&self, handle: i64) -> Option<usize> {
        self.open.binary_search_by_key(&handle, |entry| entry.0).ok()
    }
}

/// Gives a handle to something.
pub fn insert(open: Open) -> i64 {
    // Safety: nothing here comes back to the variable.
    unsafe {
        HANDLES.with(|handles| {
            handles.last += 1;
            handles.open.push((handles.last, open));
            handles.last
        })
    }
}

/// Lends to `f` what a handle stands for, if it is open. `f` must not come back here.
pub fn with<R>(handle: i64, f: impl FnOnce(Option<&mut Open>) -> R) -> R {
    // Safety: by that promise.
    unsafe { HANDLES.with(|handles| f(handles.place(handle).map(|place| &mut handles.open[place].1))) }
}

/// Takes what a handle stands for out of the table.
pub fn remove(handle: i64) -> Option<Open> {
    // Safety: nothing here comes back to the variable.
    unsafe { HANDLES.with(|handles| handles.place(handle).map(|place| handles.open.remove(place).1)) }
}

/// Writes out what is buffered for files: before the process ends, or is doubled. The first failure is the result.
pub fn flush() -> sys::Result<()> {
    // Safety: nothing here comes back to the variable.
    unsafe {
        HANDLES.with(|handles| {
            let mut result = Ok(());
            for (_, open) in &mut handles.open {
                if let Open::File(file) = open {
                    result = result.and(file.flush());
                }
            }
            result
        })
    }
}
