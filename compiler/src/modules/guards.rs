//! Which of a module's guarded imports are part of the program.
//!
//! The imports of one statement list that declare a common name, at least one of them guarded, are a *group*. Exactly one
//! of a group is taken: the one whose condition holds, or else the fallback. Everything else is an error, after which none
//! of them is, and the names count as declared without anything being known of them.

use rustc_hash::FxHashMap;

use super::constants::{Constant, Environment, definitions, evaluate, names_used};
use super::walk::statement_lists;
use super::{LoadedModule, ResolvedImport};
use crate::diagnostics::modules::{Asked, Condition, GroupProblem, NoneTaken, SeveralTaken, UnfitGroup};
use crate::diagnostics::{Diagnostic, ToDiagnostic};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Guard, Import, ImportBinding, Stmt, StmtKind};

/// What its guard makes of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Part of the program: it has no guard, its condition holds, or it is the fallback and no other does.
    Taken,
    /// Not part of the program; it declares nothing.
    NotTaken,
    /// Nothing is known, since its group has an error; it declares its names.
    Undecided,
}

/// Sets which of a module's imports are taken, and gives what is wrong with their guards.
pub fn select(module: &mut LoadedModule, environment: &Environment) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if module.imports.iter().all(|import| import.import.guard.is_none()) {
        return problems;
    }
    let LoadedModule { ast, imports, intact, .. } = module;
    let mut selector = Selector { imports, intact: *intact, environment, problems: &mut problems };
    statement_lists(&ast.body, |statements| {
        for group in groups(statements) {
            selector.group(&group);
        }
    });
    problems
}

/// The imports of a statement list that belong together, those without guards left out.
fn groups(statements: &[Stmt]) -> Vec<Vec<&Import>> {
    let imports: Vec<&Import> = statements.iter().filter_map(import_of).collect();
    if imports.iter().all(|import| import.guard.is_none()) {
        return Vec::new();
    }
    let mut leaders: Vec<usize> = (0..imports.len()).collect();
    let mut first_of = FxHashMap::default();
    for (index, import) in imports.iter().enumerate() {
        for local in import.locals() {
            let first = *first_of.entry(&local.name).or_insert(index);
            let (a, b) = (leader(&mut leaders, first), leader(&mut leaders, index));
            leaders[a.max(b)] = a.min(b);
        }
    }
    let mut members = vec![Vec::new(); imports.len()];
    for (index, import) in imports.iter().enumerate() {
        members[leader(&mut leaders, index)].push(*import);
    }
    members.retain(|group| group.iter().any(|import| import.guard.is_some()));
    members
}

fn import_of(statement: &Stmt) -> Option<&Import> {
    match &statement.kind {
        // An import of everything is refused, whatever its guard says.
        StmtKind::Import(import) if !matches!(import.binding, ImportBinding::All(_)) => Some(import),
        _ => None,
    }
}

/// The first of the imports that an import is joined with; shortens the way there.
fn leader(leaders: &mut [usize], mut index: usize) -> usize {
    while leaders[index] != index {
        leaders[index] = leaders[leaders[index]];
        index = leaders[index];
    }
    index
}

struct Selector<'a> {
    imports: &'a mut [ResolvedImport],
    /// The text could be parsed: neither an import nor a guard is missing.
    intact: bool,
    environment: &'a Environment,
    problems: &'a mut Vec<Diagnostic>,
}

