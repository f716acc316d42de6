//! The phases in order. This file reads as the pipeline of the compiler.

use std::path::Path;

use super::args::{EditionArgument, SourceArguments};
use super::output::Console;
use super::phases::Phases;
use crate::codegen;
use crate::diagnostics::Diagnostics;
use crate::generate::Generators;
use crate::hir;
use crate::hir::{Level, Lint, LintLevels};
use crate::interp::confined::Limits;
use crate::link;
use crate::mir;
use crate::modules::{self, Environment, FileSystem, Graph, LoadOptions, OsFileSystem};
use crate::report;
use crate::source::SourceMap;
use crate::syntax::ast::Edition;

/// A program after the front end.
pub struct Checked {
    pub sources: SourceMap,
    pub graph: Graph,
    pub program: hir::Program,
}

/// What the front end makes of a program, and has to say about it.
pub struct Findings {
    pub sources: SourceMap,
    /// In the order in which they are read.
    pub diagnostics: Diagnostics,
    graph: Option<Graph>,
    program: Option<hir::Program>,
}

/// Source files → modules → HIR. Fails if the command line makes no sense.
pub fn front_end(
    file: &Path,
    arguments: &SourceArguments,
    fs: &dyn FileSystem,
    phases: &Phases,
) -> Result<Findings, String> {
    let lints = lint_levels(arguments)?;
    let options = load_options(arguments);
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let mut generators = Generators::new(&lints, limits(arguments));
    let graph =
        phases.run("modules", || modules::load(file, &options, fs, &mut generators, &mut sources, &mut diagnostics));
    if let Some(graph) = &graph {
        let [duplicate, spelling] = [Lint::DuplicateImport, Lint::ImportSpelling].map(|lint| lints.severity(lint));
        modules::duplicates::report(graph, &sources, duplicate, spelling, &mut diagnostics);
        if let Some(severity) = lints.severity(Lint::UnusedDefinition) {
            modules::definitions::report_unused(graph, &options.environment, severity, &mut diagnostics);
        }
    }
    let program =
        graph.as_ref().map(|graph| phases.run("hir", || hir::lower(graph, &sources, &lints, &mut diagnostics)));
    diagnostics.sort();
    Ok(Findings { sources, diagnostics, graph, program })
}

/// The front end on the files of the disk. Reports all diagnostics; none if there are errors.
pub fn check(file: &Path, arguments: &SourceArguments, phases: &Phases, console: &Console) -> Option<Checked> {
    let findings = match front_end(file, arguments, &OsFileSystem, phases) {
        Ok(findings) => findings,
        Err(message) => {
            console.error(&message);
            return None;
        }
    };
    console.diagnostics(&findings.diagnostics, &file.to_string_lossy(), &findings.sources);
    if findings.diagnostics.has_errors() {
        return None;
    }
    Some(Checked { sources: findings.sources, graph: findings.graph?, program: findings.program? })
}

/// The import graph alone. Fails if the command line makes no sense.
pub fn load(
    file: &Path,
    arguments: &SourceArguments,
    phases: &Phases,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Graph>, String> {
    let lints = lint_levels(arguments)?;
    let options = load_options(arguments);
    let mut generators = Generators::new(&lints, limits(arguments));
    let load = || modules::load(file, &options, &OsFileSystem, &mut generators, sources, diagnostics);
    Ok(phases.run("modules", load))
}

/// How much generators of modules may use.
pub fn limits(arguments: &SourceArguments) -> Limits {
    Limits { steps: arguments.eval_steps, memory: arguments.eval_memory << 20 }
}

/// What the command line says about loading.
pub fn load_options(arguments: &SourceArguments) -> LoadOptions {
    let edition = match arguments.edition {
        EditionArgument::E2025 => Edition::E2025,
        EditionArgument::E2026 => Edition::E2026,
    };
    let mut environment = Environment::default();
    arguments.define.iter().for_each(|definition| environment.define(definition));
    LoadOptions { edition, include_dirs: arguments.include.clone(), input: None, environment }
}

/// HIR → MIR, optimised if asked for.
pub fn middle(checked: &Checked, optimize: bool, phases: &Phases) -> mir::Program {
    let mut program = phases.run("mir", || mir::build::build(&checked.program));
    if optimize {
        phases.run("passes", || mir::passes::optimize(&mut program));
    }
    program
}

/// The source with what was inferred about it.
pub fn types(checked: &Checked, phases: &Phases) -> String {
    let optimized = middle(checked, true, phases);
    let mut propagated = mir::build::build(&checked.program);
    phases.run("passes", || mir::passes::find_types(&mut propagated));
    phases.run("report", || report::types(&checked.program, &optimized, &propagated, &checked.sources))
}

/// What stays slow in the code that runs most.
pub fn performance(checked: &Checked, phases: &Phases) -> String {
    let program = middle(checked, true, phases);
    phases.run("report", || report::performance(&program, &checked.sources))
}

/// MIR → object.
pub fn back(program: &mir::Program, checked: &Checked, options: codegen::Options, phases: &Phases) -> codegen::Output {
    phases.run("codegen", || codegen::compile(program, &checked.sources, options))
}

/// Object → the bytes of an executable.
pub fn link(object: &[u8], strip: bool, phases: &Phases) -> Result<Vec<u8>, link::LinkError> {
    phases.run("link", || link::link(object, link::Options { strip }))
}

/// How bad the findings of each lint are; fails if the command line names one that does not exist.
pub fn lint_levels(arguments: &SourceArguments) -> Result<LintLevels, String> {
    let mut lints = LintLevels::default();
    let settings = [(&arguments.warn, Level::Warn), (&arguments.allow, Level::Allow)];
    for (name, level) in settings.iter().flat_map(|(names, level)| names.iter().map(move |name| (name, *level))) {
        lints.set(name, level).map_err(|unknown| {
            let nearest = unknown.nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            format!("unknown lint `{}`{nearest}", unknown.name)
        })?;
    }
    Ok(lints)
}
