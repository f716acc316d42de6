//! Process-wide state. The runtime serves one program on one thread at a time, so plain cells are enough.

use core::cell::UnsafeCell;

/// A variable of the runtime.
pub struct Global<T>(UnsafeCell<T>);

// Safety: one thread at a time uses the runtime (see the crate's text), so no two accesses are concurrent.
unsafe impl<T> Sync for Global<T> {}

impl<T> Global<T> {
    pub const fn new(value: T) -> Global<T> {
        Global(UnsafeCell::new(value))
    }

    /// The address of the value.
    pub const fn get(&self) -> *mut T {
        self.0.get()
    }

    /// Lends the value to `f`.
    ///
    /// # Safety
    /// `f` must not come back to this variable.
    pub unsafe fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        // Safety: one thread, and by the caller's promise no second reference while `f` runs.
        f(unsafe { &mut *self.0.get() })
    }
}
