//! Import cycles: finds the groups of modules that import each other (Tarjan, "Depth-First Search and Linear Graph
//! Algorithms", 1972, with an explicit stack), and of each group a shortest loop and its cheapest edge.

use std::collections::{BTreeSet, VecDeque};

use indexmap::IndexSet;

use super::uses::uses;
use super::{Graph, LoadedModule, ModuleId};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::modules::{CycleEdge, ImportCycle, SelfImport};
use crate::source::SourceMap;
use crate::syntax::ast::Name;

/// The groups of modules that import each other, each sorted, by their first modules. Also notes in each module which one
/// it is a member of.
pub fn find(modules: &mut [LoadedModule]) -> Vec<Vec<ModuleId>> {
    let groups = groups(&all_targets(modules));
    for (number, group) in groups.iter().enumerate() {
        group.iter().for_each(|&member| modules[member].cycle = Some(number));
    }
    groups.into_iter().map(|group| group.into_iter().map(|member| ModuleId(member as u32)).collect()).collect()
}

/// Reports every import of a module by itself, and every group of modules that import each other, in pre-order.
pub fn report(graph: &Graph, sources: &SourceMap, diagnostics: &mut Diagnostics) {
    for (id, module) in graph.ids() {
        for import in module.imports.iter().filter(|import| import.target == Some(id)) {
            let module = graph.name(id, sources).to_owned();
            diagnostics.report(SelfImport { module, path_span: import.import.path_span });
        }
    }
    let targets = all_targets(&graph.modules);
    let mut search = LoopSearch {
        edges: &targets,
        is_member: vec![false; targets.len()],
        came_from: vec![None; targets.len()],
        is_open: vec![false; targets.len()],
        is_seen: vec![false; targets.len()],
    };
    for group in &graph.cycles {
        let members: Vec<usize> = group.iter().map(|member| member.0 as usize).collect();
        let cycle = search.shortest_loop(&members);
        let pairs = (0..cycle.len()).map(|i| (cycle[i], cycle[(i + 1) % cycle.len()]));
        let edges: Vec<CycleEdge> = pairs.map(|(from, to)| cycle_edge(graph, from, to, sources)).collect();
        let cost = |edge: &CycleEdge| edge.names.as_ref().map_or(usize::MAX, Vec::len);
        // Of equally cheap ones the last: the first led to the modules.
        let cheapest = (0..edges.len()).rev().min_by_key(|&i| cost(&edges[i])).expect("a loop has edges");
        diagnostics.report(ImportCycle { edges, cheapest, group: group.len() });
    }
}

/// The imports of one module by another, as one edge.
fn cycle_edge(graph: &Graph, from: usize, to: usize, sources: &SourceMap) -> CycleEdge {
    let (importer, target) = (&graph.modules[from], ModuleId(to as u32));
    let uses = uses(importer);
    let between = importer.imports.iter().zip(&uses).filter(|(import, _)| import.target == Some(target));
    let path_span = between.clone().next().expect("an edge of the graph").0.import.path_span;
    let is_known = importer.intact && between.clone().all(|(_, uses)| !uses.all);
    let names: IndexSet<Name> = between.flat_map(|(_, uses)| uses.names.iter().cloned()).collect();
    CycleEdge {
        importer: graph.name(ModuleId(from as u32), sources).to_owned(),
        imported: graph.name(target, sources).to_owned(),
        path_span,
        names: is_known.then(|| names.into_iter().collect()),
    }
}

/// The other modules that each module imports, each once, in source order.
fn all_targets(modules: &[LoadedModule]) -> Vec<Vec<usize>> {
    modules.iter().enumerate().map(|(index, module)| targets(index, module)).collect()
}

/// The other modules that a module imports, each once, in source order.
fn targets(index: usize, module: &LoadedModule) -> Vec<usize> {
    let mut seen = BTreeSet::from([index]);
    let all = module.imports.iter().filter_map(|import| import.target).map(|target| target.0 as usize);
    all.filter(|&target| seen.insert(target)).collect()
}

