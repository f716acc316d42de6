//! What the object declares: procedures, runtime functions, static data; each once, found again by what it is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use cranelift_codegen::ir::{self, AbiParam, Signature, types};
use cranelift_codegen::isa::CallConv;
use cranelift_module::{DataId, FuncId, Linkage, Module};
use cranelift_object::ObjectModule;
use num_bigint::BigInt;
use omg_runtime::builtins::BUILTINS;
use omg_runtime::entry::{ENTRY_POINTS, EntryPoint, Repr};
use omg_runtime::program::AttributeCache;

use super::floats::Floats;
use super::{Listing, Options};
use crate::mir::effects::Effects;
use crate::mir::{self, Name, ProcId};
use crate::source::SourceMap;

/// The object under construction.
pub struct Unit<'a> {
    pub module: ObjectModule,
    pub program: &'a mir::Program,
    pub sources: &'a SourceMap,
    pub optimize: bool,
    /// All code has source locations, for a listing.
    pub lists_code: bool,
    /// What procedures may change while they run.
    pub effects: Effects,
    pub floats: &'a Floats<'a>,
    procs: Vec<Option<(FuncId, String)>>,
    entry_points: HashMap<&'static str, (FuncId, &'static EntryPoint)>,
    imported: HashMap<&'static str, FuncId>,
    /// Procedures whose closures call them through a value entry; those not yet defined are at the end.
    value_entries: HashMap<ProcId, FuncId>,
    pending_value_entries: Vec<ProcId>,
    pub(super) strings: HashMap<Name, DataId>,
    pub(super) float_literals: HashMap<u64, DataId>,
    pub(super) integers: HashMap<BigInt, DataId>,
    pub(super) infos: HashMap<ProcId, DataId>,
    pub(super) closures: HashMap<ProcId, DataId>,
    pub(super) key_lists: HashMap<Vec<Name>, DataId>,
    pub main: FuncId,
    pub globals: DataId,
    /// A word per module: 0 not run, 1 started, 2 done.
    pub module_states: DataId,
    stack_limit: DataId,
    heap: DataId,
    short_strings: DataId,
    cold_result: DataId,
    lookups: DataId,
    pub(super) attribute_caches: DataId,
    pub(super) attribute_cache_count: usize,
}

