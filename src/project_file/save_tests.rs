use std::cell::Cell;
use std::sync::Arc;

use super::*;
use crate::log::{Columns, LogBuilder};
use crate::model::{
    Audit, Axis, ClosingGroup, Event, Group, Member, Message, Migration, MoveException, PlanItem, Roster,
    Score, Timestamp,
};
use crate::project_file::{Opened, open};

const ALL: Columns = Columns { text: true };

fn member(id: &str) -> Member {
    Member { id: id.into(), name: format!("名字 {id}"), ..Member::default() }
}

fn document(size: usize) -> Document {
    let mut document = Document::new(format!("size {size}"));
    let mut builder = LogBuilder::default();
    for index in 0..size {
        builder.push(&Message {
            id: index as u64,
            at: Timestamp(1_790_000_000_000 + index as i64 * 60_000),
            group: "g".into(),
            member: format!("m{index}").as_str().into(),
            kind: crate::model::MessageKind::Text,
            chars: None,
            reply_to: None,
            mentions: Vec::new(),
            text: Some(format!("第 {index} 句")),
        });
    }
    document.log = builder.finish().into();
    let project = &mut document.project;
    project.groups = vec![ron::from_str::<Group>("(id: \"g\", name: \"一群\")").unwrap()];
    project.members = Arc::new((0..size).map(|index| member(&format!("m{index}"))).collect());
    project.events = Arc::new(
        (0..size)
            .map(|index| Event {
                at: Timestamp(1_790_000_000_000),
                member: format!("m{index}").as_str().into(),
                who: None,
                name: "talk".to_owned(),
                group: None,
                properties: [("room".to_owned(), "甲".to_owned())].into(),
            })
            .collect(),
    );
    project.rosters = Arc::new(vec![Roster {
        group: "g".into(),
        date: chrono::NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(),
        members: (0..size).map(|index| format!("m{index}").as_str().into()).collect(),
    }]);
    document.sources = Sources {
        members: Some("members.csv".into()),
        events: Some("events.csv".into()),
        messages: Some("messages.parquet".into()),
        ..Sources::default()
    };
    document
}

fn reopened(path: &Path) -> Document {
    let Opened { document, warnings } = open(path, ALL).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(warnings, []);
    document
}

fn saved(mut document: Document, path: &Path, changed: Changed) -> Document {
    document.sources = save(&document, path, changed).unwrap_or_else(|error| panic!("{error}"));
    document
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_was_saved_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let document = saved(document(5), &path, Changed::ALL);
    assert_eq!(reopened(&path), document);
    let inline = Document { sources: Sources::default(), ..document };
    let inline = saved(inline, &path, Changed::NONE);
    assert_eq!(reopened(&path), inline);
}

#[test]
fn renaming_a_group_leaves_the_tables_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let before = saved(document(5), &path, Changed::ALL);
    let log = folder.path().join("messages.parquet");
    let written = std::fs::metadata(&log).unwrap().modified().unwrap();
    let mut after = before.clone();
    after.project.groups[0].name = "新群名".to_owned();
    let changed = Changed::between(&before, &after);
    assert_eq!(changed, Changed::NONE);
    let after = saved(after, &path, changed);
    assert_eq!(std::fs::metadata(&log).unwrap().modified().unwrap(), written);
    let names = ["events.csv", "members.csv", "messages.parquet", "project.ron", "project.ron.bak"];
    assert_eq!(files(folder.path()), names);
    assert_eq!(reopened(&path), after);
    assert_eq!(reopened(&folder.path().join("project.ron.bak")), before);
}

#[test]
fn the_backup_keeps_its_tables_and_older_ones_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let mut states = vec![saved(document(1), &path, Changed::ALL)];
    for size in 2..6 {
        let next = Document { sources: states[states.len() - 1].sources.clone(), ..document(size) };
        states.push(saved(
            next,
            &path,
            Changed { members: true, messages: true, events: true, ..Changed::NONE },
        ));
        assert_eq!(reopened(&path), states[states.len() - 1]);
        assert_eq!(reopened(&folder.path().join("project.ron.bak")), states[states.len() - 2]);
    }
    // The first names may be somebody's own files; they stay.
    let members: Vec<String> =
        files(folder.path()).into_iter().filter(|name| name.starts_with("members")).collect();
    assert_eq!(members, ["members.csv", "members.r4.csv", "members.r5.csv"]);
}

#[test]
fn a_table_that_another_project_names_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let step = |size, sources: &Sources| {
        saved(Document { sources: sources.clone(), ..document(size) }, &path, Changed::ALL)
    };
    let second =
        step(2, &step(1, &Sources { members: Some("members.csv".into()), ..Sources::default() }).sources);
    save_as(&second, &path, &folder.path().join("b.ron"), Changed::NONE).unwrap();
    let fourth = step(4, &step(3, &second.sources).sources);
    step(5, &fourth.sources);
    assert_eq!(reopened(&folder.path().join("b.ron")), second);
}

