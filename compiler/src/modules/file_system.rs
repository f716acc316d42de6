//! What loading needs from a file system, and the one of the operating system.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

/// All contact of the compiler's front end with files.
pub trait FileSystem {
    /// The one absolute path of an existing file or directory, without symbolic links.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;

    /// The contents of a regular file. More than `limit` bytes are an error of the kind `FileTooLarge`.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// Whether there is a regular file (symbolic links are followed).
    fn is_file(&self, path: &Path) -> bool;

    /// Whether there is a directory (symbolic links are followed).
    fn is_dir(&self, path: &Path) -> bool;

    /// What there is, in words, if it is neither a regular file nor a directory (symbolic links are followed): `a pipe`.
    fn special(&self, _path: &Path) -> Option<&'static str> {
        None
    }

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
        // Opening a pipe would wait for somebody to write.
        if !self.is_file(path) && path.exists() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
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

    fn special(&self, path: &Path) -> Option<&'static str> {
        let kind = path.metadata().ok()?.file_type();
        match kind {
            _ if kind.is_fifo() => Some("a pipe"),
            _ if kind.is_socket() => Some("a socket"),
            _ if kind.is_char_device() || kind.is_block_device() => Some("a device"),
            _ => None,
        }
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
    }

    #[test]
    fn only_regular_files_are_read() {
        let zeros = Path::new("/dev/zero");
        assert_eq!(OsFileSystem.read(zeros, 100).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(OsFileSystem.special(zeros), Some("a device"));
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("socket"), folder.path().join("link.omg"));
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(OsFileSystem.special(&link), Some("a socket"));
        assert_eq!(OsFileSystem.special(folder.path()), None);
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
