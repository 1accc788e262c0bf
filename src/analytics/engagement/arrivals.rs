//! People who came: how soon they speak, whether anybody answers, and how much newcomers say.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use serde::Serialize;

use super::{Lifetime, Move, Moves, NEWCOMER_DAYS, NewcomerShare, Survival, people_rate};
use crate::activity::{Day, LocalClock, People};
use crate::analytics::population::{Rolls, counted};
use crate::analytics::{Input, Rate, Scope};

/// The people who joined a group in a scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Arrivals {
    /// Joins (one for each group somebody joined).
    pub joins: u64,
    /// How soon they spoke.
    pub first_words: Vec<FirstWords>,
    /// Days until half of them had spoken, those who still have not counted as waiting; unknown when fewer than half did.
    pub median_days: Option<u32>,
    /// Distinct people who joined and have not spoken in the group since, codes ascending.
    pub waiting: Vec<u32>,
    /// What newcomers have done since they joined.
    pub steps: Vec<OnboardingStep>,
}

/// Who spoke within some days of joining.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FirstWords {
    /// 0 for the day of joining itself.
    pub days: u32,
    /// Spoke by then, over those whose days were observed.
    pub rate: Rate,
}

/// One step of coming in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnboardingStep {
    /// `spoke`, `answered`, `profile`, or the name of an event of the project.
    pub name: String,
    /// People who have done it, over the people who joined.
    pub rate: Rate,
    /// Who has not, and joined more than [`STUCK_DAYS`] days before the end.
    pub stuck: Vec<u32>,
}

/// Days after which a step not done is stuck.
pub const STUCK_DAYS: Day = 3;
/// The spans of days that are asked about.
const SPANS: [u32; 5] = [0, 2, 7, 14, 30];
/// Names of events that are steps of coming in, where a project keeps them: the purpose was answered, the rules were read,
/// a welcome was held, the form was filled.
const STEP_EVENTS: [&str; 4] = ["onboard_purpose", "onboard_rules", "onboard_welcome", "onboard_form"];

/// What became of those who joined in the scope, up to the end of the data. People only. Without known joins all is empty.
pub fn arrivals(input: Input<'_>, scope: &Scope) -> Arrivals {
    let Some((first, last)) = input.activity.range else { return Arrivals::default() };
    let moves = Moves::of(input, &scope.groups);
    // Who joined before the log begins may have spoken unseen.
    let came: Vec<Move> = moves
        .joined
        .iter()
        .filter(|one| {
            (scope.from.max(first)..=scope.to.min(last)).contains(&one.day) && input.counts(one.member)
        })
        .copied()
        .collect();
    let of_group = |came: &[Move]| -> Vec<(u32, Day, Option<Day>)> {
        let (Some(group), Some(first)) =
            (came.first().map(|one| one.group), came.iter().map(|one| one.day).min())
        else {
            return Vec::new();
        };
        let mut wanted = People::none(input.activity.members.len());
        came.iter().for_each(|one| wanted.insert(one.member));
        let cells = input.activity.days_of(group, first, last).iter();
        let mut spoke: Vec<(u32, Day)> =
            cells.filter(|cell| wanted.contains(cell.member)).map(|cell| (cell.member, cell.day)).collect();
        spoke.sort_unstable();
        let first_words = |one: &Move| {
            let next = spoke.get(spoke.partition_point(|&spoke| spoke < (one.member, one.day)));
            (one.member, one.day, next.filter(|next| next.0 == one.member).map(|next| next.1))
        };
        came.iter().map(first_words).collect()
    };
    let groups: Vec<&[Move]> = came.chunk_by(|a, b| a.group == b.group).collect();
    let waits: Vec<(u32, Day, Option<Day>)> =
        groups.into_par_iter().map(of_group).collect::<Vec<_>>().concat();
    let span = |from: Day, to: Day| u32::try_from(i64::from(to) - i64::from(from)).unwrap_or(0);
    let first_words = SPANS.map(|days| {
        let asked = waits.iter().filter(|(_, joined, _)| span(*joined, last) >= days);
        let done =
            asked.clone().filter(|(_, joined, spoke)| spoke.is_some_and(|day| span(*joined, day) <= days));
        FirstWords { days, rate: Rate::new(done.count() as u64, asked.count() as u64) }
    });
    let lifetimes: Vec<Lifetime> = waits
        .iter()
        .map(|&(_, joined, spoke)| Lifetime {
            entered: 0,
            days: span(joined, spoke.unwrap_or(last)),
            ended: spoke.is_some(),
        })
        .collect();
    let waiting: BTreeSet<u32> =
        waits.iter().filter(|(_, _, spoke)| spoke.is_none()).map(|wait| wait.0).collect();
    Arrivals {
        joins: waits.len() as u64,
        median_days: Survival::of(&lifetimes).median(),
        first_words: if waits.is_empty() { Vec::new() } else { first_words.to_vec() },
        waiting: waiting.into_iter().collect(),
        steps: steps(input, scope, &waits, last),
    }
}

