//! Objects with blocks of their own. What is known to be referred to no more can be freed at once, and an object can grow
//! into free blocks behind it: a growing list then copies little and leaves nothing behind.

use super::classes::BLOCK;
use super::space::Use;
use super::{HEAP, Heap, advance};
use crate::object::Header;

/// Makes a large object at least `bytes` bytes long where it is. Its new part is not initialised. `false`: it is no large
/// object, or what lies behind it is not free. May collect.
///
/// # Safety
/// `object` is a live object.
pub unsafe fn grow_large(object: *const Header, bytes: usize) -> bool {
    // Safety: one thread uses the heap; the references end before a collection makes its own.
    unsafe {
        let Some(block) = HEAP.with(|heap| heap.large_block(object)) else { return false };
        let more = HEAP.with(|heap| bytes.saturating_sub(heap.size_of_large(block)));
        if HEAP.with(|heap| heap.is_collection_due(more)) {
            advance();
        }
        HEAP.with(|heap| heap.grow(block, bytes))
    }
}

/// Frees an object if it is a large one.
///
/// # Safety
/// No object and no root refers to it. Words on the stack may, if they are not used any more.
pub unsafe fn free_large(object: *const Header) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe {
        HEAP.with(|heap| {
            if let Some(block) = heap.large_block(object) {
                heap.free(block);
            }
        })
    }
}

impl Heap {
    /// A new large object.
    pub(super) fn take_large(&mut self, bytes: usize) -> Option<usize> {
        let count = bytes.div_ceil(BLOCK);
        let block = self.space.take(count, Use::Large)?;
        self.count_large(count);
        Some(self.space.address(block))
    }

    /// The first block of a large object.
    fn large_block(&mut self, object: *const Header) -> Option<usize> {
        let block = (object as usize).wrapping_sub(self.space.base) / BLOCK;
        (block < self.space.top && self.space.block(block).usage == Use::Large).then_some(block)
    }

    fn size_of_large(&mut self, block: usize) -> usize {
        self.space.block(block).link as usize * BLOCK
    }

    fn grow(&mut self, block: usize, bytes: usize) -> bool {
        let (old, new) = (self.size_of_large(block) / BLOCK, bytes.div_ceil(BLOCK));
        let extended = new <= old || self.space.extend(block, new);
        if extended {
            self.count_large(new.saturating_sub(old));
        }
        extended
    }

    fn free(&mut self, block: usize) {
        let size = self.size_of_large(block);
        self.space.clear_mark(block);
        self.space.release(block, size / BLOCK);
        self.handed_out = self.handed_out.saturating_sub(size);
    }

    /// Counts blocks that were handed out.
    fn count_large(&mut self, count: usize) {
        self.handed_out += count * BLOCK;
        self.large_bytes += (count * BLOCK) as u64;
    }
}
