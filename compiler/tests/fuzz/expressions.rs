//! Random expressions of a wanted type. Types are the generator's own plan of a program: now and then it breaks it on
//! purpose, so that errors happen.

use std::rc::Rc;

use crate::generate::{Generator, Signature, Type};
use crate::tree::Expr;

/// Where the representation of integers changes, and their neighbours.
const BOUNDARIES: [i128; 9] = [1 << 7, 1 << 31, 1 << 32, 1 << 53, 1 << 60, 1 << 61, 1 << 62, 1 << 63, 1 << 64];
const FLOATS: [&str; 8] = ["0.0", "0.5", "1.5", "0.1", "2.0", "1e300", "4611686018427387904.0", "1e-7"];
const TEXTS: [&str; 8] = ["", "a", "omg", "größe", "日本", "x y", "😀", "12"];
/// Dictionaries begin with the first ones.
const KEYS: [&str; 5] = ["a", "b", "key", "x1", "last"];

/// What a number is reduced to before it is stored, so that loops cannot make it grow without bounds.
const MODULUS: &str = "73786976294838206467";

impl Generator {
    /// An expression that gives a value of the type, if nothing goes wrong.
    pub fn expression(&mut self, ty: &Type, depth: usize) -> Expr {
        if self.breaks_plan && self.random.below(250) == 0 {
            let other = self.any_type();
            return self.typed(&other, depth);
        }
        self.typed(ty, depth)
    }

    /// As `expression`, and of bounded size: for what is stored or passed.
    pub fn storable(&mut self, ty: &Type) -> Expr {
        let value = self.expression(ty, 3);
        match ty {
            Type::Int if grows(&value) => Expr::binary("%", value, Expr::literal(MODULUS)),
            Type::Str if !is_plain(&value) => value.slice(None, Some(Expr::literal(40))),
            Type::List | Type::Nested | Type::Floats | Type::Bytes
                if !matches!(value, Expr::List(_)) && !is_plain(&value) =>
            {
                value.slice(None, Some(Expr::literal(12)))
            }
            _ => value,
        }
    }

    fn typed(&mut self, ty: &Type, depth: usize) -> Expr {
        let use_variable = depth == 0 || self.random.chance(35);
        if use_variable && let Some(variable) = self.variable(ty) {
            return variable;
        }
        if depth > 0
            && self.random.chance(12)
            && let Some(call) = self.call_giving(ty)
        {
            return call;
        }
        match ty {
            Type::Int if depth > 0 => self.integer(depth - 1),
            Type::Int => self.integer_literal(),
            Type::Float if depth > 0 => self.float(depth - 1),
            Type::Float => Expr::literal(self.random.pick(&FLOATS)),
            Type::Str if depth > 0 => self.text(depth - 1),
            Type::Str => self.text_literal(),
            Type::Bool if depth > 0 => self.condition(depth - 1),
            Type::Bool => Expr::literal(self.random.chance(50)),
            Type::List => self.list(depth.saturating_sub(1)),
            Type::Nested => self.nested(depth.saturating_sub(1)),
            Type::Floats | Type::Bytes => self.plain_list(ty, depth.saturating_sub(1)),
            Type::Dict => self.dictionary(depth.saturating_sub(1)),
            Type::Record => self.record(depth.saturating_sub(1)),
            Type::Proc(signature) => self.procedure(signature),
        }
    }

    /// A call of a visible procedure with that result.
    pub fn call_giving(&mut self, ty: &Type) -> Option<Expr> {
        if self.is_leaf {
            return None;
        }
        let candidates: Vec<(Expr, Rc<Signature>)> = self
            .variables
            .iter()
            .filter_map(|v| match &v.ty {
                Type::Proc(signature) if signature.result == *ty => Some((v.place.clone(), signature.clone())),
                _ => None,
            })
            .collect();
        if candidates.is_empty() {
            return None;
        }
        let (callee, signature) = self.random.pick(&candidates).clone();
        Some(self.call(callee, &signature))
    }

    pub fn call(&mut self, callee: Expr, signature: &Signature) -> Expr {
        let arguments = signature.params.iter().map(|ty| self.storable(ty)).collect();
        Expr::Call(Box::new(callee), arguments)
    }

