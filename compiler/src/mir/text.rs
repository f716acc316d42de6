//! The text form of MIR: one line for each operation. [`parse`](super::parse) reads it back.
//!
//! ```text
//! module m0 "main.omg" body p0
//! global g3 "xs"
//! proc p1 "add" module m0 file 0 span 12..40 captures 0 slots 0
//! b0(v0, v1):
//!     v2:int|float|str|list = add v0, v1 @27..32
//!     return v2
//! end
//! ```
//!
//! - `v2:int`: value 2 and what it may be, in its definition. Nothing means any value of the language; `flag` is a
//!   [`Repr::Bool`]; `never` is the empty set.
//! - `v2:list@c0`: its objects are of class 0, which has a line at the start: `class c0 elements float kind float`, with
//!   the keys of dictionaries if there are some.
//! - `b1(v4:str) handler b5:` starts a block; its errors go to `b5`. Blocks and values that were removed are left out.
//! - `@27..32`: the span of an operation that can raise, in bytes of the procedure's file; `@1:27..32` in another's.
//! - `@27..32 in s0`: it belongs to an inlined call, which has a line at the start: `scope s0 "f" module m0 @20..24`, with
//!   `in s1` behind it if that is a call in another one, or `replaced` if it was in tail position.
//! - What follows `;` is a comment: the names of procedures and variables, and the places in the source if there is one.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    BinaryOp, Block, BlockId, Caller, Class, CompareOp, Constant, Field, Inst, Op, Proc, Program, RaisedError, Repr,
    ScopeId, Target, Terminator, TypeSet, UnaryOp, ValueId, builtins, op_info,
};
use crate::source::{SourceMap, Span};
use omg_runtime::object::ElementKind;

/// The text of a program. With sources, comments say which line the operations that follow come from.
pub fn print(program: &Program, sources: Option<&SourceMap>) -> String {
    let mut text = String::new();
    for (index, module) in program.modules.iter().enumerate() {
        line(&mut text, format_args!("module m{index} {:?} body p{}", module.name, module.body.0));
    }
    for (index, name) in program.globals.iter().enumerate() {
        line(&mut text, format_args!("global g{index} {name:?}"));
    }
    for (index, class) in program.classes.iter().enumerate() {
        line(&mut text, format_args!("class c{index} {class}"));
    }
    for proc in program.procs.iter().flatten() {
        text.push('\n');
        Printer { program, proc, sources, line: None, text: &mut text }.proc();
    }
    text
}

/// The text of one procedure.
pub fn print_proc(program: &Program, proc: &Proc) -> String {
    let mut text = String::new();
    Printer { program, proc, sources: None, line: None, text: &mut text }.proc();
    text
}

fn line(text: &mut String, line: fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

struct Printer<'a> {
    program: &'a Program,
    proc: &'a Proc,
    sources: Option<&'a SourceMap>,
    /// The source line of the last comment.
    line: Option<u32>,
    text: &'a mut String,
}

