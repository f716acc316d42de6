//! What every compiled OMG program is linked with, and what the interpreter runs on: values, the collector, the
//! operations of the language, the built-ins, and all contact with the operating system.
//!
//! `no_std` + `alloc`, no libc. One program runs in a process, on one thread at a time; all state is process-wide.
//!
//! - [`value`], [`object`]: the words and the layouts of heap objects. Generated code takes its offsets from here.
//! - [`program`]: what an executable tells the runtime about itself (entry, module variables, traceback table).
//! - [`sys`], [`input`], [`output`], [`stack`], [`interrupt`]: the system, the standard streams, the stack of the
//!   program, stopping it. [`handles`], [`files`]: what the program opened.
//! - [`heap`]: the collector; [`string`], [`list`], [`dict`], [`shape`], [`lookup`], [`closure`]: the objects on it.
//! - [`ops`], [`builtins`]: the operators and the built-in procedures; [`int`], [`float`], [`text`]: what they compute
//!   with; [`errors`]: what they fail with.
//! - [`start`], [`raise`], [`traceback`]: the life of a compiled program, from its first instruction to its end.
//! - [`entry`]: the table of functions that generated code may call; [`cold`]: how it calls them where that is rare.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

pub mod builtins;
pub mod closure;
pub mod cold;
pub mod contents;
pub mod dict;
pub mod entry;
pub mod errors;
pub mod files;
pub mod float;
pub mod global;
pub mod handles;
pub mod heap;
pub mod input;
pub mod int;
pub mod interrupt;
pub mod list;
pub mod lookup;
pub mod object;
pub mod ops;
pub mod output;
pub mod program;
pub mod raise;
pub mod shape;
pub mod stack;
pub mod start;
pub mod string;
pub mod sys;
#[cfg(test)]
mod testing;
pub mod text;
pub mod traceback;
pub mod value;
