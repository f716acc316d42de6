//! The runtime as a program of its own that lacks nothing but the compiled code: the image that executables are made
//! from. The compiler's build script builds it, the compiler's linker lays a program out behind it.
//!
//! Here is what a C library and Rust's `std` would bring along, and what a library that is also used inside the compiler
//! must not define: the entry point, memory routines, the allocator, the panic handler.
#![no_std]
#![no_main]

mod allocator;
mod memory;

use core::arch::global_asm;
use core::panic::PanicInfo;
use omg_runtime::{entry, output, start, sys};

/// What a shell reports for a process that aborted: 128 + SIGABRT.
const INTERNAL_ERROR_STATUS: i32 = 134;

// The kernel enters with a 16-byte aligned stack that holds arguments and environment. The zero in rbp ends the
// debuggers' walk over the frames. The two other symbols are named by tables of the precompiled `core`; as panics do not
// unwind, they are never called.
global_asm!(
    ".globl _start",
    ".type _start, @function",
    "_start:",
    "xor ebp, ebp",
    "mov rdi, rsp",
    "call {start}",
    "ud2",
    ".size _start, . - _start",
    ".globl rust_eh_personality",
    ".globl _Unwind_Resume",
    "rust_eh_personality:",
    "_Unwind_Resume:",
    "ud2",
    start = sym enter,
);

unsafe extern "C" fn enter(initial_stack: *const usize) -> ! {
    // Compiled programs call these by address, which the optimiser cannot see.
    core::hint::black_box(&entry::ENTRY_POINTS);
    core::hint::black_box(omg_runtime::raise::omg_raise as unsafe extern "C" fn() -> !);
    // Safety: this is what the entry point passes on.
    unsafe { start::start(initial_stack) }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    output::print_error(format_args!("internal error of the OMG runtime: {info}\n"));
    sys::exit(INTERNAL_ERROR_STATUS)
}
