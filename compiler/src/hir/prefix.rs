//! How far a module's body gets before any of the module's own procedures can run. What is set by then, procedures read
//! without a check: they cannot run any earlier.
//!
//! A statement is *quiet* if it neither calls a procedure of its own module nor lets anyone else do so. Built-ins call
//! nobody. Other modules' code can reach an own procedure only if its value was handed out; once some statement has
//! mentioned one as a value, foreign code and writes into objects are therefore no longer quiet.

use super::{Callee, Expr, ExprKind, GlobalId, LocalId, ModuleId, ProcId, Program, Stmt, StmtKind, Variable};

/// How many of the leading statements of a module's body are quiet.
pub fn quiet_statements(body: &[Stmt], program: &Program, proc: ProcId) -> usize {
    let module = program.proc(proc).module;
    let mut held = Vec::new();
    procs_held(body, &mut held);
    held.sort_by_key(|variable| key(*variable));
    let mut prefix = Prefix { program, module, held, mentioned: false, loud: false, foreign: false };
    body.iter().take_while(|statement| prefix.is_quiet(statement)).count()
}

/// The variables that `proc` statements of the body assign.
fn procs_held(statements: &[Stmt], held: &mut Vec<Variable>) {
    for statement in statements {
        match &statement.kind {
            StmtKind::Proc { variable, .. } => held.push(*variable),
            StmtKind::If { then, otherwise, .. } => {
                procs_held(then, held);
                procs_held(otherwise, held);
            }
            StmtKind::Loop { body, .. } => procs_held(body, held),
            StmtKind::Try { body, handler, .. } => {
                procs_held(body, held);
                procs_held(handler, held);
            }
            _ => {}
        }
    }
}

fn key(variable: Variable) -> (bool, u32) {
    match variable {
        Variable::Local(LocalId(local)) => (false, local),
        Variable::Global(GlobalId(global)) => (true, global),
    }
}

struct Prefix<'a> {
    program: &'a Program,
    module: ModuleId,
    /// Sorted by [`key`].
    held: Vec<Variable>,
    /// So far, or in the statement that is looked at: the value of an own procedure is used.
    mentioned: bool,
    /// The statement calls an own procedure.
    loud: bool,
    /// The statement runs other modules' code, calls a value, or writes where others may look.
    foreign: bool,
}

impl Prefix<'_> {
    fn is_quiet(&mut self, statement: &Stmt) -> bool {
        self.foreign = false;
        self.statement(statement);
        !(self.loud || self.foreign && self.mentioned)
    }

    fn statements(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Alloc { variable, value } | StmtKind::Assign { variable, value } => {
                self.foreign |= self.is_shared(*variable);
                self.expr(value);
            }
            StmtKind::SetIndex { object, index, value } => {
                self.foreign = true;
                self.exprs([object, index, value]);
            }
            StmtKind::SetAttribute { object, value, .. } => {
                self.foreign = true;
                self.exprs([object, value]);
            }
            StmtKind::AssignUndefined { value, .. } => self.expr(value),
            StmtKind::Emit(value) | StmtKind::Facts(value) | StmtKind::Expr(value) => self.expr(value),
            StmtKind::If { condition, then, otherwise } => {
                self.expr(condition);
                self.statements(then);
                self.statements(otherwise);
            }
            StmtKind::Loop { condition, body } => {
                self.expr(condition);
                self.statements(body);
            }
            StmtKind::Break | StmtKind::Proc { .. } | StmtKind::Unset(_) => {}
            StmtKind::Return { value, .. } => self.exprs(value),
            StmtKind::Import { .. } => self.foreign = true,
            StmtKind::Try { body, handler, .. } => {
                self.statements(body);
                self.statements(handler);
            }
        }
    }

    fn is_shared(&self, variable: Variable) -> bool {
        matches!(variable, Variable::Global(global) if self.program.global(global).module.is_none())
    }

    fn read(&mut self, variable: Variable) {
        self.mentioned |= self.held.binary_search_by_key(&key(variable), |held| key(*held)).is_ok();
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Local { local, .. } => self.read(Variable::Local(*local)),
            ExprKind::Global { global, .. } => self.read(Variable::Global(*global)),
            ExprKind::List(elements) => self.exprs(elements),
            ExprKind::Dict(entries) => self.exprs(entries.iter().map(|(_, value)| value)),
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { left, right, .. } | ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                self.exprs([&**left, right]);
            }
            ExprKind::Call { callee, args } => {
                self.callee(callee);
                self.exprs(args);
            }
            ExprKind::Index { object, index } => self.exprs([&**object, index]),
            ExprKind::Slice { object, start, end } => {
                self.expr(object);
                self.exprs(start.iter().chain(end).map(|bound| &**bound));
            }
            ExprKind::Attribute { object, .. } => self.expr(object),
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Bool(_) => {}
            ExprKind::SelfProc | ExprKind::Builtin(_) | ExprKind::Undefined(_) => {}
        }
    }

    fn callee(&mut self, callee: &Callee) {
        match callee {
            Callee::Proc { proc, .. } if self.program.proc(*proc).module != self.module => self.foreign = true,
            Callee::Proc { .. } | Callee::Closure { .. } | Callee::Hoisted { .. } => self.loud = true,
            Callee::Builtin(_) => {}
            Callee::Value(value) => {
                self.foreign = true;
                self.expr(value);
            }
        }
    }
}
