//! What loading needs from a file system, and the one of the operating system.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// All contact of the compiler's front end with files.
pub trait FileSystem {
    /// The one absolute path of an existing file or directory, without symbolic links.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;

    /// The contents. More than `limit` bytes are an error of the kind `FileTooLarge`.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// Whether there is a regular file (symbolic links are followed).
    fn is_file(&self, path: &Path) -> bool;

    /// Whether there is a directory (symbolic links are followed).
    fn is_dir(&self, path: &Path) -> bool;

    /// The names in a directory, sorted; empty if it cannot be listed. Only used to suggest names.
    fn list(&self, directory: &Path) -> Vec<String>;
}

/// The file system of the machine that the compiler runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsFileSystem;

impl FileSystem for OsFileSystem {
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut bytes = Vec::new();
        if size <= limit {
            bytes.reserve(size as usize);
            file.take(limit + 1).read_to_end(&mut bytes)?;
        }
        match size.max(bytes.len() as u64) > limit {
            true => Err(io::ErrorKind::FileTooLarge.into()),
            false => Ok(bytes),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.omg");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(OsFileSystem.read(&path, 5).unwrap(), b"12345");
        assert_eq!(OsFileSystem.read(&path, 4).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(OsFileSystem.read(Path::new("/dev/zero"), 100).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn links_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("main.omg"), folder.path().join("link.omg"));
        std::fs::write(&path, "").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(OsFileSystem.is_file(&link) && !OsFileSystem.is_dir(&link));
        assert_eq!(OsFileSystem.canonicalize(&link).unwrap(), OsFileSystem.canonicalize(&path).unwrap());
        assert_eq!(OsFileSystem.list(folder.path()), ["link.omg", "main.omg"]);
    }
}
