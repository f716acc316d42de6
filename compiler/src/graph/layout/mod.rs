//! Where the nodes and edges of a drawing lie: layers from left to right, so that names, which are wide and low, stand
//! above each other. The steps are those of Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
//! System Structures", 1981: edges that close a loop are turned round ([`layers`]), each node gets a layer, edges that pass
//! layers get a dummy item in each, the items of each layer are put in an order with few crossings ([`order`]), and then get
//! their places ([`place`]).
//!
//! All long edges to one node share their dummies: they run together like the wires of a bus, which keeps a graph legible
//! in which everything imports a few common modules.

mod layers;
mod order;
mod place;

use rustc_hash::{FxHashMap, FxHashSet};

/// If the edges pass more layers than this in all, long ones are drawn straight: nobody can read such a picture, but it should
/// not take minutes.
const MOST_PASSED: usize = 300_000;

/// What is to be drawn. All nodes are reachable from node 0; an edge from a node to itself is the caller's business.
#[derive(Debug)]
pub struct Problem {
    /// Width and height of each node.
    pub sizes: Vec<(f64, f64)>,
    /// Each pair once.
    pub edges: Vec<(usize, usize)>,
    /// The width of the words on each edge, which stand in the middle of its last piece; 0 for none.
    pub labels: Vec<f64>,
}

/// The places.
#[derive(Debug)]
pub struct Layout {
    /// The middle of each node's left side.
    pub nodes: Vec<(f64, f64)>,
    /// For each edge.
    pub routes: Vec<Route>,
    pub width: f64,
    pub height: f64,
}

/// The way of an edge, from left to right.
#[derive(Debug)]
pub struct Route {
    /// It leads from right to left: its way begins at its target.
    pub reversed: bool,
    /// Where it is level: the x at which each such piece begins and ends, and its y. The first piece begins at the right side
    /// of a node, the last ends at the left side of one.
    pub pieces: Vec<(f64, f64, f64)>,
}

/// The nodes and dummies of a drawing, in layers.
#[derive(Debug)]
struct Layered {
    /// The layer of each item; nodes come first, then dummies.
    layer: Vec<usize>,
    /// The items of each layer in their order.
    layers: Vec<Vec<usize>>,
    /// The items in the next layer that an item is joined with, and those in the one before.
    after: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
}

/// Lays a graph out.
pub fn layout(problem: &Problem) -> Layout {
    let count = problem.sizes.len();
    let reversed = layers::closing_edges(count, &problem.edges);
    let forward = |(&(from, to), &reversed): (&(usize, usize), &bool)| if reversed { (to, from) } else { (from, to) };
    let edges: Vec<(usize, usize)> = problem.edges.iter().zip(&reversed).map(forward).collect();
    let (mut layered, chains) = with_dummies(layers::longest_paths(count, &edges), &edges, &reversed);
    order::reduce_crossings(&mut layered);
    place::place(problem, &layered, chains, reversed)
}

/// Gives the edges their dummies. Also the items on the way of each edge, its ends included.
fn with_dummies(layer: Vec<usize>, edges: &[(usize, usize)], reversed: &[bool]) -> (Layered, Vec<Vec<usize>>) {
    let nodes = layer.len();
    let mut layered =
        Layered { layer, layers: Vec::new(), after: vec![Vec::new(); nodes], before: vec![Vec::new(); nodes] };
    let passed: usize = edges.iter().map(|&(from, to)| layered.layer[to] - layered.layer[from]).sum();
    let (mut dummies, mut joined) = (FxHashMap::default(), FxHashSet::default());
    let mut chains = Vec::with_capacity(edges.len());
    for (&(from, to), &reversed) in edges.iter().zip(reversed) {
        if passed > MOST_PASSED && layered.layer[to] > layered.layer[from] + 1 {
            chains.push(vec![from, to]);
            continue;
        }
        let mut chain = vec![from];
        for layer in layered.layer[from] + 1..layered.layer[to] {
            chain.push(*dummies.entry((to, reversed, layer)).or_insert_with(|| layered.add(layer)));
        }
        chain.push(to);
        for pair in chain.windows(2) {
            if joined.insert((pair[0], pair[1])) {
                layered.after[pair[0]].push(pair[1]);
                layered.before[pair[1]].push(pair[0]);
            }
        }
        chains.push(chain);
    }
    (layered, chains)
}

impl Layered {
    fn add(&mut self, layer: usize) -> usize {
        self.layer.push(layer);
        self.after.push(Vec::new());
        self.before.push(Vec::new());
        self.layer.len() - 1
    }
}
