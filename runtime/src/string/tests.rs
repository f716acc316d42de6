//! Strings against Rust's own.

use super::*;
use crate::heap::testing::with_heap;
use proptest::prelude::*;
use std::string::String as Text;
use std::vec::Vec;

const VARIABLES: usize = 4;

#[derive(Clone, Debug)]
enum Step {
    New(usize, Text),
    /// `a := b + c`
    Concat(usize, usize, usize),
    /// `a := a + "..."`, so many times
    Grow(usize, Text, usize),
    /// `a := b[from:to]`, bounds in 256ths of the length
    Slice(usize, usize, u8, u8),
    /// `b[i]` for all `i` forwards, or backwards, or scattered
    Index(usize, usize),
    Collect,
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof!["[a-c]{0,40}", "[aé漢𝄞]{0,40}", "[a-z ]{200,400}", "[aé漢𝄞]{100,300}",]
}

fn step() -> impl Strategy<Value = Step> {
    let variable = || 0..VARIABLES;
    prop_oneof![
        (variable(), text()).prop_map(|(a, text)| Step::New(a, text)),
        (variable(), variable(), variable()).prop_map(|(a, b, c)| Step::Concat(a, b, c)),
        (variable(), text(), 1usize..30).prop_map(|(a, text, n)| Step::Grow(a, text, n)),
        (variable(), variable(), any::<u8>(), any::<u8>()).prop_map(|(a, b, from, to)| Step::Slice(a, b, from, to)),
        (variable(), 0usize..3).prop_map(|(a, way)| Step::Index(a, way)),
        Just(Step::Collect),
    ]
}

struct Program {
    values: [Value; VARIABLES],
    models: [Vec<char>; VARIABLES],
}

impl Program {
    fn string(&self, variable: usize) -> *mut String {
        self.values[variable].as_string().unwrap()
    }

    unsafe fn run(&mut self, step: &Step) {
        unsafe {
            match *step {
                Step::New(a, ref text) => {
                    self.values[a] = new(text);
                    self.models[a] = text.chars().collect();
                }
                Step::Concat(a, b, c) => {
                    if self.models[b].len() + self.models[c].len() < 50_000 {
                        self.values[a] = concat(self.string(b), self.string(c));
                        self.models[a] = [&self.models[b][..], &self.models[c][..]].concat();
                    }
                }
                Step::Grow(a, ref text, times) => {
                    for _ in 0..times {
                        let tail = new(text);
                        self.values[a] = concat(self.string(a), tail.as_string().unwrap());
                        self.models[a].extend(text.chars());
                    }
                }
                Step::Slice(a, b, from, to) => {
                    let len = self.models[b].len();
                    let to = to as usize * (len + 1) / 256;
                    let from = to.min(from as usize * (len + 1) / 256);
                    self.values[a] = slice(self.string(b), from as u64, to as u64);
                    self.models[a] = self.models[b][from..to].to_vec();
                }
                Step::Index(a, way) => {
                    let len = self.models[a].len();
                    for i in 0..len {
                        let i = [i, len - 1 - i, i * 7919 % len][way];
                        let char = index(self.string(a), i as u64);
                        let text = Text::from(self.models[a][i]);
                        assert_eq!(as_str(char.as_string().unwrap()), text);
                        assert!(is_the_one_in_the_table(char, &text));
                    }
                }
                Step::Collect => heap::collect(),
            }
        }
    }

    unsafe fn check(&self) {
        let texts: Vec<Text> = self.models.iter().map(|chars| chars.iter().collect()).collect();
        unsafe {
            for (a, text) in texts.iter().enumerate() {
                let string = self.string(a);
                assert_eq!(as_str(string), text);
                assert_eq!((*string).chars, self.models[a].len() as u64);
                assert_eq!(is_ascii(string), text.is_ascii());
                assert_eq!(hash(string), hash_bytes(text.as_bytes()));
                assert!(is_the_one_in_the_table(self.values[a], text));
                for (b, other) in texts.iter().enumerate() {
                    assert_eq!(equal(string, self.string(b)), text == other);
                    assert_eq!(compare(string, self.string(b)), text.chars().cmp(other.chars()));
                }
            }
        }
    }
}

/// Whether a string with that text is the object of the table, if it has one.
fn is_the_one_in_the_table(string: Value, text: &str) -> bool {
    match *text.as_bytes() {
        [] => string == empty(),
        [byte] => string == ascii_char(byte),
        _ => true,
    }
}

