//! The order in which module bodies can run: every module after those it imports.

use super::{LoadedModule, ModuleId};

/// A post-order of the import graph from the entry, imports in source order. Edges back into a cycle are ignored.
pub fn init_order(modules: &[LoadedModule]) -> Vec<ModuleId> {
    let mut order = Vec::with_capacity(modules.len());
    let mut seen = vec![false; modules.len()];
    let mut stack = vec![(ModuleId(0), 0)];
    seen[0] = true;
    while let Some((id, next)) = stack.last_mut() {
        let imports = &modules[id.0 as usize].imports;
        match imports.get(*next) {
            None => {
                order.push(*id);
                stack.pop();
            }
            Some(import) => {
                *next += 1;
                if let Some(target) = import.target
                    && !std::mem::replace(&mut seen[target.0 as usize], true)
                {
                    stack.push((target, 0));
                }
            }
        }
    }
    order
}
