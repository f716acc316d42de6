//! What well-formed MIR is. All of the following holds after the builder and after each pass.
//!
//! Program
//! - The body of each module is in the program, has no parameters and captures nothing.
//! - Every procedure, module, module variable and class that is mentioned exists. `procs[i]` has the id `i`.
//!
//! Blocks
//! - Block 0 is the entry: its parameters are the procedure's, nothing jumps to it, and it handles nothing.
//! - A block that cannot be reached has no parameters, no instructions, no handler, and ends in `Unreachable`.
//! - A target has as many arguments as its block has parameters, represented alike.
//! - A handler has exactly one parameter, tagged, and nothing jumps to it.
//! - Calls in tail position stand in blocks without a handler.
//!
//! Values
//! - Each is defined in exactly one place: as a parameter of a block or as the result of an instruction.
//! - Each use is dominated by the definition, where an error leaves a block before any of its instructions has given
//!   its result: a handler sees nothing that is computed in the blocks it covers.
//! - Operands and results are represented as the operation demands.
//!
//! Operations
//! - One has a result exactly if `op_info::result_repr` says so.
//! - One that can raise has the span of the source it comes from: not empty, and in the procedure's file unless it belongs to an
//!   inlined call, which is one of the procedure.
//! - `Call` and `TailCall` name a procedure without captures, `CallClosure` and `TailCallClosure` one with; `Const` of a
//!   procedure one without. The number of arguments is the number of parameters, the number of captured
//!   values is that of the procedure.
//! - `CapturedOf` is within the captures of the procedure that it names.
//! - `Captured`, `SlotGet` and `SlotSet` are within the procedure's captures and slots; `SelfClosure` and `Captured`
//!   stand in procedures with captures.
//! - The first operand of `CellGet` and `CellSet` is a cell.
//! - `Select` takes one of two values that are no objects.
//! - `Dict` and `Namespace` have as many keys as values.

use super::dominators::Dominators;
use super::{
    Block, BlockId, Constant, GlobalId, Inst, ModuleId, Op, Proc, ProcId, Program, Repr, ScopeId, Terminator, TypeSet,
    ValueData, ValueId, op_info,
};
use crate::source::Span;

/// Why a program is not well-formed: the procedure, the place, the rule.
pub type Violation = String;

/// Checks a whole program.
pub fn verify(program: &Program) -> Result<(), Violation> {
    for module in &program.modules {
        let body = lookup(program, module.body)?;
        ensure(body.params == 0 && body.captures == 0, || format!("the body of {} is no body", module.name))?;
    }
    for (index, proc) in program.procs.iter().enumerate() {
        let Some(proc) = proc else { continue };
        let in_proc = |violation| format!("{} (p{index}): {violation}", proc.name);
        ensure(proc.id.0 as usize == index, || in_proc("the id is wrong".to_owned()))?;
        Verifier::new(program, proc).and_then(|verifier| verifier.blocks()).map_err(in_proc)?;
    }
    Ok(())
}

fn ensure(condition: bool, violation: impl FnOnce() -> Violation) -> Result<(), Violation> {
    if condition { Ok(()) } else { Err(violation()) }
}

fn lookup(program: &Program, id: ProcId) -> Result<&Proc, Violation> {
    let proc = program.procs.get(id.0 as usize).and_then(Option::as_ref);
    proc.ok_or_else(|| format!("p{} does not exist", id.0))
}

/// Where a value is defined: the block, and the index of the instruction or none for a parameter.
type Definition = (BlockId, Option<usize>);

struct Verifier<'a> {
    program: &'a Program,
    proc: &'a Proc,
    dominators: Dominators,
    definitions: Vec<Option<Definition>>,
    is_handler: Vec<bool>,
}