    fn procedure(&mut self, signature: &Signature) -> Expr {
        match self.variable(&Type::Proc(Rc::new(signature.clone()))) {
            Some(place) => place,
            None => Expr::name("length"),
        }
    }

    fn integer_literal(&mut self) -> Expr {
        if !self.random.chance(self.boundary_share) {
            return Expr::literal(self.random.below(12));
        }
        let near = self.random.pick(&BOUNDARIES) + self.random.below(5) as i128 - 2;
        if self.random.chance(50) { Expr::unary("-", Expr::literal(near)) } else { Expr::literal(near) }
    }

    fn integer(&mut self, depth: usize) -> Expr {
        let int = &Type::Int;
        match self.random.below(20) {
            0..=3 => self.integer_literal(),
            4..=9 => {
                let operator = *self.random.pick(&["+", "-", "*", "+", "-", "//", "%", "&", "|", "^"]);
                Expr::binary(operator, self.expression(int, depth), self.divisor(operator, int, depth))
            }
            10 => {
                let operator = *self.random.pick(&["<<", ">>"]);
                let count = self.random.below(70);
                Expr::binary(operator, self.expression(int, depth), Expr::literal(count))
            }
            11 => {
                let operator = *self.random.pick(&["-", "~", "+"]);
                Expr::unary(operator, self.expression(int, depth))
            }
            12 => {
                let sized = self.random.pick(&[Type::Str, Type::List, Type::Dict, Type::Nested]).clone();
                Expr::call("length", vec![self.expression(&sized, depth)])
            }
            13 => Expr::call("abs", vec![self.expression(int, depth)]),
            14 => Expr::binary("+", self.expression(&Type::Bool, depth), self.expression(int, depth)),
            15 if !self.edition_2026 => Expr::binary("/", self.expression(int, depth), self.expression(int, depth)),
            16 => self.expression(&Type::Dict, depth).index(Expr::literal(format!("\"{}\"", self.random.pick(&KEYS)))),
            17 => Expr::call("floor", vec![self.expression(&Type::Float, depth)]),
            _ => {
                let list = self.expression(&Type::List, depth);
                self.indexed(list)
            }
        }
    }

    /// The right operand of an operator: rarely zero where that is an error.
    fn divisor(&mut self, operator: &str, ty: &Type, depth: usize) -> Expr {
        if matches!(operator, "/" | "//" | "%") && self.random.chance(85) {
            return match ty {
                Type::Float => Expr::literal("0.75"),
                _ if self.random.chance(50) => Expr::binary("|", self.expression(ty, depth), Expr::literal(1)),
                _ if self.random.chance(50) => Expr::unary("-", Expr::literal(self.random.below(9) + 1)),
                _ => Expr::literal(self.random.below(9) + 1),
            };
        }
        self.expression(ty, depth)
    }

    /// An element of a list or text: of a variable any one, by a remainder.
    pub fn indexed(&mut self, object: Expr) -> Expr {
        if is_plain(&object) && self.random.chance(80) {
            let length = Expr::call("length", vec![object.clone()]);
            let position = Expr::binary("%", self.expression(&Type::Int, 1), length);
            return object.index(position);
        }
        object.index(self.position())
    }

    /// An index that is likely to exist.
    pub fn position(&mut self) -> Expr {
        match self.random.below(20) {
            0..=3 => Expr::unary("-", Expr::literal(self.random.below(3) + 1)),
            4 => self.expression(&Type::Int, 0),
            _ => Expr::literal(self.random.below(3)),
        }
    }

