//! Floats that have no object. Where a value is certainly a float, optimised code computes with its number; the object is
//! made only where one is needed, and for many values that is nowhere.
//!
//! A float has its object from its definition on if it is needed in the same block or in a deeper loop. Otherwise each
//! block that needs one makes it, and so does the way to a block that takes an object: mostly one behind the loop that
//! computes the number.
//!
//! Procedures whose values nobody has are called directly alone; these take and give floats as numbers.

use omg_runtime::builtins::BUILTINS;
use omg_runtime::object::ElementKind;

use crate::mir::{
    self, BinaryOp, BlockId, Constant, Inst, Op, Proc, ProcId, Program, Repr, Terminator, TypeSet, UnaryOp, ValueId,
    loops, op_info,
};

/// What a program's code does without objects of floats.
pub struct Floats<'p> {
    program: &'p Program,
    /// Indexed by [`ProcId`].
    conventions: Vec<Convention>,
}

/// How a procedure takes and gives floats.
#[derive(Clone, Default)]
struct Convention {
    /// By parameter: it is a number.
    params: Vec<bool>,
    /// The result is a number.
    result: bool,
}

impl<'p> Floats<'p> {
    /// For optimised code.
    pub fn of(program: &'p Program) -> Floats<'p> {
        Floats { program, conventions: conventions(program) }
    }

    /// All floats have objects.
    pub fn unoptimized(program: &'p Program) -> Floats<'p> {
        Floats { program, conventions: vec![Convention::default(); program.procs.len()] }
    }

    /// Whether the procedure takes its parameter number `index` as a number.
    pub fn takes_number(&self, proc: ProcId, index: usize) -> bool {
        self.conventions[proc.0 as usize].params.get(index).is_some_and(|&is_number| is_number)
    }

    /// Whether the procedure gives a number.
    pub fn returns_number(&self, proc: ProcId) -> bool {
        self.conventions[proc.0 as usize].result
    }

    /// Whether the instruction's result is certainly a float and is computed as a number.
    pub fn gives_number(&self, proc: &Proc, inst: &Inst) -> bool {
        let Some(result) = inst.result else { return false };
        is_float(proc, result)
            && match &inst.op {
                Op::Binary(op, ..) => computes_with_floats(*op),
                Op::Unary(op, _) => *op != UnaryOp::BitNot,
                Op::Index(list, _) => self.program.element_kind(proc, *list) == ElementKind::Float,
                Op::Attribute(dict, key) => self.is_in_place(proc, *dict, key),
                Op::Call(callee, _) | Op::CallClosure(callee, ..) => self.returns_number(*callee),
                Op::CallBuiltin(builtin, args) => match (BUILTINS[*builtin as usize].name, &args[..]) {
                    ("sqrt" | "float", [a]) => proc.types(*a).may_be(TypeSet::SMALL.union(TypeSet::FLOAT)),
                    ("abs", [a]) => is_float(proc, *a),
                    _ => false,
                },
                _ => false,
            }
    }

    fn is_in_place(&self, proc: &Proc, dict: ValueId, key: &mir::Name) -> bool {
        self.program.field(proc, dict, key).is_some_and(|(_, field)| field.in_place)
    }

    /// Calls `f` with the operands that have to be objects if they are floats. For the others the code makes the object
    /// itself where it needs one.
    pub fn for_each_object(&self, proc: &Proc, inst: &Inst, f: impl FnMut(ValueId)) {
        let takes_numbers = match &inst.op {
            Op::Binary(op, ..) => computes_with_floats(*op),
            Op::Unary(op, _) => *op != UnaryOp::BitNot,
            Op::Compare(..) | Op::MarkShared(_) => true,
            Op::List(_) => inst.result.is_some_and(|list| self.program.element_kind(proc, list) == ElementKind::Float),
            Op::Append { object, .. } | Op::SetIndex(object, ..) => {
                self.program.element_kind(proc, *object) == ElementKind::Float
            }
            Op::SetAttribute(dict, key, _) => self.is_in_place(proc, *dict, key),
            Op::CallBuiltin(..) => self.gives_number(proc, inst),
            Op::Call(callee, args) | Op::CallClosure(callee, _, args) => {
                return self.object_args(*callee, args).for_each(f);
            }
            _ => false,
        };
        if !takes_numbers {
            op_info::for_each_operand(&inst.op, f);
        }
    }

    /// The same for the end of a block; arguments of blocks are left out.
    pub fn for_each_object_at_end(&self, proc: ProcId, terminator: &Terminator, f: impl FnMut(ValueId)) {
        match terminator {
            Terminator::Return(_) if self.returns_number(proc) => {}
            Terminator::TailCall { proc: callee, args, .. }
            | Terminator::TailCallClosure { proc: callee, args, .. } => self.object_args(*callee, args).for_each(f),
            _ => terminator.for_each_own_operand(f),
        }
    }

    /// The arguments that a procedure does not take as numbers.
    fn object_args(&self, callee: ProcId, args: &[ValueId]) -> impl Iterator<Item = ValueId> {
        args.iter().enumerate().filter(move |(index, _)| !self.takes_number(callee, *index)).map(|(_, &arg)| arg)
    }

    /// For each value whether it is a float that does not have its object from its definition on. `order`: the blocks that
    /// are translated, in reverse postorder.
    pub fn unboxed(&self, proc: &Proc, order: &[BlockId]) -> Vec<bool> {
        let homes = self.homes(proc, order);
        let mut unboxed: Vec<bool> = homes.iter().map(Option::is_some).collect();
        if !unboxed.contains(&true) {
            return unboxed;
        }
        let depths = loops::depths(proc, order);
        let uses = self.uses(proc, order);
        let is_deeper = |block: BlockId, home: BlockId| depths[block.0 as usize] > depths[home.0 as usize];
        loop {
            let mut changed = false;
            let mut give_object = |unboxed: &mut Vec<bool>, value: ValueId| {
                changed |= std::mem::replace(&mut unboxed[value.0 as usize], false);
            };
            for &(value, block) in &uses.objects {
                if homes[value.0 as usize].is_some_and(|home| home == block || is_deeper(block, home)) {
                    give_object(&mut unboxed, value);
                }
            }
            for &(arg, param, block) in &uses.args {
                if !is_float(proc, arg) {
                    give_object(&mut unboxed, param);
                }
                if !unboxed[param.0 as usize] && homes[arg.0 as usize].is_some_and(|home| is_deeper(block, home)) {
                    give_object(&mut unboxed, arg);
                }
            }
            if !changed {
                return unboxed;
            }
        }
    }

    /// The block of each value that may go without an object: results that are computed as numbers, parameters that the
    /// procedure takes as numbers, and parameters of blocks that are only jumped to.
    fn homes(&self, proc: &Proc, order: &[BlockId]) -> Vec<Option<BlockId>> {
        let mut homes = vec![None; proc.values.len()];
        let mut is_handler = vec![false; proc.blocks.len()];
        for handler in order.iter().filter_map(|&id| proc.block(id).handler) {
            is_handler[handler.0 as usize] = true;
        }
        for &id in order {
            let block = proc.block(id);
            let takes_number = |&(index, &param): &(usize, &ValueId)| match id {
                BlockId(0) => self.takes_number(proc.id, index),
                _ => !is_handler[id.0 as usize] && is_float(proc, param),
            };
            let params = block.params.iter().enumerate().filter(takes_number).map(|(_, &param)| param);
            let results = block.insts.iter().filter(|inst| self.gives_number(proc, inst));
            for value in params.chain(results.filter_map(|inst| inst.result)) {
                homes[value.0 as usize] = Some(id);
            }
        }
        homes
    }

    fn uses(&self, proc: &Proc, order: &[BlockId]) -> Uses {
        let mut uses = Uses::default();
        for &id in order {
            let block = proc.block(id);
            for inst in &block.insts {
                self.for_each_object(proc, inst, |value| uses.objects.push((value, id)));
            }
            self.for_each_object_at_end(proc.id, &block.terminator, |value| uses.objects.push((value, id)));
            uses.args.extend(block_args(proc, &block.terminator).map(|(arg, param, _)| (arg, param, id)));
        }
        uses
    }
}

/// Which procedures take and give numbers. A tail call gives what its callee does, so both are the same.
fn conventions(program: &Program) -> Vec<Convention> {
    let is_value = values(program);
    let mut conventions = vec![Convention::default(); program.procs.len()];
    for proc in program.procs.iter().flatten().filter(|proc| !is_value[proc.id.0 as usize]) {
        let convention = &mut conventions[proc.id.0 as usize];
        convention.params = proc.blocks[0].params.iter().map(|&param| is_float(proc, param)).collect();
        let mut returned = proc.blocks.iter().filter_map(|block| match block.terminator {
            Terminator::Return(value) => Some(is_float(proc, value)),
            Terminator::TailCallValue { .. } => Some(false),
            _ => None,
        });
        convention.result = returned.all(|is_float| is_float);
    }
    for module in &program.modules {
        conventions[module.body.0 as usize] = Convention::default();
    }
    let mut neighbours = vec![Vec::new(); program.procs.len()];
    for (caller, callee) in program.procs.iter().flatten().flat_map(tail_calls) {
        neighbours[caller.0 as usize].push(callee.0 as usize);
        neighbours[callee.0 as usize].push(caller.0 as usize);
    }
    let mut work: Vec<usize> = (0..conventions.len()).filter(|&proc| !conventions[proc].result).collect();
    while let Some(proc) = work.pop() {
        for &neighbour in &neighbours[proc] {
            if std::mem::replace(&mut conventions[neighbour].result, false) {
                work.push(neighbour);
            }
        }
    }
    conventions
}

/// By procedure: it is a value, which can be called where nobody knows what it is.
fn values(program: &Program) -> Vec<bool> {
    let mut is_value = vec![false; program.procs.len()];
    for inst in program.procs.iter().flatten().flat_map(|proc| &proc.blocks).flat_map(|block| &block.insts) {
        if let Op::Const(Constant::Proc(proc)) | Op::Closure(proc, _) = inst.op {
            is_value[proc.0 as usize] = true;
        }
    }
    is_value
}

fn tail_calls(proc: &Proc) -> impl Iterator<Item = (ProcId, ProcId)> {
    proc.blocks.iter().filter_map(|block| match block.terminator {
        Terminator::TailCall { proc: callee, .. } | Terminator::TailCallClosure { proc: callee, .. } => {
            Some((proc.id, callee))
        }
        _ => None,
    })
}

/// Whether floats have inline code for the operator.
pub fn computes_with_floats(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div2025 | BinaryOp::Div2026)
}

fn is_float(proc: &Proc, value: ValueId) -> bool {
    proc.repr(value) == Repr::Tagged && proc.types(value) == TypeSet::FLOAT
}

/// The uses that decide which values get an object.
#[derive(Default)]
struct Uses {
    /// Values of which a block needs the object.
    objects: Vec<(ValueId, BlockId)>,
    /// Block arguments, their parameters, and the block that jumps.
    args: Vec<(ValueId, ValueId, BlockId)>,
}

/// The arguments of a terminator's targets with the parameters that they are for, and the blocks of these.
pub fn block_args<'p>(
    proc: &'p Proc,
    terminator: &'p Terminator,
) -> impl Iterator<Item = (ValueId, ValueId, BlockId)> + 'p {
    terminator.targets().flat_map(|target| {
        let params = &proc.block(target.block).params;
        target.args.iter().zip(params).map(|(&arg, &param)| (arg, param, target.block))
    })
}
