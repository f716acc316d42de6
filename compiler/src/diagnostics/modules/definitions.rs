//! W0606: a definition of the command line that changes nothing.

use super::super::{Diagnostic, Severity, ToDiagnostic};
use crate::diagnostics::finding;
use crate::syntax::ast::Ident;

/// `-D DEBGU`
#[derive(Clone, Debug)]
pub struct UnusedDefinition {
    pub name: String,
    /// What the program asks for and was probably meant: the `NAME` of `define.NAME`.
    pub similar: Option<Ident>,
    pub severity: Severity,
}

impl ToDiagnostic for UnusedDefinition {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = &self.name;
        let diagnostic = finding(self.severity, "W0606", format!("nothing asks for the definition `-D {name}`"));
        match &self.similar {
            Some(similar) => diagnostic
                .primary(similar.span, format!("`{}` is asked for here", similar.name))
                .help(format!("write `-D {}` if that is what is meant", similar.name)),
            None => diagnostic.note(format!(
                "guards of imports and arguments of generators ask for it as `define.{name}`; \
                 `-A unused-definition` says that this is wanted"
            )),
        }
    }
}
