//! MIR → machine code in a relocatable object, with Cranelift.
//!
//! Each procedure becomes a function in the `Tail` convention: its closure first if it has captures, then its
//! arguments, all tagged words, one tagged word back. Fast paths of the operations are inline, the general case is one
//! call of a runtime function in a cold block. Errors leave through `omg_raise` and the return-address table, see
//! [`traceback`].
//!
//! Invariant: nothing here looks at source text or HIR. Of the source map only line numbers are taken; listings quote lines.

mod allocation;
mod arithmetic;
mod attributes;
mod bounds;
mod calls;
mod checked;
mod compare;
mod containers;
mod data;
pub mod floats;
mod function;
mod layout;
mod listing;
mod literals;
mod lookups;
mod numbers;
mod parallel;
mod strings;
mod symbols;
mod target;
mod text_sums;
mod traceback;

use std::collections::HashMap;

use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_module::{Module, ModuleReloc};
use cranelift_object::{ObjectBuilder, ObjectModule};

use self::floats::Floats;
use self::parallel::Functions;
use self::target::Target;
use crate::mir;
use crate::source::SourceMap;

/// What to produce, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Inline fast paths for floats, and Cranelift's optimiser.
    pub optimize: bool,
    /// Also give the text of this form.
    pub listing: Option<Listing>,
}

/// A readable form of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Cranelift's IR, as it is before optimisation.
    Clif,
    /// Machine code, with source lines.
    Asm,
}

/// The result of code generation.
#[derive(Debug)]
pub struct Output {
    /// An ELF relocatable object.
    pub object: Vec<u8>,
    /// The text that was asked for, else empty.
    pub listing: String,
}

/// Compiles the whole program.
///
/// # Panics
/// On errors inside the compiler: Cranelift refuses what we built. The message names the procedure.
pub fn compile(program: &mir::Program, sources: &SourceMap, options: Options) -> Output {
    let target = Target::new(options.optimize);
    let builder = ObjectBuilder::new(target.isa().clone(), "omg", cranelift_module::default_libcall_names());
    let module = ObjectModule::new(builder.expect("an ELF target"));
    let floats = if options.optimize { Floats::of(program) } else { Floats::unoptimized(program) };
    let mut unit = symbols::Unit::new(module, program, &floats, sources, options);
    let mut context = Context::new();
    let mut builder_context = FunctionBuilderContext::new();
    calls::define_main(&mut unit, &mut context, &mut builder_context);

    let procs: Vec<&mir::Proc> = program.procs.iter().flatten().collect();
    let (sites, locations, listing) = (traceback::Sites::default(), HashMap::new(), String::new());
    let mut procedures = Procedures { procs, unit, builder_context, sites, locations, listing, form: options.listing };
    parallel::compile_all(&target, procedures.procs.len(), &mut procedures);

    let Procedures { mut unit, mut builder_context, sites, listing, .. } = procedures;
    while let Some(proc) = unit.next_value_entry() {
        calls::define_value_entry(&mut unit, proc, &mut context, &mut builder_context);
    }
    let object = data::finish(unit, &sites);
    Output { object, listing }
}

/// The procedures of the program on their way into the object.
struct Procedures<'a> {
    /// In the order of their code.
    procs: Vec<&'a mir::Proc>,
    unit: symbols::Unit<'a>,
    builder_context: FunctionBuilderContext,
    sites: traceback::Sites,
    /// Of the procedures that are on their way, by index.
    locations: HashMap<usize, traceback::Locations>,
    listing: String,
    form: Option<Listing>,
}

impl Functions for Procedures<'_> {
    fn translate(&mut self, index: usize, context: &mut Context) {
        let proc = self.procs[index];
        let locations = function::translate(&mut self.unit, proc, &mut context.func, &mut self.builder_context);
        self.locations.insert(index, locations);
        if self.form == Some(Listing::Clif) {
            self.listing += &format!("; {}\n{}\n", self.unit.symbol(proc.id), context.func.display());
        }
    }

    fn take(&mut self, index: usize, context: &Context) {
        let proc = self.procs[index];
        let (id, code) = (self.unit.proc(proc.id), context.compiled_code().expect("it was compiled"));
        let relocations = code.buffer.relocs().iter();
        let relocations: Vec<_> = relocations.map(|r| ModuleReloc::from_mach_reloc(r, &context.func, id)).collect();
        let alignment = u64::from(code.buffer.alignment);
        let module = &mut self.unit.module;
        module.define_function_bytes(id, alignment, code.buffer.data(), &relocations).expect("declared, defined once");
        let locations = self.locations.remove(&index).expect("it was translated");
        if self.form == Some(Listing::Asm) {
            self.listing += &(listing::assembly(&self.unit, proc, code, &locations, &relocations) + "\n");
        }
        self.sites.add(id, proc, code, &locations, |span| self.unit.line(span));
    }
}

/// Compiles the function in the context and adds its code to the object.
fn define(unit: &mut symbols::Unit, id: cranelift_module::FuncId, context: &mut Context, name: &str) {
    unit.module
        .define_function_with_control_plane(id, context, &mut ControlPlane::default())
        .unwrap_or_else(|error| panic!("code generation of procedure `{name}`: {error:?}\n{}", context.func.display()));
}
