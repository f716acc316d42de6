//! Static data of the object: literals as ready-made runtime objects, procedure descriptions, and at the end the
//! [`Program`] with its traceback table.

use std::mem::{offset_of, size_of};

use cranelift_module::{DataDescription, DataId, FuncId, Module};
use num_bigint::{BigInt as Integer, Sign};
use object::write::{Object, Relocation, SectionId, StandardSection, Symbol, SymbolId, SymbolSection};
use object::{RelocationEncoding, RelocationFlags, RelocationKind, SymbolFlags, SymbolKind, SymbolScope};
use omg_runtime::object as layout;
use omg_runtime::object::{ASCII_FLAG, BigInt, Closure, Float, Header, Kind, NEGATIVE_FLAG};
use omg_runtime::program::{AttributeCache, InlinedCall, ProcInfo, ProcRange, Program, Site, Text, Traceback};
use omg_runtime::string::{hash_bytes, short_string_offset};
use omg_runtime::value::{SMALL_MAX, SMALL_MIN, Value as Word};

use cranelift_codegen::ir::Value;

use super::function::Translator;
use super::symbols::Unit;
use super::traceback::Sites;
use crate::link::PROGRAM_SYMBOL;
use crate::mir::{Caller, Constant, Name, ProcId, ScopeId};

/// Bytes with addresses to be filled in by the linker.
#[derive(Default)]
struct Blob {
    bytes: Vec<u8>,
    addresses: Vec<(usize, Address)>,
}

enum Address {
    /// Of static data, plus an offset.
    Data(DataId, i64),
    /// Of this blob itself, plus an offset.
    Here(i64),
    Func(FuncId),
}

impl Blob {
    fn zeros(size: usize) -> Blob {
        Blob { bytes: vec![0; size], addresses: Vec::new() }
    }

    fn object(size: usize, kind: Kind) -> Blob {
        let mut blob = Blob::zeros(size);
        blob.bytes[offset_of!(Header, kind)] = kind as u8;
        blob
    }

    fn u16(&mut self, offset: usize, value: u16) {
        self.bytes[offset..offset + 2].copy_from_slice(&value.to_le_bytes());
    }

    fn u32(&mut self, offset: usize, value: u32) {
        self.bytes[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, offset: usize, value: u64) {
        self.bytes[offset..offset + 8].copy_from_slice(&value.to_le_bytes());
    }

    fn address(&mut self, offset: usize, address: Address) {
        self.addresses.push((offset, address));
    }
}

impl Translator<'_, '_, '_> {
    /// A literal: a word, or the tagged address of a static object.
    pub fn constant(&mut self, constant: &Constant) -> Value {
        let data = match constant {
            Constant::Bool(b) => return self.word(Word::bool(*b)),
            Constant::None => return self.word(Word::NONE),
            Constant::Unset => return self.word(Word::UNSET),
            Constant::Int(n) => match i64::try_from(n) {
                Ok(n) if (SMALL_MIN..=SMALL_MAX).contains(&n) => return self.word(Word::small(n)),
                _ => self.unit.integer(n),
            },
            Constant::Builtin(builtin) => self.unit.builtin(*builtin),
            Constant::Float(x) => self.unit.float(*x),
            Constant::Str(text) => return self.string(text),
            Constant::Proc(proc) => self.unit.closure(*proc),
        };
        self.object(data)
    }
}

