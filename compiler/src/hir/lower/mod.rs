//! AST → HIR: names become variables, imports become modules, procedures get their captures. What is in the way of
//! that is reported.
//!
//! Passes: [`declare`] finds the variables; this module translates statements and [`expr`] expressions; [`storage`] decides
//! where captured variables live; [`flow`] finds out which reads may meet an unset variable.

mod captures;
mod expr;
mod names;
mod stmt;

use rustc_hash::FxHashSet;

use super::declare::{Declarations, declare};
use super::lints::{Lint, LintLevels};
use super::removal::Removals;
use super::report::Reports;
use super::scope::{Home, ScopeId, VarId};
use super::session::{self, EarlierName, Input};
use super::{Export, Global, Local, Module, ModuleId, Proc, ProcId, Program, Storage, flow, storage, wildcard};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::hir::UnusedImport;
use crate::modules::Graph;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::Ident;
pub(super) use captures::Captures;

/// Translates a whole program. There is a program also if errors are reported, but it is not to be used then.
pub fn lower(graph: &Graph, sources: &SourceMap, lints: &LintLevels, diagnostics: &mut Diagnostics) -> Program {
    lower_graph(graph, sources, lints, None, diagnostics).0
}

/// Translates an input of an interactive session, which sees the variables of earlier ones.
pub fn lower_input(
    graph: &Graph,
    sources: &SourceMap,
    lints: &LintLevels,
    earlier: &[EarlierName],
    diagnostics: &mut Diagnostics,
) -> Input {
    let (program, declarations) = lower_graph(graph, sources, lints, Some(earlier), diagnostics);
    let namespaces = session::namespaces(&program, &declarations);
    Input { program, namespaces }
}

fn lower_graph(
    graph: &Graph,
    sources: &SourceMap,
    lints: &LintLevels,
    earlier: Option<&[EarlierName]>,
    diagnostics: &mut Diagnostics,
) -> (Program, Declarations) {
    let mut reports = Reports::new(graph, lints);
    let declarations = declare(graph, sources, earlier, &mut reports);
    let mut program = skeleton(graph, sources, &declarations);
    let mut captures = Captures::new(&declarations);
    let mut used = FxHashSet::default();
    for (id, module) in graph.ids() {
        let mut lowerer = Lowerer {
            loaded: module,
            module: id,
            scope: declarations.module_scope(id),
            proc: program.module(id).body,
            loops: Vec::new(),
            outer_loop: None,
            in_try: false,
            declarations: &declarations,
            captures: &mut captures,
            used: &mut used,
            reports: &mut reports,
            program: &mut program,
        };
        lowerer.module_body();
    }
    report_unused_imports(graph, sources, &declarations, &used, &mut reports);
    storage::decide(&mut program, &declarations, &captures);
    flow::check_reads(&mut program, &declarations, &captures);
    wildcard::refuse(graph, &declarations, &program, &mut reports);
    reports.finish(&declarations, diagnostics);
    (program, declarations)
}

/// The program without any code.
fn skeleton(graph: &Graph, sources: &SourceMap, declarations: &Declarations) -> Program {
    let modules = graph.ids().map(|(id, loaded)| {
        let declared = &declarations.modules[id.0 as usize];
        Module {
            file: loaded.file,
            name: sources.file(loaded.file).name.clone(),
            edition: loaded.edition,
            body: declared.body,
            exports: exports(declarations, id),
        }
    });
    let globals = declarations.globals.iter().map(|&(module, var)| global(declarations, var, module));
    Program { modules: modules.collect(), procs: procs(declarations), globals: globals.collect() }
}

fn exports(declarations: &Declarations, module: ModuleId) -> Vec<Export> {
    let vars = declarations.scopes.vars_of(declarations.module_scope(module));
    vars.filter(|var| var.exported)
        .filter_map(|var| match var.home {
            Home::Global(global) => Some(Export { name: var.name.clone(), global }),
            Home::Local { .. } => None,
        })
        .collect()
}

fn global(declarations: &Declarations, var: VarId, module: Option<ModuleId>) -> Global {
    let var = declarations.scopes.var(var);
    let is_open = module.is_some_and(|module| declarations.is_open(module));
    let only_proc = var.only_proc().filter(|(_, d)| d.unconditional && !d.raised && !is_open);
    let constant_proc = only_proc.map(|(proc, _)| proc);
    Global {
        name: var.name.clone(),
        module,
        span: var.span(),
        constant_proc,
        hoisted_proc: var.hoisted_proc(),
        alias_of: var.alias_of(),
        // As if it were assigned elsewhere too.
        assignments: var.assignments + u32::from(is_open),
        set_in_procs: module.is_none() && var.declarations.is_empty(),
    }
}

fn procs(declarations: &Declarations) -> Vec<Proc> {
    let locals = |locals: &[(_, Span, VarId)]| -> Vec<Local> {
        let local = |(name, span, _): &(crate::syntax::ast::Name, Span, VarId)| Local {
            name: name.clone(),
            span: *span,
            storage: Storage::Frame,
        };
        locals.iter().map(local).collect()
    };
    let proc = |declared: &super::declare::DeclaredProc| Proc {
        name: declared.name.clone(),
        module: declared.module,
        parent: declared.parent,
        params: declared.params,
        locals: locals(&declared.locals),
        captures: Vec::new(),
        body: Vec::new(),
        span: declared.span,
    };
    declarations.procs.iter().map(proc).collect()
}

fn report_unused_imports(
    graph: &Graph,
    sources: &SourceMap,
    declarations: &Declarations,
    used: &FxHashSet<VarId>,
    reports: &mut Reports,
) {
    let Some(severity) = reports.severity(Lint::UnusedImport) else { return };
    let removals = Removals::new(graph, sources);
    for (id, var) in declarations.scopes.vars() {
        let module = declarations.module_of(var);
        // An import that is assigned too has been reported for that.
        let is_used = used.contains(&id) || var.assignments > 1 || reports.is_explained(module, &var.name);
        // So has one that leads nowhere, or in a circle.
        let leads_elsewhere = var.imported_module().is_some_and(|target| !graph.is_in_loop(module, target));
        let is_known = var.imported_name().is_none() || declarations.export_of(var).is_some();
        if let (Some(import), false) = (var.import(), is_used) {
            let alias = Ident { name: var.name.clone(), span: import.span };
            if reports.is_intact(module) && leads_elsewhere && is_known {
                let removal = removals.of_name(module, import.span);
                reports.add(module, UnusedImport { alias, removal, severity });
            }
        }
    }
}

/// Translates one module.
struct Lowerer<'a, 'r> {
    loaded: &'a crate::modules::LoadedModule,
    module: ModuleId,
    scope: ScopeId,
    /// The procedure that is being translated, or the module's body.
    proc: ProcId,
    /// The loops of this procedure around the current statement.
    loops: Vec<OpenLoop>,
    /// A loop around the procedure.
    outer_loop: Option<Span>,
    /// In the body of a `try` of this procedure.
    in_try: bool,
    declarations: &'a Declarations,
    captures: &'a mut Captures,
    /// Variables that something reads.
    used: &'a mut FxHashSet<VarId>,
    reports: &'a mut Reports<'r>,
    program: &'a mut Program,
}

struct OpenLoop {
    span: Span,
    has_break: bool,
}
