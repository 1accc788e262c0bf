//! Archives and folders of chats: what is read out of them, what is passed over, and what is refused as unsafe.

use std::fs;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use qunce::import::{Archive, ImportError, ImportReport, Input, import_into};
use qunce::model::MessageKind;
use qunce::project_file::Document;
use zip::{CompressionMethod, ZipWriter};

use crate::desk::{Desk, options, packed, zip_with};

const CHAT: &str = "13/02/2023, 10:00 - Ann: hello\n13/02/2023, 10:01 - Bo: hi\n";

/// A zip archive of these entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    crate::desk::zip(entries)
}

fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let mut desk = Desk::new();
    let path = desk.put(name, bytes);
    let error = desk.try_path(&path).expect_err(name);
    assert_eq!(desk.document, Document::default(), "nothing was changed");
    assert!(error.to_string().contains(name), "{error}");
    error.to_string()
}

/// Everything that was passed over, in one text.
fn reasons(report: &ImportReport) -> String {
    let skipped = report.files.iter().flat_map(|file| &file.skipped);
    skipped.map(|skipped| skipped.reason.as_str()).collect::<Vec<_>>().join("\n")
}

/// Replaces every occurrence of `from`, which must be there, by as many bytes.
fn patch(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> =
        (0..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

/// Writes `value` at an offset into every record that begins with this mark.
fn patch_records(bytes: &mut [u8], mark: &[u8; 4], offset: usize, value: &[u8]) {
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..].starts_with(mark)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at + offset..at + offset + value.len()].copy_from_slice(value);
    }
}

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";

#[test]
fn a_whatsapp_zip_gives_its_chat_and_counts_its_media() {
    let mut desk = Desk::new();
    let report = desk.import(
        "chats.zip",
        zip(&[("_chat.txt", CHAT.as_bytes()), ("00000001-PHOTO.jpg", b"\xFF\xD8\xFF"), ("2.opus", b"OggS")]),
    );
    assert_eq!(report.files.len(), 2, "the chat, and one line for the media");
    assert_eq!(report.files[0].path, desk.folder().join("chats.zip/_chat.txt"));
    assert_eq!(report.files[0].format.as_deref(), Some("whatsapp"));
    assert_eq!((report.files[0].entries, report.new_messages), (2, 2));
    assert_eq!(report.files[1].path, desk.folder().join("chats.zip"));
    assert_eq!(report.files[1].skipped.len(), 1);
    assert!(report.files[1].skipped[0].reason.starts_with("2 attachments"), "{:?}", report.files[1]);
    assert_eq!(fs::read_dir(desk.folder()).expect("listed").count(), 1, "nothing is unpacked to disk");
    let again =
        desk.import("copy.zip", zip_with(&[("_chat.txt", CHAT.as_bytes())], CompressionMethod::Stored));
    assert_eq!(again.new_messages + again.duplicates, 2);
}

#[test]
fn the_name_of_an_archived_chat_names_its_group() {
    let mut desk = Desk::new();
    desk.import("a.zip", zip(&[("WhatsApp Chat with Garden.txt", CHAT.as_bytes())]));
    assert_eq!(desk.document.project.groups[0].name, "Garden");
    // iOS names the zip after the chat and the file in it always the same.
    for (archive, group) in [("WhatsApp Chat - Kitchen.zip", "Kitchen"), ("Pond.zip", "Pond")] {
        desk.import(archive, zip(&[("_chat.txt", CHAT.as_bytes())]));
        assert_eq!(desk.document.project.groups.last().map(|group| group.name.as_str()), Some(group));
    }
    let same = desk.import("WhatsApp Chat with Garden.txt", CHAT);
    assert_eq!((same.new_messages, same.duplicates), (0, 2), "packed or not, it is the same chat");
}

