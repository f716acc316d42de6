//! Every safe suggestion of every case in `tests/fail/` is carried out on its own: what it is about must be gone, and
//! nothing new may be wrong but what could not be seen before. The places in the messages must be what they say.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use support::{case_name, copy_folder, folders_with, lines_of, omgc, root, run, scratch};

const WRONG_ARITY: &str = "E0502";
const UNKNOWN_EXPORT: &str = "E0503";

fn main() {
    let base = root().join("tests/fail");
    let trials = folders_with(&base, "main.omg").into_iter().map(|folder| {
        let name = case_name("suggestions", &base, &folder);
        Trial::test(name, move || check_case(&folder))
    });
    support::conclude(trials.collect())
}

fn check_case(folder: &Path) -> Result<(), Failed> {
    let before = check(folder)?;
    for message in &before {
        check_places(message)?;
        for suggestion in list(&message["suggestions"]).iter().filter(|suggestion| is_for_files(suggestion)) {
            let scratch = scratch();
            copy_folder(folder, scratch.path())?;
            let copy = scratch.path().canonicalize()?;
            carry_out(suggestion, folder, &copy)?;
            let after = check(&copy)?;
            compare(message, &before, &after).map_err(|problem| format!("{problem}, carrying out {suggestion}"))?;
        }
    }
    Ok(())
}

/// Whether a suggestion is safe and its edits are of files, not of a generated text.
fn is_for_files(suggestion: &Value) -> bool {
    suggestion["safe"] == true && list(&suggestion["edits"]).iter().all(|edit| edit["path"].is_string())
}

/// The messages of `omgc check`.
fn check(folder: &Path) -> Result<Vec<Value>, Failed> {
    let mut command = omgc(folder);
    command.args(["check", "--message-format=json", "main.omg"]).args(lines_of(&folder.join("flags")));
    let outcome = run(&mut command, None)?;
    Ok(outcome.stderr.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Bytes, lines and columns of all places agree with each other and with the file.
fn check_places(message: &Value) -> Result<(), Failed> {
    let edits = list(&message["suggestions"]).iter().flat_map(|suggestion| list(&suggestion["edits"]));
    for place in list(&message["labels"]).iter().chain(edits) {
        // A generated text is no file.
        let Some(path) = place["path"].as_str() else { continue };
        let text = fs::read_to_string(path)?;
        for end in ["start", "end"] {
            let field = |name: &str| place[format!("{name}_{end}")].as_u64().unwrap() as usize;
            let before = text.get(..field("byte")).ok_or_else(|| format!("not in the file: {place}"))?;
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            if (field("line"), field("column")) != (line, column) {
                return Err(format!("the place is {line}:{column}: {place}").into());
            }
        }
    }
    Ok(())
}

/// Makes the edits in the copy of the folder, from the last to the first.
fn carry_out(suggestion: &Value, folder: &Path, copy: &Path) -> Result<(), Failed> {
    let mut edits: Vec<&Value> = list(&suggestion["edits"]).iter().collect();
    edits.sort_by_key(|edit| edit["byte_start"].as_u64());
    for edit in edits.iter().rev() {
        let path = copy.join(Path::new(edit["path"].as_str().unwrap()).strip_prefix(folder)?);
        let mut text = fs::read_to_string(&path)?;
        let at = |name: &str| edit[name].as_u64().unwrap() as usize;
        text.replace_range(at("byte_start")..at("byte_end"), edit["replacement"].as_str().unwrap());
        fs::write(path, text)?;
    }
    Ok(())
}

/// What is wrong, and how often: code, file and title.
type Count<'a> = BTreeMap<[&'a str; 3], usize>;

fn count(messages: &[Value]) -> Count<'_> {
    let mut count = Count::new();
    for message in messages.iter().filter(|message| message["code"].is_string()) {
        *count.entry(key(message)).or_default() += 1;
    }
    count
}

fn key(message: &Value) -> [&str; 3] {
    let file = message["labels"][0]["file"].as_str().unwrap_or_default();
    [message["code"].as_str().unwrap_or_default(), file, message["title"].as_str().unwrap_or_default()]
}

fn is_syntax(code: &str) -> bool {
    code.starts_with("E01") || code.starts_with("E02")
}

fn syntax_errors(count: &Count, file: &str) -> usize {
    count.iter().filter(|(key, _)| is_syntax(key[0]) && key[1] == file).map(|(_, count)| count).sum()
}

fn compare(mended: &Value, before: &[Value], after: &[Value]) -> Result<(), String> {
    let (before, after) = (count(before), count(after));
    let mended = key(mended);
    if after.get(&mended).copied().unwrap_or(0) >= before[&mended] {
        return Err(format!("{mended:?} is still there"));
    }
    // Behind an error in the text, or an import that leads nowhere, there may be others.
    if is_syntax(mended[0]) {
        let worse = syntax_errors(&after, mended[1]) > syntax_errors(&before, mended[1]);
        return if worse { Err(format!("`{}` has more errors", mended[1])) } else { Ok(()) };
    }
    // So there may be about the call of a procedure whose name was not understood.
    let is_revealed = |code: &str| mended[0].starts_with("E03") || (mended[0], code) == (UNKNOWN_EXPORT, WRONG_ARITY);
    let is_new = |(key, count): &(&[&str; 3], &usize)| before.get(*key).is_none_or(|old| old < *count);
    match after.iter().find(|entry| is_new(entry) && !is_revealed(entry.0[0])) {
        Some((new, _)) => Err(format!("{new:?} is new")),
        None => Ok(()),
    }
}
