//! What executables need of the machine: memory stays bounded where the program's live data is. And programs of unusual
//! size, which are compiled in other ways.

use std::path::Path;
use std::process::{Command, Stdio};

use wait4::Wait4;

/// Compiles and runs a program; what it wrote and the most memory that it held, in bytes.
fn run(source: &str) -> (String, u64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.omg");
    std::fs::write(&file, source).unwrap();
    let executable = folder.path().join("main");
    let compiler = Path::new(env!("CARGO_BIN_EXE_omgc"));
    let built = Command::new(compiler).arg("build").arg(&file).arg("-o").arg(&executable).status().unwrap();
    assert!(built.success());
    let mut child = Command::new(&executable).stdout(Stdio::piped()).spawn().unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(child.stdout.as_mut().unwrap(), &mut text).unwrap();
    let usage = child.wait4().unwrap();
    assert!(usage.status.success());
    (text, usage.rusage.maxrss)
}

/// What the interpreter writes.
fn interpret(source: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, source.as_bytes()).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_omgc")).args(["run", "--interpret"]).arg(file.path()).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

const MEGABYTE: u64 = 1 << 20;

#[test]
fn garbage_is_collected() {
    // Dictionaries, lists, texts and closures, in cycles: over a gigabyte in all.
    let (text, memory) = run(";;;omg
proc make(n) {
    alloc a := {name: \"x\" + n, items: [n, n + 1, [n]]}
    a.self := a
    proc get() { return a }
    a.get := get
    return a
}
alloc keep := []
alloc i := 0
loop i < 3000000 {
    alloc m := make(i)
    if i % 100000 == 0 { keep := keep + [m] }
    i := i + 1
}
emit length(keep)
");
    assert_eq!(text, "30\n");
    assert!(memory < 64 * MEGABYTE, "{memory} bytes");
}

#[test]
fn large_garbage_is_collected() {
    let (text, memory) = run(";;;omg
alloc i := 0
alloc total := 0
loop i < 2000 {
    alloc xs := list_repeat(i, 100000)
    total := total + length(xs + [i])
    i := i + 1
}
emit total
");
    assert_eq!(text, "200002000\n");
    assert!(memory < 64 * MEGABYTE, "{memory} bytes");
}

#[test]
fn tail_calls_need_no_stack() {
    let (text, memory) = run(";;;omg
proc even(n) { if n == 0 { return true } return odd(n - 1) }
proc odd(n) { if n == 0 { return false } return even(n - 1) }
proc through(f, n) { if n == 0 { return 0 } return f(f, n - 1) }
emit even(10000000)
emit through(through, 10000000)
");
    assert_eq!(text, "true\n0\n");
    assert!(memory < 64 * MEGABYTE, "{memory} bytes");
}

#[test]
fn a_giant_module_body_means_the_same() {
    // Larger than what registers are allocated for by backtracking.
    let mut source =
        String::from(";;;omg\nalloc xs := [1, 2.5, \"3\"]\nalloc i := 0\nalloc sum := 0\nalloc failures := 0\n");
    for n in 0..600 {
        let most = 2 + n % 2;
        source += &format!("try {{ loop i < {n} {{ i := i + 1 sum := sum + xs[i % {most}] }} }} ");
        source += &format!("except e {{ failures := failures + {n} if sum > {n} {{ sum := sum - {n} }} }}\n");
    }
    source += "emit [i, sum, failures]\n";
    assert_eq!(run(&source).0, interpret(&source));
}
