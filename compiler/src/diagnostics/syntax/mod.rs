//! What can be wrong with the text of one file: E01xx (tokens) and E02xx (syntax).

mod assignment;
mod bad_escape;
mod brackets;
mod clauses;
mod header;
mod keyword_as_name;
mod lists;
mod malformed_export;
mod malformed_import;
mod malformed_number;
mod nested_too_deep;
mod not_a_statement;
mod single_quotes;
mod unexpected_token;
mod unknown_character;
mod unterminated;
mod wrong_line;

pub use assignment::{InvalidTarget, InvalidTargetKind, WrongAssignment, WrongOperator};
pub use bad_escape::{BadEscape, EscapeProblem};
pub use brackets::{UnclosedBlock, UnmatchedClosing};
pub use clauses::{ElseIf, MissingCondition, MissingExcept, StrayClause};
pub use header::{MissingHeader, UnknownEdition};
pub use keyword_as_name::KeywordAsName;
pub use lists::{BadIndex, IndexProblem, TrailingComma};
pub use malformed_export::{ExportProblem, MalformedExport};
pub use malformed_import::{ImportProblem, MalformedImport};
pub use malformed_number::{MalformedNumber, NumberProblem};
pub use nested_too_deep::NestedTooDeep;
pub use not_a_statement::{ForeignStatement, NotAStatement, Shape, foreign_statement};
pub use single_quotes::SingleQuotes;
pub use unexpected_token::{Hint, UnexpectedToken};
pub use unknown_character::UnknownCharacter;
pub use unterminated::{StrayCommentEnd, UnterminatedComment, UnterminatedString};
pub use wrong_line::WrongLine;
