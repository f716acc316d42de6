//! Random programs as trees, and their text. Some nodes stand for a pattern that keeps every program finite, however it
//! is cut down: a loop has its own counter, and a procedure spends fuel when it is entered.

use std::fmt::{self, Display, Formatter, Write};

/// What all modules share: how many calls are left.
pub const FUEL: &str = ";;;omg
alloc left := 0
proc refill() { left := 300 }
proc spend() {
    left := left - 1
    if left < 0 { raise(\"out of fuel\") }
}
";

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
    Break,
    Proc(String, Vec<String>, Vec<Stmt>),
    Return(Expr),
    Call(Expr),
    /// Imports a module under its own name.
    Import(String),
    /// Imports names of a module, perhaps under other names.
    ImportNames(String, Vec<(String, String)>),
    /// A bare block, and the names that it exports.
    Block(Vec<String>, Vec<Stmt>),
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
    pub fn call(name: &str, arguments: Vec<Expr>) -> Expr {
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

impl Module {
    pub fn text(&self) -> String {
        let mut text = format!("{}\nimport \"fuel.omg\" as fuel\n", self.header);
        if let Some(exports) = &self.exports {
            write_exports(&mut text, exports, &self.body, 0);
        }
        write_block(&mut text, &self.body, 0);
        text
    }
}

/// An `export` statement with those of the names that the statements (still) declare.
fn write_exports(out: &mut String, names: &[String], body: &[Stmt], depth: usize) {
    let declared: Vec<&str> = names.iter().map(String::as_str).filter(|name| declares(body, name)).collect();
    if !declared.is_empty() {
        writeln!(out, "{}export {}", "    ".repeat(depth), declared.join(", ")).unwrap();
    }
}

/// Whether `alloc` or `proc` declares the name in the scope of the statements.
fn declares(body: &[Stmt], name: &str) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Alloc(declared, _) | Stmt::Proc(declared, ..) => declared == name,
        Stmt::If(_, then, otherwise) => declares(then, name) || declares(otherwise, name),
        Stmt::Loop(counter, _, body) => counter == name || declares(body, name),
        Stmt::Try(body, _, handler) => declares(body, name) || declares(handler, name),
        Stmt::Block(exports, body) => exports.iter().any(|export| export == name) && declares(body, name),
        _ => false,
    })
}

fn write_block(out: &mut String, block: &[Stmt], depth: usize) {
    block.iter().for_each(|statement| write_statement(out, statement, depth));
}

fn write_statement(out: &mut String, statement: &Stmt, depth: usize) {
    let pad = "    ".repeat(depth);
    let close = |out: &mut String| writeln!(out, "{pad}}}").unwrap();
    match statement {
        Stmt::Alloc(name, value) => writeln!(out, "{pad}alloc {name} := {value}").unwrap(),
        Stmt::Assign(target, value) => writeln!(out, "{pad}{target} := {value}").unwrap(),
        Stmt::Emit(value) => writeln!(out, "{pad}emit {value}").unwrap(),
        Stmt::Facts(condition) => writeln!(out, "{pad}facts {condition}").unwrap(),
        Stmt::If(condition, then, otherwise) => {
            writeln!(out, "{pad}if {condition} {{").unwrap();
            write_block(out, then, depth + 1);
            if !otherwise.is_empty() {
                writeln!(out, "{pad}}} else {{").unwrap();
                write_block(out, otherwise, depth + 1);
            }
            close(out);
        }
        Stmt::Loop(counter, limit, body) => {
            writeln!(out, "{pad}alloc {counter} := 0\n{pad}loop {counter} < {limit} {{").unwrap();
            writeln!(out, "{pad}    {counter} := {counter} + 1").unwrap();
            write_block(out, body, depth + 1);
            close(out);
        }
        Stmt::Break => writeln!(out, "{pad}break").unwrap(),
        Stmt::Proc(name, params, body) => {
            writeln!(out, "{pad}proc {name}({}) {{\n{pad}    fuel.spend()", params.join(", ")).unwrap();
            write_block(out, body, depth + 1);
            close(out);
        }
        Stmt::Return(value) => writeln!(out, "{pad}return {value}").unwrap(),
        Stmt::Call(call) => writeln!(out, "{pad}{call}").unwrap(),
        Stmt::Import(name) => writeln!(out, "{pad}import \"{name}.omg\" as {name}").unwrap(),
        Stmt::ImportNames(module, names) => {
            let name = |(name, local): &(String, String)| match name == local {
                true => name.clone(),
                false => format!("{name} as {local}"),
            };
            let names: Vec<String> = names.iter().map(name).collect();
            writeln!(out, "{pad}import {{ {} }} from \"{module}.omg\"", names.join(", ")).unwrap();
        }
        Stmt::Block(exports, body) => {
            writeln!(out, "{pad}{{").unwrap();
            write_exports(out, exports, body, depth + 1);
            write_block(out, body, depth + 1);
            close(out);
        }
        Stmt::Try(body, error, handler) => {
            writeln!(out, "{pad}try {{").unwrap();
            write_block(out, body, depth + 1);
            writeln!(out, "{pad}}} except {error} {{").unwrap();
            write_block(out, handler, depth + 1);
            close(out);
        }
        Stmt::Refill => writeln!(out, "{pad}fuel.refill()").unwrap(),
    }
}

impl Display for Expr {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        match self {
            Expr::Literal(text) | Expr::Name(text) => out.write_str(text),
            Expr::Unary(operator, operand) => write!(out, "({operator}{operand})"),
            Expr::Binary(operator, left, right) => write!(out, "({left} {operator} {right})"),
            Expr::Call(callee, arguments) => write!(out, "{callee}({})", List(arguments)),
            Expr::Index(object, index) => write!(out, "{object}[{index}]"),
            Expr::Slice(object, start, end) => {
                write!(out, "{object}[")?;
                start.iter().try_for_each(|bound| bound.fmt(out))?;
                out.write_str(":")?;
                end.iter().try_for_each(|bound| bound.fmt(out))?;
                out.write_str("]")
            }
            Expr::Attribute(object, name) => write!(out, "{object}.{name}"),
            Expr::List(elements) => write!(out, "[{}]", List(elements)),
            Expr::Dict(entries) => {
                out.write_str("{")?;
                for (i, (key, value)) in entries.iter().enumerate() {
                    write!(out, "{}{key}: {value}", if i == 0 { "" } else { ", " })?;
                }
                out.write_str("}")
            }
        }
    }
}

/// Expressions with commas between them.
struct List<'a>(&'a [Expr]);

impl Display for List<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        for (i, element) in self.0.iter().enumerate() {
            write!(out, "{}{element}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
