//! HIR to MIR: control flow, SSA, and the decisions that need the tree: which variables live in frame slots (`slots`),
//! how variables are read and assigned (`variables`), what is changed in place and marked shared (`sharing`).
//!
//! The shape of the code: loops test their condition once before and then at the end of the body, conditions branch
//! directly, every operation that can raise has the span of its expression (statements: of the statement), calls in
//! tail position end their block. Code that control cannot reach is left out.

mod call;
mod condition;
mod expr;
mod self_value;
mod sharing;
mod slots;
mod ssa;
mod stmt;
mod variables;
pub mod walk;

use rustc_hash::{FxHashMap, FxHashSet};

use self::sharing::Sharing;
use self::ssa::Ssa;
use super::{
    Block, BlockId, Constant, Inst, Module, Op, Proc, ProcId, Program, Repr, SlotId, Target, Terminator, TypeSet,
    ValueData, ValueId, op_info, op_types, passes,
};
use crate::hir::{self, LocalId};
use crate::source::Span;

/// Builds the whole program.
pub fn build(program: &hir::Program) -> Program {
    let sharing = Sharing::of(program);
    let captures: Vec<u32> = program.procs.iter().map(self_value::capture_count).collect();
    let build = |id| Some(build_proc(Builder::new(program, &sharing, &captures, ProcId(id))));
    let procs = (0..program.procs.len() as u32).map(build).collect();
    let modules = program.modules.iter().map(|module| Module { name: module.name.clone(), body: module.body });
    let globals = program.globals.iter().map(|global| global.name.clone());
    let program = Program { modules: modules.collect(), procs, globals: globals.collect(), classes: Vec::new() };
    passes::verify_if_debug(&program, "build");
    program
}

fn build_proc(mut builder: Builder) -> Proc {
    builder.start();
    builder.stmts(&builder.hir.body);
    builder.finish()
}

/// One procedure in the making.
struct Builder<'a> {
    program: &'a hir::Program,
    sharing: &'a Sharing,
    /// Number of captured values, indexed by procedure.
    captures: &'a [u32],
    hir: &'a hir::Proc,
    proc: Proc,
    ssa: Ssa,
    /// Where operations go. Its terminator is not set.
    current: BlockId,
    /// What new blocks get.
    handler: Option<BlockId>,
    /// Where `break` goes, innermost last.
    breaks: Vec<BlockId>,
    slots: FxHashMap<LocalId, SlotId>,
    /// Variables whose cell has been captured or assigned by the code so far.
    touched_cells: FxHashSet<LocalId>,
    /// Parameters that are marked shared at the start.
    changed_params: FxHashSet<LocalId>,
}

const ENTRY: BlockId = BlockId(0);

