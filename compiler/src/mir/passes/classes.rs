//! Classes of objects: what propagation knows about the insides of lists, dictionaries, cells and procedure values.
//!
//! Each place where objects are made has a class; values that meet in one variable, element or parameter have one class
//! in common (unification: Steensgaard, "Points-to Analysis in Almost Linear Time", POPL 1996). For a class it is known
//! what all its lists hold, what all its dictionaries hold by key, which procedures its values may be. All of that grows
//! while propagation goes on, together with what is known of values; whoever looked at a class that grows looks again.
//!
//! The class [`Class::ANY`] is that of all objects that go where they are not followed: into built-ins that keep them, for
//! instance. It holds anything, and whatever gets into it is of that class.

use rustc_hash::FxHashMap;

use super::facts::Fact;
use crate::mir::{Name, ProcId, TypeSet};

/// What has a class.
pub const REFERENCES: TypeSet = TypeSet(TypeSet::LIST.0 | TypeSet::DICT.0 | TypeSet::PROC.0 | TypeSet::CELL.0);

/// A class of objects; several may turn out to be one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Class(u32);

impl Class {
    /// Of values that are no objects with a class.
    pub const NONE: Class = Class(u32::MAX);
    pub const ANY: Class = Class(0);

    /// The class of values of these types of which nothing else is known.
    pub fn of_types(types: TypeSet) -> Class {
        if types.may_be(REFERENCES) { Class::ANY } else { Class::NONE }
    }
}

/// What is known about one class.
#[derive(Clone, Debug)]
pub struct Insides {
    /// What lists and cells hold.
    pub elements: Fact,
    /// What dictionaries hold under a key that some operation names.
    fields: FxHashMap<Name, Fact>,
    /// What dictionaries hold under any key, once an operation computes the key: `fields` is empty then.
    values: Option<Fact>,
    /// The procedures that values may be, in ascending order.
    procs: Vec<ProcId>,
    /// The runtime makes some of the lists.
    pub made_by_runtime: bool,
    /// The procedures of the program that look at this, by index.
    readers: Vec<usize>,
}

/// All classes.
pub struct Classes {
    /// Indexed by class: another class that it is the same as, or itself.
    parents: Vec<u32>,
    insides: Vec<Insides>,
    /// Procedures that have to look at classes again, by index.
    pub waiting: Vec<usize>,
    /// Procedures that got into [`Class::ANY`] and were not there before.
    pub opened: Vec<ProcId>,
}

impl Insides {
    fn new() -> Insides {
        Insides {
            elements: Fact::NOTHING,
            fields: FxHashMap::default(),
            values: None,
            procs: Vec::new(),
            made_by_runtime: false,
            readers: Vec::new(),
        }
    }
}

impl Classes {
    /// One class for each procedure's values, besides [`Class::ANY`].
    pub fn new(procs: usize) -> Classes {
        let mut classes = Classes { parents: Vec::new(), insides: Vec::new(), waiting: Vec::new(), opened: Vec::new() };
        classes.fresh();
        for index in 0..procs {
            let Class(class) = classes.fresh();
            classes.insides[class as usize].procs.push(ProcId(index as u32));
        }
        classes
    }

    /// The class of a procedure's values.
    pub fn of_proc(proc: ProcId) -> Class {
        Class(1 + proc.0)
    }

    /// A class of which nothing is known yet.
    pub fn fresh(&mut self) -> Class {
        let class = self.parents.len() as u32;
        self.parents.push(class);
        self.insides.push(Insides::new());
        Class(class)
    }

    /// The class that stands for all that are the same.
    pub fn root(&self, class: Class) -> Class {
        if class == Class::NONE {
            return class;
        }
        let mut at = class.0;
        while self.parents[at as usize] != at {
            at = self.parents[at as usize];
        }
        Class(at)
    }

    fn find(&mut self, class: Class) -> Class {
        let mut at = class.0;
        while self.parents[at as usize] != at {
            let next = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = next;
            at = next;
        }
        Class(at)
    }

    /// What is known of a class that is not [`Class::ANY`].
    pub fn insides(&self, class: Class) -> &Insides {
        &self.insides[self.root(class).0 as usize]
    }

    /// Two classes are one.
    pub fn unify(&mut self, a: Class, b: Class) {
        let mut work = vec![(a, b)];
        while let Some((a, b)) = work.pop() {
            if a == Class::NONE || b == Class::NONE {
                continue;
            }
            let (a, b) = (self.find(a), self.find(b));
            if a != b {
                // The class of anything has the smallest number.
                let (kept, other) = if a.0 < b.0 { (a, b) } else { (b, a) };
                self.parents[other.0 as usize] = kept.0;
                let insides = std::mem::replace(&mut self.insides[other.0 as usize], Insides::new());
                self.take_in(kept, insides, &mut work);
            }
        }
    }

