//! Runs a program as a whole process: what it wrote, how it ended, how long it took, how much memory it used.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What can be seen of one run from outside.
#[derive(Debug, PartialEq, Eq)]
pub struct Behaviour {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// The exit status; 128 + n after a signal n.
    pub status: i32,
}

/// One run.
#[derive(Debug)]
pub struct Run {
    pub behaviour: Behaviour,
    pub wall: Duration,
    /// Peak resident memory in bytes.
    pub memory: u64,
}

/// Runs the command to its end with `input` on standard input.
pub fn run(command: &mut Command, input: &[u8]) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = exchange(&mut child, input)?;
    let usage = child.wait4()?;
    let wall = start.elapsed();
    let status = exit_status(usage.status);
    Ok(Run { behaviour: Behaviour { stdout, stderr, status }, wall, memory: usage.rusage.maxrss })
}

/// Feeds and drains the child's three streams at once, so that neither side waits for the other.
fn exchange(child: &mut Child, input: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let (mut stdin, mut stdout, mut stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        // The program may end without reading its input.
        scope.spawn(move || stdin.take().map(|mut pipe| pipe.write_all(input)));
        let errors = scope.spawn(move || read_all(stderr.as_mut()));
        let output = read_all(stdout.as_mut())?;
        let errors = errors.join().map_err(|_| io::Error::other("reading standard error failed"))??;
        Ok((output, errors))
    })
}

fn read_all(pipe: Option<&mut impl Read>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    pipe.map_or(Ok(0), |pipe| pipe.read_to_end(&mut bytes))?;
    Ok(bytes)
}

fn exit_status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(-1)
}