impl Unit<'_> {
    fn define(&mut self, blob: Blob, writable: bool) -> DataId {
        let id = self.module.declare_anonymous_data(writable, false).expect("no name, no clash");
        self.define_as(id, blob);
        id
    }

    fn define_as(&mut self, id: DataId, blob: Blob) {
        let mut data = DataDescription::new();
        data.set_align(16);
        for (offset, address) in blob.addresses {
            match address {
                Address::Func(func) => {
                    let func = self.module.declare_func_in_data(func, &mut data);
                    data.write_function_addr(offset as u32, func);
                }
                Address::Data(other, addend) => {
                    let other = self.module.declare_data_in_data(other, &mut data);
                    data.write_data_addr(offset as u32, other, addend);
                }
                Address::Here(addend) => {
                    let here = self.module.declare_data_in_data(id, &mut data);
                    data.write_data_addr(offset as u32, here, addend);
                }
            }
        }
        data.define(blob.bytes.into_boxed_slice());
        self.module.define_data(id, &data).expect("defined once");
    }

    /// Where the string object of a literal lies: static data and an offset. Short texts exist once, in the runtime.
    pub fn string(&mut self, text: &Name) -> (DataId, i64) {
        match short_string_offset(text) {
            Some(offset) => (self.short_strings(), offset as i64),
            None => (self.long_string(text), 0),
        }
    }

    /// A string object, hashed, with its bytes behind it.
    fn long_string(&mut self, text: &Name) -> DataId {
        if let Some(&found) = self.strings.get(text) {
            return found;
        }
        let size = size_of::<layout::String>();
        let mut blob = Blob::object(size, Kind::String);
        blob.u16(offset_of!(Header, flags), if text.is_ascii() { ASCII_FLAG } else { 0 });
        blob.u64(offset_of!(layout::String, len), text.len() as u64);
        blob.u64(offset_of!(layout::String, chars), text.chars().count() as u64);
        blob.u32(offset_of!(Header, aux), hash_bytes(text.as_bytes()));
        blob.address(offset_of!(layout::String, data), Address::Here(size as i64));
        blob.bytes.extend_from_slice(text.as_bytes());
        let id = self.define(blob, false);
        self.strings.insert(text.clone(), id);
        id
    }

    fn float(&mut self, x: f64) -> DataId {
        if let Some(&found) = self.float_literals.get(&x.to_bits()) {
            return found;
        }
        let mut blob = Blob::object(size_of::<Float>(), Kind::Float);
        blob.u64(offset_of!(Float, value), x.to_bits());
        let id = self.define(blob, false);
        self.float_literals.insert(x.to_bits(), id);
        id
    }

    /// An integer outside 63 bits.
    fn integer(&mut self, n: &Integer) -> DataId {
        if let Some(&found) = self.integers.get(n) {
            return found;
        }
        let limbs = n.magnitude().to_u64_digits();
        let mut blob = Blob::object(size_of::<BigInt>(), Kind::BigInt);
        blob.u16(offset_of!(Header, flags), if n.sign() == Sign::Minus { NEGATIVE_FLAG } else { 0 });
        blob.u32(offset_of!(Header, aux), limbs.len() as u32);
        blob.bytes.extend(limbs.iter().flat_map(|limb| limb.to_le_bytes()));
        let id = self.define(blob, false);
        self.integers.insert(n.clone(), id);
        id
    }

    /// The description of a procedure.
    pub fn info(&mut self, proc: ProcId) -> DataId {
        if let Some(&found) = self.infos.get(&proc) {
            return found;
        }
        let mir = self.program.proc(proc);
        let size = size_of::<ProcInfo>();
        let mut blob = Blob::zeros(size);
        blob.address(offset_of!(ProcInfo, name) + offset_of!(Text, data), Address::Here(size as i64));
        blob.u64(offset_of!(ProcInfo, name) + offset_of!(Text, len), mir.name.len() as u64);
        blob.u64(offset_of!(ProcInfo, arity), u64::from(mir.params));
        blob.bytes.extend_from_slice(mir.name.as_bytes());
        let id = self.define(blob, false);
        self.infos.insert(proc, id);
        id
    }

    /// The one closure of a procedure without captures.
    fn closure(&mut self, proc: ProcId) -> DataId {
        if let Some(&found) = self.closures.get(&proc) {
            return found;
        }
        let (info, code) = (self.info(proc), self.value_entry(proc));
        let mut blob = Blob::object(size_of::<Closure>(), Kind::Closure);
        blob.address(offset_of!(Closure, code), Address::Func(code));
        blob.address(offset_of!(Closure, info), Address::Data(info, 0));
        let id = self.define(blob, false);
        self.closures.insert(proc, id);
        id
    }

    /// An array of string words: the keys of a dictionary literal or a namespace.
    pub fn key_list(&mut self, keys: &[Name]) -> DataId {
        if let Some(&found) = self.key_lists.get(keys) {
            return found;
        }
        let mut blob = Blob::zeros(8 * keys.len().max(1));
        for (i, key) in keys.iter().enumerate() {
            let (string, offset) = self.string(key);
            blob.address(8 * i, Address::Data(string, offset + 1));
        }
        let id = self.define(blob, false);
        self.key_lists.insert(keys.to_vec(), id);
        id
    }
}

