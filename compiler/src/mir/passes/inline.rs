//! Inlining: calls of small procedures, and of procedures that are called at one place only, become their code. Callees
//! come first, so that what is inlined has its own calls inlined already. A small procedure that calls itself is inlined
//! into itself once.
//!
//! Tracebacks stay as they were: what was inlined is in a [`Scope`] that knows the call. Procedures with a `try` or frame
//! slots are left alone, and those with tail calls of values.

use crate::mir::{
    Block, BlockId, Caller, Constant, Inst, Op, Proc, ProcId, Program, Scope, ScopeId, Target, Terminator, TypeSet,
    ValueData, ValueId, loops, op_info,
};

use super::blocks::{remove_unreachable, reverse_post_order};

/// Procedures of so many operations are inlined everywhere.
pub const SMALL: usize = 24;
/// As `SMALL`, where a procedure calls itself.
const SMALL_RECURSION: usize = 16;
/// As `SMALL`, where there is but one call.
const CALLED_ONCE: usize = 200;
/// No procedure grows beyond so many operations.
const LARGEST: usize = 2000;

/// Inlines in the whole program.
pub fn inline_calls(program: &mut Program) {
    let order = bottom_up(program);
    let calls = Calls::of(program, &order);
    for id in order {
        let Some(mut caller) = program.procs[id.0 as usize].take() else { continue };
        let is_module_body = program.modules.iter().any(|module| module.body == id);
        Inliner::new(program, &calls, &caller, is_module_body).run(&mut caller);
        // What was inlined may raise nothing, so that handlers go.
        remove_unreachable(&mut caller);
        program.procs[id.0 as usize] = Some(caller);
    }
}

/// How procedures are called.
struct Calls {
    /// By procedure: the number of its calls; a procedure that is a value counts as called many times.
    counts: Vec<u32>,
    /// By procedure: the position in the order of work; callees come first but in recursions.
    positions: Vec<u32>,
}

impl Calls {
    /// `order`: the order of work.
    fn of(program: &Program, order: &[ProcId]) -> Calls {
        const MANY: u32 = 1000;
        let mut counts = vec![0_u32; program.procs.len()];
        for proc in program.procs.iter().flatten() {
            for block in &proc.blocks {
                for inst in &block.insts {
                    match inst.op {
                        Op::Call(callee, _) | Op::CallClosure(callee, ..) => counts[callee.0 as usize] += 1,
                        Op::Const(Constant::Proc(callee)) | Op::Closure(callee, _) => counts[callee.0 as usize] += MANY,
                        _ => {}
                    }
                }
                if let Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } = block.terminator {
                    counts[proc.0 as usize] += 1;
                }
            }
        }
        let mut positions = vec![u32::MAX; program.procs.len()];
        for (position, id) in order.iter().enumerate() {
            positions[id.0 as usize] = position as u32;
        }
        Calls { counts, positions }
    }
}

/// All procedures, each behind those that it calls; in a recursion behind some of them.
fn bottom_up(program: &Program) -> Vec<ProcId> {
    let mut order = Vec::new();
    let mut seen = vec![false; program.procs.len()];
    for root in program.procs.iter().flatten() {
        let mut stack = vec![(root.id, false)];
        while let Some((id, done)) = stack.pop() {
            if done {
                order.push(id);
                continue;
            }
            let Some(proc) = &program.procs[id.0 as usize] else { continue };
            if std::mem::replace(&mut seen[id.0 as usize], true) {
                continue;
            }
            stack.push((id, true));
            stack.extend(callees(proc).map(|callee| (callee, false)));
        }
    }
    order
}

fn callees(proc: &Proc) -> impl Iterator<Item = ProcId> {
    proc.blocks.iter().flat_map(|block| {
        let insts = block.insts.iter().filter_map(|inst| match inst.op {
            Op::Call(callee, _) | Op::CallClosure(callee, ..) => Some(callee),
            _ => None,
        });
        let last = match block.terminator {
            Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => Some(proc),
            _ => None,
        };
        insts.chain(last)
    })
}

/// The number of operations; literals are free.
pub fn size(proc: &Proc) -> usize {
    let is_counted = |inst: &&Inst| !matches!(inst.op, Op::Const(_) | Op::MarkShared(_));
    proc.blocks.iter().map(|block| block.insts.iter().filter(is_counted).count()).sum()
}

struct Inliner<'a> {
    program: &'a Program,
    calls: &'a Calls,
    /// The caller as it was, to inline in itself.
    original: Option<Proc>,
    size: usize,
    /// Module bodies run once: only what is in their loops matters.
    is_module_body: bool,
}

/// A call, with what it is given.
struct Call {
    callee: ProcId,
    closure: Option<ValueId>,
    args: Vec<ValueId>,
}

