//! The middle representation: one control-flow graph per procedure, in SSA form with block parameters.
//!
//! A value has a representation ([`Repr`]: how it lies in a register) and a set of types that it may have
//! ([`TypeSet`]: what passes know about it). The rules of well-formedness are the header comment of `verify`; the text
//! form is described in `text`.
//!
//! Invariants: every instruction that can raise has the span of the operation it comes from. Exceptions leave a block
//! only for its `handler`; a handler sees nothing that was defined in the blocks it covers (variables that live across
//! are in frame slots).

pub mod build;
pub mod builtins;
pub mod dominators;
pub mod effects;
pub mod loops;
pub mod op_info;
pub mod op_types;
pub mod parse;
pub mod passes;
pub mod text;
pub mod verify;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use num_bigint::BigInt;
use omg_runtime::object::ElementKind;

pub use self::build::build;
pub use self::passes::optimize;
pub use self::text::print;
pub use crate::hir::{GlobalId, ModuleId, Name, ProcId};
use crate::source::Span;

/// The whole program, ready for code generation.
#[derive(Debug, Clone)]
pub struct Program {
    /// In pre-order of the import graph.
    pub modules: Vec<Module>,
    /// Indexed by [`ProcId`]; in the order in which their code is laid out. None: removed, nothing refers to it.
    pub procs: Vec<Option<Proc>>,
    /// Names of the module variables, indexed by [`GlobalId`].
    pub globals: Vec<Name>,
    /// Indexed by [`ClassId`]; empty before types are propagated.
    pub classes: Vec<Class>,
}

#[derive(Debug, Clone)]
pub struct Module {
    pub name: Name,
    pub body: ProcId,
}

/// One procedure.
#[derive(Debug, Clone)]
pub struct Proc {
    pub id: ProcId,
    pub name: Name,
    pub module: ModuleId,
    pub span: Span,
    /// Number of captured values in its closures; 0: it can be called without a closure.
    pub captures: u32,
    /// Number of parameters; they are the parameters of the entry block.
    pub params: u32,
    /// Number of frame slots.
    pub slots: u32,
    /// The calls that were inlined, indexed by [`ScopeId`].
    pub scopes: Vec<Scope>,
    /// Indexed by [`BlockId`]; block 0 is the entry. A block that was removed is empty and unreachable.
    pub blocks: Vec<Block>,
    /// Indexed by [`ValueId`].
    pub values: Vec<ValueData>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct BlockId(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ValueId(pub u32);

/// The part of a procedure that was another one: an inlined call, see [`Scope`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ScopeId(pub u32);

/// A call that was inlined. What is in it stands in a frame of its own in tracebacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// The procedure that was called.
    pub name: Name,
    pub module: ModuleId,
    /// The call.
    pub span: Span,
    pub caller: Caller,
}

/// What the call of a [`Scope`] stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// The procedure, or another call that was inlined.
    Scope(Option<ScopeId>),
    /// It was in tail position: there is no caller any more.
    Replaced,
}

/// A class of objects, see [`Class`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ClassId(pub u32);

/// A local variable in the frame's memory: one that is assigned in a `try` and read outside of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SlotId(pub u32);

#[derive(Debug, Clone)]
pub struct ValueData {
    pub repr: Repr,
    /// What the value may be. Only meaningful for [`Repr::Tagged`].
    pub types: TypeSet,
    /// The class of the lists, dictionaries and cells that it may be; none: nothing is known of what they hold.
    pub class: Option<ClassId>,
    /// The value is certainly a small integer, and not negative.
    pub non_negative: bool,
}

impl ValueData {
    /// A tagged value that may be any of these types.
    pub fn tagged(types: TypeSet) -> ValueData {
        ValueData { repr: Repr::Tagged, types, class: None, non_negative: false }
    }
}