#[test]
fn short_strings_lie_in_their_order_from_the_start_of_the_table() {
    let table = empty().0;
    let mut texts: Vec<Text> = (0..128).map(|byte| Text::from(byte as u8 as char)).collect();
    texts.insert(0, Text::new());
    for pair in texts.windows(2) {
        assert!(new(&pair[0]).0 < new(&pair[1]).0);
    }
    for text in texts {
        assert_eq!(new(&text).0, table + short_string_offset(&text).unwrap() as u64);
    }
    assert_eq!(ascii_char(127).0 + size_of::<String>() as u64, table + SHORT_STRINGS_SIZE as u64);
    assert!(short_string_offset("ä").is_none() && short_string_offset("ab").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn strings_that_share_buffers_behave_as_copies(steps in prop::collection::vec(step(), 1..30)) {
        with_heap(|| unsafe {
            let mut program = Program { values: [empty(); VARIABLES], models: Default::default() };
            for step in &steps {
                program.run(step);
                program.check();
            }
        });
    }

    #[test]
    fn characters_are_counted_by_words_as_one_by_one(text in text(), from in 0usize..8) {
        let bytes = text.as_bytes().get(from..).unwrap_or_default();
        prop_assert_eq!(count_chars(bytes), bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count());
    }
}

#[test]
fn appending_copies_each_byte_a_bounded_number_of_times() {
    with_heap(|| unsafe {
        let mut text = empty();
        let (mut buffers, mut last) = (0, ptr::null_mut());
        for _ in 0..1_000_000 {
            text = concat(text.as_string().unwrap(), ascii_char(b'x').as_string().unwrap());
            let buffer = (*text.as_string().unwrap()).buffer;
            buffers += (buffer != last) as u32;
            last = buffer;
        }
        assert_eq!((*text.as_string().unwrap()).len, 1_000_000);
        assert!(buffers < 16, "{buffers}");
    });
}

#[test]
fn a_second_string_that_ends_at_the_same_place_is_not_disturbed() {
    with_heap(|| unsafe {
        let base = concat(new(&"a".repeat(300)).as_string().unwrap(), new("b").as_string().unwrap());
        let first = concat(base.as_string().unwrap(), new("first").as_string().unwrap());
        let second = concat(base.as_string().unwrap(), new("second").as_string().unwrap());
        assert!(as_str(first.as_string().unwrap()).ends_with("abfirst"));
        assert!(as_str(second.as_string().unwrap()).ends_with("absecond"));
        assert_eq!((*base.as_string().unwrap()).buffer, (*first.as_string().unwrap()).buffer);
        assert_ne!((*base.as_string().unwrap()).buffer, (*second.as_string().unwrap()).buffer);
    });
}

#[test]
fn the_characters_of_a_wide_text_are_found_in_linear_time() {
    with_heap(|| unsafe {
        let text = new(&"é漢".repeat(200_000));
        let string = text.as_string().unwrap();
        let start = std::time::Instant::now();
        for i in 0..400_000 {
            let expected = if i % 2 == 0 { "é" } else { "漢" };
            assert_eq!(as_str(index(string, i).as_string().unwrap()), expected);
        }
        assert!(start.elapsed().as_secs() < 5, "quadratic: {:?}", start.elapsed());
    });
}

#[test]
fn a_queue_of_text_does_not_keep_what_is_gone() {
    with_heap(|| unsafe {
        let mut text = new(&"x".repeat(100_000));
        while (*text.as_string().unwrap()).len > 0 {
            let string = text.as_string().unwrap();
            let buffer = (*string).buffer;
            assert!(buffer.is_null() || (*buffer).used <= 4 * (*string).len);
            text = slice(string, 1, (*string).len);
        }
    });
}

#[test]
fn single_characters_are_not_allocated() {
    with_heap(|| unsafe {
        let text = new("hello");
        let e = index(text.as_string().unwrap(), 1);
        assert!(e == ascii_char(b'e') && e == from_char('e') && e == new("e"));
        assert_eq!(as_str(e.as_string().unwrap()), "e");
        assert!(slice(text.as_string().unwrap(), 2, 2) == empty());
    });
}

#[test]
fn positions_are_not_taken_from_a_dead_string_at_the_same_address() {
    with_heap(|| unsafe {
        for round in 0..400 {
            let chars: Vec<char> = (0..40).map(|i| if i * 7 % 40 < round % 40 { 'é' } else { '漢' }).collect();
            let text = new(&Text::from_iter(&chars));
            for i in [round * 11 % 40, round * 17 % 40] {
                let char = index(text.as_string().unwrap(), i as u64);
                assert_eq!(as_str(char.as_string().unwrap()), Text::from(chars[i]));
            }
            heap::collect();
        }
    });
}
