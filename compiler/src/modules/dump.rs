//! The graph as text, for `--emit=graph`.

use std::fmt::Write;

use super::{Graph, Selection, guards};
use crate::source::SourceMap;

/// The modules in pre-order, each with its imports (line, alias, target), and the order in which their bodies can run.
///
/// ```text
/// main.omg
///     2: utils → lib/utils.omg
///     3: net → "net_mac.omg" (not taken: target.os == "macos", where target.os is "linux")
///     4: net → net.omg (taken: fallback)
/// lib/utils.omg
/// net.omg
///
/// order: lib/utils.omg, net.omg, main.omg
/// ```
pub fn dump(graph: &Graph, sources: &SourceMap) -> String {
    let mut text = String::new();
    for (id, module) in graph.ids() {
        writeln!(text, "{}", graph.name(id, sources)).expect("a string");
        for import in &module.imports {
            let target = match import.target {
                Some(target) => graph.name(target, sources).to_owned(),
                None if import.selection == Selection::Taken => "(not loaded)".to_owned(),
                None => sources.text(import.import.path_span).to_owned(),
            };
            let reason = guards::reason(import, &graph.environment, sources);
            let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            let import = &import.import;
            let names: Vec<&str> = import.locals().map(|local| &*local.name).collect();
            writeln!(text, "    {}: {} → {target}{reason}", sources.line(import.path_span), names.join(", "))
                .expect("a string");
        }
    }
    let order: Vec<&str> = graph.init_order.iter().map(|&id| graph.name(id, sources)).collect();
    writeln!(text, "\norder: {}", order.join(", ")).expect("a string");
    text
}
