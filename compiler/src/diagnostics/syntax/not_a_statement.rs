//! E0202 and E0215: expressions that are no statements, and statements of other languages.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// `1 + 2`, `x`, `x == 5` as a statement.
#[derive(Debug)]
pub struct NotAStatement {
    pub span: Span,
    pub shape: Shape,
}

/// What kind of expression it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `x`
    Name,
    /// `x == 5`; the span is that of the operator.
    Equality { operator: Span },
    /// `+ x`, `(x)`, which could have been meant to go on with the line before.
    Continuation,
    /// Anything else.
    Other,
}

/// `let x := 5`, `while x < 5 { }`: a name where the keyword of another language would stand.
#[derive(Debug)]
pub struct ForeignStatement {
    pub span: Span,
    pub word: String,
    pub help: &'static str,
}

impl ToDiagnostic for NotAStatement {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic =
            Diagnostic::error("E0202", "an expression is not a statement").primary(self.span, "the value is not used");
        match self.shape {
            Shape::Equality { operator } => {
                diagnostic.help("`==` compares; an assignment is written `:=`").suggest(operator, ":=", false)
            }
            Shape::Name => diagnostic.help("call it (`f()`), assign to it (`x := 1`), or print it (`emit x`)"),
            Shape::Continuation => {
                diagnostic.help("an expression ends with its line: to go on in the next, put it in parentheses")
            }
            Shape::Other => {
                diagnostic.help("only a call, index or attribute of a name can be a statement; `emit` prints a value")
            }
        }
    }
}

impl ToDiagnostic for ForeignStatement {
    fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("E0215", format!("OMG has no `{}` statement", self.word))
            .primary(self.span, "")
            .help(self.help);
        match counterpart(&self.word) {
            Some((keyword, safe)) => diagnostic.suggest(self.span, keyword, safe),
            None => diagnostic,
        }
    }
}

/// The keyword that stands where the word stands, and whether the rest of the statement is the same in OMG.
fn counterpart(word: &str) -> Option<(&'static str, bool)> {
    Some(match word {
        "let" | "var" | "const" | "val" => ("alloc", true),
        "def" | "fn" | "fun" | "func" | "function" => ("proc", true),
        "while" => ("loop", true),
        "elsif" | "elseif" => ("elif", true),
        "print" | "println" | "puts" | "echo" | "say" => ("emit", false),
        "assert" => ("facts", false),
        _ => return None,
    })
}

/// What OMG has for a word that begins a statement in other languages.
pub fn foreign_statement(word: &str) -> Option<&'static str> {
    Some(match word {
        "let" | "var" | "const" | "val" | "auto" | "local" | "set" => "declare a variable with `alloc x := 1`",
        "def" | "fn" | "fun" | "func" | "function" | "sub" => "define a procedure with `proc f(a, b) { }`",
        "while" | "until" => "loop while a condition holds with `loop x < 5 { }`",
        "for" | "foreach" => "count with a variable and `loop i < n { }`",
        "do" | "repeat" | "forever" => "loop until a `break` with `loop true { }`",
        "print" | "println" | "puts" | "echo" | "say" | "write" => "print a line with `emit x`",
        "assert" => "assert with `facts x > 0`",
        "elsif" | "elseif" => "a further branch is written `elif`",
        "throw" => "raise an error with `raise(\"message\")`",
        "catch" => "handle an error with `try { } except err { }`",
        "require" | "include" | "use" | "using" => "import a module with `import \"utils.omg\" as utils`",
        "switch" | "match" | "case" | "unless" => "branch with `if`, `elif` and `else`",
        "continue" | "next" | "pass" | "class" | "struct" => "there is no such statement, nor another one for it",
        _ => return None,
    })
}