#[test]
fn what_macos_adds_to_a_zip_is_left_out_without_a_word() {
    let mut desk = Desk::new();
    let report = desk.import(
        "again.zip",
        zip(&[
            ("My chats/WhatsApp Chat with Garden.txt", CHAT.as_bytes()),
            ("My chats/.DS_Store", b"\0\0\0\x01Bud1"),
            ("__MACOSX/My chats/._WhatsApp Chat with Garden.txt", b"\0\x05\x16\x07"),
        ]),
    );
    assert_eq!(report.files.len(), 1);
    assert_eq!(report.files[0].path, desk.folder().join("again.zip/My chats/WhatsApp Chat with Garden.txt"));
}

#[test]
fn names_of_entries_are_read_in_the_code_of_their_packer() {
    let in_zip = |place: &str, raw: &[u8]| {
        let mut bytes = zip(&[(place, CHAT.as_bytes())]);
        patch(&mut bytes, place.as_bytes(), raw);
        let report = Desk::new().import("a.zip", bytes);
        report.files[0].path.file_name().expect("a name").to_string_lossy().into_owned()
    };
    // 与花园群.txt as a Chinese Windows writes it.
    assert_eq!(in_zip("AABBCCDD.txt", b"\xD3\xEB\xBB\xA8\xD4\xB0\xC8\xBA.txt"), "与花园群.txt");
    // Chat à Orléans.txt as the first PCs wrote it.
    assert_eq!(in_zip("Chat A OrlEans.txt", b"Chat \x85 Orl\x82ans.txt"), "Chat à Orléans.txt");
    let mut desk = Desk::new();
    let report = desk.import("a.zip", zip(&[("与花园的 WhatsApp 聊天.txt", CHAT.as_bytes())]));
    assert!(report.files[0].path.ends_with("与花园的 WhatsApp 聊天.txt"));
}

#[test]
fn entries_that_lead_out_of_the_archive_are_refused_one_by_one() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = packed(CompressionMethod::Deflated);
    for name in ["good/_chat.txt", "aa/evil.txt", "bb-evil.txt", "c__windows.txt"] {
        writer.start_file(name, deflated).expect("started");
        writer.write_all(CHAT.as_bytes()).expect("written");
    }
    writer.add_symlink("link.txt", "/etc/passwd", deflated).expect("added");
    let mut bytes = writer.finish().expect("finished").into_inner();
    patch(&mut bytes, b"aa/evil.txt", b"../evil.txt");
    patch(&mut bytes, b"bb-evil.txt", b"/bbevil.txt");
    patch(&mut bytes, b"c__windows.txt", b"C:\\windows.txt");
    let mut desk = Desk::new();
    let report = desk.import("a.zip", bytes);
    assert_eq!(report.new_messages, 2, "only the good one");
    let reasons = reasons(&report);
    for name in ["`../evil.txt`", "`/bbevil.txt`", "`C:\\windows.txt`"] {
        assert!(reasons.contains(&format!("{name}: its name leads out of the archive")), "{name}: {reasons}");
    }
    assert!(reasons.contains("`link.txt`: a link to another file"), "{reasons}");
}

