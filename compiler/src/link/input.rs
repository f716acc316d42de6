//! An object file, the runtime or the program, reduced to what linking it needs.

use super::LinkError;
use object::elf;
use object::read::elf::ElfFile64;
use object::{
    LittleEndian, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget, SectionFlags, SectionIndex,
    SymbolFlags, SymbolSection,
};
use rustc_hash::FxHashMap;

/// What a section is for. Each class becomes one section of the executable; sections for debuggers stay apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Text,
    /// Read-only once linked; addresses in it are resolved here, not at start.
    ReadOnly,
    Data,
    /// Zeros that take no room in the file.
    Bss,
    /// For debuggers; not loaded into memory.
    Debug,
}

pub struct InputSection<'a> {
    pub name: &'a str,
    pub class: Class,
    pub size: u64,
    pub align: u64,
    /// Empty for zeros.
    pub data: &'a [u8],
    pub relocations: Vec<InputRelocation>,
}

pub struct InputRelocation {
    pub offset: u64,
    /// `R_X86_64_...`
    pub kind: u32,
    /// Index in [`Input::symbols`].
    pub symbol: usize,
    pub addend: i64,
}

#[derive(Clone, Copy)]
pub enum Place {
    /// Index in [`Input::sections`] and offset.
    Section(usize, u64),
    Absolute(u64),
    Undefined,
}

pub struct InputSymbol<'a> {
    /// Empty for a section.
    pub name: &'a str,
    pub place: Place,
    pub size: u64,
    /// Binding and `STT_...`, as in ELF.
    pub info: u8,
}

pub struct Input<'a> {
    pub sections: Vec<InputSection<'a>>,
    pub symbols: Vec<InputSymbol<'a>>,
    /// The symbols that are defined here and seen from outside, by name: index in `symbols`.
    pub globals: FxHashMap<&'a str, usize>,
}

/// What 32-bit displacements reach.
const LARGEST_SECTION: u64 = 1 << 31;
const LARGEST_ALIGNMENT: u64 = 1 << 16;

/// Reads an object file, with or without what is for debuggers.
pub fn read(bytes: &[u8], debug: bool) -> Result<Input<'_>, LinkError> {
    let malformed = |error: object::Error| LinkError::MalformedObject(error.to_string());
    let file = ElfFile64::<LittleEndian>::parse(bytes).map_err(malformed)?;
    if file.architecture() != object::Architecture::X86_64 || file.kind() != object::ObjectKind::Relocatable {
        return Err(LinkError::Unsupported("anything but a relocatable file for x86-64".into()));
    }
    let mut sections = Vec::new();
    let mut section_numbers = FxHashMap::default();
    for section in file.sections() {
        let Some(class) = class(&section)?.filter(|&class| debug || class != Class::Debug) else { continue };
        let align = section.align().max(1);
        if section.size() > LARGEST_SECTION || align > LARGEST_ALIGNMENT || !align.is_power_of_two() {
            let what = format!("section of {:#x} bytes aligned to {align:#x}", section.size());
            return Err(LinkError::Unsupported(what));
        }
        section_numbers.insert(section.index(), sections.len());
        sections.push(InputSection {
            name: section.name().map_err(malformed)?,
            class,
            size: section.size(),
            align,
            data: section.data().map_err(malformed)?,
            relocations: Vec::new(),
        });
    }
    // Symbol numbers in relocations count the null symbol, which the iterator leaves out.
    let null = InputSymbol { name: "", place: Place::Undefined, size: 0, info: 0 };
    let mut symbols = vec![null];
    for symbol in file.symbols() {
        debug_assert_eq!(symbol.index().0, symbols.len());
        symbols.push(read_symbol(&symbol, &section_numbers)?);
    }
    for (index, &number) in &section_numbers {
        sections[number].relocations = relocations(&file, *index, symbols.len())?;
    }
    let globals = globals(&symbols)?;
    Ok(Input { sections, symbols, globals })
}

fn globals<'a>(symbols: &[InputSymbol<'a>]) -> Result<FxHashMap<&'a str, usize>, LinkError> {
    let mut globals = FxHashMap::default();
    for (index, symbol) in symbols.iter().enumerate() {
        let is_defined = !matches!(symbol.place, Place::Undefined);
        if is_defined && symbol.info >> 4 != elf::STB_LOCAL && globals.insert(symbol.name, index).is_some() {
            return Err(LinkError::DuplicateSymbol(symbol.name.to_owned()));
        }
    }
    Ok(globals)
}

/// None for sections that executables do not have.
fn class<'a>(section: &impl ObjectSection<'a>) -> Result<Option<Class>, LinkError> {
    let SectionFlags::Elf { sh_flags } = section.flags() else { return Ok(None) };
    let has = |flag: u32| sh_flags & u64::from(flag) != 0;
    let name = section.name_bytes().unwrap_or_default();
    Ok(match () {
        _ if section.size() == 0 => None,
        _ if !has(elf::SHF_ALLOC) => name.starts_with(b".debug_").then_some(Class::Debug),
        _ if has(elf::SHF_TLS) => {
            let name = String::from_utf8_lossy(name);
            return Err(LinkError::Unsupported(format!("thread-local section `{name}`")));
        }
        _ if has(elf::SHF_EXECINSTR) => Some(Class::Text),
        _ if section.kind() == object::SectionKind::UninitializedData => Some(Class::Bss),
        _ if has(elf::SHF_WRITE) && !name.starts_with(b".data.rel.ro") => Some(Class::Data),
        _ => Some(Class::ReadOnly),
    })
}

fn read_symbol<'a>(
    symbol: &impl ObjectSymbol<'a>,
    section_numbers: &FxHashMap<SectionIndex, usize>,
) -> Result<InputSymbol<'a>, LinkError> {
    let name = symbol.name().map_err(|error| LinkError::MalformedObject(error.to_string()))?;
    let place = match symbol.section() {
        SymbolSection::Section(index) => match section_numbers.get(&index) {
            Some(&number) => Place::Section(number, symbol.address()),
            None => Place::Undefined,
        },
        SymbolSection::Absolute => Place::Absolute(symbol.address()),
        SymbolSection::Common => return Err(LinkError::Unsupported(format!("common symbol `{name}`"))),
        _ => Place::Undefined,
    };
    let info = match symbol.flags() {
        SymbolFlags::Elf { st_info, .. } => st_info,
        _ => 0,
    };
    let name = if info & 0xf == elf::STT_SECTION { "" } else { name };
    Ok(InputSymbol { name, place, size: symbol.size(), info })
}

fn relocations(
    file: &ElfFile64<'_, LittleEndian>,
    section: SectionIndex,
    symbol_count: usize,
) -> Result<Vec<InputRelocation>, LinkError> {
    let section = file.section_by_index(section).map_err(|error| LinkError::MalformedObject(error.to_string()))?;
    let mut relocations = Vec::new();
    for (offset, relocation) in section.relocations() {
        let RelocationFlags::Elf { r_type: kind } = relocation.flags() else { continue };
        let RelocationTarget::Symbol(symbol) = relocation.target() else {
            return Err(LinkError::Unsupported("relocation without a symbol".into()));
        };
        if symbol.0 >= symbol_count {
            return Err(LinkError::MalformedObject("relocation of a symbol that does not exist".into()));
        }
        relocations.push(InputRelocation { offset, kind, symbol: symbol.0, addend: relocation.addend() });
    }
    Ok(relocations)
}
