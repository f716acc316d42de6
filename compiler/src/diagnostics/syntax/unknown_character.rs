//! E0103: characters that mean nothing in OMG, and what was probably meant.

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// One or more characters in a row that no token begins with.
#[derive(Debug)]
pub struct UnknownCharacter {
    pub span: Span,
    pub text: String,
}

impl ToDiagnostic for UnknownCharacter {
    fn to_diagnostic(&self) -> Diagnostic {
        let title = match self.text.chars().count() {
            1 => format!("unknown character {}", shown(&self.text)),
            _ => format!("unknown characters {}", shown(&self.text)),
        };
        let diagnostic = Diagnostic::error("E0103", title).primary(self.span, "no token begins with this");
        match (help(&self.text), replacement(&self.text)) {
            (Some(help), Some(replacement)) => diagnostic.help(help).suggest(self.span, replacement, true),
            (Some(help), None) => diagnostic.help(help),
            (None, _) => diagnostic,
        }
    }
}

/// What is written for a single character that can mean one thing only.
fn replacement(text: &str) -> Option<&'static str> {
    Some(match text {
        "−" | "–" | "—" => "-",
        "×" => "*",
        "≤" => "<=",
        "≥" => ">=",
        "≠" => "!=",
        "\u{a0}" => " ",
        "\u{200b}" | "\u{feff}" => "",
        _ => return None,
    })
}

/// The text in back quotes, invisible characters by their code points; long runs are cut.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(10).map(visible).collect();
    if text.chars().count() > 10 {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn visible(c: char) -> String {
    if c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
    {
        format!("U+{:04X}", c as u32)
    } else {
        c.to_string()
    }
}

fn help(text: &str) -> Option<&'static str> {
    Some(match text.chars().next()? {
        '!' => "there is no `!` operator: compare with false (`x == false`)",
        '“' | '”' | '„' | '‘' | '’' | '«' | '»' => {
            "strings are written in straight double quotes: `\"text\"`"
        }
        '\\' => "an expression goes on over the end of a line inside `( )`, `[ ]` and `{ }`",
        '−' | '–' | '—' => "the minus sign is `-`",
        '×' | '·' => "multiplication is written `*`",
        '÷' => "division is written `/` or `//`",
        '≤' => "less than or equal is written `<=`",
        '≥' => "greater than or equal is written `>=`",
        '≠' => "unequal is written `!=`",
        '?' => "there is no conditional operator: use `if`",
        '\u{a0}' | '\u{200b}' | '\u{feff}' => {
            "this character is invisible: replace it by an ordinary space, or remove it"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_named() {
        assert_eq!(shown("\u{a0}"), "`U+00A0`");
        assert_eq!(shown("@$"), "`@$`");
        assert_eq!(shown("@@@@@@@@@@@"), "`@@@@@@@@@@…`");
    }
}
