//! The text of random programs. It is written so that every program is finite and small, however it was cut down or
//! changed: loops that do not certainly count to a small number have a counter of their own, procedures that may call
//! themselves spend fuel, and numbers of repetitions are reduced.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter, Write};

use crate::read::is_builtin;
use crate::tree::{Expr, Module, Stmt, each_statement};

/// What all modules share: how many calls are left.
pub const FUEL: &str = ";;;omg
alloc left := 0
proc refill() { left := 300 }
proc spend() {
    left := left - 1
    if left < 0 { raise(\"out of fuel\") }
}
";

/// How often other loops than those that count to a number run.
const ITERATIONS: usize = 60;

/// The greatest number to which loops may count.
const SMALL: i64 = 200;

/// How many procedures may call each other without spending fuel.
const CALLS: usize = 5;

impl Module {
    pub fn text(&self) -> String {
        let text = format!("{}\nimport \"fuel.omg\" as fuel\n", self.header);
        let mut writer = Writer { out: text, uses: uses(&self.body), finite: HashMap::new(), guards: 0 };
        if let Some(exports) = &self.exports {
            writer.exports(exports, &self.body, 0);
        }
        writer.block(&self.body, 0);
        writer.out
    }
}

/// Whether the text is that of an integer of a few digits.
fn is_small(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|value| (0..=SMALL).contains(&value))
}

/// How a name is used in a module.
#[derive(Default)]
struct Uses<'a> {
    declared: usize,
    assigned: usize,
    /// What `alloc` makes it.
    initial: Option<&'a Expr>,
}

impl Uses<'_> {
    /// Whether it keeps what it is declared with.
    fn is_constant(&self) -> bool {
        self.declared == 1 && self.assigned == 0
    }
}

fn uses(body: &[Stmt]) -> HashMap<&str, Uses<'_>> {
    let mut uses: HashMap<&str, Uses> = HashMap::new();
    each_statement(body, &mut |statement| {
        for name in statement.declared() {
            uses.entry(name).or_default().declared += 1;
        }
        match statement {
            Stmt::Alloc(name, value) => uses.entry(name).or_default().initial = Some(value),
            Stmt::Loop(name, ..) | Stmt::Assign(Expr::Name(name), _) => uses.entry(name).or_default().assigned += 1,
            _ => {}
        }
    });
    uses
}

/// Whether `alloc` or `proc` declares the name in the scope of the statements.
fn declares(body: &[Stmt], name: &str) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Alloc(declared, _) | Stmt::Proc(declared, ..) => declared == name,
        Stmt::Loop(counter, _, body) => counter == name || declares(body, name),
        Stmt::Block(exports, body) => exports.iter().any(|export| export == name) && declares(body, name),
        _ => statement.blocks().into_iter().any(|block| declares(block, name)),
    })
}

struct Writer<'a> {
    out: String,
    uses: HashMap<&'a str, Uses<'a>>,
    /// The procedures that end without spending fuel, and how deep the calls in them are.
    finite: HashMap<&'a str, usize>,
    guards: usize,
}

impl<'a> Writer<'a> {
    fn line(&mut self, depth: usize, text: impl Display) {
        writeln!(self.out, "{}{text}", "    ".repeat(depth)).unwrap();
    }

    /// An `export` statement with those of the names that the statements (still) declare.
    fn exports(&mut self, names: &[String], body: &[Stmt], depth: usize) {
        let declared: Vec<&str> = names.iter().map(String::as_str).filter(|name| declares(body, name)).collect();
        if !declared.is_empty() {
            self.line(depth, format_args!("export {}", declared.join(", ")));
        }
    }

    fn block(&mut self, block: &'a [Stmt], depth: usize) {
        block.iter().for_each(|statement| self.statement(statement, depth));
    }

