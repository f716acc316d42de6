//! Programs and the system around them: terminals, signals, pipes, memory. Each runs in the interpreter and natively.

mod support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use omgc::driver::measure;
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};
use support::pseudo_terminal::{pseudo_terminal, spawn_on};
use support::{clean_environment, omgc, scratch};
use tempfile::TempDir;

/// How long a program may take for what is expected of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program in one engine.
struct Engine<'a> {
    name: &'static str,
    folder: &'a TempDir,
}

impl Engine<'_> {
    fn command(&self, argument: &str) -> Command {
        let mut command = if self.name == "interpreter" {
            let mut command = omgc(self.folder.path());
            command.args(["run", "--interpret", "main.omg"]);
            command
        } else {
            let mut command = Command::new(self.folder.path().join("main"));
            clean_environment(&mut command);
            command
        };
        command.current_dir(self.folder.path()).arg(argument);
        command
    }
}

/// Hands the program to the test in each engine.
fn each_engine(source: &str, test: impl Fn(&Engine)) {
    let folder = scratch();
    fs::write(folder.path().join("main.omg"), format!(";;;omg\n{source}")).unwrap();
    let built = omgc(folder.path()).args(["build", "-O", "main.omg"]).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for name in ["interpreter", "native"] {
        test(&Engine { name, folder: &folder });
    }
}

fn wait(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the program does not end: {:?}", child.wait());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads up to a text. A program that never writes it ends, or the whole test is stopped from outside.
fn read_up_to(source: &mut impl Read, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let mut byte = [0];
        let count = source.read(&mut byte).unwrap_or(0);
        assert!(count == 1, "{end:?} does not come, but {:?}", String::from_utf8_lossy(&text));
        text.push(byte[0]);
    }
    String::from_utf8(text).unwrap()
}

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Whether keys that are typed are shown, and come in lines.
fn is_usual(terminal: &OwnedFd) -> bool {
    tcgetattr(terminal).unwrap().local_modes.contains(LocalModes::ICANON | LocalModes::ECHO)
}

#[test]
fn the_terminal_is_restored_at_every_end() {
    let source = "stdin_set_raw(true)
emit \"ready\"
alloc key := stdin_read_key()
if args[1] == \"exit\" { exit(3) }
if args[1] == \"error\" { panic(\"the end\") }
if args[1] == \"exit_with_error\" { exit_with_error(\"the end\") }
if args[1] == \"again\" {
    stdin_set_raw(false)
    stdin_set_raw(true)
}";
    let keys = |terminal: &mut File| terminal.write_all(b"x").unwrap();
    each_engine(source, |engine| {
        for (how, status) in [
            ("end", Ok(0)),
            ("again", Ok(0)),
            ("exit", Ok(3)),
            ("error", Ok(1)),
            ("exit_with_error", Ok(1)),
            ("ctrl_c", Err(Signal::INT)),
            ("term", Err(Signal::TERM)),
            ("hup", Err(Signal::HUP)),
        ] {
            let (ours, theirs) = pseudo_terminal();
            let kept = theirs.try_clone().unwrap();
            let mut child = spawn_on(theirs, engine.command(how));
            let mut terminal = File::from(ours.try_clone().unwrap());
            read_up_to(&mut terminal, "ready");
            assert!(!is_usual(&ours), "{} {how}", engine.name);
            match status {
                Ok(_) => keys(&mut terminal),
                Err(Signal::INT) => terminal.write_all(b"\x03").unwrap(),
                Err(signal) => send(&child, signal),
            }
            let ended = wait(&mut child);
            assert_eq!(ended.code(), status.ok(), "{} {how}", engine.name);
            assert_eq!(ended.signal(), status.err().map(Signal::as_raw), "{} {how}", engine.name);
            assert!(is_usual(&kept), "{} {how}", engine.name);
        }
    });
}

#[test]
fn keys_come_one_by_one() {
    let source = "emit \"ready\"
alloc key := \"\"
loop key != \"q\" {
    key := stdin_read_key()
    emit \"key \" + string_bytes(key) + \".\"
}
emit stdin_readline()";
    each_engine(source, |engine| {
        let (ours, theirs) = pseudo_terminal();
        let mut child = spawn_on(theirs, engine.command(""));
        let mut terminal = File::from(ours.try_clone().unwrap());
        read_up_to(&mut terminal, "ready\r\n");
        for (keys, expected) in [
            (&b"a"[..], "key [97]."),
            (b"\xc3\xa4", "key [195, 164]."),
            (b"\x1b[A", "key [27, 91, 65]."),
            (b"\x1b[1;5C", "key [27, 91, 49, 59, 53, 67]."),
            (b"\x1bOP", "key [27, 79, 80]."),
            (b"\x1bx", "key [27, 120]."),
            (b"\x1b", "key [27]."),
            (b"\r", "key [10]."),
            (b"\x13", "key [19]."),
            (b"\x11", "key [17]."),
            (b"\x16", "key [22]."),
            (b"q", "key [113]."),
        ] {
            // Until the program waits, what is typed is shown.
            while is_usual(&ours) {
                std::thread::sleep(Duration::from_millis(1));
            }
            terminal.write_all(keys).unwrap();
            let shown = read_up_to(&mut terminal, ".\r\n");
            assert!(shown.ends_with(&format!("{expected}\r\n")), "{}: {shown:?}", engine.name);
        }
        while !is_usual(&ours) {
            std::thread::sleep(Duration::from_millis(1));
        }
        terminal.write_all(b"a line\n").unwrap();
        assert_eq!(read_up_to(&mut terminal, "a line\r\na line\r\n"), "a line\r\na line\r\n");
        assert!(wait(&mut child).success());
    });
}

