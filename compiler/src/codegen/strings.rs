//! Fast paths for strings, of optimised code alone. The strings of at most one ASCII character are in a table of the
//! runtime, each once and in their order: they are told by their address, and compared by it.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, ExternalName, GlobalValueData, InstBuilder, MemFlagsData, Value, types};
use omg_runtime::object::{Kind, String};
use omg_runtime::string::{CHARACTERS_OFFSET, SHORT_STRINGS_SIZE};

use super::compare::int_condition;
use super::function::{CONSTANT, DATA_NAMESPACE, Edges, Operand, Translator};
use super::layout;
use crate::mir::{CompareOp, TypeSet, ValueId};

/// The characters that are in the table.
const ASCII_CHARACTERS: i64 = ((SHORT_STRINGS_SIZE - CHARACTERS_OFFSET) / size_of::<String>()) as i64;

impl Translator<'_, '_, '_> {
    /// The character of an ASCII string at a small index; goes on at `slow` if the object is none, or the index out of range.
    pub fn character(&mut self, object: Operand, index: Operand, slow: Block) -> Value {
        let head = self.builder.ins().uload32(string_flags(object), object.value, layout::KIND);
        self.guard(IntCC::Equal, head, layout::ASCII_STRING, slow);
        let position = self.untag(index.value);
        let len = self.string_field(object, layout::STRING_LEN);
        let inside = self.builder.ins().icmp(IntCC::UnsignedLessThan, position, len);
        self.continue_if(inside, slow);
        let data = self.string_field(object, layout::STRING_DATA);
        let address = self.builder.ins().iadd(data, position);
        let byte = self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), address, 0);
        self.ascii_char(byte)
    }

    /// Loads a field of a string.
    pub fn string_field(&mut self, string: Operand, offset: i32) -> Value {
        self.builder.ins().load(types::I64, string_flags(string), string.value, offset)
    }

    /// The string of one ASCII character.
    fn ascii_char(&mut self, byte: Value) -> Value {
        let offset = self.builder.ins().imul_imm_s(byte, size_of::<String>() as i64);
        let characters = self.symbol(self.unit.short_strings(), CHARACTERS_OFFSET as i64 + 1);
        self.builder.ins().iadd(characters, offset)
    }

    /// `chr(n)`: inline for ASCII characters.
    pub fn chr(&mut self, builtin: u32, args: &[ValueId]) -> Value {
        let n = self.operand(args[0]);
        let (slow, join) = (self.cold_block(), self.join_block());
        self.guard_small(&[n], slow);
        let code = self.untag(n.value);
        self.guard(IntCC::UnsignedLessThan, code, ASCII_CHARACTERS, slow);
        let character = self.ascii_char(code);
        self.jump_with(join, character);
        self.slow_builtin(slow, join, builtin, args)
    }

    /// `ascii(c)`: inline for ASCII characters.
    pub fn ascii(&mut self, builtin: u32, args: &[ValueId]) -> Value {
        let a = self.operand(args[0]);
        let (slow, join) = (self.cold_block(), self.join_block());
        self.guard_in_table(a, CHARACTERS_OFFSET, slow);
        let data = self.load(a.value, layout::STRING_DATA);
        let byte = self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), data, 0);
        let code = self.builder.ins().ishl_imm_u(byte, 1);
        self.jump_with(join, code);
        self.slow_builtin(slow, join, builtin, args)
    }

    /// Fills the cold block with a general call of the built-in and goes on in `join`; the result.
    fn slow_builtin(&mut self, slow: Block, join: Block, builtin: u32, args: &[ValueId]) -> Value {
        self.builder.switch_to_block(slow);
        let result = self.call_builtin_in_runtime(builtin, args);
        self.jump_with(join, result);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// Ends the block with jumps on `==` or `!=` with a literal that is in the table, or with what is no number, text or
    /// container: only the same word is equal to it. False, and nothing done, for any other comparison.
    pub fn branch_on_identity(&mut self, op: CompareOp, a: Operand, b: Operand, edges: &Edges) -> bool {
        let itself = TypeSet::BOOL.union(TypeSet::NONE).union(TypeSet::PROC);
        let decides = |operand: Operand| operand.types.is(itself) || self.is_short_literal(operand.value);
        let is_word = |operand: Operand| operand.number != Some(operand.value);
        let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        if !(equality && is_word(a) && is_word(b) && (decides(a) || decides(b))) {
            return false;
        }
        let holds = self.builder.ins().icmp(int_condition(op), a.value, b.value);
        self.branch(holds, edges);
        true
    }

    /// Ends the block with jumps on the comparison of two strings where it is known without a look at their bytes; goes on at
    /// `slow` where these are needed, and at `other` if not both are strings.
    pub fn branch_on_strings(&mut self, op: CompareOp, [a, b]: [Operand; 2], edges: &Edges, slow: Block, other: Block) {
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            self.guard_short(a, other);
            self.guard_short(b, other);
            let holds = self.builder.ins().icmp(int_condition(op).unsigned(), a.value, b.value);
            return self.branch(holds, edges);
        }
        let long = self.next_block();
        self.guard_short(a, long);
        let holds = self.builder.ins().icmp(int_condition(op), a.value, b.value);
        self.branch(holds, edges);

        self.builder.switch_to_block(long);
        for operand in [a, b] {
            if !operand.types.is(TypeSet::STRING) {
                self.guard_kind(operand, Kind::String, other);
            }
        }
        let (x, y) = (self.load(a.value, layout::STRING_LEN), self.load(b.value, layout::STRING_LEN));
        let different = self.builder.ins().icmp(IntCC::NotEqual, x, y);
        let unequal = if op == CompareOp::Ne { &edges.then } else { &edges.otherwise };
        self.builder.ins().brif(different, unequal.0, &unequal.1, slow, &[]);
    }

    /// The operand is a string of the table.
    fn guard_short(&mut self, a: Operand, slow: Block) {
        if !self.is_short_literal(a.value) {
            self.guard_in_table(a, 0, slow);
        }
    }

    /// The operand is a string of the table, from an offset on. Objects are at even addresses: the tag of an integer whose
    /// word happens to lie there is rotated to the top.
    fn guard_in_table(&mut self, a: Operand, start: usize, slow: Block) {
        let table = self.symbol(self.unit.short_strings(), start as i64 + 1);
        let offset = self.builder.ins().isub(a.value, table);
        let size = SHORT_STRINGS_SIZE - start;
        let (place, end) = if a.types.may_be(TypeSet::SMALL) {
            (self.builder.ins().rotr_imm_u(offset, 1), size / 2)
        } else {
            (offset, size)
        };
        self.guard(IntCC::UnsignedLessThan, place, end as i64, slow);
    }

    /// The value is the address of a string of the table.
    fn is_short_literal(&self, value: Value) -> bool {
        let func = &self.builder.func;
        let Some(global) = self.global_of(value) else { return false };
        let GlobalValueData::Symbol { name: ExternalName::User(name), .. } = &func.global_values[global] else {
            return false;
        };
        let name = &func.params.user_named_funcs()[*name];
        name.namespace == DATA_NAMESPACE && name.index == self.unit.short_strings().as_u32()
    }
}

/// For loads of a string: they never change, and those of what is certainly a string can be done before everything else.
fn string_flags(string: Operand) -> MemFlagsData {
    match string.types.is(TypeSet::STRING) && !string.only_checked {
        true => CONSTANT,
        false => MemFlagsData::trusted(),
    }
}
