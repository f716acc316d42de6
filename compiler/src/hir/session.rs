//! Inputs of an interactive session: each is a program of its own whose entry module also sees the variables of earlier
//! inputs. Those lie in a scope between the shared variables and the entry module's; what an input declares itself hides
//! them until the session gives both one place.
//!
//! Nothing is assumed of such variables, nor of those that the input declares: later inputs may assign them, and an input
//! that fails half-way leaves some of them unset.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::declare::Declarations;
use super::scope::{Declaration, DeclarationKind, Home, ScopeId, ScopeKind, VarId};
use super::{GlobalId, ModuleId, Name, ProcId, Program};
use crate::diagnostics::hir::WhyUnknown;
use crate::source::Span;

/// A variable that earlier inputs declared.
#[derive(Clone, Debug)]
pub struct EarlierName {
    pub name: Name,
    /// Where, the name.
    pub span: Span,
    pub kind: EarlierKind,
}

/// How a variable was declared last.
#[derive(Clone, Debug)]
pub enum EarlierKind {
    /// `alloc`, `except err`
    Variable,
    /// `proc`
    Proc,
    /// As alias of an import, or by its name: read-only. The namespace is known for an alias.
    Import(Option<Rc<KnownNamespace>>),
}

/// What an alias is known to hold.
#[derive(Debug)]
pub struct KnownNamespace {
    /// The module's name, as messages show it.
    pub module: Name,
    /// The names that it exports, and where they are defined.
    pub exports: Vec<(Name, Option<Span>)>,
    /// The other names that it has, and why they are not exported.
    pub(super) hidden: FxHashMap<Name, WhyUnknown>,
}

/// An input that was translated.
#[derive(Debug)]
pub struct Input {
    pub program: Program,
    /// What an alias of each module holds, by [`ModuleId`].
    pub namespaces: Vec<Rc<KnownNamespace>>,
}

/// The scope of an interactive session, for the input that is lowered.
#[derive(Debug)]
pub(super) struct Earlier {
    pub scope: ScopeId,
    pub namespaces: FxHashMap<VarId, Rc<KnownNamespace>>,
}

/// Declares the variables of earlier inputs.
pub(super) fn declare_earlier(names: &[EarlierName], shared: ScopeId, declarations: &mut Declarations) -> Earlier {
    let scope = declarations.scopes.add_scope(ScopeKind::Shared, Some(shared), ProcId(0));
    let mut namespaces = FxHashMap::default();
    for EarlierName { name, span, kind } in names {
        let global = GlobalId(declarations.globals.len() as u32);
        let id = declarations.scopes.add_var(scope, name.clone(), Home::Global(global));
        declarations.globals.push((None, id));
        let var = declarations.scopes.var_mut(id);
        // As if it were assigned elsewhere too.
        var.assignments = 2;
        let kind = match kind {
            EarlierKind::Variable => DeclarationKind::Alloc,
            EarlierKind::Proc => DeclarationKind::EarlierProc,
            EarlierKind::Import(namespace) => {
                namespaces.extend(namespace.clone().map(|namespace| (id, namespace)));
                DeclarationKind::Import(None)
            }
        };
        var.declarations.push(Declaration {
            kind,
            span: *span,
            statement: *span,
            after: *span,
            unconditional: false,
            in_loop: false,
            raised: false,
        });
    }
    Earlier { scope, namespaces }
}

/// What aliases of the modules are known to hold.
pub(super) fn namespaces(program: &Program, declarations: &Declarations) -> Vec<Rc<KnownNamespace>> {
    let ids = (0..program.modules.len()).map(|index| ModuleId(index as u32));
    ids.map(|id| Rc::new(namespace(id, program, declarations))).collect()
}

fn namespace(id: ModuleId, program: &Program, declarations: &Declarations) -> KnownNamespace {
    let module = program.module(id);
    let exports = module.exports.iter();
    let exports = exports.map(|export| (export.name.clone(), program.global(export.global).span)).collect();
    let vars = declarations.scopes.vars_of(declarations.module_scope(id));
    let hidden = vars.filter(|var| !var.exported);
    let hidden = hidden.filter_map(|var| Some((var.name.clone(), declarations.why_hidden(id, &var.name)?)));
    KnownNamespace { module: module.name.clone(), exports, hidden: hidden.collect() }
}
