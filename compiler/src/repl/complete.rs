//! What TAB offers: commands, files in the path of an import, attributes of dictionaries and namespaces, names. Only looks at
//! values that are there; nothing is run.

use std::path::{Path, PathBuf};

use omg_runtime::builtins::BUILTINS;
use omg_runtime::contents;
use omg_runtime::value::Value;

use super::commands::{COMMANDS, is_command};
use super::session::Session;
use super::show::is_name;
use crate::hir::SHARED_GLOBALS;
use crate::syntax::token::Keyword;

/// Where what is to be completed begins, and what it could become.
#[derive(Debug, PartialEq, Eq)]
pub struct Completion {
    pub start: usize,
    pub candidates: Vec<String>,
}

/// Completes what stands before the cursor.
pub fn complete(before: &str, session: &Session) -> Completion {
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let command = before.trim_start();
    let (start, mut candidates) = if is_command(before) && !command.contains(char::is_whitespace) {
        (before.len() - command.len(), matching(COMMANDS.iter().map(|(name, ..)| *name), command))
    } else if let Some(path) = import_path(line) {
        (before.len() - path.len(), files(path, session))
    } else {
        let word = last_word(before);
        let start = before.len() - word.len();
        match before[..start].strip_suffix('.') {
            Some(object) => (start, attributes(object, word, session)),
            None if word.is_empty() => (start, Vec::new()),
            None => (start, names(word, session)),
        }
    };
    candidates.sort_unstable();
    candidates.dedup();
    Completion { start, candidates }
}

fn matching<'a>(names: impl IntoIterator<Item = &'a str>, prefix: &str) -> Vec<String> {
    names.into_iter().filter(|name| name.starts_with(prefix)).map(str::to_owned).collect()
}

/// The name that the text ends with.
fn last_word(text: &str) -> &str {
    let is_part = |c: char| c == '_' || unicode_ident::is_xid_continue(c);
    &text[text.trim_end_matches(is_part).len()..]
}

fn names(word: &str, session: &Session) -> Vec<String> {
    let builtins = BUILTINS.iter().map(|builtin| builtin.name);
    let keywords = Keyword::ALL.iter().map(|keyword| keyword.text());
    matching(session.names().chain(SHARED_GLOBALS).chain(builtins).chain(keywords), word)
}

/// The keys of what `object` (which ends with a chain `a.b.c`) holds, if that is a dictionary.
fn attributes(object: &str, word: &str, session: &Session) -> Vec<String> {
    let Some(dict) = value_of(object, session).filter(|value| value.as_dict().is_some()) else { return Vec::new() };
    let Some(contents) = contents::of(dict) else { return Vec::new() };
    let keys = (0..contents.len).filter_map(|index| contents::text(contents.key(index)?));
    matching(keys.filter(|key| is_name(key)), word)
}

/// The value at the end of a chain of attributes.
fn value_of(chain: &str, session: &Session) -> Option<Value> {
    let mut names = names_of(chain).into_iter().rev();
    let mut value = session.value(names.next()?)?;
    for name in names {
        let contents = contents::of(value)?;
        let index = (0..contents.len).find(|&index| contents.key(index).and_then(contents::text) == Some(name))?;
        value = contents.value(index)?;
    }
    Some(value)
}

/// The names of the chain of attributes that a text ends with, the last one first.
fn names_of(chain: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = Some(chain);
    while let Some(before) = rest {
        let name = last_word(before);
        names.push(name);
        rest = before[..before.len() - name.len()].strip_suffix('.');
    }
    names
}

/// The part of an import's path that is there, if the line ends in one.
fn import_path(line: &str) -> Option<&str> {
    let (before, path) = line.rsplit_once('"')?;
    let word = last_word(before.trim_end());
    // Not `as`, say, behind a path that is closed; and nothing else is written in quotes behind these words.
    matches!(word, "import" | "from").then_some(path)
}

/// The files and folders that the path of an import can go on with.
fn files(path: &str, session: &Session) -> Vec<String> {
    let (folder, prefix) =
        path.rsplit_once('/').map_or(("", path), |(_, prefix)| (&path[..path.len() - prefix.len()], prefix));
    let bases = std::iter::once(PathBuf::new()).chain(session.include_dirs().iter().cloned());
    let mut found: Vec<String> = bases.flat_map(|base| entries(&base.join(folder), prefix)).collect();
    if folder.is_empty() {
        let packages = entries(Path::new("omg_modules"), prefix).into_iter();
        found.extend(packages.filter_map(|name| name.strip_suffix('/').map(str::to_owned)));
    }
    found.into_iter().map(|name| format!("{folder}{name}")).collect()
}

/// The source files and folders of a folder that begin with a text; folders end with a slash.
fn entries(folder: &Path, prefix: &str) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let list = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let entry = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let is_hidden = name.starts_with('.') && !prefix.starts_with('.');
        let is_dir = entry.path().is_dir();
        let fits = name.starts_with(prefix) && !is_hidden && (is_dir || name.ends_with(".omg"));
        fits.then(|| if is_dir { name + "/" } else { name })
    };
    list.filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::names_of;

    #[test]
    fn chains_of_attributes() {
        assert_eq!(names_of("f(a, b.größe.c"), ["c", "größe", "b"]);
        assert_eq!(names_of("(x).y"), ["y", ""]);
        assert_eq!(names_of(&".a".repeat(100_000)).len(), 100_001);
    }
}
