//! Ratios over C, their geometric means, and who is ahead on how many programs.

use crate::engines::Engine;
use crate::samples::Row;

/// How many times as long the implementation of this index takes as C; none without a C compiler.
pub fn ratio(engines: &[Engine], row: &Row, engine: usize) -> Option<f64> {
    let c = engines.iter().position(Engine::is_c)?;
    Some(row.samples[engine].median() / row.samples[c].median())
}

/// The geometric mean of the ratios over C.
pub fn mean_ratio<'a>(engines: &[Engine], rows: impl Iterator<Item = &'a Row<'a>>, engine: usize) -> Option<f64> {
    let logarithms: Vec<f64> =
        rows.map(|row| ratio(engines, row, engine).map(f64::ln)).collect::<Option<Vec<f64>>>()?;
    (!logarithms.is_empty()).then(|| (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp())
}

/// On how many programs omgc is faster than the implementation of this index, and of how many.
pub fn wins<'a>(engines: &[Engine], rows: impl Iterator<Item = &'a Row<'a>>, engine: usize) -> Option<(usize, usize)> {
    let omgc = engines.iter().position(Engine::is_omgc)?;
    let ahead = |row: &&Row| row.samples[omgc].median() < row.samples[engine].median();
    let rows: Vec<&Row> = rows.collect();
    Some((rows.iter().filter(|row| ahead(row)).count(), rows.len()))
}