impl<'a> Unit<'a> {
    pub fn new(
        mut module: ObjectModule,
        program: &'a mir::Program,
        floats: &'a Floats<'a>,
        sources: &'a SourceMap,
        options: Options,
    ) -> Unit<'a> {
        let main_signature = Signature::new(CallConv::SystemV);
        let main = module.declare_function("omg_main", Linkage::Local, &main_signature).expect("declared once");
        let procs = declare_procs(&mut module, program, floats);
        let mut local = |name| module.declare_data(name, Linkage::Local, true, false).expect("declared once");
        let globals = local("omg_globals");
        let module_states = local("omg_module_states");
        let attribute_caches = local("omg_attribute_caches");
        let mut runtime = |name| module.declare_data(name, Linkage::Import, true, false).expect("declared once");
        let stack_limit = runtime("OMG_STACK_LIMIT");
        let heap = runtime("OMG_HEAP");
        let short_strings = runtime("OMG_SHORT_STRINGS");
        let cold_result = runtime("OMG_COLD_RESULT");
        let lookups = runtime("OMG_LOOKUPS");
        Unit {
            module,
            program,
            sources,
            optimize: options.optimize,
            lists_code: options.listing == Some(Listing::Asm),
            effects: Effects::of(program),
            floats,
            procs,
            entry_points: HashMap::new(),
            imported: HashMap::new(),
            value_entries: HashMap::new(),
            pending_value_entries: Vec::new(),
            strings: HashMap::new(),
            float_literals: HashMap::new(),
            integers: HashMap::new(),
            infos: HashMap::new(),
            closures: HashMap::new(),
            key_lists: HashMap::new(),
            main,
            globals,
            module_states,
            stack_limit,
            heap,
            short_strings,
            cold_result,
            lookups,
            attribute_caches,
            attribute_cache_count: 0,
        }
    }

    /// The function of a procedure that is in the program.
    pub fn proc(&self, id: ProcId) -> FuncId {
        self.procs[id.0 as usize].as_ref().expect("a procedure that is referred to is in the program").0
    }

    /// The linker symbol of a procedure: `lib/shapes.area`.
    pub fn symbol(&self, id: ProcId) -> &str {
        &self.procs[id.0 as usize].as_ref().expect("a procedure that is referred to is in the program").1
    }

    /// The function that closures of a procedure without captures point at: it drops the closure and goes on to the
    /// procedure. Asked for once, it will be defined.
    pub fn value_entry(&mut self, id: ProcId) -> FuncId {
        if let Some(&func) = self.value_entries.get(&id) {
            return func;
        }
        let signature = tail_signature(1 + self.program.proc(id).params as usize);
        // No procedure has a name like this.
        let name = format!("{}#value", self.symbol(id));
        let func = self.module.declare_function(&name, Linkage::Local, &signature).expect("declared once");
        self.value_entries.insert(id, func);
        self.pending_value_entries.push(id);
        func
    }

    /// A procedure whose value entry is still to be defined.
    pub fn next_value_entry(&mut self) -> Option<ProcId> {
        self.pending_value_entries.pop()
    }

    /// A runtime function of the table.
    pub fn entry_point(&mut self, name: &'static str) -> (FuncId, &'static EntryPoint) {
        if let Some(&found) = self.entry_points.get(name) {
            return found;
        }
        let row = ENTRY_POINTS.iter().find(|row| row.name == name).expect("a runtime function of the table");
        let mut signature = Signature::new(CallConv::SystemV);
        signature.params.extend(row.params.iter().filter_map(|&repr| clif_type(repr)).map(AbiParam::new));
        signature.returns.extend(clif_type(row.result).map(AbiParam::new));
        let func = self.module.declare_function(name, Linkage::Import, &signature).expect("declared once");
        self.entry_points.insert(name, (func, row));
        (func, row)
    }

    /// The same function for a rare call, which has no result but in [`Self::cold_result`].
    pub fn cold_entry_point(&mut self, name: &'static str) -> (FuncId, &'static EntryPoint) {
        let row = ENTRY_POINTS.iter().find(|row| row.name == name).expect("a runtime function of the table");
        let module = &mut self.module;
        let func = *self.imported.entry(row.cold_name).or_insert_with(|| {
            let mut signature = Signature::new(CallConv::PreserveAll);
            signature.params.extend(row.params.iter().filter_map(|&repr| clif_type(repr)).map(AbiParam::new));
            module.declare_function(row.cold_name, Linkage::Import, &signature).expect("declared once")
        });
        (func, row)
    }

    /// The word that a rare call leaves its result in.
    pub fn cold_result(&self) -> DataId {
        self.cold_result
    }

    /// `omg_raise`: called in the convention of procedures, never returns.
    pub fn raise(&mut self) -> FuncId {
        let signature = Signature::new(CallConv::Tail);
        let module = &mut self.module;
        *self.imported.entry("omg_raise").or_insert_with(|| {
            module.declare_function("omg_raise", Linkage::Import, &signature).expect("declared once")
        })
    }

    /// The static object that is a built-in.
    pub fn builtin(&mut self, builtin: u32) -> DataId {
        let symbol = BUILTINS[builtin as usize].symbol();
        self.module.declare_data(&symbol, Linkage::Import, false, false).expect("declared alike each time")
    }

    /// A cache for one attribute operation or literal: where the caches are, and the offset of this one in bytes.
    pub fn new_attribute_cache(&mut self) -> (DataId, i64) {
        let index = self.attribute_cache_count;
        self.attribute_cache_count += 1;
        (self.attribute_caches, (index * size_of::<AttributeCache>()) as i64)
    }

    /// The variable that holds the lowest address that the stack may reach.
    pub fn stack_limit(&self) -> DataId {
        self.stack_limit
    }

    /// The collector's state, of which generated code knows the windows.
    pub fn heap(&self) -> DataId {
        self.heap
    }

    /// The runtime's table of the strings of at most one ASCII character.
    pub fn short_strings(&self) -> DataId {
        self.short_strings
    }

    /// The runtime's lookup cache.
    pub fn lookups(&self) -> DataId {
        self.lookups
    }

    /// Line of a span, 1-based.
    pub fn line(&self, span: crate::source::Span) -> u32 {
        self.sources.line(span)
    }
}

fn clif_type(repr: Repr) -> Option<ir::Type> {
    match repr {
        Repr::Value | Repr::I64 => Some(types::I64),
        Repr::F64 => Some(types::F64),
        Repr::Unit => None,
    }
}

/// The convention of procedures that are called as values: so many tagged words in, one out.
pub fn tail_signature(params: usize) -> Signature {
    let mut signature = Signature::new(CallConv::Tail);
    signature.params.extend(std::iter::repeat_n(AbiParam::new(types::I64), params));
    signature.returns.push(AbiParam::new(types::I64));
    signature
}

/// The convention of a procedure. The closure comes first where there are captures.
pub fn signature(proc: &mir::Proc, floats: &Floats) -> Signature {
    let float_or_word = |is_number| AbiParam::new(if is_number { types::F64 } else { types::I64 });
    let mut signature = Signature::new(CallConv::Tail);
    signature.params.extend((proc.captures > 0).then_some(AbiParam::new(types::I64)));
    let params = 0..proc.params as usize;
    signature.params.extend(params.map(|index| float_or_word(floats.takes_number(proc.id, index))));
    signature.returns.push(float_or_word(floats.returns_number(proc.id)));
    signature
}

fn declare_procs(module: &mut ObjectModule, program: &mir::Program, floats: &Floats) -> Vec<Option<(FuncId, String)>> {
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut declare = |proc: &mir::Proc| {
        let file = &program.modules[proc.module.0 as usize].name;
        let base = format!("{}.{}", file.strip_suffix(".omg").unwrap_or(file), proc.name);
        let symbol = match taken.entry(base.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(1);
                base
            }
            Entry::Occupied(mut entry) => {
                *entry.get_mut() += 1;
                format!("{base}#{}", entry.get())
            }
        };
        let signature = signature(proc, floats);
        let id = module.declare_function(&symbol, Linkage::Local, &signature).expect("symbols are unique");
        (id, symbol)
    };
    program.procs.iter().map(|proc| proc.as_ref().map(&mut declare)).collect()
}
