//! Scopes and the variables in them: what [`declare`](super::declare) finds out and [`lower`](super::lower) looks names up in.
//!
//! There are four kinds of scope, each inside the one before: the globals that all modules share, a module, a procedure,
//! a block. `if`, `loop` and `try` open none. Variables of modules are globals; variables of procedures, and of blocks
//! wherever they stand, are locals of the procedure (or module body) around them.

use rustc_hash::FxHashMap;

use super::{GlobalId, LocalId, ModuleId, Name, ProcId};
use crate::source::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeId(pub u32);

/// A variable as the user wrote it. A local has one number here and a [`LocalId`] in each procedure that captures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VarId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// `args`, `module_file`, `current_dir`; inside it, the variables of earlier inputs of an interactive session.
    Shared,
    Module,
    Procedure,
    /// A bare `{ }`.
    Block,
}

#[derive(Debug)]
pub struct Scope {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    /// The procedure or module body that the scope's locals belong to.
    pub proc: ProcId,
    /// The closing brace of a block.
    pub end: Option<Span>,
    /// In order of first declaration.
    pub vars: Vec<VarId>,
    names: FxHashMap<Name, VarId>,
}

/// One statement (or parameter list) that declares a name.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub kind: DeclarationKind,
    /// The name in it.
    pub span: Span,
    /// The whole statement.
    pub statement: Span,
    /// The text of the statement list behind this statement: what runs there, runs after it.
    pub after: Span,
    /// Stands in the scope's own statement list, not in an `if`, `loop` or `try`.
    pub unconditional: bool,
    /// May run several times for one life of the variable.
    pub in_loop: bool,
    /// Stands in a block inside the scope, which exports the name.
    pub raised: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeclarationKind {
    Parameter,
    Alloc,
    Proc(ProcId),
    /// A `proc` statement of an earlier input of an interactive session.
    EarlierProc,
    /// `import "p" as a`. No module if it could not be loaded.
    Import(Option<ModuleId>),
    /// `import { n as a } from "p"`, where `n` may be no export of it.
    ImportedName(Option<ModuleId>, Name),
    /// `except err`
    Error,
}

#[derive(Debug)]
pub struct Var {
    pub name: Name,
    pub scope: ScopeId,
    pub home: Home,
    /// In source order; empty for the shared globals.
    pub declarations: Vec<Declaration>,
    /// How many statements give it a value, being a parameter included.
    pub assignments: u32,
    /// The first `:=` to it that stands in another procedure than the one around its scope.
    pub assigned_inside: Option<Span>,
    /// Importers of its module see it.
    pub exported: bool,
}

/// Where a variable belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Global(GlobalId),
    Local { owner: ProcId, local: LocalId },
}

impl Var {
    /// The place of the first declaration; none for the shared globals.
    pub fn span(&self) -> Option<Span> {
        self.declarations.first().map(|d| d.span)
    }

    /// The import statement, if one binds the variable.
    pub fn import(&self) -> Option<&Declaration> {
        self.declarations.iter().find(|d| d.kind.is_import())
    }

    /// The module behind an alias, if it could be loaded.
    pub fn alias_of(&self) -> Option<ModuleId> {
        self.declarations.iter().find_map(|d| match d.kind {
            DeclarationKind::Import(module) => module,
            _ => None,
        })
    }

    /// The module that it is imported from by name, and what that calls it.
    pub fn imported_name(&self) -> Option<(Option<ModuleId>, &Name)> {
        self.declarations.iter().find_map(|d| match &d.kind {
            DeclarationKind::ImportedName(module, name) => Some((*module, name)),
            _ => None,
        })
    }

    /// The module that it is an alias of, or imported from.
    pub fn imported_module(&self) -> Option<ModuleId> {
        self.alias_of().or_else(|| self.imported_name().and_then(|(module, _)| module))
    }

    pub fn has_proc(&self) -> bool {
        self.declarations.iter().any(|d| matches!(d.kind, DeclarationKind::Proc(_) | DeclarationKind::EarlierProc))
    }

    /// Declared by `alloc` or `proc`, so that it can be exported.
    pub fn is_own(&self) -> bool {
        self.declarations.iter().any(|d| matches!(d.kind, DeclarationKind::Alloc | DeclarationKind::Proc(_)))
    }

