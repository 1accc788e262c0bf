//! What a person relies on when a project is opened, changed and saved.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proptest::prelude::*;
use qunce::log::{Columns, LogBuilder};
use qunce::model::*;
use qunce::project_file::{
    Changed, Document, Sources, WarningKind, check_json, counts, open, save, validate,
};

const ALL: Columns = Columns { text: true };

fn tiny() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/tiny.ron")
}

fn opened(path: &Path) -> Document {
    open(path, ALL).unwrap_or_else(|error| panic!("{error}")).document
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_tiny_sample_opens_without_a_warning() {
    let result = open(&tiny(), ALL);
    let json = check_json(&result);
    assert_eq!(json["warnings"], serde_json::json!([]), "{json}");
    assert_eq!(json["ok"], true);
    let counts = counts(&result.unwrap().document);
    assert_eq!((counts.groups, counts.members, counts.messages), (2, 8, 20));
    assert_eq!((counts.accounts, counts.events, counts.rosters), (1, 3, 2));
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["counts", "errors", "ok", "privacy", "warnings"]);
    assert_eq!(json["counts"], serde_json::to_value(counts).unwrap());
}

#[test]
fn the_smallest_project_has_the_documented_defaults() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "(schema: 1, name: \"x\")",
        "\u{feff}Project(schema: 1, name: \"x\")",
        "#![enable(implicit_some)]\r\n(\r\n    schema: 1, // one\r\n    name: \"x\",\r\n)\r\n",
    ] {
        assert_eq!(opened(&write(folder.path(), "p.ron", text)), Document::new("x"));
    }
}

#[test]
fn the_sample_comes_back_equal_whether_its_tables_stand_inside_or_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    let sample = opened(&tiny());
    save(&sample, &path, Changed::ALL).unwrap();
    assert_eq!(opened(&path), sample);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("#![enable(implicit_some)]\n(\n    schema: 1,\n"), "{text}");
    assert!(!text.contains("Some("));
    assert!(
        text.contains("(at: \"2026-10-04T19:30:00+08:00\", member: \"he\""),
        "times as the operator lives them"
    );
    assert!(text.contains("\n                (week: 1, member: \"he\"),\n"), "one duty a line");
    assert!(
        text.contains("\n        (id: \"lin\", name: \"林晚\", tier: Core, roles: [Soul, Admin], profile:")
    );
    assert!(!text.contains("time_zone"), "what is as by default is not written");

    let beside = |name: &str| Some(PathBuf::from(name));
    let mut split = sample.clone();
    split.sources = Sources {
        members: beside("members.csv"),
        memberships: beside("tables/memberships.csv"),
        rosters: beside("tables/rosters.csv"),
        events: beside("events.csv"),
        orders: beside("orders.csv"),
        messages: beside("messages.parquet"),
    };
    split.sources = save(&split, &path, Changed::ALL).unwrap();
    let again = opened(&path);
    assert_eq!(again.project, sample.project);
    assert_eq!(again.sources, split.sources);
    let messages = |document: &Document| -> Vec<Message> {
        (0..document.log.len()).map(|row| document.log.message(row)).collect()
    };
    assert_eq!(messages(&again), messages(&sample));
}

#[test]
fn saving_twice_gives_the_same_text() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a.ron"), folder.path().join("b.ron"));
    save(&opened(&tiny()), &first, Changed::ALL).unwrap();
    save(&opened(&first), &second, Changed::ALL).unwrap();
    assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
}

