//! Damaged exports: every importer is fed mutations of the files in `tests/exports/` and must neither panic, hang nor
//! take memory without bound. What it makes of them does not matter here.
//!
//! `QUNCE_FUZZ_SECONDS=600 cargo test --release --test import_fuzz -- --ignored --nocapture` goes on for ten minutes
//! for each format; `QUNCE_FUZZ_SEEDS=DIR` adds the files of a folder, `QUNCE_FUZZ_ONLY=text` picks those whose path
//! holds it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use qunce::import::{ImportOptions, import_into};
use qunce::project_file::Document;

use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A single damaged file that keeps an importer busy for longer has hung it.
const HANG: Duration = Duration::from_secs(60);
/// Resident memory of the whole test process, which small files must never drive it to.
const MEMORY: u64 = 1536 * 1024 * 1024;
/// Seeds are cut to this, so that one round stays short.
const LONGEST: usize = 256 * 1024;

/// What real files hold in places that matter: put anywhere, it should do no harm.
const TOKENS: [&str; 44] = [
    "\"",
    "\"\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    ": ",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\u{200e}",
    "\u{202f}",
    "\u{feff}",
    "\u{fffd}",
    "\\",
    "\\u0000",
    "\\ud800",
    "\\x1F",
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "-9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999",
    "253402300800",
    "9999-12-31",
    "0000-00-00 00:00:00",
    "31/02/2024, 25:61 - ",
    "[13/13/13, 13:13:13 PM] ",
    "1.23457E+18",
    "=\"",
    "<msg>",
    "</msg>",
    "&amp;",
    "../../",
    "😀",
    "系统消息(10000)",
];

/// An export to damage: one file, or a folder of them.
struct Seed {
    path: PathBuf,
    /// Where each file is below `path`, which is nowhere for a single one.
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Seed {
    fn is_folder(&self) -> bool {
        self.path.is_dir()
    }

    /// Puts a damaged copy into a folder; returns what to import. A folder of files is handed over as it is or packed.
    fn damaged(&self, rng: &mut ChaCha8Rng, others: &[Self], folder: &Path) -> PathBuf {
        let other = others.choose(rng).and_then(|other| other.files.choose(rng));
        let other = other.map_or(&[][..], |(_, bytes)| bytes);
        let target = folder.join(self.path.file_name().expect("a name"));
        if !self.is_folder() {
            std::fs::write(&target, mutate(rng, &self.files[0].1, other)).expect("written");
            return target;
        }
        let hit = rng.random_range(0..self.files.len());
        let mut damaged: Vec<(&Path, Vec<u8>)> = Vec::new();
        for (number, (place, bytes)) in self.files.iter().enumerate() {
            let lost = rng.random_range(0..30) == 0;
            let hit = number == hit || rng.random_range(0..4) == 0;
            if !lost {
                damaged.push((place, if hit { mutate(rng, bytes, other) } else { bytes.clone() }));
            }
        }
        if rng.random_range(0..3) == 0 {
            let packed = target.with_extension("zip");
            let mut bytes = pack(&damaged);
            if rng.random_range(0..3) == 0 {
                bytes = mutate(rng, &bytes, other);
            }
            std::fs::write(&packed, bytes).expect("written");
            return packed;
        }
        let _ = std::fs::remove_dir_all(&target);
        for (place, bytes) in damaged {
            let path = target.join(place);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, bytes).expect("written");
        }
        std::fs::create_dir_all(&target).expect("made");
        target
    }
}

fn pack(files: &[(&Path, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (place, bytes) in files {
        let name = place.to_string_lossy().replace('\\', "/");
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("started");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports"), &mut seeds);
    if let Some(folder) = std::env::var_os("QUNCE_FUZZ_SEEDS") {
        gather(Path::new(&folder), &mut seeds);
    }
    if let Ok(only) = std::env::var("QUNCE_FUZZ_ONLY") {
        seeds.retain(|seed| seed.path.to_string_lossy().contains(&only));
    }
    seeds.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!seeds.is_empty(), "no files to mutate");
    seeds
}

/// Every file of a folder is a seed; what stands in a folder called `folders` is one as a whole.
fn gather(folder: &Path, seeds: &mut Vec<Seed>) {
    for entry in std::fs::read_dir(folder).expect("a folder of exports") {
        let path = entry.expect("an entry").path();
        let whole = folder.file_name().is_some_and(|name| name == "folders");
        if path.is_dir() && !whole {
            gather(&path, seeds);
        } else {
            let mut files = Vec::new();
            read(&path, Path::new(""), &mut files);
            files.sort();
            seeds.push(Seed { path, files });
        }
    }
}

fn read(path: &Path, place: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder of exports") {
            let entry = entry.expect("an entry");
            read(&entry.path(), &place.join(entry.file_name()), files);
        }
    } else {
        let mut bytes = std::fs::read(path).expect("an export");
        bytes.truncate(LONGEST);
        files.push((place.to_owned(), bytes));
    }
}

