//! Expressions: precedence climbing over unary and postfix expressions.
//!
//! Each function gives the height of the tree beside the tree: a tree is refused before it gets higher than what the
//! phases behind this one can follow. Recursion happens through brackets only, and their number is limited too.

use super::{EXPRESSION_LIMIT, Parsed, Parser, Reported};
use crate::diagnostics::syntax::{BadIndex, IndexProblem, NestedTooDeep, TrailingComma};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, DictEntry, Expr, ExprKind, Ident, UnaryOp};
use crate::syntax::token::{Keyword, TokenKind};

/// An expression and the height of its tree.
struct Tree {
    expr: Expr,
    height: usize,
}

/// The lowest precedence, `or`.
const LOWEST: u8 = 1;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        Ok(self.tree()?.expr)
    }

    /// An expression; if there is none, the parser goes on where the next statement or a block can begin.
    pub(super) fn expression_or_error(&mut self) -> Expr {
        let start = self.previous().after();
        self.require_operand().and_then(|()| self.expression()).unwrap_or_else(|Reported| {
            self.recover();
            Expr { kind: ExprKind::Error, span: start.to(self.previous()) }
        })
    }

    fn tree(&mut self) -> Parsed<Tree> {
        self.binary(LOWEST)
    }

    fn binary(&mut self, lowest: u8) -> Parsed<Tree> {
        let mut left = self.unary()?;
        while let Some((op, precedence)) = self.binary_operator().filter(|&(_, precedence)| precedence >= lowest) {
            let op_span = self.bump();
            self.require_operand()?;
            let right = self.binary(precedence + 1)?;
            let span = left.expr.span.to(right.expr.span);
            let height = left.height.max(right.height);
            let (left_expr, right_expr) = (Box::new(left.expr), Box::new(right.expr));
            let kind = ExprKind::Binary { op, op_span, left: left_expr, right: right_expr };
            left = self.node(kind, span, height)?;
        }
        Ok(left)
    }

    /// The binary operator that comes next, and its precedence. `+=` is none.
    fn binary_operator(&self) -> Option<(BinaryOp, u8)> {
        if !self.continues() || (self.look(1).kind == TokenKind::Equal && self.glued()) {
            return None;
        }
        binary_operator(&self.peek().kind)
    }

    fn unary(&mut self) -> Parsed<Tree> {
        let mut operators = Vec::new();
        while let Some(op) = unary_operator(&self.peek().kind) {
            operators.push((op, self.bump()));
        }
        let mut tree = self.postfix()?;
        for (op, start) in operators.into_iter().rev() {
            let span = start.to(tree.expr.span);
            tree = self.node(ExprKind::Unary { op, operand: Box::new(tree.expr) }, span, tree.height)?;
        }
        Ok(tree)
    }

    fn postfix(&mut self) -> Parsed<Tree> {
        let mut tree = self.primary()?;
        while self.continues() {
            tree = match self.peek().kind {
                TokenKind::OpenParen => self.call(tree)?,
                TokenKind::OpenBracket => self.index(tree)?,
                TokenKind::Dot => self.attribute(tree)?,
                _ => break,
            };
        }
        Ok(tree)
    }

    fn call(&mut self, callee: Tree) -> Parsed<Tree> {
        self.open()?;
        let (args, height) = self.list(&TokenKind::CloseParen, false, "an argument or `)`")?;
        let end = self.close_bracket(&TokenKind::CloseParen, "`,` or `)`")?;
        let span = callee.expr.span.to(end);
        self.node(ExprKind::Call { callee: Box::new(callee.expr), args }, span, height.max(callee.height))
    }

    fn attribute(&mut self, object: Tree) -> Parsed<Tree> {
        self.bump();
        let name = self.name("an attribute", "the name of an attribute")?;
        let span = object.expr.span.to(name.span);
        self.node(ExprKind::Attribute { object: Box::new(object.expr), name }, span, object.height)
    }

    fn index(&mut self, object: Tree) -> Parsed<Tree> {
        let open = self.open()?;
        if self.at(&TokenKind::CloseBracket) {
            let span = open.to(self.peek().span);
            return Err(self.report(BadIndex { span, problem: IndexProblem::Empty }));
        }
        let start = if self.at(&TokenKind::Colon) { None } else { Some(self.tree()?) };
        if self.at(&TokenKind::Comma) {
            return Err(self.bad_index(IndexProblem::Several));
        }
        match (self.eat(&TokenKind::Colon), start) {
            (None, Some(index)) => {
                let end = self.close_bracket(&TokenKind::CloseBracket, "`]`")?;
                let span = object.expr.span.to(end);
                let height = object.height.max(index.height);
                let kind = ExprKind::Index { object: Box::new(object.expr), index: Box::new(index.expr) };
                self.node(kind, span, height)
            }
            (_, start) => self.slice(object, start),
        }
    }

    /// The rest of `x[a:b]`, behind the colon.
    fn slice(&mut self, object: Tree, start: Option<Tree>) -> Parsed<Tree> {
        let end =
            if self.at(&TokenKind::CloseBracket) || self.at(&TokenKind::Colon) { None } else { Some(self.tree()?) };
        if self.at(&TokenKind::Colon) {
            return Err(self.bad_index(IndexProblem::Step));
        }
        let close = self.close_bracket(&TokenKind::CloseBracket, "`]`")?;
        let span = object.expr.span.to(close);
        let bound_height = |bound: &Option<Tree>| bound.as_ref().map_or(0, |tree| tree.height);
        let height = object.height.max(bound_height(&start)).max(bound_height(&end));
        let boxed = |bound: Option<Tree>| bound.map(|tree| Box::new(tree.expr));
        let kind = ExprKind::Slice { object: Box::new(object.expr), start: boxed(start), end: boxed(end) };
        self.node(kind, span, height)
    }

    fn bad_index(&mut self, problem: IndexProblem) -> Reported {
        let span = self.peek().span;
        self.report(BadIndex { span, problem })
    }

    fn primary(&mut self) -> Parsed<Tree> {
        let kind = match &self.peek().kind {
            TokenKind::OpenParen => return self.parenthesized(),
            TokenKind::OpenBracket => return self.list_literal(),
            TokenKind::OpenBrace if !self.at_block() => return self.dictionary(),
            TokenKind::Name(name) if &**name == "not" && self.operand_follows() => return Err(self.not_operator()),
            TokenKind::Name(name) => ExprKind::Name(name.clone()),
            TokenKind::Str(value) => ExprKind::Str(value.clone()),
            TokenKind::Float(value) => ExprKind::Float(*value),
            TokenKind::Keyword(Keyword::True) => ExprKind::Bool(true),
            TokenKind::Keyword(Keyword::False) => ExprKind::Bool(false),
            TokenKind::Malformed => {
                self.silence();
                ExprKind::Error
            }
            TokenKind::Int(_) => return Ok(self.integer()),
            _ => return Err(self.expected("an expression")),
        };
        let span = self.bump();
        Ok(Tree { expr: Expr { kind, span }, height: 1 })
    }

    /// Whether an operand follows the next token on the same line, where an operator would have to be.
    fn operand_follows(&self) -> bool {
        let next = self.look(1);
        let operand = match next.kind {
            TokenKind::Name(_) | TokenKind::Str(_) | TokenKind::Int(_) | TokenKind::Float(_) => true,
            TokenKind::Keyword(keyword) => matches!(keyword, Keyword::True | Keyword::False),
            _ => false,
        };
        operand && !next.newline_before
    }

    /// `not x`
    fn not_operator(&mut self) -> Reported {
        self.bump();
        self.expected("an operator")
    }

    fn integer(&mut self) -> Tree {
        let kind = match &mut self.tokens[self.pos].kind {
            TokenKind::Int(value) => ExprKind::Int(std::mem::take(value)),
            _ => ExprKind::Error,
        };
        let span = self.bump();
        Tree { expr: Expr { kind, span }, height: 1 }
    }

    /// An operand may stand on a new line, but if an assignment begins there, the operand is missing.
    fn require_operand(&mut self) -> Parsed<()> {
        let next = self.peek();
        let other_statement = next.newline_before
            && self.brackets.is_empty()
            && matches!(next.kind, TokenKind::Name(_))
            && self.look(1).kind == TokenKind::Assign;
        if other_statement { Err(self.expected("an expression")) } else { Ok(()) }
    }

    /// Whether the `{` that comes next certainly begins a block.
    fn at_block(&self) -> bool {
        let statement = matches!(self.look(1).kind, TokenKind::Keyword(keyword) if keyword.starts_statement());
        statement && self.look(2).kind != TokenKind::Colon
    }

    fn parenthesized(&mut self) -> Parsed<Tree> {
        let open = self.open()?;
        let mut tree = self.tree()?;
        let close = self.close_bracket(&TokenKind::CloseParen, "`)`")?;
        tree.expr.span = open.to(close);
        Ok(tree)
    }

    fn list_literal(&mut self) -> Parsed<Tree> {
        let open = self.open()?;
        let (items, height) = self.list(&TokenKind::CloseBracket, true, "an expression or `]`")?;
        let close = self.close_bracket(&TokenKind::CloseBracket, "`,` or `]`")?;
        self.node(ExprKind::List(items), open.to(close), height)
    }

    /// Expressions with commas between them, up to the closing bracket, and the height of the highest.
    fn list(&mut self, close: &TokenKind, trailing_comma: bool, expected: &'static str) -> Parsed<(Vec<Expr>, usize)> {
        let mut items = Vec::new();
        let mut height = 0;
        while !self.at(close) {
            if self.at(&TokenKind::Comma) {
                return Err(self.expected(expected));
            }
            let item = self.tree()?;
            height = height.max(item.height);
            items.push(item.expr);
            if !self.comma(close, trailing_comma) {
                break;
            }
        }
        Ok((items, height))
    }

    /// Takes a comma, if there is one, and says so.
    pub(super) fn comma(&mut self, close: &TokenKind, trailing_comma: bool) -> bool {
        let Some(span) = self.eat(&TokenKind::Comma) else { return false };
        if self.at(close) && !trailing_comma {
            self.report(TrailingComma { span });
        }
        true
    }

    fn dictionary(&mut self) -> Parsed<Tree> {
        let open = self.open()?;
        let mut entries = Vec::new();
        let mut height = 0;
        while !self.at(&TokenKind::CloseBrace) {
            let key = self.dictionary_key()?;
            self.expect(&TokenKind::Colon, "`:`")?;
            let value = self.tree()?;
            height = height.max(value.height);
            entries.push(DictEntry { key, value: value.expr });
            if !self.comma(&TokenKind::CloseBrace, true) {
                break;
            }
        }
        let close = self.close_bracket(&TokenKind::CloseBrace, "`,` or `}`")?;
        self.node(ExprKind::Dict(entries), open.to(close), height)
    }

    fn dictionary_key(&mut self) -> Parsed<Ident> {
        let name = match &self.peek().kind {
            TokenKind::Str(value) => value.clone(),
            TokenKind::Int(value) => value.to_string().into(),
            TokenKind::Float(value) => float_text(*value).into(),
            _ => return self.name("a dictionary key", "a key"),
        };
        Ok(Ident { name, span: self.bump() })
    }

    /// Opens a bracket, unless too many are open.
    fn open(&mut self) -> Parsed<Span> {
        let span = self.open_bracket();
        if self.brackets.len() > EXPRESSION_LIMIT { Err(self.too_deep(span)) } else { Ok(span) }
    }

    /// A node above nodes of at most the given height.
    fn node(&mut self, kind: ExprKind, span: Span, height: usize) -> Parsed<Tree> {
        if height >= EXPRESSION_LIMIT {
            return Err(self.too_deep(self.previous()));
        }
        Ok(Tree { expr: Expr { kind, span }, height: height + 1 })
    }

    fn too_deep(&mut self, span: Span) -> Reported {
        self.report(NestedTooDeep { span, what: "expression", limit: EXPRESSION_LIMIT })
    }
}

