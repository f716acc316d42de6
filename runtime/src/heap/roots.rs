//! What the program refers to directly: the stack and the registers, registered words, the interpreter's value stack,
//! the pending error.
//!
//! All of it is scanned conservatively: any word that lies in a cell counts. A cell counts only if it was marked at
//! the last collection or handed out since. The fields of any other cell may be left over from an object that died
//! long ago, and would lead the marker into memory that is used for something else by now.

use super::HEAP;
use super::classes::{BLOCK, CELL_SIZE};
use super::space::{Space, Use};
use crate::errors;
use crate::value::Value;
use alloc::vec::Vec;
use core::arch::naked_asm;

/// Where the roots are.
pub struct Roots {
    /// The address above the highest word of the stack.
    pub stack_base: usize,
    /// First word and number of words.
    ranges: Vec<(*const Value, usize)>,
    value_stack: Option<ValueStack>,
}

/// A stack of values that grows upwards, beside the machine's.
#[derive(Clone, Copy)]
pub struct ValueStack {
    pub base: *const Value,
    /// Gives the address above the topmost value.
    pub top: fn() -> usize,
}

/// Registers words of memory that stay where they are as roots. Each may hold any value, the address of an object, or
/// any other initialised word. Registering the same address again changes the count.
///
/// # Safety
/// The words can be read at any time until [`remove_roots`].
pub unsafe fn add_roots(first: *const Value, count: usize) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe {
        remove_roots(first);
        HEAP.with(|heap| heap.roots.ranges.push((first, count)));
    }
}

/// Takes back [`add_roots`] for the words from that address on.
pub fn remove_roots(first: *const Value) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe { HEAP.with(|heap| heap.roots.ranges.retain(|range| range.0 != first)) }
}

/// Makes each collection scan a value stack from its base up to where its top is then. `None`: there is none any more.
///
/// # Safety
/// These words can be read whenever there is a collection; `top` does not use the heap.
pub unsafe fn set_root_stack(stack: Option<ValueStack>) {
    // Safety: one thread uses the heap, and nothing here comes back to it.
    unsafe { HEAP.with(|heap| heap.roots.value_stack = stack) }
}

impl Roots {
    pub const fn new() -> Roots {
        Roots { stack_base: 0, ranges: Vec::new(), value_stack: None }
    }

    /// Calls `found` with the address of each cell that a root refers to; cells can come several times.
    pub fn each(&self, stack_pointer: usize, space: &mut Space, mut found: impl FnMut(usize)) {
        if let Some(cell) = cell_of(space, errors::root() as usize) {
            found(cell);
        }
        let stack = (stack_pointer as *const usize, self.stack_base.saturating_sub(stack_pointer) / size_of::<usize>());
        let value_stack = self.value_stack.map(|ValueStack { base, top }| {
            (base.cast::<usize>(), top().saturating_sub(base as usize) / size_of::<usize>())
        });
        let ranges = self.ranges.iter().map(|&(first, count)| (first.cast::<usize>(), count));
        for (first, count) in ranges.chain([stack]).chain(value_stack) {
            for i in 0..count {
                // Safety: registered as readable, or a word of this thread's stack in use.
                let word = unsafe { first.add(i).read_volatile() };
                if let Some(cell) = cell_of(space, word) {
                    found(cell);
                }
            }
        }
    }
}

/// The address of the cell that the word lies in, if that is a cell whose content can be trusted: see the module's text.
/// Mark bits must still be those of the last collection.
fn cell_of(space: &mut Space, word: usize) -> Option<usize> {
    let offset = word.wrapping_sub(space.base);
    let index = offset / BLOCK;
    if index >= space.top {
        return None;
    }
    let block = space.block(index);
    match block.usage {
        Use::Free => None,
        Use::Large => Some(space.address(index)),
        Use::LargeTail => {
            let head = block.link as usize;
            Some(space.address(head))
        }
        Use::Cells => {
            let size = CELL_SIZE[block.class as usize] as usize;
            let start = offset % BLOCK / size * size;
            let handed_out = start < block.handed_out as usize;
            let cell = space.address(index) + start;
            (start + size <= BLOCK && (handed_out || space.is_marked(cell))).then_some(cell)
        }
    }
}

/// Puts the registers that functions preserve on the stack and calls `f` with the stack pointer below them, so that
/// all that any caller may keep in registers is found on the stack.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
pub extern "C" fn with_saved_registers(f: extern "C" fn(usize)) {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "mov rax, rdi",
        "mov rdi, rsp",
        "call rax",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// As for the other architecture; the preserved halves of the vector registers are saved too.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
pub extern "C" fn with_saved_registers(f: extern "C" fn(usize)) {
    naked_asm!(
        "stp x29, x30, [sp, #-160]!",
        "mov x29, sp",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x1, x0",
        "mov x0, sp",
        "blr x1",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "ldp x29, x30, [sp], #160",
        "ret",
    )
}
