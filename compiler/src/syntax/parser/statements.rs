//! Statements and blocks.

use super::expressions::binary_operator;
use super::{BLOCK_LIMIT, OpenBlock, Parsed, Parser, Reported};
use crate::diagnostics::syntax::{
    ElseIf, ForeignStatement, Hint, InvalidTarget, InvalidTargetKind, MissingCondition, MissingExcept, NestedTooDeep,
    NotAStatement, Shape, StrayClause, UnclosedBlock, UnexpectedToken, UnmatchedClosing, WrongAssignment,
    WrongOperator, foreign_statement,
};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Block, Expr, ExprKind, Proc, Stmt, StmtKind};
use crate::syntax::token::{Keyword, Token, TokenKind};

impl Parser<'_> {
    /// Reads one statement. Takes at least one token.
    pub(super) fn statement(&mut self) -> Stmt {
        let first = self.pos;
        let start = self.peek().span;
        self.new_region();
        let kind = self.statement_kind().unwrap_or_else(|Reported| {
            if self.pos == first {
                self.bump();
            }
            self.recover();
            self.discard_blocks();
            StmtKind::Error
        });
        Stmt { kind, span: start.to(self.previous()) }
    }

    fn statement_kind(&mut self) -> Parsed<StmtKind> {
        match self.peek().kind {
            TokenKind::Keyword(_) if self.look(1).kind == TokenKind::Assign => self.keyword_assignment(),
            TokenKind::Keyword(keyword) => self.keyword_statement(keyword),
            TokenKind::OpenBrace if !self.at_dictionary() && !self.is_empty_dictionary() => Ok(self.bare_block()),
            TokenKind::CloseParen | TokenKind::CloseBracket | TokenKind::CloseBrace => Err(self.unmatched_closing()),
            TokenKind::Name(_) => self.name_statement(),
            TokenKind::Malformed | TokenKind::Unknown => Err(self.silence()),
            _ if self.starts_expression() => self.expression_statement(false),
            _ => Err(self.no_statement()),
        }
    }

    fn keyword_statement(&mut self, keyword: Keyword) -> Parsed<StmtKind> {
        match keyword {
            Keyword::Alloc => self.alloc(None),
            Keyword::Emit => self.emit(),
            Keyword::Facts => self.facts(),
            Keyword::If => self.if_statement(),
            Keyword::Loop => self.loop_statement(),
            Keyword::Break => Ok(self.break_statement()),
            Keyword::Proc => self.proc(None),
            Keyword::Return => Ok(self.return_statement()),
            Keyword::Import => self.import(),
            Keyword::Try => self.try_statement(),
            Keyword::Elif | Keyword::Else | Keyword::Except => Err(self.stray_clause(keyword)),
            Keyword::True | Keyword::False => self.expression_statement(false),
            Keyword::And | Keyword::Or | Keyword::As => Err(self.no_statement()),
        }
    }

    fn starts_expression(&self) -> bool {
        use TokenKind::*;
        matches!(
            self.peek().kind,
            Int(_) | Float(_) | Str(_) | OpenParen | OpenBracket | OpenBrace | Plus | Minus | Tilde
        )
    }

    /// A token that no statement begins with.
    fn no_statement(&mut self) -> Reported {
        let Token { kind, span, .. } = self.peek();
        let help = match kind {
            TokenKind::SlashSlash => "a comment begins with `#` or `;`",
            _ => "an expression ends with its line, unless it stands in `( )`, `[ ]` or `{ }`",
        };
        let (span, found) = (*span, kind.describe());
        self.report(UnexpectedToken { span, expected: "a statement", found, open: None, help: Some(Hint::Words(help)) })
    }

    fn unmatched_closing(&mut self) -> Reported {
        let token = self.peek().kind.symbol();
        let span = self.bump();
        self.report(UnmatchedClosing { span, token })
    }

    fn stray_clause(&mut self, keyword: Keyword) -> Reported {
        let span = self.bump();
        self.report(StrayClause { span, keyword: keyword.text() })
    }

    // Assignments and expression statements.

    /// `loop := 5`
    fn keyword_assignment(&mut self) -> Parsed<StmtKind> {
        let name = self.name("a variable", "a name")?;
        self.bump();
        let target = Expr { span: name.span, kind: ExprKind::Name(name.name) };
        Ok(StmtKind::Assign { target, value: self.expression_or_error() })
    }

    /// A statement that begins with a name: an assignment, or an expression with at least one postfix operator.
    fn name_statement(&mut self) -> Parsed<StmtKind> {
        if self.at_export() {
            return self.export();
        }
        match self.foreign_word() {
            Some(word) => self.foreign_statement(&word),
            None => self.expression_statement(true),
        }
    }

    /// The word of another language that begins this statement. Such words are names in OMG, so something must follow
    /// that cannot follow a name.
    fn foreign_word(&self) -> Option<String> {
        let TokenKind::Name(word) = &self.peek().kind else { return None };
        let next = self.look(1);
        let fits = next.newline_before
            || matches!(
                next.kind,
                TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::Dot | TokenKind::Assign | TokenKind::Equal
            );
        (!fits && foreign_statement(word).is_some()).then(|| word.to_string())
    }

    /// Reports `let x = 5` and the like, and reads them as what they would be in OMG where the form is the same.
    fn foreign_statement(&mut self, word: &str) -> Parsed<StmtKind> {
        let help = foreign_statement(word).unwrap_or_default();
        let span = self.peek().span;
        let reported = self.report(ForeignStatement { span, word: word.to_owned(), help });
        let name_follows = matches!(self.look(1).kind, TokenKind::Name(_));
        match word {
            "let" | "var" | "const" | "val" if name_follows => self.alloc(None),
            "def" | "fn" | "fun" | "func" | "function" if name_follows => self.proc(None),
            "while" => self.loop_statement(),
            _ => {
                self.bump();
                Err(reported)
            }
        }
    }

    fn expression_statement(&mut self, starts_with_name: bool) -> Parsed<StmtKind> {
        let expr = self.expression()?;
        match self.peek().kind {
            TokenKind::Assign => self.assignment(expr, starts_with_name),
            TokenKind::Equal if !self.peek().newline_before => {
                let span = self.peek().span;
                self.report(WrongAssignment { span, operator: WrongOperator::Equal });
                self.assignment(expr, starts_with_name)
            }
            _ if self.look(1).kind == TokenKind::Equal && self.glued() && !self.peek().newline_before => {
                Err(self.compound_assignment(&expr))
            }
            _ if starts_with_name && has_postfix_form(&expr) => Ok(StmtKind::Expr(expr)),
            _ if self.ends_input_line() => Ok(StmtKind::Expr(expr)),
            _ => Err(self.not_a_statement(&expr)),
        }
    }

    /// Whether what was read ends a line of an interactive input outside of blocks.
    fn ends_input_line(&self) -> bool {
        let next = self.peek();
        self.interactive && self.blocks.is_empty() && (next.newline_before || next.kind == TokenKind::Eof)
    }

    /// Whether `{ }` is all of an interactive input.
    fn is_empty_dictionary(&self) -> bool {
        let is_all = self.pos == 0 && self.look(2).kind == TokenKind::Eof;
        self.interactive && is_all && self.look(1).kind == TokenKind::CloseBrace
    }

    /// `x += 1`, from its operator on.
    fn compound_assignment(&mut self, target: &Expr) -> Reported {
        let operator = self.bump();
        let span = operator.to(self.bump());
        let name = matches!(target.kind, ExprKind::Name(_)).then(|| self.source(target.span).to_owned());
        let operator = self.source(operator).to_owned();
        // What may be wrong with the value is not to be reported first.
        let region = self.reported_in;
        self.silence();
        let value = self.expression().ok().map(|value| (value.span, is_atomic(&value)));
        self.reported_in = region;
        self.report(WrongAssignment { span, operator: WrongOperator::Compound { name, operator, value } })
    }

    fn not_a_statement(&mut self, expr: &Expr) -> Reported {
        let next = self.peek();
        if !next.newline_before && matches!(next.kind, TokenKind::Unknown | TokenKind::Malformed) {
            return self.silence();
        }
        let shape = match &expr.kind {
            _ if self.source(expr.span).starts_with(['+', '-', '(', '[']) => Shape::Continuation,
            ExprKind::Name(_) => Shape::Name,
            ExprKind::Binary { op: BinaryOp::Eq, left, op_span, .. } if is_target(left) => {
                Shape::Equality { operator: *op_span }
            }
            _ => Shape::Other,
        };
        self.report(NotAStatement { span: expr.span, shape })
    }

    /// The rest of an assignment, from its operator on.
    fn assignment(&mut self, target: Expr, starts_with_name: bool) -> Parsed<StmtKind> {
        let valid = starts_with_name && is_target(&target);
        if !valid {
            let kind = match target.kind {
                ExprKind::Slice { .. } => InvalidTargetKind::Slice,
                ExprKind::Call { .. } => InvalidTargetKind::Call,
                _ => InvalidTargetKind::Other,
            };
            self.report(InvalidTarget { span: target.span, target: kind });
        }
        self.bump();
        let value = self.expression_or_error();
        Ok(if valid { StmtKind::Assign { target, value } } else { StmtKind::Error })
    }

    // Simple statements.

    pub(super) fn alloc(&mut self, export: Option<Span>) -> Parsed<StmtKind> {
        let alloc = self.bump();
        let name = self.name("a variable", "a name")?;
        if matches!(self.peek().kind, TokenKind::Dot | TokenKind::OpenBracket) && self.continues() {
            let (span, alloc) = (name.span, export.unwrap_or(alloc));
            return Err(self.report(InvalidTarget { span, target: InvalidTargetKind::AllocOfElement { alloc } }));
        }
        let span = self.peek().span;
        if self.at(&TokenKind::Equal) {
            self.report(WrongAssignment { span, operator: WrongOperator::Equal });
            self.bump();
        } else {
            self.expect(&TokenKind::Assign, "`:=`")?;
        }
        Ok(StmtKind::Alloc { name, value: self.expression_or_error(), export })
    }

    fn emit(&mut self) -> Parsed<StmtKind> {
        self.bump();
        Ok(StmtKind::Emit(self.expression_or_error()))
    }

    fn facts(&mut self) -> Parsed<StmtKind> {
        self.bump();
        Ok(StmtKind::Facts(self.expression_or_error()))
    }

    fn break_statement(&mut self) -> StmtKind {
        self.bump();
        StmtKind::Break
    }

    fn return_statement(&mut self) -> StmtKind {
        self.bump();
        let next = self.peek();
        let bare = next.newline_before || matches!(next.kind, TokenKind::CloseBrace | TokenKind::Eof);
        StmtKind::Return((!bare).then(|| self.expression_or_error()))
    }

    // Compound statements.

    fn if_statement(&mut self) -> Parsed<StmtKind> {
        let start = self.bump();
        let mut arms = vec![self.arm("if", start)?];
        loop {
            self.new_region();
            match self.peek().kind {
                TokenKind::Keyword(Keyword::Elif) => {
                    let start = self.bump_on_same_line("elif");
                    arms.push(self.arm("elif", start)?);
                }
                TokenKind::Keyword(Keyword::Else) => {
                    let start = self.bump_on_same_line("else");
                    if !self.at(&TokenKind::Keyword(Keyword::If)) || self.peek().newline_before {
                        let otherwise = Some(self.block()?);
                        return Ok(StmtKind::If { arms, otherwise });
                    }
                    let span = start.to(self.bump());
                    let blank = self.source(span)["else".len()..].trim_start() == "if";
                    self.report(ElseIf { span, blank });
                    arms.push(self.arm("elif", span)?);
                }
                _ => return Ok(StmtKind::If { arms, otherwise: None }),
            }
        }
    }

    fn arm(&mut self, keyword: &'static str, span: Span) -> Parsed<(Expr, Block)> {
        Ok((self.condition(keyword, span), self.block()?))
    }

    fn loop_statement(&mut self) -> Parsed<StmtKind> {
        let start = self.bump();
        let condition = self.condition("loop", start);
        Ok(StmtKind::Loop { condition, body: self.block()? })
    }

    /// The condition behind `if`, `elif` or `loop`.
    fn condition(&mut self, keyword: &'static str, span: Span) -> Expr {
        if self.at(&TokenKind::OpenBrace) && !self.at_dictionary() && !self.at_empty_dictionary() {
            self.report(MissingCondition { span, keyword });
            return Expr { kind: ExprKind::Error, span: span.after() };
        }
        let condition = self.expression_or_error();
        if self.at(&TokenKind::Equal) && self.continues() {
            return self.comparison_with_equal(condition);
        }
        condition
    }

    /// `if x = 5 {`
    fn comparison_with_equal(&mut self, left: Expr) -> Expr {
        let op_span = self.bump();
        self.report(WrongAssignment { span: op_span, operator: WrongOperator::EqualInCondition });
        let right = self.expression_or_error();
        let span = left.span.to(right.span);
        let kind = ExprKind::Binary { op: BinaryOp::Eq, op_span, left: Box::new(left), right: Box::new(right) };
        Expr { kind, span }
    }

    /// `if {} {`, `if {} != x {`
    fn at_empty_dictionary(&self) -> bool {
        let next = self.look(2);
        self.look(1).kind == TokenKind::CloseBrace
            && (next.kind == TokenKind::OpenBrace || binary_operator(&next.kind).is_some())
            && !next.newline_before
    }

    pub(super) fn proc(&mut self, export: Option<Span>) -> Parsed<StmtKind> {
        let start = self.bump();
        let name = self.name("a procedure", "the name of a procedure")?;
        if !self.at(&TokenKind::OpenParen) {
            return Err(self.expected("`(`"));
        }
        self.open_bracket();
        let mut params = Vec::new();
        while !self.at(&TokenKind::CloseParen) {
            params.push(self.name("a parameter", "a parameter or `)`")?);
            if !self.comma(&TokenKind::CloseParen, false) {
                break;
            }
        }
        let end = self.close_bracket(&TokenKind::CloseParen, "`,` or `)`")?;
        let body = self.block()?;
        Ok(StmtKind::Proc(Proc { name, params, body, signature: start.to(end), export }))
    }

    fn try_statement(&mut self) -> Parsed<StmtKind> {
        let try_ = self.bump();
        let body = self.block()?;
        self.new_region();
        if !self.at(&TokenKind::Keyword(Keyword::Except)) {
            if !(self.truncated && self.at(&TokenKind::Eof)) {
                let end = self.previous().after();
                self.report(MissingExcept { try_, end });
            }
            return Ok(StmtKind::Error);
        }
        self.bump_on_same_line("except");
        let named = !self.at(&TokenKind::OpenBrace);
        let error = if named { Some(self.name("an error", "a name or `{`")?) } else { None };
        Ok(StmtKind::Try { body, error, handler: self.block()? })
    }

    // Blocks.

    fn bare_block(&mut self) -> StmtKind {
        let open = self.bump();
        StmtKind::Block(self.block_behind(open))
    }

    /// Reads the blocks of a compound statement whose head is not understood, to report the errors in them. What is in
    /// them is left out of the tree: it would be judged outside of the procedure or loop that it belongs to.
    fn discard_blocks(&mut self) {
        while self.at(&TokenKind::OpenBrace) && !self.peek().newline_before && !self.at_dictionary() {
            let open = self.bump();
            self.block_behind(open);
            let clause =
                matches!(self.peek().kind, TokenKind::Keyword(Keyword::Elif | Keyword::Else | Keyword::Except));
            if clause && !self.peek().newline_before {
                self.new_region();
                self.bump();
                self.recover();
            }
        }
    }

    /// The block of a compound statement.
    fn block(&mut self) -> Parsed<Block> {
        if !self.at(&TokenKind::OpenBrace) {
            return Err(self.expected("`{`"));
        }
        let open = self.bump_on_same_line("{");
        Ok(self.block_behind(open))
    }

    /// A block whose `{` has been taken.
    fn block_behind(&mut self, open: Span) -> Block {
        if self.blocks.len() >= BLOCK_LIMIT {
            self.report(NestedTooDeep { span: open, what: "block", limit: BLOCK_LIMIT });
            self.skip_block();
            return Block { statements: Vec::new(), span: open.to(self.previous()) };
        }
        self.blocks.push(OpenBlock { open, suspect: None });
        let mut statements = Vec::new();
        while !matches!(self.peek().kind, TokenKind::CloseBrace | TokenKind::Eof) {
            statements.push(self.statement());
        }
        let end = self.end_of_block(open);
        self.blocks.pop();
        Block { statements, span: open.to(end) }
    }

    fn end_of_block(&mut self, open: Span) -> Span {
        if self.at(&TokenKind::Eof) {
            self.unclosed_block();
            return self.previous();
        }
        self.note_suspicious_end(open);
        self.bump()
    }

    /// Reports the innermost of the blocks that are open at the end of the file.
    fn unclosed_block(&mut self) {
        let end = self.peek().span;
        let innermost = self.blocks.last();
        if let Some(&OpenBlock { open, suspect }) = innermost.filter(|_| !self.truncated) {
            self.new_region();
            self.report(UnclosedBlock { open, end, suspect });
            self.truncated = true;
        }
    }

    /// Remembers a `}` that closes a block, but is indented like one around it.
    fn note_suspicious_end(&mut self, open: Span) {
        let Token { span: close, newline_before: begins_line, .. } = *self.peek();
        let Some(outer) = self.blocks.len().checked_sub(2) else { return };
        let around = self.blocks[outer].open;
        if begins_line
            && self.line_start(around) != self.line_start(open)
            && self.indentation(close) <= self.indentation(around)
        {
            self.blocks[outer].suspect.get_or_insert(close);
        }
    }

    /// How many blanks begin the line of a span.
    fn indentation(&self, span: Span) -> usize {
        let line = &self.text[self.line_start(span)..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    /// Where the line begins on which a span begins.
    fn line_start(&self, span: Span) -> usize {
        self.text[..span.start as usize].rfind('\n').map_or(0, |end| end + 1)
    }
}

/// Whether the expression is an operand of any operator without parentheses.
fn is_atomic(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Unary { .. } | ExprKind::Binary { .. })
}

/// Whether the expression can be assigned to, given that it begins with a name.
fn is_target(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) => true,
        ExprKind::Attribute { object, .. } | ExprKind::Index { object, .. } => is_rooted_at_name(object),
        _ => false,
    }
}

/// Whether the expression can be a statement, given that it begins with a name.
fn has_postfix_form(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Name(_)) && is_rooted_at_name(expr)
}

/// Whether the expression is a name followed by any number of postfix operators.
fn is_rooted_at_name(mut expr: &Expr) -> bool {
    loop {
        expr = match &expr.kind {
            ExprKind::Name(_) => return true,
            ExprKind::Attribute { object, .. } | ExprKind::Index { object, .. } | ExprKind::Slice { object, .. } => {
                object
            }
            ExprKind::Call { callee, .. } => callee,
            _ => return false,
        };
    }
}
