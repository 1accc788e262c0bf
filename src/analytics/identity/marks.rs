//! Accounts that may be bots, staff or shills (水军), with the numbers that say so.

use std::collections::HashMap;

use crate::activity::{Day, Habit, LocalClock};
use crate::analytics::Input;
use crate::model::{Decision, Member, MemberKind, Role};

/// A guess about one member, by code.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    pub member: u32,
    pub kind: MemberKind,
    /// Never empty.
    pub evidence: Vec<Evidence>,
}

/// What a guess rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// The platform says so; the import's word for it.
    Platform(String),
    /// A word in the name.
    Name(&'static str),
    Role(Role),
    /// Messages within two seconds of another's.
    Quick {
        count: u32,
        of: u32,
    },
    /// Gaps of the same length.
    Regular {
        minutes: u32,
        count: u32,
        of: u32,
    },
    /// Hours of the day with messages.
    Clock {
        hours: u32,
    },
    /// Messages of one length.
    Template {
        chars: u32,
        count: u32,
        of: u32,
    },
    /// People who first spoke in one group within one hour of that day.
    Crowd {
        people: u32,
        day: Day,
    },
    /// Messages that follow one member's.
    Echo {
        of_member: u32,
        count: u32,
        of: u32,
    },
    /// Mean length, in a member who speaks in one group only.
    Short {
        chars: u32,
    },
}

const BOT_NAMES: [&str; 3] = ["机器人", "小助手", "自动回复"];
/// Latin words are looked for as words: nobody called Talbot is a machine.
const BOT_WORDS: [&str; 4] = ["bot", "robot", "github", "webhook"];
const STAFF_NAMES: [&str; 6] = ["官方", "客服", "运营", "管理员", "official", "support"];

/// Guesses about ordinary members that the operator has not answered yet: bots, then staff, then shills, in the order of
/// the members. All limits are the program's own judgement:
///
/// - a bot is called so by the platform, or its name says so and one of its habits too, or two habits do: 8 in 10
///   messages within 2 seconds of another's (10 messages and more), 7 in 10 gaps of one length of 10 minutes and more
///   (20 gaps and more), words in 22 of 24 hours (100 messages and more), 8 in 10 messages of one length (20 and more);
/// - staff is called so by the platform, by a word in the name, or has a role of service or assistance;
/// - a shill is one of at least three who first spoke in one group within one hour, speak there only, in messages of at
///   most 20 characters on average, of which 6 in 10 follow the same member's, who wrote less than half as large a share.
pub fn guesses(input: Input<'_>) -> Vec<Guess> {
    let mut found = Vec::new();
    let members = &input.project.members;
    let platform: HashMap<(u32, MemberKind), &str> = input
        .project
        .marks
        .iter()
        .filter(|mark| mark.decision == Decision::Open)
        .filter_map(|mark| {
            Some(((input.activity.members.find(&mark.member)?, mark.kind), mark.reason.as_str()))
        })
        .collect();
    let stated = |member: u32, kind| {
        platform.get(&(member, kind)).map(|&reason| Evidence::Platform(reason.to_owned()))
    };
    for (code, member) in members.iter().enumerate() {
        let code = code as u32;
        let habits = input.activity.habit(code).map_or(Vec::new(), bot_habits);
        let name = bot_name(member);
        let enough =
            stated(code, MemberKind::Bot).is_some() || habits.len() + usize::from(name.is_some()) >= 2;
        if enough {
            let evidence: Vec<Evidence> =
                stated(code, MemberKind::Bot).into_iter().chain(name).chain(habits).collect();
            found.push(Guess { member: code, kind: MemberKind::Bot, evidence });
        }
    }
    for (code, member) in members.iter().enumerate() {
        let stated = stated(code as u32, MemberKind::Staff);
        let lower = member.name.to_lowercase();
        let name = STAFF_NAMES.into_iter().find(|word| lower.contains(word)).map(Evidence::Name);
        let role = member.roles.iter().find(|role| matches!(role, Role::Service | Role::Assistant));
        let evidence: Vec<Evidence> =
            stated.into_iter().chain(name).chain(role.cloned().map(Evidence::Role)).collect();
        if !evidence.is_empty() {
            found.push(Guess { member: code as u32, kind: MemberKind::Staff, evidence });
        }
    }
    found.extend(shills(input));
    let answered = |guess: &Guess| {
        input.project.marks.iter().any(|mark| {
            mark.decision != Decision::Open
                && mark.kind == guess.kind
                && input.activity.members.find(&mark.member) == Some(guess.member)
        })
    };
    found.retain(|guess| input.kind(guess.member).is_person() && !answered(guess));
    found
}

