//! Random programs on the heap, compared with a model in Rust's own memory, with collections at awkward moments and
//! stale addresses on the stack.

use super::testing::with_heap;
use super::*;
use crate::object::Cell;
use crate::value::Value;
use crate::{closure, dict, list, string};
use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::string::String;
use std::vec::Vec;

/// xorshift64*
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// What a value should be.
#[derive(Clone)]
enum Model {
    Int(i64),
    Text(Rc<str>),
    List(Rc<RefCell<Vec<Model>>>),
    Dict(Rc<RefCell<Vec<(String, Model)>>>),
    Closure(Rc<Vec<Model>>),
    Cell(Rc<RefCell<Model>>),
}

const ROOTS: usize = 48;
const OWN_LISTS: usize = 4;
/// Own lists grow to about so many elements, which take a few blocks.
const OWN_LENGTH: usize = 20_000;
const STALE: usize = 256;

/// A program with some variables, and the model of each.
pub(super) struct Program {
    random: Random,
    values: Box<[Value; ROOTS]>,
    models: Vec<Model>,
    /// Lists that nothing else refers to: they grow and shrink where they are, and free their buffers.
    own_lists: Box<[Value; OWN_LISTS]>,
    own_models: [Vec<Model>; OWN_LISTS],
    /// Addresses of objects, dead or alive, that come back to the stack.
    old_addresses: Vec<usize>,
    objects: u64,
}

impl Program {
    pub(super) fn new(seed: u64) -> Program {
        let program = Program {
            own_lists: Box::new(std::array::from_fn(|_| list::with_capacity(0))),
            own_models: Default::default(),
            random: Random(seed),
            values: Box::new([Value::NONE; ROOTS]),
            models: vec![Model::Int(0); ROOTS],
            old_addresses: vec![0; 4096],
            objects: 0,
        };
        unsafe {
            add_roots(program.values.as_ptr(), ROOTS);
            add_roots(program.own_lists.as_ptr(), OWN_LISTS);
        }
        program
    }

    fn store(&mut self, value: Value, model: Model) {
        let place = self.random.below(ROOTS);
        self.values[place] = value;
        self.models[place] = model;
        if value.is_object() {
            let place = self.random.below(self.old_addresses.len());
            self.old_addresses[place] = value.0 as usize;
            self.objects += 1;
        }
    }

    fn any(&mut self) -> (Value, Model) {
        let place = self.random.below(ROOTS);
        (self.values[place], self.models[place].clone())
    }

    fn several(&mut self, most: usize) -> (Vec<Model>, [Value; 8]) {
        let mut values = [Value::NONE; 8];
        let count = self.random.below(most + 1);
        let models = values.iter_mut().take(count).map(|value| {
            let (one, model) = self.any();
            *value = one;
            model
        });
        (models.collect(), values)
    }

    fn make(&mut self) {
        match self.random.below(12) {
            0 => self.store(Value::small(self.objects as i64), Model::Int(self.objects as i64)),
            1 | 2 => self.make_text(),
            3 | 4 => {
                let (models, values) = self.several(8);
                let value = unsafe { list::new(values.as_ptr(), models.len() as i64) };
                self.store(value, Model::List(Rc::new(RefCell::new(models))));
            }
            5 => {
                let (models, values) = self.several(4);
                let value =
                    unsafe { closure::new(std::ptr::null(), std::ptr::null(), values.as_ptr(), models.len() as i64) };
                self.store(value, Model::Closure(Rc::new(models)));
            }
            6 => {
                let (inner, model) = self.any();
                self.store(closure::new_cell(inner), Model::Cell(Rc::new(RefCell::new(model))));
            }
            7 => self.store(unsafe { dict::new(std::ptr::null(), std::ptr::null(), 0) }, Model::Dict(Rc::default())),
            8 if self.random.below(40) == 0 => self.make_large(),
            9 if self.random.below(80) == 0 => self.change_own_list(),
            _ => self.change(),
        }
    }

