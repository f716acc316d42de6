//! One MIR procedure → one CLIF function: blocks, values, terminators, errors. What single operations become is in
//! `arithmetic`, `numbers`, `compare`, `containers` and `calls`.

mod edges;
mod errors;

use std::collections::HashMap;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self, Block, BlockArg, FuncRef, Function, InstBuilder, MemFlagsData, SourceLoc, StackSlot, StackSlotData,
    StackSlotKind, TrapCode, UserFuncName, Value, types,
};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_module::{DataId, FuncId, Module};
use omg_runtime::entry::Repr as RuntimeRepr;
use omg_runtime::value::Value as Word;

use super::bounds::Bounds;
use super::symbols::{self, Unit};
use super::text_sums::Sums;
use super::traceback::{Location, Locations};
use super::{checked, layout};
use crate::mir::{
    self, BlockId, ClassId, Constant, Inst, Op, RaisedError, Repr, ScopeId, Target, Terminator, TypeSet, ValueId,
};
use crate::source::Span;

/// The namespace of the names of static data.
pub const DATA_NAMESPACE: u32 = 1;

/// A backend value together with what MIR knows about it.
#[derive(Clone, Copy)]
pub struct Operand {
    /// The tagged word; of a float without an object, its number.
    pub value: Value,
    pub types: TypeSet,
    /// It is certainly a small integer that is not negative.
    pub non_negative: bool,
    /// The class of the objects that it may be.
    pub class: Option<ClassId>,
    /// It is certain to be of these types only behind a check, see [`checked`].
    pub only_checked: bool,
    /// The number, if the value is a float of which it is known.
    pub number: Option<Value>,
}

/// For loads of what never changes, which may be done as soon as the address is known.
pub const CONSTANT: MemFlagsData = MemFlagsData::trusted().with_readonly().with_can_move();

/// Where the code of a condition goes on.
#[derive(Clone)]
pub struct Edges {
    pub then: (Block, Vec<BlockArg>),
    pub otherwise: (Block, Vec<BlockArg>),
    /// Both lead to this block, which takes whether the condition holds.
    pub join: Option<Block>,
}

/// The translation of one procedure.
pub struct Translator<'t, 'u, 'p> {
    pub builder: FunctionBuilder<'t>,
    pub unit: &'t mut Unit<'u>,
    pub proc: &'p mir::Proc,
    pub values: Vec<Option<Value>>,
    /// The numbers of the floats of which they are known.
    pub numbers: Vec<Option<Value>>,
    /// Floats that do not have their object from their definition on; none have without optimisation.
    pub unboxed: Vec<bool>,
    /// The values that are certain to be objects only behind a check; none without optimisation.
    only_checked: Vec<bool>,
    /// The objects that the current block made for them.
    pub boxes: HashMap<ValueId, Value>,
    /// The additions that join texts; none without optimisation.
    pub sums: Sums,
    /// The accesses of lists without a check of their bounds; none without optimisation.
    bounds: Bounds,
    /// The current access is one of them.
    pub is_within_bounds: bool,
    /// The ways of the current block's branch on which objects are made.
    edges: Vec<(Block, &'p Target)>,
    blocks: Vec<Block>,
    /// The running closure, in procedures with captures.
    closure: Option<Value>,
    slots: Vec<StackSlot>,
    /// Where arguments are laid out for runtime functions that take an array.
    array: Option<StackSlot>,
    func_refs: HashMap<FuncId, FuncRef>,
    symbols: HashMap<(DataId, i64), ir::GlobalValue>,
    /// Cold blocks that raise the stored error, one per place and handler.
    pub raise_blocks: HashMap<(Location, Option<BlockId>), Block>,
    /// The handler of the block that is being translated.
    pub handler: Option<BlockId>,
    pub location: Location,
    locations: Locations,
}

