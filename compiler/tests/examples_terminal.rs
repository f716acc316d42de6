//! The examples for the terminal, in `tmux`: keys are sent, and the pane is looked at.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use support::{omgc, root, scratch};
use tempfile::TempDir;

/// How long the screen may take to show what is expected.
const PATIENCE: Duration = Duration::from_secs(30);

/// A shell in a pane of a tmux server of its own, 60 columns wide and 12 rows high, in a folder with the program to test.
struct Tmux {
    folder: TempDir,
}

impl Tmux {
    /// Compiles an example as `program` and starts the shell.
    fn start(example: &str) -> Tmux {
        let tmux = Tmux { folder: scratch() };
        let program = tmux.path().join("program");
        let built = omgc(&root()).args(["build", &format!("examples/{example}/main.omg"), "-o"]).arg(&program).output();
        let built = built.unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        tmux.command(&["-f", "/dev/null", "new-session", "-d", "-x", "60", "-y", "12", "env PS1='> ' sh"]);
        tmux.wait_for("a prompt", |screen| screen == ">");
        tmux
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn try_command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.current_dir(self.path()).env_remove("TMUX").env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
        command.arg("-u").arg("-S").arg(self.path().join("socket")).args(arguments);
        command.output().expect("this test needs tmux")
    }

    fn command(&self, arguments: &[&str]) -> String {
        let output = self.try_command(arguments);
        assert!(output.status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Types a text.
    fn type_text(&self, text: &str) {
        self.command(&["send-keys", "-l", text]);
    }

    /// Presses keys that tmux knows by name.
    fn press(&self, keys: &[&str]) {
        self.command(&[&["send-keys"], keys].concat());
    }

    /// The pane, without blanks at the ends of lines and without the empty lines at its end.
    fn screen(&self) -> String {
        let text = self.command(&["capture-pane", "-p"]);
        text.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>().trim_end().to_owned()
    }

    /// The pane, once it stays the same for a while.
    fn settled_screen(&self) -> String {
        let mut last = self.screen();
        loop {
            std::thread::sleep(Duration::from_millis(50));
            let screen = self.screen();
            if screen == last {
                return screen;
            }
            last = screen;
        }
    }

    /// Column and row of the cursor.
    fn cursor(&self) -> String {
        self.command(&["display-message", "-p", "#{cursor_x},#{cursor_y}"]).trim_end().to_owned()
    }

    fn wait_for(&self, what: &str, condition: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !condition(&self.screen()) {
            assert!(start.elapsed() < PATIENCE, "{what} does not come; the screen shows:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn wait_for_text(&self, text: &str) {
        self.wait_for(&format!("{text:?}"), |screen| screen.contains(text));
    }

    fn wait_for_cursor(&self, place: &str) {
        self.wait_for(&format!("the cursor at {place}"), |_| self.cursor() == place);
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        // Only the server of this socket ends.
        self.try_command(&["kill-server"]);
    }
}

#[test]
fn the_editor_changes_and_saves_a_file() {
    let tmux = Tmux::start("editor");
    let file = tmux.path().join("notes.txt");
    let lines: String = (1..=30).map(|n| format!("line {n}\n")).collect();
    fs::write(&file, format!("größer\n\ttab\n{lines}")).unwrap();
    tmux.type_text("./program notes.txt\n");
    tmux.wait_for_text("notes.txt  line 1 of 32, column 1");
    assert!(tmux.screen().starts_with("größer\n    tab\nline 1\n"), "{}", tmux.screen());
    tmux.wait_for_cursor("0,0");
    // Moving: past the end of a line, over a tab, page by page.
    tmux.press(&["End", "Right", "Right"]);
    tmux.wait_for_cursor("4,1");
    tmux.press(&["NPage"]);
    tmux.wait_for_text("line 12 of 32");
    tmux.press(&["PPage", "Home", "Up"]);
    tmux.wait_for_text("line 1 of 32, column 1");
    // Inserting and deleting.
    tmux.type_text("ä-");
    tmux.press(&["Enter", "Delete"]);
    tmux.wait_for_text("ä-\nrößer\n");
    tmux.press(&["BSpace", "BSpace"]);
    tmux.wait_for_text("ärößer\n    tab");
    // Searching goes on at the start of the file.
    tmux.press(&["C-f"]);
    tmux.wait_for_text("find:");
    tmux.type_text("line 30");
    tmux.press(&["Enter"]);
    tmux.wait_for_text("line 32 of 32, column 1");
    tmux.press(&["C-k", "Home", "C-f"]);
    tmux.type_text("tab\n");
    tmux.wait_for_text("line 2 of 31, column 2");
    tmux.press(&["C-u", "C-s"]);
    tmux.wait_for_text("saved, 32 lines");
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("ärößer\nline 30\n\ttab\n{}", &lines[..lines.len() - 8]));
    // Quitting asks once if something is not saved, and gives the terminal back.
    tmux.type_text("x");
    tmux.press(&["C-q"]);
    tmux.wait_for_text("not saved");
    tmux.press(&["C-q"]);
    tmux.wait_for("the prompt", |screen| screen == "> ./program notes.txt\n>");
    tmux.type_text("cat notes.txt | head -2\n");
    tmux.wait_for("an unchanged file", |screen| screen.ends_with("ärößer\nline 30\n>"));
}

#[test]
fn the_editor_follows_the_size_of_the_terminal_and_survives_what_cannot_be_saved() {
    let tmux = Tmux::start("editor");
    tmux.type_text("./program none/new.txt\n");
    tmux.wait_for_text("a new file");
    tmux.type_text(&"0123456789".repeat(7));
    tmux.wait_for_text("column 71");
    tmux.wait_for_cursor("59,0");
    tmux.command(&["resize-window", "-x", "80", "-y", "8"]);
    tmux.press(&["C-l"]);
    tmux.press(&["Home", "End"]);
    tmux.wait_for_cursor("70,0");
    tmux.wait_for("the state in row 7", |screen| {
        screen.lines().nth(6).is_some_and(|line| line.contains("line 1 of 1"))
    });
    tmux.press(&["C-s"]);
    tmux.wait_for_text("cannot open 'none/new.txt'");
    // Ctrl-C is no key: it ends the program, and the terminal shows again what is typed.
    tmux.press(&["C-c"]);
    tmux.wait_for("a prompt", |screen| screen.lines().any(|line| line == ">"));
    tmux.type_text("clear; stty -a | grep -c ' icanon'\n");
    tmux.wait_for("a usual terminal", |screen| screen == "1\n>");
}

#[test]
fn the_game_is_the_same_for_the_same_seed() {
    let tmux = Tmux::start("game2048");
    let mut screens = Vec::new();
    for _ in 0..2 {
        tmux.type_text("clear; ./program 42\n");
        tmux.wait_for_text("moves 0");
        tmux.press(&["Left", "Down", "Right", "Up", "Left", "Down"]);
        tmux.wait_for_text("moves 6");
        screens.push(tmux.settled_screen());
        tmux.type_text("uuuuuu");
        tmux.wait_for_text("moves 0");
        tmux.type_text("q");
        tmux.wait_for_text("points, 0 moves");
    }
    assert_eq!(screens[0], screens[1]);
    assert_eq!(screens[0].lines().filter(|line| *line == "+------+------+------+------+").count(), 5);
    assert!(screens[0].lines().count() >= 11, "{}", screens[0]);
}
