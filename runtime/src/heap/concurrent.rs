//! Marking while the program goes on, so that it waits for moments only, however much is live. A copy of the process
//! ([`Snapshot`]) marks memory as it was when the copy was made, into mark bits that both share; the program does nothing
//! for it. What the program can reach later was reachable then, or is new. So what is live at the end is what the copy marked
//! and what was handed out since. (Rodriguez-Rivera and Russo, "Nonintrusive cloning garbage collection with stock operating
//! system support", 1997; Lucarella, "Concurrent garbage collection for the D language".)
//!
//! Up to the end the allocator takes cells by the mark bits of the last collection. Each block remembers how far it was handed
//! out at the snapshot, and whether it was taken since: then what the copy found there is of no interest, it was another
//! object. What refers to objects without keeping them alive (caches) is emptied at the snapshot, so that nothing can come
//! back that the copy does not find.

#[cfg(test)]
mod tests;

use super::classes::{BLOCK, CELL_SIZE, GRANULE};
use super::mark::mark;
use super::space::{Block, MARK_WORDS, Space, Use};
use super::{HEAP, Heap, roots};
use crate::sys::memory;
use crate::sys::snapshot::{Snapshot, snapshot};
use crate::sys::time::{monotonic_ns, sleep_ms};
use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering};

/// With fewer bytes that are probably live (what was, and half of what was handed out since), a collection marks at once.
/// That takes some tens of milliseconds at most.
const SMALLEST: usize = 112 << 20;
/// So many bytes, or half of what was live if that is more, may be handed out until the copy is ready.
const SMALLEST_BUDGET: usize = 64 << 20;
/// Beyond the budget, the program waits for [`PACE_MS`] milliseconds whenever it was handed so many bytes.
const PACE: usize = 1 << 20;
const PACE_MS: u64 = 5;
/// A copy that lets the program wait longer than this, in all, does not run any more.
const LONGEST_WAIT_MS: u64 = 2_000;
/// The budget under [`Concurrency::Always`].
const FORCED_BUDGET: usize = 1 << 10;

/// When the program goes on while its memory is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concurrency {
    /// Never.
    Never,
    /// When that would take long.
    Large,
    /// Always, and collections are frequent: to test it. The intervals grow, so that there are not too many.
    Always,
}

/// Says when the program goes on while its memory is marked. At first it never does; anything else is for processes with
/// one thread.
pub fn set_concurrency(concurrency: Concurrency) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe {
        HEAP.with(|heap| {
            heap.concurrency = concurrency;
            if concurrency == Concurrency::Always {
                heap.close_windows();
                heap.trigger = 0;
            }
        })
    }
}

/// To be called before the process forks or becomes another program: marking belongs to this process. If it is going on, waits
/// for its end.
pub fn before_fork() {
    roots::with_saved_registers(complete_from);
}

extern "C" fn complete_from(stack_pointer: usize) {
    // Safety: one thread uses the heap, and a collection runs no code that comes back to it.
    unsafe { HEAP.with(|heap| heap.complete_marking(stack_pointer)) }
}

/// Marking that is going on.
pub struct Marking {
    snapshot: Snapshot,
    bits: SharedBits,
    /// Of the heap, when it began.
    handed_out: usize,
    waited_ms: u64,
    /// It is not done before a test says so.
    #[cfg(test)]
    is_held: bool,
}

#[derive(PartialEq)]
enum Progress {
    Going,
    Done,
    Failed,
}

impl Marking {
    /// Whether all bits are set, and the copy has ended: before that, each page that the program writes to is copied.
    pub fn is_done(&mut self) -> bool {
        #[cfg(test)]
        if self.is_held {
            return false;
        }
        self.has_all_bits() && self.snapshot.has_ended()
    }

    fn has_all_bits(&self) -> bool {
        self.bits.done().load(Ordering::Acquire) != 0
    }

    /// Waits for the end of marking, but for at most so many milliseconds.
    fn wait(&mut self, most_ms: u64) -> Progress {
        let end = self.waited_ms + most_ms;
        loop {
            if self.is_done() {
                return Progress::Done;
            }
            let is_lost = self.snapshot.has_ended() && !self.has_all_bits();
            if is_lost || self.waited_ms >= LONGEST_WAIT_MS {
                return Progress::Failed;
            }
            if self.waited_ms >= end {
                return Progress::Going;
            }
            sleep_ms(1);
            self.waited_ms += 1;
        }
    }
}

/// Mark bits that the copy sets and the process reads, and a word behind them that tells that all are set.
struct SharedBits {
    words: *mut u64,
    /// Number of blocks that there are bits of.
    blocks: usize,
}

impl SharedBits {
    fn new(blocks: usize) -> Option<SharedBits> {
        let words = memory::share(SharedBits::size(blocks)).ok()?;
        Some(SharedBits { words: words.cast(), blocks })
    }

    fn size(blocks: usize) -> usize {
        ((blocks * MARK_WORDS + 1) * size_of::<u64>()).next_multiple_of(memory::PAGE)
    }

    fn done(&self) -> &AtomicU64 {
        // Safety: the word behind the bits, which is zero or was stored as such.
        unsafe { &*self.words.add(self.blocks * MARK_WORDS).cast() }
    }

    /// The bits of a block, which the copy does not change any more.
    fn of(&self, block: usize) -> &[u64; MARK_WORDS] {
        assert!(block < self.blocks);
        // Safety: there are so many words for each block.
        unsafe { &*self.words.add(block * MARK_WORDS).cast() }
    }
}

