//! `omgc --explain CODE`, and what `omgc` alone says.

use clap::CommandFactory;

use super::args::Arguments;
use super::output::{self, Console};
use super::{USAGE, args};
use crate::diagnostics::codes;
use crate::diagnostics::nearest::nearest;

/// The exit status.
pub fn explain(code: &str, console: &Console) -> i32 {
    let wanted = code.to_ascii_uppercase();
    if let Some(page) = codes::explain(&wanted) {
        return output::print(page.as_bytes(), console);
    }
    let similar = nearest(&wanted, codes::CODES.iter().map(|info| info.code));
    let hint = similar.map(|code| format!("; did you mean {code}?")).unwrap_or_default();
    console.error(&format!("there is no diagnostic with the code `{code}`{hint}"));
    USAGE
}

/// Prints the help; the exit status of a command line that asks for nothing.
pub fn help() -> i32 {
    let console = Console::new(args::When::Auto, args::MessageFormat::Human);
    let text = Arguments::command().render_help().to_string();
    output::print(text.as_bytes(), &console);
    USAGE
}