    fn float(&mut self, depth: usize) -> Expr {
        match self.random.below(11) {
            0..=1 => Expr::literal(self.random.pick(&FLOATS)),
            8..=9 => {
                let floats = self.expression(&Type::Floats, depth);
                self.indexed(floats)
            }
            10 => self.expression(&Type::Record, depth).attribute(*self.random.pick(&["x", "y"])),
            2..=4 => {
                let operator = *self.random.pick(&["+", "-", "*", "/", "//", "%"]);
                let other = self.random.pick(&[Type::Float, Type::Int]).clone();
                Expr::binary(operator, self.expression(&Type::Float, depth), self.divisor(operator, &other, depth))
            }
            5 => Expr::call("float", vec![self.expression(&Type::Int, depth)]),
            6 if self.edition_2026 => {
                Expr::binary("/", self.expression(&Type::Int, depth), self.divisor("/", &Type::Int, depth))
            }
            _ => Expr::unary("-", self.expression(&Type::Float, depth)),
        }
    }

    fn text_literal(&mut self) -> Expr {
        Expr::literal(format!("\"{}\"", self.random.pick(&TEXTS)))
    }

    fn text(&mut self, depth: usize) -> Expr {
        match self.random.below(9) {
            0..=1 => self.text_literal(),
            2..=4 => {
                let other = self.any_type();
                let (text, other) = (self.expression(&Type::Str, depth), self.expression(&other, depth));
                if self.random.chance(70) { Expr::binary("+", text, other) } else { Expr::binary("+", other, text) }
            }
            5 => self.expression(&Type::Str, depth).slice(Some(self.position()), None),
            6 => {
                let text = self.expression(&Type::Str, depth);
                self.indexed(text)
            }
            7 => Expr::call("hex", vec![self.expression(&Type::Int, depth)]),
            _ => {
                let code = Expr::binary("%", self.expression(&Type::Int, depth), Expr::literal(50000));
                Expr::call("chr", vec![code])
            }
        }
    }

    pub fn condition(&mut self, depth: usize) -> Expr {
        match self.random.below(10) {
            0..=3 => {
                let ty = self.random.pick(&[Type::Int, Type::Int, Type::Float, Type::Str]).clone();
                let operator = *self.random.pick(&["<", "<=", ">", ">=", "==", "!="]);
                Expr::binary(operator, self.expression(&ty, depth), self.expression(&ty, depth))
            }
            4 => {
                let (left, right) = (self.any_type(), self.any_type());
                let operator = *self.random.pick(&["==", "!="]);
                Expr::binary(operator, self.expression(&left, depth), self.expression(&right, depth))
            }
            5..=6 => {
                let (left, right) = (self.any_type(), self.any_type());
                let operator = *self.random.pick(&["and", "or"]);
                Expr::binary(operator, self.expression(&left, depth), self.expression(&right, depth))
            }
            7 if self.random.chance(50) => {
                let bytes = self.expression(&Type::Bytes, depth);
                self.indexed(bytes)
            }
            7 => {
                let key = Expr::literal(format!("\"{}\"", self.key()));
                Expr::call("has_key", vec![self.expression(&Type::Dict, depth), key])
            }
            _ => Expr::literal(self.random.chance(50)),
        }
    }

    fn list(&mut self, depth: usize) -> Expr {
        match self.random.below(8) {
            0..=3 => {
                let count = self.random.below(4) + 3;
                Expr::List((0..count).map(|_| self.element(depth)).collect())
            }
            4 => {
                let element = self.element(depth);
                Expr::binary("+", self.expression(&Type::List, depth), Expr::List(vec![element]))
            }
            5 => {
                let start = self.random.chance(70).then(|| self.position());
                let end = self.random.chance(50).then(|| self.position());
                self.expression(&Type::List, depth).slice(start, end)
            }
            6 => {
                let nested = self.expression(&Type::Nested, depth);
                self.indexed(nested)
            }
            _ => Expr::call("dict_keys", vec![self.expression(&Type::Dict, depth)]),
        }
    }

    /// A value for a list or dictionary: mostly an integer, always a scalar.
    pub fn element(&mut self, depth: usize) -> Expr {
        let ty = match self.random.below(25) {
            0 => Type::Str,
            1 => Type::Float,
            2 => Type::Bool,
            _ => Type::Int,
        };
        let value = self.expression(&ty, depth.min(1));
        if ty == Type::Int && grows(&value) { Expr::binary("%", value, Expr::literal(MODULUS)) } else { value }
    }