/// What is known of all objects that a value may be, wherever they were made. A value of a class is never an object of
/// another class.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// What lists and cells hold.
    pub elements: TypeSet,
    /// How the elements of lists lie in memory.
    pub kind: ElementKind,
    /// Some of the objects are made by the runtime.
    pub made_by_runtime: bool,
    /// Lists may use their buffers together with others.
    pub shares_buffers: bool,
    /// The procedures that values may be.
    pub procs: Vec<ProcId>,
    /// What dictionaries hold by key; none: an operation computes keys.
    pub fields: Option<BTreeMap<Name, TypeSet>>,
    /// Where dictionaries keep their values, if that is the same for all of them.
    pub layout: Option<Layout>,
}

impl Class {
    /// Where all dictionaries of the class keep what they hold under a key: the number of the slot.
    pub fn field(&self, key: &Name) -> Option<(usize, &Field)> {
        self.layout.as_ref()?.fields.iter().enumerate().find(|(_, field)| field.key == *key)
    }
}

/// Dictionaries that all have the same keys in the same order from the time they are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    pub fields: Vec<Field>,
}

/// A key of a [`Layout`].
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub key: Name,
    /// What the value may be.
    pub types: TypeSet,
    /// The slot leads to a float object that belongs to the dictionary alone: assignments overwrite its number.
    pub in_place: bool,
}

/// How a value lies in a register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Repr {
    /// A word of the runtime's `Value`.
    Tagged,
    /// 0 or 1, to branch on.
    Bool,
}

/// A set of types. The empty set is the type of what never happens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TypeSet(pub u16);

impl TypeSet {
    pub const EMPTY: TypeSet = TypeSet(0);
    /// An integer of 63 bits.
    pub const SMALL: TypeSet = TypeSet(1);
    /// An integer outside 63 bits.
    pub const BIG: TypeSet = TypeSet(2);
    pub const FLOAT: TypeSet = TypeSet(4);
    pub const STRING: TypeSet = TypeSet(8);
    pub const BOOL: TypeSet = TypeSet(16);
    pub const LIST: TypeSet = TypeSet(32);
    /// Dictionaries and namespaces.
    pub const DICT: TypeSet = TypeSet(64);
    /// Procedures and built-ins.
    pub const PROC: TypeSet = TypeSet(128);
    pub const NONE: TypeSet = TypeSet(256);
    /// Not a value of the language: a variable without one.
    pub const UNSET: TypeSet = TypeSet(512);
    /// Not a value of the language: the cell of a captured variable.
    pub const CELL: TypeSet = TypeSet(1024);
    /// Everything that is a word of its own rather than an object.
    pub const NOT_OBJECTS: TypeSet = TypeSet(1 | 16 | 256 | 512);
    pub const INT: TypeSet = TypeSet(3);
    pub const NUMBER: TypeSet = TypeSet(7);
    /// Every value of the language.
    pub const ANY: TypeSet = TypeSet(511);
    pub const ANY_OR_UNSET: TypeSet = TypeSet(1023);

    pub const fn union(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 | other.0)
    }

    pub const fn intersection(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 & other.0)
    }

    pub const fn without(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 & !other.0)
    }

    /// Whether all of `self` is in `other`.
    pub const fn is(self, other: TypeSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether there is something in both.
    pub const fn may_be(self, other: TypeSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// A basic block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub params: Vec<ValueId>,
    pub insts: Vec<Inst>,
    pub terminator: Terminator,
    /// The inlined call that the terminator belongs to.
    pub scope: Option<ScopeId>,
    /// Where an error that is raised in this block goes: a block with one parameter, the error's text. None: outwards.
    pub handler: Option<BlockId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Inst {
    pub op: Op,
    /// The result, for operations that have one.
    pub result: Option<ValueId>,
    pub span: Span,
    /// The inlined call that it belongs to.
    pub scope: Option<ScopeId>,
}

impl Inst {
    /// An instruction of the procedure itself.
    pub fn new(op: Op, result: Option<ValueId>, span: Span) -> Inst {
        Inst { op, result, span, scope: None }
    }
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    Int(BigInt),
    Float(f64),
    Str(Name),
    Bool(bool),
    /// `none`: what a procedure gives that ends without `return`
    None,
    /// A variable without a value.
    Unset,
    /// The value of a procedure without captures: one static closure.
    Proc(ProcId),
    /// The value of a built-in.
    Builtin(u32),
}

/// A unary operator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `-a`
    Neg,
    /// `+a`
    Plus,
    /// `~a`
    BitNot,
}

/// A binary operator that gives a tagged value. All may raise.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b` in edition 2025
    Div2025,
    /// `a / b` in edition 2026
    Div2026,
    /// `a // b`
    FloorDiv,
    /// `a % b`
    Mod,
    /// `a << b`
    Shl,
    /// `a >> b`
    Shr,
    /// `a & b`
    BitAnd,
    /// `a ^ b`
    BitXor,
    /// `a | b`
    BitOr,
}

