//! `==`: structural. Integers and floats are equal by exact value, booleans only to booleans, procedures only to
//! themselves. A container is equal to itself without a look at what it holds.
//!
//! Lists and dictionaries may be nested to any depth, and in themselves: the pairs that are being compared are kept in
//! an explicit stack, and a pair that is met again is taken to be equal, since whatever differs is found elsewhere.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Number;
use super::compare::compare_numbers;
use super::index::entry;
use crate::contents::{self, Contents};
use crate::object::Kind;
use crate::value::Value;
use crate::{heap, string};

/// `a == b`, as `TRUE` or `FALSE`.
pub fn eq(a: Value, b: Value) -> Value {
    Value::bool(equal(a, b))
}

/// Whether two values are equal.
pub fn equal(a: Value, b: Value) -> bool {
    if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
        // Safety: both are live.
        return unsafe { string::equal(a, b) };
    }
    match compare_shallow(a, b) {
        Shallow::Known(equal) => equal,
        Shallow::Containers(a_container, b_container) => {
            let equal = Comparison::default().run(a_container, b_container);
            heap::keep_alive(a.header());
            heap::keep_alive(b.header());
            equal
        }
    }
}

/// What can be said of two values without looking into containers.
enum Shallow {
    Known(bool),
    /// Two different containers of the same kind and size.
    Containers(Container, Container),
}

/// A container and what it holds.
type Container = (Value, Contents);

fn compare_shallow(a: Value, b: Value) -> Shallow {
    if a == b && a.kind() != Some(Kind::Float) {
        return Shallow::Known(true);
    }
    if let (Some(a_contents), Some(b_contents)) = (contents::of(a), contents::of(b)) {
        let alike = a.kind() == b.kind() && a_contents.len == b_contents.len;
        if let (true, Some(a), Some(b)) = (alike, a_contents.floats(), b_contents.floats()) {
            return Shallow::Known(a == b);
        }
        if let (true, Some(a), Some(b)) = (alike, a_contents.octets(), b_contents.octets()) {
            return Shallow::Known(a == b);
        }
        return if alike { Shallow::Containers((a, a_contents), (b, b_contents)) } else { Shallow::Known(false) };
    }
    if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
        // Safety: both are live.
        return Shallow::Known(unsafe { string::equal(a, b) });
    }
    // Two booleans that are not the same word differ, and differ from all numbers.
    if a.is_bool() || b.is_bool() {
        return Shallow::Known(false);
    }
    match (Number::of(a), Number::of(b)) {
        (Some(a), Some(b)) => Shallow::Known(compare_numbers(a, b).is_some_and(|order| order.is_eq())),
        _ => Shallow::Known(false),
    }
}

/// Two containers that are being compared.
struct Frame {
    a: Contents,
    b: Contents,
    b_container: Value,
    next: usize,
}

/// The comparison of two containers.
#[derive(Default)]
struct Comparison {
    stack: Vec<Frame>,
    entered: usize,
    /// Pairs that were entered, once there have been some.
    seen: BTreeSet<(u64, u64)>,
}

impl Comparison {
    fn run(mut self, a: Container, b: Container) -> bool {
        self.enter(a, b);
        while let Some(frame) = self.stack.last_mut() {
            let Some(a) = frame.a.value(frame.next) else {
                self.stack.pop();
                continue;
            };
            let Some(b) = frame.counterpart() else {
                return false;
            };
            frame.next += 1;
            match compare_shallow(a, b) {
                Shallow::Known(true) => {}
                Shallow::Known(false) => return false,
                Shallow::Containers(a, b) => self.enter(a, b),
            }
        }
        true
    }

    /// Goes on with the elements of two containers, unless that was done before.
    fn enter(&mut self, a: Container, b: Container) {
        /// Small values are compared without keeping a set; in a cycle so many pairs are soon reached.
        const UNRECORDED: usize = 32;
        self.entered += 1;
        if self.entered <= UNRECORDED || self.seen.insert((a.0.0, b.0.0)) {
            self.stack.push(Frame { a: a.1, b: b.1, b_container: b.0, next: 0 });
        }
    }
}

impl Frame {
    /// What the next element of the first container must equal: the same position of a list, the same key of a
    /// dictionary, if it is there.
    fn counterpart(&self) -> Option<Value> {
        match self.a.key(self.next) {
            None => self.b.value(self.next),
            Some(key) => match self.b.key(self.next) {
                Some(same) if same == key => self.b.value(self.next),
                _ => entry(self.b_container, key),
            },
        }
    }
}
