//! What is known of classes of objects in the end, for the program's table of classes: how the elements of lists lie in
//! memory, and where dictionaries keep their values.

use std::collections::BTreeMap;

use omg_runtime::object::ElementKind;
use rustc_hash::FxHashMap;

use super::classes::{Class, Insides};
use super::world::World;
use crate::mir::{self, BinaryOp, ClassId, Field, Layout, Name, Op, Program, TypeSet};

/// Words that fit a byte: constants, and the smallest integers.
const BYTE_WORDS: TypeSet = TypeSet(TypeSet::BOOL.0 | TypeSet::NONE.0 | TypeSet::SMALL.0);
const LARGEST_BYTE: i64 = 127;

/// The table in the making.
#[derive(Default)]
pub struct Described {
    pub classes: Vec<mir::Class>,
    ids: FxHashMap<Class, ClassId>,
}

impl Described {
    /// The number of the class; none: nothing is known about it.
    pub fn class(&mut self, world: &World, class: Class) -> Option<ClassId> {
        let root = world.classes.root(class);
        if root == Class::NONE || root == Class::ANY {
            return None;
        }
        Some(*self.ids.entry(root).or_insert_with(|| {
            self.classes.push(describe(world.classes.insides(root)));
            ClassId(self.classes.len() as u32 - 1)
        }))
    }
}

fn describe(insides: &Insides) -> mir::Class {
    let fields = insides.fields().map(|fields| {
        let fields = fields.iter().map(|(key, fact)| (key.clone(), fact.types));
        fields.collect::<BTreeMap<Name, TypeSet>>()
    });
    mir::Class {
        elements: insides.elements.types,
        kind: element_kind(insides),
        made_by_runtime: insides.made_by_runtime,
        shares_buffers: true,
        procs: insides.procs().to_vec(),
        fields,
        layout: None,
    }
}

fn element_kind(insides: &Insides) -> ElementKind {
    let elements = &insides.elements;
    if insides.made_by_runtime || elements.types == TypeSet::EMPTY {
        return ElementKind::Any;
    }
    if elements.types == TypeSet::FLOAT {
        return ElementKind::Float;
    }
    let fits = !elements.types.may_be(TypeSet::SMALL) || elements.range.is_within(0, LARGEST_BYTE);
    if elements.types.is(BYTE_WORDS) && fits { ElementKind::Byte } else { ElementKind::Any }
}

/// Finds the classes whose lists never use a buffer together: none is copied by a slice or a sum, or by growing in place
/// while it may be known elsewhere.
pub fn find_sharing(program: &mut Program) {
    let mut uses = vec![ListUses::default(); program.classes.len()];
    for proc in program.procs.iter().flatten() {
        let list = |value| if proc.types(value).may_be(TypeSet::LIST) { proc.class(value) } else { None };
        let mut note = |value, note: &dyn Fn(&mut ListUses)| {
            if let Some(class) = list(value) {
                note(&mut uses[class.0 as usize]);
            }
        };
        for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
            match &inst.op {
                Op::Slice { object, in_place: true, .. } | Op::Append { object, in_place: true, .. } => {
                    note(*object, &|uses| uses.changes_in_place = true);
                }
                Op::Slice { object, .. } | Op::Append { object, .. } | Op::Binary(BinaryOp::Add, object, _) => {
                    note(*object, &|uses| uses.copies = true);
                }
                Op::MarkShared(list) => note(*list, &|uses| uses.is_shared = true),
                Op::CallBuiltin(_, args) => args.iter().for_each(|&arg| note(arg, &|uses| uses.is_shared = true)),
                _ => {}
            }
        }
    }
    for (class, uses) in program.classes.iter_mut().zip(uses) {
        class.shares_buffers = class.made_by_runtime || uses.copies || uses.changes_in_place && uses.is_shared;
    }
}

/// What is done with the lists of a class.
#[derive(Clone, Default)]
struct ListUses {
    copies: bool,
    changes_in_place: bool,
    is_shared: bool,
}

/// Finds the classes whose dictionaries all have the same keys in the same order from the start to the end: literals,
/// to which nothing is added.
pub fn lay_out(program: &mut Program) {
    let mut layouts: Vec<Seen> = program.classes.iter().map(|_| Seen::Nothing).collect();
    for proc in program.procs.iter().flatten() {
        let class = |value| proc.class(value);
        for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
            match &inst.op {
                Op::Dict(keys, _) => see(&mut layouts, inst.result.and_then(class), |seen| seen.literal(keys)),
                Op::Namespace(..) => see(&mut layouts, inst.result.and_then(class), Seen::irregular),
                Op::SetIndex(object, ..) if proc.types(*object).may_be(TypeSet::DICT) => {
                    see(&mut layouts, class(*object), Seen::irregular);
                }
                _ => {}
            }
        }
    }
    for proc in program.procs.iter().flatten() {
        for inst in proc.blocks.iter().flat_map(|block| &block.insts) {
            if let Op::SetAttribute(object, key, _) = &inst.op {
                see(&mut layouts, proc.class(*object), |seen| seen.assigned(key));
            }
        }
    }
    for (index, seen) in layouts.into_iter().enumerate() {
        let class = &mut program.classes[index];
        if let Seen::Keys(keys) = seen
            && !class.made_by_runtime
        {
            class.layout = Some(layout(class, keys));
        }
    }
}

fn layout(class: &mir::Class, keys: Vec<Name>) -> Layout {
    let field = |key: Name| {
        let types = class.fields.as_ref().and_then(|fields| fields.get(&key).copied());
        Field { key, types: types.unwrap_or(TypeSet::ANY), in_place: types == Some(TypeSet::FLOAT) }
    };
    Layout { fields: keys.into_iter().map(field).collect() }
}

/// What was seen of the dictionaries of a class.
enum Seen {
    Nothing,
    Keys(Vec<Name>),
    Irregular,
}

impl Seen {
    fn literal(&mut self, keys: &[Name]) {
        let twice = (1..keys.len()).any(|i| keys[..i].contains(&keys[i]));
        match self {
            _ if twice => self.irregular(),
            Seen::Nothing => *self = Seen::Keys(keys.to_vec()),
            Seen::Keys(known) if known == keys => {}
            _ => self.irregular(),
        }
    }

    fn irregular(&mut self) {
        *self = Seen::Irregular;
    }

    /// Behind all literals.
    fn assigned(&mut self, key: &Name) {
        if let Seen::Keys(keys) = self
            && !keys.contains(key)
        {
            self.irregular();
        }
    }
}

fn see(layouts: &mut [Seen], class: Option<ClassId>, what: impl FnOnce(&mut Seen)) {
    if let Some(class) = class {
        what(&mut layouts[class.0 as usize]);
    }
}
