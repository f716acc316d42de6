//! `omgc run`

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use super::USAGE;
use super::args::{ProgramArguments, RunArguments, SourceArguments};
use super::cache::{self, Cache};
use super::output::Console;
use super::phases::Phases;
use super::pipeline::{self, Checked};
use crate::codegen;
use crate::interp;

use crate::link;

/// The program's exit status, or ours if it cannot be compiled.
pub fn run(arguments: &RunArguments, console: &Console) -> i32 {
    let phases = Phases::new(console);
    let checked = pipeline::check(arguments.program.file(), &arguments.source, &phases, console);
    let Some(checked) = checked else {
        phases.finish();
        return 1;
    };
    if arguments.interpret {
        phases.finish();
        let mut words = vec![arguments.program.file().to_string_lossy().into_owned()];
        words.extend(arguments.program.arguments().iter().map(|word| word.to_string_lossy().into_owned()));
        return interp::run(&checked.program, &checked.sources, &words);
    }
    let executable = executable(&checked, arguments.optimize.or(false), &phases);
    phases.finish();
    match executable {
        Ok(executable) => executable.become_program(&arguments.program, console),
        Err(message) => {
            console.error(&message);
            1
        }
    }
}

/// An executable to be run, perhaps one that nobody needs afterwards.
pub struct Executable {
    pub path: PathBuf,
    /// Removes the file when it is dropped; none in the cache.
    temporary: Option<tempfile::TempDir>,
}

/// Compiles, or finds what was compiled before.
pub fn executable(checked: &Checked, optimize: bool, phases: &Phases) -> Result<Executable, String> {
    let cache = Cache::open();
    let key = cache::key(checked, optimize);
    if let Some(path) = cache.as_ref().and_then(|cache| cache.find(key)) {
        return Ok(Executable { path, temporary: None });
    }
    let program = pipeline::middle(checked, optimize, phases);
    let options = codegen::Options { optimize, listing: None };
    let object = pipeline::back(&program, checked, options, phases).object;
    let bytes = pipeline::link(&object, false, phases).map_err(|error| format!("linking: {error}"))?;
    if let Some(path) = cache.and_then(|cache| cache.insert(key, &bytes).ok()) {
        return Ok(Executable { path, temporary: None });
    }
    let folder = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let path = folder.path().join("program");
    link::write_executable(&path, &bytes).map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
    Ok(Executable { path, temporary: Some(folder) })
}

impl Executable {
    /// Starts the program with the source's name as its own. From the cache it takes this process's place; a temporary one
    /// is waited for and removed.
    fn become_program(self, program: &ProgramArguments, console: &Console) -> i32 {
        let mut command = Command::new(&self.path);
        command.arg0(program.file()).args(program.arguments());
        let error = if self.temporary.is_none() {
            command.exec()
        } else {
            match command.status() {
                Ok(status) => return status.code().unwrap_or(1),
                Err(error) => error,
            }
        };
        console.error(&format!("cannot run `{}`: {error}", self.path.display()));
        USAGE
    }
}

/// The sources' options as arguments for another `omgc`.
pub fn source_arguments(source: &SourceArguments) -> Vec<String> {
    use super::args::EditionArgument;
    let edition = match source.edition {
        EditionArgument::E2025 => "--edition=2025",
        EditionArgument::E2026 => "--edition=2026",
    };
    let mut words = vec![edition.to_owned()];
    for (flag, values) in [("-W", &source.warn), ("-A", &source.allow)] {
        words.extend(values.iter().flat_map(|value| [flag.to_owned(), value.clone()]));
    }
    words.extend(source.define.iter().flat_map(|definition| ["-D".to_owned(), definition.text.clone()]));
    words.push(format!("--eval-steps={}", source.eval_steps));
    words.push(format!("--eval-memory={}", source.eval_memory));
    words.extend(source.include.iter().flat_map(|dir| ["-I".to_owned(), dir.to_string_lossy().into_owned()]));
    words
}