/// A comparison; the result is a [`Repr::Bool`]. The ordered ones may raise.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CompareOp {
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
}

impl CompareOp {
    /// The comparison with its sides exchanged.
    pub fn mirrored(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            CompareOp::Eq | CompareOp::Ne => self,
        }
    }

    /// The comparison that holds where this one, of two integers, does not.
    pub fn negated(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Ge,
            CompareOp::Le => CompareOp::Gt,
            CompareOp::Gt => CompareOp::Le,
            CompareOp::Ge => CompareOp::Lt,
            CompareOp::Eq => CompareOp::Ne,
            CompareOp::Ne => CompareOp::Eq,
        }
    }
}

/// An operation. Unless it says otherwise operands and result are tagged.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A literal
    Const(Constant),
    /// `-a`
    Unary(UnaryOp, ValueId),
    /// `a + b`
    Binary(BinaryOp, ValueId, ValueId),
    /// `a < b`; gives a bool
    Compare(CompareOp, ValueId, ValueId),
    /// The condition of `if`, `loop`, `and`, `or`; gives a bool. Never raises.
    Truthy(ValueId),
    /// Whether a variable has no value yet; gives a bool. Never raises.
    IsUnset(ValueId),
    /// Whether a value is an integer of 63 bits; gives a bool. Never raises.
    IsSmall(ValueId),
    /// The second operand if the first, a bool, holds, else the third: what `if` gives that assigns small values. Never raises.
    Select(ValueId, ValueId, ValueId),
    /// `true` or `false` of a bool
    BoolValue(ValueId),
    /// The operand; raises UndefinedIdentError with the name if it is unset.
    CheckSet(ValueId, Name),
    /// `[a, b]`
    List(Vec<ValueId>),
    /// `{k: a, l: b}`
    Dict(Vec<Name>, Vec<ValueId>),
    /// A namespace: unset values are left out.
    Namespace(Vec<Name>, Vec<ValueId>),
    /// `a[i]`
    Index(ValueId, ValueId),
    /// `a[i] := v`; no result
    SetIndex(ValueId, ValueId, ValueId),
    /// `a[b:c]`; `in_place`: the result goes to the variable that held `a`, and nothing else does unless marked shared
    Slice { object: ValueId, start: Option<ValueId>, end: Option<ValueId>, in_place: bool },
    /// `a.k`
    Attribute(ValueId, Name),
    /// `a.k := v`; no result
    SetAttribute(ValueId, Name, ValueId),
    /// `a + [v]`; `in_place` as for `Slice`
    Append { object: ValueId, element: ValueId, in_place: bool },
    /// Notes that there may be a second reference to the value, if it is a list; no result. Never raises.
    MarkShared(ValueId),
    /// The value of a module variable, unset ones included. Never raises.
    GlobalGet(GlobalId),
    /// Assigns a module variable; no result. Never raises.
    GlobalSet(GlobalId, ValueId),
    /// The value of a frame slot. Never raises. Slots start unset.
    SlotGet(SlotId),
    /// Assigns a frame slot; no result. Never raises.
    SlotSet(SlotId, ValueId),
    /// Makes a closure with what it captures: values, or cells. Of a procedure without captures: another value than any
    /// other closure of it (`proc f() { }` that is executed again).
    Closure(ProcId, Vec<ValueId>),
    /// The running procedure's own closure.
    SelfClosure,
    /// Slot of the running closure: a value, or a cell.
    Captured(u32),
    /// Slot of a closure of a known procedure.
    CapturedOf(ProcId, ValueId, u32),
    /// A fresh captured variable.
    CellNew(ValueId),
    /// The value in a cell, unset included. Never raises.
    CellGet(ValueId),
    /// Assigns the variable in a cell; no result. Never raises.
    CellSet(ValueId, ValueId),
    /// `f(a)`: a procedure without captures; the number of arguments is right.
    Call(ProcId, Vec<ValueId>),
    /// `f(a)`: a known procedure with captures and its closure; the number of arguments is right.
    CallClosure(ProcId, ValueId, Vec<ValueId>),
    /// `f(a)`: any value.
    CallValue(ValueId, Vec<ValueId>),
    /// `length(a)`: index in the runtime's table. Counts and types are checked there.
    CallBuiltin(u32, Vec<ValueId>),
    /// Runs a module's body if it has not run; no result.
    RunModule(ModuleId),
    /// `emit a`; no result. Never raises.
    Emit(ValueId),
}

