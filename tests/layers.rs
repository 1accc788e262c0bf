//! The shape of the source: which room may use which, where colours live, how long a file may be.

use std::path::{Path, PathBuf};

/// A room of the crate and the rooms that it may use: the picture in `src/lib.rs` as a table.
const ARROWS: [(&str, &[&str]); 17] = [
    ("holidays", &[]),
    ("model", &["holidays"]),
    ("log", &["model"]),
    ("activity", &["log", "model"]),
    ("analytics", &["activity", "model"]),
    ("project_file", &["log", "model"]),
    ("import", &["log", "model", "project_file"]),
    ("synth", &["activity", "log", "model", "project_file"]),
    ("planner", &[]),
    ("schedule", &["model", "planner"]),
    ("i18n", &[]),
    ("fonts", &[]),
    ("charts", &["activity", "analytics", "fonts", "holidays", "i18n", "model"]),
    ("export", &["charts", "fonts", "i18n", "log", "model"]),
    (
        "app",
        &[
            "activity",
            "analytics",
            "charts",
            "export",
            "i18n",
            "import",
            "log",
            "model",
            "planner",
            "project_file",
            "schedule",
        ],
    ),
    (
        "ui",
        &[
            "activity",
            "analytics",
            "app",
            "charts",
            "export",
            "fonts",
            "i18n",
            "import",
            "model",
            "planner",
            "schedule",
        ],
    ),
    (
        "cli",
        &[
            "activity",
            "analytics",
            "charts",
            "export",
            "i18n",
            "import",
            "log",
            "model",
            "planner",
            "project_file",
            "schedule",
            "synth",
            "ui",
        ],
    ),
];

/// Rooms that draw.
const DRAWING: [&str; 6] = ["charts", "export", "app", "ui", "cli", "fonts"];

const LONGEST_FILE: usize = 600;

struct Source {
    /// Path under `src`, with `/` between its parts.
    path: String,
    /// The whole text.
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Files that are compiled for tests alone.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name == "fixture.rs" || name == "tests.rs" || name.ends_with("_tests.rs")
    }

    /// Numbered lines of the program itself: without comments and without the test module at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        let end = if self.is_test() { 0 } else { end };
        self.text[..end].lines().enumerate().map(|(index, line)| (index + 1, without_comment(line)))
    }
}

fn without_comment(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside: Vec<_> =
                path.strip_prefix(&root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
            found.push(Source { path: inside.join("/"), text: std::fs::read_to_string(&path).unwrap() });
        }
    }
    assert!(found.len() > 100, "the source was not found");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What `wrong` says of every line of the program, with the place it says it of.
fn complaints(files: &[Source], wrong: impl Fn(&Source, &str) -> Option<String>) -> Vec<String> {
    let lines = files.iter().flat_map(|file| file.code().map(move |(number, line)| (file, number, line)));
    lines
        .filter_map(|(file, number, line)| {
            wrong(file, line).map(|what| format!("src/{}:{number}: {what}", file.path))
        })
        .collect()
}

fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// The rooms that a line names with `crate::`, one by one or in braces.
fn rooms_named(line: &str) -> Vec<&str> {
    let name = |text: &str| text.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    line.match_indices("crate::")
        .flat_map(|(at, found)| {
            let rest = &line[at + found.len()..];
            match rest.strip_prefix('{') {
                Some(list) => {
                    list.split(',').map(|item| item.trim()).map(|item| &item[..name(item)]).collect()
                }
                None => vec![&rest[..name(rest)]],
            }
        })
        .collect()
}

#[test]
fn rooms_use_only_what_stands_above_them() {
    let files = sources();
    let tables: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    for file in &files {
        assert!(
            tables.contains(&file.room()) || ["lib", "main"].contains(&file.room()),
            "{} is in no room of the picture",
            file.path
        );
    }
    assert_none(complaints(&files, |file, line| {
        let (_, allowed) = ARROWS.iter().find(|(room, _)| *room == file.room())?;
        let named = rooms_named(line);
        let wrong = named
            .into_iter()
            .find(|name| tables.contains(name) && *name != file.room() && !allowed.contains(name))?;
        Some(format!("{} uses {wrong}", file.room()))
    }));
}

