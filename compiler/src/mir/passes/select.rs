//! If-conversion (Allen, Kennedy, Porterfield and Warren, "Conversion of Control Dependence to Data Dependence", POPL 1983):
//! where the two ways from a comparison do no more than compute small values and meet again, both values are computed and
//! one is taken. There is no jump then that a processor could fail to foresee: `if x < least { least := x }`.

use crate::mir::{
    BinaryOp, Block, BlockId, CompareOp, Inst, Op, Proc, Repr, Target, Terminator, TypeSet, ValueData, ValueId,
};

use super::blocks::reverse_post_order;
use super::rewrite::definitions;

/// A way computes no more than this many values, constants apart.
const MOST_COMPUTED: usize = 2;
/// No more than this many values are taken at once.
const MOST_TAKEN: usize = 2;

/// Converts branches.
pub fn select_values(proc: &mut Proc) {
    let definitions = definitions(proc);
    let mut entries = vec![0; proc.blocks.len()];
    for block in &proc.blocks {
        let targets = block.terminator.targets().map(|target| target.block).chain(block.handler);
        targets.for_each(|target| entries[target.0 as usize] += 1);
    }
    for id in reverse_post_order(proc).into_iter().rev() {
        let Terminator::Branch { condition, then, otherwise } = &proc.block(id).terminator else { continue };
        let is_cheap = definitions.get(condition).is_some_and(|op| is_cheap_comparison(proc, op));
        let ways = [then, otherwise].map(|target| Way::of(proc, id, target, &entries));
        if let (true, Some(join)) = (is_cheap, meeting_point(proc, id, &ways)) {
            convert(proc, id, *condition, ways, join);
        }
    }
}

/// What a branch may do on its way to a block.
struct Way {
    /// The block with what it computes, if that is only this.
    via: Option<BlockId>,
    to: Target,
}

impl Way {
    /// From a branch of the block `from`.
    fn of(proc: &Proc, from: BlockId, target: &Target, entries: &[u32]) -> Way {
        let block = proc.block(target.block);
        match &block.terminator {
            Terminator::Jump(to)
                if entries[target.block.0 as usize] == 1
                    && block.params.is_empty()
                    && block.handler == proc.block(from).handler
                    && block.insts.iter().all(|inst| is_constant(inst) || is_cheap(proc, inst))
                    && block.insts.iter().filter(|inst| !is_constant(inst)).count() <= MOST_COMPUTED =>
            {
                Way { via: Some(target.block), to: to.clone() }
            }
            _ => Way { via: None, to: target.clone() },
        }
    }
}

/// Whether the result of a comparison is known without a call and mostly without a jump.
fn is_cheap_comparison(proc: &Proc, op: &Op) -> bool {
    let Op::Compare(op, a, b) = *op else { return false };
    let both = |types: TypeSet| proc.types(a).is(types) && proc.types(b).is(types);
    both(TypeSet::SMALL) || both(TypeSet::STRING) && matches!(op, CompareOp::Eq | CompareOp::Ne)
}

fn is_constant(inst: &Inst) -> bool {
    matches!(inst.op, Op::Const(_))
}

/// Whether the instruction computes a small integer without a check.
fn is_cheap(proc: &Proc, inst: &Inst) -> bool {
    let is_small = |value: ValueId| proc.types(value).is(TypeSet::SMALL);
    match inst.op {
        Op::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => {
            is_small(a) && is_small(b) && inst.result.is_some_and(is_small)
        }
        _ => false,
    }
}

/// The block where both ways lead, if what they bring there can be selected.
fn meeting_point(proc: &Proc, from: BlockId, ways: &[Way; 2]) -> Option<BlockId> {
    let [then, otherwise] = ways;
    let join = then.to.block;
    // Not round a loop that consists of nothing else.
    if join != otherwise.to.block || join == from {
        return None;
    }
    let values = TypeSet::SMALL.union(TypeSet::BOOL).union(TypeSet::NONE);
    let mut different = then.to.args.iter().zip(&otherwise.to.args).filter(|(a, b)| a != b);
    let taken = different.clone().count();
    let is_value = |value: ValueId| proc.repr(value) == Repr::Tagged && proc.types(value).is(values);
    let can_be_taken = different.all(|(&a, &b)| is_value(a) && is_value(b));
    ((1..=MOST_TAKEN).contains(&taken) && can_be_taken).then_some(join)
}

/// Has the block compute what both ways do, take the values, and jump to where the ways meet.
fn convert(proc: &mut Proc, id: BlockId, condition: ValueId, ways: [Way; 2], join: BlockId) {
    for block in ways.iter().filter_map(|way| way.via) {
        let block = std::mem::replace(&mut proc.blocks[block.0 as usize], Block::removed());
        proc.blocks[id.0 as usize].insts.extend(block.insts);
    }
    let [then, otherwise] = ways.map(|way| way.to.args);
    let mut args = Vec::with_capacity(then.len());
    for (a, b) in then.into_iter().zip(otherwise) {
        args.push(if a == b { a } else { select(proc, id, condition, a, b) });
    }
    proc.blocks[id.0 as usize].terminator = Terminator::Jump(Target { block: join, args });
}

fn select(proc: &mut Proc, id: BlockId, condition: ValueId, a: ValueId, b: ValueId) -> ValueId {
    let result = ValueId(proc.values.len() as u32);
    let [x, y] = [a, b].map(|value| &proc.values[value.0 as usize]);
    let data =
        ValueData { non_negative: x.non_negative && y.non_negative, ..ValueData::tagged(x.types.union(y.types)) };
    proc.values.push(data);
    let block = &mut proc.blocks[id.0 as usize];
    let inst = Inst { op: Op::Select(condition, a, b), result: Some(result), span: proc.span, scope: block.scope };
    block.insts.push(inst);
    result
}
