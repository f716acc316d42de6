//! Module variables that only their module's body uses become values, where a loop of the body uses them: a body runs
//! once, and nobody else looks. (Exports of modules that are imported are read by their importers.)
//!
//! Block parameters are made where they are asked for, as in Braun, Buchwald, Hack, Leißa, Mallon and Zwinkau, "Simple
//! and Efficient Construction of Static Single Assignment Form" (CC 2013); those that are not needed go later.
//! Bodies with a `try` are left alone: what an error may carry to a handler has to be in memory.

use rustc_hash::FxHashSet;

use super::blocks::reverse_post_order;
use super::ssa::{self, Access};
use crate::hir::SHARED_GLOBALS;
use crate::mir::{GlobalId, Op, Proc, ProcId, Program, loops};

/// Works on all module bodies.
pub fn promote_globals(program: &mut Program) {
    let users = users(program);
    for module in &program.modules {
        let Some(proc) = &mut program.procs[module.body.0 as usize] else { continue };
        let globals = globals_in_loops(proc, |global| users[global.0 as usize] == User::One(module.body));
        if !globals.is_empty() && globals.len() * proc.blocks.len() <= ssa::LIMIT {
            ssa::promote(proc, |op| {
                match *op {
                    Op::GlobalGet(global) => Some(Access::Read(global)),
                    Op::GlobalSet(global, value) => Some(Access::Write(global, value)),
                    _ => None,
                }
                .filter(|access| globals.contains(access.variable()))
            });
        }
    }
}

/// Who reads or assigns a module variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum User {
    Nobody,
    One(ProcId),
    Several,
}

fn users(program: &Program) -> Vec<User> {
    let mut users = vec![User::Nobody; program.globals.len()];
    let shared = SHARED_GLOBALS.len().min(users.len());
    users[..shared].fill(User::Several);
    for proc in program.procs.iter().flatten() {
        for global in proc.blocks.iter().flat_map(|block| &block.insts).filter_map(|inst| global_of(&inst.op)) {
            let user = &mut users[global.0 as usize];
            *user = match *user {
                User::Nobody => User::One(proc.id),
                User::One(id) if id == proc.id => User::One(id),
                _ => User::Several,
            };
        }
    }
    users
}

fn global_of(op: &Op) -> Option<GlobalId> {
    match *op {
        Op::GlobalGet(global) | Op::GlobalSet(global, _) => Some(global),
        _ => None,
    }
}

fn globals_in_loops(proc: &Proc, is_private: impl Fn(GlobalId) -> bool) -> FxHashSet<GlobalId> {
    let depths = loops::depths(proc, &reverse_post_order(proc));
    let blocks = proc.blocks.iter().zip(depths).filter(|&(_, depth)| depth > 0).map(|(block, _)| block);
    blocks.flat_map(|block| &block.insts).filter_map(|inst| global_of(&inst.op)).filter(|&g| is_private(g)).collect()
}
