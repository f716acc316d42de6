//! Results as files: the executable, and the text forms of a program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Writes an executable, see [`write_file`].
pub fn write_executable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, 0o777)
}

/// Writes a file. It appears complete or not at all, also when it replaces a program that is running; special files such
/// as `/dev/null` are written to.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, 0o666)
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(existing) if existing.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(existing) if !existing.is_file() => OpenOptions::new().write(true).open(path)?.write_all(bytes),
        // Through a symbolic link, the file that it leads to is replaced.
        Ok(_) => replace(&fs::canonicalize(path)?, bytes, mode),
        Err(_) => replace(path, bytes, mode),
    }
}

fn replace(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let temporary = temporary_path(path)?;
    let result = create(&temporary, bytes, mode).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // What failed is the news, not that cleaning up may fail too.
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// In the same directory, so that renaming is all that is left to do.
fn temporary_path(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.tmp", std::process::id()));
    Ok(path.with_file_name(temporary))
}

fn create(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    // What a crashed process of the same number may have left.
    let _ = fs::remove_file(path);
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(bytes)
}
