//! What the compiler knows of the built-in procedures: their numbers, names, and how many arguments they take.

const TABLE: &[(&str, usize, usize)] = &[
    ("length", 1, 1),
    ("chr", 1, 1),
    ("ascii", 1, 1),
    ("hex", 1, 1),
    ("binary", 1, 2),
    ("int", 1, 1),
    ("float", 1, 1),
    ("panic", 1, 1),
    ("raise", 1, 1),
    ("print", 1, 1),
    ("exit", 0, 1),
    ("has_key", 2, 2),
    ("dict_keys", 1, 1),
    ("call_builtin", 2, 2),
];

/// The number of the built-in with that name.
pub fn find(name: &str) -> Option<u32> {
    TABLE.iter().position(|row| row.0 == name).map(|index| index as u32)
}

/// All names.
pub fn names() -> Vec<&'static str> {
    TABLE.iter().map(|row| row.0).collect()
}

pub fn name(builtin: u32) -> &'static str {
    TABLE[builtin as usize].0
}

/// The least and the greatest number of arguments.
pub fn arity(builtin: u32) -> (usize, usize) {
    let (_, least, most) = TABLE[builtin as usize];
    (least, most)
}
