//! The state of a session: its variables, its modules, and the texts of all inputs. Checks an input as a program of its
//! own, gives its variables and modules the places that those of the same name (or file) have, and runs it.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use omg_runtime::interrupt;
use omg_runtime::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};

use super::files::SessionFiles;
use super::{INPUT_NAME, Options};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::generate::Generators;
use crate::hir::{self, EarlierKind, EarlierName, KnownNamespace, LintLevels, ModuleId, Name, Program, SHARED_GLOBALS};
use crate::interp::confined::Limits;
use crate::interp::session::{self as interpreter, Ended, ModuleKey, Slot};
use crate::modules::{self, Graph, LoadOptions};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, ImportBinding, StmtKind};

/// See the module's text.
pub struct Session {
    interpreter: interpreter::Session,
    sources: SourceMap,
    files: SessionFiles,
    options: LoadOptions,
    lints: LintLevels,
    limits: Limits,
    variables: IndexMap<Name, Variable>,
    /// By canonical path.
    modules: FxHashMap<PathBuf, Module>,
}

/// A variable of the session.
struct Variable {
    slot: Slot,
    earlier: EarlierName,
    /// The statement that imported it.
    import: Option<Span>,
}

/// A module that was loaded.
struct Module {
    key: ModuleKey,
    text: Arc<str>,
    /// Its variables.
    slots: FxHashMap<Name, Slot>,
}

/// What an input came to.
pub struct Outcome {
    pub diagnostics: Diagnostics,
    /// None if it did not run, because of errors among the diagnostics.
    pub ended: Option<Ended>,
}

/// An input without errors.
struct Checked {
    graph: Graph,
    program: Program,
    /// By module.
    namespaces: Vec<Rc<KnownNamespace>>,
}

impl Session {
    pub fn new(interpreter: interpreter::Session, options: Options) -> Session {
        let edition = options.load.edition;
        Session {
            interpreter,
            sources: SourceMap::default(),
            files: SessionFiles::new(),
            options: LoadOptions { input: Some(edition), ..options.load },
            lints: options.lints,
            limits: options.limits,
            variables: IndexMap::new(),
            modules: FxHashMap::default(),
        }
    }

    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    pub fn include_dirs(&self) -> &[PathBuf] {
        &self.options.include_dirs
    }

    /// Checks and runs an input whose first line has this number. The values of its expressions go to `show`.
    pub fn run(&mut self, text: &str, line: u32, show: &mut dyn FnMut(&interpreter::Session, Value)) -> Outcome {
        self.run_if(text, line, |_| true, show)
    }

    /// As [`run`](Session::run), if the statements are all right.
    pub fn run_if(
        &mut self,
        text: &str,
        line: u32,
        accept: impl FnOnce(&[ast::Stmt]) -> bool,
        show: &mut dyn FnMut(&interpreter::Session, Value),
    ) -> Outcome {
        let mut diagnostics = Diagnostics::default();
        let checked = self.check(text, line, &mut diagnostics);
        let accepted = checked.filter(|checked| accept(&checked.graph.modules[0].ast.body.statements));
        let ended = accepted.map(|checked| self.execute(checked, show));
        Outcome { diagnostics, ended }
    }

    fn check(&mut self, text: &str, line: u32, diagnostics: &mut Diagnostics) -> Option<Checked> {
        self.files.set_input(text);
        let mut found = Diagnostics::default();
        let entry = Path::new(INPUT_NAME);
        let mut generators = Generators::new(&self.lints, self.limits);
        let files = &self.files;
        let graph = modules::load(entry, &self.options, files, &mut generators, &mut self.sources, &mut found)?;
        self.sources.set_input(graph.modules[0].file, line);
        let input = self.lower(&graph, text, &mut found);
        found.sort();
        let has_errors = found.has_errors();
        for diagnostic in found.into_vec() {
            // Modules that were loaded before have had their say.
            let file = diagnostic.labels.first().map(|label| label.span.file);
            let is_known = file.is_some_and(|file| self.modules.contains_key(&self.sources.file(file).path));
            if diagnostic.severity == Severity::Error || !is_known {
                diagnostics.push(diagnostic);
            }
        }
        (!has_errors).then_some(Checked { graph, program: input.program, namespaces: input.namespaces })
    }

