//! What a project keeps of people: nothing of them may be left where it states so, in any file it wrote.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use qunce::import::{ImportOptions, import_into};
use qunce::log::Columns;
use qunce::model::{
    Candidate, Event, Given, Mark, Member, MemberKind, Merged, Order, Project, Roster, Rota, Timestamp,
};
use qunce::project_file::{self, Changed, Document, Sources};

const NAMES: [&str; 6] = ["Annelies", "Bartolo", "Zhou Yun", "周韵", "wxid_annelies1", "13800001234"];
const WORDS: [&str; 3] = ["secret plan", "agreed then", "see you at ten"];
const CHAT: &str = "13/02/2023, 10:00 - Annelies: secret plan\n13/02/2023, 10:01 - Bartolo: agreed then @Annelies\n\
                    13/02/2023, 10:02 - 周韵: see you at ten\n13/02/2023, 10:03 - Zhou Yun added Bartolo\n";

fn options() -> ImportOptions {
    ImportOptions { time_zone: Some(chrono_tz::Tz::UTC), ..ImportOptions::default() }
}

fn import(document: &mut Document, folder: &Path, options: &ImportOptions) {
    // A private chat is named after the other person.
    let path = folder.join("WhatsApp Chat with Annelies.txt");
    fs::write(&path, CHAT).expect("written");
    import_into(document, std::slice::from_ref(&path), options, &|_| ControlFlow::Continue(()))
        .expect("imported");
}

/// A project that knows the people of the chat in every table it has.
fn known() -> Project {
    let annelies = Member {
        id: "Annelies".into(),
        name: "Annelies".to_owned(),
        names_seen: vec!["Zhou Yun".to_owned()],
        aliases: vec!["wxid_annelies1".into()],
        inviter: Some("Bartolo".into()),
        tags: vec!["friend of Bartolo".to_owned(), "early".to_owned()],
        profile: [("phone", "13800001234"), ("region", "上海"), ("wechat", "wxid_annelies1")]
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .into(),
        ..Member::default()
    };
    let bartolo = Member { id: "Bartolo".into(), name: "Bartolo".to_owned(), ..Member::default() };
    let at = Timestamp::parse("2023-02-14T10:00:00Z").expect("a time");
    Project {
        name: "Garden".to_owned(),
        merged: vec![Merged {
            member: Member { id: "wxid_annelies1".into(), name: "Annelies".to_owned(), ..Member::default() },
            gave: Given { names_seen: vec!["Zhou Yun".to_owned()], ..Given::default() },
        }],
        different: vec![("Annelies".into(), "Bartolo".into())],
        marks: vec![Mark {
            member: "Bartolo".into(),
            kind: MemberKind::Bot,
            reason: "follows Annelies".to_owned(),
            decision: Default::default(),
        }],
        members: Arc::new(vec![annelies, bartolo]),
        rosters: Arc::new(vec![Roster {
            group: "g".into(),
            date: chrono::NaiveDate::from_ymd_opt(2023, 2, 1).expect("a date"),
            members: vec!["wxid_annelies1".into(), "Bartolo".into()],
        }]),
        events: Arc::new(vec![Event {
            at,
            member: "Bartolo".into(),
            who: Some("Bartolo from the fair".to_owned()),
            name: "form".to_owned(),
            group: None,
            properties: [
                ("brought".to_owned(), "Annelies".to_owned()),
                ("call".to_owned(), "13800001234".to_owned()),
            ]
            .into(),
        }]),
        orders: Arc::new(vec![Order {
            id: "A-1".to_owned(),
            at,
            member: "wxid_annelies1".into(),
            buyer: Some("Mrs Annelies".to_owned()),
            product: "tea for Bartolo".to_owned(),
            amount: qunce::model::Money::parse("9.90").expect("an amount"),
            group: None,
            tier: None,
            expires: None,
            renewal: false,
        }]),
        rotas: vec![Rota {
            name: "Duty".to_owned(),
            start: chrono::NaiveDate::from_ymd_opt(2023, 2, 6).expect("a date"),
            weeks: 4,
            seats: 1,
            groups: vec![],
            rules: Default::default(),
            candidates: vec![Candidate { member: "Bartolo".into(), ..Candidate::default() }],
            duties: vec![],
            ..Rota::default()
        }],
        note: "Annelies keeps the list".to_owned(),
        ..Project::default()
    }
}

/// Which of the words stand in a file of the folder, with the file.
fn found(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let mut bytes = fs::read(&path).expect("read");
        if path.extension().is_some_and(|extension| extension == "parquet") {
            // Its pages are packed.
            let log = qunce::log::read_parquet(&path, Columns { text: true }).expect("a log");
            bytes.extend(format!("{log:?}").into_bytes());
        }
        for word in words {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push(format!("{word} in {}", path.display()));
            }
        }
    }
    found
}

fn save(document: &mut Document, saved: Option<&Document>, path: &Path) {
    let changed = saved.map_or(Changed::ALL, |saved| Changed::between(saved, document));
    document.sources = project_file::save(document, path, changed).expect("saved");
}

