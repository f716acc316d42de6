//! What executables need of the machine: memory stays bounded where the program's live data is. And programs of unusual
//! size, which are compiled in other ways.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use wait4::Wait4;

/// Compiles a program: a folder, and the executable in it.
fn build(source: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.omg");
    std::fs::write(&file, source).unwrap();
    let executable = folder.path().join("main");
    let compiler = Path::new(env!("CARGO_BIN_EXE_omgc"));
    let built = Command::new(compiler).arg("build").arg(&file).arg("-o").arg(&executable).status().unwrap();
    assert!(built.success());
    (folder, executable)
}

/// Compiles and runs a program; what it wrote and the most memory that it held, in bytes.
fn run(source: &str) -> (String, u64) {
    let (_folder, executable) = build(source);
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

/// The children of a process that have not ended.
fn children(process: u32) -> Vec<Pid> {
    let parent = process.to_string();
    let is_child = |id: i32| {
        // Number, name in parentheses, state, parent.
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let mut fields = stat.rsplit(')').next().unwrap().split_whitespace();
        !matches!(fields.next(), None | Some("Z" | "X")) && fields.next() == Some(&parent)
    };
    let entries = std::fs::read_dir("/proc").unwrap();
    let processes = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    processes.filter(|&id| is_child(id)).filter_map(Pid::from_raw).collect()
}

#[test]
fn programs_survive_the_end_of_processes_that_mark_their_memory() {
    let (_folder, executable) = build(
        ";;;omg
alloc kept := []
alloc i := 0
loop i < 1000000 {
    kept := kept + [[i, [i + 1]]]
    i := i + 1
}
emit \"built\"
alloc start := time_ms()
loop time_ms() - start < 4000 {
    alloc n := 0
    loop n < 1000 {
        alloc at := (i * 7919) % length(kept)
        alloc old := kept[at]
        kept[at] := [old[0], [old[1][0]], \"garbage\" + i]
        i := i + 1
        n := n + 1
    }
}
alloc sum := 0
i := 0
loop i < length(kept) {
    sum := sum + kept[i][1][0] - kept[i][0]
    i := i + 1
}
emit sum
",
    );
    let mut program = Command::new(&executable).stdout(Stdio::piped()).spawn().unwrap();
    let mut ended = 0;
    while program.try_wait().unwrap().is_none() {
        for child in children(program.id()) {
            ended += kill_process(child, Signal::KILL).is_ok() as usize;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "built\n1000000\n");
    assert!(ended > 0);
}

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

#[test]
fn procedures_with_large_frames_find_the_end_of_the_stack() {
    let same = vec!["n"; 70_000].join(", ");
    let different = (0..20_000).map(|i| format!("n + {i}")).collect::<Vec<_>>().join(", ");
    for elements in [same, different] {
        let (text, _) = run(&format!(
            ";;;omg
proc rarely(n) {{
    if n >= 0 {{ return \"a\" + n }}
    return [{elements}]
}}
proc nest(n) {{ rarely(n) return 1 + nest(n + 1) }}
try {{ emit nest(1) }} except e {{ emit e }}
"
        ));
        assert_eq!(text, "RecursionError: maximum recursion depth exceeded\n");
    }
}

#[test]
fn a_loop_with_many_ways_out_stays_small() {
    // Each of the variables would have to be assigned on each of the ways.
    let count = 400;
    let mut source = String::from(";;;omg\n");
    (0..count).for_each(|i| source += &format!("alloc g{i} := {i}\n"));
    source += "proc f(n, k) {\n    alloc i := 0\n    loop i < n {\n";
    (0..count).for_each(|i| source += &format!("        g{i} := g{i} + 1\n        if k == {i} {{ return i }}\n"));
    source += "        i := i + 1\n    }\n    return 0\n}\n";
    source += "alloc n := length(args)\nemit f(n + 2, n)\nemit f(n + 5, n + 7)\nemit f(n + 9, n - 7)\n";
    (0..count).step_by(7).for_each(|i| source += &format!("emit g{i}\n"));
    let (_folder, executable) = build(&source);
    let size = std::fs::metadata(&executable).unwrap().len();
    assert!(size < MEGABYTE, "{size}");
    assert_eq!(run(&source).0, interpret(&source));
}
