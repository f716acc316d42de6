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
    /// The text of the statement list behind this statement: what runs there, runs after it.
    pub after: Span,
    /// Stands in the scope's own statement list, not in an `if`, `loop` or `try`.
    pub unconditional: bool,
    /// May run several times for one activation of its procedure.
    pub in_loop: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclarationKind {
    Parameter,
    Alloc,
    Proc(ProcId),
    /// A `proc` statement of an earlier input of an interactive session.
    EarlierProc,
    /// No module if it could not be loaded.
    Import(Option<ModuleId>),
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

    /// The import statement, if the variable is an import's alias.
    pub fn import(&self) -> Option<&Declaration> {
        self.declarations.iter().find(|d| matches!(d.kind, DeclarationKind::Import(_)))
    }

    /// The module behind an alias, if it could be loaded.
    pub fn alias_of(&self) -> Option<ModuleId> {
        self.declarations.iter().find_map(|d| match d.kind {
            DeclarationKind::Import(module) => module,
            _ => None,
        })
    }

    pub fn has_proc(&self) -> bool {
        self.declarations.iter().any(|d| matches!(d.kind, DeclarationKind::Proc(_) | DeclarationKind::EarlierProc))
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

    /// The first `proc` of that name in the scope's own statement list.
    pub fn hoisted_proc(&self) -> Option<ProcId> {
        self.declarations.iter().find_map(|d| match d.kind {
            DeclarationKind::Proc(proc) if d.unconditional => Some(proc),
            _ => None,
        })
    }
}

/// Whether importers see a variable of a module: what `alloc` and `proc` declare.
pub fn is_exported(var: &Var) -> bool {
    var.declarations.iter().any(|d| matches!(d.kind, DeclarationKind::Alloc | DeclarationKind::Proc(_)))
}

/// All scopes and variables of a program.
#[derive(Debug, Default)]
pub struct Scopes {
    scopes: Vec<Scope>,
    vars: Vec<Var>,
}

impl Scopes {
    pub fn add_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>, proc: ProcId) -> ScopeId {
        self.scopes.push(Scope { kind, parent, proc, vars: Vec::new(), names: FxHashMap::default() });
        ScopeId(self.scopes.len() as u32 - 1)
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

    /// The innermost visible variable of that name that a `proc` statement declares.
    pub fn lookup_proc(&self, scope: ScopeId, name: &str) -> Option<VarId> {
        self.outwards(scope).filter_map(|scope| self.own(scope, name)).find(|&var| self.var(var).has_proc())
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
