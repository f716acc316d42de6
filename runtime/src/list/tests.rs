use super::*;
use crate::heap::testing::with_heap;
use proptest::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::vec::Vec;

const VARIABLES: usize = 4;

/// A statement of a random program; the first number is the variable that is assigned.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// `a := [...]` with so many elements
    New(usize, usize),
    /// `a := b`
    Assign(usize, usize),
    /// `a := b + [n]`, so many times
    Append(usize, usize, usize),
    /// `a := a + [n]`, so many times
    AppendInPlace(usize, usize),
    /// `a := b + c`
    Concat(usize, usize, usize),
    /// `a := b[from:to]`, bounds in 256ths of the length
    Slice(usize, usize, u8, u8),
    /// `a := a[from:to]`
    SliceInPlace(usize, u8, u8),
    /// `a := a[1:]`, so many times
    Dequeue(usize, usize),
    /// `a := a[:n - 1]`, so many times
    Pop(usize, usize),
    /// `a[i] := n`
    Set(usize, u8),
    Collect,
}

fn step() -> impl Strategy<Value = Step> {
    let variable = || 0..VARIABLES;
    prop_oneof![
        (variable(), 0usize..60).prop_map(|(a, n)| Step::New(a, n)),
        (variable(), variable()).prop_map(|(a, b)| Step::Assign(a, b)),
        (variable(), variable(), 1usize..10).prop_map(|(a, b, n)| Step::Append(a, b, n)),
        (variable(), 1usize..60).prop_map(|(a, n)| Step::AppendInPlace(a, n)),
        (variable(), variable(), variable()).prop_map(|(a, b, c)| Step::Concat(a, b, c)),
        (variable(), variable(), any::<u8>(), any::<u8>()).prop_map(|(a, b, from, to)| Step::Slice(a, b, from, to)),
        (variable(), any::<u8>(), any::<u8>()).prop_map(|(a, from, to)| Step::SliceInPlace(a, from, to)),
        (variable(), 1usize..40).prop_map(|(a, n)| Step::Dequeue(a, n)),
        (variable(), 1usize..40).prop_map(|(a, n)| Step::Pop(a, n)),
        (variable(), any::<u8>()).prop_map(|(a, i)| Step::Set(a, i)),
        Just(Step::Collect),
    ]
}

/// Variables that hold lists, and the same with Rust's vectors, copied at every opportunity.
struct Program {
    values: [Value; VARIABLES],
    models: Vec<Rc<RefCell<Vec<i64>>>>,
    next: i64,
    kind: ElementKind,
}

/// A value that a list of the kind can hold, made from a number.
fn value_of(kind: ElementKind, number: i64) -> Value {
    match kind {
        ElementKind::Any => Value::small(number),
        ElementKind::Float => crate::float::new(number as f64),
        ElementKind::Byte => Value::small(number % 128),
        ElementKind::Octet => Value::small(number),
    }
}

/// The number that the value was made from, or what is left of it.
fn number_of(kind: ElementKind, value: Value) -> i64 {
    match kind {
        ElementKind::Any | ElementKind::Byte | ElementKind::Octet => value.as_small(),
        ElementKind::Float => crate::float::of(value).unwrap() as i64,
    }
}

fn bounds(len: usize, from: u8, to: u8) -> (usize, usize) {
    let (from, to) = (from as usize * (len + 1) / 256, to as usize * (len + 1) / 256);
    (from.min(to), to)
}

impl Program {
    fn list(&self, variable: usize) -> *mut List {
        self.values[variable].as_list().unwrap()
    }

    fn model(&self, variable: usize) -> Vec<i64> {
        self.models[variable].borrow().clone()
    }

    fn assign(&mut self, variable: usize, value: Value, model: Vec<i64>) {
        self.values[variable] = value;
        self.models[variable] = Rc::new(RefCell::new(model));
    }

    fn number(&mut self) -> i64 {
        self.next += 1;
        match self.kind {
            ElementKind::Byte => self.next % 128,
            // Now and then one that makes a list of any values of it.
            ElementKind::Octet => self.next % 257,
            ElementKind::Any | ElementKind::Float => self.next,
        }
    }

    unsafe fn cut_in_place(&mut self, variable: usize, from: usize, to: usize) {
        let model = self.model(variable)[from..to].to_vec();
        let value = unsafe { slice_in_place(self.list(variable), from as u64, to as u64) };
        self.assign(variable, value, model);
    }

