//! Built-ins on processes: this one, other programs, and terminals with other programs on them.

use super::{ANY, INTEGER, LIST, OUTSIDE, Page, Row, STRING, clamped, text};
use crate::errors::{self, ErrorKind};
use crate::handles::{self, Open};
use crate::sys;
use crate::sys::child::{self, Command, Pty};
use crate::value::Value;
use crate::{contents, heap, output, string, text as texts};
use alloc::string::String;
use alloc::vec::Vec;

const SUBPROCESS: &str = "subprocess(command)";
const FORK: &str = "fork()";
const PTY_SPAWN: &str = "pty_spawn(command, [rows], [columns])";
const PTY_READ: &str = "pty_read(pty)";
const PTY_WRITE: &str = "pty_write(pty, text)";
const PTY_RESIZE: &str = "pty_resize(pty, rows, columns)";
const PTY_CLOSE: &str = "pty_close(pty)";

pub(super) const ROWS: &[Row] = &[
    row!(
        OUTSIDE,
        SUBPROCESS,
        &[LIST],
        subprocess,
        Page {
            summary: "runs another program to its end; its exit status",
            details: "The command is the program's name and its arguments, strings. A name without a slash is looked for \
                in `PATH`. Standard streams and environment are this program's. The status of a program that a \
                signal ended is 128 and the number of the signal.",
            errors: "TypeError if the list holds something else than strings. ValueError if it is empty or a string \
                has a character 0 in it. RuntimeError, with the name and the reason, if the program cannot be run.",
            example: "emit subprocess([\"sh\", \"-c\", \"exit 3\"])  # 3\n\
                try { subprocess([\"no-such-program\"]) } except err { emit err }  \
                # RuntimeError: subprocess(command): cannot run 'no-such-program': no such file or directory",
        },
    ),
    row!(
        OUTSIDE,
        "exit([n])",
        &[INTEGER],
        exit,
        Page {
            summary: "ends the program with an exit status",
            details: "The status is the lowest 8 bits of the number, 0 without one.",
            example: "emit \"the end\"  # the end\nexit(0)\nemit \"never\"",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        "exit_with_error(msg)",
        &[ANY],
        exit_with_error,
        Page {
            summary: "prints a value as a line on standard error and ends the program with status 1",
            example: "if args == [] { exit_with_error(\"what shall I read?\") }",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        "getpid()",
        &[],
        getpid,
        Page { summary: "the number of this process", example: "emit getpid() > 0  # true", ..Page::EMPTY },
    ),
    row!(
        OUTSIDE,
        FORK,
        &[],
        fork,
        Page {
            summary: "doubles the process; the number of the new one, and 0 in the new one",
            details: "What was printed and written so far is written out before. Both processes use the same open files \
                and connections.",
            errors: "RuntimeError if the system fails.",
            example: "alloc child := fork()\n\
                if child == 0 {\n    \
                exit(0)\n\
                }\n\
                emit child > 0  # true",
        },
    ),
    row!(
        OUTSIDE,
        PTY_SPAWN,
        &[LIST, INTEGER, INTEGER],
        pty_spawn,
        Page {
            summary: "starts another program on a terminal of its own; the handle for what is typed and shown there",
            details: "The command is as for `subprocess`. Without a size the terminal has 24 rows and 80 columns.",
            errors: "TypeError if the list holds something else than strings. ValueError if it is empty or the \
                size is not from 1 to 65535. RuntimeError, with the name and the reason, if the program cannot be run.",
            example: "alloc pty := pty_spawn([\"echo\", \"hello\"])\n\
                emit pty_read(pty)[0:5]  # hello\n\
                loop pty_read(pty) != \"\" { }\n\
                emit pty_close(pty)  # 0",
        },
    ),
    row!(
        OUTSIDE,
        PTY_READ,
        &[INTEGER],
        pty_read,
        Page {
            summary: "the text that a program on a terminal has shown since, at least a character; empty at the end",
            details: "It waits until there is something. Lines end with `\\r\\n` there. What is not UTF-8 \
                becomes the character U+FFFD.",
            errors: "ValueError if there is no such terminal. RuntimeError if the system fails.",
            example: "alloc pty := pty_spawn([\"echo\", \"hello\"])\n\
                alloc shown := \"\"\n\
                alloc part := pty_read(pty)\n\
                loop part != \"\" {\n    \
                shown := shown + part\n    \
                part := pty_read(pty)\n\
                }\n\
                emit length(shown)  # 7",
        },
    ),
    row!(
        OUTSIDE,
        PTY_WRITE,
        &[INTEGER, STRING],
        pty_write,
        Page {
            summary: "types a text on a terminal",
            errors: "ValueError if there is no such terminal. RuntimeError if the system fails.",
            example: "alloc pty := pty_spawn([\"sh\", \"-c\", \"read line; exit 7\"])\n\
                pty_write(pty, \"any line\\n\")\n\
                loop pty_read(pty) != \"\" { }\n\
                emit pty_close(pty)  # 7",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        PTY_RESIZE,
        &[INTEGER, INTEGER, INTEGER],
        pty_resize,
        Page {
            summary: "changes the size of a terminal",
            errors: "ValueError if there is no such terminal, or the size is not from 1 to 65535. RuntimeError if the \
                system fails.",
            example: "alloc pty := pty_spawn([\"sh\", \"-c\", \"read line; stty size\"])\n\
                pty_resize(pty, 10, 40)\n\
                pty_write(pty, \"\\n\")\n\
                alloc shown := \"\"\n\
                alloc part := pty_read(pty)\n\
                loop part != \"\" {\n    \
                shown := shown + part\n    \
                part := pty_read(pty)\n\
                }\n\
                emit shown[-7:-2]  # 10 40",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        PTY_CLOSE,
        &[INTEGER],
        pty_close,
        Page {
            summary: "hangs up a terminal and waits for its program; the exit status as of `subprocess`",
            details: "A program that goes on for a second is killed.",
            errors: "ValueError if there is no such terminal. RuntimeError if the system fails.",
            example: "alloc pty := pty_spawn([\"sleep\", \"100\"])\n\
                emit pty_close(pty)  # 129",
        },
    ),
];

/// The command that a list of strings is, which is the first parameter of a built-in.
fn command(signature: &str, list: Value) -> Result<Command, Value> {
    let mut words: Vec<&[u8]> = Vec::new();
    for element in contents::values(list) {
        let Some(word) = contents::text(element) else {
            let takes = "command must contain strings";
            return Err(errors::argument_value(ErrorKind::Type, signature, takes, element));
        };
        if word.contains('\0') {
            let takes = "command must contain no character 0";
            return Err(errors::argument_value(ErrorKind::Value, signature, takes, element));
        }
        words.push(word.as_bytes());
    }
    if words.is_empty() {
        return Err(errors::argument_value(ErrorKind::Value, signature, "command must name a program", list));
    }
    Command::new(&words).map_err(|error| cannot_run(signature, list, error))
}

fn cannot_run(signature: &str, list: Value, error: sys::Error) -> Value {
    let name = contents::values(list).next().unwrap_or(Value::NONE);
    errors::system(signature, format_args!("run '{}'", texts::excerpt(name)), error)
}

fn subprocess(arguments: &[Value]) -> Value {
    let command = match command(SUBPROCESS, arguments[0]) {
        Ok(command) => command,
        Err(raised) => return raised,
    };
    output::flush();
    match command.start(None).and_then(child::wait) {
        Ok(status) => Value::small(i64::from(status)),
        Err(error) => cannot_run(SUBPROCESS, arguments[0], error),
    }
}

fn exit(arguments: &[Value]) -> Value {
    let status = arguments.first().map_or(0, |&status| clamped(status) & 255);
    output::exit(status as i32)
}

fn exit_with_error(arguments: &[Value]) -> Value {
    output::print_error(format_args!("{}\n", texts::of(arguments[0])));
    output::exit(1)
}

fn getpid(_: &[Value]) -> Value {
    Value::small(sys::process::id())
}

fn fork(_: &[Value]) -> Value {
    output::flush();
    heap::before_fork();
    match handles::flush().and_then(|()| child::fork()) {
        Ok(process) => Value::small(process),
        Err(error) => errors::system(FORK, format_args!("double the process"), error),
    }
}

/// A size of a terminal in an argument.
fn extent(signature: &str, parameter: &str, argument: Value) -> Result<u16, Value> {
    u16::try_from(clamped(argument)).ok().filter(|&extent| extent > 0).ok_or_else(|| {
        let takes = alloc::format!("{parameter} must be from 1 to 65535");
        errors::argument_value(ErrorKind::Value, signature, &takes, argument)
    })
}

fn size(signature: &str, arguments: &[Value]) -> Result<(u16, u16), Value> {
    let argument = |i: usize, usual| arguments.get(i).copied().unwrap_or(Value::small(usual));
    Ok((extent(signature, "rows", argument(1, 24))?, extent(signature, "columns", argument(2, 80))?))
}

fn pty_spawn(arguments: &[Value]) -> Value {
    let prepared = size(PTY_SPAWN, arguments).and_then(|size| Ok((size, command(PTY_SPAWN, arguments[0])?)));
    let (size, command) = match prepared {
        Ok(prepared) => prepared,
        Err(raised) => return raised,
    };
    match Pty::start(&command, size) {
        Ok(pty) => Value::small(handles::insert(Open::Pty(pty))),
        Err(error) => cannot_run(PTY_SPAWN, arguments[0], error),
    }
}

/// What becomes of the terminal with a handle, if there is one.
fn with_pty(signature: &str, handle: Value, f: impl FnOnce(&mut Pty) -> Value) -> Value {
    handles::with(clamped(handle), |open| match open {
        Some(Open::Pty(pty)) => f(pty),
        _ => errors::handle(signature, "an open terminal", handle),
    })
}

fn pty_read(arguments: &[Value]) -> Value {
    with_pty(PTY_READ, arguments[0], |pty| {
        let mut content = core::mem::take(&mut pty.partial);
        loop {
            let is_end = match pty.read(&mut content) {
                Ok(count) => count == 0,
                Err(error) => return errors::system(PTY_READ, format_args!("read the terminal"), error),
            };
            let complete = if is_end { content.len() } else { complete_len(&content) };
            if is_end || complete > 0 {
                pty.partial = content.split_off(complete);
                return string::new(&String::from_utf8_lossy(&content));
            }
        }
    })
}

/// How many bytes there are without a character at the end that may only have begun.
fn complete_len(bytes: &[u8]) -> usize {
    // No character has more than four bytes.
    for back in 1..=bytes.len().min(3) {
        let start = bytes.len() - back;
        if bytes[start] >= 0xc0 {
            let is_complete = crate::files::utf8_len(bytes[start]) <= back;
            return if is_complete { bytes.len() } else { start };
        }
    }
    bytes.len()
}

fn pty_write(arguments: &[Value]) -> Value {
    with_pty(PTY_WRITE, arguments[0], |pty| match pty.write(text(arguments[1]).as_bytes()) {
        Ok(()) => Value::NONE,
        Err(error) => errors::system(PTY_WRITE, format_args!("type on the terminal"), error),
    })
}

fn pty_resize(arguments: &[Value]) -> Value {
    let size = match size(PTY_RESIZE, arguments) {
        Ok(size) => size,
        Err(raised) => return raised,
    };
    with_pty(PTY_RESIZE, arguments[0], |pty| match pty.resize(size) {
        Ok(()) => Value::NONE,
        Err(error) => errors::system(PTY_RESIZE, format_args!("resize the terminal"), error),
    })
}

fn pty_close(arguments: &[Value]) -> Value {
    let is_pty = handles::with(clamped(arguments[0]), |open| matches!(open, Some(Open::Pty(_))));
    let pty = if is_pty { handles::remove(clamped(arguments[0])) } else { None };
    match pty {
        Some(Open::Pty(pty)) => match pty.close() {
            Ok(status) => Value::small(i64::from(status)),
            Err(error) => errors::system(PTY_CLOSE, format_args!("wait for the program"), error),
        },
        _ => errors::handle(PTY_CLOSE, "an open terminal", arguments[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_only_began() {
        for (bytes, len) in [
            (&b""[..], 0),
            (b"ab", 2),
            (b"a\xc3", 1),
            (b"a\xc3\xa4", 3),
            (b"a\xf0\x9f\x98", 1),
            (b"a\xf0\x9f\x98\x80", 5),
            (b"a\x80\x80\x80\x80", 5),
            (b"\xff", 1),
        ] {
            assert_eq!(complete_len(bytes), len, "{bytes:?}");
        }
    }
}
