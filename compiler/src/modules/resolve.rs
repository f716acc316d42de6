//! Import path → file. The places, in their order:
//!
//! 1. the importing file's directory: `PATH`, `PATH.omg`, `omg_modules/PATH/main.omg`;
//! 2. each directory above it, up to the entry file's: `omg_modules/PATH/main.omg`;
//! 3. each `-I` directory: `PATH`, `PATH.omg`, `omg_modules/PATH/main.omg`.
//!
//! Directories are those of canonical paths, so that what a module's imports mean does not depend on how it was reached.
//! Names for messages are made in parallel, from the importing file's name and the path as it was found.

use std::path::{Component, Path, PathBuf};

use super::FileSystem;

/// The directory that packages lie in, and the file in a package that its name stands for.
pub const PACKAGES: &str = "omg_modules";
pub const PACKAGE_MAIN: &str = "main.omg";

/// A place in the file system and what messages call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: PathBuf,
    /// Lexically normalised; relative to where the user is, unless he wrote an absolute path.
    pub name: PathBuf,
}

impl Place {
    /// `path` below this place.
    pub fn join(&self, path: impl AsRef<Path>) -> Place {
        Place { path: self.path.join(&path), name: normalise(&self.name.join(path)) }
    }

    /// The directory around it.
    pub fn parent(&self) -> Place {
        Place { path: self.path.parent().unwrap_or(&self.path).to_owned(), name: normalise(&self.name.join("..")) }
    }

    /// As messages show it.
    pub fn display(&self) -> String {
        if self.name.as_os_str().is_empty() { ".".to_owned() } else { self.name.display().to_string() }
    }
}

/// Where modules are looked for, besides the importing file's directory.
#[derive(Debug)]
pub struct SearchPath {
    /// The entry file's directory.
    pub entry: Place,
    /// The `-I` directories.
    pub include_dirs: Vec<Place>,
}

/// By which of the rules above a path led to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub base: Base,
    pub form: Form,
}

/// Where a path was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// In the importing file's directory; an absolute path wherever it leads.
    Importer,
    /// In a directory above that one, by its name.
    Above(String),
    /// In a `-I` directory, by its name.
    Include(String),
}

/// What of a path was looked up there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `PATH`
    AsWritten,
    /// `PATH.omg`
    Extension,
    /// `omg_modules/PATH/main.omg`
    Package,
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self.form {
            Form::AsWritten => "as written",
            Form::Extension => "with .omg added",
            Form::Package => "as a package",
        })?;
        match &self.base {
            Base::Importer => Ok(()),
            Base::Above(directory) => write!(f, " in {}", normalise(&Path::new(directory).join(PACKAGES)).display()),
            Base::Include(directory) => write!(f, " from -I {directory}"),
        }
    }
}

/// What an import path led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The file where it was looked for, its canonical path, and by which rule it was found.
    File { candidate: Place, path: PathBuf, rule: Rule },
    /// There is no such file, but a directory of that name.
    Directory(Place),
    /// Nothing at any of these places.
    Nothing(Vec<Place>),
}

impl SearchPath {
    /// Looks for the module that a file in `directory` imports as `path`. The path is not empty.
    pub fn resolve(&self, path: &str, directory: &Place, fs: &dyn FileSystem) -> Found {
        for (candidate, rule) in self.candidates(path, directory) {
            if fs.is_file(&candidate.path)
                && let Ok(path) = fs.canonicalize(&candidate.path)
            {
                return Found::File { candidate, path, rule };
            }
        }
        match self.places(directory).map(|place| place.join(path)).find(|place| fs.is_dir(&place.path)) {
            Some(directory) => Found::Directory(directory),
            None => Found::Nothing(self.candidates(path, directory).map(|(candidate, _)| candidate).collect()),
        }
    }

    /// The importing file's directory and the `-I` directories.
    pub fn places<'a>(&'a self, directory: &'a Place) -> impl Iterator<Item = &'a Place> {
        std::iter::once(directory).chain(&self.include_dirs)
    }

    /// The files that a path could mean, in order, each once.
    fn candidates<'a>(&'a self, path: &'a str, directory: &'a Place) -> impl Iterator<Item = (Place, Rule)> + 'a {
        let is_package_name = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let package = move |place: &Place, base| {
            let file = || place.join(Path::new(PACKAGES).join(path).join(PACKAGE_MAIN));
            is_package_name.then(|| (file(), Rule { base, form: Form::Package }))
        };
        let at = move |place: &'a Place, base: Base| {
            let as_written = (place.join(path), Rule { base: base.clone(), form: Form::AsWritten });
            let extended = (place.join(format!("{path}.omg")), Rule { base: base.clone(), form: Form::Extension });
            let extended = Some(extended).filter(|_| !path.ends_with('/'));
            [Some(as_written), extended, package(place, base)].into_iter().flatten()
        };
        let own = std::iter::once(directory).flat_map(move |place| at(place, Base::Importer));
        let above = std::iter::once(directory).flat_map(move |directory| {
            let places = self.above(directory).into_iter();
            places.filter_map(move |place| package(&place, Base::Above(place.display())))
        });
        let included = self.include_dirs.iter().flat_map(move |place| at(place, Base::Include(place.display())));
        let mut seen = rustc_hash::FxHashSet::default();
        own.chain(above).chain(included).filter(move |(candidate, _)| seen.insert(candidate.path.clone()))
    }

    /// The directories above one, from the inside out, the entry's being the last; none if it is not below the entry's.
    pub fn above(&self, directory: &Place) -> Vec<Place> {
        let Ok(below) = directory.path.strip_prefix(&self.entry.path) else { return Vec::new() };
        let parents = std::iter::successors(Some(directory.clone()), |place| Some(place.parent()));
        parents.skip(1).take(below.components().count()).collect()
    }
}