fn steps(
    input: Input<'_>,
    scope: &Scope,
    waits: &[(u32, Day, Option<Day>)],
    last: Day,
) -> Vec<OnboardingStep> {
    let mut joined: HashMap<u32, Day> = HashMap::new();
    for &(member, day, _) in waits {
        let earliest = joined.entry(member).or_insert(day);
        *earliest = day.min(*earliest);
    }
    if joined.is_empty() {
        return Vec::new();
    }
    let since = |member: u32, day: Day| joined.get(&member).is_some_and(|&joined| day >= joined);
    let mut done: Vec<(String, HashSet<u32>)> = Vec::new();
    let spoke = waits.iter().filter(|wait| wait.2.is_some()).map(|wait| wait.0).collect();
    done.push(("spoke".to_owned(), spoke));
    let answered = scope
        .groups
        .iter()
        .flat_map(|&group| input.activity.links_of(group))
        .filter(|link| since(link.to, link.day))
        .map(|link| link.to)
        .collect();
    done.push(("answered".to_owned(), answered));
    let filled = |code: &u32| {
        let member = input.project.members.get(*code as usize);
        member.is_some_and(|member| member.profile.values().any(|value| !value.trim().is_empty()))
    };
    done.push(("profile".to_owned(), joined.keys().copied().filter(filled).collect()));
    let mut clock = LocalClock::new(input.project.time_zone);
    for name in STEP_EVENTS {
        let mut people = HashSet::new();
        let mut kept = false;
        for event in input.project.events.iter().filter(|event| event.name == name) {
            kept = true;
            let day = clock.day_hour(event.at.0).0;
            people.extend(input.matched(&event.member).filter(|&code| since(code, day)));
        }
        if kept {
            done.push((name.to_owned(), people));
        }
    }
    done.into_iter()
        .map(|(name, people)| {
            let late = |(&code, &day): (&u32, &Day)| {
                (!people.contains(&code) && last.saturating_sub(day) > STUCK_DAYS).then_some(code)
            };
            let mut stuck: Vec<u32> = joined.iter().filter_map(late).collect();
            stuck.sort_unstable();
            OnboardingStep { rate: Rate::new(people.len() as u64, joined.len() as u64), stuck, name }
        })
        .collect()
}

/// Newcomers against old hands in one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewcomerRow {
    /// Group code.
    pub group: u32,
    /// Messages by newcomers / messages by people whose start is known.
    pub messages: Rate,
    /// Newcomers / people there at the end whose start is known.
    pub people: Rate,
    /// The first share over the second: above 1, newcomers talk more than their number.
    pub index: Option<f64>,
}

