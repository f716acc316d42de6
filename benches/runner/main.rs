//! The benchmark table: `cargo bench -p omgc --bench programs`, see `benches/README.md`.
//!
//! Each program of `benches/programs` runs in turn in every implementation that is installed. All must print the same;
//! the table tells the median times as ratios over C.

mod chart;
mod engines;
mod options;
mod programs;
mod report;
mod samples;
mod summary;
mod table;

use std::process::ExitCode;

use clap::Parser;

use engines::Engine;
use options::Options;
use programs::Program;
use samples::Row;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let programs = programs::find(&options.programs)?;
    let engines = find_engines(options);
    let rows = measure(options, &programs, &engines)?;
    if options.quick {
        println!("\nall agree");
    } else {
        table::print_summary(&engines, &rows);
    }
    if let Some(path) = &options.json {
        write(path, &report::to_json(options, &engines, &rows))?;
    }
    if let Some(path) = &options.svg {
        write(path, &chart::draw(options, &engines, &rows))?;
    }
    Ok(())
}

/// The implementations that are installed; says which are not.
fn find_engines(options: &Options) -> Vec<Engine> {
    let mut found = Vec::new();
    for known in engines::KNOWN.into_iter().filter(|known| options.engines.iter().any(|key| key == known.key)) {
        match known.find() {
            Some(engine) => {
                println!("{:<12} {}", engine.title(), engine.version);
                found.push(engine);
            }
            None => println!("{:<12} not found ({})", known.title, known.command),
        }
    }
    println!();
    found
}

/// Measures one program after the other, and prints each row when it is known.
fn measure<'a>(options: &Options, programs: &'a [Program], engines: &[Engine]) -> Result<Vec<Row<'a>>, String> {
    table::print_head(engines);
    let mut rows = Vec::new();
    for program in programs {
        let row = samples::measure(options, program, engines)?;
        table::print_row(engines, &row);
        rows.push(row);
    }
    Ok(rows)
}

fn write(path: &std::path::Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
