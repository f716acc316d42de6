//! What the forms say in words.

use super::{Binding, Edge, ImportGraph, Node, State};

/// How many names are listed where space is short.
const LISTED: usize = 8;

/// Text without control characters, which are shown as escapes.
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// `a, b, c and 5 more`
pub fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let listed: Vec<&str> = names.take(LISTED).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    listed.join(", ") + &more
}

/// What an import declares, and what of it is used: `as shapes: area, UNIT`.
pub fn edge(edge: &Edge) -> String {
    if let (Binding::Alias(alias), false) = (&edge.binding, edge.taken) {
        return format!("as {alias}");
    }
    let names = list(edge.uses.iter().map(|name| &**name));
    match &edge.binding {
        Binding::Alias(alias) if edge.uses_all && edge.uses.is_empty() => {
            format!("as {alias}: the namespace as a value")
        }
        Binding::Alias(alias) if edge.uses_all => format!("as {alias}: {names}, the namespace as a value"),
        Binding::Alias(alias) if edge.uses.is_empty() => format!("as {alias}: nothing used"),
        Binding::Alias(alias) => format!("as {alias}: {names}"),
        Binding::Names(names) => {
            let name = |(name, alias): &(crate::syntax::ast::Name, Option<crate::syntax::ast::Name>)| match alias {
                Some(alias) => format!("{name} as {alias}"),
                None => name.to_string(),
            };
            let names: Vec<String> = names.iter().map(name).collect();
            format!("{{ {} }}", list(names.iter().map(String::as_str)))
        }
        Binding::All => "*".to_owned(),
    }
}

/// The names that an edge uses, or in their place what it does.
pub fn names(edge: &Edge) -> String {
    match (edge.uses_all, edge.uses.is_empty()) {
        (true, true) => "*".to_owned(),
        (true, false) => format!("{}, *", list(edge.uses.iter().map(|name| &**name))),
        (false, true) => String::new(),
        (false, false) => list(edge.uses.iter().map(|name| &**name)),
    }
}

/// What is wrong with a node; none if nothing is.
pub fn problem(node: &Node) -> Option<String> {
    match &node.state {
        State::Loaded => None,
        State::Broken(1) => Some("1 error".to_owned()),
        State::Broken(errors) => Some(format!("{errors} errors")),
        State::Missing(why) => Some(why.clone()),
        State::LeftOut => Some("left out".to_owned()),
    }
}

/// What the guard of an import made of it; none if it has none.
pub fn guard(edge: &Edge) -> Option<String> {
    let verdict = if edge.taken { "taken" } else { "not taken" };
    edge.guard.as_ref().map(|guard| format!("{verdict}: {guard}"))
}

/// `52 modules, 148 imports, 1 cycle`
pub fn counts(graph: &ImportGraph) -> String {
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let mut counts = vec![counted(graph.modules, "module"), counted(graph.edges.len(), "import")];
    if !graph.cycles.is_empty() {
        counts.push(counted(graph.cycles.len(), "cycle"));
    }
    counts.join(", ")
}