fn with_pipes(mut command: Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_conversation_through_pipes() {
    let source = "alloc line := \"\"
loop line != false {
    print(\"next? \")
    line := stdin_readline()
    emit line
}";
    each_engine(source, |engine| {
        let mut child = with_pipes(engine.command(""));
        let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        for line in ["first", "", "größer"] {
            assert!(read_up_to(&mut output, "next? ").ends_with("next? "));
            // Waiting goes on after the program was stopped for a while, and for the whole line.
            send(&child, Signal::STOP);
            send(&child, Signal::CONT);
            let (start, end) = line.split_at(line.len() / 2);
            input.write_all(start.as_bytes()).unwrap();
            std::thread::sleep(Duration::from_millis(5));
            input.write_all(format!("{end}\n").as_bytes()).unwrap();
            assert_eq!(read_up_to(&mut output, "\n"), format!("{line}\n"));
        }
        drop(input);
        assert_eq!(read_up_to(&mut output, "\n"), "next? false\n");
        assert!(wait(&mut child).success());
    });
}

#[test]
fn what_waits_can_be_interrupted() {
    let source = "emit \"ready\"
print(\"\")
alloc listener := tcp_listen(\"127.0.0.1\", 0)
if fork() == 0 { exit(0) }
if args[1] == \"sleep\" { sleep_ms(100000) }
if args[1] == \"line\" { stdin_readline() }
if args[1] == \"accept\" { tcp_accept(listener) }
if args[1] == \"read\" {
    alloc client := tcp_connect(\"127.0.0.1\", tcp_port(listener))
    tcp_read(client)
}
if args[1] == \"pty\" { pty_read(pty_spawn([\"sleep\", \"1\"])) }";
    each_engine(source, |engine| {
        for how in ["sleep", "line", "accept", "read", "pty"] {
            let mut child = with_pipes(engine.command(how));
            read_up_to(child.stdout.as_mut().unwrap(), "ready\n");
            std::thread::sleep(Duration::from_millis(100));
            send(&child, Signal::STOP);
            send(&child, Signal::CONT);
            std::thread::sleep(Duration::from_millis(20));
            assert_eq!(child.try_wait().unwrap(), None, "{} {how}", engine.name);
            send(&child, Signal::INT);
            assert_eq!(wait(&mut child).signal(), Some(Signal::INT.as_raw()), "{} {how}", engine.name);
        }
    });
}

#[test]
fn large_files_take_little_more_memory_than_they_are_long() {
    const SIZE: usize = 32 << 20;
    let source = "alloc how := args[1]
if how == \"text\" { emit length(read_file(\"large\")) }
if how == \"chunks\" {
    alloc file := file_open(\"large\", \"r\")
    emit length(file_read(file, 1000)) + length(file_read(file))
}
if how == \"bytes\" { emit length(file_read(file_open(\"large\", \"rb\"))) }
if how == \"input\" { emit length(stdin_read()) }
if how == \"input_bytes\" { emit length(stdin_read_bytes()) }
if how == \"written\" {
    alloc bytes := file_read(file_open(\"large\", \"rb\"))
    file_write(file_open(\"copy\", \"wb\"), bytes)
    emit length(bytes)
}";
    let line = "a line that is repeated again and again\n";
    let content = line.repeat(SIZE / line.len());
    each_engine(source, |engine| {
        fs::write(engine.folder.path().join("large"), &content).unwrap();
        for how in ["text", "chunks", "bytes", "input", "input_bytes", "written"] {
            let input = if how.starts_with("input") { content.as_bytes() } else { b"" };
            let run = measure::run(&mut engine.command(how), input).unwrap();
            let shown = String::from_utf8_lossy(&run.behaviour.stdout);
            assert_eq!(shown, format!("{}\n", content.len()), "{} {how}", engine.name);
            let most = 4 * SIZE as u64;
            assert!(run.memory.bytes <= most || run.memory.is_bound, "{} {how}: {:?}", engine.name, run.memory);
        }
        assert!(fs::read(engine.folder.path().join("copy")).unwrap() == content.as_bytes());
    });
}

/// How many processes have this parent, those that ended and were not waited for included.
fn children_of(parent: u32) -> usize {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let status = fs::read_to_string(entry.ok()?.path().join("status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse::<u32>().ok()
    });
    processes.filter(|&other| other == parent).count()
}

#[test]
fn processes_that_ended_are_forgotten() {
    let source = "alloc i := 0
loop i < 100 {
    if fork() == 0 { exit(0) }
    sleep_ms(1)
    i := i + 1
}
sleep_ms(50)
if fork() == 0 { exit(0) }
emit \"ready\"
stdin_readline()";
    each_engine(source, |engine| {
        let mut child = with_pipes(engine.command(""));
        read_up_to(child.stdout.as_mut().unwrap(), "ready\n");
        let count = children_of(child.id());
        assert!((1..20).contains(&count), "{}: {count} processes", engine.name);
        drop(child.stdin.take());
        assert!(wait(&mut child).success());
    });
}

#[test]
fn keys_of_a_terminal_work_where_the_program_ignores_them() {
    let source = "alloc pty := pty_spawn([\"sh\", \"-c\", \"echo ready; exec sleep 100\"])
loop pty_read(pty) != \"\" { pty_write(pty, \"\\x03\") }
emit pty_close(pty)";
    each_engine(source, |engine| {
        let command = engine.command("");
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' INT; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
        shell.current_dir(engine.folder.path());
        clean_environment(&mut shell);
        let mut child = with_pipes(shell);
        assert_eq!(read_up_to(child.stdout.as_mut().unwrap(), "\n"), "130\n", "{}", engine.name);
        assert!(wait(&mut child).success());
    });
}
