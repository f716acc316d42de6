//! Modules import each other in a circle.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Name;

/// A group of modules each of which imports every other, directly or through others of the group.
#[derive(Clone, Debug)]
pub struct ImportCycle {
    /// A shortest loop in the group, in the direction of the imports; at least two edges.
    pub edges: Vec<CycleEdge>,
    /// The edge that is cheapest to cut: the one across which the fewest names are used.
    pub cheapest: usize,
    /// How many modules the group has.
    pub group: usize,
}

/// `importer` imports the importer of the next edge.
#[derive(Clone, Debug)]
pub struct CycleEdge {
    pub importer: String,
    pub imported: String,
    /// The path of the import with its quotes.
    pub path_span: Span,
    /// The names that the importer uses of the imported module; none if that is not known, as when it uses
    /// the namespace as a value.
    pub names: Option<Vec<Name>>,
}

/// How many edges are drawn, and how many modules or names are listed.
const SHOWN: usize = 30;
const LISTED: usize = 6;

impl ToDiagnostic for ImportCycle {
    fn to_diagnostic(&self) -> Diagnostic {
        let words = |edge: &CycleEdge| format!("`{}` imports `{}`", edge.importer, edge.imported);
        let first = &self.edges[0];
        let mut diagnostic =
            Diagnostic::error("E0303", "modules import each other in a cycle").primary(first.path_span, words(first));
        for edge in self.edges[1..].iter().take(SHOWN - 1) {
            diagnostic = diagnostic.secondary(edge.path_span, words(edge));
        }
        diagnostic = diagnostic.note(self.on_one_line());
        if self.group > self.edges.len() {
            let (group, loop_) = (self.group, self.edges.len());
            diagnostic = diagnostic.note(format!(
                "{group} modules are in such cycles with each other; this loop of {loop_} is a shortest one"
            ));
        }
        diagnostic.help(cheapest_cut(&self.edges[self.cheapest]))
    }
}

impl ImportCycle {
    /// `a.omg → b.omg → a.omg`
    fn on_one_line(&self) -> String {
        let mut names: Vec<&str> = self.edges.iter().map(|edge| edge.importer.as_str()).collect();
        if names.len() > SHOWN {
            names.truncate(SHOWN);
            names.push("…");
        }
        names.push(&self.edges[0].importer);
        names.join(" → ")
    }
}

fn cheapest_cut(edge: &CycleEdge) -> String {
    let CycleEdge { importer, imported, .. } = edge;
    let start = format!("the import of `{imported}` in `{importer}`");
    match edge.names.as_deref() {
        Some([]) => format!("{start} can go: nothing of it is used there"),
        Some([name]) => format!("{start} is the cheapest to cut: `{name}` is all that is used of it there"),
        Some(names) => {
            format!("{start} is the cheapest to cut: {} of its names are used there: {}", names.len(), list(names))
        }
        None => "one of these imports has to go; what the modules share can move to one that imports none of them"
            .to_owned(),
    }
}

fn list(names: &[Name]) -> String {
    let listed: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    listed.join(", ") + if names.len() > LISTED { ", …" } else { "" }
}
