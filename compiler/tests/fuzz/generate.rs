//! Random programs: well-formed, finite, and busy with what compilers get wrong. Statements are generated with a plan of
//! which variables are visible and what they hold, so that most of them do something before an error ends them.

use std::rc::Rc;

use crate::random::Random;
use crate::tree::{Expr, Module, Program, Stmt};

/// What a variable is planned to hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Int,
    Float,
    Str,
    Bool,
    /// Of scalars.
    List,
    /// A list of lists.
    Nested,
    /// Of floats.
    Floats,
    /// Of booleans and the smallest integers.
    Bytes,
    /// From text to scalars.
    Dict,
    /// With the floats `x` and `y` and the integer `n`.
    Record,
    Proc(Rc<Signature>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    pub params: Vec<Type>,
    pub result: Type,
}

/// A variable that statements may use.
#[derive(Clone)]
pub struct Variable {
    /// A name, or an export of an imported module.
    pub place: Expr,
    pub ty: Type,
    pub assignable: bool,
    imported: bool,
}

const DATA_TYPES: [Type; 10] = [
    Type::Int,
    Type::Float,
    Type::Str,
    Type::Bool,
    Type::List,
    Type::Nested,
    Type::Floats,
    Type::Bytes,
    Type::Dict,
    Type::Record,
];

pub struct Generator {
    pub random: Random,
    /// Everything visible, the innermost last.
    pub variables: Vec<Variable>,
    pub edition_2026: bool,
    /// The modules that there are, and what they export.
    modules: Vec<(String, Vec<Variable>)>,
    names: usize,
    /// How many procedures, loops and bare blocks are around the statement being generated.
    procs: usize,
    pub loops: usize,
    blocks: usize,
    /// How many variables are visible outside of the outermost bare block of the module's body; else 0.
    outside: usize,
    /// What is generated calls no procedures of the program.
    pub is_leaf: bool,
    /// The types of data in the program: with few, more of it is known to the optimiser.
    types: Vec<Type>,
    /// Whether expressions are of another type than planned now and then.
    pub breaks_plan: bool,
    pub patterns: Rc<Vec<Vec<Stmt>>>,
    /// How many of a hundred integers are near a number at which their representation changes.
    pub boundary_share: usize,
    /// How many of a hundred statements are patterns.
    pattern_share: usize,
    /// How many statements there may still be.
    pub budget: usize,
    result: Type,
}

impl Generator {
    /// Of the programs of a seed.
    pub fn new(seed: u64, patterns: Rc<Vec<Vec<Stmt>>>) -> Generator {
        let mut random = Random::new(seed);
        let all = random.chance(30);
        let mut types: Vec<Type> = DATA_TYPES.into_iter().filter(|_| all || random.chance(35)).collect();
        if types.is_empty() {
            types.push(Type::Int);
        }
        Generator {
            breaks_plan: random.chance(60),
            variables: Vec::new(),
            edition_2026: false,
            modules: Vec::new(),
            names: 0,
            procs: 0,
            loops: 0,
            blocks: 0,
            outside: 0,
            is_leaf: false,
            types,
            patterns,
            boundary_share: *random.pick(&[0, 20, 50]),
            pattern_share: *random.pick(&[8, 30, 60]),
            budget: 0,
            random,
            result: Type::Int,
        }
    }

    /// A program of up to four modules.
    pub fn program(&mut self) -> Program {
        let mut modules = Vec::new();
        for i in 0..self.random.below(6).saturating_sub(2) {
            let name = format!("m{i}");
            self.budget = self.random.below(20);
            let mut module = self.module(&name, 2);
            let mut visible = self.exports();
            if self.random.chance(40) {
                visible.retain(|_| self.random.chance(70));
                module.exports = Some(visible.iter().map(Variable::name).collect());
            }
            self.modules.push((name, visible));
            modules.push(module);
        }
        let units = self.random.below(9) + 2;
        self.budget = *self.random.pick(&[10, 30, 80]);
        modules.push(self.module("main", units));
        Program { modules }
    }
}

impl Type {
    fn is_container(&self) -> bool {
        matches!(self, Type::List | Type::Nested | Type::Floats | Type::Bytes | Type::Dict | Type::Record)
    }
}

impl Variable {
    /// Of a variable that is not reached through an alias.
    fn name(&self) -> String {
        match &self.place {
            Expr::Name(name) => name.clone(),
            _ => unreachable!("a member of a namespace"),
        }
    }
}

