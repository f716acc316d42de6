//! The graph for programs. Modules are named by their number in `modules`.

use serde::Serialize;

use super::{Binding, Edge, Generated, ImportGraph, Node, State};

#[derive(Serialize)]
struct JsonGraph<'a> {
    modules: Vec<JsonModule<'a>>,
    /// The modules in the order in which their bodies can run.
    initialisation_order: &'a [usize],
    /// The modules in the order in which their code is laid out.
    layout_order: Vec<usize>,
    cycles: &'a [Vec<usize>],
}

#[derive(Serialize)]
struct JsonModule<'a> {
    id: usize,
    name: &'a str,
    path: Option<String>,
    package: Option<&'a str>,
    /// `loaded`, `broken` (its text has errors), `missing` or `left out` (by guards).
    state: &'static str,
    /// How many errors its text has.
    errors: usize,
    /// Why it is missing.
    reason: Option<&'a str>,
    /// Its number in `cycles`.
    cycle: Option<usize>,
    generated: Option<JsonGenerated<'a>>,
    imports: Vec<JsonImport<'a>>,
}

#[derive(Serialize)]
struct JsonGenerated<'a> {
    call: &'a str,
    generator: &'a str,
    inputs: &'a [String],
}

#[derive(Serialize)]
struct JsonImport<'a> {
    target: usize,
    line: u32,
    path: &'a str,
    /// How the path was found; null if it was not.
    found: Option<&'a str>,
    alias: Option<&'a str>,
    names: Option<Vec<JsonName<'a>>>,
    uses: Vec<&'a str>,
    uses_namespace: bool,
    in_cycle: bool,
    /// What came of its guard, and why.
    guard: Option<&'a str>,
    /// Whether the guard lets it be part of the program.
    taken: bool,
}

#[derive(Serialize)]
struct JsonName<'a> {
    name: &'a str,
    alias: Option<&'a str>,
}

/// One JSON object, indented, ended by a newline.
pub fn json(graph: &ImportGraph) -> String {
    let modules = graph.nodes.iter().enumerate().map(|(id, node)| module(id, node, graph.imports(id)));
    let json = JsonGraph {
        modules: modules.collect(),
        initialisation_order: &graph.init_order,
        layout_order: (0..graph.modules).collect(),
        cycles: &graph.cycles,
    };
    serde_json::to_string_pretty(&json).expect("strings and numbers only") + "\n"
}

fn module<'a>(id: usize, node: &'a Node, imports: &'a [Edge]) -> JsonModule<'a> {
    let (state, errors, reason) = match &node.state {
        State::Loaded => ("loaded", 0, None),
        State::Broken(errors) => ("broken", *errors, None),
        State::Missing(why) => ("missing", 0, Some(why.as_str())),
        State::LeftOut => ("left out", 0, None),
    };
    JsonModule {
        id,
        name: &node.name,
        path: node.path.as_ref().map(|path| path.display().to_string()),
        package: node.is_package.then_some(&node.folder),
        state,
        errors,
        reason,
        cycle: node.cycle,
        generated: node.generated.as_ref().map(generated),
        imports: imports.iter().map(import).collect(),
    }
}

fn generated(generated: &Generated) -> JsonGenerated<'_> {
    JsonGenerated { call: &generated.call, generator: &generated.generator, inputs: &generated.inputs }
}

fn import(edge: &Edge) -> JsonImport<'_> {
    let (alias, names) = match &edge.binding {
        Binding::Alias(alias) => (Some(&**alias), None),
        Binding::Names(names) => {
            let names = names.iter().map(|(name, alias)| JsonName { name, alias: alias.as_deref() });
            (None, Some(names.collect()))
        }
        Binding::All => (None, None),
    };
    JsonImport {
        target: edge.to,
        line: edge.line,
        path: &edge.path,
        found: edge.found.as_deref(),
        alias,
        names,
        uses: edge.uses.iter().map(|name| &**name).collect(),
        uses_namespace: edge.uses_all,
        in_cycle: edge.in_cycle,
        guard: edge.guard.as_deref(),
        taken: edge.taken,
    }
}
