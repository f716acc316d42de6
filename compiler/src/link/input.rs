//! An object file, the runtime or the program, reduced to what linking it needs. Bytes and relocations stay where they are
//! in the file.

use super::LinkError;
use object::elf::{self, FileHeader64, SectionHeader64, Sym64};
use object::read::elf::{FileHeader, Rela, SectionHeader, Sym, SymbolTable};
use object::{LittleEndian, SymbolIndex};
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
    relocations: &'a [elf::Rela64<LittleEndian>],
}

impl InputSection<'_> {
    pub fn relocations(&self) -> impl Iterator<Item = InputRelocation> {
        self.relocations.iter().map(|relocation| InputRelocation {
            offset: relocation.r_offset(LittleEndian),
            kind: relocation.r_type(LittleEndian, false),
            symbol: relocation.r_sym(LittleEndian, false) as usize,
            addend: relocation.r_addend(LittleEndian),
        })
    }
}

#[derive(Clone, Copy)]
pub struct InputRelocation {
    pub offset: u64,
    /// `R_X86_64_...`
    pub kind: u32,
    /// Index in [`Input::symbols`]; in a malformed file there may be no such symbol.
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

impl InputSymbol<'_> {
    /// Whether its definition is looked for elsewhere: not that of the null symbol, nor of sections that are not loaded.
    pub fn is_import(&self) -> bool {
        matches!(self.place, Place::Undefined) && !self.name.is_empty() && self.info & 0xf != elf::STT_FILE
    }
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

type File = FileHeader64<LittleEndian>;

/// Reads an object file, with or without what is for debuggers.
pub fn read(bytes: &[u8], debug: bool) -> Result<Input<'_>, LinkError> {
    let header = File::parse(bytes).map_err(malformed)?;
    let is_little_endian = header.is_little_endian();
    if !is_little_endian
        || header.e_machine(LittleEndian) != elf::EM_X86_64
        || header.e_type(LittleEndian) != elf::ET_REL
    {
        return Err(LinkError::Unsupported("anything but a relocatable file for x86-64".into()));
    }
    let table = header.sections(LittleEndian, bytes).map_err(malformed)?;
    let symbol_table = table.symbols(LittleEndian, bytes, elf::SHT_SYMTAB).map_err(malformed)?;
    let mut sections = Vec::new();
    // Of each section of the file, its index in `sections`.
    let mut numbers = vec![None; table.len()];
    for (index, section) in table.enumerate() {
        let name = table.section_name(LittleEndian, section).map_err(malformed)?;
        let Some(class) = class(section, name)?.filter(|&class| debug || class != Class::Debug) else { continue };
        numbers[index.0] = Some(sections.len());
        sections.push(read_section(section, name, class, bytes)?);
    }
    for section in table.iter() {
        let target = numbers.get(section.sh_info(LittleEndian) as usize).copied().flatten();
        let Some(target) = target.map(|number: usize| &mut sections[number]) else { continue };
        if section.sh_type(LittleEndian) == elf::SHT_REL {
            return Err(LinkError::Unsupported("relocations without addends".into()));
        }
        if let Some((relocations, symbols)) = section.rela(LittleEndian, bytes).map_err(malformed)? {
            if symbols != symbol_table.section() || !target.relocations.is_empty() {
                return Err(LinkError::Unsupported("relocations of one section in two tables".into()));
            }
            target.relocations = relocations;
        }
    }
    let symbols = symbol_table.enumerate().map(|(index, symbol)| read_symbol(&symbol_table, index, symbol, &numbers));
    let symbols = symbols.collect::<Result<Vec<_>, _>>()?;
    let globals = globals(&symbols)?;
    Ok(Input { sections, symbols, globals })
}

fn malformed(error: object::Error) -> LinkError {
    LinkError::MalformedObject(error.to_string())
}

/// A name that is shown.
fn text(name: &[u8]) -> Result<&str, LinkError> {
    str::from_utf8(name).map_err(|_| LinkError::MalformedObject("a name that is not UTF-8".into()))
}

/// None for sections that executables do not have.
fn class(section: &SectionHeader64<LittleEndian>, name: &[u8]) -> Result<Option<Class>, LinkError> {
    let (kind, flags) = (section.sh_type(LittleEndian), section.sh_flags(LittleEndian));
    let has = |flag: u32| flags & u64::from(flag) != 0;
    Ok(match () {
        _ if section.sh_size(LittleEndian) == 0 => None,
        _ if !has(elf::SHF_ALLOC) => name.starts_with(b".debug_").then_some(Class::Debug),
        _ if has(elf::SHF_TLS) => {
            return Err(LinkError::Unsupported(format!("thread-local section `{}`", text(name)?)));
        }
        _ if has(elf::SHF_EXECINSTR) => Some(Class::Text),
        _ if kind == elf::SHT_NOBITS => Some(Class::Bss),
        _ if has(elf::SHF_WRITE) && !name.starts_with(b".data.rel.ro") => Some(Class::Data),
        _ => Some(Class::ReadOnly),
    })
}

fn read_section<'a>(
    section: &SectionHeader64<LittleEndian>,
    name: &'a [u8],
    class: Class,
    bytes: &'a [u8],
) -> Result<InputSection<'a>, LinkError> {
    let (size, align) = (section.sh_size(LittleEndian), section.sh_addralign(LittleEndian).max(1));
    if size > LARGEST_SECTION || align > LARGEST_ALIGNMENT || !align.is_power_of_two() {
        return Err(LinkError::Unsupported(format!("section of {size:#x} bytes aligned to {align:#x}")));
    }
    let data = section.data(LittleEndian, bytes).map_err(malformed)?;
    Ok(InputSection { name: text(name)?, class, size, align, data, relocations: &[] })
}

fn read_symbol<'a>(
    table: &SymbolTable<'a, File>,
    index: SymbolIndex,
    symbol: &Sym64<LittleEndian>,
    numbers: &[Option<usize>],
) -> Result<InputSymbol<'a>, LinkError> {
    let name = match symbol.st_type() {
        elf::STT_SECTION => "",
        _ => text(table.symbol_name(LittleEndian, symbol).map_err(malformed)?)?,
    };
    let value = symbol.st_value(LittleEndian);
    let place = match symbol.st_shndx(LittleEndian) {
        elf::SHN_ABS => Place::Absolute(value),
        elf::SHN_COMMON => return Err(LinkError::Unsupported(format!("common symbol `{name}`"))),
        _ => {
            let section = table.symbol_section(LittleEndian, symbol, index).map_err(malformed)?;
            let number = section.and_then(|section| numbers.get(section.0).copied().flatten());
            number.map_or(Place::Undefined, |number| Place::Section(number, value))
        }
    };
    Ok(InputSymbol { name, place, size: symbol.st_size(LittleEndian), info: symbol.st_info() })
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