    fn statement(&mut self, statement: &'a Stmt, depth: usize) {
        match statement {
            Stmt::Alloc(name, value) => self.line(depth, format_args!("alloc {name} := {value}")),
            Stmt::Assign(target, value) => self.line(depth, format_args!("{target} := {value}")),
            Stmt::Emit(value) => self.line(depth, format_args!("emit {value}")),
            Stmt::Facts(condition) => self.line(depth, format_args!("facts {condition}")),
            Stmt::If(condition, then, otherwise) => {
                self.line(depth, format_args!("if {condition} {{"));
                self.block(then, depth + 1);
                if !otherwise.is_empty() {
                    self.line(depth, "} else {");
                    self.block(otherwise, depth + 1);
                }
                self.line(depth, "}");
            }
            Stmt::Loop(counter, limit, body) => {
                self.line(depth, format_args!("alloc {counter} := 0"));
                self.line(depth, format_args!("loop {counter} < {limit} {{"));
                self.line(depth + 1, format_args!("{counter} := {counter} + 1"));
                self.block(body, depth + 1);
                self.line(depth, "}");
            }
            Stmt::While(condition, body) => self.while_loop(condition, body, depth),
            Stmt::Break => self.line(depth, "break"),
            Stmt::Proc(name, params, body) => self.procedure(name, params, body, depth),
            Stmt::Return(None) => self.line(depth, "return"),
            Stmt::Return(Some(value)) => self.line(depth, format_args!("return {value}")),
            Stmt::Call(call) => self.line(depth, call),
            Stmt::Import(module, alias) => self.line(depth, format_args!("import \"{module}.omg\" as {alias}")),
            Stmt::ImportNames(module, names) => {
                let name = |(name, local): &(String, String)| match name == local {
                    true => name.clone(),
                    false => format!("{name} as {local}"),
                };
                let names: Vec<String> = names.iter().map(name).collect();
                self.line(depth, format_args!("import {{ {} }} from \"{module}.omg\"", names.join(", ")));
            }
            Stmt::Block(exports, body) => {
                self.line(depth, "{");
                self.exports(exports, body, depth + 1);
                self.block(body, depth + 1);
                self.line(depth, "}");
            }
            Stmt::Try(body, error, handler) => {
                self.line(depth, "try {");
                self.block(body, depth + 1);
                let space = if error.is_empty() { "" } else { " " };
                self.line(depth, format_args!("}} except{space}{error} {{"));
                self.block(handler, depth + 1);
                self.line(depth, "}");
            }
            Stmt::Refill => self.line(depth, "fuel.refill()"),
        }
    }

    fn while_loop(&mut self, condition: &Expr, body: &'a [Stmt], depth: usize) {
        if self.counts(condition, body) {
            self.line(depth, format_args!("loop {condition} {{"));
            self.block(body, depth + 1);
        } else {
            self.guards += 1;
            let guard = format!("g{}", self.guards);
            self.line(depth, format_args!("alloc {guard} := 0"));
            self.line(depth, format_args!("loop {condition} {{"));
            self.line(depth + 1, format_args!("{guard} := {guard} + 1"));
            self.line(depth + 1, format_args!("if {guard} > {ITERATIONS} {{ break }}"));
            self.block(body, depth + 1);
        }
        self.line(depth, "}");
    }

    /// Whether the loop is `loop i < n { ... i := i + 1 }` with an `i` that nothing else assigns, and a small `n`.
    fn counts(&self, condition: &Expr, body: &[Stmt]) -> bool {
        let Expr::Binary("<" | "<=", counter, bound) = condition else { return false };
        let Expr::Name(counter) = &**counter else { return false };
        let Some(Stmt::Assign(Expr::Name(target), Expr::Binary("+", left, step))) = body.last() else { return false };
        let steps = matches!((&**left, &**step), (Expr::Name(left), Expr::Literal(step))
            if left == counter && is_small(step) && step != "0");
        let Some(uses) = self.uses.get(counter.as_str()) else { return false };
        let starts = matches!(uses.initial, Some(Expr::Literal(start)) if is_small(start));
        let is_own = uses.declared == 1 && uses.assigned == 1 && !declares(body, counter);
        target == counter && steps && starts && is_own && self.is_bound(bound)
    }

