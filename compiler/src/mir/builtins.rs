//! What the compiler knows about built-ins beyond their names and indexes, which are the runtime's: whether they keep
//! hold of an argument, and what they may give. A built-in that is not mentioned here is treated with caution.

use omg_runtime::builtins::BUILTINS;

use super::TypeSet;

/// The built-in's name.
pub fn name(builtin: u32) -> &'static str {
    BUILTINS[builtin as usize].name
}

/// Whether the built-in only looks at its arguments: none of them, and no list inside them, is stored or given back.
pub fn only_reads(builtin: u32) -> bool {
    matches!(
        name(builtin),
        "length"
            | "chr"
            | "ascii"
            | "hex"
            | "binary"
            | "int"
            | "float"
            | "floor"
            | "ceil"
            | "round"
            | "abs"
            | "sqrt"
            | "pow"
            | "log"
            | "sin"
            | "cos"
            | "tan"
            | "string_bytes"
            | "bytes_to_string"
            | "float_bits"
            | "bits_to_float"
            | "dict_keys"
            | "has_key"
            | "freeze"
            | "print"
            | "panic"
            | "raise"
            | "exit"
            | "exit_with_error"
            | "subprocess"
            | "file_write"
            | "tcp_write"
            | "pty_spawn"
            | "pty_write"
            | "sleep_ms"
    )
}

/// The types of what the built-in gives. Lists of octets are lists whose types are not known: compiled code takes it
/// that lists of which it knows that they are some hold any values, or what it sees them hold.
pub fn result_types(builtin: u32) -> TypeSet {
    match name(builtin) {
        "length" | "ascii" | "time_ms" | "getpid" | "fork" | "subprocess" | "pty_spawn" | "pty_close" | "file_open"
        | "file_write" | "tcp_listen" | "tcp_port" | "tcp_accept" | "tcp_connect" => TypeSet::SMALL,
        "chr" | "hex" | "binary" | "bytes_to_string" | "stdin_read" | "pty_read" => TypeSet::STRING,
        "read_file" | "stdin_readline" | "stdin_read_key" => TypeSet::STRING.union(TypeSet::BOOL),
        "int" | "floor" | "ceil" | "round" | "file_seek" | "file_tell" | "float_bits" => TypeSet::INT,
        "float" | "bits_to_float" | "sqrt" | "log" | "sin" | "cos" | "tan" => TypeSet::FLOAT,
        "abs" | "pow" => TypeSet::NUMBER,
        "has_key" | "file_exists" | "is_dir" => TypeSet::BOOL,
        "dict_keys" | "read_dir" | "string_bytes" | "list_repeat" => TypeSet::LIST,
        _ => TypeSet::ANY,
    }
}
