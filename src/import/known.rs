//! Which entries of a file the project already has, found by what they say where the platform gives no ids.
//!
//! An entry is strictly the same as another of the same group, person, instant and content; each copy in the project
//! answers for one copy in a file. What is left over on both sides of one minute of one person is then paired by
//! weaker likeness: the same words where one export leaves out the seconds, media with and without their file names,
//! and at last an entry that was edited or recalled between the two exports.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hash as _, Hasher as _};

use siphasher::sip::SipHasher13;

use crate::model::MessageKind;

/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

/// An entry, as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub group: u32,
    /// The same number for all ids of one person.
    pub person: u32,
    /// Milliseconds since the epoch.
    pub at: i64,
    pub kind: MessageKind,
    pub chars: u32,
    /// Hash of the body; 0 where there is none or it was not kept.
    pub text: u64,
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    Text(u64),
    /// The body was not kept: its length.
    Length(u32),
    Nothing(MessageKind),
}

impl Facts {
    fn what(&self) -> What {
        match (self.text, self.chars) {
            (0, 0) => What::Nothing(self.kind),
            (0, chars) => What::Length(chars),
            (text, _) => What::Text(text),
        }
    }

    fn key(&self, what: What) -> u64 {
        let mut hasher = SipHasher13::new();
        (self.group, self.person, self.at, what).hash(&mut hasher);
        hasher.finish()
    }

    fn place(&self) -> (u32, u32, i64) {
        (self.group, self.person, self.at.div_euclid(MINUTE))
    }

    /// True when both say the same words, as far as both are known.
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (self.what(), other.what()) {
            (What::Text(_), What::Length(chars)) => self.chars == chars,
            (What::Length(chars), What::Text(_)) => other.chars == chars,
            (one, two) => one == two,
        }
    }

    /// True when the two instants are one, or one of them is a whole minute that the other lies in.
    fn may_be_at(&self, other: &Self) -> bool {
        self.at == other.at
            || self.place().2 == other.place().2 && (self.at % MINUTE == 0 || other.at % MINUTE == 0)
    }

    fn is_medium(&self) -> bool {
        use MessageKind::{File, Image, Other, Sticker, Video, Voice};
        matches!(self.kind, Image | Voice | Video | File | Sticker | Other)
    }
}

/// How often an entry is in the project, and how often the current file has shown it.
#[derive(Clone, Copy, Default)]
struct Copies {
    /// Without an id of the platform.
    plain: u32,
    with_id: u32,
    shown: u32,
    file: u32,
}

/// Everything the project has of the groups that an import touches.
#[derive(Default)]
pub struct Known {
    copies: HashMap<u64, Copies, BuildHasherDefault<Hashed>>,
    file: u32,
    any_without_text: bool,
}

impl Known {
    /// Begins another file: its entries are counted anew.
    pub fn next_file(&mut self) {
        self.file += 1;
    }

    /// Takes in an entry of the project. One that the current file brought answers for none of its later copies.
    pub fn add(&mut self, entry: &Facts, with_id: bool, shown: bool) {
        let what = entry.what();
        self.any_without_text |= matches!(what, What::Length(_));
        let copies = self.copies.entry(entry.key(what)).or_default();
        copies.begin(self.file);
        *(if with_id { &mut copies.with_id } else { &mut copies.plain }) += 1;
        copies.shown += u32::from(shown);
    }

    /// True when a copy of the entry is there that the current file has not shown yet; it counts as shown then. An
    /// entry `with_id` is only looked for among those without.
    pub fn take(&mut self, entry: &Facts, with_id: bool) -> bool {
        let file = self.file;
        let mut found = |what| {
            let Some(copies) = self.copies.get_mut(&entry.key(what)) else { return false };
            copies.begin(file);
            let there = copies.plain + if with_id { 0 } else { copies.with_id };
            let found = copies.shown < there;
            copies.shown += u32::from(found);
            found
        };
        found(entry.what()) || self.any_without_text && entry.text != 0 && found(What::Length(entry.chars))
    }

