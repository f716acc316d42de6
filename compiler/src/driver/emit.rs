//! `omgc build --emit=FORM`: the program in one of its intermediate forms.

use super::USAGE;
use super::args::{BuildArguments, Emit};
use super::output::{Console, deliver};
use super::phases::Phases;
use super::pipeline::{self, Checked};
use crate::codegen::{self, Listing};
use crate::diagnostics::Diagnostics;
use crate::hir;
use crate::mir;
use crate::modules;
use crate::source::SourceMap;
use crate::syntax;

/// Forms that exist before names are checked: also of programs with errors, which are reported. The exit status.
pub fn early(form: Emit, arguments: &BuildArguments, phases: &Phases, console: &Console) -> i32 {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let graph = match pipeline::load(&arguments.file, &arguments.source, phases, &mut sources, &mut diagnostics) {
        Ok(graph) => graph,
        Err(message) => {
            console.error(&message);
            return USAGE;
        }
    };
    console.diagnostics(&diagnostics, &arguments.file.to_string_lossy(), &sources);
    let Some(graph) = graph else { return 1 };
    let entry = &graph.modules[0];
    let text = match form {
        Emit::Tokens => syntax::dump::dump_tokens(&sources, entry.file),
        Emit::Ast => syntax::dump::dump_ast(&entry.ast, &sources),
        Emit::Generated => modules::generated::texts(&graph, &sources),
        _ => modules::dump(&graph, &sources),
    };
    let status = deliver(text.as_bytes(), arguments.output.as_deref(), console);
    if diagnostics.has_errors() { 1 } else { status }
}

/// Forms of a checked program. The exit status.
pub fn late(
    form: Emit,
    checked: &Checked,
    optimize: bool,
    arguments: &BuildArguments,
    phases: &Phases,
    console: &Console,
) -> i32 {
    let output = arguments.output.as_deref();
    if form == Emit::Hir {
        return deliver(hir::dump(&checked.program).as_bytes(), output, console);
    }
    if form == Emit::Types {
        return deliver(pipeline::types(checked, phases).as_bytes(), output, console);
    }
    let program = pipeline::middle(checked, optimize, phases);
    let listing = match form {
        Emit::Mir => return deliver(mir::text::print(&program, Some(&checked.sources)).as_bytes(), output, console),
        Emit::Clif => Some(Listing::Clif),
        Emit::Asm => Some(Listing::Asm),
        _ => None,
    };
    let result = pipeline::back(&program, checked, codegen::Options { optimize, listing }, phases);
    if form == Emit::Obj {
        let beside = arguments.file.with_extension("o");
        return deliver(&result.object, Some(output.unwrap_or(&beside)), console);
    }
    deliver(result.listing.as_bytes(), output, console)
}