#[test]
fn a_csv_from_a_spreadsheet_is_read() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "m.csv",
        "\u{feff}name,id,profile.region,tags\r\n林晚,lin,上海,a;b\r\n\"周, 行\",zhou,,\r\n",
    );
    write(
        folder.path(),
        "r.csv",
        "group,date,member\ng,2026-10-01,lin\ng,2026-10-02,lin\ng,2026-10-01,zhou\n",
    );
    write(
        folder.path(),
        "o.csv",
        "id,at,member,product,amount,renewal\n1,2026-10-01 08:00,lin,卡,39.9,true\n",
    );
    let path = write(
        folder.path(),
        "p.ron",
        "(schema: 1, name: \"x\", time_zone: \"America/New_York\", groups: [(id: \"g\", name: \"g\")],
          members: File(\"m.csv\"), rosters: File(\"r.csv\"), orders: File(\"o.csv\"))",
    );
    let found = open(&path, ALL).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.warnings, []);
    let project = &found.document.project;
    assert_eq!(project.members[0].profile["region"], "上海");
    assert_eq!(project.members[1].name, "周, 行");
    assert!(project.members[1].profile.is_empty(), "an empty cell says nothing");
    assert_eq!(project.rosters[0].members, ["lin".into(), "zhou".into()]);
    assert_eq!(project.orders[0].at, Timestamp::parse("2026-10-01T08:00:00-04:00").unwrap());
    assert_eq!((project.orders[0].amount, project.orders[0].renewal), (Money(3990), true));
}

#[test]
fn what_cannot_be_so_is_warned_of_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(
        folder.path(),
        "p.ron",
        r#"(schema: 1, name: "x",
        accounts: [(id: "a", name: "a", parent: "b"), (id: "b", name: "b", parent: "a"), (id: "c", name: "c", parent: "no")],
        groups: [(id: "g", name: "g", account: "no"), (id: "g", name: "again", created: "2026-02-01", closed: "2026-01-01")],
        members: Inline([(id: "a", name: "a", inviter: "b", aliases: ["old"]), (id: "b", name: "b", inviter: "a"),
            (id: "c", name: "c", inviter: "c"), (id: "d", name: "d", inviter: "gone")]),
        memberships: Inline([(group: "h", member: "z", joined: "2026-02-01", left: "2026-01-31", inviter: "z")]),
        rosters: Inline([(group: "g", date: "2026-01-01", members: ["a", "old", "x", "a"])]),
        events: Inline([(at: "2026-01-01T00:00:00Z", member: "nobody", name: "e", group: "nowhere")]),
        orders: Inline([(id: "1", at: "2026-01-01T00:00:00Z", member: "nobody", product: "p", amount: "1")]),
        funnels: [(id: "f", name: "f", steps: []), (id: "f2", name: "f", window_days: 0, steps: [(name: "s", event: "never", optional: true)])],
        experiments: [(id: "x", name: "x", goal: "e", arms: [(name: "a", groups: ["nowhere"])]), (id: "y", name: "y", goal: "e")],
        rotas: [(name: "r", start: "2026-01-05", weeks: 2, groups: ["nowhere"], candidates: [(member: "nobody")],
            duties: [(week: 2, member: "a"), (week: 0, seat: 1, member: "nobody"), (week: 2, member: "b")])],
        messages: Inline([(id: 1, at: "2026-01-01T00:00:00Z", group: "q", member: "a"), (id: 1, at: "2026-01-01T00:00:01Z", group: "g", member: "a")]),
        )"#,
    );
    let warnings = open(&path, ALL).unwrap_or_else(|error| panic!("{error}")).warnings;
    let mut found: Vec<(WarningKind, &str)> =
        warnings.iter().map(|warning| (warning.kind, warning.path.as_str())).collect();
    use WarningKind as K;
    let mut expected = vec![
        (K::DanglingReference, "accounts[0].parent"),
        (K::UnknownAccount, "accounts[2].parent"),
        (K::UnknownAccount, "groups[0].account"),
        (K::DuplicateId, "groups[1].id"),
        (K::EndsBeforeStart, "groups[1].closed"),
        (K::InviterCycle, "members[0].inviter"),
        (K::SelfInvite, "members[2].inviter"),
        (K::UnknownMember, "members[3].inviter"),
        (K::UnknownGroup, "memberships[0].group"),
        (K::UnknownMember, "memberships[0].member"),
        (K::UnknownMember, "memberships[0].inviter"),
        (K::SelfInvite, "memberships[0].inviter"),
        (K::EndsBeforeStart, "memberships[0].left"),
        (K::UnknownMember, "rosters[0].members[2]"),
        (K::DuplicateId, "rosters[0].members[3]"),
        (K::UnknownMember, "events[0].member"),
        (K::UnknownGroup, "events[0].group"),
        (K::UnknownMember, "orders[0].member"),
        (K::NoSteps, "funnels[0].steps"),
        (K::OutOfRange, "funnels[1].window_days"),
        (K::DanglingReference, "funnels[1].steps[0].event"),
        (K::OutOfRange, "funnels[1].steps[0].optional"),
        (K::OutOfRange, "experiments[0].arms"),
        (K::UnknownGroup, "experiments[0].arms[0].groups[0]"),
        (K::DanglingReference, "experiments[1].exposure"),
        (K::UnknownGroup, "rotas[0].groups[0]"),
        (K::UnknownMember, "rotas[0].candidates[0].member"),
        (K::OutOfRange, "rotas[0].duties[0].week"),
        (K::OutOfRange, "rotas[0].duties[1].seat"),
        (K::UnknownMember, "rotas[0].duties[1].member"),
        (K::OutOfRange, "rotas[0].duties[2].week"),
        (K::DuplicateId, "rotas[0].duties[2].seat"),
        (K::UnknownGroup, "messages"),
        (K::DuplicateId, "messages"),
    ];
    let order = |pair: &(WarningKind, &str)| (pair.1.to_owned(), format!("{:?}", pair.0));
    found.sort_by_key(order);
    expected.sort_by_key(order);
    assert_eq!(found, expected);
    let json = serde_json::to_value(&warnings[0]).unwrap();
    assert_eq!(json["kind"], "unknown_account");
}

