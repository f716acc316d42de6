//! The value stack and the module variables: memory that the collector scans.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use omg_runtime::value::Value;
use omg_runtime::{dict, errors, heap, list, sys};

use super::{Result, Unwind};

/// In values. Address space only: untouched pages cost nothing.
const CAPACITY: usize = 1 << 28;

/// The address above the topmost value, for the collector, which is told of a function only.
static TOP: AtomicUsize = AtomicUsize::new(0);

/// A stack of values. The module variables lie at its bottom.
pub struct Values {
    base: *mut Value,
    top: usize,
    /// What the collector was told as the top of another stack, which this one takes the place of.
    outer_top: usize,
}

impl Drop for Values {
    fn drop(&mut self) {
        // Safety: the collector looks at the memory no more, and nothing else refers to it.
        unsafe {
            heap::set_root_stack(None);
            sys::memory::release(self.base.cast(), CAPACITY * size_of::<Value>());
        }
        TOP.store(self.outer_top, Relaxed);
    }
}

impl Values {
    /// The stack, with so many unset module variables on it.
    pub fn reserve(globals: usize) -> sys::Result<Values> {
        let base = sys::memory::reserve(CAPACITY * size_of::<Value>())?.cast::<Value>();
        let mut values = Values { base, top: 0, outer_top: TOP.load(Relaxed) };
        values.set_top(0);
        let stack = heap::ValueStack { base, top: || TOP.load(Relaxed) };
        // Safety: the memory is given back after it is no root any more, and what lies below the top is initialised.
        unsafe { heap::set_root_stack(Some(stack)) };
        for _ in 0..globals {
            values.write(values.top, Value::UNSET);
            values.set_top(values.top + 1);
        }
        Ok(values)
    }

    fn set_top(&mut self, top: usize) {
        self.top = top;
        TOP.store(self.base.wrapping_add(top) as usize, Relaxed);
    }

    /// How many values there are.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Drops what lies above the first `top` values.
    pub fn truncate(&mut self, top: usize) {
        debug_assert!(top <= self.top);
        self.set_top(top);
    }

    /// Raises RecursionError if there is no room.
    pub fn push(&mut self, value: Value) -> Result {
        if self.top == CAPACITY {
            let _ = errors::recursion();
            return Err(Unwind::Raised);
        }
        self.write(self.top, value);
        self.set_top(self.top + 1);
        Ok(())
    }

    pub fn get(&self, index: usize) -> Value {
        debug_assert!(index < self.top);
        // Safety: below the top everything is initialised.
        unsafe { *self.base.add(index) }
    }

    pub fn set(&mut self, index: usize, value: Value) {
        debug_assert!(index < self.top);
        self.write(index, value);
    }

    fn write(&mut self, index: usize, value: Value) {
        debug_assert!(index < CAPACITY);
        // Safety: inside the reservation.
        unsafe { *self.base.add(index) = value }
    }

    /// Moves the values from `from` on down to `to`, and drops what is above them then.
    pub fn move_down(&mut self, from: usize, to: usize) {
        let count = self.top - from;
        for i in 0..count {
            self.write(to + i, self.get(from + i));
        }
        self.set_top(to + count);
    }

    /// Takes the values from `from` on, hands their address and number to `f`, and drops them.
    fn take<T>(&mut self, from: usize, f: impl FnOnce(*const Value, i64) -> T) -> T {
        let result = f(self.base.wrapping_add(from), (self.top - from) as i64);
        self.set_top(from);
        result
    }

    /// A list of the values from `from` on, which are dropped.
    pub fn list_from(&mut self, from: usize) -> Value {
        // Safety: so many values lie there, on the value stack.
        self.take(from, |values, count| unsafe { list::new(values, count) })
    }

    /// A dictionary of the values from `from` on, which are dropped: first all values, then as many keys.
    pub fn dict_from(&mut self, from: usize) -> Value {
        // Safety: so many values lie there, on the value stack, and the keys are strings.
        self.take(from, |values, count| unsafe { dict::new(values.add(count as usize / 2), values, count / 2) })
    }

    /// A namespace, as [`dict_from`](Values::dict_from).
    pub fn namespace_from(&mut self, from: usize) -> Value {
        // Safety: as above.
        self.take(from, |values, count| unsafe {
            dict::new_namespace(values.add(count as usize / 2), values, count / 2)
        })
    }

    /// The result of a function of the runtime that takes the values from `from` on, which are dropped.
    pub fn call_with(&mut self, from: usize, f: impl FnOnce(*const Value, i64) -> Value) -> Value {
        self.take(from, f)
    }
}
