//! From an object file to an executable, without a system linker: the program is joined with those parts of the
//! [runtime](runtime) that it uses.
//!
//! | file | decides |
//! | --- | --- |
//! | `runtime` | where the runtime comes from |
//! | `input` | what of an object file matters; refuses what a code generator of ours does not produce |
//! | `inputs` | which definition each symbol stands for |
//! | `reachable` | which sections are in the executable |
//! | `layout` | addresses and file offsets |
//! | `relocate` | the bytes that depend on addresses |
//! | `emit` | the ELF file: headers, segments, symbols |
//! | `output` | the file on the disk |
//!
//! Executables are for x86-64 Linux, static, at fixed addresses. The same object gives the same bytes.

mod emit;
mod error;
mod input;
mod inputs;
mod layout;
mod output;
mod reachable;
mod relocate;
mod runtime;

pub use error::LinkError;
use inputs::Inputs;
pub use output::{write_executable, write_file};

/// What executables are for.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The static data that describes the program; the runtime refers to it by this name.
pub const PROGRAM_SYMBOL: &str = "omg_program";

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Leave out symbols and whatever else is for debuggers and profilers.
    pub strip: bool,
}

/// Makes the executable of an object file.
pub fn link(object: &[u8], options: Options) -> Result<Vec<u8>, LinkError> {
    let program = input::read(object, !options.strip)?;
    let inputs = Inputs::new(runtime::embedded()?, &program)?;
    let reachable = reachable::find(&inputs)?;
    let layout = layout::lay_out(&inputs, &reachable)?;
    let contents = relocate::contents(&inputs, &layout)?;
    emit::emit(&inputs, &layout, &contents, options)
}

/// The names that the runtime offers to compiled code.
pub fn runtime_symbols() -> Result<impl Iterator<Item = &'static str>, LinkError> {
    Ok(runtime::embedded()?.globals.keys().copied())
}
