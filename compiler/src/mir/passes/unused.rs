//! Removing what no part of the program refers to: assignments of module variables that nothing reads, and procedures
//! that nothing calls or takes as a value.

use crate::mir::{Constant, GlobalId, Op, Proc, ProcId, Program, Terminator};

/// Removes assignments of module variables that nothing reads.
pub fn remove_unread_globals(program: &mut Program) {
    let mut read = vec![false; program.globals.len()];
    for inst in program.procs.iter().flatten().flat_map(|proc| &proc.blocks).flat_map(|block| &block.insts) {
        if let Op::GlobalGet(global) = inst.op {
            read[global.0 as usize] = true;
        }
    }
    let is_read = |global: GlobalId| read[global.0 as usize];
    for block in program.procs.iter_mut().flatten().flat_map(|proc| &mut proc.blocks) {
        block.insts.retain(|inst| !matches!(inst.op, Op::GlobalSet(global, _) if !is_read(global)));
    }
}

/// Removes procedures that nothing refers to. Module bodies stay.
pub fn remove_unused_procs(program: &mut Program) {
    let mut used = vec![false; program.procs.len()];
    let mut work: Vec<ProcId> = program.modules.iter().map(|module| module.body).collect();
    while let Some(id) = work.pop() {
        if !std::mem::replace(&mut used[id.0 as usize], true) {
            work.extend(mentioned(program.proc(id)));
        }
    }
    for (proc, used) in program.procs.iter_mut().zip(used) {
        if !used {
            *proc = None;
        }
    }
}

fn mentioned(proc: &Proc) -> Vec<ProcId> {
    let mut mentioned = Vec::new();
    for block in &proc.blocks {
        mentioned.extend(block.insts.iter().filter_map(|inst| match inst.op {
            Op::Const(Constant::Proc(proc)) | Op::Closure(proc, _) | Op::Call(proc, _) => Some(proc),
            Op::CallClosure(proc, ..) | Op::CapturedOf(proc, ..) => Some(proc),
            _ => None,
        }));
        match block.terminator {
            Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => mentioned.push(proc),
            _ => {}
        }
    }
    mentioned
}
