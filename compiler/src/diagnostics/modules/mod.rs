//! Problems with imports: modules that are not found, and modules that import each other in a circle.

mod constants;
mod cycle;
mod definitions;
mod directory;
mod duplicates;
mod empty_path;
mod guards;
mod not_found;
mod self_import;

pub use constants::{ConstantProblem, NotConstant, Operand};
pub use cycle::{CycleEdge, ImportCycle};
pub use definitions::UnusedDefinition;
pub use directory::DirectoryImport;
pub use duplicates::{DuplicateImport, ImportSpelling};
pub use empty_path::EmptyPath;
pub use guards::{Asked, Condition, GroupProblem, NoneTaken, SeveralTaken, UnfitGroup};
pub use not_found::{ModuleNotFound, Similar};
pub use self_import::SelfImport;
