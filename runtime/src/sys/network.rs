//! TCP connections over IPv4 and IPv6.

use super::{Error, Result, files, resolver, restarted};
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd, OwnedFd};
use rustix::net::{self, AddressFamily, SendFlags, Shutdown, SocketFlags, SocketType, sockopt};

/// Why there is no connection.
pub enum Failure {
    /// No address is known for the host.
    UnknownHost,
    System(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::System(error)
    }
}

fn socket(address: &SocketAddr, kind: SocketType) -> Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    net::socket_with(family, kind, SocketFlags::CLOEXEC, None)
}

/// A socket of that kind that is connected to an address.
pub fn connect_to(address: &SocketAddr, kind: SocketType) -> Result<OwnedFd> {
    let socket = socket(address, kind)?;
    match net::connect(&socket, address) {
        // It goes on by itself.
        Err(Error::INTR) => {
            restarted(|| poll(&mut [PollFd::new(&socket, PollFlags::OUT)], None))?;
            sockopt::socket_error(&socket)??;
        }
        result => result?,
    }
    Ok(socket)
}

/// Connects to a host, a name or an address. Of several addresses the first that answers is taken.
pub fn connect(host: &str, port: u16) -> core::result::Result<OwnedFd, Failure> {
    let mut failure = Failure::UnknownHost;
    for address in resolver::addresses(host)? {
        match connect_to(&SocketAddr::new(address, port), SocketType::STREAM) {
            Ok(socket) => {
                send_at_once(&socket);
                return Ok(socket);
            }
            Err(error) => failure = Failure::System(error),
        }
    }
    Err(failure)
}

/// Accepts connections at an address of this machine, or with an empty host at all of them. Port 0 is any that is free.
pub fn listen(host: &str, port: u16) -> core::result::Result<OwnedFd, Failure> {
    let addresses = if host.is_empty() {
        Vec::from([IpAddr::V6(Ipv6Addr::UNSPECIFIED), IpAddr::V4(Ipv4Addr::UNSPECIFIED)])
    } else {
        resolver::addresses(host)?
    };
    let mut failure = Failure::UnknownHost;
    for address in addresses {
        match listen_at(&SocketAddr::new(address, port)) {
            Ok(socket) => return Ok(socket),
            Err(error) => failure = Failure::System(error),
        }
    }
    Err(failure)
}

fn listen_at(address: &SocketAddr) -> Result<OwnedFd> {
    const WAITING: i32 = 128;
    let socket = socket(address, SocketType::STREAM)?;
    // A program that is started again need not wait until connections of the former one are forgotten.
    sockopt::set_socket_reuseaddr(&socket, true)?;
    if address.is_ipv6() && address.ip().is_unspecified() {
        sockopt::set_ipv6_v6only(&socket, false)?;
    }
    net::bind(&socket, address)?;
    net::listen(&socket, WAITING)?;
    Ok(socket)
}

/// Waits for the next connection.
pub fn accept(listener: impl AsFd) -> Result<OwnedFd> {
    loop {
        match restarted(|| net::accept_with(&listener, SocketFlags::CLOEXEC)) {
            // It was given up before it was accepted.
            Err(Error::CONNABORTED) => {}
            result => {
                let socket = result?;
                send_at_once(&socket);
                return Ok(socket);
            }
        }
    }
}

/// Programs write whole messages: nothing is to be waited for.
fn send_at_once(socket: &OwnedFd) {
    // Where it is impossible it is slower.
    let _ = sockopt::set_tcp_nodelay(socket, true);
}

/// Appends some of what came, at most so many bytes; the number, 0 once the other side sends no more.
pub fn receive(connection: impl AsFd, content: &mut Vec<u8>, limit: usize) -> Result<usize> {
    content.try_reserve_exact(limit).map_err(|_| Error::NOMEM)?;
    files::read_more(connection, content)
}

/// Sends all of it, however many calls that takes.
pub fn send(connection: impl AsFd, mut bytes: &[u8]) -> Result<()> {
    while !bytes.is_empty() {
        let count = restarted(|| net::send(&connection, bytes, SendFlags::NOSIGNAL))?;
        bytes = &bytes[count..];
    }
    Ok(())
}

/// Says that nothing more will be sent.
pub fn end_sending(connection: impl AsFd) -> Result<()> {
    net::shutdown(connection, Shutdown::Write)
}

/// The port that a socket has on this machine.
pub fn port(socket: impl AsFd) -> Result<u16> {
    let address = SocketAddr::try_from(net::getsockname(socket)?)?;
    Ok(address.port())
}

/// Whether something can be received within so many milliseconds.
pub fn is_ready(socket: impl AsFd, milliseconds: i64) -> Result<bool> {
    let timeout = Timespec { tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000 };
    Ok(restarted(|| poll(&mut [PollFd::new(&socket, PollFlags::IN)], Some(&timeout)))? > 0)
}
