//! Writing executables to the disk.

use crate::program::alone;
use omgc::link::write_executable;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// The names in a directory.
fn names(directory: &std::path::Path) -> Vec<String> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_file_is_executable_and_alone() {
    let directory = tempfile::tempdir().unwrap();
    write_executable(&directory.path().join("a"), b"content").unwrap();
    assert_eq!(names(directory.path()), ["a"]);
    assert_eq!(fs::read(directory.path().join("a")).unwrap(), b"content");
    let mode = fs::metadata(directory.path().join("a")).unwrap().permissions().mode();
    assert_eq!(mode & 0o700, 0o700);
}

#[test]
fn what_cannot_be_written_is_an_error_and_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(write_executable(directory.path(), b"").unwrap_err().kind(), ErrorKind::IsADirectory);
    let missing = directory.path().join("missing/a");
    assert_eq!(write_executable(&missing, b"").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(names(directory.path()), [""; 0]);
    assert!(write_executable("/dev/full".as_ref(), b"content").is_err());
}

#[test]
fn special_files_stay_what_they_are() {
    write_executable("/dev/null".as_ref(), b"content").unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_symbolic_link_keeps_pointing_at_the_new_file() {
    let directory = tempfile::tempdir().unwrap();
    let (file, link) = (directory.path().join("file"), directory.path().join("link"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink("file", &link).unwrap();
    write_executable(&link, b"new").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn a_running_executable_can_be_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sleeper");
    let mut running = {
        let _alone = alone();
        fs::copy("/bin/sleep", &path).unwrap();
        Command::new(&path).arg("60").spawn().unwrap()
    };
    let replaced = write_executable(&path, b"new");
    running.kill().unwrap();
    running.wait().unwrap();
    replaced.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}
