//! The examples of the documentation: in each section (`##`) of a page, code blocks whose first line names a file
//! (```` ```omg lib/shapes.omg ````) are written to an empty folder, and the blocks ```` ```console ```` are sessions (see
//! [`session`]) that run there. A section without a session is only text.

mod support;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use libtest_mimic::{Failed, Trial};
use support::{blessing, compare, entries, root, scratch, session};

fn main() {
    let root = root();
    let mut pages = vec![root.join("README.md")];
    pages.extend(entries(&root.join("docs")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")));
    let trials = pages.into_iter().flat_map(|page| {
        let name = page.strip_prefix(&root).unwrap().display().to_string();
        let text = fs::read_to_string(&page).unwrap();
        let sections = sections(&text).into_iter().filter(|section| section.sessions().next().is_some());
        let trial = |section: Section| {
            let (page, text) = (page.clone(), text.clone());
            Trial::test(format!("docs::{name}::{}", section.heading), move || check(&page, &text, &section))
        };
        sections.map(trial).collect::<Vec<_>>()
    });
    support::conclude(trials.collect())
}

/// Held while a page is rewritten: several of its sections may be checked at the same time.
static REWRITING: Mutex<()> = Mutex::new(());

/// A heading and the code blocks below it.
struct Section {
    heading: String,
    blocks: Vec<Block>,
}

/// A fenced block.
struct Block {
    /// What stands behind the fence.
    info: String,
    /// The lines between the fences, as bytes of the page.
    body: Range<usize>,
}

impl Section {
    fn sessions(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.info == "console")
    }

    /// The blocks that are files, with their paths.
    fn files(&self) -> impl Iterator<Item = (PathBuf, &Block)> {
        self.blocks.iter().filter_map(|block| Some((PathBuf::from(block.info.split_once(' ')?.1), block)))
    }
}

fn sections(page: &str) -> Vec<Section> {
    let mut sections = vec![Section { heading: "introduction".into(), blocks: Vec::new() }];
    let mut open: Option<Block> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(mut block) = open.take() {
            if line.trim_end() == "```" {
                block.body.end = start;
                sections.last_mut().unwrap().blocks.push(block);
            } else {
                open = Some(block);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            open = Some(Block { info: info.trim().to_owned(), body: at..at });
        } else if let Some(heading) = line.strip_prefix("## ") {
            sections.push(Section { heading: heading.trim().to_owned(), blocks: Vec::new() });
        }
    }
    assert!(open.is_none(), "a code block is not closed");
    sections
}

fn check(page: &Path, text: &str, section: &Section) -> Result<(), Failed> {
    let scratch = scratch();
    let folder = scratch.path().canonicalize()?;
    for (path, block) in section.files() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap())?;
        fs::write(path, &text[block.body.clone()])?;
    }
    for block in section.sessions() {
        let expected = &text[block.body.clone()];
        let actual = session::replay(expected, &folder)?;
        if blessing() {
            let _alone = REWRITING.lock();
            let current = fs::read_to_string(page)?;
            fs::write(page, current.replacen(expected, &actual, 1))?;
        } else {
            compare("session", expected, &actual)?;
        }
    }
    Ok(())
}
