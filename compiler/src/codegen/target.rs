//! What Cranelift compiles for, and how carefully.

use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{self, OwnedTargetIsa, TargetIsa};
use cranelift_codegen::settings::{self, Configurable};

use crate::link;

/// Functions with more instructions than this, in Cranelift's IR, have their registers allocated in a single pass: the
/// time of the other way grows with the square of their size. What people write has some thousands at most.
const LARGEST: usize = 10_000;

/// x86-64 Linux, position-dependent code.
pub struct Target {
    /// Registers are allocated by backtracking, for fast code.
    thorough: OwnedTargetIsa,
    /// Registers are allocated in a single pass, for fast compilation.
    quick: OwnedTargetIsa,
    optimize: bool,
}

impl Target {
    pub fn new(optimize: bool) -> Target {
        let level = if optimize { "speed" } else { "none" };
        Target { thorough: target(level, "backtracking"), quick: target(level, "single_pass"), optimize }
    }

    /// What has to be the same for all functions.
    pub fn isa(&self) -> &OwnedTargetIsa {
        &self.thorough
    }

    /// The settings that a function is compiled with.
    pub fn isa_for(&self, function: &Function) -> &dyn TargetIsa {
        let is_quick = !self.optimize || function.dfg.num_insts() > LARGEST;
        if is_quick { &*self.quick } else { &*self.thorough }
    }
}

fn target(opt_level: &str, regalloc_algorithm: &str) -> OwnedTargetIsa {
    let mut flags = settings::builder();
    let mut set = |name: &str, value: &str| flags.set(name, value).expect("a known setting");
    set("opt_level", opt_level);
    set("regalloc_algorithm", regalloc_algorithm);
    set("preserve_frame_pointers", "true");
    set("log2_min_function_alignment", "5");
    set("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" });
    set("is_pic", "false");
    set("unwind_info", "false");
    let isa = isa::lookup(link::TARGET.parse().expect("a triple")).expect("built in");
    isa.finish(settings::Flags::new(flags)).expect("valid flags")
}
