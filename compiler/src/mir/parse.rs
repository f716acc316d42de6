//! Reads the text form of MIR (see `text`): for tests of the verifier and of passes.

use std::collections::BTreeMap;
use std::str::FromStr;

use rustc_hash::FxHashMap;

use super::text::{BINARY_NAMES, COMPARE_NAMES, KIND_NAMES, TYPE_NAMES, UNARY_NAMES};
use super::{
    Block, BlockId, Caller, Class, ClassId, Constant, Field, GlobalId, Inst, Layout, Module, ModuleId, Name, Op, Proc,
    ProcId, Program, RaisedError, Repr, Scope, ScopeId, SlotId, Target, Terminator, TypeSet, ValueData, ValueId,
    op_info,
};
use crate::source::{FileId, Span};

/// What is wrong, and in which line (counted from 1).
#[derive(Debug)]
pub struct ParseError {
    pub line: usize,
    pub message: String,
}

/// Parses a whole program. The result need not be well-formed MIR.
pub fn parse(text: &str) -> Result<Program, ParseError> {
    let mut parser =
        Parser { program: Program { modules: vec![], procs: vec![], globals: vec![], classes: vec![] }, proc: None };
    for (index, line) in text.lines().enumerate() {
        parser.line(line).map_err(|message| ParseError { line: index + 1, message })?;
    }
    Ok(parser.program)
}

/// What was read, or what is wrong.
type Parsed<T> = Result<T, String>;

struct Parser {
    program: Program,
    proc: Option<ProcParser>,
}

impl Parser {
    fn line(&mut self, line: &str) -> Parsed<()> {
        let mut line = Line { rest: line };
        line.skip_space();
        if line.rest.is_empty() {
            return Ok(());
        }
        if line.accept("end") {
            let proc = self.proc.take().ok_or("`end` without `proc`")?.finish();
            let index = proc.id.0 as usize;
            let count = self.program.procs.len().max(index + 1);
            self.program.procs.resize(count, None);
            self.program.procs[index] = Some(proc);
        } else if let Some(proc) = &mut self.proc {
            proc.line(&mut line)?;
        } else {
            self.item(&mut line)?;
        }
        line.end()
    }

    fn item(&mut self, line: &mut Line) -> Parsed<()> {
        match line.word() {
            "module" => {
                line.id::<u32>("m")?;
                let name = line.string()?;
                line.expect("body")?;
                self.program.modules.push(Module { name, body: ProcId(line.id("p")?) });
            }
            "global" => {
                line.id::<u32>("g")?;
                self.program.globals.push(line.string()?);
            }
            "class" => {
                line.id::<u32>("c")?;
                self.program.classes.push(class(line)?);
            }
            "proc" => self.proc = Some(ProcParser::header(line)?),
            other => return Err(format!("`{other}` starts no item")),
        }
        Ok(())
    }
}

struct ProcParser {
    proc: Proc,
    values: FxHashMap<u32, ValueData>,
    block: usize,
}

impl ProcParser {
    fn header(line: &mut Line) -> Parsed<ProcParser> {
        let id = ProcId(line.id("p")?);
        let name = line.string()?;
        line.expect("module")?;
        let module = ModuleId(line.id("m")?);
        line.expect("file")?;
        let file = FileId(line.number()?);
        line.expect("span")?;
        let span = line.range(file)?;
        line.expect("captures")?;
        let captures = line.number()?;
        line.expect("slots")?;
        let slots = line.number()?;
        let (scopes, blocks, values) = (vec![], vec![], vec![]);
        let proc = Proc { id, name, module, span, captures, params: 0, slots, scopes, blocks, values };
        Ok(ProcParser { proc, values: FxHashMap::default(), block: 0 })
    }

