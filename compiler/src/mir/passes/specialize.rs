//! Specialisation: a procedure that is called with different types of arguments gets a variant for each of them (Cooper,
//! Hall and Kennedy, "A Methodology for Procedure Cloning", 1993), and a recursive or looping one whose integers may be
//! big gets a variant for small ones, which almost all are: its entry tests them once and goes on there, where no operation
//! has to test them again.
//!
//! A variant has the name and the places of the procedure that it is made of, so that tracebacks are the same.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{TYPES, blocks, inline, propagate, tail_loops};
use crate::mir::{
    Block, BlockId, Inst, Op, Proc, ProcId, Program, Repr, Target, Terminator, TypeSet, ValueData, ValueId, loops,
    op_info,
};

/// Procedures with more operations than this have no variants.
const LARGEST: usize = 500;
/// A procedure that is called with more tuples of types than this has no variant for any of them.
const MOST_TUPLES: usize = 4;
/// All variants together have at most so many operations, or half as many as the program.
const ROOM: usize = 5000;

/// Makes variants, finds types again if there are any, and has all calls go to the variants that their arguments fit.
pub fn specialize(program: &mut Program) {
    let mut variants = Variants::new(program);
    variants.for_arguments(program);
    for proc in program.procs.iter_mut().flatten() {
        let values = std::mem::take(&mut proc.values);
        variants.redirect(proc, &values);
        proc.values = values;
    }
    variants.for_small_integers(program);
    if variants.of.is_empty() {
        return;
    }
    let (narrow, rest) = TYPES.split_first().expect("there are passes");
    (narrow.run)(program);
    // What is found of a procedure, constants among it, holds for the calls that there are: it tells which calls fit a
    // variant, and once they go there it has to be found anew.
    let mut found = program.clone();
    propagate::propagate(&mut found);
    for (proc, found) in program.procs.iter_mut().zip(&found.procs) {
        if let (Some(proc), Some(found)) = (proc, found) {
            variants.redirect(proc, &found.values);
        }
    }
    rest.iter().for_each(|pass| (pass.run)(program));
}

/// A copy of a procedure for arguments of certain types.
struct Variant {
    params: Vec<TypeSet>,
    id: ProcId,
}

struct Variants {
    /// By what they are made of.
    of: FxHashMap<ProcId, Vec<Variant>>,
    /// The operations that there is room for.
    room: usize,
}

impl Variants {
    fn new(program: &Program) -> Variants {
        let size: usize = program.procs.iter().flatten().map(inline::size).sum();
        Variants { of: FxHashMap::default(), room: ROOM.max(size / 2) }
    }

    /// Makes a variant for each tuple of types that a procedure is called with, where there are several.
    fn for_arguments(&mut self, program: &mut Program) {
        let mut tuples: FxHashMap<ProcId, Vec<Vec<TypeSet>>> = FxHashMap::default();
        for proc in program.procs.iter().flatten() {
            each_call(proc, |callee, args| {
                let callee = program.proc(callee);
                let declared = param_types(callee);
                let given: Vec<TypeSet> = args.iter().map(|&arg| proc.types(arg)).collect();
                let fits = given.iter().zip(&declared).all(|(given, declared)| given.is(*declared));
                let tuples = tuples.entry(callee.id).or_default();
                // One too many is enough to know.
                if fits && given != declared && tuples.len() <= MOST_TUPLES && !tuples.contains(&given) {
                    tuples.push(given);
                }
            });
        }
        for index in 0..program.procs.len() {
            let Some(tuples) = tuples.remove(&ProcId(index as u32)) else { continue };
            let Some(proc) = program.procs[index].as_ref().filter(|proc| is_specialized(proc)) else { continue };
            if tuples.len() <= MOST_TUPLES && is_worth_variants(proc) {
                for params in tuples {
                    self.add(program, ProcId(index as u32), params);
                }
            }
        }
    }

    /// Makes a variant for small integers of each procedure where that pays.
    fn for_small_integers(&mut self, program: &mut Program) {
        for index in 0..program.procs.len() {
            let Some(proc) = program.procs[index].as_ref().filter(|proc| is_specialized(proc)) else { continue };
            let tested = computed_with_often(proc);
            if tested.is_empty() {
                continue;
            }
            let entry = &proc.blocks[0].params;
            let types = |&param: &ValueId| if tested.contains(&param) { TypeSet::SMALL } else { proc.types(param) };
            let params = entry.iter().map(types).collect();
            if let Some(variant) = self.add(program, ProcId(index as u32), params) {
                let proc = program.procs[index].as_mut().expect("the variant was made of it");
                go_on_in(proc, tested, variant);
            }
        }
    }

    /// Makes a variant, if there is room for it.
    fn add(&mut self, program: &mut Program, of: ProcId, params: Vec<TypeSet>) -> Option<ProcId> {
        let original = program.proc(of);
        self.room = self.room.checked_sub(inline::size(original))?;
        let id = ProcId(program.procs.len() as u32);
        let mut proc = Proc { id, ..original.clone() };
        for (param, types) in proc.blocks[0].params.iter().zip(&params) {
            proc.values[param.0 as usize].types = *types;
        }
        program.procs.push(Some(proc));
        self.of.entry(of).or_default().push(Variant { params, id });
        Some(id)
    }

