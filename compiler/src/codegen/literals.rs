//! Literals of lists and dictionaries. Short ones are one object with what they hold in its own cell, which optimised code
//! makes inline; the runtime makes the others.

use std::mem::{offset_of, size_of};

use cranelift_codegen::ir::Value;
use omg_runtime::list::{INLINE_ROOM, MOST_INLINE_ELEMENTS, inline_capacity, inline_size};
use omg_runtime::object::{Buffer, Dict, ElementKind, Kind, List};
use omg_runtime::shape::MOST_SHARED_KEYS;

use super::allocation::{Field, Inline, header_word};
use super::function::Translator;
use super::layout;
use crate::mir::{Name, ValueId};

impl Translator<'_, '_, '_> {
    /// `[a, b, c]`
    pub fn list(&mut self, list: Option<ValueId>, values: &[ValueId]) -> Value {
        let kind = list.map_or(ElementKind::Any, |list| self.unit.program.element_kind(self.proc, list));
        let count = values.len();
        let elements: Vec<Value> = match kind {
            ElementKind::Float => values.iter().map(|&value| self.number_of(self.operand(value))).collect(),
            ElementKind::Any | ElementKind::Byte | ElementKind::Octet => self.args(values),
        };
        if !self.unit.optimize || count > MOST_INLINE_ELEMENTS || kind == ElementKind::Byte && count > 0 {
            return self.list_by_call(kind, &elements);
        }
        let buffer = size_of::<List>();
        let (size, data, buffer_address) = match count {
            0 => (size_of::<List>(), Field::Constant(0), Field::Constant(0)),
            _ => (inline_size(kind, count), Field::Inside(buffer + size_of::<Buffer>()), Field::Inside(buffer)),
        };
        let mut fields = vec![
            (offset_of!(List, len), Field::Constant(count as i64)),
            (offset_of!(List, data), data),
            (offset_of!(List, buffer), buffer_address),
        ];
        if count > 0 {
            fields.extend([
                (buffer + offset_of!(Buffer, header), Field::Constant(header_word(Kind::Buffer, kind as u8, 0))),
                (buffer + offset_of!(Buffer, capacity), Field::Constant(inline_capacity(kind, count) as i64)),
                (buffer + offset_of!(Buffer, used), Field::Constant(count as i64)),
            ]);
            fields.extend(self.fields_from(buffer + offset_of!(Buffer, elements), &elements));
        }
        let aux = if count > 0 { INLINE_ROOM } else { 0 };
        let object = Inline { kind: Kind::List, detail: kind as u8, aux, size };
        self.make(object, &fields, |this| this.list_by_call(kind, &elements))
    }

    fn list_by_call(&mut self, kind: ElementKind, elements: &[Value]) -> Value {
        let function = match kind {
            ElementKind::Any => "omg_list_new",
            ElementKind::Float => "omg_list_of_floats",
            ElementKind::Byte => "omg_list_of_bytes",
            ElementKind::Octet => unreachable!("the runtime alone makes lists of octets"),
        };
        let array = self.array_of(elements);
        let count = self.int(elements.len() as i64);
        self.call_runtime(function, &[array, count])
    }

    /// `{k: a, l: b}`. Each literal has a cache for the shape of its keys, which the runtime fills.
    pub fn dict(&mut self, dict: Option<ValueId>, keys: &[Name], values: &[ValueId]) -> Value {
        let words = self.dict_values(dict, keys, values);
        if !self.unit.optimize || keys.len() > MOST_SHARED_KEYS as usize || !are_distinct(keys) {
            return self.dict_by_call("omg_dict_new", keys, &words, None);
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
        fields.extend(self.fields_from(slots, &words));
        let object = Inline { kind: Kind::Dict, detail: 0, aux: keys.len() as u32, size: slots + 8 * keys.len() };
        let dict = self.make_inline(object, &fields, slow);
        self.jump_with(join, dict);
        self.builder.switch_to_block(slow);
        let dict = self.dict_by_call("omg_dict_new_cached", keys, &words, Some(cache));
        self.jump_with(join, dict);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// What the slots of a literal hold: of a float that belongs to the dictionary alone, an object of its own.
    fn dict_values(&mut self, dict: Option<ValueId>, keys: &[Name], values: &[ValueId]) -> Vec<Value> {
        let mut words = Vec::with_capacity(values.len());
        for (key, &value) in keys.iter().zip(values) {
            let field = dict.and_then(|dict| self.unit.program.field(self.proc, dict, key));
            words.push(match field {
                Some((_, field)) if field.in_place => {
                    let number = self.number_of(self.operand(value));
                    self.new_float(number)
                }
                _ => self.value(value),
            });
        }
        words
    }

    /// The namespace of a module.
    pub fn namespace(&mut self, keys: &[Name], values: &[ValueId]) -> Value {
        self.dict_by_call("omg_namespace_new", keys, &self.args(values), None)
    }

    fn dict_by_call(&mut self, function: &'static str, keys: &[Name], words: &[Value], cache: Option<Value>) -> Value {
        let key_list = self.unit.key_list(keys);
        let keys = self.symbol(key_list, 0);
        let array = self.array_of(words);
        let count = self.int(words.len() as i64);
        let args: Vec<Value> = [keys, array, count].into_iter().chain(cache).collect();
        self.call_runtime(function, &args)
    }
}

/// Whether no key comes twice: the later one's value would count, at the place of the former.
fn are_distinct(keys: &[Name]) -> bool {
    keys.iter().enumerate().all(|(i, key)| !keys[..i].contains(key))
}
