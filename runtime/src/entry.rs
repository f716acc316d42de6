//! The functions that generated code may call: one table, from which both the functions' symbols and the compiler's
//! knowledge of them are generated, so that they cannot drift.
//!
//! Convention: System V, and another one for [rare calls](crate::cold). A function marked `raises` returns [`Value::RAISED`] after it stored the error in
//! [`crate::errors`]; generated code then calls `omg_raise`, which never returns. Nothing is unwound through Rust frames.

use crate::value::Value;

/// What a parameter or a result is, for the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// A tagged [`Value`].
    Value,
    /// A raw 64-bit integer or an address.
    I64,
    /// A raw double.
    F64,
    /// No result.
    Unit,
}

/// One row of the table.
pub struct EntryPoint {
    /// The linker symbol.
    pub name: &'static str,
    pub params: &'static [Repr],
    pub result: Repr,
    /// May return [`Value::RAISED`].
    pub raises: bool,
    /// The linker symbol of the same function for [rare calls](crate::cold).
    pub cold_name: &'static str,
}

/// The type behind each [`Repr`].
trait HasRepr {
    const REPR: Repr;
}
impl HasRepr for Value {
    const REPR: Repr = Repr::Value;
}
impl HasRepr for i64 {
    const REPR: Repr = Repr::I64;
}
impl<T> HasRepr for *const T {
    const REPR: Repr = Repr::I64;
}
impl<T> HasRepr for *mut T {
    const REPR: Repr = Repr::I64;
}
impl HasRepr for f64 {
    const REPR: Repr = Repr::F64;
}
impl HasRepr for () {
    const REPR: Repr = Repr::Unit;
}

macro_rules! raises {
    (raises) => {
        true
    };
    () => {
        false
    };
}

/// Each row: the symbol, its parameters and result, `raises` if it may, and the function of this crate that does it.
macro_rules! entry_points {
    ($($(#[$doc:meta])* $name:ident ($($param:ident: $type:ty),*) -> $result:ty $([$raises:ident])? = $implementation:path;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// Called by generated code with well-formed values; addresses point at as many values as the count says.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $name($($param: $type),*) -> $result {
                // Safety: the caller keeps the contract above, which is the implementation's own.
                #[allow(unused_unsafe, reason = "some implementations are safe")]
                unsafe { $implementation($($param),*) }
            }

            mod $name {
                /// The same for rare calls: preserves all registers, and leaves the result in memory.
                ///
                /// # Safety
                /// As for the function itself.
                #[unsafe(naked)]
                #[unsafe(export_name = concat!(stringify!($name), "_cold"))]
                pub unsafe extern "C" fn cold() {
                    core::arch::naked_asm!(
                        "push rax",
                        "lea rax, [rip + {function}]",
                        "jmp {call}",
                        function = sym super::$name,
                        call = sym crate::cold::call_preserving_all,
                    )
                }
            }
        )*

        /// All entry points.
        pub static ENTRY_POINTS: [EntryPoint; [$(stringify!($name)),*].len()] = [$(
            EntryPoint {
                name: stringify!($name),
                params: &[$(<$type as HasRepr>::REPR),*],
                result: <$result as HasRepr>::REPR,
                raises: raises!($($raises)?),
                cold_name: concat!(stringify!($name), "_cold"),
            },
        )*];
    };
}

