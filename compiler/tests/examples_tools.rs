//! `examples/tools`, compared with the commands of the system: the same shell lines run with both, on files of this
//! repository and on odd ones. Standard output and the exit status must be equal, and both or neither say that something
//! failed. Needs `grep`, `sort`, `wc` and `hexdump` (on Debian, the package `bsdextrautils`).

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use support::random::Random;
use support::{Outcome, clean_environment, compare, omgc, root, run, scratch};

/// Calls of the tools with options and patterns; the files come behind them.
const WC: &[&str] = &["wc", "wc -l", "wc -w", "wc -c", "wc -m", "wc -lw", "wc -c -m -l"];
const SORT: &[&str] = &[
    "sort",
    "sort -r",
    "sort -n",
    "sort -u",
    "sort -rn",
    "sort -nu",
    "sort -ru",
    "sort -k2",
    "sort -k2,2",
    "sort -k 2n",
    "sort -k2nr,3",
    "sort -t : -k2",
    "sort -t : -k2,2 -u",
    "sort -t: -k2,2n -k1,1r",
    "sort -k 1,1 -u",
    "sort -r -k3n",
];
const HEXDUMP: &[&str] = &["hexdump -C", "hexdump -Cv", "hexdump -C -n 100", "hexdump -C -s 20 -n 40"];
const PATTERNS: &[&str] = &[
    "a",
    "^$",
    "^",
    "$",
    "",
    "[a-c]+[0-9]",
    "(one|two|ä).*",
    "x*y",
    "[^a-zA-Z ]$",
    "a|b|",
    r"\.",
    r"\(\[",
    "ü",
    "[äöü]+",
    "[zü-]x*",
    "[]a]",
    "[^]a-]",
    "(a|(b|c)+)d?e",
    "-",
    "proc|alloc",
    r"^[A-Z].*\.$",
    "((a*)*)*b",
    "a+?",
    "(^a|b$)",
    "x^",
    "$a*^",
    "(a|^b?)+c",
    ".😀|.s",
    "β$",
    "()",
];

fn main() {
    support::conclude(vec![Trial::test("tools::like_those_of_the_system", like_those_of_the_system)])
}

/// What a shell runs for `tool NAME ARGUMENTS`.
struct Shell {
    engine: &'static str,
    /// The body of the shell's function `tool`.
    tool: String,
}

fn like_those_of_the_system() -> Result<(), Failed> {
    let present = |name: &str| Command::new(name).arg("/dev/null").output().is_ok();
    if !present("hexdump") {
        return Err("this test needs the command `hexdump` (on Debian, of the package bsdextrautils)".into());
    }
    let folder = scratch();
    let files = odd_files(folder.path())?.into_iter().chain(files_of_the_repository()).collect::<Vec<_>>();
    let main = root().join("examples/tools/main.omg");
    let mut native = Vec::new();
    for (engine, level) in [("native -O0", "-O0"), ("native -O", "-O")] {
        let executable = folder.path().join(format!("tools{level}"));
        let built = run(omgc(folder.path()).args(["build", level]).arg(&main).arg("-o").arg(&executable), None)?;
        compare("what the compiler says", "", &built.stderr)?;
        native.push(Shell { engine, tool: format!("{} \"$@\"", quoted(executable.to_str().unwrap())) });
    }
    let omgc = quoted(env!("CARGO_BIN_EXE_omgc"));
    let interpreted = format!("{omgc} run --interpret {} \"$@\"", quoted(main.to_str().unwrap()));
    let interpreter = Shell { engine: "interpreter", tool: interpreted };

    let all = files.iter().map(|file| quoted(file.to_str().unwrap())).collect::<Vec<_>>().join(" ");
    for call in [WC, SORT, HEXDUMP].concat() {
        let each = format!("for file in {all}; do tool {call} \"$file\"; echo \"status $?\"; done");
        check(&native, &each, folder.path())?;
        check(native.iter().chain([&interpreter]), &format!("tool {call} {all}"), folder.path())?;
    }
    for pattern in PATTERNS {
        let line = |options| format!("tool grep -E {options} -- {} {all}", quoted(pattern));
        check(&native, &line("-n"), folder.path())?;
        check(&native, &line("-c"), folder.path())?;
        check(native.iter().chain([&interpreter]), &line("-inv"), folder.path())?;
    }
    for line in LINES {
        check(native.iter().chain([&interpreter]), line, folder.path())?;
    }
    Ok(())
}

