//! The address space of the heap: one reservation, cut into blocks, with a side table that tells for each block what it
//! is used for. Blocks hold no bookkeeping of their own, so a pointer into the middle of an object of many blocks is
//! as easy to resolve as any other.

use super::classes::{BLOCK, GRANULE};
use super::limit::available_memory;
use crate::sys::memory;
use core::ops::Range;
use core::ptr::null_mut;

/// What is asked for; where address space is limited, half of it, a quarter and so on.
const LARGEST_HEAP: usize = 64 << 30;
const SMALLEST_HEAP: usize = 16 << 20;
/// Up to here the system is not asked how much memory there is.
const PROVISIONAL_LIMIT: usize = 1 << 30;

/// So many bytes from the first block on are small pages, so that a small program has little more memory than it touches.
/// Large pages, behind, save a larger program the time of most page faults.
const SMALL_PAGES: usize = 4 << 20;
/// So many bytes of mark bits too.
const SMALL_PAGES_OF_MARKS: usize = 512 << 10;
/// The size of a large page.
const LARGE_PAGE: usize = 2 << 20;

/// Words of mark bits per block.
pub const MARK_WORDS: usize = BLOCK / GRANULE / 64;

/// What a block is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Use {
    /// For nothing. (Zero, so that a fresh table says this of all blocks.)
    Free = 0,
    /// Cells of one size class.
    Cells = 1,
    /// The first block of a large object.
    Large = 2,
    /// A further block of a large object.
    LargeTail = 3,
}

/// A row of the side table.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Block {
    pub usage: Use,
    /// Of `Use::Cells`: the size class.
    pub class: u8,
    /// The block may hold memory of the system although it is free.
    pub resident: bool,
    /// While marking is going on: the block was taken since it began.
    pub is_new: bool,
    /// Of `Use::Cells`: below this offset every cell was marked at the last collection or handed out since.
    pub handed_out: u32,
    /// While marking is going on: `handed_out` when it began.
    pub handed_out_before: u32,
    /// `Cells`: the next block of the class that was not yet searched, or `NO_BLOCK`. `Large`: the number of blocks.
    /// `LargeTail`: the first block of the object.
    pub link: u32,
}

/// The end of a list of blocks.
pub const NO_BLOCK: u32 = u32::MAX;

/// The reservation and its tables.
pub struct Space {
    /// All that was reserved, tables included, and its size.
    reservation: (*mut u8, usize),
    /// The address of block 0; a multiple of the size of a large page.
    pub base: usize,
    /// The side table.
    pub blocks: *mut Block,
    /// One bit per granule of the heap, set at the first granule of a live object.
    pub marks: *mut u64,
    /// Room for the collector's list of roots and its mark stack, together.
    pub work: *mut u64,
    /// One bit per block: it is free. Clear from `top` on.
    free: *mut u64,
    /// Blocks from here on were never used, or are free again.
    pub top: usize,
    /// No block below this one is free.
    first_free: usize,
    /// Number of blocks of the reservation.
    capacity: usize,
    /// Number of blocks that may be in use at the same time.
    limit: usize,
    /// The limit is not the system's yet, which is asked when the heap gets so large that it matters.
    is_provisional: bool,
    in_use: usize,
}

impl Space {
    pub const fn unreserved() -> Space {
        Space {
            reservation: (null_mut(), 0),
            base: 0,
            blocks: null_mut(),
            marks: null_mut(),
            work: null_mut(),
            free: null_mut(),
            top: 0,
            first_free: 0,
            capacity: 0,
            limit: 0,
            is_provisional: true,
            in_use: 0,
        }
    }

