//! Reading and assigning variables, by where they live.

use omg_runtime::value::Value;
use omg_runtime::{closure, errors, string};

use super::call::Activation;
use super::image::Image;
use super::{Interpreter, Result};
use crate::hir::{Capture, GlobalId, LocalId, Name, ProcId, Storage, Variable};
use crate::source::Span;

impl<'a> Interpreter<'a> {
    /// The value of a variable, which must be set.
    pub(super) fn read(&mut self, variable: Variable, activation: &Activation<'a>, span: Span) -> Result<Value> {
        let (value, name) = match variable {
            Variable::Local(local) => (self.local(local, activation), &activation.proc.locals[local.0 as usize].name),
            Variable::Global(global) => {
                (self.global(global, activation.image), &activation.image.program.global(global).name)
            }
        };
        if value == Value::UNSET { self.raise_unset(name, span) } else { Ok(value) }
    }

    pub(super) fn raise_unset<T>(&mut self, name: &Name, span: Span) -> Result<T> {
        self.raise(errors::unset(string::new(name)), span)
    }

    /// The value of a module variable, perhaps unset.
    pub(super) fn global(&self, global: GlobalId, image: &Image) -> Value {
        self.values.get(image.slot(global))
    }

    /// The value of a local, perhaps unset.
    fn local(&self, local: LocalId, activation: &Activation<'a>) -> Value {
        match storage(local, activation) {
            Storage::Frame => self.values.get(activation.base + local.0 as usize),
            Storage::Captured { slot, cell: false } => captured(activation, slot),
            Storage::Cell | Storage::Captured { cell: true, .. } => cell_value(self.cell(local, activation)),
        }
    }

    /// The cell of a local that has one.
    fn cell(&self, local: LocalId, activation: &Activation<'a>) -> Value {
        match storage(local, activation) {
            Storage::Captured { slot, .. } => captured(activation, slot),
            Storage::Frame | Storage::Cell => self.values.get(activation.base + local.0 as usize),
        }
    }

    /// `x := v`
    pub(super) fn assign(&mut self, variable: Variable, value: Value, activation: &Activation<'a>) {
        match variable {
            Variable::Global(global) => self.values.set(activation.image.slot(global), value),
            Variable::Local(local) => match storage(local, activation) {
                Storage::Frame => self.values.set(activation.base + local.0 as usize, value),
                Storage::Cell | Storage::Captured { .. } => set_cell(self.cell(local, activation), value),
            },
        }
    }

    /// `alloc x := v`: fills the variable's cell if it is unset, and makes a fresh one otherwise.
    pub(super) fn alloc(&mut self, variable: Variable, value: Value, activation: &Activation<'a>) {
        match variable {
            Variable::Local(local) if storage(local, activation) == Storage::Cell => {
                if cell_value(self.cell(local, activation)) == Value::UNSET {
                    set_cell(self.cell(local, activation), value);
                } else {
                    self.values.set(activation.base + local.0 as usize, closure::new_cell(value));
                }
            }
            _ => self.assign(variable, value, activation),
        }
    }

    /// Makes the variable a fresh one without a value.
    pub(super) fn unset(&mut self, local: LocalId, activation: &Activation<'a>) {
        let fresh = match storage(local, activation) {
            Storage::Cell => closure::new_cell(Value::UNSET),
            Storage::Frame | Storage::Captured { .. } => Value::UNSET,
        };
        self.values.set(activation.base + local.0 as usize, fresh);
    }

    /// A procedure value with what it captures now.
    pub(super) fn closure(&mut self, proc: ProcId, activation: &Activation<'a>) -> Result<Value> {
        let base = self.values.top();
        for &Capture { outer, .. } in &activation.image.program.proc(proc).captures {
            let captured = match storage(outer, activation) {
                Storage::Cell | Storage::Captured { cell: true, .. } => self.cell(outer, activation),
                Storage::Frame | Storage::Captured { cell: false, .. } => self.local(outer, activation),
            };
            self.values.push(captured)?;
        }
        let info: *const _ = activation.image.info(proc);
        let code = activation.code(proc).to_word();
        // Safety: the captured values lie on the value stack; images stay as long as their closures.
        Ok(self.values.call_with(base, |captures, count| unsafe { closure::new(code, info, captures, count) }))
    }
}

fn storage(local: LocalId, activation: &Activation) -> Storage {
    activation.proc.locals[local.0 as usize].storage
}

fn captured(activation: &Activation, slot: u32) -> Value {
    let closure = activation.closure.as_closure().expect("a procedure with captures is called through its closure");
    // Safety: the closure is live, and nothing writes to its captures.
    unsafe { closure::captures(closure)[slot as usize] }
}

fn cell_value(cell: Value) -> Value {
    let cell = cell.as_cell().expect("the variable has a cell");
    // Safety: the cell is live.
    unsafe { (*cell).value }
}

fn set_cell(cell: Value, value: Value) {
    let cell = cell.as_cell().expect("the variable has a cell");
    // Safety: the cell is live.
    unsafe { (*cell).value = value }
}
