//! Generated modules: runs generators. The graph of a generator is loaded and checked as a program's, its procedure is
//! called in the interpreter, and the string that it returns is the text of a module.
//!
//! A generator is loaded once, however many modules it makes, and a call is made once, however many imports ask for it and
//! in however many graphs they stand. What is wrong is reported the first time.

use std::path::PathBuf;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostics::generate::{GeneratorArity, GeneratorFailed, NoGenerator, WhyNot};
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Diagnostic, Diagnostics, ToDiagnostic};
use crate::hir::{self, GlobalId, Lint, LintLevels, Program};
use crate::interp::confined::{self, Limits, Problem, Task};
use crate::modules::generated::{Generate, Key, Request, Text, call_text};
use crate::modules::{Graph, Loading, duplicates};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, StmtKind};

#[cfg(test)]
mod tests;

/// The generators of one compilation.
pub struct Generators<'a> {
    lints: &'a LintLevels,
    limits: Limits,
    /// By canonical path; none for those with errors, which were reported.
    loaded: FxHashMap<PathBuf, Option<Rc<Generator>>>,
    /// The texts that were made; none where there is none, which was reported.
    texts: FxHashMap<Key, Option<Text>>,
}

/// The checked program of a generator.
struct Generator {
    program: Program,
    /// Of all its modules, in pre-order.
    files: Vec<String>,
    /// What the entry module defines, exported or not.
    definitions: Vec<(ast::Name, Span)>,
}

impl Generate for Generators<'_> {
    fn generate(&mut self, request: &Request, mut loading: Loading, diagnostics: &mut Diagnostics) -> Option<Text> {
        let key = Key {
            generator: request.generator.path.clone(),
            call: call_text(&request.call.name.name, request.arguments),
            directory: request.directory.to_owned(),
        };
        if let Some(known) = self.texts.get(&key) {
            return known.clone();
        }
        let generator = self.generator(request, &mut loading, diagnostics);
        let text = generator.and_then(|generator| match self.run(&generator, request, loading.sources) {
            Ok(text) => Some(text),
            Err(problem) => {
                diagnostics.push(problem);
                None
            }
        });
        self.texts.insert(key, text.clone());
        text
    }
}

impl<'a> Generators<'a> {
    pub fn new(lints: &'a LintLevels, limits: Limits) -> Generators<'a> {
        Generators { lints, limits, loaded: FxHashMap::default(), texts: FxHashMap::default() }
    }

    /// The program that a request needs, loaded and checked if this is the first one.
    fn generator(
        &mut self,
        request: &Request,
        loading: &mut Loading,
        diagnostics: &mut Diagnostics,
    ) -> Option<Rc<Generator>> {
        let path = &request.generator.path;
        if let Some(known) = self.loaded.get(path) {
            return known.clone();
        }
        let mut problems = Diagnostics::default();
        let graph = loading.load(request.generator, self, &mut problems);
        let program = graph.as_ref().map(|graph| self.check(graph, loading.sources, &mut problems));
        let is_usable = !problems.has_errors();
        problems.sort();
        diagnostics.append(problems, |problem| needed_by(problem, request));
        let generator = graph.zip(program).filter(|_| is_usable);
        let generator = generator.map(|(graph, program)| Rc::new(Generator::new(&graph, program, loading.sources)));
        self.loaded.insert(path.clone(), generator.clone());
        generator
    }

    fn check(&self, graph: &Graph, sources: &SourceMap, problems: &mut Diagnostics) -> Program {
        let [duplicate, spelling] = [Lint::DuplicateImport, Lint::ImportSpelling].map(|lint| self.lints.severity(lint));
        duplicates::report(graph, sources, duplicate, spelling, problems);
        hir::lower(graph, sources, self.lints, problems)
    }

    /// Makes the call.
    fn run(&self, generator: &Generator, request: &Request, sources: &SourceMap) -> Result<Text, Diagnostic> {
        let program = &generator.program;
        let procedure = generator.find(request)?;
        if let Some(proc) = program.global(procedure).constant_proc {
            let (params, definition) = (program.proc(proc).params, program.proc(proc).span);
            check_arity(request, params, Some(definition))?;
        }
        let (arguments, directory) = (request.arguments, request.directory);
        let outcome = confined::run(&Task { program, sources, procedure, arguments, directory, limits: self.limits });
        let definition = program.global(procedure).span;
        match outcome.result {
            Ok(text) => Ok(Text { text, inputs: outcome.inputs, files: generator.files.clone() }),
            Err(failure) => Err(match failure.problem {
                Problem::Arity(params) => check_arity(request, params, definition).expect_err("another number"),
                Problem::NoProcedure(kind) => no_generator(request, WhyNot::NoProcedure { definition, kind }),
                _ => {
                    let (module, call) = (request.module.to_owned(), request.call.span);
                    GeneratorFailed { module, call, failure, limits: self.limits }.to_diagnostic()
                }
            }),
        }
    }
}

impl Generator {
    fn new(graph: &Graph, program: Program, sources: &SourceMap) -> Generator {
        let files = graph.modules.iter().map(|module| sources.file(module.file).name.to_string()).collect();
        let statements = graph.modules[0].ast.body.statements.iter();
        let definition = |kind: &StmtKind| match kind {
            StmtKind::Alloc { name, .. } => Some((name.name.clone(), name.span)),
            StmtKind::Proc(proc) => Some((proc.name.name.clone(), proc.name.span)),
            _ => None,
        };
        let definitions = statements.filter_map(|statement| definition(&statement.kind)).collect();
        Generator { program, files, definitions }
    }

    /// The variable that holds the procedure to be called.
    fn find(&self, request: &Request) -> Result<GlobalId, Diagnostic> {
        let exports = &self.program.modules[0].exports;
        let name = &*request.call.name.name;
        if let Some(export) = exports.iter().find(|export| *export.name == *name) {
            return Ok(export.global);
        }
        if let Some(&(_, definition)) = self.definitions.iter().find(|(defined, _)| **defined == *name) {
            return Err(no_generator(request, WhyNot::Private { definition }));
        }
        let names = || exports.iter().map(|export| &*export.name);
        let span = |name: &str| self.definitions.iter().find(|(defined, _)| **defined == *name).map(|&(_, span)| span);
        let nearest = nearest(name, names()).map(|name| (name.to_owned(), span(name)));
        Err(no_generator(request, WhyNot::Unknown { nearest, exports: names().map(str::to_owned).collect() }))
    }
}

fn check_arity(request: &Request, params: u32, definition: Option<Span>) -> Result<(), Diagnostic> {
    let (given, expected) = (request.arguments.len(), params as usize);
    if given == expected {
        return Ok(());
    }
    let (name, call) = (request.call.name.name.to_string(), request.call.span);
    Err(GeneratorArity { name, call, given, expected, definition }.to_diagnostic())
}

fn no_generator(request: &Request, why: WhyNot) -> Diagnostic {
    NoGenerator { name: request.call.name.clone(), file: request.generator.display(), why }.to_diagnostic()
}

/// The first error of a generator's program with the import that led there.
fn needed_by(problem: Diagnostic, request: &Request) -> Diagnostic {
    if problem.labels.iter().any(|label| label.span == request.call.span) {
        return problem;
    }
    problem.secondary(request.call.span, format!("`{}` is run for this import", request.generator.display()))
}
