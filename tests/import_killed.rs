//! An import that is killed, or that the disk has no room for, leaves the project as it was or as it should become.

#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use qunce::log::Columns;
use qunce::project_file::{self, Document};

const PROGRAM: &str = env!("CARGO_BIN_EXE_qunce");

/// A WhatsApp text of that many messages from `days` after the start of 2024.
fn chat(days: u32, messages: u32) -> String {
    let mut text = String::new();
    for number in 0..messages {
        let (day, minute) = (days + number / 1000, number % 1000);
        let date =
            chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day") + chrono::Days::new(day.into());
        let _ = writeln!(
            text,
            "{}, {:02}:{:02} - Runner {}: message {number} of the day",
            date.format("%d/%m/%Y"),
            minute / 60,
            minute % 60,
            number % 37
        );
    }
    text
}

fn import(folder: &Path, chat: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(["import", chat, "--into", "project.ron", "--group", "runners"])
        .args(["--time-zone", "UTC", "--date-order", "dmy"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn open(folder: &Path) -> Document {
    let opened = project_file::open(&folder.join("project.ron"), Columns { text: true });
    opened.unwrap_or_else(|error| panic!("the project does not open: {error}")).document
}

/// What a user would miss: everything in the project and every message.
fn content(document: &Document) -> (String, usize) {
    (format!("{:?}", document.project), document.log.len())
}

fn wait(mut child: Child) -> Option<i32> {
    child.wait().expect("it ends").code()
}

/// A folder with a project of some messages and a longer export of the same chat; the content before and after.
fn desk() -> (tempfile::TempDir, (String, usize), (String, usize)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    fs::write(path.join("first.txt"), chat(0, 600)).expect("written");
    fs::write(path.join("second.txt"), chat(0, 6000)).expect("written");
    assert_eq!(wait(import(path, "first.txt").spawn().expect("it runs")), Some(0));
    let before = content(&open(path));
    let after_folder = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(path).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), after_folder.path().join(entry.file_name())).expect("copied");
    }
    assert_eq!(wait(import(after_folder.path(), "second.txt").spawn().expect("it runs")), Some(0));
    let after = content(&open(after_folder.path()));
    assert_eq!((before.1, after.1), (600, 6000));
    (folder, before, after)
}

#[test]
fn killing_an_import_at_any_moment_leaves_a_whole_project() {
    let (folder, before, after) = desk();
    let path = folder.path();
    let began = Instant::now();
    let spare = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(path).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), spare.path().join(entry.file_name())).expect("copied");
    }
    assert_eq!(wait(import(spare.path(), "second.txt").spawn().expect("it runs")), Some(0));
    let whole = began.elapsed();
    let mut finished = 0;
    for attempt in 0..16_u32 {
        let mut child = import(path, "second.txt").spawn().expect("it runs");
        std::thread::sleep(whole * attempt / 14);
        let _ = child.kill();
        let _ = child.wait();
        let now = content(&open(path));
        assert!(
            now == before || now == after,
            "killed after {:?}: neither old nor new",
            whole * attempt / 14
        );
        if now == after {
            finished += 1;
            for name in ["project.ron", "project.ron.bak"] {
                let _ = fs::remove_file(path.join(name));
            }
            assert_eq!(wait(import(path, "first.txt").spawn().expect("it runs")), Some(0));
            assert_eq!(content(&open(path)), before, "the project can be made again beside what was left");
        }
    }
    println!("{finished} of 16 imports were done before they were killed");
    assert_eq!(wait(import(path, "second.txt").spawn().expect("it runs")), Some(0));
    assert_eq!(content(&open(path)), after, "what killed imports left behind is in nobody's way");
}

#[test]
fn a_disk_without_room_is_said_and_changes_nothing() {
    let (folder, before, _) = desk();
    let path = folder.path();
    // No file may grow beyond that many blocks: what a full disk does, at different moments.
    for blocks in [1, 3, 8] {
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!(
                "trap '' XFSZ; ulimit -f {blocks} || exit 77; \
                 exec \"$0\" import second.txt --into project.ron --group runners --time-zone UTC --date-order dmy"
            ))
            .arg(PROGRAM)
            .current_dir(path);
        let output = command.output().expect("a shell");
        if output.status.code() == Some(77) {
            println!("skipped: this shell sets no limit on file sizes");
            return;
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("error:"), "{said}");
        assert_eq!(content(&open(path)), before, "at {blocks} blocks");
    }
    let leftovers: Vec<_> = fs::read_dir(path)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().contains(".tmp"))
        .collect();
    assert!(leftovers.is_empty(), "left behind: {leftovers:?}");
}
