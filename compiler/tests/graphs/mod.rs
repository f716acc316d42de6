//! Programs of many modules in the shapes that import graphs can have, for tests and the benchmark.

use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each module imports the next.
    Chain,
    /// Each module imports two others.
    Tree,
    /// Each module imports the next fifty.
    Dense,
    /// A chain whose last module imports the first.
    Circle,
    /// Each module imports the next fifty, all round.
    DenseCircle,
}

const DENSITY: usize = 50;

impl Shape {
    /// The modules that a module imports.
    pub fn imports(self, module: usize, modules: usize) -> Vec<usize> {
        let next: Vec<usize> = match self {
            Shape::Chain => vec![module + 1],
            Shape::Tree => vec![2 * module + 1, 2 * module + 2],
            Shape::Dense => (module + 1..=module + DENSITY).collect(),
            Shape::Circle => vec![(module + 1) % modules],
            Shape::DenseCircle => (module + 1..=module + DENSITY).map(|next| next % modules).collect(),
        };
        next.into_iter().filter(|&next| next < modules).collect()
    }
}

/// Writes a program of so many modules, the entry being `main.omg`. Each module has a number, which is computed from those of
/// the modules that it imports when its body runs; the entry prints its own.
pub fn write_program(folder: &Path, shape: Shape, modules: usize) {
    for module in 0..modules {
        let imports = shape.imports(module, modules);
        let mut text = ";;;omg\n".to_owned();
        for next in &imports {
            text.push_str(&format!("import \"{}\" as m{next}\n", file(*next)));
        }
        text.push_str(&format!(
            "proc add(x) {{\n    return (x + {module}) % {MODULUS}\n}}\nalloc number := {module}\n"
        ));
        for next in &imports {
            text.push_str(&format!("number := add(number + m{next}.add(m{next}.current()))\n"));
        }
        text.push_str("proc current() {\n    return number\n}\n");
        if module == 0 {
            text.push_str("emit number\n");
        }
        std::fs::write(folder.join(file(module)), text).unwrap();
    }
}

/// Numbers are computed modulo this.
pub const MODULUS: u64 = 1_000_003;

fn file(module: usize) -> String {
    if module == 0 { "main.omg".to_owned() } else { format!("m{module}.omg") }
}
