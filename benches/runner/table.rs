//! The table on standard output: medians in milliseconds, ratios over C, peak memory.

use omgc::driver::measure::PeakMemory;

use crate::engines::Engine;
use crate::samples::Row;
use crate::summary::{mean_ratio, ratio, wins};

/// Prints the names of the columns.
pub fn print_head(engines: &[Engine]) {
    print!("{:<26}", "median ms, ratio over C");
    for engine in engines {
        if engine.is_c() {
            print!("{:>9}", engine.title());
        } else {
            print!("{:>17}", engine.title());
        }
    }
    println!();
}

/// Prints the times of a program.
pub fn print_row(engines: &[Engine], row: &Row) {
    print!("{:<26}", row.program.name);
    for (index, (engine, sample)) in engines.iter().zip(&row.samples).enumerate() {
        print!("{:>9.1}", sample.median());
        if !engine.is_c() {
            print!("{:>8}", number(ratio(engines, row, index)));
        }
    }
    println!();
}

/// Prints what the rows come to: means of the ratios, on how many programs omgc is ahead, and the memory.
pub fn print_summary(engines: &[Engine], rows: &[Row]) {
    let classics = || rows.iter().filter(|row| row.program.is_classic);
    println!();
    print_means("mean of the classics", engines, |engine| mean_ratio(engines, classics(), engine));
    print_means("mean of all", engines, |engine| mean_ratio(engines, rows.iter(), engine));
    println!();
    for (index, engine) in engines.iter().enumerate().filter(|(_, engine)| !engine.is_omgc()) {
        if let (Some(classic), Some(all)) = (wins(engines, classics(), index), wins(engines, rows.iter(), index)) {
            let ((ahead, of), (ahead_of_all, all)) = (classic, all);
            println!("ahead of {:<12} on {ahead} of {of} classics, on {ahead_of_all} of all {all}", engine.title());
        }
    }
    print_memory(engines, rows);
}

fn print_means(title: &str, engines: &[Engine], mean: impl Fn(usize) -> Option<f64>) {
    print!("{title:<26}");
    for (index, engine) in engines.iter().enumerate() {
        if engine.is_c() {
            print!("{:>9}", "");
        } else {
            print!("{:>17}", number(mean(index)));
        }
    }
    println!();
}

fn print_memory(engines: &[Engine], rows: &[Row]) {
    print!("\n{:<26}", "peak memory, MB");
    engines.iter().for_each(|engine| print!("{:>12}", engine.title()));
    println!();
    for row in rows {
        print!("{:<26}", row.program.name);
        row.samples.iter().for_each(|sample| print!("{:>12}", sample.memory.map(megabytes).unwrap_or_default()));
        println!();
    }
}

/// Below what the runner itself needs, only a bound is known.
fn megabytes(memory: PeakMemory) -> String {
    format!("{}{:.1}", if memory.is_bound { "<" } else { "" }, memory.bytes as f64 / 1e6)
}

fn number(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.2}"))
}
