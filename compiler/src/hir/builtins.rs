//! What the compiler knows of the built-in procedures: their numbers, names, and how many arguments they take.

use omg_runtime::builtins::{BUILTINS, index_of};

/// The number of the built-in with that name.
pub fn find(name: &str) -> Option<u32> {
    index_of(name).map(|index| index as u32)
}

/// All names.
pub fn names() -> Vec<&'static str> {
    BUILTINS.iter().map(|builtin| builtin.name).collect()
}

pub fn name(builtin: u32) -> &'static str {
    BUILTINS[builtin as usize].name
}

/// As in documentation: `binary(n, [width])`.
pub fn signature(builtin: u32) -> &'static str {
    BUILTINS[builtin as usize].signature
}

/// The least and the greatest number of arguments.
pub fn arity(builtin: u32) -> (usize, usize) {
    let builtin = &BUILTINS[builtin as usize];
    (builtin.min, builtin.max)
}