    unsafe fn run(&mut self, step: Step) {
        unsafe {
            match step {
                Step::New(a, count) => {
                    let model: Vec<i64> = (0..count).map(|_| self.number()).collect();
                    let mut list = Value::object(empty(self.kind, count as u64));
                    for &number in &model {
                        list = append_in_place(list.as_list().unwrap(), value_of(self.kind, number));
                    }
                    self.assign(a, list, model);
                }
                Step::Assign(a, b) => {
                    mark_shared(self.values[b]);
                    self.values[a] = self.values[b];
                    self.models[a] = self.models[b].clone();
                }
                Step::Append(a, b, count) => {
                    for _ in 0..count {
                        let number = self.number();
                        let mut model = self.model(b);
                        model.push(number);
                        self.assign(a, append(self.list(b), value_of(self.kind, number)), model);
                    }
                }
                Step::AppendInPlace(a, count) => {
                    for _ in 0..count {
                        let number = self.number();
                        let mut model = self.model(a);
                        model.push(number);
                        self.assign(a, append_in_place(self.list(a), value_of(self.kind, number)), model);
                    }
                }
                Step::Concat(a, b, c) => {
                    if self.model(b).len() + self.model(c).len() < 5_000 {
                        let model = [self.model(b), self.model(c)].concat();
                        self.assign(a, concat(self.list(b), self.list(c)), model);
                    }
                }
                Step::Slice(a, b, from, to) => {
                    let (from, to) = bounds(self.model(b).len(), from, to);
                    let model = self.model(b)[from..to].to_vec();
                    self.assign(a, slice(self.list(b), from as u64, to as u64), model);
                }
                Step::SliceInPlace(a, from, to) => {
                    let (from, to) = bounds(self.model(a).len(), from, to);
                    self.cut_in_place(a, from, to);
                }
                Step::Dequeue(a, count) => {
                    for _ in 0..count.min(self.model(a).len()) {
                        self.cut_in_place(a, 1, self.model(a).len());
                    }
                }
                Step::Pop(a, count) => {
                    for _ in 0..count.min(self.model(a).len()) {
                        self.cut_in_place(a, 0, self.model(a).len() - 1);
                    }
                }
                Step::Set(a, index) => {
                    let len = self.model(a).len();
                    if len > 0 {
                        let (index, number) = (index as usize * len / 256, self.number());
                        set(self.list(a), index as u64, value_of(self.kind, number));
                        self.models[a].borrow_mut()[index] = number;
                    }
                }
                Step::Collect => heap::collect(),
            }
        }
    }

    fn check(&self) {
        for variable in 0..VARIABLES {
            // Safety: the variables hold lists.
            let list = self.list(variable);
            let len = unsafe { (*list).len };
            let number = |index| number_of(self.kind, unsafe { get(list, index) });
            let numbers: Vec<i64> = (0..len).map(number).collect();
            assert_eq!(numbers, self.model(variable), "variable {variable}");
            unsafe { check_invariants(list) };
        }
    }
}

