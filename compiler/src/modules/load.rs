//! Finds and parses the whole graph, depth first from the entry. Nothing here recurses: a chain of imports may be long.

use std::path::{Path, PathBuf};

use omg_runtime::builtins::BUILTINS;
use rustc_hash::FxHashMap;

use super::constants::{Constant, evaluate};
use super::generated::{Generate, Generation, Key, Link, MOST_NESTED, Request, Text, call_text, module_name};
use super::read::read_source;
use super::resolve::{Found, PACKAGE_MAIN, PACKAGES, Place, SearchPath, normalise};
use super::suggest::{similar_file, similar_module, source_files};
use super::walk::{Node, walk};
use super::{FileSystem, FoundFile, Graph, LoadOptions, LoadedModule, ModuleId, ResolvedImport, Selection};
use super::{cycles, guards, order, unchecked};
use crate::diagnostics::files::{DirectoryAsFile, FileNotFound, NotRegular, Unreadable};
use crate::diagnostics::generate::{GenerationCycle, GenerationTooDeep};
use crate::diagnostics::modules::{DirectoryImport, EmptyPath, ModuleNotFound};
use crate::diagnostics::{Diagnostic, Diagnostics, ToDiagnostic};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{self, StmtKind};
use crate::syntax::{parse, parse_input};

/// The code of a missing header: the one problem of a file's text for which the import is shown too, since the usual cause is
/// that it names the wrong file.
const MISSING_HEADER: &str = "E0101";

/// Loads the program that begins in the file `entry` (as the command line names it). None if that file cannot be read. In
/// any other case there is a graph, which lacks what was reported. Files are added to `sources` in pre-order.
pub fn load(
    entry: &Path,
    options: &LoadOptions,
    fs: &dyn FileSystem,
    generators: &mut dyn Generate,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Graph> {
    let path = match find_entry(entry, fs) {
        Ok(path) => path,
        Err(problem) => {
            diagnostics.push(problem);
            return None;
        }
    };
    let entry = Place { path, name: entry.to_owned() };
    let include_dirs = options.include_dirs.iter();
    let search = SearchPath {
        entry: directory_of(&entry, fs),
        include_dirs: include_dirs.map(|dir| include_dir(dir, fs)).collect(),
    };
    Loading { search: &search, options, fs, sources, links: &[] }.load(&entry, generators, diagnostics)
}

/// What loading the graph of a generator shares with loading the graph that needs it.
pub struct Loading<'a> {
    search: &'a SearchPath,
    options: &'a LoadOptions,
    fs: &'a dyn FileSystem,
    pub sources: &'a mut SourceMap,
    /// The way from the program's entry to that of the graph.
    links: &'a [Link],
}

impl Loading<'_> {
    /// Loads the graph that begins in a file. There is none if the file cannot be read.
    pub fn load(
        &mut self,
        entry: &Place,
        generators: &mut dyn Generate,
        diagnostics: &mut Diagnostics,
    ) -> Option<Graph> {
        let mut loader = Loader {
            search: self.search,
            options: self.options,
            fs: self.fs,
            generators,
            sources: self.sources,
            diagnostics,
            links: self.links,
            modules: Vec::new(),
            by_path: FxHashMap::default(),
            by_call: FxHashMap::default(),
        };
        loader.load_all(entry.clone())?;
        let mut modules = loader.modules;
        let cycles = cycles::find(&mut modules);
        let init_order = order::init_order(&modules);
        let graph = Graph { modules, init_order, cycles, environment: self.options.environment.clone() };
        cycles::report(&graph, self.sources, diagnostics);
        unchecked::note(&graph, self.sources, diagnostics);
        Some(graph)
    }
}

struct Loader<'a> {
    search: &'a SearchPath,
    options: &'a LoadOptions,
    fs: &'a dyn FileSystem,
    generators: &'a mut dyn Generate,
    sources: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    /// The way from the program's entry to this graph's.
    links: &'a [Link],
    modules: Vec<LoadedModule>,
    /// By canonical path; none for files that could not be read, which is reported once.
    by_path: FxHashMap<PathBuf, Option<ModuleId>>,
    /// The generated ones; none if there is no text, which is reported once.
    by_call: FxHashMap<Key, Option<ModuleId>>,
}

/// A module of which some imports are not followed yet.
struct Frame {
    module: ModuleId,
    /// Where its imports are relative to.
    directory: Place,
    /// The files that its imports lead to, in source order; none where there is nothing to follow.
    targets: Vec<Option<Place>>,
    next: usize,
}

