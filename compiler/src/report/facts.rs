//! What variables, parameters, results and expressions of a program may be, found by their places in the source.
//!
//! The facts are those of the optimised MIR: operations have the spans of the expressions that they come from, in inlined
//! copies too, and what is known of an expression is what is known of all its copies. Procedures that are inlined wherever
//! they are called are gone from it, and so are results of calls that were inlined. For these the facts are taken from the
//! MIR after types were propagated for the first time. Variables without operations of their own are what is assigned to
//! them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::words;
use crate::hir::{self, Expr, ExprKind, GlobalId, ImportBinding, LocalId, Stmt, StmtKind, Storage, Variable};
use crate::mir::build::walk::{Visitor, walk};
use crate::mir::{ClassId, Proc, ProcId, Program, Repr, Terminator, TypeSet, ValueId};
use crate::source::Span;

/// What something may be, in all its copies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The bits of a [`TypeSet`].
    types: u16,
    /// What is known of objects, in words, by type.
    objects: BTreeSet<(u16, String)>,
}

impl Known {
    fn of(types: TypeSet) -> Known {
        Known { types: types.0, objects: BTreeSet::new() }
    }

    fn add(&mut self, program: &Program, types: TypeSet, class: Option<ClassId>) {
        self.types |= types.0;
        for part in [TypeSet::LIST, TypeSet::DICT, TypeSet::PROC] {
            if types.may_be(part) && types != TypeSet::ANY {
                self.objects.extend(words::object(program, part, class).map(|words| (part.0, words)));
            }
        }
    }

    fn join(&mut self, other: Known) {
        self.types |= other.types;
        self.objects.extend(other.objects);
    }

    /// In words: `list of float, raw`.
    pub fn words(&self) -> String {
        words::join(TypeSet(self.types), |name, part| {
            let objects: Vec<&str> =
                self.objects.iter().filter(|(of, _)| *of == part.0).map(|(_, words)| words.as_str()).collect();
            if objects.is_empty() { name.to_owned() } else { objects.join("|") }
        })
    }
}

/// A variable of the program; a captured one is that of the procedure which declares it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Local(ProcId, LocalId),
    Global(GlobalId),
}

/// What a variable is given.
#[derive(Clone, Copy)]
enum Given<'a> {
    Value(ProcId, &'a Expr),
    Param(ProcId, usize),
    Proc(ProcId),
    Export(GlobalId),
    Types(TypeSet),
}

/// The facts of one program.
pub struct Facts<'a> {
    hir: &'a hir::Program,
    /// The optimised program.
    pub optimized: &'a Program,
    propagated: &'a Program,
    /// By the place of a procedure: what is left of it, variants included.
    left: FxHashMap<Span, Vec<ProcId>>,
    /// Of both: the values of expressions.
    values: [FxHashMap<Span, Vec<(ProcId, ValueId)>>; 2],
    given: FxHashMap<Place, Vec<Given<'a>>>,
    /// The variables that are being looked at: one that depends on itself is what else it depends on.
    visited: RefCell<FxHashSet<Place>>,
}