/// A document whose parts must agree: the note, the members in CSV and the messages in Parquet are all of one size.
fn of_size(size: usize, sources: Sources) -> Document {
    let mut document = Document { sources, ..Document::new("loop") };
    document.project.note = size.to_string();
    let id = |index: usize| MemberId(format!("m{index}"));
    let member = |index| Member { id: id(index), name: "名".to_owned(), ..Member::default() };
    document.project.members = std::sync::Arc::new((0..size).map(member).collect());
    let mut builder = LogBuilder::default();
    for index in 0..size {
        builder.push(&Message {
            id: index as u64,
            at: Timestamp(index as i64),
            group: "g".into(),
            member: id(index),
            kind: MessageKind::Text,
            chars: None,
            reply_to: None,
            mentions: Vec::new(),
            text: None,
        });
    }
    document.log = builder.finish().into();
    document
}

/// Not a test of its own: what [`a_kill_at_any_moment_leaves_one_whole_project`] runs and kills.
#[test]
#[ignore = "runs until it is killed; started by another test"]
fn child_that_saves_for_ever() {
    let Some(path) = std::env::var_os("QUNCE_TEST_SAVES_TO").map(PathBuf::from) else { return };
    let mut sources = opened(&path).sources;
    for size in (2..40).cycle() {
        sources = save(&of_size(size, sources), &path, Changed::ALL).unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_leaves_one_whole_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    let sources = Sources {
        members: Some("members.csv".into()),
        messages: Some("messages.parquet".into()),
        ..Sources::default()
    };
    save(&of_size(1, sources), &path, Changed::ALL).unwrap();
    let mut sizes = std::collections::BTreeSet::new();
    for round in 0..12_u64 {
        let before = std::fs::read(&path).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child_that_saves_for_ever", "--exact", "--ignored"])
            .env("QUNCE_TEST_SAVES_TO", &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while std::fs::read(&path).unwrap() == before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        std::thread::sleep(std::time::Duration::from_micros(1700 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        for file in [path.clone(), folder.path().join("p.ron.bak")] {
            let document = opened(&file);
            assert_eq!(
                document.project.members.len().to_string(),
                document.project.note,
                "{}",
                file.display()
            );
            assert_eq!(document.log.len(), document.project.members.len(), "{}", file.display());
            sizes.insert(document.log.len());
        }
    }
    assert!(sizes.len() > 1, "the child saved nothing");
}

#[cfg(unix)]
#[test]
fn a_project_behind_a_link_is_saved_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "real.ron", "(schema: 1, name: \"x\")");
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link.ron");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    save(&Document::new("y"), &link, Changed::NONE).unwrap();
    assert_eq!(opened(&path).project.name, "y");
    assert!(link.symlink_metadata().unwrap().is_symlink());
}

fn text() -> impl Strategy<Value = String> {
    "[a-z;\\\\\"', \n林晚{}()\\[\\]/*#🌙-]{0,8}"
}

fn id() -> impl Strategy<Value = String> {
    "[a-z;\\\\\",林 -]{1,6}"
}

prop_compose! {
    fn member()(id in id(), name in text(), seen in prop::collection::vec(text(), 0..3), tags in prop::collection::vec(text(), 0..3),
        region in id(), key in text(), inviter in prop::option::of(id()), tier in prop::option::of(Just(Tier::Middle)),
        own in text(), bot in any::<bool>()) -> Member {
        Member {
            id: MemberId(id), name, names_seen: seen, aliases: Vec::new(),
            kind: if bot { MemberKind::Bot } else { MemberKind::Person }, tier,
            roles: vec![Role::Soul, Role::Other(own)], tags, profile: [(key, region)].into(),
            inviter: inviter.map(MemberId), source: None,
        }
    }
}

prop_compose! {
    fn event()(at in -2_000_000_000_000_i64..4_000_000_000_000, member in id(), name in id(), value in id()) -> Event {
        Event { at: Timestamp(at), member: MemberId(member), who: None, name, group: None, properties: [("k".to_owned(), value)].into() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_are_called_comes_back(name in text(), members in prop::collection::vec(member(), 0..4),
        events in prop::collection::vec(event(), 0..4), zone in prop::sample::select(vec!["UTC", "Asia/Shanghai", "America/New_York"]),
        csv in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.ron");
        let mut document = Document::new(name);
        document.project.time_zone = zone.parse().unwrap();
        document.project.members = std::sync::Arc::new(members);
        document.project.events = std::sync::Arc::new(events);
        if csv {
            document.sources = Sources { members: Some("m.csv".into()), events: Some("e.csv".into()), ..Sources::default() };
        }
        document.sources = save(&document, &path, Changed::ALL).unwrap();
        let found = open(&path, ALL).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&found.document, &document);
        prop_assert_eq!(found.warnings, validate(&document));
    }
}

#[test]
fn rules_and_wishes_of_a_rota_are_optional_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let bare =
        r#"(schema: 1, name: "x", rotas: [(name: "r", start: "2026-01-05", candidates: [(member: "a")])])"#;
    let mut document = opened(&write(folder.path(), "p.ron", bare));
    assert_eq!(document.project.rotas[0].rules, RotaRules::default());
    let path = folder.path().join("p.ron");
    save(&document, &path, Changed::ALL).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    for field in ["rules", "prefers", "avoids", "last_served"] {
        assert!(!text.contains(field), "{field} is not written where nothing is said");
    }
    let full = r#"(schema: 1, name: "x", rotas: [(name: "r", start: "2026-01-05",
        rules: (min_gap: 2, max_in_row: 1, newcomer_beside_experienced: true, tiers: [(Core, 1)]),
        candidates: [(member: "a", prefers: [("2026-02-01", "2026-02-03")], avoids: [("2026-03-02", "2026-03-01")],
            last_served: "2025-12-30")])])"#;
    document = opened(&write(folder.path(), "p.ron", full));
    let rota = &document.project.rotas[0];
    assert_eq!((rota.rules.min_gap, rota.rules.max_in_row, rota.rules.tiers.len()), (2, Some(1), 1));
    assert_eq!(rota.candidates[0].last_served, Some("2025-12-30".parse().unwrap()));
    let warnings = validate(&document);
    assert!(warnings.iter().any(|warning| warning.path == "rotas[0].candidates[0].avoids"), "{warnings:?}");
    save(&document, &path, Changed::ALL).unwrap();
    assert_eq!(opened(&path).project, document.project);
}