entry_points! {
    // Operators: the general case of each. Both operands are any values.
    /// `a + b`
    omg_add(a: Value, b: Value) -> Value [raises] = crate::ops::add;
    /// `a + b` of two strings
    omg_concat(a: Value, b: Value) -> Value = crate::ops::concat;
    /// `a + b`, of which one is a string
    omg_add_texts(a: Value, b: Value) -> Value = crate::ops::add_texts;
    /// `a + b + c` as one text: the texts of so many values, which may be replaced by them
    omg_join(parts: *mut Value, count: i64) -> Value = crate::ops::join;
    /// `a - b`
    omg_sub(a: Value, b: Value) -> Value [raises] = crate::ops::sub;
    /// `a * b`
    omg_mul(a: Value, b: Value) -> Value [raises] = crate::ops::mul;
    /// `a / b` in edition 2025: floors two integers
    omg_div_2025(a: Value, b: Value) -> Value [raises] = crate::ops::div_2025;
    /// `a / b` in edition 2026: always true division
    omg_div_2026(a: Value, b: Value) -> Value [raises] = crate::ops::div_2026;
    /// `a // b`
    omg_floor_div(a: Value, b: Value) -> Value [raises] = crate::ops::floor_div;
    /// `a % b`
    omg_mod(a: Value, b: Value) -> Value [raises] = crate::ops::modulo;
    /// `a << b`
    omg_shl(a: Value, b: Value) -> Value [raises] = crate::ops::shl;
    /// `a >> b`
    omg_shr(a: Value, b: Value) -> Value [raises] = crate::ops::shr;
    /// `a & b`
    omg_bit_and(a: Value, b: Value) -> Value [raises] = crate::ops::bit_and;
    /// `a ^ b`
    omg_bit_xor(a: Value, b: Value) -> Value [raises] = crate::ops::bit_xor;
    /// `a | b`
    omg_bit_or(a: Value, b: Value) -> Value [raises] = crate::ops::bit_or;
    /// `-a`
    omg_neg(a: Value) -> Value [raises] = crate::ops::neg;
    /// `+a`
    omg_plus(a: Value) -> Value [raises] = crate::ops::plus;
    /// `~a`
    omg_bit_not(a: Value) -> Value [raises] = crate::ops::bit_not;
    /// `a == b`: `TRUE` or `FALSE`
    omg_eq(a: Value, b: Value) -> Value = crate::ops::eq;
    /// `a < b`: `TRUE` or `FALSE`
    omg_lt(a: Value, b: Value) -> Value [raises] = crate::ops::lt;
    /// `a <= b`
    omg_le(a: Value, b: Value) -> Value [raises] = crate::ops::le;
    /// `a > b`
    omg_gt(a: Value, b: Value) -> Value [raises] = crate::ops::gt;
    /// `a >= b`
    omg_ge(a: Value, b: Value) -> Value [raises] = crate::ops::ge;
    /// Whether a condition holds: 1 or 0
    omg_truthy(a: Value) -> i64 = crate::ops::truthy;

    // Containers.
    /// `a[i]`
    omg_index(object: Value, index: Value) -> Value [raises] = crate::ops::index;
    /// `a[i] := v`; the result is NONE
    omg_index_set(object: Value, index: Value, value: Value) -> Value [raises] = crate::ops::index_set;
    /// `a[start:end]`; a bound that is not written is UNSET
    omg_slice(object: Value, start: Value, end: Value) -> Value [raises] = crate::ops::slice;
    /// `x := x[start:end]`, where nothing but `x` refers to the list unless it is marked shared
    omg_slice_in_place(object: Value, start: Value, end: Value) -> Value [raises] = crate::ops::slice_in_place;
    /// `a.k`; the key is a string
    omg_attribute(object: Value, key: Value) -> Value [raises] = crate::ops::attribute;
    /// `a.k`, and notes in the cache where the key was found
    omg_attribute_cached(object: Value, key: Value, cache: *mut crate::program::AttributeCache) -> Value [raises] = crate::ops::attribute_cached;
    /// `a.k := v`; the result is NONE
    omg_attribute_set(object: Value, key: Value, value: Value) -> Value [raises] = crate::ops::attribute_set;
    /// `a.k := v`, and notes in the cache where the key is now
    omg_attribute_set_cached(object: Value, key: Value, value: Value, cache: *mut crate::program::AttributeCache) -> Value [raises] = crate::ops::attribute_set_cached;
    /// `[a, b, c]`
    omg_list_new(elements: *const Value, count: i64) -> Value = crate::list::new;
    /// `[a, b, c]` of raw floats, as a list of them
    omg_list_of_floats(elements: *const f64, count: i64) -> Value = crate::list::new_floats;
    /// `[a, b, c]` of words less than 256, as a list of bytes
    omg_list_of_bytes(elements: *const Value, count: i64) -> Value = crate::list::new_bytes;
    /// `list_repeat(v, n)`, as a list of the element kind with that number, which can hold the value
    omg_list_repeat(value: Value, count: Value, kind: i64) -> Value [raises] = crate::builtins::list_repeat_of_kind;
    /// `x := x + [float]`, where `x` is a list of raw floats, and nothing but `x` refers to it unless it is marked shared
    omg_append_float_in_place(list: Value, float: f64) -> Value = crate::list::append_float_in_place;
    /// `a + [v]` without the list in between; `a` is any value
    omg_append(a: Value, element: Value) -> Value [raises] = crate::ops::append;
    /// `x := x + [v]`, where nothing but `x` refers to the list unless it is marked shared
    omg_append_in_place(a: Value, element: Value) -> Value [raises] = crate::ops::append_in_place;
    /// `{k: a, l: b}`; keys are strings, a later one of the same text wins
    omg_dict_new(keys: *const Value, values: *const Value, count: i64) -> Value = crate::dict::new;
    /// As `omg_dict_new`, and notes in the cache which shape such dictionaries have
    omg_dict_new_cached(keys: *const Value, values: *const Value, count: i64, cache: *mut crate::program::AttributeCache) -> Value = crate::dict::new_cached;
    /// The namespace of a module: as `omg_dict_new`, but keys whose value is UNSET are left out, and frozen
    omg_namespace_new(keys: *const Value, values: *const Value, count: i64) -> Value = crate::dict::new_namespace;

    // Procedures, variables, numbers.
    /// A procedure value with captured values
    omg_closure_new(code: *const u8, info: *const crate::program::ProcInfo, captures: *const Value, count: i64) -> Value = crate::closure::new;
    /// A fresh captured variable
    omg_cell_new(value: Value) -> Value = crate::closure::new_cell;
    /// A float object
    omg_float_new(value: f64) -> Value = crate::float::new;
    /// Calls a built-in with `count` arguments
    omg_call_builtin(builtin: *const crate::builtins::Builtin, arguments: *const Value, count: i64) -> Value [raises] = crate::builtins::call;
    /// The built-in `has_key(d, k)`
    omg_has_key(dict: Value, key: Value) -> Value [raises] = crate::builtins::has_key;
    /// Calls a value that is not a procedure of the program with `count` parameters: calls a built-in value, else raises
    omg_call_other(callee: Value, arguments: *const Value, count: i64) -> Value [raises] = crate::ops::call_other;

    // Statements.
    /// `emit v`
    omg_emit(value: Value) -> () = crate::output::emit;

    // Errors: each stores the error and returns RAISED.
    /// `facts` failed
    omg_error_assertion() -> Value [raises] = crate::errors::assertion;
    /// A variable was read before it had a value; the name is a string
    omg_error_unset(name: Value) -> Value [raises] = crate::errors::unset;
    /// A direct call with the wrong number of arguments that was allowed at compile time; the name is a string
    omg_error_arity_of(name: Value, expected: i64, count: i64) -> Value [raises] = crate::errors::arity_of;
    /// An import of a module whose body ended with an error before; the name is a string
    omg_error_import(module: Value) -> Value [raises] = crate::errors::import;
    /// The stack is used up
    omg_error_recursion() -> Value [raises] = crate::errors::recursion;
}
