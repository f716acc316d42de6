//! Object files with machine code written by hand, and running what they are linked to.

use object::elf;
use object::write::{Object, Relocation, StandardSection, Symbol, SymbolId, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, RelocationFlags, SymbolFlags, SymbolKind, SymbolScope};
use omg_runtime::object as layouts;
use omg_runtime::program::{InlinedCall, ProcRange, Program};
use std::mem::offset_of;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A place in compiled code that is not known yet.
#[derive(Clone, Copy)]
pub struct Label(usize);

#[derive(Clone, Copy)]
pub struct Proc(usize);

/// What the traceback table says about the call that was just emitted.
pub struct Site {
    pub line: u32,
    pub frame_offset: u32,
    pub handler: Option<Label>,
}

enum Target {
    Name(&'static str),
    Symbol(SymbolId),
    Proc(Proc),
}

struct Fixup {
    offset: usize,
    kind: u32,
    target: Target,
    addend: i64,
}

/// The code of a procedure.
#[derive(Default)]
pub struct Code {
    bytes: Vec<u8>,
    fixups: Vec<Fixup>,
    sites: Vec<(usize, Site)>,
    /// Where each label lies.
    labels: Vec<usize>,
    /// Four bytes that hold the distance to a label.
    jumps: Vec<(usize, Label)>,
}

impl Code {
    fn emit(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Four bytes that the linker fills in.
    fn fixup(&mut self, kind: u32, target: Target, addend: i64) {
        self.fixups.push(Fixup { offset: self.bytes.len(), kind, target, addend });
        self.emit(&[0; 4]);
    }

    /// `push rbp; mov rbp, rsp; sub rsp, room`
    pub fn enter(&mut self, room: u8) {
        self.emit(&[0x55, 0x48, 0x89, 0xe5, 0x48, 0x83, 0xec, room]);
    }

    /// `leave; ret`
    pub fn leave(&mut self) {
        self.emit(&[0xc9, 0xc3]);
    }

    pub fn call(&mut self, name: &'static str) {
        self.call_with_addend(name, 0);
    }

    pub fn call_with_addend(&mut self, name: &'static str, addend: i64) {
        self.emit(&[0xe8]);
        self.fixup(elf::R_X86_64_PLT32, Target::Name(name), addend - 4);
    }

    pub fn call_proc(&mut self, proc: Proc) {
        self.emit(&[0xe8]);
        self.fixup(elf::R_X86_64_PC32, Target::Proc(proc), -4);
    }

    /// `mov rdi, value`: the value of a static object.
    pub fn load_argument(&mut self, object: SymbolId) {
        self.emit(&[0x48, 0xbf]);
        self.fixups.push(Fixup {
            offset: self.bytes.len(),
            kind: elf::R_X86_64_64,
            target: Target::Symbol(object),
            addend: 1,
        });
        self.emit(&[0; 8]);
    }

    /// The same with an object of the runtime.
    pub fn load_argument_named(&mut self, object: &'static str) {
        self.emit(&[0x48, 0xbf]);
        let target = Target::Name(object);
        self.fixups.push(Fixup { offset: self.bytes.len(), kind: elf::R_X86_64_64, target, addend: 1 });
        self.emit(&[0; 8]);
    }

    /// `mov rdi, [rip + entry of the global offset table]`
    pub fn load_argument_from_got(&mut self, object: SymbolId) {
        self.emit(&[0x48, 0x8b, 0x3d]);
        self.fixup(elf::R_X86_64_REX_GOTPCRELX, Target::Symbol(object), -4);
    }

    /// `inc rdi`
    pub fn increment_argument(&mut self) {
        self.emit(&[0x48, 0xff, 0xc7]);
    }

    /// `mov rdi, [address]`
    pub fn load_argument_from(&mut self, variable: SymbolId, kind: u32) {
        self.emit(&[0x48, 0x8b, 0x3c, 0x25]);
        self.fixup(kind, Target::Symbol(variable), 0);
    }

    /// `mov rdi, [rip + variable + offset]`
    pub fn load_argument_from_end(&mut self, variable: SymbolId, offset: i64) {
        self.emit(&[0x48, 0x8b, 0x3d]);
        self.fixup(elf::R_X86_64_PC32, Target::Symbol(variable), offset - 4);
    }

    /// `mov rdi, [rip + globals + 8 * number]`
    pub fn load_argument_from_global(&mut self, number: i64) {
        self.emit(&[0x48, 0x8b, 0x3d]);
        self.fixup(elf::R_X86_64_PC32, Target::Name("globals"), 8 * number - 4);
    }

    /// `mov [rip + variable + offset], rdi`
    pub fn store_argument_in(&mut self, variable: SymbolId, offset: i64) {
        self.emit(&[0x48, 0x89, 0x3d]);
        self.fixup(elf::R_X86_64_PC32, Target::Symbol(variable), offset - 4);
    }

    /// `mov rdi, rax`
    pub fn move_result_to_argument(&mut self) {
        self.emit(&[0x48, 0x89, 0xc7]);
    }

    /// Describes the call that ends here.
    pub fn site(&mut self, site: Site) {
        self.sites.push((self.bytes.len(), site));
    }

    /// A label that is [bound](Code::bind) later.
    pub fn forward(&mut self) -> Label {
        self.labels.push(usize::MAX);
        Label(self.labels.len() - 1)
    }

    pub fn bind(&mut self, label: Label) {
        self.labels[label.0] = self.bytes.len();
    }

    pub fn here(&mut self) -> Label {
        let label = self.forward();
        self.bind(label);
        label
    }

    fn distance(&mut self, to: Label) {
        self.jumps.push((self.bytes.len(), to));
        self.emit(&[0; 4]);
    }

    /// `jmp label`
    pub fn jump_back(&mut self, to: Label) {
        self.emit(&[0xe9]);
        self.distance(to);
    }

    /// `cmp rsp, [rip + limit]; jb label`
    pub fn jump_if_stack_is_below(&mut self, limit: &'static str, to: Label) {
        self.emit(&[0x48, 0x3b, 0x25]);
        self.fixup(elf::R_X86_64_PC32, Target::Name(limit), -4);
        self.emit(&[0x0f, 0x82]);
        self.distance(to);
    }

    fn resolve_jumps(&mut self) {
        for (at, label) in std::mem::take(&mut self.jumps) {
            let distance = self.labels[label.0] as i32 - (at as i32 + 4);
            self.bytes[at..at + 4].copy_from_slice(&distance.to_le_bytes());
        }
    }
}

/// An object file in the making. Its code is one piece, procedure after procedure.
pub struct TestObject {
    object: Object<'static>,
    procs: Vec<ProcCode>,
    main: Option<Proc>,
    debug_section: Option<&'static str>,
}

struct ProcCode {
    symbol: &'static str,
    name: &'static str,
    start: usize,
    code: Code,
}

impl TestObject {
    pub fn new() -> TestObject {
        let object = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
        TestObject { object, procs: Vec::new(), main: None, debug_section: None }
    }

