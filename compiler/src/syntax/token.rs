//! The tokens of a source file: what the lexer hands to the parser.

use num_bigint::BigInt;

use super::ast::Name;
use crate::source::Span;

/// One token where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
    /// A line break stands between the token before and this one (in a block comment counts too).
    pub newline_before: bool,
}

/// The words that cannot be names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    Alloc,
    Emit,
    Facts,
    If,
    Elif,
    Else,
    Loop,
    Break,
    Proc,
    Return,
    And,
    Or,
    True,
    False,
    Import,
    As,
    Try,
    Except,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// `x`
    Name(Name),
    /// `if`
    Keyword(Keyword),
    /// `42`, `0b1010`
    Int(BigInt),
    /// `1.5`
    Float(f64),
    /// `"text"`, escapes resolved
    Str(Name),
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// `:=`
    Assign,
    /// `=`, which is no operator of the language, but often written
    Equal,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `//`
    SlashSlash,
    /// `%`
    Percent,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `&`
    Amp,
    /// `^`
    Caret,
    /// `|`
    Pipe,
    /// `~`
    Tilde,
    /// `==`
    EqEq,
    /// `!=`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
    /// A literal that is not well formed; an error has been reported.
    Malformed,
    /// Characters that no token can begin with; an error has been reported.
    Unknown,
    /// The end of the text. Always the last token, and there only.
    Eof,
}

impl Keyword {
    /// All keywords.
    pub const ALL: [Keyword; 18] = [
        Keyword::Alloc,
        Keyword::Emit,
        Keyword::Facts,
        Keyword::If,
        Keyword::Elif,
        Keyword::Else,
        Keyword::Loop,
        Keyword::Break,
        Keyword::Proc,
        Keyword::Return,
        Keyword::And,
        Keyword::Or,
        Keyword::True,
        Keyword::False,
        Keyword::Import,
        Keyword::As,
        Keyword::Try,
        Keyword::Except,
    ];

    /// The keyword that is written so, if there is one.
    pub fn from_text(text: &str) -> Option<Keyword> {
        Keyword::ALL.into_iter().find(|keyword| keyword.text() == text)
    }

    /// The keyword as it is written.
    pub fn text(self) -> &'static str {
        match self {
            Keyword::Alloc => "alloc",
            Keyword::Emit => "emit",
            Keyword::Facts => "facts",
            Keyword::If => "if",
            Keyword::Elif => "elif",
            Keyword::Else => "else",
            Keyword::Loop => "loop",
            Keyword::Break => "break",
            Keyword::Proc => "proc",
            Keyword::Return => "return",
            Keyword::And => "and",
            Keyword::Or => "or",
            Keyword::True => "true",
            Keyword::False => "false",
            Keyword::Import => "import",
            Keyword::As => "as",
            Keyword::Try => "try",
            Keyword::Except => "except",
        }
    }

    /// Whether a statement begins with it, and nothing else does.
    pub fn starts_statement(self) -> bool {
        use Keyword::*;
        matches!(self, Alloc | Emit | Facts | If | Loop | Break | Proc | Return | Import | Try)
    }
}

impl TokenKind {
    /// The token in words, for messages: "keyword `if`".
    pub fn describe(&self) -> String {
        match self {
            TokenKind::Name(name) => format!("name `{name}`"),
            TokenKind::Keyword(keyword) => format!("keyword `{}`", keyword.text()),
            TokenKind::Int(_) | TokenKind::Float(_) => "a number".to_owned(),
            TokenKind::Str(_) => "a string".to_owned(),
            TokenKind::Malformed => "a malformed literal".to_owned(),
            TokenKind::Unknown => "an unknown character".to_owned(),
            TokenKind::Eof => "the end of the file".to_owned(),
            other => format!("`{}`", other.symbol()),
        }
    }

    /// How punctuation and operators are written; empty for the other tokens.
    pub fn symbol(&self) -> &'static str {
        match self {
            TokenKind::OpenParen => "(",
            TokenKind::CloseParen => ")",
            TokenKind::OpenBracket => "[",
            TokenKind::CloseBracket => "]",
            TokenKind::OpenBrace => "{",
            TokenKind::CloseBrace => "}",
            TokenKind::Comma => ",",
            TokenKind::Colon => ":",
            TokenKind::Dot => ".",
            TokenKind::Assign => ":=",
            TokenKind::Equal => "=",
            TokenKind::Plus => "+",
            TokenKind::Minus => "-",
            TokenKind::Star => "*",
            TokenKind::Slash => "/",
            TokenKind::SlashSlash => "//",
            TokenKind::Percent => "%",
            TokenKind::Shl => "<<",
            TokenKind::Shr => ">>",
            TokenKind::Amp => "&",
            TokenKind::Caret => "^",
            TokenKind::Pipe => "|",
            TokenKind::Tilde => "~",
            TokenKind::EqEq => "==",
            TokenKind::NotEq => "!=",
            TokenKind::Lt => "<",
            TokenKind::LtEq => "<=",
            TokenKind::Gt => ">",
            TokenKind::GtEq => ">=",
            _ => "",
        }
    }
}
