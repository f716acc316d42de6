//! The bytes that depend on addresses. Relocations as in the System V ABI for AMD64, table 4.10: `S` the symbol's address,
//! `A` the addend, `P` the address of the place, `G` and `GOT` the symbol's entry in the table of addresses.

use super::image::Image;
use super::input::{Input, InputRelocation, Place};
use super::layout::Layout;
use super::{LinkError, PROGRAM_ADDRESS_SYMBOL};
use object::elf::*;
use std::collections::HashSet;

/// The addresses of the input's symbols.
pub struct Addresses(Vec<u64>);

impl Addresses {
    pub fn of(&self, symbol: usize) -> u64 {
        self.0[symbol]
    }

    /// The address of a symbol that the program defines.
    pub fn of_name(&self, input: &Input<'_>, name: &str) -> Result<u64, LinkError> {
        let defined = |(_, symbol): &(usize, &super::input::InputSymbol<'_>)| {
            symbol.name == name && !matches!(symbol.place, Place::Undefined)
        };
        let (index, _) = input
            .symbols
            .iter()
            .enumerate()
            .find(defined)
            .ok_or_else(|| LinkError::UndefinedSymbol(name.to_owned()))?;
        Ok(self.of(index))
    }
}

pub fn resolve_symbols(image: &Image, input: &Input<'_>, layout: &Layout<'_>) -> Result<Addresses, LinkError> {
    let mut addresses = Vec::with_capacity(input.symbols.len());
    let mut global_names = HashSet::new();
    for symbol in &input.symbols {
        let defined = !matches!(symbol.place, Place::Undefined);
        if defined && symbol.info >> 4 != STB_LOCAL && !global_names.insert(symbol.name) {
            return Err(LinkError::DuplicateSymbol(symbol.name.to_owned()));
        }
        addresses.push(match symbol.place {
            Place::Absolute(address) => address,
            Place::Section(section, offset) => {
                let (output, start) = layout.places[section];
                (layout.sections[output].address + start).wrapping_add(offset)
            }
            // The null symbol and symbols of sections that are not loaded.
            Place::Undefined if symbol.name.is_empty() || symbol.info & 0xf == STT_FILE => 0,
            Place::Undefined => match image.symbol(symbol.name) {
                Some(symbol) => symbol.address,
                None => return Err(LinkError::UndefinedSymbol(symbol.name.to_owned())),
            },
        });
    }
    Ok(Addresses(addresses))
}

/// The symbols that are reached through a table of addresses, each once.
pub fn got_symbols(input: &Input<'_>) -> Vec<usize> {
    let mut symbols: Vec<usize> = input
        .sections
        .iter()
        .flat_map(|section| &section.relocations)
        .filter(|relocation| uses_got(relocation.kind))
        .map(|relocation| relocation.symbol)
        .collect();
    symbols.sort_unstable();
    symbols.dedup();
    symbols
}

fn uses_got(kind: u32) -> bool {
    matches!(kind, R_X86_64_GOTPCREL | R_X86_64_GOTPCRELX | R_X86_64_REX_GOTPCRELX)
}

/// The bytes of all sections of the executable, in the order of the layout; empty for zeros.
pub fn contents(
    image: &Image,
    input: &Input<'_>,
    layout: &Layout<'_>,
    addresses: &Addresses,
    program: u64,
) -> Result<Vec<Vec<u8>>, LinkError> {
    let mut contents: Vec<Vec<u8>> = Vec::with_capacity(layout.sections.len());
    for (number, section) in layout.sections.iter().enumerate() {
        contents.push(match image.sections.get(number) {
            Some(section) => section.data.to_vec(),
            None => vec![padding(section.flags); section.file_size() as usize],
        });
    }
    store_program_address(image, &mut contents, program)?;
    for (section, &(output, start)) in input.sections.iter().zip(&layout.places) {
        let start = start as usize;
        if section.data.is_empty() {
            continue;
        }
        let bytes = &mut contents[output][start..start + section.data.len()];
        bytes.copy_from_slice(section.data);
        let address = layout.sections[output].address + start as u64;
        for relocation in &section.relocations {
            apply(bytes, address, relocation, layout, addresses)
                .ok_or_else(|| failure(input, section.name, relocation))?;
        }
    }
    let (number, start) = layout.got_place;
    for (index, &symbol) in layout.got.iter().enumerate() {
        let at = start as usize + 8 * index;
        contents[number][at..at + 8].copy_from_slice(&addresses.of(symbol).to_le_bytes());
    }
    Ok(contents)
}

/// Between functions: traps.
fn padding(flags: u64) -> u8 {
    const INT3: u8 = 0xcc;
    if flags & u64::from(SHF_EXECINSTR) != 0 { INT3 } else { 0 }
}

fn store_program_address(image: &Image, contents: &mut [Vec<u8>], program: u64) -> Result<(), LinkError> {
    let damaged = || LinkError::DamagedRuntime(format!("no place for `{PROGRAM_ADDRESS_SYMBOL}`"));
    let symbol = image.symbol(PROGRAM_ADDRESS_SYMBOL).ok_or_else(damaged)?;
    let at = (symbol.address - image.sections[symbol.section].address) as usize;
    let word = contents[symbol.section].get_mut(at..at + 8).ok_or_else(damaged)?;
    word.copy_from_slice(&program.to_le_bytes());
    Ok(())
}

/// Fails if the place does not exist, the value does not fit, or the kind is unknown.
fn apply(
    bytes: &mut [u8],
    section_address: u64,
    relocation: &InputRelocation,
    layout: &Layout<'_>,
    addresses: &Addresses,
) -> Option<()> {
    let target = addresses.of(relocation.symbol).wrapping_add_signed(relocation.addend);
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
                kind if uses_got(kind) => relative(got_entry(relocation, layout)?)?,
                _ => return None,
            };
            bytes.get_mut(..4)?.copy_from_slice(&value.to_le_bytes());
        }
    }
    Some(())
}

/// `GOT + G + A`
fn got_entry(relocation: &InputRelocation, layout: &Layout<'_>) -> Option<u64> {
    let index = layout.got.binary_search(&relocation.symbol).ok()? as u64;
    let (section, start) = layout.got_place;
    Some((layout.sections[section].address + start + 8 * index).wrapping_add_signed(relocation.addend))
}

fn failure(input: &Input<'_>, section: &str, relocation: &InputRelocation) -> LinkError {
    let known = [R_X86_64_64, R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_32, R_X86_64_32S];
    if !known.contains(&relocation.kind) && !uses_got(relocation.kind) {
        return LinkError::Unsupported(format!("relocation of type {}", relocation.kind));
    }
    LinkError::RelocationOverflow {
        section: section.to_owned(),
        offset: relocation.offset,
        symbol: input.symbols[relocation.symbol].name.to_owned(),
    }
}
