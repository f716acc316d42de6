//! The text form of a program, for `--emit=hir` and tests. Variables are written with where they live: `@x` is a module
//! variable, `x` a local; a `?` behind one means that the read is checked.

use std::fmt::Write;

use super::{
    Callee, Expr, ExprKind, Global, GlobalId, ImportBinding, ImportedName, LocalId, Proc, ProcId, Program, Stmt,
    StmtKind, Storage, Variable,
};

/// The whole program.
pub fn dump(program: &Program) -> String {
    let mut dumper = Dumper { program, proc: ProcId(0), out: String::new(), depth: 0 };
    for (index, module) in program.modules.iter().enumerate() {
        dumper.line(&format!("module {} ({:?})", module.name, module.edition));
        dumper.depth += 1;
        for global in program.globals.iter().filter(|g| g.module.is_some_and(|m| m.0 as usize == index)) {
            let text = global_text(global, module.exports.iter().any(|e| e.name == global.name));
            dumper.line(&text);
        }
        let procs = program.procs.iter().enumerate().filter(|(_, proc)| proc.module.0 as usize == index);
        procs.for_each(|(id, _)| dumper.proc(ProcId(id as u32)));
        dumper.depth -= 1;
    }
    dumper.out
}

/// One procedure.
pub fn dump_proc(program: &Program, proc: ProcId) -> String {
    let mut dumper = Dumper { program, proc, out: String::new(), depth: 0 };
    dumper.proc(proc);
    dumper.out
}

fn global_text(global: &Global, is_exported: bool) -> String {
    let mut text = format!("global @{}: {} assignments", global.name, global.assignments);
    if is_exported {
        text.push_str(", exported");
    }
    if let Some(ProcId(proc)) = global.constant_proc {
        write!(text, ", always #{proc}").expect("writing to a string");
    } else if let Some(ProcId(proc)) = global.hoisted_proc {
        write!(text, ", at first #{proc}").expect("writing to a string");
    }
    if global.alias_of.is_some() {
        text.push_str(", import");
    }
    if global.set_in_procs {
        text.push_str(", set in procedures");
    }
    text
}

struct Dumper<'a> {
    program: &'a Program,
    /// The procedure whose locals are meant.
    proc: ProcId,
    out: String,
    depth: usize,
}

