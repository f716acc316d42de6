//! Small objects that are made inline: a cell is taken from the collector's window, the runtime is called when it is
//! used up (or when every allocation is to collect: then the windows are empty).

use std::mem::{offset_of, size_of};

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value};
use omg_runtime::heap::{cell_size, window_offsets};
use omg_runtime::object::{Cell, Closure, Float, Header, Kind};

use super::function::Translator;
use crate::mir::{ProcId, ValueId};

/// What an object of this size is made of when it is made inline.
pub struct Inline {
    pub kind: Kind,
    /// Of lists: the number of the element kind.
    pub detail: u8,
    /// The header's number.
    pub aux: u32,
    /// In bytes.
    pub size: usize,
}

/// What a field of a new object gets.
#[derive(Clone, Copy)]
pub enum Field {
    Value(Value),
    Constant(i64),
    /// The address of what lies at that offset in the object itself.
    Inside(usize),
}

impl Translator<'_, '_, '_> {
    pub fn new_float(&mut self, number: Value) -> Value {
        let object = Inline { kind: Kind::Float, detail: 0, aux: 0, size: size_of::<Float>() };
        let fields = [(offset_of!(Float, value), Field::Value(number))];
        self.make(object, &fields, |this| this.call_entry("omg_float_new", &[number]).expect("gives the object"))
    }

    pub fn new_cell(&mut self, value: Value) -> Value {
        let object = Inline { kind: Kind::Cell, detail: 0, aux: 0, size: size_of::<Cell>() };
        let fields = [(offset_of!(Cell, value), Field::Value(value))];
        self.make(object, &fields, |this| this.call_runtime("omg_cell_new", &[value]))
    }

    pub fn new_closure(&mut self, proc: ProcId, code: Value, captures: &[ValueId]) -> Value {
        let info = self.unit.info(proc);
        let info = self.symbol(info, 0);
        let count = captures.len();
        let object =
            Inline { kind: Kind::Closure, detail: 0, aux: count as u32, size: size_of::<Closure>() + 8 * count };
        let mut fields =
            vec![(offset_of!(Closure, code), Field::Value(code)), (offset_of!(Closure, info), Field::Value(info))];
        fields.extend(self.fields_from(offset_of!(Closure, captures), &self.args(captures)));
        self.make(object, &fields, |this| {
            let array = this.array(captures);
            let count = this.int(count as i64);
            this.call_runtime("omg_closure_new", &[code, info, array, count])
        })
    }

    /// Fields side by side from that offset on.
    pub fn fields_from<'v>(
        &self,
        offset: usize,
        values: &'v [Value],
    ) -> impl Iterator<Item = (usize, Field)> + use<'v> {
        let offsets = (0..).map(move |i| offset + 8 * i);
        offsets.zip(values.iter().copied().map(Field::Value))
    }

    /// A tagged object with these fields, each at its offset; `slow` makes the same one by a call.
    pub fn make(&mut self, object: Inline, fields: &[(usize, Field)], slow: impl FnOnce(&mut Self) -> Value) -> Value {
        if window_offsets(object.size).is_none() {
            return slow(self);
        }
        let (used_up, join) = (self.cold_block(), self.join_block());
        let made = self.make_inline(object, fields, used_up);
        self.jump_with(join, made);
        self.builder.switch_to_block(used_up);
        let made = slow(self);
        self.jump_with(join, made);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// The same for sizes that have a window; goes on at `used_up` if there is nothing left in it.
    pub fn make_inline(&mut self, object: Inline, fields: &[(usize, Field)], used_up: Block) -> Value {
        let (cursor_offset, limit_offset) = window_offsets(object.size).expect("a small object");
        let heap = self.symbol(self.unit.heap(), 0);
        let cell = self.load(heap, cursor_offset as i32);
        let limit = self.load(heap, limit_offset as i32);
        let next = self.builder.ins().iadd_imm_s(cell, cell_size(object.size) as i64);
        let fits = self.builder.ins().icmp(IntCC::UnsignedLessThanOrEqual, next, limit);
        self.continue_if(fits, used_up);
        self.store(next, heap, cursor_offset as i32);
        let header = self.int(header_word(object.kind, object.detail, object.aux));
        self.store(header, cell, 0);
        for &(offset, field) in fields {
            let value = match field {
                Field::Value(value) => value,
                Field::Constant(number) => self.int(number),
                Field::Inside(inner) => self.builder.ins().iadd_imm_s(cell, inner as i64),
            };
            self.store(value, cell, offset as i32);
        }
        self.builder.ins().iadd_imm_s(cell, 1)
    }
}

/// The header of an object without flags, as one word.
pub fn header_word(kind: Kind, detail: u8, aux: u32) -> i64 {
    let mut bytes = [0; size_of::<Header>()];
    bytes[offset_of!(Header, kind)] = kind as u8;
    bytes[offset_of!(Header, detail)] = detail;
    bytes[offset_of!(Header, aux)..][..4].copy_from_slice(&aux.to_le_bytes());
    i64::from_le_bytes(bytes)
}
