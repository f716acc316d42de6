//! One collection: find the roots, clear the mark bits, mark, sort the blocks.
//!
//! Marking follows ranges of values. The mark stack holds the ranges that are not finished; a long list is one range,
//! whatever its length, so the stack grows with the depth of the data and not with its size. Each range on it belongs
//! to a different marked object of at least 48 bytes and takes 16; the roots before it get an eighth of the heap's size.
//! So half the heap's size is always enough room for both.

use super::classes::{BLOCK, CELL_SIZE, CLASSES, GRANULE};
use super::space::{Block, MARK_WORDS, Space, Use};
use super::{Heap, NO_WINDOW, SMALLEST_TRIGGER, fatal_out_of_memory};
use crate::object::{BigInt, Buffer, Bytes, Cell, Closure, Dict, Header, Kind, List, Shape, String};
use crate::sys::memory;

/// Room of the mark stack that stays with the process after a collection, in bytes.
const KEPT_WORK: usize = 1 << 20;

impl Heap {
    pub(super) fn collect(&mut self, stack_pointer: usize) {
        let start = crate::sys::time::monotonic_ns();
        self.close_windows();
        let roots = self.find_roots(stack_pointer);
        self.clear_marks();
        let live_bytes = mark(&mut self.space, roots);
        self.windows = [NO_WINDOW; CLASSES];
        self.sort_blocks();
        self.trigger = live_bytes.max(SMALLEST_TRIGGER);
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

    fn clear_marks(&mut self) {
        // Safety: the table has so many words for each block.
        unsafe { self.space.marks.write_bytes(0, self.space.top * MARK_WORDS) }
    }

    /// Frees the blocks without live objects and makes lists of the others, in the order of their addresses.
    fn sort_blocks(&mut self) {
        for index in (0..self.space.top).rev() {
            let block = self.space.block(index);
            let (usage, class, count) = (block.usage, block.class as usize, block.link as usize);
            match usage {
                Use::Free | Use::LargeTail => {}
                Use::Large => {
                    if !self.space.is_marked(self.space.address(index)) {
                        self.space.release(index, count);
                    }
                }
                Use::Cells => {
                    if self.space.block_marks(index).iter().all(|&word| word == 0) {
                        self.space.release(index, 1);
                    } else {
                        let first = &mut self.windows[class].next_block;
                        let block = self.space.block(index);
                        block.handed_out = 0;
                        block.link = *first;
                        *first = index as u32;
                    }
                }
            }
        }
    }

    fn count(&mut self, live_bytes: usize, pause: u64) {
        let statistics = &mut self.statistics;
        statistics.live_bytes = live_bytes;
        statistics.collections += 1;
        statistics.total_pause_ns += pause;
        statistics.longest_pause_ns = statistics.longest_pause_ns.max(pause);
    }
}

/// Values that are still to be looked at.
#[derive(Clone, Copy)]
struct Range {
    next: *const u64,
    end: *const u64,
}

impl Range {
    /// Safety: the words from `first` on are initialised for the time of the collection.
    unsafe fn new(first: *const u64, count: u64) -> Range {
        // Safety: by the caller's promise.
        Range { next: first, end: unsafe { first.add(count as usize) } }
    }
}

struct Marker {
    base: usize,
    /// In bytes, from `base`.
    size: usize,
    marks: *mut u64,
    blocks: *const Block,
    /// The place behind the topmost range of the mark stack.
    stack: *mut Range,
    live_bytes: usize,
}

/// Marks all that the first `roots` words of the work space lead to; returns the bytes that is.
fn mark(space: &mut Space, roots: usize) -> usize {
    // Safety: the work space is larger than the roots; they are followed by the stack, aligned for it.
    let bottom = unsafe { space.work.add(roots.next_multiple_of(2)) }.cast::<Range>();
    let mut marker = Marker {
        base: space.base,
        size: space.top * BLOCK,
        marks: space.marks,
        blocks: space.blocks,
        stack: bottom,
        live_bytes: 0,
    };
    let mut deepest = bottom;
    // Safety: the roots are words in the work space that were just written.
    marker.push(unsafe { Range::new(space.work, roots as u64) });
    while marker.stack > bottom {
        deepest = deepest.max(marker.stack);
        // Safety: the stack is not empty.
        let range = unsafe {
            marker.stack = marker.stack.sub(1);
            *marker.stack
        };
        marker.follow(range);
    }
    let used = deepest as usize - space.work as usize;
    if used > KEPT_WORK {
        // Safety: nothing in the work space is wanted any more.
        unsafe { memory::discard(space.work.cast(), used.next_multiple_of(memory::PAGE)) };
    }
    marker.live_bytes
}

impl Marker {
    /// Sets the object's mark; `true` if it is an object of the heap that had none.
    fn set_mark<T>(&mut self, object: *const T) -> bool {
        let offset = (object as usize).wrapping_sub(self.base);
        if offset >= self.size {
            return false;
        }
        debug_assert!(self.is_cell(offset), "{offset:#x} is not the offset of an object");
        let bit = 1 << (offset / GRANULE % 64);
        // Safety: there is a bit for each granule below `size`.
        let word = unsafe { &mut *self.marks.add(offset / GRANULE / 64) };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Whether a cell that may hold an object starts there.
    fn is_cell(&self, offset: usize) -> bool {
        // Safety: the offset lies in the heap.
        let block = unsafe { &*self.blocks.add(offset / BLOCK) };
        match block.usage {
            Use::Cells => (offset % BLOCK).is_multiple_of(CELL_SIZE[block.class as usize] as usize),
            Use::Large => offset.is_multiple_of(BLOCK),
            Use::Free | Use::LargeTail => false,
        }
    }

    fn push(&mut self, range: Range) {
        if range.next < range.end {
            // Safety: the work space has room for all ranges that there can be, see the module's text.
            unsafe {
                *self.stack = range;
                self.stack = self.stack.add(1);
            }
        }
    }

    /// Marks what the values of a range lead to, at once or by way of the stack.
    fn follow(&mut self, mut range: Range) {
        while range.next < range.end {
            // Safety: inside the range, whose words are initialised.
            let word = unsafe { *range.next };
            range.next = range.next.wrapping_add(1);
            if word & 1 == 1 {
                let object = (word - 1) as *const Header;
                if self.set_mark(object) {
                    // Safety: a value that is in the heap is the address of an initialised object.
                    let inner = unsafe { self.visit(object) };
                    if let Some(inner) = inner {
                        self.push(range);
                        range = inner;
                    }
                }
            }
        }
    }

    /// Marks the parts of an object that was just marked, except the values in it, which are returned.
    ///
    /// Safety: `object` is an initialised object of the heap.
    unsafe fn visit(&mut self, object: *const Header) -> Option<Range> {
        // Safety: each object has the layout of its kind, and its addresses lead to objects or out of the heap.
        unsafe {
            let aux = (*object).aux as usize;
            match (*object).kind {
                Kind::Float | Kind::Builtin => self.count(16),
                Kind::BigInt => self.count(size_of::<BigInt>() + aux * 8),
                Kind::Bytes => self.count_bytes(object.cast()),
                Kind::String => self.visit_string(object.cast()),
                Kind::Shape => self.visit_shape(object.cast()),
                Kind::Cell => {
                    self.count(size_of::<Cell>());
                    return Some(Range::new((&raw const (*object.cast::<Cell>()).value).cast(), 1));
                }
                Kind::Closure => {
                    self.count(size_of::<Closure>() + aux * 8);
                    let closure = object.cast::<Closure>();
                    return Some(Range::new((&raw const (*closure).captures).cast(), aux as u64));
                }
                Kind::List => {
                    self.count(size_of::<List>());
                    return self.mark_buffer((*object.cast::<List>()).buffer);
                }
                Kind::Buffer => return Some(self.elements(object.cast())),
                Kind::Dict => {
                    self.count(size_of::<Dict>());
                    let dict = object.cast::<Dict>();
                    if self.set_mark((*dict).shape) {
                        self.visit_shape((*dict).shape);
                    }
                    return self.mark_buffer((*dict).slots);
                }
            }
        }
        None
    }

    fn count(&mut self, bytes: usize) {
        self.live_bytes += bytes.next_multiple_of(GRANULE);
    }

    /// Safety: `bytes` is an initialised object.
    unsafe fn count_bytes(&mut self, bytes: *const Bytes) {
        // Safety: by the caller's promise.
        self.count(size_of::<Bytes>() + unsafe { (*bytes).capacity } as usize);
    }

    /// Safety: `string` is an initialised object.
    unsafe fn visit_string(&mut self, string: *const String) {
        // Safety: by the caller's promise; the buffer is null or an initialised object.
        unsafe {
            let inline = (*string).data == string.add(1).cast();
            self.count(size_of::<String>() + if inline { (*string).len as usize } else { 0 });
            if self.set_mark((*string).buffer) {
                self.count_bytes((*string).buffer);
            }
        }
    }

    /// Safety: `buffer` is null, static, or an initialised object.
    unsafe fn mark_buffer(&mut self, buffer: *const Buffer) -> Option<Range> {
        // Safety: by the caller's promise.
        self.set_mark(buffer).then(|| unsafe { self.elements(buffer) })
    }

    /// Safety: `buffer` is an initialised object.
    unsafe fn elements(&mut self, buffer: *const Buffer) -> Range {
        // Safety: by the caller's promise.
        unsafe {
            self.count(size_of::<Buffer>() + (*buffer).capacity as usize * 8);
            Range::new((&raw const (*buffer).elements).cast(), (*buffer).used)
        }
    }

    /// Safety: `shape` is an initialised object.
    unsafe fn visit_shape(&mut self, shape: *const Shape) {
        // Safety: by the caller's promise.
        unsafe {
            self.count(size_of::<Shape>());
            for buffer in [(*shape).keys, (*shape).transitions] {
                if let Some(range) = self.mark_buffer(buffer) {
                    self.push(range);
                }
            }
            if self.set_mark((*shape).index) {
                self.count_bytes((*shape).index);
            }
        }
    }
}
