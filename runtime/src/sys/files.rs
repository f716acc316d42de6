//! Files by path and by descriptor. Paths are bytes as the program gives them; one with a zero byte in it fails with `INVAL`.

use super::{Error, Result, restarted};
use alloc::vec::Vec;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, SeekFrom};

/// What a file is opened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Access {
    pub read: bool,
    pub write: bool,
    /// Make the file if there is none.
    pub create: bool,
    /// Drop what is in it.
    pub truncate: bool,
    /// Write at the end, wherever that is by then.
    pub append: bool,
}

/// Opens a file that is no directory.
pub fn open(path: &[u8], access: Access) -> Result<OwnedFd> {
    let mut flags = OFlags::CLOEXEC | OFlags::NOCTTY;
    flags |= match (access.read, access.write) {
        (_, false) => OFlags::RDONLY,
        (false, true) => OFlags::WRONLY,
        (true, true) => OFlags::RDWR,
    };
    for (wanted, flag) in
        [(access.create, OFlags::CREATE), (access.truncate, OFlags::TRUNC), (access.append, OFlags::APPEND)]
    {
        flags.set(flag, wanted);
    }
    let file = restarted(|| rustix::fs::openat(CWD, path, flags, Mode::from_raw_mode(0o666)))?;
    let stat = rustix::fs::fstat(&file)?;
    if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
        return Err(Error::ISDIR);
    }
    Ok(file)
}

/// The whole content of a file.
pub fn read_file(path: &[u8]) -> Result<Vec<u8>> {
    let file = open(path, Access { read: true, ..Access::default() })?;
    let mut content = Vec::new();
    read_to_end(&file, &mut content)?;
    Ok(content)
}

/// Appends all that is left of a file.
pub fn read_to_end(file: impl AsFd, content: &mut Vec<u8>) -> Result<()> {
    let size = rustix::fs::fstat(&file)?.st_size as u64;
    // What cannot seek has no size.
    let left = size.saturating_sub(position(&file).unwrap_or_default());
    // One more than is left, so that the end is noticed without growing; the size of special files is 0.
    content.try_reserve_exact((left as usize).saturating_add(1)).map_err(|_| Error::NOMEM)?;
    loop {
        content.try_reserve(1).map_err(|_| Error::NOMEM)?;
        if read_more(&file, content)? == 0 {
            return Ok(());
        }
    }
}

/// Appends what one call reads, as much as there is room for; the number of bytes, 0 at the end.
pub fn read_more(file: impl AsFd, content: &mut Vec<u8>) -> Result<usize> {
    restarted(|| rustix::io::read(&file, rustix::buffer::spare_capacity(content)))
}

/// Writes all of it, however many calls that takes.
pub fn write_all(file: impl AsFd, mut bytes: &[u8]) -> Result<()> {
    while !bytes.is_empty() {
        match restarted(|| rustix::io::write(&file, bytes))? {
            0 => return Err(Error::IO),
            count => bytes = &bytes[count..],
        }
    }
    Ok(())
}

/// The offset in bytes at which is read and written next.
pub fn position(file: impl AsFd) -> Result<u64> {
    rustix::fs::seek(file, SeekFrom::Current(0))
}

/// Where an offset is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Start,
    Current,
    End,
}

/// Moves to another offset, which is the result.
pub fn seek(file: impl AsFd, offset: i64, from: From) -> Result<u64> {
    let target = match from {
        From::Start => SeekFrom::Start(u64::try_from(offset).map_err(|_| Error::INVAL)?),
        From::Current => SeekFrom::Current(offset),
        From::End => SeekFrom::End(offset),
    };
    rustix::fs::seek(file, target)
}

/// Whether there is something at `path`, of whatever type.
pub fn file_exists(path: &[u8]) -> bool {
    rustix::fs::statat(CWD, path, AtFlags::empty()).is_ok()
}

pub fn is_dir(path: &[u8]) -> bool {
    rustix::fs::statat(CWD, path, AtFlags::empty())
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

/// The names in a directory, in the order of their bytes, without `.` and `..`.
pub fn read_dir(path: &[u8]) -> Result<Vec<Vec<u8>>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = restarted(|| rustix::fs::openat(CWD, path, flags, Mode::empty()))?;
    let mut names = Vec::new();
    for entry in rustix::fs::Dir::new(directory)? {
        let name = entry?.file_name().to_bytes().to_vec();
        if name != b"." && name != b".." {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Makes a directory in one that is there.
pub fn make_dir(path: &[u8]) -> Result<()> {
    rustix::fs::mkdirat(CWD, path, Mode::from_raw_mode(0o777))
}
