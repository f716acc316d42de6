//! A value is one 64-bit word.
//!
//! Bit 0 clear: a 63-bit integer, shifted left by one. Bit 0 set: one of the constants below, or the address of a heap
//! object plus one. Integers that need more than 63 bits are [`BigInt`](crate::object::BigInt) objects, and only those:
//! each integer has exactly one representation.

use crate::object::{Header, Kind};

/// One word of the language: see the module's text.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(pub u64);

/// The smallest and the largest integer that is not a heap object.
pub const SMALL_MIN: i64 = -(1 << 62);
pub const SMALL_MAX: i64 = (1 << 62) - 1;

impl Value {
    /// A variable that was declared and not yet given a value. Never the result of an expression.
    pub const UNSET: Value = Value(1);
    pub const NONE: Value = Value(3);
    pub const FALSE: Value = Value(5);
    /// Differs from `FALSE` in bit 1 alone.
    pub const TRUE: Value = Value(7);
    /// What a runtime function returns when it raised; the error is in [`crate::errors`]. Never stored anywhere.
    pub const RAISED: Value = Value(9);
    /// Words with bit 0 set that are greater than this are objects.
    pub const LAST_CONSTANT: u64 = 15;

    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// `n` must lie in `SMALL_MIN..=SMALL_MAX`.
    pub const fn small(n: i64) -> Value {
        debug_assert!(n >= SMALL_MIN && n <= SMALL_MAX);
        Value((n as u64) << 1)
    }

    pub const fn is_small(self) -> bool {
        self.0 & 1 == 0
    }

    /// The integer of a word that [is small](Value::is_small).
    pub const fn as_small(self) -> i64 {
        (self.0 as i64) >> 1
    }

    pub const fn is_bool(self) -> bool {
        self.0 | 2 == 7
    }

    pub const fn is_object(self) -> bool {
        self.0 & 1 == 1 && self.0 > Value::LAST_CONSTANT
    }

    /// `object` is the address of a live, initialised heap or static object, 8-byte aligned.
    pub fn object<T>(object: *const T) -> Value {
        Value(object as u64 | 1)
    }

    /// The object's address. Only for a word that [is an object](Value::is_object).
    pub fn header(self) -> *mut Header {
        debug_assert!(self.is_object());
        (self.0 - 1) as *mut Header
    }

    /// The kind of the object, or none for integers and constants.
    pub fn kind(self) -> Option<Kind> {
        // Safety: every object word points at a live object that starts with a header.
        self.is_object().then(|| unsafe { (*self.header()).kind })
    }

    /// The object as a `T` if it is of that kind.
    ///
    /// The caller must name the layout that belongs to `kind`; all callers are the `as_...` functions of `object`.
    pub(crate) fn cast<T>(self, kind: Kind) -> Option<*mut T> {
        (self.kind() == Some(kind)).then(|| self.header() as *mut T)
    }
}
