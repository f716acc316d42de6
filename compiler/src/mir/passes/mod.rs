//! What is done to MIR between building it and generating code.

pub mod blocks;
pub mod params;
mod rewrite;

use super::{Program, verify};

/// Checks the program after a phase, in builds of the compiler with assertions.
pub fn verify_if_debug(program: &Program, phase: &str) {
    if cfg!(debug_assertions)
        && let Err(error) = verify::verify(program)
    {
        panic!("MIR is not well-formed after {phase}: {error}");
    }
}