    fn symbol(&mut self, name: &str) -> SymbolId {
        symbol(&mut self.object, name)
    }

    fn define(&mut self, name: &str, section: StandardSection, bytes: &[u8]) -> SymbolId {
        let id = self.symbol(name);
        let section = self.object.section_id(section);
        self.object.add_symbol_data(id, section, bytes, 16);
        id
    }

    /// A static string object.
    pub fn string(&mut self, text: &'static str) -> SymbolId {
        let mut bytes = vec![0; size_of::<layouts::String>()];
        bytes[offset_of!(layouts::Header, kind)] = layouts::Kind::String as u8;
        let flags = offset_of!(layouts::Header, flags);
        bytes[flags..flags + 2].copy_from_slice(&layouts::ASCII_FLAG.to_le_bytes());
        for field in [offset_of!(layouts::String, len), offset_of!(layouts::String, chars)] {
            put(&mut bytes, field, text.len() as u64);
        }
        let characters = self.define("", StandardSection::ReadOnlyData, text.as_bytes());
        let object = self.define("", StandardSection::Data, &bytes);
        self.address(object, offset_of!(layouts::String, data), characters, 0);
        object
    }

    /// A variable that holds the value of a static object.
    pub fn data_pointing_at(&mut self, name: &str, target: SymbolId) -> SymbolId {
        let variable = self.define(name, StandardSection::Data, &[0; 8]);
        self.address(variable, 0, target, 1);
        variable
    }

    pub fn zeros(&mut self, name: &str, size: u64) -> SymbolId {
        let id = self.symbol(name);
        let section = self.object.section_id(StandardSection::UninitializedData);
        self.object.add_symbol_bss(id, section, size, 16);
        id
    }

    /// A section for debuggers that holds the address of the main procedure.
    pub fn debug_section(&mut self, name: &'static str) {
        self.debug_section = Some(name);
    }

    /// Lets the word at `at + offset` hold the address of `target`.
    fn address(&mut self, at: SymbolId, offset: usize, target: SymbolId, addend: i64) {
        address(&mut self.object, at, offset, target, addend);
    }

    /// The number that the next procedure will have.
    pub fn next_proc(&self) -> Proc {
        Proc(self.procs.len())
    }

    pub fn proc(&mut self, symbol: &'static str, name: &'static str, body: impl FnOnce(&mut Code)) -> Proc {
        let mut code = Code::default();
        body(&mut code);
        code.resolve_jumps();
        let start = self.procs.last().map_or(0, |last| (last.start + last.code.bytes.len()).next_multiple_of(16));
        self.procs.push(ProcCode { symbol, name, start, code });
        Proc(self.procs.len() - 1)
    }