    fn make_text(&mut self) {
        let (value, model) = self.any();
        let len = self.random.below(60);
        let piece: String = (0..len).map(|_| ['a', 'b', 'é', '漢'][self.random.below(4)]).collect();
        match (value.as_string(), model) {
            (Some(head), Model::Text(text)) if text.len() < 100_000 => {
                let tail = string::new(&piece);
                let value = unsafe { string::concat(head, tail.header().cast()) };
                self.store(value, Model::Text((String::from(&*text) + &piece).into()));
            }
            _ => self.store(string::new(&piece), Model::Text(piece.into())),
        }
    }

    /// Objects with blocks of their own, which soon die.
    fn make_large(&mut self) {
        let count = 4_000 + self.random.below(40_000);
        let (value, model) = self.any();
        if self.random.below(2) == 0 {
            self.store(list::repeat(value, count as i64), Model::List(Rc::new(RefCell::new(vec![model; count]))));
        } else {
            let text = "large ".repeat(count);
            self.store(string::new(&text), Model::Text(text.into()));
        }
    }

    /// Makes one of its own lists longer or shorter, or begins anew.
    fn change_own_list(&mut self) {
        let place = self.random.below(OWN_LISTS);
        let mut list = self.own_lists[place].as_list().unwrap();
        let len = self.own_models[place].len();
        if len > OWN_LENGTH && self.random.below(2) == 0 {
            self.own_lists[place] = list::with_capacity(0);
            self.own_models[place].clear();
        } else if len > OWN_LENGTH / 2 && self.random.below(4) == 0 {
            let len = self.random.below(len);
            unsafe { list::slice_in_place(list, 0, len as u64) };
            self.own_models[place].truncate(len);
        } else {
            for _ in 0..self.random.below(OWN_LENGTH / 4) {
                let (value, model) = self.any();
                list = unsafe { list::append_in_place(list, value) }.as_list().unwrap();
                self.own_models[place].push(model);
            }
            self.own_lists[place] = Value::object(list);
        }
    }

    /// Changes a container, which makes cycles too.
    fn change(&mut self) {
        let (target, target_model) = self.any();
        let (value, model) = self.any();
        match target_model {
            Model::List(elements) => unsafe {
                let list = target.as_list().unwrap();
                let len = elements.borrow().len();
                if len > 0 && self.random.below(2) == 0 {
                    let index = self.random.below(len);
                    list::set(list, index as u64, value);
                    elements.borrow_mut()[index] = model;
                } else {
                    list::mark_shared(target);
                    let longer = list::append_in_place(list, value);
                    let mut copy = elements.borrow().clone();
                    copy.push(model);
                    self.store(longer, Model::List(Rc::new(RefCell::new(copy))));
                }
            },
            Model::Dict(entries) => unsafe {
                let name = std::format!("k{}", self.random.below(40));
                let key = string::new(&name);
                dict::set(target.as_dict().unwrap(), key, value);
                let mut entries = entries.borrow_mut();
                match entries.iter_mut().find(|entry| entry.0 == name) {
                    Some(entry) => entry.1 = model,
                    None => entries.push((name, model)),
                }
            },
            Model::Cell(inner) => unsafe {
                (*target.header().cast::<Cell>()).value = value;
                *inner.borrow_mut() = model;
            },
            _ => self.store(Value::NONE, Model::Int(0)),
        }
    }

    fn check(&mut self) {
        let (value, model) = self.any();
        assert_same(value, &model, &mut 300);
        let place = self.random.below(OWN_LISTS);
        let (elements, models) =
            (unsafe { list::as_slice(self.own_lists[place].as_list().unwrap()) }, &self.own_models[place]);
        assert_eq!(elements.len(), models.len());
        if !models.is_empty() {
            for _ in 0..20 {
                let index = self.random.below(models.len());
                assert_same(elements[index], &models[index], &mut 10);
            }
        }
    }

    /// Puts addresses in and beside old objects on the stack while the program goes on. Calls `collect` after each step.
    #[inline(never)]
    pub(super) fn run(&mut self, steps: usize, mut collect: impl FnMut(usize)) {
        let mut stale = [0usize; STALE];
        for step in 0..steps {
            if step % 16 == 0 {
                let (from, to) = (self.random.below(self.old_addresses.len()), self.random.below(STALE));
                stale[to] = self.old_addresses[from].wrapping_add(self.random.below(100));
                black_box(&mut stale);
            }
            self.make();
            if self.random.below(8) == 0 {
                self.check();
            }
            collect(step);
        }
        black_box(&mut stale);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        remove_roots(self.values.as_ptr());
        remove_roots(self.own_lists.as_ptr());
    }
}