fn unary_operator(kind: &TokenKind) -> Option<UnaryOp> {
    Some(match kind {
        TokenKind::Minus => UnaryOp::Neg,
        TokenKind::Plus => UnaryOp::Plus,
        TokenKind::Tilde => UnaryOp::BitNot,
        _ => return None,
    })
}

/// The binary operator that a token is, and its precedence.
pub(super) fn binary_operator(kind: &TokenKind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        TokenKind::Keyword(Keyword::Or) => (BinaryOp::Or, LOWEST),
        TokenKind::Keyword(Keyword::And) => (BinaryOp::And, 2),
        TokenKind::EqEq => (BinaryOp::Eq, 3),
        TokenKind::NotEq => (BinaryOp::Ne, 3),
        TokenKind::Lt => (BinaryOp::Lt, 3),
        TokenKind::LtEq => (BinaryOp::Le, 3),
        TokenKind::Gt => (BinaryOp::Gt, 3),
        TokenKind::GtEq => (BinaryOp::Ge, 3),
        TokenKind::Pipe => (BinaryOp::BitOr, 4),
        TokenKind::Caret => (BinaryOp::BitXor, 5),
        TokenKind::Amp => (BinaryOp::BitAnd, 6),
        TokenKind::Shl => (BinaryOp::Shl, 7),
        TokenKind::Shr => (BinaryOp::Shr, 7),
        TokenKind::Plus => (BinaryOp::Add, 8),
        TokenKind::Minus => (BinaryOp::Sub, 8),
        TokenKind::Star => (BinaryOp::Mul, 9),
        TokenKind::Slash => (BinaryOp::Div, 9),
        TokenKind::SlashSlash => (BinaryOp::FloorDiv, 9),
        TokenKind::Percent => (BinaryOp::Mod, 9),
        _ => return None,
    })
}

/// A float as the language prints it: the shortest digits that read back the same, with a point, without an exponent.
fn float_text(value: f64) -> String {
    let digits = value.to_string();
    if digits.contains('.') || !value.is_finite() { digits } else { format!("{digits}.0") }
}