/// Fills `func` with the code of `proc`. Gives the locations that source locations in the code are numbers of.
pub fn translate(
    unit: &mut Unit,
    proc: &mir::Proc,
    func: &mut Function,
    context: &mut FunctionBuilderContext,
) -> Locations {
    func.signature = symbols::signature(proc, unit.floats);
    func.name = UserFuncName::user(0, unit.proc(proc.id).as_u32());
    let mut builder = FunctionBuilder::new(func, context);
    let blocks = proc.blocks.iter().map(|_| builder.create_block()).collect();
    let slot = |size| StackSlotData::new(StackSlotKind::ExplicitSlot, size, 3);
    let slots = (0..proc.slots).map(|_| builder.create_sized_stack_slot(slot(8))).collect();
    let array_len = proc.blocks.iter().flat_map(|b| &b.insts).map(|inst| array_len(&inst.op)).max().unwrap_or(0);
    let array_len = proc.blocks.iter().map(|b| tail_array_len(&b.terminator)).max().unwrap_or(0).max(array_len);
    let sums = if unit.optimize { Sums::of(proc) } else { Sums::default() };
    let array_len = array_len.max(sums.longest());
    let array = (array_len > 0).then(|| builder.create_sized_stack_slot(slot(8 * array_len as u32)));
    let translator = Translator {
        builder,
        values: vec![None; proc.values.len()],
        numbers: vec![None; proc.values.len()],
        unboxed: vec![false; proc.values.len()],
        only_checked: vec![false; proc.values.len()],
        boxes: HashMap::new(),
        sums,
        bounds: Bounds::default(),
        is_within_bounds: false,
        edges: Vec::new(),
        blocks,
        closure: None,
        slots,
        array,
        func_refs: HashMap::new(),
        symbols: HashMap::new(),
        raise_blocks: HashMap::new(),
        handler: None,
        location: Location { line: unit.line(proc.span), scope: None },
        locations: Locations::default(),
        unit,
        proc,
    };
    translator.run()
}

/// How many words of the array slot an operation needs.
fn array_len(op: &Op) -> usize {
    match op {
        Op::List(values) | Op::Dict(_, values) | Op::Namespace(_, values) | Op::Closure(_, values) => values.len(),
        Op::CallValue(_, args) | Op::CallBuiltin(_, args) => args.len(),
        _ => 0,
    }
}

fn tail_array_len(terminator: &Terminator) -> usize {
    if let Terminator::TailCallValue { args, .. } = terminator { args.len() } else { 0 }
}

impl<'p> Translator<'_, '_, 'p> {
    fn run(mut self) -> Locations {
        // Locations are kept relative to the first one, and the line before it would read as no location at all.
        self.builder.func.params.ensure_base_srcloc(SourceLoc::new(0));
        self.locate_code();
        let order = self.reverse_postorder();
        let uses = self.count_uses(&order);
        if self.unit.optimize {
            self.unboxed = self.unit.floats.unboxed(self.proc, &order);
        }
        self.prologue();
        if self.unit.optimize {
            self.only_checked = checked::only_checked(self.proc);
            self.bounds = Bounds::of(&self.unit.effects, self.proc, &order);
        }
        for &id in &order {
            self.block(id, &uses);
        }
        self.fill_raise_blocks();
        self.builder.seal_all_blocks();
        let config = self.unit.module.target_config();
        self.builder.finalize(config);
        self.locations
    }

    /// Binds the parameters, checks the stack, initialises slots, jumps to the entry block.
    fn prologue(&mut self) {
        let start = self.builder.create_block();
        self.builder.append_block_params_for_function_params(start);
        self.builder.switch_to_block(start);
        let mut params = self.builder.block_params(start).to_vec();
        if self.proc.captures > 0 {
            self.closure = Some(params.remove(0));
        }
        if !self.unit.effects.is_shallow(self.proc.id) {
            self.check_stack();
        }
        for slot in self.slots.clone() {
            let unset = self.word(Word::UNSET);
            self.builder.ins().stack_store(types::I64, unset, slot, 0);
        }
        let entry = self.blocks[0];
        let args = params.into_iter().enumerate().map(|(index, param)| BlockArg::Value(self.parameter(index, param)));
        let args: Vec<BlockArg> = args.collect();
        self.builder.ins().jump(entry, &args);
    }

