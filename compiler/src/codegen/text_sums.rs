//! Sums of texts, in optimised code. `a + b + c` is joined at once where `a + b` is certainly a string that is used for
//! nothing else: the addition of `a` and `b` becomes no code, and that of `c` takes all three. So the text in between is not
//! made, and a long `a` is not copied twice.

use std::collections::HashMap;

use cranelift_codegen::ir::Value;

use super::function::Translator;
use crate::mir::{BinaryOp, Block, Constant, Inst, Name, Op, Proc, TypeSet, ValueId, op_info};

/// What an addition that gives a string becomes.
pub enum Sum {
    /// Nothing: a longer sum takes its operands.
    Part,
    /// All of these joined, in their order.
    Whole(Vec<Part>),
}

/// A text of a sum.
#[derive(Clone)]
pub enum Part {
    Value(ValueId),
    /// Literals that stood side by side are one.
    Literal(String),
}

/// The sums of a procedure, by their results.
#[derive(Default)]
pub struct Sums(HashMap<ValueId, Sum>);

/// So many are joined at once at most. The array for them is in the frame.
const MOST_PARTS: usize = 16;

/// A sum that a longer one may still take.
struct Open {
    /// Where in the block its addition is.
    index: usize,
    parts: Vec<Part>,
}

impl Sums {
    /// Finds the sums. Only those within a block are joined.
    pub fn of(proc: &Proc) -> Sums {
        let (uses, literals) = (count_uses(proc), literals(proc));
        let mut sums = Sums::default();
        for block in &proc.blocks {
            sums.add_block(proc, block, &uses, &literals);
        }
        sums
    }

    /// The number of parts of the longest sum.
    pub fn longest(&self) -> usize {
        let parts = |sum: &Sum| if let Sum::Whole(parts) = sum { parts.len() } else { 0 };
        self.0.values().map(parts).max().unwrap_or(0)
    }

    fn add_block(&mut self, proc: &Proc, block: &Block, uses: &[u32], literals: &HashMap<ValueId, &Name>) {
        let mut open: HashMap<ValueId, Open> = HashMap::new();
        for (index, inst) in block.insts.iter().enumerate() {
            let Some((result, [a, b])) = text_sum(proc, inst) else { continue };
            let mut parts = Vec::new();
            // Each takes one part at least.
            for (operand, others) in [(a, 1), (b, 0)] {
                let room = MOST_PARTS.saturating_sub(parts.len() + others);
                let single = uses[operand.0 as usize] == 1;
                let fits = |sum: &Open| sum.parts.len() <= room && may_wait(proc, block, sum, index);
                if single && open.get(&operand).is_some_and(fits) {
                    self.0.insert(operand, Sum::Part);
                    let taken = open.remove(&operand).map(|sum| sum.parts);
                    taken.into_iter().flatten().for_each(|part| push(&mut parts, part));
                } else if let Some(text) = literals.get(&operand) {
                    push(&mut parts, Part::Literal(text.to_string()));
                } else {
                    parts.push(Part::Value(operand));
                }
            }
            open.insert(result, Open { index, parts });
        }
        self.0.extend(open.into_iter().map(|(result, sum)| (result, Sum::Whole(sum.parts))));
    }
}

/// Adds a part to a sum.
fn push(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (Some(Part::Literal(text)), Part::Literal(more)) => text.push_str(&more),
        (_, part) => parts.push(part),
    }
}

/// The values that are literals of strings.
fn literals(proc: &Proc) -> HashMap<ValueId, &Name> {
    let mut literals = HashMap::new();
    for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
        if let (Op::Const(Constant::Str(text)), Some(result)) = (&inst.op, inst.result) {
            literals.insert(result, text);
        }
    }
    literals
}

/// Result and operands of an addition of which one operand is certainly a string.
fn text_sum(proc: &Proc, inst: &Inst) -> Option<(ValueId, [ValueId; 2])> {
    let Op::Binary(BinaryOp::Add, a, b) = inst.op else { return None };
    let is_string = |value: ValueId| proc.types(value) == TypeSet::STRING;
    (is_string(a) || is_string(b)).then_some((inst.result?, [a, b]))
}

/// Whether a sum may be computed at a later place of its block. The text of a list or dictionary is what it is at the
/// addition: nothing may change it in between. All other texts stay.
fn may_wait(proc: &Proc, block: &Block, sum: &Open, until: usize) -> bool {
    let changes = TypeSet::LIST.union(TypeSet::DICT);
    let may_change = |part: &Part| matches!(part, Part::Value(value) if proc.types(*value).may_be(changes));
    !sum.parts.iter().any(may_change)
        || !block.insts[sum.index + 1..until].iter().any(|inst| op_info::has_side_effect(&inst.op))
}

fn count_uses(proc: &Proc) -> Vec<u32> {
    let mut uses = vec![0; proc.values.len()];
    for block in &proc.blocks {
        for inst in &block.insts {
            op_info::for_each_operand(&inst.op, |value| uses[value.0 as usize] += 1);
        }
        block.terminator.for_each_operand(|value| uses[value.0 as usize] += 1);
    }
    uses
}

impl Translator<'_, '_, '_> {
    /// The code of an instruction that is a sum of texts; false, and nothing done, for any other.
    pub fn text_sum(&mut self, inst: &Inst) -> bool {
        let Some(result) = inst.result else { return false };
        let parts = match self.sums.0.get(&result) {
            None => return false,
            Some(Sum::Part) => return true,
            Some(Sum::Whole(parts)) => parts.clone(),
        };
        self.values[result.0 as usize] = Some(self.joined(&parts));
        true
    }

    fn joined(&mut self, parts: &[Part]) -> Value {
        let mut words = Vec::with_capacity(parts.len());
        for part in parts {
            words.push(match part {
                Part::Value(value) => {
                    let operand = self.operand(*value);
                    self.boxed(operand)
                }
                Part::Literal(text) => self.string(&Name::from(text.as_str())),
            });
        }
        match words[..] {
            [text] => text,
            [a, b] if parts.iter().all(|part| self.is_string(part)) => self.call_runtime("omg_concat", &[a, b]),
            [a, b] => self.call_runtime("omg_add_texts", &[a, b]),
            _ => {
                let (array, count) = (self.array_of(&words), self.int(words.len() as i64));
                self.call_runtime("omg_join", &[array, count])
            }
        }
    }

    fn is_string(&self, part: &Part) -> bool {
        match part {
            Part::Value(value) => self.proc.types(*value) == TypeSet::STRING,
            Part::Literal(_) => true,
        }
    }
}