impl Loader<'_> {
    /// None if the entry cannot be read.
    fn load_all(&mut self, entry: Place) -> Option<()> {
        let mut stack = vec![self.load_file(entry, None)?];
        while let Some(frame) = stack.last_mut() {
            let Some(target) = frame.targets.get_mut(frame.next) else {
                stack.pop();
                continue;
            };
            let (importer, import) = (frame.module, frame.next);
            frame.next += 1;
            if let Some(place) = target.take() {
                let is_generator = self.import(importer, import).generator.is_some();
                let frame =
                    if is_generator { self.follow_call(&stack, &place) } else { self.follow(importer, import, place) };
                stack.extend(frame);
            }
        }
        Some(())
    }

    fn import(&self, importer: ModuleId, import: usize) -> &ast::Import {
        &self.modules[importer.0 as usize].imports[import].import
    }

    /// Connects an import with its module, which is loaded if this is the first import of it.
    fn follow(&mut self, importer: ModuleId, import: usize, place: Place) -> Option<Frame> {
        let path = place.path.clone();
        let mut frame = None;
        if !self.by_path.contains_key(&path) {
            let span = self.import(importer, import).path_span;
            frame = self.load_file(place, Some(span));
        }
        self.modules[importer.0 as usize].imports[import].target = self.by_path[&path];
        frame
    }

    /// As [`follow`](Loader::follow) for the import that the topmost frame has come to, of a module that the file at
    /// `generator` generates.
    fn follow_call(&mut self, stack: &[Frame], generator: &Place) -> Option<Frame> {
        let top = stack.last().expect("the importer is being loaded");
        let (importer, import) = (top.module, top.next - 1);
        let call = self.import(importer, import).generator.clone().expect("an import of a generated module");
        let arguments = self.arguments(&call)?;
        let key = Key {
            generator: generator.path.clone(),
            call: call_text(&call.name.name, &arguments),
            directory: top.directory.path.clone(),
        };
        let mut frame = None;
        if !self.by_call.contains_key(&key) {
            self.by_call.insert(key.clone(), None);
            let name = module_name(&generator.display(), &call.name.name, &arguments);
            let mut links = self.links_of(stack);
            let request =
                Request { call: &call, arguments: &arguments, generator, module: &name, directory: &key.directory };
            let text = self.generate(&request, &mut links);
            frame = text.map(|text| self.load_text(&key, &request, text, top.directory.clone()));
        }
        self.modules[importer.0 as usize].imports[import].target = self.by_call[&key];
        frame
    }

    /// The values of a generator's arguments; reports those that have none.
    fn arguments(&mut self, call: &ast::GeneratorCall) -> Option<Vec<Constant>> {
        let values = call.args.iter().map(|argument| evaluate(argument, &self.options.environment));
        let (values, problems): (Vec<_>, Vec<_>) = values.partition(Result::is_ok);
        for problem in problems.into_iter().filter_map(Result::err).flatten() {
            self.diagnostics.report(problem);
        }
        let is_complete = values.len() == call.args.len();
        is_complete.then(|| values.into_iter().flatten().collect())
    }

    /// The way from the program's entry to the topmost frame's module.
    fn links_of(&self, stack: &[Frame]) -> Vec<Link> {
        let name = |frame: &Frame| self.sources.file(self.modules[frame.module.0 as usize].file).name.to_string();
        let span = |import: &ast::Import| import.generator.as_ref().map_or(import.path_span, |call| call.span);
        let within = stack.windows(2).map(|pair| Link {
            importer: name(&pair[0]),
            imported: name(&pair[1]),
            span: span(self.import(pair[0].module, pair[0].next - 1)),
            generator: None,
            generated: self.modules[pair[1].module.0 as usize].generation.is_some(),
        });
        self.links.iter().cloned().chain(within).collect()
    }

    /// Has a text generated, unless that would not come to an end. `links` lead to the importer.
    fn generate(&mut self, request: &Request, links: &mut Vec<Link>) -> Option<Text> {
        let generator = &request.generator.path;
        let from = links.iter().position(|link| link.generator.as_ref() == Some(generator));
        links.push(Link {
            importer: links
                .last()
                .map_or_else(|| self.sources.file(request.call.span.file).name.to_string(), |l| l.imported.clone()),
            imported: request.generator.display(),
            span: request.call.span,
            generator: Some(generator.clone()),
            generated: false,
        });
        if let Some(from) = from {
            self.diagnostics.report(GenerationCycle { links: links.split_off(from + 1) });
            return None;
        }
        if links.iter().filter(|link| link.generated || link.generator.is_some()).count() > MOST_NESTED {
            self.diagnostics.report(GenerationTooDeep { links: std::mem::take(links), limit: MOST_NESTED });
            return None;
        }
        let Loader { search, options, fs, .. } = *self;
        let loading = Loading { search, options, fs, sources: self.sources, links };
        self.generators.generate(request, loading, self.diagnostics)
    }

    /// Reads and parses a file and resolves its imports.
    fn load_file(&mut self, place: Place, import: Option<Span>) -> Option<Frame> {
        let name = place.display();
        let text = match read_source(&place.path, &name, import, self.fs) {
            Ok(text) => text,
            Err(problem) => {
                self.diagnostics.push(problem);
                self.by_path.insert(place.path, None);
                return None;
            }
        };
        self.by_path.insert(place.path.clone(), Some(self.next_module()));
        let is_input = self.options.input.is_some() && self.modules.is_empty() && self.links.is_empty();
        let file = if is_input {
            self.sources.add(&name, &place.path, text)
        } else {
            self.sources.add_once(&name, &place.path, text)
        };
        let directory = directory_of(&place, self.fs);
        Some(self.parse(file, is_input, import, &place.path, directory, None))
    }

    /// As [`load_file`](Loader::load_file) for the text of a module that was generated for a file in `directory`.
    fn load_text(&mut self, key: &Key, request: &Request, text: Text, directory: Place) -> Frame {
        self.by_call.insert(key.clone(), Some(self.next_module()));
        let Text { text, inputs, files } = text;
        let path = key.directory.join(format!("{}::{}", key.generator.display(), key.call));
        let file = self.sources.add_once(request.module, &path, text);
        self.sources.set_origin(file, request.call.span);
        let generation = Generation { generator: request.generator.display(), call: key.call.clone(), inputs, files };
        self.parse(file, false, None, &path, directory, Some(generation))
    }

    /// The number of the module that is added next.
    fn next_module(&self) -> ModuleId {
        ModuleId(self.modules.len() as u32)
    }

    /// Adds the module of a file, the imports of which are relative to `directory`.
    fn parse(
        &mut self,
        file: FileId,
        is_input: bool,
        import: Option<Span>,
        path: &Path,
        directory: Place,
        generation: Option<Generation>,
    ) -> Frame {
        let id = self.next_module();
        let mut problems = Diagnostics::default();
        let text = &self.sources.file(file).text;
        let (ast, edition) = match self.options.input {
            Some(edition) if is_input => (parse_input(file, text, &mut problems), edition),
            _ => (parse(file, text, &mut problems), self.options.edition),
        };
        let edition = ast.edition.unwrap_or(edition);
        let imports = imports_of(&ast);
        let intact = !problems.has_errors();
        let mut module = LoadedModule { file, ast, edition, intact, imports, cycle: None, generation };
        guards::select(&mut module, &self.options.environment).into_iter().for_each(|problem| problems.push(problem));
        self.modules.push(module);
        for problem in problems.into_vec() {
            self.diagnostics.push(with_import(problem, import));
        }
        let targets = self.resolve_imports(id, path, &directory);
        Frame { module: id, directory, targets, next: 0 }
    }

    /// Finds the files of a module's imports, and reports those that lead nowhere.
    fn resolve_imports(&mut self, id: ModuleId, importer: &Path, directory: &Place) -> Vec<Option<Place>> {
        let mut targets = Vec::new();
        for index in 0..self.modules[id.0 as usize].imports.len() {
            let import = &self.modules[id.0 as usize].imports[index];
            if import.selection != Selection::Taken {
                targets.push(None);
                continue;
            }
            targets.push(match self.resolve(&import.import, importer, directory) {
                Ok((place, found)) => {
                    self.modules[id.0 as usize].imports[index].found = Some(found);
                    Some(place)
                }
                Err(problem) => {
                    self.diagnostics.push(problem);
                    None
                }
            });
        }
        targets
    }

    fn resolve(
        &self,
        import: &ast::Import,
        importer: &Path,
        directory: &Place,
    ) -> Result<(Place, FoundFile), Diagnostic> {
        let (path, path_span) = (import.path.clone(), import.path_span);
        if path.is_empty() {
            return Err(EmptyPath { path_span }.to_diagnostic());
        }
        match self.search.resolve(&path, directory, self.fs) {
            Found::File { candidate, path, rule } => {
                let (name, spelled) = (candidate.display(), normalise(&candidate.path));
                Ok((Place { path: path.clone(), ..candidate }, FoundFile { path, name, spelled, rule }))
            }
            Found::Directory(place) => {
                let files = source_files(&path, &place.path, importer, self.fs);
                Err(DirectoryImport { directory: place.display(), path_span, files }.to_diagnostic())
            }
            Found::Nothing(tried) => {
                let special = tried.iter().find_map(|place| Some((place, self.fs.special(&place.path)?)));
                if let Some((place, kind)) = special {
                    return Err(NotRegular { name: place.display(), kind, import: Some(path_span) }.to_diagnostic());
                }
                let similar = similar_module(&path, directory, importer, self.search, self.fs);
                let builtins = wanted_builtins(import);
                let package_main = Path::new(PACKAGES).join(&*path).join(PACKAGE_MAIN);
                let mut packages = tried.iter().filter(|place| place.path.ends_with(&package_main)).map(Place::parent);
                let empty_package = packages.find(|place| self.fs.is_dir(&place.path)).map(|place| place.display());
                let tried = tried.iter().map(Place::display).collect();
                Err(ModuleNotFound { path, path_span, tried, empty_package, similar, builtins }.to_diagnostic())
            }
        }
    }
}

