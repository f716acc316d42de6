//! Programs that go on while their memory is marked: random ones, compared with a model, and what the collector has to
//! know of what happens meanwhile.

use super::super::stress::{Program, Random, clear_stack};
use super::super::testing::with_heap;
use super::super::{add_roots, allocate, collect, free_large, grow_large, remove_roots, statistics};
use super::*;
use crate::object::{Bytes, Header, Kind};
use crate::value::Value;
use crate::{list, string};
use std::hint::black_box;
use std::vec::Vec;

/// Makes a snapshot. What it marks is taken over by [`finish`] at the earliest.
fn start() {
    extern "C" fn start_from(stack_pointer: usize) {
        unsafe {
            HEAP.with(|heap| {
                assert!(heap.marking.is_none() && heap.start_marking(stack_pointer));
                heap.marking.as_mut().unwrap().is_held = true;
            })
        }
    }
    roots::with_saved_registers(start_from);
}

/// Waits for the end of marking and takes it over.
fn finish() {
    unsafe { HEAP.with(|heap| heap.marking.as_mut().unwrap().is_held = false) };
    let before = statistics().collections;
    before_fork();
    assert_eq!(statistics().collections, before + 1);
}

fn is_marking() -> bool {
    unsafe { HEAP.with(|heap| heap.marking.is_some()) }
}

fn is_marked(object: usize) -> bool {
    unsafe { HEAP.with(|heap| heap.space.is_marked(object)) }
}

/// A text as an object, by its address in disguise: the collector does not see it.
#[inline(never)]
fn hidden_text(text: &str) -> usize {
    !(string::new(text).header() as usize)
}

#[inline(never)]
fn hidden_texts(count: usize) -> Vec<usize> {
    (0..count).map(|i| hidden_text(&std::format!("text number {i}"))).collect()
}

fn count_marked(hidden: &[usize]) -> usize {
    hidden.iter().filter(|&&address| is_marked(!address)).count()
}

/// An object of so many bytes that refers to nothing.
#[inline(never)]
fn large(bytes: usize) -> *mut Header {
    let object = allocate(Kind::Bytes, bytes);
    unsafe {
        (*object.cast::<Bytes>()).capacity = (bytes - size_of::<Bytes>()) as u64;
        (*object.cast::<Bytes>()).used = 0;
    }
    object
}

#[inline(never)]
fn hidden_large(bytes: usize) -> usize {
    !(large(bytes) as usize)
}

#[test]
fn random_programs_go_on_while_their_memory_is_marked() {
    with_heap(|| {
        for seed in 1..5 {
            let mut random = Random(seed + 100);
            let (mut program, mut snapshots) = (Program::new(seed), 0);
            program.run(40_000, |_| match (is_marking(), random.below(100)) {
                (false, 0) => {
                    start();
                    snapshots += 1;
                }
                (true, 0) => finish(),
                (_, 1) if random.below(20) == 0 => collect(),
                _ => {}
            });
            assert!(snapshots > 120, "{snapshots}");
        }
    });
}

#[test]
fn programs_that_always_mark_a_copy() {
    with_heap(|| {
        let before = statistics().collections;
        set_concurrency(Concurrency::Always);
        Program::new(20).run(40_000, |_| {});
        let collections = statistics().collections - before;
        assert!((50..2_000).contains(&collections), "{collections}");
    });
}

#[test]
fn what_was_dead_is_free_and_what_is_new_is_kept() {
    with_heap(|| {
        let dead = hidden_texts(5_000);
        clear_stack();
        start();
        let new = hidden_texts(5_000);
        finish();
        assert!(count_marked(&dead) < 50, "{}", count_marked(&dead));
        assert_eq!(count_marked(&new), new.len());
        clear_stack();
        start();
        finish();
        assert!(count_marked(&new) < 50, "{}", count_marked(&new));
    });
}

#[test]
fn what_died_meanwhile_is_free_the_next_time() {
    with_heap(|| unsafe {
        const COUNT: usize = 5_000;
        let keeper = list::with_capacity(0);
        let texts = hidden_texts(COUNT);
        for &text in &texts {
            list::append_in_place(keeper.as_list().unwrap(), Value::object(!text as *const Header));
        }
        clear_stack();
        start();
        list::slice_in_place(keeper.as_list().unwrap(), 0, 0);
        finish();
        assert_eq!(count_marked(&texts), COUNT);
        start();
        finish();
        assert!(count_marked(&texts) < 50, "{}", count_marked(&texts));
        black_box(keeper);
    });
}

