//! Inputs that people really have: cut off, mistyped, from another program. Each must be refused in words that help.

use std::fs;
use std::path::{Path, PathBuf};

use qunce::log::Columns;
use qunce::project_file::{Document, FileError, FileErrorKind as Kind, MAX_BYTES, check_json, open};

const ALL: Columns = Columns { text: true };

/// Opens and expects an error that is fit to be shown.
fn refused(name: &str, path: &Path) -> FileError {
    let Err(error) = open(path, ALL) else { panic!("{name} was read") };
    assert!(!error.hint.trim().is_empty() && !error.message.trim().is_empty(), "{name}: {error:?}");
    let shown = error.to_string();
    assert!(shown.contains(&error.message) && shown.contains(&error.hint), "{name}: {shown}");
    assert!(shown.contains(&error.file.display().to_string()), "{name}: {shown}");
    let json = check_json(&Err(error.clone()));
    assert_eq!(json["ok"], false, "{name}");
    assert_eq!(json["errors"][0]["line"], serde_json::json!(error.line()), "{name}");
    assert!(json["counts"]["groups"].is_null(), "{name}: what was not read is not counted");
    error
}

/// The text without its marks `¦`, and the line and column (from 1) of the first one.
fn marked(text: &str) -> (String, Option<(usize, usize)>) {
    let place = text.find('¦').map(|at| {
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |found| found + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    });
    (text.replace('¦', ""), place)
}