/// The canonical path of the entry file.
fn find_entry(entry: &Path, fs: &dyn FileSystem) -> Result<PathBuf, Diagnostic> {
    let name = entry.display().to_string();
    if let Some(kind) = fs.special(entry) {
        return Err(NotRegular { name, kind, import: None }.to_diagnostic());
    }
    match fs.canonicalize(entry) {
        Ok(path) if fs.is_dir(&path) => {
            let main = Some(entry.join("main.omg")).filter(|main| fs.is_file(main));
            Err(DirectoryAsFile { name, main: main.map(|main| main.display().to_string()) }.to_diagnostic())
        }
        Ok(path) => Ok(path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(FileNotFound { name, similar: similar_file(entry, fs) }.to_diagnostic())
        }
        Err(error) => Err(Unreadable { name, reason: error.kind().to_string(), import: None }.to_diagnostic()),
    }
}

/// The directory of a file. It is called what the file's name says, unless that leads elsewhere, as for a symbolic link.
fn directory_of(file: &Place, fs: &dyn FileSystem) -> Place {
    let path = file.path.parent().unwrap_or(&file.path).to_owned();
    let name = normalise(file.name.parent().unwrap_or(Path::new("")));
    let looked_up = if name.as_os_str().is_empty() { Path::new(".") } else { &name };
    let is_right = fs.canonicalize(looked_up).is_ok_and(|found| found == path);
    Place { name: if is_right { name } else { path.clone() }, path }
}

