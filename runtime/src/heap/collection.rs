//! One collection: find the roots, clear the mark bits, [`mark`](super::mark), sort the blocks.

use super::classes::{BLOCK, CELL_SIZE, CLASSES};
use super::mark::mark;
use super::space::{MARK_WORDS, Use};
use super::{Heap, MOST_EXTRA, NO_WINDOW, SMALLEST_TRIGGER, fatal_out_of_memory};
use crate::program::AttributeCache;

impl Heap {
    pub(super) fn collect(&mut self, stack_pointer: usize) {
        let start = crate::sys::time::monotonic_ns();
        self.close_windows();
        self.empty_attribute_caches();
        crate::lookup::forget();
        let roots = self.find_roots(stack_pointer);
        self.clear_marks();
        mark(&mut self.space, roots);
        self.windows = [NO_WINDOW; CLASSES];
        let live_bytes = self.sort_blocks();
        self.trigger = (live_bytes + live_bytes.min(MOST_EXTRA)).max(SMALLEST_TRIGGER);
        self.handed_out = 0;
        self.space.return_memory(self.trigger);
        self.count(live_bytes, crate::sys::time::monotonic_ns() - start);
    }

    /// Writes the tagged addresses of the objects that roots refer to into the work space and returns their number.
    fn find_roots(&mut self, stack_pointer: usize) -> usize {
        let (work, room) = (self.space.work, self.space.root_room());
        let mut count = 0;
        self.roots.each(stack_pointer, &mut self.space, |cell| {
            if count == room {
                fatal_out_of_memory();
            }
            // Safety: the work space has room for so many words.
            unsafe { *work.add(count) = cell as u64 | 1 };
            count += 1;
        });
        count
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

    fn count(&mut self, live_bytes: usize, pause: u64) {
        let statistics = &mut self.statistics;
        statistics.live_bytes = live_bytes;
        statistics.collections += 1;
        statistics.total_pause_ns += pause;
        statistics.longest_pause_ns = statistics.longest_pause_ns.max(pause);
    }
}
