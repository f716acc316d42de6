//! Why a module is part of a program: the shortest chain of imports that leads to it from the entry, for `check --why`.

use std::collections::VecDeque;
use std::fmt::Write;
use std::path::Path;

use super::generated::describe;
use super::resolve::{PACKAGE_MAIN, PACKAGES, normalise};
use super::{FileSystem, Graph, ModuleId, ResolvedImport, Selection, guards};
use crate::diagnostics::nearest::nearest;
use crate::source::{SourceMap, Span};

/// The chains to the modules that `wanted` names, as text. Such a name is the path of a file, what messages call a module,
/// a package, or a path as some import has it. If no module has it, the reason why.
pub fn why(graph: &Graph, wanted: &str, sources: &SourceMap, fs: &dyn FileSystem) -> Result<String, String> {
    let modules = named(graph, wanted, sources, fs);
    if modules.is_empty() {
        return Err(why_not(graph, wanted, sources));
    }
    let came_from = shortest_ways(graph);
    let chains = modules.iter().map(|&module| chain(graph, module, &came_from, sources));
    Ok(chains.collect::<Vec<_>>().join("\n"))
}

/// The modules of that name; of the ways to name one the first that leads to any.
fn named(graph: &Graph, wanted: &str, sources: &SourceMap, fs: &dyn FileSystem) -> Vec<ModuleId> {
    let select = |is_named: &dyn Fn(ModuleId) -> bool| -> Vec<ModuleId> {
        graph.ids().map(|(id, _)| id).filter(|&id| is_named(id)).collect()
    };
    let path = |id: ModuleId| &sources.file(graph.module(id).file).path;
    let found = fs.canonicalize(Path::new(wanted)).ok();
    let name = normalise(Path::new(wanted));
    let package = Path::new(PACKAGES).join(wanted).join(PACKAGE_MAIN);
    let mut imported: Vec<ModuleId> = imports(graph)
        .filter(|(_, import)| *import.import.path == *wanted)
        .filter_map(|(_, import)| import.target)
        .collect();
    imported.sort();
    imported.dedup();
    [
        select(&|id| found.as_ref() == Some(path(id))),
        select(&|id| Path::new(graph.name(id, sources)) == name),
        select(&|id| path(id).ends_with(&package)),
    ]
    .into_iter()
    .find(|modules| !modules.is_empty())
    .unwrap_or(imported)
}

fn imports(graph: &Graph) -> impl Iterator<Item = (ModuleId, &ResolvedImport)> {
    graph.ids().flat_map(|(id, module)| module.imports.iter().map(move |import| (id, import)))
}

/// By module: the import by which a breadth-first search from the entry reached it.
fn shortest_ways(graph: &Graph) -> Vec<Option<(ModuleId, &ResolvedImport)>> {
    let mut came_from = vec![None; graph.modules.len()];
    let mut queue = VecDeque::from([ModuleId(0)]);
    while let Some(module) = queue.pop_front() {
        for import in &graph.module(module).imports {
            if let Some(target) = import.target.filter(|target| *target != ModuleId(0))
                && came_from[target.0 as usize].is_none()
            {
                came_from[target.0 as usize] = Some((module, import));
                queue.push_back(target);
            }
        }
    }
    came_from
}

/// ```text
/// lib/b.omg is part of the program:
/// main.omg:2: import "lib/a.omg" as a
///     lib/a.omg, found as written
/// lib/a.omg:2: import "b" as b
///     lib/b.omg, found with .omg added
/// ```
fn chain(
    graph: &Graph,
    module: ModuleId,
    came_from: &[Option<(ModuleId, &ResolvedImport)>],
    sources: &SourceMap,
) -> String {
    let name = |id| graph.name(id, sources);
    if module == ModuleId(0) {
        return format!("{} is the entry of the program\n", name(module));
    }
    let step = |&(id, _): &(ModuleId, &ResolvedImport)| came_from[id.0 as usize];
    let mut steps: Vec<_> = std::iter::successors(came_from[module.0 as usize], step).collect();
    steps.reverse();
    let mut text = format!("{} is part of the program:\n", name(module));
    for (index, (importer, import)) in steps.iter().enumerate() {
        let target = steps.get(index + 1).map_or(module, |(next, _)| *next);
        let statement = on_one_line(import.import.span, sources);
        let line = sources.line(import.import.path_span);
        writeln!(text, "{}:{line}: {statement}", name(*importer)).expect("a string");
        let rule = import.found.as_ref().map(|found| format!(", found {}", found.rule)).unwrap_or_default();
        let made = graph.module(target).generation.as_ref();
        let made = made.map(|generation| format!("; {}", describe(generation))).unwrap_or_default();
        let guard = guards::reason(import, &graph.environment, sources);
        let guard = guard.map(|reason| format!("; {reason}")).unwrap_or_default();
        writeln!(text, "    {}{rule}{made}{guard}", name(target)).expect("a string");
    }
    text
}

fn on_one_line(span: Span, sources: &SourceMap) -> String {
    sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is known of a name that no module has.
fn why_not(graph: &Graph, wanted: &str, sources: &SourceMap) -> String {
    let mut text = format!("`{wanted}` is not part of the program `{}`", graph.name(ModuleId(0), sources));
    let not_taken = imports(graph)
        .find(|(_, import)| import.selection != Selection::Taken && stem(&import.import.path) == stem(wanted));
    if let Some((module, import)) = not_taken {
        let line = sources.line(import.import.path_span);
        let reason = guards::reason(import, &graph.environment, sources).unwrap_or_default();
        write!(text, ": its import in {}:{line} is {reason}", graph.name(module, sources)).expect("a string");
        return text;
    }
    let similar = similar_names(graph, wanted, sources);
    if !similar.is_empty() {
        write!(text, "; did you mean {}?", similar.join(" or ")).expect("a string");
    }
    text
}

/// The names of the modules that are called alike: of a file of that name elsewhere, or else of similar ones.
fn similar_names(graph: &Graph, wanted: &str, sources: &SourceMap) -> Vec<String> {
    const SHOWN: usize = 3;
    let names: Vec<&str> = graph.ids().map(|(id, _)| graph.name(id, sources)).collect();
    let quoted = |name: &str| format!("`{name}`");
    let same: Vec<String> =
        names.iter().filter(|name| stem(name) == stem(wanted)).map(|name| quoted(name)).take(SHOWN).collect();
    if !same.is_empty() {
        return same;
    }
    let whole = nearest(wanted, names.iter().copied());
    let called = nearest(stem(wanted), names.iter().map(|name| stem(name)));
    let file = called.and_then(|stem_| names.iter().copied().find(|name| stem(name) == stem_));
    whole.or(file).map(quoted).into_iter().collect()
}

/// What a module is called: its file's name without `.omg`, or its package's.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix(&format!("/{PACKAGE_MAIN}")).filter(|path| path.contains(PACKAGES)).unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".omg").unwrap_or(name)
}
