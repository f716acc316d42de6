//! The file system as a session sees it: the input is a file in the working directory, and files of modules that were
//! loaded are as they were then, until they are forgotten.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::INPUT_NAME;
use crate::modules::{FileSystem, OsFileSystem};

/// Files of the machine, the input, and what is remembered of modules.
pub struct SessionFiles {
    directory: PathBuf,
    input: String,
    /// By canonical path.
    loaded: FxHashMap<PathBuf, Vec<u8>>,
    /// What was read for the current input.
    fresh: RefCell<FxHashMap<PathBuf, Vec<u8>>>,
}

impl SessionFiles {
    /// Inputs import relative to the working directory.
    pub fn new() -> SessionFiles {
        let directory = std::env::current_dir().and_then(|path| path.canonicalize()).unwrap_or_else(|_| "/".into());
        SessionFiles { directory, input: String::new(), loaded: FxHashMap::default(), fresh: RefCell::default() }
    }

    /// The next input.
    pub fn set_input(&mut self, text: &str) {
        self.input = text.to_owned();
        self.fresh.borrow_mut().clear();
    }

    /// Remembers the text of a module that was read for the current input.
    pub fn keep(&mut self, path: &Path) {
        let text = self.fresh.borrow_mut().remove(path);
        self.loaded.extend(text.map(|text| (path.to_owned(), text)));
    }

    /// Forgets the text of a module.
    pub fn forget(&mut self, path: &Path) {
        self.loaded.remove(path);
    }

    fn is_input(&self, path: &Path) -> bool {
        path == Path::new(INPUT_NAME) || path.parent() == Some(&self.directory) && path.ends_with(INPUT_NAME)
    }
}

impl FileSystem for SessionFiles {
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        if self.is_input(path) { Ok(self.directory.join(INPUT_NAME)) } else { OsFileSystem.canonicalize(path) }
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        if self.is_input(path) {
            let is_too_large = self.input.len() as u64 > limit;
            return if is_too_large { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(self.input.clone().into()) };
        }
        if let Some(text) = self.loaded.get(path) {
            return Ok(text.clone());
        }
        let text = OsFileSystem.read(path, limit)?;
        self.fresh.borrow_mut().insert(path.to_owned(), text.clone());
        Ok(text)
    }

    fn is_file(&self, path: &Path) -> bool {
        OsFileSystem.is_file(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        OsFileSystem.is_dir(path)
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        OsFileSystem.list(directory)
    }
}
