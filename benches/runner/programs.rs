//! The programs of the table: each folder of `benches/programs` is one, in all languages.

use std::path::{Path, PathBuf};

/// The programs that every comparison of languages has, in the order of the table. The others come after them.
const CLASSICS: [&str; 14] = [
    "fib",
    "sieve",
    "nbody",
    "mandelbrot",
    "spectral_norm",
    "fannkuch",
    "binary_trees",
    "queens",
    "matrix",
    "string_append",
    "list_append",
    "word_count",
    "closures",
    "bytecode",
];

/// A program in all languages: `main.omg`, `main.c` and so on.
pub struct Program {
    pub name: String,
    pub folder: PathBuf,
    /// What it measures, from its first comment.
    pub measures: String,
    /// The arguments for a small size, with which it runs as a test.
    pub small: Vec<String>,
    /// The standard input for a small size; empty for most programs.
    input: Vec<u8>,
    pub is_classic: bool,
}

impl Program {
    /// The standard input; that of the small size is repeated for the large one.
    pub fn input(&self, quick: bool) -> Vec<u8> {
        const TIMES: usize = 40_000;
        self.input.repeat(if quick { 1 } else { TIMES })
    }
}

/// The programs whose name contains one of the words; all without any words.
pub fn find(wanted: &[String]) -> Result<Vec<Program>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches/programs");
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let mut programs = Vec::new();
    for entry in folder.read_dir().map_err(failed)? {
        let program = read(entry.map_err(failed)?.path())?;
        if wanted.is_empty() || wanted.iter().any(|word| program.name.contains(word)) {
            programs.push(program);
        }
    }
    if programs.is_empty() {
        return Err(format!("no program is called like {}", wanted.join(" or ")));
    }
    programs.sort_by_key(|program| {
        let position = CLASSICS.iter().position(|classic| *classic == program.name);
        (position.unwrap_or(CLASSICS.len()), program.name.clone())
    });
    Ok(programs)
}

fn read(folder: PathBuf) -> Result<Program, String> {
    let text = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = text("main.omg")?;
    let comment = source.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
    let small = text("main.args")?.lines().map(str::to_owned).collect();
    let input = std::fs::read(folder.join("main.in")).unwrap_or_default();
    let is_classic = CLASSICS.contains(&name.as_str());
    Ok(Program { measures: comment.trim_end_matches('.').to_owned(), name, folder, small, input, is_classic })
}
