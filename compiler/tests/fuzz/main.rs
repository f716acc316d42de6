//! Random programs of several modules, run in every engine: output, report and exit status must be the same.
//!
//! `OMGC_FUZZ_PROGRAMS` says how many (each has its own seed), `OMGC_FUZZ_SEED` where the seeds start. A program on which
//! the engines differ is cut down and printed.

#[path = "../support/mod.rs"]
mod support;

mod expressions;
mod generate;
mod random;
mod shrink;
mod tree;

use std::fs;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use support::engine;
use support::{Outcome, compare, scratch};
use tree::Program;

/// How many programs there are, unless asked for otherwise.
const PROGRAMS: u64 = 3000;

/// Without a number of programs asked for, no new program is started after this time.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// How many trials the programs are spread over.
const TRIALS: u64 = 10;

/// Below this number in the time limit, the trials have not shown much.
const ENOUGH: u64 = 5;

const FLAGS: [&str; 6] = ["-A", "unused-import", "-A", "unreachable-code", "-A", "stale-import"];

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
    for (done, seed) in seeds.enumerate() {
        let late = deadline.is_some_and(|deadline| Instant::now() > deadline);
        if late && done as u64 >= ENOUGH {
            break;
        }
        let program = generate::program(seed);
        // Collecting at every allocation is slow: not in every program.
        let mode = Mode { must_compile: true, stress: seed % 4 == 0 };
        check(&program, mode).or_else(|_| report(seed, program, mode))?;
    }
    Ok(())
}

/// The failure, with the program cut down.
fn report(seed: u64, program: Program, mode: Mode) -> Result<(), Failed> {
    let shrinking = Mode { must_compile: false, ..mode };
    let mut smallest = shrink::shrink(program, |candidate| check(candidate, shrinking).is_err());
    let all: String = smallest.modules.iter().map(tree::Module::text).collect();
    smallest.modules.retain(|m| m.name == "main" || all.contains(&format!("\"{}.omg\"", m.name)));
    let sources: String = smallest.modules.iter().map(|m| format!("--- {}.omg\n{}", m.name, m.text())).collect();
    let failure = check(&smallest, mode).err();
    let message = failure.as_ref().and_then(|f| f.message()).unwrap_or("the difference comes and goes");
    Err(format!("seed {seed}\n{sources}--- fuel.omg\n{}{message}", tree::FUEL).into())
}

#[derive(Clone, Copy)]
struct Mode {
    /// That the program is refused is a failure of the generator; what was cut down may be.
    must_compile: bool,
    /// With a collection at every allocation too.
    stress: bool,
}

/// Fails if the engines differ.
fn check(program: &Program, mode: Mode) -> Result<(), Failed> {
    let folder = scratch();
    fs::write(folder.path().join("fuel.omg"), tree::FUEL)?;
    for module in &program.modules {
        fs::write(folder.path().join(format!("{}.omg", module.name)), module.text())?;
    }
    let flags = FLAGS.map(str::to_owned);
    let program = engine::Program { folder: folder.path(), entry: "main.omg", flags: &flags, args: &[], stdin: None };
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
