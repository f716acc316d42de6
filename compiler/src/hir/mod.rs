//! The checked program: every name is resolved to a variable, every import to a module, every procedure knows what it
//! captures. The interpreter runs this tree; MIR is built from it.
//!
//! Invariant: after this phase nothing reports a user's error. What is certain to fail but was allowed by a lint is
//! still in the tree, in a form that raises when control gets there.

mod builtins;
mod declare;
mod dump;
mod exports;
mod flow;
mod lints;
mod lower;
mod prefix;
mod removal;
mod rename;
mod renew;
mod report;
mod scope;
mod session;
mod silent;
mod storage;
#[cfg(test)]
mod tests;
mod wildcard;

use num_bigint::BigInt;

pub use dump::{dump, dump_proc};
pub use lints::{Level, Lint, LintLevels, UnknownLint};
pub use lower::{lower, lower_input};
pub use session::{EarlierKind, EarlierName, Input, KnownNamespace};

pub use crate::modules::ModuleId;
use crate::source::{FileId, Span};
pub use crate::syntax::ast::{BinaryOp, Edition, Name, UnaryOp};

/// A procedure of the program, module bodies included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcId(pub u32);

/// A module variable of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GlobalId(pub u32);

/// A variable of one procedure, captured ones included: index in [`Proc::locals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(pub u32);

/// `args`, `module_file` and `current_dir` are the first three globals, shared by all modules.
pub const SHARED_GLOBALS: [&str; 3] = ["args", "module_file", "current_dir"];

/// The whole program.
#[derive(Debug)]
pub struct Program {
    /// In pre-order of the import graph.
    pub modules: Vec<Module>,
    /// Grouped by module, in the order of `modules`; each module's body comes first, then its procedures in source order.
    pub procs: Vec<Proc>,
    pub globals: Vec<Global>,
}

/// One source file.
#[derive(Debug)]
pub struct Module {
    pub file: FileId,
    /// As messages and tracebacks show it: `lib/shapes.omg`.
    pub name: Name,
    pub edition: Edition,
    /// The procedure without parameters that is its top-level statements; named `<top-level>`.
    pub body: ProcId,
    /// In order of first declaration.
    pub exports: Vec<Export>,
}

/// A name that importers see.
#[derive(Debug)]
pub struct Export {
    pub name: Name,
    pub global: GlobalId,
}

/// A module variable: a top-level `alloc`, `proc` or name of an import.
#[derive(Debug)]
pub struct Global {
    pub name: Name,
    /// None for the [`SHARED_GLOBALS`] and for variables of earlier inputs of an interactive session, which follow them.
    pub module: Option<ModuleId>,
    /// Where it is declared first (the name); none for the [`SHARED_GLOBALS`].
    pub span: Option<Span>,
    /// The one procedure that it always holds once it is set: declared by a single unconditional top-level `proc` and
    /// never assigned. Its calls are direct.
    pub constant_proc: Option<ProcId>,
    /// The first unconditional top-level `proc` of that name: what a call by name means while the variable is unset.
    pub hoisted_proc: Option<ProcId>,
    /// The module, when this is an import's alias (and nothing else assigns it: aliases are read-only).
    pub alias_of: Option<ModuleId>,
    /// How many statements assign it (`alloc`, `:=`, `proc`, `import`), from wherever.
    pub assignments: u32,
    /// Certain to be set whenever code of any procedure other than the module's own body reads it.
    pub set_in_procs: bool,
}

/// A procedure, or a module's body.
#[derive(Debug)]
pub struct Proc {
    pub name: Name,
    pub module: ModuleId,
    /// The procedure around it (for a top-level one the module's body); none for module bodies.
    pub parent: Option<ProcId>,
    /// The first `params` locals are the parameters, in order.
    pub params: u32,
    pub locals: Vec<Local>,
    /// What is taken from the surrounding procedure when the procedure statement runs. Slot `i` of the closure is
    /// `captures[i]`.
    pub captures: Vec<Capture>,
    pub body: Vec<Stmt>,
    /// `proc f(a, b)`, or the whole file for a module body.
    pub span: Span,
}

/// A variable of a procedure.
#[derive(Debug)]
pub struct Local {
    pub name: Name,
    pub span: Span,
    pub storage: Storage,
}

/// Where a variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the procedure's frame. If it is captured, then by value: it is never assigned after that.
    Frame,
    /// In a cell shared with closures. The cell exists (unset) from the start of the procedure; parameters start set.
    /// `alloc` fills it if it is unset and makes a fresh one otherwise.
    Cell,
    /// In slot `slot` of the running closure: a value, or a cell if `cell`.
    Captured { slot: u32, cell: bool },
}

/// One captured variable.
#[derive(Clone, Copy, Debug)]
pub struct Capture {
    /// The variable of the surrounding procedure: its value is copied, or its cell if its storage is one.
    pub outer: LocalId,
    /// The variable of this procedure that stands for it; its storage is [`Storage::Captured`].
    pub inner: LocalId,
}

/// Where an assignment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    Local(LocalId),
    Global(GlobalId),
}

