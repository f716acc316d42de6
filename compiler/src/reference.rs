//! The reference of the built-in procedures, made of the runtime's table: the page `docs/builtins.md`, and what `omgc doc`
//! prints.

use omg_runtime::builtins::{BUILTINS, Builtin, Effect, PAGES, Page, SUBJECTS, Types, index_of};

const INTRODUCTION: &str = "\
# Built-in procedures

This page is made of the table that the compiler uses, and its examples are tests: a comment behind a statement is what it
prints. `omgc doc NAME` prints an entry of it.

A built-in is a value: it can be stored, passed, and called by its name with `call_builtin`. The wrong number or types of
arguments raise a TypeError that names the built-in and what it takes; this is not repeated below. Parameters in brackets can
be left out. Where an integer is taken, so is a boolean, as 0 or 1. *Generators* of [modules](modules.md) may use the
built-ins that are marked so; the others reach for more of the outside world than looking at files.

What is open (files, terminals of other programs, sockets) is known by a *handle*, an integer that is never given a second
time, so that one that was closed is always noticed. What is open at the end of the program is closed then, and what was
written to files is kept. Waiting for standard input, a connection or another program first writes out what was printed.
Failures of the system are RuntimeErrors with the system's reason.

In the examples, standard input is the two lines `Ada` and `Lovelace`.
";

/// The whole page, as Markdown.
pub fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut entries = BUILTINS.iter().zip(PAGES);
    for &(title, count) in SUBJECTS {
        page.push_str(&format!("\n## {title}\n"));
        for (builtin, text) in entries.by_ref().take(count) {
            page.push_str(&format!("\n### {}\n\n{}", builtin.name, entry_of(builtin, text)));
        }
    }
    page
}

/// The entry of a built-in, as Markdown; none if there is no such built-in.
pub fn entry(name: &str) -> Option<String> {
    index_of(name).map(|index| entry_of(BUILTINS[index], &PAGES[index]))
}

/// The signatures of all built-ins with their summaries, by subject.
pub fn list() -> String {
    let mut list = String::new();
    let mut entries = BUILTINS.iter().zip(PAGES);
    for &(title, count) in SUBJECTS {
        let separator = if list.is_empty() { "" } else { "\n" };
        list.push_str(&format!("{separator}{title}\n"));
        for (builtin, text) in entries.by_ref().take(count) {
            list.push_str(&format!("  {:<34} {}\n", builtin.signature, text.summary));
        }
    }
    list
}

fn entry_of(builtin: &Builtin, page: &Page) -> String {
    let mut about = vec![format!("`{}`: {}.", builtin.signature, page.summary)];
    about.extend(parameters(builtin));
    about.extend((!page.details.is_empty()).then(|| page.details.to_owned()));
    about.extend((builtin.effect != Effect::Outside).then(|| "Generators may use it.".to_owned()));
    let mut paragraphs = vec![about.join(" ")];
    paragraphs.extend((!page.errors.is_empty()).then(|| format!("Raises: {}", page.errors)));
    let paragraphs: Vec<String> = paragraphs.iter().map(|paragraph| wrapped(paragraph)).collect();
    format!("{}\n\n```omg\n{}\n```\n", paragraphs.join("\n\n"), page.example)
}

/// What the parameters are, in a sentence; none if they may be anything.
fn parameters(builtin: &Builtin) -> Option<String> {
    let typed = builtin.parameters().zip(builtin.takes).filter(|(_, types)| **types != Types::ANY);
    let described: Vec<String> = typed.map(|(name, types)| format!("`{name}` is {types}")).collect();
    (!described.is_empty()).then(|| described.join(", ") + ".")
}

/// The words in lines of a readable length.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 120;
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split_ascii_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        let separator = if line.is_empty() { "" } else { " " };
        line.push_str(&format!("{separator}{word}"));
    }
    lines.push(line);
    lines.join("\n")
}
