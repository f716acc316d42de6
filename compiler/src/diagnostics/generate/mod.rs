//! Problems with generated modules: generators that do not exist or fail, and modules that need each other through them.

mod arity;
mod cycle;
mod depth;
mod failed;
mod unknown;

pub use arity::GeneratorArity;
pub use cycle::GenerationCycle;
pub use depth::GenerationTooDeep;
pub use failed::GeneratorFailed;
pub use unknown::{NoGenerator, WhyNot};

use crate::modules::Link;

/// How many links of a chain are drawn.
const SHOWN: usize = 8;

/// `main.omg → gen.omg → …`
fn on_one_line(links: &[Link]) -> String {
    let mut names: Vec<&str> = links.iter().map(|link| link.importer.as_str()).collect();
    names.extend(links.last().map(|link| link.imported.as_str()));
    if names.len() > 2 * SHOWN {
        names.splice(SHOWN..names.len() - SHOWN, ["…"]);
    }
    names.join(" → ")
}

/// What a link says at its import.
fn words(link: &Link) -> String {
    let verb = if link.generator.is_some() { "runs" } else { "imports" };
    format!("`{}` {verb} `{}`", link.importer, link.imported)
}

/// `an integer`
fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}
