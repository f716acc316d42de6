//! First pass over all modules: which variables there are, in which scope, what declares and assigns each, and how the
//! procedures are numbered. Reports what is wrong with the declarations and assignments themselves.

use rustc_hash::FxHashMap;

use super::report::Reports;
use super::scope::{Declaration, DeclarationKind, Home, ScopeId, ScopeKind, Scopes, Var, VarId};
use super::session::{Earlier, EarlierName, declare_earlier};
use super::{GlobalId, LocalId, ModuleId, Name, ProcId, SHARED_GLOBALS};
use crate::diagnostics::hir::{
    AliasAssigned, AliasClash, AliasTwice, AllocTwice, DuplicateParameter, ImportWrite, UndefinedUse,
};
use crate::modules::{Graph, ImportTarget};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Block, Expr, ExprKind, Ident, Stmt, StmtKind};

/// What the pass finds out.
#[derive(Debug, Default)]
pub struct Declarations {
    pub scopes: Scopes,
    /// In the program's order: each module's body, then its procedures in source order.
    pub procs: Vec<DeclaredProc>,
    /// In pre-order of the import graph.
    pub modules: Vec<DeclaredModule>,
    /// The variable of each module variable, by [`GlobalId`].
    pub globals: Vec<(Option<ModuleId>, VarId)>,
    /// The variables of earlier inputs, if this is an input of an interactive session.
    pub earlier: Option<Earlier>,
    /// The scope of each procedure (by the span of its name) and of each bare block (by its own).
    scope_at: FxHashMap<Span, ScopeId>,
    /// By the span of the name.
    proc_at: FxHashMap<Span, ProcId>,
}

#[derive(Debug)]
pub struct DeclaredModule {
    pub scope: ScopeId,
    pub body: ProcId,
}

#[derive(Debug)]
pub struct DeclaredProc {
    pub name: Name,
    pub module: ModuleId,
    pub parent: Option<ProcId>,
    pub params: u32,
    pub span: Span,
    /// Its own variables, parameters first.
    pub locals: Vec<(Name, Span, VarId)>,
}

impl Declarations {
    pub fn module_scope(&self, module: ModuleId) -> ScopeId {
        self.modules[module.0 as usize].scope
    }

    /// The module that a variable (not a shared one) is declared in.
    pub fn module_of(&self, var: &Var) -> ModuleId {
        self.procs[self.scopes.scope(var.scope).proc.0 as usize].module
    }

    /// Where a module first declares a variable of that name, in whatever scope.
    pub fn declared_in(&self, module: ModuleId, name: &str) -> Option<Span> {
        let vars = self.scopes.vars().map(|(_, var)| var).filter(|var| &*var.name == name);
        vars.filter_map(|var| Some((var.span()?, self.module_of(var))))
            .find(|&(_, m)| m == module)
            .map(|(span, _)| span)
    }

    /// Whether later inputs of an interactive session may assign the module's variables.
    pub fn is_open(&self, module: ModuleId) -> bool {
        self.earlier.is_some() && module == ENTRY
    }

    pub fn proc_scope(&self, proc: &ast::Proc) -> ScopeId {
        self.scope_at[&proc.name.span]
    }

    pub fn block_scope(&self, block: &Block) -> ScopeId {
        self.scope_at[&block.span]
    }

    pub fn proc_id(&self, proc: &ast::Proc) -> ProcId {
        self.proc_at[&proc.name.span]
    }
}

/// The entry module comes first.
const ENTRY: ModuleId = ModuleId(0);

