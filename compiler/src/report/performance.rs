//! What is slow in the code that runs most, and why: values that stay boxed or are checked again and again. Only what the
//! generated code does is told: each message goes with a case of code generation that its comment names.

use rustc_hash::FxHashMap;

use super::boxes;
use super::hot::Heat;
use super::words;
use crate::codegen::floats::Floats;
use crate::mir::{BinaryOp, BlockId, Inst, Name, Op, Proc, Program, Terminator, TypeSet, ValueId};
use crate::source::{SourceMap, Span};
use omg_runtime::object::ElementKind;

/// How much a finding costs each time, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cost {
    /// A call of a procedure that is not known: nothing is known of its result, and what it is given is lost sight of.
    UnknownCall,
    /// A new object.
    Boxing,
    /// A new list.
    Copy,
    /// A look at what a value is.
    Kind,
    /// A search for a key.
    Lookup,
    /// A test that nearly always goes the same way.
    Check,
}

/// Something that is slow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub heat: u32,
    pub cost: Cost,
    pub span: Span,
    pub why: String,
}

/// What is slow in the hot code of a program, one line each, the hottest first.
pub fn performance(program: &Program, sources: &SourceMap) -> String {
    let heat = Heat::of(program);
    let floats = Floats::of(program);
    let mut findings = Vec::new();
    for proc in program.procs.iter().flatten() {
        let mut search = Search { program, proc, sources, heat: &heat, shared: Vec::new(), found: Vec::new() };
        search.run();
        findings.append(&mut search.found);
        boxes::find(program, &floats, proc, &heat, &mut findings);
    }
    render(findings, sources)
}

/// Copies of inlined code say the same once, at the place where they are hottest.
fn render(findings: Vec<Finding>, sources: &SourceMap) -> String {
    let mut hottest: FxHashMap<(Span, String), Finding> = FxHashMap::default();
    for finding in findings {
        let known = hottest.entry((finding.span, finding.why.clone())).or_insert_with(|| finding.clone());
        known.heat = known.heat.max(finding.heat);
    }
    let mut findings: Vec<Finding> = hottest.into_values().collect();
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (std::cmp::Reverse(f.heat), f.cost, f.span);
        key(a).cmp(&key(b)).then_with(|| a.why.cmp(&b.why))
    });
    if findings.is_empty() {
        return "nothing slow was found in loops and in procedures that run often\n".to_owned();
    }
    let line = |finding: Finding| {
        let file = sources.file(finding.span.file);
        let (line, column) = file.line_column(finding.span.start);
        let excerpt = words::excerpt(sources.text(finding.span));
        format!("{}:{line}:{column}: `{excerpt}`: {}\n", file.name, finding.why)
    };
    findings.into_iter().map(line).collect()
}

/// The search in one procedure.
struct Search<'a> {
    program: &'a Program,
    proc: &'a Proc,
    sources: &'a SourceMap,
    heat: &'a Heat,
    /// Where lists are kept a second time, and how hot that is.
    shared: Vec<(ValueId, Span, u32)>,
    found: Vec<Finding>,
}

