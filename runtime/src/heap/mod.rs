//! The collector: mark-sweep, non-moving, conservative on the stack and in registers, precise on the heap.
//!
//! Memory is a reservation of blocks ([`space`]). A block holds cells of one size class ([`classes`]) or a part of a
//! large object. Allocation bumps a pointer inside a *window*: a run of free cells, found lazily from the mark bits of
//! the last collection. Mark bits lie outside the cells, so dead memory is not touched until it is used again.
//! A collection ([`collection`], [`mark`]) is due when the memory handed out since the last one has reached a size that depends on
//! what was live then. Where much is live, the program goes on meanwhile ([`concurrent`]). Roots ([`roots`]): the stack and the
//! registers, registered words, and the interpreter's value stack.
//!
//! What the rest of the runtime, and generated code, can rely on: objects never move; an object lives as long as a word
//! on the stack or in a register lies anywhere in it (its address, a tagged value, an address of an element), or as an
//! object or a root refers to it. Memory of the Rust allocator is not scanned: values must not be kept there alone.
//! Any allocation may collect; all fields of an object must be initialised before the next one.

mod classes;
mod collection;
mod concurrent;
mod large;
mod limit;
mod mark;
mod nested;
mod roots;
mod space;
#[cfg(test)]
mod stress;
#[cfg(test)]
pub(crate) mod testing;

use crate::global::Global;
use crate::object::{Header, Kind};
use crate::program::AttributeCache;
use crate::sys::streams::Stream;
use classes::{BLOCK, CELL_SIZE, CLASSES, EXACT_GRANULES, GRANULE, LARGEST_CELL};
use concurrent::Marking;
use core::mem::offset_of;
use roots::Roots;
use space::{NO_BLOCK, Space, Use};

pub use classes::usable_size;
pub use concurrent::{Concurrency, before_fork, set_concurrency};
pub use large::{free_large, grow_large};
pub use nested::{Bound, Bounds, bounds, nested, require};
pub use roots::{ValueStack, add_roots, remove_roots, set_root_stack};

/// No collection is due before this many bytes were handed out.
const SMALLEST_TRIGGER: usize = 16 << 20;
/// A collection is due when as many bytes were handed out as were live, and as many again, but at most so many: that
/// makes collections rare in programs of medium size, and costs large ones little memory.
const MOST_EXTRA: usize = 64 << 20;

/// The free cells that objects of one class are taken from.
#[derive(Clone, Copy)]
#[repr(C)]
struct Window {
    /// The next free cell.
    cursor: usize,
    /// The end of the run of free cells. Both are 0 before the first window.
    limit: usize,
    /// The first block of the class that was not searched yet, or `NO_BLOCK`.
    next_block: u32,
    /// The block that the window lies in, or `NO_BLOCK`.
    block: u32,
}

const NO_WINDOW: Window = Window { cursor: 0, limit: 0, next_block: NO_BLOCK, block: NO_BLOCK };

/// What the collector did so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Statistics {
    /// Bytes of the objects that were live at the last collection.
    pub live_bytes: usize,
    /// Bytes of the blocks that hold objects.
    pub used_bytes: usize,
    pub collections: u64,
    /// For how long the program has waited for the collector, at once and in all.
    pub longest_pause_ns: u64,
    pub total_pause_ns: u64,
}

struct Heap {
    windows: [Window; CLASSES],
    /// Bytes handed out since the last collection.
    handed_out: usize,
    /// The next collection is due when so many are.
    trigger: usize,
    /// Collect at every allocation.
    stress: bool,
    concurrency: Concurrency,
    /// The collection that is going on, whose objects another process marks.
    marking: Option<Marking>,
    space: Space,
    roots: Roots,
    /// First and number.
    attribute_caches: (*mut AttributeCache, usize),
    statistics: Statistics,
    /// Bytes of the large objects that were ever made.
    large_bytes: u64,
    /// Of a nested program.
    bounds: Option<Bounds>,
}

/// Generated code takes small objects straight from its windows, see [`window_offsets`].
#[unsafe(export_name = "OMG_HEAP")]
static HEAP: Global<Heap> = Global::new(Heap::NEW);

/// Sets up the heap of the process, once. `stack_base` is the address above the highest word of the stack that is
/// scanned; a later call sets another one, for a program that runs on another thread or stack. Values that only the
/// former stack referred to are then free.
pub fn init(stack_base: usize) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe {
        HEAP.with(|heap| {
            heap.roots.stack_base = stack_base;
            if !heap.space.is_reserved() && !heap.space.reserve() {
                fatal_out_of_memory();
            }
            if let Some(bounds) = heap.bounds {
                heap.space.set_limit(bounds.memory);
            }
        });
        add_roots(crate::shape::root(), 1);
    }
}

