//! Modules whose text a procedure returns when the program is compiled: what an import of one asks for, and what is known
//! of it afterwards. The text itself is made by a [`Generate`], since that takes all later phases up to the interpreter.

use std::path::{Path, PathBuf};

use super::constants::Constant;
use super::load::Loading;
use super::resolve::Place;
use crate::diagnostics::Diagnostics;
use crate::source::Span;
use crate::syntax::ast;

/// So many generated modules, or generators, may need each other in a row.
pub const MOST_NESTED: usize = 16;

/// Makes the texts of generated modules.
pub trait Generate {
    /// The text and what it depends on; none if there is none, which was reported.
    fn generate(&mut self, request: &Request, loading: Loading, diagnostics: &mut Diagnostics) -> Option<Text>;
}

/// For programs without generated modules: every import of one leads nowhere.
#[cfg(test)]
pub struct NoGenerators;

#[cfg(test)]
impl Generate for NoGenerators {
    fn generate(&mut self, _: &Request, _: Loading, _: &mut Diagnostics) -> Option<Text> {
        None
    }
}

/// `import eval table(16, "sin") from "gen.omg" as t`
pub struct Request<'a> {
    pub call: &'a ast::GeneratorCall,
    pub arguments: &'a [Constant],
    /// The generator's file.
    pub generator: &'a Place,
    /// What messages call the generated module.
    pub module: &'a str,
    /// The importing file's directory, canonical.
    pub directory: &'a Path,
}

/// A text that a generator returned.
#[derive(Clone, Debug)]
pub struct Text {
    pub text: String,
    /// What the generator looked at.
    pub inputs: Vec<Input>,
    /// The files of the generator and its imports, in pre-order.
    pub files: Vec<PathBuf>,
}

/// How a module was generated.
#[derive(Clone, Debug)]
pub struct Generation {
    /// The generator's file, as messages call it.
    pub generator: String,
    /// `table(16, "sin")`
    pub call: String,
    pub inputs: Vec<Input>,
    /// The files of the generator and its imports, in pre-order.
    pub files: Vec<PathBuf>,
}

/// Something in the file system that a generator looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Input {
    pub path: PathBuf,
    pub found: Found,
}

/// What was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    Nothing,
    Directory,
    /// A hash of the contents; none if it could not be read.
    File(Option<u64>),
}

/// A step from one module to another, on the way from the entry to a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub importer: String,
    pub imported: String,
    /// The path of the import, or the call of the generator.
    pub span: Span,
    /// The second is a generator, the file of this path, which is run for the first.
    pub generator: Option<PathBuf>,
    /// The second is a generated module.
    pub generated: bool,
}

/// What is the same for two imports of one generated module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub generator: PathBuf,
    /// `table(16, "sin")`
    pub call: String,
    pub directory: PathBuf,
}

/// `table(16, "sin")`
pub fn call_text(name: &str, arguments: &[Constant]) -> String {
    let arguments: Vec<String> = arguments.iter().map(Constant::to_string).collect();
    format!("{name}({})", arguments.join(", "))
}

/// `gen.omg::table(16, "sin")`, long arguments cut off.
pub fn module_name(generator: &str, name: &str, arguments: &[Constant]) -> String {
    /// Characters of one argument, and of all.
    const MOST: usize = 24;
    const MOST_TOGETHER: usize = 60;
    let cut = |text: String, most: usize| match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    let arguments: Vec<String> = arguments.iter().map(|argument| cut(argument.to_string(), MOST)).collect();
    format!("{generator}::{name}({})", cut(arguments.join(", "), MOST_TOGETHER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let arguments = [Constant::Int(16.into()), Constant::Str("a\n\"b\"".into()), Constant::Bool(true)];
        assert_eq!(call_text("table", &arguments), r#"table(16, "a\n\"b\"", true)"#);
        assert_eq!(module_name("lib/gen.omg", "f", &arguments), r#"lib/gen.omg::f(16, "a\n\"b\"", true)"#);
        let long = Constant::Str("é".repeat(100));
        let name = module_name("gen.omg", "f", std::slice::from_ref(&long));
        assert_eq!(name, format!("gen.omg::f(\"{}…)", "é".repeat(23)));
        let name = module_name("gen.omg", "f", &[long.clone(), long.clone(), long]);
        assert_eq!(name.chars().count(), "gen.omg::f(…)".len() - 2 + 60);
    }

    #[test]
    fn arguments_of_other_types_make_other_calls() {
        let texts = [Constant::Int(1.into()), Constant::Float(1.0), Constant::Str("1".into()), Constant::Bool(true)]
            .map(|argument| call_text("f", &[argument]));
        assert_eq!(texts, ["f(1)", "f(1.0)", "f(\"1\")", "f(true)"]);
    }
}
