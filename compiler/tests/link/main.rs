//! Object files written by hand are linked with the runtime and run.

mod files;
mod memory;
mod program;

use omgc::link::{self, LinkError, Options};
use program::{Binary, Outcome, Site, TestObject};

/// Prints a static string.
fn hello() -> TestObject {
    let mut object = TestObject::new();
    let text = object.string("hello, world");
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(0);
        code.load_argument(text);
        code.call("omg_emit");
        code.leave();
    });
    object.main(main);
    object
}

/// `main` calls `outer` calls `inner`, which fails; `main` catches the error if it has a handler.
fn failing(caught: bool) -> TestObject {
    let mut object = TestObject::new();
    let before = object.string("before");
    let inner = object.proc("inner", "inner", |code| {
        code.enter(0);
        code.call("omg_error_assertion");
        code.call("omg_raise");
        code.site(Site { line: 3, frame_offset: 0, handler: None });
    });
    let outer = object.proc("outer", "outer", |code| {
        code.enter(32);
        code.call_proc(inner);
        code.site(Site { line: 7, frame_offset: 32, handler: None });
        code.leave();
    });
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(48);
        code.load_argument(before);
        code.call("omg_emit");
        code.call_proc(outer);
        let handler = caught.then(|| code.forward());
        code.site(Site { line: 12, frame_offset: 48, handler });
        code.leave();
        if let Some(handler) = handler {
            code.bind(handler);
            code.move_result_to_argument();
            code.call("omg_emit");
            code.leave();
        }
    });
    object.main(main);
    object
}

/// A procedure that calls itself until the stack is used up.
fn recursive() -> TestObject {
    let mut object = TestObject::new();
    let forever = object.next_proc();
    let forever = object.proc("forever", "forever", |code| {
        code.enter(0);
        let overflow = code.forward();
        code.jump_if_stack_is_below("OMG_STACK_LIMIT", overflow);
        code.call_proc(forever);
        code.site(Site { line: 2, frame_offset: 0, handler: None });
        code.leave();
        code.bind(overflow);
        code.call("omg_error_recursion");
        code.call("omg_raise");
        code.site(Site { line: 1, frame_offset: 0, handler: None });
    });
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(0);
        code.call_proc(forever);
        code.site(Site { line: 4, frame_offset: 0, handler: None });
        code.leave();
    });
    object.main(main);
    object
}

/// Prints for ever.
fn endless() -> TestObject {
    let mut object = TestObject::new();
    let text = object.string("again");
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(0);
        let start = code.here();
        code.load_argument(text);
        code.call("omg_emit");
        code.jump_back(start);
    });
    object.main(main);
    object
}

fn executable(object: TestObject, options: Options) -> Vec<u8> {
    link::link(&object.write(), options).unwrap()
}

fn binary(object: TestObject) -> Binary {
    Binary::new(&executable(object, Options::default()))
}

#[test]
fn hello_world_runs() {
    assert_eq!(binary(hello()).run(), Outcome { stdout: "hello, world\n".into(), stderr: String::new(), status: 0 });
}

#[test]
fn executables_are_small_static_files() {
    use object::read::elf::{FileHeader, ProgramHeader};
    let bytes = executable(hello(), Options::default());
    assert!(bytes.len() < 220_000, "{} bytes", bytes.len());
    let header = object::elf::FileHeader64::<object::LittleEndian>::parse(&*bytes).unwrap();
    let mut types = std::collections::BTreeSet::new();
    for segment in header.program_headers(object::LittleEndian, &*bytes).unwrap() {
        types.insert(segment.p_type(object::LittleEndian));
        let flags = segment.p_flags(object::LittleEndian);
        assert_ne!(flags & (object::elf::PF_W | object::elf::PF_X), object::elf::PF_W | object::elf::PF_X);
    }
    assert_eq!(types, [object::elf::PT_LOAD, object::elf::PT_GNU_STACK].into());
}

#[test]
fn an_error_is_caught_three_frames_up() {
    let outcome = binary(failing(true)).run();
    assert_eq!(outcome.stdout, "before\nAssertionError: assertion failed\n");
    assert_eq!((outcome.stderr.as_str(), outcome.status), ("", 0));
}

#[test]
fn an_error_that_nothing_catches_ends_with_a_traceback() {
    let outcome = binary(failing(false)).run();
    let expected = "Traceback (most recent call last):\n  File \"main.omg\", line 12, in <top-level>\n  \
                    File \"main.omg\", line 7, in outer\n  File \"main.omg\", line 3, in inner\n\
                    AssertionError: assertion failed\n";
    assert_eq!(outcome, Outcome { stdout: "before\n".into(), stderr: expected.into(), status: 1 });
}

