//! Sequences of operations on a few variables of one type, in procedures, closures, loops and branches: whoever holds an
//! object sees its changes, and nobody sees those of another.

use crate::generate::{Generator, Type};
use crate::tree::{Expr, Module, Program, Stmt};

const TYPES: [Type; 8] =
    [Type::List, Type::Floats, Type::Bytes, Type::Record, Type::Record, Type::Nested, Type::Str, Type::Int];
const FIELDS: [&str; 3] = ["x", "y", "n"];

/// The variables of a sequence.
struct Sequence {
    ty: Type,
    names: Vec<String>,
    /// Procedures with one parameter, which is their result.
    procs: Vec<String>,
    /// How many loops and branches there may still be around a statement.
    depth: usize,
    /// Whether values of other types get in.
    mixes: bool,
}

impl Generator {
    /// A program of a few sequences, and a chain of calls that ends in an error.
    pub fn program_of_sequences(&mut self) -> Program {
        let mut body = Vec::new();
        for _ in 0..self.random.below(3) + 1 {
            self.sequence(&mut body);
        }
        if self.random.chance(60) {
            self.chain(&mut body);
        }
        let header = *self.random.pick(&[";;;omg", ";;;omg 2026"]);
        Program { modules: vec![Module { name: "main".to_owned(), header, exports: None, body }] }
    }

    fn sequence(&mut self, body: &mut Vec<Stmt>) {
        let ty = self.random.pick(&TYPES).clone();
        let names: Vec<String> = (0..self.random.below(3) + 1).map(|_| self.fresh()).collect();
        let mixes = self.random.chance(30);
        let mut sequence = Sequence { ty, names, procs: Vec::new(), depth: 2, mixes };
        let mut inner = Vec::new();
        for name in &sequence.names {
            inner.push(Stmt::Alloc(name.clone(), self.initial(&sequence.ty)));
        }
        for _ in 0..self.random.below(3) {
            self.helper(&mut sequence, &mut inner);
        }
        let count = self.random.below(12) + 4;
        let operations = self.operations(&sequence, count);
        if self.random.chance(25) {
            // The variables are captured.
            let name = self.fresh();
            inner.push(Stmt::Proc(name.clone(), Vec::new(), operations));
            let call = Stmt::Call(Expr::call(&name, Vec::new()));
            inner.extend([call.clone(), call]);
        } else {
            inner.extend(operations);
        }
        inner.extend(sequence.names.iter().map(|name| Stmt::Emit(Expr::name(name))));
        if self.random.chance(50) {
            let name = self.fresh();
            body.push(Stmt::Proc(name.clone(), Vec::new(), inner));
            inner = vec![Stmt::Call(Expr::call(&name, Vec::new()))];
        }
        if self.random.chance(60) {
            inner = vec![self.caught(inner)];
        }
        body.extend(inner);
    }

    /// A procedure that changes its parameter, or what is around it.
    fn helper(&mut self, sequence: &mut Sequence, body: &mut Vec<Stmt>) {
        let (name, param) = (self.fresh(), self.fresh());
        let names = match self.random.below(3) {
            0 => [sequence.names.clone(), vec![param.clone()]].concat(),
            _ => vec![param.clone()],
        };
        let own =
            Sequence { names, ty: sequence.ty.clone(), procs: sequence.procs.clone(), depth: 1, mixes: sequence.mixes };
        let count = self.random.below(3);
        let mut inner = self.operations(&own, count);
        inner.push(Stmt::Return(Some(Expr::name(param.clone()))));
        body.push(Stmt::Proc(name.clone(), vec![param], inner));
        sequence.procs.push(name);
    }

    fn operations(&mut self, sequence: &Sequence, count: usize) -> Vec<Stmt> {
        let mut body = Vec::new();
        for _ in 0..count {
            self.operation(sequence, &mut body);
        }
        body
    }

