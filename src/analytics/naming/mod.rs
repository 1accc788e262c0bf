//! Names of members against the rule of their group: who follows it, and what the others have wrong.

mod pattern;

pub use pattern::{MOST_CHARS, Pattern, PatternError, PatternErrorKind, Piece, Wanted, Wrong};

use serde::Serialize;

use super::interval::{Z_95, wilson};
use super::{Input, Population, Rate, Scope};
use crate::model::GroupId;

/// Every group with its rule and how many follow it, the worst first; groups without a rule last.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Naming {
    pub groups: Vec<GroupNaming>,
}

/// One group against its rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroupNaming {
    pub id: GroupId,
    pub name: String,
    /// Group code.
    #[serde(skip)]
    pub group: u32,
    /// The pattern in force; `None` without one, or when it cannot be read.
    pub pattern: Option<String>,
    /// The pattern is the group's own.
    pub own: bool,
    /// People present whose names follow the pattern, out of all people present; unknown without one.
    pub following: Rate,
    /// 95 % Wilson interval.
    pub interval: Option<[f64; 2]>,
    /// Who does not, by member code.
    #[serde(skip)]
    pub wrong: Vec<WrongName>,
}

/// A name that breaks the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongName {
    /// Member code.
    pub member: u32,
    pub wrong: Wrong,
    /// A name that would follow the rule, made of what the project knows of the person; `None` where it knows too little.
    pub proposed: Option<String>,
}

/// The pattern of a group and whether it is its own; `None` where no rule is set.
pub fn pattern_of<'a>(input: Input<'a>, group: u32) -> Option<(&'a str, bool)> {
    let own = input.project.groups.get(group as usize).and_then(|group| group.naming.as_deref());
    own.map(|own| (own, true)).or(input.project.naming.as_deref().map(|all| (all, false)))
}

/// Holds the people present at the end of the scope against the rule of each of its groups.
///
/// Without groups there are none; a group without people has an unknown rate.
pub fn naming(input: Input<'_>, scope: &Scope) -> Naming {
    let of_group = |&group: &u32| {
        let people = Population::of(input, group, scope.to).people;
        let mut found = GroupNaming {
            id: input.activity.groups.id(group)?.clone(),
            name: input.group_name(group).to_owned(),
            group,
            following: Rate { value: None, numerator: 0, denominator: people.len() as u64 },
            ..GroupNaming::default()
        };
        let Some((text, own)) = pattern_of(input, group) else { return Some(found) };
        let Ok(pattern) = Pattern::parse(text) else { return Some(found) };
        (found.pattern, found.own) = (Some(text.to_owned()), own);
        (found.following, found.wrong) = held_against(input, group, &people, &pattern);
        found.interval = wilson(found.following.numerator, found.following.denominator, Z_95);
        Some(found)
    };
    let mut groups: Vec<GroupNaming> = scope.groups.iter().filter_map(of_group).collect();
    groups.sort_by(|a, b| {
        let rate = |group: &GroupNaming| group.following.value.unwrap_or(f64::INFINITY);
        rate(a).total_cmp(&rate(b)).then(b.wrong.len().cmp(&a.wrong.len())).then(a.group.cmp(&b.group))
    });
    Naming { groups }
}

/// How many of `people` follow a pattern in a group, and who does not.
pub fn held_against(
    input: Input<'_>,
    group: u32,
    people: &[u32],
    pattern: &Pattern,
) -> (Rate, Vec<WrongName>) {
    let group = input.group_name(group);
    let wrong: Vec<WrongName> = people
        .iter()
        .filter_map(|&member| {
            let wrong = pattern.check(input.member_name(member), group).err()?;
            Some(WrongName { member, wrong, proposed: proposed(input, member, group, pattern) })
        })
        .collect();
    (Rate::new((people.len() - wrong.len()) as u64, people.len() as u64), wrong)
}

/// Facts about a person that stand for a piece, by the names that people give it; the first that is known counts.
const FACTS: [(&[&str], &[&str]); 3] = [
    (&["城市", "地区", "区域", "city", "region"], &["region"]),
    (&["行业", "业务", "business", "industry"], &["business", "industry"]),
    (&["企业性质", "org_type", "org"], &["org_type"]),
];

/// The name as it is for a piece called name, facts of the profile for the others.
fn proposed(input: Input<'_>, member: u32, group: &str, pattern: &Pattern) -> Option<String> {
    let person = input.project.members.get(member as usize)?;
    pattern.fill(group, |piece| {
        if matches!(piece, "姓名" | "名字" | "昵称" | "name") {
            return Some(input.member_name(member).to_owned());
        }
        let fact = |key: &str| person.profile.get(key).cloned();
        let known = FACTS.iter().find(|(names, _)| names.contains(&piece));
        fact(piece).or_else(|| known?.1.iter().find_map(|key| fact(key)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::MemberKind;

    fn named() -> Fixture {
        Fixture::new()
            .group("g")
            .joins("上海-李雷", "2026-01-01")
            .joins("李雷", "2026-01-01")
            .joins("bot", "2026-01-01")
            .kind("bot", MemberKind::Bot)
            .group("h")
            .joins("上海-李雷", "2026-01-01")
            .group("empty")
    }

    #[test]
    fn people_follow_the_rule_of_their_group_and_the_worst_group_comes_first() {
        let made = named()
            .project(|project| {
                project.naming = Some("{city}-{name}".to_owned());
                project.groups[1].naming = Some("{name:han 2-4}".to_owned());
            })
            .build();
        let found = naming(made.input(), &made.between("2026-01-01", "2026-01-31"));
        let rates: Vec<(&str, u64, u64, bool)> = found
            .groups
            .iter()
            .map(|group| {
                (group.id.as_str(), group.following.numerator, group.following.denominator, group.own)
            })
            .collect();
        assert_eq!(rates, [("h", 0, 1, true), ("g", 1, 2, false), ("empty", 0, 0, false)]);
        assert_eq!(made.input().member_name(found.groups[1].wrong[0].member), "李雷");
        assert_eq!(found.groups[2].following.value, None, "nobody there is not everybody wrong");
    }

    #[test]
    fn without_a_rule_nothing_is_known_and_nobody_is_wrong() {
        let made = named().build();
        let found = naming(made.input(), &made.between("2026-01-01", "2026-01-31"));
        assert!(found.groups.iter().all(|group| group.pattern.is_none() && group.wrong.is_empty()));
        assert!(found.groups.iter().all(|group| group.following.value.is_none()));
        let broken = named().project(|project| project.naming = Some("{".to_owned())).build();
        assert!(
            naming(broken.input(), &broken.between("2026-01-01", "2026-01-31"))
                .groups
                .iter()
                .all(|group| group.pattern.is_none())
        );
    }
}