#[derive(Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Debug)]
pub enum StmtKind {
    /// `alloc x := e`. For a local with [`Storage::Cell`]: see there.
    Alloc { variable: Variable, value: Expr },
    /// `x := e`
    Assign { variable: Variable, value: Expr },
    /// `x[i] := e`; evaluated in this order: object, index, value.
    SetIndex { object: Expr, index: Expr, value: Expr },
    /// `x.k := e`
    SetAttribute { object: Expr, name: Name, value: Expr },
    /// `x := e` where `x` is declared nowhere (allowed `undefined-name`): evaluates e, then raises.
    AssignUndefined { name: Name, value: Expr },
    /// `emit e`
    Emit(Expr),
    /// `facts e`
    Facts(Expr),
    /// `if`, `elif`, `else`
    If { condition: Expr, then: Vec<Stmt>, otherwise: Vec<Stmt> },
    /// `loop c { }`
    Loop { condition: Expr, body: Vec<Stmt> },
    /// `break`
    Break,
    /// `proc f(a) { }`: makes the closure and assigns it (never a fresh variable).
    Proc { variable: Variable, proc: ProcId },
    /// `return e`. `tail`: the value is a call (not of a built-in by name) outside `try`, and replaces the frame.
    Return { value: Option<Expr>, tail: bool },
    /// `f(1)`
    Expr(Expr),
    /// `import ...`: runs the module's body if it has not run, then binds. If the body was started before and did not end
    /// (an error that was caught), this raises ModuleImportError.
    Import { module: ModuleId, binding: ImportBinding },
    /// The start of a block in a loop: these variables of it are fresh ones, without values, and with cells of their own
    /// where they have cells. Only those are listed that code can meet before they are set.
    Unset(Vec<LocalId>),
    /// `try { } except err { }`; the error's text is bound as `alloc` does.
    Try { body: Vec<Stmt>, error: Option<Variable>, handler: Vec<Stmt> },
}

/// What an import binds, with the values that the exports have then.
#[derive(Debug)]
pub enum ImportBinding {
    /// `as a`: as `alloc` does, a namespace; exports that are still unset are left out.
    Namespace(Variable),
    /// `{ n as a }`: each as `alloc` does; a name whose export is still unset stays as it is.
    Names(Vec<ImportedName>),
}

/// `n as a`
#[derive(Clone, Copy, Debug)]
pub struct ImportedName {
    pub variable: Variable,
    /// A variable of the imported module.
    pub export: GlobalId,
    /// Certain to be set when the module's body has run.
    pub is_set: bool,
}

#[derive(Debug)]
pub struct Expr {
    pub kind: ExprKind,
    /// The whole expression. An operation that raises is reported on the line where this starts, calls and binary
    /// operators included.
    pub span: Span,
}

#[derive(Debug)]
pub enum ExprKind {
    Int(BigInt),
    Float(f64),
    Str(Name),
    Bool(bool),
    /// A variable of this procedure. `check`: it may be unset here, and then raises UndefinedIdentError.
    Local {
        local: LocalId,
        check: bool,
    },
    /// A module variable, of this module or (through a namespace known at compile time) of another.
    Global {
        global: GlobalId,
        check: bool,
    },
    /// Inside a nested procedure: that procedure's own closure. Not if its `proc` statement stands in a loop, since the
    /// name then means the last closure that was made.
    SelfProc,
    /// A built-in as a value: index in the runtime's table.
    Builtin(u32),
    /// A name declared nowhere (allowed `undefined-name`): raises.
    Undefined(Name),
    List(Vec<Expr>),
    /// Keys in source order; of equal ones the last value wins at the place of the first.
    Dict(Vec<(Name, Expr)>),
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    /// `/` means what the module's edition says.
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `and`, `or` are not in `Binary`.
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Call {
        callee: Callee,
        args: Vec<Expr>,
    },
    Index {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    /// A bound that is not written is none.
    Slice {
        object: Box<Expr>,
        start: Option<Box<Expr>>,
        end: Option<Box<Expr>>,
    },
    Attribute {
        object: Box<Expr>,
        name: Name,
    },
}

#[derive(Debug)]
pub enum Callee {
    /// A procedure without captures that is known at compile time. `guard`: a variable (of this procedure or module)
    /// that must be set for the call to be legal, such as an import alias; reading it unset raises first.
    Proc { proc: ProcId, guard: Option<Variable> },
    /// A nested procedure known at compile time; the expression gives its closure (a read that may raise).
    Closure { proc: ProcId, closure: Box<Expr> },
    /// By name through a variable that may be reassigned: calls its value, or `hoisted` while it is unset.
    Hoisted { global: GlobalId, hoisted: ProcId },
    /// A built-in by name.
    Builtin(u32),
    /// Anything else: evaluated before the arguments.
    Value(Box<Expr>),
}

impl Program {
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }

    pub fn proc(&self, id: ProcId) -> &Proc {
        &self.procs[id.0 as usize]
    }

    pub fn global(&self, id: GlobalId) -> &Global {
        &self.globals[id.0 as usize]
    }
}
