//! Problems with reading source files: of the entry file, or of an imported one (then the import is shown).

use super::Diagnostic;
use crate::source::Span;

mod binary;
mod directory;
mod not_found;
mod not_regular;
mod not_utf8;
mod too_large;
mod unreadable;

pub use binary::BinaryFile;
pub use directory::DirectoryAsFile;
pub use not_found::FileNotFound;
pub use not_regular::NotRegular;
pub use not_utf8::{Encoding, NotUtf8};
pub use too_large::TooLarge;
pub use unreadable::Unreadable;

impl Diagnostic {
    /// Shows the import that led to the file, if one did.
    fn imported_at(self, import: Option<Span>) -> Diagnostic {
        match import {
            Some(span) => self.primary(span, "imported here"),
            None => self,
        }
    }
}
