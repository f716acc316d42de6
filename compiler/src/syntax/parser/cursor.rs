//! Looking at tokens, taking them, reporting, and finding the way back after an error.

use super::{OpenBracket, Parsed, Parser, Reported};
use crate::diagnostics::syntax::{Hint, KeywordAsName, UnexpectedToken, WrongLine};
use crate::diagnostics::{Edit, Suggestion, ToDiagnostic};
use crate::source::Span;
use crate::syntax::ast::Ident;
use crate::syntax::token::{Token, TokenKind};

impl Parser<'_> {
    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.pos]
    }

    /// The token `ahead` of the next one; the end of the file beyond it.
    pub(super) fn look(&self, ahead: usize) -> &Token {
        &self.tokens[(self.pos + ahead).min(self.tokens.len() - 1)]
    }

    pub(super) fn at(&self, kind: &TokenKind) -> bool {
        self.peek().kind == *kind
    }

    /// Takes the next token. The end of the file stays.
    pub(super) fn bump(&mut self) -> Span {
        let span = self.peek().span;
        if !self.at(&TokenKind::Eof) {
            self.pos += 1;
        }
        span
    }

    pub(super) fn eat(&mut self, kind: &TokenKind) -> Option<Span> {
        self.at(kind).then(|| self.bump())
    }

    /// The span of the token before the next one; the empty beginning of the file if there is none.
    pub(super) fn previous(&self) -> Span {
        match self.pos.checked_sub(1) {
            Some(index) => self.tokens[index].span,
            None => Span::new(self.file, 0, 0),
        }
    }

    /// Whether the next token can belong to the expression before it.
    pub(super) fn continues(&self) -> bool {
        !self.brackets.is_empty() || !self.peek().newline_before
    }

    /// Whether nothing stands between the next token and the one behind it.
    pub(super) fn glued(&self) -> bool {
        self.peek().span.end == self.look(1).span.start
    }

    pub(super) fn source(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// Reports, unless something has been reported for this statement.
    pub(super) fn report(&mut self, facts: impl ToDiagnostic) -> Reported {
        if self.reported_in != Some(self.region) {
            self.diagnostics.report(facts);
        }
        self.silence()
    }

    /// Reports nothing more for this statement.
    pub(super) fn silence(&mut self) -> Reported {
        self.reported_in = Some(self.region);
        Reported
    }

    /// Begins what may have an error of its own.
    pub(super) fn new_region(&mut self) {
        self.region += 1;
    }

    /// Reports that the next token is not what is expected.
    pub(super) fn expected(&mut self, expected: &'static str) -> Reported {
        let next = self.peek();
        match next.kind {
            TokenKind::Malformed | TokenKind::Unknown => return self.silence(),
            TokenKind::Eof if self.truncated => return self.silence(),
            _ => {}
        }
        let begins_line = next.newline_before || next.kind == TokenKind::Eof;
        let found = if self.interactive && next.kind == TokenKind::Eof {
            "the end of the input".to_owned()
        } else if next.newline_before && next.kind != TokenKind::Eof {
            format!("{} on a new line", next.kind.describe())
        } else {
            next.kind.describe()
        };
        let span = if begins_line { self.previous().after() } else { next.span };
        let open = self.brackets.last().map(|bracket| bracket.span);
        let help = self.hint();
        self.report(UnexpectedToken { span, expected, found, open, help })
    }

    /// What was probably meant by the next token, which fits nowhere.
    fn hint(&self) -> Option<Hint> {
        let previous = self.previous();
        Some(Hint::Words(match (self.source(previous), self.source(self.peek().span)) {
            ("&", "&") => return Some(self.logical_operator("and")),
            ("|", "|") => return Some(self.logical_operator("or")),
            ("*", "*") => "there is no power operator: use `pow(x, n)`",
            ("not", _) => "there is no `not` operator: compare with false (`x == false`)",
            (_, "//") => "`//` divides; a comment begins with `#` or `;`",
            (_, "=") => "`:=` assigns and `==` compares",
            ("+" | "-", _) if self.pos >= 2 && self.tokens[self.pos - 2].kind == self.tokens[self.pos - 1].kind => {
                "there are no operators `++` and `--`: write `x := x + 1`"
            }
            _ => return None,
        }))
    }

    /// `&&` and `||`, of which the second half is the next token.
    fn logical_operator(&self, word: &str) -> Hint {
        let (first, second) = (self.previous(), self.peek().span);
        let before = self.text[..first.start as usize].ends_with(char::is_whitespace);
        let behind = self.text[second.end as usize..].starts_with(char::is_whitespace);
        let [before, behind] = [before, behind].map(|blank| if blank { "" } else { " " });
        Hint::Suggestion(Suggestion {
            message: format!("the logical operator is written `{word}`"),
            edits: vec![Edit::new(first.to(second), format!("{before}{word}{behind}"))],
            safe: first.end == second.start,
        })
    }

    pub(super) fn expect(&mut self, kind: &TokenKind, expected: &'static str) -> Parsed<Span> {
        self.eat(kind).ok_or_else(|| self.expected(expected))
    }

    /// Takes `{`, `elif`, `else` or `except`, which should stand on the line of what they follow.
    pub(super) fn bump_on_same_line(&mut self, token: &'static str) -> Span {
        if self.peek().newline_before {
            let (span, after) = (self.peek().span, self.previous());
            let blank = self.text[after.end as usize..span.start as usize].trim().is_empty();
            let facts = WrongLine { span, token, after, blank };
            self.report(facts);
        }
        self.bump()
    }

    /// Takes a name. A keyword is taken for one, with an error, if it cannot be anything else.
    pub(super) fn name(&mut self, role: &'static str, expected: &'static str) -> Parsed<Ident> {
        let Token { kind, span, newline_before } = self.peek();
        let (span, newline_before) = (*span, *newline_before);
        match kind {
            TokenKind::Name(name) => {
                let name = name.clone();
                self.bump();
                Ok(Ident { name, span })
            }
            TokenKind::Keyword(keyword)
                if !newline_before || matches!(self.look(1).kind, TokenKind::Colon | TokenKind::Assign) =>
            {
                let keyword = keyword.text();
                let previous = self.previous();
                let dot = (self.source(previous) == "." && previous.end == span.start).then_some(previous);
                self.report(KeywordAsName { span, keyword, role, dot });
                self.bump();
                Ok(Ident { name: keyword.into(), span })
            }
            _ => Err(self.expected(expected)),
        }
    }

    pub(super) fn open_bracket(&mut self) -> Span {
        let kind = self.peek().kind.clone();
        let span = self.bump();
        self.brackets.push(OpenBracket { kind, span });
        span
    }

    pub(super) fn close_bracket(&mut self, kind: &TokenKind, expected: &'static str) -> Parsed<Span> {
        let span = self.expect(kind, expected)?;
        self.brackets.pop();
        Ok(span)
    }

    /// Skips to a place where a statement can begin: a new line outside of brackets, a new line that certainly begins a
    /// statement, a block, or the end of the enclosing block. Brackets that are open are taken into account.
    pub(super) fn recover(&mut self) {
        self.silence();
        while !self.at_recovery_point() {
            match &self.peek().kind {
                TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::OpenBrace => {
                    self.open_bracket();
                    continue;
                }
                TokenKind::CloseParen => self.leave_bracket(&TokenKind::OpenParen),
                TokenKind::CloseBracket => self.leave_bracket(&TokenKind::OpenBracket),
                TokenKind::CloseBrace => self.leave_bracket(&TokenKind::OpenBrace),
                _ => {}
            }
            self.bump();
        }
        self.brackets.clear();
    }

    fn leave_bracket(&mut self, kind: &TokenKind) {
        if let Some(index) = self.brackets.iter().rposition(|bracket| bracket.kind == *kind) {
            self.brackets.truncate(index);
        }
    }

    fn at_recovery_point(&self) -> bool {
        let next = self.peek();
        match &next.kind {
            TokenKind::Eof => true,
            TokenKind::CloseBrace => !self.brackets.iter().any(|b| b.kind == TokenKind::OpenBrace),
            TokenKind::OpenBrace => {
                !self.at_dictionary() && (self.brackets.is_empty() || self.look(1).kind != TokenKind::CloseBrace)
            }
            TokenKind::Keyword(keyword) if next.newline_before && keyword.starts_statement() => true,
            TokenKind::Name(_) if next.newline_before && self.look(1).kind == TokenKind::Assign => true,
            _ => next.newline_before && self.brackets.is_empty(),
        }
    }

    /// Whether the `{` that comes next begins a dictionary, not a block.
    pub(super) fn at_dictionary(&self) -> bool {
        match self.look(1).kind {
            TokenKind::Name(_)
            | TokenKind::Str(_)
            | TokenKind::Int(_)
            | TokenKind::Float(_)
            | TokenKind::Keyword(_) => self.look(2).kind == TokenKind::Colon,
            _ => false,
        }
    }

    /// Skips from behind a `{` to behind the `}` that closes it.
    pub(super) fn skip_block(&mut self) {
        let mut depth = 1;
        while depth > 0 && !self.at(&TokenKind::Eof) {
            match self.peek().kind {
                TokenKind::OpenBrace => depth += 1,
                TokenKind::CloseBrace => depth -= 1,
                _ => {}
            }
            self.bump();
        }
    }
}
