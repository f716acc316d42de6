//! What to say about a name that a block declares and does not export: a part of E0410, E0501 and E0503.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// A variable that ends with its block.
#[derive(Clone, Debug)]
pub struct InBlock {
    /// Where it is declared.
    pub name: Span,
    /// The closing brace of the block.
    pub end: Span,
    pub raising: Raising,
}

/// How it could be raised to where it is used.
#[derive(Clone, Debug)]
pub enum Raising {
    /// By an `export` here, in front of its declaration.
    At(Span),
    /// By an `export` in this block: one further in raised it so far.
    Further,
    /// By an `export` in so many blocks.
    Levels(usize),
    /// Not at all, since it is an import.
    Import,
}

impl InBlock {
    /// Adds the labels, and the help.
    pub fn explain(&self, diagnostic: Diagnostic, variable: &str) -> Diagnostic {
        let verb = if matches!(self.raising, Raising::Import) { "imported" } else { "declared" };
        let diagnostic = diagnostic
            .secondary(self.name, format!("{verb} here, in a block"))
            .secondary(self.end, format!("the block ends here, and `{variable}` with it"));
        match self.raising {
            Raising::At(span) => diagnostic
                .help(format!("with `export`, the block would raise `{variable}` to the scope around it"))
                .suggest(span, "export ", false),
            Raising::Further => diagnostic.help(format!(
                "`export` raises a name by one block: `export {variable}` in this block would raise it further"
            )),
            Raising::Levels(levels) => diagnostic.help(format!(
                "`export` raises a name by one block: `{variable}` needs it in each of the {levels} blocks around it"
            )),
            Raising::Import => diagnostic.help("an import in front of the block is visible behind it too"),
        }
    }
}
