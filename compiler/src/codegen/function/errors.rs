//! Errors: code that raises them, and calls through which they come.

use cranelift_codegen::ir::{self, Block, BlockArg, InstBuilder, Value};

use super::{Callee, Translator, unreachable_code};
use crate::mir::RaisedError;

impl Translator<'_, '_, '_> {
    /// Ends the block with an error.
    pub(super) fn raise(&mut self, error: &RaisedError) {
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

    /// Ends the block with a jump to code that raises the stored error on the current line.
    pub fn jump_to_raise(&mut self) {
        let block = self.raise_block();
        self.builder.ins().jump(block, &[]);
    }

    /// The cold block that raises the stored error on the current line.
    pub(super) fn raise_block(&mut self) -> Block {
        let key = (self.location, self.handler);
        if let Some(&block) = self.raise_blocks.get(&key) {
            return block;
        }
        let block = self.cold_block();
        self.raise_blocks.insert(key, block);
        block
    }

    pub(super) fn fill_raise_blocks(&mut self) {
        let mut blocks: Vec<_> = self.raise_blocks.drain().collect();
        blocks.sort();
        let raise = self.unit.raise();
        for ((location, handler), block) in blocks {
            self.builder.switch_to_block(block);
            self.location = location;
            self.handler = handler;
            self.locate_code();
            let raise = self.func_ref(raise);
            self.call_visibly(Callee::Known(raise), &[]);
            self.builder.ins().trap(unreachable_code());
        }
    }

    /// A call that may raise or be shown in a traceback: of a procedure, or of `omg_raise`. The handler of the current
    /// block catches what it raises.
    pub fn call_visibly(&mut self, callee: Callee, args: &[Value]) -> Option<Value> {
        self.builder.set_srcloc(self.locations.number(self.location));
        let result = match self.handler {
            None => {
                let call = match callee {
                    Callee::Known(func) => self.builder.ins().call(func, args),
                    Callee::Code(signature, code) => self.builder.ins().call_indirect(signature, code, args),
                };
                self.builder.inst_results(call).first().copied()
            }
            Some(handler) => self.try_call(callee, args, self.blocks[handler.0 as usize]),
        };
        self.locate_code();
        result
    }

    fn try_call(&mut self, callee: Callee, args: &[Value], handler: Block) -> Option<Value> {
        let signature = match callee {
            Callee::Known(func) => self.builder.func.dfg.ext_funcs[func].signature,
            Callee::Code(signature, _) => signature,
        };
        let next = self.next_block();
        let returns = self.builder.func.dfg.signatures[signature].returns.first().map(|result| result.value_type);
        let result = returns.map(|ty| self.builder.append_block_param(next, ty));
        let lists = &mut self.builder.func.dfg.value_lists;
        let normal = ir::BlockCall::new(next, returns.map(|_| BlockArg::TryCallRet(0)), lists);
        let caught = ir::BlockCall::new(handler, [BlockArg::TryCallExn(0)], lists);
        let table = ir::ExceptionTableData::new(signature, normal, [ir::ExceptionTableItem::Default(caught)]);
        let table = self.builder.func.dfg.exception_tables.push(table);
        match callee {
            Callee::Known(func) => self.builder.ins().try_call(func, args, table),
            Callee::Code(_, code) => self.builder.ins().try_call_indirect(code, args, table),
        };
        self.builder.switch_to_block(next);
        result
    }
}
