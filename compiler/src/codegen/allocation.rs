//! Small objects that are made inline: a cell is taken from the collector's window, the runtime is called when it is
//! used up (or when every allocation is to collect: then the windows are empty).

use std::mem::{offset_of, size_of};

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value};
use omg_runtime::heap::{cell_size, window_offsets};
use omg_runtime::object::{Cell, Closure, Float, Header, Kind};

use super::function::Translator;
use crate::mir::{ProcId, ValueId};

/// What an object of this size is made of when it is made inline.
struct Inline {
    kind: Kind,
    /// The header's number.
    aux: u32,
    /// In bytes.
    size: usize,
}

impl Translator<'_, '_, '_> {
    pub fn new_float(&mut self, number: Value) -> Value {
        let object = Inline { kind: Kind::Float, aux: 0, size: size_of::<Float>() };
        let fields = [(offset_of!(Float, value), number)];
        self.make(object, &fields, |this| this.call_entry("omg_float_new", &[number]).expect("gives the object"))
    }

    pub fn new_cell(&mut self, value: Value) -> Value {
        let object = Inline { kind: Kind::Cell, aux: 0, size: size_of::<Cell>() };
        let fields = [(offset_of!(Cell, value), value)];
        self.make(object, &fields, |this| this.call_runtime("omg_cell_new", &[value]))
    }

    pub fn new_closure(&mut self, proc: ProcId, code: Value, captures: &[ValueId]) -> Value {
        let info = self.unit.info(proc);
        let info = self.symbol(info, 0);
        let count = captures.len();
        let object = Inline { kind: Kind::Closure, aux: count as u32, size: size_of::<Closure>() + 8 * count };
        let mut fields = vec![(offset_of!(Closure, code), code), (offset_of!(Closure, info), info)];
        let slots = (0..).map(|i| offset_of!(Closure, captures) + 8 * i);
        fields.extend(slots.zip(self.args(captures)));
        self.make(object, &fields, |this| {
            let array = this.array(captures);
            let count = this.int(count as i64);
            this.call_runtime("omg_closure_new", &[code, info, array, count])
        })
    }

    /// A tagged object with these fields (offset and value); `slow` makes the same one by a call.
    fn make(&mut self, object: Inline, fields: &[(usize, Value)], slow: impl FnOnce(&mut Self) -> Value) -> Value {
        let Some((cursor_offset, limit_offset)) = window_offsets(object.size) else { return slow(self) };
        let (used_up, join) = (self.cold_block(), self.join_block());
        let heap = self.symbol(self.unit.heap(), 0);
        let cell = self.load(heap, cursor_offset as i32);
        let limit = self.load(heap, limit_offset as i32);
        let next = self.builder.ins().iadd_imm_s(cell, cell_size(object.size) as i64);
        let fits = self.builder.ins().icmp(IntCC::UnsignedLessThanOrEqual, next, limit);
        let fast = self.next_block();
        self.builder.ins().brif(fits, fast, &[], used_up, &[]);

        self.builder.switch_to_block(fast);
        self.store(next, heap, cursor_offset as i32);
        let header = self.int(header_word(object.kind, object.aux));
        self.store(header, cell, 0);
        for &(offset, value) in fields {
            self.store(value, cell, offset as i32);
        }
        let tagged = self.builder.ins().iadd_imm_s(cell, 1);
        self.jump_with(join, tagged);

        self.builder.switch_to_block(used_up);
        let made = slow(self);
        self.jump_with(join, made);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }
}

/// The header of an object without flags, as one word.
fn header_word(kind: Kind, aux: u32) -> i64 {
    let mut bytes = [0; size_of::<Header>()];
    bytes[offset_of!(Header, kind)] = kind as u8;
    bytes[offset_of!(Header, aux)..][..4].copy_from_slice(&aux.to_le_bytes());
    i64::from_le_bytes(bytes)
}