    /// Takes the address space; `false` if there is too little of it.
    pub fn reserve(&mut self) -> bool {
        let mut size = LARGEST_HEAP;
        while size >= SMALLEST_HEAP {
            let blocks = size / BLOCK;
            let tables = [size, blocks * size_of::<Block>(), blocks * MARK_WORDS * 8, size / 2, blocks / 8];
            let total = tables.iter().sum::<usize>() + LARGE_PAGE;
            if let Ok(memory) = memory::reserve(total) {
                self.reservation = (memory, total);
                self.base = (memory as usize).next_multiple_of(LARGE_PAGE);
                self.blocks = (self.base + size) as *mut Block;
                self.marks = (self.blocks as usize + tables[1]) as *mut u64;
                self.work = (self.marks as usize + tables[2]) as *mut u64;
                self.free = (self.work as usize + tables[3]) as *mut u64;
                self.capacity = blocks;
                self.limit = blocks.min(PROVISIONAL_LIMIT / BLOCK);
                let small_marks = SMALL_PAGES_OF_MARKS.min(tables[2]);
                // Safety: parts of the reservation.
                unsafe {
                    memory::prefer_large_pages((self.base + SMALL_PAGES) as *mut u8, size - SMALL_PAGES);
                    memory::prefer_large_pages(self.marks.cast::<u8>().add(small_marks), tables[2] - small_marks);
                }
                return true;
            }
            size /= 2;
        }
        false
    }

    /// Gives the address space back, with all that is in it.
    pub fn give_back(&mut self) {
        let (memory, total) = self.reservation;
        *self = Space::unreserved();
        if total > 0 {
            // Safety: the whole reservation, which nothing leads to any more.
            unsafe { memory::release(memory, total) };
        }
    }

    pub fn is_reserved(&self) -> bool {
        self.base != 0
    }

    /// Limits the memory for objects, in bytes.
    pub fn set_limit(&mut self, bytes: usize) {
        self.limit = (bytes / BLOCK).clamp(1, self.capacity);
        self.is_provisional = false;
    }

    /// Whether the limit allows an object of so many bytes if there were no others.
    pub fn is_within_limit(&mut self, bytes: usize) -> bool {
        bytes.div_ceil(BLOCK) <= self.limit || self.is_allowed(bytes.div_ceil(BLOCK))
    }

    /// Whether the limit allows `count` more blocks.
    fn is_allowed(&mut self, count: usize) -> bool {
        if count <= self.limit.saturating_sub(self.in_use) {
            return true;
        }
        if self.is_provisional {
            // What the tables and the rest of the process need is left over.
            let available = available_memory() / 16 * 15;
            self.set_limit(self.bytes_in_use().saturating_add(available));
        }
        count <= self.limit.saturating_sub(self.in_use)
    }

    /// Whether the limit allows as much as there is now a second time.
    pub fn is_allowed_as_much_again(&mut self) -> bool {
        self.is_allowed(self.in_use)
    }

    /// Bytes of the blocks that hold objects.
    pub fn bytes_in_use(&self) -> usize {
        self.in_use * BLOCK
    }

    /// For how many roots the work space has room.
    pub fn root_room(&self) -> usize {
        self.capacity * BLOCK / 8 / size_of::<u64>()
    }

    pub fn block(&mut self, index: usize) -> &mut Block {
        debug_assert!(index < self.capacity);
        // Safety: the table has `capacity` rows of zeroed or initialised memory; zero is a valid row.
        unsafe { &mut *self.blocks.add(index) }
    }

    pub fn address(&self, block: usize) -> usize {
        self.base + block * BLOCK
    }

    /// The mark bits of a block.
    pub fn block_marks(&mut self, block: usize) -> &mut [u64; MARK_WORDS] {
        debug_assert!(block < self.capacity);
        // Safety: there are `MARK_WORDS` words for each block, zeroed or initialised.
        unsafe { &mut *self.marks.add(block * MARK_WORDS).cast() }
    }

    /// Whether the mark bit of the granule at an address of the heap is set.
    pub fn is_marked(&self, address: usize) -> bool {
        let granule = (address - self.base) / GRANULE;
        // Safety: there is a bit for each granule.
        unsafe { *self.marks.add(granule / 64) >> (granule % 64) & 1 != 0 }
    }

    /// Clears the mark bit of the object that starts with a block.
    pub fn clear_mark(&mut self, block: usize) {
        self.block_marks(block)[0] &= !1;
    }

    fn free_word(&mut self, word: usize) -> &mut u64 {
        debug_assert!(word * 64 < self.capacity);
        // Safety: there is a bit for each block, zeroed or initialised.
        unsafe { &mut *self.free.add(word) }
    }

    fn set_free(&mut self, block: usize, free: bool) {
        let bit = 1 << (block % 64);
        let word = self.free_word(block / 64);
        if free { *word |= bit } else { *word &= !bit }
    }

    fn is_free(&mut self, block: usize) -> bool {
        *self.free_word(block / 64) >> (block % 64) & 1 != 0
    }

