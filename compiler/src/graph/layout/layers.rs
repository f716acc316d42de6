//! The layer of each node: one more than the deepest of those that lead to it.

/// Whether each edge closes a loop: leads back to a node on the path of a depth-first search from node 0. Without them the
/// graph has no loops.
pub fn closing_edges(count: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let outgoing = outgoing(count, edges);
    let mut closing = vec![false; edges.len()];
    let (mut seen, mut open) = (vec![false; count], vec![false; count]);
    let mut path = vec![(0, 0)];
    while let Some((node, next)) = path.last_mut() {
        let node = *node;
        (seen[node], open[node]) = (true, true);
        match outgoing[node].get(*next) {
            None => {
                open[node] = false;
                path.pop();
            }
            Some(&edge) => {
                *next += 1;
                let target = edges[edge].1;
                if open[target] {
                    closing[edge] = true;
                } else if !seen[target] {
                    path.push((target, 0));
                }
            }
        }
    }
    closing
}

/// The length of the longest path to each node. The edges have no loops.
pub fn longest_paths(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let outgoing = outgoing(count, edges);
    let mut waiting = vec![0; count];
    edges.iter().for_each(|&(_, to)| waiting[to] += 1);
    let mut layer = vec![0; count];
    let mut ready: Vec<usize> = (0..count).filter(|&node| waiting[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &edge in &outgoing[node] {
            let target = edges[edge].1;
            layer[target] = layer[target].max(layer[node] + 1);
            waiting[target] -= 1;
            if waiting[target] == 0 {
                ready.push(target);
            }
        }
    }
    layer
}

/// The edges that leave each node.
fn outgoing(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut outgoing = vec![Vec::new(); count];
    edges.iter().enumerate().for_each(|(index, &(from, _))| outgoing[from].push(index));
    outgoing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_opened_where_they_close() {
        let edges = [(0, 1), (1, 2), (2, 1), (2, 0), (0, 2)];
        assert_eq!(closing_edges(3, &edges), [false, false, true, true, false]);
    }

    #[test]
    fn a_node_lies_behind_all_that_lead_to_it() {
        assert_eq!(longest_paths(4, &[(0, 3), (0, 1), (1, 2), (2, 3)]), [0, 1, 2, 3]);
        assert_eq!(longest_paths(1, &[]), [0]);
    }
}