/// Makes each allocation collect: finds objects that are used without being referred to.
pub fn set_stress(on: bool) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe { HEAP.with(|heap| heap.set_stress(on)) }
}

/// Limits the memory for objects, in bytes. Beyond it the process ends with `omg: out of memory`.
pub fn set_limit(bytes: usize) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe { HEAP.with(|heap| heap.space.set_limit(bytes)) }
}

/// Registers the caches of a compiled program, which every collection is to empty.
///
/// # Safety
/// They stay where they are, and nobody else uses them during a collection.
pub unsafe fn set_attribute_caches(first: *mut AttributeCache, count: usize) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe { HEAP.with(|heap| heap.attribute_caches = (first, count)) }
}

/// What the collector did so far.
pub fn statistics() -> Statistics {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe { HEAP.with(|heap| Statistics { used_bytes: heap.space.bytes_in_use(), ..heap.statistics }) }
}

/// How many collections there have been. Addresses of dead objects are not used again while it stays the same, except for
/// those of buffers that [`free_large`] freed.
pub fn epoch() -> u64 {
    // Safety: one thread uses the heap; the field is read alone.
    unsafe { (*HEAP.get()).statistics.collections }
}

/// Bytes of the large objects (of half a block and more) that were made so far, dead ones included: making and filling them
/// is work that takes long for one step of a program.
pub fn large_bytes() -> u64 {
    // Safety: one thread uses the heap; the field is read alone.
    unsafe { (*HEAP.get()).large_bytes }
}

/// Frees what is not referred to.
pub fn collect() {
    roots::with_saved_registers(collect_from);
}

extern "C" fn collect_from(stack_pointer: usize) {
    // Safety: one thread uses the heap, and a collection runs no code that comes back to it.
    unsafe { HEAP.with(|heap| heap.collect(stack_pointer)) }
}

/// Collects, or does what is to be done for a collection that is going on.
fn advance() {
    roots::with_saved_registers(advance_from);
}

extern "C" fn advance_from(stack_pointer: usize) {
    // Safety: one thread uses the heap, and a collection runs no code that comes back to it.
    unsafe { HEAP.with(|heap| heap.advance(stack_pointer)) }
}

/// Keeps the object alive up to here, for code that goes on to use addresses at its very end only.
#[inline(always)]
pub fn keep_alive<T>(object: *const T) {
    // Safety: no instruction at all; the value has to be somewhere for it.
    unsafe { core::arch::asm!("/* {0} */", in(reg) object, options(nostack, preserves_flags)) }
}

/// A new object of `bytes` bytes, header included. The header is written (detail, flags and aux are 0), the rest is
/// whatever was there and must be initialised before the next allocation. May collect.
#[inline(always)]
pub fn allocate(kind: Kind, bytes: usize) -> *mut Header {
    let granules = bytes.div_ceil(GRANULE);
    if granules <= EXACT_GRANULES {
        // Safety: one thread uses the heap; no reference into it is live here.
        let window = unsafe { &mut (*HEAP.get()).windows[granules] };
        let cell = window.cursor;
        if cell + granules * GRANULE <= window.limit {
            window.cursor = cell + granules * GRANULE;
            return with_header(cell, kind);
        }
    }
    allocate_slow(kind, bytes)
}

/// For generated code that allocates objects of `bytes` itself: offsets of the cursor and the limit of their window, from
/// the symbol `OMG_HEAP`. A free cell lies at the cursor if the cursor plus [`cell_size`] is at most the limit; it is taken
/// by moving the cursor on. None for sizes that only [`allocate`] knows.
pub const fn window_offsets(bytes: usize) -> Option<(usize, usize)> {
    let granules = bytes.div_ceil(GRANULE);
    if granules > EXACT_GRANULES {
        return None;
    }
    let window = offset_of!(Heap, windows) + granules * size_of::<Window>();
    Some((window + offset_of!(Window, cursor), window + offset_of!(Window, limit)))
}

/// The bytes that an object of `bytes` takes.
pub const fn cell_size(bytes: usize) -> usize {
    bytes.div_ceil(GRANULE) * GRANULE
}

#[inline(always)]
fn with_header(cell: usize, kind: Kind) -> *mut Header {
    let object = cell as *mut Header;
    // Safety: the cell is free memory of at least a header's size, aligned to a granule.
    unsafe { *object = Header { kind, detail: 0, flags: 0, aux: 0 } };
    object
}

#[cold]
#[inline(never)]
fn allocate_slow(kind: Kind, bytes: usize) -> *mut Header {
    // Safety: one thread uses the heap; the references end before a collection makes its own.
    let due = unsafe { HEAP.with(|heap| heap.is_collection_due(bytes)) };
    if due {
        advance();
    }
    // Safety: as above.
    if let Some(cell) = unsafe { HEAP.with(|heap| heap.take(bytes)) } {
        return with_header(cell, kind);
    }
    collect();
    // Safety: as above.
    match unsafe { HEAP.with(|heap| heap.take(bytes)) } {
        Some(cell) => with_header(cell, kind),
        None => fatal_out_of_memory(),
    }
}

