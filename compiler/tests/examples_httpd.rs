//! The HTTP server of `examples/httpd`, asked by `curl` and by sockets that say what `curl` would not.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use support::{clean_environment, omgc, root, scratch};
use tempfile::TempDir;

/// How long one request may take, in seconds.
const PATIENCE: u64 = 30;

/// A server that is killed when this is dropped, the files that it serves, and the folder where `curl` writes.
struct Server {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Server {
    /// Starts it in one of the engines, with a few files.
    fn start(engine: &str) -> Server {
        let folder = scratch();
        let site = folder.path().join("site");
        fs::create_dir_all(site.join("sub/deep")).unwrap();
        fs::write(site.join("index.html"), "<p>the index\n").unwrap();
        fs::write(site.join("sub/a b&ä.txt"), "a text\n").unwrap();
        fs::write(site.join("sub/.hidden"), "not for you\n").unwrap();
        fs::write(folder.path().join("outside.txt"), "not for you\n").unwrap();
        let program = root().join("examples/httpd/main.omg");
        let mut command = if engine == "interpreter" {
            let mut command = omgc(folder.path());
            command.args(["run", "--interpret"]).arg(program);
            command
        } else {
            let built = omgc(folder.path()).arg("build").arg(program).args(["-o", "server"]).output().unwrap();
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            Command::new(folder.path().join("server"))
        };
        clean_environment(&mut command);
        command.current_dir(folder.path()).args(["site", "0"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        Server { port: port.expect(&line).parse().unwrap(), child, folder }
    }

    /// What `curl` prints, given arguments in which `@` stands for the server.
    fn curl(&self, arguments: &[&str]) -> String {
        let server = format!("http://127.0.0.1:{}", self.port);
        let arguments = arguments.iter().map(|argument| argument.replace('@', &server));
        let mut command = Command::new("curl");
        command.current_dir(self.folder.path()).args(["-sS", "--noproxy", "*", "--max-time", &PATIENCE.to_string()]);
        let output =
            command.args(arguments).output().unwrap_or_else(|e| panic!("this test needs the command curl: {e}"));
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What comes back on one connection, up to its end, for these bytes.
    fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(PATIENCE))).unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// The status and, in small letters, the other lines of the head that `curl -i` shows.
fn head(answer: &str) -> (&str, String) {
    let (status, rest) = answer.split_once("\r\n").unwrap();
    (status, rest.split("\r\n\r\n").next().unwrap().to_lowercase())
}

const ENGINES: [&str; 2] = ["native", "interpreter"];

#[test]
fn files_and_directories() {
    for engine in ENGINES {
        let server = Server::start(engine);
        for (arguments, status, header, body) in [
            (&["@/"][..], "200 OK", "content-type: text/html; charset=utf-8", "<p>the index\n"),
            (&["@/sub/a%20b%26%C3%A4.txt?query"], "200 OK", "content-length: 7", "a text\n"),
            (&["-r", "2-4", "@/sub/a%20b%26%c3%a4.txt"], "206 Partial Content", "content-range: bytes 2-4/7", "tex"),
            (&["@/sub/deep"], "301 Moved Permanently", "location: /sub/deep/", "301 Moved Permanently\n"),
            (&["@/none"], "404 Not Found", "content-length: 14", "404 Not Found\n"),
            (&["@/sub/.hidden"], "403 Forbidden", "content-length: 14", "403 Forbidden\n"),
            (&["-d", "x=1", "@/"], "405 Method Not Allowed", "allow: get, head", "405 Method Not Allowed\n"),
            (&["--path-as-is", "@/../outside.txt"], "403 Forbidden", "date: ", "403 Forbidden\n"),
            (&["@/sub/%2e%2e/..%2foutside.txt"], "403 Forbidden", "date: ", "403 Forbidden\n"),
            (&["--path-as-is", "@/sub//../../outside.txt"], "403 Forbidden", "date: ", "403 Forbidden\n"),
            (&["-I", "@/"], "200 OK", "content-length: 13", ""),
            (&["-0", "@/"], "200 OK", "connection: close", "<p>the index\n"),
        ] {
            let answer = server.curl(&[&["-i"], arguments].concat());
            let (first, others) = head(&answer);
            assert_eq!(first, format!("HTTP/1.1 {status}"), "{engine} {arguments:?}");
            assert!(others.contains(header), "{engine} {arguments:?}: {others}");
            assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{engine} {arguments:?}: {answer}");
        }
        let listing = server.curl(&["@/sub/"]);
        assert!(listing.contains("<li><a href=\"/sub/a%20b%26%c3%a4.txt\">a b&amp;ä.txt</a>\n"), "{listing}");
        assert!(!listing.contains("hidden"), "{listing}");
    }
}

#[test]
fn a_connection_is_used_again_and_fifty_come_one_after_the_other() {
    for engine in ENGINES {
        let server = Server::start(engine);
        // Of several requests, `curl` tells how many connections it made for each.
        let counts = server.curl(&["-o", "1", "-o", "2", "-o", "3", "-w", "%{num_connects}", "@/", "@/none", "@/sub/"]);
        assert_eq!(counts, "100", "{engine}");
        for _ in 0..50 {
            assert_eq!(server.curl(&["@/"]), "<p>the index\n", "{engine}");
        }
        // One that says nothing keeps nobody waiting.
        let _silent = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        assert_eq!(server.curl(&["@/"]), "<p>the index\n", "{engine}");
    }
}

#[test]
fn a_large_file_comes_whole_and_in_little_memory() {
    for engine in ENGINES {
        let server = Server::start(engine);
        // Random numbers (of Numerical Recipes).
        let next = |state: &u32| Some(state.wrapping_mul(1664525).wrapping_add(1013904223));
        let numbers = std::iter::successors(Some(1), next);
        let content: Vec<u8> = numbers.take(50_000_000).map(|number: u32| (number >> 24) as u8).collect();
        fs::write(server.folder.path().join("site/large"), &content).unwrap();
        let memory = memory_while(&server, || server.curl(&["-o", "copy", "@/large"]));
        assert!(fs::read(server.folder.path().join("copy")).unwrap() == content, "{engine}");
        if engine == "native" {
            assert!(memory > 0 && memory < 30 << 10, "{memory} KiB");
        }
        server.curl(&["-r", "49999000-", "-o", "copy", "@/large"]);
        assert!(fs::read(server.folder.path().join("copy")).unwrap() == content[49_999_000..], "{engine}");
        // A client that goes away in the middle is no trouble for others.
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.write_all(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
        stream.read_exact(&mut [0; 100]).unwrap();
        drop(stream);
        assert_eq!(server.curl(&["@/"]), "<p>the index\n", "{engine}");
    }
}

/// The most memory, in KiB, that a process of the server has while something goes on; 0 if none was seen.
fn memory_while(server: &Server, work: impl FnOnce() -> String + Send) -> usize {
    std::thread::scope(|scope| {
        let working = scope.spawn(work);
        let mut most = 0;
        while !working.is_finished() {
            most = most.max(memory_of_children(server.child.id()));
            std::thread::sleep(Duration::from_millis(2));
        }
        working.join().unwrap();
        most
    })
}

fn memory_of_children(parent: u32) -> usize {
    let peak = |process: &Path| {
        let status = fs::read_to_string(process.join("status")).ok()?;
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next();
        (field("PPid:")? == parent.to_string()).then(|| field("VmHWM:")?.parse().ok())?
    };
    fs::read_dir("/proc").unwrap().filter_map(|entry| peak(&entry.unwrap().path())).max().unwrap_or(0)
}

#[test]
fn bad_requests() {
    for engine in ENGINES {
        let server = Server::start(engine);
        let long = "x".repeat(9000);
        let many = "A: b\r\n".repeat(101);
        for (request, status) in [
            (&b"nonsense\r\n\r\n"[..], 400),
            (b"GET /\r\n\r\n", 400),
            (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            (b"GET / HTTP/1.x\r\nHost: a\r\n\r\n", 400),
            (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            (b"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc", 413),
            (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
            (b"\xff\xfe\x00\x01\r\n\r\n", 400),
            (b"GET /%00 HTTP/1.0\r\n\r\n", 400),
            (b"GET /%zz HTTP/1.0\r\n\r\n", 400),
            (b"GET x HTTP/1.0\r\n\r\n", 400),
            (format!("GET /{long} HTTP/1.0\r\n\r\n").as_bytes(), 400),
            (long.as_bytes(), 400),
            (format!("GET / HTTP/1.0\r\n{many}\r\n").as_bytes(), 431),
        ] {
            let answer = server.raw(request);
            let shown = String::from_utf8_lossy(request);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{engine} {shown}: {answer}");
            assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{engine} {shown}: {answer}");
            assert!(answer.contains("Connection: close\r\n"), "{engine} {shown}: {answer}");
        }
        assert_eq!(server.raw(b""), "", "{engine}");
        // Requests that come together are answered in their order, those behind a wrong one not at all.
        let good = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let answer = server.raw(format!("{good}{good}nonsense\r\n\r\n{good}").as_bytes());
        let statuses: Vec<&str> = answer.lines().filter(|line| line.starts_with("HTTP/1.1")).collect();
        assert_eq!(statuses, ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 400 Bad Request"], "{engine}");
        assert_eq!(server.curl(&["@/"]), "<p>the index\n", "{engine}");
    }
}

#[test]
fn a_request_may_come_in_pieces() {
    for engine in ENGINES {
        let server = Server::start(engine);
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(PATIENCE))).unwrap();
        for byte in b"\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" {
            stream.write_all(&[*byte]).unwrap();
            std::thread::sleep(Duration::from_millis(1));
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("\r\n\r\n<p>the index\n"), "{engine}: {answer}");
    }
}