#[test]
fn bombs_are_refused_before_or_while_they_unpack() {
    // It unpacks to more than is declared.
    let mut text = CHAT.as_bytes().repeat(10_000);
    let mut bytes = zip(&[("_chat.txt", &text)]);
    patch_records(&mut bytes, CENTRAL, 24, &1000_u32.to_le_bytes());
    let error = refused("a.zip", &bytes);
    assert!(error.contains("more than the archive says"), "{error}");
    // It is declared, and no text is like that.
    text = vec![b'a'; 70 << 20];
    let mut bytes = zip(&[("a.txt", &text)]);
    let error = refused("a.zip", &bytes);
    assert!(error.contains("73400320") && error.contains("trap"), "{error}");
    // Declared smaller, so that the proportion looks right: the declared size is the end of it.
    patch_records(&mut bytes, CENTRAL, 24, &1_000_000_u32.to_le_bytes());
    let error = refused("a.zip", &bytes);
    assert!(error.contains("more than the archive says"), "{error}");
    // All together.
    let names: Vec<String> = (0..17).map(|number| format!("{number}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), CHAT.as_bytes())).collect();
    let mut bytes = zip(&entries);
    patch_records(&mut bytes, CENTRAL, 24, &0xFFFF_FFF0_u32.to_le_bytes());
    let error = refused("a.zip", &bytes);
    assert!(error.contains("64 GiB"), "{error}");
    // A gzip file of the same kind.
    let error = refused("a.txt.gz", gzip(&text));
    assert!(error.contains("trap"), "{error}");
}

#[test]
fn too_many_entries_are_refused_from_the_end_of_the_file_alone() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..=100_000 {
        writer.start_file(format!("{number}"), packed(CompressionMethod::Stored)).expect("started");
    }
    let bytes = writer.finish().expect("finished").into_inner();
    assert!(refused("a.zip", &bytes).contains("more than 100,000 entries"));
    // A small file that claims as many must not make room for them.
    let mut bytes = zip(&[("_chat.txt", CHAT.as_bytes())]);
    let end = bytes.len() - 22;
    let mut record = b"PK\x06\x06".to_vec();
    record.extend(44_u64.to_le_bytes());
    record.extend([0; 12]);
    record.extend(u64::MAX.to_le_bytes());
    record.extend(u64::MAX.to_le_bytes());
    record.extend([0; 16]);
    bytes.splice(end..end, record);
    assert!(refused("a.zip", &bytes).contains("more than 100,000 entries"));
}

#[test]
fn a_zip64_archive_is_read() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("_chat.txt", packed(CompressionMethod::Deflated).large_file(true)).expect("started");
    writer.write_all(CHAT.as_bytes()).expect("written");
    for number in 0..70_000 {
        writer.start_file(format!("{number}.jpg"), packed(CompressionMethod::Stored)).expect("started");
    }
    let report = Desk::new().import("a.zip", writer.finish().expect("finished").into_inner());
    assert_eq!(report.new_messages, 2);
    assert!(reasons(&report).starts_with("70000 attachments"));
}

#[test]
fn protected_and_damaged_entries_are_told_of() {
    let mut bytes = zip(&[("_chat.txt", CHAT.as_bytes())]);
    patch_records(&mut bytes, LOCAL, 6, &[1, 0]);
    patch_records(&mut bytes, CENTRAL, 8, &[1, 0]);
    assert!(refused("a.zip", &bytes).contains("password"));
    // A flipped byte takes only its own entry with it.
    let other = CHAT.replace("hello", "HELLO");
    let entries = [("a.txt", CHAT.as_bytes()), ("b.txt", other.as_bytes())];
    let mut bytes = zip_with(&entries, CompressionMethod::Stored);
    patch(&mut bytes, b"HELLO", b"HELLA");
    let report = Desk::new().import("a.zip", bytes);
    assert_eq!(report.new_messages, 2);
    assert!(reasons(&report).contains("checksum"), "{}", reasons(&report));
    // Half an archive has no list of entries.
    let whole = zip(&[("_chat.txt", &CHAT.as_bytes().repeat(100))]);
    assert!(refused("a.zip", &whole[..whole.len() / 2]).contains("damaged"));
    // A packing method of which there is no reader here.
    let mut bytes = zip(&[("_chat.txt", CHAT.as_bytes())]);
    patch_records(&mut bytes, CENTRAL, 10, &[9, 0]);
    assert!(refused("a.zip", &bytes).contains("not supported"));
}