impl Printer<'_> {
    fn proc(&mut self) {
        let proc = self.proc;
        let (id, module, span) = (proc.id.0, proc.module.0, proc.span);
        let Span { file, start, end } = span;
        line(
            self.text,
            format_args!(
                "proc p{id} {:?} module m{module} file {} span {start}..{end} captures {} slots {}",
                proc.name, file.0, proc.captures, proc.slots
            ),
        );
        for (index, scope) in proc.scopes.iter().enumerate() {
            let caller = match scope.caller {
                Caller::Scope(None) => String::new(),
                Caller::Scope(Some(caller)) => format!(" in s{}", caller.0),
                Caller::Replaced => " replaced".to_owned(),
            };
            let (module, span) = (scope.module.0, self.span(scope.span));
            line(self.text, format_args!("scope s{index} {:?} module m{module}{span}{caller}", scope.name));
        }
        for (index, block) in proc.blocks.iter().enumerate() {
            if index == 0 || *block != Block::removed() {
                self.block(BlockId(index as u32), block);
            }
        }
        line(self.text, format_args!("end"));
    }

    fn block(&mut self, id: BlockId, block: &Block) {
        let params: Vec<String> = block.params.iter().map(|&param| self.definition(param)).collect();
        let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        let handler = block.handler.map(|handler| format!(" handler {handler}")).unwrap_or_default();
        line(self.text, format_args!("{id}{params}{handler}:"));
        for inst in &block.insts {
            self.inst(inst);
        }
        self.terminator(block);
    }

    fn inst(&mut self, inst: &Inst) {
        self.source_line(inst.span);
        let result = inst.result.map(|result| format!("{} = ", self.definition(result))).unwrap_or_default();
        let span = if op_info::raises(&inst.op) { self.place(inst.span, inst.scope) } else { String::new() };
        let comment = self.comment(&inst.op);
        line(self.text, format_args!("    {result}{}{span}{comment}", inst.op));
    }

    fn terminator(&mut self, block: &Block) {
        let terminator = &block.terminator;
        let span = match terminator {
            Terminator::TailCall { span, .. }
            | Terminator::TailCallClosure { span, .. }
            | Terminator::TailCallValue { span, .. }
            | Terminator::Raise { span, .. } => Some(*span),
            _ => None,
        };
        if let Some(span) = span {
            self.source_line(span);
        }
        let span = span.map(|span| self.place(span, block.scope)).unwrap_or_default();
        let comment = match terminator {
            Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => self.proc_name(*proc),
            _ => String::new(),
        };
        line(self.text, format_args!("    {terminator}{span}{comment}"));
    }

    fn definition(&self, value: ValueId) -> String {
        match (self.proc.repr(value), self.proc.types(value)) {
            (Repr::Bool, _) => format!("{value}:flag"),
            (Repr::Tagged, types) => {
                let types = if types == TypeSet::ANY { String::new() } else { format!(":{types}") };
                let sign = if self.proc.is_non_negative(value) { ">=0" } else { "" };
                let class = self.proc.class(value).map(|class| format!("@c{}", class.0)).unwrap_or_default();
                format!("{value}{types}{sign}{class}")
            }
        }
    }

    fn place(&self, span: Span, scope: Option<ScopeId>) -> String {
        let scope = scope.map(|scope| format!(" in s{}", scope.0)).unwrap_or_default();
        format!("{}{scope}", self.span(span))
    }

    fn span(&self, span: Span) -> String {
        if span.file == self.proc.span.file {
            format!(" @{}..{}", span.start, span.end)
        } else {
            format!(" @{}:{}..{}", span.file.0, span.start, span.end)
        }
    }

    /// Names the source line if it is another one than that of the operation before.
    fn source_line(&mut self, span: Span) {
        let Some(sources) = self.sources else { return };
        let number = sources.line(span);
        if span != self.proc.span && self.line.replace(number) != Some(number) {
            let file = sources.file(span.file);
            let source = file.text[file.line_range(number)].trim();
            line(self.text, format_args!("    ; {}:{number}  {source}", file.name));
        }
    }

    /// The name of what the operation refers to by number.
    fn comment(&self, op: &Op) -> String {
        match op {
            Op::GlobalGet(global) | Op::GlobalSet(global, _) => {
                format!("  ; {}", self.program.globals[global.0 as usize])
            }
            Op::Call(proc, _) | Op::CallClosure(proc, ..) | Op::Closure(proc, _) | Op::Const(Constant::Proc(proc)) => {
                self.proc_name(*proc)
            }
            Op::RunModule(module) => format!("  ; {}", self.program.modules[module.0 as usize].name),
            _ => String::new(),
        }
    }

    fn proc_name(&self, proc: super::ProcId) -> String {
        match &self.program.procs[proc.0 as usize] {
            Some(proc) => format!("  ; {}", proc.name),
            None => String::new(),
        }
    }
}

/// The names of all types, each before the ones that it contains.
pub const TYPE_NAMES: [(&str, TypeSet); 14] = [
    ("any", TypeSet::ANY),
    ("number", TypeSet::NUMBER),
    ("int", TypeSet::INT),
    ("small", TypeSet::SMALL),
    ("big", TypeSet::BIG),
    ("float", TypeSet::FLOAT),
    ("str", TypeSet::STRING),
    ("bool", TypeSet::BOOL),
    ("list", TypeSet::LIST),
    ("dict", TypeSet::DICT),
    ("proc", TypeSet::PROC),
    ("none", TypeSet::NONE),
    ("unset", TypeSet::UNSET),
    ("cell", TypeSet::CELL),
];

pub const UNARY_NAMES: [(&str, UnaryOp); 3] =
    [("neg", UnaryOp::Neg), ("plus", UnaryOp::Plus), ("bit_not", UnaryOp::BitNot)];

