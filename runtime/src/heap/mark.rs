//! Marking: sets the mark bit of all objects that the roots lead to.
//!
//! Objects that were found wait in a short queue, while the processor fetches their headers and mark bits; then they
//! are marked, and what they refer to is found in turn: single objects go to the queue, ranges of values to the mark
//! stack. A long list is one range, whatever its length, so the stack grows with the depth of the data and not with its
//! size. A range that is on the stack under others has been begun (except for a few that the queue accounts for), so it
//! belongs to an object of its own with two values or more, of at least 48 bytes, and takes 16; the roots before the
//! stack get an eighth of the heap's size. So half the heap's size is always enough room for both.

use super::classes::{BLOCK, CELL_SIZE, GRANULE};
use super::space::{Block, Space, Use};
use crate::object::{Buffer, Cell, Closure, Dict, ElementKind, Header, Kind, List, Shape, String};
use crate::sys::memory;
use crate::{dict, list};

/// Room of the mark stack that stays with the process after a collection, in bytes.
const KEPT_WORK: usize = 1 << 20;
/// So many objects wait in the queue. More than a cache miss takes; found by measurement.
const WAITING: usize = 32;
/// Most objects have the first words to be scanned below this offset. It may lie in the cache line after the header's.
const FIRST_WORDS: usize = 40;
/// The queue's room. An object puts at most three others there at once, and those nothing but, at most, three more.
const QUEUE: usize = 512;

/// Values that are still to be looked at.
#[derive(Clone, Copy)]
struct Range {
    next: *const u64,
    end: *const u64,
}

struct Marker {
    base: usize,
    /// In bytes, from `base`.
    size: usize,
    marks: *mut u64,
    blocks: *const Block,
    /// The place behind the topmost range of the mark stack.
    stack: *mut Range,
    /// Addresses of objects of the heap, at `first..last` modulo the size.
    queue: [usize; QUEUE],
    first: usize,
    last: usize,
}

/// Marks all that the first `roots` words of the work space lead to, which are values: sets bits of `marks`, of which there is
/// one per granule and which were clear.
pub fn mark(space: &mut Space, marks: *mut u64, roots: usize) {
    // Safety: the work space is larger than the roots; they are followed by the stack, aligned for it.
    let bottom = unsafe { space.work.add(roots.next_multiple_of(2)) }.cast::<Range>();
    let mut marker = Marker {
        base: space.base,
        size: space.top * BLOCK,
        marks,
        blocks: space.blocks,
        stack: bottom,
        queue: [0; QUEUE],
        first: 0,
        last: 0,
    };
    marker.push(space.work, roots);
    let deepest = marker.run(bottom);
    let used = deepest as usize - space.work as usize;
    if used > KEPT_WORK {
        // Safety: nothing in the work space is wanted any more.
        unsafe { memory::discard(space.work.cast(), used.next_multiple_of(memory::PAGE)) };
    }
}

impl Marker {
    /// Empties the stack and the queue. Returns how far the stack reached.
    fn run(&mut self, bottom: *const Range) -> *const Range {
        let mut deepest = bottom;
        loop {
            while self.last - self.first <= WAITING && self.stack.cast_const() > bottom {
                deepest = deepest.max(self.stack);
                self.scan();
            }
            if self.first == self.last {
                return deepest;
            }
            self.visit_first();
        }
    }

    /// Looks at the values of the topmost range, until enough objects wait.
    fn scan(&mut self) {
        // Safety: the stack is not empty.
        let range = unsafe { &mut *self.stack.sub(1) };
        let Range { mut next, end } = *range;
        while next < end {
            if self.last - self.first > WAITING {
                range.next = next;
                return;
            }
            // Safety: the words of ranges are initialised.
            let word = unsafe { *next };
            next = next.wrapping_add(1);
            if word & 1 == 1 {
                self.found((word - 1) as *const Header);
            }
        }
        self.stack = range;
    }

    /// Puts `count` values from `first` on, which are initialised, on the stack.
    fn push(&mut self, first: *const u64, count: usize) {
        if count > 0 {
            // Safety: the work space has room for all ranges that there can be, see the module's text.
            unsafe {
                *self.stack = Range { next: first, end: first.add(count) };
                self.stack = self.stack.add(1);
            }
        }
    }