    /// Whether the expression is a small number that stays the same.
    fn is_bound(&self, bound: &Expr) -> bool {
        let uses = |name: &str| self.uses.get(name).filter(|uses| uses.is_constant());
        match bound {
            Expr::Literal(text) => is_small(text),
            Expr::Name(name) => {
                let initial = uses(name).and_then(|uses| uses.initial);
                initial.is_some_and(|value| !matches!(value, Expr::Name(_)) && self.is_bound(value))
            }
            Expr::Call(callee, arguments) => match (&**callee, &arguments[..]) {
                (Expr::Name(callee), [Expr::Name(object)]) => callee == "length" && uses(object).is_some(),
                _ => false,
            },
            Expr::Binary("+" | "-", left, right) => self.is_bound(left) && self.is_bound(right),
            _ => false,
        }
    }

    fn procedure(&mut self, name: &'a str, params: &[String], body: &'a [Stmt], depth: usize) {
        self.line(depth, format_args!("proc {name}({}) {{", params.join(", ")));
        let calls = self.calls(body);
        if calls.is_none() {
            self.line(depth + 1, "fuel.spend()");
        }
        self.block(body, depth + 1);
        self.line(depth, "}");
        if let Some(calls) = calls
            && self.uses.get(name).is_some_and(Uses::is_constant)
        {
            self.finite.insert(name, calls);
        }
    }

    /// How deep the calls in a procedure are, if it calls nothing but built-ins and finite procedures, and not too deep.
    fn calls(&self, body: &[Stmt]) -> Option<usize> {
        let mut deepest = Some(0);
        let mut visit = |expression: &Expr| {
            if let Expr::Call(callee, _) = expression {
                let calls = match &**callee {
                    Expr::Name(name) if self.finite.contains_key(name.as_str()) => Some(self.finite[name.as_str()] + 1),
                    Expr::Name(name) if !self.uses.contains_key(name.as_str()) && is_builtin(name) => Some(0),
                    _ => None,
                };
                deepest = deepest.zip(calls).map(|(a, b)| a.max(b)).filter(|&depth| depth <= CALLS);
            }
            deepest.is_none()
        };
        each_statement(body, &mut |statement| {
            for expression in statement.expressions() {
                expression.any(&mut visit);
            }
        });
        deepest
    }
}

impl Display for Expr {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        match self {
            Expr::Literal(text) | Expr::Name(text) => out.write_str(text),
            Expr::Unary(operator, operand) => write!(out, "({operator}{operand})"),
            Expr::Binary(operator @ ("<<" | ">>"), left, right) => {
                write!(out, "({left} {operator} {})", Reduced(right))
            }
            Expr::Binary(operator, left, right) => write!(out, "({left} {operator} {right})"),
            Expr::Call(callee, arguments) => match (&**callee, &arguments[..]) {
                (Expr::Name(name), [first, second]) if ["list_repeat", "pow", "binary"].contains(&name.as_str()) => {
                    write!(out, "{name}({first}, {})", Reduced(second))
                }
                _ => write!(out, "{callee}({})", List(arguments)),
            },
            Expr::Index(object, index) => write!(out, "{object}[{index}]"),
            Expr::Slice(object, start, end) => {
                write!(out, "{object}[")?;
                start.iter().try_for_each(|bound| bound.fmt(out))?;
                out.write_str(":")?;
                end.iter().try_for_each(|bound| bound.fmt(out))?;
                out.write_str("]")
            }
            Expr::Attribute(object, name) => match **object {
                Expr::Literal(_) => write!(out, "({object}).{name}"),
                _ => write!(out, "{object}.{name}"),
            },
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

/// A number of repetitions that is not large.
struct Reduced<'a>(&'a Expr);

impl Display for Reduced<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        match self.0 {
            Expr::Literal(text) if is_small(text) => out.write_str(text),
            Expr::Unary("-", operand) if matches!(&**operand, Expr::Literal(text) if is_small(text)) => self.0.fmt(out),
            other => write!(out, "({other} % 70)"),
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
