//! Members that may be one person.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::activity::Span;
use crate::analytics::Input;
use crate::model::{Member, MemberId};

/// Two members proposed as one, by member code, `one < other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub one: u32,
    pub other: u32,
    /// The strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// Why two members may be one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same telephone number, with its last four digits.
    Phone(String),
    /// One is called what the other was called.
    Renamed(String),
    SameName(String),
    /// Names that differ in a letter or two.
    LikeName,
}

/// Most pairs that are proposed.
const MOST: usize = 500;
/// A name that more members have is a common one and proves nothing.
const MOST_OF_A_NAME: usize = 4;
/// Where names are shared by more than one in so many people and more than so many names are, chance shares them: a name
/// then counts only for two who may have followed each other.
const CHANCE: (usize, usize) = (20, 10);
/// Members whose names are compared letter by letter: those that begin with the same letter, unless there are more.
const MOST_COMPARED: usize = 200;
/// Names at least this alike, by Jaro and Winkler's measure (Winkler 1990), 0 to 1.
const ALIKE: f64 = 0.94;
const PHONE_FIELDS: [&str; 8] = ["phone", "mobile", "tel", "telephone", "手机", "手机号", "电话", "联系电话"];

/// Pairs of ordinary members that may be one person, the best founded first; at most 500. Pairs that the operator called
/// different are left out.
pub fn same_people(input: Input<'_>) -> Vec<Pair> {
    let members = &input.project.members;
    let mut found: BTreeMap<(u32, u32), Vec<Reason>> = BTreeMap::new();
    let mut propose = |one: u32, other: u32, reason: Reason| {
        if one != other {
            let reasons = found.entry((one.min(other), one.max(other))).or_default();
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    };
    let people = || members.iter().enumerate().filter(|(_, member)| member.kind.is_person());
    let mut by_name: HashMap<String, Vec<u32>> = HashMap::new();
    let mut by_phone: HashMap<String, Vec<u32>> = HashMap::new();
    for (code, member) in people() {
        by_name.entry(plain(&member.name)).or_default().push(code as u32);
        for phone in phones(member) {
            let owners = by_phone.entry(phone).or_default();
            if owners.last() != Some(&(code as u32)) {
                owners.push(code as u32);
            }
        }
    }
    by_name.remove("");
    let pairs = |codes: &[u32], propose: &mut dyn FnMut(u32, u32)| {
        if codes.len() <= MOST_OF_A_NAME {
            for (at, &one) in codes.iter().enumerate() {
                codes[at + 1..].iter().for_each(|&other| propose(one, other));
            }
        }
    };
    for (phone, codes) in &by_phone {
        let end: String = phone.chars().skip(phone.len().saturating_sub(4)).collect();
        pairs(codes, &mut |one, other| propose(one, other, Reason::Phone(end.clone())));
    }
    let shared = || by_name.values().map(Vec::len).filter(|&owners| owners > 1);
    let by_chance = shared().count() > CHANCE.1 && shared().sum::<usize>() * CHANCE.0 > people().count();
    let stays = if by_chance { Stays::of(input) } else { Stays::default() };
    for codes in by_name.values() {
        let name = || codes.first().map_or(String::new(), |&code| input.member_name(code).to_owned());
        pairs(codes, &mut |one, other| {
            if !by_chance || stays.followed(one, other) {
                propose(one, other, Reason::SameName(name()));
            }
        });
    }
    for (code, member) in people() {
        for seen in &member.names_seen {
            let called = by_name.get(&plain(seen)).filter(|called| called.len() <= MOST_OF_A_NAME);
            for &other in called.into_iter().flatten() {
                propose(code as u32, other, Reason::Renamed(seen.clone()));
            }
        }
    }
    let mut by_letter: HashMap<char, Vec<(&String, u32)>> = HashMap::new();
    for (name, codes) in &by_name {
        if let (true, Some(first), [code]) =
            (name.chars().count() >= 4, name.chars().next(), codes.as_slice())
        {
            by_letter.entry(first).or_default().push((name, *code));
        }
    }
    for names in by_letter.values().filter(|names| names.len() <= MOST_COMPARED) {
        for (at, (name, one)) in names.iter().enumerate() {
            for (like, other) in &names[at + 1..] {
                // `Member 12` and `Member 13` are no misspellings of each other.
                if digits(name) == digits(like) && strsim::jaro_winkler(name, like) >= ALIKE {
                    propose(*one, *other, Reason::LikeName);
                }
            }
        }
    }
    let code = |id: &MemberId| input.activity.members.find(id);
    let different: HashSet<(u32, u32)> = input
        .project
        .different
        .iter()
        .filter_map(|(one, other)| Some((code(one)?, code(other)?)))
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    let mut all: Vec<Pair> = found
        .into_iter()
        .filter(|(pair, _)| !different.contains(pair))
        .map(|((one, other), mut reasons)| {
            reasons.sort();
            Pair { one, other, reasons }
        })
        .collect();
    all.sort_by(|one, two| (&one.reasons, one.one, one.other).cmp(&(&two.reasons, two.one, two.other)));
    all.truncate(MOST);
    all
}

/// Where and when people were heard.
#[derive(Default)]
struct Stays(HashMap<u32, Vec<Span>>);

impl Stays {
    fn of(input: Input<'_>) -> Self {
        let mut stays: HashMap<u32, Vec<Span>> = HashMap::new();
        for span in &input.activity.spans {
            stays.entry(span.member).or_default().push(*span);
        }
        Self(stays)
    }

    /// True when both were heard in one group, one after the other, and never at the same time: as it is when somebody
    /// comes back with another account.
    fn followed(&self, one: u32, other: u32) -> bool {
        let of = |member: u32| self.0.get(&member).map_or(&[][..], Vec::as_slice);
        let mut together = of(one).iter().flat_map(|span| {
            of(other).iter().filter(|theirs| theirs.group == span.group).map(move |t| (span, t))
        });
        let apart = |(a, b): (&Span, &Span)| a.last < b.first || b.last < a.first;
        together.clone().next().is_some() && together.all(apart)
    }
}

/// A name as it is compared: small letters, no signs around it.
fn plain(name: &str) -> String {
    name.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Telephone numbers of a member, the last eleven digits of each: country codes are written or not.
fn phones(member: &Member) -> impl Iterator<Item = String> {
    let told =
        member.profile.iter().filter(|(field, _)| PHONE_FIELDS.contains(&field.to_lowercase().as_str()));
    let called = [member.id.as_str(), &member.name].into_iter().filter(|text| text.starts_with('+'));
    told.map(|(_, value)| value.as_str()).chain(called).filter_map(|text| {
        let digits = digits(text);
        (digits.len() >= 7).then(|| digits[digits.len().saturating_sub(11)..].to_owned())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::activity::Activity;
    use crate::analytics::fixture::Fixture;
    use crate::model::Project;

    fn pairs(
        members: &[(&str, &str, &[&str], &str)],
        different: &[(&str, &str)],
    ) -> Vec<(u32, u32, Vec<Reason>)> {
        let member = |&(id, name, seen, phone): &(&str, &str, &[&str], &str)| Member {
            id: id.into(),
            name: name.to_owned(),
            names_seen: seen.iter().map(|&name| name.to_owned()).collect(),
            profile: (!phone.is_empty())
                .then(|| ("手机号".to_owned(), phone.to_owned()))
                .into_iter()
                .collect(),
            ..Member::default()
        };
        let project = Project {
            members: Arc::new(members.iter().map(member).collect()),
            different: different.iter().map(|&(one, other)| (one.into(), other.into())).collect(),
            ..Project::default()
        };
        let activity = Activity::build(&project, &Default::default());
        let found = same_people(Input { project: &project, activity: &activity });
        found.into_iter().map(|pair| (pair.one, pair.other, pair.reasons)).collect()
    }

    #[test]
    fn names_renames_and_telephones_propose_pairs_with_their_reason() {
        let found = pairs(
            &[
                ("u1", "林岚", &[], "138-0000-1234"),
                ("x9", "林岚", &[], ""),
                ("+86 138 0000 1234", "lan", &[], ""),
                ("u4", "Bo", &["Robert"], ""),
                ("u5", "robert", &[], ""),
                ("u6", "Konstantin", &[], ""),
                ("u7", "Konstantim", &[], ""),
                ("u8", "Member 12", &[], ""),
                ("u9", "Member 13", &[], ""),
            ],
            &[],
        );
        let expected = [
            (0, 2, vec![Reason::Phone("1234".to_owned())]),
            (3, 4, vec![Reason::Renamed("Robert".to_owned())]),
            (0, 1, vec![Reason::SameName("林岚".to_owned())]),
            (5, 6, vec![Reason::LikeName]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_refused_is_not_proposed_again_and_common_names_never() {
        let two: &[(&str, &str, &[&str], &str)] = &[("u1", "Ann", &[], ""), ("u2", "Ann", &[], "")];
        assert_eq!(pairs(two, &[]).len(), 1);
        assert!(pairs(two, &[("u2", "u1")]).is_empty());
        let many: Vec<(&str, &str, &[&str], &str)> =
            ["a", "b", "c", "d", "e"].into_iter().map(|id| (id, "宝妈", [].as_slice(), "")).collect();
        assert!(pairs(&many, &[]).is_empty());
    }

    #[test]
    fn where_chance_shares_names_a_name_counts_for_those_who_followed_each_other() {
        let ids: Vec<String> = (0..24).map(|number| format!("u{number}")).collect();
        let names: Vec<String> = (0..24).map(|number| format!("名字{}", number / 2)).collect();
        let mut fixture = Fixture::new().group("g");
        for day in 1..=2 {
            for number in (0..24).filter(|number| number % 2 == day - 1) {
                // The first of each two speaks before the second; the last two speak on one day.
                let day = if number == 23 { 1 } else { day };
                fixture = fixture.says(&ids[number], &format!("2026-09-{day:02} 10:00"), 1);
            }
        }
        let member = |(id, name): (&String, &String)| Member {
            id: id.as_str().into(),
            name: name.clone(),
            ..Member::default()
        };
        let members = ids.iter().zip(&names).map(member).collect();
        let made = fixture.project(|project| project.members = Arc::new(members)).build();
        let found = same_people(made.input());
        assert_eq!(found.len(), 11);
        assert!(found.iter().all(|pair| matches!(pair.reasons[..], [Reason::SameName(_)]) && pair.one < 22));
    }
}