/// The only reference goes from a list that the marker may not have seen yet to one that it may have seen.
#[test]
fn references_move_behind_the_marker() {
    with_heap(|| unsafe {
        const COUNT: usize = 200_000;
        let (from, to) = (list::with_capacity(0), list::repeat(Value::NONE, COUNT as i64));
        for i in 0..COUNT {
            list::append_in_place(from.as_list().unwrap(), string::new(&std::format!("no {i}")));
        }
        start();
        for i in 0..COUNT as u64 {
            let value = list::get(from.as_list().unwrap(), i);
            list::set(from.as_list().unwrap(), i, Value::NONE);
            list::set(to.as_list().unwrap(), COUNT as u64 - 1 - i, value);
        }
        finish();
        black_box(hidden_texts(COUNT));
        for (i, value) in list::as_slice(to.as_list().unwrap()).iter().rev().enumerate() {
            assert_eq!(string::as_str(value.as_string().unwrap()), std::format!("no {i}"));
        }
    });
}

#[test]
fn large_objects_that_come_and_go_meanwhile() {
    with_heap(|| unsafe {
        collect();
        let blocks = |count: usize| large(count * BLOCK);
        let used = || statistics().used_bytes / BLOCK;
        let (kept, freed, dropped) = (blocks(3), blocks(8), hidden_large(2 * BLOCK));
        // Nothing is free below.
        while !hidden_large(BLOCK) < freed as usize {}
        let before = used();
        clear_stack();
        start();
        free_large(freed);
        // In the place of the one that was freed: in the middle and at its start.
        let (first, second) = (blocks(1), blocks(5));
        assert_eq!((first, second), (freed, freed.byte_add(BLOCK)));
        assert!(grow_large(second, 7 * BLOCK));
        let passing = blocks(4);
        free_large(passing);
        finish();
        assert!(is_marked(kept as usize) && is_marked(first as usize) && is_marked(second as usize));
        assert!(!is_marked(!dropped));
        assert!(used() <= before - 2);
        assert!(grow_large(kept, 2 * BLOCK) && (*second).kind == Kind::Bytes);
        // Cells where an object with blocks of its own was.
        start();
        free_large(second);
        let texts: Vec<Value> = (0..4_000).map(|i| string::new(&std::format!("text number {i}"))).collect();
        add_roots(texts.as_ptr(), texts.len());
        finish();
        black_box(hidden_texts(8_000));
        for (i, text) in texts.iter().enumerate() {
            assert_eq!(string::as_str(text.as_string().unwrap()), std::format!("text number {i}"));
        }
        remove_roots(texts.as_ptr());
    });
}

#[test]
fn without_its_marker_a_program_collects_by_itself() {
    with_heap(|| {
        let kept = list::repeat(string::new("the text of all elements"), 100_000);
        let dead = hidden_texts(5_000);
        clear_stack();
        start();
        unsafe {
            HEAP.with(|heap| {
                // As if it had been ended before it was ready.
                let marking = heap.marking.as_mut().unwrap();
                while !marking.snapshot.has_ended() {
                    sleep_ms(1);
                }
                marking.bits.done().store(0, Ordering::Release);
            });
        }
        let new = hidden_texts(5_000);
        clear_stack();
        finish();
        assert!(count_marked(&dead) + count_marked(&new) < 50, "{} {}", count_marked(&dead), count_marked(&new));
        let text = unsafe { list::get(kept.as_list().unwrap(), 99_999) };
        assert_eq!(unsafe { string::as_str(text.as_string().unwrap()) }, "the text of all elements");
    });
}

#[test]
fn marks_of_cells_that_were_handed_out() {
    let mut random = Random(3);
    for cell_size in CELL_SIZE.iter().map(|&size| size as usize).skip(1) {
        let cells = BLOCK / cell_size;
        let (first, last) = (random.below(cells + 1), random.below(cells + 1));
        let range = first.min(last)..first.max(last);
        let mut marks = [0u64; MARK_WORDS];
        let place = |cell: usize| (cell * cell_size / GRANULE / 64, cell * cell_size / GRANULE % 64);
        let marked: Vec<bool> = (0..cells).map(|_| random.below(2) == 0).collect();
        for cell in (0..cells).filter(|&cell| marked[cell]) {
            marks[place(cell).0] |= 1 << place(cell).1;
        }
        mark_unmarked(&mut marks, cell_size, range.start * cell_size..range.end * cell_size);
        let mut expected = [0u64; MARK_WORDS];
        for cell in range.filter(|&cell| !marked[cell]) {
            expected[place(cell).0] |= 1 << place(cell).1;
        }
        assert_eq!(marks, expected, "{cell_size}");
    }
}
