//! Addresses of hosts by their names: what is an address already, `/etc/hosts`, then the name servers of
//! `/etc/resolv.conf`, which are asked over UDP (RFC 1035, RFC 3596). The files are read each time: programs that ask often keep
//! what they got.

use super::network::{self, Failure};
use super::{Error, Result, files};
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use rustix::net::SocketType;

const DNS_PORT: u16 = 53;

/// The addresses of a host, at least one, in the order in which they are to be tried.
pub fn addresses(host: &str) -> core::result::Result<Vec<IpAddr>, Failure> {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = literal.parse() {
        return Ok(Vec::from([address]));
    }
    let read = |path: &str| files::read_file(path.as_bytes()).unwrap_or_default();
    let known = from_hosts(&String::from_utf8_lossy(&read("/etc/hosts")), host);
    if !known.is_empty() {
        return Ok(known);
    }
    if host.trim_end_matches('.').eq_ignore_ascii_case("localhost") {
        return Ok(Vec::from([IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]));
    }
    let configuration = Configuration::parse(&String::from_utf8_lossy(&read("/etc/resolv.conf")));
    let found = configuration.ask(host)?;
    if found.is_empty() { Err(Failure::UnknownHost) } else { Ok(found) }
}

/// The addresses of a name in a file of the form of `/etc/hosts`.
fn from_hosts(text: &str, host: &str) -> Vec<IpAddr> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let entries = lines.filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        let address = words.next()?.parse().ok()?;
        words.any(|name| name.eq_ignore_ascii_case(host)).then_some(address)
    });
    entries.collect()
}

/// Who is asked, and how.
#[derive(Debug, PartialEq, Eq)]
struct Configuration {
    servers: Vec<SocketAddr>,
    /// Domains that names with few dots are looked for in.
    search: Vec<String>,
    /// From so many dots on, a name is first looked for as it is.
    dots: usize,
    timeout_ms: i64,
    attempts: usize,
}

