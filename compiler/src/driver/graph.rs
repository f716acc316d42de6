//! `omgc graph`

use super::args::{GraphArguments, GraphFormat};
use super::build::overwrites;
use super::output::{Console, deliver};
use super::phases::Phases;
use super::{USAGE, pipeline};
use crate::diagnostics::Diagnostics;
use crate::graph;
use crate::source::SourceMap;

/// The codes of what the graph itself shows.
const CYCLES: [&str; 2] = ["E0303", "E0304"];

/// Writes the import graph. Errors that keep modules out of it are reported beside it; the exit status says whether there
/// were any. A cycle is none of them.
pub fn graph(arguments: &GraphArguments, console: &Console) -> i32 {
    if overwrites(arguments.output.as_deref(), &arguments.file, console) {
        return USAGE;
    }
    let phases = Phases::new(console);
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let graph = match pipeline::load(&arguments.file, &arguments.source, &phases, &mut sources, &mut diagnostics) {
        Ok(graph) => graph,
        Err(message) => {
            console.error(&message);
            return USAGE;
        }
    };
    let text = graph.map(|graph| {
        let described = graph::describe(&graph, &sources, &diagnostics);
        phases.run("graph", || match arguments.format {
            GraphFormat::Tree => graph::tree(&described),
            GraphFormat::Dot => graph::dot(&described),
            GraphFormat::Json => graph::json(&described),
            GraphFormat::Svg => graph::svg(&described),
        })
    });
    phases.finish();
    diagnostics.retain(|diagnostic| !CYCLES.contains(&diagnostic.code));
    diagnostics.sort();
    console.diagnostics(&diagnostics, &arguments.file.to_string_lossy(), &sources);
    let Some(text) = text else { return 1 };
    let status = deliver(text.as_bytes(), arguments.output.as_deref(), console);
    if diagnostics.has_errors() { 1 } else { status }
}