    /// A parameter of the machine as the entry block takes it.
    fn parameter(&mut self, index: usize, param: Value) -> Value {
        let id = self.proc.blocks[0].params[index];
        if !self.unit.floats.takes_number(self.proc.id, index) || self.unboxed[id.0 as usize] {
            return param;
        }
        self.numbers[id.0 as usize] = Some(param);
        self.new_float(param)
    }

    /// Raises RecursionError when the stack pointer is below the limit.
    fn check_stack(&mut self) {
        let sp = self.builder.ins().get_stack_pointer(types::I64);
        let limit = self.symbol(self.unit.stack_limit(), 0);
        let limit = self.builder.ins().load(types::I64, MemFlagsData::trusted(), limit, 0);
        let overflow = self.builder.ins().icmp(IntCC::UnsignedLessThan, sp, limit);
        let (full, fine) = (self.cold_block(), self.builder.create_block());
        self.builder.ins().brif(overflow, full, &[], fine, &[]);
        self.builder.switch_to_block(full);
        self.call_entry("omg_error_recursion", &[]);
        // Without a location, and so without a row in the table: the error belongs to the call, not to this procedure.
        let raise = self.unit.raise();
        let raise = self.func_ref(raise);
        self.builder.ins().call(raise, &[]);
        self.builder.ins().trap(unreachable_code());
        self.builder.switch_to_block(fine);
    }

    fn block(&mut self, id: BlockId, uses: &[u32]) {
        let block = self.proc.block(id);
        let clif = self.blocks[id.0 as usize];
        for &param in &block.params {
            let is_number = self.unboxed[param.0 as usize];
            let ty = if is_number { types::F64 } else { clif_type(self.proc.repr(param)) };
            let value = self.builder.append_block_param(clif, ty);
            if is_number {
                self.numbers[param.0 as usize] = Some(value);
            } else {
                self.values[param.0 as usize] = Some(value);
            }
        }
        self.boxes.clear();
        self.builder.switch_to_block(clif);
        self.handler = block.handler;
        let fused = fused_condition(block, uses);
        let plain = if fused.is_some() { &block.insts[..block.insts.len() - 1] } else { &block.insts[..] };
        for (at, inst) in plain.iter().enumerate() {
            self.at(inst.span, inst.scope);
            self.is_within_bounds = self.bounds.holds(id, at);
            self.inst(inst);
        }
        if let (Some(inst), Terminator::Branch { then, otherwise, .. }) = (fused, &block.terminator) {
            self.at(inst.span, inst.scope);
            self.box_operands(inst);
            self.box_arguments(&block.terminator);
            let edges = self.branch_edges(then, otherwise);
            self.branch_on(&inst.op, edges);
        } else {
            self.box_arguments(&block.terminator);
            self.terminator(block);
        }
        self.fill_edges();
    }

    fn inst(&mut self, inst: &Inst) {
        if self.text_sum(inst) {
            return;
        }
        self.box_operands(inst);
        if self.unit.optimize && self.unit.floats.gives_number(self.proc, inst) {
            return self.number_inst(inst);
        }
        let result = self.op(inst);
        if let Some(id) = inst.result {
            let result = result.expect("an operation with a result gives one");
            self.values[id.0 as usize] = Some(result);
            if self.unit.optimize && self.proc.repr(id) == Repr::Tagged && self.proc.types(id) == TypeSet::FLOAT {
                self.numbers[id.0 as usize] = Some(match inst.op {
                    Op::Const(Constant::Float(number)) => self.builder.ins().f64const(number),
                    _ => self.load_number(result),
                });
            }
        }
    }