pub const BINARY_NAMES: [(&str, BinaryOp); 12] = [
    ("add", BinaryOp::Add),
    ("sub", BinaryOp::Sub),
    ("mul", BinaryOp::Mul),
    ("div_2025", BinaryOp::Div2025),
    ("div_2026", BinaryOp::Div2026),
    ("floor_div", BinaryOp::FloorDiv),
    ("mod", BinaryOp::Mod),
    ("shl", BinaryOp::Shl),
    ("shr", BinaryOp::Shr),
    ("bit_and", BinaryOp::BitAnd),
    ("bit_xor", BinaryOp::BitXor),
    ("bit_or", BinaryOp::BitOr),
];

pub const COMPARE_NAMES: [(&str, CompareOp); 6] = [
    ("eq", CompareOp::Eq),
    ("ne", CompareOp::Ne),
    ("lt", CompareOp::Lt),
    ("le", CompareOp::Le),
    ("gt", CompareOp::Gt),
    ("ge", CompareOp::Ge),
];

/// The name in one of the tables above.
fn name_of<T: PartialEq>(table: &[(&'static str, T)], op: T) -> &'static str {
    table.iter().find(|(_, other)| *other == op).expect("every operator has a name").0
}

/// The names of element kinds.
pub const KIND_NAMES: [(&str, ElementKind); 3] =
    [("any", ElementKind::Any), ("float", ElementKind::Float), ("byte", ElementKind::Byte)];

impl Display for Class {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "elements {} kind {}", self.elements, name_of(&KIND_NAMES, self.kind))?;
        if self.made_by_runtime {
            f.write_str(" runtime")?;
        }
        if !self.shares_buffers {
            f.write_str(" unshared")?;
        }
        if !self.procs.is_empty() {
            let procs: Vec<String> = self.procs.iter().map(|proc| format!("p{}", proc.0)).collect();
            write!(f, " procs ({})", procs.join(", "))?;
        }
        if let Some(fields) = &self.fields {
            let fields: Vec<String> = fields.iter().map(|(key, types)| format!("{key:?} {types}")).collect();
            write!(f, " fields ({})", fields.join(", "))?;
        }
        if let Some(layout) = &self.layout {
            let place = |field: &Field| format!("{:?}{}", field.key, if field.in_place { " in_place" } else { "" });
            let fields: Vec<String> = layout.fields.iter().map(place).collect();
            write!(f, " layout ({})", fields.join(", "))?;
        }
        Ok(())
    }
}

impl Display for ValueId {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

impl Display for BlockId {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "b{}", self.0)
    }
}

impl Display for TypeSet {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if *self == TypeSet::EMPTY {
            return f.write_str("never");
        }
        let mut rest = *self;
        let mut names = Vec::new();
        for (name, types) in TYPE_NAMES {
            if types.is(rest) {
                names.push(name);
                rest = rest.without(types);
            }
        }
        f.write_str(&names.join("|"))
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if self.args.is_empty() {
            return self.block.fmt(f);
        }
        write!(f, "{}({})", self.block, Values(&self.args))
    }
}

/// Values with commas between them.
struct Values<'a>(&'a [ValueId]);

