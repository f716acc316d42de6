//! Coordinates. Each layer is a column. The items of a column keep their order and their distances; within that, each
//! goes as near as possible to the average height of its neighbours, column by column, to and fro.

use super::{Layered, Layout, Problem, Route};

/// The free space between two nodes that lie above each other, and between a line and what is above it; more if there are
/// words on lines.
const NODE_GAP: f64 = 14.0;
const LINE_GAP: f64 = 9.0;
const FOR_WORDS: f64 = 14.0;
/// The free space between two columns: the narrowest, and how much wider it gets for edges that climb far.
const COLUMN_GAP: f64 = 56.0;
const CLIMB: f64 = 0.15;
const WIDEST_GAP: f64 = 240.0;
/// The space beside the words on an edge.
const BESIDE_WORDS: f64 = 48.0;
/// How often the columns are gone through.
const ROUNDS: usize = 24;
/// How much more a line counts than a node: straight lines are easier to follow.
const LINE_WEIGHT: f64 = 4.0;

/// Gives everything its place. `chains` are the items on the way of each edge.
pub fn place(problem: &Problem, layered: &Layered, chains: Vec<Vec<usize>>, reversed: Vec<bool>) -> Layout {
    let nodes = problem.sizes.len();
    let height = |item: usize| problem.sizes.get(item).map_or(0.0, |size| size.1);
    let more = if problem.labels.iter().any(|label| *label > 0.0) { FOR_WORDS } else { 0.0 };
    let ys = heights(layered, nodes, &height, more);
    let columns = columns(problem, layered, &chains, &ys);
    let route = |(chain, reversed): (Vec<usize>, bool)| Route {
        reversed,
        pieces: pieces(&chain, problem, layered, &columns, &ys),
    };
    let bottom = (0..ys.len()).map(|item| ys[item] + height(item) / 2.0).fold(0.0, f64::max);
    Layout {
        nodes: (0..nodes).map(|node| (columns[layered.layer[node]].0, ys[node])).collect(),
        routes: chains.into_iter().zip(reversed).map(route).collect(),
        width: columns.last().map_or(0.0, |column| column.1),
        height: bottom,
    }
}

/// The level pieces of an edge.
fn pieces(
    chain: &[usize],
    problem: &Problem,
    layered: &Layered,
    columns: &[(f64, f64)],
    ys: &[f64],
) -> Vec<(f64, f64, f64)> {
    let last = chain.len() - 1;
    let piece = |(index, &item): (usize, &usize)| {
        let (left, right) = columns[layered.layer[item]];
        match index {
            0 => (left + problem.sizes[item].0, right, ys[item]),
            _ if index == last => (left, left, ys[item]),
            _ => (left, right, ys[item]),
        }
    };
    chain.iter().enumerate().map(piece).collect()
}

/// Where each column begins and ends.
fn columns(problem: &Problem, layered: &Layered, chains: &[Vec<usize>], ys: &[f64]) -> Vec<(f64, f64)> {
    let mut words = vec![0.0; layered.layers.len()];
    for (chain, &label) in chains.iter().zip(&problem.labels).filter(|(_, label)| **label > 0.0) {
        let gap = &mut words[layered.layer[chain[chain.len() - 2]]];
        *gap = label.max(*gap);
    }
    let mut columns = Vec::new();
    let mut left = 0.0;
    for (layer, words) in layered.layers.iter().zip(words) {
        let widths = layer.iter().filter_map(|&item| problem.sizes.get(item)).map(|size| size.0);
        let right = left + widths.fold(0.0, f64::max);
        columns.push((left, right));
        let climbs =
            layer.iter().flat_map(|&item| layered.after[item].iter().map(move |&next| (ys[next] - ys[item]).abs()));
        let gap = (COLUMN_GAP + CLIMB * climbs.fold(0.0, f64::max)).min(WIDEST_GAP);
        left = right + gap.max(words + BESIDE_WORDS);
    }
    columns
}

