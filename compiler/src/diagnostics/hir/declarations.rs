//! E0401, E0404, E0405, E0408 and E0414: names that are declared or imported twice.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Ident;

/// `alloc x := 1` and `alloc x := 2` in one module
#[derive(Debug)]
pub struct AllocTwice {
    /// The second one.
    pub name: Ident,
    pub first: Span,
}

/// `import "a.omg" as m` and `import "b.omg" as m` in one scope
#[derive(Debug)]
pub struct AliasTwice {
    pub alias: Ident,
    pub first: Span,
}

/// `alloc m := 1` and then `import "a.omg" as m` in one scope
#[derive(Debug)]
pub struct AliasClash {
    pub alias: Ident,
    pub first: Span,
}

/// `import { a, a as b } from "a.omg"`
#[derive(Debug)]
pub struct ImportTwice {
    /// The second one, by the module's name for it.
    pub name: Ident,
    pub first: Span,
}

/// `proc f(a, a)`
#[derive(Debug)]
pub struct DuplicateParameter {
    pub name: Ident,
    pub first: Span,
}

impl ToDiagnostic for AllocTwice {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name.name;
        Diagnostic::error("E0401", format!("`{name}` is declared twice in this module"))
            .primary(self.name.span, "declared again here")
            .secondary(self.first, "first declared here")
            .help(format!("to give the variable another value, leave out `alloc`: `{name} := ...`"))
    }
}

impl ToDiagnostic for AliasTwice {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0404", format!("two imports are called `{}`", self.alias.name))
            .primary(self.alias.span, "the second import of this name")
            .secondary(self.first, "the first one")
            .help("give one of them another name after `as`")
    }
}

impl ToDiagnostic for AliasClash {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0405", format!("the name of this import, `{}`, is already declared", self.alias.name))
            .primary(self.alias.span, "an import's name belongs to the import alone")
            .secondary(self.first, "declared here, in the same scope")
            .help("give the import another name after `as`")
    }
}

impl ToDiagnostic for ImportTwice {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0414", format!("`{}` is imported twice", self.name.name))
            .primary(self.name.span, "imported again here")
            .secondary(self.first, "first imported here")
            .help("one name for it is enough")
    }
}

impl ToDiagnostic for DuplicateParameter {
    fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("E0408", format!("two parameters are called `{}`", self.name.name))
            .primary(self.name.span, "the second one")
            .secondary(self.first, "the first one")
    }
}