    /// Resolves the names of an input. The variables that it mentions are all that it needs; only errors are explained with
    /// the others in mind.
    fn lower(&self, graph: &Graph, text: &str, diagnostics: &mut Diagnostics) -> hir::Input {
        let words = text.split(|c| !(c == '_' || unicode_ident::is_xid_continue(c))).collect::<FxHashSet<_>>();
        let mentioned = words.into_iter().filter_map(|word| self.variables.get(word));
        let (input, found) = self.lower_with(graph, mentioned);
        let (input, found) =
            if found.has_errors() { self.lower_with(graph, self.variables.values()) } else { (input, found) };
        found.into_vec().into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
        input
    }

    fn lower_with<'a>(
        &self,
        graph: &Graph,
        variables: impl Iterator<Item = &'a Variable>,
    ) -> (hir::Input, Diagnostics) {
        let mut found = Diagnostics::default();
        let earlier: Vec<EarlierName> = variables.map(|variable| variable.earlier.clone()).collect();
        let input = hir::lower_input(graph, &self.sources, &self.lints, &earlier, &mut found);
        (input, found)
    }

    fn execute(&mut self, checked: Checked, show: &mut dyn FnMut(&interpreter::Session, Value)) -> Ended {
        let imports = imports(&checked);
        let Checked { graph, program, .. } = checked;
        self.options.input = Some(graph.modules[0].edition);
        self.add_modules(&program);
        self.add_variables(&imports, &program);
        let slots = (0..program.globals.len()).map(|index| self.slot(&program, index)).collect();
        let input = self.interpreter.add_module();
        let modules = program.modules[1..].iter().map(|module| self.modules[self.path(module)].key);
        let keys = std::iter::once(input).chain(modules).collect();
        let ended = self.interpreter.run(program, slots, keys, &self.sources, show);
        self.forget_failed_modules();
        ended
    }

    fn path(&self, module: &hir::Module) -> &Path {
        &self.sources.file(module.file).path
    }

    /// Gives places to the modules of a program that are new, and to their variables.
    fn add_modules(&mut self, program: &Program) {
        for (index, module) in program.modules.iter().enumerate().skip(1) {
            let (path, text) = (self.path(module).to_owned(), Arc::clone(&self.sources.file(module.file).text));
            // A generated module is another one if its generator was changed.
            if self.modules.get(&path).is_some_and(|known| known.text == text) {
                continue;
            }
            self.files.keep(&path);
            let own = program.globals.iter().filter(|global| global.module == Some(ModuleId(index as u32)));
            let slots = own.map(|global| (global.name.clone(), self.interpreter.add_slot())).collect();
            self.modules.insert(path, Module { key: self.interpreter.add_module(), text, slots });
        }
    }

    /// Gives places to the variables that an input declares. One that is declared again keeps its place, so that procedures
    /// of earlier inputs see the new value; but imports are read-only, and never share the place of anything else.
    fn add_variables(&mut self, imports: &[Import], program: &Program) {
        for global in program.globals.iter().filter(|global| global.module == Some(ModuleId(0))) {
            let Some(span) = global.span else { continue };
            let import = imports.iter().find(|import| import.names.contains(&span));
            let kind = match import {
                Some(import) => EarlierKind::Import(import.namespace.clone()),
                None if declares_proc(program, &global.name) => EarlierKind::Proc,
                None => EarlierKind::Variable,
            };
            let old = self.variables.get(&global.name).filter(|old| old.import.is_some() == import.is_some());
            let slot = old.map(|old| old.slot).unwrap_or_else(|| self.interpreter.add_slot());
            let earlier = EarlierName { name: global.name.clone(), span, kind };
            let import = import.map(|import| import.statement);
            self.variables.insert(global.name.clone(), Variable { slot, earlier, import });
        }
    }

    /// The place of a module variable of a program.
    fn slot(&self, program: &Program, index: usize) -> Slot {
        let global = &program.globals[index];
        match global.module {
            None if index < SHARED_GLOBALS.len() => self.interpreter.shared_slot(index),
            None | Some(ModuleId(0)) => self.variables[&global.name].slot,
            Some(module) => self.modules[self.path(program.module(module))].slots[&global.name],
        }
    }

    /// A module whose body failed is loaded anew by the next import of it.
    fn forget_failed_modules(&mut self) {
        let (interpreter, files) = (&self.interpreter, &mut self.files);
        self.modules.retain(|path, module| {
            let failed = interpreter.has_failed(module.key);
            if failed {
                files.forget(path);
            }
            !failed
        });
    }

    /// Forgets all modules and repeats the imports that were executed, so that their names lead to the modules as they are
    /// now. Variables stay. What the imports came to; a failed one leaves its names as they were. Stops where somebody asks
    /// for it.
    pub fn reload(&mut self) -> Vec<Outcome> {
        self.modules.drain().for_each(|(path, _)| self.files.forget(&path));
        let mut outcomes = Vec::new();
        let mut told = FxHashSet::default();
        for span in self.executed_imports() {
            let text = self.sources.text(span).to_owned() + "\n";
            let mut outcome = self.run(&text, self.sources.line(span), &mut |_, _| {});
            // A module that several of them import says the same each time.
            outcome.diagnostics.retain(|diagnostic| match self.place_in_module(diagnostic) {
                Some(place) => told.insert((place, diagnostic.title.clone())),
                None => true,
            });
            let stopped = outcome.ended == Some(Ended::Interrupted) || interrupt::is_requested();
            outcomes.push(outcome);
            if stopped {
                break;
            }
        }
        outcomes
    }

    /// The import statements that set their names, in their order.
    fn executed_imports(&self) -> Vec<Span> {
        let is_set = |variable: &&Variable| self.interpreter.value(variable.slot).is_some();
        let mut statements: Vec<Span> =
            self.variables.values().filter(is_set).filter_map(|variable| variable.import).collect();
        statements.sort();
        statements.dedup();
        statements
    }

    /// Where in a module a message points to; none if it is about the input.
    fn place_in_module(&self, diagnostic: &Diagnostic) -> Option<(PathBuf, u32)> {
        let span = diagnostic.labels.first()?.span;
        let file = self.sources.file(span.file);
        (!file.is_input()).then(|| (file.path.clone(), span.start))
    }

    /// The names of the session's variables.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(|name| &**name)
    }

    /// The value of a variable; none if there is no such variable or it is unset.
    pub fn value(&self, name: &str) -> Option<Value> {
        let shared = || SHARED_GLOBALS.iter().position(|shared| *shared == name);
        let slot = match self.variables.get(name) {
            Some(variable) => variable.slot,
            None => self.interpreter.shared_slot(shared()?),
        };
        self.interpreter.value(slot)
    }

    /// Whether there is a variable of that name.
    pub fn declares(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }
}