    /// The code of an operation; its result, if it has one.
    fn op(&mut self, inst: &Inst) -> Option<Value> {
        let types = inst.result.map_or(TypeSet::EMPTY, |result| self.proc.types(result));
        Some(match &inst.op {
            Op::Const(constant) => self.constant(constant),
            Op::Unary(op, a) => self.unary(*op, self.operand(*a)),
            Op::Binary(op, a, b) => self.binary(*op, self.operand(*a), self.operand(*b), types),
            Op::Compare(..) | Op::Truthy(_) | Op::IsUnset(_) | Op::IsSmall(_) => self.condition(&inst.op),
            Op::Select(condition, a, b) => {
                let [condition, a, b] = [condition, a, b].map(|&operand| self.value(operand));
                self.builder.ins().select(condition, a, b)
            }
            Op::BoolValue(a) => self.bool_value(self.value(*a)),
            Op::CheckSet(a, name) => self.check_set(self.value(*a), name),
            Op::List(values) => self.list(inst.result, values),
            Op::Dict(keys, values) => self.dict(inst.result, keys, values),
            Op::Namespace(keys, values) => self.namespace(keys, values),
            Op::Index(object, index) => self.index(self.operand(*object), self.operand(*index)),
            Op::SetIndex(object, index, value) => {
                self.set_index(self.operand(*object), self.operand(*index), self.operand(*value));
                return None;
            }
            Op::Slice { object, start, end, in_place } => self.slice(*object, *start, *end, *in_place),
            Op::Attribute(object, name) => self.attribute(self.operand(*object), name),
            Op::SetAttribute(object, name, value) => {
                self.set_attribute(self.operand(*object), name, self.operand(*value));
                return None;
            }
            Op::Append { object, element, in_place } => {
                self.append(self.operand(*object), self.operand(*element), *in_place)
            }
            Op::MarkShared(a) => {
                self.mark_shared(self.operand(*a));
                return None;
            }
            Op::GlobalGet(global) => {
                let address = self.symbol(self.unit.globals, 8 * i64::from(global.0));
                self.load(address, 0)
            }
            Op::GlobalSet(global, value) => {
                let address = self.symbol(self.unit.globals, 8 * i64::from(global.0));
                self.store(self.value(*value), address, 0);
                return None;
            }
            Op::SlotGet(slot) => self.builder.ins().stack_load(types::I64, types::I64, self.slots[slot.0 as usize], 0),
            Op::SlotSet(slot, value) => {
                let (value, slot) = (self.value(*value), self.slots[slot.0 as usize]);
                self.builder.ins().stack_store(types::I64, value, slot, 0);
                return None;
            }
            Op::Closure(proc, captures) => self.make_closure(*proc, captures),
            Op::SelfClosure => self.closure.expect("only procedures with captures refer to their closure"),
            Op::CapturedOf(_, closure, slot) => {
                self.load_constant_of(self.operand(*closure), layout::CLOSURE_CAPTURES + 8 * *slot as i32)
            }
            Op::Captured(slot) => {
                let closure = self.closure.expect("only procedures with captures have captured values");
                self.load_constant(closure, layout::CLOSURE_CAPTURES + 8 * *slot as i32)
            }
            Op::CellNew(value) => self.new_cell(self.value(*value)),
            Op::CellGet(cell) => self.load(self.value(*cell), layout::CELL_VALUE),
            Op::CellSet(cell, value) => {
                self.store(self.value(*value), self.value(*cell), layout::CELL_VALUE);
                return None;
            }
            Op::Call(proc, args) => self.call_for_word(*proc, None, args),
            Op::CallClosure(proc, closure, args) => self.call_for_word(*proc, Some(self.value(*closure)), args),
            Op::CallValue(callee, args) => self.call_value(self.operand(*callee), args),
            Op::CallBuiltin(builtin, args) => self.call_builtin(inst.result, *builtin, args),
            Op::RunModule(module) => {
                self.run_module(*module);
                return None;
            }
            Op::Emit(value) => {
                self.call_entry("omg_emit", &[self.value(*value)]);
                return None;
            }
        })
    }

