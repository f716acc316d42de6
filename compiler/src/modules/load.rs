//! Finds and parses the whole graph, depth first from the entry. Nothing here recurses: a chain of imports may be long.

use std::path::{Path, PathBuf};

use omg_runtime::builtins::BUILTINS;
use rustc_hash::FxHashMap;

use super::read::read_source;
use super::resolve::{Found, PACKAGE_MAIN, PACKAGES, Place, SearchPath, normalise};
use super::suggest::{similar_file, similar_module, source_files};
use super::walk::{Node, walk};
use super::{FileSystem, FoundFile, Graph, LoadOptions, LoadedModule, ModuleId, ResolvedImport, Selection};
use super::{cycles, guards, order, unchecked};
use crate::diagnostics::files::{DirectoryAsFile, FileNotFound, NotRegular, Unreadable};
use crate::diagnostics::modules::{DirectoryImport, EmptyPath, ModuleNotFound};
use crate::diagnostics::{Diagnostic, Diagnostics, ToDiagnostic};
use crate::source::{SourceMap, Span};
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
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Graph> {
    let loader = Loader::new(entry, options, fs, sources, diagnostics)?;
    let mut modules = loader.load_all()?;
    let cycles = cycles::find(&mut modules);
    let init_order = order::init_order(&modules);
    let graph = Graph { modules, init_order, cycles, environment: options.environment.clone() };
    cycles::report(&graph, sources, diagnostics);
    unchecked::note(&graph, sources, diagnostics);
    Some(graph)
}

struct Loader<'a> {
    entry: Place,
    search: SearchPath,
    options: &'a LoadOptions,
    fs: &'a dyn FileSystem,
    sources: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    modules: Vec<LoadedModule>,
    /// By canonical path; none for files that could not be read, which is reported once.
    by_path: FxHashMap<PathBuf, Option<ModuleId>>,
}

/// A module of which some imports are not followed yet.
struct Frame {
    module: ModuleId,
    /// The files that its imports lead to, in source order; none where there is nothing to follow.
    targets: Vec<Option<Place>>,
    next: usize,
}

impl<'a> Loader<'a> {
    fn new(
        entry: &Path,
        options: &'a LoadOptions,
        fs: &'a dyn FileSystem,
        sources: &'a mut SourceMap,
        diagnostics: &'a mut Diagnostics,
    ) -> Option<Loader<'a>> {
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
        let (modules, by_path) = (Vec::new(), FxHashMap::default());
        Some(Loader { entry, search, options, fs, sources, diagnostics, modules, by_path })
    }

    fn load_all(mut self) -> Option<Vec<LoadedModule>> {
        let mut stack = vec![self.load_file(self.entry.clone(), None)?];
        while let Some(frame) = stack.last_mut() {
            let Some(target) = frame.targets.get_mut(frame.next) else {
                stack.pop();
                continue;
            };
            let (importer, import) = (frame.module, frame.next);
            frame.next += 1;
            if let Some(place) = target.take() {
                stack.extend(self.follow(importer, import, place));
            }
        }
        Some(self.modules)
    }

    /// Connects an import with its module, which is loaded if this is the first import of it.
    fn follow(&mut self, importer: ModuleId, import: usize, place: Place) -> Option<Frame> {
        let path = place.path.clone();
        let mut frame = None;
        if !self.by_path.contains_key(&path) {
            let span = self.modules[importer.0 as usize].imports[import].import.path_span;
            frame = self.load_file(place, Some(span));
        }
        self.modules[importer.0 as usize].imports[import].target = self.by_path[&path];
        frame
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
        let id = ModuleId(self.modules.len() as u32);
        self.by_path.insert(place.path.clone(), Some(id));
        let file = self.sources.add(&name, &place.path, text);
        let mut problems = Diagnostics::default();
        let text = &self.sources.file(file).text;
        let (ast, edition) = match self.options.input {
            Some(edition) if self.modules.is_empty() => (parse_input(file, text, &mut problems), edition),
            _ => (parse(file, text, &mut problems), self.options.edition),
        };
        let edition = ast.edition.unwrap_or(edition);
        let imports = imports_of(&ast);
        let mut module = LoadedModule { file, ast, edition, intact: !problems.has_errors(), imports, cycle: None };
        guards::select(&mut module, &self.options.environment).into_iter().for_each(|problem| problems.push(problem));
        self.modules.push(module);
        for problem in problems.into_vec() {
            self.diagnostics.push(with_import(problem, import));
        }
        let targets = self.resolve_imports(id, &place);
        Some(Frame { module: id, targets, next: 0 })
    }

    /// Finds the files of a module's imports, and reports those that lead nowhere.
    fn resolve_imports(&mut self, id: ModuleId, importer: &Place) -> Vec<Option<Place>> {
        let directory = directory_of(importer, self.fs);
        let mut targets = Vec::new();
        for index in 0..self.modules[id.0 as usize].imports.len() {
            let import = &self.modules[id.0 as usize].imports[index];
            if import.selection != Selection::Taken {
                targets.push(None);
                continue;
            }
            targets.push(match self.resolve(&import.import, importer, &directory) {
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
        importer: &Place,
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
                let files = source_files(&path, &place.path, &importer.path, self.fs);
                Err(DirectoryImport { directory: place.display(), path_span, files }.to_diagnostic())
            }
            Found::Nothing(tried) => {
                let special = tried.iter().find_map(|place| Some((place, self.fs.special(&place.path)?)));
                if let Some((place, kind)) = special {
                    return Err(NotRegular { name: place.display(), kind, import: Some(path_span) }.to_diagnostic());
                }
                let similar = similar_module(&path, directory, &importer.path, &self.search, self.fs);
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
