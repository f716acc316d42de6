//! The implementations that are compared: how each is found, and how it runs a program.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::programs::Program;

/// An implementation that may be installed.
#[derive(Clone, Copy)]
pub struct Known {
    /// Its name in the JSON report and on the command line.
    pub key: &'static str,
    /// Its name in the table.
    pub title: &'static str,
    /// What is looked for.
    pub command: &'static str,
    /// What makes it print its version.
    version_flag: &'static str,
    way: Way,
    /// Its bars in the chart.
    pub colour: &'static str,
}

/// How an implementation runs a program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// `gcc -O2` of all C files makes an executable.
    Gcc,
    /// `omgc build -O` makes an executable.
    Omgc,
    /// The reference interpreter of omgc runs it.
    Interpreter,
    /// Runs the file of this extension.
    Script(&'static str),
    /// Runs the Python file; the command may be a script that starts the real interpreter.
    Python,
}

/// All implementations, C first.
pub const KNOWN: [Known; 7] = [
    known("c", "C", "gcc", "--version", Way::Gcc, "#9aa0a6"),
    known("omgc", "omgc", env!("CARGO_BIN_EXE_omgc"), "--version", Way::Omgc, "#d9480f"),
    known("luajit", "LuaJIT", "luajit", "-v", Way::Script("lua"), "#1864ab"),
    known("node", "Node", "node", "--version", Way::Script("js"), "#2b8a3e"),
    known("pypy", "PyPy", "pypy3", "--version", Way::Python, "#862e9c"),
    known("cpython", "CPython", "python3", "--version", Way::Python, "#e0a100"),
    known("interpreter", "interpreter", env!("CARGO_BIN_EXE_omgc"), "--version", Way::Interpreter, "#495057"),
];

const fn known(
    key: &'static str,
    title: &'static str,
    command: &'static str,
    version_flag: &'static str,
    way: Way,
    colour: &'static str,
) -> Known {
    Known { key, title, command, version_flag, way, colour }
}

/// An implementation that is installed.
pub struct Engine {
    pub known: Known,
    /// The first line in which it tells its version.
    pub version: String,
    executable: PathBuf,
}

/// A program that is ready to run.
pub struct Prepared {
    executable: PathBuf,
    arguments: Vec<OsString>,
}

impl Known {
    /// The implementation, if it is installed.
    pub fn find(self) -> Option<Engine> {
        let version = first_line(Command::new(self.command).arg(self.version_flag))?;
        let executable = match self.way {
            Way::Python => {
                first_line(Command::new(self.command).args(["-c", "import sys; print(sys.executable)"]))?.into()
            }
            _ => PathBuf::from(self.command),
        };
        Some(Engine { known: self, version, executable })
    }
}

impl Engine {
    /// Its name in the table.
    pub fn title(&self) -> &'static str {
        self.known.title
    }

    /// Whether the others are compared with this one.
    pub fn is_c(&self) -> bool {
        self.known.way == Way::Gcc
    }

    /// Whether this is what the table is about.
    pub fn is_omgc(&self) -> bool {
        self.known.way == Way::Omgc
    }

    /// Builds the program below `scratch`, if it has to be built, to be run with the arguments.
    pub fn prepare(&self, program: &Program, arguments: &[String], scratch: &Path) -> Result<Prepared, String> {
        let output = scratch.join(self.known.key);
        let source = |extension| program.folder.join("main").with_extension(extension);
        let (executable, before) = match self.known.way {
            Way::Gcc => {
                let mut command = Command::new(&self.executable);
                command.arg("-O2").args(c_files(&program.folder)).arg("-o").arg(&output).arg("-lm");
                build(&mut command)?;
                (output, Vec::new())
            }
            Way::Omgc => {
                let mut command = Command::new(&self.executable);
                command.args(["build", "-O"]).arg(source("omg")).arg("-o").arg(&output);
                build(&mut command)?;
                (output, Vec::new())
            }
            Way::Interpreter => {
                (self.executable.clone(), vec!["run".into(), "--interpret".into(), source("omg").into()])
            }
            Way::Script(extension) => (self.executable.clone(), vec![source(extension).into()]),
            Way::Python => (self.executable.clone(), vec![source("py").into()]),
        };
        let arguments = before.into_iter().chain(arguments.iter().map(OsString::from)).collect();
        Ok(Prepared { executable, arguments })
    }
}

impl Prepared {
    /// The command that runs the program once.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        // Python writes what it compiled of modules beside them otherwise.
        command.args(&self.arguments).env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

/// The C files at or below the folder.
fn c_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(c_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "c") {
            files.push(path);
        }
    }
    files
}

fn build(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

/// The first line that the command prints, if it can be run.
fn first_line(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}