impl Generator {
    fn module(&mut self, name: &str, units: usize) -> Module {
        self.edition_2026 = self.random.chance(40);
        self.variables.clear();
        let mut body = Vec::new();
        for (other, exports) in self.modules.clone() {
            if self.random.chance(65) {
                self.import(&other, &exports, &mut body);
            }
            if self.random.chance(40) {
                self.import_names(&other, &exports, &mut body);
            }
        }
        let declarations = body.len();
        let types = self.types.clone();
        for ty in types {
            let (name, value) = (self.fresh(), self.initial(&ty));
            body.push(Stmt::Alloc(name.clone(), value));
            self.declare(name, ty, true);
        }
        for _ in 0..self.random.below(4) {
            self.procedure_statement(&mut body);
        }
        for _ in 0..units {
            if self.budget > 0 {
                self.unit(&mut body);
            }
        }
        if self.random.chance(35) {
            // Procedures and others may use it before.
            let late = body.remove(declarations + self.random.below(self.types.len()));
            let place = declarations + self.random.below(body.len() - declarations + 1);
            body.insert(place, late);
        }
        if name == "main" || self.random.chance(15) {
            // The last words are not caught: tracebacks are compared too.
            body.push(Stmt::Refill);
            self.budget += 4;
            self.statements(4, &mut body);
        }
        let header = if self.edition_2026 { ";;;omg 2026" } else { ";;;omg" };
        Module { name: name.to_owned(), header, exports: None, body }
    }

    fn import(&mut self, other: &str, exports: &[Variable], body: &mut Vec<Stmt>) {
        let import = Stmt::Import(other.to_owned(), other.to_owned());
        if self.random.chance(10) {
            // Its body may fail.
            let error = self.fresh();
            body.push(Stmt::Try(vec![import], error.clone(), vec![Stmt::Emit(Expr::name(error))]));
        } else {
            body.push(import);
        }
        self.declare_exports(other, exports);
        if self.random.chance(30) {
            // The namespace as a value, under another name.
            let alias = self.fresh();
            body.push(Stmt::Alloc(alias.clone(), Expr::name(other)));
            body.push(Stmt::Emit(Expr::name(alias)));
        }
    }

    /// The exports of a module that is imported under the alias.
    fn declare_exports(&mut self, alias: &str, exports: &[Variable]) {
        for export in exports {
            let place = Expr::name(alias).attribute(export.name());
            self.variables.push(Variable { place, ty: export.ty.clone(), assignable: false, imported: true });
        }
    }

    /// An import where control may get to once, often or never.
    fn late_import(&mut self, body: &mut Vec<Stmt>) {
        if self.modules.is_empty() {
            return;
        }
        let module = self.random.below(self.modules.len());
        let (module, exports) = self.modules[module].clone();
        let alias = self.fresh();
        body.push(Stmt::Import(module, alias.clone()));
        self.declare_exports(&alias, &exports);
    }

    /// Some of the exports by name, each under its own name or another one.
    fn import_names(&mut self, other: &str, exports: &[Variable], body: &mut Vec<Stmt>) {
        let mut names = Vec::new();
        for export in exports {
            if self.random.chance(30) {
                let local = if self.random.chance(50) { export.name() } else { self.fresh() };
                names.push((export.name(), local.clone()));
                let place = Expr::Name(local);
                self.variables.push(Variable { place, ty: export.ty.clone(), assignable: false, imported: true });
            }
        }
        if !names.is_empty() {
            body.push(Stmt::ImportNames(other.to_owned(), names));
        }
    }

    /// The variables of the module that was generated last.
    fn exports(&self) -> Vec<Variable> {
        self.variables.iter().filter(|v| !v.imported && matches!(v.place, Expr::Name(_))).cloned().collect()
    }

    /// A bare block that exports some of the names that it declares.
    fn bare_block(&mut self, body: &mut Vec<Stmt>) {
        let visible = self.variables.len();
        let count = self.random.below(4) + 1;
        let mut inner = Vec::new();
        let outermost = self.blocks == 0 && self.procs == 0;
        self.outside = if outermost { visible } else { self.outside };
        self.blocks += 1;
        self.statements(count, &mut inner);
        self.blocks -= 1;
        self.outside = if outermost { 0 } else { self.outside };
        let declared = self.variables.split_off(visible);
        let mut exports: Vec<String> = Vec::new();
        for variable in declared.into_iter().filter(|v| !v.imported) {
            let name = variable.name();
            let is_new = !self.variables.iter().any(|v| matches!(&v.place, Expr::Name(other) if *other == name));
            if is_new && self.random.chance(50) {
                exports.push(name);
                self.variables.push(variable);
            }
        }
        body.push(Stmt::Block(exports, inner));
    }

