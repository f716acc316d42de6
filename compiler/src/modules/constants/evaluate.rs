//! Expression → constant, or everything that is wrong with it.

use super::{Constant, Environment};
use crate::diagnostics::modules::{ConstantProblem, NotConstant, Operand};
use crate::diagnostics::nearest::nearest;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Ident, Name, UnaryOp};

/// The parts of `target`.
const TARGET_NAMES: [&str; 2] = ["os", "arch"];

/// The value of a constant expression. Otherwise all that is wrong with it: unknown names and what is no constant also in
/// operands that `and` and `or` do not look at. (Nothing, if it could not be parsed, which was reported.)
pub fn evaluate(expr: &Expr, environment: &Environment) -> Result<Constant, Vec<ConstantProblem>> {
    let mut problems = Vec::new();
    let evaluator = Evaluator { environment };
    evaluator.check(expr, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    evaluator.value(expr).map_err(|problem| problem.into_iter().collect())
}

/// The names that an expression asks for, in source order, each once, with their values: `target.os` and `"linux"`.
pub fn names_used(expr: &Expr, environment: &Environment) -> Vec<(String, Constant)> {
    let mut names: Vec<(String, Constant)> = Vec::new();
    visit(expr, &mut |expr| {
        if let Some((root, name)) = member(expr)
            && let Some(value) = environment_value(environment, root, &name.name)
            && let text = format!("{root}.{}", name.name)
            && names.iter().all(|(known, _)| *known != text)
        {
            names.push((text, value));
        }
    });
    names
}

/// The names behind `define.` in an expression.
pub fn definitions(expr: &Expr) -> Vec<Ident> {
    let mut names = Vec::new();
    visit(expr, &mut |expr| match member(expr) {
        Some((root, name)) if **root == *"define" => names.push(name.clone()),
        _ => {}
    });
    names
}

/// Calls `f` for the expression and the operands inside it.
fn visit<'e>(expr: &'e Expr, f: &mut impl FnMut(&'e Expr)) {
    f(expr);
    match &expr.kind {
        ExprKind::Unary { operand, .. } => visit(operand, f),
        ExprKind::Binary { left, right, .. } => {
            visit(left, f);
            visit(right, f);
        }
        _ => {}
    }
}

/// `root.name`
fn member(expr: &Expr) -> Option<(&Name, &Ident)> {
    match &expr.kind {
        ExprKind::Attribute { object, name } => match &object.kind {
            ExprKind::Name(root) => Some((root, name)),
            _ => None,
        },
        _ => None,
    }
}

fn environment_value(environment: &Environment, root: &str, name: &str) -> Option<Constant> {
    match root {
        "target" => environment.target(name),
        "define" => Some(environment.definition(name)),
        _ => None,
    }
}

struct Evaluator<'a> {
    environment: &'a Environment,
}

