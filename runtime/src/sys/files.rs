//! Files by path. Paths are bytes as the program gives them; one with a zero byte in it fails with `INVAL`.

use super::{Error, Result};
use alloc::vec::Vec;
use rustix::fs::{CWD, FileType, Mode, OFlags};

/// The whole content of a file.
pub fn read_file(path: &[u8]) -> Result<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    let file = retry(|| rustix::fs::openat(CWD, path, flags, Mode::empty()))?;
    let size = rustix::fs::fstat(&file)?.st_size as usize;
    let mut content = Vec::new();
    // One more than the size, so that the end is noticed without growing; the size of special files is 0.
    content.try_reserve_exact(size.saturating_add(1)).map_err(|_| Error::NOMEM)?;
    loop {
        content.try_reserve(1).map_err(|_| Error::NOMEM)?;
        if retry(|| rustix::io::read(&file, rustix::buffer::spare_capacity(&mut content)))? == 0 {
            return Ok(content);
        }
    }
}

/// Whether there is something at `path`, of whatever type.
pub fn file_exists(path: &[u8]) -> bool {
    rustix::fs::statat(CWD, path, rustix::fs::AtFlags::empty()).is_ok()
}

pub fn is_dir(path: &[u8]) -> bool {
    rustix::fs::statat(CWD, path, rustix::fs::AtFlags::empty())
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

/// Repeats a call that a signal interrupted.
fn retry<T>(mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(Error::INTR) => {}
            result => return result,
        }
    }
}
