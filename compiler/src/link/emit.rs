//! The ELF file: headers, segments, sections and symbols, so that debuggers, profilers, `nm` and `strip` understand it.

use super::inputs::Inputs;
use super::layout::{Layout, OutputSection, PAGE, START};
use super::{LinkError, Options};
use object::elf;
use object::write::StringId;
use object::write::elf::{FileHeader, ProgramHeader, SectionHeader, SectionIndex, Sym, Writer};

pub fn emit(
    inputs: &Inputs<'_>,
    layout: &Layout<'_>,
    contents: &[Vec<u8>],
    options: Options,
) -> Result<Vec<u8>, LinkError> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(object::Endianness::Little, true, &mut bytes);
    let segments = segments(layout);
    let symbols = if options.strip { Vec::new() } else { symbols(inputs, layout) };
    let entry = layout.address(inputs, inputs.entry()?);

    // First everything is announced, in the order in which it is written below.
    writer.reserve_file_header();
    writer.reserve_program_headers(segments.len() as u32);
    writer.reserve_null_section_index();
    let names: Vec<StringId> = layout.sections.iter().map(|s| writer.add_section_name(s.name.as_bytes())).collect();
    for _ in &layout.sections {
        writer.reserve_section_index();
    }
    let symbol_names: Vec<StringId> = symbols.iter().map(|symbol| writer.add_string(symbol.name.as_bytes())).collect();
    for section in layout.sections.iter().filter(|section| !section.zeros) {
        writer.reserve_until(section.offset as usize);
        writer.reserve(section.size as usize, 1);
    }
    if !options.strip {
        writer.reserve_symtab_section_index();
        writer.reserve_strtab_section_index();
        writer.reserve_null_symbol_index();
        for symbol in &symbols {
            writer.reserve_symbol_index(Some(SectionIndex(symbol.section as u32 + 1)));
        }
        writer.reserve_symtab();
        writer.reserve_strtab();
    }
    writer.reserve_shstrtab_section_index();
    writer.reserve_shstrtab();
    writer.reserve_section_headers();

    let failed = |error: object::write::Error| LinkError::Unsupported(error.to_string());
    writer.write_file_header(&file_header(entry)).map_err(failed)?;
    writer.write_align_program_headers();
    for segment in &segments {
        writer.write_program_header(segment);
    }
    for (section, content) in layout.sections.iter().zip(contents).filter(|(section, _)| !section.zeros) {
        writer.pad_until(section.offset as usize);
        writer.write(content);
    }
    if !options.strip {
        writer.write_null_symbol();
        for (symbol, name) in symbols.iter().zip(symbol_names) {
            writer.write_symbol(&symbol.to_elf(name));
        }
        writer.write_strtab();
    }
    writer.write_shstrtab();
    writer.write_null_section_header();
    for (section, name) in layout.sections.iter().zip(names) {
        writer.write_section_header(&section_header(section, name));
    }
    if !options.strip {
        let locals = symbols.iter().filter(|symbol| symbol.is_local()).count() as u32;
        writer.write_symtab_section_header(locals + 1);
        writer.write_strtab_section_header();
    }
    writer.write_shstrtab_section_header();
    Ok(bytes)
}

fn file_header(entry: u64) -> FileHeader {
    FileHeader {
        os_abi: elf::ELFOSABI_NONE,
        abi_version: 0,
        e_type: elf::ET_EXEC,
        e_machine: elf::EM_X86_64,
        e_entry: entry,
        e_flags: 0,
    }
}

fn section_header(section: &OutputSection<'_>, name: StringId) -> SectionHeader {
    SectionHeader {
        name: Some(name),
        sh_type: if section.zeros { elf::SHT_NOBITS } else { elf::SHT_PROGBITS },
        sh_flags: section.flags,
        sh_addr: section.address,
        sh_offset: section.offset,
        sh_size: section.size,
        sh_link: 0,
        sh_info: 0,
        sh_addralign: section.align,
        sh_entsize: 0,
    }
}

/// A segment for the sections of each access, the first with the headers too, and a stack that is not executable.
fn segments(layout: &Layout<'_>) -> Vec<ProgramHeader> {
    let load = |flags, offset, address| ProgramHeader {
        p_type: elf::PT_LOAD,
        p_flags: flags,
        p_offset: offset,
        p_vaddr: address,
        p_paddr: address,
        p_filesz: 0,
        p_memsz: 0,
        p_align: PAGE,
    };
    let mut segments = vec![load(elf::PF_R, 0, START)];
    for section in layout.sections.iter().filter(|section| section.is_loaded()) {
        let flags = access(section.flags);
        if segments.last().is_none_or(|last| last.p_flags != flags) {
            segments.push(load(flags, section.offset, section.address));
        }
        if let Some(segment) = segments.last_mut() {
            segment.p_memsz = section.end() - segment.p_vaddr;
            if !section.zeros {
                segment.p_filesz = segment.p_memsz;
            }
        }
    }
    segments.push(ProgramHeader {
        p_type: elf::PT_GNU_STACK,
        p_flags: elf::PF_R | elf::PF_W,
        p_offset: 0,
        p_vaddr: 0,
        p_paddr: 0,
        p_filesz: 0,
        p_memsz: 0,
        p_align: 16,
    });
    segments
}

/// `PF_...` from `SHF_...`
fn access(flags: u64) -> u32 {
    let has = |flag: u32| flags & u64::from(flag) != 0;
    let mut access = elf::PF_R;
    if has(elf::SHF_WRITE) {
        access |= elf::PF_W;
    }
    if has(elf::SHF_EXECINSTR) {
        access |= elf::PF_X;
    }
    access
}

/// A symbol of the executable.
struct OutputSymbol<'a> {
    name: &'a str,
    info: u8,
    address: u64,
    size: u64,
    /// Index in [`Layout::sections`].
    section: usize,
}

impl OutputSymbol<'_> {
    fn is_local(&self) -> bool {
        self.info >> 4 == elf::STB_LOCAL
    }

    fn to_elf(&self, name: StringId) -> Sym {
        Sym {
            name: Some(name),
            section: Some(SectionIndex(self.section as u32 + 1)),
            st_info: self.info,
            st_other: elf::STV_DEFAULT,
            st_shndx: 0,
            st_value: self.address,
            st_size: self.size,
        }
    }
}

/// The symbols of what is in the executable, local ones first as ELF wants it. Those of the runtime all become local.
fn symbols<'a>(inputs: &Inputs<'a>, layout: &Layout<'_>) -> Vec<OutputSymbol<'a>> {
    let named = inputs.symbols().filter(|(_, symbol)| !(symbol.name.is_empty() || symbol.name.starts_with(".L")));
    let mut symbols: Vec<OutputSymbol<'a>> = named
        .filter_map(|(id, symbol)| {
            let (input_section, _) = inputs.place(id)?;
            let (section, _) = layout.place(input_section)?;
            let info = if inputs.is_of_program(input_section) { symbol.info } else { symbol.info & 0xf };
            let address = layout.address(inputs, id);
            Some(OutputSymbol { name: symbol.name, info, address, size: symbol.size, section })
        })
        .collect();
    symbols.sort_by_key(|symbol| !symbol.is_local());
    symbols
}
