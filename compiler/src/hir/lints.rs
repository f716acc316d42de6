//! The lints: what each is called on the command line, and how bad it is.

use crate::diagnostics::Severity;
use crate::diagnostics::nearest::nearest;

/// Something that is certain or likely to be a mistake and that a user may ask to be let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lint {
    /// A name that is declared nowhere visible.
    UndefinedName,
    /// A direct call with a number of arguments that the procedure does not take.
    WrongArity,
    /// `utils.nope`
    UnknownExport,
    /// An alias that nothing reads.
    UnusedImport,
    /// Statements behind one that never ends normally.
    UnreachableCode,
    /// Reading an imported variable that its module reassigns later.
    StaleImport,
    /// A second alias of a module in one scope.
    DuplicateImport,
    /// A file whose path is not always written in the same way.
    ImportSpelling,
    /// A `-D` that nothing asks for.
    UnusedDefinition,
}

impl Lint {
    pub const ALL: [Lint; 9] = [
        Lint::UndefinedName,
        Lint::WrongArity,
        Lint::UnknownExport,
        Lint::UnusedImport,
        Lint::UnreachableCode,
        Lint::StaleImport,
        Lint::DuplicateImport,
        Lint::ImportSpelling,
        Lint::UnusedDefinition,
    ];

    /// As on the command line: `undefined-name`.
    pub fn name(self) -> &'static str {
        match self {
            Lint::UndefinedName => "undefined-name",
            Lint::WrongArity => "wrong-arity",
            Lint::UnknownExport => "unknown-export",
            Lint::UnusedImport => "unused-import",
            Lint::UnreachableCode => "unreachable-code",
            Lint::StaleImport => "stale-import",
            Lint::DuplicateImport => "duplicate-import",
            Lint::ImportSpelling => "import-spelling",
            Lint::UnusedDefinition => "unused-definition",
        }
    }

    fn by_name(name: &str) -> Option<Lint> {
        Lint::ALL.into_iter().find(|lint| lint.name() == name)
    }

    fn default_level(self) -> Level {
        match self {
            Lint::UndefinedName | Lint::WrongArity | Lint::UnknownExport => Level::Deny,
            Lint::UnusedImport | Lint::UnreachableCode | Lint::StaleImport => Level::Warn,
            Lint::DuplicateImport | Lint::ImportSpelling | Lint::UnusedDefinition => Level::Warn,
        }
    }
}

/// What happens when a lint finds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing is said.
    Allow,
    Warn,
    /// An error.
    Deny,
}

/// A name that is no lint's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLint {
    pub name: String,
    /// The most similar name of a lint.
    pub nearest: Option<&'static str>,
}

/// The level of each lint.
#[derive(Clone, Debug)]
pub struct LintLevels {
    levels: [Level; Lint::ALL.len()],
}

impl Default for LintLevels {
    fn default() -> LintLevels {
        LintLevels { levels: Lint::ALL.map(Lint::default_level) }
    }
}

impl LintLevels {
    /// `-A NAME`, `-W NAME`: sets the level of the lint of that name. The last one given counts.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), UnknownLint> {
        let lint = Lint::by_name(name)
            .ok_or_else(|| UnknownLint { name: name.to_owned(), nearest: nearest(name, Lint::ALL.map(Lint::name)) })?;
        self.levels[lint as usize] = level;
        Ok(())
    }

    /// How bad a finding of this lint is; none if it is allowed.
    pub fn severity(&self, lint: Lint) -> Option<Severity> {
        match self.levels[lint as usize] {
            Level::Allow => None,
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(Severity::Error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_set_by_name() {
        let mut levels = LintLevels::default();
        assert_eq!(levels.severity(Lint::WrongArity), Some(Severity::Error));
        assert_eq!(levels.severity(Lint::StaleImport), Some(Severity::Warning));
        levels.set("wrong-arity", Level::Warn).unwrap();
        levels.set("stale-import", Level::Allow).unwrap();
        assert_eq!(levels.severity(Lint::WrongArity), Some(Severity::Warning));
        assert_eq!(levels.severity(Lint::StaleImport), None);
    }

    #[test]
    fn unknown_names_are_refused() {
        let unknown = LintLevels::default().set("unusedimport", Level::Warn).unwrap_err();
        assert_eq!(unknown.nearest, Some("unused-import"));
    }

    #[test]
    fn every_lint_is_found_by_its_name_and_has_its_own_level() {
        for (index, lint) in Lint::ALL.into_iter().enumerate() {
            assert_eq!(Lint::by_name(lint.name()), Some(lint));
            assert_eq!(lint as usize, index);
        }
    }
}