    pub fn main(&mut self, main: Proc) {
        self.main = Some(main);
    }

    /// The object file. Without a main procedure it describes no program.
    pub fn write(mut self) -> Vec<u8> {
        finish(&mut self.object, &self.procs, self.main, self.debug_section)
    }
}

fn finish(object: &mut Object<'static>, procs: &[ProcCode], main: Option<Proc>, debug: Option<&str>) -> Vec<u8> {
    let text = object.section_id(StandardSection::Text);
    let symbols: Vec<SymbolId> = procs
        .iter()
        .map(|proc| {
            let id = symbol(object, proc.symbol);
            let offset = object.add_symbol_data(id, text, &proc.code.bytes, 16);
            assert_eq!(offset, proc.start as u64);
            id
        })
        .collect();
    for proc in procs {
        for fixup in &proc.code.fixups {
            let symbol = match fixup.target {
                Target::Name(name) => undefined(object, name),
                Target::Symbol(id) => id,
                Target::Proc(proc) => symbols[proc.0],
            };
            let flags = RelocationFlags::Elf { r_type: fixup.kind };
            let offset = (proc.start + fixup.offset) as u64;
            object.add_relocation(text, Relocation { offset, symbol, addend: fixup.addend, flags }).unwrap();
        }
    }
    if let Some(main) = main {
        describe(object, procs, symbols[0], symbols[main.0]);
        if let Some(name) = debug {
            let section = object.add_section(Vec::new(), name.as_bytes().to_vec(), object::SectionKind::Debug);
            object.append_section_data(section, &[0; 8], 1);
            let (symbol, flags) = (symbols[main.0], RelocationFlags::Elf { r_type: elf::R_X86_64_64 });
            object.add_relocation(section, Relocation { offset: 0, symbol, addend: 0, flags }).unwrap();
        }
    }
    object.write().unwrap()
}

/// The program's description, tables and variables.
fn describe(object: &mut Object<'static>, procs: &[ProcCode], code: SymbolId, main: SymbolId) {
    let sites: Vec<[u32; 5]> = procs.iter().flat_map(sites).collect();
    let sites_bytes: Vec<u8> = sites.iter().flatten().flat_map(|field| field.to_le_bytes()).collect();
    let sites_data = data(object, "sites", StandardSection::ReadOnlyData, &sites_bytes);

    let file = data(object, "file", StandardSection::ReadOnlyData, b"main.omg");
    let ranges = data(object, "ranges", StandardSection::ReadOnlyDataWithRel, &range_bytes(procs));
    for (index, proc) in procs.iter().enumerate() {
        let at = index * size_of::<ProcRange>();
        let name = data(object, "", StandardSection::ReadOnlyData, proc.name.as_bytes());
        address(object, ranges, at + offset_of!(ProcRange, name), name, 0);
        address(object, ranges, at + offset_of!(ProcRange, file), file, 0);
    }

    let unset: Vec<u8> = [1u64; 3].iter().flat_map(|word| word.to_le_bytes()).collect();
    let globals = define(object, "globals", StandardSection::Data, &unset);
    let code_len = procs.last().map_or(0, |last| last.start + last.code.bytes.len());
    let mut bytes = vec![0; size_of::<Program>()];
    put(&mut bytes, offset_of!(Program, global_count), 3);
    put(&mut bytes, offset_of!(Program, traceback.site_count), sites.len() as u64);
    put(&mut bytes, offset_of!(Program, traceback.proc_count), procs.len() as u64);
    put(&mut bytes, offset_of!(Program, module_file.len), "main.omg".len() as u64);
    put(&mut bytes, offset_of!(Program, code_len), code_len as u64);
    let program = data(object, "omg_program", StandardSection::ReadOnlyDataWithRel, &bytes);
    for (field, target) in [
        (offset_of!(Program, main), main),
        (offset_of!(Program, globals), globals),
        (offset_of!(Program, traceback.sites), sites_data),
        (offset_of!(Program, traceback.procs), ranges),
        (offset_of!(Program, module_file.data), file),
        (offset_of!(Program, code), code),
    ] {
        address(object, program, field, target, 0);
    }
}

fn sites(proc: &ProcCode) -> impl Iterator<Item = [u32; 5]> {
    let offset = |at: usize| (proc.start + at) as u32;
    proc.code.sites.iter().map(move |(at, site)| {
        let handler = site.handler.map_or(0, |label| offset(proc.code.labels[label.0]));
        [offset(*at), site.line, site.frame_offset, handler, InlinedCall::NONE]
    })
}

fn range_bytes(procs: &[ProcCode]) -> Vec<u8> {
    let mut bytes = vec![0; procs.len() * size_of::<ProcRange>()];
    for (index, proc) in procs.iter().enumerate() {
        let at = index * size_of::<ProcRange>();
        let (start, len) = (at + offset_of!(ProcRange, start), at + offset_of!(ProcRange, len));
        bytes[start..start + 4].copy_from_slice(&(proc.start as u32).to_le_bytes());
        bytes[len..len + 4].copy_from_slice(&(proc.code.bytes.len() as u32).to_le_bytes());
        put(&mut bytes, at + offset_of!(ProcRange, name.len), proc.name.len() as u64);
        put(&mut bytes, at + offset_of!(ProcRange, file.len), "main.omg".len() as u64);
    }
    bytes
}

fn put(bytes: &mut [u8], at: usize, word: u64) {
    bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
}

/// A symbol that is defined later; one without a name is local.
fn symbol(object: &mut Object<'static>, name: &str) -> SymbolId {
    object.add_symbol(Symbol {
        name: name.as_bytes().to_vec(),
        value: 0,
        size: 0,
        kind: if name.is_empty() { SymbolKind::Data } else { SymbolKind::Text },
        scope: if name.is_empty() { SymbolScope::Compilation } else { SymbolScope::Linkage },
        weak: false,
        section: SymbolSection::Undefined,
        flags: SymbolFlags::None,
    })
}

fn undefined(object: &mut Object<'static>, name: &'static str) -> SymbolId {
    object.symbol_id(name.as_bytes()).unwrap_or_else(|| symbol(object, name))
}

fn data(object: &mut Object<'static>, name: &str, section: StandardSection, bytes: &[u8]) -> SymbolId {
    let id = symbol(object, name);
    let section = object.section_id(section);
    object.add_symbol_data(id, section, bytes, 8);
    id
}

/// Data that code may have referred to already.
fn define(object: &mut Object<'static>, name: &'static str, section: StandardSection, bytes: &[u8]) -> SymbolId {
    let id = undefined(object, name);
    let section = object.section_id(section);
    object.add_symbol_data(id, section, bytes, 8);
    id
}

fn address(object: &mut Object<'static>, at: SymbolId, offset: usize, target: SymbolId, addend: i64) {
    let start = object.symbol(at).value;
    let section = object.symbol(at).section.id().unwrap();
    let flags = RelocationFlags::Elf { r_type: elf::R_X86_64_64 };
    let offset = start + offset as u64;
    object.add_relocation(section, Relocation { offset, symbol: target, addend, flags }).unwrap();
}

/// An executable on the disk.
pub struct Binary {
    directory: tempfile::TempDir,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    /// 1000 and the number of the signal that killed it.
    pub status: i32,
}

fn status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 1000 + status.signal().unwrap_or(0))
}

