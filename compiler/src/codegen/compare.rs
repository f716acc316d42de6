//! Comparisons and truth. A condition that only a branch looks at becomes jumps; any other becomes 0 or 1.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use omg_runtime::value::Value as Word;

use super::arithmetic::may_be_float_operation;
use super::function::{Edges, Operand, Translator};
use super::layout;
use super::numbers::Nearest;
use crate::mir::{CompareOp, Op, TypeSet};

impl Translator<'_, '_, '_> {
    /// Ends the block with jumps on a condition operation.
    pub fn branch_on(&mut self, op: &Op, edges: Edges) {
        match op {
            Op::Compare(op, a, b) => self.branch_on_comparison(*op, self.operand(*a), self.operand(*b), &edges),
            Op::Truthy(a) => self.branch_on_truth(self.operand(*a), &edges),
            Op::IsUnset(a) => {
                let value = self.value(*a);
                let unset = self.builder.ins().icmp_imm_s(IntCC::Equal, value, Word::UNSET.0 as i64);
                self.branch(unset, &edges);
            }
            Op::IsSmall(a) => {
                let value = self.value(*a);
                let tag = self.builder.ins().band_imm_s(value, 1);
                let small = self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 0);
                self.branch(small, &edges);
            }
            _ => unreachable!("not a condition"),
        }
    }

    /// The value, 0 or 1, of a condition operation.
    pub fn condition(&mut self, op: &Op) -> Value {
        let join = self.builder.create_block();
        let result = self.builder.append_block_param(join, types::I8);
        let one = self.builder.ins().iconst(types::I8, 1);
        let zero = self.builder.ins().iconst(types::I8, 0);
        let edge = |value| (join, vec![BlockArg::Value(value)]);
        let edges = Edges { then: edge(one), otherwise: edge(zero), join: Some(join) };
        self.branch_on(op, edges);
        self.builder.switch_to_block(join);
        result
    }

    /// `true` or `false`: the words differ in bit 1.
    pub fn bool_value(&mut self, condition: Value) -> Value {
        let wide = self.builder.ins().uextend(types::I64, condition);
        let bit = self.builder.ins().ishl_imm_u(wide, 1);
        self.builder.ins().bor_imm_s(bit, Word::FALSE.0 as i64)
    }

    fn branch_on_comparison(&mut self, op: CompareOp, a: Operand, b: Operand, edges: &Edges) {
        if self.unit.optimize && self.branch_on_identity(op, a, b, edges) {
            return;
        }
        let string = self.unit.optimize && a.types.may_be(TypeSet::STRING) && b.types.may_be(TypeSet::STRING);
        let slow = self.cold_block();
        let small = a.types.may_be(TypeSet::SMALL) && b.types.may_be(TypeSet::SMALL);
        let float = self.unit.optimize && may_be_float_operation(a.types, b.types);
        if small {
            let not_small = if string || float { self.cold_block() } else { slow };
            self.guard_small(&[a, b], not_small);
            let holds = self.builder.ins().icmp(int_condition(op), a.value, b.value);
            self.branch(holds, edges);
            if string || float {
                self.builder.switch_to_block(not_small);
            }
        }
        if string {
            let other = if float { self.cold_block() } else { slow };
            self.branch_on_strings(op, [a, b], edges, slow, other);
            if float {
                self.builder.switch_to_block(other);
            }
        }
        if float {
            // An integer and a float compare by their exact values.
            let x = self.number(a, Nearest::Exact, slow);
            let y = self.number(b, Nearest::Exact, slow);
            let holds = self.builder.ins().fcmp(float_condition(op), x, y);
            self.branch(holds, edges);
        } else if !(string || small) {
            self.builder.ins().jump(slow, &[]);
        }
        self.builder.switch_to_block(slow);
        let (a, b) = (self.boxed(a), self.boxed(b));
        self.compare_in_runtime(op, a, b, edges);
    }

    fn compare_in_runtime(&mut self, op: CompareOp, a: Value, b: Value, edges: &Edges) {
        let name = match op {
            CompareOp::Eq | CompareOp::Ne => "omg_eq",
            CompareOp::Lt => "omg_lt",
            CompareOp::Le => "omg_le",
            CompareOp::Gt => "omg_gt",
            CompareOp::Ge => "omg_ge",
        };
        let result = self.call_runtime(name, &[a, b]);
        let expected = if op == CompareOp::Ne { Word::FALSE } else { Word::TRUE };
        let holds = self.builder.ins().icmp_imm_s(IntCC::Equal, result, expected.0 as i64);
        self.branch(holds, edges);
    }

    fn branch_on_truth(&mut self, a: Operand, edges: &Edges) {
        if a.types.is(TypeSet::BOOL.union(TypeSet::NONE)) {
            let holds = self.builder.ins().icmp_imm_s(IntCC::Equal, a.value, Word::TRUE.0 as i64);
            return self.branch(holds, edges);
        }
        let odd = self.builder.create_block();
        if a.types.may_be(TypeSet::SMALL) {
            self.guard_small(&[a], odd);
            let holds = self.builder.ins().icmp_imm_s(IntCC::NotEqual, a.value, 0);
            self.branch(holds, edges);
        } else {
            self.builder.ins().jump(odd, &[]);
        }
        self.builder.switch_to_block(odd);
        let is_inline = self.length_offset(a.types.without(TypeSet::NOT_OBJECTS)).is_some();
        let object = if is_inline { self.next_block() } else { self.cold_block() };
        let constant = self.builder.create_block();
        let is_object = self.builder.ins().icmp_imm_s(IntCC::UnsignedGreaterThan, a.value, Word::LAST_CONSTANT as i64);
        self.builder.ins().brif(is_object, object, &[], constant, &[]);
        self.builder.switch_to_block(constant);
        let holds = self.builder.ins().icmp_imm_s(IntCC::Equal, a.value, Word::TRUE.0 as i64);
        self.branch(holds, edges);
        self.builder.switch_to_block(object);
        let objects = a.types.without(TypeSet::NOT_OBJECTS);
        let holds = match self.length_offset(objects) {
            Some(offset) => self.load(a.value, offset),
            None if objects.is(TypeSet::PROC) => self.int(1),
            None => self.call_runtime("omg_truthy", &[a.value]),
        };
        self.branch(holds, edges);
    }

    /// Where objects of one of these types have their length, if all have it at the same place.
    fn length_offset(&self, types: TypeSet) -> Option<i32> {
        let sized = [
            (TypeSet::LIST, layout::LIST_LEN),
            (TypeSet::DICT, layout::DICT_LEN),
            (TypeSet::STRING, layout::STRING_LEN),
        ];
        sized.iter().find(|(sized, _)| *sized == types).map(|(_, offset)| *offset)
    }
}

pub fn int_condition(op: CompareOp) -> IntCC {
    match op {
        CompareOp::Eq => IntCC::Equal,
        CompareOp::Ne => IntCC::NotEqual,
        CompareOp::Lt => IntCC::SignedLessThan,
        CompareOp::Le => IntCC::SignedLessThanOrEqual,
        CompareOp::Gt => IntCC::SignedGreaterThan,
        CompareOp::Ge => IntCC::SignedGreaterThanOrEqual,
    }
}

fn float_condition(op: CompareOp) -> FloatCC {
    match op {
        CompareOp::Eq => FloatCC::Equal,
        CompareOp::Ne => FloatCC::NotEqual,
        CompareOp::Lt => FloatCC::LessThan,
        CompareOp::Le => FloatCC::LessThanOrEqual,
        CompareOp::Gt => FloatCC::GreaterThan,
        CompareOp::Ge => FloatCC::GreaterThanOrEqual,
    }
}
