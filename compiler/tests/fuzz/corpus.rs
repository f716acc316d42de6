//! Programs made of golden cases, which are changed at random: what the compiler had to learn once is where its neighbours
//! may still be wrong.

use std::fs;
use std::path::Path;

use crate::generate::Generator;
use crate::mutate::{self, Rates};
use crate::read;
use crate::support::{entries, root};
use crate::tree::{Expr, Module, Program, Stmt};

/// Cases of more bytes are about large programs and deep expressions.
const LARGEST: u64 = 16_000;

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
    let is_small = fs::metadata(path).is_ok_and(|metadata| metadata.len() <= LARGEST);
    path.extension().is_some_and(|e| e == "omg") && is_small && !["flags", "in"].into_iter().any(has)
}

impl Generator {
    /// A program of one to three of the cases, changed.
    pub fn program_of(&mut self, cases: &[Module]) -> Program {
        let mut modules = Vec::new();
        let mut body = Vec::new();
        let header = self.random.pick(cases).header;
        if self.random.chance(20) {
            modules.push(self.case_as_module(cases, &mut body));
        }
        for _ in 0..*self.random.pick(&[1, 1, 2, 2, 3]) {
            let mut case = self.random.pick(cases).body.clone();
            self.rename_apart(&mut case);
            body.push(Stmt::Refill);
            match self.random.below(10) {
                0..=2 => self.as_procedure(case, &mut body),
                3..=4 => body.push(self.caught(case)),
                _ => {
                    body.extend(case.clone());
                    if self.random.chance(30) {
                        self.call_all(&case, None, &mut body);
                    }
                }
            }
        }
        self.mutate(&mut body, cases);
        modules.push(Module { name: "main".to_owned(), header, exports: None, body });
        Program { modules }
    }

    fn mutate(&mut self, body: &mut Vec<Stmt>, cases: &[Module]) {
        let rate = *self.random.pick(&[5, 20, 50, 100]);
        let donor = &self.random.pick(cases).body;
        mutate::mutate(body, donor, &mut self.random, Rates { expressions: rate, statements: rate });
    }

    /// A case as a module of its own. What imports and uses it is added to the body.
    fn case_as_module(&mut self, cases: &[Module], body: &mut Vec<Stmt>) -> Module {
        let Module { header, body: mut case, .. } = self.random.pick(cases).clone();
        self.rename_apart(&mut case);
        self.mutate(&mut case, cases);
        body.push(Stmt::Refill);
        let import = Stmt::Import("m0".to_owned(), "m0".to_owned());
        body.push(self.caught(vec![import]));
        self.call_all(&case, Some("m0"), body);
        for statement in &case {
            if let Stmt::Alloc(name, _) = statement {
                body.push(self.caught(vec![Stmt::Emit(Expr::name("m0").attribute(name))]));
            }
        }
        Module { name: "m0".to_owned(), header, exports: None, body: case }
    }

    /// The statements in a procedure, which is called: their variables are local then.
    fn as_procedure(&mut self, case: Vec<Stmt>, body: &mut Vec<Stmt>) {
        let name = self.fresh();
        body.push(Stmt::Proc(name.clone(), Vec::new(), case));
        for _ in 0..self.random.below(2) + 1 {
            body.push(Stmt::Call(Expr::call(&name, Vec::new())));
        }
    }

    /// Calls of the procedures of a case, with arguments of any type.
    fn call_all(&mut self, case: &[Stmt], module: Option<&str>, body: &mut Vec<Stmt>) {
        for statement in case {
            if let Stmt::Proc(name, params, _) = statement {
                let callee = match module {
                    Some(module) => Expr::name(module).attribute(name),
                    None => Expr::name(name),
                };
                let mut argument = || {
                    let ty = self.any_type();
                    self.initial(&ty)
                };
                let arguments = params.iter().map(|_| argument()).collect();
                body.push(Stmt::Refill);
                body.push(self.caught(vec![Stmt::Emit(Expr::Call(Box::new(callee), arguments))]));
            }
        }
    }

    /// The statements in a `try` that shows the error.
    pub fn caught(&mut self, body: Vec<Stmt>) -> Stmt {
        let error = self.fresh();
        Stmt::Try(body, error.clone(), vec![Stmt::Emit(Expr::name(error))])
    }
}
