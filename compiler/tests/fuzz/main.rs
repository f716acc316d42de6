//! Random programs of several modules, run in every engine: output, report and exit status must be the same.
//!
//! There are three kinds: programs with something of everything, sequences of operations on few variables, and golden cases
//! that are changed. `OMGC_FUZZ_PROGRAMS` says how many programs there are (each has its own seed), `OMGC_FUZZ_SEED` where
//! the seeds start. A program on which the engines differ is cut down and printed.

#[path = "../support/mod.rs"]
mod support;

mod chains;
mod corpus;
mod expressions;
mod generate;
mod mutate;
mod patterns;
mod read;
mod sequences;
mod shrink;
mod text;
mod tree;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::rc::Rc;
use std::time::{Duration, Instant};

use generate::Generator;
use libtest_mimic::{Failed, Trial};
use support::{Outcome, compare, omgc, scratch};
use support::{engine, random};
use tree::{Module, Program, Stmt};

/// How many programs there are, unless asked for otherwise.
const PROGRAMS: u64 = 3000;

/// Without a number of programs asked for, no new program is started after this time.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// How many trials the programs are spread over.
const TRIALS: u64 = 10;

/// Below this number in the time limit, the trials have not shown much.
const ENOUGH: u64 = 5;

/// What is certain to fail when it is reached is what programs are made for.
const FLAGS: [&str; 10] = [
    "-A",
    "unused-import",
    "-A",
    "unreachable-code",
    "-A",
    "stale-import",
    "-A",
    "undefined-name",
    "-A",
    "wrong-arity",
];

/// How long a program may run in the interpreter, and how many pages of memory it may use.
const TAME: (Duration, usize) = (Duration::from_secs(2), 100_000);

fn main() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let asked = number("OMGC_FUZZ_PROGRAMS");
    let programs = asked.unwrap_or(PROGRAMS);
    let seed = number("OMGC_FUZZ_SEED").unwrap_or(1);
    let deadline = asked.is_none().then(|| Instant::now() + TIME_LIMIT);
    let trial = |trial: u64| {
        let seeds = (seed + trial..seed + programs).step_by(TRIALS as usize);
        Trial::test(format!("fuzz::engines_agree_{trial}"), move || check_seeds(seeds, deadline))
    };
    support::conclude((0..TRIALS.min(programs)).map(trial).collect())
}

fn check_seeds(seeds: impl Iterator<Item = u64>, deadline: Option<Instant>) -> Result<(), Failed> {
    let sources = Sources { patterns: Rc::new(patterns::load()), cases: corpus::load() };
    assert!(sources.cases.len() > 100, "the golden cases were not found");
    for (done, seed) in seeds.enumerate() {
        let late = deadline.is_some_and(|deadline| Instant::now() > deadline);
        if late && done as u64 >= ENOUGH {
            break;
        }
        let (program, mode) = sources.program(seed);
        check(&program, mode).or_else(|_| report(seed, program, mode))?;
    }
    Ok(())
}

/// What programs are made of.
struct Sources {
    patterns: Rc<Vec<Vec<Stmt>>>,
    cases: Vec<Module>,
}

impl Sources {
    /// The program of a seed.
    fn program(&self, seed: u64) -> (Program, Mode) {
        let mut generator = Generator::new(seed, self.patterns.clone());
        // Collecting at every allocation is slow: not in every program.
        let stress = seed.is_multiple_of(4);
        match generator.random.below(10) {
            0..=2 => (generator.program(), Mode { must_compile: true, stress }),
            3..=6 => (generator.program_of_sequences(), Mode { must_compile: true, stress }),
            _ => (generator.program_of(&self.cases), Mode { must_compile: false, stress }),
        }
    }
}

/// The failure, with the program cut down.
fn report(seed: u64, program: Program, mode: Mode) -> Result<(), Failed> {
    let shrinking = Mode { must_compile: false, ..mode };
    if check(&program, shrinking).is_ok() {
        // Refused, and nothing else.
        check(&program, mode).map_err(|refused| format!("seed {seed}: {}", refused.message().unwrap_or_default()))?;
    }
    let mut smallest = shrink::shrink(program, |candidate| check(candidate, shrinking).is_err());
    let all: String = smallest.modules.iter().map(tree::Module::text).collect();
    smallest.modules.retain(|m| m.name == "main" || all.contains(&format!("\"{}.omg\"", m.name)));
    let sources: String = smallest.modules.iter().map(|m| format!("--- {}.omg\n{}", m.name, m.text())).collect();
    let failure = check(&smallest, mode).err();
    let message = failure.as_ref().and_then(|f| f.message()).unwrap_or("the difference comes and goes");
    Err(format!("seed {seed}\n{sources}--- fuel.omg\n{}{message}", text::FUEL).into())
}

#[derive(Clone, Copy)]
struct Mode {
    /// That the program is refused is a failure of the generator; what was changed or cut down may be.
    must_compile: bool,
    /// With a collection at every allocation too.
    stress: bool,
}

/// Fails if the engines differ. A program that needs too much time or memory is not compared.
fn check(program: &Program, mode: Mode) -> Result<(), Failed> {
    let folder = scratch();
    fs::write(folder.path().join("fuel.omg"), text::FUEL)?;
    for module in &program.modules {
        fs::write(folder.path().join(format!("{}.omg", module.name)), module.text())?;
    }
    let flags = FLAGS.map(str::to_owned);
    let program = engine::Program { folder: folder.path(), entry: "main.omg", flags: &flags, args: &[], stdin: None };
    if !is_tame(folder.path())? {
        return Ok(());
    }
    let mut reference: Option<Outcome> = None;
    program.run_all(mode.stress, |name, outcome| match &reference {
        Some(reference) => {
            compare(&format!("{name}: standard output"), &reference.stdout, &outcome.stdout)?;
            compare(&format!("{name}: standard error"), &reference.stderr, &outcome.stderr)?;
            compare(&format!("{name}: exit status"), &reference.status, &outcome.status)
        }
        None if mode.must_compile && outcome.stderr.contains("error[E") => {
            Err(format!("the program is refused:\n{}", outcome.stderr).into())
        }
        None => {
            reference = Some(outcome);
            Ok(())
        }
    })
}

/// Whether the interpreter comes to the end of the program soon.
fn is_tame(folder: &Path) -> Result<bool, Failed> {
    let (time, pages) = TAME;
    let mut command = omgc(folder);
    command.args(["run", "--interpret"]).args(FLAGS).arg("main.omg").stdin(Stdio::null());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let start = Instant::now();
    let memory = format!("/proc/{}/statm", child.id());
    loop {
        if child.try_wait()?.is_some() {
            return Ok(true);
        }
        let used = fs::read_to_string(&memory).unwrap_or_default();
        let resident = used.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
        if start.elapsed() > time || resident.is_some_and(|resident| resident > pages) {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