impl Search<'_> {
    fn run(&mut self) {
        let proc = self.proc;
        let hot = |search: &Self, index: usize| search.heat.block(proc.id, BlockId(index as u32));
        for (index, block) in proc.blocks.iter().enumerate().filter(|(_, block)| !block.insts.is_empty()) {
            let heat = hot(self, index);
            self.shared.extend(block.insts.iter().filter_map(|inst| match inst.op {
                Op::MarkShared(list) => Some((list, inst.span, heat)),
                _ => None,
            }));
        }
        let mut checked: Vec<(u32, Span)> = Vec::new();
        for (index, block) in proc.blocks.iter().enumerate() {
            let heat = hot(self, index);
            if heat == 0 {
                continue;
            }
            for inst in &block.insts {
                if let Some((cost, why)) = self.inst(inst, heat) {
                    self.found.push(Finding { heat, cost, span: inst.span, why });
                }
                if self.is_checked(inst) {
                    checked.push((heat, inst.span));
                }
            }
            if let Terminator::TailCallValue { callee, span, .. } = block.terminator
                && let Some(why) = self.call_value(callee)
            {
                self.found.push(Finding { heat, cost: Cost::UnknownCall, span, why });
            }
        }
        self.summarise(checked);
    }

    /// One line for all the checked operations of a procedure: they are cheap.
    fn summarise(&mut self, mut checked: Vec<(u32, Span)>) {
        checked.sort_by_key(|&(heat, span)| (std::cmp::Reverse(heat), span));
        checked.dedup_by_key(|(_, span)| *span);
        let Some(&(heat, span)) = checked.first() else { return };
        let others = match checked.len() - 1 {
            0 => String::new(),
            1 => format!(", as in one other place of {}", self.proc.name),
            count => format!(", as in {count} other places of {}", self.proc.name),
        };
        let why = format!("the result may be larger than 63 bits, which is checked each time (cheap){others}");
        self.found.push(Finding { heat, cost: Cost::Check, span, why });
    }

    /// Arithmetic on integers whose result is not certain to be small (`arithmetic::small_binary`).
    fn is_checked(&self, inst: &Inst) -> bool {
        let Op::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Shl, a, b) = inst.op else {
            return false;
        };
        let result = inst.result.map_or(TypeSet::EMPTY, |result| self.types(result));
        self.types(a).is(TypeSet::INT) && self.types(b).is(TypeSet::INT) && result.may_be(TypeSet::BIG)
    }

    fn inst(&self, inst: &Inst, heat: u32) -> Option<(Cost, String)> {
        match &inst.op {
            Op::CallValue(callee, _) => self.call_value(*callee).map(|why| (Cost::UnknownCall, why)),
            Op::Binary(op, a, b) => self.arithmetic(*op, *a, *b, inst.result?),
            Op::Compare(op, a, b) if !matches!(op, crate::mir::CompareOp::Eq | crate::mir::CompareOp::Ne) => {
                self.kinds(*a, *b).map(|why| (Cost::Kind, why))
            }
            Op::Index(object, index) => self.index(*object, *index),
            Op::SetIndex(object, index, _) => self.lookup(*object, *index),
            Op::Attribute(object, key) | Op::SetAttribute(object, key, _) => self.attribute(*object, key),
            Op::Append { object, in_place, .. } if self.types(*object) == TypeSet::LIST => {
                self.append(*object, *in_place, heat)
            }
            _ => None,
        }
    }

    fn types(&self, value: ValueId) -> TypeSet {
        self.proc.types(value)
    }

    /// `calls::call_value`: the arguments' count is looked at, and what is called.
    fn call_value(&self, callee: ValueId) -> Option<String> {
        let Some(class) = self.program.class(self.proc, callee) else {
            let why = "this may call any procedure: nothing is known of its result, or of what it gets";
            return Some(why.to_owned());
        };
        let names = words::proc_names(self.program, class);
        match class.procs.len() {
            0 => None,
            1 => Some(format!("this calls {names}, if it calls anything: that is looked at each time")),
            count => Some(format!("this may call one of {count} procedures, {names}, so none is inlined")),
        }
    }

    /// `arithmetic::binary` with operands of several types.
    fn arithmetic(&self, op: BinaryOp, a: ValueId, b: ValueId, result: ValueId) -> Option<(Cost, String)> {
        let (left, right) = (self.types(a), self.types(b));
        if op == BinaryOp::Add {
            if left == TypeSet::STRING || right == TypeSet::STRING {
                return None;
            }
            if left == TypeSet::LIST && right == TypeSet::LIST {
                return Some((Cost::Copy, "the sum of two lists is a new list, and elements are copied".to_owned()));
            }
        }
        let why = self.kinds(a, b)?;
        let result = self.types(result);
        if result.may_be(TypeSet::FLOAT) && result != TypeSet::FLOAT {
            return Some((Cost::Boxing, format!("{why}; if the result is a float, it is boxed")));
        }
        Some((Cost::Kind, why))
    }

    /// Why operands are looked at, if they are.
    fn kinds(&self, a: ValueId, b: ValueId) -> Option<String> {
        let (left, right) = (self.types(a), self.types(b));
        let operands = match (is_single(left), is_single(right)) {
            (true, true) => return None,
            (false, true) => format!("the first operand may be {}", words::plain(left)),
            (true, false) => format!("the second operand may be {}", words::plain(right)),
            (false, false) if left == right => format!("both operands may be {}", words::plain(left)),
            (false, false) => format!("the operands may be {} and {}", words::plain(left), words::plain(right)),
        };
        Some(format!("{operands}, so what they are is looked at each time"))
    }

    /// `containers::index`
    fn index(&self, object: ValueId, index: ValueId) -> Option<(Cost, String)> {
        let types = self.types(object);
        if types != TypeSet::LIST {
            return self.lookup(object, index);
        }
        let Some(class) = self.program.class(self.proc, object) else {
            return Some((Cost::Kind, LOST_LIST.to_owned()));
        };
        let elements = class.elements;
        if class.kind != ElementKind::Any || is_single(elements) || elements == TypeSet::EMPTY {
            return None;
        }
        let boxed = if elements.may_be(TypeSet::FLOAT) { ", and floats in it are boxed" } else { "" };
        let why = format!(
            "the elements of this list are {}: each is looked at where it is used{boxed}",
            words::plain(elements)
        );
        Some((Cost::Kind, why))
    }

    /// `lookups`, and objects of several types.
    fn lookup(&self, object: ValueId, index: ValueId) -> Option<(Cost, String)> {
        let (types, keys) = (self.types(object), self.types(index));
        if types == TypeSet::DICT && keys.may_be(TypeSet::STRING) {
            let why = "a dictionary with computed keys: the key is looked up by its hash";
            return Some((Cost::Lookup, why.to_owned()));
        }
        let is_known = is_single(types) || types == TypeSet::DICT;
        (!is_known).then(|| {
            let why = format!("the object may be {}, which is looked at each time", words::plain(types));
            (Cost::Kind, why)
        })
    }

    /// `attributes`, where the slot of the key is not known.
    fn attribute(&self, object: ValueId, key: &Name) -> Option<(Cost, String)> {
        let types = self.types(object);
        if types != TypeSet::DICT {
            let why = format!("the object may be {}, which is looked at each time", words::plain(types));
            return types.may_be(TypeSet::DICT).then_some((Cost::Kind, why));
        }
        if self.program.field(self.proc, object, key).is_some() {
            return None;
        }
        let why = match self.program.class(self.proc, object) {
            None => "nothing is known of this dictionary: it went where objects are not followed",
            Some(class) if class.layout.is_some() => return None,
            Some(class) if class.fields.is_none() => "some operation computes keys of this dictionary",
            Some(_) => "not all the dictionaries that this may be have the same keys from the time they are made",
        };
        Some((Cost::Lookup, format!("{why}; the place of `{key}` is remembered from the last time, and checked")))
    }

    /// `containers::append`
    fn append(&self, object: ValueId, in_place: bool, heat: u32) -> Option<(Cost, String)> {
        if !in_place {
            let why = "this makes a new list each time; `x := x + [e]` makes none if x is a local variable that no procedure \
                       captures";
            return Some((Cost::Copy, why.to_owned()));
        }
        let class = self.proc.class(object)?;
        let is_kept = |&&(list, _, hot): &&(ValueId, Span, u32)| self.proc.class(list) == Some(class) && hot >= heat;
        let &(_, span, _) = self.shared.iter().find(is_kept)?;
        let line = self.sources.line(span);
        let why = format!("the list may also be kept elsewhere (line {line}), and then this makes a new list");
        Some((Cost::Copy, why))
    }
}

const LOST_LIST: &str = "nothing is known of this list or its elements: it, or what it was kept in, went where lists are \
                         not followed";

/// Whether values of the set are all handled by the same code.
fn is_single(types: TypeSet) -> bool {
    types.is(TypeSet::INT) || types.0.count_ones() == 1
}
