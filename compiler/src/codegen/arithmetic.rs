//! Arithmetic on tagged words. Small integers and (when optimising) floats are worked on inline; everything else is a
//! call of the runtime in a cold block. What is certainly a float is computed in `numbers`.
//!
//! A small integer `n` is the word `2n`: sums, differences and bit operations work on the words, products on one
//! untagged factor, and overflow of the 64-bit operation is overflow of the 63-bit integer.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Value, types};
use omg_runtime::value::Value as Word;

use super::function::{Operand, Translator};
use super::{floats, layout};
use crate::mir::{BinaryOp, TypeSet, UnaryOp};

impl Translator<'_, '_, '_> {
    pub fn unary(&mut self, op: UnaryOp, a: Operand) -> Value {
        let runtime = match op {
            UnaryOp::Neg => "omg_neg",
            UnaryOp::Plus => "omg_plus",
            UnaryOp::BitNot => "omg_bit_not",
        };
        let float = self.unit.optimize && op == UnaryOp::Neg && a.types.may_be(TypeSet::FLOAT);
        if !a.types.may_be(TypeSet::SMALL) {
            let word = self.boxed(a);
            return self.call_runtime(runtime, &[word]);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        let not_small = if float { self.cold_block() } else { slow };
        self.guard_small(&[a], not_small);
        match op {
            UnaryOp::Neg => {
                let zero = self.int(0);
                let (result, overflow) = self.builder.ins().ssub_overflow(zero, a.value);
                self.join_unless(overflow, slow, join, result);
            }
            UnaryOp::Plus => self.jump_with(join, a.value),
            UnaryOp::BitNot => {
                let result = self.builder.ins().bxor_imm_s(a.value, !1);
                self.jump_with(join, result);
            }
        }
        if float {
            self.builder.switch_to_block(not_small);
            let number = self.float(a, slow);
            let result = self.builder.ins().fneg(number);
            let result = self.new_float(result);
            self.jump_with(join, result);
        }
        self.slow_call(slow, join, runtime, &[a.value])
    }

    /// `types`: what the result may be.
    pub fn binary(&mut self, op: BinaryOp, a: Operand, b: Operand, types: TypeSet) -> Value {
        if [a.types, b.types, types].iter().all(|types| types.is(TypeSet::SMALL))
            && let Some(result) = self.unchecked(op, a.value, b.value)
        {
            return result;
        }
        let runtime = runtime_name(op);
        let small = a.types.may_be(TypeSet::SMALL) && b.types.may_be(TypeSet::SMALL) && op != BinaryOp::Div2026;
        let float = self.unit.optimize && floats::computes_with_floats(op) && may_be_float_operation(a.types, b.types);
        if !small && !float {
            let (a, b) = (self.boxed(a), self.boxed(b));
            return self.call_runtime(runtime, &[a, b]);
        }
        let (slow, join) = (self.cold_block(), self.join_block());
        if small {
            // The words of two small integers are told apart from everything else before floats are.
            let not_small = if float { self.cold_block() } else { slow };
            self.guard_small(&[a, b], not_small);
            self.small_binary(op, a, b, slow, join);
            if float {
                self.builder.switch_to_block(not_small);
                self.float_binary(op, a, b, slow, join);
            }
        } else {
            self.float_binary(op, a, b, slow, join);
        }
        self.builder.switch_to_block(slow);
        let (a, b) = (self.boxed(a), self.boxed(b));
        let result = self.call_runtime(runtime, &[a, b]);
        self.jump_with(join, result);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// Operands and result are small integers: nothing is to be checked.
    fn unchecked(&mut self, op: BinaryOp, x: Value, y: Value) -> Option<Value> {
        Some(match op {
            BinaryOp::Add => self.builder.ins().iadd(x, y),
            BinaryOp::Sub => self.builder.ins().isub(x, y),
            BinaryOp::Mul => {
                let y = self.untag(y);
                self.builder.ins().imul(x, y)
            }
            _ => return None,
        })
    }

    /// Ends the block: both operands are small integers.
    fn small_binary(&mut self, op: BinaryOp, a: Operand, b: Operand, slow: Block, join: Block) {
        let (x, y) = (a.value, b.value);
        match op {
            BinaryOp::Add => self.small_sum(x, y, slow, join),
            BinaryOp::Sub => match self.constant_word(y) {
                Some(word) if word != i64::MIN => {
                    let negated = self.int(-word);
                    self.small_sum(x, negated, slow, join);
                }
                _ => {
                    let (result, overflow) = self.builder.ins().ssub_overflow(x, y);
                    self.join_unless(overflow, slow, join, result);
                }
            },
            BinaryOp::Mul => {
                let y = self.untag(y);
                let (result, overflow) = self.builder.ins().smul_overflow(x, y);
                self.join_unless(overflow, slow, join, result);
            }
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => {
                let ins = self.builder.ins();
                let result = match op {
                    BinaryOp::BitAnd => ins.band(x, y),
                    BinaryOp::BitOr => ins.bor(x, y),
                    _ => ins.bxor(x, y),
                };
                self.jump_with(join, result);
            }
            BinaryOp::Shl => self.small_shl(x, y, slow, join),
            BinaryOp::Shr => self.small_shr(x, y, slow, join),
            BinaryOp::FloorDiv | BinaryOp::Div2025 | BinaryOp::Mod => self.small_division(op, a, y, slow, join),
            BinaryOp::Div2026 => unreachable!("always a float division"),
        }
    }

    /// The sum with a constant overflowed if it is on the wrong side of the other operand: one comparison.
    fn small_sum(&mut self, x: Value, y: Value, slow: Block, join: Block) {
        let (x, y, constant) = match (self.constant_word(x), self.constant_word(y)) {
            (_, Some(word)) => (x, y, word),
            (Some(word), None) => (y, x, word),
            (None, None) => {
                let (result, overflow) = self.builder.ins().sadd_overflow(x, y);
                return self.join_unless(overflow, slow, join, result);
            }
        };
        let result = self.builder.ins().iadd(x, y);
        let wrong = if constant < 0 { IntCC::SignedGreaterThan } else { IntCC::SignedLessThan };
        let overflow = self.builder.ins().icmp(wrong, result, x);
        self.join_unless(overflow, slow, join, result);
    }

    fn small_shl(&mut self, x: Value, y: Value, slow: Block, join: Block) {
        let count = self.untag(y);
        self.guard(IntCC::UnsignedLessThan, count, 63, slow);
        let result = self.builder.ins().ishl(x, count);
        let back = self.builder.ins().sshr(result, count);
        let lost = self.builder.ins().icmp(IntCC::NotEqual, back, x);
        self.join_unless(lost, slow, join, result);
    }

    fn small_shr(&mut self, x: Value, y: Value, slow: Block, join: Block) {
        let count = self.untag(y);
        self.guard(IntCC::UnsignedLessThan, count, 63, slow);
        let shifted = self.builder.ins().sshr(x, count);
        let result = self.builder.ins().band_imm_s(shifted, !1);
        self.jump_with(join, result);
    }

    /// Floor division and modulo for positive divisors; others take the slow path, which knows zero and overflow.
    fn small_division(&mut self, op: BinaryOp, a: Operand, y: Value, slow: Block, join: Block) {
        let x = a.value;
        if let Some(word) = self.constant_word(y)
            && word > 0
            && (word as u64).is_power_of_two()
        {
            let result = match op {
                // 2n mod 2d, for d a power of two.
                BinaryOp::Mod => self.builder.ins().band_imm_s(x, word - 1),
                _ => {
                    let shifted = self.builder.ins().sshr_imm_s(x, i64::from(word.trailing_zeros()) - 1);
                    self.builder.ins().band_imm_s(shifted, !1)
                }
            };
            return self.jump_with(join, result);
        }
        self.guard(IntCC::SignedGreaterThan, y, 0, slow);
        if a.non_negative && op == BinaryOp::Mod {
            let remainder = self.remainder(x, y, join);
            return self.jump_with(join, remainder);
        }
        let remainder = self.builder.ins().srem(x, y);
        let zero = self.int(0);
        let negative = self.builder.ins().icmp(IntCC::SignedLessThan, remainder, zero);
        let result = if op == BinaryOp::Mod {
            let add = self.builder.ins().select(negative, y, zero);
            self.builder.ins().iadd(remainder, add)
        } else {
            let quotient = self.builder.ins().sdiv(x, y);
            let one = self.int(1);
            let less = self.builder.ins().select(negative, one, zero);
            let quotient = self.builder.ins().isub(quotient, less);
            self.builder.ins().ishl_imm_u(quotient, 1)
        };
        self.jump_with(join, result);
    }

    /// The remainder of a dividend that is not negative and a positive divisor. Goes on at `join` if the dividend is less
    /// than twice the divisor, as those of indexes are that begin anew at the end of a list: a division takes much longer
    /// than two comparisons.
    fn remainder(&mut self, x: Value, y: Value, join: Block) -> Value {
        if self.constant_word(y).is_none() {
            let rest = self.builder.ins().isub(x, y);
            for remainder in [x, rest] {
                // What is negative is a large number without its sign.
                let fits = self.builder.ins().icmp(IntCC::UnsignedLessThan, remainder, y);
                let next = self.next_block();
                self.builder.ins().brif(fits, join, &[BlockArg::Value(remainder)], next, &[]);
                self.builder.switch_to_block(next);
            }
        }
        self.builder.ins().urem(x, y)
    }

    /// Ends the block: goes on at `slow` unless the operands are floats, or a float and a small integer.
    fn float_binary(&mut self, op: BinaryOp, a: Operand, b: Operand, slow: Block, join: Block) {
        let result = self.float_operation(op, a, b, slow);
        let result = self.new_float(result);
        self.jump_with(join, result);
    }

    // Guards: each goes on at `slow` where its condition fails and leaves the translator in the block where it holds.

    /// All are small integers. Some may be one.
    pub fn guard_small(&mut self, operands: &[Operand], slow: Block) {
        let unknown = operands.iter().filter(|o| !o.types.is(TypeSet::SMALL)).map(|o| o.value);
        let Some(bits) = unknown.reduce(|x, y| self.builder.ins().bor(x, y)) else { return };
        let tag = self.builder.ins().band_imm_s(bits, 1);
        let fast = self.next_block();
        self.builder.ins().brif(tag, slow, &[], fast, &[]);
        self.builder.switch_to_block(fast);
    }

    /// `value` compares to the constant as `condition` says.
    pub fn guard(&mut self, condition: IntCC, value: Value, constant: i64, slow: Block) {
        let holds = self.builder.ins().icmp_imm_s(condition, value, constant);
        self.continue_if(holds, slow);
    }

    /// The condition holds.
    pub fn continue_if(&mut self, holds: Value, slow: Block) {
        let fast = self.next_block();
        self.builder.ins().brif(holds, fast, &[], slow, &[]);
        self.builder.switch_to_block(fast);
    }

    /// The operand is an object, not an integer or a constant. One comparison: with the tag bit rotated to the top,
    /// objects are the greatest words.
    pub fn guard_object(&mut self, a: Operand, slow: Block) {
        if !a.types.may_be(TypeSet::NOT_OBJECTS) {
            return;
        }
        let rotated = self.builder.ins().rotr_imm_u(a.value, 1);
        let last = self.int((Word::LAST_CONSTANT).rotate_right(1) as i64);
        let object = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, rotated, last);
        self.continue_if(object, slow);
    }

    /// The operand with what is known of it behind [`Self::guard_object`].
    pub fn known_object(&mut self, a: Operand, slow: Block) -> Operand {
        self.guard_object(a, slow);
        let only_checked = a.only_checked || a.types.may_be(TypeSet::NOT_OBJECTS);
        Operand { types: a.types.without(TypeSet::NOT_OBJECTS), only_checked, ..a }
    }

    /// The operand is an object of the kind.
    pub fn guard_kind(&mut self, a: Operand, kind: omg_runtime::object::Kind, slow: Block) {
        self.guard_object(a, slow);
        let found = self.builder.ins().uload8(types::I64, MemFlagsData::trusted(), a.value, layout::KIND);
        self.guard(IntCC::Equal, found, kind as i64, slow);
    }

    // Joins.

    /// A block that takes the result of an operation.
    pub fn join_block(&mut self) -> Block {
        let join = self.builder.create_block();
        self.builder.append_block_param(join, types::I64);
        join
    }

    pub fn jump_with(&mut self, join: Block, result: Value) {
        self.builder.ins().jump(join, &[BlockArg::Value(result)]);
    }

    fn join_unless(&mut self, failed: Value, slow: Block, join: Block, result: Value) {
        self.builder.ins().brif(failed, slow, &[], join, &[BlockArg::Value(result)]);
    }

    /// Fills the cold block with a call of the general function and goes on in `join`; the result.
    pub fn slow_call(&mut self, slow: Block, join: Block, runtime: &'static str, args: &[Value]) -> Value {
        self.builder.switch_to_block(slow);
        let result = self.call_runtime(runtime, args);
        self.jump_with(join, result);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// The integer of a small integer's word.
    pub fn untag(&mut self, word: Value) -> Value {
        self.builder.ins().sshr_imm_u(word, 1)
    }

    /// The word of a value that is an integer constant.
    fn constant_word(&self, value: Value) -> Option<i64> {
        use cranelift_codegen::ir::{InstructionData, Opcode, ValueDef};
        let ValueDef::Result(inst, _) = self.builder.func.dfg.value_def(value) else { return None };
        match self.builder.func.dfg.insts[inst] {
            InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => Some(imm.bits()),
            _ => None,
        }
    }
}

/// Whether operands of these types may be two floats, or a float and a small integer.
pub fn may_be_float_operation(a: TypeSet, b: TypeSet) -> bool {
    let number = TypeSet::SMALL.union(TypeSet::FLOAT);
    a.may_be(number) && b.may_be(number) && a.union(b).may_be(TypeSet::FLOAT)
}

/// The runtime function of an operator.
pub fn runtime_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "omg_add",
        BinaryOp::Sub => "omg_sub",
        BinaryOp::Mul => "omg_mul",
        BinaryOp::Div2025 => "omg_div_2025",
        BinaryOp::Div2026 => "omg_div_2026",
        BinaryOp::FloorDiv => "omg_floor_div",
        BinaryOp::Mod => "omg_mod",
        BinaryOp::Shl => "omg_shl",
        BinaryOp::Shr => "omg_shr",
        BinaryOp::BitAnd => "omg_bit_and",
        BinaryOp::BitXor => "omg_bit_xor",
        BinaryOp::BitOr => "omg_bit_or",
    }
}
