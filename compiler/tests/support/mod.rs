//! What the golden tests share: finding cases, running programs under a time limit, showing differences.
//!
//! `OMGC_BLESS=1` rewrites expectations instead of comparing with them.

#![allow(dead_code, reason = "each test program uses a part of this module")]

use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;

pub mod engine;
pub mod pseudo_terminal;
pub mod random;
pub mod session;

/// How long a compilation or a program may take.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// How many cases run at a time, unless `--test-threads` says otherwise.
const THREADS: usize = 2;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A folder for files that a test makes; removed when the result is dropped.
pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// The compiler under test, working in `folder`, without anything from the environment that changes what it says.
pub fn omgc(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_omgc"));
    command.current_dir(folder);
    clean_environment(&mut command);
    command
}

/// Takes from the environment of a command what changes its output.
pub fn clean_environment(command: &mut Command) {
    command.env("NO_COLOR", "1").env("TERM", "dumb").env_remove("OMG_GC_STRESS").env_remove("COLUMNS");
}

/// What a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    /// The exit status as text: `0`, `1`, or `signal 11`.
    pub status: String,
}

impl Outcome {
    /// Whether the exit status is zero.
    pub fn success(&self) -> bool {
        self.status == "0"
    }
}

/// Runs a command to its end and collects its output. Past the time limit it is killed, which is an error.
pub fn run(command: &mut Command, stdin: Option<&Path>) -> Result<Outcome, Failed> {
    let stdin = match stdin {
        Some(path) => Stdio::from(fs::File::open(path).map_err(|e| format!("{}: {e}", path.display()))?),
        None => Stdio::null(),
    };
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot run {shown}: {e}"))?;
    let stdout = collect(child.stdout.take().unwrap());
    let stderr = collect(child.stderr.take().unwrap());
    let status = wait(&mut child).ok_or_else(|| format!("killed after {} s: {shown}", TIME_LIMIT.as_secs()))?;
    let text = |thread: std::thread::JoinHandle<Vec<u8>>| String::from_utf8_lossy(&thread.join().unwrap()).into_owned();
    Ok(Outcome { stdout: text(stdout), stderr: text(stderr), status: status_text(status) })
}

fn collect(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // A read error is what a killed program leaves; what came before it is what there is to compare.
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

/// The exit status, or none if the time limit was reached and the child was killed.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        let elapsed = start.elapsed();
        if elapsed > TIME_LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep((elapsed / 10).clamp(Duration::from_micros(200), Duration::from_millis(20)));
    }
}

fn status_text(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => code.to_string(),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => unreachable!("a process ends with a code or by a signal"),
    }
}

/// Whether expectations are to be rewritten.
pub fn blessing() -> bool {
    std::env::var_os("OMGC_BLESS").is_some_and(|value| value == "1")
}

/// Fails with a readable difference if the texts are not the same.
pub fn compare(what: &str, expected: &str, actual: &str) -> Result<(), Failed> {
    if expected == actual {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, actual);
    let shown = diff.unified_diff().context_radius(4).header("expected", "actual").to_string();
    Err(format!("{what} differs:\n{shown}").into())
}

/// Compares with the file at `path`, or writes it when [`blessing`]. A missing file is a failure.
pub fn compare_with_file(what: &str, path: &Path, actual: &str) -> Result<(), Failed> {
    if blessing() {
        return fs::write(path, actual).map_err(|e| format!("{}: {e}", path.display()).into());
    }
    match fs::read_to_string(path) {
        Ok(expected) => compare(what, &expected, actual),
        Err(error) => Err(format!("{}: {error}; {what} is:\n{actual}", path.display()).into()),
    }
}

/// The entries of a folder in the order of their names.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let list = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = list.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Copies a folder with everything below it.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for path in entries(from) {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// Every folder at or below `folder` that contains a file called `marker`; inside such a folder none is looked for.
pub fn folders_with(folder: &Path, marker: &str) -> Vec<PathBuf> {
    if folder.join(marker).is_file() {
        return vec![folder.to_owned()];
    }
    entries(folder).iter().filter(|path| path.is_dir()).flat_map(|path| folders_with(path, marker)).collect()
}

/// The arguments in a file with one per line; none if there is no such file.
pub fn lines_of(path: &Path) -> Vec<String> {
    fs::read_to_string(path).map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// A case's name: its path below `base`, with `::` between the parts, after `prefix`.
pub fn case_name(prefix: &str, base: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(base).unwrap().with_extension("");
    let parts = relative.iter().map(|part| part.to_str().unwrap());
    std::iter::once(prefix).chain(parts).collect::<Vec<_>>().join("::")
}

/// Runs the cases as `cargo test` asks for it. A program without cases must not pass for a successful one.
pub fn conclude(trials: Vec<Trial>) -> ! {
    assert!(!trials.is_empty(), "there are no cases");
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(THREADS));
    libtest_mimic::run(&arguments, trials).exit()
}
