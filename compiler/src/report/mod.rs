//! What the compiler found out about a program, told to whoever wrote it: the types of variables and procedures
//! ([`types`]), and what is slow in the code that runs most ([`performance`]).

mod boxes;
mod facts;
mod hot;
mod performance;
mod types;
mod words;

pub use performance::performance;
pub use types::types;