/// A `-I` directory.
fn include_dir(dir: &Path, fs: &dyn FileSystem) -> Place {
    Place { path: fs.canonicalize(dir).unwrap_or_else(|_| dir.to_owned()), name: normalise(dir) }
}

/// The built-in procedure that the path of an import names, or else those among the names that it imports.
fn wanted_builtins(import: &ast::Import) -> Vec<String> {
    let is_builtin = |name: &str| BUILTINS.iter().any(|builtin| builtin.name == name);
    let name = import.path.strip_suffix(".omg").unwrap_or(&import.path);
    if is_builtin(name) {
        return vec![name.to_owned()];
    }
    let names = import.names().iter().map(|imported| &*imported.name.name);
    names.filter(|name| is_builtin(name)).map(str::to_owned).collect()
}

/// Every import statement of a file, in source order.
fn imports_of(module: &ast::Module) -> Vec<ResolvedImport> {
    let mut imports = Vec::new();
    walk(&module.body, |node| {
        if let Node::Stmt(stmt) = node
            && let StmtKind::Import(import) = &stmt.kind
        {
            imports.push(ResolvedImport {
                import: import.clone(),
                selection: Selection::Taken,
                found: None,
                target: None,
            });
        }
        matches!(node, Node::Stmt(_))
    });
    imports
}

/// A missing header with the import of the file that lacks it.
fn with_import(problem: Diagnostic, import: Option<Span>) -> Diagnostic {
    match import {
        Some(span) if problem.code == MISSING_HEADER => problem.secondary(span, "imported here"),
        _ => problem,
    }
}
