//! The runtime's own memory routines, called out of an executable whose code is mapped into the test.

use super::{executable, hello};
use object::{Object, ObjectSection, ObjectSymbol};
use omgc::link::Options;
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags};

/// The executable's `.text`, ready to be called. The routines do not depend on where they lie.
struct Code {
    memory: *const u8,
    address: u64,
    symbols: Vec<(String, u64)>,
}

impl Code {
    fn load() -> Code {
        let bytes = executable(hello(), Options::default());
        let file = object::File::parse(&*bytes).unwrap();
        let text = file.section_by_name(".text").unwrap();
        let content = text.data().unwrap();
        let access = ProtFlags::READ | ProtFlags::WRITE;
        // Safety: a fresh mapping as long as the code, which is never unmapped.
        let memory = unsafe {
            let memory = rustix::mm::mmap_anonymous(std::ptr::null_mut(), content.len(), access, MapFlags::PRIVATE);
            let memory = memory.unwrap().cast::<u8>();
            memory.copy_from_nonoverlapping(content.as_ptr(), content.len());
            rustix::mm::mprotect(memory.cast(), content.len(), MprotectFlags::READ | MprotectFlags::EXEC).unwrap();
            memory
        };
        let symbols = file.symbols().map(|symbol| (symbol.name().unwrap().to_owned(), symbol.address())).collect();
        Code { memory, address: text.address(), symbols }
    }

    /// A routine of three words.
    fn routine(&self, name: &str) -> extern "C" fn(usize, usize, usize) -> usize {
        let (_, address) = self.symbols.iter().find(|(symbol, _)| symbol == name).unwrap();
        // Safety: that is where the routine was copied to.
        unsafe { std::mem::transmute(self.memory.add((address - self.address) as usize)) }
    }
}

/// All short lengths, and some around the limits between the ways that the routines work.
fn lengths() -> impl Iterator<Item = usize> {
    (0..200).chain([255, 256, 511, 1023, 1024, 1025, 2047, 2048, 2049, 5000])
}

/// Bytes that all differ from their neighbours.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 7 + i / 256) as u8).collect()
}

#[test]
fn copies_are_exact_however_the_blocks_overlap() {
    let code = Code::load();
    let distances = [0, 1, 7, 15, 16, 17, 31, 32, 33, 64, 100, 3000, 6000];
    for name in ["memcpy", "memmove"] {
        let copy = code.routine(name);
        for len in lengths() {
            for (from, to) in distances.iter().flat_map(|&d| [(64, 64 + d), (64 + d, 64)]) {
                let mut bytes = pattern(12_000);
                let mut expected = bytes.clone();
                expected.copy_within(from..from + len, to);
                let start = bytes.as_mut_ptr() as usize;
                assert_eq!(copy(start + to, start + from, len), start + to);
                assert!(bytes == expected, "{name} of {len} bytes from {from} to {to}");
            }
        }
    }
}

#[test]
fn filling_stays_inside_the_block() {
    let fill = Code::load().routine("memset");
    for (len, at) in lengths().flat_map(|len| [(len, 16), (len, 17), (len, 31)]) {
        let mut bytes = pattern(6000);
        let mut expected = bytes.clone();
        expected[at..at + len].fill(0xa5);
        let start = bytes.as_mut_ptr() as usize;
        assert_eq!(fill(start + at, 0x1a5, len), start + at);
        assert!(bytes == expected, "{len} bytes at {at}");
    }
}

#[test]
fn the_first_difference_decides_a_comparison() {
    let code = Code::load();
    for name in ["memcmp", "bcmp"] {
        let compare = code.routine(name);
        for len in lengths() {
            let mut a = pattern(len + 1);
            let mut b = a.clone();
            // Behind the blocks, and therefore without meaning.
            (a[len], b[len]) = (1, 2);
            let result = |a: &[u8], b: &[u8]| (compare(a.as_ptr() as usize, b.as_ptr() as usize, len) as i32).signum();
            assert_eq!(result(&a, &b), 0, "{name} of {len} bytes");
            for at in (0..len).step_by(1 + len / 50) {
                let mut c = b.clone();
                c[at] = c[at].wrapping_add(100);
                c[at + 1..].reverse();
                let expected = a[..len].cmp(&c[..len]) as i32;
                assert_eq!((result(&a, &c), result(&c, &a)), (expected, -expected), "{name} of {len} bytes, {at}");
            }
        }
    }
}

#[test]
fn text_ends_at_its_zero() {
    let code = Code::load();
    let length = code.routine("strlen");
    for text in [&b"\0"[..], b"a\0b\0", b"a longer text\0"] {
        let expected = text.iter().position(|&byte| byte == 0).unwrap();
        assert_eq!(length(text.as_ptr() as usize, 0, 0), expected);
    }
}
