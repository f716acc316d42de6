//! The measurements as JSON, to be compared with those of another day.

use serde_json::{Map, Value, json};

use crate::engines::Engine;
use crate::options::Options;
use crate::samples::{Row, Sample};
use crate::summary::{mean_ratio, ratio};

/// The whole report. Times are in milliseconds, memory is in bytes.
pub fn to_json(options: &Options, engines: &[Engine], rows: &[Row]) -> String {
    let classics = || rows.iter().filter(|row| row.program.is_classic);
    let report = json!({
        "processor": processor(),
        "rounds": options.rounds(),
        "small_sizes": options.quick,
        "processor_time": options.cpu,
        "versions": per_engine(engines, |_, engine| json!(engine.version)),
        "mean_ratio_of_classics": per_engine(engines, |index, _| json!(mean_ratio(engines, classics(), index))),
        "mean_ratio": per_engine(engines, |index, _| json!(mean_ratio(engines, rows.iter(), index))),
        "programs": rows.iter().map(|row| program(engines, row)).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn program(engines: &[Engine], row: &Row) -> Value {
    json!({
        "name": row.program.name,
        "measures": row.program.measures,
        "classic": row.program.is_classic,
        "output": row.output,
        "runs": per_engine(engines, |index, _| sample(&row.samples[index], ratio(engines, row, index))),
    })
}

fn sample(sample: &Sample, ratio: Option<f64>) -> Value {
    let times: Vec<f64> = sample.times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
    json!({ "median": sample.median(), "ratio": ratio, "times": times, "peak_memory": sample.memory.map(|memory| memory.bytes) })
}

fn per_engine(engines: &[Engine], value: impl Fn(usize, &Engine) -> Value) -> Value {
    let entries = engines.iter().enumerate().map(|(index, engine)| (engine.known.key.to_owned(), value(index, engine)));
    Value::Object(entries.collect::<Map<_, _>>())
}

/// The model of the processor, where the system tells it.
fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