    /// One operation, or some in a loop or branch.
    fn operation(&mut self, sequence: &Sequence, body: &mut Vec<Stmt>) {
        if sequence.depth > 0 && self.random.chance(20) {
            let procs = sequence.procs.clone();
            let (names, ty) = (sequence.names.clone(), sequence.ty.clone());
            let inner = Sequence { names, ty, procs, depth: sequence.depth - 1, mixes: sequence.mixes };
            let count = self.random.below(4) + 1;
            let operations = self.operations(&inner, count);
            return match self.random.below(7) {
                0 => body.push(self.caught(operations)),
                1 => {
                    let otherwise = self.operations(&inner, 1);
                    body.push(Stmt::If(self.test(sequence), operations, otherwise));
                }
                2 | 3 => self.advancing(sequence, operations, body),
                _ => self.counted(operations, body),
            };
        }
        let (x, y) = (self.one_of(sequence), self.one_of(sequence));
        match self.random.below(13) {
            0 | 12 => body.push(Stmt::Assign(x, y)),
            1 => body.push(Stmt::Emit(x)),
            2 if !sequence.procs.is_empty() => {
                let call = Expr::call(self.random.pick(&sequence.procs), vec![y]);
                body.push(if self.random.chance(60) { Stmt::Assign(x, call) } else { Stmt::Call(call) });
            }
            3 => {
                // In a container and out of it again.
                let holder = Expr::name(self.declared(Expr::List(vec![x.clone(), y]), body));
                self.own_operation(sequence, body);
                body.push(Stmt::Assign(x, holder.clone().index(Expr::literal(1))));
                body.push(Stmt::Emit(holder));
            }
            4 => {
                let copy = self.declared(x, body);
                self.own_operation(sequence, body);
                body.push(Stmt::Emit(Expr::name(copy)));
            }
            _ => self.own_operation(sequence, body),
        }
    }

    /// `alloc v := e`; gives the name.
    fn declared(&mut self, value: Expr, body: &mut Vec<Stmt>) -> String {
        let name = self.fresh();
        body.push(Stmt::Alloc(name.clone(), value));
        name
    }

    fn counted(&mut self, mut operations: Vec<Stmt>, body: &mut Vec<Stmt>) {
        let counter = Expr::name(self.declared(Expr::literal(0), body));
        let limit = Expr::literal(self.random.below(4) + 1);
        operations.push(Stmt::Assign(counter.clone(), Expr::binary("+", counter.clone(), Expr::literal(1))));
        body.push(Stmt::While(Expr::binary("<", counter, limit), operations));
    }

    /// A loop with a condition on something that changes in it.
    fn advancing(&mut self, sequence: &Sequence, mut operations: Vec<Stmt>, body: &mut Vec<Stmt>) {
        let x = self.one_of(sequence);
        let value = self.value(sequence);
        let below = |left: Expr, right: Expr| Expr::binary("<", left, right);
        let add = |place: Expr, right: Expr| Stmt::Assign(place.clone(), Expr::binary("+", place, right));
        let (condition, step) = match sequence.ty {
            Type::Int => (below(x.clone(), value), add(x, Expr::literal(1))),
            Type::Record => {
                let field = self.field_of(x);
                (below(field.clone(), value), add(field, Expr::literal("1.5")))
            }
            Type::List | Type::Floats | Type::Bytes if self.random.chance(50) => {
                let element = x.index(self.position());
                (below(element.clone(), value), add(element, Expr::literal(1)))
            }
            _ => {
                let element = if sequence.ty == Type::Str { value } else { Expr::List(vec![value]) };
                let limit = Expr::literal(self.random.below(8));
                (below(Expr::call("length", vec![x.clone()]), limit), add(x, element))
            }
        };
        operations.insert(self.random.below(operations.len() + 1), step);
        body.push(Stmt::While(condition, operations));
    }

    /// A condition on the variables, that may change.
    fn test(&mut self, sequence: &Sequence) -> Expr {
        let (x, y) = (self.one_of(sequence), self.one_of(sequence));
        let operator = *self.random.pick(&["<", ">", "<=", "==", "!="]);
        match sequence.ty {
            Type::Int | Type::Str => Expr::binary(operator, x, y),
            Type::Record => Expr::binary(operator, self.field_of(x), self.field_of(y)),
            _ if self.random.chance(50) => {
                let limit = Expr::literal(self.random.below(7));
                Expr::binary(operator, Expr::call("length", vec![x]), limit)
            }
            _ => Expr::binary(operator, x.index(self.position()), self.value(sequence)),
        }
    }

    /// What can be done to variables of the type alone.
    fn own_operation(&mut self, sequence: &Sequence, body: &mut Vec<Stmt>) {
        let (x, y) = (self.one_of(sequence), self.one_of(sequence));
        match sequence.ty {
            Type::Record => self.record_operation(sequence, x, y, body),
            Type::Int => {
                let operator = *self.random.pick(&["+", "-", "*", "+", "-", "//", "%", "&", "|", ">>"]);
                let right = if self.random.chance(50) { y } else { self.value(sequence) };
                let value = Expr::binary(operator, self.one_of(sequence), right);
                body.push(Stmt::Assign(x, Expr::binary("%", value, Expr::literal("9223372036854775900"))));
            }
            _ => self.list_operation(sequence, x, y, body),
        }
    }

