//! Text → tokens → AST. Knows no file system, never stops at the first error.

pub mod ast;
pub mod dump;
pub mod lexer;
mod literals;
pub mod parser;
pub mod token;

pub use parser::{parse, parse_input};