    fn terminator(&mut self, block: &'p mir::Block) {
        match &block.terminator {
            Terminator::Jump(target) => {
                let (block, args) = self.edge(target);
                self.builder.ins().jump(block, &args);
            }
            Terminator::Branch { condition, then, otherwise } => {
                let condition = self.value(*condition);
                let edges = self.branch_edges(then, otherwise);
                self.branch(condition, &edges);
            }
            Terminator::Return(value) => {
                let is_number = self.unit.floats.returns_number(self.proc.id);
                let value = if is_number { self.number_of(self.operand(*value)) } else { self.value(*value) };
                self.builder.ins().return_(&[value]);
            }
            Terminator::TailCall { proc, args, span } => {
                self.at(*span, block.scope);
                self.tail_call(*proc, None, args);
            }
            Terminator::TailCallClosure { proc, closure, args, span } => {
                self.at(*span, block.scope);
                self.tail_call(*proc, Some(self.value(*closure)), args);
            }
            Terminator::TailCallValue { callee, args, span } => {
                self.at(*span, block.scope);
                self.tail_call_value(self.operand(*callee), args);
            }
            Terminator::Raise { error, span } => {
                self.at(*span, block.scope);
                self.raise(error);
            }
            Terminator::Unreachable => {
                self.builder.ins().trap(unreachable_code());
            }
        }
    }

    fn check_set(&mut self, value: Value, name: &mir::Name) -> Value {
        let unset = self.builder.ins().icmp_imm_s(IntCC::Equal, value, Word::UNSET.0 as i64);
        let (missing, fine) = (self.cold_block(), self.builder.create_block());
        self.builder.ins().brif(unset, missing, &[], fine, &[]);
        self.builder.switch_to_block(missing);
        self.raise(&RaisedError::Unset(name.clone()));
        self.builder.switch_to_block(fine);
        value
    }

    /// Calls a runtime function of the table. If it may raise, code that raises follows.
    pub fn call_runtime(&mut self, name: &'static str, args: &[Value]) -> Value {
        let result = self.call_entry(name, args).expect("a runtime function with a result");
        if self.unit.entry_point(name).1.raises {
            self.check_raised(result);
        }
        result
    }

    /// Raises if a runtime function said so.
    pub fn check_raised(&mut self, result: Value) {
        let raised = self.builder.ins().icmp_imm_s(IntCC::Equal, result, Word::RAISED.0 as i64);
        let (raise, fine) = (self.raise_block(), self.next_block());
        self.builder.ins().brif(raised, raise, &[], fine, &[]);
        self.builder.switch_to_block(fine);
    }

    /// Calls a runtime function of the table, without a look at what it returns.
    pub fn call_entry(&mut self, name: &'static str, args: &[Value]) -> Option<Value> {
        let current = self.builder.current_block().expect("code is being added to a block");
        if self.unit.optimize && self.builder.func.layout.is_cold(current) {
            return self.call_entry_rarely(name, args);
        }
        let (func, row) = self.unit.entry_point(name);
        debug_assert_eq!(row.params.len(), args.len(), "{name}");
        let func = self.func_ref(func);
        let call = self.builder.ins().call(func, args);
        (row.result != RuntimeRepr::Unit).then(|| self.builder.inst_results(call)[0])
    }

    /// The same in a cold block: the call preserves all registers, so that code around it can keep its values there.
    fn call_entry_rarely(&mut self, name: &'static str, args: &[Value]) -> Option<Value> {
        let (func, row) = self.unit.cold_entry_point(name);
        debug_assert_eq!(row.params.len(), args.len(), "{name}");
        let func = self.func_ref(func);
        self.builder.ins().call(func, args);
        (row.result != RuntimeRepr::Unit).then(|| {
            debug_assert!(row.result != RuntimeRepr::F64, "{name}");
            let result = self.symbol(self.unit.cold_result(), 0);
            self.load(result, 0)
        })
    }

    // Values.

    pub fn value(&self, id: ValueId) -> Value {
        let known = self.values[id.0 as usize].or_else(|| self.boxes.get(&id).copied());
        known.expect("definitions come before uses, and objects of floats are made first")
    }

