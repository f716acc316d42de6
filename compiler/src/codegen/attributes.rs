//! Attributes of dictionaries. Each operation has a cache (an *inline cache*, as in Deutsch and Schiffman, "Efficient
//! Implementation of the Smalltalk-80 System", 1984): the shape that it met last, and where the key's value lies in
//! dictionaries of that shape. Without optimisation the runtime looks every key up.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value};
use omg_runtime::object::Kind;

use super::function::{Operand, Translator};
use super::layout;
use crate::mir::{Name, TypeSet};

impl Translator<'_, '_, '_> {
    /// `a.k`
    pub fn attribute(&mut self, object: Operand, name: &Name) -> Value {
        let key = self.string(name);
        if !self.unit.optimize || !object.types.may_be(TypeSet::DICT) {
            return self.call_runtime("omg_attribute", &[object.value, key]);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        let cache = self.new_cache();
        if !object.types.is(TypeSet::DICT) {
            self.guard_kind(object, Kind::Dict, slow);
        }
        let address = self.cached_address(object, cache, slow);
        let value = self.load(address, 0);
        self.jump_with(join, value);
        self.slow_call(slow, join, "omg_attribute_cached", &[object.value, key, cache])
    }

    /// `a.k := v`: inline for keys that are there.
    pub fn set_attribute(&mut self, object: Operand, name: &Name, value: Value) {
        let key = self.string(name);
        if !self.unit.optimize || !object.types.may_be(TypeSet::DICT) {
            self.call_runtime("omg_attribute_set", &[object.value, key, value]);
            return;
        }
        let (slow, done) = (self.cold_block(), self.builder.create_block());
        let cache = self.new_cache();
        self.guard_object(object, slow);
        let head = self.builder.ins().uload32(MemFlagsData::trusted(), object.value, layout::KIND);
        self.guard(IntCC::Equal, head, layout::WRITABLE_DICT, slow);
        let address = self.cached_address(object, cache, slow);
        self.store(value, address, 0);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(slow);
        self.call_runtime("omg_attribute_set_cached", &[object.value, key, value, cache]);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// The address of a cache for one operation or literal.
    pub fn new_cache(&mut self) -> Value {
        let (caches, offset) = self.unit.new_attribute_cache();
        self.symbol(caches, offset)
    }

    /// Where the value lies, if the dictionary has the shape that the cache knows; goes on at `slow` if not.
    fn cached_address(&mut self, dict: Operand, cache: Value, slow: Block) -> Value {
        let shape = self.load(dict.value, layout::DICT_SHAPE);
        let known = self.load(cache, layout::CACHE_SHAPE);
        let hit = self.builder.ins().icmp(IntCC::Equal, shape, known);
        self.continue_if(hit, slow);
        let slots = self.load(dict.value, layout::DICT_SLOTS);
        let offset = self.load(cache, layout::CACHE_OFFSET);
        self.builder.ins().iadd(slots, offset)
    }
}
