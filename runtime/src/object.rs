//! The layouts of all objects. Generated code reads them with offsets taken from here by `offset_of!`; nothing else
//! knows a number. Every object starts with a [`Header`] and is 16-byte aligned in the heap, 8-byte aligned as static data.
//!
//! Objects never move. The collector scans fields precisely by [`Kind`]; a field that holds an address may be null or
//! point outside the heap (static data), which the collector ignores.

use crate::builtins::Builtin;
use crate::program::ProcInfo;
use crate::value::Value;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// An integer outside 63 bits: [`BigInt`].
    BigInt = 1,
    Float = 2,
    String = 3,
    List = 4,
    /// A dictionary or a namespace: [`Dict`].
    Dict = 5,
    /// A procedure of the program: [`Closure`].
    Closure = 6,
    /// A built-in procedure as a value: [`Builtin`].
    Builtin = 7,
    /// A variable that is captured and assigned: [`Cell`].
    Cell = 8,
    /// The elements of lists and slots of dictionaries: [`Buffer`].
    Buffer = 9,
    /// The bytes of strings, hash indexes; holds no addresses: [`Bytes`].
    Bytes = 10,
    /// The keys of dictionaries: [`Shape`].
    Shape = 11,
}

/// The first word of every object.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Header {
    pub kind: Kind,
    /// Lists and buffers: the [`ElementKind`]; so kind and element kind are tested with one 16-bit load.
    pub detail: u8,
    /// Bits per kind, see the `..._FLAG` constants.
    pub flags: u16,
    /// A number per kind.
    pub aux: u32,
}

/// How the elements of a list lie in its buffer. All lists that use a buffer have its kind. Compiled code makes lists of
/// [floats](ElementKind::Float) and of [bytes](ElementKind::Byte) where it knows that they never hold anything else. Built-ins
/// make lists of [octets](ElementKind::Octet). Everything else makes lists of any values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum ElementKind {
    /// Words of [`Value`].
    #[default]
    Any = 0,
    /// Raw doubles.
    Float = 1,
    /// The lowest byte of words that are less than 256: constants, and integers from 0 to 127.
    Byte = 2,
    /// Integers from 0 to 255: what was read from files and the like. Such a list becomes one of any values when
    /// something else is stored in it. Compiled code leaves all operations on it to the runtime.
    Octet = 3,
}

impl ElementKind {
    /// The kind with this number, which is that of a kind.
    pub const fn of(number: u8) -> ElementKind {
        match number {
            0 => ElementKind::Any,
            1 => ElementKind::Float,
            2 => ElementKind::Byte,
            3 => ElementKind::Octet,
            _ => panic!("a number of an element kind"),
        }
    }

    /// The size of an element in bytes.
    pub const fn size(self) -> usize {
        match self {
            ElementKind::Any | ElementKind::Float => 8,
            ElementKind::Byte | ElementKind::Octet => 1,
        }
    }

    /// Whether a list of this kind may come to hold the value, whatever compiled code knows of it.
    #[inline]
    pub fn may_hold(self, value: Value) -> bool {
        self != ElementKind::Octet || value.is_small() && (0..256).contains(&value.as_small())
    }

    /// An element as it lies in a buffer, in the lowest bytes of the word. The value is one that the kind can hold.
    pub fn element_of(self, value: Value) -> u64 {
        match self {
            ElementKind::Any => value.0,
            ElementKind::Float => crate::float::of(value).expect("the list holds floats alone").to_bits(),
            ElementKind::Byte => {
                assert!(value.0 < 256, "the list holds bytes alone");
                value.0
            }
            ElementKind::Octet => {
                assert!(self.may_hold(value), "the list holds octets alone");
                value.as_small() as u64
            }
        }
    }

    /// The value of an element in a buffer. A float gets an object.
    ///
    /// # Safety
    /// `element` is the address of an initialised element of this kind.
    pub unsafe fn value_at(self, element: *const u8) -> Value {
        // Safety: by the caller's promise.
        unsafe {
            match self {
                ElementKind::Any => *element.cast::<Value>(),
                ElementKind::Float => crate::float::new(*element.cast::<f64>()),
                ElementKind::Byte => Value(u64::from(*element)),
                ElementKind::Octet => Value::small(i64::from(*element)),
            }
        }
    }
}

/// `aux`: number of limbs. The magnitude in 64-bit limbs, least significant first, the last one not zero. The number
/// never fits in 63 bits.
#[repr(C)]
pub struct BigInt {
    pub header: Header,
    pub limbs: [u64; 0],
}

/// On a [`BigInt`]: the number is negative.
pub const NEGATIVE_FLAG: u16 = 1;

#[repr(C)]
pub struct Float {
    pub header: Header,
    pub value: f64,
}

