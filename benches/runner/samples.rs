//! Runs a program in all implementations in turn, so that what disturbs the machine disturbs all alike.

use std::time::Duration;

use omgc::driver::measure::{self, PeakMemory};

use crate::engines::{Engine, Prepared};
use crate::options::Options;
use crate::programs::Program;

/// What was measured of a program; a sample for each implementation, in their order.
pub struct Row<'a> {
    pub program: &'a Program,
    /// What all implementations print.
    pub output: String,
    pub samples: Vec<Sample>,
}

/// The runs of a program in one implementation.
#[derive(Default)]
pub struct Sample {
    /// Wall time of the whole process, or processor time, shortest first.
    pub times: Vec<Duration>,
    /// The largest peak of resident memory.
    pub memory: Option<PeakMemory>,
}

impl Sample {
    /// The median time in milliseconds.
    pub fn median(&self) -> f64 {
        let middle = self.times.len() / 2;
        let time = if self.times.len() % 2 == 1 {
            self.times[middle]
        } else {
            (self.times[middle - 1] + self.times[middle]) / 2
        };
        time.as_secs_f64() * 1000.0
    }
}

/// Runs the program in all implementations in turn, round by round. Fails if one fails or prints something else.
pub fn measure<'a>(options: &Options, program: &'a Program, engines: &[Engine]) -> Result<Row<'a>, String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let arguments: &[String] = if options.quick { &program.small } else { &[] };
    let prepare = |engine: &Engine| engine.prepare(program, arguments, scratch.path());
    let prepared: Vec<Prepared> = engines.iter().map(prepare).collect::<Result<_, _>>()?;
    let input = program.input(options.quick);
    let mut samples: Vec<Sample> = engines.iter().map(|_| Sample::default()).collect();
    let mut expected: Option<String> = None;
    for _ in 0..options.rounds() {
        for ((engine, prepared), sample) in engines.iter().zip(&prepared).zip(&mut samples) {
            let output = run_once(options, prepared, &input, sample)
                .map_err(|message| format!("{} in {}: {message}", program.name, engine.title()))?;
            let expected = expected.get_or_insert_with(|| output.clone());
            if output != *expected {
                let (name, title, first) = (&program.name, engine.title(), engines[0].title());
                return Err(format!("{name}: {title} prints\n{output}and {first} prints\n{expected}"));
            }
        }
    }
    samples.iter_mut().for_each(|sample| sample.times.sort());
    Ok(Row { program, output: expected.unwrap_or_default(), samples })
}

/// Runs the program and adds what was measured to the sample; what it printed.
fn run_once(options: &Options, prepared: &Prepared, input: &[u8], sample: &mut Sample) -> Result<String, String> {
    let run = measure::run(&mut prepared.command(), input).map_err(|error| error.to_string())?;
    let output = String::from_utf8_lossy(&run.behaviour.stdout).into_owned();
    if run.behaviour.status != 0 {
        let errors = String::from_utf8_lossy(&run.behaviour.stderr);
        return Err(format!("exit status {}\n{output}{errors}", run.behaviour.status));
    }
    sample.times.push(if options.cpu { run.cpu } else { run.wall });
    sample.memory = sample.memory.max(Some(run.memory));
    Ok(output)
}
