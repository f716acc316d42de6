//! The benchmark table: each program of this folder in C (`gcc -O2`), native (`omgc build -O`) and in the interpreter,
//! with equal outputs. `cargo bench` prints it; `cargo bench -- NAME` prints one row.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Of so many runs the median is taken. The interpreter, which takes longer, runs once.
const RUNS: usize = 5;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches");
    let scratch = tempfile::tempdir().unwrap();
    let mut sources: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "omg"))
        .collect();
    sources.sort();
    println!("{:<16} {:>9} {:>9} {:>12} {:>9} {:>12}", "", "C", "native", "interpreter", "native/C", "interp/native");
    for source in sources {
        let name = source.file_stem().unwrap().to_str().unwrap();
        if wanted.is_empty() || wanted.iter().any(|w| name.contains(w.as_str())) {
            print_row(name, &source, scratch.path());
        }
    }
}

fn print_row(name: &str, source: &Path, scratch: &Path) {
    let (c, native) = (scratch.join("c"), scratch.join("native"));
    build(Command::new("gcc").arg("-O2").arg(source.with_extension("c")).arg("-o").arg(&c));
    build(Command::new(env!("CARGO_BIN_EXE_omgc")).arg("build").arg(source).arg("-o").arg(&native));
    let (c_time, expected) = median(|| Command::new(&c), RUNS);
    let (native_time, native_output) = median(|| Command::new(&native), RUNS);
    let interpreter = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_omgc"));
        command.args(["run", "--interpret"]).arg(source);
        command
    };
    let (interpreter_time, interpreter_output) = median(interpreter, 1);
    assert_eq!(native_output, expected, "{name}: native and C");
    assert_eq!(interpreter_output, expected, "{name}: interpreter and C");
    println!(
        "{name:<16} {:>6.1} ms {:>6.1} ms {:>9.1} ms {:>9.2} {:>12.1}",
        milliseconds(c_time),
        milliseconds(native_time),
        milliseconds(interpreter_time),
        native_time.as_secs_f64() / c_time.as_secs_f64(),
        interpreter_time.as_secs_f64() / native_time.as_secs_f64(),
    );
}

fn build(command: &mut Command) {
    let status = command.status().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(status.success(), "{command:?}: {status}");
}

/// The median time, and the output, which is the same each time.
fn median(command: impl Fn() -> Command, runs: usize) -> (Duration, String) {
    let mut outputs = Vec::new();
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let output = command().output().unwrap();
            assert!(output.status.success(), "{:?}: {output:?}", command());
            outputs.push(String::from_utf8(output.stdout).unwrap());
            start.elapsed()
        })
        .collect();
    assert!(outputs.iter().all(|output| *output == outputs[0]));
    times.sort();
    (times[runs / 2], outputs.swap_remove(0))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
