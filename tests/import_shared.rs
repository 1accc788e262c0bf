//! Importers against real exports kept outside the repository; skipped where they are absent.

#[path = "import/real.rs"]
mod real;

use std::ops::ControlFlow;
use std::path::PathBuf;

use qunce::import::{FileReport, ImportOptions, ImportReport, import_into};
use qunce::project_file::Document;

use real::{data, numbers};

fn import(document: &mut Document, path: PathBuf) -> ImportReport {
    let options = ImportOptions { time_zone: Some(chrono_tz::Tz::UTC), ..ImportOptions::default() };
    import_into(document, std::slice::from_ref(&path), &options, &|_| ControlFlow::Continue(()))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn whatsapp_counts_are_those_of_an_independent_reader() {
    let Some(data) = data() else { return };
    let chat_miner = ([9, 7, 2, 5, 1, 0], "2019-01-01T11:25:00", "2021-12-30T22:01:00");
    let expected = [
        ("chatminer-bracket_mmddyy_24hrs.txt", chat_miner),
        ("chatminer-ddmmyy_24hrs.txt", chat_miner),
        ("chatminer-mmddyy_24hrs.txt", chat_miner),
        ("chatminer-mmddyyyy_12hrs.txt", chat_miner),
        ("chatminer-yyyymmdd_24hrs.txt", chat_miner),
        ("whatstk-pokemon.txt", ([20, 18, 2, 8, 0, 0], "2016-04-15T15:04:00", "2016-10-31T12:23:00")),
    ];
    for (name, (counts, first, last)) in expected {
        let report = import(&mut Document::default(), data.join("whatsapp").join(name));
        let file = &report.files[0];
        assert_eq!(file.format.as_deref(), Some("whatsapp"), "{name}");
        assert_eq!(numbers(file), counts, "{name}");
        assert_eq!(file.first.as_deref(), Some(first), "{name}");
        assert_eq!(file.last.as_deref(), Some(last), "{name}");
        assert_eq!(file.skipped, [], "{name}");
    }
}

#[test]
fn a_real_android_group_is_read_whole() {
    let Some(data) = data() else { return };
    let mut document = Document::default();
    let path = data.join("whatsapp/whatsapp-android-real-group-redacted.txt");
    let report = import(&mut document, path.clone());
    let file = &report.files[0];
    // 40 came by link and 6 were added; 4 were removed.
    assert_eq!(numbers(file), [495, 443, 52, 45, 46, 4]);
    assert_eq!((report.new_messages, report.duplicates), (495, 0));
    assert_eq!(document.log.len(), 495);
    let again = import(&mut document, path);
    assert_eq!((again.new_messages, again.duplicates, again.new_members), (0, 495, 0));
}

#[test]
fn gitter_tables_without_heading_are_recognised() {
    let Some(data) = data() else { return };
    let expected = [
        ("linux.tsv", [8473, 8473, 0, 228, 0, 0], "2016-03-02T18:38:21.101Z", "2016-12-21T15:46:08.396Z", 4),
        ("python.tsv", [6340, 6340, 0, 309, 0, 0], "2016-03-02T02:55:38.539Z", "2016-12-24T11:21:22.947Z", 1),
    ];
    for (name, counts, first, last, repeated) in expected {
        let mut document = Document::default();
        let report = import(&mut document, data.join("gitter").join(name));
        let file = &report.files[0];
        assert_eq!(file.format.as_deref(), Some("csv"), "{name}");
        assert_eq!(numbers(file), counts, "{name}");
        assert_eq!((file.first.as_deref(), file.last.as_deref()), (Some(first), Some(last)), "{name}");
        assert_eq!(report.files.len(), 1, "{name}");
        // The archive holds a few messages twice, with the same id.
        assert_eq!(report.duplicates, repeated, "{name}");
        assert!(document.log.at.is_sorted());
        assert!(!document.log.mentioned.is_empty(), "{name}: people answer each other with @name");
        let again = import(&mut document, data.join("gitter").join(name));
        assert_eq!((again.new_messages, again.new_members), (0, 0), "{name}");
    }
}

#[test]
fn a_wechat_table_counts_the_account_that_made_it() {
    let Some(data) = data() else { return };
    let path = data.join("wechat/weclone-pywxdump-test_PII_0_730.csv");
    let mut document = Document::default();
    let report = import(&mut document, path.clone());
    let file = &report.files[0];
    assert_eq!(file.format.as_deref(), Some("pywxdump"));
    assert_eq!((numbers(file), &file.skipped), ([62, 62, 0, 12, 0, 0], &vec![]));
    assert_eq!(file.first.as_deref(), Some("2024-10-04T11:43:00"));
    assert_eq!(file.last.as_deref(), Some("2024-10-04T11:44:00"));
    assert!(document.project.members.iter().any(|member| member.name == "我"));
    let again = import(&mut document, path);
    // The file uses two ids for two messages each.
    assert!(again.new_messages <= 2, "{again:?}");
    assert_eq!((again.new_messages + again.duplicates, again.new_members), (62, 0));
}

#[test]
fn chatlab_examples_of_its_documentation_are_read() {
    let Some(data) = data() else { return };
    let expected = [
        ("chatlab-doc-group.json", "chatlab", [2, 2, 0, 2, 0, 0], 2),
        ("chatlab-doc-group.jsonl", "chatlab-jsonl", [3, 3, 0, 2, 0, 0], 2),
        ("chatlab-doc-minimal.json", "chatlab", [1, 1, 0, 1, 0, 0], 1),
        ("chatlab-doc-private.json", "chatlab", [1, 1, 0, 1, 0, 0], 2),
    ];
    for (name, format, counts, members) in expected {
        let mut document = Document::default();
        let report = import(&mut document, data.join("chatlab").join(name));
        assert_eq!(report.files[0].format.as_deref(), Some(format), "{name}");
        assert_eq!(numbers(&report.files[0]), counts, "{name}");
        assert_eq!(document.project.members.len(), members, "{name}");
        assert_eq!(report.files[0].first.as_deref(), Some("2023-12-19T16:00:00Z"), "{name}");
    }
}

#[test]
fn a_real_slack_export_is_read_whole() {
    let Some(data) = data() else { return };
    let mut document = Document::default();
    let path = data.join("slack/slack-export-viewer-testarchive.zip");
    let report = import(&mut document, path.clone());
    let total = |of: fn(&FileReport) -> u64| report.files.iter().map(of).sum::<u64>();
    assert_eq!(report.files.len(), 2, "two channels and nothing passed over");
    assert!(
        report.files.iter().all(|file| file.format.as_deref() == Some("slack") && file.skipped.is_empty())
    );
    assert_eq!(
        [total(|file| file.entries), total(|file| file.joins), total(|file| file.leaves)],
        [158, 8, 0]
    );
    let first = report.files.iter().filter_map(|file| file.first.as_deref()).min();
    let last = report.files.iter().filter_map(|file| file.last.as_deref()).max();
    assert_eq!(first, Some("2016-01-15T05:55:18.000002Z"));
    assert_eq!(last, Some("2016-03-29T12:33:06.000027Z"));
    // Four people and three bots; a comment on a file names its author in another place.
    let mut senders: Vec<String> = (0..document.log.len())
        .map(|row| document.log.message(row))
        .filter(|message| message.kind != qunce::model::MessageKind::System)
        .map(|message| message.member.0)
        .collect();
    senders.sort();
    senders.dedup();
    assert_eq!(senders.len(), 7, "{senders:?}");
    let again = import(&mut document, path);
    assert_eq!((again.new_messages, again.duplicates, again.new_members), (0, 158, 0));
}
