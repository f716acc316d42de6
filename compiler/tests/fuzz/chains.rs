//! Chains of calls that end in an error: what a traceback shows must not depend on which calls are inlined, replace their
//! callers, or stand in loops.

use crate::generate::{Generator, Type};
use crate::tree::{Expr, Stmt};

impl Generator {
    /// A few procedures, each of which calls an earlier one, and a call of the last.
    pub fn chain(&mut self, body: &mut Vec<Stmt>) {
        let mut procs: Vec<String> = Vec::new();
        for _ in 0..self.random.below(5) + 1 {
            let (name, param) = (self.fresh(), self.fresh());
            let mut inner = Vec::new();
            self.link(&procs, Expr::name(&param), &mut inner);
            body.push(Stmt::Proc(name.clone(), vec![param], inner));
            procs.push(name);
        }
        for _ in 0..self.random.below(4) {
            let call = self.link_call(&procs);
            let statement = if self.random.chance(70) { self.caught(vec![call]) } else { call };
            body.push(statement);
        }
    }

    /// A call of one of the procedures, not in a tail position.
    fn link_call(&mut self, procs: &[String]) -> Stmt {
        let ty = self.random.pick(&[Type::Int, Type::Float, Type::Str, Type::List, Type::Floats, Type::Record]).clone();
        let argument = self.initial(&ty);
        let call = Expr::call(self.random.pick(procs), vec![argument]);
        match self.random.below(4) {
            0 => Stmt::Loop(self.fresh(), 2, vec![Stmt::Emit(call)]),
            1 => Stmt::Call(call),
            _ => Stmt::Emit(call),
        }
    }

    /// The body of a procedure: calls of earlier ones, or something that fails for most arguments.
    fn link(&mut self, procs: &[String], x: Expr, body: &mut Vec<Stmt>) {
        if procs.is_empty() || self.random.chance(15) {
            let value = self.failing(x);
            return body.push(Stmt::Return(Some(value)));
        }
        let call = |generator: &mut Generator| Expr::call(generator.random.pick(procs), vec![x.clone()]);
        let (first, second) = (call(self), call(self));
        match self.random.below(10) {
            0 | 1 => body.push(Stmt::Return(Some(first))),
            2 => body.push(Stmt::Return(Some(Expr::binary("+", first, second)))),
            3 => body.push(Stmt::If(x, vec![Stmt::Return(Some(first))], vec![Stmt::Return(Some(second))])),
            4 => {
                let (counter, value) = (self.fresh(), self.fresh());
                body.push(Stmt::Alloc(value.clone(), x));
                body.push(Stmt::Loop(counter, 3, vec![Stmt::Assign(Expr::name(&value), first)]));
                body.push(Stmt::Return(Some(Expr::name(value))));
            }
            5 => {
                let error = self.fresh();
                body.push(Stmt::Try(vec![Stmt::Return(Some(first))], error, vec![Stmt::Return(Some(second))]));
            }
            6 => {
                let inner = self.fresh();
                body.push(Stmt::Proc(inner.clone(), Vec::new(), vec![Stmt::Return(Some(first))]));
                body.push(Stmt::Return(Some(Expr::call(&inner, Vec::new()))));
            }
            7 => {
                let procedure = Expr::Dict(vec![("f".to_owned(), Expr::name(self.random.pick(procs)))]);
                let object = self.fresh();
                body.push(Stmt::Alloc(object.clone(), procedure));
                let call = Expr::Call(Box::new(Expr::name(object).attribute("f")), vec![x]);
                body.push(Stmt::Return(Some(call)));
            }
            _ => {
                let value = self.fresh();
                body.push(Stmt::Alloc(value.clone(), first));
                let value = self.failing(Expr::name(value));
                body.push(Stmt::Return(Some(value)));
            }
        }
    }

    fn failing(&mut self, x: Expr) -> Expr {
        match self.random.below(7) {
            0 => x.index(Expr::literal(self.random.below(5))),
            1 => x.attribute(*self.random.pick(&["x", "k"])),
            2 => Expr::binary("//", Expr::literal(1), x),
            3 => Expr::binary("+", x, Expr::literal(1)),
            4 => Expr::unary("-", x),
            5 => Expr::call("length", vec![x]),
            _ => Expr::binary("<", x, Expr::literal("1.5")),
        }
    }
}
