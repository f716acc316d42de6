//! `omgc`, an ahead-of-time compiler for OMG. The folders are the phases, in order:
//!
//! ```text
//! source files → syntax (tokens, AST) → modules (import graph, DAG) → hir (names resolved, checked)
//!             → mir (SSA, typed) → mir passes → codegen (Cranelift) → object → link → executable
//!                                        hir → interp (reference interpreter, also of the repl)
//!                                 hir, mir → report (what was inferred, and what is slow, for the program's author)
//!                                    modules → graph (the import graph as a tree, a picture, data)
//! ```

pub mod codegen;
pub mod diagnostics;
pub mod driver;
pub mod fix;
pub mod generate;
pub mod graph;
pub mod hir;
pub mod interp;
pub mod link;
pub mod mir;
pub mod modules;
pub mod reference;
pub mod repl;
pub mod report;
pub mod source;
pub mod syntax;
