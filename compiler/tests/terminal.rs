//! The interactive session on a terminal: each test types into a pseudo-terminal and waits for what the screen shows.

mod support;

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use support::pseudo_terminal::{pseudo_terminal, spawn_on};

/// How long the screen may take to show what is expected.
const PATIENCE: Duration = Duration::from_secs(30);

const CTRL_A: &str = "\x01";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const LEFT: &str = "\x1b[D";
const UP: &str = "\x1b[A";
const BACKSPACE: &str = "\x7f";

/// A session in a pseudo-terminal.
struct Terminal {
    child: Child,
    keyboard: File,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Terminal {
    /// Starts the compiler in a folder, which is also where it keeps its history.
    fn start(folder: &Path, arguments: &[&str]) -> Terminal {
        let (ours, theirs) = pseudo_terminal();
        let mut command = support::omgc(folder);
        command.args(arguments).env("TERM", "xterm").env("XDG_STATE_HOME", folder);
        let child = spawn_on(theirs, command);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(40, 100, 1000)));
        let mut output = File::from(ours.try_clone().unwrap());
        let shown = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Reading fails when the other end is closed.
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..count]);
            }
        });
        Terminal { child, keyboard: File::from(ours), screen }
    }

    /// A session that shows its prompt.
    fn ready(folder: &Path) -> Terminal {
        let mut terminal = Terminal::start(folder, &["repl"]);
        terminal.wait_for("omg>");
        terminal
    }

    fn send(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Types a line and waits until the prompt is back, below a line that shows what is expected.
    fn enter(&mut self, line: &str, expected: &str) {
        self.send(line);
        self.send("\r");
        self.wait_for(&format!("\n{expected}\nomg>"));
    }

    fn contents(&self) -> String {
        let text = self.screen.lock().unwrap().screen().contents();
        text.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>().trim_end().to_owned()
    }

    /// Waits until the screen ends with a text.
    fn wait_for(&mut self, expected: &str) {
        let start = Instant::now();
        while !self.contents().ends_with(expected) {
            let status = self.child.try_wait().unwrap();
            if start.elapsed() > PATIENCE || status.is_some_and(|_| start.elapsed() > Duration::from_secs(2)) {
                panic!("{expected:?} does not come ({status:?}); the screen shows:\n{}", self.contents());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The exit status, once the session has ended.
    fn status(mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(start.elapsed() < PATIENCE, "the session does not end; the screen shows:\n{}", self.contents());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, unless a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn expressions_and_editing() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    terminal.enter("1 + 2", "3");
    terminal.enter(&format!("emit 13{LEFT}2"), "123");
    terminal.enter(&format!("+ 4{CTRL_A}3 "), "7");
    terminal.enter(&format!("\"größer ✓x{BACKSPACE}\""), "\"größer ✓\"");
    terminal.send(UP);
    terminal.wait_for("omg> \"größer ✓\"");
    terminal.send(UP);
    terminal.enter(" + 1", "8");
    terminal.send(CTRL_D);
    assert_eq!(terminal.status(), Some(0));
}

#[test]
fn an_input_of_several_lines_and_one_that_is_given_up() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    terminal.send("proc f(n) {\r    emit n\r\r    return n + 1\r}\r");
    terminal.wait_for("}\nomg>");
    terminal.send("f(1)\r");
    terminal.wait_for("1\n2\nomg>");
    terminal.send("emit (1 +\r 2 +");
    terminal.wait_for(" 2 +");
    terminal.send(CTRL_C);
    terminal.wait_for("omg>");
    terminal.enter("f(5)", "5\n6");
    terminal.send(":quit\r");
    assert_eq!(terminal.status(), Some(0));
}

#[test]
fn completion() {
    let folder = support::scratch();
    std::fs::write(folder.path().join("utils.omg"), ";;;omg\nalloc PI := 3\nproc double(x) { return 2 * x }\n")
        .unwrap();
    std::fs::create_dir(folder.path().join("lib")).unwrap();
    std::fs::write(folder.path().join("lib/deep.omg"), ";;;omg\nalloc level := 2\n").unwrap();
    let mut terminal = Terminal::ready(folder.path());
    for (typed, completed) in [
        ("leng\t", "length"),
        (":he\t", ":help"),
        ("facts exi\t", "facts exit"),
        ("import \"ut\t", "import \"utils.omg"),
        ("import \"lib/d\t", "import \"lib/deep.omg"),
        ("import { double } from \"ut\t", "import { double } from \"utils.omg"),
        ("proc f() { import \"ut\t", "proc f() { import \"utils.omg"),
    ] {
        terminal.send(typed);
        terminal.wait_for(&format!("omg> {completed}"));
        terminal.send(CTRL_C);
        terminal.wait_for("omg>");
    }
    terminal.send("import \"utils.omg\" as utils\ralloc person := {name: {first: \"Ada\"}, born: 1815}\r");
    terminal.wait_for("1815}\nomg>");
    terminal.enter("per\t.na\t.fi\t", "\"Ada\"");
    terminal.enter("util\t.dou\t(4)", "8");
    // Keys that cannot be attributes are not offered.
    terminal.send("alloc odd := {\"if\": 1, \"0\": 2, iffy: 3}\r");
    terminal.wait_for("3}\nomg>");
    terminal.enter("odd.\t", "3");
    terminal.send(CTRL_D);
    assert_eq!(terminal.status(), Some(0));
}

#[test]
fn history_is_kept_for_the_next_session() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    terminal.enter("40 + 2", "42");
    terminal.send("proc f() {\r    return 7\r}\r");
    terminal.wait_for("}\nomg>");
    terminal.send("exit(3)\r");
    assert_eq!(terminal.status(), Some(3));
    let mut terminal = Terminal::start(folder.path(), &[]);
    terminal.wait_for("omg>");
    terminal.send(UP);
    terminal.wait_for("omg> exit(3)");
    terminal.send(UP);
    terminal.wait_for("omg> proc f() {\n    return 7\n}");
    terminal.send("\r");
    terminal.wait_for("}\nomg>");
    terminal.enter("f()", "7");
    terminal.send("\x1240 +");
    terminal.wait_for("40 + 2");
    terminal.send("\r");
    terminal.wait_for("42\nomg>");
    terminal.send(CTRL_D);
    assert_eq!(terminal.status(), Some(0));
}

#[test]
fn what_runs_can_be_stopped() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    terminal.send("alloc n := 0\r");
    for (input, line) in [
        ("emit \"runs\" loop true { n := n + 1 }", 2),
        ("emit \"runs\" loop true { try { loop true { n := n + 1 } } except e { emit e } }", 3),
        ("emit \"runs\" sleep_ms(100000)", 4),
        ("emit \"runs\" emit stdin_readline()", 5),
        ("proc again() { return again() } emit \"runs\" again()", 6),
    ] {
        terminal.send(input);
        terminal.send("\r");
        terminal.wait_for("\nruns");
        terminal.send(CTRL_C);
        let place = if line == 6 { "again" } else { "<top-level>" };
        terminal.wait_for(&format!("File \"<input>\", line {line}, in {place}\nInterrupted\nomg>"));
    }
    terminal.send("alloc deep := [] alloc i := 0 loop i < 40 { deep := [deep, deep] i := i + 1 }\r");
    terminal.wait_for("}\nomg>");
    terminal.send("emit \"runs\" n := \"\" + deep\r");
    terminal.wait_for("\nruns");
    terminal.send(CTRL_C);
    terminal.wait_for("File \"<input>\", line 8, in <top-level>\nInterrupted\nomg>");
    terminal.send("emit \"runs\" emit deep\r");
    std::thread::sleep(Duration::from_millis(300));
    terminal.send(CTRL_C);
    terminal.wait_for("File \"<input>\", line 9, in <top-level>\nInterrupted\nomg>");
    terminal.enter("print(\"no end of line\")", "no end of line");
    terminal.enter("n > 0", "true");
    terminal.send("emit \"runs\" tcp_accept(tcp_listen(\"127.0.0.1\", 0))\r");
    terminal.wait_for("\nruns");
    terminal.send(CTRL_C);
    terminal.wait_for("File \"<input>\", line 12, in <top-level>\nInterrupted\nomg>");
    terminal.send(CTRL_D);
    assert_eq!(terminal.status(), Some(0));
}

#[test]
fn what_cannot_be_stopped_ends_the_session_after_a_warning() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    terminal.send("emit \"runs\" pow(3, 1000000000)\r");
    terminal.wait_for("\nruns");
    for _ in 0..3 {
        // Signals that come faster than they are taken count once.
        std::thread::sleep(Duration::from_millis(500));
        terminal.send(CTRL_C);
    }
    terminal.wait_for("or press Ctrl-C again to end the session.");
    terminal.send(CTRL_C);
    terminal.wait_for("The session was ended.");
    assert_eq!(terminal.status(), Some(130));
}

#[test]
fn signals_at_the_prompt_change_nothing() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    let session = rustix::process::Pid::from_child(&terminal.child);
    for _ in 0..6 {
        rustix::process::kill_process(session, rustix::process::Signal::INT).unwrap();
        std::thread::sleep(Duration::from_millis(30));
    }
    terminal.enter("emit \"runs\" \"to\" + [\"the end\"]", "runs\n\"to[the end]\"");
    terminal.send(CTRL_D);
    assert_eq!(terminal.status(), Some(0));
}

#[test]
fn programs_read_lines_from_the_terminal() {
    let folder = support::scratch();
    let mut terminal = Terminal::ready(folder.path());
    terminal.send("print(\"name? \") alloc name := stdin_readline()\r");
    terminal.wait_for("\nname?");
    terminal.send("Ada\r");
    terminal.wait_for("name? Ada\nomg>");
    terminal.enter("name", "\"Ada\"");
    terminal.send(CTRL_D);
    assert_eq!(terminal.status(), Some(0));
}
