//! What a module uses of those that it imports: the names that it reaches through each import. Found from the tree alone,
//! so that it is known for programs with errors too: a local variable that has the name of an alias counts as the alias.

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::walk::{Node, walk};
use super::{LoadedModule, Selection};
use crate::syntax::ast::{ExprKind, ImportBinding, Name};

/// What is used through one import statement.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// The names of the imported module, each once, in source order.
    pub names: IndexSet<Name>,
    /// The namespace is used in another way than for one name, so that any name may be reached.
    pub all: bool,
}

/// What is used through each of a module's imports; nothing through those that are not taken.
pub fn uses(module: &LoadedModule) -> Vec<Uses> {
    let mut uses = vec![Uses::default(); module.imports.len()];
    let mut aliases = FxHashMap::default();
    let taken = module.imports.iter().enumerate().filter(|(_, import)| import.selection != Selection::NotTaken);
    for (index, import) in taken {
        match &import.import.binding {
            ImportBinding::Namespace(alias) => drop(aliases.entry(&alias.name).or_insert(index)),
            ImportBinding::Names { names, .. } => {
                uses[index].names.extend(names.iter().map(|name| name.name.name.clone()));
            }
            ImportBinding::All(_) => uses[index].all = true,
        }
    }
    let alias = |kind: &ExprKind| match kind {
        ExprKind::Name(name) => aliases.get(name).copied(),
        _ => None,
    };
    walk(&module.ast.body, |node| {
        let Node::Expr(expr) = node else { return true };
        let member = match &expr.kind {
            ExprKind::Attribute { object, name } => alias(&object.kind).map(|import| (import, &name.name)),
            ExprKind::Index { object, index } => match &index.kind {
                ExprKind::Str(name) => alias(&object.kind).map(|import| (import, name)),
                _ => None,
            },
            _ => None,
        };
        if let Some((import, name)) = member {
            uses[import].names.insert(name.clone());
        } else if let Some(import) = alias(&expr.kind) {
            uses[import].all = true;
        }
        member.is_none()
    });
    uses
}
