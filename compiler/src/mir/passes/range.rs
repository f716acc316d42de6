//! Ranges of small integers: what bounds a value has if it is an integer of 63 bits. With them a counter that is
//! compared with a length or a constant is known to stay small, so that its sum needs no check.
//!
//! Counters need no limit for that. What starts below [`COUNTED`] and is only added to in steps of at most [`LARGEST_STEP`]
//! gets nowhere near the end of the small integers in the lifetime of a machine: the 2^57 additions that it takes are
//! years of doing nothing else. So a bound of `COUNTED` means "that, or more by a number that can be counted to", and
//! whatever is computed from it is computed with twice as much.
//!
//! Intervals with widening (Cousot and Cousot, "Abstract interpretation", 1977): a bound that moves when ways join goes
//! on to the next of a few thresholds, so that propagation ends.

use omg_runtime::value::{SMALL_MAX, SMALL_MIN};

use crate::mir::{BinaryOp, CompareOp};

/// `lo..=hi`, both small integers; `lo > hi` is the range of no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    lo: i64,
    hi: i64,
}

/// Beyond this counters are not followed.
const COUNTED: i64 = 1 << 60;
/// The largest step of a counter.
const LARGEST_STEP: i64 = 16;

/// Where a lower bound that falls comes to rest.
const LOWER: [i64; 5] = [1, 0, -1, -COUNTED, SMALL_MIN];
/// Where an upper bound that rises comes to rest.
const UPPER: [i64; 8] = [0, 127, 1 << 16, 1 << 31, 1 << 48, COUNTED, SMALL_MAX - 1, SMALL_MAX];

impl Range {
    pub const ALL: Range = Range { lo: SMALL_MIN, hi: SMALL_MAX };
    pub const NONE: Range = Range { lo: SMALL_MAX, hi: SMALL_MIN };
    /// What `length` gives: more elements than this fit no machine.
    pub const LENGTH: Range = Range { lo: 0, hi: 1 << 48 };

    /// One small integer.
    pub fn of(value: i64) -> Range {
        Range { lo: value, hi: value }
    }

    pub fn is_non_negative(self) -> bool {
        self.lo >= 0
    }

    pub fn is_empty(self) -> bool {
        self.lo > self.hi
    }

    /// What holds on either of two ways, with widening against the first.
    pub fn join(self, other: Range) -> Range {
        if other.is_empty() {
            return self;
        }
        if self.is_empty() {
            return other;
        }
        let threshold = |thresholds: &[i64], beyond: &dyn Fn(i64) -> bool| {
            *thresholds.iter().find(|&&t| beyond(t)).expect("the last threshold is the bound of all")
        };
        Range {
            lo: if other.lo < self.lo { threshold(&LOWER, &|t| t <= other.lo) } else { self.lo },
            hi: if other.hi > self.hi { threshold(&UPPER, &|t| t >= other.hi) } else { self.hi },
        }
    }

    /// Whether all of it lies in `lo..=hi`.
    pub fn is_within(self, lo: i64, hi: i64) -> bool {
        self.lo >= lo && self.hi <= hi
    }

    /// With the bounds of counters where no counter gets to.
    fn uncounted(self) -> Range {
        Range {
            lo: if self.lo == -COUNTED { 2 * self.lo } else { self.lo },
            hi: if self.hi == COUNTED { 2 * self.hi } else { self.hi },
        }
    }

    /// The sum of a counter and a step. Both bounds may be that of counters: then it is at least, or at most, that.
    fn counted(self, step: Range) -> Option<Range> {
        let is_counter = self.lo >= -COUNTED && self.hi <= COUNTED;
        (is_counter && step.is_within(-LARGEST_STEP, LARGEST_STEP))
            .then(|| Range { lo: self.lo + step.lo, hi: self.hi + step.hi }.clamped())
    }

    fn clamped(self) -> Range {
        Range { lo: self.lo.clamp(-COUNTED, COUNTED), hi: self.hi.clamp(-COUNTED, COUNTED) }
    }

    fn within(self, lo: i64, hi: i64) -> Range {
        Range { lo: self.lo.max(lo), hi: self.hi.min(hi) }
    }

    /// This value's range on the way where it compares to one in `other` as `op` says.
    pub fn where_compares(self, op: CompareOp, other: Range) -> Range {
        if other.is_empty() {
            return self;
        }
        let other = other.uncounted();
        match op {
            CompareOp::Lt => self.within(SMALL_MIN, other.hi - 1),
            CompareOp::Le => self.within(SMALL_MIN, other.hi),
            CompareOp::Gt => self.within(other.lo + 1, SMALL_MAX),
            CompareOp::Ge => self.within(other.lo, SMALL_MAX),
            CompareOp::Eq => self.within(other.lo, other.hi),
            CompareOp::Ne => self,
        }
    }