    /// Takes `count` blocks side by side, at the lowest address where there are so many, for one purpose: the first is of
    /// the given use, the others its tail. Their mark bits are clear. `None`: there are not so many.
    pub fn take(&mut self, count: usize, usage: Use) -> Option<usize> {
        if !self.is_allowed(count) {
            return None;
        }
        let start = self.find_run(count);
        if start + count > self.capacity {
            return None;
        }
        self.take_tail(start, start, count);
        let first = self.block(start);
        first.usage = usage;
        first.link = count as u32;
        first.handed_out = 0;
        Some(start)
    }

    /// Makes a large object `count` blocks long, which are more than it has. `false`: those behind it are not all free.
    pub fn extend(&mut self, start: usize, count: usize) -> bool {
        let end = start + self.block(start).link as usize;
        let free = |space: &mut Space, block: usize| block >= space.top || space.is_free(block);
        let is_possible = start + count <= self.capacity
            && (end..start + count).all(|block| free(self, block))
            && self.is_allowed(start + count - end);
        if is_possible {
            self.take_tail(start, end, start + count - end);
            self.block(start).link = count as u32;
        }
        is_possible
    }

    /// Takes `count` free blocks from `from` on for the object that starts with block `start`.
    fn take_tail(&mut self, start: usize, from: usize, count: usize) {
        for block in from..from + count {
            self.set_free(block, false);
            let row = self.block(block);
            row.usage = Use::LargeTail;
            row.link = start as u32;
            row.resident = true;
            row.is_new = true;
        }
        if from == self.first_free {
            self.first_free = from + count;
        }
        self.top = self.top.max(from + count);
        self.in_use += count;
    }

    /// The first of `count` free blocks side by side; the run may go beyond `top`.
    fn find_run(&mut self, count: usize) -> usize {
        let (mut start, mut block) = (self.first_free, self.first_free);
        while block < self.top && block - start < count {
            let rest = *self.free_word(block / 64) >> (block % 64);
            if rest & 1 == 0 {
                block = (block + rest.trailing_zeros() as usize).min((block / 64 + 1) * 64);
                start = block;
            } else {
                block += rest.trailing_ones() as usize;
            }
        }
        start.min(self.top)
    }

    /// Gives `count` blocks back, from `start` on. Their mark bits must be clear.
    pub fn release(&mut self, start: usize, count: usize) {
        for block in start..start + count {
            self.block(block).usage = Use::Free;
            self.set_free(block, true);
        }
        self.first_free = self.first_free.min(start);
        self.in_use -= count;
    }

    /// Returns the memory of free blocks to the system, those at the highest addresses first, but keeps `keep` bytes. Large
    /// pages are returned as a whole: the rest of one would be small pages from then on.
    pub fn return_memory(&mut self, keep: usize) {
        let mut kept = 0;
        let mut excess_from = self.top;
        for block in self.first_free..self.top {
            if self.is_free(block) && self.block(block).resident {
                kept += BLOCK;
                if kept > keep {
                    excess_from = block;
                    break;
                }
            }
        }
        let mut block = excess_from;
        while block < self.top {
            let start = block;
            while block < self.top && self.is_free(block) && self.block(block).resident {
                block += 1;
            }
            self.discard(start..block);
            block += 1;
        }
        while self.top > 0 && self.is_free(self.top - 1) && !self.block(self.top - 1).resident {
            self.top -= 1;
            self.set_free(self.top, false);
        }
        self.first_free = self.first_free.min(self.top);
    }

    /// Returns the memory of free blocks, as far as they are whole pages.
    fn discard(&mut self, blocks: Range<usize>) {
        const { assert!(SMALL_PAGES.is_multiple_of(LARGE_PAGE)) };
        let (small, page) = (SMALL_PAGES / BLOCK, LARGE_PAGE / BLOCK);
        let start = if blocks.start < small { blocks.start } else { blocks.start.next_multiple_of(page) };
        let end = if blocks.end < small { blocks.end } else { blocks.end / page * page };
        if start < end {
            (start..end).for_each(|block| self.block(block).resident = false);
            // Safety: the blocks are free, nothing in them is wanted.
            unsafe { memory::discard(self.address(start) as *mut u8, (end - start) * BLOCK) };
        }
    }
}
