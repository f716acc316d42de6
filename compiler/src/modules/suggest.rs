//! Which file was probably meant by a path that leads nowhere. Looks at directories only after an error.

use std::path::{Component, Path};

use super::FileSystem;
use super::resolve::{PACKAGE_MAIN, PACKAGES, Place, SearchPath};
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
        let is_same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let differs_in_case = is_same(&found, path) || is_same(&found, &format!("{path}.omg"));
        return Some(if differs_in_case { Similar::Capitals(found) } else { Similar::Name(found) });
    }
    if let Some(found) = similar_package(path, directory, search, fs) {
        return Some(Similar::Package(found));
    }
    let name = Path::new(path).file_name()?.to_str()?;
    elsewhere(name, directory, search, fs).filter(|path| is_other(directory, path)).map(Similar::Elsewhere)
}

/// The package that `json` or `./json` or `jsno` probably means.
fn similar_package(path: &str, directory: &Place, search: &SearchPath, fs: &dyn FileSystem) -> Option<String> {
    let name = path.strip_prefix("./").unwrap_or(path);
    let above = search.above(directory);
    let mut places = search.places(directory).chain(&above).map(|place| place.join(PACKAGES));
    places.find_map(|packages| {
        let is_package = |name: &str| fs.is_file(&packages.path.join(name).join(PACKAGE_MAIN));
        let names = fs.list(&packages.path);
        let mut there = names.iter().map(String::as_str).filter(|name| is_package(name));
        there.clone().find(|found| *found == name).or_else(|| nearest(name, &mut there)).map(str::to_owned)
    })
}

/// The file in the same directory as `path` whose name is the most similar, as the user would write it.
pub fn similar_file(path: &Path, fs: &dyn FileSystem) -> Option<String> {
    let directory = path.parent()?;
    let listed = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let name = path.file_name()?.to_str()?;
    let found = similar_name(name, &fs.list(listed), |candidate| fs.is_file(&directory.join(candidate)))?;
    Some(directory.join(found).display().to_string())
}

/// The `.omg` files directly in `directory`, which an import names as `path`, as that import should write them; sorted.
/// `importer` is left out.
pub fn source_files(path: &str, directory: &Path, importer: &Path, fs: &dyn FileSystem) -> Vec<String> {
    let mut names = fs.list(directory);
    names.retain(|name| name.ends_with(".omg") && directory.join(name) != importer);
    names.iter().map(|name| format!("{}/{name}", path.trim_end_matches('/'))).collect()
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

/// A file of this name in a directory below the importing file's, or in one above it, up to the entry file's, or in one
/// directly below such a one.
fn elsewhere(name: &str, directory: &Place, search: &SearchPath, fs: &dyn FileSystem) -> Option<String> {
    let below = |prefix: &str| -> Vec<String> {
        fs.list(&directory.path.join(prefix)).iter().map(|name| format!("{prefix}{name}/")).collect()
    };
    let mut prefixes = below("");
    for levels in 1..=search.above(directory).len() {
        let prefix = "../".repeat(levels);
        prefixes.extend(below(&prefix));
        prefixes.push(prefix);
    }
    let spellings = |prefix: String| [format!("{prefix}{name}"), format!("{prefix}{name}.omg")];
    prefixes.into_iter().flat_map(spellings).find(|path| fs.is_file(&directory.path.join(path)))
}