impl<'a> Verifier<'a> {
    fn new(program: &'a Program, proc: &'a Proc) -> Result<Verifier<'a>, Violation> {
        check_targets(proc)?;
        let mut is_handler = vec![false; proc.blocks.len()];
        for handler in proc.blocks.iter().filter_map(|block| block.handler) {
            is_handler[handler.0 as usize] = true;
        }
        let definitions = definitions(proc)?;
        Ok(Verifier { program, proc, dominators: Dominators::of(proc), definitions, is_handler })
    }

    fn blocks(&self) -> Result<(), Violation> {
        let entry = self.proc.block(BlockId(0));
        ensure(entry.params.len() == self.proc.params as usize, || "the entry's parameters are wrong".to_owned())?;
        ensure(!self.is_handler[0], || "the entry is a handler".to_owned())?;
        let has_class =
            |value: &ValueData| value.class.is_none_or(|class| (class.0 as usize) < self.program.classes.len());
        ensure(self.proc.values.iter().all(has_class), || "a class does not exist".to_owned())?;
        for (index, block) in self.proc.blocks.iter().enumerate() {
            let id = BlockId(index as u32);
            self.block(id, block).map_err(|violation| format!("b{index}: {violation}"))?;
        }
        Ok(())
    }

    fn block(&self, id: BlockId, block: &Block) -> Result<(), Violation> {
        if !self.dominators.is_reachable(id) {
            let empty = block.params.is_empty() && block.insts.is_empty() && block.handler.is_none();
            return ensure(empty && block.terminator == Terminator::Unreachable, || {
                "unreachable, not empty".to_owned()
            });
        }
        if self.is_handler[id.0 as usize] {
            let text = block.params.len() == 1 && self.proc.repr(block.params[0]) == Repr::Tagged;
            ensure(text, || "a handler has one parameter".to_owned())?;
        }
        for (index, inst) in block.insts.iter().enumerate() {
            self.inst(id, index, inst).map_err(|violation| format!("{:?}: {violation}", inst.op))?;
        }
        self.terminator(id, block).map_err(|violation| format!("{:?}: {violation}", block.terminator))
    }

    fn inst(&self, block: BlockId, index: usize, inst: &Inst) -> Result<(), Violation> {
        let result = inst.result.map(|result| self.proc.repr(result));
        ensure(result == op_info::result_repr(&inst.op), || "the result is wrong".to_owned())?;
        let mut outcome = Ok(());
        let mut position = 0;
        op_info::for_each_operand(&inst.op, |value| {
            let used = self.used(value, block, index, op_info::operand_repr(&inst.op, position));
            position += 1;
            outcome = std::mem::replace(&mut outcome, Ok(())).and(used);
        });
        outcome?;
        if op_info::raises(&inst.op) {
            self.span(inst.span, inst.scope)?;
        }
        self.op(&inst.op)
    }

    /// The value is defined before instruction `index` of the block, and represented as wanted.
    fn used(&self, value: ValueId, block: BlockId, index: usize, repr: Repr) -> Result<(), Violation> {
        let definition = self.definitions.get(value.0 as usize).copied().flatten();
        let (defined_in, at) = definition.ok_or_else(|| format!("v{} is not defined", value.0))?;
        let visible = match at {
            Some(at) if defined_in == block => at < index,
            _ => defined_in == block || self.dominators.dominates(defined_in, at.is_none(), block),
        };
        ensure(visible, || format!("v{} is not defined on every path", value.0))?;
        ensure(self.proc.repr(value) == repr, || format!("v{} is represented otherwise", value.0))
    }

    fn span(&self, span: Span, scope: Option<ScopeId>) -> Result<(), Violation> {
        let file = match scope {
            Some(scope) => self.proc.scopes.get(scope.0 as usize).map(|_| span.file),
            None => Some(self.proc.span.file),
        };
        let real = span.start < span.end && file == Some(span.file);
        ensure(real, || format!("the span {}..{} is not real", span.start, span.end))
    }

    fn op(&self, op: &Op) -> Result<(), Violation> {
        match op {
            Op::Const(Constant::Proc(proc)) => self.plain_proc(*proc).map(drop),
            Op::Dict(keys, values) | Op::Namespace(keys, values) => {
                ensure(keys.len() == values.len(), || "keys and values differ in number".to_owned())
            }
            Op::GlobalGet(global) | Op::GlobalSet(global, _) => self.global(*global),
            Op::SlotGet(slot) | Op::SlotSet(slot, _) => ensure(slot.0 < self.proc.slots, || "no such slot".to_owned()),
            Op::Closure(proc, values) => {
                let captures = lookup(self.program, *proc)?.captures as usize;
                ensure(captures == values.len(), || format!("p{} captures {captures} values", proc.0))
            }
            Op::SelfClosure => ensure(self.proc.captures > 0, || "there is no closure".to_owned()),
            Op::CapturedOf(callee, _, index) => {
                let captures = lookup(self.program, *callee)?.captures;
                ensure(*index < captures, || "no such captured value".to_owned())
            }
            Op::Captured(index) => ensure(*index < self.proc.captures, || "no such captured value".to_owned()),
            Op::CellGet(cell) | Op::CellSet(cell, _) => {
                ensure(self.proc.types(*cell).is(TypeSet::CELL), || format!("v{} is no cell", cell.0))
            }
            Op::Select(_, a, b) => {
                let is_word = |value: &ValueId| self.proc.types(*value).is(TypeSet::NOT_OBJECTS);
                ensure(is_word(a) && is_word(b), || "selects an object".to_owned())
            }
            Op::Call(proc, args) => self.args(self.plain_proc(*proc)?, args),
            Op::CallClosure(proc, _, args) => self.args(self.closed_proc(*proc)?, args),
            Op::RunModule(module) => self.module(*module),
            _ => Ok(()),
        }
    }

    fn terminator(&self, id: BlockId, block: &Block) -> Result<(), Violation> {
        let condition = match block.terminator {
            Terminator::Branch { condition, .. } => Some(condition),
            _ => None,
        };
        let end = block.insts.len();
        let mut outcome = Ok(());
        block.terminator.for_each_operand(|value| {
            let repr = if Some(value) == condition { Repr::Bool } else { Repr::Tagged };
            outcome = std::mem::replace(&mut outcome, Ok(())).and(self.used(value, id, end, repr));
        });
        outcome?;
        for target in block.terminator.targets() {
            ensure(!self.is_handler[target.block.0 as usize], || "jumps to a handler".to_owned())?;
        }
        match &block.terminator {
            Terminator::TailCall { proc, args, span } => {
                self.tail_call(block, *span)?;
                self.args(self.plain_proc(*proc)?, args)
            }
            Terminator::TailCallClosure { proc, args, span, .. } => {
                self.tail_call(block, *span)?;
                self.args(self.closed_proc(*proc)?, args)
            }
            Terminator::TailCallValue { span, .. } => self.tail_call(block, *span),
            Terminator::Raise { span, .. } => self.span(*span, block.scope),
            _ => Ok(()),
        }
    }

    fn tail_call(&self, block: &Block, span: Span) -> Result<(), Violation> {
        ensure(block.handler.is_none(), || "a tail call in a `try`".to_owned())?;
        self.span(span, block.scope)
    }

    fn args(&self, callee: &Proc, args: &[ValueId]) -> Result<(), Violation> {
        ensure(callee.params as usize == args.len(), || format!("{} takes {} arguments", callee.name, callee.params))
    }

    fn plain_proc(&self, id: ProcId) -> Result<&'a Proc, Violation> {
        let proc = lookup(self.program, id)?;
        ensure(proc.captures == 0, || format!("{} has captures", proc.name))?;
        Ok(proc)
    }

    fn closed_proc(&self, id: ProcId) -> Result<&'a Proc, Violation> {
        let proc = lookup(self.program, id)?;
        ensure(proc.captures > 0, || format!("{} has no captures", proc.name))?;
        Ok(proc)
    }

    fn global(&self, global: GlobalId) -> Result<(), Violation> {
        ensure((global.0 as usize) < self.program.globals.len(), || format!("g{} does not exist", global.0))
    }

    fn module(&self, module: ModuleId) -> Result<(), Violation> {
        ensure((module.0 as usize) < self.program.modules.len(), || format!("module {} does not exist", module.0))
    }
}