impl Inliner<'_> {
    fn new<'a>(program: &'a Program, calls: &'a Calls, caller: &Proc, is_module_body: bool) -> Inliner<'a> {
        let size = size(caller);
        let calls_itself = size <= SMALL_RECURSION && callees(caller).any(|callee| callee == caller.id);
        let original = calls_itself.then(|| caller.clone());
        Inliner { program, calls, original, size, is_module_body }
    }

    fn run(mut self, caller: &mut Proc) {
        let order = reverse_post_order(caller);
        let depths = if self.is_module_body { loops::depths(caller, &order) } else { Vec::new() };
        let is_worked_on = |id: &BlockId| !self.is_module_body || depths[id.0 as usize] > 0;
        let mut work: Vec<BlockId> = order.into_iter().filter(is_worked_on).collect();
        while let Some(id) = work.pop() {
            let insts = &caller.block(id).insts;
            let found = insts.iter().enumerate().find_map(|(at, inst)| {
                let call = self.call(caller, call_of(&inst.op)?)?;
                Some((at, call))
            });
            if let Some((at, call)) = found {
                work.push(self.inline(caller, id, at, call));
            } else if let Some(call) = tail_call_of(&caller.block(id).terminator)
                && let Some(call) = self.call(caller, call)
            {
                self.inline_tail_call(caller, id, call);
            }
        }
    }

    /// The call, if it is to be inlined.
    fn call(&self, caller: &Proc, call: Call) -> Option<Call> {
        let callee = self.callee(caller, call.callee)?;
        let has_handlers = callee.blocks.iter().any(|block| block.handler.is_some());
        // What raises in such a call is shown where it stands if it is no procedure, and elsewhere if it is one.
        let calls_value = |block: &Block| matches!(block.terminator, Terminator::TailCallValue { .. });
        let calls_value = callee.blocks.iter().any(calls_value);
        let size = size(callee);
        let is_small = size <= SMALL || size <= CALLED_ONCE && self.calls.counts[call.callee.0 as usize] == 1;
        (is_small && callee.slots == 0 && !has_handlers && !calls_value && self.size + size <= LARGEST).then_some(call)
    }

    /// The callee's code, unless it is part of a recursion.
    fn callee(&self, caller: &Proc, id: ProcId) -> Option<&Proc> {
        if id == caller.id {
            return self.original.as_ref();
        }
        let position = |id: ProcId| self.calls.positions[id.0 as usize];
        let callee = self.program.procs[id.0 as usize].as_ref()?;
        let calls_back = callees(callee).any(|called| called == id || position(called) >= position(id));
        (position(id) < position(caller.id) && !calls_back).then_some(callee)
    }

    /// Inlines instruction number `at` of a block. Gives the block with what follows it.
    fn inline(&mut self, caller: &mut Proc, id: BlockId, at: usize, call: Call) -> BlockId {
        let callee = self.callee(caller, call.callee).expect("there is code to inline");
        let (added, copy_of) = (size(callee), callee.blocks.len());
        let block = &mut caller.blocks[id.0 as usize];
        let rest = block.insts.split_off(at + 1);
        let inst = block.insts.pop().expect("the call is there");
        let terminator = std::mem::replace(&mut block.terminator, Terminator::Unreachable);
        let (scope, handler) = (block.scope, block.handler);
        let next = BlockId((caller.blocks.len() + copy_of) as u32);
        let splice = Splice::new(caller, callee, &call, (inst.span, Caller::Scope(inst.scope)), Some(next));
        let copies = splice.copies(caller, callee, handler);
        caller.blocks[id.0 as usize].terminator = splice.entry(call.args);
        caller.blocks.extend(copies);
        let params = inst.result.into_iter().collect();
        caller.blocks.push(Block { params, insts: rest, terminator, scope, handler });
        self.size += added;
        next
    }

    fn inline_tail_call(&mut self, caller: &mut Proc, id: BlockId, call: Call) {
        let callee = self.callee(caller, call.callee).expect("there is code to inline");
        let added = size(callee);
        let span = match caller.block(id).terminator {
            Terminator::TailCall { span, .. } | Terminator::TailCallClosure { span, .. } => span,
            _ => caller.span,
        };
        let splice = Splice::new(caller, callee, &call, (span, Caller::Replaced), None);
        let copies = splice.copies(caller, callee, None);
        caller.blocks[id.0 as usize].terminator = splice.entry(call.args);
        caller.blocks.extend(copies);
        self.size += added;
    }
}

fn call_of(op: &Op) -> Option<Call> {
    match op {
        Op::Call(callee, args) => Some(Call { callee: *callee, closure: None, args: args.clone() }),
        Op::CallClosure(callee, closure, args) => {
            Some(Call { callee: *callee, closure: Some(*closure), args: args.clone() })
        }
        _ => None,
    }
}

fn tail_call_of(terminator: &Terminator) -> Option<Call> {
    match terminator {
        Terminator::TailCall { proc, args, .. } => Some(Call { callee: *proc, closure: None, args: args.clone() }),
        Terminator::TailCallClosure { proc, closure, args, .. } => {
            Some(Call { callee: *proc, closure: Some(*closure), args: args.clone() })
        }
        _ => None,
    }
}

