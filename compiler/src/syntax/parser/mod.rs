//! Tokens → AST: error-tolerant recursive descent for statements, precedence climbing for expressions.
//!
//! Where newlines matter: outside of `( )`, `[ ]` and the braces of a dictionary no operator, call, index or attribute is
//! taken from a new line; `return` followed by a new line is bare; `{`, `elif`, `else` and `except` must stand on the line
//! of what they follow. Everywhere else a newline is white space.
//!
//! Invariant: at most one error is reported per statement (the head of a compound statement counts as one).

mod cursor;
mod expressions;
mod imports;
mod statements;

use super::ast::{Block, Module};
use super::lexer::{self, Lexed};
use super::token::{Token, TokenKind};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span};

/// How deep an expression may be: parentheses and brackets inside each other, and the height of its tree.
pub const EXPRESSION_LIMIT: usize = 10_000;

/// How deep blocks may be inside each other.
pub const BLOCK_LIMIT: usize = 1_000;

/// How many errors of one file are shown.
pub const ERROR_LIMIT: usize = 1_000;

/// Parses a file. Never fails: what could not be parsed has been reported and left an `Error` node. A file without a
/// header gives its error and an empty body. Errors are reported in the order of their places.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Module {
    let mut found = Diagnostics::default();
    let lexed = lexer::lex(file, text, &mut found);
    parse_tokens(file, text, lexed, false, found, diagnostics)
}

/// Parses an input of an interactive session: as [`parse`], but the header may be missing, and any expression that ends
/// with its line is a statement outside of blocks.
pub fn parse_input(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Module {
    let mut found = Diagnostics::default();
    let lexed = lexer::lex_input(file, text, &mut found);
    parse_tokens(file, text, lexed, true, found, diagnostics)
}

fn parse_tokens(
    file: FileId,
    text: &str,
    lexed: Lexed,
    interactive: bool,
    mut found: Diagnostics,
    diagnostics: &mut Diagnostics,
) -> Module {
    let mut parser = Parser {
        file,
        text,
        tokens: lexed.tokens,
        pos: 0,
        truncated: lexed.truncated,
        interactive,
        brackets: Vec::new(),
        blocks: Vec::new(),
        region: 0,
        reported_in: None,
        diagnostics: &mut found,
    };
    let body = parser.module_body();
    sorted_and_limited(found).into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
    Module { file, edition: lexed.edition, body }
}

/// The errors of a file in the order of their places. A file of garbage has no end of them.
fn sorted_and_limited(found: Diagnostics) -> Vec<Diagnostic> {
    let mut found = found.into_vec();
    found.sort_by_key(|diagnostic| diagnostic.labels[0].span);
    let hidden = found.len().saturating_sub(ERROR_LIMIT);
    found.truncate(ERROR_LIMIT);
    if let Some(last) = found.last_mut().filter(|_| hidden > 0) {
        last.notes.push(format!("{hidden} more errors in this file are not shown"));
    }
    found
}

/// An error has been reported, or is not worth reporting.
struct Reported;

type Parsed<T> = Result<T, Reported>;

/// A bracket of an expression that is open.
struct OpenBracket {
    kind: TokenKind,
    span: Span,
}

/// A block that is open.
struct OpenBlock {
    open: Span,
    /// See [`crate::diagnostics::syntax::UnclosedBlock`].
    suspect: Option<Span>,
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    tokens: Vec<Token>,
    pos: usize,
    /// The end of the file is not where the tokens end, so nothing is missing there.
    truncated: bool,
    /// The text is an input of an interactive session.
    interactive: bool,
    brackets: Vec<OpenBracket>,
    blocks: Vec<OpenBlock>,
    /// Counts statements, to report one error for each.
    region: usize,
    reported_in: Option<usize>,
    diagnostics: &'a mut Diagnostics,
}

impl Parser<'_> {
    fn module_body(&mut self) -> Block {
        let mut statements = Vec::new();
        while !self.at(&TokenKind::Eof) {
            statements.push(self.statement());
        }
        Block { statements, span: Span::new(self.file, 0, self.text.len()) }
    }
}

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod recovery_tests;
#[cfg(test)]
mod tests;
