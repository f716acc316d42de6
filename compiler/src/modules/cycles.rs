//! Import cycles: finds the groups of modules that import each other (Tarjan, "Depth-First Search and Linear Graph
//! Algorithms", 1972, with an explicit stack), and of each group a shortest loop and its cheapest edge.

use std::collections::{BTreeSet, VecDeque};

use super::walk::{Node, walk};
use super::{LoadedModule, ModuleId, ResolvedImport};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::modules::{CycleEdge, ImportCycle, SelfImport};
use crate::source::SourceMap;
use crate::syntax::ast::{ExprKind, Name};

/// Reports every import of a module by itself, and every group of modules that import each other, in pre-order.
pub fn report(modules: &[LoadedModule], sources: &SourceMap, diagnostics: &mut Diagnostics) {
    let name = |module: usize| sources.file(modules[module].file).name.to_string();
    for (index, module) in modules.iter().enumerate() {
        let own = module.imports.iter().filter(|import| import.target == Some(ModuleId(index as u32)));
        own.for_each(|import| {
            diagnostics.report(SelfImport { module: name(index), path_span: import.import.path_span })
        });
    }
    let edges: Vec<Vec<usize>> = modules.iter().enumerate().map(|(index, module)| targets(index, module)).collect();
    for group in groups(&edges) {
        let cycle = shortest_loop(&group, &edges);
        let edges: Vec<CycleEdge> = (0..cycle.len())
            .map(|i| (cycle[i], cycle[(i + 1) % cycle.len()]))
            .map(|(from, to)| {
                let imports = imports_between(&modules[from], to);
                let names = names_used(&modules[from], &imports);
                CycleEdge { importer: name(from), imported: name(to), path_span: imports[0].import.path_span, names }
            })
            .collect();
        let cost = |edge: &CycleEdge| edge.names.as_ref().map_or(usize::MAX, Vec::len);
        // Of equally cheap ones the last: the first led to the modules.
        let cheapest = (0..edges.len()).rev().min_by_key(|&i| cost(&edges[i])).expect("a loop has edges");
        diagnostics.report(ImportCycle { edges, cheapest, group: group.len() });
    }
}

/// The other modules that a module imports, each once, in source order.
fn targets(index: usize, module: &LoadedModule) -> Vec<usize> {
    let mut seen = BTreeSet::from([index]);
    let all = module.imports.iter().filter_map(|import| import.target).map(|target| target.0 as usize);
    all.filter(|&target| seen.insert(target)).collect()
}

fn imports_between(from: &LoadedModule, to: usize) -> Vec<&ResolvedImport> {
    from.imports.iter().filter(|import| import.target == Some(ModuleId(to as u32))).collect()
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

/// A shortest loop within a group, beginning with its first module in pre-order.
fn shortest_loop(group: &[usize], edges: &[Vec<usize>]) -> Vec<usize> {
    let mut search = LoopSearch { edges, is_member: vec![false; edges.len()], came_from: vec![None; edges.len()] };
    group.iter().for_each(|&member| search.is_member[member] = true);
    let mut best: Vec<usize> = Vec::new();
    for &start in group {
        let limit = if best.is_empty() { group.len() } else { best.len() - 1 };
        best = search.loop_through(start, limit).unwrap_or(best);
        if best.len() == 2 {
            break;
        }
        // What goes through this one has been looked at.
        search.is_member[start] = false;
    }
    let first = (0..best.len()).min_by_key(|&i| best[i]).expect("a group has a loop");
    best.rotate_left(first);
    best
}

struct LoopSearch<'a> {
    edges: &'a [Vec<usize>],
    is_member: Vec<bool>,
    /// From which node a node was reached first, in the search with this number (its start).
    came_from: Vec<Option<(usize, usize)>>,
}

impl LoopSearch<'_> {
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

/// The distinct names that a module uses of another through the aliases of these imports, in source order; none if it
/// uses such an alias in another way than for one name, or if its text has errors.
fn names_used(module: &LoadedModule, imports: &[&ResolvedImport]) -> Option<Vec<Name>> {
    let aliases: Vec<&Name> = imports.iter().filter_map(|i| Some(&i.import.alias()?.name)).collect();
    let is_alias = |kind: &ExprKind| matches!(kind, ExprKind::Name(name) if aliases.contains(&name));
    let mut names: Vec<Name> =
        imports.iter().flat_map(|i| i.import.names()).map(|name| name.name.name.clone()).collect();
    let mut whole = false;
    walk(&module.ast.body, |node| {
        let Node::Expr(expr) = node else { return true };
        let name = match &expr.kind {
            ExprKind::Attribute { object, name } if is_alias(&object.kind) => &name.name,
            ExprKind::Index { object, index } if is_alias(&object.kind) => match &index.kind {
                ExprKind::Str(name) => name,
                _ => return true,
            },
            kind => {
                whole |= is_alias(kind);
                return true;
            }
        };
        if !names.contains(name) {
            names.push(name.clone());
        }
        false
    });
    (module.intact && !whole).then_some(names)
}