    /// A few statements whose errors are caught, sometimes in a procedure of their own.
    fn unit(&mut self, body: &mut Vec<Stmt>) {
        body.push(Stmt::Refill);
        let count = self.random.below(4) + 2;
        let inner = if self.random.chance(35) {
            let name = self.fresh();
            let result = self.random.pick(&self.types).clone();
            let inner = self.in_procedure(result, |generator| generator.block(count));
            let call = Stmt::Call(Expr::call(&name, Vec::new()));
            vec![Stmt::Proc(name, Vec::new(), inner), call]
        } else {
            self.block(count)
        };
        let error = self.fresh();
        body.push(Stmt::Try(inner, error.clone(), vec![Stmt::Emit(Expr::name(error))]));
    }

    /// Statements in braces. What they declare is not used behind them, with exceptions.
    fn block(&mut self, count: usize) -> Vec<Stmt> {
        let visible = self.variables.len();
        let mut body = Vec::new();
        self.statements(count, &mut body);
        if self.random.chance(90) {
            self.variables.truncate(visible);
        }
        body
    }

    pub fn statements(&mut self, count: usize, body: &mut Vec<Stmt>) {
        for _ in 0..count {
            if self.budget > 0 {
                self.budget -= 1;
                self.statement(body);
            }
        }
    }

    fn statement(&mut self, body: &mut Vec<Stmt>) {
        let deep = self.procs + self.loops + self.blocks > 3;
        if !deep && self.loops < 2 && self.random.chance(self.pattern_share) {
            return self.pattern(body);
        }
        match self.random.below(100) {
            0..=14 => body.push(self.emit()),
            15..=17 if !deep => self.bare_block(body),
            18..=19 => self.late_import(body),
            20..=29 => self.declaration(body),
            30..=51 => self.assignment(body),
            52..=59 => self.element_assignment(body),
            60..=69 if !deep => {
                let condition = self.condition(2);
                let (then, otherwise) = (self.random.below(3) + 1, self.random.below(3));
                body.push(Stmt::If(condition, self.block(then), self.block(otherwise)));
            }
            70..=77 if !deep && self.loops < 3 => self.loop_statement(body),
            78..=83 if !deep => {
                let count = self.random.below(3) + 1;
                let inner = self.block(count);
                let error = self.fresh();
                let visible = self.variables.len();
                self.declare(error.clone(), Type::Str, true);
                let handler = self.block(1);
                self.variables.truncate(visible);
                body.push(Stmt::Try(inner, error, handler));
            }
            84..=86 if self.procs < 3 => self.procedure_statement(body),
            87..=91 => body.extend(self.call_statement()),
            92..=93 if self.loops > 0 => {
                let condition = self.condition(1);
                body.push(Stmt::If(condition, vec![Stmt::Break], Vec::new()));
            }
            94..=95 if self.procs > 0 => {
                let condition = self.condition(1);
                let value = self.returned();
                body.push(Stmt::If(condition, vec![value], Vec::new()));
            }
            96 => body.push(Stmt::Facts(self.condition(2))),
            97 => body.extend(self.failing_call()),
            98 if !deep => self.bare_block(body),
            _ => body.push(self.emit()),
        }
    }

    fn emit(&mut self) -> Stmt {
        let ty = self.any_type();
        Stmt::Emit(self.expression(&ty, 3))
    }

    fn declaration(&mut self, body: &mut Vec<Stmt>) {
        let ty = self.random.pick(&self.types).clone();
        let value = self.storable(&ty);
        let name = self.fresh_or_shadowing();
        body.push(Stmt::Alloc(name.clone(), value));
        self.declare(name, ty, true);
    }

    /// `x := e`, among them the ways in which programs grow and shrink lists and texts.
    fn assignment(&mut self, body: &mut Vec<Stmt>) {
        let places: Vec<Variable> = self.variables.iter().filter(|v| v.assignable).cloned().collect();
        if places.is_empty() {
            return self.declaration(body);
        }
        let Variable { place, ty, .. } = self.random.pick(&places).clone();
        let value = match (&ty, self.random.below(4)) {
            (Type::List, 0 | 1) => Expr::binary("+", place.clone(), Expr::List(vec![self.element(2)])),
            (Type::Floats | Type::Bytes, 0 | 1) => {
                Expr::binary("+", place.clone(), Expr::List(vec![self.element_of(&ty)]))
            }
            (Type::List | Type::Floats | Type::Bytes, 2) if self.random.chance(30) => {
                place.clone().slice(Some(self.position()), None)
            }
            (Type::Str, 0 | 1) => {
                let piece = Expr::literal(format!("\"{}\"", self.random.pick(&["x", "yz", "ä", "-"])));
                Expr::binary("+", place.clone(), piece)
            }
            (Type::Int, 0 | 1) => {
                let operator = *self.random.pick(&["+", "-"]);
                Expr::binary(operator, place.clone(), self.expression(&Type::Int, 0))
            }
            _ => self.storable(&ty),
        };
        body.push(Stmt::Assign(place, value));
    }