    /// Puts an object in the queue, unless it is null or static.
    fn found<T>(&mut self, object: *const T) {
        let offset = (object as usize).wrapping_sub(self.base);
        if offset < self.size {
            debug_assert!(self.is_cell(offset), "{offset:#x} is not the offset of an object");
            prefetch(object.cast());
            prefetch(object.cast::<u8>().wrapping_add(FIRST_WORDS));
            prefetch(self.marks.wrapping_add(offset / GRANULE / 64).cast());
            self.queue[self.last % QUEUE] = object as usize;
            self.last += 1;
        }
    }

    /// As [`Self::found`], for an object that many others refer to: it is probably marked, and its mark bit in the cache.
    fn found_again<T>(&mut self, object: *const T) {
        let offset = (object as usize).wrapping_sub(self.base);
        if offset < self.size {
            let granule = offset / GRANULE;
            // Safety: there is a bit for each granule.
            let word = unsafe { *self.marks.add(granule / 64) };
            if word >> (granule % 64) & 1 == 0 {
                self.found(object);
            }
        }
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

    /// Takes the object that waited longest out of the queue and marks it.
    fn visit_first(&mut self) {
        let object = self.queue[self.first % QUEUE];
        self.first += 1;
        let granule = (object - self.base) / GRANULE;
        // Safety: there is a bit for each granule.
        let word = unsafe { &mut *self.marks.add(granule / 64) };
        let bit = 1 << (granule % 64);
        if *word & bit == 0 {
            *word |= bit;
            // Safety: values and fields that lead to the heap are addresses of initialised objects.
            unsafe { self.visit(object as *const Header) };
        }
    }

    /// Finds what an object refers to.
    ///
    /// Safety: `object` is an initialised object of the heap.
    unsafe fn visit(&mut self, object: *const Header) {
        // Safety: each object has the layout of its kind.
        unsafe {
            match (*object).kind {
                Kind::Float | Kind::Builtin | Kind::BigInt | Kind::Bytes => {}
                Kind::String => self.found((*object.cast::<String>()).buffer),
                Kind::Cell => self.push((&raw const (*object.cast::<Cell>()).value).cast(), 1),
                Kind::Closure => {
                    self.push((&raw const (*object.cast::<Closure>()).captures).cast(), (*object).aux as usize);
                }
                Kind::List => self.visit_list(object.cast()),
                Kind::Buffer => self.visit_elements(object.cast()),
                Kind::Dict => self.visit_dict(object.cast()),
                Kind::Shape => {
                    let shape = object.cast::<Shape>();
                    self.found((*shape).keys);
                    self.found((*shape).index);
                    self.found((*shape).transitions);
                }
            }
        }
    }

    /// Safety: `list` is an initialised list.
    unsafe fn visit_list(&mut self, list: *const List) {
        // Safety: by the caller's promise.
        unsafe {
            if list::has_inline_buffer(list) {
                self.visit_elements((*list).buffer);
            } else {
                self.found((*list).buffer);
            }
        }
    }

    /// Safety: `buffer` is an initialised buffer.
    unsafe fn visit_elements(&mut self, buffer: *const Buffer) {
        // Safety: by the caller's promise.
        unsafe {
            if (*buffer).kind() == ElementKind::Any {
                self.push((&raw const (*buffer).elements).cast(), (*buffer).used as usize);
            }
        }
    }

    /// Safety: `dict` is an initialised dictionary.
    unsafe fn visit_dict(&mut self, dict: *const Dict) {
        // Safety: by the caller's promise.
        unsafe {
            self.found_again((*dict).shape);
            match dict::buffer_of(dict) {
                None => self.push((*dict).slots, (*dict).len as usize),
                Some(buffer) => self.found(buffer),
            }
        }
    }
}

/// Tells the processor that this memory will be used soon.
#[inline(always)]
fn prefetch(address: *const u8) {
    // Safety: a hint that cannot fault.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(address.cast());
    }
    // Safety: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!("prfm pldl1keep, [{0}]", in(reg) address, options(nostack, readonly, preserves_flags));
    }
}
