//! Which points of a procedure are on every path to others: Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
//! Algorithm" (2001).
//!
//! Each block counts as two points: its start, where its parameters are defined, and its end, where its instructions
//! have been. An error leaves a block after its start and before its end, so a handler is reached from starts only.

use super::{BlockId, Proc};

/// The dominator tree over the points of one procedure.
pub struct Dominators {
    /// Indexed by point: the times at which a walk over the tree enters and leaves it; none for unreachable points.
    visits: Vec<Option<(u32, u32)>>,
}

/// The tree in the making.
struct Tree {
    /// Indexed by point: the immediate dominator's position in reverse post-order; none for unreachable points.
    parent: Vec<Option<u32>>,
    /// Indexed by point: its position in reverse post-order.
    position: Vec<u32>,
    /// By position.
    order: Vec<u32>,
}

fn start(block: BlockId) -> u32 {
    block.0 * 2
}

fn end(block: BlockId) -> u32 {
    block.0 * 2 + 1
}

fn successors(proc: &Proc, point: u32) -> Vec<u32> {
    let block = BlockId(point / 2);
    let data = proc.block(block);
    if point == start(block) {
        return std::iter::once(end(block)).chain(data.handler.map(start)).collect();
    }
    data.terminator.targets().map(|target| start(target.block)).collect()
}

impl Dominators {
    pub fn of(proc: &Proc) -> Dominators {
        let points = proc.blocks.len() * 2;
        let order = reverse_post_order(proc, points);
        let mut position = vec![u32::MAX; points];
        for (i, &point) in order.iter().enumerate() {
            position[point as usize] = i as u32;
        }
        let mut predecessors = vec![Vec::new(); points];
        for &point in &order {
            for successor in successors(proc, point) {
                predecessors[successor as usize].push(point);
            }
        }
        let mut tree = Tree { parent: vec![None; points], position, order };
        tree.solve(&predecessors);
        Dominators { visits: tree.visits() }
    }

    /// Whether control can get to the block.
    pub fn is_reachable(&self, block: BlockId) -> bool {
        self.visits[start(block) as usize].is_some()
    }

    /// Whether parameters of `a` (`at_start`) or results of its instructions are defined on every path to the start of
    /// `b`.
    pub fn dominates(&self, a: BlockId, at_start: bool, b: BlockId) -> bool {
        let above = self.visits[if at_start { start(a) } else { end(a) } as usize];
        let below = self.visits[start(b) as usize];
        above.zip(below).is_some_and(|(above, below)| above.0 <= below.0 && below.1 <= above.1)
    }
}

impl Tree {
    fn visits(&self) -> Vec<Option<(u32, u32)>> {
        let mut children = vec![Vec::new(); self.order.len()];
        for (position, &point) in self.order.iter().enumerate().skip(1) {
            let parent = self.parent[point as usize].expect("a reachable point has a dominator");
            children[parent as usize].push(position as u32);
        }
        let mut visits = vec![None; self.parent.len()];
        let mut time = 0;
        let mut stack = vec![(0, 0, 0)];
        while let Some((position, entered, next_child)) = stack.last_mut() {
            time += 1;
            if let Some(&child) = children[*position as usize].get(*next_child) {
                *next_child += 1;
                stack.push((child, time, 0));
            } else {
                visits[self.order[*position as usize] as usize] = Some((*entered, time));
                stack.pop();
            }
        }
        visits
    }

    fn solve(&mut self, predecessors: &[Vec<u32>]) {
        self.parent[0] = Some(0);
        let mut changed = true;
        while changed {
            changed = false;
            for i in 1..self.order.len() {
                let point = self.order[i] as usize;
                let known = predecessors[point].iter().filter(|&&p| self.parent[p as usize].is_some());
                let positions = known.map(|&p| self.position[p as usize]);
                let common = positions.reduce(|a, b| self.common(a, b));
                changed |= self.parent[point] != common;
                self.parent[point] = common;
            }
        }
    }

    fn common(&self, mut a: u32, mut b: u32) -> u32 {
        while a != b {
            let later = if a > b { &mut a } else { &mut b };
            *later = self.parent[self.order[*later as usize] as usize].expect("it was processed before");
        }
        a
    }
}

fn reverse_post_order(proc: &Proc, points: usize) -> Vec<u32> {
    let mut seen = vec![false; points];
    seen[0] = true;
    let mut stack = vec![(0, successors(proc, 0))];
    let mut order = Vec::new();
    while let Some((point, rest)) = stack.last_mut() {
        match rest.pop() {
            Some(next) if seen[next as usize] => {}
            Some(next) => {
                seen[next as usize] = true;
                stack.push((next, successors(proc, next)));
            }
            None => {
                order.push(*point);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}