impl Selector<'_> {
    fn group(&mut self, group: &[&Import]) {
        let taken = self.taken(group);
        // The names are declared once: by an import that declares the most of them.
        let widest = (0..group.len()).rev().max_by_key(|&index| group[index].locals().count());
        for (index, import) in group.iter().enumerate() {
            self.imports[position(self.imports, import)].selection = match taken {
                Some(taken) if taken == index => Selection::Taken,
                None if widest == Some(index) => Selection::Undecided,
                _ => Selection::NotTaken,
            };
        }
    }

    /// Which import of a group is taken; none if there is an error.
    fn taken(&mut self, group: &[&Import]) -> Option<usize> {
        let values = self.values(group);
        if let Some(problem) = unfit(group) {
            if self.intact {
                self.problems.push(UnfitGroup { name: group_name(group), problem }.to_diagnostic());
            }
            return None;
        }
        let values = values?;
        let holds: Vec<usize> =
            (0..group.len()).filter(|&index| values[index].as_ref().is_some_and(Constant::is_truthy)).collect();
        match (&holds[..], values.iter().position(Option::is_none)) {
            ([only], _) => Some(*only),
            ([], Some(fallback)) => Some(fallback),
            ([], None) => {
                if self.intact {
                    let conditions = self.conditions(group, &values, |_| true);
                    let choices = self.choices(group);
                    let facts = NoneTaken { name: group_name(group), conditions, choices };
                    self.problems.push(facts.to_diagnostic());
                }
                None
            }
            _ => {
                let conditions = self.conditions(group, &values, |index| holds.contains(&index));
                self.problems.push(SeveralTaken { name: group_name(group), conditions }.to_diagnostic());
                None
            }
        }
    }

    /// The values of the conditions, none for what has none; reports what is wrong with them.
    fn values(&mut self, group: &[&Import]) -> Option<Vec<Option<Constant>>> {
        let mut values = Vec::new();
        let mut is_known = true;
        for import in group {
            let value = condition(import).map(|condition| evaluate(condition, self.environment)).transpose();
            values.push(value.unwrap_or_else(|problems| {
                is_known = false;
                self.problems.extend(problems.iter().map(ToDiagnostic::to_diagnostic));
                None
            }));
        }
        is_known.then_some(values)
    }

    fn conditions(
        &self,
        group: &[&Import],
        values: &[Option<Constant>],
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<Condition> {
        let import = |index: usize| {
            let (expr, value) = (condition(group[index])?, values[index].as_ref()?);
            Some(Condition { span: expr.span, value: value.to_string(), asked: asked(expr, self.environment) })
        };
        (0..group.len()).filter(|&index| wanted(index)).filter_map(import).collect()
    }

    /// Single definitions with which exactly one import would be taken: the words of the command line, and its path.
    fn choices(&self, group: &[&Import]) -> Vec<(String, String)> {
        let conditions: Vec<&Expr> = group.iter().filter_map(|import| condition(import)).collect();
        let mut choices: Vec<(String, String)> = Vec::new();
        for (name, value) in conditions.iter().flat_map(|condition| wanted_definitions(condition)) {
            let mut environment = self.environment.clone();
            environment.defines.insert(name.clone(), value.clone());
            let holds = |expr: &Expr| evaluate(expr, &environment).is_ok_and(|value| value.is_truthy());
            let mut chosen = group.iter().filter(|import| condition(import).is_some_and(holds));
            if let (Some(import), None) = (chosen.next(), chosen.next())
                && choices.iter().all(|(_, path)| **path != *import.path)
            {
                choices.push((option(&name, &value), import.path.to_string()));
            }
        }
        choices
    }
}

