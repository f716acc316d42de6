//! The literals of the lexer: numbers and strings with their escapes.

use num_bigint::BigInt;

use super::lexer::{Lexer, continues_name};
use super::token::TokenKind;
use crate::diagnostics::syntax::{BadEscape, EscapeProblem, MalformedNumber, NumberProblem, SingleQuotes};

impl Lexer<'_> {
    /// Reads `42`, `0b101`, `1.5`, `1e9`, `2.0e-3`. What is glued to a number makes it malformed.
    pub(super) fn number(&mut self) -> TokenKind {
        let start = self.pos;
        let binary = self.byte(0) == Some(b'0') && self.byte(1) == Some(b'b');
        if binary {
            self.pos += 2;
            self.digits();
        } else {
            self.digits();
            self.fraction();
            self.exponent();
        }
        if self.glued() {
            return self.malformed_number(start);
        }
        let text = &self.text[start..self.pos];
        match number_value(text) {
            Some(kind) => kind,
            None => self.malformed_number(start),
        }
    }

    /// `.5`
    pub(super) fn number_without_whole_part(&mut self) -> TokenKind {
        let start = self.pos;
        self.malformed_number(start)
    }

    fn digits(&mut self) {
        while self.byte(0).is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1;
        }
    }

    fn fraction(&mut self) {
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1;
            self.digits();
        }
    }

    fn exponent(&mut self) {
        if !matches!(self.byte(0), Some(b'e' | b'E')) {
            return;
        }
        let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
        if self.byte(1 + sign).is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1 + sign;
            self.digits();
        }
    }

    /// Whether something follows that would have to belong to the number.
    fn glued(&self) -> bool {
        self.peek().is_some_and(|c| c == '.' || continues_name(c))
    }

    fn malformed_number(&mut self, start: usize) -> TokenKind {
        while let Some(next) = self.peek().filter(|&c| c == '.' || continues_name(c)) {
            self.pos += next.len_utf8();
        }
        let text = &self.text[start..self.pos];
        let (span, problem) = (self.span(start, self.pos), number_problem(text));
        let facts = MalformedNumber { span, text: text.to_owned(), problem };
        self.report(facts);
        TokenKind::Malformed
    }

    /// Reads a string. None if the file ends in it and it does not even leave a token.
    pub(super) fn string(&mut self) -> Option<TokenKind> {
        let open = self.pos;
        self.pos += 1;
        let mut value = String::new();
        loop {
            let rest = &self.text[self.pos..];
            let Some(plain) = rest.find(['"', '\\', '\r']) else {
                return self.unterminated_string(open);
            };
            value.push_str(&rest[..plain]);
            self.pos += plain;
            match rest.as_bytes()[plain] {
                b'"' => break,
                b'\r' => self.carriage_return(&mut value),
                _ => self.escape(&mut value),
            }
        }
        self.pos += 1;
        self.note_string(open);
        Some(TokenKind::Str(value.into()))
    }

    /// A line ends the same in every file: CR LF counts as LF.
    fn carriage_return(&mut self, value: &mut String) {
        if self.byte(1) != Some(b'\n') {
            value.push('\r');
        }
        self.pos += 1;
    }

    /// Reads the escape that begins at the next character, a backslash.
    fn escape(&mut self, value: &mut String) {
        let start = self.pos;
        self.pos += 1;
        let Some(next) = self.peek() else { return };
        self.pos += next.len_utf8();
        match next {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            'r' => value.push('\r'),
            '0' => value.push('\0'),
            '\\' | '"' | '\'' => value.push(next),
            'x' => self.code_point(start, 2, value),
            'u' => self.code_point(start, 4, value),
            _ => {
                value.push('\\');
                self.pos -= next.len_utf8();
                self.copy_plain(value);
            }
        }
    }

    /// Copies one character that has no meaning of its own (a CR before LF has: it is dropped by the caller).
    fn copy_plain(&mut self, value: &mut String) {
        match self.peek() {
            Some('\r') | None => {}
            Some(next) => {
                value.push(next);
                self.pos += next.len_utf8();
            }
        }
    }

    /// Reads the hexadecimal digits of `\xHH` or `\uHHHH`.
    fn code_point(&mut self, start: usize, digits: usize, value: &mut String) {
        let rest = &self.text.as_bytes()[self.pos..];
        let found = rest.iter().take(digits).take_while(|b| b.is_ascii_hexdigit()).count();
        self.pos += found;
        let code = u32::from_str_radix(&self.text[self.pos - found..self.pos], 16);
        let problem = match code.map(char::from_u32) {
            _ if found < digits => EscapeProblem::Digits { wanted: digits },
            Ok(Some(c)) => return value.push(c),
            _ => EscapeProblem::Surrogate,
        };
        let facts = BadEscape { span: self.span(start, self.pos), problem };
        self.report(facts);
    }

    /// `'text'`: a string in the quotes of other languages. A lone `'` takes the rest of its line.
    pub(super) fn single_quoted(&mut self) -> TokenKind {
        let start = self.pos;
        let rest = &self.text[start + 1..];
        let length = rest.find(['\'', '\r', '\n']).unwrap_or(rest.len());
        let closed = rest[length..].starts_with('\'');
        let (end, text) =
            if closed { (start + length + 2, Some(rest[..length].to_owned())) } else { (start + 1, None) };
        let glued = self.text[..start].ends_with(continues_name);
        let facts = SingleQuotes { span: self.span(start, end), text, glued };
        self.report(facts);
        self.pos = start + 1 + length + usize::from(closed);
        TokenKind::Malformed
    }
}

fn number_value(text: &str) -> Option<TokenKind> {
    if let Some(digits) = text.strip_prefix("0b") {
        return BigInt::parse_bytes(digits.as_bytes(), 2).map(TokenKind::Int);
    }
    if text.contains(['.', 'e', 'E']) {
        return text.parse().ok().map(TokenKind::Float);
    }
    BigInt::parse_bytes(text.as_bytes(), 10).map(TokenKind::Int)
}

fn number_problem(text: &str) -> NumberProblem {
    let lower = text.to_lowercase();
    if text.starts_with('.') {
        NumberProblem::NoWholePart
    } else if text.starts_with("0b") {
        NumberProblem::Binary
    } else if lower.starts_with("0x") || lower.starts_with("0o") || lower.starts_with("0b") {
        NumberProblem::Radix
    } else if text.chars().all(|c| c.is_ascii_digit() || c == '_') {
        NumberProblem::Underscore
    } else if text.trim_end_matches('.').bytes().all(|b| b.is_ascii_digit()) {
        NumberProblem::NoFraction
    } else if lower.ends_with('e') && lower.matches('e').count() == 1 {
        NumberProblem::NoExponent
    } else {
        NumberProblem::Glued
    }
}
