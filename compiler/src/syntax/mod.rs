//! Text → tokens → AST. Knows no file system, never stops at the first error.

pub mod ast;