    /// Of lists and strings.
    fn list_operation(&mut self, sequence: &Sequence, x: Expr, y: Expr, body: &mut Vec<Stmt>) {
        let is_text = sequence.ty == Type::Str;
        let value = self.value(sequence);
        let element = if is_text { value.clone() } else { Expr::List(vec![value.clone()]) };
        let sum = |left: Expr, right: Expr| Expr::binary("+", left, right);
        let limited = |value: Expr| value.slice(None, Some(Expr::literal(20)));
        match self.random.below(14) {
            0..=3 => body.push(Stmt::Assign(x.clone(), sum(x, element))),
            4 => body.push(Stmt::Assign(x, limited(sum(y, self.one_of(sequence))))),
            5 => {
                let longer = self.declared(sum(x, element), body);
                body.push(Stmt::Emit(Expr::name(longer)));
            }
            6..=8 if !is_text => body.push(Stmt::Assign(x.index(self.position()), value)),
            9 if !is_text => {
                let from = y.index(self.position());
                let from = if self.random.chance(50) { from } else { sum(from, value) };
                body.push(Stmt::Assign(x.index(self.position()), from));
            }
            10 => body.push(Stmt::Assign(x.clone(), x.slice(Some(Expr::literal(1)), None))),
            11 => {
                let end = Expr::binary("-", Expr::call("length", vec![y.clone()]), Expr::literal(1));
                body.push(Stmt::Assign(x, y.slice(Some(Expr::literal(0)), Some(end))));
            }
            12 => body.push(Stmt::Assign(x, y.slice(None, None))),
            13 => body.push(Stmt::Assign(x, self.initial(&sequence.ty))),
            _ => body.push(Stmt::Emit(Expr::binary("==", x.index(self.position()), y.index(self.position())))),
        }
    }

    fn record_operation(&mut self, sequence: &Sequence, x: Expr, y: Expr, body: &mut Vec<Stmt>) {
        let value = self.value(sequence);
        match self.random.below(12) {
            0..=2 => {
                let operator = *self.random.pick(&["+", "-", "*"]);
                body.push(Stmt::Assign(self.field_of(x), Expr::binary(operator, self.field_of(y), value)));
            }
            3 => body.push(Stmt::Assign(self.field_of(x), value)),
            4..=5 => body.push(Stmt::Assign(self.field_of(x), self.field_of(y))),
            6..=7 => {
                let field = self.field_of(x);
                let kept = self.declared(field, body);
                self.operation(
                    &Sequence {
                        depth: 0,
                        procs: Vec::new(),
                        names: sequence.names.clone(),
                        ty: sequence.ty.clone(),
                        ..*sequence
                    },
                    body,
                );
                body.push(Stmt::Emit(Expr::name(kept)));
            }
            8..=9 => {
                let mut fields = FIELDS.map(|key| (key.to_owned(), self.field_of(y.clone()))).to_vec();
                if self.random.chance(10) {
                    fields.reverse();
                }
                body.push(Stmt::Assign(x, Expr::Dict(fields)));
            }
            10 if self.random.chance(50) => {
                body.push(Stmt::Assign(x.clone().attribute("z"), value));
                body.push(Stmt::Emit(x));
            }
            11 if self.random.chance(20) => body.push(Stmt::Assign(x, Expr::call("freeze", vec![y]))),
            _ => body.push(Stmt::Emit(x)),
        }
    }

    fn field_of(&mut self, record: Expr) -> Expr {
        record.attribute(*self.random.pick(&FIELDS))
    }

    fn one_of(&mut self, sequence: &Sequence) -> Expr {
        Expr::name(self.random.pick(&sequence.names))
    }

    /// An element, a field, or what is added.
    fn value(&mut self, sequence: &Sequence) -> Expr {
        if sequence.mixes && self.random.chance(10) {
            let ty = self.any_type();
            return self.initial(&ty);
        }
        match sequence.ty {
            Type::Floats | Type::Record => self.initial(&Type::Float),
            Type::Bytes if self.random.chance(50) => self.initial(&Type::Bool),
            Type::Bytes => Expr::literal(self.random.pick(&[0, 1, 63, 126, 127, 127, 128])),
            Type::Nested if self.random.chance(50) => self.one_of(sequence).index(self.position()),
            Type::Nested => self.initial(&Type::List),
            Type::Str => self.initial(&Type::Str),
            _ => self.initial(&Type::Int),
        }
    }
}
