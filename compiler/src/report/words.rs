//! Types and classes of objects in words.

use omg_runtime::object::ElementKind;

use crate::mir::{Class, ClassId, Program, TypeSet};

/// So many procedures are listed by name; of more it is said how many they are.
const MOST_NAMES: usize = 4;

/// Longer excerpts of the source are cut.
const LONGEST_EXCERPT: usize = 40;

/// A set of types without what is known of objects: `int|str`.
pub fn plain(types: TypeSet) -> String {
    join(types, |name, _| name.to_owned())
}

/// The objects of one type, if it is a type of objects with a class.
pub fn object(program: &Program, part: TypeSet, class: Option<ClassId>) -> Option<String> {
    let class = class.map(|class| &program.classes[class.0 as usize]);
    Some(match part {
        TypeSet::LIST => list(class),
        TypeSet::DICT => dict(class),
        TypeSet::PROC => procs(program, class),
        _ => return None,
    })
}

/// The names of the parts of a set, each as `name` tells it.
pub fn join(types: TypeSet, name: impl Fn(&str, TypeSet) -> String) -> String {
    let types = types.intersection(TypeSet::ANY);
    if types == TypeSet::ANY {
        return "anything".to_owned();
    }
    let parts = [
        ("int", TypeSet::INT),
        ("small int", TypeSet::SMALL),
        ("large int", TypeSet::BIG),
        ("float", TypeSet::FLOAT),
        ("str", TypeSet::STRING),
        ("bool", TypeSet::BOOL),
        ("list", TypeSet::LIST),
        ("dict", TypeSet::DICT),
        ("procedure", TypeSet::PROC),
        ("none", TypeSet::NONE),
    ];
    let mut rest = types;
    let mut names = Vec::new();
    for (word, part) in parts {
        if part.is(rest) {
            names.push(name(word, part));
            rest = rest.without(part);
        }
    }
    if names.is_empty() { "never set".to_owned() } else { names.join("|") }
}

fn list(class: Option<&Class>) -> String {
    match class {
        None => "list of anything".to_owned(),
        Some(class) if class.elements == TypeSet::EMPTY => "list of nothing".to_owned(),
        Some(class) => {
            let kind = match class.kind {
                ElementKind::Any => "",
                ElementKind::Float => ", raw",
                ElementKind::Byte | ElementKind::Octet => ", bytes",
            };
            format!("list of {}{kind}", plain(class.elements))
        }
    }
}

fn dict(class: Option<&Class>) -> String {
    let Some(class) = class else { return "dict of anything".to_owned() };
    if let Some(layout) = &class.layout {
        let in_place = |in_place| if in_place { " in place" } else { "" };
        let fields = layout.fields.iter();
        let fields = fields.map(|field| format!("{}: {}{}", field.key, plain(field.types), in_place(field.in_place)));
        return format!("{{{}}}", fields.collect::<Vec<_>>().join(", "));
    }
    match &class.fields {
        None => "dict with computed keys".to_owned(),
        Some(fields) => {
            let fields: Vec<String> = fields.iter().map(|(key, types)| format!("{key}: {}", plain(*types))).collect();
            if fields.is_empty() { "dict".to_owned() } else { format!("dict with some of {}", fields.join(", ")) }
        }
    }
}

fn procs(program: &Program, class: Option<&Class>) -> String {
    match class {
        None => "any procedure".to_owned(),
        Some(class) => format!("procedure {}", proc_names(program, class)),
    }
}

/// The procedures that values of a class may be.
pub fn proc_names(program: &Program, class: &Class) -> String {
    let names: Vec<&str> =
        class.procs.iter().filter_map(|proc| Some(&*program.procs[proc.0 as usize].as_ref()?.name)).collect();
    if names.len() > MOST_NAMES || names.len() < class.procs.len() {
        format!("({} of them)", class.procs.len())
    } else {
        names.join("|")
    }
}

/// The text of an expression on one line, shortened if it is long.
pub fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST_EXCERPT {
        return words;
    }
    words.chars().take(LONGEST_EXCERPT - 1).chain(['…']).collect()
}