/// What the module's text promises.
unsafe fn check_invariants(list: *const List) {
    unsafe {
        let buffer = (*list).buffer;
        if buffer.is_null() {
            assert_eq!((*list).len, 0);
            return;
        }
        let (kind, first) = ((*list).kind(), elements_of(buffer).cast::<u8>());
        assert!((*buffer).kind() == kind);
        let dropped = (*list).data.offset_from(first) as usize;
        assert!(dropped.is_multiple_of(kind.size()));
        let end = (dropped / kind.size()) as u64 + (*list).len;
        assert!((*buffer).used <= (*buffer).capacity && end <= (*buffer).used);
        if !is_shared(buffer) {
            assert_eq!(end, (*buffer).used);
            assert!(core::slice::from_raw_parts(first, dropped).iter().all(|&byte| byte == 0));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn lists_that_share_buffers_behave_as_copies(kind in 0u8..4, steps in prop::collection::vec(step(), 1..80)) {
        with_heap(|| unsafe {
            let mut program = Program {
                values: [Value::NONE; VARIABLES],
                models: (0..VARIABLES).map(|_| Rc::default()).collect(),
                next: 0,
                kind: ElementKind::of(kind),
            };
            for variable in 0..VARIABLES {
                program.assign(variable, Value::object(empty(program.kind, 0)), Vec::new());
            }
            for step in &steps {
                program.run(*step);
                program.check();
            }
        });
    }
}

#[test]
fn a_buffer_that_happens_to_lie_behind_its_list_is_no_inline_buffer() {
    with_heap(|| unsafe {
        // A collection starts new windows, in which objects of one size follow each other.
        heap::collect();
        let mut lists = [Value::NONE; 100];
        for (number, list) in (0..).zip(&mut lists) {
            *list = with_capacity(0);
            let header = list.header().cast::<List>();
            move_to_own_buffer(header, ElementKind::Any, 1);
            append_in_place(header, Value::small(number));
        }
        heap::collect();
        for _ in 0..1000 {
            with_capacity(0);
        }
        for (number, list) in (0..).zip(lists) {
            assert_eq!(get(list.header().cast(), 0).as_small(), number);
        }
    });
}

#[test]
fn growing_and_shrinking_in_place_keeps_the_header_and_the_memory_small() {
    with_heap(|| unsafe {
        let first = with_capacity(0);
        let list = first.as_list().unwrap();
        for i in 0..100_000 {
            assert!(append_in_place(list, Value::small(i)) == first);
        }
        assert!((*(*list).buffer).capacity < 300_000);
        for i in 0..1_000_000 {
            assert!(get(list, 0) == Value::small(i));
            assert!(slice_in_place(list, 1, 100_000) == first);
            assert!(append_in_place(list, Value::small(i + 100_000)) == first);
            assert!((*(*list).buffer).capacity < 500_000);
        }
        for len in (0..100_000).rev() {
            assert!(slice_in_place(list, 0, len) == first);
            assert!((*(*list).buffer).capacity <= (4 * len).max(16) + 16);
        }
    });
}

#[test]
fn appending_to_a_list_that_others_see_is_amortised_too() {
    with_heap(|| unsafe {
        let mut list = with_capacity(0);
        let mut copies = 0;
        let mut buffer = ptr::null_mut();
        for i in 0..100_000 {
            mark_shared(list);
            list = append_in_place(list.as_list().unwrap(), Value::small(i));
            let now = (*list.as_list().unwrap()).buffer;
            copies += (now != buffer) as u32;
            buffer = now;
        }
        assert!(copies < 24, "{copies}");
    });
}

#[test]
fn inline_buffers_are_not_shared() {
    with_heap(|| unsafe {
        let list = new([Value::small(1); MOST_INLINE_ELEMENTS].as_ptr(), MOST_INLINE_ELEMENTS as i64);
        let list = slice_in_place(list.as_list().unwrap(), 0, 2).as_list().unwrap();
        assert!(has_inline_buffer(list) && has_room(list, 1));
        for other in [append(list, Value::small(2)), slice(list, 0, 2)] {
            assert_ne!((*other.as_list().unwrap()).buffer, (*list).buffer);
        }
        assert!(!is_shared((*list).buffer));
        for i in 0..100 {
            append_in_place(list, Value::small(i));
        }
        assert!(!has_inline_buffer(list) && (*list).len == 102);
    });
}

#[test]
fn octets_meet_other_values() {
    with_heap(|| unsafe {
        let octets = of_octets(&[0, 127, 128, 255]);
        let as_text = |value| crate::testing::outcome(value);
        let raw = |value: Value| (*value.as_list().unwrap()).kind() == ElementKind::Octet;
        let any = new([Value::TRUE].as_ptr(), 1);
        let (list, any_list) = (octets.as_list().unwrap(), any.as_list().unwrap());
        let none = with_capacity(0).as_list().unwrap();
        for (sum, text, is_raw) in [
            (concat(list, list), "[0, 127, 128, 255, 0, 127, 128, 255]", true),
            (concat(none, list), "[0, 127, 128, 255]", true),
            (concat(list, none), "[0, 127, 128, 255]", true),
            (concat(list, any_list), "[0, 127, 128, 255, true]", false),
            (concat(any_list, list), "[true, 0, 127, 128, 255]", false),
            (append(list, Value::small(7)), "[0, 127, 128, 255, 7]", true),
            (append(list, Value::small(256)), "[0, 127, 128, 255, 256]", false),
            (append(list, Value::TRUE), "[0, 127, 128, 255, true]", false),
            (slice(list, 1, 3), "[127, 128]", true),
        ] {
            assert_eq!((as_text(sum), raw(sum)), (text.into(), is_raw));
        }
        assert_eq!((as_text(octets), raw(octets)), ("[0, 127, 128, 255]".into(), true));
        set(list, 3, Value::small(1));
        assert_eq!((as_text(octets), raw(octets)), ("[0, 127, 128, 1]".into(), true));
        set(list, 3, crate::testing::text("a text"));
        assert_eq!((as_text(octets), raw(octets)), ("[0, 127, 128, a text]".into(), false));
    });
}

#[test]
fn repeat_gives_the_same_value() {
    with_heap(|| unsafe {
        let list = repeat(Value::TRUE, 1000).as_list().unwrap();
        assert_eq!(as_slice(list).len(), 1000);
        assert!(as_slice(list).iter().all(|&value| value == Value::TRUE));
        assert_eq!(as_slice(repeat(Value::TRUE, 0).as_list().unwrap()).len(), 0);
        assert_eq!(as_slice(repeat(Value::TRUE, -5).as_list().unwrap()).len(), 0);
    });
}