#[test]
fn output_comes_before_the_traceback_in_a_common_stream() {
    let (text, status) = binary(failing(false)).run_with_common_stream();
    assert!(text.starts_with("before\nTraceback"), "{text}");
    assert_eq!(status, 1);
}

#[test]
fn endless_recursion_is_an_error_with_a_short_traceback() {
    let outcome = binary(recursive()).run();
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(outcome.status, 1);
    assert_eq!(lines.len(), 1 + 10 + 1 + 10 + 1, "{}", outcome.stderr);
    assert_eq!(lines[1], "  File \"main.omg\", line 4, in <top-level>");
    assert_eq!(lines[11], "  ... frames omitted ...");
    assert_eq!(lines[21], "  File \"main.omg\", line 1, in forever");
    assert!(lines[22].starts_with("RecursionError: "), "{}", lines[22]);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    assert_eq!(binary(endless()).run_into_closed_pipe(), (String::new(), 141));
}

#[test]
fn a_full_disk_is_reported() {
    let (stderr, status) = binary(endless()).run_into_full_device();
    assert_eq!(stderr, "cannot write to standard output: no space left on device\n");
    assert_eq!(status, 1);
}

#[test]
fn all_kinds_of_data_and_relocations_arrive() {
    let mut object = TestObject::new();
    let (first, second) = (object.string("first"), object.string("second"));
    let variable = object.data_pointing_at("variable", second);
    let zeros = object.zeros("zeros", 1 << 16);
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(0);
        code.load_argument_from_got(first);
        code.increment_argument();
        code.call("omg_emit");
        code.load_argument_from(variable, object::elf::R_X86_64_32S);
        code.call("omg_emit");
        code.load_argument(first);
        code.store_argument_in(zeros, (1 << 16) - 8);
        code.load_argument_from(variable, object::elf::R_X86_64_32);
        code.load_argument_from_end(zeros, (1 << 16) - 8);
        code.call("omg_emit");
        code.leave();
    });
    object.main(main);
    assert_eq!(binary(object).run().stdout, "first\nsecond\nfirst\n");
}

/// Prints the variables that all modules share.
fn surroundings() -> TestObject {
    let mut object = TestObject::new();
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(0);
        for number in 0..3 {
            code.load_argument_from_global(number);
            code.call("omg_emit");
        }
        code.leave();
    });
    object.main(main);
    object
}

#[test]
fn a_program_knows_its_surroundings() {
    use std::os::unix::ffi::OsStrExt;
    let binary = binary(surroundings());
    let not_utf8 = std::ffi::OsStr::from_bytes(b"\xff!");
    let path = std::fs::canonicalize(binary.path()).unwrap();
    let directory = path.parent().unwrap().display();
    for stress in ["0", "1"] {
        let mut command = binary.command();
        let outcome = Binary::outcome(command.args(["one", ""]).arg(not_utf8).env("OMG_GC_STRESS", stress));
        let args = format!("[{}, one, , \u{fffd}!]", binary.path().display());
        assert_eq!(outcome.stdout, format!("{args}\nmain.omg\n{directory}\n"), "stress {stress}");
        assert_eq!((outcome.stderr.as_str(), outcome.status), ("", 0));
    }
}

#[test]
fn the_same_object_gives_the_same_bytes() {
    let bytes = executable(failing(true), Options::default());
    assert!(bytes == executable(failing(true), Options::default()));
}

/// The names of the symbols of an executable.
fn names(bytes: &[u8]) -> Vec<String> {
    use object::{Object, ObjectSymbol};
    let file = object::read::elf::ElfFile64::<object::LittleEndian>::parse(bytes).unwrap();
    file.symbols().filter(|symbol| symbol.address() != 0).map(|symbol| symbol.name().unwrap().to_owned()).collect()
}

