//! Keys of dictionaries that are values: `d[k]`, `d[k] := v`, `has_key(d, k)`. Optimised code looks into the runtime's lookup
//! cache itself, where the key mostly is if it was looked for before, wherever in the program that was.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value};
use omg_runtime::lookup::layout as cache;
use omg_runtime::value::Value as Word;

use super::function::{Operand, Translator};
use super::layout;
use crate::mir::TypeSet;

impl Translator<'_, '_, '_> {
    /// Whether `object[index]` has to do with a key of a dictionary, and hardly with anything else.
    pub fn is_lookup(&self, object: Operand, index: Operand) -> bool {
        let may_be = object.types.may_be(TypeSet::DICT) && index.types.may_be(TypeSet::STRING);
        self.unit.optimize && may_be && (object.types.is(TypeSet::DICT) || !index.types.may_be(TypeSet::SMALL))
    }

    /// `d[k]`
    pub fn lookup(&mut self, object: Operand, key: Operand) -> Value {
        let (slow, join) = (self.cold_block(), self.join_block());
        self.guard_dict(object, slow);
        let address = self.looked_up(object, key, slow);
        let value = self.load(address, 0);
        self.jump_with(join, value);
        self.slow_call(slow, join, "omg_index", &[object.value, key.value])
    }

    /// `d[k] := v`
    pub fn set_lookup(&mut self, object: Operand, key: Operand, value: Value) {
        let (slow, done) = (self.cold_block(), self.builder.create_block());
        self.guard_object(object, slow);
        let head = self.builder.ins().uload32(MemFlagsData::trusted(), object.value, layout::KIND);
        self.guard(IntCC::Equal, head, layout::WRITABLE_DICT, slow);
        let address = self.looked_up(object, key, slow);
        self.store(value, address, 0);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(slow);
        self.call_runtime("omg_index_set", &[object.value, key.value, value]);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// `has_key(d, k)`
    pub fn has_key(&mut self, object: Operand, key: Operand) -> Value {
        if !(self.unit.optimize && object.types.may_be(TypeSet::DICT) && key.types.may_be(TypeSet::STRING)) {
            return self.call_runtime("omg_has_key", &[object.value, key.value]);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        self.guard_dict(object, slow);
        self.looked_up(object, key, slow);
        let found = self.word(Word::TRUE);
        self.jump_with(join, found);
        self.slow_call(slow, join, "omg_has_key", &[object.value, key.value])
    }

    /// Where the value of a key lies, if the cache knows; goes on at `slow` if not, or if the key is no string.
    fn looked_up(&mut self, dict: Operand, key: Operand, slow: Block) -> Value {
        let shape = self.load(dict.value, layout::DICT_SHAPE);
        let mixed = self.builder.ins().bxor(shape, key.value);
        let place = self.builder.ins().band_imm_s(mixed, cache::MASK as i64);
        let place = self.builder.ins().ishl_imm_u(place, cache::SHIFT as i64);
        let entries = self.symbol(self.unit.lookups(), 0);
        let entry = self.builder.ins().iadd(entries, place);
        for (value, offset) in [(shape, cache::SHAPE), (key.value, cache::KEY)] {
            let known = self.load(entry, offset as i32);
            let same = self.builder.ins().icmp(IntCC::Equal, value, known);
            self.continue_if(same, slow);
        }
        let slots = self.load(dict.value, layout::DICT_SLOTS);
        let offset = self.load(entry, cache::OFFSET as i32);
        self.builder.ins().iadd(slots, offset)
    }
}
