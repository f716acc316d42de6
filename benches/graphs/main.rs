//! How long the compiler takes for programs of very many modules, and that it takes a time that is linear in their files and
//! imports: the processor time per file and import, which must not grow with the program, is in the last column.
//! `cargo bench --bench graphs` prints the table; `cargo bench --bench graphs -- dense` the rows of one shape.

#[path = "../../compiler/tests/graphs/mod.rs"]
mod graphs;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use graphs::{Shape, write_program};
use wait4::Wait4;

const SIZES: [usize; 3] = [500, 1000, 2000];

/// The least of so many runs is taken.
const RUNS: usize = 3;

const TASKS: [(&str, &[&str]); 4] = [
    ("check", &["check", "main.omg"]),
    ("graph --format=svg", &["graph", "--format=svg", "-o", "main.svg", "main.omg"]),
    ("build -O0", &["build", "-O0", "-o", "main", "main.omg"]),
    ("build -O", &["build", "-O", "-o", "main", "main.omg"]),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    println!("{:<13} {:<19} {:>8} {:>8} {:>10} {:>12}", "shape", "", "files", "imports", "time", "per file");
    println!("{:<13} {:<19} {:>8} {:>8} {:>10} {:>12}", "", "", "", "", "", "and import");
    for shape in [Shape::Chain, Shape::Tree, Shape::Dense, Shape::Circle, Shape::DenseCircle] {
        let name = format!("{shape:?}").to_lowercase();
        if !wanted.is_empty() && !wanted.iter().any(|wanted| name.contains(wanted)) {
            continue;
        }
        // Programs that do not compile.
        let is_cyclic = matches!(shape, Shape::Circle | Shape::DenseCircle);
        for (task, arguments) in TASKS.iter().take(if is_cyclic { 1 } else { TASKS.len() }) {
            SIZES.iter().for_each(|&modules| print_row(shape, &name, modules, task, arguments));
        }
    }
}

fn print_row(shape: Shape, name: &str, modules: usize, task: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    write_program(folder.path(), shape, modules);
    let imports: usize = (0..modules).map(|module| shape.imports(module, modules).len()).sum();
    let runs: Vec<(Duration, Duration)> = (0..RUNS).map(|_| run(arguments, folder.path())).collect();
    let wall = runs.iter().map(|run| run.0).min().expect("runs");
    let processor = runs.iter().map(|run| run.1).min().expect("runs");
    let each = processor.as_secs_f64() * 1e6 / (modules + imports) as f64;
    let wall = wall.as_secs_f64() * 1e3;
    println!("{name:<13} {task:<19} {modules:>8} {imports:>8} {wall:>7.0} ms {each:>9.1} µs");
}

/// The time by the clock, and that of all processors.
fn run(arguments: &[&str], folder: &Path) -> (Duration, Duration) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_omgc"));
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let usage = command.spawn().unwrap().wait4().unwrap().rusage;
    (start.elapsed(), usage.utime + usage.stime)
}
