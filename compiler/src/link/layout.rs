//! Where everything lies, in memory and in the file: the sections that are [reachable](super::reachable), joined by
//! [`Class`]. The bytes of the file follow each other without gaps. In memory each class has pages of its own, whose
//! first and last bytes in the file are those of its neighbours; read-only data is on the pages of the headers.

use super::input::Class;
use super::inputs::{Inputs, SectionId, SymbolId};
use super::reachable::Reachable;
use super::{LinkError, relocate};
use object::elf::{self, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE};

pub const PAGE: u64 = 4096;

/// Where the file's first byte is in memory; what is below, the kernel may refuse.
pub const START: u64 = 0x40_0000;

/// Room for the headers: one segment for each class, one for the stack.
const HEADERS: u64 = (size_of::<elf::FileHeader64<object::Endianness>>()
    + (CLASSES.len() + 1) * size_of::<elf::ProgramHeader64<object::Endianness>>()) as u64;

/// A section of the executable.
pub struct OutputSection<'a> {
    pub name: &'a str,
    /// `SHF_...`
    pub flags: u64,
    pub address: u64,
    pub size: u64,
    pub align: u64,
    /// Where its bytes lie in the file; for zeros, where they would.
    pub offset: u64,
    pub zeros: bool,
}

impl OutputSection<'_> {
    pub fn is_loaded(&self) -> bool {
        self.flags & u64::from(SHF_ALLOC) != 0
    }

    pub fn end(&self) -> u64 {
        self.address + self.size
    }

    /// Bytes in the file.
    pub fn file_size(&self) -> u64 {
        if self.zeros { 0 } else { self.size }
    }
}

pub struct Layout<'a> {
    /// By address; last those that are not loaded, at address 0.
    pub sections: Vec<OutputSection<'a>>,
    /// For each section of each input: its section of the executable, and its offset in that; none if it has no place.
    places: [Vec<Option<(usize, u64)>>; 2],
    /// Symbols whose addresses stand in a table (the global offset table), sorted, and where that starts: index of the
    /// section, offset in it.
    pub got: Vec<SymbolId>,
    pub got_place: (usize, u64),
}

impl Layout<'_> {
    /// Section of the executable and offset in it.
    pub fn place(&self, section: SectionId) -> Option<(usize, u64)> {
        self.places[section.input][section.index]
    }

    /// The address of a symbol.
    ///
    /// # Panics
    /// If its section has no place.
    pub fn address(&self, inputs: &Inputs<'_>, symbol: SymbolId) -> u64 {
        let Some((section, offset)) = inputs.place(symbol) else { return inputs.absolute(symbol) };
        let (output, start) = self.place(section).expect("what is referred to has a place");
        (self.sections[output].address + start).wrapping_add(offset)
    }
}

const CLASSES: [(Class, &str, u32); 4] = [
    (Class::ReadOnly, ".rodata", 0),
    (Class::Text, ".text", SHF_EXECINSTR),
    (Class::Data, ".data", SHF_WRITE),
    (Class::Bss, ".bss", SHF_WRITE),
];

/// Fails if a relocation refers to a name that is not defined.
pub fn lay_out<'a>(inputs: &Inputs<'a>, reachable: &Reachable) -> Result<Layout<'a>, LinkError> {
    let mut layout = Layout {
        sections: Vec::new(),
        places: inputs.section_counts().map(|count| vec![None; count]),
        got: relocate::got_symbols(inputs, reachable)?,
        got_place: (0, 0),
    };
    let (mut address, mut offset) = (START + HEADERS, HEADERS);
    for (class, name, flags) in CLASSES {
        let number = layout.sections.len();
        let (mut size, mut align) = (0u64, 16u64);
        for (id, section) in inputs.sections().filter(|&(id, section)| section.class == class && reachable.contains(id))
        {
            size = size.next_multiple_of(section.align);
            layout.places[id.input][id.index] = Some((number, size));
            size += section.size;
            align = align.max(section.align);
        }
        if class == Class::ReadOnly && !layout.got.is_empty() {
            size = size.next_multiple_of(8);
            layout.got_place = (number, size);
            size += 8 * layout.got.len() as u64;
        }
        if size == 0 {
            continue;
        }
        offset = offset.next_multiple_of(align);
        let flags = u64::from(SHF_ALLOC | flags);
        if layout.sections.last().is_some_and(|last| last.flags != flags) {
            address = address.next_multiple_of(PAGE);
        }
        address += offset.wrapping_sub(address) % align.max(PAGE);
        let section = OutputSection { name, flags, address, size, align, offset, zeros: class == Class::Bss };
        address = section.end();
        offset += section.file_size();
        layout.sections.push(section);
    }
    for (id, section) in inputs.sections().filter(|(_, section)| section.class == Class::Debug) {
        layout.places[id.input][id.index] = Some((layout.sections.len(), 0));
        let (name, size, align) = (section.name, section.size, section.align);
        offset = offset.next_multiple_of(align);
        layout.sections.push(OutputSection { name, flags: 0, address: 0, size, align, offset, zeros: false });
        offset += size;
    }
    Ok(layout)
}
