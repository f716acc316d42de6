//! E0409 to E0412: `export` of what cannot be exported.

use super::{InBlock, NearestName};
use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Ident;

/// `proc f() { export alloc x := 1 }`
#[derive(Debug)]
pub struct ExportInProcedure {
    /// What is exported.
    pub name: Ident,
}

/// `export nope`
#[derive(Debug)]
pub struct ExportUndefined {
    pub name: Ident,
    /// It stands in a block, not at top level.
    pub in_block: bool,
    pub why: WhyNotExported,
}

/// What there is instead of the name.
#[derive(Debug)]
pub enum WhyNotExported {
    /// A block further in declares the name.
    Inside(InBlock),
    /// The name is declared outside of the block.
    Outside(Span),
    /// The most similar name that could be exported.
    Nearest(Option<NearestName>),
}

/// `export a` and `export a`
#[derive(Debug)]
pub struct ExportTwice {
    /// The second one.
    pub name: Ident,
    pub first: Span,
}

/// `import "utils.omg" as utils` and `export utils`
#[derive(Debug)]
pub struct ExportOfImport {
    pub name: Ident,
    /// The name in the import statement.
    pub import: Span,
    /// It names a module, not something in one.
    pub is_alias: bool,
}

impl ToDiagnostic for ExportInProcedure {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        Diagnostic::error("E0409", format!("`{name}` is exported inside a procedure"))
            .primary(self.name.span, "a variable of this procedure")
            .note("a procedure's variables end with each call; modules export top-level names, blocks export their own")
    }
}

impl ToDiagnostic for ExportUndefined {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        let place = if self.in_block { "this block" } else { "this module" };
        let diagnostic = Diagnostic::error("E0410", format!("{place} exports `{name}` but does not define it"))
            .primary(self.name.span, format!("{place} declares no such name"));
        match &self.why {
            WhyNotExported::Inside(block) => block.explain(diagnostic, name),
            WhyNotExported::Outside(span) => diagnostic
                .secondary(*span, "declared here, outside of the block")
                .help("what is declared outside needs no `export` to be visible there"),
            WhyNotExported::Nearest(Some(nearest)) => {
                let diagnostic = match nearest.span {
                    Some(span) => diagnostic.secondary(span, format!("`{}` is declared here", nearest.name)),
                    None => diagnostic,
                };
                diagnostic.help(format!("write `{}`", nearest.name)).suggest(self.name.span, &*nearest.name, false)
            }
            WhyNotExported::Nearest(None) => diagnostic.help("`alloc` and `proc` declare what can be exported"),
        }
    }
}

impl ToDiagnostic for ExportTwice {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0411", format!("`{}` is exported twice", self.name.name))
            .primary(self.name.span, "exported again here")
            .secondary(self.first, "first exported here")
            .help("one `export` is enough for a name, whatever declares it")
    }
}

impl ToDiagnostic for ExportOfImport {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        let diagnostic = Diagnostic::error("E0412", format!("`{name}` is imported and cannot be exported again"))
            .primary(self.name.span, "imports are not exported")
            .secondary(self.import, format!("`{name}` is imported here"));
        match self.is_alias {
            true => diagnostic.help("let importers import that module themselves"),
            false => diagnostic.help(format!(
                "let importers import `{name}` from its own module, or export a variable that holds it: `export alloc ... := {name}`"
            )),
        }
    }
}
