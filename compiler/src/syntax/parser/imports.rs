//! `import` and `export` statements. `from`, `eval`, `if`, `fallback` and `export` mean something only where the grammar
//! expects them, and are names elsewhere.

use super::{Parsed, Parser, Reported};
use crate::diagnostics::Edit;
use crate::diagnostics::syntax::{ExportProblem, ImportProblem, MalformedExport, MalformedImport};
use crate::source::Span;
use crate::syntax::ast::{GeneratorCall, Guard, Ident, Import, ImportBinding, ImportedName, Name, StmtKind};
use crate::syntax::lexer::{continues_name, starts_name};
use crate::syntax::token::{Keyword, TokenKind};

impl Parser<'_> {
    /// `import "path" as alias`, `import { a, b as c } from "path"`, `import eval f(1) from "path" as alias`, each perhaps
    /// with a guard behind it.
    pub(super) fn import(&mut self) -> Parsed<StmtKind> {
        let start = self.bump();
        let (generator, binding, path, path_span) = match self.peek().kind {
            TokenKind::Str(_) => self.import_of_path()?,
            TokenKind::OpenBrace => self.import_of_names()?,
            TokenKind::Star => {
                let star = self.bump();
                let (path, path_span) = self.from(ImportProblem::From)?;
                (None, ImportBinding::All(star), path, path_span)
            }
            TokenKind::Name(_) if self.at_generator() => self.import_of_generated()?,
            TokenKind::Name(_) if self.at_word("eval") && self.look(1).kind == TokenKind::OpenBrace => {
                self.bump();
                let reported = self.malformed_import(ImportProblem::Generator);
                self.open_bracket();
                return Err(reported);
            }
            TokenKind::Name(_) if self.lists_names() => return Err(self.malformed_import(ImportProblem::Braces)),
            _ => return Err(self.malformed_import(ImportProblem::Path)),
        };
        let guard = self.guard()?;
        let span = start.to(self.previous());
        Ok(StmtKind::Import(Import { path, path_span, generator, binding, guard, span }))
    }

    fn import_of_path(&mut self) -> Parsed<(Option<GeneratorCall>, ImportBinding, Name, Span)> {
        let (path, path_span) = self.path()?;
        let alias = self.alias()?;
        Ok((None, ImportBinding::Namespace(alias), path, path_span))
    }

    fn import_of_names(&mut self) -> Parsed<(Option<GeneratorCall>, ImportBinding, Name, Span)> {
        let open = self.open_bracket();
        if self.at(&TokenKind::CloseBrace) {
            return Err(self.malformed_import(ImportProblem::NoNames));
        }
        let mut names = Vec::new();
        while !self.at(&TokenKind::CloseBrace) {
            let name = self.name("an imported name", "the name of an export or `}`")?;
            let renamed = self.eat(&TokenKind::Keyword(Keyword::As)).is_some();
            let alias = if renamed { Some(self.name("an alias", "a name")?) } else { None };
            names.push(ImportedName { name, alias });
            if !self.comma(&TokenKind::CloseBrace, false) {
                break;
            }
        }
        let close = self.close_bracket(&TokenKind::CloseBrace, "`,` or `}`")?;
        let (path, path_span) = self.from(ImportProblem::From)?;
        Ok((None, ImportBinding::Names { names, span: open.to(close) }, path, path_span))
    }

    fn import_of_generated(&mut self) -> Parsed<(Option<GeneratorCall>, ImportBinding, Name, Span)> {
        self.bump();
        let name = self.name("a generator", "the name of a procedure")?;
        let mut args = Vec::new();
        if !self.at(&TokenKind::OpenParen) {
            return Err(self.malformed_import(ImportProblem::Call));
        }
        self.open_bracket();
        while !self.at(&TokenKind::CloseParen) {
            args.push(self.expression()?);
            if !self.comma(&TokenKind::CloseParen, false) {
                break;
            }
        }
        let close = self.close_bracket(&TokenKind::CloseParen, "`,` or `)`")?;
        let span = name.span.to(close);
        let (path, path_span) = self.from(ImportProblem::FromGenerator)?;
        let alias = self.alias()?;
        Ok((Some(GeneratorCall { name, args, span }), ImportBinding::Namespace(alias), path, path_span))
    }

    /// `eval f`
    fn at_generator(&self) -> bool {
        self.at_word("eval") && matches!(self.look(1).kind, TokenKind::Name(_)) && !self.look(1).newline_before
    }

    /// `a from`, `a, b from`, `a as b`: names without the braces.
    fn lists_names(&self) -> bool {
        let next = self.look(1);
        let goes_on = match &next.kind {
            TokenKind::Name(word) => &**word == "from",
            kind => *kind == TokenKind::Comma,
        };
        goes_on && !next.newline_before
    }

    /// `from "path"`; `problem` is what to report if it is not there.
    fn from(&mut self, problem: ImportProblem) -> Parsed<(Name, Span)> {
        if !self.at_word("from") {
            return Err(self.malformed_import(problem));
        }
        self.bump();
        self.path()
    }

    fn path(&mut self) -> Parsed<(Name, Span)> {
        let TokenKind::Str(path) = &self.peek().kind else {
            return Err(self.malformed_import(ImportProblem::Path));
        };
        let path = path.clone();
        Ok((path, self.bump()))
    }

    /// `as alias`
    fn alias(&mut self) -> Parsed<Ident> {
        if self.eat(&TokenKind::Keyword(Keyword::As)).is_none() {
            return Err(self.malformed_import(ImportProblem::As));
        }
        let next = self.peek();
        if !matches!((&next.kind, next.newline_before), (TokenKind::Name(_), _) | (TokenKind::Keyword(_), false)) {
            return Err(self.malformed_import(ImportProblem::Alias));
        }
        self.name("an alias", "a name")
    }

    /// `if CONDITION` or `fallback`, on the line of what it belongs to.
    fn guard(&mut self) -> Parsed<Option<Guard>> {
        if self.peek().newline_before {
            return Ok(None);
        }
        if self.at_fallback() {
            let span = self.bump();
            if self.at(&TokenKind::Keyword(Keyword::If)) && !self.peek().newline_before {
                return Err(self.malformed_import(ImportProblem::TwoGuards));
            }
            return Ok(Some(Guard::Fallback(span)));
        }
        if self.eat(&TokenKind::Keyword(Keyword::If)).is_none() {
            return Ok(None);
        }
        let condition = self.expression()?;
        if self.at(&TokenKind::OpenBrace) && !self.peek().newline_before {
            return Err(self.malformed_import(ImportProblem::Block));
        }
        if self.at_fallback() && !self.peek().newline_before {
            return Err(self.malformed_import(ImportProblem::TwoGuards));
        }
        Ok(Some(Guard::If(condition)))
    }

    /// Not where a statement begins with that name.
    fn at_fallback(&self) -> bool {
        use TokenKind::{Assign, Dot, OpenBracket, OpenParen};
        let next = self.look(1);
        let is_statement = matches!(next.kind, Assign | Dot | OpenBracket | OpenParen) && !next.newline_before;
        self.at_word("fallback") && !is_statement
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Name(name) if **name == *word)
    }

    fn malformed_import(&mut self, problem: ImportProblem) -> Reported {
        let next = self.peek();
        if matches!(next.kind, TokenKind::Malformed | TokenKind::Unknown) {
            return self.silence();
        }
        let span = self.place_of_next();
        let edits = match problem {
            ImportProblem::As if span.start == span.end => self.alias_for_path(span),
            ImportProblem::Braces => self.braces_around_names(),
            _ => Vec::new(),
        };
        self.report(MalformedImport { span, edits, problem })
    }

    /// Writes what the path before the next token would be called behind it: its last part, if that is a name.
    fn alias_for_path(&self, place: Span) -> Vec<Edit> {
        let path = self.source(self.previous()).trim_matches('"');
        let last = path.rsplit('/').next().unwrap_or_default();
        let name = last.strip_suffix(".omg").unwrap_or(last);
        let is_name = name.starts_with(starts_name) && name.chars().all(continues_name);
        let is_alias = is_name && Keyword::from_text(name).is_none();
        is_alias.then(|| Edit::new(place, format!(" as {name}"))).into_iter().collect()
    }

    /// Puts the names up to `from` in braces.
    fn braces_around_names(&self) -> Vec<Edit> {
        use TokenKind::{Comma, Name};
        let is_part = |kind: &TokenKind| match kind {
            Name(word) => **word != *"from",
            kind => matches!(kind, Comma | TokenKind::Keyword(Keyword::As)),
        };
        let count = (0..).take_while(|&ahead| is_part(&self.look(ahead).kind)).count();
        let Some(last) = count.checked_sub(1) else { return Vec::new() };
        let (first, last) = (self.peek().span, self.look(last).span);
        vec![Edit::new(Span { end: first.start, ..first }, "{ "), Edit::new(last.after(), " }")]
    }

    /// The braces, with the blanks inside, around nothing but names; the first is the next token.
    fn braces_of_names(&self) -> Option<(Span, Span)> {
        let is_part = |kind: &TokenKind| matches!(kind, TokenKind::Name(_) | TokenKind::Comma);
        let count = (1..).take_while(|&ahead| is_part(&self.look(ahead).kind)).count();
        let (last, close) = (self.look(count), self.look(count + 1));
        let is_list = matches!(last.kind, TokenKind::Name(_)) && close.kind == TokenKind::CloseBrace;
        let open = Span { end: self.look(1).span.start, ..self.peek().span };
        let close = Span { start: last.span.end, ..close.span };
        let is_blank = |span: Span| self.source(span).trim_matches(['{', '}']).trim().is_empty();
        (is_list && is_blank(open) && is_blank(close)).then_some((open, close))
    }

    /// The next token, or the place behind the previous one if the statement seems to end there.
    fn place_of_next(&self) -> Span {
        let next = self.peek();
        let missing = next.newline_before || matches!(next.kind, TokenKind::Eof | TokenKind::CloseBrace);
        if missing { self.previous().after() } else { next.span }
    }

    /// Whether an `export` statement begins here: nothing else has a name and such a token side by side.
    pub(super) fn at_export(&self) -> bool {
        use TokenKind::{Keyword, Name, OpenBrace, Str};
        let next = self.look(1);
        self.at_word("export") && !next.newline_before && matches!(next.kind, Name(_) | Keyword(_) | OpenBrace | Str(_))
    }

    /// `export a, b`, `export alloc x := 1`, `export proc f() { }`
    pub(super) fn export(&mut self) -> Parsed<StmtKind> {
        let export = self.bump();
        match self.peek().kind {
            TokenKind::Keyword(Keyword::Alloc) => self.alloc(Some(export)),
            TokenKind::Keyword(Keyword::Proc) => self.proc(Some(export)),
            TokenKind::Name(_) => self.export_list(),
            TokenKind::Keyword(Keyword::Import) => Err(self.malformed_export(ExportProblem::Import)),
            TokenKind::OpenBrace => {
                let reported = self.malformed_export(ExportProblem::Braces);
                self.open_bracket();
                Err(reported)
            }
            _ => Err(self.malformed_export(ExportProblem::Other)),
        }
    }

    fn export_list(&mut self) -> Parsed<StmtKind> {
        let mut names = vec![self.name("an export", "a name")?];
        while self.eat(&TokenKind::Comma).is_some() {
            names.push(self.name("an export", "a name")?);
        }
        if self.at(&TokenKind::Assign) && !self.peek().newline_before {
            return Err(self.malformed_export(ExportProblem::Assignment));
        }
        Ok(StmtKind::Export(names))
    }

    fn malformed_export(&mut self, problem: ExportProblem) -> Reported {
        let span = self.place_of_next();
        let braces = (problem == ExportProblem::Braces).then(|| self.braces_of_names()).flatten();
        self.report(MalformedExport { span, braces, problem })
    }
}
