//! First pass over all modules: which variables there are, in which scope, what declares and assigns each, and how the
//! procedures are numbered. Reports what is wrong with the declarations and assignments themselves.

use rustc_hash::{FxHashMap, FxHashSet};

use super::exports::{self, BlockExports};
use super::report::Reports;
use super::scope::{Declaration, DeclarationKind, Home, ScopeId, ScopeKind, Scopes, Var, VarId};
use super::session::{Earlier, EarlierName, declare_earlier};
use super::{GlobalId, LocalId, ModuleId, Name, ProcId, SHARED_GLOBALS};
use crate::diagnostics::hir::{
    AliasAssigned, AliasClash, AliasTwice, AllocTwice, DuplicateParameter, ImportTwice, ImportWrite, InBlock, Raising,
    UndefinedUse, WhyUnknown,
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
    /// What each declaration declares, by the span of its name.
    var_at: FxHashMap<Span, VarId>,
    /// The names behind an import's alias in the targets of writes, which are reported for being written.
    pub written: FxHashSet<Span>,
}

#[derive(Debug)]
pub struct DeclaredModule {
    pub scope: ScopeId,
    pub body: ProcId,
    /// The first `export a, b` of the module.
    pub export_list: Option<Span>,
    /// Its text is the result of a generator.
    pub is_generated: bool,
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

    /// The variables of that name that a module declares, in whatever scope.
    pub fn declared_in(&self, module: ModuleId, name: &str) -> impl Iterator<Item = &Var> {
        let declared = self.scopes.vars().map(|(_, var)| var).filter(move |var| &*var.name == name);
        declared.filter(move |var| !var.declarations.is_empty() && self.module_of(var) == module)
    }

    /// A variable of that name in a block that would have to export it to make it visible in a scope.
    pub fn in_block(&self, module: ModuleId, name: &str, scope: ScopeId) -> Option<InBlock> {
        let mut declared = self.declared_in(module, name).filter(|var| var.is_own() || var.import().is_some());
        declared.find_map(|var| {
            let levels = self.scopes.blocks_between(var, scope)?;
            let declaration = &var.declarations[0];
            let raising = match &declaration.kind {
                kind if kind.is_import() => Raising::Import,
                _ if declaration.raised => Raising::Further,
                _ if levels == 1 => Raising::At(Span { end: declaration.statement.start, ..declaration.statement }),
                _ => Raising::Levels(levels),
            };
            Some(InBlock { name: declaration.span, end: self.scopes.scope(var.scope).end?, raising })
        })
    }

    /// The variable of another module that stands behind a name imported from it, if that is exported.
    pub fn export_of(&self, var: &Var) -> Option<VarId> {
        let (module, name) = var.imported_name()?;
        self.export(module?, name)
    }

    /// What a module exports under a name.
    pub fn export(&self, module: ModuleId, name: &str) -> Option<VarId> {
        self.scopes.own(self.module_scope(module), name).filter(|&var| self.scopes.var(var).exported)
    }

    /// The innermost visible procedure of that name: one that a `proc` statement declares, here or where it was
    /// imported from.
    pub fn lookup_proc(&self, scope: ScopeId, name: &str) -> Option<VarId> {
        self.scopes.lookup_all(scope, name).find(|&id| {
            let var = self.scopes.var(id);
            var.has_proc() || self.export_of(var).is_some_and(|export| self.scopes.var(export).has_proc())
        })
    }

    /// What the declaration of this name declares.
    pub fn declared(&self, name: &Ident) -> VarId {
        self.var_at[&name.span]
    }

    /// Whether later inputs of an interactive session may assign the module's variables.
    pub fn is_open(&self, module: ModuleId) -> bool {
        self.earlier.is_some() && module == ENTRY
    }

