//! What was loaded → the description that all forms are made from.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::{Binding, Edge, Generated, ImportGraph, Node, State};
use crate::diagnostics::{Diagnostics, Severity};
use crate::modules::{
    Generation, Graph, LoadedModule, ModuleId, PACKAGES, ResolvedImport, Selection, Uses, normalise, reason, uses,
};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, ImportBinding};

/// Describes a graph. `diagnostics` are those of loading it.
pub fn describe(graph: &Graph, sources: &SourceMap, diagnostics: &Diagnostics) -> ImportGraph {
    let mut describer =
        Describer { graph, sources, problems: problems(diagnostics), missing: FxHashMap::default(), nodes: Vec::new() };
    let errors = text_errors(graph, diagnostics);
    let modules = graph.modules.iter().zip(errors).map(|(module, errors)| describer.module(module, errors)).collect();
    describer.nodes = modules;
    let mut edges = Vec::new();
    for (from, module) in graph.modules.iter().enumerate() {
        for (import, uses) in module.imports.iter().zip(uses(module)) {
            edges.push(describer.edge(from, import, uses));
        }
    }
    let mut nodes = describer.nodes;
    let cycles = cycles(graph, &mut nodes, &edges);
    let init_order = graph.init_order.iter().map(|module| module.0 as usize).collect();
    ImportGraph { nodes, modules: graph.modules.len(), edges, init_order, cycles }
}

struct Describer<'a> {
    graph: &'a Graph,
    sources: &'a SourceMap,
    /// The code of what was reported about an import's path.
    problems: FxHashMap<Span, &'static str>,
    /// The nodes of what could not be loaded: by path, or else by name.
    missing: FxHashMap<PathBuf, usize>,
    nodes: Vec<Node>,
}

impl Describer<'_> {
    fn module(&self, module: &LoadedModule, errors: usize) -> Node {
        let file = self.sources.file(module.file);
        let state = if module.intact { State::Loaded } else { State::Broken(errors) };
        let generated = module.generation.as_ref().map(|generation| self.generated(generation));
        let path = generated.is_none().then(|| file.path.clone());
        let (folder, is_package) = folder(module.generation.as_ref().map_or(&*file.name, |made| &*made.generator));
        Node { generated, folder, is_package, ..node(file.name.to_string(), path, state) }
    }

    fn generated(&self, generation: &Generation) -> Generated {
        let entry = &self.sources.file(self.graph.modules[0].file).path;
        let from_entry = |path: &Path| match entry.parent().map(|directory| path.strip_prefix(directory)) {
            Some(Ok(path)) if path.as_os_str().is_empty() => ".".to_owned(),
            Some(Ok(path)) => path.display().to_string(),
            _ => path.display().to_string(),
        };
        let inputs = generation.inputs.iter().map(|input| from_entry(&input.path)).collect();
        Generated { call: generation.call.clone(), generator: generation.generator.clone(), inputs }
    }

    fn edge(&mut self, from: usize, import: &ResolvedImport, uses: Uses) -> Edge {
        let to = match import.target {
            Some(target) => target.0 as usize,
            None if import.selection == Selection::NotTaken => self.left_out_node(from, import),
            None => self.missing_node(from, import),
        };
        let is_loop = |target| self.graph.is_in_loop(ModuleId(from as u32), target);
        Edge {
            from,
            to,
            line: self.sources.line(import.import.path_span),
            path: import.import.path.clone(),
            binding: binding(&import.import),
            uses: uses.names.into_iter().collect(),
            uses_all: uses.all,
            found: import.found.as_ref().map(|found| found.rule.to_string()),
            in_cycle: import.target.is_some_and(is_loop),
            guard: reason(import, &self.graph.environment, self.sources),
            taken: import.selection != Selection::NotTaken,
        }
    }

    /// What an import that is left out names: a module that is there for another reason, or nothing that is known.
    fn left_out_node(&mut self, from: usize, import: &ResolvedImport) -> usize {
        let name = self.written(from, import);
        let other = Path::new(&name).with_added_extension("omg").display().to_string();
        let known = self.nodes.iter().position(|node| node.name == name || node.name == other);
        known.unwrap_or_else(|| {
            self.nodes.push(node(name, None, State::LeftOut));
            self.nodes.len() - 1
        })
    }

    /// Where the path of an import leads from the importing file's directory, as messages name it.
    fn written(&self, from: usize, import: &ResolvedImport) -> String {
        let written = Path::new(&self.nodes[from].name).with_file_name(&*import.import.path);
        normalise(&written).display().to_string()
    }

    fn missing_node(&mut self, from: usize, import: &ResolvedImport) -> usize {
        let (key, name) = match &import.found {
            Some(found) => (found.path.clone(), found.name.clone()),
            None => (self.written(from, import).into(), self.written(from, import)),
        };
        let path = import.found.as_ref().map(|found| found.path.clone());
        let why = match import.selection {
            Selection::Undecided => "undecided guard",
            _ => why(self.problems.get(&import.import.path_span).copied()),
        };
        let nodes = &mut self.nodes;
        *self.missing.entry(key).or_insert_with(|| {
            nodes.push(node(name, path, State::Missing(why.to_owned())));
            nodes.len() - 1
        })
    }
}

