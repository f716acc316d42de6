//! What is done to MIR between building it and generating code. Each pass is a function in a file of its own; the table
//! here says in which order they run. Without optimisation none of them does, apart from what the builder uses.

pub mod blocks;
mod classes;
mod common;
pub mod dead;
mod described;
mod escape;
mod facts;
mod fold;
mod hoist;
mod inline;
mod narrow;
mod objects;
pub mod params;
pub mod promote;
mod promote_in_loops;
pub mod propagate;
mod range;
pub mod redundant;
mod rewrite;
mod scalar_replacement;
mod select;
mod specialize;
mod ssa;
pub mod tail_loops;
pub mod unused;
mod world;

use std::time::{Duration, Instant};

use super::{Proc, Program, verify};

/// A pass over the whole program.
pub struct Pass {
    pub name: &'static str,
    pub run: fn(&mut Program),
}

/// Before types are found.
const FIRST: [Pass; 4] = [
    // First, so that procedures whose values nobody reads are known to be called directly only.
    UNREAD_GLOBALS,
    UNUSED_VALUES,
    Pass { name: "tail-loops", run: |program| for_each_proc(program, tail_loops::make_loops) },
    Pass { name: "promote-globals", run: promote::promote_globals },
];

/// Finds types, and removes what they make superfluous.
const TYPES: [Pass; 9] = [
    Pass { name: "narrow", run: |program| for_each_proc(program, narrow::name_tested) },
    Pass { name: "propagate", run: propagate::propagate },
    TRIVIAL_PARAMS,
    Pass { name: "forward-flags", run: |program| for_each_proc(program, propagate::forward_flags) },
    Pass { name: "redundant", run: |program| for_each_proc(program, redundant::remove_redundant) },
    UNREAD_GLOBALS,
    UNUSED_VALUES,
    TRIVIAL_PARAMS,
    JOIN_BLOCKS,
];

const SPECIALIZE: [Pass; 1] = [Pass { name: "specialize", run: specialize::specialize }];

const INLINE: [Pass; 7] = [
    UNUSED_PROCS,
    Pass { name: "inline", run: inline::inline_calls },
    UNUSED_PROCS,
    UNUSED_VALUES,
    TRIVIAL_PARAMS,
    Pass { name: "scalar-replacement", run: |program| for_each_proc(program, scalar_replacement::replace_objects) },
    Pass { name: "promote-in-loops", run: promote_in_loops::promote_in_loops },
];

/// With the types that are found once procedures are inlined.
const LAST: [Pass; 8] = [
    UNUSED_PROCS,
    Pass { name: "common", run: common::share_common_values },
    UNUSED_VALUES,
    Pass { name: "select", run: |program| for_each_proc(program, select::select_values) },
    TRIVIAL_PARAMS,
    JOIN_BLOCKS,
    Pass { name: "hoist", run: hoist::hoist_invariants },
    Pass { name: "renumber", run: |program| for_each_proc(program, blocks::renumber) },
];

const UNREAD_GLOBALS: Pass = Pass { name: "unread-globals", run: unused::remove_unread_globals };
const UNUSED_VALUES: Pass = Pass { name: "unused-values", run: |program| for_each_proc(program, dead::remove_unused) };
const TRIVIAL_PARAMS: Pass =
    Pass { name: "trivial-params", run: |program| for_each_proc(program, params::remove_trivial_params) };
const JOIN_BLOCKS: Pass = Pass { name: "join-blocks", run: |program| for_each_proc(program, blocks::join_blocks) };
const UNUSED_PROCS: Pass = Pass { name: "unused-procs", run: unused::remove_unused_procs };

/// What `-O` does, in order.
const PASSES: [&[Pass]; 6] = [&FIRST, &TYPES, &SPECIALIZE, &INLINE, &TYPES, &LAST];

/// Finds types for the first time: no procedure is inlined or removed yet.
pub fn find_types(program: &mut Program) {
    FIRST.iter().chain(&TYPES[..2]).for_each(|pass| (pass.run)(program));
}

/// Runs all passes of `-O`.
pub fn optimize(program: &mut Program) {
    optimize_timed(program, |_, _| {});
}

/// As [`optimize`]; tells how long each pass took.
pub fn optimize_timed(program: &mut Program, mut report: impl FnMut(&'static str, Duration)) {
    for pass in PASSES.into_iter().flatten() {
        let start = Instant::now();
        (pass.run)(program);
        report(pass.name, start.elapsed());
        verify_if_debug(program, pass.name);
    }
}

fn for_each_proc(program: &mut Program, pass: impl Fn(&mut Proc)) {
    program.procs.iter_mut().flatten().for_each(pass);
}

/// Checks the program after a phase, in builds of the compiler with assertions.
pub fn verify_if_debug(program: &Program, phase: &str) {
    if cfg!(debug_assertions)
        && let Err(error) = verify::verify(program)
    {
        panic!("MIR is not well-formed after {phase}: {error}");
    }
}
