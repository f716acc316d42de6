//! Programs of very many modules: they are loaded, checked, compiled and run, and nothing uses up a stack.

mod graphs;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use graphs::{MODULUS, Shape, write_program};

const MODULES: usize = 2000;

fn omgc(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_omgc")).args(arguments).current_dir(folder).output().unwrap()
}

/// What the program prints in the interpreter and natively, which must be `total`.
fn runs_everywhere(shape: Shape, modules: usize) {
    let folder = tempfile::tempdir().unwrap();
    write_program(folder.path(), shape, modules);
    let expected = format!("{}\n", total(shape, modules));
    for engine in [&["run", "--interpret", "main.omg"][..], &["build", "-O0", "main.omg"], &["build", "main.omg"]] {
        let mut output = omgc(engine, folder.path());
        if engine[0] == "build" {
            assert!(output.status.success(), "{shape:?} {engine:?}: {}", String::from_utf8_lossy(&output.stderr));
            output = Command::new(folder.path().join("main")).output().unwrap();
        }
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{shape:?} {engine:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{shape:?} {engine:?}");
    }
}

#[test]
fn a_chain() {
    runs_everywhere(Shape::Chain, MODULES);
}

#[test]
fn a_tree() {
    runs_everywhere(Shape::Tree, MODULES);
}

#[test]
fn a_dense_graph() {
    runs_everywhere(Shape::Dense, 120);
}

/// A group of modules that import each other is one error, however large it is and however many loops it has.
#[test]
fn cycles_are_reported_once_and_soon() {
    for shape in [Shape::Circle, Shape::DenseCircle] {
        let folder = tempfile::tempdir().unwrap();
        write_program(folder.path(), shape, MODULES);
        let start = Instant::now();
        let output = omgc(&["check", "main.omg"], folder.path());
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{shape:?}");
        assert_eq!(text.matches("error[").count(), 1, "{shape:?}: {text}");
        assert!(text.contains("error[E0303]") && text.len() < 10_000, "{shape:?}: {text}");
        // A second or two; far more would mean that the search is not linear. Other tests run beside this one.
        assert!(start.elapsed() < Duration::from_secs(60), "{shape:?}: {:?}", start.elapsed());
    }
}

#[test]
fn all_forms_of_the_graph_of_a_circle() {
    let folder = tempfile::tempdir().unwrap();
    write_program(folder.path(), Shape::Circle, MODULES);
    for format in ["tree", "dot", "json", "svg"] {
        let output = omgc(&["graph", "--format", format, "main.omg"], folder.path());
        assert!(output.status.success() && output.stderr.is_empty(), "{format}");
        // Deep trees go on below: their indentation does not grow with the graph.
        assert!(output.stdout.len() < 4_000_000, "{format}: {} bytes", output.stdout.len());
    }
}

/// What the program prints.
fn total(shape: Shape, modules: usize) -> u64 {
    let mut numbers = vec![0; modules];
    for module in (0..modules).rev() {
        let add = |x: u64, module: usize| (x + module as u64) % MODULUS;
        let imports = shape.imports(module, modules).into_iter();
        numbers[module] = imports.fold(module as u64, |number, next| add(number + add(numbers[next], next), module));
    }
    numbers[0]
}