    /// Why a name that a module has is not exported; none if it has no such name.
    pub fn why_hidden(&self, module: ModuleId, name: &str) -> Option<WhyUnknown> {
        let declared = &self.modules[module.0 as usize];
        let var = self.scopes.own(declared.scope, name).map(|id| self.scopes.var(id))?;
        if let Some(import) = var.import() {
            return Some(WhyUnknown::Import(import.span));
        }
        let definition = var.declarations.first().filter(|_| var.is_own())?;
        let (definition, statement) = (definition.span, definition.statement);
        Some(WhyUnknown::Private { definition, statement, list: declared.export_list })
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
        let export_list = exports::first_list(&module.ast.body.statements);
        declarations.modules.push(DeclaredModule {
            scope,
            body,
            export_list,
            is_generated: module.generation.is_some(),
        });
        declarations.number_procs(&module.ast.body.statements, id, body);
        Declarer::new(graph, id, &mut declarations, reports).collect_scope(&module.ast.body, scope);
    }
    for (id, module) in graph.ids() {
        let scope = declarations.module_scope(id);
        Declarer::new(graph, id, &mut declarations, reports).visit(&module.ast.body.statements, scope);
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
pub fn inner_blocks(statement: &StmtKind) -> Vec<&Block> {
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
    /// What the bare blocks export, and the statement lists that they stand in.
    blocks: FxHashMap<ScopeId, (BlockExports, List)>,
}

/// Where a declaration stands.
#[derive(Clone, Copy)]
struct Place {
    statement: Span,
    /// What runs behind it, as far as its statement list goes.
    after: Span,
    list: List,
}

/// The statement list that is looked at.
#[derive(Clone, Copy)]
struct List {
    scope: ScopeId,
    /// Where it ends.
    end: u32,
    unconditional: bool,
    in_loop: bool,
    /// In a block inside the scope, which exports the name.
    raised: bool,
}

impl List {
    /// The statement list that is all of a scope.
    fn of(scope: ScopeId, end: u32) -> List {
        List { scope, end, unconditional: true, in_loop: false, raised: false }
    }
}

impl<'a, 'r> Declarer<'a, 'r> {
    fn new(
        graph: &'a Graph,
        id: ModuleId,
        declarations: &'a mut Declarations,
        reports: &'a mut Reports<'r>,
    ) -> Declarer<'a, 'r> {
        Declarer { graph, id, declarations, reports, blocks: FxHashMap::default() }
    }

    /// Declares the names of a module or procedure, and of the blocks in it.
    fn collect_scope(&mut self, block: &Block, scope: ScopeId) {
        self.collect(&block.statements, List::of(scope, block.span.end));
        match self.declarations.scopes.scope(scope).kind {
            ScopeKind::Module => exports::export_from_module(self.declarations, self.id, block, self.reports),
            _ => exports::refuse_in_procedure(self.id, block, self.reports),
        }
        let mut blocks: Vec<(ScopeId, BlockExports)> =
            self.blocks.drain().map(|(scope, (exports, _))| (scope, exports)).collect();
        blocks.sort_by_key(|(scope, _)| scope.0);
        for (scope, exports) in blocks {
            exports.check(scope, self.declarations, self.id, self.reports);
        }
    }

    /// Declares the names of a scope that a statement list declares.
    fn collect(&mut self, statements: &[Stmt], list: List) {
        for statement in statements {
            let after = Span { start: statement.span.end, end: list.end.max(statement.span.end), ..statement.span };
            let place = Place { statement: statement.span, after, list };
            match &statement.kind {
                StmtKind::Alloc { name, .. } => self.declare(name, DeclarationKind::Alloc, place),
                StmtKind::Proc(proc) => {
                    let kind = DeclarationKind::Proc(self.declarations.proc_id(proc));
                    self.declare(&proc.name, kind, place);
                }
                StmtKind::Import(import) => self.import(import, place),
                StmtKind::Try { error: Some(name), handler, .. } => {
                    let after = Span { start: handler.span.start, ..handler.span };
                    let list = List { unconditional: false, ..list };
                    self.declare(name, DeclarationKind::Error, Place { after, list, ..place });
                }
                StmtKind::Block(block) => self.collect_block(block, list),
                _ => {}
            }
            self.collect_inside(&statement.kind, list);
        }
    }

    fn import(&mut self, import: &ast::Import, place: Place) {
        let target = self.graph.modules[self.id.0 as usize].target(import);
        if target == ImportTarget::NotTaken {
            return;
        }
        let target = target.module();
        if let Some(alias) = import.alias() {
            self.declare(alias, DeclarationKind::Import(target), place);
        }
        let names = import.names();
        for (index, name) in names.iter().enumerate() {
            let earlier = &names[..index];
            if let Some(first) = earlier.iter().find(|earlier| earlier.name.name == name.name.name) {
                let facts = ImportTwice { name: name.name.clone(), first: first.name.span };
                self.reports.add(self.id, facts);
                if first.local().name == name.local().name {
                    let id = self.declarations.declared(first.local());
                    self.declarations.var_at.insert(name.local().span, id);
                    continue;
                }
            }
            let kind = DeclarationKind::ImportedName(target, name.name.name.clone());
            self.declare(name.local(), kind, place);
        }
    }

    fn collect_block(&mut self, block: &Block, list: List) {
        let inner = self.declarations.scopes.add_block(block.span, list.scope);
        self.declarations.scope_at.insert(block.span, inner);
        self.blocks.insert(inner, (BlockExports::of(block), list));
        self.collect(&block.statements, List::of(inner, block.span.end));
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

    fn declare(&mut self, name: &Ident, kind: DeclarationKind, place: Place) {
        let Place { statement, after, list } = if kind.is_import() { place } else { self.raise(name, &kind, place) };
        let id = match self.declarations.scopes.own(list.scope, &name.name) {
            Some(id) => {
                self.check_redeclaration(id, name, &kind);
                id
            }
            None => {
                self.check_earlier_import(name, &kind, list.scope);
                self.add_var(list.scope, name)
            }
        };
        self.declarations.var_at.insert(name.span, id);
        let var = self.declarations.scopes.var_mut(id);
        let List { unconditional, in_loop, raised, .. } = list;
        var.declarations.push(Declaration { kind, span: name.span, statement, after, unconditional, in_loop, raised });
        var.assignments += 1;
    }

    /// Where a declaration takes effect: as many scopes further out as there are blocks that export the name.
    fn raise(&mut self, name: &Ident, kind: &DeclarationKind, place: Place) -> Place {
        let Place { mut after, mut list, .. } = place;
        while let Some((exports, outer)) = self.blocks.get_mut(&list.scope)
            && exports.raises(&name.name, kind)
        {
            if list.unconditional {
                after.end = outer.end.max(after.start);
            }
            list = List {
                scope: outer.scope,
                end: after.end,
                unconditional: list.unconditional && outer.unconditional,
                in_loop: list.in_loop || outer.in_loop,
                raised: true,
            };
        }
        Place { after, list, ..place }
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
    fn check_earlier_import(&mut self, name: &Ident, kind: &DeclarationKind, scope: ScopeId) {
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
        if let (Some(import), false) = (import, kind.is_import()) {
            let (alias, import) = (name.clone(), import.span);
            self.reports.add(self.id, AliasAssigned { alias, imported: None, import, declares: true });
        }
    }

    /// Whether a further declaration of a name is legal.
    fn check_redeclaration(&mut self, var: VarId, name: &Ident, kind: &DeclarationKind) {
        let var = self.declarations.scopes.var(var);
        let is_import = kind.is_import();
        let first = var.span().expect("declared before");
        let in_module = self.declarations.scopes.scope(var.scope).kind == ScopeKind::Module;
        match var.import() {
            Some(import) if is_import => {
                self.reports.add(self.id, AliasTwice { alias: name.clone(), first: import.span });
            }
            Some(import) => {
                let imported = var.imported_name().map(|(_, name)| name.clone());
                let import = import.span;
                self.reports.add(self.id, AliasAssigned { alias: name.clone(), imported, import, declares: true });
            }
            None if is_import => self.reports.add(self.id, AliasClash { alias: name.clone(), first }),
            None if in_module && *kind == DeclarationKind::Alloc => {
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
                StmtKind::Block(block) => self.visit(&block.statements, self.declarations.block_scope(block)),
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
        let list = List::of(scope, proc.body.span.end);
        let place = Place { statement: proc.signature, after: proc.body.span, list };
        for param in &proc.params {
            match self.declarations.scopes.own(scope, &param.name) {
                None => self.declare(param, DeclarationKind::Parameter, place),
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
            let imported = var.imported_name().map(|(_, name)| name.clone());
            let facts = AliasAssigned { alias: name.clone(), imported, import: import.span, declares: false };
            self.reports.add(self.id, facts);
        }
    }

    /// A write to an element or attribute of what `root` holds: not allowed if that is an import.
    fn write_inside(&mut self, root: Ident, member: Option<Ident>, statement: Span, scope: ScopeId) {
        let scopes = &self.declarations.scopes;
        let Some(var) = scopes.lookup(scope, &root.name).map(|id| scopes.var(id)) else { return };
        let Some(import) = var.import() else { return };
        let by_name = var.imported_name().and_then(|(module, name)| Some((module?, name.clone())));
        let by_alias = || Some((var.alias_of()?, member.as_ref()?.name.clone()));
        let definition = by_name.or_else(by_alias).and_then(|(module, name)| {
            let var = scopes.own(self.declarations.module_scope(module), &name)?;
            Some((name, scopes.var(var).span()?))
        });
        let is_alias = var.imported_name().is_none();
        let facts = ImportWrite { span: statement, root, is_alias, import: import.span, definition };
        self.declarations.written.extend(member.map(|member| member.span));
        self.reports.add(self.id, facts);
    }
}

/// The name at the root of a target, and the first attribute behind it: `utils` and `list` of `utils.list[0]`. None
/// if a call or a slice lies between, whose result is nobody's variable.
fn written_root(target: &Expr) -> Option<(Ident, Option<Ident>)> {
    let object = match &target.kind {
        ExprKind::Attribute { object, .. } | ExprKind::Index { object, .. } => object,
        _ => return None,
    };
    let member = member_name(target);
    match &object.kind {
        ExprKind::Name(name) => Some((Ident { name: name.clone(), span: object.span }, member)),
        _ => written_root(object),
    }
}

/// The name behind the object of `d.k` or `d["k"]`: where it stands, in the quotes.
pub fn member_name(member: &Expr) -> Option<Ident> {
    match &member.kind {
        ExprKind::Attribute { name, .. } => Some(name.clone()),
        ExprKind::Index { index, .. } => match &index.kind {
            ExprKind::Str(key) => {
                let span = Span { start: index.span.start + 1, end: index.span.end - 1, ..index.span };
                Some(Ident { name: key.clone(), span })
            }
            _ => None,
        },
        _ => None,
    }
}
