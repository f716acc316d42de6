//! The ways to run an OMG program. They must agree on every byte.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;

use super::{Outcome, clean_environment, omgc, run, scratch};

/// A program and what it is given.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// The folder to work in.
    pub folder: &'a Path,
    /// The entry file, relative to the folder.
    pub entry: &'a str,
    /// Flags of the compiler.
    pub flags: &'a [String],
    /// Arguments of the program.
    pub args: &'a [String],
    pub stdin: Option<&'a Path>,
}

impl Program<'_> {
    /// Runs the program in every way and hands each outcome to `check`, the reference interpreter's first. One of the ways
    /// marks all collections in a copy of the process; with `stress` one is a collection at every allocation. Ends at the
    /// first failure.
    pub fn run_all(
        &self,
        stress: bool,
        mut check: impl FnMut(&str, Outcome) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        check("interpreter", self.interpret()?)?;
        let scratch = scratch();
        let executable = scratch.path().join("program");
        for level in ["-O0", "-O"] {
            let built = self.build(level, &executable)?;
            if !built.success() {
                check(&format!("omgc build {level}"), built)?;
                continue;
            }
            check(&format!("native {level}"), self.execute(&executable, &built, None)?)?;
            if level == "-O" {
                check("native -O, marking in a copy", self.execute(&executable, &built, Some("concurrent"))?)?;
            }
            if stress && level == "-O" {
                check("native -O, collecting at every allocation", self.execute(&executable, &built, Some("1"))?)?;
            }
        }
        Ok(())
    }

    fn interpret(&self) -> Result<Outcome, Failed> {
        let mut command = omgc(self.folder);
        command.args(["run", "--interpret"]).args(self.flags).arg(self.entry).args(self.args);
        run(&mut command, self.stdin)
    }

    fn build(&self, level: &str, executable: &Path) -> Result<Outcome, Failed> {
        let mut command = omgc(self.folder);
        command.args(["build", level]).args(self.flags).arg(self.entry).arg("-o").arg(executable);
        run(&mut command, None)
    }

    /// The compiler's warnings come before what the program says, as `omgc run` shows it. `stress` says what the collector
    /// is to do more often than usual.
    fn execute(&self, executable: &Path, built: &Outcome, stress: Option<&str>) -> Result<Outcome, Failed> {
        let mut command = Command::new(executable);
        command.current_dir(self.folder).args(self.args);
        clean_environment(&mut command);
        command.envs(stress.map(|stress| ("OMG_GC_STRESS", stress)));
        let outcome = run(&mut command, self.stdin)?;
        Ok(Outcome { stderr: format!("{}{}", built.stderr, outcome.stderr), ..outcome })
    }
}