impl Drop for SharedBits {
    fn drop(&mut self) {
        // Safety: the mapping, which nothing else refers to.
        unsafe { memory::release(self.words.cast(), SharedBits::size(self.blocks)) }
    }
}

impl Heap {
    /// A collection is due, or one is going on and the program has to do with it.
    pub(super) fn advance(&mut self, stack_pointer: usize) {
        let Some(marking) = &mut self.marking else {
            if !(self.is_concurrent() && self.start_marking(stack_pointer)) {
                self.collect(stack_pointer);
            }
            return;
        };
        let start = monotonic_ns();
        let excess = self.handed_out.saturating_sub(self.trigger) / PACE;
        let progress = marking.wait(PACE_MS * (excess as u64 + 1));
        if progress == Progress::Going {
            self.trigger = self.handed_out + PACE;
            self.count_pause(start);
        } else {
            self.end_marking(progress, start, stack_pointer);
        }
    }

    /// Ends the collection that is going on, if there is one.
    fn complete_marking(&mut self, stack_pointer: usize) {
        if let Some(marking) = &mut self.marking {
            let start = monotonic_ns();
            let progress = marking.wait(LONGEST_WAIT_MS);
            self.end_marking(progress, start, stack_pointer);
        }
    }

    fn end_marking(&mut self, progress: Progress, start: u64, stack_pointer: usize) {
        if progress == Progress::Done {
            self.finish_marking(start);
        } else {
            self.collect(stack_pointer);
        }
    }

    /// Whether the collection that is due is to mark in a copy. Then there must be memory for the pages that are copied
    /// since the program writes to them: it could be all.
    fn is_concurrent(&mut self) -> bool {
        match self.concurrency {
            Concurrency::Never => false,
            Concurrency::Large => {
                self.statistics.live_bytes + self.handed_out / 2 >= SMALLEST && self.space.is_allowed_as_much_again()
            }
            Concurrency::Always => true,
        }
    }

    /// Makes a snapshot, which starts to mark. `false` if the system refuses.
    pub(super) fn start_marking(&mut self, stack_pointer: usize) -> bool {
        let start = monotonic_ns();
        self.prepare();
        self.space.note_snapshot();
        let Some(bits) = SharedBits::new(self.space.top) else { return false };
        let work = || {
            if let Some(roots) = self.find_roots(stack_pointer) {
                mark(&mut self.space, bits.words, roots);
                bits.done().store(1, Ordering::Release);
            }
        };
        // Safety: finding roots and marking use the memory of the heap alone, and the few pages that they get by
        // themselves.
        let Ok(snapshot) = (unsafe { snapshot(work) }) else { return false };
        self.marking = Some(Marking {
            snapshot,
            bits,
            handed_out: self.handed_out,
            waited_ms: 0,
            #[cfg(test)]
            is_held: false,
        });
        self.trigger = self.handed_out + self.budget();
        self.count_pause(start);
        true
    }

    fn budget(&self) -> usize {
        match self.concurrency {
            Concurrency::Always => FORCED_BUDGET,
            _ => (self.statistics.live_bytes / 2).max(SMALLEST_BUDGET),
        }
    }

    /// Takes over what the copy marked.
    fn finish_marking(&mut self, start: u64) {
        let Some(Marking { bits, handed_out, .. }) = self.marking.take() else { return };
        self.close_windows();
        for index in 0..self.space.top {
            self.space.take_over_marks(index, &bits);
        }
        drop(bits);
        self.conclude(start, self.handed_out.saturating_sub(handed_out));
    }

    /// Gives up a collection that is going on.
    pub(super) fn abandon_marking(&mut self) {
        if let Some(Marking { snapshot, .. }) = self.marking.take() {
            snapshot.end();
        }
    }
}

impl Space {
    /// Notes for all blocks what was handed out; there are no windows.
    fn note_snapshot(&mut self) {
        for index in 0..self.top {
            let block = self.block(index);
            block.handed_out_before = block.handed_out;
            block.is_new = false;
        }
    }

    /// Makes the mark bits of a block those of all that is live in it. There are no windows.
    fn take_over_marks(&mut self, index: usize, bits: &SharedBits) {
        let Block { usage, class, is_new, handed_out_before, handed_out, .. } = *self.block(index);
        let marks = self.block_marks(index);
        match usage {
            // No bit is set.
            Use::Free | Use::LargeTail => {}
            Use::Large => marks[0] = (is_new || bits.of(index)[0] & 1 != 0) as u64,
            Use::Cells => {
                let cell_size = CELL_SIZE[class as usize] as usize;
                if is_new {
                    mark_unmarked(marks, cell_size, 0..handed_out as usize);
                } else if handed_out > handed_out_before {
                    mark_unmarked(marks, cell_size, handed_out_before as usize..handed_out as usize);
                    marks.iter_mut().zip(bits.of(index)).for_each(|(word, found)| *word |= found);
                } else {
                    *marks = *bits.of(index);
                }
            }
        }
    }
}

/// Marks the cells of a range that are not marked, and no others; the range, in bytes, starts and ends with cells.
fn mark_unmarked(marks: &mut [u64; MARK_WORDS], cell_size: usize, range: Range<usize>) {
    debug_assert!(range.start.is_multiple_of(cell_size) && range.end <= BLOCK);
    let step = cell_size / GRANULE;
    let (start, end) = (range.start / GRANULE, range.end / GRANULE);
    let mut first = start;
    for (index, word) in marks.iter_mut().enumerate() {
        let base = index * 64;
        let mut cells = 0;
        while first < end.min(base + 64) {
            cells |= 1 << (first - base);
            first += step;
        }
        *word = cells & !*word;
    }
}
