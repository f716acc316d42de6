//! Text → tokens: the header, white space, comments, names, operators. Literals are read in [`super::literals`].
//!
//! Every problem is reported once and leaves a token behind ([`TokenKind::Unknown`] or [`TokenKind::Malformed`]) that
//! tells the parser to stay silent about it.

use rustc_hash::FxHashMap;

use super::ast::{Edition, Name};
use super::token::{Keyword, Token, TokenKind};
use crate::diagnostics::syntax::{
    MissingHeader, StrayCommentEnd, UnknownCharacter, UnknownEdition, UnterminatedComment, UnterminatedString,
};
use crate::diagnostics::{Diagnostics, ToDiagnostic};
use crate::source::{FileId, Span};

/// What every file begins with.
const HEADER: &str = ";;;omg";

/// The tokens of a file and what its header says.
#[derive(Debug)]
pub struct Lexed {
    /// Ends with [`TokenKind::Eof`], which is nowhere else.
    pub tokens: Vec<Token>,
    /// The edition that the header names; none for a plain header.
    pub edition: Option<Edition>,
    /// Tokens are missing at the end, because a string or comment is not closed (which has been reported).
    pub truncated: bool,
}

/// Splits a file into tokens. A file without a header gives its error and no tokens.
pub fn lex(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Lexed {
    let mut lexer = Lexer::new(file, text, diagnostics);
    match lexer.header() {
        Some(edition) => lexer.rest(edition),
        None => {
            lexer.pos = text.len();
            lexer.finish(None)
        }
    }
}

/// Splits an input of an interactive session, which may lack the header.
pub fn lex_input(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Lexed {
    let mut lexer = Lexer::new(file, text, diagnostics);
    let edition = if text.trim_start().starts_with(HEADER) { lexer.header().flatten() } else { None };
    lexer.rest(edition)
}
pub(super) struct Lexer<'a> {
    file: FileId,
    pub(super) text: &'a str,
    pub(super) pos: usize,
    /// A line break has been met since the last token.
    newline: bool,
    tokens: Vec<Token>,
    truncated: bool,
    /// The first string that spans lines, as index of its token: if a later string is not closed, it is this one's
    /// closing quote that is likely to be missing.
    first_multiline_string: Option<usize>,
    names: FxHashMap<&'a str, Name>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Lexer<'a> {
    fn new(file: FileId, text: &'a str, diagnostics: &'a mut Diagnostics) -> Lexer<'a> {
        Lexer {
            file,
            text,
            pos: 0,
            newline: false,
            tokens: Vec::new(),
            truncated: false,
            first_multiline_string: None,
            names: FxHashMap::default(),
            diagnostics,
        }
    }

    /// Reads the header line. None, with an error, if there is none.
    fn header(&mut self) -> Option<Option<Edition>> {
        if self.text.starts_with('\u{feff}') {
            self.pos = '\u{feff}'.len_utf8();
        }
        let file_start = self.span(self.pos, self.pos);
        let body = &self.text[self.pos..];
        let blank = body.len() - body.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let start = self.pos + blank;
        let line = self.text[start..].lines().next().unwrap_or("").trim_end();
        let span = self.span(start, start + line.len());
        match line.strip_prefix(HEADER) {
            Some(rest) if rest.is_empty() || rest.starts_with([' ', '\t']) => {
                self.pos = start + line.len();
                Some(self.edition(rest.trim(), span))
            }
            _ => {
                let later = self.later_header(start);
                let line_end = if body.contains("\r\n") { "\r\n" } else { "\n" };
                self.report(MissingHeader { span, later, start: file_start, line_end });
                None
            }
        }
    }

    fn edition(&mut self, text: &str, header: Span) -> Option<Edition> {
        match text {
            "" => None,
            "2025" => Some(Edition::E2025),
            "2026" => Some(Edition::E2026),
            _ => {
                self.report(UnknownEdition { span: header, edition: text.to_owned() });
                None
            }
        }
    }

    /// A header line that stands too late.
    fn later_header(&self, from: usize) -> Option<Span> {
        let offset = self.text[from..].find("\n;;;omg")? + from + 1;
        Some(self.span(offset, offset + ";;;omg".len()))
    }

    fn run(&mut self) {
        while !self.truncated {
            self.skip_blank();
            let Some(next) = self.peek() else { break };
            let start = self.pos;
            let kind = self.token(next);
            if let Some(kind) = kind {
                self.push(kind, start);
            }
        }
    }

    /// What stands behind the header.
    fn rest(mut self, edition: Option<Edition>) -> Lexed {
        self.run();
        self.finish(edition)
    }

    fn finish(mut self, edition: Option<Edition>) -> Lexed {
        let end = self.text.len();
        self.pos = end;
        self.push(TokenKind::Eof, end);
        Lexed { tokens: self.tokens, edition, truncated: self.truncated }
    }

    /// Reads the token that begins with `next`. None if there is none to be had.
    fn token(&mut self, next: char) -> Option<TokenKind> {
        match next {
            '"' => self.string(),
            '\'' => Some(self.single_quoted()),
            '0'..='9' => Some(self.number()),
            '.' if self.byte(1).is_some_and(|b| b.is_ascii_digit()) => Some(self.number_without_whole_part()),
            _ if starts_name(next) => Some(self.name()),
            _ => Some(self.operator().unwrap_or_else(|| self.unknown())),
        }
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) {
        while let Some(next) = self.byte(0) {
            match next {
                b'\n' => {
                    self.newline = true;
                    self.pos += 1;
                }
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'#' | b';' => self.skip_to_line_end(),
                b'/' if self.byte(1) == Some(b'*') => self.skip_block_comment(),
                _ => break,
            }
        }
    }

    fn skip_to_line_end(&mut self) {
        let rest = &self.text[self.pos..];
        self.pos += rest.find('\n').unwrap_or(rest.len());
    }

    fn skip_block_comment(&mut self) {
        let start = self.pos;
        match self.text[start + 2..].find("*/") {
            Some(length) => {
                self.pos = start + 2 + length + 2;
                self.newline |= self.text[start..self.pos].contains('\n');
            }
            None => {
                self.pos = self.text.len();
                self.truncated = true;
                self.report(UnterminatedComment { open: self.span(start, start + 2) });
            }
        }
    }

    fn name(&mut self) -> TokenKind {
        let rest = &self.text[self.pos..];
        let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
        let text = &rest[..length];
        self.pos += length;
        match Keyword::from_text(text) {
            Some(keyword) => TokenKind::Keyword(keyword),
            None => TokenKind::Name(self.names.entry(text).or_insert_with(|| text.into()).clone()),
        }
    }

    fn operator(&mut self) -> Option<TokenKind> {
        let two = match (self.byte(0)?, self.byte(1)) {
            (b':', Some(b'=')) => Some(TokenKind::Assign),
            (b'=', Some(b'=')) => Some(TokenKind::EqEq),
            (b'!', Some(b'=')) => Some(TokenKind::NotEq),
            (b'<', Some(b'=')) => Some(TokenKind::LtEq),
            (b'>', Some(b'=')) => Some(TokenKind::GtEq),
            (b'<', Some(b'<')) => Some(TokenKind::Shl),
            (b'>', Some(b'>')) => Some(TokenKind::Shr),
            (b'/', Some(b'/')) => Some(TokenKind::SlashSlash),
            (b'*', Some(b'/')) => Some(self.stray_comment_end()),
            _ => None,
        };
        if two.is_some() {
            self.pos += 2;
            return two;
        }
        let one = single_operator(self.byte(0)?)?;
        self.pos += 1;
        Some(one)
    }

    fn stray_comment_end(&mut self) -> TokenKind {
        self.report(StrayCommentEnd { span: self.span(self.pos, self.pos + 2) });
        TokenKind::Unknown
    }

    /// One or more characters that mean nothing here.
    fn unknown(&mut self) -> TokenKind {
        let start = self.pos;
        while let Some(next) = self.peek().filter(|&c| self.pos == start || is_unknown(c)) {
            self.pos += next.len_utf8();
        }
        let text = self.text[start..self.pos].to_owned();
        self.report(UnknownCharacter { span: self.span(start, self.pos), text });
        TokenKind::Unknown
    }

    /// A string that is not closed takes the rest of the file with it. If an earlier string spans lines, the missing
    /// quote is probably that one's, and what was read since is not worth looking at.
    pub(super) fn unterminated_string(&mut self, open: usize) -> Option<TokenKind> {
        let suspect = self.first_multiline_string.map(|index| (index, self.tokens[index].span));
        let facts = UnterminatedString {
            open: self.span(open, open + 1),
            suspect: suspect.map(|(_, s)| Span { end: s.start + 1, ..s }),
        };
        self.report(facts);
        self.truncated = true;
        match suspect {
            None => {
                self.pos = self.text.len();
                Some(TokenKind::Malformed)
            }
            Some((index, _)) => {
                self.tokens.truncate(index + 1);
                self.tokens[index].kind = TokenKind::Malformed;
                None
            }
        }
    }

    pub(super) fn note_string(&mut self, start: usize) {
        if self.first_multiline_string.is_none() && self.text[start..self.pos].contains('\n') {
            self.first_multiline_string = Some(self.tokens.len());
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = self.span(start, self.pos);
        self.tokens.push(Token { kind, span, newline_before: self.newline });
        self.newline = false;
    }

    pub(super) fn report(&mut self, facts: impl ToDiagnostic) {
        self.diagnostics.report(facts);
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.pos..].chars().next()
    }

    /// The byte `ahead` of the next one.
    pub(super) fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.pos + ahead).copied()
    }
}

