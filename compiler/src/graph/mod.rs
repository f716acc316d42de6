//! The import graph for people and tools: `omgc graph`. [`describe`] makes a plain description of what was loaded, with
//! its flaws; each form is a file: [`tree()`], [`dot()`], [`json()`], [`svg()`].
//!
//! Invariant: a flawed program has a graph too. Cycles, files that are missing and modules with errors are part of it.

mod describe;
mod dot;
mod json;
mod layout;
mod svg;
mod tree;
mod words;

use std::path::PathBuf;

pub use describe::describe;
pub use dot::dot;
pub use json::json;
pub use svg::svg;
pub use tree::tree;

use crate::syntax::ast::Name;

/// A described import graph.
#[derive(Debug)]
pub struct ImportGraph {
    /// The modules in the order in which their code is laid out, which is pre-order, the entry first; behind them what could
    /// not be loaded, in the order of the imports.
    pub nodes: Vec<Node>,
    /// How many of the nodes are modules.
    pub modules: usize,
    /// Every import statement, by importer and place.
    pub edges: Vec<Edge>,
    /// The order in which module bodies can run. Within a cycle there is none; its members are somewhere.
    pub init_order: Vec<usize>,
    /// The groups of modules that import each other, in pre-order, members too. A module that only imports itself is
    /// a group of one.
    pub cycles: Vec<Vec<usize>>,
}

/// A module, or what an import names in vain.
#[derive(Debug)]
pub struct Node {
    /// What messages call it: `lib/shapes.omg`.
    pub name: String,
    /// The canonical path, if there is such a file.
    pub path: Option<PathBuf>,
    /// The folder that it belongs to: its package's, or else its directory; empty for the entry's own.
    pub folder: String,
    /// Whether that is a package.
    pub is_package: bool,
    pub state: State,
    /// The number of the cycle that it is a member of.
    pub cycle: Option<usize>,
    /// How its text was made, if it is no file's.
    pub generated: Option<Generated>,
}

/// How a module was generated.
#[derive(Debug)]
pub struct Generated {
    /// `table(16, "sin")`
    pub call: String,
    /// The generator's file.
    pub generator: String,
    /// The files and directories that it looked at, from the entry's directory.
    pub inputs: Vec<String>,
}

/// What came of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Loaded,
    /// Its text has so many errors.
    Broken(usize),
    /// Not loaded; in a few words, why.
    Missing(String),
    /// Not looked at: only imports name it that guards leave out.
    LeftOut,
}

/// An import statement.
#[derive(Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// The line of the statement.
    pub line: u32,
    /// As written.
    pub path: Name,
    pub binding: Binding,
    /// The names of the imported module that the importer reaches, in source order.
    pub uses: Vec<Name>,
    /// The importer uses the namespace as a value, so that it may reach any name.
    pub uses_all: bool,
    /// How the path was found; none if it was not.
    pub found: Option<String>,
    /// Part of a loop.
    pub in_cycle: bool,
    /// What came of its guard, and why: `taken: fallback`.
    pub guard: Option<String>,
    /// Whether it is part of the program. Otherwise its guard leaves it out.
    pub taken: bool,
}

/// What an import declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// `as utils`
    Alias(Name),
    /// `{ double, PI as pi }`: the name in the module, and the importer's if that differs.
    Names(Vec<(Name, Option<Name>)>),
    /// `*`, which is refused.
    All,
}

impl ImportGraph {
    /// The import statements of a node.
    pub fn imports(&self, node: usize) -> &[Edge] {
        let start = self.edges.partition_point(|edge| edge.from < node);
        let end = self.edges.partition_point(|edge| edge.from <= node);
        &self.edges[start..end]
    }
}
