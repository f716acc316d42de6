//! E0204: a keyword where a name is expected.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `alloc loop := 1`, `d.if`, `{else: 1}`
#[derive(Debug)]
pub struct KeywordAsName {
    pub span: Span,
    pub keyword: &'static str,
    /// What it would be the name of: "a variable", "an attribute".
    pub role: &'static str,
    /// The `.` that it directly follows.
    pub dot: Option<Span>,
}

impl ToDiagnostic for KeywordAsName {
    fn to_diagnostic(&self) -> Diagnostic {
        let KeywordAsName { keyword, role, .. } = self;
        let diagnostic = Diagnostic::error("E0204", format!("keyword `{keyword}` cannot be the name of {role}"))
            .primary(self.span, format!("`{keyword}` is a keyword"));
        match *role {
            "an attribute" => {
                let diagnostic = diagnostic.help(format!("as a string it can be a key: `d[\"{keyword}\"]`"));
                match self.dot {
                    Some(dot) => diagnostic.suggest(dot.to(self.span), format!("[\"{keyword}\"]"), true),
                    None => diagnostic,
                }
            }
            "a dictionary key" => {
                diagnostic.help("as a string it can be a key").suggest(self.span, format!("\"{keyword}\""), true)
            }
            _ => diagnostic.help(format!("choose another name, such as `{keyword}_`")),
        }
    }
}
