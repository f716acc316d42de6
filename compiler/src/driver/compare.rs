//! `omgc compare`: the same program natively, in the interpreter, and in any other interpreter given.

use std::ffi::OsString;
use std::io::{IsTerminal, Read};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use super::args::CompareArguments;
use super::measure::{self, Behaviour, PeakMemory, Run};
use super::output::{self, Console};
use super::phases::Phases;
use super::run::{executable, source_arguments};
use super::{USAGE, pipeline};

/// A way to run the program.
struct Engine {
    name: String,
    words: Vec<OsString>,
    /// What the program is told its name is.
    arg0: Option<OsString>,
    runs: Vec<Run>,
}

/// The exit status: 0 if all agree.
pub fn compare(arguments: &CompareArguments, console: &Console) -> i32 {
    let phases = Phases::new(console);
    let Some(checked) = pipeline::check(&arguments.file, &arguments.source, &phases, console) else {
        return 1;
    };
    let program = executable(&checked, true, &phases);
    phases.finish();
    let program = match program {
        Ok(program) => program,
        Err(message) => {
            console.error(&message);
            return 1;
        }
    };
    let mut engines = match engines(arguments, program.path.into_os_string()) {
        Ok(engines) => engines,
        Err(message) => {
            console.error(&message);
            return USAGE;
        }
    };
    match measure_all(&mut engines, arguments.runs, console) {
        Ok(()) => report(&engines, arguments.json, console),
        Err(message) => {
            console.error(&message);
            1
        }
    }
}

fn engines(arguments: &CompareArguments, native: OsString) -> Result<Vec<Engine>, String> {
    let file = arguments.file.as_os_str();
    let program_arguments = || arguments.arguments.iter().cloned();
    let engine = |name: &str, words: Vec<OsString>, arg0: Option<OsString>| Engine {
        name: name.to_owned(),
        words: words.into_iter().chain(program_arguments()).collect(),
        arg0,
        runs: Vec::new(),
    };
    let own = std::env::current_exe().map_err(|error| format!("cannot find the compiler's own file: {error}"))?;
    let mut interpreter: Vec<OsString> = vec![own.into(), "run".into(), "--interpret".into()];
    interpreter.extend(source_arguments(&arguments.source).into_iter().map(OsString::from));
    interpreter.push(file.to_owned());
    let mut engines =
        vec![engine("native", vec![native], Some(file.to_owned())), engine("interpreter", interpreter, None)];
    for command in &arguments.against {
        let words: Vec<OsString> = command
            .split_whitespace()
            .map(|word| if word == "{}" { file.to_owned() } else { OsString::from(word) })
            .collect();
        if words.is_empty() {
            return Err("--against needs a command".into());
        }
        engines.push(engine(command, words, None));
    }
    Ok(engines)
}

/// One uncounted run of each, which must agree, then all in turn.
fn measure_all(engines: &mut [Engine], runs: u32, console: &Console) -> Result<(), String> {
    let mut input = Vec::new();
    if !std::io::stdin().is_terminal() {
        std::io::stdin().read_to_end(&mut input).map_err(|error| format!("cannot read standard input: {error}"))?;
    }
    let mut expected: Option<(String, Behaviour)> = None;
    for round in 0..=runs {
        for engine in &mut *engines {
            console.progress(&format!("run {round} of {runs}: {}", engine.name));
            let run = engine.run(&input)?;
            match &expected {
                None => expected = Some((engine.name.clone(), run.behaviour)),
                Some((name, behaviour)) if *behaviour != run.behaviour => {
                    console.progress_done();
                    return Err(difference(name, behaviour, &engine.name, &run.behaviour));
                }
                Some(_) if round > 0 => engine.runs.push(run),
                Some(_) => {}
            }
        }
    }
    console.progress_done();
    Ok(())
}

impl Engine {
    fn run(&self, input: &[u8]) -> Result<Run, String> {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]);
        if let Some(arg0) = &self.arg0 {
            command.arg0(arg0);
        }
        measure::run(&mut command, input)
            .map_err(|error| format!("cannot run `{}`: {error}", self.words[0].to_string_lossy()))
    }
}

/// The first difference between two runs.
fn difference(a: &str, left: &Behaviour, b: &str, right: &Behaviour) -> String {
    if left.status != right.status {
        return format!("exit status differs: {} ({a}), {} ({b})", left.status, right.status);
    }
    let (stream, left, right) = if left.stdout != right.stdout {
        ("output", &left.stdout, &right.stdout)
    } else {
        ("standard error", &left.stderr, &right.stderr)
    };
    let lines = |bytes: &[u8]| bytes.split(|&b| b == b'\n').map(|l| String::from_utf8_lossy(l).into_owned()).collect();
    let (left, right): (Vec<String>, Vec<String>) = (lines(left), lines(right));
    let line = (0..).find(|&i| left.get(i) != right.get(i)).unwrap_or(0);
    let show = |lines: &[String]| lines.get(line).cloned().unwrap_or_else(|| "(nothing)".into());
    format!("{stream} differs in line {}\n  {a}: {}\n  {b}: {}", line + 1, show(&left), show(&right))
}

/// Median, minimum and maximum of sorted times.
struct Summary {
    median: Duration,
    min: Duration,
    max: Duration,
    memory: PeakMemory,
}

fn summary(runs: &[Run]) -> Summary {
    let mut walls: Vec<Duration> = runs.iter().map(|run| run.wall).collect();
    walls.sort();
    Summary {
        median: (walls[(walls.len() - 1) / 2] + walls[walls.len() / 2]) / 2,
        min: walls[0],
        max: walls[walls.len() - 1],
        memory: runs.iter().map(|run| run.memory).max().expect("there is a run"),
    }
}

fn report(engines: &[Engine], json: bool, console: &Console) -> i32 {
    let rows: Vec<(&str, Summary)> = engines.iter().map(|e| (e.name.as_str(), summary(&e.runs))).collect();
    let native = rows[0].1.median.as_secs_f64();
    let text = if json { json_report(&rows, native) } else { table(&rows, native) };
    output::print(text.as_bytes(), console)
}

fn json_report(rows: &[(&str, Summary)], native: f64) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, s)| {
            serde_json::json!({
                "engine": name,
                "median_seconds": s.median.as_secs_f64(),
                "min_seconds": s.min.as_secs_f64(),
                "max_seconds": s.max.as_secs_f64(),
                "native_speed_up": s.median.as_secs_f64() / native,
                "peak_memory_bytes": s.memory.bytes,
                "peak_memory_is_bound": s.memory.is_bound,
            })
        })
        .collect();
    format!("{}\n", serde_json::Value::from(rows))
}

fn table(rows: &[(&str, Summary)], native: f64) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(6);
    let mut text = format!(
        "{:width$} {:>12} {:>12} {:>12} {:>16} {:>12}\n",
        "engine", "median", "min", "max", "native speed-up", "peak memory"
    );
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    for (name, s) in rows {
        let ratio = format!("{:.1}x", s.median.as_secs_f64() / native);
        let sign = if s.memory.is_bound { "< " } else { "" };
        let memory = format!("{sign}{:.1} MB", s.memory.bytes as f64 / 1e6);
        text += &format!(
            "{name:width$} {:>12} {:>12} {:>12} {ratio:>16} {memory:>12}\n",
            ms(s.median),
            ms(s.min),
            ms(s.max)
        );
    }
    text
}
