//! Floats that get an object in hot code although they are computed without one (`codegen::floats`), and what for.

use rustc_hash::FxHashMap;

use super::hot::Heat;
use super::performance::{Cost, Finding};
use super::words;
use crate::codegen::floats::{Floats, block_args};
use crate::mir::passes::blocks::reverse_post_order;
use crate::mir::{BlockId, Inst, Op, Proc, Program, Terminator, TypeSet, ValueId, builtins};
use crate::source::Span;

/// Adds what is found in one procedure.
pub fn find(program: &Program, floats: &Floats, proc: &Proc, hot: &Heat, findings: &mut Vec<Finding>) {
    let order = reverse_post_order(proc);
    let numbers = Numbers::of(floats, proc, &order);
    let mut add = |heat: u32, span: Span, reason: String| {
        let why = format!("a float is boxed here: {reason}");
        findings.push(Finding { heat, cost: Cost::Boxing, span, why });
    };
    for &id in &order {
        let (block, heat) = (proc.block(id), hot.block(proc.id, id));
        if heat == 0 {
            continue;
        }
        for inst in &block.insts {
            let mut is_boxed = false;
            floats.for_each_object(proc, inst, |value| is_boxed |= numbers.places.contains_key(&value));
            if let (true, Some(reason)) = (is_boxed, reason(program, proc, inst)) {
                add(heat, inst.span, reason);
            }
        }
        if let Terminator::Return(value) = block.terminator
            && !floats.returns_number(proc.id)
            && let Some(&span) = numbers.places.get(&value)
        {
            add(heat, span, format!("it is the result of {}, which is not inlined", proc.name));
        }
        for (arg, param, to) in block_args(proc, &block.terminator) {
            let Some(&span) = numbers.places.get(&arg) else { continue };
            // Objects are made on the way there.
            let heat = heat.min(hot.block(proc.id, to));
            if heat == 0 {
                continue;
            }
            if proc.types(param) != TypeSet::FLOAT {
                let types = words::plain(proc.types(param));
                add(heat, span, format!("it goes into a variable that may be {types}"));
            } else if !numbers.unboxed[param.0 as usize] {
                add(heat, span, "what follows needs it as an object".to_owned());
            }
        }
    }
}

/// The floats of a procedure that are computed as numbers.
struct Numbers {
    /// Where they are computed; of a variable of a loop one of the places.
    places: FxHashMap<ValueId, Span>,
    /// By value: it does not have its object from its definition on.
    unboxed: Vec<bool>,
}

impl Numbers {
    fn of(floats: &Floats, proc: &Proc, order: &[BlockId]) -> Numbers {
        let insts = order.iter().flat_map(|&id| &proc.block(id).insts);
        let computed = insts.filter(|inst| floats.gives_number(proc, inst));
        let mut places: FxHashMap<ValueId, Span> =
            computed.filter_map(|inst| Some((inst.result?, inst.span))).collect();
        let unboxed = floats.unboxed(proc, order);
        for &id in order {
            for (arg, param, _) in block_args(proc, &proc.block(id).terminator) {
                if let (true, Some(&span)) = (unboxed[param.0 as usize], places.get(&arg)) {
                    places.entry(param).or_insert(span);
                }
            }
        }
        Numbers { places, unboxed }
    }
}

/// What the instruction needs an object for; none: it does not matter how fast it is.
fn reason(program: &Program, proc: &Proc, inst: &Inst) -> Option<String> {
    let others = |types: TypeSet| words::plain(types.without(TypeSet::FLOAT));
    let list = |list: ValueId| match program.class(proc, list) {
        None => "it is stored in a list of which nothing is known".to_owned(),
        Some(class) => format!("it is stored in a list that may also hold {}", others(class.elements)),
    };
    Some(match &inst.op {
        Op::List(_) => list(inst.result?),
        Op::Append { object, .. } => list(*object),
        Op::SetIndex(object, ..) if proc.types(*object) == TypeSet::LIST => list(*object),
        Op::SetIndex(..) => "it is stored under a computed key".to_owned(),
        Op::Dict(..) => "each dictionary that is made has an object for it".to_owned(),
        Op::SetAttribute(dict, key, _) => match program.field(proc, *dict, key) {
            Some((_, field)) => format!("it is stored in a field that may also be {}", others(field.types)),
            None => format!("it is stored in a dictionary in which the place of `{key}` is not known"),
        },
        Op::GlobalSet(global, _) => format!("it is kept in the module variable {}", program.globals[global.0 as usize]),
        Op::CellNew(_) | Op::CellSet(..) => "it is kept in a variable that a procedure captures".to_owned(),
        Op::Closure(..) => "a procedure captures it".to_owned(),
        Op::SlotSet(..) => "it is kept for what follows a `try`".to_owned(),
        Op::Call(callee, _) | Op::CallClosure(callee, ..) => {
            format!("it is an argument of {}, which is not inlined", program.proc(*callee).name)
        }
        Op::CallValue(..) => "it is an argument of a call of a value".to_owned(),
        Op::CallBuiltin(builtin, _) => format!("it is an argument of {}", builtins::name(*builtin)),
        _ => return None,
    })
}
