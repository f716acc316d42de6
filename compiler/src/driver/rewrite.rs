//! Gives a file another text without ever leaving half of it: the new text is written beside the file and renamed.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::Path;

use tempfile::Builder;

/// Why a file is as it was.
#[derive(Debug)]
pub enum RewriteError {
    /// It is not what it was when it was read.
    Changed,
    ReadOnly,
    Io(io::Error),
}

impl fmt::Display for RewriteError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            RewriteError::Changed => write!(f, "it has changed in the meantime"),
            RewriteError::ReadOnly => write!(f, "it is read-only"),
            RewriteError::Io(error) => write!(f, "{error}"),
        }
    }
}

impl From<io::Error> for RewriteError {
    fn from(error: io::Error) -> RewriteError {
        RewriteError::Io(error)
    }
}

/// Replaces the contents `before` of a file by `after`. Its permissions and owner stay; `path` is the file's own, not a
/// link to it.
pub fn rewrite(path: &Path, before: &[u8], after: &[u8]) -> Result<(), RewriteError> {
    let metadata = fs::metadata(path)?;
    if metadata.permissions().readonly() {
        return Err(RewriteError::ReadOnly);
    }
    let directory = path.parent().ok_or(io::Error::from(io::ErrorKind::InvalidFilename))?;
    let mut file = Builder::new().prefix(".omgc-fix").tempfile_in(directory)?;
    file.write_all(after)?;
    let made = file.as_file().metadata()?;
    if (made.uid(), made.gid()) != (metadata.uid(), metadata.gid()) {
        fchown(file.as_file(), Some(metadata.uid()), Some(metadata.gid()))?;
    }
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    if fs::read(path)? != before {
        return Err(RewriteError::Changed);
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    fn file(mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.omg");
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    #[test]
    fn contents_change_and_permissions_stay() {
        let (folder, path) = file(0o751);
        rewrite(&path, b"before", b"after").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o751);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_has_changed_or_is_read_only_stays() {
        let (folder, path) = file(0o644);
        assert!(matches!(rewrite(&path, b"earlier", b"after"), Err(RewriteError::Changed)));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(rewrite(&path, b"before", b"after"), Err(RewriteError::ReadOnly)));
        assert_eq!(fs::read(&path).unwrap(), b"before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(matches!(rewrite(&folder.path().join("none"), b"", b"x"), Err(RewriteError::Io(_))));
    }
}