/// Whether a guarded import is taken and why, in words: `taken: define.N > 2, where define.N is 3`. None without a guard.
pub fn reason(import: &ResolvedImport, environment: &Environment, sources: &SourceMap) -> Option<String> {
    let guard = import.import.guard.as_ref()?;
    let taken = match import.selection {
        Selection::Taken => "taken",
        Selection::NotTaken => "not taken",
        Selection::Undecided => "undecided",
    };
    let Guard::If(condition) = guard else { return Some(format!("{taken}: fallback")) };
    let text = sources.text(condition.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let asked: Vec<String> =
        asked(condition, environment).iter().map(|asked| asked.to_string().replace('`', "")).collect();
    let answers = if asked.is_empty() { String::new() } else { format!(", where {}", asked.join(" and ")) };
    Some(format!("{taken}: {text}{answers}"))
}

/// What an expression asks for, and the answers.
pub fn asked(expr: &Expr, environment: &Environment) -> Vec<Asked> {
    let answer = |(name, value): (String, Constant)| {
        let is_given = name.strip_prefix("define.").is_none_or(|name| environment.defines.contains_key(name));
        Asked { name, value: is_given.then(|| value.to_string()) }
    };
    names_used(expr, environment).into_iter().map(answer).collect()
}

/// The condition of an import; none if it has no guard or is a fallback.
pub fn condition(import: &Import) -> Option<&Expr> {
    match &import.guard {
        Some(Guard::If(condition)) => Some(condition),
        _ => None,
    }
}

fn position(imports: &[ResolvedImport], import: &Import) -> usize {
    let found = imports.binary_search_by_key(&import.path_span.start, |other| other.import.path_span.start);
    found.expect("an import of this module")
}

/// What makes it impossible that one import of a group is taken, whatever the conditions are.
fn unfit(group: &[&Import]) -> Option<GroupProblem> {
    let fallbacks: Vec<Span> = group
        .iter()
        .filter_map(|import| match import.guard {
            Some(Guard::Fallback(span)) => Some(span),
            _ => None,
        })
        .collect();
    let bindings = |wanted: &dyn Fn(&Import) -> bool| -> Vec<Span> {
        group.iter().filter(|import| wanted(import)).map(|import| binding_span(import)).collect()
    };
    let unguarded = bindings(&|import| import.guard.is_none());
    if !unguarded.is_empty() {
        return Some(GroupProblem::Unguarded { unguarded, guarded: bindings(&|import| import.guard.is_some()) });
    }
    if group.iter().any(|import| local_names(import) != local_names(group[0])) {
        return Some(GroupProblem::OtherNames { bindings: bindings(&|_| true) });
    }
    match fallbacks[..] {
        [only] if group.len() == 1 => {
            Some(GroupProblem::OnlyFallback { fallback: only, space: Span { start: group[0].span.start, ..only } })
        }
        [_, _, ..] => Some(GroupProblem::Fallbacks { fallbacks }),
        _ => None,
    }
}

/// The names that an import declares, in alphabetical order.
fn local_names(import: &Import) -> Vec<&str> {
    let mut names: Vec<&str> = import.locals().map(|local| &*local.name).collect();
    names.sort_unstable();
    names
}

fn group_name(group: &[&Import]) -> Vec<String> {
    group[0].locals().map(|local| local.name.to_string()).collect()
}

/// Where an import says what it declares.
fn binding_span(import: &Import) -> Span {
    match &import.binding {
        ImportBinding::Namespace(alias) => alias.span,
        ImportBinding::Names { span, .. } | ImportBinding::All(span) => *span,
    }
}

/// The definitions that a condition seems to wait for: `X` of `define.X`, and 3 for it in `define.X == 3`.
fn wanted_definitions(condition: &Expr) -> Vec<(String, Constant)> {
    match &condition.kind {
        ExprKind::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => {
            [wanted_definitions(left), wanted_definitions(right)].concat()
        }
        ExprKind::Binary { op: BinaryOp::Eq | BinaryOp::Le | BinaryOp::Ge, left, right, .. } => {
            let value =
                |expr: &Expr| evaluate(expr, &Environment::default()).ok().filter(|_| definitions(expr).is_empty());
            match (definition(left), definition(right)) {
                (Some(name), None) => value(right).map(|value| (name, value)).into_iter().collect(),
                (None, Some(name)) => value(left).map(|value| (name, value)).into_iter().collect(),
                _ => Vec::new(),
            }
        }
        _ => definition(condition).map(|name| (name, Constant::Bool(true))).into_iter().collect(),
    }
}

/// `NAME`, of just `define.NAME`
fn definition(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Attribute { .. } => definitions(expr).first().map(|name| name.name.to_string()),
        _ => None,
    }
}

/// `-D NAME=VALUE`, as it is typed in a shell.
fn option(name: &str, value: &Constant) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-+/:,".contains(c);
    match value {
        Constant::Bool(true) => format!("-D {name}"),
        Constant::Str(text) if Constant::parse(text) != *value => format!("-D '{name}=\"{text}\"'"),
        Constant::Str(text) if text.chars().all(plain) => format!("-D {name}={text}"),
        Constant::Str(text) => format!("-D '{name}={}'", text.replace('\'', "'\\''")),
        value => format!("-D {name}={value}"),
    }
}