/// Held while an executable is written and while a process is started. A process that another thread starts has, until it
/// is under way, this one's open files, and the system runs no file that somebody has open for writing.
pub fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a process.
pub fn spawn(command: &mut Command) -> Child {
    let _alone = alone();
    command.spawn().unwrap()
}

impl Binary {
    pub fn new(bytes: &[u8]) -> Binary {
        let directory = tempfile::tempdir().unwrap();
        let _alone = alone();
        omgc::link::write_executable(&directory.path().join("program"), bytes).unwrap();
        Binary { directory }
    }

    pub fn path(&self) -> std::path::PathBuf {
        Path::join(self.directory.path(), "program")
    }

    /// Started in a directory of its own, with nothing in the environment.
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.path());
        command.current_dir(self.directory.path()).env_clear();
        command
    }

    pub fn run(&self) -> Outcome {
        Binary::outcome(&mut self.command())
    }

    pub fn outcome(command: &mut Command) -> Outcome {
        let child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()));
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome { stdout: text(output.stdout), stderr: text(output.stderr), status: status(output.status) }
    }

    /// Both outputs in one file.
    pub fn run_with_common_stream(&self) -> (String, i32) {
        let path = self.directory.path().join("output");
        let file = std::fs::File::create(&path).unwrap();
        let result = spawn(self.command().stdout(file.try_clone().unwrap()).stderr(file)).wait().unwrap();
        (std::fs::read_to_string(path).unwrap(), status(result))
    }

    /// What is on standard error after the reader of standard output has gone.
    pub fn run_into_closed_pipe(&self) -> (String, i32) {
        let mut child = spawn(self.command().stdout(Stdio::piped()).stderr(Stdio::piped()));
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        (String::from_utf8(output.stderr).unwrap(), status(output.status))
    }

    pub fn run_into_full_device(&self) -> (String, i32) {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = spawn(self.command().stdout(full).stderr(Stdio::piped())).wait_with_output().unwrap();
        (String::from_utf8(output.stderr).unwrap(), status(output.status))
    }
}
