//! `omgc doc`

use super::USAGE;
use super::args::DocArguments;
use super::explain::readable;
use super::output::{self, Console};
use crate::diagnostics::nearest::nearest;
use crate::reference;
use omg_runtime::builtins::BUILTINS;

/// The exit status.
pub fn doc(arguments: &DocArguments, console: &Console) -> i32 {
    let Some(name) = &arguments.name else {
        return output::print(reference::list().as_bytes(), console);
    };
    if let Some(entry) = reference::entry(name) {
        return output::print(readable(&entry).as_bytes(), console);
    }
    let help = match nearest(name, BUILTINS.iter().map(|builtin| builtin.name)) {
        Some(similar) => format!("; did you mean `{similar}`?"),
        None => "; `omgc doc` lists all".to_owned(),
    };
    console.error(&format!("there is no built-in procedure `{name}`{help}"));
    USAGE
}