    fn take_in(&mut self, kept: Class, other: Insides, work: &mut Vec<(Class, Class)>) {
        self.waiting.extend(&other.readers);
        if kept == Class::ANY {
            let facts = other.fields.values().chain(&other.values).chain([&other.elements]);
            work.extend(facts.map(|fact| (Class::ANY, fact.class)));
            self.opened.extend(other.procs);
            return;
        }
        let insides = &mut self.insides[kept.0 as usize];
        self.waiting.extend(&insides.readers);
        insides.readers.extend(other.readers);
        insides.readers.sort_unstable();
        insides.readers.dedup();
        insides.made_by_runtime |= other.made_by_runtime;
        insides.procs.extend(other.procs);
        insides.procs.sort_unstable();
        insides.procs.dedup();
        insides.elements.merge(&other.elements, work);
        if let Some(values) = other.values {
            insides.collapse(work).merge(&values, work);
        }
        for (key, fact) in other.fields {
            insides.field(&key).merge(&fact, work);
        }
    }

    /// Notes that the value goes where it is not followed.
    pub fn escape(&mut self, fact: &Fact) {
        self.unify(Class::ANY, fact.class);
    }

    /// What lists and cells of the class hold. `reader`: the procedure that wants to know, here and below.
    pub fn elements(&mut self, class: Class, reader: usize) -> Fact {
        match self.insides_for(class, reader) {
            Some(insides) => insides.elements.clone(),
            None => Fact::of_types(TypeSet::ANY),
        }
    }

    /// What dictionaries of the class hold under a key.
    pub fn field(&mut self, class: Class, key: &Name, reader: usize) -> Fact {
        match self.insides_for(class, reader) {
            Some(insides) => insides.values.as_ref().or(insides.fields.get(key)).cloned().unwrap_or(Fact::NOTHING),
            None => Fact::of_types(TypeSet::ANY),
        }
    }

    /// What dictionaries of the class hold under any key.
    pub fn values(&mut self, class: Class, reader: usize) -> Fact {
        let mut work = Vec::new();
        let values = match self.insides_for(class, reader) {
            Some(insides) if insides.values.is_some() => insides.values.clone(),
            Some(insides) => {
                let values = insides.collapse(&mut work).clone();
                let readers = insides.readers.clone();
                self.waiting.extend(readers);
                Some(values)
            }
            None => None,
        };
        work.into_iter().for_each(|(a, b)| self.unify(a, b));
        values.unwrap_or(Fact::of_types(TypeSet::ANY))
    }

    /// The procedures that values of the class may be; none: any.
    pub fn procs(&mut self, class: Class, reader: usize) -> Option<Vec<ProcId>> {
        if class == Class::NONE {
            return Some(Vec::new());
        }
        self.insides_for(class, reader).map(|insides| insides.procs.clone())
    }

    fn insides_for(&mut self, class: Class, reader: usize) -> Option<&mut Insides> {
        let class = self.find(class);
        if class == Class::ANY {
            return None;
        }
        let insides = &mut self.insides[class.0 as usize];
        if let Err(place) = insides.readers.binary_search(&reader) {
            insides.readers.insert(place, reader);
        }
        Some(insides)
    }

    /// Lists or cells of the class get an element.
    pub fn add_element(&mut self, class: Class, fact: &Fact) {
        self.add(class, fact, |insides, _| &mut insides.elements);
    }

    /// Dictionaries of the class get a value under a key.
    pub fn add_field(&mut self, class: Class, key: &Name, fact: &Fact) {
        self.add(class, fact, |insides, _| insides.field(key));
    }

    /// Dictionaries of the class get a value under some key.
    pub fn add_value(&mut self, class: Class, fact: &Fact) {
        self.add(class, fact, Insides::collapse);
    }

    /// The runtime makes lists of the class.
    pub fn made_by_runtime(&mut self, class: Class) {
        let class = self.find(class);
        self.insides[class.0 as usize].made_by_runtime = true;
    }

    fn add(
        &mut self,
        class: Class,
        fact: &Fact,
        place: impl for<'a> FnOnce(&'a mut Insides, &mut Vec<(Class, Class)>) -> &'a mut Fact,
    ) {
        let class = self.find(class);
        if class == Class::ANY {
            return self.escape(fact);
        }
        let mut work = Vec::new();
        let insides = &mut self.insides[class.0 as usize];
        if place(insides, &mut work).merge(fact, &mut work) {
            self.waiting.extend(&self.insides[class.0 as usize].readers);
        }
        work.into_iter().for_each(|(a, b)| self.unify(a, b));
    }
}

impl Insides {
    /// Where what is known about a key stands.
    fn field(&mut self, key: &Name) -> &mut Fact {
        match &mut self.values {
            Some(values) => values,
            None => self.fields.entry(key.clone()).or_insert(Fact::NOTHING),
        }
    }

    /// From now on all keys are alike.
    fn collapse(&mut self, work: &mut Vec<(Class, Class)>) -> &mut Fact {
        let fields = std::mem::take(&mut self.fields);
        let values = self.values.get_or_insert(Fact::NOTHING);
        fields.values().for_each(|fact| {
            values.merge(fact, work);
        });
        values
    }

    /// What dictionaries hold by key, if no operation computes keys.
    pub fn fields(&self) -> Option<&FxHashMap<Name, Fact>> {
        self.values.is_none().then_some(&self.fields)
    }

    /// The procedures that values may be.
    pub fn procs(&self) -> &[ProcId] {
        &self.procs
    }

    /// The one procedure that all values are.
    pub fn only_proc(&self) -> Option<ProcId> {
        if let [proc] = self.procs[..] { Some(proc) } else { None }
    }
}