    /// The one procedure it ever holds: it is declared by one `proc` statement and never assigned.
    pub fn only_proc(&self) -> Option<(ProcId, &Declaration)> {
        match self.declarations.as_slice() {
            [declaration] if self.assignments == 1 => match declaration.kind {
                DeclarationKind::Proc(proc) => Some((proc, declaration)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Set once, by a statement that certainly runs when its scope's statements do.
    pub fn is_set_once(&self) -> bool {
        self.assignments == 1 && matches!(self.declarations.as_slice(), [d] if d.unconditional)
    }

    /// Certainly set when its scope's statements have run.
    pub fn is_set_at_end(&self) -> bool {
        self.declarations.iter().any(|d| d.unconditional)
    }

    /// The first `proc` of that name in the scope's own statement list. One in a block may use variables of the block.
    pub fn hoisted_proc(&self) -> Option<ProcId> {
        self.declarations.iter().find_map(|d| match d.kind {
            DeclarationKind::Proc(proc) if d.unconditional && !d.raised => Some(proc),
            _ => None,
        })
    }
}

impl DeclarationKind {
    pub fn is_import(&self) -> bool {
        matches!(self, DeclarationKind::Import(_) | DeclarationKind::ImportedName(..))
    }
}

/// All scopes and variables of a program.
#[derive(Debug, Default)]
pub struct Scopes {
    scopes: Vec<Scope>,
    vars: Vec<Var>,
}

impl Scopes {
    pub fn add_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>, proc: ProcId) -> ScopeId {
        self.scopes.push(Scope { kind, parent, proc, end: None, vars: Vec::new(), names: FxHashMap::default() });
        ScopeId(self.scopes.len() as u32 - 1)
    }

    /// Adds the scope of a bare block.
    pub fn add_block(&mut self, block: Span, parent: ScopeId) -> ScopeId {
        let id = self.add_scope(ScopeKind::Block, Some(parent), self.scope(parent).proc);
        self.scopes[id.0 as usize].end = Some(Span { start: block.end - 1, ..block });
        id
    }

    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub fn var(&self, id: VarId) -> &Var {
        &self.vars[id.0 as usize]
    }

    pub fn var_mut(&mut self, id: VarId) -> &mut Var {
        &mut self.vars[id.0 as usize]
    }

    /// Adds a variable to a scope that has none of that name.
    pub fn add_var(&mut self, scope: ScopeId, name: Name, home: Home) -> VarId {
        let id = VarId(self.vars.len() as u32);
        self.vars.push(Var {
            name: name.clone(),
            scope,
            home,
            declarations: Vec::new(),
            assignments: 0,
            assigned_inside: None,
            exported: false,
        });
        let scope = &mut self.scopes[scope.0 as usize];
        scope.vars.push(id);
        scope.names.insert(name, id);
        id
    }

    /// The variable of that name in this very scope.
    pub fn own(&self, scope: ScopeId, name: &str) -> Option<VarId> {
        self.scope(scope).names.get(name).copied()
    }

    /// The innermost visible variable of that name.
    pub fn lookup(&self, scope: ScopeId, name: &str) -> Option<VarId> {
        self.outwards(scope).find_map(|scope| self.own(scope, name))
    }

    /// The visible variables of that name, inner ones first.
    pub fn lookup_all(&self, scope: ScopeId, name: &str) -> impl Iterator<Item = VarId> {
        self.outwards(scope).filter_map(move |scope| self.own(scope, name))
    }

    /// How many blocks have to export a variable so that it is visible from a scope; none if no number is enough.
    pub fn blocks_between(&self, var: &Var, scope: ScopeId) -> Option<usize> {
        let blocks = self.outwards(var.scope).take_while(|&scope| self.scope(scope).kind == ScopeKind::Block).count();
        let mut raised = self.outwards(var.scope).take(blocks + 1).enumerate().skip(1);
        raised.find(|&(_, outer)| self.outwards(scope).any(|visible| visible == outer)).map(|(count, _)| count)
    }

    /// All variables visible from a scope, inner ones first.
    pub fn visible(&self, scope: ScopeId) -> impl Iterator<Item = &Var> {
        self.outwards(scope).flat_map(|scope| self.scope(scope).vars.iter().map(|&var| self.var(var)))
    }

    /// The variables declared in a scope, in order of first declaration.
    pub fn vars_of(&self, scope: ScopeId) -> impl Iterator<Item = &Var> {
        self.scope(scope).vars.iter().map(|&var| self.var(var))
    }

    /// All variables of the program.
    pub fn vars(&self) -> impl Iterator<Item = (VarId, &Var)> {
        self.vars.iter().enumerate().map(|(index, var)| (VarId(index as u32), var))
    }

    fn outwards(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        std::iter::successors(Some(scope), |&scope| self.scope(scope).parent)
    }
}