    pub fn operand(&self, id: ValueId) -> Operand {
        let number = self.numbers[id.0 as usize];
        let object = self.values[id.0 as usize].or_else(|| self.boxes.get(&id).copied());
        let value = object.or(number).expect("definitions come before uses");
        let only_checked = self.only_checked[id.0 as usize];
        Operand {
            value,
            types: self.proc.types(id),
            non_negative: self.proc.is_non_negative(id),
            class: self.proc.class(id),
            only_checked,
            number,
        }
    }

    pub fn args(&self, ids: &[ValueId]) -> Vec<Value> {
        ids.iter().map(|&id| self.value(id)).collect()
    }

    pub fn int(&mut self, n: i64) -> Value {
        self.builder.ins().iconst(types::I64, n)
    }

    pub fn word(&mut self, word: Word) -> Value {
        self.int(word.0 as i64)
    }

    pub fn load(&mut self, address: Value, offset: i32) -> Value {
        self.builder.ins().load(types::I64, MemFlagsData::trusted(), address, offset)
    }

    /// Loads what never changes once the object is there. The load may be done as soon as the address is known.
    pub fn load_constant(&mut self, address: Value, offset: i32) -> Value {
        self.builder.ins().load(types::I64, CONSTANT, address, offset)
    }

    /// The same for a value that is certainly an object with such a field.
    pub fn load_constant_of(&mut self, object: Operand, offset: i32) -> Value {
        match object.only_checked {
            true => self.load(object.value, offset),
            false => self.load_constant(object.value, offset),
        }
    }

    pub fn store(&mut self, value: Value, address: Value, offset: i32) {
        self.builder.ins().store(MemFlagsData::trusted(), value, address, offset);
    }

    /// Lays values out in the array slot; its address.
    pub fn array(&mut self, ids: &[ValueId]) -> Value {
        self.array_of(&self.args(ids))
    }

    /// The same for words.
    pub fn array_of(&mut self, values: &[Value]) -> Value {
        let Some(slot) = self.array else { return self.int(0) };
        for (i, &value) in values.iter().enumerate() {
            let value = self.near(value);
            self.builder.ins().stack_store(types::I64, value, slot, 8 * i as i32);
        }
        self.builder.ins().stack_addr(types::I64, slot, 0)
    }

    /// The value, taken anew if it is an address of static data: a literal of ten thousand floats would otherwise keep all of
    /// them in registers and spill slots at once, and their allocation take minutes.
    fn near(&mut self, value: Value) -> Value {
        match self.global_of(value) {
            Some(global) => self.builder.ins().symbol_value(types::I64, global),
            None => value,
        }
    }

    /// The symbol whose address the value is.
    pub fn global_of(&self, value: Value) -> Option<ir::GlobalValue> {
        use cranelift_codegen::ir::{InstructionData, Opcode, ValueDef};
        let ValueDef::Result(inst, _) = self.builder.func.dfg.value_def(value) else { return None };
        match self.builder.func.dfg.insts[inst] {
            InstructionData::UnaryGlobalValue { opcode: Opcode::SymbolValue, global_value } => Some(global_value),
            _ => None,
        }
    }

    // Symbols.

    pub fn func_ref(&mut self, func: FuncId) -> FuncRef {
        if let Some(&found) = self.func_refs.get(&func) {
            return found;
        }
        let found = self.unit.module.declare_func_in_func(func, self.builder.func);
        // Everything ends up in one static executable: no table of addresses is needed between.
        self.builder.func.dfg.ext_funcs[found].colocated = true;
        self.func_refs.insert(func, found);
        found
    }

    /// The address of static data plus an offset.
    pub fn symbol(&mut self, data: DataId, offset: i64) -> Value {
        let builder = &mut self.builder;
        let global = *self.symbols.entry((data, offset)).or_insert_with(|| {
            let name = ir::UserExternalName { namespace: DATA_NAMESPACE, index: data.as_u32() };
            let name = builder.func.declare_imported_user_function(name);
            builder.func.create_global_value(ir::GlobalValueData::Symbol {
                name: ir::ExternalName::user(name),
                offset: offset.into(),
                colocated: true,
                tls: false,
            })
        });
        self.builder.ins().symbol_value(types::I64, global)
    }