    fn line(&mut self, line: &mut Line) -> Parsed<()> {
        if line.rest.starts_with('b') && line.rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            return self.block(line);
        }
        if line.rest.starts_with('v') && line.rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let result = self.definition(line)?;
            line.expect("=")?;
            return self.inst(Some(result), line);
        }
        let start = line.rest;
        let word = line.word();
        if word == "scope" {
            return self.scope(line);
        }
        match self.terminator(word, line)? {
            Some(terminator) => {
                self.proc.blocks[self.block].terminator = terminator;
                self.proc.blocks[self.block].scope = scope(line)?;
            }
            None => {
                line.rest = start;
                self.inst(None, line)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Proc {
        let count = self.values.keys().max().map_or(0, |max| max + 1);
        let removed = ValueData::tagged(TypeSet::EMPTY);
        self.proc.values = (0..count).map(|id| self.values.remove(&id).unwrap_or(removed.clone())).collect();
        self.proc.params = self.proc.blocks.first().map_or(0, |entry| entry.params.len() as u32);
        self.proc
    }

    fn block(&mut self, line: &mut Line) -> Parsed<()> {
        self.block = line.id::<usize>("b")?;
        let count = self.proc.blocks.len().max(self.block + 1);
        self.proc.blocks.resize_with(count, Block::removed);
        let params = line.list(|line| self.definition(line))?;
        let handler = if line.accept("handler") { Some(BlockId(line.id("b")?)) } else { None };
        line.expect(":")?;
        let block = &mut self.proc.blocks[self.block];
        block.params = params;
        block.handler = handler;
        Ok(())
    }

    /// `v1:int`
    fn definition(&mut self, line: &mut Line) -> Parsed<ValueId> {
        let id = line.id("v")?;
        let mut data = ValueData::tagged(TypeSet::ANY);
        if line.accept(":") {
            if line.accept("flag") {
                data = ValueData { repr: Repr::Bool, ..ValueData::tagged(TypeSet::BOOL) };
            } else {
                data.types = types(line)?;
                data.non_negative = line.accept(">=0");
            }
        }
        if line.accept("@") {
            data.class = Some(ClassId(line.id("c")?));
        }
        self.values.insert(id, data);
        Ok(ValueId(id))
    }

    /// `scope s0 "f" module m0 @20..24 in s1`
    fn scope(&mut self, line: &mut Line) -> Parsed<()> {
        line.id::<u32>("s")?;
        let name = line.string()?;
        line.expect("module")?;
        let module = ModuleId(line.id("m")?);
        let span = line.span(self.proc.span)?;
        let caller = if line.accept("replaced") { Caller::Replaced } else { Caller::Scope(scope(line)?) };
        self.proc.scopes.push(Scope { name, module, span, caller });
        Ok(())
    }

    fn inst(&mut self, result: Option<ValueId>, line: &mut Line) -> Parsed<()> {
        let op = op(line)?;
        let span = if op_info::raises(&op) { line.span(self.proc.span)? } else { self.proc.span };
        let block = self.proc.blocks.get_mut(self.block).ok_or("an operation outside of a block")?;
        block.insts.push(Inst { op, result, span, scope: scope(line)? });
        Ok(())
    }

    fn terminator(&mut self, word: &str, line: &mut Line) -> Parsed<Option<Terminator>> {
        Ok(Some(match word {
            "jump" => Terminator::Jump(target(line)?),
            "branch" => {
                let condition = line.value()?;
                line.expect(",")?;
                let then = target(line)?;
                line.expect(",")?;
                Terminator::Branch { condition, then, otherwise: target(line)? }
            }
            "return" => Terminator::Return(line.value()?),
            "tail_call" => {
                let (proc, args) = (ProcId(line.id("p")?), line.values()?);
                Terminator::TailCall { proc, args, span: line.span(self.proc.span)? }
            }
            "tail_call_closure" => {
                let proc = ProcId(line.id("p")?);
                line.expect(",")?;
                let (closure, args) = (line.value()?, line.values()?);
                Terminator::TailCallClosure { proc, closure, args, span: line.span(self.proc.span)? }
            }
            "tail_call_value" => {
                let (callee, args) = (line.value()?, line.values()?);
                Terminator::TailCallValue { callee, args, span: line.span(self.proc.span)? }
            }
            "raise" => {
                let error = raised_error(line)?;
                Terminator::Raise { error, span: line.span(self.proc.span)? }
            }
            "unreachable" => Terminator::Unreachable,
            _ => return Ok(None),
        }))
    }
}

/// `in s1`, or nothing.
fn scope(line: &mut Line) -> Parsed<Option<ScopeId>> {
    if line.accept("in ") { Ok(Some(ScopeId(line.id("s")?))) } else { Ok(None) }
}

/// `elements int kind any fields ("x" float, "y" any) layout ("x" in_place, "y")`
fn class(line: &mut Line) -> Parsed<Class> {
    line.expect("elements")?;
    let elements = types(line)?;
    line.expect("kind")?;
    let word = line.word();
    let kind = KIND_NAMES.iter().find(|(name, _)| *name == word).ok_or_else(|| format!("`{word}` is no kind"))?.1;
    let made_by_runtime = line.accept("runtime");
    let shares_buffers = !line.accept("unshared");
    let procs = match line.accept("procs") {
        true => line.list(|line| Ok(ProcId(line.id("p")?)))?,
        false => Vec::new(),
    };
    let fields = match line.accept("fields") {
        true => Some(line.list(|line| Ok((line.string()?, types(line)?)))?.into_iter().collect::<BTreeMap<_, _>>()),
        false => None,
    };
    let layout = match line.accept("layout") {
        true => Some(Layout { fields: line.list(|line| layout_field(line, fields.as_ref()))? }),
        false => None,
    };
    Ok(Class { elements, kind, made_by_runtime, shares_buffers, procs, fields, layout })
}

fn layout_field(line: &mut Line, fields: Option<&BTreeMap<Name, TypeSet>>) -> Parsed<Field> {
    let key = line.string()?;
    let types = fields.and_then(|fields| fields.get(&key)).copied().unwrap_or(TypeSet::ANY);
    Ok(Field { key, types, in_place: line.accept("in_place") })
}

fn types(line: &mut Line) -> Parsed<TypeSet> {
    if line.accept("never") {
        return Ok(TypeSet::EMPTY);
    }
    let mut types = TypeSet::EMPTY;
    loop {
        let word = line.word();
        let named = TYPE_NAMES.iter().find(|(name, _)| *name == word);
        types = types.union(named.ok_or_else(|| format!("`{word}` is no type"))?.1);
        if !line.accept("|") {
            return Ok(types);
        }
    }
}

fn target(line: &mut Line) -> Parsed<Target> {
    Ok(Target { block: BlockId(line.id("b")?), args: line.values()? })
}

fn raised_error(line: &mut Line) -> Parsed<RaisedError> {
    Ok(match line.word() {
        "assertion" => RaisedError::Assertion,
        "unset" => RaisedError::Unset(line.string()?),
        "arity" => {
            let name = line.string()?;
            line.expect(",")?;
            let expected = line.number()?;
            line.expect(",")?;
            RaisedError::Arity { name, expected, count: line.number()? }
        }
        other => return Err(format!("`{other}` is no error")),
    })
}

fn builtin(line: &mut Line) -> Parsed<u32> {
    let name = line.word();
    let index = omg_runtime::builtins::index_of(name).ok_or_else(|| format!("`{name}` is no built-in"))?;
    Ok(index as u32)
}

fn op(line: &mut Line) -> Parsed<Op> {
    let word = line.word();
    if let Some((_, op)) = UNARY_NAMES.iter().find(|(name, _)| *name == word) {
        return Ok(Op::Unary(*op, line.value()?));
    }
    if let Some((_, op)) = BINARY_NAMES.iter().find(|(name, _)| *name == word) {
        return Ok(Op::Binary(*op, line.value()?, line.next_value()?));
    }
    if let Some((_, op)) = COMPARE_NAMES.iter().find(|(name, _)| *name == word) {
        return Ok(Op::Compare(*op, line.value()?, line.next_value()?));
    }
    if let Some(constant) = constant(word, line)? {
        return Ok(Op::Const(constant));
    }
    Ok(match word {
        "truthy" => Op::Truthy(line.value()?),
        "is_unset" => Op::IsUnset(line.value()?),
        "is_small" => Op::IsSmall(line.value()?),
        "select" => Op::Select(line.value()?, line.next_value()?, line.next_value()?),
        "bool_value" => Op::BoolValue(line.value()?),
        "check_set" => Op::CheckSet(line.value()?, line.next_string()?),
        "list" => Op::List(line.values()?),
        "dict" => {
            let (keys, values) = line.entries()?;
            Op::Dict(keys, values)
        }
        "namespace" => {
            let (keys, values) = line.entries()?;
            Op::Namespace(keys, values)
        }
        "index" => Op::Index(line.value()?, line.next_value()?),
        "set_index" => Op::SetIndex(line.value()?, line.next_value()?, line.next_value()?),
        "slice" | "slice_in_place" => Op::Slice {
            object: line.value()?,
            start: line.next_bound()?,
            end: line.next_bound()?,
            in_place: word == "slice_in_place",
        },
        "attribute" => Op::Attribute(line.value()?, line.next_string()?),
        "set_attribute" => Op::SetAttribute(line.value()?, line.next_string()?, line.next_value()?),
        "append" | "append_in_place" => {
            Op::Append { object: line.value()?, element: line.next_value()?, in_place: word == "append_in_place" }
        }
        "mark_shared" => Op::MarkShared(line.value()?),
        "global_get" => Op::GlobalGet(GlobalId(line.id("g")?)),
        "global_set" => Op::GlobalSet(GlobalId(line.id("g")?), line.next_value()?),
        "slot_get" => Op::SlotGet(SlotId(line.id("s")?)),
        "slot_set" => Op::SlotSet(SlotId(line.id("s")?), line.next_value()?),
        "closure" => Op::Closure(ProcId(line.id("p")?), line.values()?),
        "self_closure" => Op::SelfClosure,
        "captured" => Op::Captured(line.number()?),
        "captured_of" => {
            let proc = ProcId(line.id("p")?);
            let closure = line.next_value()?;
            line.expect(",")?;
            Op::CapturedOf(proc, closure, line.number()?)
        }
        "cell_new" => Op::CellNew(line.value()?),
        "cell_get" => Op::CellGet(line.value()?),
        "cell_set" => Op::CellSet(line.value()?, line.next_value()?),
        "call" => Op::Call(ProcId(line.id("p")?), line.values()?),
        "call_closure" => Op::CallClosure(ProcId(line.id("p")?), line.next_value()?, line.values()?),
        "call_value" => Op::CallValue(line.value()?, line.values()?),
        "call_builtin" => Op::CallBuiltin(builtin(line)?, line.values()?),
        "run_module" => Op::RunModule(ModuleId(line.id("m")?)),
        "emit" => Op::Emit(line.value()?),
        other => return Err(format!("`{other}` is no operation")),
    })
}

fn constant(word: &str, line: &mut Line) -> Parsed<Option<Constant>> {
    Ok(Some(match word {
        "int" => Constant::Int(line.number()?),
        "float" => Constant::Float(line.number()?),
        "str" => Constant::Str(line.string()?),
        "bool" => Constant::Bool(line.word() == "true"),
        "none" => Constant::None,
        "unset" => Constant::Unset,
        "proc" => Constant::Proc(ProcId(line.id("p")?)),
        "builtin" => Constant::Builtin(builtin(line)?),
        _ => return Ok(None),
    }))
}

/// What is left of a line.
struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with(';') {
            self.rest = "";
        }
    }

    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        self.skip_space();
        taken
    }

    /// Letters, digits and underscores.
    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        self.take(end)
    }

    fn accept(&mut self, text: &str) -> bool {
        let found = self.rest.starts_with(text);
        if found {
            self.take(text.len());
        }
        found
    }

    fn expect(&mut self, text: &str) -> Parsed<()> {
        if self.accept(text) { Ok(()) } else { Err(format!("expected `{text}` before `{}`", self.rest)) }
    }

    fn end(&self) -> Parsed<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(format!("`{}` is too much", self.rest)) }
    }

    fn number<T: FromStr>(&mut self) -> Parsed<T> {
        let in_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
        let len = self.rest.find(|c: char| !in_number(c)).unwrap_or(self.rest.len());
        let text = self.rest[..len].split("..").next().expect("there is a first part");
        let number = text.parse().map_err(|_| format!("`{text}` is no number"))?;
        self.take(text.len());
        Ok(number)
    }

    fn id<T: FromStr>(&mut self, letter: &str) -> Parsed<T> {
        self.expect(letter)?;
        self.number()
    }

    fn value(&mut self) -> Parsed<ValueId> {
        self.id("v").map(ValueId)
    }

    fn next_value(&mut self) -> Parsed<ValueId> {
        self.expect(",")?;
        self.value()
    }

    fn next_bound(&mut self) -> Parsed<Option<ValueId>> {
        self.expect(",")?;
        if self.accept("_") { Ok(None) } else { self.value().map(Some) }
    }

    fn next_string(&mut self) -> Parsed<Name> {
        self.expect(",")?;
        self.string()
    }

    /// `(a, b)`; nothing at all is an empty list too.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Line<'a>) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        if !self.accept("(") {
            return Ok(items);
        }
        while !self.accept(")") {
            if !items.is_empty() {
                self.expect(",")?;
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn values(&mut self) -> Parsed<Vec<ValueId>> {
        self.list(|line| line.value())
    }

    fn entries(&mut self) -> Parsed<(Vec<Name>, Vec<ValueId>)> {
        let entries = self.list(|line| {
            let key = line.string()?;
            line.expect(":")?;
            Ok((key, line.value()?))
        })?;
        Ok(entries.into_iter().unzip())
    }

    /// `3..17`
    fn range(&mut self, file: FileId) -> Parsed<Span> {
        let start = self.number()?;
        self.expect("..")?;
        Ok(Span { file, start, end: self.number()? })
    }

    /// `@3..17`, `@1:3..17`
    fn span(&mut self, proc: Span) -> Parsed<Span> {
        self.expect("@")?;
        let colon = self.rest.find(':').filter(|&at| self.rest[..at].bytes().all(|b| b.is_ascii_digit()));
        if colon.is_none() {
            return self.range(proc.file);
        }
        let file = FileId(self.number()?);
        self.expect(":")?;
        self.range(file)
    }

    /// A string as Rust's `Debug` writes it.
    fn string(&mut self) -> Parsed<Name> {
        if !self.rest.starts_with('"') {
            return Err(format!("expected a string before `{}`", self.rest));
        }
        let mut text = String::new();
        let mut chars = self.rest[1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.take(at + 2);
                    return Ok(text.into());
                }
                '\\' => text.push(escaped(&mut chars)?),
                c => text.push(c),
            }
        }
        Err("the string does not end".to_owned())
    }
}

fn escaped(chars: &mut std::str::CharIndices) -> Parsed<char> {
    let (_, c) = chars.next().ok_or("the string does not end")?;
    Ok(match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'u' => {
            let digits: String = chars.map(|(_, c)| c).skip(1).take_while(|&c| c != '}').collect();
            let code = u32::from_str_radix(&digits, 16).map_err(|_| format!("`{digits}` is no character"))?;
            char::from_u32(code).ok_or_else(|| format!("`{digits}` is no character"))?
        }
        other => other,
    })
}
