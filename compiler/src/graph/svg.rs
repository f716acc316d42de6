//! The graph as a picture for people: an SVG file that needs nothing but itself. The entry is at the left, imports lead to the
//! right; colours are folders, red is wrong; what an import uses shows when the mouse is on its line, and in small graphs
//! beside it. The background is part of the picture, so that it is legible on dark pages.

use std::fmt::Write;

use indexmap::IndexSet;
use rustc_hash::FxHashMap;
use unicode_width::UnicodeWidthStr;

use super::layout::{Layout, Problem, Route, layout};
use super::words::{self, visible};
use super::{Edge, ImportGraph, Node, State};

/// The width of a character of the monospaced fonts, as a part of the font's size.
const CHARACTER: f64 = 0.61;
const NAME_SIZE: f64 = 13.0;
const SMALL_SIZE: f64 = 10.5;
/// The space around a name, and the height of a box with one and with two lines.
const PADDING: f64 = 13.0;
const ONE_LINE: f64 = 30.0;
const TWO_LINES: f64 = 44.0;
/// The space around the picture, and that of its heading.
const MARGIN: f64 = 28.0;
const HEADING: f64 = 64.0;
const LEGEND_ROW: f64 = 22.0;
/// No picture is narrower: the legend has to fit.
const NARROWEST: f64 = 420.0;
/// Graphs of at most so many lines have words on them, names up to about so many characters.
const LABELLED: usize = 24;
const LABEL_LENGTH: usize = 26;
/// How far below the middle of a box lines that lead back to the left leave and reach it.
const BACK: f64 = 8.0;

/// The colours of folders.
const PALETTE: [&str; 12] = [
    "#2f6fb3", "#3a8f5c", "#b0702a", "#7b57b0", "#1f8a8a", "#a84a7a", "#6f7d1c", "#4c5fc4", "#9a5a3c", "#38813a",
    "#5c6b7d", "#8a3fa0",
];