fn bot_name(member: &Member) -> Option<Evidence> {
    let chinese = BOT_NAMES.into_iter().find(|word| member.name.contains(word));
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in member.name.chars() {
        let new = letter.is_uppercase() && word.chars().last().is_some_and(char::is_lowercase);
        if new || !letter.is_ascii_alphabetic() {
            words.push(std::mem::take(&mut word).to_lowercase());
        }
        if letter.is_ascii_alphabetic() {
            word.push(letter);
        }
    }
    words.push(word.to_lowercase());
    let whole = member.name.to_lowercase();
    let latin = BOT_WORDS
        .into_iter()
        .find(|&bot| words.iter().any(|word| word == bot) || bot == "github" && whole.contains(bot));
    chinese.or(latin).map(Evidence::Name)
}

fn bot_habits(habit: &Habit) -> Vec<Evidence> {
    let mut found = Vec::new();
    let of = habit.messages;
    if of >= 10 && habit.quick * 10 >= of * 8 {
        found.push(Evidence::Quick { count: habit.quick, of });
    }
    let (minutes, count, gaps) = habit.gap;
    if gaps >= 20 && minutes >= 10 && count * 10 >= gaps * 7 {
        found.push(Evidence::Regular { minutes, count, of: gaps });
    }
    if of >= 100 && habit.hours >= 22 {
        found.push(Evidence::Clock { hours: habit.hours });
    }
    let (chars, count) = habit.length;
    if of >= 20 && chars >= 4 && count * 10 >= of * 8 {
        found.push(Evidence::Template { chars, count, of });
    }
    found
}