#[test]
fn nothing_of_a_person_is_left_in_any_file_of_a_project_that_hides_them() {
    for known_before in [false, true] {
        let (chats, home) = (tempfile::tempdir().expect("made"), tempfile::tempdir().expect("made"));
        let path = home.path().join("project.ron");
        let mut document = Document { sources: Sources::beside(), ..Document::new("Garden") };
        let mut saved = None;
        if known_before {
            document.project = known();
            import(&mut document, chats.path(), &options());
            // Twice, so that there is a backup with tables of its own.
            save(&mut document, None, &path);
            let before = document.clone();
            document.project.note.push_str(" now");
            Arc::make_mut(&mut document.project.members)[1].tags.push("Zhou Yun".to_owned());
            save(&mut document, Some(&before), &path);
            assert!(!found(home.path(), &NAMES).is_empty() && !found(home.path(), &WORDS).is_empty());
            assert!(home.path().join("project.ron.bak").is_file());
            saved = Some(document.clone());
        }
        import(&mut document, chats.path(), &ImportOptions { pseudonymise: true, ..options() });
        save(&mut document, saved.as_ref(), &path);
        assert_eq!(found(home.path(), &NAMES), Vec::<String>::new());
        assert_eq!(found(home.path(), &WORDS), Vec::<String>::new());

        // It reads as before, and states what it is.
        let opened = project_file::open(&path, Columns { text: true }).expect("opened");
        assert_eq!(opened.document.log.len(), 4);
        let privacy = &opened.document.project.privacy;
        assert!(privacy.pseudonyms && privacy.without_text && privacy.key.len() == 32);
        if known_before {
            let project = &opened.document.project;
            assert!(opened.warnings.iter().all(|warning| !warning.message.contains("no member")));
            assert_eq!(project.members[0].profile["region"], "上海");
            assert_eq!(project.members[0].tags[1], "early");
            let activity = qunce::activity::Activity::build(project, &opened.document.log);
            assert_eq!(
                activity.members.find(&project.orders[0].member),
                Some(0),
                "orders follow their buyer"
            );
        }
    }
}

#[test]
fn nothing_that_was_said_is_left_where_no_words_are_kept() {
    let (chats, home) = (tempfile::tempdir().expect("made"), tempfile::tempdir().expect("made"));
    let path = home.path().join("project.ron");
    let mut document = Document { sources: Sources::beside(), ..Document::new("Garden") };
    import(&mut document, chats.path(), &options());
    save(&mut document, None, &path);
    let before = document.clone();
    import(&mut document, chats.path(), &ImportOptions { keep_text: false, ..options() });
    save(&mut document, Some(&before), &path);
    assert_eq!(found(home.path(), &WORDS), Vec::<String>::new());
    let opened = project_file::open(&path, Columns { text: true }).expect("opened").document;
    assert_eq!((opened.log.len(), opened.log.text.is_none()), (4, true));
    assert!(opened.log.chars.contains(&11), "lengths stay");
    assert!(!found(home.path(), &["Annelies"]).is_empty(), "names stay");
}

#[test]
fn what_was_decided_about_people_is_kept_in_the_file() {
    let home = tempfile::tempdir().expect("made");
    let path = home.path().join("project.ron");
    let mut document = Document::new("Garden");
    document.project = known();
    save(&mut document, None, &path);
    let read = project_file::open(&path, Columns { text: false }).expect("opened").document.project;
    assert_eq!(read.merged, document.project.merged);
    assert_eq!(read.different, document.project.different);
    assert_eq!(read.marks, document.project.marks);
    assert!(
        !fs::read_to_string(&path).expect("read").contains("privacy"),
        "nothing is stated where nothing is hidden"
    );
}

