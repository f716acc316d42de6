//! What a compiled program tells the runtime about itself. The compiler lays these structures out as static data of
//! the executable, the [`Program`] under the symbol `omg_program`. All addresses are absolute; executables are not relocatable.

use crate::object::Shape;
use crate::value::Value;

/// The whole program.
#[repr(C)]
pub struct Program {
    /// Compiled code that runs the entry module's body (System V convention) and returns when the program ends normally.
    pub main: unsafe extern "C" fn(),
    /// All module variables: roots of the collector. They start out as [`Value::UNSET`].
    pub globals: *mut Value,
    pub global_count: u64,
    pub traceback: Traceback,
    /// The entry module's name, the initial value of `module_file`.
    pub module_file: Text,
    /// Where the program's code starts; the traceback table counts from here.
    pub code: *const u8,
    pub code_len: u64,
    /// What the attribute operations of the program remember.
    pub attribute_caches: *mut AttributeCache,
    pub attribute_cache_count: u64,
}

/// What one attribute operation (`d.k`, `d.k := v`) of compiled code found last, or the shape of what one dictionary
/// literal makes. Every collection empties it: so the shape is alive as long as it is here, and no other one has its
/// address.
#[repr(C)]
pub struct AttributeCache {
    /// Null: nothing is known.
    pub shape: *const Shape,
    /// Where the key's value lies in dictionaries of that shape: in bytes from the first slot. Of literals: 0.
    pub offset: u64,
}

impl AttributeCache {
    pub const EMPTY: AttributeCache = AttributeCache { shape: core::ptr::null(), offset: 0 };
}

/// Bytes of UTF-8 in static data.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Text {
    pub data: *const u8,
    pub len: u64,
}

impl Text {
    pub fn as_str(&self) -> &str {
        // Safety: whoever lays the text out has it as `str`; a text of no bytes may have no address.
        unsafe {
            let data = if self.len == 0 { core::ptr::NonNull::dangling().as_ptr() } else { self.data };
            core::str::from_utf8_unchecked(core::slice::from_raw_parts(data, self.len as usize))
        }
    }
}

/// What there is to know about a procedure value.
#[repr(C)]
pub struct ProcInfo {
    pub name: Text,
    /// Number of parameters.
    pub arity: u64,
}

/// The table that leads from a return address to its procedure, line and handler. Sorted, searched only on error.
#[repr(C)]
pub struct Traceback {
    pub sites: *const Site,
    pub site_count: u64,
    pub procs: *const ProcRange,
    pub proc_count: u64,
    /// The calls whose procedures were compiled into their callers.
    pub inlined: *const InlinedCall,
    pub inlined_count: u64,
}

/// One call in compiled code. All offsets from `Program::code`; sorted by `return_offset`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Site {
    pub return_offset: u32,
    /// 1-based line of the source.
    pub line: u32,
    /// Frame pointer minus stack pointer at this call, in bytes. What a handler needs.
    pub frame_offset: u32,
    /// Where the handler of the enclosing `try` starts; 0: there is none in this procedure.
    pub handler_offset: u32,
    /// What `line` is a line of: [`InlinedCall::NONE`], or a call that was inlined, by its number in the table plus one.
    pub scope: u32,
}

/// A call whose procedure was compiled into its caller: a frame of tracebacks that is none of the machine.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct InlinedCall {
    /// The procedure that was called.
    pub name: Text,
    pub file: Text,
    /// The 1-based line of the call.
    pub line: u32,
    /// What that is a line of, as in [`Site::scope`]; or [`InlinedCall::REPLACED`].
    pub scope: u32,
}

impl InlinedCall {
    /// The procedure whose code it is in.
    pub const NONE: u32 = 0;
    /// The call replaced its caller.
    pub const REPLACED: u32 = u32::MAX;
}

/// The code of one procedure; sorted by `start`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct ProcRange {
    /// Offset from `Program::code`.
    pub start: u32,
    /// In bytes.
    pub len: u32,
    /// As in tracebacks: `area`, `<top-level>`. An empty name: not shown (thunks).
    pub name: Text,
    /// As in tracebacks: `lib/shapes.omg`.
    pub file: Text,
}