fn assert_same(value: Value, model: &Model, budget: &mut usize) {
    if *budget == 0 {
        return;
    }
    *budget -= 1;
    unsafe {
        match model {
            Model::Int(number) => {
                assert!(value == Value::small(*number) || value == Value::NONE && *number == 0);
            }
            Model::Text(text) => assert_eq!(string::as_str(value.as_string().unwrap()), &**text),
            Model::List(elements) => {
                let elements = elements.borrow();
                let slice = list::as_slice(value.as_list().unwrap());
                assert_eq!(slice.len(), elements.len());
                slice.iter().zip(elements.iter()).for_each(|(value, model)| assert_same(*value, model, budget));
            }
            Model::Dict(entries) => {
                let entries = entries.borrow();
                let dict = value.as_dict().unwrap();
                assert_eq!(dict::len(dict), entries.len() as u64);
                for ((key, value), (name, model)) in dict::iter(dict).zip(entries.iter()) {
                    assert_eq!(string::as_str(key.as_string().unwrap()), name);
                    assert_same(value, model, budget);
                }
            }
            Model::Closure(captures) => {
                let slice = closure::captures(value.as_closure().unwrap());
                assert_eq!(slice.len(), captures.len());
                slice.iter().zip(captures.iter()).for_each(|(value, model)| assert_same(*value, model, budget));
            }
            Model::Cell(inner) => {
                assert_same((*value.as_cell().unwrap()).value, &inner.borrow(), budget);
            }
        }
    }
}

#[test]
fn collecting_at_every_allocation_keeps_what_is_in_use() {
    with_heap(|| {
        for seed in 1..4 {
            let mut program = Program::new(seed);
            set_stress(true);
            program.run(6_000, |_| {});
            set_stress(false);
        }
    });
}

#[test]
fn millions_of_objects_and_thousands_of_collections() {
    with_heap(|| {
        let before = statistics().collections;
        let mut objects = 0;
        for seed in 10..16 {
            let mut program = Program::new(seed);
            program.run(400_000, |step| {
                if step % 1_000 == 999 {
                    collect();
                }
            });
            objects += program.objects;
        }
        assert!(objects > 1_200_000, "{objects}");
        assert!(statistics().collections - before > 2_000);
    });
}

#[test]
fn long_and_deep_data_is_marked_without_recursion() {
    with_heap(|| unsafe {
        let mut deep = Value::NONE;
        for _ in 0..1_000_000 {
            deep = list::new([deep, Value::small(1)].as_ptr(), 2);
        }
        collect();
        let mut depth = 0;
        while let Some(list) = deep.as_list() {
            deep = list::get(list, 0);
            depth += 1;
        }
        assert_eq!(depth, 1_000_000);
    });
}

#[test]
fn garbage_does_not_grow_the_heap_and_memory_comes_back() {
    with_heap(|| {
        collect();
        let live = statistics().used_bytes;
        let mut most = 0;
        for i in 0..300_000u64 {
            black_box(list::repeat(Value::NONE, (i * 7919 % 3000) as i64));
            if i % 100 == 0 {
                black_box(list::repeat(Value::NONE, 400_000));
            }
            most = most.max(statistics().used_bytes);
        }
        assert!(most < live + (48 << 20), "{} MiB", (most - live) >> 20);

        make_large_list();
        clear_stack();
        collect();
        let resident = resident_bytes();
        assert!(resident < 200 << 20, "{} MiB", resident >> 20);
    });
}