/// A jump target with the values of its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub block: BlockId,
    pub args: Vec<ValueId>,
}

/// The end of a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Terminator {
    Jump(Target),
    /// On a bool.
    Branch {
        condition: ValueId,
        then: Target,
        otherwise: Target,
    },
    Return(ValueId),
    /// `return f(a)`: replaces the frame. The block has no handler. Operands as in `Call`, `CallClosure`, `CallValue`.
    TailCall {
        proc: ProcId,
        args: Vec<ValueId>,
        span: Span,
    },
    TailCallClosure {
        proc: ProcId,
        closure: ValueId,
        args: Vec<ValueId>,
        span: Span,
    },
    TailCallValue {
        callee: ValueId,
        args: Vec<ValueId>,
        span: Span,
    },
    /// An error that is certain here.
    Raise {
        error: RaisedError,
        span: Span,
    },
    /// Control never gets here; the terminator of blocks that were removed or are not finished.
    Unreachable,
}

/// What [`Terminator::Raise`] raises.
#[derive(Debug, Clone, PartialEq)]
pub enum RaisedError {
    /// `facts` failed
    Assertion,
    /// A name without a value
    Unset(Name),
    /// A direct call of `name` with the wrong number of arguments
    Arity { name: Name, expected: u32, count: u32 },
}

impl Block {
    /// What is left of a block that was removed.
    pub fn removed() -> Block {
        Block { params: Vec::new(), insts: Vec::new(), terminator: Terminator::Unreachable, scope: None, handler: None }
    }
}

impl Program {
    /// What is known of the objects that a value of a procedure may be.
    pub fn class(&self, proc: &Proc, value: ValueId) -> Option<&Class> {
        proc.class(value).map(|class| &self.classes[class.0 as usize])
    }

    /// How the elements of a list lie in memory.
    pub fn element_kind(&self, proc: &Proc, list: ValueId) -> ElementKind {
        self.class(proc, list).map_or(ElementKind::Any, |class| class.kind)
    }

    /// Where all dictionaries that a value may be keep what they hold under a key: the number of the slot.
    pub fn field(&self, proc: &Proc, dict: ValueId, key: &Name) -> Option<(usize, &Field)> {
        self.class(proc, dict)?.field(key)
    }

    pub fn proc(&self, id: ProcId) -> &Proc {
        self.procs[id.0 as usize].as_ref().expect("a procedure that is referred to is in the program")
    }
}

impl Proc {
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    pub fn types(&self, value: ValueId) -> TypeSet {
        self.values[value.0 as usize].types
    }

    /// The number of the class of the value's objects.
    pub fn class(&self, value: ValueId) -> Option<ClassId> {
        self.values[value.0 as usize].class
    }

    /// Whether the value is certainly a small integer that is not negative.
    pub fn is_non_negative(&self, value: ValueId) -> bool {
        self.values[value.0 as usize].non_negative
    }

    pub fn repr(&self, value: ValueId) -> Repr {
        self.values[value.0 as usize].repr
    }
}