impl<'a> Facts<'a> {
    pub fn new(hir: &'a hir::Program, optimized: &'a Program, propagated: &'a Program) -> Facts<'a> {
        let mut facts = Facts {
            hir,
            optimized,
            propagated,
            left: FxHashMap::default(),
            values: [values(optimized), values(propagated)],
            given: FxHashMap::default(),
            visited: RefCell::default(),
        };
        for proc in optimized.procs.iter().flatten() {
            facts.left.entry(proc.span).or_default().push(proc.id);
        }
        for (index, proc) in hir.procs.iter().enumerate() {
            let id = ProcId(index as u32);
            for param in 0..proc.params {
                facts.give(id, Variable::Local(LocalId(param)), Given::Param(id, param as usize));
            }
            let mut assignments = Assignments { proc: id, found: Vec::new() };
            walk(&proc.body, &mut assignments);
            for (variable, given) in assignments.found {
                facts.give(id, variable, given);
            }
        }
        facts
    }

    fn give(&mut self, proc: ProcId, variable: Variable, given: Given<'a>) {
        self.given.entry(self.place(proc, variable)).or_default().push(given);
    }

    fn place(&self, proc: ProcId, variable: Variable) -> Place {
        let local = match variable {
            Variable::Global(global) => return Place::Global(global),
            Variable::Local(local) => local,
        };
        let of = self.hir.proc(proc);
        match (of.locals[local.0 as usize].storage, of.parent) {
            (Storage::Captured { slot, .. }, Some(parent)) => {
                self.place(parent, Variable::Local(of.captures[slot as usize].outer))
            }
            _ => Place::Local(proc, local),
        }
    }

    /// What an expression of a procedure may be; none: control never gets there.
    pub fn expr(&self, proc: ProcId, expr: &Expr) -> Option<Known> {
        self.value(0, expr.span).or_else(|| match expr.kind {
            ExprKind::Local { local, .. } => self.variable(self.place(proc, Variable::Local(local))),
            ExprKind::Global { global, .. } => self.variable(Place::Global(global)),
            _ => self.value(1, expr.span),
        })
    }

    fn value(&self, which: usize, span: Span) -> Option<Known> {
        let program = [self.optimized, self.propagated][which];
        let mut known = Known::default();
        for &(proc, value) in self.values[which].get(&span)? {
            let proc = program.proc(proc);
            known.add(program, proc.types(value).intersection(TypeSet::ANY), proc.class(value));
        }
        Some(known)
    }

    fn variable(&self, place: Place) -> Option<Known> {
        let given = self.given.get(&place);
        if given.is_none() || !self.visited.borrow_mut().insert(place) {
            return if given.is_none() { Some(Known::of(TypeSet::ANY)) } else { None };
        }
        let mut known = None;
        for &given in given.into_iter().flatten() {
            let one = match given {
                Given::Value(proc, expr) => self.expr(proc, expr),
                Given::Param(proc, index) => self.param(proc, index),
                Given::Proc(proc) => Some(self.proc_value(proc)),
                Given::Export(global) => self.variable(Place::Global(global)),
                Given::Types(types) => Some(Known::of(types)),
            };
            one.into_iter().for_each(|one| known.get_or_insert_with(Known::default).join(one));
        }
        self.visited.borrow_mut().remove(&place);
        known
    }

    fn proc_value(&self, proc: ProcId) -> Known {
        let mut known = Known::of(TypeSet::PROC);
        known.objects.insert((TypeSet::PROC.0, format!("procedure {}", self.hir.proc(proc).name)));
        known
    }

    /// Whether optimisation left some code of the procedure that was not inlined.
    pub fn is_left(&self, proc: ProcId) -> bool {
        self.left.contains_key(&self.hir.proc(proc).span)
    }

    /// The code of a procedure, in all its variants, and the program that has it.
    fn code(&self, proc: ProcId) -> (&'a Program, Vec<&'a Proc>) {
        match self.left.get(&self.hir.proc(proc).span) {
            Some(left) => (self.optimized, left.iter().map(|&id| self.optimized.proc(id)).collect()),
            None => (self.propagated, self.propagated.procs[proc.0 as usize].iter().collect()),
        }
    }

    /// What a parameter may be.
    pub fn param(&self, proc: ProcId, index: usize) -> Option<Known> {
        let (program, variants) = self.code(proc);
        let mut known: Option<Known> = None;
        for code in variants {
            let param = *code.blocks[0].params.get(index)?;
            let types = code.types(param).intersection(TypeSet::ANY);
            known.get_or_insert_with(Known::default).add(program, types, code.class(param));
        }
        known
    }

    /// What a procedure may give; none: it never returns.
    pub fn result(&self, proc: ProcId) -> Option<Known> {
        let (program, variants) = self.code(proc);
        let mut seen = FxHashSet::default();
        let mut waiting: Vec<ProcId> = variants.iter().map(|code| code.id).collect();
        let mut known: Option<Known> = None;
        while let Some(proc) = waiting.pop() {
            if !seen.insert(proc) {
                continue;
            }
            let code = program.procs[proc.0 as usize].as_ref()?;
            for block in &code.blocks {
                match &block.terminator {
                    Terminator::Return(value) => known.get_or_insert_with(Known::default).add(
                        program,
                        code.types(*value).intersection(TypeSet::ANY),
                        code.class(*value),
                    ),
                    Terminator::TailCall { proc, .. } | Terminator::TailCallClosure { proc, .. } => waiting.push(*proc),
                    Terminator::TailCallValue { callee, .. } => match program.class(code, *callee) {
                        Some(class) => waiting.extend(&class.procs),
                        None => return Some(Known::of(TypeSet::ANY)),
                    },
                    _ => {}
                }
            }
        }
        known
    }
}

/// The tagged values of a program by the places of their operations.
fn values(program: &Program) -> FxHashMap<Span, Vec<(ProcId, ValueId)>> {
    let mut values: FxHashMap<Span, Vec<(ProcId, ValueId)>> = FxHashMap::default();
    for proc in program.procs.iter().flatten() {
        for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
            let Some(result) = inst.result else { continue };
            if proc.repr(result) == Repr::Tagged && proc.types(result).may_be(TypeSet::ANY) {
                values.entry(inst.span).or_default().push((proc.id, result));
            }
        }
    }
    values
}

/// The assignments in a procedure.
struct Assignments<'a> {
    proc: ProcId,
    found: Vec<(Variable, Given<'a>)>,
}

impl<'a> Visitor<'a> for Assignments<'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Alloc { variable, value } | StmtKind::Assign { variable, value } => {
                self.found.push((*variable, Given::Value(self.proc, value)));
            }
            StmtKind::Proc { variable, proc } => self.found.push((*variable, Given::Proc(*proc))),
            StmtKind::Try { error: Some(variable), .. } => {
                self.found.push((*variable, Given::Types(TypeSet::STRING)));
            }
            StmtKind::Import { binding: ImportBinding::Namespace(variable), .. } => {
                self.found.push((*variable, Given::Types(TypeSet::DICT)));
            }
            StmtKind::Import { binding: ImportBinding::Names(names), .. } => {
                self.found.extend(names.iter().map(|name| (name.variable, Given::Export(name.export))));
            }
            _ => {}
        }
    }
}
