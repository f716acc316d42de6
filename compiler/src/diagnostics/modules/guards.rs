//! E0309, E0310 and E0311: groups of guarded imports of which not exactly one is taken.

use super::super::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// No condition of a group holds, and there is no fallback.
#[derive(Clone, Debug)]
pub struct NoneTaken {
    /// What the imports declare.
    pub name: Vec<String>,
    pub conditions: Vec<Condition>,
    /// Options of the command line with which one would be taken, and the path of that one.
    pub choices: Vec<(String, String)>,
}

/// Two conditions and more of a group hold.
#[derive(Clone, Debug)]
pub struct SeveralTaken {
    /// What the imports declare.
    pub name: Vec<String>,
    /// Those that hold.
    pub conditions: Vec<Condition>,
}

/// Imports of a name that cannot be a group.
#[derive(Clone, Debug)]
pub struct UnfitGroup {
    /// What the first of the imports declares.
    pub name: Vec<String>,
    pub problem: GroupProblem,
}

/// Why imports cannot be a group.
#[derive(Clone, Debug)]
pub enum GroupProblem {
    /// `... as net` beside `... as net if define.X`; both where they say what they declare.
    Unguarded { unguarded: Vec<Span>, guarded: Vec<Span> },
    /// `{ a, b }` beside `{ a }`
    OtherNames { bindings: Vec<Span> },
    /// Two fallbacks and more.
    Fallbacks { fallbacks: Vec<Span> },
    /// A fallback for nothing; `space` reaches from the beginning of the import to the end of the word.
    OnlyFallback { fallback: Span, space: Span },
}

/// A condition and what came out.
#[derive(Clone, Debug)]
pub struct Condition {
    pub span: Span,
    /// As a literal.
    pub value: String,
    pub asked: Vec<Asked>,
}

/// Something that a condition asks for: `target.os`.
#[derive(Clone, Debug)]
pub struct Asked {
    pub name: String,
    /// As a literal; none for a definition that is not given.
    pub value: Option<String>,
}

impl std::fmt::Display for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match &self.value {
            Some(value) => write!(f, "`{}` is `{value}`", self.name),
            None => write!(f, "`{}` is not given", self.name),
        }
    }
}

impl ToDiagnostic for NoneTaken {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = list(&self.name);
        let diagnostic = Diagnostic::error("E0309", format!("none of the guarded imports of {name} is taken"));
        let mut diagnostic = with_conditions(diagnostic, &self.conditions);
        for (option, path) in &self.choices {
            diagnostic = diagnostic.help(format!("with `{option}` on the command line, `{path}` would be imported"));
        }
        diagnostic.help("an import with `fallback` in place of `if ...` is taken when no condition holds")
    }
}

impl ToDiagnostic for SeveralTaken {
    fn to_diagnostic(&self) -> Diagnostic {
        let (name, count) = (list(&self.name), self.conditions.len());
        let count = if count == 2 { "two".to_owned() } else { count.to_string() };
        let diagnostic = Diagnostic::error("E0310", format!("{count} of the guarded imports of {name} would be taken"));
        with_conditions(diagnostic, &self.conditions)
            .help("only one condition may hold; the import for all other cases can be the `fallback`")
    }
}

impl ToDiagnostic for UnfitGroup {
    fn to_diagnostic(&self) -> Diagnostic {
        let name = list(&self.name);
        let error = |title: String| Diagnostic::error("E0311", title);
        match &self.problem {
            GroupProblem::Unguarded { unguarded, guarded } => {
                let diagnostic = error(format!("only some of the imports of {name} are guarded"));
                let diagnostic = labelled(diagnostic, unguarded, "this import is always part of the program");
                let others = guarded.iter();
                let diagnostic = others.fold(diagnostic, |d, span| d.secondary(*span, "this one is guarded"));
                diagnostic.help("to import this file when no condition holds, write `fallback` at the end")
            }
            GroupProblem::OtherNames { bindings } => {
                let title = format!("the guarded imports of {name} do not declare the same names");
                labelled(error(title), bindings, "declares these names")
                    .help("one of them is taken; the rest of the program relies on the same names from each")
            }
            GroupProblem::Fallbacks { fallbacks } => {
                let title = format!("the guarded imports of {name} have {} fallbacks", fallbacks.len());
                labelled(error(title), fallbacks, "taken when no condition holds")
                    .help("keep one of them, and give the others a condition: `if ...`")
            }
            GroupProblem::OnlyFallback { fallback, .. } => {
                error(format!("there is no guarded import of {name} that this could be the fallback of"))
                    .primary(*fallback, "taken when no other import of the name is")
                    .help("the guarded imports of a name stand in the same block; without one, leave `fallback` out")
            }
        }
    }
}

/// The conditions as labels, the first as the primary one.
fn with_conditions(diagnostic: Diagnostic, conditions: &[Condition]) -> Diagnostic {
    conditions.iter().fold(diagnostic, |diagnostic, condition| {
        let text = result(condition);
        if diagnostic.labels.is_empty() {
            diagnostic.primary(condition.span, text)
        } else {
            diagnostic.secondary(condition.span, text)
        }
    })
}

/// `false: target.os is "linux"`
fn result(condition: &Condition) -> String {
    let asked: Vec<String> = condition.asked.iter().map(Asked::to_string).collect();
    let asked = if asked.is_empty() { String::new() } else { format!(": {}", asked.join(", ")) };
    format!("is `{}`{asked}", condition.value)
}

fn labelled(diagnostic: Diagnostic, spans: &[Span], text: &str) -> Diagnostic {
    let diagnostic = diagnostic.primary(spans[0], text);
    spans[1..].iter().fold(diagnostic, |diagnostic, span| diagnostic.secondary(*span, text))
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``
fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}