    /// `xs[i] := e`, `d.k := e`, through any name of the container.
    fn element_assignment(&mut self, body: &mut Vec<Stmt>) {
        let containers: Vec<Variable> =
            self.variables.iter().filter(|v| v.assignable && v.ty.is_container()).cloned().collect();
        if containers.is_empty() {
            return self.declaration(body);
        }
        let Variable { place, ty, .. } = self.random.pick(&containers).clone();
        let value = self.element(2);
        let statement = match ty {
            Type::Dict if self.random.chance(50) => Stmt::Assign(place.attribute(self.key()), value),
            Type::Dict => {
                let key = Expr::literal(format!("\"{}\"", self.key()));
                Stmt::Assign(place.index(key), value)
            }
            Type::Nested if self.random.chance(30) => {
                let list = self.storable(&Type::List);
                Stmt::Assign(self.indexed(place), list)
            }
            Type::Nested => Stmt::Assign(self.indexed(place).index(self.position()), value),
            Type::Floats | Type::Bytes => {
                let value = self.element_of(&ty);
                Stmt::Assign(self.indexed(place), value)
            }
            Type::Record if self.random.chance(95) => {
                let value = self.storable(&Type::Float);
                Stmt::Assign(place.attribute(*self.random.pick(&["x", "y"])), value)
            }
            Type::Record => Stmt::Assign(place.index(Expr::literal("\"x\"")), value),
            _ if self.random.chance(2) => Stmt::Assign(self.indexed(place.clone()), place),
            _ => Stmt::Assign(self.indexed(place), value),
        };
        body.push(statement);
    }

    fn loop_statement(&mut self, body: &mut Vec<Stmt>) {
        let counter = self.fresh();
        let limit = self.random.below(6) + 1;
        let visible = self.variables.len();
        self.declare(counter.clone(), Type::Int, false);
        self.loops += 1;
        let count = self.random.below(4) + 1;
        let inner = self.block(count);
        self.loops -= 1;
        if self.random.chance(80) {
            self.variables.truncate(visible);
        }
        body.push(Stmt::Loop(counter, limit, inner));
    }

    /// A procedure of any shape: plain, with a closure as its result, or one that calls itself.
    fn procedure_statement(&mut self, body: &mut Vec<Stmt>) {
        let name = self.fresh();
        let params: Vec<Type> = (0..self.random.below(4)).map(|_| self.parameter_type()).collect();
        let names: Vec<String> = params.iter().map(|_| self.fresh()).collect();
        // Small ones that call nothing are inlined.
        let leaf = self.is_leaf || self.random.chance(30);
        let was_leaf = std::mem::replace(&mut self.is_leaf, leaf);
        let result = self.random.pick(&self.types).clone();
        let (inner, result) = self.in_procedure(result, |generator| {
            for (name, ty) in names.iter().zip(&params) {
                generator.declare(name.clone(), ty.clone(), true);
            }
            (generator.procedure_body(&name, &params), generator.result.clone())
        });
        self.is_leaf = was_leaf;
        body.push(Stmt::Proc(name.clone(), names, inner));
        // Most procedures keep their names: only those are called directly.
        let assignable = self.random.chance(15);
        self.declare(name, Type::Proc(Rc::new(Signature { params, result })), assignable);
    }

    /// What `generate` makes is in a procedure with a result of that type.
    pub fn in_procedure<T>(&mut self, result: Type, generate: impl FnOnce(&mut Generator) -> T) -> T {
        let visible = self.variables.len();
        let (loops, result) = (std::mem::take(&mut self.loops), std::mem::replace(&mut self.result, result));
        self.procs += 1;
        let made = generate(self);
        self.procs -= 1;
        (self.loops, self.result) = (loops, result);
        self.variables.truncate(visible);
        made
    }

