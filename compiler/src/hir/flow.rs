//! Finds out which reads may meet a variable that is not set yet: a forward definite-assignment analysis (as Java's, JLS
//! chapter 16) over each procedure. Loops and branches are taken conservatively; no variable becomes unset again while it
//! can be seen. Also notes which variables of blocks in loops have to be made anew, see [`renew`].
//!
//! Captured variables start as they are where the closure is made. Module variables start in procedures as they are
//! when the first procedure of the module can run, see [`prefix`]. With that known, attributes of imports that are certain to
//! be set become direct reads of the other module's variable.

use rustc_hash::FxHashSet;

use super::declare::Declarations;
use super::lower::Captures;
use super::scope::{Home, Var};
use super::{
    Callee, Expr, ExprKind, GlobalId, ImportBinding, LocalId, ModuleId, Proc, ProcId, Program, Stmt, StmtKind, Storage,
    Variable, prefix, renew,
};

/// Sets the `check` flags and `set_in_procs`, drops guards that cannot fail.
pub fn check_reads(program: &mut Program, declarations: &Declarations, captures: &Captures) {
    let mut captured = vec![Vec::new(); program.procs.len()];
    for index in 0..program.procs.len() {
        let id = ProcId(index as u32);
        let body = std::mem::take(&mut program.procs[index].body);
        let mut flow = Flow::new(program, declarations, captures, &mut captured, id);
        let is_module_body = flow.proc().parent.is_none();
        let mut body = if is_module_body { flow.module_body(body) } else { flow.procedure_body(body) };
        renew::keep(&mut body, &flow.met_unset);
        program.procs[index].body = body;
    }
}

/// Variables that are certainly set: bit by bit, the procedure's locals and then its module's variables.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SetVariables(Vec<u64>);

impl SetVariables {
    fn none(count: usize) -> SetVariables {
        SetVariables(vec![0; count.div_ceil(64)])
    }

    fn insert(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    fn contains(&self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 == 1
    }
}

/// At a point of the program; none where control does not get to.
type State = Option<SetVariables>;

/// What is set where two ways meet.
fn join(a: State, b: State) -> State {
    match (a, b) {
        (Some(mut a), Some(b)) => {
            a.0.iter_mut().zip(b.0).for_each(|(a, b)| *a &= b);
            Some(a)
        }
        (a, b) => a.or(b),
    }
}

/// Works on one procedure.
struct Flow<'a> {
    program: &'a mut Program,
    declarations: &'a Declarations,
    captures: &'a Captures,
    /// By procedure and slot: whether a captured variable is set when the closure is made.
    captured: &'a mut Vec<Vec<bool>>,
    id: ProcId,
    locals: usize,
    /// The module's own variables, by [`GlobalId`].
    globals: std::ops::Range<u32>,
    state: State,
    /// For each loop around: what is set at its `break`s.
    breaks: Vec<State>,
    /// Locals that the code so far may read, capture, or assign in their cell while they are unset.
    met_unset: FxHashSet<LocalId>,
}

