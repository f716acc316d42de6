//! How often code runs, as far as its shape tells: in loops, in procedures that loops call, in recursions. What is done
//! for big integers alone is rare.

use crate::mir::passes::blocks::reverse_post_order;
use crate::mir::{Block, BlockId, Op, Proc, ProcId, Program, Terminator, ValueId, loops};

/// More loops around each other than this are not told apart.
const HOTTEST: u32 = 4;

/// The heat of each procedure and block: roughly, how many loops are around it. A recursion counts as a loop.
pub struct Heat {
    /// Indexed by [`ProcId`].
    procs: Vec<u32>,
    /// Indexed by [`ProcId`] and [`BlockId`]; none: it is rare.
    depths: Vec<Vec<Option<u32>>>,
}

impl Heat {
    pub fn of(program: &Program) -> Heat {
        let depths = program.procs.iter().map(|proc| proc.as_ref().map_or(Vec::new(), depths));
        let mut heat = Heat { procs: vec![0; program.procs.len()], depths: depths.collect() };
        let calls = Calls::of(program, &heat.depths);
        for id in calls.recursive() {
            heat.procs[id] = 1;
        }
        let mut waiting: Vec<usize> = (0..program.procs.len()).collect();
        while let Some(caller) = waiting.pop() {
            for &(callee, depth) in &calls.callees[caller] {
                let hot = (heat.procs[caller] + depth).min(HOTTEST);
                if hot > heat.procs[callee] {
                    heat.procs[callee] = hot;
                    waiting.push(callee);
                }
            }
        }
        heat
    }

    /// Of the code of a block; 0: it runs once, or as often as something that runs once.
    pub fn block(&self, proc: ProcId, block: BlockId) -> u32 {
        let depth = self.depths[proc.0 as usize][block.0 as usize];
        depth.map_or(0, |depth| (self.procs[proc.0 as usize] + depth).min(HOTTEST))
    }
}

/// Who calls whom.
struct Calls {
    /// Indexed by caller: what it calls, and in how many loops.
    callees: Vec<Vec<(usize, u32)>>,
}

impl Calls {
    fn of(program: &Program, depths: &[Vec<Option<u32>>]) -> Calls {
        let mut callees = vec![Vec::new(); program.procs.len()];
        for proc in program.procs.iter().flatten() {
            let own = &mut callees[proc.id.0 as usize];
            for (block, depth) in proc.blocks.iter().zip(&depths[proc.id.0 as usize]) {
                let Some(depth) = *depth else { continue };
                let mut add = |callee: ProcId| own.push((callee.0 as usize, depth));
                for inst in &block.insts {
                    match &inst.op {
                        Op::Call(callee, _) | Op::CallClosure(callee, ..) => add(*callee),
                        Op::CallValue(callee, _) => procs_of(program, proc, *callee).iter().for_each(|&proc| add(proc)),
                        _ => {}
                    }
                }
                match &block.terminator {
                    Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => add(*proc),
                    Terminator::TailCallValue { callee, .. } => {
                        procs_of(program, proc, *callee).iter().for_each(|&proc| add(proc));
                    }
                    _ => {}
                }
            }
        }
        Calls { callees }
    }

    /// The procedures that may call themselves, directly or not: those of a strongly connected component with a call
    /// inside it (Sharir's algorithm: a search on the reversed calls, in the order in which another search ends).
    fn recursive(&self) -> Vec<usize> {
        let mut callers = vec![Vec::new(); self.callees.len()];
        for (caller, callees) in self.callees.iter().enumerate() {
            callees.iter().for_each(|&(callee, _)| callers[callee].push(caller));
        }
        let mut ended = Vec::new();
        let mut seen = vec![false; self.callees.len()];
        for root in 0..self.callees.len() {
            let mut stack = vec![(root, false)];
            while let Some((proc, done)) = stack.pop() {
                if done {
                    ended.push(proc);
                } else if !std::mem::replace(&mut seen[proc], true) {
                    stack.push((proc, true));
                    stack.extend(self.callees[proc].iter().map(|&(callee, _)| (callee, false)));
                }
            }
        }
        let mut recursive = Vec::new();
        let mut taken = vec![false; self.callees.len()];
        for &root in ended.iter().rev() {
            let mut component = Vec::new();
            let mut stack = vec![root];
            while let Some(proc) = stack.pop() {
                if !std::mem::replace(&mut taken[proc], true) {
                    component.push(proc);
                    stack.extend(&callers[proc]);
                }
            }
            if component.len() > 1 || self.callees[root].iter().any(|&(callee, _)| callee == root) {
                recursive.extend(component);
            }
        }
        recursive
    }
}

/// By block, in how many loops it is; none: only integers that are not small lead there.
fn depths(proc: &Proc) -> Vec<Option<u32>> {
    let depths = loops::depths(proc, &reverse_post_order(proc));
    let mut reached = vec![false; proc.blocks.len()];
    let mut waiting = vec![BlockId(0)];
    while let Some(id) = waiting.pop() {
        if !std::mem::replace(&mut reached[id.0 as usize], true) {
            let block = proc.block(id);
            let usual = if tests_size(block) { 1 } else { usize::MAX };
            waiting.extend(block.terminator.targets().take(usual).map(|target| target.block).chain(block.handler));
        }
    }
    depths.into_iter().zip(reached).map(|(depth, reached)| reached.then_some(depth)).collect()
}

/// Whether the block ends with a test whether an integer is small.
fn tests_size(block: &Block) -> bool {
    let Terminator::Branch { condition, .. } = block.terminator else { return false };
    block.insts.iter().any(|inst| inst.result == Some(condition) && matches!(inst.op, Op::IsSmall(_)))
}

/// The procedures that a call of a value may run, as far as they are known.
fn procs_of<'p>(program: &'p Program, proc: &Proc, callee: ValueId) -> &'p [ProcId] {
    program.class(proc, callee).map_or(&[], |class| &class.procs)
}
