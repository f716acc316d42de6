//! A file system in memory: for tests, and for programs that never were on a disk.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::FileSystem;

/// Files by their absolute path. Relative paths start at `/`; a directory exists where a file lies below it.
#[derive(Clone, Debug, Default)]
pub struct MemoryFileSystem {
    nodes: BTreeMap<PathBuf, Node>,
}

#[derive(Clone, Debug)]
enum Node {
    File(Vec<u8>),
    /// A file whose reading fails.
    Unreadable(io::ErrorKind),
    /// A symbolic link to a file, by its absolute path.
    Link(PathBuf),
}

impl MemoryFileSystem {
    /// A file system with these files.
    pub fn with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> MemoryFileSystem {
        let mut fs = MemoryFileSystem::default();
        files.into_iter().for_each(|(path, text)| fs.add(path, text));
        fs
    }

    /// Adds a file, or replaces it.
    pub fn add(&mut self, path: impl AsRef<Path>, contents: impl Into<Vec<u8>>) {
        self.nodes.insert(absolute(path.as_ref()), Node::File(contents.into()));
    }

    /// Adds a file that exists but fails to be read.
    pub fn add_unreadable(&mut self, path: impl AsRef<Path>, error: io::ErrorKind) {
        self.nodes.insert(absolute(path.as_ref()), Node::Unreadable(error));
    }

    /// Adds a symbolic link to a file.
    pub fn add_link(&mut self, path: impl AsRef<Path>, target: impl AsRef<Path>) {
        self.nodes.insert(absolute(path.as_ref()), Node::Link(absolute(target.as_ref())));
    }

    /// The file's own path and the node there, links followed.
    fn follow(&self, path: &Path) -> Option<(PathBuf, &Node)> {
        let mut path = absolute(path);
        for _ in 0..40 {
            match self.nodes.get(&path)? {
                Node::Link(target) => path = target.clone(),
                node => return Some((path, node)),
            }
        }
        None
    }
}

impl FileSystem for MemoryFileSystem {
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.follow(path) {
            Some((path, _)) => Ok(path),
            None if self.is_dir(path) => Ok(absolute(path)),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        match self.follow(path) {
            Some((_, Node::File(bytes))) if bytes.len() as u64 > limit => Err(io::ErrorKind::FileTooLarge.into()),
            Some((_, Node::File(bytes))) => Ok(bytes.clone()),
            Some((_, Node::Unreadable(error))) => Err((*error).into()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.follow(path).is_some()
    }

    fn is_dir(&self, path: &Path) -> bool {
        let path = absolute(path);
        self.nodes.range(path.clone()..).take_while(|(p, _)| p.starts_with(&path)).any(|(p, _)| *p != path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let directory = absolute(directory);
        let below = self.nodes.keys().filter_map(|path| path.strip_prefix(&directory).ok());
        let mut names: Vec<String> =
            below.filter_map(|rest| Some(rest.components().next()?.as_os_str().to_str()?.to_owned())).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// `a/./b/../c` → `/a/c`
fn absolute(path: &Path) -> PathBuf {
    let mut result = PathBuf::from("/");
    for component in path.components() {
        match component {
            Component::ParentDir => drop(result.pop()),
            Component::Normal(name) => result.push(name),
            _ => {}
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_directories_and_links() {
        let mut fs = MemoryFileSystem::with([("main.omg", "m"), ("lib/a.omg", "a"), ("lib-old/b.omg", "b")]);
        fs.add_link("alias.omg", "lib/a.omg");
        assert_eq!(fs.canonicalize(Path::new("lib/../alias.omg")).unwrap(), Path::new("/lib/a.omg"));
        assert_eq!(fs.read(Path::new("./alias.omg"), 10).unwrap(), b"a");
        assert!(fs.is_dir(Path::new("lib")) && fs.is_dir(Path::new("/")) && !fs.is_dir(Path::new("main.omg")));
        assert!(!fs.is_dir(Path::new("li")) && !fs.is_file(Path::new("lib")));
        assert_eq!(fs.list(Path::new("/")), ["alias.omg", "lib", "lib-old", "main.omg"]);
        assert_eq!(fs.list(Path::new("lib")), ["a.omg"]);
    }

    #[test]
    fn failures() {
        let mut fs = MemoryFileSystem::with([("big.omg", "12345")]);
        fs.add_unreadable("secret.omg", io::ErrorKind::PermissionDenied);
        fs.add_link("loop.omg", "loop.omg");
        let kind = |path: &str| fs.read(Path::new(path), 4).unwrap_err().kind();
        assert_eq!(kind("big.omg"), io::ErrorKind::FileTooLarge);
        assert_eq!(kind("secret.omg"), io::ErrorKind::PermissionDenied);
        assert_eq!(kind("loop.omg"), io::ErrorKind::NotFound);
        assert_eq!(kind("nowhere.omg"), io::ErrorKind::NotFound);
    }
}
