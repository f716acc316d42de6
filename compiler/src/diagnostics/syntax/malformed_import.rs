//! E0212: an import is written in one of its forms.

use crate::diagnostics::{Diagnostic, Edit, ToDiagnostic};
use crate::source::Span;

/// A part of an import is missing.
#[derive(Debug)]
pub struct MalformedImport {
    pub span: Span,
    /// What would make an import of it; none if that is not known.
    pub edits: Vec<Edit>,
    pub problem: ImportProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    /// `import utils as utils`
    Path,
    /// `import "utils.omg"`
    As,
    /// `import "utils.omg" as`
    Alias,
    /// `import a, b from "utils.omg"`
    Braces,
    /// `import { } from "utils.omg"`
    NoNames,
    /// `import { a } "utils.omg"`
    From,
    /// `import eval { table } from "gen.omg"`
    Generator,
    /// `import eval table from "gen.omg" as t`
    Call,
    /// `import eval table(16) "gen.omg" as t`
    FromGenerator,
    /// `import "utils.omg" as utils if x fallback`
    TwoGuards,
    /// `import "utils.omg" as utils if x { }`
    Block,
}

const NAMESPACE: &str = "an import is written `import \"utils.omg\" as utils`";
const NAMES: &str = "names are imported with `import { double, PI as pi } from \"utils.omg\"`";
const GENERATED: &str = "a generated module is imported with `import eval table(16) from \"gen.omg\" as t`";
const GUARDS: &str = "a guard is a condition, `if target.os == \"linux\"`, or `fallback`: \
                      what is taken if no condition of the others holds";
const STATEMENT: &str = "behind an import on the same line, `if` is a guard, which has no block; \
                         an `if` statement begins on a line of its own";

impl ToDiagnostic for MalformedImport {
    fn to_diagnostic(&self) -> Diagnostic {
        let (title, label, help) = match self.problem {
            ImportProblem::Path => ("the path of an import is a string", "expected a string here", NAMESPACE),
            ImportProblem::As => ("an import needs an alias", "expected `as` and a name here", NAMESPACE),
            ImportProblem::Alias => ("an import needs an alias", "expected a name here", NAMESPACE),
            ImportProblem::Braces => ("imported names stand in braces", "expected `{` here", NAMES),
            ImportProblem::NoNames => ("an import of no names", "expected the name of an export here", NAMES),
            ImportProblem::From => ("an import of names says where they come from", "expected `from` here", NAMES),
            ImportProblem::Generator => ("a generated module has a generator", "expected a call here", GENERATED),
            ImportProblem::FromGenerator => ("a generator stands in a file", "expected `from` here", GENERATED),
            ImportProblem::TwoGuards => ("an import has one guard", "this would be a second one", GUARDS),
            ImportProblem::Call => ("a generator is called", "expected `(` and the arguments here", GENERATED),
            ImportProblem::Block => ("the guard of an import has no block", "unexpected `{`", STATEMENT),
        };
        let diagnostic = Diagnostic::error("E0212", title).primary(self.span, label);
        if self.edits.is_empty() {
            diagnostic.help(help)
        } else {
            diagnostic.suggest_edits(help, self.edits.clone(), false)
        }
    }
}