/// Defines what is left, and makes the object.
pub fn finish(mut unit: Unit, sites: &Sites) -> Vec<u8> {
    let mut globals = Blob::zeros(8 * unit.program.globals.len());
    for i in 0..unit.program.globals.len() {
        globals.u64(8 * i, Word::UNSET.0);
    }
    unit.define_as(unit.globals, globals);
    unit.define_as(unit.module_states, Blob::zeros(8 * unit.program.modules.len()));
    unit.define_as(unit.attribute_caches, Blob::zeros(size_of::<AttributeCache>() * unit.attribute_cache_count));
    let Unit { module, program, main, globals, attribute_caches, attribute_cache_count, .. } = unit;
    let product = module.finish();
    let (main, globals) = (product.function_symbol(main), product.data_symbol(globals));
    let attribute_caches = (product.data_symbol(attribute_caches), attribute_cache_count);
    let procs: Vec<(SymbolId, &super::traceback::ProcSites)> =
        sites.procs.iter().map(|p| (product.function_symbol(p.id), p)).collect();
    let mut object = product.object;
    let mut tables = Tables::new(&mut object);
    let traceback = tables.traceback(&procs, program);
    let module_file = tables.text(&program.modules[0].name);
    tables.program(main, (globals, program.globals.len()), traceback, module_file, attribute_caches);
    object.write().expect("a well-formed object")
}

/// Writes the [`Program`] and what it points at. The fields of the structures are words; texts are interned.
struct Tables<'o> {
    object: &'o mut Object<'static>,
    section: SectionId,
    section_symbol: SymbolId,
    texts: std::collections::HashMap<Name, u64>,
}

/// Where the tables start in the section, and how many rows they have.
struct TracebackTables {
    sites: (u64, usize),
    procs: (u64, usize),
    inlined: (u64, usize),
}

/// The number of a procedure's inlined call, as in `Site::scope`; `first`: how many there are before the procedure's.
fn scope_number(scope: Option<ScopeId>, first: u32) -> u32 {
    scope.map_or(InlinedCall::NONE, |scope| first + scope.0 + 1)
}

