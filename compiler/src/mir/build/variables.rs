//! Reading and assigning variables, by where they live: SSA values, frame slots, cells, the running closure, and
//! module variables.

use super::{Builder, Constant, LocalId, Op, Repr, TypeSet, ValueId};
use crate::hir::{self, Capture, GlobalId, Name, Storage, Variable};
use crate::source::Span;

/// What the SSA variable behind a local may be: the variable's value, or its cell.
pub fn variable_types(proc: &hir::Proc, local: LocalId) -> TypeSet {
    match proc.locals[local.0 as usize].storage {
        Storage::Frame => TypeSet::ANY_OR_UNSET,
        Storage::Cell | Storage::Captured { .. } => TypeSet::CELL,
    }
}

impl Builder<'_> {
    /// At the start of the procedure: parameters are in their values, slots are unset.
    pub fn start_local(&mut self, local: LocalId) {
        let span = self.hir.span;
        let param = (local.0 < self.hir.params).then(|| self.proc.blocks[0].params[local.0 as usize]);
        match (self.storage(local), param) {
            (Storage::Frame, Some(param)) => self.write_frame(local, param, span),
            (Storage::Cell, Some(param)) => {
                self.mark_shared(param, span);
                self.new_cell(local, param, span);
            }
            (Storage::Cell, None) => self.unset(local, span),
            (Storage::Frame | Storage::Captured { .. }, _) => {}
        }
    }

    /// Makes the variable a fresh one without a value.
    pub fn unset(&mut self, local: LocalId, span: Span) {
        let unset = self.constant(Constant::Unset, span);
        match self.storage(local) {
            Storage::Cell => self.new_cell(local, unset, span),
            Storage::Frame | Storage::Captured { .. } => self.write_frame(local, unset, span),
        }
    }

    /// The variable's value. `check`: it may be unset, and then raises.
    pub fn read_local(&mut self, local: LocalId, check: bool, span: Span) -> ValueId {
        let value = match self.storage(local) {
            Storage::Frame => self.read_frame(local, span),
            Storage::Captured { slot, cell: false } => self.emit(Op::Captured(slot), span),
            Storage::Cell | Storage::Captured { .. } => {
                let cell = self.cell(local, span);
                self.emit(Op::CellGet(cell), span)
            }
        };
        if self.storage(local) != Storage::Frame || self.slots.contains_key(&local) {
            self.narrow(value, check, TypeSet::ANY);
        }
        let hir = self.hir;
        self.checked(value, check, || hir.locals[local.0 as usize].name.clone(), span)
    }

    /// The module variable's value. `check`: it may be unset, and then raises.
    pub fn read_global(&mut self, global: GlobalId, check: bool, span: Span) -> ValueId {
        let data = self.program.global(global);
        if let (Some(proc), false) = (data.constant_proc, check) {
            return self.constant(Constant::Proc(proc), span);
        }
        let value = self.emit(Op::GlobalGet(global), span);
        let set = if data.constant_proc.is_some() {
            TypeSet::PROC
        } else if data.alias_of.is_some() {
            TypeSet::DICT
        } else {
            TypeSet::ANY
        };
        self.narrow(value, check, set);
        self.checked(value, check, || data.name.clone(), span)
    }

    /// Reads a variable for the sake of the error that it raises if it is unset.
    pub fn guard(&mut self, variable: Variable, span: Span) {
        match variable {
            Variable::Local(local) => self.read_local(local, true, span),
            Variable::Global(global) => self.read_global(global, true, span),
        };
    }

    /// `x := v`
    pub fn assign(&mut self, variable: Variable, value: ValueId, span: Span) {
        match variable {
            Variable::Global(global) => self.effect(Op::GlobalSet(global, value), span),
            Variable::Local(local) => match self.storage(local) {
                Storage::Frame => self.write_frame(local, value, span),
                Storage::Cell | Storage::Captured { .. } => {
                    self.touched_cells.insert(local);
                    let cell = self.cell(local, span);
                    self.effect(Op::CellSet(cell, value), span);
                }
            },
        }
    }

    /// `alloc x := v`: a variable with a cell gets a fresh one unless it is still unset.
    pub fn alloc(&mut self, variable: Variable, value: ValueId, span: Span) {
        match variable {
            Variable::Local(local) if self.storage(local) == Storage::Cell => self.alloc_cell(local, value, span),
            _ => self.assign(variable, value, span),
        }
    }

    /// What a closure captures for the variable of this procedure.
    pub fn capture(&mut self, capture: Capture, span: Span) -> ValueId {
        let local = capture.outer;
        match self.storage(local) {
            Storage::Cell | Storage::Captured { cell: true, .. } => {
                self.touched_cells.insert(local);
                self.cell(local, span)
            }
            Storage::Frame | Storage::Captured { cell: false, .. } => {
                let value = self.read_local(local, false, span);
                self.mark_shared(value, span);
                value
            }
        }
    }

    fn storage(&self, local: LocalId) -> Storage {
        self.hir.locals[local.0 as usize].storage
    }

    fn alloc_cell(&mut self, local: LocalId, value: ValueId, span: Span) {
        // Code is built in the order of the source: outside of loops what was not built yet has not been executed.
        let first = self.touched_cells.insert(local) && self.breaks.is_empty();
        if first && local.0 >= self.hir.params {
            return self.new_cell(local, value, span);
        }
        let (fill, renew, join) = (self.new_block(), self.new_block(), self.new_block());
        let cell = self.cell(local, span);
        let old = self.emit(Op::CellGet(cell), span);
        let unset = self.emit(Op::IsUnset(old), span);
        self.branch(unset, fill, renew);
        self.continue_in(fill);
        self.effect(Op::CellSet(cell, value), span);
        self.jump(join, Vec::new());
        self.continue_in(renew);
        self.new_cell(local, value, span);
        self.jump(join, Vec::new());
        self.continue_in(join);
    }

    fn new_cell(&mut self, local: LocalId, value: ValueId, span: Span) {
        let cell = self.emit(Op::CellNew(value), span);
        self.write_frame(local, cell, span);
    }

    /// The cell of a variable that has one.
    fn cell(&mut self, local: LocalId, span: Span) -> ValueId {
        match self.storage(local) {
            Storage::Captured { slot, .. } => {
                let cell = self.emit(Op::Captured(slot), span);
                self.set_types(cell, TypeSet::CELL);
                cell
            }
            Storage::Frame | Storage::Cell => self.read_frame(local, span),
        }
    }

    /// What the frame holds for the variable: its value or its cell.
    fn read_frame(&mut self, local: LocalId, span: Span) -> ValueId {
        let types = variable_types(self.hir, local);
        let Some(&slot) = self.slots.get(&local) else {
            return self.ssa.read(&mut self.proc, self.current, local, types);
        };
        let value = self.emit(Op::SlotGet(slot), span);
        self.set_types(value, types);
        value
    }

    fn write_frame(&mut self, local: LocalId, value: ValueId, span: Span) {
        debug_assert_eq!(self.proc.repr(value), Repr::Tagged);
        match self.slots.get(&local) {
            Some(&slot) => self.effect(Op::SlotSet(slot, value), span),
            None => self.ssa.write(self.current, local, value),
        }
    }

    /// The types of a value that was just read from memory.
    fn narrow(&mut self, value: ValueId, check: bool, set: TypeSet) {
        self.set_types(value, if check { set.union(TypeSet::UNSET) } else { set });
    }

    fn set_types(&mut self, value: ValueId, types: TypeSet) {
        self.proc.values[value.0 as usize].types = types;
    }

    fn checked(&mut self, value: ValueId, check: bool, name: impl Fn() -> Name, span: Span) -> ValueId {
        if check && self.proc.types(value).may_be(TypeSet::UNSET) {
            return self.emit(Op::CheckSet(value, name()), span);
        }
        value
    }
}