/// Lists that grow in turn, in blocks of their own: where they are, and elsewhere when others are in the way.
#[test]
fn growing_lists_leave_nothing_behind() {
    with_heap(|| unsafe {
        collect();
        let before = statistics().used_bytes;
        let mut random = Random(7);
        let mut lists = [Value::NONE; 4].map(|_| list::with_capacity(0));
        let mut lens = [0; 4];
        let mut most = 0;
        for step in 0..2_000 {
            let which = random.below(lists.len());
            let target = lists[which].as_list().unwrap();
            if random.below(20) == 0 {
                lens[which] = random.below(lens[which] + 1);
                list::slice_in_place(target, 0, lens[which] as u64);
            }
            for _ in 0..random.below(3_000) {
                list::append_in_place(target, Value::small((which * 1_000_000 + lens[which]) as i64));
                lens[which] += 1;
            }
            black_box(list::repeat(Value::NONE, random.below(20_000) as i64));
            if step % 100 == 0 {
                collect();
            }
            let elements = list::as_slice(target);
            assert_eq!(elements.len(), lens[which]);
            let expected = (0..).map(|i| Value::small((which * 1_000_000 + i) as i64));
            assert!(elements.iter().zip(expected).all(|(element, expected)| *element == expected));
            most = most.max(statistics().used_bytes);
        }
        assert!(most < before + (64 << 20), "{} MiB", (most - before) >> 20);
        black_box(&mut lists);
    });
}

/// A function of its own, so that nothing in the caller's frame refers to the list.
#[inline(never)]
fn make_large_list() {
    black_box(list::repeat(Value::NONE, 30_000_000));
}

/// Overwrites what earlier calls left below the caller's frame.
#[inline(never)]
pub(super) fn clear_stack() {
    black_box([0u64; 4096]);
}

/// Memory of the system that this process has.
fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * crate::sys::memory::PAGE
}

#[test]
fn any_word_in_an_object_keeps_it() {
    with_heap(|| {
        for (bytes, inner) in [(16, 15), (48, 20), (512, 511), (5_000, 4_999), (100_000, 99_999)] {
            let address = allocate_bytes(bytes) + inner;
            let address = black_box(address);
            for _ in 0..3 {
                collect();
                for _ in 0..70_000 / bytes * 2 {
                    assert_ne!(allocate_bytes(bytes), address - inner);
                }
            }
            black_box(address);
        }
    });
}

#[inline(never)]
fn allocate_bytes(bytes: usize) -> usize {
    let object = allocate(Kind::Bytes, bytes.max(24)) as usize;
    unsafe {
        (*(object as *mut crate::object::Bytes)).capacity = bytes.max(24) as u64 - 24;
        (*(object as *mut crate::object::Bytes)).used = 0;
    }
    object
}

#[test]
fn registered_words_and_the_value_stack_keep_objects() {
    static TOP: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    use std::sync::atomic::Ordering::Relaxed;
    with_heap(|| {
        // Not on the stack, where the collector would look anyway.
        let mut words = vec![Value::NONE; 2 * COUNT];
        const COUNT: usize = 1000;
        let base = words.as_ptr();
        unsafe {
            add_roots(base, COUNT);
            TOP.store(base.add(2 * COUNT) as usize, Relaxed);
            set_root_stack(Some(ValueStack { base: base.add(COUNT), top: || TOP.load(Relaxed) }));
        }
        let fill = |words: &mut Vec<Value>| {
            for (i, word) in words.iter_mut().enumerate() {
                *word = string::new(&std::format!("no {i}"));
            }
        };
        fill(&mut words);
        let count_intact = |words: &Vec<Value>| {
            collect();
            // Of the same size as the others.
            for _ in 0..100_000 {
                black_box(string::new("another"));
            }
            // A word that was not kept may point at anything that has been a string.
            let intact = |&(i, word): &(usize, &Value)| unsafe {
                let string = word.header().cast::<crate::object::String>();
                (*string).data == string.add(1).cast() && string::as_str(string) == std::format!("no {i}")
            };
            words.iter().enumerate().filter(intact).count()
        };
        assert_eq!(count_intact(&words), 2 * COUNT);
        TOP.store(unsafe { base.add(COUNT) } as usize, Relaxed);
        let half = count_intact(&words);
        assert!((COUNT..COUNT + 100).contains(&half), "{half}");
        remove_roots(base);
        unsafe { set_root_stack(None) };
        let none = count_intact(&words);
        assert!(none < 100, "{none}");
    });
}