    /// The tagged word of a static object.
    pub fn object(&mut self, data: DataId) -> Value {
        self.symbol(data, 1)
    }

    pub fn string(&mut self, text: &mir::Name) -> Value {
        let (data, offset) = self.unit.string(text);
        self.symbol(data, offset + 1)
    }

    // Control flow.

    /// A block that the current one goes on to: as cold as it is.
    pub fn next_block(&mut self) -> Block {
        let current = self.builder.current_block().expect("code is being added to a block");
        if self.builder.func.layout.is_cold(current) { self.cold_block() } else { self.builder.create_block() }
    }

    /// A block that is rarely run; its code is laid out behind all other.
    pub fn cold_block(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        block
    }

    pub fn branch(&mut self, condition: Value, edges: &Edges) {
        if let Some(join) = edges.join {
            let is_flag = self.builder.func.dfg.value_type(condition) == types::I8;
            let holds = if is_flag { condition } else { self.builder.ins().icmp_imm_s(IntCC::NotEqual, condition, 0) };
            return self.jump_with(join, holds);
        }
        let (then, otherwise) = (&edges.then, &edges.otherwise);
        self.builder.ins().brif(condition, then.0, &then.1, otherwise.0, &otherwise.1);
    }

    fn at(&mut self, span: Span, scope: Option<ScopeId>) {
        self.location = Location { line: self.unit.line(span), scope };
        self.locate_code();
    }

    /// The code that follows is at the current location, which no traceback shows.
    fn locate_code(&mut self) {
        let number = match self.unit.lists_code {
            true => self.locations.number_in_listings(self.location),
            false => SourceLoc::default(),
        };
        self.builder.set_srcloc(number);
    }

    fn reverse_postorder(&self) -> Vec<BlockId> {
        let mut order = Vec::new();
        let mut seen = vec![false; self.proc.blocks.len()];
        let mut stack = vec![(BlockId(0), false)];
        while let Some((id, done)) = stack.pop() {
            if done {
                order.push(id);
                continue;
            }
            if std::mem::replace(&mut seen[id.0 as usize], true) {
                continue;
            }
            stack.push((id, true));
            let block = self.proc.block(id);
            let mut successors: Vec<BlockId> = block.handler.into_iter().collect();
            match &block.terminator {
                Terminator::Jump(target) => successors.push(target.block),
                Terminator::Branch { then, otherwise, .. } => successors.extend([otherwise.block, then.block]),
                _ => {}
            }
            stack.extend(successors.into_iter().map(|s| (s, false)));
        }
        order.reverse();
        order
    }

    /// How often each value is an operand.
    fn count_uses(&self, order: &[BlockId]) -> Vec<u32> {
        let mut uses = vec![0; self.proc.values.len()];
        for &id in order {
            let block = self.proc.block(id);
            for inst in &block.insts {
                mir::op_info::for_each_operand(&inst.op, |v| uses[v.0 as usize] += 1);
            }
            block.terminator.for_each_operand(|v| uses[v.0 as usize] += 1);
        }
        uses
    }
}

/// What a visible call goes to.
#[derive(Clone, Copy)]
pub enum Callee {
    Known(FuncRef),
    /// Code at an address.
    Code(ir::SigRef, Value),
}

/// The last instruction of a block, if it is a condition that the terminator alone branches on.
fn fused_condition<'b>(block: &'b mir::Block, uses: &[u32]) -> Option<&'b Inst> {
    let last = block.insts.last()?;
    let Terminator::Branch { condition, .. } = &block.terminator else { return None };
    let is_condition = matches!(last.op, Op::Compare(..) | Op::Truthy(_) | Op::IsUnset(_) | Op::IsSmall(_));
    (is_condition && last.result == Some(*condition) && uses[condition.0 as usize] == 1).then_some(last)
}

fn clif_type(repr: Repr) -> ir::Type {
    match repr {
        Repr::Tagged => types::I64,
        Repr::Bool => types::I8,
    }
}

pub fn unreachable_code() -> TrapCode {
    TrapCode::unwrap_user(1)
}