/// Each group of the scope on its own: newcomers are people in their first fourteen days there, by the day they joined, or
/// by their first words where those came earlier or no day is known. Groups in the order of the scope.
pub fn newcomers_by_group(input: Input<'_>, scope: &Scope) -> Vec<NewcomerRow> {
    let Some((_, last)) = input.activity.range else { return Vec::new() };
    let end = scope.to.min(last);
    let moves = Moves::of(input, &scope.groups);
    let (rolls, counted) = (Rolls::all(input), counted(input));
    // Later than any day: not known.
    let unknown = || vec![Day::MAX; input.activity.members.len()];
    scope
        .groups
        .par_iter()
        .map_init(unknown, |starts, &group| {
            starts.fill(Day::MAX);
            let since = moves.joined.partition_point(|one| one.group < group);
            for joined in moves.joined[since..].iter().take_while(|one| one.group == group) {
                let start = &mut starts[joined.member as usize];
                *start = joined.day.min(*start);
            }
            let (mut by_new, mut all) = (0, 0);
            // Days ascend: who was not met before begins here.
            let cells = input.activity.days_of(group, Day::MIN, end).iter();
            for cell in cells.filter(|cell| counted.contains(cell.member)) {
                let start = &mut starts[cell.member as usize];
                *start = cell.day.min(*start);
                if cell.day >= scope.from {
                    let messages = u64::from(cell.messages);
                    all += messages;
                    by_new += if cell.day.saturating_sub(*start) < NEWCOMER_DAYS { messages } else { 0 };
                }
            }
            let mut present = rolls.get(group as usize).map(|rolls| rolls.present(end)).unwrap_or_default();
            present.keep(&counted);
            let start = |member: u32| starts.get(member as usize).copied().filter(|start| *start != Day::MAX);
            let of_people = present.iter().map(start);
            let messages = Rate::new(by_new, all);
            let people = people_rate(of_people, end, NEWCOMER_DAYS);
            let index = NewcomerShare::new(messages.value, people.value).index;
            NewcomerRow { group, messages, people, index }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn who_joined_yesterday_is_not_asked_about_the_week() {
        let made = Fixture::new()
            .group("g")
            .says("old", "2026-01-01 10:00", 1)
            .joins("fast", "2026-01-05")
            .joins("slow", "2026-01-05")
            .joins("late", "2026-01-19")
            .says("fast", "2026-01-05 12:00", 1)
            .says("slow", "2026-01-10 12:00", 1)
            .reply("old", "fast", "2026-01-20 12:00")
            .build();
        let found = arrivals(made.input(), &made.scope());
        let rates: Vec<_> = found.first_words.iter().map(|one| (one.days, one.rate)).collect();
        assert_eq!(rates[0], (0, Rate::new(1, 3)));
        assert_eq!(rates[1], (2, Rate::new(1, 2)));
        assert_eq!(rates[2], (7, Rate::new(2, 2)));
        assert_eq!(rates[4].1.value, None);
        assert_eq!(found.waiting.len(), 1);
        let steps: Vec<_> =
            found.steps.iter().map(|step| (step.name.as_str(), step.rate.numerator)).collect();
        assert_eq!(steps, [("spoke", 2), ("answered", 1), ("profile", 0)]);
        assert!(found.steps[0].stuck.is_empty(), "joined a day ago");
    }

    #[test]
    fn without_joining_dates_nothing_is_said_of_arrivals() {
        let made = Fixture::new().group("g").people(2).says("p1", "2026-01-05 10:00", 1).build();
        let found = arrivals(made.input(), &made.scope());
        assert!(found.first_words.is_empty() && found.steps.is_empty() && found.median_days.is_none());
    }

    #[test]
    fn newcomers_are_weighed_group_by_group() {
        let made = Fixture::new()
            .group("g")
            .joins("new", "2026-02-01")
            .joins("old", "2026-01-01")
            .says("old", "2026-01-01 10:00", 1)
            .says("old", "2026-02-03 10:00", 1)
            .says("new", "2026-02-03 11:00", 3)
            .build();
        let scope = made.between("2026-02-01", "2026-02-03");
        let found = &newcomers_by_group(made.input(), &scope)[0];
        assert_eq!(
            (found.messages, found.people, found.index),
            (Rate::new(3, 4), Rate::new(1, 2), Some(1.5))
        );
    }
}
