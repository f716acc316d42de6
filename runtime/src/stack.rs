//! The stack that a program runs on: a reservation of its own, so that a hundred thousand nested calls are nothing
//! special, with a limit that compiled code checks at the start of each procedure and the interpreter at each call.

use crate::sys::{self, memory};
use core::arch::naked_asm;
use core::ffi::c_void;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What is asked for; where address space is limited, half of it, a quarter and so on.
const SIZE: usize = 320 << 20;
const SMALLEST_SIZE: usize = 2 << 20;
/// The part of the stack that is left when compiled code has reached the limit: for functions of the runtime, and for the
/// frame of a procedure that finds it reached. A list literal of a hundred thousand elements takes some megabytes.
const RESERVED_PART: usize = 5;
/// What functions of the runtime need at least.
const LEAST_RESERVE: usize = 512 << 10;

/// A stack pointer below this means that the stack is used up. Read by compiled code at the start of each procedure.
#[unsafe(no_mangle)]
#[used]
pub static OMG_STACK_LIMIT: AtomicUsize = AtomicUsize::new(0);

/// Whether a procedure that is entered now would find the stack used up.
pub fn is_exhausted() -> bool {
    left() == 0
}

/// How many bytes of the stack are left, those that are reserved for the runtime not counted.
pub fn left() -> usize {
    let here = 0u8;
    (&raw const here as usize).saturating_sub(OMG_STACK_LIMIT.load(Relaxed))
}

/// Runs `f` on a stack of its own and hands it the stack's base: the address above its highest word.
///
/// The system's own stack is used no more until `f` returns. `f` must not unwind.
pub fn run<F: FnOnce(*const usize)>(f: F) -> sys::Result<()> {
    run_in(SIZE, f)
}

/// As [`run`], on a stack of so many bytes (a multiple of the page size; less where address space is limited).
pub fn run_in<F: FnOnce(*const usize)>(size: usize, f: F) -> sys::Result<()> {
    struct Call<F> {
        f: Option<F>,
        base: *const usize,
    }
    extern "C" fn call<F: FnOnce(*const usize)>(data: *mut c_void) {
        // Safety: `data` is the `call` below, which outlives this function and is not used meanwhile.
        let call = unsafe { &mut *(data as *mut Call<F>) };
        if let Some(f) = call.f.take() {
            f(call.base);
        }
    }
    let (memory, size) = reserve(size)?;
    let reserve = (size / RESERVED_PART).max(LEAST_RESERVE);
    let outer_limit = OMG_STACK_LIMIT.swap(memory as usize + memory::PAGE + reserve, Relaxed);
    let base = memory.wrapping_add(size) as *const usize;
    let mut data = Call { f: Some(f), base };
    // Safety: `base` is the end of fresh memory, page-aligned; the call gets data of its own type.
    unsafe { switch(call::<F>, (&raw mut data).cast(), base) };
    OMG_STACK_LIMIT.store(outer_limit, Relaxed);
    // Safety: nothing runs on it any more.
    unsafe { memory::release(memory, size) };
    Ok(())
}

/// The lowest address and the size of a new stack with a guard page at its lower end.
fn reserve(mut size: usize) -> sys::Result<(*mut u8, usize)> {
    let memory = loop {
        match memory::reserve(size) {
            Ok(memory) => break memory,
            Err(error) if size <= SMALLEST_SIZE => return Err(error),
            Err(_) => size /= 2,
        }
    };
    // Safety: fresh memory that nobody uses yet.
    unsafe {
        memory::protect(memory, memory::PAGE)?;
        memory::prefer_small_pages(memory, size);
    }
    Ok((memory, size))
}

/// Calls `function(data)` with the stack pointer set to `base`.
///
/// # Safety
/// `base` is the end of unused memory and a multiple of 16.
#[unsafe(naked)]
unsafe extern "C" fn switch(function: extern "C" fn(*mut c_void), data: *mut c_void, base: *const usize) {
    // rbp is preserved by the callee, so it leads back to this stack.
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "mov rsp, rdx",
        "mov rax, rdi",
        "mov rdi, rsi",
        "call rax",
        "mov rsp, rbp",
        "pop rbp",
        "ret",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test, since the limit belongs to the process.
    #[test]
    fn code_runs_on_the_new_stack_and_notices_its_end() {
        fn depth(n: u64, most: u64) -> u64 {
            let local = core::hint::black_box([n; 16]);
            if n == most || is_exhausted() { n } else { depth(n + 1, most).max(local[0]) }
        }
        let (mut reached, mut unbounded) = (0, 0);
        run(|base| {
            let here = 0u8;
            assert!((base as usize) - (&raw const here as usize) < 1 << 16);
            assert!(!is_exhausted());
            reached = depth(0, 100_000);
            unbounded = depth(0, u64::MAX);
        })
        .unwrap();
        assert_eq!(reached, 100_000);
        assert!(unbounded > 100_000, "{unbounded}");
        assert!(!is_exhausted());
    }
}
