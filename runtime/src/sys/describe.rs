//! Refusals of the system in words.

use super::Error;
use core::fmt;

/// What a user is told about an error: the usual words, or the number of a rare one.
pub fn describe(error: Error) -> impl fmt::Display {
    fmt::from_fn(move |out| match words(error) {
        Some(words) => out.write_str(words),
        None => write!(out, "system error {}", error.raw_os_error()),
    })
}

fn words(error: Error) -> Option<&'static str> {
    Some(match error {
        Error::ACCESS | Error::PERM => "permission denied",
        Error::ADDRNOTAVAIL => "address not available",
        Error::AFNOSUPPORT => "address family not supported",
        Error::TOOBIG => "argument list too long",
        Error::BUSY => "device or resource busy",
        Error::CHILD => "no child process",
        Error::CONNABORTED => "connection aborted",
        Error::HOSTUNREACH => "no route to host",
        Error::INTR => "interrupted",
        Error::NETUNREACH => "network is unreachable",
        Error::NODEV | Error::NXIO => "no such device",
        Error::NOEXEC => "exec format error",
        Error::NOTCONN => "not connected",
        Error::NOTSUP => "not supported",
        Error::NOTTY => "not a terminal",
        Error::ADDRINUSE => "address already in use",
        Error::BADF => "bad file descriptor",
        Error::CONNREFUSED => "connection refused",
        Error::CONNRESET => "connection reset by peer",
        Error::DQUOT => "disk quota exceeded",
        Error::EXIST => "file exists",
        Error::FBIG => "file too large",
        Error::INVAL => "invalid argument",
        Error::IO => "input/output error",
        Error::ISDIR => "is a directory",
        Error::LOOP => "too many levels of symbolic links",
        Error::MFILE | Error::NFILE => "too many open files",
        Error::NAMETOOLONG => "file name too long",
        Error::NOENT => "no such file or directory",
        Error::NOMEM => "out of memory",
        Error::NOSPC => "no space left on device",
        Error::NOTDIR => "not a directory",
        Error::NOTEMPTY => "directory not empty",
        Error::PIPE => "broken pipe",
        Error::ROFS => "read-only file system",
        Error::SPIPE => "not seekable",
        Error::TIMEDOUT => "timed out",
        Error::TXTBSY => "text file busy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn words_where_there_are_some() {
        assert_eq!(describe(Error::NOENT).to_string(), "no such file or directory");
        assert_eq!(describe(Error::from_raw_os_error(177)).to_string(), "system error 177");
    }
}
