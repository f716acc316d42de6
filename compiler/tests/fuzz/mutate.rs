//! Small changes of programs, at random places: what works on a program may not work on its neighbours.

use crate::random::Random;
use crate::read::is_builtin;
use crate::tree::{Expr, Stmt, each_statement, rename};

/// How many of a thousand expressions and statements change.
#[derive(Clone, Copy)]
pub struct Rates {
    pub expressions: usize,
    pub statements: usize,
}

impl Rates {
    pub const GENTLE: Rates = Rates { expressions: 20, statements: 10 };
}

/// Operators that can stand for each other.
const OPERATORS: [&[&str]; 4] = [
    &["+", "-", "*", "//", "%", "/"],
    &["&", "|", "^", "<<", ">>"],
    &["<", "<=", ">", ">=", "==", "!="],
    &["and", "or"],
];

const LITERALS: [&str; 24] = [
    "0",
    "1",
    "2",
    "3",
    "127",
    "128",
    "255",
    "256",
    "0.0",
    "1.5",
    "0.5",
    "1e300",
    "true",
    "false",
    "\"\"",
    "\"a\"",
    "\"äb\"",
    "[]",
    "[1]",
    "{}",
    "2147483648",
    "4611686018427387903",
    "4611686018427387904",
    "9223372036854775808",
];

/// Changes the statements, which declare all names that they may use. Statements of `donor` may get in between.
pub fn mutate(body: &mut Vec<Stmt>, donor: &[Stmt], random: &mut Random, rates: Rates) {
    let names = declared(body);
    let mut donated = Vec::new();
    each_statement(donor, &mut |statement| {
        let ends = matches!(statement, Stmt::Break | Stmt::Return(_));
        if !ends && is_movable(statement) && declared(std::slice::from_ref(statement)).is_empty() {
            donated.push(statement);
        }
    });
    if !names.is_empty() {
        Mutator { random, rates, names, donated }.block(body, false);
    }
}

/// The names that statements declare.
fn declared(body: &[Stmt]) -> Vec<String> {
    let mut names = Vec::new();
    each_statement(body, &mut |statement| names.extend(statement.declared().into_iter().cloned()));
    names.retain(|name| !name.is_empty());
    names
}

struct Mutator<'a> {
    random: &'a mut Random,
    rates: Rates,
    names: Vec<String>,
    /// Statements of another program.
    donated: Vec<&'a Stmt>,
}

impl Mutator<'_> {
    fn block(&mut self, block: &mut Vec<Stmt>, in_loop: bool) {
        for mut statement in std::mem::take(block) {
            let is_place = matches!(statement, Stmt::Assign(..) | Stmt::Call(_));
            for (i, expression) in statement.expressions_mut().into_iter().enumerate() {
                self.expression(expression, is_place && i == 0);
            }
            let inner_in_loop = match statement {
                Stmt::Loop(..) | Stmt::While(..) => true,
                Stmt::Proc(..) => false,
                _ => in_loop,
            };
            statement.blocks_mut().into_iter().for_each(|inner| self.block(inner, inner_in_loop));
            if is_movable(&statement) && self.random.below(1000) < self.rates.statements {
                self.changed(statement, in_loop, block);
            } else {
                block.push(statement);
            }
        }
    }

    /// Something else than the statement, which is added to the block.
    fn changed(&mut self, statement: Stmt, in_loop: bool, block: &mut Vec<Stmt>) {
        let declares = !declared(std::slice::from_ref(&statement)).is_empty();
        let name = Expr::name(self.name());
        match self.random.below(12) {
            9..=11 if !self.donated.is_empty() => {
                let mut donated = [(*self.random.pick(&self.donated)).clone()];
                rename(&mut donated, &mut |name| (!is_builtin(name)).then(|| self.name()));
                block.push(statement);
                block.extend(donated);
            }
            0 if !declares => {}
            1 if !declares => block.extend([statement.clone(), statement]),
            2 => {
                let handler = vec![Stmt::Emit(name)];
                block.push(Stmt::Try(vec![statement], String::new(), handler));
            }
            3 => block.push(Stmt::If(name, vec![statement], Vec::new())),
            4 => block.extend([statement, Stmt::Emit(name)]),
            5 => block.extend([Stmt::Assign(Expr::name(self.name()), name), statement]),
            6 => block.extend([statement, Stmt::Assign(name.index(self.literal()), Expr::name(self.name()))]),
            7 if in_loop => block.extend([statement, Stmt::If(name, vec![Stmt::Break], Vec::new())]),
            _ => match block.pop() {
                // The other way round.
                Some(before) if is_movable(&before) => block.extend([statement, before]),
                before => block.extend(before.into_iter().chain([statement])),
            },
        }
    }

    /// Changes an expression or its parts. A place, and what is called, stays what it is, except for its indexes.
    fn expression(&mut self, expression: &mut Expr, is_place: bool) {
        let starts_with_place = is_place || matches!(expression, Expr::Call(..));
        for (i, part) in expression.parts_mut().into_iter().enumerate() {
            self.expression(part, starts_with_place && i == 0);
        }
        if !is_place && self.random.below(1000) < self.rates.expressions {
            *expression = self.other(expression.clone());
        }
    }

    fn other(&mut self, expression: Expr) -> Expr {
        let one = Expr::literal(1);
        match (self.random.below(12), expression) {
            (0..=3, Expr::Binary(operator, left, right)) => {
                let group = OPERATORS.iter().find(|group| group.contains(&operator)).expect("each is in a group");
                Expr::Binary(self.random.pick::<&str>(group), left, right)
            }
            (4, Expr::Binary(operator, left, right)) => Expr::Binary(operator, right, left),
            (5, Expr::Slice(object, start, _)) => Expr::Slice(object, None, start),
            (0..=4, Expr::Literal(_)) => self.literal(),
            (0..=4, Expr::Name(_)) => Expr::name(self.name()),
            (5, expression) => Expr::binary("+", expression, one),
            (6, expression) => Expr::binary("-", expression, one),
            (7, expression) => Expr::binary("+", expression, Expr::literal("0.5")),
            (8, expression @ (Expr::Name(_) | Expr::Attribute(..))) => expression.slice(None, None),
            (9, expression @ (Expr::Name(_) | Expr::Attribute(..))) => expression.index(Expr::literal(0)),
            (10, expression) => Expr::binary("+", expression, Expr::literal("\"\"")),
            (11, expression) => Expr::unary("-", expression),
            (_, expression) => match expression.parts().first() {
                Some(part) if self.random.chance(50) => (*part).clone(),
                _ => self.literal(),
            },
        }
    }

    fn name(&mut self) -> String {
        self.random.pick(&self.names).clone()
    }

    fn literal(&mut self) -> Expr {
        Expr::literal(self.random.pick(&LITERALS))
    }
}

/// Whether the statement can be moved, wrapped and left out without a name being lost.
fn is_movable(statement: &Stmt) -> bool {
    !matches!(statement, Stmt::Alloc(..) | Stmt::Proc(..) | Stmt::Import(..) | Stmt::ImportNames(..) | Stmt::Refill)
}