/// Targets and handlers exist, and arguments fit parameters; the entry is no target.
fn check_targets(proc: &Proc) -> Result<(), Violation> {
    for (index, block) in proc.blocks.iter().enumerate() {
        let exists = |id: BlockId| (id.0 as usize) < proc.blocks.len();
        ensure(block.handler.is_none_or(exists), || format!("b{index}: the handler does not exist"))?;
        for target in block.terminator.targets() {
            ensure(exists(target.block) && target.block != BlockId(0), || format!("b{index}: the target is wrong"))?;
            let params = &proc.block(target.block).params;
            ensure(params.len() == target.args.len(), || {
                format!("b{index}: b{} has {} parameters", target.block.0, params.len())
            })?;
        }
    }
    Ok(())
}

fn definitions(proc: &Proc) -> Result<Vec<Option<Definition>>, Violation> {
    let mut definitions = vec![None; proc.values.len()];
    for (index, block) in proc.blocks.iter().enumerate() {
        let id = BlockId(index as u32);
        let results = block.insts.iter().enumerate().filter_map(|(i, inst)| Some((inst.result?, Some(i))));
        for (value, at) in block.params.iter().map(|&param| (param, None)).chain(results) {
            let slot = definitions.get_mut(value.0 as usize).ok_or_else(|| format!("v{} has no data", value.0))?;
            ensure(slot.replace((id, at)).is_none(), || format!("v{} is defined twice", value.0))?;
        }
    }
    Ok(definitions)
}
