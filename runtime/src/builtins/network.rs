//! Built-ins on TCP connections.

use super::strings::with_bytes;
use super::{DATA, INTEGER, OUTSIDE, Page, Row, STRING, clamped, text};
use crate::errors::{self, ErrorKind};
use crate::handles::{self, Open};
use crate::sys::network::{self, Failure};
use crate::value::Value;
use crate::{contents, list, output};
use alloc::vec::Vec;
use core::fmt;
use rustix::fd::OwnedFd;

const LISTEN: &str = "tcp_listen(host, port)";
const PORT: &str = "tcp_port(socket)";
const ACCEPT: &str = "tcp_accept(listener)";
const CONNECT: &str = "tcp_connect(host, port)";
const READ: &str = "tcp_read(connection, [n])";
const WRITE: &str = "tcp_write(connection, data)";
const CLOSE: &str = "tcp_close(socket, [what])";

/// So much is read at a time without a number.
const USUAL_READ: usize = 1 << 16;
/// So much is read at a time at most.
const MOST_READ: i64 = 1 << 20;

pub(super) const ROWS: &[Row] = &[
    row!(
        OUTSIDE,
        LISTEN,
        &[STRING, INTEGER],
        tcp_listen,
        Page {
            summary: "accepts connections at an address of this machine; the handle of the listener",
            details: "An empty host means all addresses, of IPv4 and IPv6. Port 0 is any port that is free, see `tcp_port`.",
            errors: "ValueError if the port is not from 0 to 65535. RuntimeError, with the host and the reason, if the \
                address cannot be had.",
            example: "alloc listener := tcp_listen(\"127.0.0.1\", 0)\n\
                emit tcp_port(listener) > 0  # true",
        },
    ),
    row!(
        OUTSIDE,
        PORT,
        &[INTEGER],
        tcp_port,
        Page {
            summary: "the port that a listener or a connection has on this machine",
            errors: "ValueError if there is no such socket. RuntimeError if the system fails.",
            example: "alloc listener := tcp_listen(\"127.0.0.1\", 0)\n\
                emit tcp_port(listener) > 0  # true",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        ACCEPT,
        &[INTEGER],
        tcp_accept,
        Page {
            summary: "waits for the next connection to a listener; its handle",
            errors: "ValueError if there is no such listener. RuntimeError if the system fails.",
            example: "alloc listener := tcp_listen(\"127.0.0.1\", 0)\n\
                alloc client := tcp_connect(\"127.0.0.1\", tcp_port(listener))\n\
                alloc server := tcp_accept(listener)\n\
                tcp_write(client, \"hello\")\n\
                emit bytes_to_string(tcp_read(server))  # hello",
            ..Page::EMPTY
        },
    ),
    row!(
        OUTSIDE,
        CONNECT,
        &[STRING, INTEGER],
        tcp_connect,
        Page {
            summary: "connects to a host; the handle of the connection",
            details: "The host is an IPv4 or IPv6 address, or a name, which is looked for in `/etc/hosts` and asked for with \
                DNS. Its addresses are tried one after the other.",
            errors: "ValueError if the port is not from 0 to 65535. RuntimeError, with the host and the reason, if there \
                is no connection.",
            example: "try { tcp_connect(\"127.0.0.1\", 1) } except err { emit err }  \
                # RuntimeError: tcp_connect(host, port): cannot connect to 127.0.0.1, port 1: connection refused",
        },
    ),
    row!(
        OUTSIDE,
        READ,
        &[INTEGER, INTEGER],
        tcp_read,
        Page {
            summary: "the list of the bytes that have come, at least one; empty once the other side sends no more",
            details: "It waits until there is something. It gives at most `n` bytes, or 65536.",
            errors: "ValueError if there is no such connection, or `n` is not positive. RuntimeError if the connection \
                has failed.",
            example: "alloc listener := tcp_listen(\"127.0.0.1\", 0)\n\
                alloc client := tcp_connect(\"127.0.0.1\", tcp_port(listener))\n\
                alloc server := tcp_accept(listener)\n\
                tcp_write(client, [1, 2, 255])\n\
                tcp_close(client)\n\
                emit tcp_read(server, 2)  # [1, 2]\n\
                emit tcp_read(server, 2)  # [255]\n\
                emit tcp_read(server, 2)  # []",
        },
    ),
    row!(
        OUTSIDE,
        WRITE,
        &[INTEGER, DATA],
        tcp_write,
        Page {
            summary: "sends all of a string, in UTF-8, or of a list of bytes",
            details: "It waits until the system has taken it.",
            errors: "TypeError if the list holds something else than integers from 0 to 255. ValueError if there is no \
                such connection. RuntimeError if the connection has failed or the other side is gone.",
            example: "alloc listener := tcp_listen(\"127.0.0.1\", 0)\n\
                alloc client := tcp_connect(\"127.0.0.1\", tcp_port(listener))\n\
                tcp_write(client, \"größer\\n\")\n\
                emit length(tcp_read(tcp_accept(listener)))  # 9",
        },
    ),
    row!(
        OUTSIDE,
        CLOSE,
        &[INTEGER, STRING],
        tcp_close,
        Page {
            summary: "closes a listener or a connection, or with `\"write\"` only says that nothing more will be sent",
            details: "After the latter the connection can still be read.",
            errors: "ValueError if there is no such socket, or `what` is something else. RuntimeError if the other side \
                is gone already.",
            example: "alloc listener := tcp_listen(\"127.0.0.1\", 0)\n\
                alloc client := tcp_connect(\"127.0.0.1\", tcp_port(listener))\n\
                alloc server := tcp_accept(listener)\n\
                tcp_close(client, \"write\")\n\
                emit tcp_read(server)  # []\n\
                tcp_write(server, \"still here\")\n\
                emit bytes_to_string(tcp_read(client))  # still here",
        },
    ),
];

/// The host and the port that are the arguments of a built-in.
fn place<'a>(signature: &str, arguments: &[Value]) -> Result<(&'a str, u16), Value> {
    let port = u16::try_from(clamped(arguments[1])).map_err(|_| {
        errors::argument_value(ErrorKind::Value, signature, "port must be from 0 to 65535", arguments[1])
    })?;
    Ok((text(arguments[0]), port))
}