/// Declares everything. `earlier`: this is an input of an interactive session, with these variables so far.
pub fn declare(
    graph: &Graph,
    sources: &SourceMap,
    earlier: Option<&[EarlierName]>,
    reports: &mut Reports,
) -> Declarations {
    let mut declarations = Declarations::default();
    let shared = declarations.scopes.add_scope(ScopeKind::Shared, None, ProcId(0));
    for name in SHARED_GLOBALS {
        let global = GlobalId(declarations.globals.len() as u32);
        let var = declarations.scopes.add_var(shared, name.into(), Home::Global(global));
        declarations.globals.push((None, var));
    }
    declarations.earlier = earlier.map(|names| declare_earlier(names, shared, &mut declarations));
    // All modules are declared before assignments are looked at: messages name what other modules define.
    for (id, module) in graph.ids() {
        let body = declarations.add_proc("<top-level>".into(), id, None, whole_file(sources, module.file));
        let outer = declarations.earlier.as_ref().filter(|_| id == ENTRY).map_or(shared, |earlier| earlier.scope);
        let scope = declarations.scopes.add_scope(ScopeKind::Module, Some(outer), body);
        declarations.modules.push(DeclaredModule { scope, body });
        declarations.number_procs(&module.ast.body.statements, id, body);
        Declarer { graph, id, declarations: &mut declarations, reports }.collect_scope(&module.ast.body, scope);
    }
    for (id, module) in graph.ids() {
        let scope = declarations.module_scope(id);
        Declarer { graph, id, declarations: &mut declarations, reports }.visit(&module.ast.body.statements, scope);
    }
    declarations
}

fn whole_file(sources: &SourceMap, file: crate::source::FileId) -> Span {
    Span::new(file, 0, sources.file(file).text.len())
}

impl Declarations {
    fn add_proc(&mut self, name: Name, module: ModuleId, parent: Option<ProcId>, span: Span) -> ProcId {
        self.procs.push(DeclaredProc { name, module, parent, params: 0, span, locals: Vec::new() });
        ProcId(self.procs.len() as u32 - 1)
    }

    /// Gives the procedures in a statement list their numbers, in source order.
    fn number_procs(&mut self, statements: &[Stmt], module: ModuleId, parent: ProcId) {
        for statement in statements {
            if let StmtKind::Proc(proc) = &statement.kind {
                let id = self.add_proc(proc.name.name.clone(), module, Some(parent), proc.signature);
                self.proc_at.insert(proc.name.span, id);
                self.number_procs(&proc.body.statements, module, id);
            }
            for block in inner_blocks(&statement.kind) {
                self.number_procs(&block.statements, module, parent);
            }
        }
    }
}

/// The statement lists inside a statement, procedure bodies excluded.
fn inner_blocks(statement: &StmtKind) -> Vec<&Block> {
    match statement {
        StmtKind::If { arms, otherwise } => arms.iter().map(|(_, block)| block).chain(otherwise).collect(),
        StmtKind::Loop { body, .. } | StmtKind::Block(body) => vec![body],
        StmtKind::Try { body, handler, .. } => vec![body, handler],
        _ => Vec::new(),
    }
}

/// Works on one module.
struct Declarer<'a, 'r> {
    graph: &'a Graph,
    id: ModuleId,
    declarations: &'a mut Declarations,
    reports: &'a mut Reports<'r>,
}

/// The statement list that is looked at.
#[derive(Clone, Copy)]
struct List {
    scope: ScopeId,
    /// Where it ends.
    end: u32,
    unconditional: bool,
    in_loop: bool,
}

impl Declarer<'_, '_> {
    fn collect_scope(&mut self, block: &Block, scope: ScopeId) {
        let list = List { scope, end: block.span.end, unconditional: true, in_loop: false };
        self.collect(&block.statements, list);
    }

    /// Declares the names of a scope that a statement list declares.
    fn collect(&mut self, statements: &[Stmt], list: List) {
        for statement in statements {
            let after = Span { start: statement.span.end, end: list.end.max(statement.span.end), ..statement.span };
            match &statement.kind {
                StmtKind::Alloc { name, .. } => self.declare(name, DeclarationKind::Alloc, after, list),
                StmtKind::Proc(proc) => {
                    let kind = DeclarationKind::Proc(self.declarations.proc_id(proc));
                    self.declare(&proc.name, kind, after, list);
                }
                StmtKind::Import(import) => {
                    let target = self.graph.modules[self.id.0 as usize].target(import);
                    if let (Some(alias), true) = (import.alias(), target != ImportTarget::NotTaken) {
                        self.declare(alias, DeclarationKind::Import(target.module()), after, list);
                    }
                }
                StmtKind::Try { error: Some(name), handler, .. } => {
                    let after = Span { start: handler.span.start, ..handler.span };
                    let list = List { unconditional: false, ..list };
                    self.declare(name, DeclarationKind::Error, after, list);
                }
                _ => {}
            }
            self.collect_inside(&statement.kind, list);
        }
    }