/// Standard input, files that are not there, and calls that make no sense.
const LINES: &[&str] = &[
    "cat utf8 | tool wc",
    "cat utf8 | tool wc -m",
    "cat utf8 | tool wc -",
    "tool wc empty none blank",
    "tool wc -x",
    "cat numbers | tool sort -n",
    "cat colons | tool sort numbers -",
    "tool sort none",
    "tool sort -k0 empty",
    "tool sort -k",
    "cat bytes | tool hexdump -C",
    "tool hexdump -C bytes zeros bytes",
    "tool hexdump -C none empty",
    "cat utf8 | tool grep -E -n s",
    "cat utf8 | tool grep -E -c s - numbers",
    "tool grep -E -n '(a|e)b?c' colons none",
    "tool grep -E nowhere colons",
    "tool grep -E 'a(' colons",
    "tool grep -E '[a' colons",
    "tool grep -E 'a\\' colons",
    "tool grep -E '[z-a]' colons",
    "tool grep -E",
];

/// Runs a shell line with the commands of the system and with each of ours.
fn check<'a>(ours: impl IntoIterator<Item = &'a Shell>, line: &str, folder: &Path) -> Result<(), Failed> {
    let system = Shell { engine: "system", tool: "\"$@\"".to_owned() };
    let expected = system.run(line, folder)?;
    for shell in ours {
        let actual = shell.run(line, folder)?;
        let what = format!("{line}\n{}", shell.engine);
        compare(&format!("{what}: standard output"), &expected.stdout, &actual.stdout)?;
        compare(&format!("{what}: exit status"), &expected.status, &actual.status)?;
        if expected.stderr.is_empty() != actual.stderr.is_empty() {
            return Err(format!("{what} says {:?}, the system {:?}", actual.stderr, expected.stderr).into());
        }
    }
    Ok(())
}

impl Shell {
    fn run(&self, line: &str, folder: &Path) -> Result<Outcome, Failed> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("tool() {{ {}; }}\n{line}", self.tool)).current_dir(folder);
        clean_environment(&mut command);
        // Text is UTF-8, its order is that of code points.
        command.env("LC_ALL", "C.UTF-8");
        run(&mut command, None)
    }
}

/// A word of a shell line.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn files_of_the_repository() -> Vec<PathBuf> {
    ["README.md", "docs/language.md", "examples/tools/grep.omg"].iter().map(|path| root().join(path)).collect()
}

/// Writes files that are unusual in one way each, and gives their paths, relative to the folder.
fn odd_files(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let long = format!("{}\n{} z {}", "x".repeat(100_000), "y".repeat(50_000), "w".repeat(50_000));
    let mut random = Random::new(7);
    let numbers = lines_of(400, || {
        let sign = random.pick(&["", "-", " ", "  -", "+"]);
        let number = random.pick(&[
            "0",
            "7",
            "007",
            "x",
            "",
            "1e3",
            ".5",
            "0.50",
            "-.5",
            "12.125",
            "-3.25",
            "99999999999999999999",
            "99999999999999999998",
            "1.2.3",
        ]);
        let end = random.pick(&["", "\t", " "]);
        format!("{sign}{number}{end}{} {}", random.pick(&["a", "b", "C"]), random.below(5))
    });
    let colons = lines_of(300, || {
        let choices = ["a", "b", "", "10", "9", "B b"];
        let fields: Vec<&str> = (0..=random.below(4)).map(|_| *random.pick(&choices)).collect();
        fields.join(":")
    });
    let texts = [
        ("empty", String::new()),
        ("no_end", "one\ntwo words\n  three  more words".to_owned()),
        ("blank", "\n\n\n".to_owned()),
        ("utf8", "größer ärger\nÜber ß\tαβγ 日本語\nz\nZ\na\n😀 smile\n".to_owned()),
        ("long", long),
        ("numbers", numbers),
        ("colons", colons),
    ];
    for (name, text) in &texts {
        fs::write(folder.join(name), text)?;
    }
    let bytes: Vec<u8> = (0..1000).map(|_| random.below(256) as u8).chain([0; 100]).chain(*b"abc").collect();
    fs::write(folder.join("bytes"), bytes)?;
    fs::write(folder.join("zeros"), [0; 4096])?;
    Ok(texts.iter().map(|(name, _)| PathBuf::from(name)).collect())
}

/// Lines of text, each with its end.
fn lines_of(count: usize, mut line: impl FnMut() -> String) -> String {
    (0..count).map(|_| line() + "\n").collect()
}