#[test]
fn the_command_line_states_what_is_kept_and_keeps_to_it() {
    let home = tempfile::tempdir().expect("made");
    let chat = home.path().join("WhatsApp Chat with Garden.txt");
    fs::write(&chat, CHAT).expect("written");
    let project = home.path().join("garden/project.ron");
    let run = |args: &[&str]| {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_qunce")).args(args).output().expect("run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (chat, project) = (chat.to_str().expect("a path"), project.to_str().expect("a path"));
    let import = |flags: &[&str]| {
        run(&[&["import", chat, "--into", project, "--time-zone", "UTC"], flags].concat());
        run(&["check", project])
    };
    assert!(import(&["--no-text"]).contains("no message text is kept"));
    assert!(import(&[]).contains("no message text is kept"), "later imports keep to it");
    assert!(!import(&["--keep-text"]).contains("no message text is kept"));
    let stated = import(&["--pseudonymise"]);
    assert!(stated.contains("names are pseudonyms") && stated.contains("no message text is kept"));
    assert!(import(&[]).contains("names are pseudonyms"));
    let json: serde_json::Value = serde_json::from_str(&run(&["check", project, "--json"])).expect("JSON");
    assert_eq!(json["privacy"], serde_json::json!({"text": "dropped", "names": "pseudonyms"}));
    assert_eq!(json["counts"]["messages"], 4, "nothing is there twice");
    assert!(!import(&["--keep-names"]).contains("names are pseudonyms"));
}

/// Member, kind and reason of all marks that an import of this file leaves.
fn marks(name: &str, text: &str) -> Vec<(String, MemberKind, String)> {
    let home = tempfile::tempdir().expect("made");
    let path = home.path().join(name);
    fs::write(&path, text).expect("written");
    let mut document = Document::default();
    import_into(&mut document, &[path], &options(), &|_| ControlFlow::Continue(())).expect("imported");
    assert!(document.project.members.iter().all(|member| member.kind.is_person()), "the operator decides");
    let marks = document.project.marks.into_iter();
    marks.map(|mark| (mark.member.0, mark.kind, mark.reason)).collect()
}

fn mark(member: &str, kind: MemberKind, reason: &str) -> (String, MemberKind, String) {
    (member.to_owned(), kind, reason.to_owned())
}

#[test]
fn bots_of_telegram_are_asked_about_and_those_who_write_through_one_are_not() {
    let group = r#"{"name": "Garden", "type": "private_supergroup", "id": 555, "messages": [
        {"id": 1, "type": "message", "date_unixtime": "1700000000", "from": "Helper", "from_id": "user7", "text": "hi"},
        {"id": 2, "type": "message", "date_unixtime": "1700000060", "from": "Ann", "from_id": "user8", "text": "ho",
         "via_bot": "@like", "inline_bot_buttons": [[{"type": "callback", "text": "1"}]]},
        {"id": 3, "type": "message", "date_unixtime": "1700000120", "from": "Votes", "from_id": "user9", "text": "which?",
         "inline_bot_buttons": [[{"type": "callback", "text": "a"}]]},
        {"id": 4, "type": "message", "date_unixtime": "1700000180", "from": "Bo", "from_id": "user10", "text": "see",
         "forwarded_from": "Votes", "inline_bot_buttons": [[{"type": "url", "text": "b"}]]},
        {"id": 5, "type": "message", "date_unixtime": "1700000240", "from": "News", "from_id": "channel3", "text": "new",
         "inline_bot_buttons": [[{"type": "url", "text": "b"}]]}]}"#;
    let account = format!(
        r#"{{"about": "x", "chats": {{"about": "y", "list": [{group},
        {{"name": "Helper", "type": "bot_chat", "id": 7, "messages": [
        {{"id": 9, "type": "message", "date_unixtime": "1700000000", "from": "Ann", "from_id": "user8", "text": "/start"}}]}}]}}}}"#
    );
    assert_eq!(marks("result.json", group), [mark("user9", MemberKind::Bot, "bot_buttons")]);
    let both = [mark("user9", MemberKind::Bot, "bot_buttons"), mark("user7", MemberKind::Bot, "bot_account")];
    assert_eq!(marks("result.json", &account), both);
}

#[test]
fn owners_and_admins_of_qq_groups_are_asked_about() {
    let lines = [
        r#"{"post_type":"message","message_type":"group","time":1683000000,"group_id":7,"user_id":1,"message_id":1,"sender":{"nickname":"林","role":"owner"},"message":"早"}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000060,"group_id":7,"user_id":2,"message_id":2,"sender":{"nickname":"周","role":"admin"},"message":"早"}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000120,"group_id":7,"user_id":3,"message_id":3,"sender":{"nickname":"江","role":"member"},"message":"早"}"#,
        r#"{"post_type":"message","message_type":"group","time":1683000180,"group_id":7,"user_id":4,"message_id":4,"sender":{"nickname":"何"},"message":"早"}"#,
        r#"{"post_type":"notice","notice_type":"group_admin","sub_type":"set","time":1683000240,"group_id":7,"user_id":4}"#,
        r#"{"post_type":"notice","notice_type":"group_admin","sub_type":"unset","time":1683000300,"group_id":7,"user_id":3}"#,
    ];
    let staff = [("1", "owner"), ("2", "admin"), ("4", "admin")];
    let staff = staff.map(|(member, reason)| mark(member, MemberKind::Staff, reason));
    assert_eq!(marks("bot.jsonl", &lines.join("\n")), staff);
}

#[test]
fn owners_and_admins_of_chatlab_files_are_asked_about() {
    let text = r#"{"chatlab":{"version":"0.0.2"},"meta":{"name":"园丁","platform":"wechat","type":"group","groupId":"7"},
        "members":[{"platformId":"a","accountName":"安","roles":[{"id":"owner"}]},{"platformId":"b","accountName":"波","roles":[{"id":"custom"},{"id":"admin"}]},
        {"platformId":"c","accountName":"陈","roles":[{"id":"custom"}]}],
        "messages":[{"sender":"a","timestamp":1703001600,"type":0,"content":"x"},{"sender":"b","timestamp":1703001700,"type":0,"content":"y"}]}"#;
    let staff = [mark("a", MemberKind::Staff, "owner"), mark("b", MemberKind::Staff, "admin")];
    assert_eq!(marks("chat.json", text), staff);
}