fn node(name: String, path: Option<PathBuf>, state: State) -> Node {
    let (folder, is_package) = folder(&name);
    Node { name, path, folder, is_package, state, cycle: None, generated: None }
}

/// The package that a file belongs to, or else its directory.
fn folder(name: &str) -> (String, bool) {
    let parts: Vec<&str> = name.split('/').collect();
    let directories = &parts[..parts.len() - 1];
    match directories.iter().rposition(|part| *part == PACKAGES) {
        Some(index) if index + 1 < directories.len() => (directories[index + 1].to_owned(), true),
        _ => (directories.join("/"), false),
    }
}

fn binding(import: &ast::Import) -> Binding {
    match &import.binding {
        ImportBinding::Namespace(alias) => Binding::Alias(alias.name.clone()),
        ImportBinding::Names { names, .. } => {
            let name = |n: &ast::ImportedName| (n.name.name.clone(), n.alias.as_ref().map(|alias| alias.name.clone()));
            Binding::Names(names.iter().map(name).collect())
        }
        ImportBinding::All(_) => Binding::All,
    }
}

/// The codes of the errors about imports, by the places that they show.
fn problems(diagnostics: &Diagnostics) -> FxHashMap<Span, &'static str> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.flat_map(|error| error.labels.iter().map(move |label| (label.span, error.code))).collect()
}

/// Why a module was not loaded, by the code of what was reported.
fn why(code: Option<&str>) -> &'static str {
    match code {
        Some("E0301") => "not found",
        Some("E0302") => "a directory",
        Some("E0305") => "no path",
        Some("E0002") => "cannot be read",
        Some("E0004") => "not UTF-8 text",
        Some("E0005") => "a binary file",
        Some("E0006") => "too large",
        Some("E0007") => "not a regular file",
        _ => "not loaded",
    }
}

/// How many errors were reported in each module's text; those about imports are not in the text.
fn text_errors(graph: &Graph, diagnostics: &Diagnostics) -> Vec<usize> {
    let is_in_text = |code: &str| !code.starts_with("E03");
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error && is_in_text(d.code));
    let mut by_file = FxHashMap::default();
    errors.filter_map(|error| error.labels.first()).for_each(|label| *by_file.entry(label.span.file).or_insert(0) += 1);
    graph.modules.iter().map(|module| by_file.get(&module.file).copied().unwrap_or(0)).collect()
}

/// The groups of modules that import each other, and those that import themselves only.
fn cycles(graph: &Graph, nodes: &mut [Node], edges: &[Edge]) -> Vec<Vec<usize>> {
    let groups = graph.cycles.iter().map(|group| group.iter().map(|module| module.0 as usize).collect());
    let mut cycles: Vec<Vec<usize>> = groups.collect();
    let alone = edges.iter().filter(|edge| edge.from == edge.to && graph.modules[edge.from].cycle.is_none());
    cycles.extend(alone.map(|edge| vec![edge.from]));
    cycles.sort();
    cycles.dedup();
    for (number, cycle) in cycles.iter().enumerate() {
        cycle.iter().for_each(|&member| nodes[member].cycle = Some(number));
    }
    cycles
}
