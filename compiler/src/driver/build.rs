//! `omgc build`

use std::path::{Path, PathBuf};

use super::args::{BuildArguments, Emit};
use super::output::{Console, deliver};
use super::phases::Phases;
use super::{USAGE, emit, pipeline};
use crate::codegen;
use crate::link;

/// The exit status.
pub fn build(arguments: &BuildArguments, console: &Console) -> i32 {
    if let Some(target) = arguments.target.as_deref().filter(|&target| !is_supported(target)) {
        console.error(&format!("cannot compile for `{target}`: only {} is supported", link::TARGET));
        return USAGE;
    }
    let phases = Phases::new(console);
    let status = compile(arguments, &phases, console);
    let times = phases.finish();
    if arguments.time {
        eprint!("{times}");
    }
    status
}

fn is_supported(target: &str) -> bool {
    use target_lexicon::{Architecture, OperatingSystem, Triple};
    target
        .parse::<Triple>()
        .is_ok_and(|t| t.architecture == Architecture::X86_64 && t.operating_system == OperatingSystem::Linux)
}

fn compile(arguments: &BuildArguments, phases: &Phases, console: &Console) -> i32 {
    if overwrites(arguments.output.as_deref(), &arguments.file, console) {
        return USAGE;
    }
    if let Some(form @ (Emit::Tokens | Emit::Ast | Emit::Graph | Emit::Generated)) = arguments.emit {
        return emit::early(form, arguments, phases, console);
    }
    let Some(checked) = pipeline::check(&arguments.file, &arguments.source, phases, console) else { return 1 };
    let optimize = arguments.optimize.or(true);
    if let Some(form) = arguments.emit {
        return emit::late(form, &checked, optimize, arguments, phases, console);
    }
    if arguments.explain_perf {
        let text = pipeline::performance(&checked, phases);
        return deliver(text.as_bytes(), arguments.output.as_deref(), console);
    }
    let output = arguments.output.clone().unwrap_or_else(|| default_output(&arguments.file));
    if overwrites(Some(&output), &arguments.file, console) {
        return USAGE;
    }
    let program = pipeline::middle(&checked, optimize, phases);
    let object = pipeline::back(&program, &checked, codegen::Options { optimize, listing: None }, phases).object;
    let executable = match pipeline::link(&object, arguments.strip, phases) {
        Ok(executable) => executable,
        Err(error) => {
            console.error(&format!("linking `{}`: {error}", output.display()));
            return 1;
        }
    };
    match phases.run("write", || link::write_executable(&output, &executable)) {
        Ok(()) => 0,
        Err(error) => {
            console.error(&format!("cannot write `{}`: {error}", output.display()));
            1
        }
    }
}

/// The source's name without `.omg`, in the working directory's terms: beside the source.
fn default_output(file: &Path) -> PathBuf {
    if file.extension().is_some_and(|extension| extension == "omg") {
        file.with_extension("")
    } else {
        file.with_extension("out")
    }
}

/// Whether the result would take the place of the program's entry file, which is reported.
pub fn overwrites(output: Option<&Path>, entry: &Path, console: &Console) -> bool {
    let Some(output) = output.filter(|output| is_same_file(output, entry)) else { return false };
    console.error(&format!("the result would overwrite the source `{}`; name another file with -o", output.display()));
    true
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
