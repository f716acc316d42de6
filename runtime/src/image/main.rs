//! The runtime as an object file that lacks nothing but the compiled code: the image that executables are made from. The
//! compiler's build script builds it, the compiler's linker joins it with a program and leaves out what that does not use.
//!
//! Here is what a C library and Rust's `std` would bring along, and what a library that is also used inside the compiler
//! must not define: the entry point, memory routines, the allocator, the panic handler.
#![no_std]
#![no_main]

mod allocator;
mod memory;

use core::arch::global_asm;
use core::panic::PanicInfo;
use omg_runtime::program::Program;
use omg_runtime::{output, start, sys};

/// What a shell reports for a process that aborted: 128 + SIGABRT.
const INTERNAL_ERROR_STATUS: i32 = 134;

// The kernel enters with a 16-byte aligned stack that holds arguments and environment. The zero in rbp ends the
// debuggers' walk over the frames. The other symbol is named by precompiled code; as panics do not unwind, it is never
// called.
global_asm!(
    ".globl _start",
    ".type _start, @function",
    "_start:",
    "xor ebp, ebp",
    "mov rdi, rsp",
    "call {start}",
    "ud2",
    ".size _start, . - _start",
    ".globl _Unwind_Resume",
    "_Unwind_Resume:",
    "ud2",
    start = sym enter,
);

unsafe extern "C" {
    /// What the compiled code is linked under.
    safe static omg_program: Program;
}

unsafe extern "C" fn enter(initial_stack: *const usize) -> ! {
    // Safety: this is what the entry point passes on.
    unsafe { start::start(initial_stack, &omg_program) }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    output::print_error(format_args!("internal error of the OMG runtime: {info}\n"));
    sys::exit(INTERNAL_ERROR_STATUS)
}
