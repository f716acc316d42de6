//! Calls: procedures known and unknown, built-ins, module bodies, closures.

use cranelift_codegen::Context;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Signature, UserFuncName, Value, types};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_module::Module;
use omg_runtime::builtins::BUILTINS;
use omg_runtime::object::{ElementKind, Kind};

use super::function::{Callee, Operand, Translator};
use super::symbols::{Unit, tail_signature};
use super::{define, layout};
use crate::mir::{ModuleId, ProcId, ValueId};

/// States of a module, in its word of `omg_module_states`.
const STARTED: i64 = 1;
const DONE: i64 = 2;

impl Translator<'_, '_, '_> {
    /// The result of a call, as a tagged word.
    pub fn call_for_word(&mut self, proc: ProcId, closure: Option<Value>, args: &[ValueId]) -> Value {
        let result = self.call_proc(proc, closure, args);
        if self.unit.floats.returns_number(proc) { self.new_float(result) } else { result }
    }

    /// The result of a call, as the procedure gives it.
    pub fn call_proc(&mut self, proc: ProcId, closure: Option<Value>, args: &[ValueId]) -> Value {
        let func = self.unit.proc(proc);
        let func = self.func_ref(func);
        let args = self.machine_args(proc, closure, args);
        self.call_visibly(Callee::Known(func), &args).expect("procedures give a value")
    }

    pub fn tail_call(&mut self, proc: ProcId, closure: Option<Value>, args: &[ValueId]) {
        let func = self.unit.proc(proc);
        let func = self.func_ref(func);
        let args = self.machine_args(proc, closure, args);
        self.builder.ins().return_call(func, &args);
    }

    /// The closure, if there is one, and the arguments as the procedure takes them.
    fn machine_args(&mut self, proc: ProcId, closure: Option<Value>, args: &[ValueId]) -> Vec<Value> {
        let mut values = Vec::from_iter(closure);
        for (index, &arg) in args.iter().enumerate() {
            let takes_number = self.unit.floats.takes_number(proc, index);
            values.push(if takes_number { self.number_of(self.operand(arg)) } else { self.value(arg) });
        }
        values
    }

    /// `f(a)` for any value: a closure with the right number of parameters is called inline, the runtime does the rest.
    pub fn call_value(&mut self, callee: Operand, args: &[ValueId]) -> Value {
        let (slow, join) = (self.cold_block(), self.join_block());
        let (signature, code) = self.closure_code(callee, args.len(), slow);
        let signature = self.builder.import_signature(signature);
        let values: Vec<Value> = std::iter::once(callee.value).chain(self.args(args)).collect();
        let result = self.call_visibly(Callee::Code(signature, code), &values).expect("procedures give a value");
        self.jump_with(join, result);
        self.builder.switch_to_block(slow);
        let result = self.call_other(callee, args);
        self.jump_with(join, result);
        self.builder.switch_to_block(join);
        self.builder.block_params(join)[0]
    }

    pub fn tail_call_value(&mut self, callee: Operand, args: &[ValueId]) {
        let slow = self.cold_block();
        let (signature, code) = self.closure_code(callee, args.len(), slow);
        let signature = self.builder.import_signature(signature);
        let values: Vec<Value> = std::iter::once(callee.value).chain(self.args(args)).collect();
        self.builder.ins().return_call_indirect(signature, code, &values);
        self.builder.switch_to_block(slow);
        let result = self.call_other(callee, args);
        self.builder.ins().return_(&[result]);
    }

    /// The code of a closure and its signature; goes on at `slow` if the callee is none or takes another number.
    fn closure_code(
        &mut self,
        callee: Operand,
        count: usize,
        slow: cranelift_codegen::ir::Block,
    ) -> (Signature, Value) {
        self.guard_kind(callee, Kind::Closure, slow);
        let info = self.load(callee.value, layout::CLOSURE_INFO);
        let arity = self.load(info, layout::INFO_ARITY);
        self.guard(IntCC::Equal, arity, count as i64, slow);
        let code = self.load(callee.value, layout::CLOSURE_CODE);
        (tail_signature(1 + count), code)
    }

    fn call_other(&mut self, callee: Operand, args: &[ValueId]) -> Value {
        let array = self.array(args);
        let count = self.int(args.len() as i64);
        self.call_runtime("omg_call_other", &[callee.value, array, count])
    }

    pub fn call_builtin(&mut self, result: Option<ValueId>, builtin: u32, args: &[ValueId]) -> Value {
        let kind = result.map_or(ElementKind::Any, |list| self.unit.program.element_kind(self.proc, list));
        match (BUILTINS[builtin as usize].name, args) {
            ("length", [_]) => self.length(builtin, args),
            ("has_key", &[dict, key]) => self.has_key(self.operand(dict), self.operand(key)),
            ("chr", [_]) if self.unit.optimize => self.chr(builtin, args),
            ("ascii", [_]) if self.unit.optimize => self.ascii(builtin, args),
            ("list_repeat", &[value, count]) if kind != ElementKind::Any => {
                let kind = self.int(kind as i64);
                self.call_runtime("omg_list_repeat", &[self.value(value), self.value(count), kind])
            }
            _ => self.call_builtin_in_runtime(builtin, args),
        }
    }

    pub fn call_builtin_in_runtime(&mut self, builtin: u32, args: &[ValueId]) -> Value {
        self.call_builtin_with(builtin, &self.args(args))
    }

    /// The same with words as arguments.
    pub fn call_builtin_with(&mut self, builtin: u32, args: &[Value]) -> Value {
        let array = self.array_of(args);
        let builtin = self.unit.builtin(builtin);
        let builtin = self.symbol(builtin, 0);
        let count = self.int(args.len() as i64);
        self.call_runtime("omg_call_builtin", &[builtin, array, count])
    }

    pub fn make_closure(&mut self, proc: ProcId, captures: &[ValueId]) -> Value {
        let func = if captures.is_empty() { self.unit.value_entry(proc) } else { self.unit.proc(proc) };
        let func = self.func_ref(func);
        let code = self.builder.ins().func_addr(types::I64, func);
        self.new_closure(proc, code, captures)
    }

    /// Runs a module's body unless it ran; if it was started and did not end, its import raises.
    pub fn run_module(&mut self, module: ModuleId) {
        let state = self.symbol(self.unit.module_states, 8 * i64::from(module.0));
        let found = self.load(state, 0);
        let (not_done, done) = (self.cold_block(), self.builder.create_block());
        let is_done = self.builder.ins().icmp_imm_s(IntCC::Equal, found, DONE);
        self.builder.ins().brif(is_done, done, &[], not_done, &[]);

        self.builder.switch_to_block(not_done);
        let (run, failed) = (self.cold_block(), self.cold_block());
        self.builder.ins().brif(found, failed, &[], run, &[]);
        self.builder.switch_to_block(failed);
        let name = self.unit.program.modules[module.0 as usize].name.clone();
        let name = self.string(&name);
        self.call_entry("omg_error_import", &[name]);
        self.jump_to_raise();

        self.builder.switch_to_block(run);
        let started = self.int(STARTED);
        self.store(started, state, 0);
        let body = self.unit.program.modules[module.0 as usize].body;
        self.call_proc(body, None, &[]);
        let finished = self.int(DONE);
        self.store(finished, state, 0);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }
}

