//! One collection: find the roots, clear the mark bits, [`mark`](super::mark), sort the blocks.

use super::classes::{BLOCK, CELL_SIZE, CLASSES};
use super::mark::mark;
use super::space::{MARK_WORDS, Use};
use super::{Concurrency, Heap, MOST_EXTRA, NO_WINDOW, SMALLEST_TRIGGER, fatal_out_of_memory};
use crate::program::AttributeCache;
use crate::sys::time::monotonic_ns;

/// Under [`Concurrency::Always`], collection number `n` is due when `n` times so many bytes were handed out.
const FORCED_INTERVAL: usize = 4 << 10;

impl Heap {
    pub(super) fn collect(&mut self, stack_pointer: usize) {
        let start = monotonic_ns();
        self.abandon_marking();
        self.prepare();
        let Some(roots) = self.find_roots(stack_pointer) else { fatal_out_of_memory() };
        self.clear_marks();
        let marks = self.space.marks;
        mark(&mut self.space, marks, roots);
        self.conclude(start, 0);
    }

    /// Before the roots are found: takes the windows away, and empties what refers to objects without keeping them alive.
    pub(super) fn prepare(&mut self) {
        self.close_windows();
        self.empty_attribute_caches();
        crate::lookup::forget();
    }

    /// After marking: finds what is free, and counts the pause that began at `start`. `handed_out` bytes were handed out since
    /// the roots were found.
    pub(super) fn conclude(&mut self, start: u64, handed_out: usize) {
        self.windows = [NO_WINDOW; CLASSES];
        let live_bytes = self.sort_blocks().saturating_sub(handed_out);
        self.statistics.live_bytes = live_bytes;
        self.statistics.collections += 1;
        self.trigger = (live_bytes + live_bytes.min(MOST_EXTRA)).max(SMALLEST_TRIGGER);
        if self.concurrency == Concurrency::Always {
            self.trigger = FORCED_INTERVAL * self.statistics.collections as usize;
        }
        self.handed_out = handed_out;
        self.space.return_memory(self.trigger.saturating_sub(handed_out));
        self.count_pause(start);
    }

    /// Writes the tagged addresses of the objects that roots refer to into the work space and returns their number. `None`:
    /// there is no room for so many.
    pub(super) fn find_roots(&mut self, stack_pointer: usize) -> Option<usize> {
        let (work, room) = (self.space.work, self.space.root_room());
        let mut count = 0;
        self.roots.each(stack_pointer, &mut self.space, |cell| {
            if count < room {
                // Safety: the work space has room for so many words.
                unsafe { *work.add(count) = cell as u64 | 1 };
            }
            count += 1;
        });
        (count <= room).then_some(count)
    }

    fn empty_attribute_caches(&mut self) {
        let (first, count) = self.attribute_caches;
        for i in 0..count {
            // Safety: registered for that.
            unsafe { *first.add(i) = AttributeCache::EMPTY }
        }
    }

    fn clear_marks(&mut self) {
        // Safety: the table has so many words for each block.
        unsafe { self.space.marks.write_bytes(0, self.space.top * MARK_WORDS) }
    }

    /// Frees the blocks without live objects and makes lists of the others, in the order of their addresses. Returns the
    /// bytes that live objects take.
    fn sort_blocks(&mut self) -> usize {
        let mut live_bytes = 0;
        for index in (0..self.space.top).rev() {
            let block = self.space.block(index);
            let (usage, class, count) = (block.usage, block.class as usize, block.link as usize);
            match usage {
                Use::Free | Use::LargeTail => {}
                Use::Large => {
                    if self.space.is_marked(self.space.address(index)) {
                        live_bytes += count * BLOCK;
                    } else {
                        self.space.release(index, count);
                    }
                }
                Use::Cells => {
                    let cells =
                        self.space.block_marks(index).iter().map(|word| word.count_ones() as usize).sum::<usize>();
                    if cells == 0 {
                        self.space.release(index, 1);
                    } else {
                        live_bytes += cells * CELL_SIZE[class] as usize;
                        let first = &mut self.windows[class].next_block;
                        let block = self.space.block(index);
                        block.handed_out = 0;
                        block.link = *first;
                        *first = index as u32;
                    }
                }
            }
        }
        live_bytes
    }

    /// Counts the time for which the program has waited.
    pub(super) fn count_pause(&mut self, start: u64) {
        let pause = monotonic_ns() - start;
        let statistics = &mut self.statistics;
        statistics.total_pause_ns += pause;
        statistics.longest_pause_ns = statistics.longest_pause_ns.max(pause);
    }
}
