//! The graph as a tree in text: each module with its imports below it the first time it is mentioned, and the orders in
//! which the bodies run and the code is laid out.
//!
//! ```text
//! main.omg
//! ├── lib/shapes.omg, line 2 as shapes: UNIT, area
//! │   └── lib/geometry.omg, line 3 as g: PI
//! └── lib/geometry.omg, line 3 as geometry: rounded [see above]
//!
//! 3 modules, 3 imports
//!
//!   initialisation    code layout
//! 1 lib/geometry.omg  main.omg
//! 2 lib/shapes.omg    lib/shapes.omg
//! 3 main.omg          lib/geometry.omg
//! ```

use std::collections::VecDeque;
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::words::{self, visible};
use super::{Edge, ImportGraph};

/// How many levels a tree has at most.
const DEEPEST: usize = 24;

/// The text, ended by a newline.
pub fn tree(graph: &ImportGraph) -> String {
    let mut text = branches(graph);
    write!(text, "\n{}\n\n{}", words::counts(graph), orders(graph)).expect("a string");
    for (number, cycle) in graph.cycles.iter().enumerate() {
        let names: Vec<String> = cycle.iter().map(|&node| visible(&graph.nodes[node].name)).collect();
        let start = if number == 0 { "\n" } else { "" };
        writeln!(text, "{start}cycle: {}", names.join(", ")).expect("a string");
    }
    text
}

/// The tree itself. The imports of a module stand below its first mention; of one that is mentioned very deep, in a tree of
/// their own below, so that the text is no longer than the graph is large.
fn branches(graph: &ImportGraph) -> String {
    let mut text = String::new();
    let mut shown = vec![false; graph.nodes.len()];
    shown[0] = true;
    let mut roots = VecDeque::from([0]);
    while let Some(root) = roots.pop_front() {
        let start = if root == 0 { "" } else { "\n" };
        let name = visible(&graph.nodes[root].name);
        writeln!(text, "{start}{name}{}", mark(words::problem(&graph.nodes[root]))).expect("a string");
        branches_of(graph, root, &mut shown, &mut roots, &mut text);
    }
    text
}

fn branches_of(graph: &ImportGraph, root: usize, shown: &mut [bool], roots: &mut VecDeque<usize>, text: &mut String) {
    // The imports that are still to be drawn, and how long the indentation is in front of them.
    let mut open: Vec<(&[Edge], usize)> = vec![(graph.imports(root), 0)];
    let mut indentation = String::new();
    while let Some((edges, indented)) = open.last_mut() {
        indentation.truncate(*indented);
        let Some((edge, rest)) = edges.split_first() else {
            open.pop();
            continue;
        };
        *edges = rest;
        let (branch, below) = if rest.is_empty() { ("└── ", "    ") } else { ("├── ", "│   ") };
        let is_first = !std::mem::replace(&mut shown[edge.to], true);
        let is_deep = is_first && open.len() >= DEEPEST && !graph.imports(edge.to).is_empty();
        let mark = mark(is_deep.then(|| "see below".to_owned()));
        writeln!(text, "{indentation}{branch}{}{mark}", mention(graph, edge, is_first)).expect("a string");
        if is_deep {
            roots.push_back(edge.to);
        } else if is_first {
            indentation.push_str(below);
            open.push((graph.imports(edge.to), indentation.len()));
        }
    }
}

/// A module where it is imported.
fn mention(graph: &ImportGraph, edge: &Edge, is_first: bool) -> String {
    let node = &graph.nodes[edge.to];
    let found = edge.found.as_deref().filter(|found| *found != "as written");
    let found = found.map(|found| format!(" ({})", visible(found))).unwrap_or_default();
    let cycle = edge.in_cycle.then(|| "cycle".to_owned());
    let above = (!is_first && edge.taken && !edge.in_cycle).then(|| "see above".to_owned());
    let problem = words::problem(node).filter(|_| edge.taken);
    let guard = edge.guard.as_ref().map(|guard| visible(guard));
    let generated = words::generated(node).filter(|_| is_first).map(|words| visible(&words));
    let marks: String = [guard, generated, problem, cycle, above].into_iter().map(mark).collect();
    format!("{}, line {} {}{found}{marks}", visible(&node.name), edge.line, visible(&words::edge(edge)))
}

fn mark(text: Option<String>) -> String {
    text.map(|text| format!(" [{text}]")).unwrap_or_default()
}

/// The two orders side by side.
fn orders(graph: &ImportGraph) -> String {
    let name = |node: usize| visible(&graph.nodes[node].name);
    let first: Vec<String> = graph.init_order.iter().map(|&node| name(node)).collect();
    let digits = graph.modules.to_string().len();
    let title = "initialisation";
    let width = first.iter().map(|name| name.width()).chain([title.len()]).max().unwrap_or(0);
    let mut text = format!("{:digits$} {title:width$}  code layout\n", "");
    for (index, left) in first.iter().enumerate() {
        let gap = " ".repeat(width - left.width());
        writeln!(text, "{:digits$} {left}{gap}  {}", index + 1, name(index)).expect("a string");
    }
    text
}