#[test]
fn an_archive_without_a_chat_says_what_it_holds() {
    let error = refused("a.zip", zip(&[("notes.md", b"milk and eggs")]));
    assert!(error.contains("no chat in this archive") && error.contains("notes.md"), "{error}");
    assert!(refused("a.zip", zip(&[("1.jpg", b"\xFF\xD8\xFF")])).contains("1 attachment"));
    assert!(refused("a.zip", zip(&[])).contains("without any file"));
    let inner = zip(&[("_chat.txt", CHAT.as_bytes())]);
    let error = refused("a.zip", zip(&[("inner.zip", &inner)]));
    assert!(error.contains("unpack it"), "{error}");
}

#[test]
fn archives_of_other_kinds_are_called_by_their_name() {
    for (name, bytes, says) in [
        ("a.rar", &b"Rar!\x1A\x07\x01\0"[..], "a RAR archive"),
        ("a.7z", b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
        ("a.txt.xz", b"\xFD7zXZ\0", "an xz archive"),
        ("a.txt.bz2", b"BZh91AY&SY", "a bzip2 archive"),
    ] {
        let error = refused(name, bytes);
        assert!(error.contains(says) && error.contains("unpack it"), "{error}");
    }
}

#[test]
fn a_workbook_is_no_archive_of_chats() {
    let bytes = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")]);
    let error = refused("members.xlsx", bytes);
    assert!(!error.contains("no chat in this archive"), "{error}");
}

#[test]
fn a_folder_may_hold_archives_good_and_bad() {
    let mut desk = Desk::new();
    desk.put("chats/a.zip", zip(&[("WhatsApp Chat with Garden.txt", CHAT.as_bytes())]));
    desk.put("chats/b.zip", b"PK\x03\x04 and nothing more");
    desk.put("chats/WhatsApp Chat with Kitchen.txt", CHAT);
    desk.put("chats/photo.jpg", b"\xFF\xD8\xFF");
    let folder = desk.folder().join("chats");
    let report = desk.try_path(&folder).expect("imported");
    assert_eq!(report.new_messages, 4);
    let reasons = reasons(&report);
    assert!(
        reasons.contains("b.zip: a damaged zip archive") && reasons.contains("1 attachment"),
        "{reasons}"
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).expect("written");
    writer.finish().expect("finished")
}

#[test]
fn a_gzip_file_is_read_as_the_file_in_it() {
    let mut desk = Desk::new();
    let report = desk.import("WhatsApp Chat with Garden.txt.gz", gzip(CHAT.as_bytes()));
    assert_eq!(report.new_messages, 2);
    assert_eq!(desk.document.project.groups[0].name, "Garden");
    let mut tar = vec![b'a'; 600];
    tar[257..262].copy_from_slice(b"ustar");
    assert!(refused("a.tar.gz", gzip(&tar)).contains("tar archive"));
    let whole = gzip(&CHAT.as_bytes().repeat(100));
    refused("a.txt.gz", &whole[..whole.len() - 9]);
}

#[test]
fn a_file_can_ask_for_the_one_beside_it() {
    let desk = Desk::new();
    let path = desk.put("a/chat.csv", "x");
    desk.put("a/users.json", "{}");
    desk.put("secret.json", "{}");
    let input = Input::open_file(&path).expect("opened");
    let beside = input.sibling("users.json").expect("there");
    assert_eq!(beside.head().text, "{}");
    assert!(input.sibling("nobody.json").is_none());
    for outside in ["../secret.json", "..", "", "a/../../secret.json", "..\\secret.json"] {
        assert!(input.sibling(outside).is_none(), "{outside}");
    }
    let bytes = zip(&[("deep/chat.csv", b"x"), ("deep/users.json", b"{1}"), ("users.json", b"{2}")]);
    let archive = Arc::new(Archive::open(&desk.put("a.zip", bytes)).expect("opened"));
    let open = |name: &str| Input::open_entry(&archive, archive.find(name).expect(name)).expect("read");
    assert_eq!(open("deep/chat.csv").sibling("users.json").expect("there").head().text, "{1}");
    assert!(open("users.json").sibling("chat.csv").is_none());
}

#[test]
fn cancelling_stops_inside_an_archive() {
    let mut desk = Desk::new();
    let path = desk.put("a.zip", zip(&[("_chat.txt", &CHAT.as_bytes().repeat(20_000))]));
    let stopped = import_into(&mut desk.document, &[path], &options(), &|at| match at.entries {
        0 => ControlFlow::Continue(()),
        _ => {
            assert!(at.path.ends_with("a.zip/_chat.txt") && at.bytes <= at.size && at.bytes > 0);
            ControlFlow::Break(())
        }
    });
    assert!(matches!(stopped, Err(ImportError::Cancelled)));
    assert_eq!(desk.document, Document::default());
}

#[test]
fn heads_beyond_all_measure_are_refused_soon() {
    // 10 GB of zero bytes, without the disk for it.
    let desk = Desk::new();
    let path = desk.folder().join("huge.txt");
    fs::File::create(&path).expect("made").set_len(10_000_000_000).expect("grown");
    let started = std::time::Instant::now();
    let error = Input::open_file(&path).expect_err("no text");
    assert!(error.to_string().contains("zero bytes"), "{error}");
    assert!(started.elapsed().as_secs() < 5, "only its beginning is looked at");
    // A million columns.
    let row = "x,".repeat(1_000_000);
    refused("wide.csv", format!("time,sender,text,{row}\n2024-01-01 10:00,Ann,hi,{row}\n"));
    // Deep JSON in the place of a message.
    let deep = format!(
        "{{\"name\":\"g\",\"type\":\"private_group\",\"id\":1,\"messages\":[{{\"id\":1,\"type\":\"message\",\"date\":\"2024-01-01T10:00:00\",\"text\":{}",
        "[".repeat(1_000_000)
    );
    assert!(refused("result.json", deep).contains("deep"));
}

#[test]
fn an_endless_line_is_cut_and_what_follows_is_read() {
    let mut desk = Desk::new();
    let mut text = b"13/02/2023, 10:00 - Ann: ".to_vec();
    text.resize(text.len() + (32 << 20), b'x');
    text.extend(b"\n13/02/2023, 10:01 - Bo: hi\n");
    let report = desk.import("WhatsApp Chat with Garden.txt", text);
    assert_eq!(report.files[0].entries, 2);
    let message = desk.document.log.message(0);
    assert_eq!(message.kind, MessageKind::Text);
    assert!(message.chars.is_some_and(|chars| (1..=4 << 20).contains(&chars)), "{:?}", message.chars);
}

#[test]
fn an_archive_named_twice_is_read_once() {
    let mut desk = Desk::new();
    let path = desk.put("chats/a.zip", zip(&[("WhatsApp Chat with Garden.txt", CHAT.as_bytes())]));
    let sources = [desk.folder().join("chats"), path.clone(), path];
    let report = desk.try_paths(&sources, &options());
    let report = report.expect("imported");
    assert_eq!((report.files.len(), report.new_messages, report.duplicates), (1, 2, 0));
}

#[test]
fn no_damage_to_an_archive_brings_the_import_down() {
    let whole = zip(&[("a/WhatsApp Chat with Garden.txt", CHAT.as_bytes()), ("b.jpg", b"\xFF\xD8")]);
    let mut desk = Desk::new();
    let mut read = 0;
    for at in 0..whole.len() {
        for flip in [0x01, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            let path = desk.put("a.zip", bytes);
            desk.document = Document::default();
            // Damage that goes unseen is only allowed where nothing of the chat is said.
            if let Ok(report) = desk.try_path(&path) {
                assert_eq!(report.new_messages, 2, "byte {at}");
                read += 1;
            }
        }
        let path = desk.put("a.zip", &whole[..at]);
        assert!(desk.try_path(&path).is_err(), "cut at {at}");
    }
    assert!(read > 0 && read < whole.len() * 2);
}
