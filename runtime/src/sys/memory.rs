//! Address space, in whole pages.

use super::Result;
use core::ptr::null_mut;
use rustix::mm::{Advice, MapFlags, MprotectFlags, MremapFlags, ProtFlags};

/// The size of a page.
pub const PAGE: usize = 4096;

/// Readable, writable, zeroed memory of `len` bytes that costs nothing until it is touched. It is never moved.
pub fn reserve(len: usize) -> Result<*mut u8> {
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
    // Safety: a new mapping at an address that the kernel chooses.
    let memory = unsafe { rustix::mm::mmap_anonymous(null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, flags) }?;
    Ok(memory.cast())
}

/// As [`reserve`], memory that copies of the process made from now on share with it.
pub fn share(len: usize) -> Result<*mut u8> {
    let flags = MapFlags::SHARED | MapFlags::NORESERVE;
    // Safety: a new mapping at an address that the kernel chooses.
    let memory = unsafe { rustix::mm::mmap_anonymous(null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, flags) }?;
    Ok(memory.cast())
}

/// Gives memory back.
///
/// # Safety
/// The pages come from [`reserve`] or [`share`] and are not used afterwards.
pub unsafe fn release(memory: *mut u8, len: usize) {
    // Safety: by the caller's promise. The call can only fail for arguments that are no mapping.
    let _ = unsafe { rustix::mm::munmap(memory.cast(), len) };
}

/// Changes the size of a mapping, which may move.
///
/// # Safety
/// The `old_len` bytes come from [`reserve`]; the old address is not used after a success.
pub unsafe fn resize(memory: *mut u8, old_len: usize, new_len: usize) -> Result<*mut u8> {
    // Safety: by the caller's promise.
    Ok(unsafe { rustix::mm::mremap(memory.cast(), old_len, new_len, MremapFlags::MAYMOVE) }?.cast())
}

/// Forgets the content: the pages read as zero and cost nothing until they are touched again.
///
/// # Safety
/// The pages come from [`reserve`] and hold nothing that is still wanted.
pub unsafe fn discard(memory: *mut u8, len: usize) {
    // Safety: by the caller's promise. A failure leaves the content, which nobody wants.
    let _ = unsafe { rustix::mm::madvise(memory.cast(), len, Advice::LinuxDontNeed) };
}

/// Makes any access to the pages a fault.
///
/// # Safety
/// The pages come from [`reserve`] and are not used afterwards.
pub unsafe fn protect(memory: *mut u8, len: usize) -> Result<()> {
    // Safety: by the caller's promise.
    unsafe { rustix::mm::mprotect(memory.cast(), len, MprotectFlags::empty()) }
}

/// Asks for large pages, for memory of which most is used once any is.
///
/// # Safety
/// The pages come from [`reserve`].
pub unsafe fn prefer_large_pages(memory: *mut u8, len: usize) {
    // Safety: advice does not change the content; a kernel without huge pages refuses, which costs time alone.
    let _ = unsafe { rustix::mm::madvise(memory.cast(), len, Advice::LinuxHugepage) };
}

/// Asks for small pages, for memory of which little is used in most programs.
///
/// # Safety
/// The pages come from [`reserve`].
pub unsafe fn prefer_small_pages(memory: *mut u8, len: usize) {
    // Safety: advice does not change the content; a kernel without huge pages refuses, which is as good.
    let _ = unsafe { rustix::mm::madvise(memory.cast(), len, Advice::LinuxNoHugepage) };
}
