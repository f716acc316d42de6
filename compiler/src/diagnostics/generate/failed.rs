//! A generator gave no text.

use super::super::{Diagnostic, ToDiagnostic};
use super::with_article;
use crate::interp::confined::{Failure, Limits, Problem};
use crate::source::Span;

/// `import eval table(16) from "gen.omg" as t`, and the call raised an error, was stopped, or gave something else.
#[derive(Clone, Debug)]
pub struct GeneratorFailed {
    /// `gen.omg::table(16)`
    pub module: String,
    /// `table(16)`
    pub call: Span,
    pub failure: Failure,
    pub limits: Limits,
}

impl ToDiagnostic for GeneratorFailed {
    fn to_diagnostic(&self) -> Diagnostic {
        let GeneratorFailed { module, call, failure, limits } = self;
        match &failure.problem {
            Problem::Raised(error) => {
                let diagnostic = Diagnostic::error("E0315", format!("the generator `{module}` raised an error"))
                    .primary(*call, first_line(error));
                self.with_calls(diagnostic, "raised here", error)
            }
            Problem::Refused(what) => {
                let title = format!("`{what}` cannot be used when the program is compiled");
                let diagnostic =
                    Diagnostic::error("E0316", title).primary(*call, "this call reaches outside of the compiler");
                self.with_calls(diagnostic, "refused here", "")
                    .help("a generator may look at files (`read_file`, `read_dir`, `file_exists`, `is_dir`) and do nothing else of the kind")
            }
            Problem::NoFile(path) => {
                let diagnostic =
                    Diagnostic::error("E0316", format!("`{path}` cannot be read when the program is compiled"))
                        .primary(*call, "this call reads what is no regular file");
                self.with_calls(diagnostic, "refused here", "")
            }
            Problem::TooManySteps => {
                let diagnostic = Diagnostic::error("E0317", format!("the generator `{module}` runs too long"))
                    .primary(*call, format!("not done after {} steps", limits.steps));
                self.with_calls(diagnostic, "stopped here", "")
                    .help("`--eval-steps N` allows more calls and turns of loops")
            }
            Problem::TooMuchMemory => {
                let diagnostic = Diagnostic::error("E0317", format!("the generator `{module}` uses too much memory"))
                    .primary(*call, format!("needs more than {} MiB", limits.memory >> 20));
                self.with_calls(diagnostic, "stopped here", "").help("`--eval-memory MIB` allows more")
            }
            Problem::TooLargeInteger => {
                let diagnostic =
                    Diagnostic::error("E0317", format!("the generator `{module}` makes too large an integer"))
                        .primary(*call, format!("makes an integer of more than {} bits", limits.integer_bits()));
                self.with_calls(diagnostic, "stopped here", "").help("`--eval-memory MIB` allows larger ones")
            }
            Problem::NoText(kind) => Diagnostic::error("E0318", format!("the generator `{module}` gave no text"))
                .primary(
                    *call,
                    match *kind {
                        "none" => "gave nothing: it ended without `return`".to_owned(),
                        kind => format!("gave {}", with_article(kind)),
                    },
                )
                .help("a generator returns the text of a module, header included: `return \";;;omg\\n\" + ...`"),
            Problem::Interrupted => Diagnostic::error("E0317", format!("the generator `{module}` was interrupted"))
                .primary(*call, "stopped here"),
            Problem::NoProcedure(_) | Problem::Arity(_) | Problem::System => {
                Diagnostic::error("E0317", format!("the system has no memory for the generator `{module}`"))
                    .primary(*call, "could not be run")
            }
        }
    }
}

impl GeneratorFailed {
    /// The place in the generator and the calls that led there. `error` is the last line of the traceback, if it has one.
    fn with_calls(&self, diagnostic: Diagnostic, label: &str, error: &str) -> Diagnostic {
        let Failure { calls, place, .. } = &self.failure;
        let diagnostic = match place {
            Some(span) => diagnostic.secondary(*span, label),
            None => diagnostic,
        };
        let calls = format!("{calls}{error}");
        diagnostic.note(calls.trim_end())
    }
}

fn first_line(error: &str) -> &str {
    error.lines().next().unwrap_or_default()
}
