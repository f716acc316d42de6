//! The order of the items in each layer. The barycentre method: each item goes where the average of its neighbours in the
//! layer before (and on the way back: behind) lies; the best order that is met counts.

use super::Layered;

/// How often the layers are gone through, and how much work that may be in all: large graphs are gone through less often.
const SWEEPS: usize = 32;
const WORK: usize = 4_000_000;

/// Fills `layered.layers` and puts each in an order with few crossings.
pub fn reduce_crossings(layered: &mut Layered) {
    layered.layers = first_order(layered);
    let mut position = positions(layered);
    let size: usize = layered.after.iter().map(|items| items.len() + 1).sum();
    let mut best = (crossings(layered, &position), layered.layers.clone());
    for sweep in 0..SWEEPS.min(WORK / size + 1) {
        if best.0 == 0 {
            break;
        }
        let count = layered.layers.len();
        for index in 1..count {
            let forward = sweep % 2 == 0;
            sort_layer(layered, &mut position, if forward { index } else { count - 1 - index }, forward);
        }
        let found = crossings(layered, &position);
        if found < best.0 {
            best = (found, layered.layers.clone());
        }
    }
    layered.layers = best.1;
}

/// The items of each layer in the order in which a depth-first search meets them.
fn first_order(layered: &Layered) -> Vec<Vec<usize>> {
    let mut layers = vec![Vec::new(); layered.layer.iter().max().map_or(0, |&last| last + 1)];
    let mut seen = vec![false; layered.layer.len()];
    let roots = (0..layered.layer.len()).filter(|&item| layered.before[item].is_empty());
    let mut stack: Vec<usize> = roots.collect();
    stack.reverse();
    while let Some(item) = stack.pop() {
        if !std::mem::replace(&mut seen[item], true) {
            layers[layered.layer[item]].push(item);
            stack.extend(layered.after[item].iter().rev());
        }
    }
    layers
}

/// The place of each item in its layer.
fn positions(layered: &Layered) -> Vec<usize> {
    let mut position = vec![0; layered.layer.len()];
    for layer in &layered.layers {
        layer.iter().enumerate().for_each(|(index, &item)| position[item] = index);
    }
    position
}

/// Sorts one layer by the average place of the neighbours on one side. Without any an item stays where it is.
fn sort_layer(layered: &mut Layered, position: &mut [usize], layer: usize, forward: bool) {
    let neighbours = if forward { &layered.before } else { &layered.after };
    let barycentre = |item: usize| match neighbours[item].len() {
        0 => position[item] as f64,
        count => neighbours[item].iter().map(|&other| position[other]).sum::<usize>() as f64 / count as f64,
    };
    let mut keyed: Vec<(f64, usize)> = layered.layers[layer].iter().map(|&item| (barycentre(item), item)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (index, &(_, item)) in keyed.iter().enumerate() {
        layered.layers[layer][index] = item;
        position[item] = index;
    }
}

/// How many pairs of edges cross. Between two layers: the inversions among the ends of the edges, sorted by their beginnings,
/// counted with a Fenwick tree (Barth, Jünger and Mutzel, "Simple and Efficient Bilayer Cross Counting", 2002).
fn crossings(layered: &Layered, position: &[usize]) -> usize {
    let mut total = 0;
    for (index, layer) in layered.layers.iter().enumerate() {
        let next = layered.layers.get(index + 1).map_or(0, Vec::len);
        let mut tree = vec![0; next + 1];
        let mut seen = 0;
        for &item in layer {
            let mut ends: Vec<usize> = layered.after[item].iter().map(|&other| position[other]).collect();
            ends.sort_unstable();
            // Those that end at or above this end do not cross it.
            total += ends.iter().map(|&end| seen - prefix_sum(&tree, end + 1)).sum::<usize>();
            ends.iter().for_each(|&end| increment(&mut tree, end + 1));
            seen += ends.len();
        }
    }
    total
}

fn prefix_sum(tree: &[usize], mut index: usize) -> usize {
    let mut sum = 0;
    while index > 0 {
        sum += tree[index];
        index &= index - 1;
    }
    sum
}

fn increment(tree: &mut [usize], mut index: usize) {
    while index < tree.len() {
        tree[index] += 1;
        index += index & index.wrapping_neg();
    }
}

#[cfg(test)]
mod tests {
    use super::super::with_dummies;
    use super::*;

    fn layered(layer: &[usize], edges: &[(usize, usize)]) -> Layered {
        with_dummies(layer.to_vec(), edges, &vec![false; edges.len()]).0
    }

    #[test]
    fn crossings_are_counted() {
        let mut two = layered(&[0, 0, 1, 1], &[(0, 3), (1, 2), (0, 2), (1, 3)]);
        two.layers = vec![vec![0, 1], vec![2, 3]];
        assert_eq!(crossings(&two, &positions(&two)), 1);
        two.layers[1].reverse();
        assert_eq!(crossings(&two, &positions(&two)), 1);
        let mut one = layered(&[0, 0, 1, 1], &[(0, 3), (1, 2)]);
        one.layers = vec![vec![0, 1], vec![2, 3]];
        assert_eq!(crossings(&one, &positions(&one)), 1);
    }

    #[test]
    fn crossings_that_need_not_be_go_away() {
        let mut graph = layered(&[0, 1, 1, 1, 2, 2, 2], &[(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4), (3, 5)]);
        reduce_crossings(&mut graph);
        assert_eq!(crossings(&graph, &positions(&graph)), 0, "{:?}", graph.layers);
    }
}