    fn nested(&mut self, depth: usize) -> Expr {
        let count = self.random.below(3) + 3;
        Expr::List((0..count).map(|_| self.expression(&Type::List, depth.min(1))).collect())
    }

    /// A list of elements that may lie in memory as they are.
    fn plain_list(&mut self, ty: &Type, depth: usize) -> Expr {
        match self.random.below(8) {
            0..=2 => {
                let count = self.random.below(5) + 2;
                Expr::List((0..count).map(|_| self.element_of(ty)).collect())
            }
            3 => {
                let count = Expr::literal(self.random.below(20));
                Expr::call("list_repeat", vec![self.element_of(ty), count])
            }
            4 => Expr::binary("+", self.expression(ty, depth), Expr::List(vec![self.element_of(ty)])),
            5 => Expr::binary("+", self.expression(ty, depth.min(1)), self.expression(ty, depth.min(1))),
            _ => {
                let start = self.random.chance(70).then(|| self.position());
                let end = self.random.chance(50).then(|| self.position());
                self.expression(ty, depth).slice(start, end)
            }
        }
    }

    /// A value that lists of the type have as elements; now and then another one.
    pub fn element_of(&mut self, ty: &Type) -> Expr {
        match ty {
            Type::Nested => self.storable(&Type::List),
            Type::Floats if !self.breaks_plan || self.random.chance(96) => self.expression(&Type::Float, 1),
            Type::Bytes if self.random.chance(60) => self.expression(&Type::Bool, 1),
            Type::Bytes if !self.breaks_plan || self.random.chance(90) => Expr::literal(self.random.below(128)),
            _ => self.element(2),
        }
    }

    fn record(&mut self, depth: usize) -> Expr {
        let values = [Type::Float, Type::Float, Type::Int].map(|ty| match ty {
            Type::Int => self.element(depth),
            _ => self.expression(&ty, depth.min(1)),
        });
        Expr::Dict(["x", "y", "n"].map(str::to_owned).into_iter().zip(values).collect())
    }

    fn dictionary(&mut self, depth: usize) -> Expr {
        let count = self.random.below(KEYS.len() - 1) + 2;
        Expr::Dict(KEYS[..count].iter().map(|key| (key.to_string(), self.element(depth))).collect())
    }

    /// A key that a dictionary is likely to have.
    pub fn key(&mut self) -> String {
        let keys = if self.random.chance(90) { &KEYS[..2] } else { &KEYS[..] };
        self.random.pick(keys).to_string()
    }

    /// A value without anything that can go wrong.
    pub fn initial(&mut self, ty: &Type) -> Expr {
        match ty {
            Type::Int => self.integer_literal(),
            Type::Float => Expr::literal(self.random.pick(&FLOATS)),
            Type::Str => self.text_literal(),
            Type::Bool => Expr::literal(self.random.chance(50)),
            Type::List => Expr::List((0..4).map(|_| self.integer_literal()).collect()),
            Type::Nested => Expr::List((0..3).map(|_| self.initial(&Type::List)).collect()),
            Type::Floats => Expr::List((0..4).map(|_| self.initial(&Type::Float)).collect()),
            Type::Bytes => Expr::List((0..4).map(|_| self.initial(&Type::Bool)).collect()),
            Type::Record => {
                let fields = [("x", Type::Float), ("y", Type::Float), ("n", Type::Int)];
                Expr::Dict(fields.map(|(key, ty)| (key.to_owned(), self.initial(&ty))).to_vec())
            }
            Type::Dict => Expr::Dict(KEYS.map(|key| (key.to_owned(), self.integer_literal())).to_vec()),
            Type::Proc(signature) => self.procedure(signature),
        }
    }
}

/// Whether repeating the expression could make a number longer and longer.
fn grows(expression: &Expr) -> bool {
    match expression {
        Expr::Literal(_) | Expr::Name(_) => false,
        Expr::Binary("+" | "-", left, right) => grows(left) || grows(right),
        Expr::Unary(_, operand) => grows(operand),
        _ => true,
    }
}

fn is_plain(expression: &Expr) -> bool {
    matches!(expression, Expr::Literal(_) | Expr::Name(_) | Expr::Attribute(..))
}
