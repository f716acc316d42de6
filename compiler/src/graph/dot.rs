//! The graph in the language of Graphviz's `dot`. Folders are clusters.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::words::{self, visible};
use super::{Edge, ImportGraph, Node, State};

/// The colour of what is wrong.
const RED: &str = "#c62828";

/// The text of a `digraph`.
pub fn dot(graph: &ImportGraph) -> String {
    let mut text =
        String::from("digraph imports {\n    rankdir=LR\n    bgcolor=white\n    fontname=monospace\n    fontsize=11\n");
    text.push_str("    node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=monospace, fontsize=11]\n");
    text.push_str("    edge [color=\"#7a8599\", fontname=monospace, fontsize=9]\n");
    let mut folders: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        folders.entry((node.is_package, &node.folder)).or_default().push(index);
    }
    for (number, ((is_package, folder), members)) in folders.iter().enumerate() {
        let nodes: String = members.iter().map(|&index| node_line(graph, index)).collect();
        match (is_package, folder.is_empty()) {
            (false, true) => text.push_str(&nodes),
            (is_package, _) => {
                let label = if *is_package { format!("package {folder}") } else { format!("{folder}/") };
                let look = "color=\"#b6c2d4\", style=\"rounded,filled\", fillcolor=\"#f3f6fa\"";
                write!(
                    text,
                    "    subgraph cluster_{number} {{\n    graph [label={}, {look}]\n{nodes}    }}\n",
                    quoted(&label)
                )
                .expect("a string");
            }
        }
    }
    graph.edges.iter().for_each(|edge| text.push_str(&edge_line(graph, edge)));
    text.push_str("}\n");
    text
}

fn node_line(graph: &ImportGraph, index: usize) -> String {
    let node = &graph.nodes[index];
    let mut label = node.name.clone();
    if let Some(problem) = words::problem(node) {
        label = format!("{label} ({problem})");
    }
    let generated = words::generated(node).map(|words| format!(", tooltip={}", quoted(&words))).unwrap_or_default();
    format!("    n{index} [label={}{}{generated}]\n", quoted(&label), look(node, index == 0))
}

fn look(node: &Node, is_entry: bool) -> String {
    let mut look = String::new();
    match node.state {
        State::Missing(_) | State::LeftOut => look.push_str(", style=\"rounded,dashed\""),
        State::Broken(_) => look.push_str(", fillcolor=\"#fdecea\""),
        State::Loaded => {}
    }
    if matches!(node.state, State::Missing(_) | State::Broken(_)) || node.cycle.is_some() {
        write!(look, ", color=\"{RED}\"").expect("a string");
    }
    if is_entry {
        look.push_str(", penwidth=2");
    }
    look
}

fn edge_line(graph: &ImportGraph, edge: &Edge) -> String {
    let look = match (edge.in_cycle, edge.taken) {
        (true, _) => format!(", color=\"{RED}\", penwidth=2"),
        (false, true) => String::new(),
        (false, false) => ", style=dashed".to_owned(),
    };
    let mut place = format!("{}, line {}: {}", graph.nodes[edge.from].name, edge.line, words::edge(edge));
    if let Some(guard) = &edge.guard {
        write!(place, ", {guard}").expect("a string");
    }
    let (label, tooltip) = (quoted(&words::names(edge)), quoted(&place));
    format!("    n{} -> n{} [label={label}, tooltip={tooltip}{look}]\n", edge.from, edge.to)
}

/// A quoted string. Graphviz reads backslashes as escapes and `&` as the beginning of an HTML entity.
fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;"))
}
