//! The graph as text, for `--emit=graph`.

use std::fmt::Write;

use super::Graph;
use crate::source::SourceMap;

/// The modules in pre-order, each with its imports (line, alias, target), and the order in which their bodies can run.
///
/// ```text
/// main.omg
///     2: utils → lib/utils.omg
/// lib/utils.omg
///
/// order: lib/utils.omg, main.omg
/// ```
pub fn dump(graph: &Graph, sources: &SourceMap) -> String {
    let mut text = String::new();
    for (id, module) in graph.ids() {
        writeln!(text, "{}", graph.name(id, sources)).expect("a string");
        for import in &module.imports {
            let target = import.target.map_or("(not loaded)", |target| graph.name(target, sources));
            let import = &import.import;
            let names: Vec<&str> = import.locals().map(|local| &*local.name).collect();
            writeln!(text, "    {}: {} → {target}", sources.line(import.path_span), names.join(", "))
                .expect("a string");
        }
    }
    let order: Vec<&str> = graph.init_order.iter().map(|&id| graph.name(id, sources)).collect();
    writeln!(text, "\norder: {}", order.join(", ")).expect("a string");
    text
}