fn single_operator(byte: u8) -> Option<TokenKind> {
    Some(match byte {
        b'(' => TokenKind::OpenParen,
        b')' => TokenKind::CloseParen,
        b'[' => TokenKind::OpenBracket,
        b']' => TokenKind::CloseBracket,
        b'{' => TokenKind::OpenBrace,
        b'}' => TokenKind::CloseBrace,
        b',' => TokenKind::Comma,
        b':' => TokenKind::Colon,
        b'.' => TokenKind::Dot,
        b'=' => TokenKind::Equal,
        b'+' => TokenKind::Plus,
        b'-' => TokenKind::Minus,
        b'*' => TokenKind::Star,
        b'/' => TokenKind::Slash,
        b'%' => TokenKind::Percent,
        b'&' => TokenKind::Amp,
        b'^' => TokenKind::Caret,
        b'|' => TokenKind::Pipe,
        b'~' => TokenKind::Tilde,
        b'<' => TokenKind::Lt,
        b'>' => TokenKind::Gt,
        _ => return None,
    })
}

/// Whether a name can begin with the character.
pub(super) fn starts_name(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// Whether the character can stand in a name behind its beginning.
pub(super) fn continues_name(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_continue(c)
}

/// Whether no token begins with the character (`!` begins `!=`, so it ends a run of such characters).
fn is_unknown(c: char) -> bool {
    !(starts_name(c)
        || c.is_ascii_digit()
        || matches!(c, ' ' | '\t' | '\r' | '\n' | '#' | ';' | '"' | '\'' | '!')
        || u8::try_from(c).is_ok_and(|byte| single_operator(byte).is_some()))
}

#[cfg(test)]
#[path = "lexer_tests.rs"]
mod tests;