#[test]
fn nothing_below_the_charts_knows_the_toolkit() {
    assert_none(complaints(&sources(), |file, line| {
        let below = !DRAWING.contains(&file.room()) && !["lib", "main"].contains(&file.room());
        let toolkit = ["egui", "eframe", "epaint"].into_iter().find(|name| line.contains(name))?;
        below.then(|| format!("{} names {toolkit}", file.room()))
    }));
}

#[test]
fn colours_are_written_in_the_theme_alone() {
    assert_none(complaints(&sources(), |file, line| {
        if file.path == "charts/theme.rs" || !DRAWING.contains(&file.room()) {
            return None;
        }
        colour_literal(line).map(|literal| format!("colour literal {literal}"))
    }));
}

/// A colour spelt out: a constructor called with figures, a named colour, or six or eight hexadecimal digits.
fn colour_literal(line: &str) -> Option<&str> {
    let constructor = line.match_indices("Color32::").find_map(|(at, found)| {
        let rest = &line[at + found.len()..];
        let name = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let is_named = rest.starts_with(|c: char| c.is_ascii_uppercase());
        let of_figures =
            rest[name..].strip_prefix('(').is_some_and(|args| args.starts_with(|c: char| c.is_ascii_digit()));
        let neutral = ["TRANSPARENT", "PLACEHOLDER"].contains(&&rest[..name]);
        ((is_named && !neutral) || of_figures).then_some(&line[at..])
    });
    let hexadecimal = ["0x", "\"#"].into_iter().find_map(|mark| {
        line.match_indices(mark).find_map(|(at, _)| {
            let rest = &line[at + mark.len()..];
            let digits = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
            [6, 8].contains(&digits).then_some(&line[at..])
        })
    });
    constructor.or(hexadecimal).or_else(|| line.find("hex_color!").map(|at| &line[at..]))
}

#[test]
fn a_colour_literal_is_recognised_in_every_spelling() {
    for line in [
        "fill(Color32::from_rgb(1, 2, 3))",
        "Color32::from_black_alpha(96)",
        "Color32::from_gray(5)",
        "stroke(1.0, Color32::RED)",
        "rgb(0x1B2230)",
        "\"#1B2230\"",
        "hex_color!(\"abc\")",
    ] {
        assert!(colour_literal(line).is_some(), "{line}");
    }
    for line in ["Color32::TRANSPARENT", "Color32::from_rgb(r, g, b)", "0x20", "theme.accent"] {
        assert_eq!(colour_literal(line), None, "{line}");
    }
}

#[test]
fn files_are_short_enough_to_read() {
    let long = |file: &Source| {
        let lines = file.text.lines().count();
        (lines > LONGEST_FILE).then(|| format!("src/{}: {lines} lines", file.path))
    };
    assert_none(sources().iter().filter_map(long).collect());
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TODO", "FIXME", "XXX", "HACK", "dbg!", "todo!", "unimplemented!"];
    let found = sources().into_iter().flat_map(|file| {
        let left: Vec<String> = (file.text.lines().enumerate())
            .filter_map(|(index, line)| {
                let mark = marks.into_iter().find(|mark| line.contains(mark))?;
                Some(format!("src/{}:{}: {mark}", file.path, index + 1))
            })
            .collect();
        left
    });
    assert_none(found.collect());
}

#[test]
fn the_program_never_talks_to_the_network() {
    let manifest = include_str!("../Cargo.toml");
    for client in ["reqwest", "ureq", "hyper", "curl", "isahc", "tungstenite", "tokio", "ehttp"] {
        assert!(
            !manifest.lines().any(|line| line.starts_with(client)),
            "{client} is a dependency of a program that works offline"
        );
    }
    assert_none(complaints(&sources(), |_, line| {
        ["std::net", "TcpStream", "UdpSocket"].into_iter().find(|name| line.contains(name)).map(str::to_owned)
    }));
}
