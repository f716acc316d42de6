//! Ways from block to block, with what they take along.

use cranelift_codegen::ir::{Block, BlockArg, InstBuilder};

use super::{Edges, Translator};
use crate::mir::Target;

impl<'p> Translator<'_, '_, 'p> {
    pub(super) fn edge(&mut self, target: &Target) -> (Block, Vec<BlockArg>) {
        let params = &self.proc.block(target.block).params;
        let args = target.args.iter().zip(params).map(|(&arg, &param)| BlockArg::Value(self.argument(arg, param)));
        let args = args.collect();
        (self.blocks[target.block.0 as usize], args)
    }

    /// Where a branch goes on.
    pub(super) fn branch_edges(&mut self, then: &'p Target, otherwise: &'p Target) -> Edges {
        Edges { then: self.branch_edge(then), otherwise: self.branch_edge(otherwise), join: None }
    }

    /// Where it goes on on one of its ways: what only one way needs is done on that way, see [`Self::fill_edges`].
    fn branch_edge(&mut self, target: &'p Target) -> (Block, Vec<BlockArg>) {
        let params = &self.proc.block(target.block).params;
        if !target.args.iter().zip(params).any(|(&arg, &param)| self.lacks_object(arg, param)) {
            return self.edge(target);
        }
        let way = self.builder.create_block();
        self.edges.push((way, target));
        (way, Vec::new())
    }

    /// Fills the ways on which the branch at the end of a block makes objects.
    pub(super) fn fill_edges(&mut self) {
        let boxes = self.boxes.clone();
        for (way, target) in std::mem::take(&mut self.edges) {
            self.builder.switch_to_block(way);
            self.box_block_arguments(target);
            let (block, args) = self.edge(target);
            self.builder.ins().jump(block, &args);
            self.boxes.clone_from(&boxes);
        }
    }
}
