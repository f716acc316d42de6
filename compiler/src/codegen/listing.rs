//! The machine code of procedures as text: what the object contains, with the source lines that it comes from and the
//! names of what it refers to.
//!
//! Without a listing only calls that may be shown in tracebacks have a source location. With one all instructions have;
//! `traceback` tells them apart. An instruction that Cranelift made of several, or moved, is at the place of one of them.

use std::fmt::Write;

use cranelift_codegen::CompiledCode;
use cranelift_module::{DataId, FuncId, Module, ModuleDeclarations, ModuleReloc, ModuleRelocTarget};
use iced_x86::{Decoder, DecoderOptions, Formatter, GasFormatter, Instruction};

use super::symbols::Unit;
use super::traceback::{Location, Locations};
use crate::mir;

/// The listing of one procedure.
pub fn assembly(
    unit: &Unit,
    proc: &mir::Proc,
    code: &CompiledCode,
    known: &Locations,
    relocations: &[ModuleReloc],
) -> String {
    let mut text = format!("; {}\n", unit.symbol(proc.id));
    let bytes = code.buffer.data();
    let locations = code.buffer.get_srclocs_sorted();
    let mut formatter = GasFormatter::new();
    formatter.options_mut().set_branch_leading_zeros(false);
    formatter.options_mut().set_uppercase_hex(false);
    formatter.options_mut().set_rip_relative_addresses(true);
    let mut shown = None;
    let mut words = String::new();
    let mut decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    // Constants lie behind the code, from the first one that an instruction loads.
    let mut constants = bytes.len();
    // In front of them there may be zeros.
    while bytes[decoder.position()..constants].iter().any(|&byte| byte != 0) {
        let instruction = decoder.decode();
        let (start, end) = (instruction.ip() as u32, instruction.next_ip() as u32);
        let place = locations.partition_point(|location| location.start <= start).checked_sub(1);
        let place = place.map(|place| &locations[place]).filter(|place| place.end > start && !place.loc.is_default());
        if let Some(place) = place
            && shown.replace(known.get(place.loc)) != Some(known.get(place.loc))
        {
            source_line(unit, proc, known.get(place.loc), &mut text);
        }
        let relocation = relocations.iter().find(|relocation| (start..end).contains(&relocation.offset));
        if relocation.is_none()
            && let Some(address) = constant(&instruction)
        {
            constants = constants.min(address);
        }
        words.clear();
        formatter.format(&instruction, &mut words);
        let name = relocation.map(|relocation| format!("  # {}", target(unit, relocation))).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{start:6x}:  {words}{name}");
    }
    for (index, constant) in bytes[constants..].chunks(8).enumerate() {
        let bytes: Vec<String> = constant.iter().map(|byte| format!("{byte:#04x}")).collect();
        let _ = writeln!(text, "{:6x}:  .byte {}", constants + 8 * index, bytes.join(", "));
    }
    text
}

/// The place of a constant that the instruction loads.
fn constant(instruction: &Instruction) -> Option<usize> {
    instruction.is_ip_rel_memory_operand().then(|| instruction.ip_rel_memory_address() as usize)
}

fn source_line(unit: &Unit, proc: &mir::Proc, location: Location, text: &mut String) {
    let scope = location.scope.map(|scope| &proc.scopes[scope.0 as usize]);
    let module = scope.map_or(proc.module, |scope| scope.module);
    let body = unit.program.proc(unit.program.modules[module.0 as usize].body);
    let file = unit.sources.file(body.span.file);
    let inlined = scope.map(|scope| format!("  (inlined: {})", scope.name)).unwrap_or_default();
    let source = file.text[file.line_range(location.line)].trim();
    let _ = writeln!(text, "; {}:{}  {source}{inlined}", file.name, location.line);
}

/// The name of what an instruction refers to.
fn target(unit: &Unit, relocation: &ModuleReloc) -> String {
    let declarations = unit.module.declarations();
    let name = match &relocation.name {
        name @ ModuleRelocTarget::User { .. } if ModuleDeclarations::is_function(name) => {
            let id = FuncId::from_name(name);
            declarations.get_function_decl(id).linkage_name(id).into_owned()
        }
        name @ ModuleRelocTarget::User { .. } => {
            let id = DataId::from_name(name);
            declarations.get_data_decl(id).linkage_name(id).into_owned()
        }
        other => other.to_string(),
    };
    // Offsets of calls are from the end of their instruction.
    if relocation.addend > 0 { format!("{name}+{}", relocation.addend) } else { name }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use crate::codegen::{Listing, Options, compile};
    use crate::mir::parse::parse;
    use crate::source::SourceMap;

    /// The programs of `tests/mir/` that are one module.
    fn programs() -> Vec<(crate::mir::Program, SourceMap)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/mir");
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "mir"));
        let programs = texts.filter_map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let mut sources = SourceMap::default();
            sources.add("main.omg", &path, fs::read_to_string(path.with_extension("omg")).unwrap());
            (!text.contains("module m1")).then(|| (parse(&text).ok().unwrap(), sources))
        });
        programs.collect()
    }

    /// Source locations for listings change neither code nor the table of tracebacks.
    #[test]
    fn listings_change_nothing() {
        let programs = programs();
        assert!(programs.len() >= 10);
        for (program, sources) in programs {
            let compile = |listing| compile(&program, &sources, Options { optimize: true, listing });
            let (plain, listed) = (compile(None), compile(Some(Listing::Asm)));
            assert!(plain.object == listed.object);
            assert!(listed.listing.contains("; main.omg:"));
        }
    }
}
