//! The allocator behind Rust's collections in the runtime (the values of programs live in the collected heap). Blocks
//! are powers of two with a free list for each size; large ones are mappings of their own.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::null_mut;
use omg_runtime::sys::memory::{self, PAGE};

const SMALLEST: usize = 16;
/// The buffers through which files and connections are read are no mappings of their own, whose pages would be new each
/// time.
const LARGEST: usize = 128 << 10;
const SIZES: usize = (LARGEST / SMALLEST).ilog2() as usize + 1;
/// Blocks of one size are cut from chunks of this many bytes.
const CHUNK: usize = LARGEST;

/// The blocks of one size.
#[derive(Clone, Copy)]
struct Blocks {
    /// The first free block; each holds the address of the next.
    free: *mut *mut u8,
    /// The part of the newest chunk that was never handed out.
    fresh: *mut u8,
    end: *mut u8,
}

struct Allocator(UnsafeCell<[Blocks; SIZES]>);

// Safety: an executable has one thread.
unsafe impl Sync for Allocator {}

#[global_allocator]
static ALLOCATOR: Allocator =
    Allocator(UnsafeCell::new([Blocks { free: null_mut(), fresh: null_mut(), end: null_mut() }; SIZES]));

/// Which free list the layout belongs to; none for large blocks.
fn size_index(layout: Layout) -> Option<usize> {
    let size = layout.size().max(layout.align()).max(SMALLEST);
    (size <= LARGEST && layout.align() <= PAGE).then(|| (size.next_power_of_two() / SMALLEST).ilog2() as usize)
}

fn whole_pages(size: usize) -> usize {
    size.next_multiple_of(PAGE)
}

impl Blocks {
    /// A block of `size` bytes. It is aligned to its size or to a page, as chunks start at pages.
    fn take(&mut self, size: usize) -> *mut u8 {
        if !self.free.is_null() {
            let block = self.free;
            // Safety: a free block holds the address of the next.
            self.free = unsafe { *block }.cast();
            return block.cast();
        }
        if self.fresh == self.end {
            let Ok(chunk) = memory::reserve(CHUNK) else { return null_mut() };
            self.fresh = chunk;
            self.end = chunk.wrapping_add(CHUNK);
        }
        let block = self.fresh;
        self.fresh = block.wrapping_add(size);
        block
    }
}

// Safety: blocks are as large and aligned as asked for and do not overlap: each address is either in the fresh part, in
// one free list, or handed out.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match size_index(layout) {
            // Safety: one thread, and nothing in `take` allocates.
            Some(index) => unsafe { (&mut *self.0.get())[index].take(SMALLEST << index) },
            None if layout.align() <= PAGE => memory::reserve(whole_pages(layout.size())).unwrap_or(null_mut()),
            None => null_mut(),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // Safety: the caller hands back what `alloc` gave for this layout, which holds at least one word.
        unsafe {
            match size_index(layout) {
                Some(index) => {
                    let blocks = &mut (&mut *self.0.get())[index];
                    let block = block as *mut *mut u8;
                    *block = blocks.free.cast();
                    blocks.free = block;
                }
                None => memory::release(block, whole_pages(layout.size())),
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // Safety: the caller's promise: `new_size` is a valid size for this alignment.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        match (size_index(layout), size_index(new_layout)) {
            (Some(old), Some(new)) if old == new => block,
            (None, None) => {
                // Safety: a mapping of its own; the kernel moves it if it must.
                unsafe { memory::resize(block, whole_pages(layout.size()), whole_pages(new_size)) }
                    .unwrap_or(null_mut())
            }
            // Safety: the new block does not overlap the old one and both hold the smaller size.
            _ => unsafe {
                let new_block = self.alloc(new_layout);
                if !new_block.is_null() {
                    new_block.copy_from_nonoverlapping(block, layout.size().min(new_size));
                    self.dealloc(block, layout);
                }
                new_block
            },
        }
    }
}
