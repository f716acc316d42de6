//! All diagnostic codes, and the page behind each: what `omgc --explain` prints.
//!
//! Adding a code is adding a row here and a page `docs/diagnostics/CODE.md`; the tests below say what a page consists of.
//! The ranges: E00xx reading files, E01xx tokens and the header, E02xx syntax, E03xx modules and imports, E04xx names and
//! scopes, E05xx lints that are errors unless allowed, W06xx warnings.

/// One code and its page.
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo {
    /// Such as `E0301`.
    pub code: &'static str,
    /// The problem in a few words, without a full stop.
    pub title: &'static str,
    /// Markdown: a heading, an explanation, and an example that fails with this code.
    pub page: &'static str,
}

macro_rules! codes {
    ($($code:literal $title:literal,)*) => {
        &[$(CodeInfo {
            code: $code,
            title: $title,
            page: include_str!(concat!("../../../docs/diagnostics/", $code, ".md")),
        },)*]
    };
}

/// Every code, in ascending order.
pub const CODES: &[CodeInfo] = codes! {
    // Reading files.
    "E0001" "the source file does not exist",
    "E0002" "the source file cannot be read",
    "E0003" "the source file is a directory",
    "E0004" "the source file is not UTF-8 text",
    "E0005" "the source file is a binary file",
    "E0006" "the source file is too large",
    "E0007" "the source file is not a regular file",
    // Tokens and the header.
    "E0101" "the header is missing",
    "E0102" "unknown edition",
    "E0103" "unknown characters",
    "E0104" "unterminated string",
    "E0105" "unterminated comment",
    "E0106" "malformed number",
    "E0107" "escape that names no character",
    "E0108" "strings are written in double quotes",
    "E0109" "end of a comment that was not begun",
    // Syntax.
    "E0201" "unexpected token",
    "E0202" "an expression is not a statement",
    "E0203" "a block or clause begins on a line of its own",
    "E0204" "a keyword cannot be a name",
    "E0205" "wrong assignment operator",
    "E0206" "invalid target of an assignment",
    "E0207" "unclosed block",
    "E0208" "unmatched closing bracket",
    "E0209" "a clause without its statement",
    "E0210" "the condition is missing",
    "E0211" "trailing comma",
    "E0212" "malformed import",
    "E0213" "`try` without `except`",
    "E0214" "nested too deep",
    "E0215" "a statement of another language",
    "E0216" "`else if` is written `elif`",
    "E0217" "malformed index",
    "E0218" "malformed export",
    // Modules and imports.
    "E0301" "module not found",
    "E0302" "an import names a directory",
    "E0303" "modules import each other in a cycle",
    "E0304" "a module imports itself",
    "E0305" "an import path is empty",
    "E0306" "not a constant expression",
    "E0307" "an unknown name in a constant expression",
    "E0308" "wrong types in a constant expression",
    "E0309" "no guarded import is taken",
    "E0310" "more than one guarded import is taken",
    "E0311" "imports that cannot be guarded together",
    "E0313" "a generator does not exist",
    "E0314" "a generator is called with the wrong number of arguments",
    "E0315" "a generator raised an error",
    "E0316" "a generator reaches outside of the compiler",
    "E0317" "a generator uses too much",
    "E0318" "a generator gave no text",
    "E0319" "too many generated modules need each other",
    // Names and scopes.
    "E0401" "a module declares a variable twice",
    "E0402" "a write to an imported module",
    "E0403" "an assignment to the name of an import",
    "E0404" "two imports have the same name",
    "E0405" "the name of an import is already declared",
    "E0406" "break outside a loop",
    "E0407" "return outside a procedure",
    "E0408" "two parameters have the same name",
    "E0409" "an export inside a procedure",
    "E0410" "an exported name is not defined",
    "E0411" "a name is exported twice",
    "E0412" "an import is exported again",
    "E0413" "an import of everything",
    "E0414" "a name is imported twice",
    // Lints that are errors unless allowed.
    "E0501" "a name is not defined",
    "E0502" "a call with the wrong number of arguments",
    "E0503" "a module does not export this name",
    // Warnings.
    "W0601" "an import is not used",
    "W0602" "code that is never reached",
    "W0603" "an imported variable changes later",
    "W0604" "a module is imported under two aliases",
    "W0605" "a file is imported under two spellings of its path",
    "W0606" "a definition that nothing asks for",
};

/// The page of a code, if there is such a code. Upper and lower case are the same.
pub fn explain(code: &str) -> Option<&'static str> {
    CODES.iter().find(|info| info.code.eq_ignore_ascii_case(code)).map(|info| info.page)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::super::pages::{Page, is_about_command_line};
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        let codes: Vec<_> = CODES.iter().map(|info| info.code).collect();
        assert!(codes.is_sorted_by(|a, b| a[1..] < b[1..]), "{codes:?}");
    }

    #[test]
    fn every_page_has_title_explanation_and_failing_example() {
        for info in CODES {
            let page = Page::parse(info.page);
            assert_eq!(page.title, format!("{}: {}", info.code, info.title), "heading of {}", info.code);
            assert!(page.paragraphs > 0, "{}: no explanation", info.code);
            if !is_about_command_line(info.code) {
                assert_eq!(page.failing.len(), 1, "{}: one block ```omg fails``` is needed", info.code);
            }
        }
    }

    #[test]
    fn every_page_file_belongs_to_a_code() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics");
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let in_table: BTreeSet<String> = CODES.iter().map(|info| info.code.to_owned()).collect();
        assert_eq!(on_disk, in_table);
    }

    #[test]
    fn explain_knows_codes_in_either_case_and_nothing_else() {
        assert!(explain("E0301").unwrap().starts_with("# E0301"));
        assert_eq!(explain("e0301"), explain("E0301"));
        assert_eq!(explain("E9999"), None);
    }

    /// Each code is reported by some file of this folder, and each code that is reported is in the table.
    #[test]
    fn table_and_facts_files_agree() {
        let mut used = BTreeSet::new();
        collect_codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostics"), &mut used);
        let known: BTreeSet<String> = CODES.iter().map(|info| info.code.to_owned()).collect();
        assert_eq!(used, known);
    }

    fn collect_codes(folder: &Path, used: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect_codes(&path, used);
            } else if !path.ends_with("codes.rs") && !path.ends_with("mod.rs") && !path.ends_with("render.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let facts = text.split("#[cfg(test)]").next().unwrap();
                used.extend(facts.split('"').filter(|part| is_code(part)).map(str::to_owned));
            }
        }
    }

    fn is_code(text: &str) -> bool {
        text.len() == 5 && text.starts_with(['E', 'W']) && text[1..].bytes().all(|b| b.is_ascii_digit())
    }
}