    fn collect_inside(&mut self, statement: &StmtKind, list: List) {
        if matches!(statement, StmtKind::Block(_)) {
            return;
        }
        let in_loop = list.in_loop || matches!(statement, StmtKind::Loop { .. });
        for block in inner_blocks(statement) {
            let inner = List { end: block.span.end, unconditional: false, in_loop, ..list };
            self.collect(&block.statements, inner);
        }
    }

    fn declare(&mut self, name: &Ident, kind: DeclarationKind, after: Span, list: List) {
        let scopes = &mut self.declarations.scopes;
        let var = match scopes.own(list.scope, &name.name) {
            Some(var) => {
                self.check_redeclaration(var, name, kind);
                var
            }
            None => {
                self.check_earlier_import(name, kind, list.scope);
                self.add_var(list.scope, name)
            }
        };
        let var = self.declarations.scopes.var_mut(var);
        let List { unconditional, in_loop, .. } = list;
        var.declarations.push(Declaration { kind, span: name.span, after, unconditional, in_loop });
        var.assignments += 1;
    }

    fn add_var(&mut self, scope: ScopeId, name: &Ident) -> VarId {
        let declarations = &mut *self.declarations;
        let (kind, owner) = (declarations.scopes.scope(scope).kind, declarations.scopes.scope(scope).proc);
        if kind == ScopeKind::Module {
            let global = GlobalId(declarations.globals.len() as u32);
            let var = declarations.scopes.add_var(scope, name.name.clone(), Home::Global(global));
            declarations.globals.push((Some(self.id), var));
            return var;
        }
        let locals = &mut declarations.procs[owner.0 as usize].locals;
        let local = LocalId(locals.len() as u32);
        let var = declarations.scopes.add_var(scope, name.name.clone(), Home::Local { owner, local });
        locals.push((name.name.clone(), name.span, var));
        var
    }

    /// At a prompt names may be declared again, but an import's only by another import.
    fn check_earlier_import(&mut self, name: &Ident, kind: DeclarationKind, scope: ScopeId) {
        let scopes = &self.declarations.scopes;
        let Some(earlier) = self
            .declarations
            .earlier
            .as_ref()
            .filter(|_| scopes.scope(scope).kind == ScopeKind::Module && self.id == ENTRY)
        else {
            return;
        };
        let import = scopes.own(earlier.scope, &name.name).and_then(|var| scopes.var(var).import());
        if let (Some(import), false) = (import, matches!(kind, DeclarationKind::Import(_))) {
            self.reports.add(self.id, AliasAssigned { alias: name.clone(), import: import.span, declares: true });
        }
    }

    /// Whether a further declaration of a name is legal.
    fn check_redeclaration(&mut self, var: VarId, name: &Ident, kind: DeclarationKind) {
        let var = self.declarations.scopes.var(var);
        let is_import = matches!(kind, DeclarationKind::Import(_));
        let first = var.span().expect("declared before");
        let in_module = self.declarations.scopes.scope(var.scope).kind == ScopeKind::Module;
        match var.import() {
            Some(import) if is_import => {
                self.reports.add(self.id, AliasTwice { alias: name.clone(), first: import.span });
            }
            Some(import) => {
                self.reports.add(self.id, AliasAssigned { alias: name.clone(), import: import.span, declares: true });
            }
            None if is_import => self.reports.add(self.id, AliasClash { alias: name.clone(), first }),
            None if in_module && kind == DeclarationKind::Alloc => {
                let first = var.declarations.iter().find(|d| d.kind == DeclarationKind::Alloc);
                if let Some(first) = first {
                    self.reports.add(self.id, AllocTwice { name: name.clone(), first: first.span });
                }
            }
            None => {}
        }
    }

