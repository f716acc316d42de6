//! Lists, dictionaries, slices.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value, types};
use omg_runtime::object::{ElementKind, Kind, SHARED_FLAG};
use omg_runtime::value::Value as Word;

use super::function::{Operand, Translator};
use super::layout;
use crate::mir::{Name, TypeSet, ValueId};

impl Translator<'_, '_, '_> {
    pub fn list(&mut self, values: &[ValueId]) -> Value {
        let array = self.array(values);
        let count = self.int(values.len() as i64);
        self.call_runtime("omg_list_new", &[array, count])
    }

    pub fn dict(&mut self, runtime: &'static str, keys: &[Name], values: &[ValueId]) -> Value {
        let key_list = self.unit.key_list(keys);
        let keys = self.symbol(key_list, 0);
        let array = self.array(values);
        let count = self.int(values.len() as i64);
        self.call_runtime(runtime, &[keys, array, count])
    }

    /// `a[i]`: inline for lists, and in optimised code for ASCII strings, with small indexes from the front.
    pub fn index(&mut self, object: Operand, index: Operand) -> Value {
        if self.is_lookup(object, index) {
            return self.lookup(object, index);
        }
        let list = object.types.may_be(TypeSet::LIST);
        let string = self.unit.optimize && object.types.may_be(TypeSet::STRING);
        if !(list || string) || !index.types.may_be(TypeSet::SMALL) {
            return self.call_runtime("omg_index", &[object.value, index.value]);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        self.guard_small(&[index], slow);
        let object = if string { self.known_object(object, slow) } else { object };
        if list {
            let no_list = if string { self.cold_block() } else { slow };
            self.guard_list(object, no_list);
            let address = self.element_address(object, index, slow);
            let element = self.load(address, 0);
            self.jump_with(join, element);
            if string {
                self.builder.switch_to_block(no_list);
            }
        }
        if string {
            let character = self.character(object, index, slow);
            self.jump_with(join, character);
        }
        self.slow_call(slow, join, "omg_index", &[object.value, index.value])
    }

    /// `a[i] := v`: inline for lists whose buffer is not shared.
    pub fn set_index(&mut self, object: Operand, index: Operand, value: Value) {
        if self.is_lookup(object, index) {
            return self.set_lookup(object, index, value);
        }
        if !object.types.may_be(TypeSet::LIST) || !index.types.may_be(TypeSet::SMALL) {
            self.call_runtime("omg_index_set", &[object.value, index.value, value]);
            return;
        }
        let (slow, done) = (self.cold_block(), self.builder.create_block());
        self.guard_small(&[index], slow);
        self.guard_list(object, slow);
        let address = self.element_address(object, index, slow);
        let buffer = self.load(object.value, layout::LIST_BUFFER);
        let flags = self.builder.ins().uload16(types::I64, MemFlagsData::trusted(), buffer, layout::RAW_FLAGS);
        let shared = self.builder.ins().band_imm_s(flags, i64::from(SHARED_FLAG));
        self.guard(IntCC::Equal, shared, 0, slow);
        self.store(value, address, 0);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(slow);
        self.call_runtime("omg_index_set", &[object.value, index.value, value]);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// The address of the element of a list of tagged words at a small index; goes on at `slow` if that is out of range.
    fn element_address(&mut self, object: Operand, index: Operand, slow: Block) -> Value {
        let position = self.untag(index.value);
        let len = self.load(object.value, layout::LIST_LEN);
        let inside = self.builder.ins().icmp(IntCC::UnsignedLessThan, position, len);
        self.continue_if(inside, slow);
        let data = self.load(object.value, layout::LIST_DATA);
        let offset = self.builder.ins().ishl_imm_u(position, 3);
        self.builder.ins().iadd(data, offset)
    }

    /// The operand is a list of tagged words; goes on at `slow` if it is not.
    fn guard_list(&mut self, object: Operand, slow: Block) {
        // Lists hold nothing but tagged words. With a second kind of element this pattern no longer compiles, and the kind
        // has to be looked at for known lists too.
        let ElementKind::Any = ElementKind::Any;
        if object.types.is(TypeSet::LIST) {
            return;
        }
        self.guard_object(object, slow);
        let kind = self.builder.ins().uload16(types::I64, MemFlagsData::trusted(), object.value, layout::KIND);
        self.guard(IntCC::Equal, kind, layout::LIST_OF_ANY, slow);
    }

    pub fn slice(&mut self, object: ValueId, start: Option<ValueId>, end: Option<ValueId>, in_place: bool) -> Value {
        let function = if in_place { "omg_slice_in_place" } else { "omg_slice" };
        let mut bound = |bound: Option<ValueId>| match bound {
            Some(id) => self.value(id),
            None => self.word(Word::UNSET),
        };
        let (start, end) = (bound(start), bound(end));
        self.call_runtime(function, &[self.value(object), start, end])
    }

    /// Integers and constants are sorted out inline.
    pub fn mark_shared(&mut self, a: Operand) {
        if !a.types.may_be(TypeSet::LIST) {
            return;
        }
        let done = self.builder.create_block();
        self.guard_object(a, done);
        let kind = self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), a.value, layout::KIND);
        self.guard(IntCC::Equal, kind, Kind::List as i64, done);
        self.call_entry("omg_mark_shared", &[a.value]);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// `length(x)`: inline for lists and strings, and for what is certainly a dictionary.
    pub fn length(&mut self, builtin: u32, args: &[ValueId]) -> Value {
        let a = self.operand(args[0]);
        let sized = [
            (TypeSet::LIST, layout::LIST_LEN),
            (TypeSet::STRING, layout::STRING_CHARS),
            (TypeSet::DICT, layout::DICT_LEN),
        ];
        if let Some(&(_, offset)) = sized.iter().find(|(types, _)| a.types.is(*types)) {
            let len = self.load(a.value, offset);
            return self.builder.ins().ishl_imm_u(len, 1);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        self.guard_object(a, slow);
        let kind = self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), a.value, layout::KIND);
        let (list, other) = (self.builder.create_block(), self.builder.create_block());
        let is_list = self.builder.ins().icmp_imm_s(IntCC::Equal, kind, Kind::List as i64);
        self.builder.ins().brif(is_list, list, &[], other, &[]);
        for (block, offset) in [(list, layout::LIST_LEN), (other, layout::STRING_CHARS)] {
            self.builder.switch_to_block(block);
            if block == other {
                self.guard(IntCC::Equal, kind, Kind::String as i64, slow);
            }
            let len = self.load(a.value, offset);
            let word = self.builder.ins().ishl_imm_u(len, 1);
            self.jump_with(join, word);
        }
        self.builder.switch_to_block(slow);
        let result = self.call_builtin_in_runtime(builtin, args);
        self.jump_with(join, result);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }
}