impl<'o> Tables<'o> {
    fn new(object: &'o mut Object<'static>) -> Tables<'o> {
        let section = object.section_id(StandardSection::ReadOnlyDataWithRel);
        let section_symbol = object.section_symbol(section);
        Tables { object, section, section_symbol, texts: std::collections::HashMap::new() }
    }

    /// Offset in the section of a text's bytes.
    fn text(&mut self, text: &Name) -> (u64, usize) {
        let (object, section) = (&mut self.object, self.section);
        let offset =
            *self.texts.entry(text.clone()).or_insert_with(|| object.append_section_data(section, text.as_bytes(), 1));
        (offset, text.len())
    }

    fn traceback(
        &mut self,
        procs: &[(SymbolId, &super::traceback::ProcSites)],
        program: &crate::mir::Program,
    ) -> TracebackTables {
        let mut sites = Vec::new();
        let mut ranges = Vec::new();
        let mut texts = Vec::new();
        let inlined = self.inlined(procs, program);
        let mut first_scope = 0;
        for &(symbol, proc) in procs {
            let start = self.object.symbol(symbol).value as u32;
            for row in &proc.rows {
                let mut bytes = [0; size_of::<Site>()];
                let mut field =
                    |offset: usize, value: u32| bytes[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
                field(offset_of!(Site, return_offset), start + row.return_offset);
                field(offset_of!(Site, line), row.location.line);
                field(offset_of!(Site, scope), scope_number(row.location.scope, first_scope));
                field(offset_of!(Site, frame_offset), row.frame_offset);
                field(offset_of!(Site, handler_offset), row.handler_offset.map_or(0, |h| start + h));
                sites.extend_from_slice(&bytes);
            }
            let mut bytes = [0; size_of::<ProcRange>()];
            bytes[offset_of!(ProcRange, start)..][..4].copy_from_slice(&start.to_le_bytes());
            bytes[offset_of!(ProcRange, len)..][..4].copy_from_slice(&proc.code_len.to_le_bytes());
            for (field, text) in [
                (offset_of!(ProcRange, name), &proc.name),
                (offset_of!(ProcRange, file), &program.modules[proc.module.0 as usize].name),
            ] {
                bytes[field + offset_of!(Text, len)..][..8].copy_from_slice(&(text.len() as u64).to_le_bytes());
                texts.push((ranges.len() + field + offset_of!(Text, data), text.clone()));
            }
            ranges.extend_from_slice(&bytes);
            first_scope += proc.scopes.len() as u32;
        }
        let range_count = procs.len();
        let site_table = self.object.append_section_data(self.section, &sites, 16);
        let range_table = self.object.append_section_data(self.section, &ranges, 16);
        for (field, text) in texts {
            let (offset, _) = self.text(&text);
            self.relocate(range_table + field as u64, self.section_symbol, offset);
        }
        let sites = (site_table, sites.len() / size_of::<Site>());
        TracebackTables { sites, procs: (range_table, range_count), inlined }
    }

    /// The table of inlined calls: those of all procedures, one after the other.
    fn inlined(
        &mut self,
        procs: &[(SymbolId, &super::traceback::ProcSites)],
        program: &crate::mir::Program,
    ) -> (u64, usize) {
        let mut table = Vec::new();
        let mut texts = Vec::new();
        let mut first = 0;
        for (_, proc) in procs {
            for (scope, line) in &proc.scopes {
                let mut bytes = [0; size_of::<InlinedCall>()];
                let caller = match scope.caller {
                    Caller::Scope(caller) => scope_number(caller, first),
                    Caller::Replaced => InlinedCall::REPLACED,
                };
                for (field, number) in
                    [(offset_of!(InlinedCall, line), *line), (offset_of!(InlinedCall, scope), caller)]
                {
                    bytes[field..][..4].copy_from_slice(&number.to_le_bytes());
                }
                let file = &program.modules[scope.module.0 as usize].name;
                for (field, text) in
                    [(offset_of!(InlinedCall, name), &scope.name), (offset_of!(InlinedCall, file), file)]
                {
                    bytes[field + offset_of!(Text, len)..][..8].copy_from_slice(&(text.len() as u64).to_le_bytes());
                    texts.push((table.len() + field + offset_of!(Text, data), text.clone()));
                }
                table.extend_from_slice(&bytes);
            }
            first += proc.scopes.len() as u32;
        }
        let start = self.object.append_section_data(self.section, &table, 16);
        for (field, text) in texts {
            let (offset, _) = self.text(&text);
            self.relocate(start + field as u64, self.section_symbol, offset);
        }
        (start, table.len() / size_of::<InlinedCall>())
    }

    fn program(
        &mut self,
        main: SymbolId,
        globals: (SymbolId, usize),
        traceback: TracebackTables,
        module_file: (u64, usize),
        attribute_caches: (SymbolId, usize),
    ) {
        let text_section = self.object.section_id(StandardSection::Text);
        let code = self.object.section_symbol(text_section);
        let code_len = self.object.section_mut(text_section).data().len();
        let table = offset_of!(Program, traceback);
        let mut bytes = [0; size_of::<Program>()];
        for (field, count) in [
            (offset_of!(Program, global_count), globals.1),
            (offset_of!(Program, attribute_cache_count), attribute_caches.1),
            (table + offset_of!(Traceback, site_count), traceback.sites.1),
            (table + offset_of!(Traceback, proc_count), traceback.procs.1),
            (table + offset_of!(Traceback, inlined_count), traceback.inlined.1),
            (offset_of!(Program, module_file) + offset_of!(Text, len), module_file.1),
            (offset_of!(Program, code_len), code_len),
        ] {
            bytes[field..field + 8].copy_from_slice(&(count as u64).to_le_bytes());
        }
        let here = self.object.append_section_data(self.section, &bytes, 16);
        for (field, symbol, addend) in [
            (offset_of!(Program, main), main, 0),
            (offset_of!(Program, globals), globals.0, 0),
            (offset_of!(Program, attribute_caches), attribute_caches.0, 0),
            (table + offset_of!(Traceback, sites), self.section_symbol, traceback.sites.0),
            (table + offset_of!(Traceback, procs), self.section_symbol, traceback.procs.0),
            (table + offset_of!(Traceback, inlined), self.section_symbol, traceback.inlined.0),
            (offset_of!(Program, module_file) + offset_of!(Text, data), self.section_symbol, module_file.0),
            (offset_of!(Program, code), code, 0),
        ] {
            self.relocate(here + field as u64, symbol, addend);
        }
        self.object.add_symbol(Symbol {
            name: PROGRAM_SYMBOL.into(),
            value: here,
            size: size_of::<Program>() as u64,
            kind: SymbolKind::Data,
            scope: SymbolScope::Linkage,
            weak: false,
            section: SymbolSection::Section(self.section),
            flags: SymbolFlags::None,
        });
    }

    /// A 64-bit address at `offset` of the section.
    fn relocate(&mut self, offset: u64, symbol: SymbolId, addend: u64) {
        let flags = RelocationFlags::Generic {
            kind: RelocationKind::Absolute,
            encoding: RelocationEncoding::Generic,
            size: 64,
        };
        let relocation = Relocation { offset, symbol, addend: addend as i64, flags };
        self.object.add_relocation(self.section, relocation).expect("a plain 64-bit address");
    }
}
