//! Literals of lists and dictionaries. Short ones are one object with what they hold in its own cell, which optimised code
//! makes inline; the runtime makes the others.

use std::mem::{offset_of, size_of};

use cranelift_codegen::ir::Value;
use omg_runtime::list::{MOST_INLINE_ELEMENTS, inline_capacity, inline_size};
use omg_runtime::object::{Buffer, Dict, Kind, List};
use omg_runtime::shape::MOST_SHARED_KEYS;

use super::allocation::{Field, Inline, header_word};
use super::function::Translator;
use super::layout;
use crate::mir::{Name, ValueId};

impl Translator<'_, '_, '_> {
    /// `[a, b, c]`
    pub fn list(&mut self, values: &[ValueId]) -> Value {
        let count = values.len();
        if !self.unit.optimize || count > MOST_INLINE_ELEMENTS {
            return self.list_by_call(values);
        }
        let buffer = size_of::<List>();
        let (size, data, buffer_address) = match count {
            0 => (size_of::<List>(), Field::Constant(0), Field::Constant(0)),
            _ => (inline_size(count), Field::Inside(buffer + size_of::<Buffer>()), Field::Inside(buffer)),
        };
        let mut fields = vec![
            (offset_of!(List, len), Field::Constant(count as i64)),
            (offset_of!(List, data), data),
            (offset_of!(List, buffer), buffer_address),
        ];
        if count > 0 {
            fields.extend([
                (buffer + offset_of!(Buffer, header), Field::Constant(header_word(Kind::Buffer, 0))),
                (buffer + offset_of!(Buffer, capacity), Field::Constant(inline_capacity(count) as i64)),
                (buffer + offset_of!(Buffer, used), Field::Constant(count as i64)),
            ]);
            fields.extend(self.fields_from(buffer + offset_of!(Buffer, elements), values));
        }
        self.make(Inline { kind: Kind::List, aux: 0, size }, &fields, |this| this.list_by_call(values))
    }

    fn list_by_call(&mut self, values: &[ValueId]) -> Value {
        let array = self.array(values);
        let count = self.int(values.len() as i64);
        self.call_runtime("omg_list_new", &[array, count])
    }

    /// `{k: a, l: b}`. Each literal has a cache for the shape of its keys, which the runtime fills.
    pub fn dict(&mut self, keys: &[Name], values: &[ValueId]) -> Value {
        if !self.unit.optimize || keys.len() > MOST_SHARED_KEYS as usize || !are_distinct(keys) {
            return self.dict_by_call("omg_dict_new", keys, values, None);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        let cache = self.new_cache();
        let shape = self.load(cache, layout::CACHE_SHAPE);
        self.continue_if(shape, slow);
        let slots = offset_of!(Dict, inline_slots);
        let mut fields = vec![
            (offset_of!(Dict, len), Field::Constant(keys.len() as i64)),
            (offset_of!(Dict, shape), Field::Value(shape)),
            (offset_of!(Dict, slots), Field::Inside(slots)),
        ];
        fields.extend(self.fields_from(slots, values));
        let object = Inline { kind: Kind::Dict, aux: keys.len() as u32, size: slots + 8 * keys.len() };
        let dict = self.make_inline(object, &fields, slow);
        self.jump_with(join, dict);
        self.builder.switch_to_block(slow);
        let dict = self.dict_by_call("omg_dict_new_cached", keys, values, Some(cache));
        self.jump_with(join, dict);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// The namespace of a module.
    pub fn namespace(&mut self, keys: &[Name], values: &[ValueId]) -> Value {
        self.dict_by_call("omg_namespace_new", keys, values, None)
    }

    fn dict_by_call(
        &mut self,
        function: &'static str,
        keys: &[Name],
        values: &[ValueId],
        cache: Option<Value>,
    ) -> Value {
        let key_list = self.unit.key_list(keys);
        let keys = self.symbol(key_list, 0);
        let array = self.array(values);
        let count = self.int(values.len() as i64);
        let args: Vec<Value> = [keys, array, count].into_iter().chain(cache).collect();
        self.call_runtime(function, &args)
    }
}

/// Whether no key comes twice: the later one's value would count, at the place of the former.
fn are_distinct(keys: &[Name]) -> bool {
    keys.iter().enumerate().all(|(i, key)| !keys[..i].contains(key))
}