impl Configuration {
    /// What a file of the form of `/etc/resolv.conf` says.
    fn parse(text: &str) -> Configuration {
        const MOST_SERVERS: usize = 3;
        let mut configuration =
            Configuration { servers: Vec::new(), search: Vec::new(), dots: 1, timeout_ms: 5000, attempts: 2 };
        for line in text.lines().map(|line| line.split(['#', ';']).next().unwrap_or_default()) {
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("nameserver") if configuration.servers.len() < MOST_SERVERS => {
                    let address = words.next().and_then(|word| word.parse().ok());
                    configuration.servers.extend(address.map(|address| SocketAddr::new(address, DNS_PORT)));
                }
                Some("search" | "domain") => configuration.search = words.map(String::from).collect(),
                Some("options") => words.for_each(|option| configuration.set(option)),
                _ => {}
            }
        }
        if configuration.servers.is_empty() {
            configuration.servers.push(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), DNS_PORT));
        }
        configuration
    }

    fn set(&mut self, option: &str) {
        let Some((name, Ok(value))) = option.split_once(':').map(|(name, value)| (name, value.parse::<u16>())) else {
            return;
        };
        match name {
            "ndots" => self.dots = usize::from(value),
            "timeout" => self.timeout_ms = i64::from(value.clamp(1, 30)) * 1000,
            "attempts" => self.attempts = usize::from(value.clamp(1, 5)),
            _ => {}
        }
    }

    /// The names to ask for, in this order.
    fn names(&self, host: &str) -> Vec<String> {
        if let Some(complete) = host.strip_suffix('.') {
            return Vec::from([String::from(complete)]);
        }
        let mut names: Vec<String> = self.search.iter().map(|domain| alloc::format!("{host}.{domain}")).collect();
        let is_early = host.bytes().filter(|&byte| byte == b'.').count() >= self.dots;
        names.insert(if is_early { 0 } else { names.len() }, String::from(host));
        names
    }

    /// The addresses that the servers know; none if there is no such host. Fails if no server answers.
    fn ask(&self, host: &str) -> Result<Vec<IpAddr>> {
        for name in self.names(host) {
            let mut found = self.ask_for(&name, Record::A)?;
            found.extend(self.ask_for(&name, Record::Aaaa)?);
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    fn ask_for(&self, name: &str, record: Record) -> Result<Vec<IpAddr>> {
        let mut failure = Error::TIMEDOUT;
        for _ in 0..self.attempts {
            for server in &self.servers {
                match ask_server(server, name, record, self.timeout_ms) {
                    Ok(Some(found)) => return Ok(found),
                    // The next one may do better.
                    Ok(None) => {}
                    Err(Error::INTR) => return Err(Error::INTR),
                    Err(error) => failure = error,
                }
            }
        }
        Err(failure)
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Record {
    /// IPv4
    A = 1,
    /// IPv6
    Aaaa = 28,
}

/// Asks one server. None if it refuses.
fn ask_server(server: &SocketAddr, name: &str, record: Record, timeout_ms: i64) -> Result<Option<Vec<IpAddr>>> {
    /// An answer over UDP without extensions is not longer.
    const LONGEST: usize = 512;
    // Not to be guessed by who sees nothing of it; the kernel's choice of a port adds to it.
    let mut random = [0; 2];
    super::restarted(|| rustix::rand::getrandom(&mut random, rustix::rand::GetRandomFlags::empty()))?;
    let id = u16::from_ne_bytes(random);
    let Some(question) = question(id, name, record) else { return Ok(Some(Vec::new())) };
    let socket = network::connect_to(server, SocketType::DGRAM)?;
    network::send(&socket, &question)?;
    let start = super::time::monotonic_ns();
    loop {
        let waited = (super::time::monotonic_ns() - start) as i64 / 1_000_000;
        if !network::is_ready(&socket, (timeout_ms - waited).max(0))? {
            return Err(Error::TIMEDOUT);
        }
        let mut answer = Vec::new();
        network::receive(&socket, &mut answer, LONGEST)?;
        match Answer::parse(&answer, &question, record) {
            Some(Answer::Addresses(found)) => return Ok(Some(found)),
            Some(Answer::Refused) => return Ok(None),
            // An answer to something else.
            None => {}
        }
    }
}

/// The message that asks for a name; none if it cannot be the name of a host.
fn question(id: u16, name: &str, record: Record) -> Option<Vec<u8>> {
    const LONGEST_LABEL: usize = 63;
    const LONGEST_NAME: usize = 253;
    // A standard query with recursion, and one question.
    let mut message = Vec::from(id.to_be_bytes());
    message.extend_from_slice(&[1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    if name.len() > LONGEST_NAME {
        return None;
    }
    for label in name.split('.') {
        if label.is_empty() || label.len() > LONGEST_LABEL {
            return None;
        }
        message.push(label.len() as u8);
        message.extend_from_slice(label.as_bytes());
    }
    message.extend_from_slice(&[0, 0, record as u8, 0, 1]);
    Some(message)
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// None: there is no such host.
    Addresses(Vec<IpAddr>),
    Refused,
}

impl Answer {
    /// What a message answers to a question; none if it is no answer to it.
    fn parse(message: &[u8], question: &[u8], record: Record) -> Option<Answer> {
        const HEADER: usize = 12;
        const NO_SUCH_NAME: u8 = 3;
        let (header, body) = message.split_at_checked(HEADER)?;
        let is_answer = header[2] & 0x80 != 0;
        if header[..2] != question[..2] || !is_answer {
            return None;
        }
        match header[3] & 15 {
            0 => {}
            NO_SUCH_NAME => return Some(Answer::Addresses(Vec::new())),
            _ => return Some(Answer::Refused),
        }
        let asked = body.get(..question.len() - HEADER)?;
        if !asked.eq_ignore_ascii_case(&question[HEADER..]) {
            return None;
        }
        let mut rest = &body[asked.len()..];
        let mut found = Vec::new();
        for _ in 0..u16::from_be_bytes([header[6], header[7]]) {
            // What is cut off is done without; names that others stand for are followed by the server.
            let Some((address, behind)) = record_of(rest, record) else { break };
            found.extend(address);
            rest = behind;
        }
        Some(Answer::Addresses(found))
    }
}

/// The address in the next record, if it has one, and what is behind it. None if the message ends in it.
fn record_of(message: &[u8], wanted: Record) -> Option<(Option<IpAddr>, &[u8])> {
    let rest = skip_name(message)?;
    let (fixed, rest) = rest.split_at_checked(10)?;
    let (data, behind) = rest.split_at_checked(usize::from(u16::from_be_bytes([fixed[8], fixed[9]])))?;
    let is_wanted = fixed[..4] == [0, wanted as u8, 0, 1];
    let address = match data.len() {
        4 if is_wanted => <[u8; 4]>::try_from(data).ok().map(IpAddr::from),
        16 if is_wanted => <[u8; 16]>::try_from(data).ok().map(IpAddr::from),
        _ => None,
    };
    Some((address, behind))
}

/// What is behind a name: labels up to an empty one, or up to a reference to another place.
fn skip_name(mut message: &[u8]) -> Option<&[u8]> {
    loop {
        match *message.first()? {
            0 => return message.get(1..),
            0xc0.. => return message.get(2..),
            len => message = message.get(1 + usize::from(len)..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn names_in_a_file() {
        let text = "127.0.0.1 localhost\n::1 localhost ip6 # Localhost\n# 10.0.0.1 far\n10.0.0.2\tnear Near.example\n";
        let found = |host| from_hosts(text, host).iter().map(|a| std::format!("{a} ")).collect::<String>();
        assert_eq!(found("LOCALHOST"), "127.0.0.1 ::1 ");
        assert_eq!(found("near.example"), "10.0.0.2 ");
        assert_eq!(found("far"), "");
    }

    #[test]
    fn configuration() {
        let text = "# a comment\nnameserver 10.0.0.1\nnameserver nonsense\nnameserver ::1 ; more\nsearch a.example b.example\n\
            options ndots:2 timeout:1 attempts:9 rotate\n";
        let configuration = Configuration::parse(text);
        assert_eq!(configuration.servers, ["10.0.0.1:53", "[::1]:53"].map(|server| server.parse().unwrap()));
        assert_eq!((configuration.dots, configuration.timeout_ms, configuration.attempts), (2, 1000, 5));
        assert_eq!(configuration.names("x.y"), ["x.y.a.example", "x.y.b.example", "x.y"]);
        assert_eq!(configuration.names("x.y.z"), ["x.y.z", "x.y.z.a.example", "x.y.z.b.example"]);
        assert_eq!(configuration.names("x."), ["x"]);
        assert_eq!(Configuration::parse("").servers, ["127.0.0.1:53".parse().unwrap()]);
    }

    #[test]
    fn questions() {
        let message = question(0x1234, "ab.c", Record::Aaaa).unwrap();
        assert_eq!(message, b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x02ab\x01c\0\0\x1c\0\x01");
        for name in ["", "a..b", "a.", &"a".repeat(64), &"a.".repeat(130)] {
            assert_eq!(question(0, name, Record::A), None, "{name}");
        }
    }

    /// An answer with another name for the host, and an address of that.
    fn answer(question: &[u8]) -> Vec<u8> {
        let mut message = question.to_vec();
        message[2..4].copy_from_slice(&[0x81, 0x80]);
        message[7] = 2;
        message.extend_from_slice(b"\xc0\x0c\0\x05\0\x01\0\0\0\x0a\0\x04\x01x\xc0\x0c");
        message.extend_from_slice(b"\x01x\xc0\x0c\0\x01\0\x01\0\0\0\x0a\0\x04\x0a\0\0\x07");
        message
    }

    #[test]
    fn answers() {
        let asked = question(7, "ab.c", Record::A).unwrap();
        let good = answer(&asked);
        let address = Answer::Addresses(Vec::from(["10.0.0.7".parse().unwrap()]));
        assert_eq!(Answer::parse(&good, &asked, Record::A), Some(address));
        for end in 0..good.len() {
            // Whatever is cut off, nothing is made up.
            let parsed = Answer::parse(&good[..end], &asked, Record::A);
            assert!(matches!(parsed, None | Some(Answer::Addresses(_))), "{end}");
        }
        assert_eq!(Answer::parse(&asked, &asked, Record::A), None, "a question is no answer");
        assert_eq!(Answer::parse(&good, &question(8, "ab.c", Record::A).unwrap(), Record::A), None);
        assert_eq!(Answer::parse(&good, &question(7, "xy.c", Record::A).unwrap(), Record::A), None);
        let with_code = |code| {
            let mut message = good.clone();
            message[3] |= code;
            Answer::parse(&message, &asked, Record::A)
        };
        assert_eq!(with_code(3), Some(Answer::Addresses(Vec::new())));
        assert_eq!(with_code(2), Some(Answer::Refused));
    }

    #[test]
    fn servers_are_asked() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let thread = std::thread::spawn(move || {
            let mut message = [0; 512];
            let (len, from) = server.recv_from(&mut message).unwrap();
            // The first answer is one to another question.
            let mut other = answer(&message[..len]);
            other[0] ^= 1;
            server.send_to(&other, from).unwrap();
            server.send_to(&answer(&message[..len]), from).unwrap();
            // The second question is not answered.
            server.recv_from(&mut message).unwrap();
            server
        });
        let found = ask_server(&address, "ab.c", Record::A, 5000);
        assert_eq!(found, Ok(Some(Vec::from(["10.0.0.7".parse().unwrap()]))));
        assert_eq!(ask_server(&address, "ab.c", Record::A, 50), Err(Error::TIMEDOUT));
        drop(thread.join().unwrap());
    }
}
