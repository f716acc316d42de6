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
        if let Some((offset, _)) = self.field(object, name) {
            self.guard_dict(object, slow);
            let slots = self.slots(object);
            let value = self.load(slots, offset);
            self.jump_with(join, value);
            return self.slow_call(slow, join, "omg_attribute", &[object.value, key]);
        }
        let cache = self.new_cache();
        self.guard_dict(object, slow);
        let address = self.cached_address(object, cache, slow);
        let value = self.load(address, 0);
        self.jump_with(join, value);
        self.slow_call(slow, join, "omg_attribute_cached", &[object.value, key, cache])
    }

    /// `a.k` where the dictionary has a float of its own for the key; the number.
    pub fn attribute_number(&mut self, object: Operand, name: &Name) -> Value {
        let (slow, join) = (self.cold_block(), self.number_block());
        self.guard_dict(object, slow);
        let float = self.own_float(object, name);
        let number = self.load_number(float);
        self.jump_with(join, number);
        self.slow_number(slow, join, |this| {
            let key = this.string(name);
            this.call_runtime("omg_attribute", &[object.value, key])
        })
    }

    /// `a.k := v`: inline for keys that are there.
    pub fn set_attribute(&mut self, object: Operand, name: &Name, value: Operand) {
        let key = self.string(name);
        if !self.unit.optimize || !object.types.may_be(TypeSet::DICT) {
            let words = [object.value, key, self.boxed(value)];
            self.call_runtime("omg_attribute_set", &words);
            return;
        }
        let (slow, done) = (self.cold_block(), self.builder.create_block());
        if let Some((offset, in_place)) = self.field(object, name) {
            self.guard_dict(object, slow);
            if in_place {
                let float = self.own_float(object, name);
                let number = self.number_of(value);
                self.store(number, float, layout::FLOAT_VALUE);
            } else {
                let slots = self.slots(object);
                self.store(value.value, slots, offset);
            }
            self.builder.ins().jump(done, &[]);
            self.builder.switch_to_block(slow);
            let words = [object.value, key, self.boxed(value)];
            self.call_runtime("omg_attribute_set", &words);
        } else {
            let cache = self.new_cache();
            self.guard_object(object, slow);
            let head = self.builder.ins().uload32(MemFlagsData::trusted(), object.value, layout::KIND);
            self.guard(IntCC::Equal, head, layout::WRITABLE_DICT, slow);
            let address = self.cached_address(object, cache, slow);
            self.store(value.value, address, 0);
            self.builder.ins().jump(done, &[]);
            self.builder.switch_to_block(slow);
            self.call_runtime("omg_attribute_set_cached", &[object.value, key, value.value, cache]);
        }
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// The operand is a dictionary; goes on at `slow` if it is not.
    pub fn guard_dict(&mut self, object: Operand, slow: Block) {
        if !object.types.is(TypeSet::DICT) {
            self.guard_kind(object, Kind::Dict, slow);
        }
    }

    /// Where in their slots all dictionaries that the operand may be keep the value of a key, in bytes, and whether it is a
    /// float that they alone have.
    fn field(&self, object: Operand, name: &Name) -> Option<(i32, bool)> {
        let (slot, field) = self.unit.program.classes[object.class?.0 as usize].field(name)?;
        Some((8 * slot as i32, field.in_place))
    }

    /// The float object that a dictionary has for a key from the time that it is made.
    fn own_float(&mut self, object: Operand, name: &Name) -> Value {
        let (offset, _) = self.field(object, name).expect("the dictionary has the field");
        let slots = self.slots(object);
        if object.types.is(TypeSet::DICT) { self.load_constant(slots, offset) } else { self.load(slots, offset) }
    }

    /// The address of the slots of a dictionary that gets no keys. What is certainly a dictionary always has the same ones,
    /// so that the load can be done before everything else.
    fn slots(&mut self, object: Operand) -> Value {
        match object.types.is(TypeSet::DICT) {
            true => self.load_constant_of(object, layout::DICT_SLOTS),
            false => self.load(object.value, layout::DICT_SLOTS),
        }
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
