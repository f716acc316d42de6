//! Where everything lies, in memory and in the file. The image keeps its addresses; the program's sections, joined by
//! [`Class`], follow it, each class on pages of its own.

use super::image::Image;
use super::input::{Class, Input};
use super::relocate;
use object::elf::{SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE};

pub const PAGE: u64 = 4096;

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
    /// By address: those of the image, then the program's; last those that are not loaded, at address 0.
    pub sections: Vec<OutputSection<'a>>,
    /// For each section of the input: its section of the executable, and its offset in that.
    pub places: Vec<(usize, u64)>,
    /// Symbols of the input whose addresses stand in a table (the global offset table), and where that starts: index of
    /// the section, offset in it.
    pub got: Vec<usize>,
    pub got_place: (usize, u64),
}

const CLASSES: [(Class, &str, u32); 4] = [
    (Class::Text, ".omg.text", SHF_EXECINSTR),
    (Class::ReadOnly, ".omg.rodata", 0),
    (Class::Data, ".omg.data", SHF_WRITE),
    (Class::Bss, ".omg.bss", SHF_WRITE),
];

pub fn lay_out<'a>(image: &Image, input: &Input<'a>) -> Layout<'a> {
    let mut layout = Layout {
        sections: image_sections(image),
        places: vec![(0, 0); input.sections.len()],
        got: relocate::got_symbols(input),
        got_place: (0, 0),
    };
    let mut address = image.end().next_multiple_of(PAGE);
    for (class, name, flags) in CLASSES {
        let number = layout.sections.len();
        let (mut size, mut align) = (0u64, 16u64);
        for (index, section) in input.sections.iter().enumerate().filter(|(_, section)| section.class == class) {
            size = size.next_multiple_of(section.align);
            layout.places[index] = (number, size);
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
        let zeros = class == Class::Bss;
        // Zeros share the pages of the data before them; everything else differs in access from what precedes it.
        address = address.next_multiple_of(if zeros { align } else { align.max(PAGE) });
        let flags = u64::from(SHF_ALLOC | flags);
        layout.sections.push(OutputSection { name, flags, address, size, align, offset: 0, zeros });
        address += size;
    }
    for (index, section) in input.sections.iter().enumerate().filter(|(_, section)| section.class == Class::Debug) {
        layout.places[index] = (layout.sections.len(), 0);
        let (name, size, align) = (section.name, section.size, section.align);
        layout.sections.push(OutputSection { name, flags: 0, address: 0, size, align, offset: 0, zeros: false });
    }
    assign_offsets(&mut layout.sections);
    layout
}

fn image_sections(image: &Image) -> Vec<OutputSection<'static>> {
    let output = |section: &super::image::ImageSection| OutputSection {
        name: section.name,
        flags: section.flags,
        address: section.address,
        size: section.size,
        align: section.align,
        offset: 0,
        zeros: section.data.is_empty(),
    };
    image.sections.iter().map(output).collect()
}

/// The file starts with a page of headers; then the sections in the order of their addresses, each at the same place
/// within a page as in memory. What is not loaded follows as it comes.
fn assign_offsets(sections: &mut [OutputSection<'_>]) {
    let mut offset = PAGE;
    for section in sections {
        let unit = if section.is_loaded() { PAGE } else { section.align };
        offset += (section.address % unit + unit - offset % unit) % unit;
        section.offset = offset;
        offset += section.file_size();
    }
}