impl<'a> Flow<'a> {
    fn new(
        program: &'a mut Program,
        declarations: &'a Declarations,
        captures: &'a Captures,
        captured: &'a mut Vec<Vec<bool>>,
        id: ProcId,
    ) -> Flow<'a> {
        let locals = program.proc(id).locals.len();
        let globals = globals_of(program, program.proc(id).module);
        let state = Some(SetVariables::none(locals + globals.len()));
        let (breaks, met_unset) = (Vec::new(), FxHashSet::default());
        Flow { program, declarations, captures, captured, id, locals, globals, state, breaks, met_unset }
    }

    fn proc(&self) -> &Proc {
        self.program.proc(self.id)
    }

    fn module_body(&mut self, mut body: Vec<Stmt>) -> Vec<Stmt> {
        let quiet = prefix::quiet_statements(&body, self.program, self.id);
        self.statements(&mut body[..quiet]);
        let is_open = self.declarations.is_open(self.proc().module);
        for global in self.globals.clone() {
            let is_set = !is_open && self.is_set(Variable::Global(GlobalId(global)));
            self.program.globals[global as usize].set_in_procs = is_set;
        }
        self.statements(&mut body[quiet..]);
        body
    }

    fn procedure_body(&mut self, mut body: Vec<Stmt>) -> Vec<Stmt> {
        let params = (self.proc().params as usize).min(self.locals);
        (0..params).for_each(|param| self.set(Variable::Local(LocalId(param as u32))));
        for (slot, is_set) in std::mem::take(&mut self.captured[self.id.0 as usize]).into_iter().enumerate() {
            if is_set {
                self.set(Variable::Local(self.proc().captures[slot].inner));
            }
        }
        for global in self.globals.clone() {
            if self.program.globals[global as usize].set_in_procs {
                self.set(Variable::Global(GlobalId(global)));
            }
        }
        self.statements(&mut body);
        body
    }

    fn index(&self, variable: Variable) -> Option<usize> {
        match variable {
            Variable::Local(local) => Some(local.0 as usize),
            Variable::Global(global) if self.globals.contains(&global.0) => {
                Some(self.locals + (global.0 - self.globals.start) as usize)
            }
            Variable::Global(_) => None,
        }
    }

    fn set(&mut self, variable: Variable) {
        if let (Some(index), Some(state)) = (self.index(variable), &mut self.state) {
            state.insert(index);
        }
    }

    /// Other modules' variables are only read where they are certain to be set, and the shared ones always are.
    fn is_set(&self, variable: Variable) -> bool {
        match (self.index(variable), &self.state) {
            (Some(index), Some(state)) => state.contains(index),
            (None, _) => !self.is_earlier(variable),
            (Some(_), None) => false,
        }
    }

    /// Whether it is a variable of an earlier input.
    fn is_earlier(&self, variable: Variable) -> bool {
        let Variable::Global(global) = variable else { return false };
        let global = self.program.global(global);
        global.module.is_none() && !global.set_in_procs
    }

    fn statements(&mut self, statements: &mut [Stmt]) {
        statements.iter_mut().for_each(|statement| self.statement(&mut statement.kind));
    }

    fn statement(&mut self, statement: &mut StmtKind) {
        match statement {
            StmtKind::Alloc { variable, value } => {
                self.expr(value);
                self.set(*variable);
            }
            StmtKind::Assign { variable, value } => {
                self.expr(value);
                self.assign(*variable);
            }
            StmtKind::SetIndex { object, index, value } => self.exprs([object, index, value]),
            StmtKind::SetAttribute { object, value, .. } => self.exprs([object, value]),
            StmtKind::AssignUndefined { value, .. } => {
                self.expr(value);
                self.state = None;
            }
            StmtKind::Emit(value) | StmtKind::Facts(value) | StmtKind::Expr(value) => self.expr(value),
            StmtKind::If { condition, then, otherwise } => self.branches(condition, then, otherwise),
            StmtKind::Loop { condition, body } => self.repeat(condition, body),
            StmtKind::Break => {
                let state = self.state.take();
                if let Some(at_end) = self.breaks.last_mut() {
                    *at_end = join(at_end.take(), state);
                }
            }
            StmtKind::Proc { variable, proc } => {
                // Nothing runs between making the closure and assigning it.
                self.assign(*variable);
                self.note_captures(*proc);
            }
            StmtKind::Return { value, .. } => {
                self.exprs(value);
                self.state = None;
            }
            StmtKind::Import { binding, .. } => match binding {
                ImportBinding::Namespace(variable) => self.set(*variable),
                ImportBinding::Names(names) => {
                    names.iter().filter(|name| name.is_set).for_each(|name| self.set(name.variable));
                }
            },
            // They belong to a block further in than any code before it.
            StmtKind::Unset(_) => {}
            StmtKind::Try { body, error, handler } => self.try_except(body, *error, handler),
        }
    }

    fn note_captures(&mut self, proc: ProcId) {
        let outer: Vec<LocalId> = self.program.proc(proc).captures.iter().map(|capture| capture.outer).collect();
        let is_set: Vec<bool> = outer.iter().map(|&local| self.is_set(Variable::Local(local))).collect();
        self.met_unset.extend(outer.iter().zip(&is_set).filter(|(_, is_set)| !**is_set).map(|(&local, _)| local));
        self.captured[proc.0 as usize] = is_set;
    }

    /// `x := e`, which keeps the variable's cell.
    fn assign(&mut self, variable: Variable) {
        if let (Variable::Local(local), false) = (variable, self.is_set(variable))
            && self.proc().locals[local.0 as usize].storage == Storage::Cell
        {
            self.met_unset.insert(local);
        }
        self.set(variable);
    }

    fn branches(&mut self, condition: &mut Expr, then: &mut [Stmt], otherwise: &mut [Stmt]) {
        self.expr(condition);
        let before = self.state.clone();
        self.statements(then);
        let after_then = std::mem::replace(&mut self.state, before);
        self.statements(otherwise);
        self.state = join(after_then, self.state.take());
    }

    fn repeat(&mut self, condition: &mut Expr, body: &mut [Stmt]) {
        self.expr(condition);
        let is_endless = matches!(condition.kind, ExprKind::Bool(true));
        let at_end = if is_endless { None } else { self.state.clone() };
        self.breaks.push(at_end);
        self.statements(body);
        self.state = self.breaks.pop().flatten();
    }

    fn try_except(&mut self, body: &mut [Stmt], error: Option<Variable>, handler: &mut [Stmt]) {
        let before = self.state.clone();
        self.statements(body);
        let after_body = std::mem::replace(&mut self.state, before);
        if let Some(error) = error {
            self.set(error);
        }
        self.statements(handler);
        self.state = join(after_body, self.state.take());
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &mut Expr) {
        if let Some(global) = self.imported_constant(&expr.kind) {
            expr.kind = ExprKind::Global { global, check: false };
            return;
        }
        match &mut expr.kind {
            ExprKind::Local { local, check } => {
                *check = !self.is_set(Variable::Local(*local));
                if *check {
                    self.met_unset.insert(*local);
                }
            }
            ExprKind::Global { global, check } => *check = !self.is_set(Variable::Global(*global)),
            ExprKind::List(elements) => self.exprs(elements),
            ExprKind::Dict(entries) => self.exprs(entries.iter_mut().map(|(_, value)| value)),
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { left, right, .. } | ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                self.exprs([&mut **left, right]);
            }
            ExprKind::Call { callee, args } => {
                self.callee(callee);
                self.exprs(args);
            }
            ExprKind::Index { object, index } => self.exprs([&mut **object, index]),
            ExprKind::Slice { object, start, end } => {
                self.expr(object);
                self.exprs(start.iter_mut().chain(end).map(|bound| &mut **bound));
            }
            ExprKind::Attribute { object, .. } => self.expr(object),
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Bool(_) => {}
            ExprKind::SelfProc | ExprKind::Builtin(_) | ExprKind::Undefined(_) => {}
        }
    }

    fn callee(&mut self, callee: &mut Callee) {
        match callee {
            Callee::Proc { guard, .. } => {
                *guard = guard.filter(|&guard| !self.is_set(guard));
                if let Some(Variable::Local(local)) = guard {
                    self.met_unset.insert(*local);
                }
            }
            Callee::Closure { closure, .. } => self.expr(closure),
            Callee::Value(value) => self.expr(value),
            Callee::Hoisted { .. } | Callee::Builtin(_) => {}
        }
    }

    /// The variable behind `utils.X` or an imported `X`, if the import has certainly run and the variable was set by
    /// then and never since.
    fn imported_constant(&self, expr: &ExprKind) -> Option<GlobalId> {
        let (import, export) = match expr {
            ExprKind::Attribute { object, name } => {
                let (import, var) = self.variable(&object.kind)?;
                (import, self.declarations.export(var.alias_of()?, name)?)
            }
            _ => {
                let (import, var) = self.variable(expr)?;
                (import, self.declarations.export_of(var)?)
            }
        };
        let export = self.declarations.scopes.var(export);
        match export.home {
            Home::Global(global) if self.is_set(import) && export.is_set_once() => Some(global),
            _ => None,
        }
    }

    fn variable(&self, expr: &ExprKind) -> Option<(Variable, &Var)> {
        let (variable, id) = match *expr {
            ExprKind::Global { global, .. } => {
                (Variable::Global(global), self.declarations.globals[global.0 as usize].1)
            }
            ExprKind::Local { local, .. } => (Variable::Local(local), self.captures.var(self.id, local)),
            _ => return None,
        };
        Some((variable, self.declarations.scopes.var(id)))
    }
}

/// The variables of a module: they are numbered module by module.
fn globals_of(program: &Program, module: ModuleId) -> std::ops::Range<u32> {
    let start = program.globals.partition_point(|global| global.module < Some(module));
    let end = program.globals.partition_point(|global| global.module <= Some(module));
    start as u32..end as u32
}
