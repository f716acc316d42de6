//! E0106: something that begins like a number and is none.

use num_bigint::BigInt;

use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::Span;

/// A number that is not well formed, with everything that is glued to it.
#[derive(Debug)]
pub struct MalformedNumber {
    pub span: Span,
    pub text: String,
    pub problem: NumberProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// `.5`
    NoWholePart,
    /// `1.`
    NoFraction,
    /// `1e`
    NoExponent,
    /// `0b`, `0b2`
    Binary,
    /// `0xff`
    Radix,
    /// `1_000`
    Underscore,
    /// `12abc`, `1.2.3`
    Glued,
}

impl ToDiagnostic for MalformedNumber {
    fn to_diagnostic(&self) -> Diagnostic {
        let label = match self.problem {
            NumberProblem::NoWholePart => "no digit stands before the point",
            NumberProblem::NoFraction => "no digit follows the point",
            NumberProblem::NoExponent => "the exponent has no digits",
            NumberProblem::Binary => "`0b` is followed by digits 0 and 1",
            NumberProblem::Radix => "numbers are decimal, or binary with `0b`",
            NumberProblem::Underscore => "digits are not separated by `_`",
            NumberProblem::Glued => "not a number, and a name cannot begin with a digit",
        };
        let diagnostic = Diagnostic::error("E0106", "malformed number").primary(self.span, label);
        let diagnostic = match self.problem {
            NumberProblem::NoWholePart | NumberProblem::NoFraction => {
                diagnostic.help("a float has digits on both sides of the point: `0.5`, `1.0`")
            }
            NumberProblem::NoExponent => diagnostic.help("write the exponent's digits: `1e9`, `2.0e-3`"),
            _ => diagnostic,
        };
        match self.meant() {
            Some(number) if diagnostic.helps.is_empty() => {
                diagnostic.help(format!("write `{number}`")).suggest(self.span, number, true)
            }
            Some(number) => diagnostic.suggest(self.span, number, true),
            None => diagnostic,
        }
    }
}

impl MalformedNumber {
    /// The number that was certainly meant, as OMG writes it.
    fn meant(&self) -> Option<String> {
        let text = &self.text;
        let is_decimal = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match self.problem {
            NumberProblem::NoWholePart => is_decimal(&text[1..]).then(|| format!("0{text}")),
            NumberProblem::NoFraction => {
                text.strip_suffix('.').filter(|whole| is_decimal(whole)).map(|_| format!("{text}0"))
            }
            NumberProblem::Underscore => Some(text.replace('_', "")),
            NumberProblem::Radix => {
                let radix = match text.as_bytes()[1] | 0x20 {
                    b'x' => 16,
                    b'o' => 8,
                    _ => 2,
                };
                let digits = &text[2..];
                let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
                is_number
                    .then(|| BigInt::parse_bytes(digits.as_bytes(), radix))
                    .flatten()
                    .map(|value| value.to_string())
            }
            NumberProblem::NoExponent | NumberProblem::Binary | NumberProblem::Glued => None,
        }
    }
}
