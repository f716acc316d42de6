//! E0402 and E0403: writes to what was imported.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// `utils.X := 1`, `utils["X"] := 1`, `utils.list[0] := 1`; `list[0] := 1` where `list` was imported by name
#[derive(Debug)]
pub struct ImportWrite {
    /// The statement.
    pub span: Span,
    /// The name that was imported, at the start of the target.
    pub root: Ident,
    /// It names a module, not something in one.
    pub is_alias: bool,
    /// The name in the import statement.
    pub import: Span,
    /// What is written to, and where its module defines it.
    pub definition: Option<(Name, Span)>,
}

/// `utils := 1`, or `alloc utils := 1` in the scope of the import
#[derive(Debug)]
pub struct AliasAssigned {
    pub alias: Ident,
    /// What its module calls it, for what was imported by name.
    pub imported: Option<Name>,
    pub import: Span,
    /// `alloc`, `proc` or `except`, rather than `:=`.
    pub declares: bool,
}

impl ToDiagnostic for ImportWrite {
    fn to_diagnostic(&self) -> Diagnostic {
        let root = &self.root.name;
        let (what, label) = match self.is_alias {
            true => ("imported modules are read-only", "this writes to an imported module"),
            false => ("imported names are read-only", "this writes into what was imported"),
        };
        let diagnostic = Diagnostic::error("E0402", format!("cannot write to `{root}`: {what}"))
            .primary(self.span, label)
            .secondary(self.import, format!("`{root}` is imported here"));
        match &self.definition {
            Some((name, span)) => diagnostic
                .secondary(*span, format!("`{name}` is defined here"))
                .help(format!("only its own module changes `{name}`: let it export a procedure that does")),
            None => diagnostic,
        }
    }
}

impl ToDiagnostic for AliasAssigned {
    fn to_diagnostic(&self) -> Diagnostic {
        let alias = &self.alias.name;
        let what = match &self.imported {
            None => "it names an imported module",
            Some(_) => "imported names are read-only",
        };
        let diagnostic = Diagnostic::error("E0403", format!("cannot assign to `{alias}`: {what}"))
            .secondary(self.import, format!("`{alias}` is imported here"));
        if self.declares {
            diagnostic
                .primary(self.alias.span, "declares the same name in the same scope")
                .help("choose another name for one of them")
        } else {
            diagnostic
                .primary(self.alias.span, "the name of an import is read-only")
                .help(format!("a local of that name would be declared with `alloc {alias} := ...` in a procedure"))
        }
    }
}
