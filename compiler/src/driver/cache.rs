//! Executables that `omgc run` made before, found again by everything that went into them.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use object::elf::ELFMAG;
use rustc_hash::FxHasher;

use super::pipeline::Checked;
use crate::link;

/// No more executables than this are kept; the least recently made go first.
const CAPACITY: usize = 64;

/// The user's cache of executables.
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// `$XDG_CACHE_HOME/omgc`, else `~/.cache/omgc`; none if neither is known or the folder cannot be made.
    pub fn open() -> Option<Cache> {
        let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
        let folder = base.join("omgc");
        fs::create_dir_all(&folder).ok()?;
        Some(Cache { folder })
    }

    /// Where the executable of this key is, made or not.
    fn path(&self, key: u128) -> PathBuf {
        self.folder.join(format!("{key:032x}"))
    }

    /// The executable of this key, if there is one. What a crash of the system left of one is not taken for it.
    pub fn find(&self, key: u128) -> Option<PathBuf> {
        let path = self.path(key);
        let file = fs::File::open(&path).ok()?;
        let is_executable =
            file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o100 != 0);
        let mut start = [0; ELFMAG.len()];
        (&file).read_exact(&mut start).ok()?;
        (is_executable && start == ELFMAG).then_some(path)
    }

    /// Adds an executable. Others of the same key may be running.
    pub fn insert(&self, key: u128, executable: &[u8]) -> io::Result<PathBuf> {
        let path = self.path(key);
        link::write_executable(&path, executable)?;
        self.evict();
        Ok(path)
    }

    /// Failures are left to the next time: a cache that is too large is no error of the program that runs.
    fn evict(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let age = |entry: &fs::DirEntry| entry.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut entries: Vec<_> = entries.flatten().map(|entry| (age(&entry), entry.path())).collect();
        entries.sort();
        for (_, path) in entries.iter().rev().skip(CAPACITY) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Identifies the compiler, the sources (names and texts of all modules, in order, and which of them each import leads to:
/// the command line may decide that) and the options.
pub fn key(checked: &Checked, optimize: bool) -> u128 {
    let half = |seed: u64| {
        let mut hasher = FxHasher::default();
        seed.hash(&mut hasher);
        compiler_identity().hash(&mut hasher);
        optimize.hash(&mut hasher);
        for module in &checked.graph.modules {
            let file = checked.sources.file(module.file);
            (&file.name, &file.path, &file.text, module.edition).hash(&mut hasher);
            module.imports.iter().for_each(|import| import.target.hash(&mut hasher));
        }
        hasher.finish()
    };
    u128::from(half(1)) << 64 | u128::from(half(2))
}

/// The compiler's own file: its size and time, since another build makes other code.
fn compiler_identity() -> (u64, Option<SystemTime>) {
    let metadata = std::env::current_exe().and_then(|path: PathBuf| fs::metadata::<&Path>(path.as_ref()));
    metadata.map_or((0, None), |m| (m.len(), m.modified().ok()))
}
