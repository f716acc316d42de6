//! Imports of one file that are more than one needs to be: two aliases of a module where one would do, and paths of one file
//! that are spelled in two ways. Both compile; a reader takes the two for different things.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::resolve::normalise;
use super::{Graph, LoadedModule, ModuleId, ResolvedImport};
use crate::diagnostics::modules::{DuplicateImport, ImportSpelling};
use crate::diagnostics::{Diagnostics, Severity};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Block, Stmt, StmtKind};

/// Reports the two kinds of findings with these severities; none: not at all.
pub fn report(
    graph: &Graph,
    sources: &SourceMap,
    duplicate: Option<Severity>,
    spelling: Option<Severity>,
    diagnostics: &mut Diagnostics,
) {
    let mut first_paths = FxHashMap::default();
    for (id, module) in graph.ids() {
        let mut reported = FxHashSet::default();
        for (target, first, second) in duplicates(module) {
            reported.insert(second.path_span);
            if let Some(severity) = duplicate.filter(|_| !graph.is_in_loop(id, target)) {
                let [first, second] = [first, second].map(|import| import.alias().expect("an alias").clone());
                diagnostics.report(DuplicateImport { module: name(graph, sources, target), first, second, severity });
            }
        }
        let Some(severity) = spelling else { continue };
        for finding in spellings(graph, sources, id, &mut first_paths, severity) {
            if !reported.contains(&finding.path_span) {
                diagnostics.report(finding);
            }
        }
    }
}

fn name(graph: &Graph, sources: &SourceMap, module: ModuleId) -> String {
    graph.name(module, sources).to_owned()
}

/// The modules of which an alias is bound where another is visible, with the imports of the two.
fn duplicates(module: &LoadedModule) -> Vec<(ModuleId, &ast::Import, &ast::Import)> {
    let mut aliases: FxHashMap<ModuleId, Vec<(&ast::Import, Span)>> = FxHashMap::default();
    let mut found = Vec::new();
    for (import, block) in imports_in_blocks(&module.ast.body) {
        let (Some(alias), Some(target), None) = (import.alias(), module.target(import).module(), &import.guard) else {
            continue;
        };
        let before = aliases.entry(target).or_default();
        let encloses = |outer: Span| outer.start <= block.start && block.end <= outer.end;
        let visible = before.iter().find(|(_, outer)| encloses(*outer));
        match visible.map(|(first, _)| *first) {
            // One alias twice is an error or, in a procedure, a variable of its own.
            Some(first) if first.alias().is_some_and(|first| first.name != alias.name) => {
                found.push((target, first, import));
            }
            Some(_) => {}
            None => before.push((import, block)),
        }
    }
    found
}

/// The imports of a module in source order, each with the span of the statement list that it stands in.
fn imports_in_blocks(body: &Block) -> Vec<(&ast::Import, Span)> {
    let mut imports = Vec::new();
    let mut stack: Vec<(&Stmt, Span)> = Vec::new();
    stack.extend(body.statements.iter().rev().map(|statement| (statement, body.span)));
    while let Some((statement, span)) = stack.pop() {
        if let StmtKind::Import(import) = &statement.kind {
            imports.push((import, span));
        }
        for block in blocks(statement).into_iter().rev() {
            stack.extend(block.statements.iter().rev().map(|statement| (statement, block.span)));
        }
    }
    imports
}

/// The statement lists inside a statement, in source order.
fn blocks(statement: &Stmt) -> Vec<&Block> {
    match &statement.kind {
        StmtKind::If { arms, otherwise } => arms.iter().map(|(_, block)| block).chain(otherwise).collect(),
        StmtKind::Loop { body, .. } | StmtKind::Block(body) => vec![body],
        StmtKind::Proc(proc) => vec![&proc.body],
        StmtKind::Try { body, handler, .. } => vec![body, handler],
        _ => Vec::new(),
    }
}

/// How a file was imported first: where its path leads without following links, and the import's path.
type FirstPaths = FxHashMap<ModuleId, (PathBuf, Span)>;

/// The imports of a module whose path is spelled in another way than that of an earlier import of the same file. Paths in
/// one module are compared as they are written, `.` and `..` resolved; those in different modules by where they lead.
fn spellings(
    graph: &Graph,
    sources: &SourceMap,
    id: ModuleId,
    first_paths: &mut FirstPaths,
    severity: Severity,
) -> Vec<ImportSpelling> {
    let mut own: FxHashMap<ModuleId, &ResolvedImport> = FxHashMap::default();
    let mut found = Vec::new();
    for import in &graph.module(id).imports {
        let (Some(target), Some(file), None) = (import.target, &import.found, &import.import.generator) else {
            continue;
        };
        if graph.is_in_loop(id, target) {
            continue;
        }
        let finding = |first: Span, same_module| ImportSpelling {
            file: name(graph, sources, target),
            path_span: import.import.path_span,
            first,
            spelling: same_module,
            severity,
        };
        match own.get(&target) {
            Some(first) if !is_same_path(&first.import.path, &import.import.path) => {
                let spelling = sources.text(first.import.path_span).to_owned();
                found.push(finding(first.import.path_span, Some(spelling)));
            }
            Some(_) => {}
            None => {
                own.insert(target, import);
                let first =
                    first_paths.entry(target).or_insert_with(|| (file.spelled.clone(), import.import.path_span));
                if first.0 != file.spelled {
                    found.push(finding(first.1, None));
                }
            }
        }
    }
    found
}

fn is_same_path(a: &str, b: &str) -> bool {
    a == b || normalise(Path::new(a)) == normalise(Path::new(b))
}