    /// Second walk over a scope whose names are declared: assignments, and the scopes inside.
    fn visit(&mut self, statements: &[Stmt], scope: ScopeId) {
        for statement in statements {
            match &statement.kind {
                StmtKind::Assign { target, .. } => self.assign(target, statement.span, scope),
                StmtKind::Proc(proc) => self.visit_proc(proc, scope),
                StmtKind::Block(block) => {
                    let owner = self.declarations.scopes.scope(scope).proc;
                    let inner = self.declarations.scopes.add_scope(ScopeKind::Block, Some(scope), owner);
                    self.declarations.scope_at.insert(block.span, inner);
                    self.collect_scope(block, inner);
                    self.visit(&block.statements, inner);
                }
                kind => {
                    for block in inner_blocks(kind) {
                        self.visit(&block.statements, scope);
                    }
                }
            }
        }
    }

    fn visit_proc(&mut self, proc: &ast::Proc, outer: ScopeId) {
        let id = self.declarations.proc_id(proc);
        let scope = self.declarations.scopes.add_scope(ScopeKind::Procedure, Some(outer), id);
        self.declarations.scope_at.insert(proc.name.span, scope);
        self.declarations.procs[id.0 as usize].params = proc.params.len() as u32;
        let list = List { scope, end: proc.body.span.end, unconditional: true, in_loop: false };
        for param in &proc.params {
            match self.declarations.scopes.own(scope, &param.name) {
                None => self.declare(param, DeclarationKind::Parameter, proc.body.span, list),
                Some(first) => {
                    let first = self.declarations.scopes.var(first).span().expect("a parameter");
                    self.reports.add(self.id, DuplicateParameter { name: param.clone(), first });
                }
            }
        }
        self.collect_scope(&proc.body, scope);
        self.visit(&proc.body.statements, scope);
    }

    /// `x := e`, `x.k[0] := e`
    fn assign(&mut self, target: &Expr, statement: Span, scope: ScopeId) {
        if let ExprKind::Name(name) = &target.kind {
            self.assign_name(&Ident { name: name.clone(), span: target.span }, scope);
        } else if let Some((root, member)) = written_root(target) {
            self.write_inside(root, member, statement, scope);
        }
    }

    fn assign_name(&mut self, name: &Ident, scope: ScopeId) {
        let Some(id) = self.declarations.scopes.lookup(scope, &name.name) else {
            return self.reports.undefined(self.id, name, UndefinedUse::Assigned, scope);
        };
        let scopes = &mut self.declarations.scopes;
        let proc = scopes.scope(scope).proc;
        let owner = scopes.scope(scopes.var(id).scope).proc;
        let var = scopes.var_mut(id);
        var.assignments += 1;
        if proc != owner {
            var.assigned_inside.get_or_insert(name.span);
        }
        if let Some(import) = var.import() {
            let facts = AliasAssigned { alias: name.clone(), import: import.span, declares: false };
            self.reports.add(self.id, facts);
        }
    }

    /// A write to an element or attribute of what `root` holds: not allowed if that is an import.
    fn write_inside(&mut self, root: Ident, member: Option<&Name>, statement: Span, scope: ScopeId) {
        let scopes = &self.declarations.scopes;
        let Some(var) = scopes.lookup(scope, &root.name).map(|id| scopes.var(id)) else { return };
        let Some(import) = var.import() else { return };
        let definition = var.alias_of().zip(member).and_then(|(module, member)| {
            let var = scopes.own(self.declarations.module_scope(module), member)?;
            Some((member.clone(), scopes.var(var).span()?))
        });
        self.reports.add(self.id, ImportWrite { span: statement, alias: root, import: import.span, definition });
    }
}

/// The name at the root of a target, and the first attribute behind it: `utils` and `list` of `utils.list[0]`. None
/// if a call or a slice lies between, whose result is nobody's variable.
fn written_root(target: &Expr) -> Option<(Ident, Option<&Name>)> {
    let (object, member) = match &target.kind {
        ExprKind::Attribute { object, name } => (object, Some(&name.name)),
        ExprKind::Index { object, index } => match &index.kind {
            ExprKind::Str(key) => (object, Some(key)),
            _ => (object, None),
        },
        _ => return None,
    };
    match &object.kind {
        ExprKind::Name(name) => Some((Ident { name: name.clone(), span: object.span }, member)),
        _ => written_root(object),
    }
}
