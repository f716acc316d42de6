//! What there is to say about names, scopes and calls.

mod arity;
mod declarations;
mod exports;
mod in_block;
mod placement;
mod read_only;
mod undefined_name;
mod unknown_export;
mod warnings;
mod wildcard;

pub use arity::{Called, WrongArity};
pub use declarations::{AliasClash, AliasTwice, AllocTwice, DuplicateParameter, ImportTwice};
pub use exports::{ExportInProcedure, ExportOfImport, ExportTwice, ExportUndefined, WhyNotExported};
pub use in_block::{InBlock, Raising};
pub use placement::{BreakOutsideLoop, ReturnOutsideProcedure};
pub use read_only::{AliasAssigned, ImportWrite};
pub use undefined_name::{Elsewhere, NearestName, UndefinedName, UndefinedUse};
pub use unknown_export::{UnknownExport, WhyUnknown};
pub use warnings::{Remains, Removal, StaleImport, UnreachableCode, UnusedImport};
pub use wildcard::{ImportAll, InsteadOfAll};

use super::{Severity, finding};

/// What comes of what a lint has found, if it is let through.
fn consequence(severity: Severity, lint: &str, error: &str) -> String {
    match severity {
        Severity::Error => format!("with `-A {lint}` this compiles, and raises {error} if control gets here"),
        Severity::Warning => format!("this raises {error} if control gets here"),
    }
}

/// "1 argument", "2 arguments"
fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