/// `lib/../a/./b` → `a/b`. Leading `..` stay.
pub fn normalise(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(result.components().next_back(), Some(Component::Normal(_))) => {
                result.pop();
            }
            Component::ParentDir if result.has_root() => {}
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::super::MemoryFileSystem;
    use super::*;

    fn place(path: &str, name: &str) -> Place {
        Place { path: path.into(), name: name.into() }
    }

    /// The name of what `path` leads to from `/p/src/deep`, when the entry is in `/p/src` and `-I ../inc` is given.
    fn resolve(files: &[&str], path: &str) -> String {
        let fs = MemoryFileSystem::with(files.iter().map(|name| (*name, "")));
        let search = SearchPath { entry: place("/p/src", ""), include_dirs: vec![place("/p/inc", "../inc")] };
        match search.resolve(path, &place("/p/src/deep", "deep"), &fs) {
            Found::File { candidate, .. } => candidate.display(),
            Found::Directory(place) => format!("{}/", place.display()),
            Found::Nothing(tried) => tried.iter().map(Place::display).collect::<Vec<_>>().join(" "),
        }
    }

    #[test]
    fn the_order_of_the_places() {
        let files = [
            "/p/src/deep/u",
            "/p/src/deep/u.omg",
            "/p/src/deep/omg_modules/u/main.omg",
            "/p/src/omg_modules/u/main.omg",
            "/p/inc/u",
            "/p/inc/u.omg",
            "/p/inc/omg_modules/u/main.omg",
        ];
        let names = [
            "deep/u",
            "deep/u.omg",
            "deep/omg_modules/u/main.omg",
            "omg_modules/u/main.omg",
            "../inc/u",
            "../inc/u.omg",
            "../inc/omg_modules/u/main.omg",
        ];
        for (index, name) in names.iter().enumerate() {
            assert_eq!(resolve(&files[index..], "u"), *name);
        }
        assert_eq!(resolve(&[], "u"), names.join(" "));
    }

    #[test]
    fn packages_above_the_entry_are_not_found() {
        assert!(resolve(&["/p/omg_modules/u/main.omg"], "u").contains(' '));
    }

    #[test]
    fn a_package_of_a_package_and_of_the_program() {
        let fs = MemoryFileSystem::with([("/p/omg_modules/a/main.omg", ""), ("/p/omg_modules/b/main.omg", "")]);
        let search = SearchPath { entry: place("/p", ""), include_dirs: vec![] };
        let found = search.resolve("b", &place("/p/omg_modules/a", "omg_modules/a"), &fs);
        let rule = Rule { base: Base::Above(".".to_owned()), form: Form::Package };
        let candidate = place("/p/omg_modules/b/main.omg", "omg_modules/b/main.omg");
        assert_eq!(found, Found::File { path: candidate.path.clone(), candidate, rule });
    }

    #[test]
    fn paths_upward_and_absolute_ones() {
        assert_eq!(resolve(&["/p/src/a.omg"], "../a.omg"), "a.omg");
        assert_eq!(resolve(&["/p/a.omg"], "../../a"), "../a.omg");
        assert_eq!(resolve(&["/q/a.omg"], "/q/a"), "/q/a.omg");
        assert_eq!(resolve(&[], "/q/a"), "/q/a /q/a.omg");
        assert_eq!(resolve(&[], "../a"), "a a.omg ../a ../a.omg");
        assert_eq!(resolve(&["/p/src/deep/x/b.omg"], "./x/../x/b.omg"), "deep/x/b.omg");
    }

    #[test]
    fn a_directory_counts_only_if_nothing_else_is_found() {
        assert_eq!(resolve(&["/p/src/deep/u/x.omg"], "u"), "deep/u/");
        assert_eq!(resolve(&["/p/src/deep/u/x.omg", "/p/inc/u.omg"], "u"), "../inc/u.omg");
        assert_eq!(resolve(&["/p/inc/u/x.omg"], "u"), "../inc/u/");
    }

    #[test]
    fn normalised_names() {
        for (path, expected) in [
            ("a/../b", "b"),
            ("./a", "a"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/../a", "/a"),
            ("a/..", ""),
            ("", ""),
        ] {
            assert_eq!(normalise(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