/// How a callee's code is renumbered in its caller.
struct Splice {
    callee: ProcId,
    closure: Option<ValueId>,
    first_value: u32,
    first_block: u32,
    /// The scope of the call, and those in it behind.
    scope: ScopeId,
    /// The call.
    site: (crate::source::Span, Caller),
    /// Where results go; none: the call was in tail position.
    next: Option<BlockId>,
    /// Of the callee: the values that are its closure.
    own_closures: Vec<ValueId>,
}

impl Splice {
    fn new(
        caller: &mut Proc,
        callee: &Proc,
        call: &Call,
        site: (crate::source::Span, Caller),
        next: Option<BlockId>,
    ) -> Splice {
        let first_value = caller.values.len() as u32;
        caller.values.extend(callee.values.iter().cloned());
        let scope = ScopeId(caller.scopes.len() as u32);
        let (name, module) = (callee.name.clone(), callee.module);
        caller.scopes.push(Scope { name, module, span: site.0, caller: site.1 });
        let inner = |scope_of_callee: &Scope| {
            let (span, caller) = match scope_of_callee.caller {
                Caller::Scope(None) => (scope_of_callee.span, Caller::Scope(Some(scope))),
                Caller::Scope(Some(ScopeId(inner))) => {
                    (scope_of_callee.span, Caller::Scope(Some(ScopeId(scope.0 + 1 + inner))))
                }
                // The callee's frame was replaced: what replaced it was called from here.
                Caller::Replaced => site,
            };
            Scope { span, caller, ..scope_of_callee.clone() }
        };
        caller.scopes.extend(callee.scopes.iter().map(inner));
        let insts = callee.blocks.iter().flat_map(|block| &block.insts);
        let own_closures = insts.filter(|inst| inst.op == Op::SelfClosure).filter_map(|inst| inst.result).collect();
        let (callee, first_block) = (callee.id, caller.blocks.len() as u32);
        Splice { callee, closure: call.closure, first_value, first_block, scope, site, next, own_closures }
    }

    /// The jump to the callee's code.
    fn entry(&self, args: Vec<ValueId>) -> Terminator {
        Terminator::Jump(Target { block: BlockId(self.first_block), args })
    }

    fn copies(&self, caller: &mut Proc, callee: &Proc, handler: Option<BlockId>) -> Vec<Block> {
        callee.blocks.iter().map(|block| self.copy(caller, block, handler)).collect()
    }

    fn copy(&self, caller: &mut Proc, block: &Block, handler: Option<BlockId>) -> Block {
        let params = block.params.iter().map(|&param| self.value(param)).collect();
        let mut insts: Vec<Inst> =
            block.insts.iter().filter(|inst| inst.op != Op::SelfClosure).map(|inst| self.inst(inst)).collect();
        let mut terminator = block.terminator.clone();
        terminator.for_each_operand_mut(|value| *value = self.value(*value));
        terminator.targets_mut().for_each(|target| target.block.0 += self.first_block);
        if let Some(next) = self.next {
            terminator = self.continued(caller, &mut insts, terminator, next);
        }
        Block { params, insts, terminator, scope: self.scope_of(block.scope), handler }
    }

    /// The end of a block of the callee's, where results go on in the caller. A call that replaced the callee is one of the
    /// caller then.
    fn continued(&self, caller: &mut Proc, insts: &mut Vec<Inst>, terminator: Terminator, next: BlockId) -> Terminator {
        let call = match terminator {
            Terminator::Return(value) => return Terminator::Jump(Target { block: next, args: vec![value] }),
            Terminator::TailCall { proc, args, .. } => Op::Call(proc, args),
            Terminator::TailCallClosure { proc, closure, args, .. } => Op::CallClosure(proc, closure, args),
            other => return other,
        };
        caller.values.push(ValueData::tagged(TypeSet::ANY));
        let result = ValueId(caller.values.len() as u32 - 1);
        let (span, Caller::Scope(scope)) = self.site else { unreachable!("results go on in the caller") };
        insts.push(Inst { op: call, result: Some(result), span, scope });
        Terminator::Jump(Target { block: next, args: vec![result] })
    }

    fn inst(&self, inst: &Inst) -> Inst {
        let mut op = inst.op.clone();
        op_info::for_each_operand_mut(&mut op, |value| *value = self.value(*value));
        if let (Op::Captured(slot), Some(closure)) = (&op, self.closure) {
            op = Op::CapturedOf(self.callee, closure, *slot);
        }
        let result = inst.result.map(|result| self.value(result));
        Inst { op, result, span: inst.span, scope: self.scope_of(inst.scope) }
    }

    fn value(&self, value: ValueId) -> ValueId {
        match self.closure {
            Some(closure) if self.own_closures.contains(&value) => closure,
            _ => ValueId(self.first_value + value.0),
        }
    }

    fn scope_of(&self, scope: Option<ScopeId>) -> Option<ScopeId> {
        Some(scope.map_or(self.scope, |inner| ScopeId(self.scope.0 + 1 + inner.0)))
    }
}
