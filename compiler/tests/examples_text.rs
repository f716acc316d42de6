//! `examples/markdown` on the pages of this repository, and `examples/spelling` on generated words, compared with a
//! straightforward search. Each in the interpreter and natively.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use support::random::Random;
use support::{Outcome, clean_environment, compare, entries, omgc, root, run, scratch};

fn main() {
    support::conclude(vec![
        Trial::test("markdown::pages_of_the_repository", pages_of_the_repository),
        Trial::test("spelling::suggestions_are_the_nearest_words", suggestions_are_the_nearest_words),
    ])
}

/// An example that was built, and can be interpreted.
struct Example {
    main: PathBuf,
    executables: tempfile::TempDir,
}

const LEVELS: [&str; 2] = ["-O0", "-O"];

impl Example {
    fn build(name: &str) -> Result<Example, Failed> {
        let example = Example { main: root().join("examples").join(name).join("main.omg"), executables: scratch() };
        for level in LEVELS {
            let mut command = omgc(example.executables.path());
            command.args(["build", level]).arg(&example.main).arg("-o").arg(example.executable(level));
            compare("what the compiler says", "", &run(&mut command, None)?.stderr)?;
        }
        Ok(example)
    }

    fn executable(&self, level: &str) -> PathBuf {
        self.executables.path().join(format!("main{level}"))
    }

    /// What the program does natively at `-O`; the other engines must do the same.
    fn run(&self, argument: &Path, stdin: Option<&Path>) -> Result<Outcome, Failed> {
        let mut interpreter = omgc(self.executables.path());
        interpreter.args(["run", "--interpret"]).arg(&self.main);
        let natively = LEVELS.map(|level| Command::new(self.executable(level)));
        let mut outcomes = Vec::new();
        for mut command in [interpreter].into_iter().chain(natively) {
            clean_environment(&mut command);
            outcomes.push(run(command.arg(argument), stdin)?);
        }
        let last = outcomes.pop().unwrap();
        for other in outcomes {
            compare("standard output of another engine", &last.stdout, &other.stdout)?;
            compare("standard error of another engine", &last.stderr, &other.stderr)?;
            compare("exit status of another engine", &last.status, &other.status)?;
        }
        Ok(last)
    }
}

fn pages_of_the_repository() -> Result<(), Failed> {
    let converter = Example::build("markdown")?;
    let pages = entries(&root().join("docs")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    for page in pages.chain([root().join("README.md")]) {
        let html = converter.run(&page, None)?.stdout;
        check_page(&fs::read_to_string(&page)?, &html).map_err(|error| format!("{}: {error}", page.display()))?;
    }
    Ok(())
}

/// Tags are closed in order, links within the page lead to a heading, and no block was missed.
fn check_page(source: &str, html: &str) -> Result<(), String> {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        if let Some(name) = tag.strip_prefix('/') {
            let expected = open.pop();
            if expected != Some(name) {
                return Err(format!("</{name}> closes {expected:?}"));
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    if !open.is_empty() {
        return Err(format!("never closed: {open:?}"));
    }
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        if !html.contains(&format!("id=\"{target}\"")) {
            return Err(format!("no heading for the link to #{target}"));
        }
    }
    let (mut fences, mut headings, mut rows) = (0, 0, 0);
    for line in source.lines() {
        let within_code = fences % 2 == 1;
        fences += usize::from(line.starts_with("```"));
        headings += usize::from(!within_code && line.starts_with('#'));
        rows += usize::from(!within_code && line.starts_with("| ") && !line.starts_with("| ---"));
    }
    for (tag, expected) in [("<pre>", fences / 2), ("<h", headings), ("<tr>", rows)] {
        let count = html.matches(tag).count();
        if count != expected {
            return Err(format!("{count} times {tag} and not {expected}"));
        }
    }
    Ok(())
}

fn suggestions_are_the_nearest_words() -> Result<(), Failed> {
    let checker = Example::build("spelling")?;
    let mut random = Random::new(3);
    let words: Vec<String> = (0..3000).map(|_| word(&mut random)).collect();
    let unknown: Vec<String> = (0..60)
        .map(|_| changed(&words, &mut random))
        .filter(|word| !word.is_empty() && !words.contains(word))
        .collect();
    assert!(unknown.len() > 20, "most changes give another word");
    let folder = scratch();
    let (list, text) = (folder.path().join("words"), folder.path().join("text"));
    fs::write(&list, words.join("\n"))?;
    fs::write(&text, unknown.join("\n") + "\n")?;
    let mut distinct = words.clone();
    distinct.sort();
    distinct.dedup();
    let mut expected = String::new();
    for (i, word) in unknown.iter().enumerate() {
        let nearest = nearest(word, &distinct);
        let separator = if nearest.is_empty() { "" } else { ": " };
        expected += &format!("{}:1: {word}{separator}{}\n", i + 1, nearest.join(", "));
    }
    expected += &format!("{} unknown words, of a vocabulary of {}\n", unknown.len(), distinct.len());
    let outcome = checker.run(&list, Some(&text))?;
    compare("suggestions", &expected, &outcome.stdout)?;
    compare("exit status", "1", &outcome.status)
}

fn nearest(word: &str, words: &[String]) -> Vec<String> {
    let limit = if word.len() < 4 { 1 } else { 2 };
    let mut found: Vec<(usize, &String)> = words.iter().map(|other| (distance(word, other), other)).collect();
    found.retain(|(distance, _)| *distance <= limit);
    found.sort();
    found.into_iter().take(5).map(|(_, word)| word.clone()).collect()
}

/// The edit distance with exchanges of neighbours, by the whole table.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let least = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if exchanged { least.min(table[i - 2][j - 2] + 1) } else { least }
            };
        }
    }
    table[a.len()][b.len()]
}

fn letter(random: &mut Random) -> char {
    char::from(b'a' + random.below(8) as u8)
}

fn word(random: &mut Random) -> String {
    (0..2 + random.below(8)).map(|_| letter(random)).collect()
}

/// One of the words with one to three edits.
fn changed(words: &[String], random: &mut Random) -> String {
    let mut letters: Vec<char> = random.pick(words).chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(letters.len().max(1));
        match random.below(4) {
            0 => letters.insert(at, letter(random)),
            1 if at < letters.len() => drop(letters.remove(at)),
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => letters.push(letter(random)),
        }
    }
    letters.into_iter().collect()
}
