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
    /// Processor time of all its threads, in the system, too.
    pub cpu: Duration,
    pub memory: PeakMemory,
}

/// Peak resident memory. The system counts what this process held when it started the other one as that one's own, so
/// that less than this cannot be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeakMemory {
    pub bytes: u64,
    /// The process needed at most so much.
    pub is_bound: bool,
}

/// Runs the command to its end with `input` on standard input.
pub fn run(command: &mut Command, input: &[u8]) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = exchange(&mut child, input)?;
    let usage = child.wait4()?;
    let wall = start.elapsed();
    let status = exit_status(usage.status);
    let bytes = usage.rusage.maxrss;
    let memory = PeakMemory { bytes, is_bound: own_memory().is_some_and(|own| bytes <= own) };
    let cpu = usage.rusage.utime + usage.rusage.stime;
    Ok(Run { behaviour: Behaviour { stdout, stderr, status }, wall, cpu, memory })
}

/// The peak resident memory of this process in bytes.
fn own_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?;
    kilobytes.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
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
