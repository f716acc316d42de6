//! The command line of the runner, after `cargo bench -p omgc --bench programs --`.

use std::path::PathBuf;

use clap::Parser;

use crate::engines::KNOWN;

/// Compares programs in OMG with the same in C and other languages.
#[derive(Parser)]
pub struct Options {
    /// Programs whose name contains one of these; without any, all
    pub programs: Vec<String>,
    /// How often each implementation runs each program; the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// One round of small sizes: only checks that all implementations agree
    #[arg(long)]
    pub quick: bool,
    /// The implementations that run, of those that are installed; `interpreter` is possible, too
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "c,omgc,luajit,node,pypy,cpython")]
    #[arg(value_parser = KNOWN.map(|known| known.key))]
    pub engines: Vec<String>,
    /// Measures processor time in place of wall time, for a machine that is busy with other things
    #[arg(long)]
    pub cpu: bool,
    /// Writes the measurements as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Draws the ratios over C
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// What cargo passes to every benchmark
    #[arg(long = "bench", hide = true)]
    _bench: bool,
}

impl Options {
    /// How many rounds are run.
    pub fn rounds(&self) -> u32 {
        if self.quick { 1 } else { self.rounds }
    }
}