#[test]
fn saving_elsewhere_takes_the_tables_along_and_spares_what_is_there() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = here.path().join("project.ron");
    let mut document = saved(document(3), &path, Changed::ALL);
    #[expect(clippy::disallowed_methods, reason = "a file that somebody else wrote")]
    std::fs::write(there.path().join("members.csv"), "somebody else's").unwrap();
    let copy = there.path().join("copy.ron");
    document.sources = save_as(&document, &path, &copy, Changed::NONE).unwrap();
    assert_eq!(document.sources.members, Some("members.r2.csv".into()));
    assert_eq!(reopened(&copy), document);
    assert_eq!(std::fs::read_to_string(there.path().join("members.csv")).unwrap(), "somebody else's");
}

#[test]
fn a_failure_at_any_step_leaves_one_whole_project() {
    for steps in 0..60 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("project.ron");
        let first = saved(document(2), &path, Changed::ALL);
        let mut second =
            saved(Document { sources: first.sources.clone(), ..document(3) }, &path, Changed::ALL);
        second = saved(Document { sources: second.sources.clone(), ..document(4) }, &path, Changed::ALL);
        let before = files(folder.path());
        let left = Cell::new(steps);
        let mut fault = || match left.get() {
            0 => Err(io::ErrorKind::StorageFull.into()),
            more => {
                left.set(more - 1);
                Ok(())
            }
        };
        let mut disk = Disk { fault: Some(&mut fault) };
        let third = Document { sources: second.sources.clone(), ..document(5) };
        match write(&third, &path, None, Changed::ALL, &mut disk) {
            Ok(sources) => {
                assert_eq!(reopened(&path), Document { sources, ..third });
                assert_eq!(reopened(&folder.path().join("project.ron.bak")), second);
                if left.get() > 0 {
                    assert!(steps > 10, "a save has more steps than {steps}");
                    return;
                }
            }
            Err(error) => {
                assert!(error.message.contains("disk is full"), "{error}");
                assert_eq!(reopened(&path), second, "after {steps} steps");
                assert_eq!(files(folder.path()), before, "after {steps} steps");
                reopened(&folder.path().join("project.ron.bak"));
            }
        }
    }
    panic!("the save never ran through");
}

#[test]
fn texts_that_were_not_read_are_not_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    saved(document(3), &path, Changed::ALL);
    let read = open(&path, Columns { text: false }).unwrap().document;
    assert!(read.log.text.is_none());
    let error = save(&read, &path, Changed { messages: true, ..Changed::NONE }).unwrap_err();
    assert!(error.message.contains("texts"), "{error}");
    let inline = Document { sources: Sources { messages: None, ..read.sources.clone() }, ..read.clone() };
    assert!(save(&inline, &path, Changed::NONE).is_err(), "nor when the messages move into the project file");
    save(&read, &path, Changed { messages: true, texts_dropped: true, ..Changed::NONE }).unwrap();
}

#[test]
fn saving_the_same_again_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let document = saved(document(2), &path, Changed::ALL);
    saved(document, &path, Changed::NONE);
    assert!(!files(folder.path()).contains(&"project.ron.bak".to_owned()));
}

#[test]
fn a_source_outside_the_folder_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(2);
    document.sources.members = Some("../members.csv".into());
    let error = save(&document, &folder.path().join("project.ron"), Changed::ALL).unwrap_err();
    assert_eq!(error.kind, Kind::Outside);
    assert_eq!(files(folder.path()), Vec::<String>::new());
}

#[test]
fn what_a_killed_save_left_behind_goes_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project.ron");
    let now = std::time::SystemTime::now();
    for (name, hours) in [(".qunce-old.tmp", 48), (".qunce-new.tmp", 1), ("mine.tmp", 48)] {
        let file = std::fs::File::create(folder.path().join(name)).unwrap();
        file.set_modified(now - std::time::Duration::from_secs(hours * 3600)).unwrap();
    }
    saved(Document::new("x"), &path, Changed::ALL);
    assert_eq!(files(folder.path()), [".qunce-new.tmp", "mine.tmp", "project.ron"]);
}

#[test]
fn plan_scores_and_a_move_under_preparation_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    let mut document = document(2);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let project = &mut document.project;
    project.plan = vec![PlanItem {
        text: "找 TA 聊聊".to_owned(),
        group: Some("g".into()),
        people: vec!["m0".into()],
        due: Some(day),
        done: None,
        created: day,
    }];
    let score = Score { axis: Axis::SenseOfBelonging, score: 3, note: "大家互相回答".to_owned() };
    project.audits = vec![Audit { group: "g".into(), date: day, scores: vec![score] }];
    project.migration = Migration {
        closing: vec![ClosingGroup { group: "g".into(), into: None, everyone: true }],
        exceptions: vec![MoveException { group: "g".into(), member: "m1".into(), into: Some("g".into()) }],
    };
    let document = saved(document, &path, Changed::ALL);
    assert_eq!(reopened(&path).project, document.project);
}
