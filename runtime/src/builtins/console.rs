//! Built-ins on standard input and output, and on time.

use super::strings::decoded;
use super::{ANY, BOOLEAN, INTEGER, OUTSIDE, Page, Row, clamped};
use crate::input::{self, Taken};
use crate::sys::terminal;
use crate::value::Value;
use crate::{errors, list, output, sys};

const READLINE: &str = "stdin_readline()";
const READ: &str = "stdin_read()";
const READ_BYTES: &str = "stdin_read_bytes()";
const READ_KEY: &str = "stdin_read_key()";
const SET_RAW: &str = "stdin_set_raw(on)";

pub(super) const ROWS: &[Row] = &[
    row!(
        OUTSIDE,
        "print(s)",
        &[ANY],
        print,
        Page {
            summary: "prints a value without ending the line",
            details: "What `emit` and `print` write appears at once on a terminal; otherwise when there is enough of it, \
                before the program waits for standard input, starts another program, or ends.",
            example: "print(\"a\")\nprint(1)\nemit \"!\"  # a1!",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        READLINE,
        &[],
        stdin_readline,
        Page {
            summary: "the next line without its end, or false at the end",
            errors: "ValueError, with the position in the input, if the line is not UTF-8. RuntimeError if the \
                system fails.",
            example: "alloc line := stdin_readline()\n\
                loop line != false {\n    \
                emit line\n    \
                line := stdin_readline()\n\
                }\n\
                # Ada\n\
                # Lovelace",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        READ,
        &[],
        stdin_read,
        Page {
            summary: "all that is left of standard input",
            errors: "ValueError, with the position in the input, if it is not UTF-8. RuntimeError if the system fails.",
            example: "emit length(stdin_read())  # 13",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        READ_BYTES,
        &[],
        stdin_read_bytes,
        Page {
            summary: "the list of the bytes that are left of standard input",
            errors: "RuntimeError if the system fails.",
            example: "emit stdin_read_bytes()[0:4]  # [65, 100, 97, 10]",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        READ_KEY,
        &[],
        stdin_read_key,
        Page {
            summary: "the next key, or false at the end of standard input",
            details: "A key is a character, or what a special key sends as one string, such as `\\x1b[A`, an arrow. On a \
                terminal it need not be followed by Enter, and is not shown.",
            errors: "ValueError, with the position in the input, for what is not UTF-8. RuntimeError if the system fails.",
            example: "emit stdin_read_key()  # A",
        },
    ),
    row!(
        OUTSIDE,
        SET_RAW,
        &[BOOLEAN],
        stdin_set_raw,
        Page {
            summary: "has keys that are typed come one by one and unseen, or in lines again",
            details: "Ctrl-C ends the program all the same; Ctrl-S, Ctrl-Q and Ctrl-V are keys like others. The terminal is \
                made what it was when the program ends, however that happens. Where standard input is no terminal nothing \
                changes.",
            errors: "RuntimeError if the system fails.",
            example: "stdin_set_raw(true)\n\
                emit stdin_read_key()  # A\n\
                stdin_set_raw(false)",
        },
    ),
    row!(
        OUTSIDE,
        "time_ms()",
        &[],
        time_ms,
        Page { summary: "milliseconds since 1970", example: "emit time_ms() > 0  # true", ..Page::EMPTY },
    ),
    row!(
        OUTSIDE,
        "sleep_ms(n)",
        &[INTEGER],
        sleep_ms,
        Page {
            summary: "waits so many milliseconds",
            details: "A number below 0 counts as 0.",
            example: "alloc start := time_ms()\nsleep_ms(5)\nemit time_ms() - start >= 4  # true",
            ..Page::EMPTY
        },
    ),
];

fn print(arguments: &[Value]) -> Value {
    output::print(arguments[0]);
    Value::NONE
}

fn stdin_readline(_: &[Value]) -> Value {
    or_end(READLINE, input::read_line(|line| text_of(READLINE, line)))
}

fn stdin_read(_: &[Value]) -> Value {
    or_end(READ, input::read_all(|content| text_of(READ, content)).map(Some))
}

fn stdin_read_bytes(_: &[Value]) -> Value {
    or_end(READ_BYTES, input::read_all(|content| list::of_octets(content.bytes)).map(Some))
}

fn stdin_read_key(_: &[Value]) -> Value {
    let was_raw = terminal::is_raw();
    let key = terminal::set_raw(true).and_then(|()| input::read_key(|key| text_of(READ_KEY, key)));
    let result = terminal::set_raw(was_raw).and(key);
    or_end(READ_KEY, result)
}

fn text_of(signature: &str, content: Taken) -> Value {
    decoded(signature, content.bytes, content.offset)
}

/// What was read, or false at the end of standard input.
fn or_end(signature: &str, result: sys::Result<Option<Value>>) -> Value {
    match result {
        Ok(value) => value.unwrap_or(Value::FALSE),
        Err(error) => errors::system(signature, format_args!("read standard input"), error),
    }
}

fn stdin_set_raw(arguments: &[Value]) -> Value {
    match terminal::set_raw(arguments[0] == Value::TRUE) {
        Ok(()) => Value::NONE,
        Err(error) => errors::system(SET_RAW, format_args!("change the terminal"), error),
    }
}

fn time_ms(_: &[Value]) -> Value {
    Value::small(sys::time_ms())
}

fn sleep_ms(arguments: &[Value]) -> Value {
    sys::sleep_ms(clamped(arguments[0]).max(0));
    Value::NONE
}