impl Display for Values<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for (index, value) in self.0.iter().enumerate() {
            write!(f, "{}{value}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// Keys and values of a dictionary.
struct Entries<'a>(&'a [super::Name], &'a [ValueId]);

impl Display for Entries<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for (index, (key, value)) in self.0.iter().zip(self.1).enumerate() {
            write!(f, "{}{key:?}: {value}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// A bound of a slice; one that is not written is `_`.
struct Bound(Option<ValueId>);

impl Display for Bound {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self.0 {
            Some(value) => value.fmt(f),
            None => f.write_char('_'),
        }
    }
}

impl Display for Constant {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Constant::Int(value) => write!(f, "int {value}"),
            Constant::Float(value) => write!(f, "float {value:?}"),
            Constant::Str(text) => write!(f, "str {text:?}"),
            Constant::Bool(value) => write!(f, "bool {value}"),
            Constant::None => f.write_str("none"),
            Constant::Unset => f.write_str("unset"),
            Constant::Proc(proc) => write!(f, "proc p{}", proc.0),
            Constant::Builtin(builtin) => write!(f, "builtin {}", builtins::name(*builtin)),
        }
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Op::Const(constant) => constant.fmt(f),
            Op::Unary(op, a) => write!(f, "{} {a}", name_of(&UNARY_NAMES, *op)),
            Op::Binary(op, a, b) => write!(f, "{} {a}, {b}", name_of(&BINARY_NAMES, *op)),
            Op::Compare(op, a, b) => write!(f, "{} {a}, {b}", name_of(&COMPARE_NAMES, *op)),
            Op::Truthy(a) => write!(f, "truthy {a}"),
            Op::IsUnset(a) => write!(f, "is_unset {a}"),
            Op::IsSmall(a) => write!(f, "is_small {a}"),
            Op::Select(condition, a, b) => write!(f, "select {condition}, {a}, {b}"),
            Op::BoolValue(a) => write!(f, "bool_value {a}"),
            Op::CheckSet(a, name) => write!(f, "check_set {a}, {name:?}"),
            Op::List(values) => write!(f, "list({})", Values(values)),
            Op::Dict(keys, values) => write!(f, "dict({})", Entries(keys, values)),
            Op::Namespace(keys, values) => write!(f, "namespace({})", Entries(keys, values)),
            Op::Index(a, b) => write!(f, "index {a}, {b}"),
            Op::SetIndex(a, b, c) => write!(f, "set_index {a}, {b}, {c}"),
            Op::Slice { object, start, end, in_place } => {
                write!(f, "slice{} {object}, {}, {}", suffix(*in_place), Bound(*start), Bound(*end))
            }
            Op::Attribute(a, name) => write!(f, "attribute {a}, {name:?}"),
            Op::SetAttribute(a, name, b) => write!(f, "set_attribute {a}, {name:?}, {b}"),
            Op::Append { object, element, in_place } => write!(f, "append{} {object}, {element}", suffix(*in_place)),
            Op::MarkShared(a) => write!(f, "mark_shared {a}"),
            Op::GlobalGet(global) => write!(f, "global_get g{}", global.0),
            Op::GlobalSet(global, a) => write!(f, "global_set g{}, {a}", global.0),
            Op::SlotGet(slot) => write!(f, "slot_get s{}", slot.0),
            Op::SlotSet(slot, a) => write!(f, "slot_set s{}, {a}", slot.0),
            Op::Closure(proc, values) => write!(f, "closure p{}({})", proc.0, Values(values)),
            Op::SelfClosure => f.write_str("self_closure"),
            Op::Captured(index) => write!(f, "captured {index}"),
            Op::CapturedOf(proc, closure, index) => write!(f, "captured_of p{}, {closure}, {index}", proc.0),
            Op::CellNew(a) => write!(f, "cell_new {a}"),
            Op::CellGet(a) => write!(f, "cell_get {a}"),
            Op::CellSet(a, b) => write!(f, "cell_set {a}, {b}"),
            Op::Call(proc, args) => write!(f, "call p{}({})", proc.0, Values(args)),
            Op::CallClosure(proc, closure, args) => write!(f, "call_closure p{}, {closure}({})", proc.0, Values(args)),
            Op::CallValue(callee, args) => write!(f, "call_value {callee}({})", Values(args)),
            Op::CallBuiltin(builtin, args) => {
                write!(f, "call_builtin {}({})", builtins::name(*builtin), Values(args))
            }
            Op::RunModule(module) => write!(f, "run_module m{}", module.0),
            Op::Emit(a) => write!(f, "emit {a}"),
        }
    }
}

fn suffix(in_place: bool) -> &'static str {
    if in_place { "_in_place" } else { "" }
}

impl Display for Terminator {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Terminator::Jump(target) => write!(f, "jump {target}"),
            Terminator::Branch { condition, then, otherwise } => write!(f, "branch {condition}, {then}, {otherwise}"),
            Terminator::Return(value) => write!(f, "return {value}"),
            Terminator::TailCall { proc, args, .. } => write!(f, "tail_call p{}({})", proc.0, Values(args)),
            Terminator::TailCallClosure { proc, closure, args, .. } => {
                write!(f, "tail_call_closure p{}, {closure}({})", proc.0, Values(args))
            }
            Terminator::TailCallValue { callee, args, .. } => write!(f, "tail_call_value {callee}({})", Values(args)),
            Terminator::Raise { error, .. } => write!(f, "raise {error}"),
            Terminator::Unreachable => f.write_str("unreachable"),
        }
    }
}

impl Display for RaisedError {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            RaisedError::Assertion => f.write_str("assertion"),
            RaisedError::Unset(name) => write!(f, "unset {name:?}"),
            RaisedError::Arity { name, expected, count } => write!(f, "arity {name:?}, {expected}, {count}"),
        }
    }
}
