//! The code of floats: the numbers of operands, and the operations whose result is certainly a float. The rules are the
//! runtime's. Everything that could raise or that needs more than 64 bits goes on in a cold block with its call.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Value, types};
use omg_runtime::builtins::BUILTINS;
use omg_runtime::object::Kind;

use super::arithmetic::runtime_name;
use super::function::{Operand, Translator};
use super::layout;
use crate::mir::{BinaryOp, Inst, Op, Target, Terminator, TypeSet, UnaryOp, ValueId};

/// Up to here all integers are floats too.
const EXACT: i64 = 1 << 53;

/// Which small integers count as the float next to them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Nearest {
    /// All: an integer that meets a float.
    Any,
    /// Those that are equal to it.
    Exact,
}

impl Translator<'_, '_, '_> {
    /// The code of an instruction that [gives a number](super::floats::Floats::gives_number), with the object if it is made here.
    pub fn number_inst(&mut self, inst: &Inst) {
        let id = inst.result.expect("it gives a number");
        let number = self.number_of_op(&inst.op);
        self.numbers[id.0 as usize] = Some(number);
        if !self.unboxed[id.0 as usize] {
            let object = self.new_float(number);
            self.values[id.0 as usize] = Some(object);
        }
    }

    fn number_of_op(&mut self, op: &Op) -> Value {
        match op {
            Op::Unary(op, a) => self.unary_number(*op, self.operand(*a)),
            Op::Binary(op, a, b) => self.binary_number(*op, self.operand(*a), self.operand(*b)),
            Op::Index(list, index) => self.index_number(self.operand(*list), self.operand(*index)),
            Op::Attribute(dict, key) => self.attribute_number(self.operand(*dict), key),
            Op::CallBuiltin(builtin, args) => self.builtin_number(*builtin, self.operand(args[0])),
            Op::Call(proc, args) => self.call_proc(*proc, None, args),
            Op::CallClosure(proc, closure, args) => self.call_proc(*proc, Some(self.value(*closure)), args),
            _ => unreachable!("not computed as a number"),
        }
    }

    fn unary_number(&mut self, op: UnaryOp, a: Operand) -> Value {
        let (slow, join) = (self.cold_block(), self.number_block());
        let x = self.float(a, slow);
        let result = if op == UnaryOp::Neg { self.builder.ins().fneg(x) } else { x };
        self.jump_with(join, result);
        let runtime = if op == UnaryOp::Neg { "omg_neg" } else { "omg_plus" };
        self.slow_number(slow, join, |this| {
            let a = this.boxed(a);
            this.call_runtime(runtime, &[a])
        })
    }

    fn binary_number(&mut self, op: BinaryOp, a: Operand, b: Operand) -> Value {
        let (slow, join) = (self.cold_block(), self.number_block());
        let result = self.float_operation(op, a, b, slow);
        self.jump_with(join, result);
        self.slow_number(slow, join, |this| {
            let (a, b) = (this.boxed(a), this.boxed(b));
            this.call_runtime(runtime_name(op), &[a, b])
        })
    }

    fn builtin_number(&mut self, builtin: u32, a: Operand) -> Value {
        let (slow, join) = (self.cold_block(), self.number_block());
        let x = self.number(a, Nearest::Any, slow);
        let result = match BUILTINS[builtin as usize].name {
            "abs" => self.builder.ins().fabs(x),
            "sqrt" => {
                let zero = self.builder.ins().f64const(0.0);
                let defined = self.builder.ins().fcmp(FloatCC::GreaterThanOrEqual, x, zero);
                self.continue_if(defined, slow);
                self.builder.ins().sqrt(x)
            }
            _ => x,
        };
        self.jump_with(join, result);
        self.slow_number(slow, join, |this| {
            let a = this.boxed(a);
            this.call_builtin_with(builtin, &[a])
        })
    }

    /// `+ - * /` of two numbers of which at least one is a float, or any two for `/` of edition 2026; goes on at `slow`
    /// if they are something else, or for a division by zero.
    pub fn float_operation(&mut self, op: BinaryOp, a: Operand, b: Operand, slow: Block) -> Value {
        // The quotient of two integers is rounded once.
        let integers = op == BinaryOp::Div2026 && a.types.may_be(TypeSet::SMALL) && b.types.may_be(TypeSet::SMALL);
        let nearest = if integers { Nearest::Exact } else { Nearest::Any };
        let x = self.number(a, nearest, slow);
        let y = self.number(b, nearest, slow);
        match op {
            BinaryOp::Add => self.builder.ins().fadd(x, y),
            BinaryOp::Sub => self.builder.ins().fsub(x, y),
            BinaryOp::Mul => self.builder.ins().fmul(x, y),
            _ => {
                let zero = self.builder.ins().f64const(0.0);
                let fine = self.builder.ins().fcmp(FloatCC::NotEqual, y, zero);
                self.continue_if(fine, slow);
                self.builder.ins().fdiv(x, y)
            }
        }
    }

    // Operands.

    /// The number of a float or a small integer; goes on at `slow` if the operand is something else.
    pub fn number(&mut self, a: Operand, nearest: Nearest, slow: Block) -> Value {
        if a.number.is_some() || !a.types.may_be(TypeSet::SMALL) {
            return self.float(a, slow);
        }
        if !a.types.may_be(TypeSet::FLOAT) {
            return self.small_number(a, nearest, slow);
        }
        let (no_object, join) = (self.cold_block(), self.number_block());
        self.guard_object(a, no_object);
        let object = Operand { types: a.types.without(TypeSet::NOT_OBJECTS), ..a };
        let x = self.float(object, slow);
        self.jump_with(join, x);
        self.builder.switch_to_block(no_object);
        let x = self.small_number(a, nearest, slow);
        self.jump_with(join, x);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    /// The number in a float object; goes on at `slow` if it is something else.
    pub fn float(&mut self, a: Operand, slow: Block) -> Value {
        if let Some(number) = a.number {
            return number;
        }
        if a.types != TypeSet::FLOAT {
            self.guard_kind(a, Kind::Float, slow);
        }
        self.load_number(a.value)
    }

    /// The number in what is certainly a float object.
    pub fn load_number(&mut self, float: Value) -> Value {
        self.builder.ins().load(types::F64, MemFlagsData::trusted(), float, layout::FLOAT_VALUE)
    }

    fn small_number(&mut self, a: Operand, nearest: Nearest, slow: Block) -> Value {
        self.guard_small(&[a], slow);
        let integer = self.untag(a.value);
        if nearest == Nearest::Exact {
            let from_lowest = self.builder.ins().iadd_imm_s(integer, EXACT);
            self.guard(IntCC::UnsignedLessThanOrEqual, from_lowest, 2 * EXACT, slow);
        }
        self.builder.ins().fcvt_from_sint(types::F64, integer)
    }

    /// The tagged word of an operand, made for this place if it has none.
    pub fn boxed(&mut self, a: Operand) -> Value {
        match a.number {
            Some(number) if a.value == number => self.call_entry("omg_float_new", &[number]).expect("gives the object"),
            _ => a.value,
        }
    }

    // Objects.

    /// Makes the objects that an instruction needs of floats without one.
    pub fn box_operands(&mut self, inst: &Inst) {
        let floats = self.unit.floats;
        floats.for_each_object(self.proc, inst, |id| self.ensure_object(id));
    }

    /// Makes the objects that the end of a block needs, and the block that it always goes on to.
    pub fn box_arguments(&mut self, terminator: &Terminator) {
        let floats = self.unit.floats;
        floats.for_each_object_at_end(self.proc.id, terminator, |id| self.ensure_object(id));
        if let Terminator::Jump(target) = terminator {
            self.box_block_arguments(target);
        }
    }

    /// Makes the objects that the parameters of a block need.
    pub fn box_block_arguments(&mut self, target: &Target) {
        for (&arg, &param) in target.args.iter().zip(&self.proc.block(target.block).params) {
            if self.lacks_object(arg, param) {
                self.ensure_object(arg);
            }
        }
    }

    /// Whether the block parameter takes an object that the argument does not have yet.
    pub fn lacks_object(&self, arg: ValueId, param: ValueId) -> bool {
        self.unboxed[arg.0 as usize] && !self.boxes.contains_key(&arg) && !self.unboxed[param.0 as usize]
    }

    pub fn ensure_object(&mut self, id: ValueId) {
        if self.unboxed[id.0 as usize] && !self.boxes.contains_key(&id) {
            let number = self.numbers[id.0 as usize].expect("definitions come before uses");
            let object = self.new_float(number);
            self.boxes.insert(id, object);
        }
    }

    /// The number of a value that is certainly a float.
    pub fn number_of(&mut self, a: Operand) -> Value {
        a.number.unwrap_or_else(|| self.load_number(a.value))
    }

    /// A value as the block parameter takes it: as a number, or as any other.
    pub fn argument(&mut self, arg: ValueId, param: ValueId) -> Value {
        if !self.unboxed[param.0 as usize] {
            return self.value(arg);
        }
        match self.numbers[arg.0 as usize] {
            Some(number) => number,
            None => self.load_number(self.value(arg)),
        }
    }

    // Control flow.

    /// A block that takes a number.
    pub fn number_block(&mut self) -> Block {
        let join = self.next_block();
        self.builder.append_block_param(join, types::F64);
        join
    }

    /// Fills the cold block with the general code, which gives a float object, and goes on in `join`; the number.
    pub fn slow_number(&mut self, slow: Block, join: Block, general: impl FnOnce(&mut Self) -> Value) -> Value {
        self.builder.switch_to_block(slow);
        let object = general(self);
        let number = self.load_number(object);
        self.builder.ins().jump(join, &[BlockArg::Value(number)]);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }
}