impl Evaluator<'_> {
    /// Names and forms, everywhere.
    fn check(&self, expr: &Expr, problems: &mut Vec<ConstantProblem>) {
        let mut not_constant = |what| problems.push(ConstantProblem::NotConstant { span: expr.span, what });
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Bool(_) | ExprKind::Error => {}
            ExprKind::Unary { op: UnaryOp::Neg | UnaryOp::Plus, operand } => self.check(operand, problems),
            ExprKind::Binary { op, left, right, .. } if is_constant_operator(*op) => {
                self.check(left, problems);
                self.check(right, problems);
            }
            ExprKind::Name(name) => problems.push(self.unknown_name(name, expr.span)),
            ExprKind::Attribute { name, .. } => match member(expr) {
                Some((root, _)) if environment_value(self.environment, root, &name.name).is_some() => {}
                Some((root, name)) => problems.push(unknown_member(root, name, expr.span)),
                None => not_constant(NotConstant::Attribute),
            },
            ExprKind::Unary { op, .. } => not_constant(NotConstant::Operator(op.symbol())),
            ExprKind::Binary { op, .. } => not_constant(NotConstant::Operator(op.symbol())),
            ExprKind::Call { .. } => not_constant(NotConstant::Call),
            ExprKind::List(_) | ExprKind::Dict(_) => not_constant(NotConstant::Collection),
            ExprKind::Index { .. } | ExprKind::Slice { .. } => not_constant(NotConstant::Index),
        }
    }

    fn unknown_name(&self, name: &str, span: Span) -> ConstantProblem {
        let known = if TARGET_NAMES.contains(&name) {
            Some(format!("target.{name}"))
        } else if self.environment.defines.contains_key(name) {
            Some(format!("define.{name}"))
        } else if name == self.environment.os {
            Some(format!("target.os == \"{name}\""))
        } else if name == self.environment.arch {
            Some(format!("target.arch == \"{name}\""))
        } else {
            nearest(name, ["target", "define", "true", "false"]).map(str::to_owned)
        };
        ConstantProblem::UnknownName { name: name.to_owned(), span, known }
    }

    /// The value of an expression that was checked. The error is none if a part of it could not be parsed.
    fn value(&self, expr: &Expr) -> Result<Constant, Option<ConstantProblem>> {
        Ok(match &expr.kind {
            ExprKind::Int(value) => Constant::Int(value.clone()),
            ExprKind::Float(value) => Constant::Float(*value),
            ExprKind::Str(text) => Constant::Str(text.to_string()),
            ExprKind::Bool(value) => Constant::Bool(*value),
            ExprKind::Unary { op, operand } => self.unary(*op, operand, expr.span)?,
            ExprKind::Binary { op: BinaryOp::And, left, right, .. } => {
                Constant::Bool(self.value(left)?.is_truthy() && self.value(right)?.is_truthy())
            }
            ExprKind::Binary { op: BinaryOp::Or, left, right, .. } => {
                Constant::Bool(self.value(left)?.is_truthy() || self.value(right)?.is_truthy())
            }
            ExprKind::Binary { op, op_span, left, right } => self.comparison(*op, *op_span, left, right)?,
            _ => {
                let (root, name) = member(expr).ok_or(None)?;
                environment_value(self.environment, root, &name.name).ok_or(None)?
            }
        })
    }

    fn unary(&self, op: UnaryOp, operand: &Expr, span: Span) -> Result<Constant, Option<ConstantProblem>> {
        let value = self.value(operand)?;
        let result = if op == UnaryOp::Neg { value.negated() } else { value.as_number() };
        result.ok_or_else(|| {
            Some(ConstantProblem::NotANumber { op: op.symbol(), span, operand: describe(operand, &value) })
        })
    }

    fn comparison(
        &self,
        op: BinaryOp,
        op_span: Span,
        left: &Expr,
        right: &Expr,
    ) -> Result<Constant, Option<ConstantProblem>> {
        let (a, b) = (self.value(left)?, self.value(right)?);
        let holds = match op {
            BinaryOp::Eq => a.equals(&b),
            BinaryOp::Ne => !a.equals(&b),
            _ => {
                let Some(order) = a.compare(&b) else {
                    let (left, right) = (describe(left, &a), describe(right, &b));
                    return Err(Some(ConstantProblem::Unordered { op: op.symbol(), op_span, left, right }));
                };
                order.is_some_and(|order| match op {
                    BinaryOp::Lt => order.is_lt(),
                    BinaryOp::Le => order.is_le(),
                    BinaryOp::Gt => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
        };
        Ok(Constant::Bool(holds))
    }
}

fn is_constant_operator(op: BinaryOp) -> bool {
    use BinaryOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
    matches!(op, Eq | Ne | Lt | Le | Gt | Ge | And | Or)
}

fn unknown_member(root: &str, name: &Ident, span: Span) -> ConstantProblem {
    let known = match root {
        "target" => nearest(&name.name, TARGET_NAMES).map(|nearest| format!("target.{nearest}")),
        _ => nearest(root, ["target", "define"]).map(|nearest| format!("{nearest}.{}", name.name)),
    };
    ConstantProblem::UnknownName { name: format!("{root}.{}", name.name), span, known }
}

fn describe(expr: &Expr, value: &Constant) -> Operand {
    Operand { span: expr.span, value: value.to_string(), kind: value.type_name() }
}