impl<'a> Builder<'a> {
    fn new(program: &'a hir::Program, sharing: &'a Sharing, captures: &'a [u32], id: ProcId) -> Builder<'a> {
        let hir = program.proc(id);
        let mut slot_variables: Vec<LocalId> = slots::slot_variables(program, hir).into_iter().collect();
        slot_variables.sort_unstable();
        let proc = Proc {
            id,
            name: hir.name.clone(),
            module: hir.module,
            span: hir.span,
            captures: captures[id.0 as usize],
            params: hir.params,
            slots: slot_variables.len() as u32,
            scopes: Vec::new(),
            blocks: Vec::new(),
            values: Vec::new(),
        };
        Builder {
            program,
            sharing,
            captures,
            hir,
            proc,
            ssa: Ssa::default(),
            current: ENTRY,
            handler: None,
            breaks: Vec::new(),
            slots: slot_variables.into_iter().zip((0..).map(SlotId)).collect(),
            touched_cells: FxHashSet::default(),
            changed_params: sharing.changed_params(hir),
        }
    }

    /// The entry block: parameters, and the cells of captured variables.
    fn start(&mut self) {
        self.new_sealed_block();
        for index in 0..self.hir.params {
            let value = self.new_value(Repr::Tagged, TypeSet::ANY);
            self.proc.blocks[0].params.push(value);
            if self.changed_params.contains(&LocalId(index)) {
                self.mark_shared(value, self.hir.span);
            }
        }
        for index in 0..self.hir.locals.len() as u32 {
            self.start_local(LocalId(index));
        }
    }

    /// Ends the procedure where control reaches the end of its text.
    fn finish(mut self) -> Proc {
        if self.is_reachable() {
            let none = self.constant(Constant::None, self.hir.span);
            self.terminate(Terminator::Return(none));
        }
        passes::blocks::remove_unreachable(&mut self.proc);
        passes::params::remove_trivial_params(&mut self.proc);
        self.proc
    }

    /// A block whose predecessors are not all known yet.
    fn new_block(&mut self) -> BlockId {
        self.proc.blocks.push(Block { handler: self.handler, ..Block::removed() });
        self.ssa.add_block();
        BlockId(self.proc.blocks.len() as u32 - 1)
    }

    /// A block without predecessors: the entry, or unreachable.
    fn new_sealed_block(&mut self) -> BlockId {
        let block = self.new_block();
        self.seal(block);
        block
    }

    fn seal(&mut self, block: BlockId) {
        let hir = self.hir;
        self.ssa.seal(&mut self.proc, block, |local| variables::variable_types(hir, local));
    }

    /// Goes on in a block all of whose predecessors are known.
    fn continue_in(&mut self, block: BlockId) {
        self.seal(block);
        self.current = block;
    }

    /// Whether control can get to the current block.
    fn is_reachable(&self) -> bool {
        self.current == ENTRY || self.ssa.has_predecessors(self.current)
    }

    /// Ends the current block. What follows is unreachable until the builder goes on in a block with predecessors.
    fn terminate(&mut self, terminator: Terminator) {
        if self.is_reachable() {
            for target in terminator.targets() {
                self.ssa.add_predecessor(target.block, self.current);
            }
            self.proc.blocks[self.current.0 as usize].terminator = terminator;
            self.current = self.new_sealed_block();
        }
    }

    fn jump(&mut self, block: BlockId, args: Vec<ValueId>) {
        self.terminate(Terminator::Jump(Target { block, args }));
    }

    fn branch(&mut self, condition: ValueId, then: BlockId, otherwise: BlockId) {
        let target = |block| Target { block, args: Vec::new() };
        self.terminate(Terminator::Branch { condition, then: target(then), otherwise: target(otherwise) });
    }

    fn new_value(&mut self, repr: Repr, types: TypeSet) -> ValueId {
        self.proc.values.push(ValueData { repr, ..ValueData::tagged(types) });
        ValueId(self.proc.values.len() as u32 - 1)
    }

    /// Appends an operation with a result.
    fn emit(&mut self, op: Op, span: Span) -> ValueId {
        let repr = op_info::result_repr(&op).expect("the operation has a result");
        let types = match repr {
            Repr::Tagged => op_types::result_types(&op, |value| self.proc.types(value)),
            Repr::Bool => TypeSet::BOOL,
        };
        let result = self.new_value(repr, types);
        self.push(Inst::new(op, Some(result), span));
        result
    }

    /// Appends an operation without a result.
    fn effect(&mut self, op: Op, span: Span) {
        debug_assert!(op_info::result_repr(&op).is_none());
        self.push(Inst::new(op, None, span));
    }

    fn push(&mut self, inst: Inst) {
        self.proc.blocks[self.current.0 as usize].insts.push(inst);
    }

    fn constant(&mut self, constant: Constant, span: Span) -> ValueId {
        self.emit(Op::Const(constant), span)
    }

    fn mark_shared(&mut self, value: ValueId, span: Span) {
        if self.proc.types(value).may_be(TypeSet::LIST) {
            self.effect(Op::MarkShared(value), span);
        }
    }
}