impl Dumper<'_> {
    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn proc(&mut self, id: ProcId) {
        self.proc = id;
        let proc = self.program.proc(id);
        let params: Vec<&str> = proc.locals.iter().take(proc.params as usize).map(|local| &*local.name).collect();
        self.line(&format!("proc #{} {}({})", id.0, proc.name, params.join(", ")));
        self.depth += 1;
        self.locals(proc);
        self.block(&proc.body);
        self.depth -= 1;
    }

    fn locals(&mut self, proc: &Proc) {
        for local in &proc.locals {
            let storage = match local.storage {
                Storage::Frame => "frame".to_owned(),
                Storage::Cell => "cell".to_owned(),
                Storage::Captured { slot, cell: false } => format!("captured value {slot}"),
                Storage::Captured { slot, cell: true } => format!("captured cell {slot}"),
            };
            self.line(&format!("local {}: {storage}", local.name));
        }
    }

    fn block(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn inner(&mut self, head: &str, statements: &[Stmt]) {
        self.line(head);
        self.depth += 1;
        self.block(statements);
        self.depth -= 1;
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::If { condition, then, otherwise } => {
                self.inner(&format!("if {}", self.expr(condition)), then);
                if !otherwise.is_empty() {
                    self.inner("else", otherwise);
                }
            }
            StmtKind::Loop { condition, body } => self.inner(&format!("loop {}", self.expr(condition)), body),
            StmtKind::Try { body, error, handler } => {
                self.inner("try", body);
                let name = error.map_or(String::new(), |error| format!(" {}", self.variable(error)));
                self.inner(&format!("except{name}"), handler);
            }
            simple => self.line(&self.simple_statement(simple)),
        }
    }

    fn simple_statement(&self, statement: &StmtKind) -> String {
        match statement {
            StmtKind::Alloc { variable, value } => {
                format!("alloc {} := {}", self.variable(*variable), self.expr(value))
            }
            StmtKind::Assign { variable, value } => format!("{} := {}", self.variable(*variable), self.expr(value)),
            StmtKind::SetIndex { object, index, value } => {
                format!("{}[{}] := {}", self.expr(object), self.expr(index), self.expr(value))
            }
            StmtKind::SetAttribute { object, name, value } => {
                format!("{}.{name} := {}", self.expr(object), self.expr(value))
            }
            StmtKind::AssignUndefined { name, value } => format!("undefined {name} := {}", self.expr(value)),
            StmtKind::Emit(value) => format!("emit {}", self.expr(value)),
            StmtKind::Facts(value) => format!("facts {}", self.expr(value)),
            StmtKind::Expr(value) => self.expr(value),
            StmtKind::Break => "break".to_owned(),
            StmtKind::Proc { variable, proc } => format!("{} := closure #{}", self.variable(*variable), proc.0),
            StmtKind::Return { value, tail } => {
                let value = value.as_ref().map_or(String::new(), |value| format!(" {}", self.expr(value)));
                format!("return{}{value}", if *tail { " tail" } else { "" })
            }
            StmtKind::Import { module, binding } => {
                let module = &self.program.module(*module).name;
                match binding {
                    ImportBinding::Namespace(variable) => format!("import {module} as {}", self.variable(*variable)),
                    ImportBinding::Names(names) => format!("import {{ {} }} from {module}", self.names(names)),
                }
            }
            StmtKind::Unset(locals) => {
                let names: Vec<String> = locals.iter().map(|&local| self.local(local)).collect();
                format!("unset {}", names.join(", "))
            }
            StmtKind::If { .. } | StmtKind::Loop { .. } | StmtKind::Try { .. } => unreachable!("not simple"),
        }
    }

    /// With a `?` behind those that the module's body may leave unset.
    fn names(&self, names: &[ImportedName]) -> String {
        let name = |name: &ImportedName| {
            let checked = if name.is_set { "" } else { "?" };
            format!("{}{checked} as {}", self.global(name.export), self.variable(name.variable))
        };
        names.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    fn variable(&self, variable: Variable) -> String {
        match variable {
            Variable::Local(local) => self.local(local),
            Variable::Global(global) => self.global(global),
        }
    }

    fn local(&self, local: LocalId) -> String {
        self.program.proc(self.proc).locals[local.0 as usize].name.to_string()
    }

    /// Variables of other modules with the module's name: `@lib/shapes.omg:area`.
    fn global(&self, id: GlobalId) -> String {
        let global = self.program.global(id);
        match global.module {
            Some(module) if module != self.program.proc(self.proc).module => {
                format!("@{}:{}", self.program.module(module).name, global.name)
            }
            _ => format!("@{}", global.name),
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        let checked = |check: bool| if check { "?" } else { "" };
        match &expr.kind {
            ExprKind::Int(value) => value.to_string(),
            ExprKind::Float(value) => format!("{value:?}"),
            ExprKind::Str(value) => format!("{value:?}"),
            ExprKind::Bool(value) => value.to_string(),
            ExprKind::Local { local, check } => self.local(*local) + checked(*check),
            ExprKind::Global { global, check } => self.global(*global) + checked(*check),
            ExprKind::SelfProc => "self".to_owned(),
            ExprKind::Builtin(builtin) => format!("built-in {}", super::builtins::name(*builtin)),
            ExprKind::Undefined(name) => format!("undefined {name}"),
            ExprKind::List(elements) => format!("[{}]", self.list(elements)),
            ExprKind::Dict(entries) => {
                let entries: Vec<_> =
                    entries.iter().map(|(key, value)| format!("{key:?}: {}", self.expr(value))).collect();
                format!("{{{}}}", entries.join(", "))
            }
            ExprKind::Unary { op, operand } => format!("{}{}", op.symbol(), self.expr(operand)),
            ExprKind::Binary { op, left, right } => {
                format!("({} {} {})", self.expr(left), op.symbol(), self.expr(right))
            }
            ExprKind::And(left, right) => format!("({} and {})", self.expr(left), self.expr(right)),
            ExprKind::Or(left, right) => format!("({} or {})", self.expr(left), self.expr(right)),
            ExprKind::Call { callee, args } => format!("{}({})", self.callee(callee), self.list(args)),
            ExprKind::Index { object, index } => format!("{}[{}]", self.expr(object), self.expr(index)),
            ExprKind::Slice { object, start, end } => {
                let bound = |bound: &Option<Box<Expr>>| bound.as_ref().map_or(String::new(), |bound| self.expr(bound));
                format!("{}[{}:{}]", self.expr(object), bound(start), bound(end))
            }
            ExprKind::Attribute { object, name } => format!("{}.{name}", self.expr(object)),
        }
    }

    fn list(&self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }

    fn callee(&self, callee: &Callee) -> String {
        match callee {
            Callee::Proc { proc, guard } => {
                let guard = guard.map_or(String::new(), |guard| format!(" if {}", self.variable(guard)));
                format!("<{} #{}{guard}>", self.program.proc(*proc).name, proc.0)
            }
            Callee::Closure { proc, closure } => format!("<{} #{}>", self.expr(closure), proc.0),
            Callee::Hoisted { global, hoisted } => format!("<{} or #{}>", self.global(*global), hoisted.0),
            Callee::Builtin(builtin) => format!("<built-in {}>", super::builtins::name(*builtin)),
            Callee::Value(value) => format!("<{}>", self.expr(value)),
        }
    }
}