/// The strongly connected groups of two and more nodes, each sorted, by their first nodes. All nodes are reachable from
/// node 0.
fn groups(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut found = Vec::new();
    let (mut number, mut lowest) = (vec![UNSEEN; edges.len()], vec![UNSEEN; edges.len()]);
    let (mut open, mut is_open) = (Vec::new(), vec![false; edges.len()]);
    let mut numbers = 0..;
    let mut calls = vec![(0, 0)];
    while let Some((node, next)) = calls.last_mut() {
        let node = *node;
        if *next == 0 {
            number[node] = numbers.next().expect("no end");
            lowest[node] = number[node];
            open.push(node);
            is_open[node] = true;
        }
        if let Some(&target) = edges[node].get(*next) {
            *next += 1;
            if number[target] == UNSEEN {
                calls.push((target, 0));
            } else if is_open[target] {
                lowest[node] = lowest[node].min(number[target]);
            }
            continue;
        }
        calls.pop();
        if let Some(&(caller, _)) = calls.last() {
            lowest[caller] = lowest[caller].min(lowest[node]);
        }
        if lowest[node] == number[node] {
            let start = open.iter().rposition(|&other| other == node).expect("the node is open");
            let mut group: Vec<usize> = open.drain(start..).collect();
            group.iter().for_each(|&member| is_open[member] = false);
            if group.len() > 1 {
                group.sort();
                found.push(group);
            }
        }
    }
    found.sort();
    found
}

/// Searches for loops in the graph. What it notes about modules is kept between groups, which have no members in common.
struct LoopSearch<'a> {
    edges: &'a [Vec<usize>],
    is_member: Vec<bool>,
    /// From which node a node was reached first, in the search with this number (its start).
    came_from: Vec<Option<(usize, usize)>>,
    /// On the path of the depth-first search, and met by it at all.
    is_open: Vec<bool>,
    is_seen: Vec<bool>,
}

impl LoopSearch<'_> {
    /// A shortest loop within a group, beginning with its first module in pre-order.
    fn shortest_loop(&mut self, group: &[usize]) -> Vec<usize> {
        group.iter().for_each(|&member| self.is_member[member] = true);
        let mut best: Vec<usize> = Vec::new();
        for start in self.closing_modules(group[0]) {
            let limit = if best.is_empty() { group.len() } else { best.len() - 1 };
            best = self.loop_through(start, limit).unwrap_or(best);
            if best.len() == 2 {
                break;
            }
            // What goes through this one has been looked at.
            self.is_member[start] = false;
        }
        group.iter().for_each(|&member| self.is_member[member] = false);
        let first = (0..best.len()).min_by_key(|&i| best[i]).expect("a group has a loop");
        best.rotate_left(first);
        best
    }

    /// The members that an edge leads back to in a depth-first search from `first`, sorted: every loop goes through one.
    fn closing_modules(&mut self, first: usize) -> BTreeSet<usize> {
        let mut closing = BTreeSet::new();
        let mut path = vec![(first, 0)];
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            (self.is_open[node], self.is_seen[node]) = (true, true);
            match self.edges[node].get(*next) {
                None => {
                    self.is_open[node] = false;
                    path.pop();
                }
                Some(&target) => {
                    *next += 1;
                    if self.is_open[target] {
                        closing.insert(target);
                    } else if self.is_member[target] && !self.is_seen[target] {
                        path.push((target, 0));
                    }
                }
            }
        }
        closing
    }

    /// A shortest loop of at most `limit` members through `start`, by breadth-first search.
    fn loop_through(&mut self, start: usize, limit: usize) -> Option<Vec<usize>> {
        let mut queue = VecDeque::from([(start, 1)]);
        while let Some((node, length)) = queue.pop_front() {
            for &target in &self.edges[node] {
                if target == start {
                    return Some(self.path(start, node));
                }
                let is_new = self.came_from[target].is_none_or(|(search, _)| search != start);
                if self.is_member[target] && length < limit && is_new {
                    self.came_from[target] = Some((start, node));
                    queue.push_back((target, length + 1));
                }
            }
        }
        None
    }

    /// The nodes from `start` to `end`, as the search from `start` reached them.
    fn path(&self, start: usize, end: usize) -> Vec<usize> {
        let back = |&node: &usize| self.came_from[node].filter(|_| node != start).map(|(_, previous)| previous);
        let mut path: Vec<usize> = std::iter::successors(Some(end), back).collect();
        path.reverse();
        path
    }
}
