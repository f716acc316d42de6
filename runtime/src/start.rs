//! From the process's first instruction to the program's, and from its end to the process's.

use crate::heap::Concurrency;
use crate::program::Program;
use crate::value::Value;
use crate::{heap, list, output, stack, string, sys};
use alloc::string::String;

static mut PROGRAM: *const Program = core::ptr::null();

/// The program that this executable was made of.
pub fn program() -> &'static Program {
    // Safety: `start` stored the address of static data before anything else.
    unsafe { &*PROGRAM }
}

/// Runs the program; called with the stack as the kernel left it.
///
/// # Safety
/// `initial_stack` is the stack pointer at the process's entry point; nothing of the runtime has run.
pub unsafe fn start(initial_stack: *const usize, program: &'static Program) -> ! {
    // Safety: one thread, and for `initial_stack` the caller's promise is the same.
    unsafe {
        PROGRAM = program;
        sys::process::set_arguments_from_stack(initial_stack);
    }
    // Where this is impossible, writing to a closed pipe ends the program less politely.
    let _ = sys::process::ignore_broken_pipes();
    let result = stack::run(|base| {
        run(base);
        output::exit(0)
    });
    if let Err(error) = result {
        output::print_error(format_args!("cannot reserve a stack: {}\n", sys::describe(error)));
    }
    output::exit(1)
}

fn run(stack_base: *const usize) {
    let program = program();
    heap::init(stack_base as usize);
    // Safety: static data of the program.
    unsafe {
        heap::add_roots(program.globals, program.global_count as usize);
        heap::set_attribute_caches(program.attribute_caches, program.attribute_cache_count as usize);
    }
    match sys::variable("OMG_GC_STRESS") {
        Some(b"1") => heap::set_stress(true),
        Some(b"concurrent") => heap::set_concurrency(Concurrency::Always),
        // The copy would take the program's own time.
        _ if sys::process::processors() == 1 => {}
        _ => heap::set_concurrency(Concurrency::Large),
    }
    fill_shared_variables(program);
    // Safety: compiled code that expects nothing but an initialised runtime.
    unsafe { (program.main)() }
}

/// The variables that all modules share are the first of the program's: `args`, `module_file`, `current_dir`.
fn fill_shared_variables(program: &Program) {
    let current_dir = sys::process::current_dir().unwrap_or_default();
    // Safety: the compiler reserves at least three variables.
    unsafe {
        *program.globals = argument_list();
        *program.globals.add(1) = string::new(program.module_file.as_str());
        *program.globals.add(2) = text(&current_dir);
    }
}

fn argument_list() -> Value {
    list::of_texts(sys::arguments().into_iter().map(String::from_utf8_lossy))
}

/// A string of bytes from outside, which need not be UTF-8.
fn text(bytes: &[u8]) -> Value {
    string::new(&String::from_utf8_lossy(bytes))
}