/// `omg_main`: what the runtime calls; runs the entry module's body. Errors never come back to it.
pub fn define_main(unit: &mut Unit, context: &mut Context, builder_context: &mut FunctionBuilderContext) {
    context.clear();
    context.func.signature = Signature::new(CallConv::SystemV);
    context.func.name = UserFuncName::user(0, unit.main.as_u32());
    let mut builder = FunctionBuilder::new(&mut context.func, builder_context);
    let block = builder.create_block();
    builder.switch_to_block(block);
    let body = unit.proc(unit.program.modules[0].body);
    let body = unit.module.declare_func_in_func(body, builder.func);
    builder.ins().call(body, &[]);
    builder.ins().return_(&[]);
    builder.seal_all_blocks();
    builder.finalize(unit.module.target_config());
    define(unit, unit.main, context, "omg_main");
}

/// The value entry of a procedure without captures, see [`Unit::value_entry`].
pub fn define_value_entry(
    unit: &mut Unit,
    proc: ProcId,
    context: &mut Context,
    builder_context: &mut FunctionBuilderContext,
) {
    let id = unit.value_entry(proc);
    context.clear();
    context.func.signature = tail_signature(1 + unit.program.proc(proc).params as usize);
    context.func.name = UserFuncName::user(0, id.as_u32());
    let mut builder = FunctionBuilder::new(&mut context.func, builder_context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let args = builder.block_params(block)[1..].to_vec();
    let target = unit.proc(proc);
    let target = unit.module.declare_func_in_func(target, builder.func);
    builder.ins().return_call(target, &args);
    builder.seal_all_blocks();
    builder.finalize(unit.module.target_config());
    define(unit, id, context, "value entry");
}