impl Heap {
    const NEW: Heap = Heap {
        windows: [NO_WINDOW; CLASSES],
        handed_out: 0,
        trigger: SMALLEST_TRIGGER,
        stress: false,
        concurrency: Concurrency::Never,
        marking: None,
        space: Space::unreserved(),
        roots: Roots::new(),
        attribute_caches: (core::ptr::null_mut(), 0),
        statistics: Statistics { live_bytes: 0, used_bytes: 0, collections: 0, longest_pause_ns: 0, total_pause_ns: 0 },
        large_bytes: 0,
        bounds: None,
    };

    fn is_collection_due(&mut self, bytes: usize) -> bool {
        self.stress
            || self.handed_out.saturating_add(bytes) > self.trigger
            || self.marking.as_mut().is_some_and(Marking::is_done)
    }

    /// Memory for an object of that size, without collecting.
    fn take(&mut self, bytes: usize) -> Option<usize> {
        if bytes <= LARGEST_CELL { self.take_cell(classes::class_of(bytes.max(1))) } else { self.take_large(bytes) }
    }

    fn take_cell(&mut self, class: usize) -> Option<usize> {
        let size = CELL_SIZE[class] as usize;
        let mut window = self.windows[class];
        if window.cursor + size > window.limit {
            window = self.next_window(class)?;
            if self.stress || self.concurrency == Concurrency::Always {
                window.limit = window.cursor + size;
            }
            self.handed_out += window.limit - window.cursor;
        }
        let cell = window.cursor;
        window.cursor += size;
        self.windows[class] = window;
        Some(cell)
    }

    /// The next run of free cells of a class.
    fn next_window(&mut self, class: usize) -> Option<Window> {
        let Window { mut block, mut next_block, limit, .. } = self.windows[class];
        let mut offset = if block == NO_BLOCK { 0 } else { limit - self.space.address(block as usize) };
        loop {
            if block != NO_BLOCK {
                let (start, end) = self.free_run(block as usize, class, offset);
                self.space.block(block as usize).handed_out = end as u32;
                if start < end {
                    let base = self.space.address(block as usize);
                    return Some(Window { cursor: base + start, limit: base + end, next_block, block });
                }
            }
            block = next_block;
            if block == NO_BLOCK {
                block = self.space.take(1, Use::Cells)? as u32;
                self.space.block(block as usize).class = class as u8;
            } else {
                next_block = self.space.block(block as usize).link;
            }
            offset = 0;
        }
    }

    /// The first run of unmarked cells from `offset` on, as offsets in the block; an empty one at its end if there is none.
    fn free_run(&mut self, block: usize, class: usize, offset: usize) -> (usize, usize) {
        let size = CELL_SIZE[class] as usize;
        let end = BLOCK / size * size;
        let marks = self.space.block_marks(block);
        let is_marked = |offset: usize| marks[offset / GRANULE / 64] >> (offset / GRANULE % 64) & 1 != 0;
        let mut start = offset;
        while start < end && is_marked(start) {
            start += size;
        }
        if start >= end {
            return (end, end);
        }
        // Only first granules of cells are marked, so the next bit that is set is the next live cell.
        let mut word = start / GRANULE / 64;
        let mut bits = marks[word] & (!0 << (start / GRANULE % 64));
        while bits == 0 {
            word += 1;
            if word == marks.len() {
                return (start, end);
            }
            bits = marks[word];
        }
        (start, (word * 64 + bits.trailing_zeros() as usize) * GRANULE)
    }

    fn set_stress(&mut self, on: bool) {
        self.stress = on;
        if on {
            self.close_windows();
        }
    }

    /// Notes how far the blocks of the windows are used and takes the windows away, up to the next collection.
    fn close_windows(&mut self) {
        for class in 1..CLASSES {
            let window = &mut self.windows[class];
            if window.block != NO_BLOCK {
                let (block, cursor) = (window.block as usize, window.cursor);
                window.limit = cursor;
                self.space.block(block).handed_out = (cursor - self.space.address(block)) as u32;
            }
        }
    }
}

/// Ends the process, or a nested program: there is no memory left for the program's values.
#[cold]
pub fn fatal_out_of_memory() -> ! {
    if let Some(bounds) = bounds() {
        (bounds.exceeded)(Bound::Memory);
    }
    // A failure to say so changes nothing.
    let _ = Stream::Error.write_all(b"omg: out of memory\n");
    crate::output::exit(1)
}