const STYLE: &str = "
text { font-family: 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace; fill: #1c2430 }
.title { font-size: 16px; font-weight: bold }
.small { font-size: 10.5px; fill: #5b6675 }
.name { font-size: 13px }
.dir { fill: #5b6675 }
.box { fill: #ffffff; stroke: #8c98a8; stroke-width: 1 }
.entry .box { stroke: #1c2430; stroke-width: 2 }
.package .box { fill: #f3f0fa }
.broken .box { fill: #fdecea; stroke: #b3261e }
.missing .box { fill: #ffffff; stroke: #b3261e; stroke-dasharray: 5 3 }
.leftout .box { stroke-dasharray: 2 3 }
.leftout text { fill: #5b6675 }
.looping .box { stroke: #b3261e; stroke-width: 2 }
.line { fill: none; stroke: #8391a5; stroke-width: 1.2 }
.loop .line { stroke: #b3261e; stroke-width: 1.8 }
.untaken .line { stroke-dasharray: 3 4 }
.reach { fill: none; stroke: transparent; stroke-width: 9 }
.edge:hover .line { stroke: #0b57d0; stroke-width: 3 }
.label { font-size: 10.5px; fill: #5b6675; text-anchor: middle; paint-order: stroke; stroke: #fbfcfe; stroke-width: 4px }
.wrong { fill: #b3261e }
";

/// The text of an SVG file.
pub fn svg(graph: &ImportGraph) -> String {
    let lines = lines(graph);
    let has_labels = lines.len() <= LABELLED;
    let labels: Vec<String> = lines.iter().map(|line| if has_labels { line.label() } else { String::new() }).collect();
    let orders = orders(graph);
    let folders = folders(graph);
    let problem = Problem {
        sizes: graph.nodes.iter().zip(&orders).map(|(node, order)| size(node, *order)).collect(),
        edges: lines.iter().map(|line| (line.from, line.to)).collect(),
        labels: labels.iter().map(|label| width(label, SMALL_SIZE)).collect(),
    };
    let layout = layout(&problem);
    let width = (layout.width + 2.0 * MARGIN).max(NARROWEST);
    let (rows, legend) = draw_legend(&legend(graph, &folders), width, HEADING + layout.height + MARGIN);
    let height = HEADING + layout.height + MARGIN + rows as f64 * LEGEND_ROW + MARGIN / 2.0;
    let mut text = start(graph, width, height);
    writeln!(text, "<g transform=\"translate({MARGIN} {HEADING})\">").expect("a string");
    for (line, route) in lines.iter().zip(&layout.routes) {
        text.push_str(&line.draw(graph, route));
    }
    graph
        .edges
        .iter()
        .filter(|edge| edge.from == edge.to)
        .for_each(|edge| text.push_str(&own_loop(graph, edge, &layout, &problem)));
    for (index, node) in graph.nodes.iter().enumerate() {
        let colour = folders.get_index_of(&(&*node.folder, node.is_package)).map(colour);
        let drawn = Box { node, place: layout.nodes[index], size: problem.sizes[index], order: orders[index], colour };
        text.push_str(&drawn.draw(graph, index));
    }
    let labelled = lines.iter().zip(&layout.routes).zip(&labels).filter(|(_, label)| !label.is_empty());
    labelled.for_each(|((line, route), label)| text.push_str(&line.draw_label(route, label)));
    text + "</g>\n" + &legend + "</svg>\n"
}

/// The number of each module in the order in which their bodies run, from 1.
fn orders(graph: &ImportGraph) -> Vec<Option<usize>> {
    let mut order = vec![None; graph.nodes.len()];
    graph.init_order.iter().enumerate().for_each(|(index, &node)| order[node] = Some(index + 1));
    order
}

fn start(graph: &ImportGraph, width: f64, height: f64) -> String {
    let (entry, counts) = (escaped(&graph.nodes[0].name), words::counts(graph));
    let marker = |name: &str, colour: &str| {
        format!(
            "<marker id=\"{name}\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0.5L8 4L0 7.5z\" fill=\"{colour}\"/></marker>\n"
        )
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         role=\"img\">\n<title>Import graph of {entry}</title>\n<style>{STYLE}</style>\n<defs>\n{}{}</defs>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#fbfcfe\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"30\">{entry}</text>\n\
         <text class=\"small\" x=\"{MARGIN}\" y=\"47\">{counts}</text>\n",
        marker("arrow", "#6d7b90"),
        marker("loop", "#b3261e"),
    )
}

/// All imports of one module by another: one line of the picture.
struct Line<'a> {
    from: usize,
    to: usize,
    edges: Vec<&'a Edge>,
}

fn lines(graph: &ImportGraph) -> Vec<Line<'_>> {
    let mut found: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let mut lines: Vec<Line> = Vec::new();
    for edge in graph.edges.iter().filter(|edge| edge.from != edge.to) {
        let index = *found.entry((edge.from, edge.to)).or_insert(lines.len());
        if index == lines.len() {
            lines.push(Line { from: edge.from, to: edge.to, edges: Vec::new() });
        }
        lines[index].edges.push(edge);
    }
    lines
}

impl Line<'_> {
    /// The names that are used, as many as there is space for.
    fn label(&self) -> String {
        let mut names: IndexSet<String> = IndexSet::new();
        for edge in &self.edges {
            names.extend(edge.uses.iter().map(|name| visible(name)));
            names.extend(edge.uses_all.then(|| "*".to_owned()));
        }
        let mut text = String::new();
        for (index, name) in names.iter().enumerate() {
            if index > 0 && text.width() + name.width() > LABEL_LENGTH {
                return format!("{text} +{}", names.len() - index);
            }
            text = if index == 0 { name.clone() } else { format!("{text}, {name}") };
        }
        text
    }

    fn draw(&self, graph: &ImportGraph, route: &Route) -> String {
        open_edge(self.kind(), &title(graph, &self.edges), &path(route)) + "</g>\n"
    }

    /// The words in the middle of its last piece: above it, or below if it leads back.
    fn draw_label(&self, route: &Route, label: &str) -> String {
        let [.., (_, x1, y1), (x2, _, y2)] = route.pieces[..] else { return String::new() };
        let (x, y) = ((x1 + x2) / 2.0, (y1 + y2) / 2.0 + if route.reversed { BACK + 12.0 } else { -5.0 });
        let class = if self.kind() == Kind::Loop { "label wrong" } else { "label" };
        format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n", escaped(label))
    }

    fn kind(&self) -> Kind {
        match (self.edges.iter().any(|edge| edge.in_cycle), self.edges.iter().any(|edge| edge.taken)) {
            (true, _) => Kind::Loop,
            (false, true) => Kind::Import,
            (false, false) => Kind::Untaken,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Import,
    /// Part of a cycle.
    Loop,
    /// Left out by its guard.
    Untaken,
}

/// The beginning of an edge's group.
fn open_edge(kind: Kind, title: &str, path: &str) -> String {
    let (class, marker) = match kind {
        Kind::Import => ("edge", "arrow"),
        Kind::Loop => ("edge loop", "loop"),
        Kind::Untaken => ("edge untaken", "arrow"),
    };
    format!(
        "<g class=\"{class}\"><title>{title}</title><path class=\"reach\" d=\"{path}\"/>\
         <path class=\"line\" d=\"{path}\" marker-end=\"url(#{marker})\"/>\n"
    )
}

/// What is said about imports when the mouse is on their line.
fn title(graph: &ImportGraph, edges: &[&Edge]) -> String {
    let mut text = format!("{} imports {}", graph.nodes[edges[0].from].name, graph.nodes[edges[0].to].name);
    for edge in edges {
        write!(text, "\nline {}: {}", edge.line, words::edge(edge)).expect("a string");
        if let Some(found) = &edge.found {
            write!(text, " (found {found})").expect("a string");
        }
        if let Some(guard) = &edge.guard {
            write!(text, " ({guard})").expect("a string");
        }
    }
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

/// A smooth line from the importer to the imported module.
fn path(route: &Route) -> String {
    let last = route.pieces.len() - 1;
    let lowered = |index: usize| if route.reversed && (index == 0 || index == last) { BACK } else { 0.0 };
    let mut pieces: Vec<(f64, f64, f64)> =
        route.pieces.iter().enumerate().map(|(index, &(x1, x2, y))| (x1, x2, y + lowered(index))).collect();
    if route.reversed {
        pieces.reverse();
        pieces.iter_mut().for_each(|piece| *piece = (piece.1, piece.0, piece.2));
    }
    let mut path = format!("M{:.1} {:.1}", pieces[0].0, pieces[0].2);
    for (index, &(begin, end, y)) in pieces.iter().enumerate() {
        if index > 0 {
            let (_, x, from_y) = pieces[index - 1];
            let middle = (x + begin) / 2.0;
            write!(path, "C{middle:.1} {from_y:.1} {middle:.1} {y:.1} {begin:.1} {y:.1}").expect("a string");
        }
        if begin != end {
            write!(path, "H{end:.1}").expect("a string");
        }
    }
    path
}

/// An import of a module by itself, above its box.
fn own_loop(graph: &ImportGraph, edge: &Edge, layout: &Layout, problem: &Problem) -> String {
    let ((x, y), (width, height)) = (layout.nodes[edge.from], problem.sizes[edge.from]);
    let (left, right, top) = (x + width - 30.0, x + width - 10.0, y - height / 2.0);
    let path = format!("M{left:.1} {top:.1}C{left:.1} {0:.1} {right:.1} {0:.1} {right:.1} {top:.1}", top - 16.0);
    open_edge(Kind::Loop, &title(graph, &[edge]), &path) + "</g>\n"
}

/// The width of text in a monospaced font of some size.
fn width(text: &str, size: f64) -> f64 {
    text.width() as f64 * size * CHARACTER
}

/// The second line of a box.
fn second_line(node: &Node) -> Option<String> {
    let generated = node.generated.as_ref().map(|generated| format!("generated by {}", generated.generator));
    words::problem(node).or(generated).or_else(|| node.is_package.then(|| format!("package {}", node.folder)))
}

/// The width and height of a box.
fn size(node: &Node, order: Option<usize>) -> (f64, f64) {
    let number = order.map_or(0.0, |order| width(&order.to_string(), SMALL_SIZE) + PADDING);
    let second = second_line(node);
    let words = width(&visible(&node.name), NAME_SIZE)
        .max(second.as_ref().map_or(0.0, |text| width(&visible(text), SMALL_SIZE)));
    (words + 2.0 * PADDING + number, if second.is_some() { TWO_LINES } else { ONE_LINE })
}

/// A module's box.
struct Box<'a> {
    node: &'a Node,
    /// The middle of its left side.
    place: (f64, f64),
    size: (f64, f64),
    /// Its number in the order in which the bodies run.
    order: Option<usize>,
    /// Its folder's.
    colour: Option<&'static str>,
}

impl Box<'_> {
    fn draw(&self, graph: &ImportGraph, index: usize) -> String {
        let ((x, y), (width, height)) = (self.place, self.size);
        let top = y - height / 2.0;
        let (classes, title) = (classes(self.node, index == 0), self.title(graph, index));
        let mut text = format!(
            "<g class=\"{classes}\"><title>{title}</title><rect class=\"box\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\" rx=\"5\"/>"
        );
        if let Some(colour) = self.colour {
            let shape = format!("x=\"{x:.1}\" y=\"{top:.1}\" width=\"6\" height=\"{height:.1}\" rx=\"3\"");
            write!(text, "<rect {shape} fill=\"{colour}\"/>").expect("a string");
        }
        text + &self.words() + "</g>\n"
    }

    /// The name, the order, and the second line.
    fn words(&self) -> String {
        let ((x, y), (width, height)) = (self.place, self.size);
        let top = y - height / 2.0;
        let baseline = if height == TWO_LINES { top + 18.0 } else { y + 4.5 };
        let left = x + PADDING;
        let name = visible(&self.node.name);
        // Behind the file of a generated module stands a call, which may have any text in it.
        let file_end = name.find("::").unwrap_or(name.len());
        let (directory, file) = name.split_at(name[..file_end].rfind('/').map_or(0, |slash| slash + 1));
        let (directory, file) = (escaped(directory), escaped(file));
        let mut text = format!(
            "<text class=\"name\" x=\"{left:.1}\" y=\"{baseline:.1}\"><tspan class=\"dir\">{directory}</tspan>{file}</text>"
        );
        if let Some(second) = second_line(self.node) {
            let is_wrong = matches!(self.node.state, State::Broken(_) | State::Missing(_));
            let class = if is_wrong { "small wrong" } else { "small" };
            let (below, second) = (top + 34.0, escaped(&second));
            write!(text, "<text class=\"{class}\" x=\"{left:.1}\" y=\"{below:.1}\">{second}</text>").expect("a string");
        }
        if let Some(order) = self.order {
            let right = x + width - 8.0;
            let place = format!("x=\"{right:.1}\" y=\"{baseline:.1}\"");
            write!(text, "<text class=\"small\" text-anchor=\"end\" {place}>{order}</text>").expect("a string");
        }
        text
    }

    /// What is said when the mouse is on it.
    fn title(&self, graph: &ImportGraph, index: usize) -> String {
        let mut lines = vec![self.node.name.clone()];
        lines.extend(words::problem(self.node));
        lines.extend(words::generated(self.node));
        lines.extend(self.order.map(|order| format!("runs as number {order} of {}", graph.modules)));
        lines.extend((index < graph.modules).then(|| format!("laid out as number {}", index + 1)));
        lines.extend(self.node.cycle.map(|cycle| format!("in a cycle of {}", graph.cycles[cycle].len())));
        lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n")
    }
}

fn classes(node: &Node, is_entry: bool) -> String {
    let all = [
        ("node", true),
        ("entry", is_entry),
        ("package", node.is_package),
        ("broken", matches!(node.state, State::Broken(_))),
        ("missing", matches!(node.state, State::Missing(_))),
        ("leftout", node.state == State::LeftOut),
        ("looping", node.cycle.is_some()),
    ];
    all.into_iter().filter(|(_, is)| *is).map(|(class, _)| class).collect::<Vec<_>>().join(" ")
}

/// The folders and whether they are packages, in the order of their first modules; the entry's own is not one.
fn folders(graph: &ImportGraph) -> IndexSet<(&str, bool)> {
    let folders = graph.nodes.iter().map(|node| (&*node.folder, node.is_package));
    folders.filter(|(folder, _)| !folder.is_empty()).collect()
}

fn colour(folder: usize) -> &'static str {
    PALETTE[folder % PALETTE.len()]
}

/// What the colours and signs mean: a colour, or none, and the words.
fn legend(graph: &ImportGraph, folders: &IndexSet<(&str, bool)>) -> Vec<(Option<&'static str>, String)> {
    let words = |(folder, is_package): &(&str, bool)| match is_package {
        true => format!("package {folder}"),
        false => format!("{folder}/"),
    };
    let mut entries: Vec<_> =
        folders.iter().enumerate().map(|(index, folder)| (Some(colour(index)), words(folder))).collect();
    if !graph.cycles.is_empty() {
        entries.push((Some("#b3261e"), "imports in a cycle".to_owned()));
    }
    if graph.edges.iter().any(|edge| !edge.taken) {
        entries.push((None, "dashed: left out by a guard".to_owned()));
    }
    entries.push((None, "numbers: the order in which modules run".to_owned()));
    entries
}

/// How many rows the legend takes in a picture of that width, and the legend, from `top` on.
fn draw_legend(entries: &[(Option<&'static str>, String)], picture_width: f64, top: f64) -> (usize, String) {
    let mut text = String::new();
    let (mut x, mut row) = (MARGIN, 0);
    for (colour, words) in entries {
        let mark = if colour.is_some() { 16.0 } else { 0.0 };
        let wide = mark + width(&visible(words), SMALL_SIZE) + 22.0;
        if x > MARGIN && x + wide > picture_width - MARGIN {
            (x, row) = (MARGIN, row + 1);
        }
        let y = top + row as f64 * LEGEND_ROW;
        if let Some(colour) = colour {
            let shape = format!("x=\"{x:.1}\" y=\"{y:.1}\" width=\"10\" height=\"10\" rx=\"2\"");
            write!(text, "<rect {shape} fill=\"{colour}\"/>").expect("a string");
        }
        let (x_of_words, baseline, words) = (x + mark, y + 9.0, escaped(words));
        writeln!(text, "<text class=\"small\" x=\"{x_of_words:.1}\" y=\"{baseline:.1}\">{words}</text>")
            .expect("a string");
        x += wide;
    }
    (row + 1, text)
}

/// Text as XML has it.
fn escaped(text: &str) -> String {
    let mut result = String::new();
    for c in visible(text).chars() {
        match c {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => result.push('\u{fffd}'),
            c => result.push(c),
        }
    }
    result
}
