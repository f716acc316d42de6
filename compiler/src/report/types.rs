//! The source of a program with what was inferred about it behind its lines.

use std::collections::BTreeSet;
use std::fmt::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::Facts;
use super::words;
use crate::hir::{self, Callee, Expr, ExprKind, LocalId, Stmt, StmtKind, Variable};
use crate::mir::build::walk::{Visitor, walk};
use crate::mir::{self, Op, ProcId, Terminator};
use crate::source::{FileId, SourceMap, Span};

/// Facts stand no further to the right than this; behind longer lines they have lines of their own.
const LARGEST_COLUMN: usize = 56;

/// The source files of a program, each line with what is known. `propagated`: the program as it was when types were
/// propagated for the first time, see [`Facts`].
pub fn types(hir: &hir::Program, optimized: &mir::Program, propagated: &mir::Program, sources: &SourceMap) -> String {
    let facts = Facts::new(hir, optimized, propagated);
    let calls = Calls::of(optimized);
    let mut lines: FxHashMap<(FileId, u32), Vec<String>> = FxHashMap::default();
    for (index, proc) in hir.procs.iter().enumerate() {
        let id = ProcId(index as u32);
        let mut notes = Notes { hir, facts: &facts, calls: &calls, sources, proc: id, found: Vec::new() };
        if proc.parent.is_some() {
            notes.header();
        }
        walk(&proc.body, &mut notes);
        for (span, note) in notes.found {
            let notes = lines.entry((span.file, sources.line(span))).or_default();
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    let mut text = HEADER.to_owned();
    for module in &hir.modules {
        file(module.file, sources, &lines, &mut text);
    }
    text
}

const HEADER: &str = "\
# What optimised code knows (-O). A variable is what is assigned to it on that line; a parameter is what all calls give it.
# Of procedures that are inlined wherever they are called, parameters and results are those before inlining.
# Objects that are not made, since they do not leave their procedure, are shown as they would be.
# small int: of 63 bits, never larger; int: of any size; raw: eight bytes for each float; bytes: one byte for each element;
# in place: the dictionary has the float to itself.
";

fn file(id: FileId, sources: &SourceMap, lines: &FxHashMap<(FileId, u32), Vec<String>>, text: &mut String) {
    let source = sources.file(id);
    let numbered: Vec<(u32, &str)> = (1..).zip(source.text.lines()).collect();
    let digits = numbered.len().to_string().len();
    let width = |line: &str| line.chars().count();
    let noted = numbered.iter().filter(|(number, _)| lines.contains_key(&(id, *number)));
    let longest = noted.map(|(_, line)| width(line)).max().unwrap_or(0);
    let column = longest.min(LARGEST_COLUMN);
    let _ = write!(text, "\n{}\n", source.name);
    for (number, line) in numbered {
        let mut rest = lines.get(&(id, number)).map_or(&[][..], |notes| &notes[..]).iter();
        let first = if width(line) <= column { rest.next() } else { None };
        let _ = match first {
            Some(note) => writeln!(text, "{number:>digits$}  {line:column$}  # {note}"),
            None => writeln!(text, "{}", format_args!("{number:>digits$}  {line}").to_string().trim_end()),
        };
        for note in rest {
            let _ = writeln!(text, "{:digits$}  {:column$}  # {note}", "", "");
        }
    }
}

/// What became of calls in the optimised program.
struct Calls {
    /// The calls that were inlined.
    inlined: FxHashSet<Span>,
    /// How many calls of procedures of a name were inlined, by module.
    counts: FxHashMap<(mir::ModuleId, mir::Name), usize>,
    /// By the place of calls that are left: what they run.
    left: FxHashMap<Span, BTreeSet<String>>,
}

impl Calls {
    fn of(program: &mir::Program) -> Calls {
        let mut calls =
            Calls { inlined: FxHashSet::default(), counts: FxHashMap::default(), left: FxHashMap::default() };
        let name = |proc: ProcId| program.proc(proc).name.to_string();
        for proc in program.procs.iter().flatten() {
            for scope in &proc.scopes {
                calls.inlined.insert(scope.span);
                *calls.counts.entry((scope.module, scope.name.clone())).or_default() += 1;
            }
            let of_value = |callee| match program.class(proc, callee) {
                Some(class) => words::proc_names(program, class),
                None => "any procedure".to_owned(),
            };
            for block in &proc.blocks {
                let insts = block.insts.iter().filter_map(|inst| match inst.op {
                    Op::Call(callee, _) | Op::CallClosure(callee, ..) => Some((inst.span, name(callee))),
                    Op::CallValue(callee, _) => Some((inst.span, of_value(callee))),
                    _ => None,
                });
                let last = match block.terminator {
                    Terminator::TailCall { proc, span, .. } | Terminator::TailCallClosure { proc, span, .. } => {
                        Some((span, name(proc)))
                    }
                    Terminator::TailCallValue { callee, span, .. } => Some((span, of_value(callee))),
                    _ => None,
                };
                for (span, callee) in insts.chain(last) {
                    calls.left.entry(span).or_default().insert(callee);
                }
            }
        }
        calls
    }
}

/// The notes on one procedure.
struct Notes<'a> {
    hir: &'a hir::Program,
    facts: &'a Facts<'a>,
    calls: &'a Calls,
    sources: &'a SourceMap,
    proc: ProcId,
    found: Vec<(Span, String)>,
}

impl Notes<'_> {
    /// Parameters, result, and what became of the procedure.
    fn header(&mut self) {
        let proc = self.hir.proc(self.proc);
        let inlined = self.calls.counts.get(&(proc.module, proc.name.clone()));
        let is_left = self.facts.is_left(self.proc);
        if !is_left && inlined.is_none() {
            return self.found.push((proc.span, format!("{}: never called, no code", proc.name)));
        }
        for index in 0..proc.params as usize {
            if let Some(known) = self.facts.param(self.proc, index) {
                self.found.push((proc.span, format!("{}: {}", proc.locals[index].name, known.words())));
            }
        }
        let result =
            self.facts.result(self.proc).map_or("never returns".to_owned(), |known| format!("gives {}", known.words()));
        self.found.push((proc.span, format!("{} {result}", proc.name)));
        let same_name = |other: &&hir::Proc| other.module == proc.module && other.name == proc.name;
        if inlined.is_some() && self.hir.procs.iter().filter(same_name).count() == 1 {
            let how = if is_left { "some calls are inlined" } else { "all calls are inlined" };
            self.found.push((proc.span, format!("{}: {how}", proc.name)));
        }
    }

    fn name(&self, variable: Variable) -> &str {
        match variable {
            Variable::Local(LocalId(local)) => &self.hir.proc(self.proc).locals[local as usize].name,
            Variable::Global(global) => &self.hir.global(global).name,
        }
    }
}

impl<'a> Visitor<'a> for Notes<'_> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let StmtKind::Alloc { variable, value } | StmtKind::Assign { variable, value } = &stmt.kind {
            let known = self.facts.expr(self.proc, value);
            let words = known.map_or("not computed: never read, or never reached".to_owned(), |known| known.words());
            self.found.push((stmt.span, format!("{}: {words}", self.name(*variable))));
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        let ExprKind::Call { callee, .. } = &expr.kind else { return };
        let left = self.calls.left.get(&expr.span);
        let text = words::excerpt(self.sources.text(expr.span));
        let note = match (callee, left) {
            (Callee::Builtin(_), _) => return,
            (_, None) if self.calls.inlined.contains(&expr.span) => format!("{text} is inlined"),
            (Callee::Value(_) | Callee::Hoisted { .. }, Some(names)) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                format!("{text} calls {}", names.join("|"))
            }
            _ => return,
        };
        self.found.push((expr.span, note));
    }
}
