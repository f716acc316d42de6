//! The runtime that is embedded in the compiler: an ELF executable without a program, made by the build script.

use super::LinkError;
use object::read::elf::ElfFile64;
use object::{LittleEndian, Object, ObjectSection, ObjectSymbol, SectionFlags, SymbolFlags};
use std::collections::HashMap;
use std::sync::LazyLock;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/omg-image"));

/// A part of the image that is loaded into memory.
pub struct ImageSection {
    pub name: &'static str,
    pub address: u64,
    pub size: u64,
    pub align: u64,
    /// `SHF_...`
    pub flags: u64,
    /// Shorter than `size` if the section starts out as zeros.
    pub data: &'static [u8],
}

pub struct ImageSymbol {
    pub name: &'static str,
    pub address: u64,
    pub size: u64,
    /// `STT_...`
    pub kind: u8,
    /// Index in [`Image::sections`].
    pub section: usize,
}

pub struct Image {
    /// Where the process starts.
    pub entry: u64,
    /// By address.
    pub sections: Vec<ImageSection>,
    pub symbols: Vec<ImageSymbol>,
    by_name: HashMap<&'static str, usize>,
}

impl Image {
    pub fn symbol(&self, name: &str) -> Option<&ImageSymbol> {
        self.by_name.get(name).map(|&index| &self.symbols[index])
    }

    /// The first address behind the image.
    pub fn end(&self) -> u64 {
        self.sections.iter().map(|section| section.address + section.size).max().unwrap_or(0)
    }
}

/// The embedded image.
pub fn embedded() -> Result<&'static Image, LinkError> {
    static IMAGE: LazyLock<Result<Image, object::Error>> = LazyLock::new(|| read(BYTES));
    IMAGE.as_ref().map_err(|error| LinkError::DamagedRuntime(error.to_string()))
}

fn read(bytes: &'static [u8]) -> object::Result<Image> {
    let file = ElfFile64::<LittleEndian>::parse(bytes)?;
    let mut sections = Vec::new();
    let mut section_numbers = HashMap::new();
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags: flags } = section.flags() else { continue };
        if flags & u64::from(object::elf::SHF_ALLOC) == 0 || section.size() == 0 {
            continue;
        }
        section_numbers.insert(section.index(), sections.len());
        let (name, data) = (section.name()?, section.data()?);
        let (address, size, align) = (section.address(), section.size(), section.align());
        sections.push(ImageSection { name, address, size, align, flags, data });
    }
    let symbols = symbols(&file, &section_numbers)?;
    let by_name = symbols.iter().enumerate().map(|(index, symbol)| (symbol.name, index)).collect();
    Ok(Image { entry: file.entry(), sections, symbols, by_name })
}

/// Named functions and data, by address.
fn symbols(
    file: &ElfFile64<'static, LittleEndian>,
    section_numbers: &HashMap<object::SectionIndex, usize>,
) -> object::Result<Vec<ImageSymbol>> {
    let mut symbols = Vec::new();
    for symbol in file.symbols() {
        let section = symbol.section_index().and_then(|index| section_numbers.get(&index));
        let (Some(&section), SymbolFlags::Elf { st_info, .. }) = (section, symbol.flags()) else { continue };
        let (name, kind) = (symbol.name()?, st_info & 0xf);
        if !name.is_empty() && kind != object::elf::STT_SECTION && kind != object::elf::STT_FILE {
            symbols.push(ImageSymbol { name, address: symbol.address(), size: symbol.size(), kind, section });
        }
    }
    symbols.sort_by_key(|symbol| (symbol.address, symbol.name));
    Ok(symbols)
}
