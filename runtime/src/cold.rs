//! Calls that are rarely made, and then preserve all registers: the code around them goes on as if they were not there,
//! and keeps its values in registers that other calls would overwrite. Cranelift knows such calls (its convention
//! `PreserveAll`) without results, so the result is left in a static word.
//!
//! Each function of the [`entry`](crate::entry) table has a second symbol with `_cold` behind its name for it.

use core::arch::naked_asm;

use crate::value::Value;

/// What the last cold call returned; read before anything else is called.
#[unsafe(no_mangle)]
pub static mut OMG_COLD_RESULT: Value = Value::NONE;

/// Calls the function at the address in `rax`, whose own value is on the stack, above the return address. All registers
/// that the callee need not preserve are saved, on the stack, where the collector finds what they refer to.
///
/// # Safety
/// Jumped to by cold entries, with arguments in registers; the stack is aligned as it is behind a call and a push.
#[unsafe(naked)]
pub unsafe extern "C" fn call_preserving_all() {
    naked_asm!(
        "push rcx",
        "push rdx",
        "push rsi",
        "push rdi",
        "push r8",
        "push r9",
        "push r10",
        "push r11",
        "sub rsp, 256",
        "movups [rsp], xmm0",
        "movups [rsp + 16], xmm1",
        "movups [rsp + 32], xmm2",
        "movups [rsp + 48], xmm3",
        "movups [rsp + 64], xmm4",
        "movups [rsp + 80], xmm5",
        "movups [rsp + 96], xmm6",
        "movups [rsp + 112], xmm7",
        "movups [rsp + 128], xmm8",
        "movups [rsp + 144], xmm9",
        "movups [rsp + 160], xmm10",
        "movups [rsp + 176], xmm11",
        "movups [rsp + 192], xmm12",
        "movups [rsp + 208], xmm13",
        "movups [rsp + 224], xmm14",
        "movups [rsp + 240], xmm15",
        "call rax",
        "mov [rip + {result}], rax",
        "movups xmm0, [rsp]",
        "movups xmm1, [rsp + 16]",
        "movups xmm2, [rsp + 32]",
        "movups xmm3, [rsp + 48]",
        "movups xmm4, [rsp + 64]",
        "movups xmm5, [rsp + 80]",
        "movups xmm6, [rsp + 96]",
        "movups xmm7, [rsp + 112]",
        "movups xmm8, [rsp + 128]",
        "movups xmm9, [rsp + 144]",
        "movups xmm10, [rsp + 160]",
        "movups xmm11, [rsp + 176]",
        "movups xmm12, [rsp + 192]",
        "movups xmm13, [rsp + 208]",
        "movups xmm14, [rsp + 224]",
        "movups xmm15, [rsp + 240]",
        "add rsp, 256",
        "pop r11",
        "pop r10",
        "pop r9",
        "pop r8",
        "pop rdi",
        "pop rsi",
        "pop rdx",
        "pop rcx",
        "pop rax",
        "ret",
        result = sym OMG_COLD_RESULT,
    )
}
