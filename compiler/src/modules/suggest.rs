//! Which file was probably meant by a path that leads nowhere. Looks at directories only after an error.

use std::path::{Component, Path};

use super::FileSystem;
use super::resolve::{Place, SearchPath};
use crate::diagnostics::modules::Similar;
use crate::diagnostics::nearest::nearest;

/// The file that an import of `path` in a file in `directory` probably meant, as the import should write it.
/// `importer` is that file: nobody means it.
pub fn similar_module(
    path: &str,
    directory: &Place,
    importer: &Path,
    search: &SearchPath,
    fs: &dyn FileSystem,
) -> Option<Similar> {
    let is_other = |place: &Place, path: &str| {
        let file = place.path.join(path);
        fs.is_file(&file) && fs.canonicalize(&file).is_ok_and(|found| found != importer)
    };
    if path.contains('\\') {
        let mended = path.replace('\\', "/");
        let found =
            search.places(directory).find_map(|place| similar_path(&mended, place, fs).filter(|p| is_other(place, p)));
        return found.map(Similar::Backslashes);
    }
    let mut places = search.places(directory);
    if let Some(found) = places.find_map(|place| similar_path(path, place, fs).filter(|p| is_other(place, p))) {
        return Some(Similar::Name(found));
    }
    let name = Path::new(path).file_name()?.to_str()?;
    elsewhere(name, directory, fs).filter(|path| is_other(directory, path)).map(Similar::Elsewhere)
}

/// The file in the same directory as `path` whose name is the most similar, as the user would write it.
pub fn similar_file(path: &Path, fs: &dyn FileSystem) -> Option<String> {
    let directory = path.parent()?;
    let listed = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let name = path.file_name()?.to_str()?;
    let found = similar_name(name, &fs.list(listed), |candidate| fs.is_file(&directory.join(candidate)))?;
    Some(directory.join(found).display().to_string())
}

/// The `.omg` files directly in a directory, sorted.
pub fn source_files(directory: &Path, fs: &dyn FileSystem) -> Vec<String> {
    let mut names = fs.list(directory);
    names.retain(|name| name.ends_with(".omg"));
    names
}

/// The path with each part that does not exist below `place` replaced by the most similar one that does.
fn similar_path(path: &str, place: &Place, fs: &dyn FileSystem) -> Option<String> {
    let mut parts = Vec::new();
    let mut here = place.path.clone();
    let mut components = Path::new(path).components().peekable();
    while let Some(component) = components.next() {
        let part = match component {
            Component::Normal(name) => {
                let (name, is_last) = (name.to_str()?, components.peek().is_none());
                let fits = |candidate: &str| {
                    let path = here.join(candidate);
                    if is_last { fs.is_file(&path) } else { fs.is_dir(&path) }
                };
                if fits(name) { name.to_owned() } else { similar_name(name, &fs.list(&here), fits)? }
            }
            Component::ParentDir => "..".to_owned(),
            Component::CurDir => continue,
            Component::RootDir | Component::Prefix(_) => return None,
        };
        here.push(&part);
        parts.push(part);
    }
    Some(parts.join("/"))
}

/// The most similar of the names that fit. The extension is not compared: it may be missing or misspelled.
fn similar_name(name: &str, names: &[String], fits: impl Fn(&str) -> bool) -> Option<String> {
    let stem = Path::new(name).file_stem()?.to_str()?;
    let same = [name, stem].map(|start| format!("{start}.omg")).into_iter().find(|candidate| fits(candidate));
    same.or_else(|| {
        let fitting: Vec<(&str, &str)> =
            names.iter().filter(|candidate| fits(candidate)).map(|c| (stem_of(c), &**c)).collect();
        let found = nearest(stem, fitting.iter().map(|(stem, _)| *stem))?;
        fitting.iter().find(|(stem, _)| *stem == found).map(|(_, candidate)| (*candidate).to_owned())
    })
}

fn stem_of(name: &str) -> &str {
    name.strip_suffix(".omg").unwrap_or(name)
}

/// A file of this name in a directory next to, in, or around the importing file's.
fn elsewhere(name: &str, directory: &Place, fs: &dyn FileSystem) -> Option<String> {
    let inner = fs.list(&directory.path).into_iter();
    let outer = fs.list(&directory.path.join("..")).into_iter().map(|name| format!("../{name}"));
    let directories = inner.chain(["..".to_owned()]).chain(outer);
    let spellings = |directory: String| [format!("{directory}/{name}"), format!("{directory}/{name}.omg")];
    directories.flat_map(spellings).find(|path| fs.is_file(&directory.path.join(path)))
}