/// An import statement of an input.
struct Import {
    /// Without its guard: it is taken.
    statement: Span,
    /// The names that it binds.
    names: Vec<Span>,
    /// What its alias holds, if it has one.
    namespace: Option<Rc<KnownNamespace>>,
}

/// The imports of an input that are taken, those in procedures excluded.
fn imports(checked: &Checked) -> Vec<Import> {
    let input = &checked.graph.modules[0];
    let mut statements = Vec::new();
    collect_imports(&input.ast.body.statements, &mut statements);
    let import = |import: &ast::Import| {
        let module = input.target(import).module()?;
        let (names, namespace) = match &import.binding {
            ImportBinding::Namespace(alias) => {
                (vec![alias.span], Some(Rc::clone(&checked.namespaces[module.0 as usize])))
            }
            ImportBinding::Names { names, .. } => (names.iter().map(|name| name.local().span).collect(), None),
            ImportBinding::All(_) => return None,
        };
        let end = names.iter().map(|name| name.end).fold(import.path_span.end, u32::max);
        Some(Import { statement: Span { end, ..import.span }, names, namespace })
    };
    statements.into_iter().filter_map(import).collect()
}

/// The import statements among these statements and inside them, procedures excluded.
fn collect_imports<'a>(statements: &'a [ast::Stmt], imports: &mut Vec<&'a ast::Import>) {
    for statement in statements {
        match &statement.kind {
            StmtKind::Import(import) => imports.push(import),
            StmtKind::If { arms, otherwise } => {
                for block in arms.iter().map(|(_, block)| block).chain(otherwise) {
                    collect_imports(&block.statements, imports);
                }
            }
            StmtKind::Loop { body, .. } | StmtKind::Block(body) => collect_imports(&body.statements, imports),
            StmtKind::Try { body, handler, .. } => {
                collect_imports(&body.statements, imports);
                collect_imports(&handler.statements, imports);
            }
            _ => {}
        }
    }
}

/// Whether an input has a procedure of that name outside of other procedures.
fn declares_proc(program: &Program, name: &str) -> bool {
    let body = program.module(ModuleId(0)).body;
    program.procs.iter().any(|proc| proc.parent == Some(body) && &*proc.name == name)
}