    /// Has calls go to variants. `values`: what is known of the procedure's values.
    fn redirect(&self, proc: &mut Proc, values: &[ValueData]) {
        for block in &mut proc.blocks {
            for inst in &mut block.insts {
                if let Op::Call(callee, args) = &mut inst.op {
                    *callee = self.fitting(*callee, args, values);
                }
            }
            if let Terminator::TailCall { proc: callee, args, .. } = &mut block.terminator {
                *callee = self.fitting(*callee, args, values);
            }
        }
    }

    /// The variant, or variant of a variant, that the arguments fit; else the procedure itself.
    fn fitting(&self, mut callee: ProcId, args: &[ValueId], values: &[ValueData]) -> ProcId {
        let fits = |variant: &&Variant| {
            args.iter().zip(&variant.params).all(|(arg, types)| values[arg.0 as usize].types.is(*types))
        };
        while let Some(variant) = self.of.get(&callee).and_then(|variants| variants.iter().find(fits)) {
            callee = variant.id;
        }
        callee
    }
}

fn each_call(proc: &Proc, mut f: impl FnMut(ProcId, &[ValueId])) {
    for block in &proc.blocks {
        for inst in &block.insts {
            if let Op::Call(callee, args) = &inst.op {
                f(*callee, args);
            }
        }
        if let Terminator::TailCall { proc: callee, args, .. } = &block.terminator {
            f(*callee, args);
        }
    }
}

fn param_types(proc: &Proc) -> Vec<TypeSet> {
    proc.blocks[0].params.iter().map(|&param| proc.types(param)).collect()
}

/// Whether the procedure may have variants. What it has captured is known of the procedure alone.
fn is_specialized(proc: &Proc) -> bool {
    proc.params > 0 && proc.captures == 0 && inline::size(proc) <= LARGEST
}

/// Whether the procedure takes time, and is not inlined everywhere as it is.
fn is_worth_variants(proc: &Proc) -> bool {
    let has_loop = || loops::depths(proc, &blocks::reverse_post_order(proc)).iter().any(|&depth| depth > 0);
    inline::size(proc) > inline::SMALL || calls_itself(proc) || has_loop()
}

fn calls_itself(proc: &Proc) -> bool {
    let mut found = false;
    each_call(proc, |callee, _| found |= callee == proc.id);
    found
}

/// The parameters that are integers, maybe big ones, and that a loop computes with, or anything in a recursion.
fn computed_with_often(proc: &Proc) -> Vec<ValueId> {
    let may_be_big = |types: TypeSet| types.is(TypeSet::INT) && types.may_be(TypeSet::BIG);
    let mut params = proc.blocks[0].params.clone();
    params.retain(|&param| may_be_big(proc.types(param)));
    if params.is_empty() {
        return params;
    }
    let depths = loops::depths(proc, &blocks::reverse_post_order(proc));
    let calls_itself = calls_itself(proc);
    let is_often = |block: usize| depths[block] > 0 || calls_itself;
    let mut used = FxHashSet::default();
    for (index, block) in proc.blocks.iter().enumerate() {
        for inst in block.insts.iter().filter(|inst| is_often(index) && computes(&inst.op)) {
            op_info::for_each_operand(&inst.op, |value| _ = used.insert(value));
        }
        // Variables of loops may begin with them.
        let targets = block.terminator.targets().filter(|target| is_often(target.block.0 as usize));
        used.extend(targets.flat_map(|target| target.args.iter().copied()));
    }
    params.retain(|param| used.contains(param));
    params
}

/// Whether the operation looks at the tags of integers.
fn computes(op: &Op) -> bool {
    matches!(op, Op::Unary(..) | Op::Binary(..) | Op::Compare(..) | Op::Index(..) | Op::SetIndex(..))
}

/// At the entry, goes on in the variant if the tested parameters are small integers.
fn go_on_in(proc: &mut Proc, tested: Vec<ValueId>, variant: ProcId) {
    let body = BlockId(proc.blocks.len() as u32);
    tail_loops::move_entry(proc, body);
    let params = proc.blocks[0].params.clone();
    let mut last = BlockId(0);
    for param in tested {
        let flag = ValueId(proc.values.len() as u32);
        proc.values.push(ValueData { repr: Repr::Bool, ..ValueData::tagged(TypeSet::BOOL) });
        let next = BlockId(proc.blocks.len() as u32);
        proc.blocks.push(Block::removed());
        let span = proc.span;
        let block = &mut proc.blocks[last.0 as usize];
        block.insts.push(Inst::new(Op::IsSmall(param), Some(flag), span));
        let then = Target { block: next, args: Vec::new() };
        let otherwise = Target { block: body, args: params.clone() };
        block.terminator = Terminator::Branch { condition: flag, then, otherwise };
        last = next;
    }
    proc.blocks[last.0 as usize].terminator = Terminator::TailCall { proc: variant, args: params, span: proc.span };
}