fn shills(input: Input<'_>) -> Vec<Guess> {
    let activity = input.activity;
    let mut crowds: HashMap<(u32, i64, u32), Vec<&Habit>> = HashMap::new();
    let mut places: HashMap<u32, (u32, u32, i64)> = HashMap::new();
    let mut said: HashMap<u32, u32> = HashMap::new();
    for span in &activity.spans {
        let place = places.entry(span.member).or_insert((0, span.group, span.first.0));
        place.0 += 1;
        *said.entry(span.group).or_default() += span.messages;
    }
    for habit in &activity.habits {
        let (member, count) = habit.after;
        let Some(&(1, group, first)) = places.get(&habit.member) else { continue };
        let short = habit.chars <= u64::from(habit.messages) * 20;
        let echo = count * 10 >= habit.messages * 6;
        let share = activity.span(group, member).map_or(0, |span| span.messages);
        let all = said.get(&group).copied().unwrap_or(0);
        // Whoever writes most is followed most.
        let unusual = u64::from(count) * u64::from(all) > 2 * u64::from(share) * u64::from(habit.messages);
        if short && echo && unusual {
            crowds.entry((group, first.div_euclid(3_600_000), member)).or_default().push(habit);
        }
    }
    let mut clock = LocalClock::new(input.project.time_zone);
    let mut found = Vec::new();
    for ((_, hour, of_member), crowd) in crowds {
        if crowd.len() < 3 {
            continue;
        }
        let day = clock.day_hour(hour * 3_600_000).0;
        found.extend(crowd.iter().map(|habit| Guess {
            member: habit.member,
            kind: MemberKind::Shill,
            evidence: vec![
                Evidence::Crowd { people: crowd.len() as u32, day },
                Evidence::Echo { of_member, count: habit.after.1, of: habit.messages },
                Evidence::Short { chars: (habit.chars / u64::from(habit.messages.max(1))) as u32 },
            ],
        }));
    }
    found.sort_by_key(|guess| guess.member);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::log::LogBuilder;
    use crate::model::{Mark, Message, Project, Timestamp};

    fn member(id: &str, name: &str) -> Member {
        Member { id: id.into(), name: name.to_owned(), ..Member::default() }
    }

    /// Lines of (second, member, length) in one group.
    fn asked(project: &Project, lines: &[(i64, &str, u32)]) -> Vec<Guess> {
        let mut builder = LogBuilder::default();
        for (id, &(second, member, chars)) in lines.iter().enumerate() {
            builder.push(&Message {
                id: id as u64,
                at: Timestamp(1_700_000_001_000 + second * 1000),
                group: "g".into(),
                member: member.into(),
                kind: Default::default(),
                chars: Some(chars),
                reply_to: None,
                mentions: vec![],
                text: None,
            });
        }
        let activity = Activity::build(project, &builder.finish());
        guesses(Input { project, activity: &activity })
    }

    fn project(members: Vec<Member>) -> Project {
        Project { members: std::sync::Arc::new(members), ..Project::default() }
    }

    fn kinds(guesses: &[Guess]) -> Vec<(u32, MemberKind)> {
        guesses.iter().map(|guess| (guess.member, guess.kind)).collect()
    }

    #[test]
    fn a_machine_is_known_by_its_name_and_its_habits_and_a_person_is_not() {
        let mut lines = Vec::new();
        for n in 0..30_i64 {
            lines.push((n * 4000, "ann", 5 + (n * 7 % 40) as u32));
            lines.push((n * 4000 + 1, "bot", 12));
            lines.push((n * 4000 + 700, "talbot", 3 + (n * 5 % 30) as u32));
        }
        let members = || vec![member("ann", "Ann"), member("bot", "HelperBot"), member("talbot", "Talbot")];
        let found = asked(&project(members()), &lines);
        assert_eq!(kinds(&found), [(1, MemberKind::Bot)]);
        assert_eq!(found[0].evidence[0], Evidence::Name("bot"));
        assert!(found[0].evidence.contains(&Evidence::Quick { count: 30, of: 30 }), "{found:?}");
        assert!(found[0].evidence.contains(&Evidence::Template { chars: 12, count: 30, of: 30 }));

        let mut answered = project(members());
        answered.marks.push(Mark {
            member: "bot".into(),
            kind: MemberKind::Bot,
            reason: String::new(),
            decision: Decision::Refused,
        });
        assert!(asked(&answered, &lines).is_empty(), "asked once");
    }

    #[test]
    fn staff_is_known_by_name_role_and_platform() {
        let mut assistant = member("b", "Bo");
        assistant.roles = vec![Role::Assistant];
        let mut made =
            project(vec![member("a", "晚风官方客服"), assistant, member("c", "Cy"), member("d", "Di")]);
        made.marks.push(Mark {
            member: "c".into(),
            kind: MemberKind::Staff,
            reason: "owner".into(),
            decision: Decision::Open,
        });
        let found = asked(&made, &[]);
        let staff = MemberKind::Staff;
        assert_eq!(kinds(&found), [(0, staff), (1, staff), (2, staff)]);
        assert_eq!(found[2].evidence, [Evidence::Platform("owner".to_owned())]);
    }

    #[test]
    fn voices_that_came_together_and_only_echo_one_member_may_be_hired() {
        let mut members = vec![member("boss", "Boss"), member("ann", "Ann"), member("bo", "Bo")];
        let shills = ["s1", "s2", "s3"];
        members.extend(shills.map(|id| member(id, id)));
        let mut lines = Vec::new();
        for n in 0..12_i64 {
            lines.push((n * 9000, "ann", 40));
            lines.push((n * 9000 + 1000, "bo", 35));
            for (place, shill) in shills.into_iter().enumerate() {
                let at = n * 9000 + 2000 + place as i64 * 120;
                lines.push((at, "boss", 30));
                lines.push((at + 60, shill, 4 + n as u32 % 3));
            }
            lines.push((n * 9000 + 5000, "ann", 28));
            lines.push((n * 9000 + 5100, "bo", 31));
            lines.extend(
                (0..10).map(|more| (n * 9000 + 5200 + more * 90, ["ann", "bo"][more as usize % 2], 33)),
            );
        }
        let found = asked(&project(members), &lines);
        let shill = MemberKind::Shill;
        assert_eq!(kinds(&found), [(3, shill), (4, shill), (5, shill)]);
        assert_eq!(found[0].evidence[1], Evidence::Echo { of_member: 0, count: 12, of: 12 });
    }
}
