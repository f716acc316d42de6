//! Errors that are certain, and the code that raises what the runtime stored.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value};
use omg_runtime::value::Value as Word;

use super::function::{Callee, Translator, unreachable_code};
use crate::mir::{self, RaisedError};

impl Translator<'_, '_, '_> {
    pub fn raise(&mut self, error: &RaisedError) {
        match error {
            RaisedError::Assertion => {
                self.call_entry("omg_error_assertion", &[]);
            }
            RaisedError::Unset(name) => {
                let name = self.string(name);
                self.call_entry("omg_error_unset", &[name]);
            }
            RaisedError::Arity { name, expected, count } => {
                let name = self.string(name);
                let expected = self.int(i64::from(*expected));
                let count = self.int(i64::from(*count));
                self.call_entry("omg_error_arity_of", &[name, expected, count]);
            }
        }
        self.jump_to_raise();
    }

    pub fn check_set(&mut self, value: Value, name: &mir::Name) -> Value {
        let unset = self.builder.ins().icmp_imm_s(IntCC::Equal, value, Word::UNSET.0 as i64);
        let (missing, fine) = (self.cold_block(), self.builder.create_block());
        self.builder.ins().brif(unset, missing, &[], fine, &[]);
        self.builder.switch_to_block(missing);
        self.raise(&RaisedError::Unset(name.clone()));
        self.builder.switch_to_block(fine);
        value
    }

    /// Ends the block with a jump to code that raises the stored error on the current line.
    pub fn jump_to_raise(&mut self) {
        let block = self.raise_block();
        self.builder.ins().jump(block, &[]);
    }

    /// The cold block that raises the stored error on the current line.
    pub fn raise_block(&mut self) -> Block {
        let key = (self.location, self.handler);
        if let Some(&block) = self.raise_blocks.get(&key) {
            return block;
        }
        let block = self.cold_block();
        self.raise_blocks.insert(key, block);
        block
    }

    pub fn fill_raise_blocks(&mut self) {
        let mut blocks: Vec<_> = self.raise_blocks.drain().collect();
        blocks.sort();
        let raise = self.unit.raise();
        for ((location, handler), block) in blocks {
            self.builder.switch_to_block(block);
            self.location = location;
            self.handler = handler;
            let raise = self.func_ref(raise);
            self.call_visibly(Callee::Known(raise), &[]);
            self.builder.ins().trap(unreachable_code());
        }
    }
}