    /// True when the project has the entry.
    pub fn has(&self, entry: &Facts) -> bool {
        let length = What::Length(entry.chars);
        self.copies.contains_key(&entry.key(entry.what()))
            || self.any_without_text && self.copies.contains_key(&entry.key(length))
    }
}

impl Copies {
    /// Forgets what an earlier file has shown.
    fn begin(&mut self, file: u32) {
        if self.file != file {
            (self.shown, self.file) = (0, file);
        }
    }
}

/// Takes a key for its own hash: keys are hashes.
#[derive(Default)]
struct Hashed(u64);

impl std::hash::Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {}

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// What became of an entry of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    New,
    Same,
    /// It is this row of the log, which says something else.
    Changed(u32),
}

/// An entry and the row it stands in.
pub type Numbered = (usize, Facts);

/// What makes an entry of the project and one of a file the same.
type Rule<'r> = &'r dyn Fn(&Facts, &Facts) -> bool;

/// Pairs what is left over, minute by minute of each person: `unmatched` are entries of a file that are not strictly in
/// the project, `matched` those that are, `rows` the rows of the log around them. Returns the verdict on each
/// unmatched entry that is not new. Entries in a minute of `edges`, which the file may show in part only, are not
/// taken for edited.
pub fn pair_up(
    unmatched: &[Numbered],
    matched: impl Iterator<Item = Facts>,
    rows: impl Iterator<Item = Numbered>,
    edges: &[(u32, i64)],
) -> Vec<(usize, Verdict)> {
    #[derive(Default)]
    struct Minute {
        ours: VecDeque<Numbered>,
        theirs: Vec<Numbered>,
        shown: HashMap<(i64, What), u32>,
    }
    let mut minutes: HashMap<(u32, u32, i64), Minute> = HashMap::new();
    for &(number, facts) in unmatched {
        minutes.entry(facts.place()).or_default().theirs.push((number, facts));
    }
    for facts in matched {
        if let Some(minute) = minutes.get_mut(&facts.place()) {
            *minute.shown.entry((facts.at, facts.what())).or_default() += 1;
            if facts.text != 0 {
                // It may have been found by its length.
                *minute.shown.entry((facts.at, What::Length(facts.chars))).or_default() += 1;
            }
        }
    }
    for (row, facts) in rows {
        let Some(minute) = minutes.get_mut(&facts.place()) else { continue };
        match minute.shown.get_mut(&(facts.at, facts.what())) {
            Some(left) if *left > 0 => *left -= 1,
            _ => minute.ours.push_back((row, facts)),
        }
    }
    let mut verdicts = Vec::new();
    for (place, mut minute) in minutes {
        if minute.ours.is_empty() {
            continue;
        }
        let whole = !edges.contains(&(place.0, place.2));
        let media = |one: &Facts, two: &Facts| one.is_medium() && two.is_medium() && one.may_be_at(two);
        let notices = |one: &Facts, two: &Facts| {
            whole && one.kind == MessageKind::System && two.kind == MessageKind::System && one.may_be_at(two)
        };
        let edited = |one: &Facts, two: &Facts| {
            let words = |facts: &Facts| {
                matches!(facts.kind, MessageKind::Text | MessageKind::Link | MessageKind::Recalled)
            };
            whole && words(one) && words(two) && one.may_be_at(two)
        };
        let same_words = |one: &Facts, two: &Facts| one.may_be_at(two) && one.says_the_same(two);
        let rules: [(Rule<'_>, bool); 4] =
            [(&same_words, false), (&media, false), (&notices, false), (&edited, true)];
        for (alike, changed) in rules {
            minute.theirs.retain(|&(number, facts)| {
                let found = minute.ours.iter().take(MOST_COMPARED).position(|(_, row)| alike(row, &facts));
                let Some((row, before)) = found.and_then(|at| minute.ours.remove(at)) else { return true };
                let recalled_before = before.kind == MessageKind::Recalled;
                let verdict =
                    if changed && !recalled_before { Verdict::Changed(row as u32) } else { Verdict::Same };
                verdicts.push((number, verdict));
                false
            });
        }
    }
    verdicts
}

/// How many rows of one minute an entry is compared with.
const MOST_COMPARED: usize = 64;
