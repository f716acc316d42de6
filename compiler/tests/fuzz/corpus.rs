//! Programs made of golden cases, which are changed at random: what the compiler had to learn once is where its neighbours
//! may still be wrong.

use std::path::Path;

use crate::generate::Generator;
use crate::mutate::{self, Rates};
use crate::read;
use crate::support::{entries, root};
use crate::tree::{Expr, Module, Program, Stmt};

/// The golden cases of one file that can be made parts of programs.
pub fn load() -> Vec<Module> {
    let mut cases = Vec::new();
    for folder in ["tests/run", "tests/mir", "examples", "benches/programs"] {
        collect(&root().join(folder), &mut cases);
    }
    cases
}

fn collect(folder: &Path, cases: &mut Vec<Module>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect(&path, cases);
        } else if is_case(&path) {
            cases.extend(read::module(&path));
        }
    }
}

/// Whether the file is a case that needs nothing else.
fn is_case(path: &Path) -> bool {
    let has = |extension: &str| path.with_extension(extension).exists();
    path.extension().is_some_and(|e| e == "omg") && !["flags", "in"].into_iter().any(has)
}

impl Generator {
    /// A program of one to three of the cases, changed.
    pub fn program_of(&mut self, cases: &[Module]) -> Program {
        let count = *self.random.pick(&[1, 1, 2, 2, 3]);
        let mut body = Vec::new();
        let mut header = "";
        for _ in 0..count {
            let case = self.random.pick(cases);
            header = case.header;
            let mut case = case.body.clone();
            self.rename_apart(&mut case);
            body.push(Stmt::Refill);
            match self.random.below(10) {
                0..=2 => self.as_procedure(case, &mut body),
                3..=4 => {
                    let error = self.fresh();
                    body.push(Stmt::Try(case, error.clone(), vec![Stmt::Emit(Expr::name(error))]));
                }
                _ => body.extend(case),
            }
        }
        let rates = *self.random.pick(&[5, 20, 50, 100]);
        mutate::mutate(&mut body, &mut self.random, Rates { expressions: rates, statements: rates });
        Program { modules: vec![Module { name: "main".to_owned(), header, exports: None, body }] }
    }

    /// The statements in a procedure, which is called: their variables are local then.
    fn as_procedure(&mut self, case: Vec<Stmt>, body: &mut Vec<Stmt>) {
        let name = self.fresh();
        body.push(Stmt::Proc(name.clone(), Vec::new(), case));
        for _ in 0..self.random.below(2) + 1 {
            body.push(Stmt::Call(Expr::call(&name, Vec::new())));
        }
    }
}