    /// The result's range, if it is certain to be small; both operands are small integers.
    pub fn binary(op: BinaryOp, a: Range, b: Range) -> Option<Range> {
        if a.is_empty() || b.is_empty() {
            return None;
        }
        let negated = |r: Range| Range { lo: -r.hi, hi: -r.lo };
        let counted = match op {
            BinaryOp::Add => a.counted(b).or(b.counted(a)),
            BinaryOp::Sub if b.lo > SMALL_MIN => a.counted(negated(b)),
            _ => None,
        };
        if counted.is_some() {
            return counted;
        }
        let (a, b) = (a.uncounted(), b.uncounted());
        let wide = |n: i64| i128::from(n);
        let (lo, hi) = match op {
            BinaryOp::Add => (wide(a.lo) + wide(b.lo), wide(a.hi) + wide(b.hi)),
            BinaryOp::Sub => (wide(a.lo) - wide(b.hi), wide(a.hi) - wide(b.lo)),
            BinaryOp::Mul => {
                let products = [a.lo, a.hi].map(|x| [b.lo, b.hi].map(|y| wide(x) * wide(y)));
                let products = products.as_flattened();
                (*products.iter().min()?, *products.iter().max()?)
            }
            // By zero there is no result.
            BinaryOp::Mod if b.lo >= 0 && b.hi > 0 => (0, wide(b.hi) - 1),
            BinaryOp::FloorDiv | BinaryOp::Div2025 if b.lo >= 0 && b.hi > 0 => (wide(a.lo).min(0), wide(a.hi).max(0)),
            BinaryOp::Shr if b.lo >= 0 => (wide(a.lo).min(0), wide(a.hi).max(-1)),
            BinaryOp::BitAnd if a.lo >= 0 || b.lo >= 0 => {
                let bound = |r: Range| if r.lo >= 0 { wide(r.hi) } else { wide(SMALL_MAX) };
                (0, bound(a).min(bound(b)))
            }
            _ => return None,
        };
        let small = lo >= wide(SMALL_MIN) && hi <= wide(SMALL_MAX);
        small.then_some(Range { lo: lo as i64, hi: hi as i64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_hold_every_result() {
        let edges = [
            SMALL_MIN,
            SMALL_MIN + 1,
            -COUNTED,
            -5,
            -1,
            0,
            1,
            2,
            7,
            1 << 31,
            COUNTED - 1,
            COUNTED,
            SMALL_MAX - 1,
            SMALL_MAX,
        ];
        let ranges: Vec<Range> = edges
            .iter()
            .flat_map(|&lo| edges.iter().map(move |&hi| Range { lo, hi }))
            .filter(|r| !r.is_empty())
            .collect();
        let samples = |r: Range| edges.into_iter().filter(move |&n| r.lo <= n && n <= r.hi);
        // What a counter can get to.
        let counts = |r: Range| (i128::from(r.uncounted().lo), i128::from(r.uncounted().hi));
        let floor_div = |x: i128, y: i128| x.div_euclid(y);
        for &a in &ranges {
            for &b in &ranges {
                for op in [
                    BinaryOp::Add,
                    BinaryOp::Sub,
                    BinaryOp::Mul,
                    BinaryOp::Mod,
                    BinaryOp::FloorDiv,
                    BinaryOp::Shr,
                    BinaryOp::BitAnd,
                ] {
                    let Some(range) = Range::binary(op, a, b) else { continue };
                    assert!(!range.is_empty(), "{op:?} {a:?} {b:?}");
                    for (x, y) in samples(a).flat_map(|x| samples(b).map(move |y| (i128::from(x), i128::from(y)))) {
                        if y == 0 && matches!(op, BinaryOp::Mod | BinaryOp::FloorDiv) {
                            continue;
                        }
                        let result = match op {
                            BinaryOp::Add => x + y,
                            BinaryOp::Sub => x - y,
                            BinaryOp::Mul => x * y,
                            BinaryOp::Mod => x.rem_euclid(y),
                            BinaryOp::FloorDiv => floor_div(x, y),
                            BinaryOp::Shr => x >> y.min(100),
                            _ => x & y,
                        };
                        let (lo, hi) = counts(range);
                        let inside = lo <= result && result <= hi;
                        assert!(inside, "{op:?} {x} {y} = {result}, not in {range:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn joins_come_to_rest() {
        let (mut range, mut changes) = (Range::of(0), 0);
        for n in (0..200).map(|n| n * n * n - 50 * n * n) {
            let joined = range.join(Range::of(n));
            changes += usize::from(joined != range);
            range = joined;
            assert!(range.lo <= n && n <= range.hi);
        }
        assert!(changes <= LOWER.len() + UPPER.len());
    }

    #[test]
    fn counters_stay_small() {
        let mut counter = Range::of(0);
        for _ in 0..100 {
            counter = counter.join(Range::binary(BinaryOp::Add, counter, Range::of(3)).unwrap());
        }
        assert_eq!(counter, Range { lo: 0, hi: COUNTED });
        assert_eq!(Range::binary(BinaryOp::Sub, counter, Range::of(-1)), Some(Range { lo: 1, hi: COUNTED }));
        assert_eq!(Range::binary(BinaryOp::Mul, counter, Range::of(2)), None);
        assert_eq!(Range::binary(BinaryOp::Add, counter, Range::of(17)), Some(Range { lo: 17, hi: 2 * COUNTED + 17 }));
        assert_eq!(Range::binary(BinaryOp::Add, Range::of(COUNTED + 1), Range::of(1)), Some(Range::of(COUNTED + 2)));
    }

    #[test]
    fn conditions_narrow() {
        let counter = Range { lo: 0, hi: SMALL_MAX };
        let below = counter.where_compares(CompareOp::Lt, Range::ALL);
        assert_eq!(below, Range { lo: 0, hi: SMALL_MAX - 1 });
        assert_eq!(Range::binary(BinaryOp::Add, below, Range::of(1)), Some(Range { lo: 1, hi: SMALL_MAX }));
        assert_eq!(Range::binary(BinaryOp::Add, counter, Range::of(1)), None);
        assert_eq!(counter.where_compares(CompareOp::Gt, Range::of(4)), Range { lo: 5, hi: SMALL_MAX });
    }
}
