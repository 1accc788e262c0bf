//! Every text that the program asks for is there, every text that is there is asked for, and all can be drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Texts = BTreeMap<String, String>;

const LANGUAGES: [(&str, &str); 2] =
    [("zh", include_str!("../assets/lang/zh.ron")), ("en", include_str!("../assets/lang/en.ron"))];

fn texts() -> [(&'static str, Texts); 2] {
    LANGUAGES.map(|(name, text)| {
        let texts = ron::from_str(text).unwrap_or_else(|error| panic!("{name}.ron: {error}"));
        (name, texts)
    })
}

/// A string literal of the source, with the code on both sides of it.
struct Literal<'a> {
    text: &'a str,
    before: &'a str,
    after: &'a str,
    place: &'a str,
}

impl Literal<'_> {
    fn is_key_shaped(&self) -> bool {
        let fine = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b"_0123456789".contains(&b) || b.is_ascii_lowercase())
        };
        let starts = self.text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
        starts && self.text.contains('.') && self.text.split('.').all(fine)
    }

    /// What is not a text though it looks like its key: a file name, the name of a figure, the id of a row of cards.
    fn is_other_name(&self) -> bool {
        let row = self.before.trim_end().ends_with("row(ui,");
        let figure = self.before.trim_end().ends_with("FigureKey::new(");
        self.text.ends_with(".ron") || row || figure
    }

    fn is_argument_of(&self, call: &str) -> bool {
        self.before.trim_end().ends_with(call)
    }
}

/// The Rust files of some folders under `src`, as place and text without comments.
fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(&root).unwrap().display().to_string(), without_comments(&text)));
        }
    }
    assert!(!found.is_empty());
    found
}

/// Whole-line comments cut out; the character literal `'"'` too, since a quote in it opens no string.
fn without_comments(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n").replace("'\"'", "' '")
}

fn literals<'a>(place: &'a str, text: &'a str) -> Vec<Literal<'a>> {
    let mut found = Vec::new();
    let (mut start, mut escaped) = (None, false);
    for (at, c) in text.char_indices() {
        match (start, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(from), '"') => {
                let (before, after) = (&text[..from - 1], &text[at + 1..]);
                found.push(Literal { text: &text[from..at], before, after, place });
                start = None;
            }
            (None, '"') => start = Some(at + 1),
            _ => {}
        }
    }
    found
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).collect()
}

#[test]
fn every_text_that_the_source_asks_for_is_in_both_languages() {
    let files = sources(&["ui", "app", "charts"]);
    let all: Vec<Literal<'_>> = files.iter().flat_map(|(place, text)| literals(place, text)).collect();
    let figures: BTreeSet<&str> = all
        .iter()
        .filter(|literal| literal.place.ends_with("catalogue/mod.rs") && literal.after.starts_with(" =>"))
        .map(|literal| literal.text)
        .collect();
    let mut missing = BTreeSet::new();
    for (name, texts) in texts() {
        let sections: BTreeSet<&str> = texts.keys().filter_map(|key| Some(key.split_once('.')?.0)).collect();
        for literal in &all {
            let asked = literal.is_argument_of(".t(") || literal.is_argument_of(".tf(");
            let section = literal.text.split('.').next().unwrap_or_default();
            let looks = literal.is_key_shaped()
                && sections.contains(section)
                && !figures.contains(literal.text)
                && !literal.is_other_name();
            if (asked || looks) && !texts.contains_key(literal.text) {
                missing.insert(format!("{name}: {} in {}", literal.text, literal.place));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_text_is_asked_for_somewhere() {
    let files = sources(&["."]);
    let used: BTreeSet<&str> =
        files.iter().flat_map(|(place, text)| literals(place, text)).map(|literal| literal.text).collect();
    for (name, texts) in texts() {
        let dead: Vec<&String> = texts.keys().filter(|key| !used.contains(key.as_str())).collect();
        assert!(dead.is_empty(), "{name}: {dead:#?}");
    }
}

#[test]
fn no_placeholder_is_left_for_the_reader_to_see() {
    let files = sources(&["ui", "app", "charts"]);
    let mut left = BTreeSet::new();
    let texts = texts();
    for literal in files.iter().flat_map(|(place, text)| literals(place, text)) {
        let given: BTreeSet<&str> = if literal.is_argument_of(".t(") {
            BTreeSet::new()
        } else if literal.is_argument_of(".tf(")
            && let Some(values) = literal.after.trim_start_matches([',', ' ', '\n']).strip_prefix("&[")
        {
            // Values end where the list does; a list inside a value only makes this lenient.
            let values = values.split(';').next().unwrap_or_default();
            literals("", values)
                .into_iter()
                .filter(|name| name.before.ends_with('('))
                .map(|name| name.text)
                .collect()
        } else {
            continue;
        };
        for (name, texts) in &texts {
            let text = texts.get(literal.text).map_or("", String::as_str);
            for placeholder in placeholders(text).difference(&given) {
                left.insert(format!("{name}: {{{placeholder}}} of {} in {}", literal.text, literal.place));
            }
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn every_character_can_be_drawn() {
    for (name, texts) in texts() {
        for (key, text) in texts {
            let boxes: Vec<char> =
                text.chars().filter(|&c| c != '\n' && qunce::fonts::face_of(c).is_none()).collect();
            assert!(boxes.is_empty(), "{name}: {key} has no glyph for {boxes:?}");
        }
    }
}

#[test]
fn texts_stand_in_the_order_of_their_keys_once_each() {
    for (name, text) in LANGUAGES {
        let keys: Vec<&str> = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split_once('"'))
            .map(|(key, _)| key)
            .collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{name}: not ascending");
    }
}
