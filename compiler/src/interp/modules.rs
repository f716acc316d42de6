//! Imports: module bodies run once, and importers get the values that the exports have then.

use omg_runtime::value::Value;
use omg_runtime::{errors, string};

use super::call::Activation;
use super::image::{Code, Image};
use super::{Interpreter, Result};
use crate::hir::{ImportBinding, ImportedName, ModuleId};
use crate::source::Span;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ModuleState {
    NotRun,
    /// Not ended: it is running, or an error ended it.
    Started,
    Done,
}

impl<'a> Interpreter<'a> {
    /// `import`: runs the module's body if it has not run.
    pub(super) fn import(&mut self, module: ModuleId, activation: &Activation<'a>, span: Span) -> Result {
        match self.modules[activation.image.module(module)] {
            ModuleState::Done => {}
            ModuleState::NotRun => {
                self.at(span);
                self.run_module(module, activation.number)?;
            }
            ModuleState::Started => {
                let name = string::new(&activation.image.program.module(module).name);
                return self.raise(errors::import(name), span);
            }
        }
        Ok(())
    }

    /// What an import binds, once the module's body has run.
    pub(super) fn bind(
        &mut self,
        module: ModuleId,
        binding: &'a ImportBinding,
        activation: &Activation<'a>,
        span: Span,
    ) -> Result {
        match binding {
            ImportBinding::Namespace(variable) => {
                let namespace = self.namespace(module, activation.image, span)?;
                self.alloc(*variable, namespace, activation);
            }
            ImportBinding::Names(names) => {
                for &ImportedName { variable, export, .. } in names {
                    let value = self.global(export, activation.image);
                    if value != Value::UNSET {
                        self.alloc(variable, value, activation);
                    }
                }
            }
        }
        Ok(())
    }

    /// Runs the body of a module of the image of that number.
    pub(super) fn run_module(&mut self, module: ModuleId, number: u32) -> Result {
        let image = self.images[number as usize];
        let state = image.module(module);
        self.modules[state] = ModuleState::Started;
        let body = Code { image: number, proc: image.program.module(module).body };
        self.run_proc(body, Value::NONE, self.values.top())?;
        self.modules[state] = ModuleState::Done;
        Ok(())
    }

    /// What the module's variables hold now; those that are still unset are left out.
    fn namespace(&mut self, module: ModuleId, image: &Image, span: Span) -> Result<Value> {
        let base = self.values.top();
        let exports = image.program.module(module).exports.iter();
        let exports: Vec<_> = exports.filter(|export| self.global(export.global, image) != Value::UNSET).collect();
        for export in &exports {
            self.push(self.global(export.global, image), span)?;
        }
        for export in &exports {
            self.push(string::new(&export.name), span)?;
        }
        Ok(self.values.namespace_from(base))
    }
}
