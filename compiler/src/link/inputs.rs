//! The runtime and the program, side by side: which definition each symbol stands for.

use super::LinkError;
use super::input::{Input, InputRelocation, InputSection, InputSymbol, Place};
use rustc_hash::FxHashMap;

/// A section of an input.
#[derive(Clone, Copy)]
pub struct SectionId {
    pub input: usize,
    /// Index in [`Input::sections`].
    pub index: usize,
}

/// A symbol of an input.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SymbolId {
    pub input: usize,
    /// Index in [`Input::symbols`].
    pub index: usize,
}

const RUNTIME: usize = 0;
const PROGRAM: usize = 1;

pub struct Inputs<'a> {
    inputs: [&'a Input<'a>; 2],
    /// The definitions of the imports of each input, by index.
    imports: [FxHashMap<usize, SymbolId>; 2],
}

impl<'a> Inputs<'a> {
    pub fn new(runtime: &'a Input<'a>, program: &'a Input<'a>) -> Result<Inputs<'a>, LinkError> {
        if let Some(name) = program.globals.keys().filter(|&name| runtime.globals.contains_key(name)).min() {
            return Err(LinkError::DuplicateSymbol((*name).to_owned()));
        }
        let inputs = [runtime, program];
        let imports = [RUNTIME, PROGRAM].map(|input| {
            let imports = inputs[input].symbols.iter().enumerate().filter(|(_, symbol)| symbol.is_import());
            imports.filter_map(|(index, symbol)| Some((index, definition(inputs, symbol.name)?))).collect()
        });
        Ok(Inputs { inputs, imports })
    }

    /// All sections, those of the runtime first.
    pub fn sections(&self) -> impl Iterator<Item = (SectionId, &'a InputSection<'a>)> {
        [RUNTIME, PROGRAM].into_iter().flat_map(|input| {
            let sections = self.inputs[input].sections.iter().enumerate();
            sections.map(move |(index, section)| (SectionId { input, index }, section))
        })
    }

    /// How many sections each input has.
    pub fn section_counts(&self) -> [usize; 2] {
        self.inputs.map(|input| input.sections.len())
    }

    pub fn section(&self, id: SectionId) -> &'a InputSection<'a> {
        &self.inputs[id.input].sections[id.index]
    }

    /// All symbols, those of the runtime first.
    pub fn symbols(&self) -> impl Iterator<Item = (SymbolId, &'a InputSymbol<'a>)> {
        [RUNTIME, PROGRAM].into_iter().flat_map(|input| {
            let symbols = self.inputs[input].symbols.iter().enumerate();
            symbols.map(move |(index, symbol)| (SymbolId { input, index }, symbol))
        })
    }

    /// What a relocation of a section refers to.
    pub fn target(&self, section: SectionId, relocation: &InputRelocation) -> Result<SymbolId, LinkError> {
        let (input, index) = (section.input, relocation.symbol);
        match self.inputs[input].symbols.get(index) {
            None => Err(LinkError::MalformedObject("relocation of a symbol that does not exist".into())),
            Some(symbol) if symbol.is_import() => {
                let definition = self.imports[input].get(&index).copied();
                definition.ok_or_else(|| LinkError::UndefinedSymbol(symbol.name.to_owned()))
            }
            Some(_) => Ok(SymbolId { input, index }),
        }
    }

    /// The name of the symbol in a relocation that has a [target](Inputs::target).
    pub fn name(&self, section: SectionId, relocation: &InputRelocation) -> &'a str {
        self.inputs[section.input].symbols[relocation.symbol].name
    }

    /// Whether a section is of the program.
    pub fn is_of_program(&self, section: SectionId) -> bool {
        section.input == PROGRAM
    }

    /// Where the process starts.
    pub fn entry(&self) -> Result<SymbolId, LinkError> {
        let index = self.inputs[RUNTIME].globals.get("_start");
        let index = *index.ok_or_else(|| LinkError::DamagedRuntime("it has no entry point".into()))?;
        Ok(SymbolId { input: RUNTIME, index })
    }

    /// The section that a symbol is in, and its offset there.
    pub fn place(&self, symbol: SymbolId) -> Option<(SectionId, u64)> {
        match self.inputs[symbol.input].symbols[symbol.index].place {
            Place::Section(index, offset) => Some((SectionId { input: symbol.input, index }, offset)),
            _ => None,
        }
    }

    /// The value of a symbol that is in no section: 0 for the null symbol and for those of sections that are not loaded.
    pub fn absolute(&self, symbol: SymbolId) -> u64 {
        match self.inputs[symbol.input].symbols[symbol.index].place {
            Place::Absolute(address) => address,
            _ => 0,
        }
    }
}

fn definition(inputs: [&Input<'_>; 2], name: &str) -> Option<SymbolId> {
    [RUNTIME, PROGRAM].into_iter().find_map(|input| {
        let index = *inputs[input].globals.get(name)?;
        Some(SymbolId { input, index })
    })
}
