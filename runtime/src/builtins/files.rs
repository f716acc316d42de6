//! Built-ins on files: whole ones by their paths, and open ones by their handles.

use super::strings::{decoded, with_bytes};
use super::{DATA, INTEGER, OUTSIDE, Page, READS_FILES, Row, STRING, clamped, text};
use crate::errors::{self, ErrorKind};
use crate::files::{File, Mode};
use crate::handles::{self, Open};
use crate::sys::files::From;
use crate::value::Value;
use crate::{contents, int, list, string, sys};
use alloc::string::String;

const OPEN: &str = "file_open(path, mode)";
const READ: &str = "file_read(file, [n])";
const WRITE: &str = "file_write(file, data)";
const SEEK: &str = "file_seek(file, offset, [whence])";
const TELL: &str = "file_tell(file)";
const CLOSE: &str = "file_close(file)";
const READ_FILE: &str = "read_file(path)";
const READ_DIR: &str = "read_dir(path)";
const MAKE_DIR: &str = "make_dir(path)";

pub(super) const ROWS: &[Row] = &[
    row!(
        READS_FILES,
        READ_FILE,
        &[STRING],
        read_file,
        Page {
            summary: "the text of a file, or false if it cannot be read",
            errors: "ValueError, with the position, if the file is not UTF-8.",
            example: "emit read_file(\"no such file\")  # false",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        OPEN,
        &[STRING, STRING],
        file_open,
        Page {
            summary: "opens a file; the handle for the other built-ins on files",
            details: "The mode is `r` (read a file that is there), `w` (write one from the start; what was in it is lost) \
                or `a` (write at the end). Behind it `b` makes the content bytes in place of text, and `+` allows \
                both reading and writing. Text is UTF-8; bytes are a list of integers from 0 to 255. What is open at the \
                end of the program is closed then.",
            errors: "ValueError for another mode. RuntimeError, with the path and the reason, if it cannot be opened.",
            example: "alloc file := file_open(\"notes.txt\", \"w\")\n\
                file_write(file, \"buy milk\\n\")\n\
                file_close(file)\n\
                emit read_file(\"notes.txt\") == \"buy milk\\n\"  # true\n\
                try { file_open(\"none\", \"r\") } except err { emit err }  \
                # RuntimeError: file_open(path, mode): cannot open 'none': no such file or directory",
        },
    ),
    row!(
        OUTSIDE,
        READ,
        &[INTEGER, INTEGER],
        file_read,
        Page {
            summary: "what comes next in a file: n characters or bytes, or all that is left",
            details: "It is a string, or a list of bytes if the mode has a `b`; shorter if the file ends, and empty \
                at its end.",
            errors: "ValueError if there is no such open file, it was not opened to read, `n` is negative, or \
                the text is not UTF-8, with the position. RuntimeError if the system fails.",
            example: "alloc file := file_open(\"data\", \"w+b\")\n\
                file_write(file, [1, 2, 254, 255])\n\
                file_seek(file, 0)\n\
                emit file_read(file, 3)  # [1, 2, 254]\n\
                emit file_read(file)  # [255]\n\
                emit file_read(file)  # []",
        },
    ),
    row!(
        OUTSIDE,
        WRITE,
        &[INTEGER, DATA],
        file_write,
        Page {
            summary: "writes a string, or a list of bytes if the mode has a `b`; its length",
            details: "What was written may stay in a buffer until the file is closed, the program ends, or the file is \
                read or asked for its position.",
            errors: "TypeError if the data is of the other type, or no list of bytes. ValueError if there is no such \
                open file, or it was not opened to write. RuntimeError if the system fails.",
            example: "alloc file := file_open(\"notes.txt\", \"a\")\n\
                emit file_write(file, \"größer\\n\")  # 7\n\
                file_close(file)",
        },
    ),
    row!(
        OUTSIDE,
        SEEK,
        &[INTEGER, INTEGER, INTEGER],
        file_seek,
        Page {
            summary: "moves to an offset in bytes; the offset from the start",
            details: "It is counted from the start, or with `whence` 1 from where the file is, with 2 from its end.",
            errors: "ValueError if there is no such open file, `whence` is something else, or the offset is before \
                the start. RuntimeError if the file cannot seek.",
            example: "alloc file := file_open(\"notes.txt\", \"w+\")\n\
                file_write(file, \"buy milk\")\n\
                emit file_seek(file, -4, 2)  # 4\n\
                emit file_read(file)  # milk",
        },
    ),
    row!(
        OUTSIDE,
        TELL,
        &[INTEGER],
        file_tell,
        Page {
            summary: "the offset in bytes at which a file is read or written next",
            errors: "ValueError if there is no such open file. RuntimeError if the file cannot seek.",
            example: "alloc file := file_open(\"notes.txt\", \"w\")\n\
                file_write(file, \"größer\")\n\
                emit file_tell(file)  # 8",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        CLOSE,
        &[INTEGER],
        file_close,
        Page {
            summary: "closes a file",
            errors: "ValueError if there is no such open file. RuntimeError if what was written cannot be kept.",
            example: "alloc file := file_open(\"notes.txt\", \"w\")\n\
                file_close(file)\n\
                try { file_write(file, \"more\") } except err { emit \"closed\" }  # closed",
            ..Page::EMPTY
        },
    ),
    row!(
        READS_FILES,
        "file_exists(path)",
        &[STRING],
        file_exists,
        Page {
            summary: "whether there is something at a path",
            example: "emit file_exists(\".\")  # true\nemit file_exists(\"no such file\")  # false",
            ..Page::EMPTY
        },
    ),
    row!(
        READS_FILES,
        "is_dir(path)",
        &[STRING],
        is_dir,
        Page {
            summary: "whether there is a directory at a path",
            example: "emit is_dir(\".\")  # true",
            ..Page::EMPTY
        },
    ),
    row!(
        READS_FILES,
        READ_DIR,
        &[STRING],
        read_dir,
        Page {
            summary: "the list of the names in a directory, in their order",
            errors: "RuntimeError, with the path and the reason, if it cannot be read.",
            example: "make_dir(\"pets\")\n\
                make_dir(\"pets/dogs\")\n\
                make_dir(\"pets/cats\")\n\
                emit read_dir(\"pets\")  # [cats, dogs]",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        MAKE_DIR,
        &[STRING],
        make_dir,
        Page {
            summary: "makes a directory",
            details: "Those around it must be there.",
            errors: "RuntimeError, with the path and the reason, if it cannot be made, or is there already.",
            example: "make_dir(\"pets\")\n\
                emit is_dir(\"pets\")  # true\n\
                try { make_dir(\"pets\") } except err { emit err }  \
                # RuntimeError: make_dir(path): cannot make 'pets': file exists",
        },
    ),
];

fn read_file(arguments: &[Value]) -> Value {
    match sys::files::read_file(text(arguments[0]).as_bytes()) {
        Ok(content) => decoded(READ_FILE, &content, 0),
        Err(_) => Value::FALSE,
    }
}

fn file_open(arguments: &[Value]) -> Value {
    let (path, Some(mode)) = (text(arguments[0]), Mode::parse(text(arguments[1]))) else {
        let takes = "mode must be r, w or a, with b and + behind it as needed";
        return errors::argument_value(ErrorKind::Value, OPEN, takes, arguments[1]);
    };
    match File::open(path, mode) {
        Ok(file) => Value::small(handles::insert(Open::File(file))),
        Err(error) => errors::system(OPEN, format_args!("open '{path}'"), error),
    }
}

/// What becomes of the open file with a handle, if there is one.
fn with_file(signature: &str, handle: Value, f: impl FnOnce(&mut File) -> Value) -> Value {
    handles::with(clamped(handle), |open| match open {
        Some(Open::File(file)) => f(file),
        _ => errors::handle(signature, "an open file", handle),
    })
}

fn file_read(arguments: &[Value]) -> Value {
    let limit = match arguments.get(1).map(|&n| (clamped(n), n)) {
        Some((..0, n)) => return errors::argument_value(ErrorKind::Value, READ, "n must not be negative", n),
        limit => limit.map(|(n, _)| n as usize),
    };
    with_file(READ, arguments[0], |file| {
        if !file.mode.access.read {
            return errors::not_opened_for(READ, "read", &file.path);
        }
        let content = match limit {
            None => file.read(),
            Some(limit) if file.mode.binary => file.read_bytes(limit),
            Some(limit) => file.read_characters(limit),
        };
        match content {
            Ok(content) if file.mode.binary => list::of_octets(&content),
            Ok(content) => text_of(file, &content),
            Err(error) => errors::system(READ, format_args!("read '{}'", file.path), error),
        }
    })
}

/// The text that was just read from a file.
fn text_of(file: &mut File, content: &[u8]) -> Value {
    match core::str::from_utf8(content) {
        Ok(text) => string::new(text),
        Err(_) => {
            // What cannot seek is counted from where this began.
            let start = file.position().map_or(0, |end| end.saturating_sub(content.len() as u64));
            decoded(READ, content, start)
        }
    }
}

fn file_write(arguments: &[Value]) -> Value {
    let data = arguments[1];
    with_file(WRITE, arguments[0], |file| {
        if !file.mode.access.write {
            return errors::not_opened_for(WRITE, "write", &file.path);
        }
        let write = |file: &mut File, bytes: &[u8]| match file.write(bytes) {
            Ok(()) => Value::small(contents::len(data).unwrap_or_default() as i64),
            Err(error) => errors::system(WRITE, format_args!("write '{}'", file.path), error),
        };
        match (file.mode.binary, contents::text(data)) {
            (false, Some(text)) => write(file, text.as_bytes()),
            (true, None) => with_bytes(WRITE, "data", data, |bytes| write(file, bytes)),
            (false, None) => errors::argument_type(WRITE, 1, STRING, data),
            (true, Some(_)) => errors::argument_type(WRITE, 1, super::LIST, data),
        }
    })
}

fn file_seek(arguments: &[Value]) -> Value {
    let (offset, whence) = (arguments[1], arguments.get(2).copied().unwrap_or(Value::small(0)));
    let from = match clamped(whence) {
        0 => From::Start,
        1 => From::Current,
        2 => From::End,
        _ => return errors::argument_value(ErrorKind::Value, SEEK, "whence must be 0, 1 or 2", whence),
    };
    with_file(SEEK, arguments[0], |file| match file.seek(clamped(offset), from) {
        Ok(position) => int::from_u64(position),
        Err(sys::Error::INVAL) => {
            errors::argument_value(ErrorKind::Value, SEEK, "offset must lead to a place in a file", offset)
        }
        Err(error) => errors::system(SEEK, format_args!("move in '{}'", file.path), error),
    })
}

fn file_tell(arguments: &[Value]) -> Value {
    with_file(TELL, arguments[0], |file| match file.position() {
        Ok(position) => int::from_u64(position),
        Err(error) => errors::system(TELL, format_args!("tell the position in '{}'", file.path), error),
    })
}

fn file_close(arguments: &[Value]) -> Value {
    let closed = with_file(CLOSE, arguments[0], |file| match file.flush() {
        Ok(()) => Value::NONE,
        Err(error) => errors::system(CLOSE, format_args!("write '{}'", file.path), error),
    });
    handles::with(clamped(arguments[0]), |open| matches!(open, Some(Open::File(_))))
        .then(|| handles::remove(clamped(arguments[0])));
    closed
}

fn file_exists(arguments: &[Value]) -> Value {
    Value::bool(sys::files::file_exists(text(arguments[0]).as_bytes()))
}

fn is_dir(arguments: &[Value]) -> Value {
    Value::bool(sys::files::is_dir(text(arguments[0]).as_bytes()))
}

fn read_dir(arguments: &[Value]) -> Value {
    let path = text(arguments[0]);
    match sys::files::read_dir(path.as_bytes()) {
        Ok(names) => list::of_texts(names.iter().map(|name| String::from_utf8_lossy(name))),
        Err(error) => errors::system(READ_DIR, format_args!("read '{path}'"), error),
    }
}

fn make_dir(arguments: &[Value]) -> Value {
    let path = text(arguments[0]);
    match sys::files::make_dir(path.as_bytes()) {
        Ok(()) => Value::NONE,
        Err(error) => errors::system(MAKE_DIR, format_args!("make '{path}'"), error),
    }
}
