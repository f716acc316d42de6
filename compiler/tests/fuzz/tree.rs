//! Random programs as trees. `text` writes them.

#[derive(Clone)]
pub struct Program {
    /// The entry, `main.omg`, is the last one.
    pub modules: Vec<Module>,
}

#[derive(Clone)]
pub struct Module {
    /// Without `.omg`.
    pub name: String,
    pub header: &'static str,
    /// What an export list names, if there is one.
    pub exports: Option<Vec<String>>,
    pub body: Vec<Stmt>,
}

#[derive(Clone)]
pub enum Stmt {
    Alloc(String, Expr),
    Assign(Expr, Expr),
    Emit(Expr),
    Facts(Expr),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// The body runs at most so many times; the counter is declared here.
    Loop(String, usize, Vec<Stmt>),
    /// While the condition holds, but not for ever.
    While(Expr, Vec<Stmt>),
    Break,
    Proc(String, Vec<String>, Vec<Stmt>),
    Return(Option<Expr>),
    Call(Expr),
    /// Imports a module under a name.
    Import(String, String),
    /// Imports names of a module, perhaps under other names.
    ImportNames(String, Vec<(String, String)>),
    /// A bare block, and the names that it exports.
    Block(Vec<String>, Vec<Stmt>),
    /// The handler's name of the error may be empty: then it has none.
    Try(Vec<Stmt>, String, Vec<Stmt>),
    /// Fuel for the calls of what follows.
    Refill,
}

#[derive(Clone)]
pub enum Expr {
    /// A number, a string, `true` or `false`, as it is written.
    Literal(String),
    Name(String),
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Call(Box<Expr>, Vec<Expr>),
    Index(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    Attribute(Box<Expr>, String),
    List(Vec<Expr>),
    Dict(Vec<(String, Expr)>),
}

impl Expr {
    pub fn name(name: impl Into<String>) -> Expr {
        Expr::Name(name.into())
    }

    pub fn literal(text: impl ToString) -> Expr {
        Expr::Literal(text.to_string())
    }

    pub fn binary(operator: &'static str, left: Expr, right: Expr) -> Expr {
        Expr::Binary(operator, Box::new(left), Box::new(right))
    }

    pub fn unary(operator: &'static str, operand: Expr) -> Expr {
        Expr::Unary(operator, Box::new(operand))
    }

    /// A call of a procedure by its name.
    pub fn call(name: impl Into<String>, arguments: Vec<Expr>) -> Expr {
        Expr::Call(Box::new(Expr::name(name)), arguments)
    }

    pub fn index(self, index: Expr) -> Expr {
        Expr::Index(Box::new(self), Box::new(index))
    }

    pub fn slice(self, start: Option<Expr>, end: Option<Expr>) -> Expr {
        Expr::Slice(Box::new(self), start.map(Box::new), end.map(Box::new))
    }

    pub fn attribute(self, name: impl Into<String>) -> Expr {
        Expr::Attribute(Box::new(self), name.into())
    }
}

impl Stmt {
    /// The blocks in the statement.
    pub fn blocks(&self) -> Vec<&Vec<Stmt>> {
        match self {
            Stmt::If(_, first, second) | Stmt::Try(first, _, second) => vec![first, second],
            Stmt::Loop(_, _, body) | Stmt::While(_, body) | Stmt::Proc(_, _, body) | Stmt::Block(_, body) => vec![body],
            _ => Vec::new(),
        }
    }

    /// As [`blocks`](Stmt::blocks), to change them.
    pub fn blocks_mut(&mut self) -> Vec<&mut Vec<Stmt>> {
        match self {
            Stmt::If(_, first, second) | Stmt::Try(first, _, second) => vec![first, second],
            Stmt::Loop(_, _, body) | Stmt::While(_, body) | Stmt::Proc(_, _, body) | Stmt::Block(_, body) => vec![body],
            _ => Vec::new(),
        }
    }

    /// The expressions of the statement itself, the target of an assignment first.
    pub fn expressions(&self) -> Vec<&Expr> {
        match self {
            Stmt::Assign(target, value) => vec![target, value],
            Stmt::Alloc(_, e) | Stmt::Emit(e) | Stmt::Facts(e) | Stmt::If(e, ..) | Stmt::While(e, _) => vec![e],
            Stmt::Return(Some(e)) | Stmt::Call(e) => vec![e],
            _ => Vec::new(),
        }
    }