/// Name, project text with `¦` where the error must point, document path, kind.
const TEXTS: &[(&str, &str, &str, Kind)] = &[
    ("nothing", "", "", Kind::Empty),
    ("only space and comments", " \n// soon\n/* or /* later */ */\n", "", Kind::Empty),
    ("no version", "¦(name: \"x\")", "schema", Kind::NoVersion),
    ("version in quotes", "(schema: ¦\"one\", name: \"x\")", "schema", Kind::NoVersion),
    ("version below zero", "(schema: ¦-1, name: \"x\")", "schema", Kind::NoVersion),
    ("version nought", "(schema: ¦0, name: \"x\")", "schema", Kind::NoVersion),
    ("a newer version in a syntax of its own", "(schema: ¦2, name = <x>)", "schema", Kind::NewerVersion),
    (
        "a version beyond all numbers",
        "(schema: ¦99999999999999999999, name: \"x\")",
        "schema",
        Kind::NewerVersion,
    ),
    ("no name", "¦(schema: 1)", "", Kind::MissingField),
    ("a JSON file", "¦{\"schema\": 1, \"name\": \"x\"}", "schema", Kind::NoVersion),
    ("a list", "¦[1, 2]", "schema", Kind::NoVersion),
    ("another struct", "¦Rota(schema: 1, name: \"x\")", "", Kind::Value),
    ("number for text", "(schema: 1,\n name: ¦7)", "name", Kind::Value),
    (
        "text for number",
        "(schema: 1, name: \"x\",\n groups: [(id: \"g\", name: \"晚风\", size_limit: ¦\"200\")])",
        "groups[0].size_limit",
        Kind::Value,
    ),
    (
        "a number too large",
        "(schema: 1, name: \"x\", groups: [(id: \"g\", name: \"g\", size_limit: ¦99999999999)])",
        "groups[0].size_limit",
        Kind::Value,
    ),
    (
        "a number below zero",
        "(schema: 1, name: \"x\", accounts: [(id: \"a\", name: \"a\", followers: ¦-3)])",
        "accounts[0].followers",
        Kind::Value,
    ),
    ("unknown field", "(schema: 1, name: \"x\", ¦memebrs: Inline([]))", "memebrs", Kind::UnknownField),
    (
        "unknown field deep down",
        "(schema: 1, name: \"x\",\n members: Inline([\n  (id: \"a\", name: \"名\", ¦teir: Core)]))",
        "members[0].teir",
        Kind::UnknownField,
    ),
    ("field twice", "(schema: 1, name: \"x\",\n ¦name: \"y\")", "", Kind::DuplicateField),
    (
        "missing id",
        "(schema: 1, name: \"x\", members: Inline([(id: \"a\", name: \"a\"),\n  ¦(name: \"b\")]))",
        "members[1]",
        Kind::MissingField,
    ),
    ("unknown word", "(schema: 1, name: \"x\", week_start: ¦Mondy)", "week_start", Kind::Value),
    ("word in quotes", "(schema: 1, name: \"x\", week_start: ¦\"Monday\")", "week_start", Kind::Value),
    (
        "table without Inline",
        "(schema: 1, name: \"x\", members: ¦[(id: \"a\", name: \"a\")])",
        "members",
        Kind::Value,
    ),
    ("unknown kind of table", "(schema: 1, name: \"x\", members: ¦Csv(\"m.csv\"))", "members", Kind::Value),
    ("bad zone", "(schema: 1, name: \"x\", time_zone: ¦\"Asia/Shanghia\")", "time_zone", Kind::Value),
    (
        "bad date",
        "(schema: 1, name: \"x\", groups: [(id: \"g\", name: \"g\", created: ¦\"2026-02-30\")])",
        "groups[0].created",
        Kind::Value,
    ),
    (
        "date as people write it",
        "(schema: 1, name: \"x\", groups: [(id: \"g\", name: \"g\", created: ¦\"2026年2月3日\")])",
        "groups[0].created",
        Kind::Value,
    ),
    (
        "time without offset",
        "(schema: 1, name: \"x\", events: Inline([(at: ¦\"2026-02-03 10:00\", member: \"a\", name: \"e\")]))",
        "events[0].at",
        Kind::Value,
    ),
    (
        "three decimals",
        "(schema: 1, name: \"x\", rotas: [(name: \"r\", start: \"2026-01-05\", duties: [(week: 0, member: \"a\", reward: ¦\"1.005\")])])",
        "rotas[0].duties[0].reward",
        Kind::Value,
    ),
    (
        "bare money",
        "(schema: 1, name: \"x\", groups: [(id: \"g\", name: \"g\", threshold: Fee(¦365))])",
        "groups[0].threshold.Fee",
        Kind::Value,
    ),
    ("missing comma", "(schema: 1,\n name: \"x\"\n ¦currency: \"CNY\")", "", Kind::Syntax),
    ("text never closed", "(schema: 1,\n name: ¦\"晚风)", "name", Kind::Syntax),
    ("comment never closed", "(schema: 1, name: \"x\", ¦/* note)", "", Kind::Syntax),
    (
        "wrong bracket",
        "(schema: 1, name: \"x\", groups: [(id: \"g\", name: \"g\"¦])",
        "groups[0]",
        Kind::Syntax,
    ),
    ("bracket too many", "(schema: 1, name: \"x\")¦)", "", Kind::Syntax),
    ("text after the end", "(schema: 1, name: \"x\")\n¦and more", "", Kind::Syntax),
    ("cut off", "(schema: 1, name: \"x\",\n groups: [(id: \"g\",¦\n\n", "groups[0]", Kind::Syntax),
    ("unknown escape", "(schema: 1, name: ¦\"C:\\qunce\")", "name", Kind::Syntax),
    ("Chinese brackets", "¦（schema: 1, name: \"x\"）", "", Kind::Syntax),
    ("Chinese comma", "(schema: 1, name: \"晚风，\"¦， note: \"y\")", "", Kind::Syntax),
    ("Chinese quotes", "(schema: 1, name: ¦“晚风”)", "name", Kind::Syntax),
    ("absolute table", "(schema: 1, name: \"x\", members: File(¦\"/etc/passwd\"))", "members", Kind::Outside),
    ("table on a drive", "(schema: 1, name: \"x\", members: File(¦\"C:/m.csv\"))", "members", Kind::Outside),
    ("table above", "(schema: 1, name: \"x\",\n orders: File(¦\"../orders.csv\"))", "orders", Kind::Outside),
    (
        "table above by a detour",
        "(schema: 1, name: \"x\", orders: File(¦\"a/../../orders.csv\"))",
        "orders",
        Kind::Outside,
    ),
    ("table without a name", "(schema: 1, name: \"x\", orders: File(¦\"\"))", "orders", Kind::Outside),
    (
        "table that is not there",
        "(schema: 1, name: \"x\", members: File(¦\"gone.csv\"))",
        "members",
        Kind::NotFound,
    ),
    (
        "log that is not there",
        "(schema: 1, name: \"x\", messages: Parquet(¦\"gone.parquet\"))",
        "messages",
        Kind::NotFound,
    ),
];

