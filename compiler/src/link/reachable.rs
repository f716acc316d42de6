//! Which sections the executable consists of: all of the program, and of the runtime what can be reached from there or
//! from the entry point by relocations ("garbage collection of sections" in other linkers).

use super::LinkError;
use super::inputs::{Inputs, SectionId};

/// Sections that are in the executable.
pub struct Reachable([Vec<bool>; 2]);

impl Reachable {
    pub fn contains(&self, section: SectionId) -> bool {
        self.0[section.input][section.index]
    }

    /// Whether it was not there before.
    fn insert(&mut self, section: SectionId) -> bool {
        !std::mem::replace(&mut self.0[section.input][section.index], true)
    }
}

/// Fails if what is reached refers to a name that is not defined.
pub fn find(inputs: &Inputs<'_>) -> Result<Reachable, LinkError> {
    let mut reachable = Reachable(inputs.section_counts().map(|count| vec![false; count]));
    let entry = inputs.place(inputs.entry()?).map(|(section, _)| section);
    let of_program = inputs.sections().map(|(id, _)| id).filter(|&id| inputs.is_of_program(id));
    let mut pending: Vec<SectionId> = of_program.chain(entry).filter(|&id| reachable.insert(id)).collect();
    while let Some(id) = pending.pop() {
        for relocation in inputs.section(id).relocations() {
            let place = inputs.place(inputs.target(id, &relocation)?);
            pending.extend(place.map(|(section, _)| section).filter(|&section| reachable.insert(section)));
        }
    }
    Ok(reachable)
}