    /// As [`expressions`](Stmt::expressions), to change them.
    pub fn expressions_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Stmt::Assign(target, value) => vec![target, value],
            Stmt::Alloc(_, e) | Stmt::Emit(e) | Stmt::Facts(e) | Stmt::If(e, ..) | Stmt::While(e, _) => vec![e],
            Stmt::Return(Some(e)) | Stmt::Call(e) => vec![e],
            _ => Vec::new(),
        }
    }

    /// The names that the statement itself declares, parameters and counters among them.
    pub fn declared(&self) -> Vec<&String> {
        match self {
            Stmt::Alloc(name, _) | Stmt::Loop(name, ..) | Stmt::Try(_, name, _) => vec![name],
            Stmt::Proc(name, params, _) => std::iter::once(name).chain(params).collect(),
            _ => Vec::new(),
        }
    }

    /// As [`declared`](Stmt::declared), to change them.
    pub fn declared_mut(&mut self) -> Vec<&mut String> {
        match self {
            Stmt::Alloc(name, _) | Stmt::Loop(name, ..) | Stmt::Try(_, name, _) => vec![name],
            Stmt::Proc(name, params, _) => std::iter::once(name).chain(params).collect(),
            _ => Vec::new(),
        }
    }
}

impl Expr {
    /// The operands and elements.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Expr::Literal(_) | Expr::Name(_) => Vec::new(),
            Expr::Unary(_, e) | Expr::Attribute(e, _) => vec![e],
            Expr::Binary(_, a, b) | Expr::Index(a, b) => vec![a, b],
            Expr::Call(callee, arguments) => std::iter::once(&**callee).chain(arguments).collect(),
            Expr::Slice(object, start, end) => {
                let bounds = [start, end].into_iter().flatten();
                std::iter::once(object).chain(bounds).map(|part| &**part).collect()
            }
            Expr::List(elements) => elements.iter().collect(),
            Expr::Dict(entries) => entries.iter().map(|(_, value)| value).collect(),
        }
    }

    /// As [`parts`](Expr::parts), to change them.
    pub fn parts_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Expr::Literal(_) | Expr::Name(_) => Vec::new(),
            Expr::Unary(_, e) | Expr::Attribute(e, _) => vec![e],
            Expr::Binary(_, a, b) | Expr::Index(a, b) => vec![a, b],
            Expr::Call(callee, arguments) => std::iter::once(&mut **callee).chain(arguments).collect(),
            Expr::Slice(object, start, end) => {
                let bounds = [start, end].into_iter().flatten();
                std::iter::once(object).chain(bounds).map(|part| &mut **part).collect()
            }
            Expr::List(elements) => elements.iter_mut().collect(),
            Expr::Dict(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    /// Whether the condition holds for the expression or a part of it.
    pub fn any(&self, condition: &mut dyn FnMut(&Expr) -> bool) -> bool {
        condition(self) || self.parts().into_iter().any(|part| part.any(condition))
    }
}

/// Visits all statements, the outer ones first.
pub fn each_statement<'a>(block: &'a [Stmt], visit: &mut dyn FnMut(&'a Stmt)) {
    for statement in block {
        visit(statement);
        statement.blocks().into_iter().for_each(|inner| each_statement(inner, visit));
    }
}

/// Replaces names by those that are given for them.
pub fn rename(block: &mut [Stmt], names: &mut dyn FnMut(&str) -> Option<String>) {
    for statement in block {
        for name in statement.declared_mut() {
            if let Some(new) = names(name) {
                *name = new;
            }
        }
        statement.expressions_mut().into_iter().for_each(|expression| rename_in(expression, names));
        statement.blocks_mut().into_iter().for_each(|inner| rename(inner, names));
    }
}

fn rename_in(expression: &mut Expr, names: &mut dyn FnMut(&str) -> Option<String>) {
    if let Expr::Name(name) = expression
        && let Some(new) = names(name)
    {
        *name = new;
    }
    expression.parts_mut().into_iter().for_each(|part| rename_in(part, names));
}