/// The handle of a socket, or the error that there is none.
fn opened(
    signature: &str,
    action: fmt::Arguments,
    socket: Result<OwnedFd, Failure>,
    open: fn(OwnedFd) -> Open,
) -> Value {
    match socket {
        Ok(socket) => Value::small(handles::insert(open(socket))),
        Err(Failure::System(error)) => errors::system(signature, action, error),
        Err(Failure::UnknownHost) => errors::unknown_host(signature, action),
    }
}

fn tcp_listen(arguments: &[Value]) -> Value {
    match place(LISTEN, arguments) {
        Ok((host, port)) => {
            let action = format_args!("listen at {host}, port {port}");
            opened(LISTEN, action, network::listen(host, port), Open::Listener)
        }
        Err(raised) => raised,
    }
}

fn tcp_connect(arguments: &[Value]) -> Value {
    match place(CONNECT, arguments) {
        Ok((host, port)) => {
            output::flush();
            let action = format_args!("connect to {host}, port {port}");
            opened(CONNECT, action, network::connect(host, port), Open::Connection)
        }
        Err(raised) => raised,
    }
}

fn tcp_port(arguments: &[Value]) -> Value {
    handles::with(clamped(arguments[0]), |open| match open {
        Some(Open::Listener(socket) | Open::Connection(socket)) => match network::port(socket) {
            Ok(port) => Value::small(i64::from(port)),
            Err(error) => errors::system(PORT, format_args!("tell the port"), error),
        },
        _ => errors::handle(PORT, "an open socket", arguments[0]),
    })
}

fn tcp_accept(arguments: &[Value]) -> Value {
    output::flush();
    let accepted = handles::with(clamped(arguments[0]), |open| match open {
        Some(Open::Listener(socket)) => Some(network::accept(socket)),
        _ => None,
    });
    match accepted {
        Some(socket) => {
            opened(ACCEPT, format_args!("accept a connection"), socket.map_err(Failure::System), Open::Connection)
        }
        None => errors::handle(ACCEPT, "an open listener", arguments[0]),
    }
}

/// What becomes of the connection with a handle, if there is one.
fn with_connection(signature: &str, handle: Value, f: impl FnOnce(&OwnedFd) -> Value) -> Value {
    handles::with(clamped(handle), |open| match open {
        Some(Open::Connection(socket)) => f(socket),
        _ => errors::handle(signature, "an open connection", handle),
    })
}

fn tcp_read(arguments: &[Value]) -> Value {
    let limit = match arguments.get(1) {
        None => USUAL_READ,
        Some(&n) if clamped(n) <= 0 => {
            return errors::argument_value(ErrorKind::Value, READ, "n must be positive", n);
        }
        Some(&n) => clamped(n).min(MOST_READ) as usize,
    };
    output::flush();
    with_connection(READ, arguments[0], |socket| {
        let mut content = Vec::new();
        match network::receive(socket, &mut content, limit) {
            Ok(_) => list::of_octets(&content),
            Err(error) => errors::system(READ, format_args!("receive"), error),
        }
    })
}

fn tcp_write(arguments: &[Value]) -> Value {
    let data = arguments[1];
    with_connection(WRITE, arguments[0], |socket| {
        let send = |bytes: &[u8]| match network::send(socket, bytes) {
            Ok(()) => Value::NONE,
            Err(error) => errors::system(WRITE, format_args!("send"), error),
        };
        match contents::text(data) {
            Some(text) => send(text.as_bytes()),
            None => with_bytes(WRITE, "data", data, send),
        }
    })
}

fn tcp_close(arguments: &[Value]) -> Value {
    let handle = clamped(arguments[0]);
    match arguments.get(1) {
        None => {
            let is_socket = |open: Option<&mut Open>| matches!(open, Some(Open::Listener(_) | Open::Connection(_)));
            if handles::with(handle, is_socket) {
                handles::remove(handle);
                return Value::NONE;
            }
            errors::handle(CLOSE, "an open socket", arguments[0])
        }
        Some(&what) if text(what) == "write" => {
            with_connection(CLOSE, arguments[0], |socket| match network::end_sending(socket) {
                Ok(()) => Value::NONE,
                Err(error) => errors::system(CLOSE, format_args!("end sending"), error),
            })
        }
        Some(&what) => errors::argument_value(ErrorKind::Value, CLOSE, "what must be \"write\"", what),
    }
}
