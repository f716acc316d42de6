//! `omgc --explain CODE`, and what `omgc` alone says.

use clap::CommandFactory;

use super::args::Arguments;
use super::output::{self, Console};
use super::{USAGE, args};
use crate::diagnostics::codes;

/// The exit status.
pub fn explain(code: &str, console: &Console) -> i32 {
    let wanted = code.to_ascii_uppercase();
    if let Some(page) = codes::explain(&wanted) {
        return output::print(readable(page).as_bytes(), console);
    }
    console.error(&format!("there is no diagnostic with the code `{code}`"));
    USAGE
}

/// A page of Markdown as text for a terminal: code is indented instead of fenced, and a block that is a file of its own
/// says which.
pub fn readable(page: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in page.lines() {
        if let Some(info) = line.strip_prefix("```") {
            in_code = !in_code;
            if let Some((_, file)) = info.split_once("file: ") {
                text += &format!("    --- {file}\n");
            }
        } else {
            text += &format!("{}{line}\n", if in_code { "    " } else { "" });
        }
    }
    text
}

/// Prints the help; the exit status of a command line that asks for nothing.
pub fn help() -> i32 {
    let console = Console::new(args::When::Auto, args::MessageFormat::Human);
    let text = Arguments::command().render_help().to_string();
    output::print(text.as_bytes(), &console);
    USAGE
}
