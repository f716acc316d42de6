//! A program that runs while another one of the process waits: it has a heap of its own, which is given back when it
//! ends, and bounds on what it may use, for the sake of who runs it. The compiler runs generators of modules so.

use super::{HEAP, Heap};
use crate::{errors, shape, string};

/// What a nested program may use.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of objects, and of any text or number that is being made.
    pub memory: usize,
    /// The bits of an integer: computing with large ones takes long without any memory to speak of.
    pub integer_bits: u64,
    /// Called where a bound is met. It cannot return: it unwinds to whoever runs the program.
    pub exceeded: fn(Bound) -> !,
}

/// What there was too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Memory,
    Integer,
}

/// Runs `f` with a fresh heap, which it has to [initialise](super::init) on its stack. No value of the surrounding program
/// may be used in it, and none of its values afterwards. `f` must not unwind.
pub fn nested<R>(bounds: Bounds, f: impl FnOnce() -> R) -> R {
    // Safety: one thread uses the runtime, and the references end with the statements.
    let outer = unsafe { HEAP.get().replace(Heap { bounds: Some(bounds), ..Heap::NEW }) };
    let shapes = shape::replace_shared(shape::NO_SHARED);
    let pending = errors::replace_pending(errors::NO_PENDING);
    string::forget_positions();
    let result = f();
    // Safety: as above; nothing refers to the nested heap any more.
    unsafe {
        let mut inner = HEAP.get().replace(outer);
        inner.space.give_back();
    }
    shape::replace_shared(shapes);
    errors::replace_pending(pending);
    string::forget_positions();
    result
}

/// The bounds of the program that runs, if it has any.
#[inline]
pub fn bounds() -> Option<Bounds> {
    // Safety: one thread uses the heap; the field is read alone.
    unsafe { (*HEAP.get()).bounds }
}

/// Says that so many bytes will be needed for what is being made. Ends the program if they are more than it may have.
pub fn require(bytes: usize) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    if !unsafe { HEAP.with(|heap| heap.space.is_within_limit(bytes)) } {
        super::fatal_out_of_memory();
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_heap;
    use super::*;
    use crate::testing::{dict_of, outcome, small, text};
    use crate::{heap, ops, stack};

    const BOUNDS: Bounds = Bounds { memory: 64 << 20, integer_bits: 1000, exceeded };

    fn exceeded(bound: Bound) -> ! {
        std::panic::resume_unwind(std::boxed::Box::new(bound))
    }

    /// Runs `f` as a nested program; the bound that it met.
    fn run(f: impl FnOnce() + std::panic::UnwindSafe) -> Option<Bound> {
        let mut met = None;
        nested(BOUNDS, || {
            stack::run_in(1 << 20, |base| {
                heap::init(base as usize);
                met = std::panic::catch_unwind(f).err().map(|payload| *payload.downcast::<Bound>().unwrap());
            })
            .unwrap();
        });
        met
    }

    #[test]
    fn the_surrounding_program_goes_on_with_its_values() {
        with_heap(|| {
            let kept = dict_of(&[("a", text("kept as it was, whatever runs")), ("b", small(1))]);
            for _ in 0..3 {
                let met = run(|| {
                    heap::set_stress(true);
                    let inner = dict_of(&[("a", text("something else that is as long")), ("b", small(2))]);
                    assert_eq!(outcome(inner), "{a: something else that is as long, b: 2}");
                    let _ = ops::index(inner, text("zzz"));
                });
                assert_eq!(met, None);
                assert!(errors::peek().is_none());
                heap::collect();
                assert_eq!(outcome(kept), "{a: kept as it was, whatever runs, b: 1}");
            }
        });
    }

    #[test]
    fn bounds_end_the_program() {
        with_heap(|| {
            let repeat = |n: i64| {
                move || {
                    let _ = crate::list::repeat(small(1), n);
                }
            };
            assert_eq!(run(repeat(1 << 20)), None);
            assert_eq!(run(repeat(1 << 24)), Some(Bound::Memory));
            let shift = |n: i64| {
                move || {
                    let _ = ops::shl(small(1), small(n));
                }
            };
            assert_eq!(run(shift(900)), None);
            assert_eq!(run(shift(1001)), Some(Bound::Integer));
            let doubling = || {
                let mut s = text("0123456789abcdef0123456789abcdef");
                loop {
                    s = ops::add(s, s);
                }
            };
            assert_eq!(run(doubling), Some(Bound::Memory));
        });
    }

    #[test]
    fn text_that_is_larger_than_what_it_is_made_of() {
        with_heap(|| {
            let met = run(|| {
                let mut list = crate::testing::list_of(&[text("0123456789abcdef0123456789abcdef"); 8]);
                for _ in 0..10 {
                    list = crate::testing::list_of(&[list; 8]);
                }
                let _ = crate::text::to_string(list);
            });
            assert_eq!(met, Some(Bound::Memory));
        });
    }
}
