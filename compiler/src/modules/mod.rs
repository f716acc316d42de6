//! Import paths → files → the graph of all modules of a program, found and parsed before anything else happens.
//!
//! [`load`] follows the imports from the entry file. All contact with the file system goes through [`FileSystem`], of which
//! there is a version in memory. What it cannot do is reported, and the rest of the graph is loaded all the same, so that
//! one run reports the errors of all modules.
//!
//! Invariant: if nothing was reported, every import that is taken has a target, the graph has no cycle, and every module is parsed.
//! Names (what a module exports, what an alias is used for) are none of this phase's business.

use std::path::PathBuf;

use crate::source::{FileId, SourceMap};
use crate::syntax::ast::{self, Edition};

pub mod constants;
mod cycles;
pub mod definitions;
mod dump;
pub mod duplicates;
pub mod file_system;
pub mod generated;
mod guards;
mod load;
pub mod memory;
mod order;
mod read;
mod resolve;
mod suggest;
#[cfg(test)]
mod tests;
mod unchecked;
mod uses;
pub mod walk;
mod why;

pub use constants::{Constant, Environment};
pub use dump::dump;
pub use file_system::{FileSystem, OsFileSystem};
#[cfg(test)]
pub use generated::NoGenerators;
pub use generated::{Generate, Generation, Link};
pub use guards::{Selection, reason};
pub use load::{Loading, load};
pub use memory::MemoryFileSystem;
pub use resolve::{Base, Form, PACKAGES, Rule, normalise};
pub use uses::{Uses, uses};
pub use why::why;

/// A module, numbered in pre-order of the import graph: the entry is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// What the command line says about loading.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The edition of files whose header names none.
    pub edition: Edition,
    /// The `-I` directories, searched in this order after the importing file's own.
    pub include_dirs: Vec<PathBuf>,
    /// The entry is an input of an interactive session, which needs no header; its edition if it has none.
    pub input: Option<Edition>,
    /// What constant expressions can ask for.
    pub environment: Environment,
}

impl Default for LoadOptions {
    fn default() -> LoadOptions {
        let environment = Environment::default();
        LoadOptions { edition: Edition::E2025, include_dirs: Vec::new(), input: None, environment }
    }
}

/// All modules of a program and the imports between them.
#[derive(Debug)]
pub struct Graph {
    /// In pre-order of the import graph: the entry first, each module once, imports in source order.
    pub modules: Vec<LoadedModule>,
    /// Every module after those it imports, the entry last. (Meaningless for the members of a reported cycle.)
    pub init_order: Vec<ModuleId>,
    /// The groups of two and more modules that import each other (reported), each in pre-order, by their first modules.
    pub cycles: Vec<Vec<ModuleId>>,
    /// What the guards of the imports asked.
    pub environment: Environment,
}

impl Graph {
    pub fn module(&self, id: ModuleId) -> &LoadedModule {
        &self.modules[id.0 as usize]
    }

    /// All modules with their numbers, in pre-order.
    pub fn ids(&self) -> impl Iterator<Item = (ModuleId, &LoadedModule)> {
        self.modules.iter().enumerate().map(|(index, module)| (ModuleId(index as u32), module))
    }

    /// Whether an import of one module by another is part of a loop, which was reported.
    pub fn is_in_loop(&self, importer: ModuleId, imported: ModuleId) -> bool {
        let cycle = self.module(importer).cycle;
        importer == imported || cycle.is_some() && cycle == self.module(imported).cycle
    }

    /// What messages call a module: `lib/shapes.omg`.
    pub fn name<'a>(&self, id: ModuleId, sources: &'a SourceMap) -> &'a str {
        &sources.file(self.module(id).file).name
    }
}

/// One file of the graph.
#[derive(Debug)]
pub struct LoadedModule {
    pub file: FileId,
    pub ast: ast::Module,
    /// The header's edition, or else the command line's.
    pub edition: Edition,
    /// No error was reported in its text. Otherwise names may be missing from the tree, and what depends on them is not
    /// to be reported.
    pub intact: bool,
    /// Every import statement, wherever it stands, in source order.
    pub imports: Vec<ResolvedImport>,
    /// Which of the graph's cycles it is a member of.
    pub cycle: Option<usize>,
    /// How its text was made, if it is no file's.
    pub generation: Option<Generation>,
}

impl LoadedModule {
    /// What one of this module's import statements stands for.
    pub fn target(&self, import: &ast::Import) -> ImportTarget {
        let index = self.imports.binary_search_by_key(&import.path_span.start, |i| i.import.path_span.start);
        let resolved = &self.imports[index.expect("an import of this module")];
        match (resolved.selection, resolved.target) {
            (Selection::NotTaken, _) => ImportTarget::NotTaken,
            (_, Some(module)) => ImportTarget::Module(module),
            (_, None) => ImportTarget::Unknown,
        }
    }
}

/// What an import statement stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportTarget {
    Module(ModuleId),
    /// It declares its names, but nothing is known of them: its module could not be loaded, or its guard has an error. That
    /// was reported.
    Unknown,
    /// It is not part of the program and declares nothing: its guard says so.
    NotTaken,
}

impl ImportTarget {
    /// The module, if there is one.
    pub fn module(self) -> Option<ModuleId> {
        match self {
            ImportTarget::Module(module) => Some(module),
            ImportTarget::Unknown | ImportTarget::NotTaken => None,
        }
    }
}

/// An import statement and what was found for it.
#[derive(Clone, Debug)]
pub struct ResolvedImport {
    pub import: ast::Import,
    /// What its guard makes of it.
    pub selection: Selection,
    /// The file that the path led to; none if it is not taken, or if there is none, which was reported.
    pub found: Option<FoundFile>,
    /// None if it is not taken, or if it could not be loaded, which was reported.
    pub target: Option<ModuleId>,
}

/// The file that an import path led to.
#[derive(Clone, Debug)]
pub struct FoundFile {
    /// Canonical.
    pub path: PathBuf,
    /// What messages call it when this import is the first of it.
    pub name: String,
    /// Where the path leads from its directory, with `.` and `..` resolved but links in it not followed.
    pub spelled: PathBuf,
    pub rule: Rule,
}
