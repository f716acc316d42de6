//! The abstract syntax tree: what the parser makes of one file. Every node has the span of the text it stands for.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::source::{FileId, Span};

/// A name or a string of the source; cheap to clone.
pub type Name = Arc<str>;

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    pub name: Name,
    pub span: Span,
}

/// Which year's meaning of the operators a file asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// `/` of two integers floors.
    E2025,
    /// `/` is always true division.
    E2026,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Module {
    pub file: FileId,
    /// `;;;omg 2026`: the edition that the header names; none for a plain `;;;omg`.
    pub edition: Option<Edition>,
    pub body: Block,
}

/// The statements of a file, or between `{` and `}` (the span includes the braces).
#[derive(Clone, Debug)]
pub struct Block {
    pub statements: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `alloc x := e`, `export alloc x := e` (with the place of the keyword)
    Alloc { name: Ident, value: Expr, export: Option<Span> },
    /// `x := e`, `d.k := e`, `xs[i] := e`. The target is a `Name`, or an `Attribute` or `Index` on any postfix
    /// expression that is rooted at a name; the parser has checked that.
    Assign { target: Expr, value: Expr },
    /// `emit e`
    Emit(Expr),
    /// `facts e`
    Facts(Expr),
    /// `if c { } elif c { } else { }`; at least one arm.
    If { arms: Vec<(Expr, Block)>, otherwise: Option<Block> },
    /// `loop c { }`
    Loop { condition: Expr, body: Block },
    /// `break`
    Break,
    /// `proc f(a, b) { }`
    Proc(Proc),
    /// `return e`, `return`
    Return(Option<Expr>),
    /// `f(1)`, `d.run()`, `xs[0](1)`: postfix operators on a name.
    Expr(Expr),
    /// `import "path" as alias` and the other forms
    Import(Import),
    /// `export a, b`
    Export(Vec<Ident>),
    /// `try { } except err { }`
    Try { body: Block, error: Option<Ident>, handler: Block },
    /// `{ }`
    Block(Block),
    /// What could not be parsed; an error has been reported.
    Error,
}

#[derive(Clone, Debug)]
pub struct Proc {
    pub name: Ident,
    pub params: Vec<Ident>,
    pub body: Block,
    /// `proc f(a, b)`, without the body.
    pub signature: Span,
    /// The keyword of `export proc f() { }`.
    pub export: Option<Span>,
}

#[derive(Clone, Debug)]
pub struct Import {
    /// The file of the module, or of its generator.
    pub path: Name,
    /// The path with its quotes.
    pub path_span: Span,
    /// `import eval table(16) from "gen.omg" as t`: the module is the text that the call gives.
    pub generator: Option<GeneratorCall>,
    pub binding: ImportBinding,
    /// The condition under which the import is part of the program.
    pub guard: Option<Guard>,
    /// The whole statement.
    pub span: Span,
}

impl Import {
    /// The name of the namespace, if that is what the import declares.
    pub fn alias(&self) -> Option<&Ident> {
        match &self.binding {
            ImportBinding::Namespace(alias) => Some(alias),
            _ => None,
        }
    }

    /// The names in braces.
    pub fn names(&self) -> &[ImportedName] {
        match &self.binding {
            ImportBinding::Names { names, .. } => names,
            _ => &[],
        }
    }

    /// The names that are declared, in source order.
    pub fn locals(&self) -> impl Iterator<Item = &Ident> {
        self.alias().into_iter().chain(self.names().iter().map(ImportedName::local))
    }
}

/// What an import declares.
#[derive(Clone, Debug)]
pub enum ImportBinding {
    /// `as utils`
    Namespace(Ident),
    /// `{ double, PI as pi }`, one name at least; the span includes the braces.
    Names { names: Vec<ImportedName>, span: Span },
    /// `*`, which a later phase refuses.
    All(Span),
}

/// `PI as pi`
#[derive(Clone, Debug)]
pub struct ImportedName {
    /// What the module calls it.
    pub name: Ident,
    /// What the importer calls it, if that differs.
    pub alias: Option<Ident>,
}

impl ImportedName {
    /// The name that the import declares.
    pub fn local(&self) -> &Ident {
        self.alias.as_ref().unwrap_or(&self.name)
    }
}

/// `table(16, "sin")`: a call that is made when the program is compiled.
#[derive(Clone, Debug)]
pub struct GeneratorCall {
    pub name: Ident,
    /// Constant expressions; a later phase sees to that.
    pub args: Vec<Expr>,
    pub span: Span,
}

/// When a guarded import is part of the program.
#[derive(Clone, Debug)]
pub enum Guard {
    /// `if target.os == "linux"`: a constant expression; a later phase sees to that.
    If(Expr),
    /// `fallback`: if no other import of that name is.
    Fallback(Span),
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `42`, `0b1010`, of any size
    Int(BigInt),
    /// `1.5`
    Float(f64),
    /// `"text"`, escapes resolved
    Str(Name),
    /// `true`, `false`
    Bool(bool),
    /// `x`
    Name(Name),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{k: v, "k": v}`
    Dict(Vec<DictEntry>),
    /// `-a`
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// `a + b`
    Binary { op: BinaryOp, op_span: Span, left: Box<Expr>, right: Box<Expr> },
    /// `f(a, b)`
    Call { callee: Box<Expr>, args: Vec<Expr> },
    /// `x[i]`
    Index { object: Box<Expr>, index: Box<Expr> },
    /// `x[a:b]`, each bound optional
    Slice { object: Box<Expr>, start: Option<Box<Expr>>, end: Option<Box<Expr>> },
    /// `x.name`
    Attribute { object: Box<Expr>, name: Ident },
    /// What could not be parsed; an error has been reported.
    Error,
}

/// `key: value` in a dictionary literal; the key is a name, a string, or the text of a number.
#[derive(Clone, Debug)]
pub struct DictEntry {
    pub key: Ident,
    pub value: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `+`
    Plus,
    /// `~`
    BitNot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `//`
    FloorDiv,
    /// `%`
    Mod,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `&`
    BitAnd,
    /// `^`
    BitXor,
    /// `|`
    BitOr,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `and`
    And,
    /// `or`
    Or,
}

impl BinaryOp {
    /// The operator as it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::FloorDiv => "//",
            BinaryOp::Mod => "%",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitXor => "^",
            BinaryOp::BitOr => "|",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
        }
    }
}

impl UnaryOp {
    /// The operator as it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            UnaryOp::Neg => "-",
            UnaryOp::Plus => "+",
            UnaryOp::BitNot => "~",
        }
    }
}