    fn procedure_body(&mut self, name: &str, params: &[Type]) -> Vec<Stmt> {
        let mut body = Vec::new();
        if self.is_leaf {
            let count = self.random.below(3);
            self.statements(count, &mut body);
            body.push(self.returned());
        } else if self.procs < 3 && self.random.chance(30) {
            self.returned_closure(&mut body);
        } else {
            if self.random.chance(20) {
                self.recursion(name, params, &mut body);
            }
            let count = self.random.below(5) + 1;
            self.statements(count, &mut body);
            body.push(self.returned());
        }
        body
    }

    /// Variables, a nested procedure that uses them, and that procedure as the result.
    fn returned_closure(&mut self, body: &mut Vec<Stmt>) {
        self.declaration(body);
        self.declaration(body);
        self.procedure_statement(body);
        self.statements(1, body);
        let closure = self.variables.iter().rev().find(|v| matches!(v.ty, Type::Proc(_)));
        let closure = closure.expect("a procedure was declared above").clone();
        self.result = closure.ty;
        body.push(Stmt::Return(Some(closure.place)));
    }

    /// A call of the procedure by itself, as a tail call or not, while there is fuel.
    fn recursion(&mut self, name: &str, params: &[Type], body: &mut Vec<Stmt>) {
        let arguments = params.iter().map(|ty| self.storable(ty)).collect();
        let call = Expr::Call(Box::new(Expr::name(name)), arguments);
        let condition = self.condition(2);
        let result = self.fresh();
        let then = if self.random.chance(50) {
            vec![Stmt::Return(Some(call))]
        } else {
            vec![Stmt::Alloc(result.clone(), call), Stmt::Return(Some(Expr::name(result)))]
        };
        body.push(Stmt::If(condition, then, Vec::new()));
    }

    fn returned(&mut self) -> Stmt {
        let ty = self.result.clone();
        match self.call_giving(&ty) {
            // A tail call, unless it stands in a try.
            Some(call) if self.random.chance(30) => Stmt::Return(Some(call)),
            _ if self.random.chance(2) => Stmt::Return(None),
            _ => Stmt::Return(Some(self.storable(&ty))),
        }
    }

    /// `f(e)` for its effects.
    fn call_statement(&mut self) -> Option<Stmt> {
        let ty = self.any_type();
        self.call_giving(&ty).map(Stmt::Call)
    }

    /// A call of something that is probably no procedure. (Of one, a wrong call would be refused at compile time.)
    fn failing_call(&mut self) -> Option<Stmt> {
        let is_data = |v: &&Variable| v.assignable && !matches!(v.ty, Type::Proc(_));
        let places: Vec<Variable> = self.variables.iter().filter(is_data).cloned().collect();
        if places.is_empty() {
            return None;
        }
        let callee = self.random.pick(&places).place.clone();
        let arguments = (0..self.random.below(3)).map(|_| self.expression(&Type::Int, 1)).collect();
        Some(Stmt::Call(Expr::Call(Box::new(callee), arguments)))
    }

    /// A type of data, or of a visible procedure.
    pub fn any_type(&mut self) -> Type {
        if self.random.chance(10) && !self.variables.is_empty() {
            let variable = self.random.below(self.variables.len());
            return self.variables[variable].ty.clone();
        }
        self.random.pick(&self.types).clone()
    }

    fn parameter_type(&mut self) -> Type {
        if self.random.chance(8) {
            return Type::Proc(Rc::new(Signature { params: vec![Type::Int], result: Type::Int }));
        }
        self.random.pick(&self.types).clone()
    }

    /// A visible variable of the type.
    pub fn variable(&mut self, ty: &Type) -> Option<Expr> {
        let places: Vec<Expr> = self.variables.iter().filter(|v| v.ty == *ty).map(|v| v.place.clone()).collect();
        if places.is_empty() { None } else { Some(self.random.pick(&places).clone()) }
    }

    pub fn declare(&mut self, name: String, ty: Type, assignable: bool) {
        self.variables.push(Variable { place: Expr::Name(name), ty, assignable, imported: false });
    }

    pub fn fresh(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    /// A name for `alloc`: in a procedure or block it may be one that is visible already.
    fn fresh_or_shadowing(&mut self) -> String {
        let outside = if self.procs > 0 { self.variables.len() } else { self.outside };
        let visible: Vec<&String> = self.variables[..outside]
            .iter()
            .filter_map(|v| match &v.place {
                Expr::Name(name) if v.assignable => Some(name),
                _ => None,
            })
            .collect();
        if !visible.is_empty() && self.random.chance(15) {
            let name = self.random.below(visible.len());
            return visible[name].clone();
        }
        self.fresh()
    }
}
