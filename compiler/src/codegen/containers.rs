//! Elements of lists and dictionaries, slices, lengths.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value, types};
use omg_runtime::object::{ElementKind, Kind, SHARED_FLAG};
use omg_runtime::value::Value as Word;

use super::function::{Operand, Translator};
use super::layout;
use crate::mir::{TypeSet, ValueId};

impl Translator<'_, '_, '_> {
    /// How the elements of the operand lie in memory if it is a list.
    fn element_kind(&self, list: Operand) -> ElementKind {
        list.class.map_or(ElementKind::Any, |class| self.unit.program.classes[class.0 as usize].kind)
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
        let object = if string { self.known_object(object, slow) } else { object };
        if list {
            let no_list = if string { self.cold_block() } else { slow };
            self.guard_list(object, no_list);
            let element = self.element(object, index, slow);
            let element = match self.element_kind(object) {
                ElementKind::Float => self.new_float(element),
                ElementKind::Any | ElementKind::Byte | ElementKind::Octet => element,
            };
            self.jump_with(join, element);
            if string {
                self.builder.switch_to_block(no_list);
            }
        }
        if string {
            self.guard_small(&[index], slow);
            let character = self.character(object, index, slow);
            self.jump_with(join, character);
        }
        self.slow_call(slow, join, "omg_index", &[object.value, index.value])
    }

    /// `a[i]` of a list of raw floats; the number.
    pub fn index_number(&mut self, object: Operand, index: Operand) -> Value {
        let (slow, join) = (self.cold_block(), self.number_block());
        if index.types.may_be(TypeSet::SMALL) {
            self.guard_list(object, slow);
            let element = self.element(object, index, slow);
            self.jump_with(join, element);
        } else {
            self.builder.ins().jump(slow, &[]);
        }
        self.slow_number(slow, join, |this| this.call_runtime("omg_index", &[object.value, index.value]))
    }

    /// `a[i] := v`: inline for lists whose buffer is not shared.
    pub fn set_index(&mut self, object: Operand, index: Operand, value: Operand) {
        if self.is_lookup(object, index) {
            let value = self.boxed(value);
            return self.set_lookup(object, index, value);
        }
        if !object.types.may_be(TypeSet::LIST) || !index.types.may_be(TypeSet::SMALL) {
            let words = [object, index, value].map(|operand| self.boxed(operand));
            self.call_runtime("omg_index_set", &words);
            return;
        }
        let (slow, done) = (self.cold_block(), self.builder.create_block());
        self.guard_list(object, slow);
        let address = self.element_address(object, index, slow);
        if object.class.is_none_or(|class| self.unit.program.classes[class.0 as usize].shares_buffers) {
            let buffer = self.load(object.value, layout::LIST_BUFFER);
            let flags = self.builder.ins().uload16(types::I64, MemFlagsData::trusted(), buffer, layout::RAW_FLAGS);
            let shared = self.builder.ins().band_imm_s(flags, i64::from(SHARED_FLAG));
            self.guard(IntCC::Equal, shared, 0, slow);
        }
        self.store_element(self.element_kind(object), value, address);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(slow);
        let words = [object, index, value].map(|operand| self.boxed(operand));
        self.call_runtime("omg_index_set", &words);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// The element of a list, a number if the list holds raw floats; goes on at `slow` if the index is not one of it.
    fn element(&mut self, object: Operand, index: Operand, slow: Block) -> Value {
        let address = self.element_address(object, index, slow);
        match self.element_kind(object) {
            ElementKind::Any => self.load(address, 0),
            ElementKind::Float => self.builder.ins().load(types::F64, MemFlagsData::trusted(), address, 0),
            ElementKind::Byte => self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), address, 0),
            ElementKind::Octet => unreachable!("the runtime alone makes lists of octets"),
        }
    }

    /// The address of the element of a list; goes on at `slow` if the index is not one of it.
    fn element_address(&mut self, object: Operand, index: Operand, slow: Block) -> Value {
        // With its tag rotated to the top, the word of what is no small integer is greater than all lengths.
        let position = self.builder.ins().rotr_imm_u(index.value, 1);
        if !self.is_within_bounds {
            let len = self.list_field(object, layout::LIST_LEN);
            let inside = self.builder.ins().icmp(IntCC::UnsignedLessThan, position, len);
            self.continue_if(inside, slow);
        }
        let data = self.list_field(object, layout::LIST_DATA);
        let size = self.element_kind(object).size().trailing_zeros();
        let offset = self.builder.ins().ishl_imm_u(position, i64::from(size));
        self.builder.ins().iadd(data, offset)
    }

    /// Loads the length or the address of the elements of a list: once, if nothing that runs while the procedure does
    /// changes them. Only of what is certainly a list: such a load can be done before everything else.
    fn list_field(&mut self, list: Operand, offset: i32) -> Value {
        let changes = self.unit.effects.of_proc(self.proc.id);
        let is_constant = list.types.is(TypeSet::LIST) && list.class.is_some_and(|class| !changes.headers(class));
        if is_constant { self.load_constant_of(list, offset) } else { self.load(list.value, offset) }
    }

    /// The operand is a list, of the kind of its class; goes on at `slow` if it is not.
    fn guard_list(&mut self, object: Operand, slow: Block) {
        if object.types.is(TypeSet::LIST) {
            return;
        }
        self.guard_object(object, slow);
        let kind = self.builder.ins().uload16(types::I64, MemFlagsData::trusted(), object.value, layout::KIND);
        self.guard(IntCC::Equal, kind, layout::list_of(self.element_kind(object)), slow);
    }

    /// `a + [v]`; in place inline where there is room and nobody else sees the list.
    pub fn append(&mut self, object: Operand, element: Operand, in_place: bool) -> Value {
        if !in_place || !object.types.is(TypeSet::LIST) || !self.unit.optimize {
            let words = [self.boxed(object), self.boxed(element)];
            return self.call_runtime(if in_place { "omg_append_in_place" } else { "omg_append" }, &words);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        let kind = self.element_kind(object);
        let flags = self.builder.ins().uload16(types::I64, MemFlagsData::trusted(), object.value, layout::FLAGS);
        let shared = self.builder.ins().band_imm_s(flags, i64::from(SHARED_FLAG));
        self.guard(IntCC::Equal, shared, 0, slow);
        let buffer = self.load(object.value, layout::LIST_BUFFER);
        self.guard(IntCC::NotEqual, buffer, 0, slow);
        let used = self.load(buffer, layout::BUFFER_USED);
        let capacity = self.load(buffer, layout::BUFFER_CAPACITY);
        let has_room = self.builder.ins().icmp(IntCC::UnsignedLessThan, used, capacity);
        self.continue_if(has_room, slow);
        let size = i64::from(kind.size().trailing_zeros());
        let len = self.load(object.value, layout::LIST_LEN);
        let data = self.load(object.value, layout::LIST_DATA);
        let end = self.builder.ins().ishl_imm_u(len, size);
        let end = self.builder.ins().iadd(data, end);
        let free = self.builder.ins().ishl_imm_u(used, size);
        let free = self.builder.ins().iadd(buffer, free);
        let free = self.builder.ins().iadd_imm_s(free, i64::from(layout::BUFFER_ELEMENTS));
        let ends_there = self.builder.ins().icmp(IntCC::Equal, end, free);
        self.continue_if(ends_there, slow);
        self.store_element(kind, element, end);
        let (len, used) = (self.builder.ins().iadd_imm_s(len, 1), self.builder.ins().iadd_imm_s(used, 1));
        self.store(len, object.value, layout::LIST_LEN);
        self.store(used, buffer, layout::BUFFER_USED);
        self.jump_with(join, object.value);
        self.builder.switch_to_block(slow);
        let result = if kind == ElementKind::Float {
            let number = self.number_of(element);
            self.call_runtime("omg_append_float_in_place", &[object.value, number])
        } else {
            self.call_runtime("omg_append_in_place", &[object.value, element.value])
        };
        self.jump_with(join, result);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    fn store_element(&mut self, kind: ElementKind, value: Operand, address: Value) {
        match kind {
            ElementKind::Any => self.store(value.value, address, 0),
            ElementKind::Float => {
                let number = self.number_of(value);
                self.store(number, address, 0);
            }
            ElementKind::Byte => {
                self.builder.ins().istore8(MemFlagsData::trusted(), value.value, address, 0);
            }
            ElementKind::Octet => unreachable!("the runtime alone makes lists of octets"),
        }
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

    /// Lists are often marked already, and then not written to.
    pub fn mark_shared(&mut self, a: Operand) {
        if !a.types.may_be(TypeSet::LIST) {
            return;
        }
        let done = self.builder.create_block();
        if !a.types.is(TypeSet::LIST) {
            self.guard_object(a, done);
            let kind = self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), a.value, layout::KIND);
            self.guard(IntCC::Equal, kind, Kind::List as i64, done);
        }
        let flags = self.builder.ins().uload16(types::I64, MemFlagsData::trusted(), a.value, layout::FLAGS);
        let marked = self.builder.ins().bor_imm_s(flags, i64::from(SHARED_FLAG));
        let is_news = self.builder.ins().icmp(IntCC::NotEqual, flags, marked);
        self.continue_if(is_news, done);
        self.builder.ins().istore16(MemFlagsData::trusted(), marked, a.value, layout::FLAGS);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    /// `length(x)`: inline for lists and strings, and for what is certainly a dictionary.
    pub fn length(&mut self, builtin: u32, args: &[ValueId]) -> Value {
        let a = self.operand(args[0]);
        if a.types.is(TypeSet::LIST) {
            let len = self.list_field(a, layout::LIST_LEN);
            return self.builder.ins().ishl_imm_u(len, 1);
        }
        if a.types.is(TypeSet::STRING) {
            let len = self.string_field(a, layout::STRING_CHARS);
            return self.builder.ins().ishl_imm_u(len, 1);
        }
        if a.types.is(TypeSet::DICT) {
            let len = self.load(a.value, layout::DICT_LEN);
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
