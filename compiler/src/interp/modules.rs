//! Imports: module bodies run once, and importers get the values that the exports have then.

use omg_runtime::value::Value;
use omg_runtime::{errors, string};

use super::{Interpreter, Result};
use crate::hir::ModuleId;
use crate::source::Span;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ModuleState {
    NotRun,
    /// Not ended: it is running, or an error ended it.
    Started,
    Done,
}

impl Interpreter<'_> {
    /// `import`: the namespace.
    pub(super) fn import(&mut self, module: ModuleId, span: Span) -> Result<Value> {
        match self.modules[module.0 as usize] {
            ModuleState::Done => {}
            ModuleState::NotRun => {
                self.at(span);
                self.run_module(module)?;
            }
            ModuleState::Started => {
                let name = string::new(&self.program.module(module).name);
                return self.raise(errors::import(name), span);
            }
        }
        self.namespace(module, span)
    }

    pub(super) fn run_module(&mut self, module: ModuleId) -> Result {
        self.modules[module.0 as usize] = ModuleState::Started;
        let body = self.program.module(module).body;
        self.run_proc(body, Value::NONE, self.values.top())?;
        self.modules[module.0 as usize] = ModuleState::Done;
        Ok(())
    }

    /// What the module's variables hold now; those that are still unset are left out.
    fn namespace(&mut self, module: ModuleId, span: Span) -> Result<Value> {
        let base = self.values.top();
        let exports = self.program.module(module).exports.iter();
        let exports: Vec<_> = exports.filter(|export| self.global(export.global) != Value::UNSET).collect();
        for export in &exports {
            self.push(self.global(export.global), span)?;
        }
        for export in &exports {
            self.push(string::new(&export.name), span)?;
        }
        Ok(self.values.namespace_from(base))
    }
}
