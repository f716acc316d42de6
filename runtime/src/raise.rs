//! From a raised error to its handler: walks the frames of compiled code by their frame pointers, looks each return
//! address up in the program's table, and goes on at the first handler; without one the program ends with a traceback.
//!
//! Only compiled code calls [`omg_raise`], so there are no Rust frames between it and the handler. The walk allocates
//! nothing: an error may have come from a full stack.

use crate::program::{InlinedCall, ProcRange, Program, Site};
use crate::start::program;
use crate::traceback::{self, Frame};
use crate::{errors, output, text};
use core::arch::naked_asm;

/// The registers with which a handler starts.
#[repr(C)]
struct Landing {
    /// rax: the error's text, a string value.
    error: u64,
    code: *const u8,
    /// rbp
    frame: *const usize,
    /// rsp
    stack: *const u8,
}

/// Raises the pending error at the place of the call. Never returns.
///
/// # Safety
/// Called by compiled code, with its frame pointer in rbp, while an error is [pending](crate::errors).
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn omg_raise() -> ! {
    // The landing is written to the stack below the raising frame, which is alive or about to be left.
    naked_asm!(
        "mov rdi, [rsp]",
        "mov rsi, rbp",
        "sub rsp, 32",
        "and rsp, -16",
        "mov rdx, rsp",
        "call {land}",
        "mov rax, [rsp]",
        "mov rcx, [rsp + 8]",
        "mov rbp, [rsp + 16]",
        "mov rsp, [rsp + 24]",
        "jmp rcx",
        land = sym land,
    )
}

/// Finds the handler, or ends the program.
///
/// # Safety
/// `pc` is a return address in compiled code and `frame` the frame pointer of that code.
unsafe extern "C" fn land(pc: *const u8, frame: *const usize, landing: &mut Landing) {
    let program = program();
    for call in Calls::from(program, pc, frame) {
        if let Some(site) = call.site
            && site.handler_offset != 0
        {
            *landing = Landing {
                error: errors::take().0,
                code: program.code.wrapping_add(site.handler_offset as usize),
                frame: call.frame,
                stack: (call.frame as *const u8).wrapping_sub(site.frame_offset as usize),
            };
            return;
        }
    }
    let error = errors::take();
    let sites = Calls::from(program, pc, frame).filter_map(|call| call.site);
    let frames = sites.flat_map(|site| Shown { program, site, line: site.line, scope: Some(site.scope) });
    traceback::print(frames, &text::of(error));
    output::exit(1)
}

/// A call in compiled code that has not returned.
struct Call<'a> {
    /// The caller's frame pointer.
    frame: *const usize,
    /// None for a call that cannot raise.
    site: Option<&'a Site>,
}

/// Goes through the calls of compiled code, innermost first.
struct Calls<'a> {
    program: &'a Program,
    pc: *const u8,
    frame: *const usize,
    /// What was found last for a return address: deep stacks are made of few procedures.
    known: [Option<(u32, Option<&'a Site>)>; 16],
}

impl<'a> Calls<'a> {
    fn from(program: &'a Program, pc: *const u8, frame: *const usize) -> Calls<'a> {
        Calls { program, pc, frame, known: [None; 16] }
    }

    fn site(&mut self, return_offset: u32) -> Option<&'a Site> {
        let known = &mut self.known[return_offset as usize % 16];
        match *known {
            Some((offset, site)) if offset == return_offset => site,
            _ => {
                let site = find_site(sites(self.program), return_offset);
                *known = Some((return_offset, site));
                site
            }
        }
    }
}

impl<'a> Iterator for Calls<'a> {
    type Item = Call<'a>;

    fn next(&mut self) -> Option<Call<'a>> {
        let offset = (self.pc as usize).wrapping_sub(self.program.code as usize);
        if offset as u64 >= self.program.code_len {
            return None;
        }
        let call = Call { frame: self.frame, site: self.site(offset as u32) };
        // Safety: compiled code keeps frame pointers: the frame starts with the caller's frame pointer and the return
        // address into the caller.
        unsafe {
            self.pc = *self.frame.add(1) as *const u8;
            self.frame = *self.frame as *const usize;
        }
        Some(call)
    }
}

fn find_site(sites: &[Site], return_offset: u32) -> Option<&Site> {
    sites.binary_search_by_key(&return_offset, |site| site.return_offset).ok().map(|at| &sites[at])
}

/// A call as it stands in a traceback: the procedures that were compiled into the caller, and the caller itself unless it
/// is a procedure that the user did not write.
struct Shown<'a> {
    program: &'a Program,
    site: &'a Site,
    line: u32,
    /// None: all were shown.
    scope: Option<u32>,
}

impl<'a> Iterator for Shown<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        let (scope, line) = (self.scope.take()?, self.line);
        if scope == InlinedCall::NONE {
            let proc = find_proc(procs(self.program), self.site.return_offset)?;
            let procedure = proc.name.as_str();
            return (!procedure.is_empty()).then_some(Frame { file: proc.file.as_str(), line, procedure });
        }
        let call = &inlined(self.program)[scope as usize - 1];
        self.line = call.line;
        self.scope = Some(call.scope).filter(|&scope| scope != InlinedCall::REPLACED);
        Some(Frame { file: call.file.as_str(), line, procedure: call.name.as_str() })
    }
}

/// The procedure that the call belongs to. A call that does not return may be its last instruction, so that the return
/// address is already outside.
fn find_proc(procs: &[ProcRange], return_offset: u32) -> Option<&ProcRange> {
    let call_offset = return_offset.checked_sub(1)?;
    let proc = &procs[procs.partition_point(|proc| proc.start <= call_offset).checked_sub(1)?];
    (call_offset - proc.start < proc.len).then_some(proc)
}

fn sites(program: &Program) -> &[Site] {
    // Safety: the compiler lays the table out with its length.
    unsafe { slice(program.traceback.sites, program.traceback.site_count) }
}

fn procs(program: &Program) -> &[ProcRange] {
    // Safety: as above.
    unsafe { slice(program.traceback.procs, program.traceback.proc_count) }
}

fn inlined(program: &Program) -> &[InlinedCall] {
    // Safety: as above.
    unsafe { slice(program.traceback.inlined, program.traceback.inlined_count) }
}

/// # Safety
/// `data` points at `len` items, or `len` is 0.
unsafe fn slice<'a, T>(data: *const T, len: u64) -> &'a [T] {
    // Safety: by the caller's promise.
    if len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(data, len as usize) } }
}