#[test]
fn broken_projects_are_refused_at_the_right_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    for (name, text, document_path, kind) in TEXTS {
        let (text, place) = marked(text);
        for text in [text.clone(), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            fs::write(&path, text).unwrap();
            let error = refused(name, &path);
            assert_eq!(error.kind, *kind, "{name}\n{error}");
            assert_eq!(error.line().zip(error.column()), place, "{name}\n{error}");
            assert_eq!(error.path, *document_path, "{name}\n{error}");
        }
    }
}

/// Name, project, its side file with `¦` where the error must point, document path.
const TABLES: &[(&str, &str, &str, &str)] = &[
    ("no header", "members", "", "members"),
    ("unknown column", "members", "id,name,¦teir\na,b,c\n", "members"),
    ("column twice", "members", "id,name,¦id\na,b,c\n", "members"),
    ("missing column", "members", "¦id,tier\na,Core\n", "members"),
    ("semicolons", "members", "¦id;name\na;b\n", "members"),
    ("a cell too many", "members", "id,name\na,b\nc,d,¦e\n", "members[1]"),
    ("a cell too few", "members", "id,name,tier\na,b,Core\nc,¦d\n", "members[1]"),
    ("quote never closed", "members", "id,name\na,¦\"b\nc,d\n", "members"),
    ("empty id", "members", "id,name\na,b\n¦,d\n", "members[1].id"),
    ("unknown word", "members", "id,name,tier\na,\"林, 晚\",¦Chief\n", "members[0].tier"),
    ("unknown role", "members", "id,name,roles\na,b,¦Admin;Cook\n", "members[0].roles"),
    ("bad date", "rosters", "group,date,member\ng,¦2026-13-01,a\n", "rosters[0].date"),
    ("bad joined", "memberships", "group,member,joined\ng,a,\ng,b,¦yesterday\n", "memberships[1].joined"),
    ("bad time", "events", "at,member,name\n¦noon,a,talk\n", "events[0].at"),
    ("a time that never was", "events", "at,member,name\n¦2026-03-08 02:30,a,talk\n", "events[0].at"),
    (
        "bad amount",
        "orders",
        "id,at,member,product,amount\n1,2026-01-01 10:00,a,p,¦\"1,000\"\n",
        "orders[0].amount",
    ),
    (
        "bad flag",
        "orders",
        "id,at,member,product,amount,renewal\n1,2026-01-01 10:00,a,p,1,¦maybe\n",
        "orders[0].renewal",
    ),
];

#[test]
fn broken_tables_are_refused_in_their_own_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    for (name, table, text, document_path) in TABLES {
        let project =
            format!("(schema: 1, name: \"x\", time_zone: \"America/New_York\", {table}: File(\"t.csv\"))");
        fs::write(&path, project).unwrap();
        let (text, place) = marked(text);
        for text in [text.clone(), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            fs::write(folder.path().join("t.csv"), text).unwrap();
            let error = refused(name, &path);
            assert!(error.file.ends_with("t.csv"), "{name}\n{error}");
            assert_eq!(error.kind, Kind::Table, "{name}\n{error}");
            assert_eq!(error.line().zip(error.column()), place, "{name}\n{error}");
            assert_eq!(error.path, *document_path, "{name}\n{error}");
        }
    }
}

#[test]
fn what_is_no_text_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let kind = |name: &str, path: PathBuf| refused(name, &path).kind;
    assert_eq!(kind("missing", path("gone.ron")), Kind::NotFound);
    assert_eq!(kind("folder", folder.path().to_owned()), Kind::NotAFile);
    assert_eq!(
        kind("below a file", {
            fs::write(path("f"), "x").unwrap();
            path("f/p.ron")
        }),
        Kind::Io
    );

    fs::write(path("gbk.ron"), b"(schema: 1,\n name: \"\xcd\xed\xb7\xe7\")").unwrap();
    let error = refused("GBK", &path("gbk.ron"));
    assert_eq!((error.kind, error.line(), error.column()), (Kind::NotUtf8, Some(2), Some(9)), "{error}");
    assert!(error.message.contains("byte 20") && error.hint.contains("GBK"), "{error}");

    let utf16: Vec<u8> = "\u{feff}(schema: 1)".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(path("utf16.ron"), utf16).unwrap();
    assert!(refused("UTF-16", &path("utf16.ron")).hint.contains("UTF-16"));

    fs::write(path("t.csv"), b"id,name\na,\xcd\xed\n").unwrap();
    fs::write(path("csv.ron"), "(schema: 1, name: \"x\", members: File(\"t.csv\"))").unwrap();
    let error = refused("GBK table", &path("csv.ron"));
    assert!(error.file.ends_with("t.csv") && error.line() == Some(2), "{error}");

    fs::write(path("zeros.ron"), [0; 4096]).unwrap();
    refused("zeros", &path("zeros.ron"));
    fs::write(path("picture.ron"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    assert_eq!(kind("a picture", path("picture.ron")), Kind::NotUtf8);

    fs::File::create(path("huge.ron")).unwrap().set_len(MAX_BYTES + 1).unwrap();
    assert_eq!(kind("huge", path("huge.ron")), Kind::TooLarge);
}

#[test]
fn logs_that_are_not_parquet_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    fs::write(&path, "(schema: 1, name: \"x\", messages: Parquet(\"m.parquet\"))").unwrap();
    let log = folder.path().join("m.parquet");
    for bytes in [&b""[..], b"PAR1", b"id,at,group\n1,2,3\n", &[0xff; 3000]] {
        fs::write(&log, bytes).unwrap();
        let error = refused("no Parquet", &path);
        assert_eq!((error.kind, error.path.as_str()), (Kind::Log, "messages"), "{error}");
    }
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    assert_eq!(refused("a folder for a log", &path).kind, Kind::NotFound);
}