/// Immutable text. The bytes are UTF-8 and lie in the string itself (behind this struct), in static data, or in a
/// growth buffer that several strings share: each sees a part of it that is never written again. `aux`: the hash, or 0 if it
/// is not computed yet; a computed hash is never 0.
#[repr(C)]
pub struct String {
    pub header: Header,
    /// In bytes.
    pub len: u64,
    /// In code points; equals `len` exactly when [`ASCII_FLAG`] is set.
    pub chars: u64,
    pub data: *const u8,
    /// The growth buffer that `data` points into; null otherwise.
    pub buffer: *mut Bytes,
}

/// On a [`String`]: all bytes are below 128, so that character `i` is byte `i`.
pub const ASCII_FLAG: u16 = 1;

/// A growth buffer. Bytes from `used` on belong to nobody: the string that ends at `used` may be extended there.
#[repr(C)]
pub struct Bytes {
    pub header: Header,
    pub capacity: u64,
    pub used: u64,
    pub data: [u8; 0],
}

/// `header.detail`: the [`ElementKind`]. The elements are `data[0..len]`, inside `buffer`.
///
/// Sharing: `xs + [v]` and slices make a new list that may use the same buffer. A buffer with [`SHARED_FLAG`] is used
/// by several lists and is copied before an element is written (`xs[i] := v`); appending beyond `used` does not disturb
/// the other lists. A *list* with [`SHARED_FLAG`] may be reachable through more than one reference; a list without it
/// is referred to by one variable alone, so that `xs := xs + [v]` may grow it in place.
#[repr(C)]
pub struct List {
    pub header: Header,
    pub len: u64,
    /// The first element.
    pub data: *mut u8,
    /// Null for a list that never had an element. Of short lists it lies behind this struct, in the same cell: an
    /// *inline buffer*, which no other list uses.
    pub buffer: *mut Buffer,
}

/// On a [`List`]: there may be several references to it. On a [`Buffer`]: several lists use it. Once set it stays.
pub const SHARED_FLAG: u16 = 1;

/// Elements of lists, slots of dictionaries. `elements[0..used]` are initialised, and scanned if they are values. The
/// [`ElementKind`] is the header's detail.
#[repr(C)]
pub struct Buffer {
    pub header: Header,
    /// In elements.
    pub capacity: u64,
    pub used: u64,
    pub elements: [u64; 0],
}

impl List {
    /// How the elements lie in memory.
    #[inline]
    pub fn kind(&self) -> ElementKind {
        ElementKind::of(self.header.detail)
    }
}

impl Buffer {
    /// How the elements lie in memory.
    #[inline]
    pub fn kind(&self) -> ElementKind {
        ElementKind::of(self.header.detail)
    }
}

/// The value of key number `i` of the shape is `slots[i]`. `aux`: for how many slots there is room behind this struct, in
/// the same cell. A dictionary that outgrows these *inline slots* has its slots in a [`Buffer`].
#[repr(C)]
pub struct Dict {
    pub header: Header,
    /// Number of keys; equals the shape's `len`.
    pub len: u64,
    pub shape: *mut Shape,
    /// `inline_slots`, or the elements of a buffer that belongs to this dictionary alone.
    pub slots: *mut u64,
    pub inline_slots: [u64; 0],
}

/// On a [`Dict`]: writes raise FrozenWriteError (namespaces, `freeze`).
pub const FROZEN_FLAG: u16 = 1;

/// Keys in insertion order. A shape without [`OWNED_FLAG`] is shared by all dictionaries that got the same keys in the
/// same order, is never changed, and leads to others by `transitions`. A dictionary with many keys owns its shape alone
/// and adds keys to it.
#[repr(C)]
pub struct Shape {
    pub header: Header,
    pub len: u64,
    /// The keys: strings. Shared shapes of one chain may share the buffer, each sees its first `len` elements.
    pub keys: *mut Buffer,
    /// Open-addressing index over the keys' hashes, or null while there are few keys.
    pub index: *mut Bytes,
    /// Alternating key and shape, or null.
    pub transitions: *mut Buffer,
}

/// On a [`Shape`]: it belongs to one dictionary.
pub const OWNED_FLAG: u16 = 1;

/// `aux`: number of captured values. In compiled programs `code` is called with the closure itself as first argument;
/// in the interpreter it is the number of the procedure.
#[repr(C)]
pub struct Closure {
    pub header: Header,
    pub code: *const u8,
    pub info: *const ProcInfo,
    pub captures: [Value; 0],
}

#[repr(C)]
pub struct Cell {
    pub header: Header,
    pub value: Value,
}

macro_rules! casts {
    ($($name:ident: $kind:ident),*) => { impl Value { $(
        /// The object if the value is of this kind.
        pub fn $name(self) -> Option<*mut $kind> {
            self.cast(Kind::$kind)
        }
    )* } };
}
casts! { as_big_int: BigInt, as_float: Float, as_string: String, as_list: List, as_dict: Dict, as_closure: Closure, as_builtin: Builtin, as_cell: Cell }