/// The y of the middle of each item; the topmost begins at 0. Gaps are wider by `more`.
fn heights(layered: &Layered, nodes: usize, height: &impl Fn(usize) -> f64, more: f64) -> Vec<f64> {
    let mut ys = vec![0.0; layered.layer.len()];
    let is_line = |item: usize| item >= nodes;
    let distance = |above: usize, below: usize| {
        let gap = if is_line(above) || is_line(below) { LINE_GAP } else { NODE_GAP };
        (height(above) + height(below)) / 2.0 + gap + more
    };
    for layer in &layered.layers {
        for pair in layer.windows(2) {
            ys[pair[1]] = ys[pair[0]] + distance(pair[0], pair[1]);
        }
    }
    let average = |items: &[usize], ys: &[f64]| items.iter().map(|&item| ys[item]).sum::<f64>() / items.len() as f64;
    let count = layered.layers.len();
    for round in 0..ROUNDS {
        let forward = round % 2 == 0;
        for index in 0..count {
            let layer = &layered.layers[if forward { index } else { count - 1 - index }];
            let wishes = layer.iter().map(|&item| {
                let side = if forward { &layered.before[item] } else { &layered.after[item] };
                let wish = if side.is_empty() { ys[item] } else { average(side, &ys) };
                let weight = match (side.is_empty(), is_line(item)) {
                    (true, _) => 0.1,
                    (false, true) => LINE_WEIGHT,
                    (false, false) => 1.0,
                };
                (wish, weight)
            });
            let wishes: Vec<(f64, f64)> = wishes.collect();
            let found = nearest_in_order(&wishes, |index| distance(layer[index - 1], layer[index]));
            layer.iter().zip(found).for_each(|(&item, y)| ys[item] = y);
        }
    }
    let top = (0..ys.len()).map(|item| ys[item] - height(item) / 2.0).fold(f64::INFINITY, f64::min);
    ys.iter_mut().for_each(|y| *y -= top);
    ys
}

/// The values that keep a distance of at least `distance(i)` from the one before and are nearest to the wishes, by least
/// weighted squares: pool adjacent violators (Barlow and others, "Statistical Inference under Order Restrictions", 1972)
/// after the distances are subtracted.
fn nearest_in_order(wishes: &[(f64, f64)], distance: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wishes.len());
    // Value, weight and size of each pool.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (index, &(wish, weight)) in wishes.iter().enumerate() {
        offset += if index == 0 { 0.0 } else { distance(index) };
        offsets.push(offset);
        let mut pool = (wish - offset, weight, 1);
        while let Some(&(value, weight, size)) = pools.last()
            && value >= pool.0
        {
            pool = ((value * weight + pool.0 * pool.1) / (weight + pool.1), weight + pool.1, size + pool.2);
            pools.pop();
        }
        pools.push(pool);
    }
    let values = pools.into_iter().flat_map(|(value, _, size)| std::iter::repeat_n(value, size));
    values.zip(offsets).map(|(value, offset)| value + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::*;

    #[test]
    fn wishes_are_met_as_far_as_the_order_allows() {
        let place = |wishes: &[f64]| nearest_in_order(&wishes.iter().map(|&w| (w, 1.0)).collect::<Vec<_>>(), |_| 10.0);
        assert_eq!(place(&[0.0, 50.0]), [0.0, 50.0]);
        assert_eq!(place(&[5.0, 5.0]), [0.0, 10.0]);
        assert_eq!(place(&[100.0, 0.0, 50.0]), [40.0, 50.0, 60.0]);
    }

    #[test]
    fn a_node_lies_between_those_it_leads_to_and_nothing_overlaps() {
        let problem = Problem {
            sizes: vec![(100.0, 30.0); 4],
            edges: vec![(0, 1), (0, 2), (1, 3), (2, 3)],
            labels: vec![0.0; 4],
        };
        let found = layout(&problem);
        let y: Vec<f64> = found.nodes.iter().map(|node| node.1.round()).collect();
        assert_eq!((y[0], y[3]), (37.0, 37.0));
        assert_eq!((y[1], y[2]), (15.0, 59.0));
        assert_eq!(found.height.round(), 74.0);
        assert!(found.nodes[1].0 >= 150.0 && found.width > found.nodes[3].0);
    }

    #[test]
    fn long_edges_to_one_node_share_their_way() {
        let problem = Problem {
            sizes: vec![(10.0, 10.0); 5],
            edges: vec![(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (1, 4), (4, 0)],
            labels: vec![0.0; 7],
        };
        let found = layout(&problem);
        let (long, short, back) = (&found.routes[4], &found.routes[5], &found.routes[6]);
        assert_eq!((long.pieces.len(), short.pieces.len()), (5, 4));
        assert_eq!(long.pieces[2..], short.pieces[1..]);
        assert!(back.reversed && back.pieces.len() == 5 && back.pieces[1].2 != long.pieces[1].2);
    }
}
