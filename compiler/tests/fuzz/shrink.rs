//! Cuts a program down while it keeps failing: statements are deleted, in large runs first, blocks are replaced by their
//! contents, expressions by their parts or by a plain value.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::tree::{Expr, Program, Stmt};

/// How long it may take altogether.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// The smallest program found for which `fails` still holds.
pub fn shrink(mut program: Program, fails: impl Fn(&Program) -> bool) -> Program {
    let start = Instant::now();
    loop {
        let before = program.clone();
        let mut changed = false;
        let mut size = count_statements(&before).max(1);
        while size > 0 {
            changed |= pass(&mut program, &fails, start, |at| Edit::Delete(at..at + size), size);
            size /= 2;
        }
        changed |= pass(&mut program, &fails, start, Edit::Unwrap, 1);
        for part in 0..PLAIN.len() + 3 {
            changed |= pass(&mut program, &fails, start, |at| Edit::Simplify(at, part), 1);
        }
        if !changed || start.elapsed() > TIME_LIMIT {
            return program;
        }
    }
}

/// A change at a place, counted in the order of the text.
enum Edit {
    /// Deletes the statements with these numbers.
    Delete(Range<usize>),
    /// Replaces a statement by those in its blocks.
    Unwrap(usize),
    /// Replaces an expression by one of its parts, or by a plain value.
    Simplify(usize, usize),
}

const PLAIN: [&str; 3] = ["0", "\"\"", "[]"];

/// Tries the edit at every place; keeps what still fails.
fn pass(
    program: &mut Program,
    fails: &impl Fn(&Program) -> bool,
    start: Instant,
    edit: impl Fn(usize) -> Edit,
    step: usize,
) -> bool {
    let mut changed = false;
    let mut at = 0;
    while start.elapsed() < TIME_LIMIT {
        let mut candidate = program.clone();
        match apply(&mut candidate, edit(at)) {
            Applied::Beyond => break,
            Applied::Changed if fails(&candidate) => {
                *program = candidate;
                changed = true;
            }
            _ => at += step,
        }
    }
    changed
}

#[derive(PartialEq)]
enum Applied {
    /// There is no such place.
    Beyond,
    /// There is, and nothing to do there.
    Nothing,
    Changed,
}

struct Editor {
    edit: Edit,
    statements: usize,
    expressions: usize,
    changed: bool,
}

fn apply(program: &mut Program, edit: Edit) -> Applied {
    let mut editor = Editor { edit, statements: 0, expressions: 0, changed: false };
    program.modules.iter_mut().for_each(|module| editor.block(&mut module.body));
    let beyond = match editor.edit {
        Edit::Delete(range) => range.start >= editor.statements,
        Edit::Unwrap(at) => at >= editor.statements,
        Edit::Simplify(at, _) => at >= editor.expressions,
    };
    match (beyond, editor.changed) {
        (true, _) => Applied::Beyond,
        (false, true) => Applied::Changed,
        (false, false) => Applied::Nothing,
    }
}

fn count_statements(program: &Program) -> usize {
    let mut editor = Editor { edit: Edit::Unwrap(usize::MAX), statements: 0, expressions: 0, changed: false };
    program.clone().modules.iter_mut().for_each(|module| editor.block(&mut module.body));
    editor.statements
}

impl Editor {
    fn block(&mut self, block: &mut Vec<Stmt>) {
        let mut result = Vec::new();
        for mut statement in std::mem::take(block) {
            let number = self.statements;
            self.statements += 1;
            self.statement(&mut statement);
            match &self.edit {
                Edit::Delete(range) if range.contains(&number) => self.changed = true,
                Edit::Unwrap(at) if *at == number => {
                    let contents = contents(statement);
                    self.changed = contents.1;
                    result.extend(contents.0);
                }
                _ => result.push(statement),
            }
        }
        *block = result;
    }

    fn statement(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Alloc(_, value) | Stmt::Emit(value) | Stmt::Facts(value) | Stmt::Return(Some(value)) => {
                self.expression(value)
            }
            Stmt::Assign(target, value) => {
                self.parts(target);
                self.expression(value);
            }
            Stmt::Call(call) => self.parts(call),
            Stmt::If(condition, then, otherwise) => {
                self.expression(condition);
                self.block(then);
                self.block(otherwise);
            }
            Stmt::Loop(_, _, body) | Stmt::Proc(_, _, body) | Stmt::Block(_, body) => self.block(body),
            Stmt::While(condition, body) => {
                self.expression(condition);
                self.block(body);
            }
            Stmt::Try(body, _, handler) => {
                self.block(body);
                self.block(handler);
            }
            Stmt::Break | Stmt::Return(None) | Stmt::Import(..) | Stmt::ImportNames(..) | Stmt::Refill => {}
        }
    }

    fn expression(&mut self, expression: &mut Expr) {
        let number = self.expressions;
        self.expressions += 1;
        if let Edit::Simplify(at, part) = self.edit
            && at == number
        {
            if let Some(simpler) = simplified(expression, part) {
                *expression = simpler;
                self.changed = true;
            }
            return;
        }
        self.parts(expression);
    }

    /// The parts of an expression that must itself stay what it is.
    fn parts(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Literal(_) | Expr::Name(_) => {}
            Expr::Unary(_, operand) => self.expression(operand),
            Expr::Binary(_, left, right) => {
                self.expression(left);
                self.expression(right);
            }
            Expr::Call(callee, arguments) => {
                self.parts(callee);
                arguments.iter_mut().for_each(|argument| self.expression(argument));
            }
            Expr::Index(object, index) => {
                self.parts(object);
                self.expression(index);
            }
            Expr::Slice(object, start, end) => {
                self.expression(object);
                [start, end].into_iter().flatten().for_each(|bound| self.expression(bound));
            }
            Expr::Attribute(object, _) => self.parts(object),
            Expr::List(elements) => elements.iter_mut().for_each(|element| self.expression(element)),
            Expr::Dict(entries) => entries.iter_mut().for_each(|(_, value)| self.expression(value)),
        }
    }
}

/// The statements in a statement's blocks, and whether it has any blocks.
fn contents(statement: Stmt) -> (Vec<Stmt>, bool) {
    match statement {
        Stmt::If(_, then, otherwise) => ([then, otherwise].concat(), true),
        Stmt::Loop(_, _, body) | Stmt::While(_, body) | Stmt::Try(body, ..) | Stmt::Block(_, body) => (body, true),
        other => (vec![other], false),
    }
}

/// The expression with number `part` in the list of its parts and then the plain values.
fn simplified(expression: &Expr, part: usize) -> Option<Expr> {
    if let Expr::Literal(_) | Expr::Name(_) = expression {
        return None;
    }
    if let Some(plain) = part.checked_sub(3) {
        return Some(Expr::literal(PLAIN[plain]));
    }
    let parts: Vec<Expr> = match expression {
        Expr::Literal(_) | Expr::Name(_) => Vec::new(),
        Expr::Unary(_, operand) => vec![(**operand).clone()],
        Expr::Binary(_, left, right) => vec![(**left).clone(), (**right).clone()],
        Expr::Call(_, arguments) => arguments.clone(),
        Expr::Index(object, index) => vec![(**object).clone(), (**index).clone()],
        Expr::Slice(object, ..) | Expr::Attribute(object, _) => vec![(**object).clone()],
        Expr::List(elements) => elements.clone(),
        Expr::Dict(entries) => entries.iter().map(|(_, value)| value.clone()).collect(),
    };
    parts.get(part).cloned()
}
