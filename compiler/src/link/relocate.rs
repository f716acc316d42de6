//! The bytes that depend on addresses. Relocations as in the System V ABI for AMD64, table 4.10: `S` the symbol's address,
//! `A` the addend, `P` the address of the place, `G` and `GOT` the symbol's entry in the table of addresses.

use super::LinkError;
use super::input::InputRelocation;
use super::inputs::{Inputs, SectionId, SymbolId};
use super::layout::Layout;
use super::reachable::Reachable;
use object::elf::*;

/// The symbols that are reached through a table of addresses, each once. Fails if one is not defined.
pub fn got_symbols(inputs: &Inputs<'_>, reachable: &Reachable) -> Result<Vec<SymbolId>, LinkError> {
    let mut symbols = Vec::new();
    for (id, section) in inputs.sections().filter(|&(id, _)| reachable.contains(id)) {
        for relocation in section.relocations().filter(|relocation| uses_got(relocation.kind)) {
            symbols.push(inputs.target(id, &relocation)?);
        }
    }
    symbols.sort_unstable();
    symbols.dedup();
    Ok(symbols)
}

fn uses_got(kind: u32) -> bool {
    matches!(kind, R_X86_64_GOTPCREL | R_X86_64_GOTPCRELX | R_X86_64_REX_GOTPCRELX)
}

/// The bytes of all sections of the executable, in the order of the layout; empty for zeros.
pub fn contents(inputs: &Inputs<'_>, layout: &Layout<'_>) -> Result<Vec<Vec<u8>>, LinkError> {
    let mut contents: Vec<Vec<u8>> =
        layout.sections.iter().map(|section| vec![padding(section.flags); section.file_size() as usize]).collect();
    for (id, section) in inputs.sections().filter(|(_, section)| !section.data.is_empty()) {
        let Some((output, start)) = layout.place(id) else { continue };
        let bytes = &mut contents[output][start as usize..][..section.data.len()];
        bytes.copy_from_slice(section.data);
        let address = layout.sections[output].address + start;
        for relocation in section.relocations() {
            let target = inputs.target(id, &relocation)?;
            apply(bytes, address, &relocation, target, inputs, layout)
                .ok_or_else(|| failure(inputs, id, &relocation))?;
        }
    }
    let (number, start) = layout.got_place;
    for (index, &symbol) in layout.got.iter().enumerate() {
        let address = layout.address(inputs, symbol);
        contents[number][start as usize + 8 * index..][..8].copy_from_slice(&address.to_le_bytes());
    }
    Ok(contents)
}

/// Between functions: traps.
fn padding(flags: u64) -> u8 {
    const INT3: u8 = 0xcc;
    if flags & u64::from(SHF_EXECINSTR) != 0 { INT3 } else { 0 }
}

/// Fails if the place does not exist, the value does not fit, or the kind is unknown.
fn apply(
    bytes: &mut [u8],
    section_address: u64,
    relocation: &InputRelocation,
    symbol: SymbolId,
    inputs: &Inputs<'_>,
    layout: &Layout<'_>,
) -> Option<()> {
    let target = layout.address(inputs, symbol).wrapping_add_signed(relocation.addend);
    let place = section_address.wrapping_add(relocation.offset);
    let relative = |to: u64| i32::try_from(to.wrapping_sub(place) as i64).ok();
    let bytes = bytes.get_mut(usize::try_from(relocation.offset).ok()?..)?;
    match relocation.kind {
        R_X86_64_NONE => {}
        R_X86_64_64 => bytes.get_mut(..8)?.copy_from_slice(&target.to_le_bytes()),
        _ => {
            let value = match relocation.kind {
                R_X86_64_PC32 | R_X86_64_PLT32 => relative(target)?,
                R_X86_64_32 => u32::try_from(target).ok()? as i32,
                R_X86_64_32S => i32::try_from(target as i64).ok()?,
                kind if uses_got(kind) => relative(got_entry(layout, symbol)?.wrapping_add_signed(relocation.addend))?,
                _ => return None,
            };
            bytes.get_mut(..4)?.copy_from_slice(&value.to_le_bytes());
        }
    }
    Some(())
}

/// `GOT + G`
fn got_entry(layout: &Layout<'_>, symbol: SymbolId) -> Option<u64> {
    let index = layout.got.binary_search(&symbol).ok()? as u64;
    let (section, start) = layout.got_place;
    Some(layout.sections[section].address + start + 8 * index)
}

fn failure(inputs: &Inputs<'_>, section: SectionId, relocation: &InputRelocation) -> LinkError {
    let known = [R_X86_64_64, R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_32, R_X86_64_32S];
    if !known.contains(&relocation.kind) && !uses_got(relocation.kind) {
        return LinkError::Unsupported(format!("relocation of type {}", relocation.kind));
    }
    LinkError::RelocationOverflow {
        section: inputs.section(section).name.to_owned(),
        offset: relocation.offset,
        symbol: inputs.name(section, relocation).to_owned(),
    }
}
