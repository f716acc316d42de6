//! A generator does not exist.

use super::super::{Diagnostic, ToDiagnostic};
use super::with_article;
use crate::source::Span;
use crate::syntax::ast::Ident;

/// `import eval tabel(16) from "gen.omg" as t`, and `gen.omg` has no procedure of this name to offer.
#[derive(Clone, Debug)]
pub struct NoGenerator {
    pub name: Ident,
    /// The generator's file, as messages call it.
    pub file: String,
    pub why: WhyNot,
}

#[derive(Clone, Debug)]
pub enum WhyNot {
    /// There is no export of this name; perhaps one of a similar name.
    Unknown { nearest: Option<(String, Option<Span>)>, exports: Vec<String> },
    /// It is defined, but not exported.
    Private { definition: Span },
    /// The name stands for something else, of this type.
    NoProcedure { definition: Option<Span>, kind: &'static str },
}

/// How many names are listed.
const LISTED: usize = 8;

impl ToDiagnostic for NoGenerator {
    fn to_diagnostic(&self) -> Diagnostic {
        let NoGenerator { name, file, why } = self;
        let title = match why {
            WhyNot::Unknown { .. } => format!("`{file}` has no procedure `{}`", name.name),
            WhyNot::Private { .. } => format!("`{}` is private in `{file}`", name.name),
            WhyNot::NoProcedure { kind, .. } => {
                format!("`{}` of `{file}` is no procedure, but {}", name.name, with_article(kind))
            }
        };
        let diagnostic = Diagnostic::error("E0313", title);
        match why {
            WhyNot::Unknown { nearest: Some((nearest, span)), .. } => {
                let diagnostic = diagnostic.primary(name.span, "not exported there");
                let diagnostic = match span {
                    Some(span) => diagnostic.secondary(*span, format!("`{nearest}` is defined here")),
                    None => diagnostic,
                };
                diagnostic.help("there is an export of a similar name").suggest(name.span, nearest, false)
            }
            WhyNot::Unknown { exports, .. } => {
                let diagnostic = diagnostic.primary(name.span, "not exported there");
                if exports.is_empty() {
                    return diagnostic.note(format!("`{file}` exports nothing"));
                }
                let listed: Vec<String> = exports.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
                let more = if exports.len() > LISTED { ", …" } else { "" };
                diagnostic.note(format!("`{file}` exports {}{more}", listed.join(", ")))
            }
            WhyNot::Private { definition } => diagnostic
                .primary(name.span, "not exported")
                .secondary(*definition, "defined here")
                .help(format!("add `export {}` to `{file}`, or write `export` before its definition", name.name)),
            WhyNot::NoProcedure { definition, .. } => {
                let diagnostic = diagnostic.primary(name.span, "cannot be called");
                match definition {
                    Some(span) => diagnostic.secondary(*span, "defined here"),
                    None => diagnostic,
                }
            }
        }
    }
}