/// One to eight small accidents, some of them with parts of another export.
fn mutate(rng: &mut ChaCha8Rng, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..=8) {
        let length = bytes.len();
        let from = rng.random_range(0..=length);
        let to = (from + rng.random_range(0..=length.min(200))).min(length);
        match rng.random_range(0..10) {
            0 if from < length => bytes[from] = rng.random(),
            1 if from < length => bytes[from] ^= 1 << rng.random_range(0..8),
            2 => drop(bytes.drain(from..to)),
            3 => {
                let piece = bytes[from..to].to_vec();
                let place = rng.random_range(0..=length);
                bytes.splice(place..place, piece);
            }
            4 => bytes.truncate(from),
            5 => {
                let start = rng.random_range(0..=other.len());
                let end = (start + rng.random_range(0..=200)).min(other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            6 => {
                // The same piece again and again: deep nesting, wide rows, long lines.
                let piece = match rng.random_range(0..3) {
                    0 => bytes[from..to.min(from + 12)].to_vec(),
                    1 => TOKENS.choose(rng).map_or(Vec::new(), |token| token.as_bytes().to_vec()),
                    _ => vec![rng.random()],
                };
                let many = piece.repeat(rng.random_range(2..3000));
                bytes.splice(from..from, many);
            }
            7 => {
                if let Some(at) = (from..length).find(|&at| bytes[at].is_ascii_digit()) {
                    bytes[at] = rng.random_range(b'0'..=b'9');
                }
            }
            8 => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
                let (a, b) =
                    (rng.random_range(0..lines.len().max(1)), rng.random_range(0..lines.len().max(1)));
                if a < lines.len() && b < lines.len() {
                    lines.swap(a, b);
                }
                bytes = lines.concat();
            }
            _ => {
                let token = TOKENS.choose(rng).copied().unwrap_or_default();
                bytes.splice(from..from, token.bytes());
            }
        }
    }
    bytes
}

/// Imports the file named by each round; tells when a round begins and when it ends.
fn run(seed: &Seed, others: &[Seed], start: u64, go_on: &mut dyn FnMut(u64) -> bool) -> u64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (to_worker, work) = mpsc::channel::<PathBuf>();
    let (done, finished) = mpsc::channel();
    let worker = std::thread::spawn(move || {
        let mut document = Document::default();
        for (round, path) in work.into_iter().enumerate() {
            // A fresh project now and then; else the damage is merged into what earlier rounds left.
            if round % 50 == 0 {
                document = Document::default();
            }
            let options = ImportOptions {
                date_order: [None, "dmy".parse().ok()][round % 2],
                keep_text: round % 3 != 0,
                pseudonymise: round % 7 == 0,
                ..ImportOptions::default()
            };
            let _ = import_into(&mut document, &[path], &options, &|_| ControlFlow::Continue(()));
            if done.send(()).is_err() {
                return;
            }
        }
    });
    let mut rounds = 0;
    while go_on(rounds) {
        let mut rng = ChaCha8Rng::seed_from_u64(start + rounds);
        let path = seed.damaged(&mut rng, others, folder.path());
        to_worker.send(path.clone()).expect("the worker waits");
        if finished.recv_timeout(HANG).is_err() {
            let kept = folder.keep();
            panic!("{}: the importer panicked or hung on what is in {}", seed.path.display(), kept.display());
        }
        rounds += 1;
    }
    drop(to_worker);
    worker.join().expect("the worker ends");
    rounds
}

/// Highest resident memory of this process so far, in bytes; `None` where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn check_memory(seed: &Seed) {
    if let Some(peak) = peak_memory() {
        assert!(peak < MEMORY, "{}: {peak} bytes of memory for a small file", seed.path.display());
    }
}

#[test]
fn damaged_exports_do_no_harm() {
    let seeds = seeds();
    for seed in &seeds {
        run(seed, &seeds, 1, &mut |rounds| rounds < 60);
        check_memory(seed);
    }
}

#[test]
#[ignore = "runs for as long as QUNCE_FUZZ_SECONDS says for each format"]
fn damaged_exports_do_no_harm_for_long() {
    let seconds = std::env::var("QUNCE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let seeds = seeds();
    let mut formats: BTreeMap<&str, Vec<&Seed>> = BTreeMap::new();
    for seed in &seeds {
        formats.entry(format_of(seed)).or_default().push(seed);
    }
    let first = u64::from(std::process::id()) << 32;
    for (format, members) in formats {
        let end = Instant::now() + Duration::from_secs(seconds);
        let mut rounds = 0;
        for member in members.iter().cycle() {
            if Instant::now() >= end {
                break;
            }
            rounds += run(member, &seeds, first + rounds, &mut |done| done < 200 && Instant::now() < end);
            check_memory(member);
        }
        println!("{format}: {rounds} damaged files in {seconds} s, {:?} bytes at most", peak_memory());
    }
}

/// Name of the format that reads the file; `other` when it is read as a table or a workbook.
fn format_of(seed: &Seed) -> &str {
    if seed.is_folder() {
        return seed.path.file_name().and_then(|name| name.to_str()).unwrap_or("folder");
    }
    let input = qunce::import::Input::open_file(&seed.path).ok();
    let found = input.as_ref().and_then(|input| qunce::import::format::detect(&input.head()));
    found.map_or("other", |format| format.name())
}

#[test]
fn every_format_has_a_file_to_damage() {
    let mut missing: Vec<&str> =
        qunce::import::format::formats().iter().map(|format| format.name()).collect();
    for seed in seeds() {
        let found = format_of(&seed);
        missing.retain(|name| *name != found);
    }
    assert_eq!(missing, Vec::<&str>::new(), "formats without a file in tests/exports");
}