#[test]
fn brackets_without_end_do_not_exhaust_the_stack() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    for open_bracket in ["[", "(", "{", "/*", "Some(", "(a:", "[\"]\",", "Inline(["] {
        for start in ["", "(schema: 1, name: \"x\", members: Inline(", "(schema: 1, name: \"x\", junk: "] {
            fs::write(&path, format!("{start}{}", open_bracket.repeat(200_000))).unwrap();
            let error = refused(open_bracket, &path);
            let deep = matches!(error.kind, Kind::TooDeep | Kind::NoVersion);
            assert!(deep || open_bracket == "/*", "{error}");
        }
    }
    fs::write(&path, format!("(schema: 1, {}{} nam: \"x\")", "/*".repeat(200_000), "*/".repeat(200_000)))
        .unwrap();
    refused("comments in comments", &path);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_are_respected() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = folder.path().join("p.ron");
    fs::write(elsewhere.path().join("m.csv"), "id,name\na,b\n").unwrap();
    symlink(elsewhere.path().join("m.csv"), folder.path().join("m.csv")).unwrap();
    symlink(elsewhere.path(), folder.path().join("sub")).unwrap();
    for name in ["m.csv", "sub/m.csv"] {
        fs::write(&path, format!("(schema: 1, name: \"x\", members: File(\"{name}\"))")).unwrap();
        let error = refused(name, &path);
        assert_eq!((error.kind, error.line()), (Kind::Outside, Some(1)), "{error}");
    }
    let secret = folder.path().join("secret.ron");
    fs::write(&secret, "(schema: 1, name: \"x\")").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if fs::read(&secret).is_err() {
        assert_eq!(refused("no permission", &secret).kind, Kind::NoPermission);
    }
    let endless = folder.path().join("zero.ron");
    symlink("/dev/zero", &endless).unwrap();
    assert_eq!(refused("a device", &endless).kind, Kind::NotAFile);
}

#[test]
fn every_cut_of_the_sample_is_refused_where_it_ends() {
    let sample = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/tiny.ron")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.ron");
    let whole = String::from_utf8(sample.clone()).unwrap().trim_end().len();
    for cut in (0..whole).step_by(97) {
        fs::write(&path, &sample[..cut]).unwrap();
        let error = refused(&format!("cut at {cut}"), &path);
        let lines = sample[..cut].iter().filter(|&&byte| byte == b'\n').count() + 1;
        assert!(error.line().is_none_or(|line| line <= lines), "cut at {cut}: {error}");
    }
}

#[test]
fn one_byte_out_of_place_never_panics() {
    let sample = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/tiny.ron")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bent.ron");
    for (at, byte) in (0..sample.len()).step_by(61).zip(b"()[]{}\"'\\/*#r\0\xff:,-9".iter().cycle()) {
        let mut bent = sample.clone();
        bent[at] = *byte;
        fs::write(&path, bent).unwrap();
        match open(&path, ALL) {
            Ok(opened) => assert_ne!(opened.document, Document::default()),
            Err(error) => assert!(!error.hint.is_empty() && !error.to_string().is_empty()),
        }
    }
}
