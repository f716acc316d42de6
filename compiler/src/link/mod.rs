//! From an object file to an executable, without a system linker: the program is laid out behind the runtime's
//! [image](image), its relocations are resolved, its address is stored in the runtime's `OMG_PROGRAM`.
//!
//! | file | decides |
//! | --- | --- |
//! | `image` | what the runtime consists of and which names it offers |
//! | `input` | what of the object file matters; refuses what a code generator of ours does not produce |
//! | `layout` | addresses and file offsets |
//! | `relocate` | the bytes that depend on addresses |
//! | `emit` | the ELF file: headers, segments, symbols |
//! | `output` | the file on the disk |
//!
//! Executables are for x86-64 Linux, static, at fixed addresses. The same object gives the same bytes.

mod emit;
mod error;
mod image;
mod input;
mod layout;
mod output;
mod relocate;

pub use error::LinkError;
pub use output::{write_executable, write_file};

/// What executables are for.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The static data that describes the program to the runtime.
pub const PROGRAM_SYMBOL: &str = "omg_program";

/// Where the runtime keeps the address of the program's description.
const PROGRAM_ADDRESS_SYMBOL: &str = "OMG_PROGRAM";

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Leave out symbols and whatever else is for debuggers and profilers.
    pub strip: bool,
}

/// Makes the executable of an object file. `program_symbol` names the program's description in it.
pub fn link(object: &[u8], program_symbol: &str, options: Options) -> Result<Vec<u8>, LinkError> {
    let image = image::embedded()?;
    let input = input::read(object, !options.strip)?;
    let layout = layout::lay_out(image, &input);
    let addresses = relocate::resolve_symbols(image, &input, &layout)?;
    let program = addresses.of_name(&input, program_symbol)?;
    let contents = relocate::contents(image, &input, &layout, &addresses, program)?;
    emit::emit(image, &input, &layout, &addresses, &contents, options)
}

/// The names that the runtime offers to compiled code.
pub fn image_symbols() -> Result<impl Iterator<Item = &'static str>, LinkError> {
    Ok(image::embedded()?.symbols.iter().map(|symbol| symbol.name))
}
