//! The database of `examples/sql` when it is killed, and when what it wrote is incomplete or damaged.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use support::{clean_environment, copy_folder, omgc, root, scratch};
use tempfile::TempDir;

/// A folder with the modules of the example, and `main` compiled.
fn built() -> TempDir {
    let folder = scratch();
    copy_folder(&root().join("examples/sql"), folder.path()).unwrap();
    build(folder.path(), "main.omg");
    folder
}

fn build(folder: &Path, file: &str) {
    let output = omgc(folder).args(["build", file]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The shell on the file `db` in `folder`, in one of the engines.
fn shell(folder: &Path, engine: &str) -> Child {
    let mut command = if engine == "interpreter" {
        let mut command = omgc(folder);
        command.args(["run", "--interpret", "main.omg"]);
        command
    } else {
        let mut command = Command::new(folder.join("main"));
        clean_environment(&mut command);
        command
    };
    command.current_dir(folder).arg("db").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// What the shell says to statements, standard error after standard output.
fn ask(folder: &Path, engine: &str, statements: &str) -> String {
    let mut child = shell(folder, engine);
    // One that cannot open its file does not read what it is asked.
    let _ = child.stdin.take().unwrap().write_all(statements.as_bytes());
    let output = child.wait_with_output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// Random numbers (Knuth's MMIX generator).
fn random(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    (*state >> 33) % below
}

/// Inserts batches of rows until the shell is killed after a while; the number of the batch that was not answered.
fn insert_until_killed(folder: &Path, engine: &str, mut batch: usize, while_: Duration) -> usize {
    let mut child = shell(folder, engine);
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(while_);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        loop {
            let row = format!("({batch}, '{}')", "x".repeat(700));
            let written = writeln!(input, "INSERT INTO t VALUES {};", [row.as_str(); 20].join(", "));
            let mut answer = String::new();
            if written.is_err() || answers.read_line(&mut answer).unwrap() == 0 {
                return batch;
            }
            assert_eq!(answer, "ok, 20 rows\n");
            batch += 1;
        }
    })
}

/// The numbers of the batches that are in the file, each of which must be there with all its rows.
fn batches(folder: &Path, engine: &str) -> usize {
    let shown = ask(folder, engine, "SELECT n FROM t;\n");
    let lines: Vec<&str> = shown.lines().collect();
    let count = lines.len().checked_sub(2).expect(&shown);
    assert_eq!(lines[count + 1], format!("({count} rows)"));
    for (i, line) in lines[1..=count].iter().enumerate() {
        assert_eq!(*line, (i / 20).to_string());
    }
    assert_eq!(count % 20, 0);
    count / 20
}

#[test]
fn what_was_answered_outlives_being_killed_and_nothing_is_half_done() {
    let folder = built();
    for (engine, rounds, longest) in [("native", 40, 30_000), ("interpreter", 4, 300_000)] {
        let path = folder.path();
        for file in ["db", "db-journal"] {
            let _ = fs::remove_file(path.join(file));
        }
        assert_eq!(ask(path, engine, "CREATE TABLE t (n INTEGER, filling TEXT);\n"), "ok, 0 rows\n");
        let (mut state, mut done, mut begun) = (1, 0, 0);
        for _ in 0..rounds {
            let pause = Duration::from_micros(random(&mut state, longest));
            let unanswered = insert_until_killed(path, engine, done, pause);
            begun += usize::from(fs::metadata(path.join("db-journal")).is_ok_and(|journal| journal.len() > 0));
            let kept = batches(path, engine);
            assert!(kept == unanswered || kept == unanswered + 1, "{engine}: {kept} batches, {unanswered} answers");
            done = kept;
        }
        println!("{engine}: {done} batches; {begun} of {rounds} times, a journal was left");
        assert!(done > 0, "{engine}: all were killed before they did anything");
    }
}

/// A database with three rows, and the journal of a statement that adds ten to each, which was killed before it changed
/// the file.
fn interrupted(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let filling = "x".repeat(3000);
    let rows = [1, 2, 3].map(|n| format!("({n}, '{filling}')")).join(", ");
    ask(folder, "native", &format!("CREATE TABLE t (n INTEGER, filling TEXT); INSERT INTO t VALUES {rows};\n"));
    let source = ";;;omg\nimport \"executor.omg\" as database
import \"pager.omg\" as pager
alloc session := database.open(\"db\")
database.execute(session, \"BEGIN\")
database.execute(session, \"UPDATE t SET n = n + 10\")
pager.write_journal(session.data.pages)\n";
    fs::write(folder.join("interrupted.omg"), source).unwrap();
    build(folder, "interrupted.omg");
    let status = Command::new(folder.join("interrupted")).current_dir(folder).status().unwrap();
    assert!(status.success());
    let file = |name| fs::read(folder.join(name)).unwrap();
    (file("db"), file("db-journal"))
}

#[test]
fn a_journal_counts_if_it_is_complete() {
    let folder = built();
    let (file, journal) = interrupted(folder.path());
    let opened = |file: &[u8], journal: &[u8]| {
        fs::write(folder.path().join("db"), file).unwrap();
        fs::write(folder.path().join("db-journal"), journal).unwrap();
        let shown = ask(folder.path(), "native", "SELECT n FROM t ORDER BY n;\n");
        if shown.starts_with("n\n") {
            assert_eq!(fs::metadata(folder.path().join("db-journal")).unwrap().len(), 0);
        }
        shown
    };
    // What is shown before and after the statement.
    const BEFORE: &str = "n\n1\n2\n3\n(3 rows)\n";
    const AFTER: &str = "n\n11\n12\n13\n(3 rows)\n";
    assert!(journal.len() > 3 * 4096, "{}", journal.len());
    for cut in (0..journal.len()).step_by(1001).chain(journal.len() - 5..journal.len()) {
        assert_eq!(opened(&file, &journal[..cut]), BEFORE, "{cut} bytes");
    }
    for at in (0..journal.len()).step_by(997) {
        let mut damaged = journal.clone();
        damaged[at] ^= 4;
        assert_eq!(opened(&file, &damaged), BEFORE, "byte {at}");
    }
    // Pages that were written in part are written again.
    assert_eq!(opened(&file, &journal), AFTER);
    let written = fs::read(folder.path().join("db")).unwrap();
    for cut in (0..=written.len()).step_by(1024) {
        let mut torn = written[..cut].to_vec();
        torn.extend(file.get(cut..).unwrap_or_default());
        assert_eq!(opened(&torn, &journal), AFTER, "{cut} bytes");
    }
}

#[test]
fn damage_is_found() {
    let folder = built();
    ask(folder.path(), "native", "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (5);\n");
    let file = fs::read(folder.path().join("db")).unwrap();
    let shown = |bytes: &[u8], engine| {
        fs::write(folder.path().join("db"), bytes).unwrap();
        ask(folder.path(), engine, "SELECT * FROM t;\n")
    };
    for engine in ["native", "interpreter"] {
        let mut damaged = file.clone();
        damaged[2 * 4096 + 2000] = 1;
        assert_eq!(shown(&damaged, engine), "error: page 2 is damaged\n");
        assert_eq!(shown(&file[..file.len() - 1], engine), "error: page 2 is damaged\n");
        // A page in the place of another.
        let moved = [&file[..2 * 4096], &file[4096..2 * 4096]].concat();
        assert_eq!(shown(&moved, engine), "error: page 2 is damaged\n");
        assert_eq!(shown(b"a text", engine), "RuntimeError: page 0 is damaged\n");
        assert_eq!(shown(&file, engine), "n\n5\n(1 row)\n");
    }
}

#[test]
fn pages_that_are_free_are_used_again() {
    let folder = built();
    let rows: Vec<String> = (0..500).map(|n| format!("({n}, 'name {}')", n * 7919 % 501)).collect();
    let insert = format!("INSERT INTO t VALUES {};\n", rows.join(", "));
    let size = || fs::metadata(folder.path().join("db")).unwrap().len();
    ask(folder.path(), "native", &format!("CREATE TABLE t (n INTEGER, name TEXT); {insert}"));
    let once = size();
    for _ in 0..3 {
        let again = "DELETE FROM t WHERE n > 20; DROP TABLE t; CREATE TABLE t (n INTEGER, name TEXT);";
        let end = "SELECT count(*), sum(n) FROM t; SELECT name FROM t WHERE n >= 100 ORDER BY name LIMIT 2;";
        let shown = ask(folder.path(), "native", &format!("{again} {insert} {end}\n"));
        let expected = "count | sum\n500 | 124750\n(1 row)\nname\nname 1\nname 10\n(2 rows)\n";
        assert!(shown.ends_with(expected), "{shown}");
    }
    assert_eq!(size(), once);
}

#[test]
fn a_conversation() {
    let folder = built();
    let mut child = shell(folder.path(), "native");
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    for (said, expected) in [
        ("CREATE TABLE t\n(n INTEGER);\n", "ok, 0 rows\n"),
        ("INSERT INTO t VALUES (1); INSERT INTO t VALUES (NULL);\n", "ok, 1 row\nok, 1 row\n"),
        ("SELECT count(*), count(n) FROM t;\n", "count | count\n2 | 1\n(1 row)\n"),
    ] {
        input.write_all(said.as_bytes()).unwrap();
        let mut answer = vec![0; expected.len()];
        output.read_exact(&mut answer).unwrap();
        assert_eq!(String::from_utf8(answer).unwrap(), expected);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}