/// Prints built-ins.
fn uses(builtins: &[&'static str]) -> TestObject {
    let mut object = TestObject::new();
    let main = object.proc("main", "<top-level>", |code| {
        code.enter(0);
        for builtin in builtins {
            code.load_argument_named(builtin);
            code.call("omg_emit");
        }
        code.leave();
    });
    object.main(main);
    object
}

#[test]
fn executables_contain_what_they_use_of_the_runtime() {
    let parts = ["3sin", "tcp_connect", "resolver", "file_read", "omg_concat"];
    let contains = |object: TestObject| {
        let names = names(&executable(object, Options::default()));
        parts.map(|part| names.iter().any(|name| name.contains(part)))
    };
    assert_eq!(contains(hello()), [false; 5]);
    assert_eq!(contains(uses(&["omg_builtin_sin"])), [true, false, false, false, false]);
    assert_eq!(contains(uses(&["omg_builtin_file_read"])), [false, false, false, true, false]);
    assert_eq!(contains(uses(&["omg_builtin_tcp_connect"])), [false, true, true, false, false]);
    // It may call any of them.
    assert_eq!(contains(uses(&["omg_builtin_call_builtin"])), [true, true, true, true, false]);

    let binary = binary(uses(&["omg_builtin_sin", "omg_builtin_tcp_connect"]));
    assert_eq!(binary.run().stdout, "<proc sin>\n<proc tcp_connect>\n");
}

#[test]
fn symbols_of_program_and_runtime_are_there_unless_stripped() {
    let full = executable(failing(true), Options::default());
    let found = names(&full);
    for name in ["inner", "outer", "main", "omg_program", "omg_emit", "omg_raise", "_start"] {
        assert!(found.iter().any(|found| found == name), "{name} in {found:?}");
    }
    let stripped = executable(failing(true), Options { strip: true });
    assert!(names(&stripped).is_empty());
    assert!(stripped.len() < full.len());
    assert_eq!(Binary::new(&stripped).run().status, 0);
}

#[test]
fn debug_sections_are_kept_unless_stripped() {
    use object::{Object, ObjectSection, ObjectSymbol};
    let with_debug_section = || {
        let mut object = hello();
        object.debug_section(".debug_test");
        object
    };
    let bytes = executable(with_debug_section(), Options::default());
    let file = object::File::parse(&*bytes).unwrap();
    let main = file.symbols().find(|symbol| symbol.name() == Ok("main")).unwrap().address();
    let section = file.section_by_name(".debug_test").unwrap();
    assert_eq!((section.address(), section.data().unwrap()), (0, &main.to_le_bytes()[..]));
    assert_eq!(Binary::new(&bytes).run().stdout, "hello, world\n");

    let stripped = executable(with_debug_section(), Options { strip: true });
    assert!(object::File::parse(&*stripped).unwrap().section_by_name(".debug_test").is_none());
}

#[test]
fn strip_leaves_a_working_program() {
    let binary = binary(failing(true));
    // A machine without binutils has no `strip` that could damage anything.
    let started = {
        let _alone = program::alone();
        std::process::Command::new("strip").arg(binary.path()).spawn()
    };
    if let Ok(mut strip) = started {
        assert!(strip.wait().unwrap().success());
        assert_eq!(binary.run().stdout, "before\nAssertionError: assertion failed\n");
    }
}

#[test]
fn every_name_of_the_runtime_is_offered() {
    let names: Vec<&str> = link::runtime_symbols().unwrap().collect();
    for entry in &omg_runtime::entry::ENTRY_POINTS {
        assert!(names.contains(&entry.name) && names.contains(&entry.cold_name), "{}", entry.name);
    }
    for builtin in omg_runtime::builtins::BUILTINS {
        assert!(names.contains(&&*builtin.symbol()), "{}", builtin.name);
    }
}

#[test]
fn faults_of_an_object_file_are_errors() {
    let link = |object: TestObject| link::link(&object.write(), Options::default()).map(drop);
    let mut undefined = TestObject::new();
    let main = undefined.proc("main", "<top-level>", |code| code.call("omg_nonsense"));
    undefined.main(main);
    assert_eq!(link(undefined), Err(LinkError::UndefinedSymbol("omg_nonsense".into())));

    let mut without_program = TestObject::new();
    without_program.proc("main", "<top-level>", |code| code.leave());
    assert_eq!(link(without_program), Err(LinkError::UndefinedSymbol("omg_program".into())));

    let mut far = TestObject::new();
    let main = far.proc("main", "<top-level>", |code| code.call_with_addend("omg_emit", 1 << 40));
    far.main(main);
    let overflow = LinkError::RelocationOverflow { section: ".text".into(), offset: 1, symbol: "omg_emit".into() };
    assert_eq!(link(far), Err(overflow));

    let mut twice = hello();
    twice.proc("main", "main", |code| code.leave());
    assert_eq!(link(twice), Err(LinkError::DuplicateSymbol("main".into())));

    let mut of_runtime = hello();
    of_runtime.proc("omg_concat", "main", |code| code.leave());
    assert_eq!(link(of_runtime), Err(LinkError::DuplicateSymbol("omg_concat".into())));

    for bytes in [&b""[..], b"no object", &executable(hello(), Options::default())[..]] {
        assert!(link::link(bytes, Options::default()).is_err());
    }
}

#[test]
fn damaged_object_files_do_no_harm() {
    let intact = failing(true).write();
    for at in 0..intact.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut damaged = intact.clone();
            damaged[at] = value;
            // Whether it can be linked depends on what was hit; it must come back.
            let _ = link::link(&damaged, Options { strip: true });
        }
    }
}
