//! The made-up portfolio: its stories can be found in the data, its shape is that of real chats, and it hangs together.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use qunce::activity::{Activity, Day, day};
use qunce::analytics::{Input, Population};
use qunce::log::NO_REPLY;
use qunce::model::{GroupId, MemberId, MemberKind, MessageKind, OccasionKind, Tier};
use qunce::project_file::Document;
use qunce::synth::{Story, StoryKind, SynthError, SynthOptions, portfolio, stories};

struct World {
    document: Document,
    activity: Activity,
    stories: Vec<Story>,
    end: Day,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let options = SynthOptions::default();
    let document = portfolio(&options).unwrap();
    let activity = Activity::build(&document.project, &document.log);
    World { activity, stories: stories(&options).unwrap(), end: day(options.end), document }
});

impl World {
    fn input(&self) -> Input<'_> {
        Input { project: &self.document.project, activity: &self.activity }
    }

    fn story(&self, kind: StoryKind) -> &Story {
        self.stories.iter().find(|story| story.kind == kind).unwrap()
    }

    fn group(&self, id: &GroupId) -> u32 {
        self.activity.groups.find(id).unwrap()
    }

    fn code(&self, member: &MemberId) -> u32 {
        self.activity.members.find(member).unwrap()
    }

    fn people(&self, group: u32, at: Day) -> BTreeSet<u32> {
        Population::of(self.input(), group, at).people.into_iter().collect()
    }

    fn speakers(&self, group: u32, from: Day, to: Day) -> BTreeSet<u32> {
        self.activity.days_of(group, from, to).iter().map(|cell| cell.member).collect()
    }

    /// Share of the people present at `to` who spoke in the thirty days up to it.
    fn active_rate(&self, group: u32, to: Day) -> f64 {
        let people = self.people(group, to);
        self.speakers(group, to - 29, to).intersection(&people).count() as f64 / people.len() as f64
    }

    fn messages(&self, group: u32, from: Day, to: Day) -> u32 {
        self.activity.days_of(group, from, to).iter().map(|cell| cell.messages).sum()
    }

    /// Replies received, of everyone who spoke between two days.
    fn replies_received(&self, group: u32, from: Day, to: Day) -> BTreeMap<u32, u32> {
        let mut values: BTreeMap<u32, u32> =
            self.speakers(group, from, to).into_iter().map(|member| (member, 0)).collect();
        for link in self.activity.links_of(group).iter().filter(|link| (from..=to).contains(&link.day)) {
            values.entry(link.to).and_modify(|value| *value += link.count);
        }
        values
    }
}

/// Chance that someone of the first list stands above someone of the second, ties counting half.
fn chance_above(first: &[u32], second: &[u32]) -> f64 {
    let score = |a: &u32, b: &u32| match a.cmp(b) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    };
    let sum: f64 = first.iter().flat_map(|a| second.iter().map(move |b| score(a, b))).sum();
    sum / (first.len() * second.len()) as f64
}

#[test]
fn the_same_options_give_the_same_document_and_another_seed_another() {
    let small = SynthOptions { messages: 3_000, members: 1_200, ..SynthOptions::default() };
    let document = portfolio(&small).unwrap();
    assert!(document == portfolio(&small).unwrap());
    let other = portfolio(&SynthOptions { seed: 7, ..small }).unwrap();
    assert_ne!(document.log.at, other.log.at);
}

#[test]
fn chance_falls_the_same_way_everywhere() {
    let document = &WORLD.document;
    let sum = |values: &mut dyn Iterator<Item = u64>| {
        values.fold(0xcbf2_9ce4_8422_2325_u64, |hash, value| (hash ^ value).wrapping_mul(0x0100_0000_01b3))
    };
    let times = sum(&mut document.log.at.iter().map(|&at| at as u64));
    let members = sum(&mut document.log.member.iter().map(|&member| u64::from(member)));
    let texts = sum(&mut document.log.chars.iter().map(|&chars| u64::from(chars)));
    assert_eq!((times, members, texts), FINGERPRINT);
}

/// Times, senders and lengths of the default portfolio. Changing the generator changes it; a platform, a compiler or a
/// new version of a crate must not.
const FINGERPRINT: (u64, u64, u64) =
    (9_991_514_076_648_903_765, 14_761_274_962_905_447_551, 12_103_125_503_682_747_077);

#[test]
fn sizes_are_as_asked() {
    let project = &WORLD.document.project;
    assert_eq!(WORLD.document.log.len(), 155_000);
    assert_eq!((project.members.len(), project.groups.len()), (2_500, 12));
    let (first, last) = WORLD.activity.range.unwrap();
    assert_eq!((first, last), (WORLD.end - 364, WORLD.end));
    for (options, what) in [
        (SynthOptions { messages: 10, members: 3, groups: 1, days: 1, ..SynthOptions::default() }, "tiny"),
        (SynthOptions { messages: 0, members: 1, groups: 1, days: 1, ..SynthOptions::default() }, "silent"),
        (
            SynthOptions { messages: 500, members: 40, groups: 40, days: 10, ..SynthOptions::default() },
            "thin",
        ),
        (
            SynthOptions { messages: 900, members: 1_100, groups: 2, days: 40, ..SynthOptions::default() },
            "short",
        ),
        (
            SynthOptions { messages: 5_000, members: 60, groups: 3, days: 1_500, ..SynthOptions::default() },
            "long",
        ),
        (
            SynthOptions {
                messages: 2_000,
                members: 3_000,
                groups: 30,
                days: 365,
                ..SynthOptions::default()
            },
            "wide",
        ),
    ] {
        let document = portfolio(&options).unwrap();
        assert_eq!(document.log.len(), options.messages, "{what}");
        assert_eq!(document.project.members.len(), options.members, "{what}");
        assert_eq!(document.project.groups.len(), options.groups, "{what}");
        hangs_together(&document);
    }
}

#[test]
fn what_makes_no_portfolio_is_refused() {
    let with = |change: fn(&mut SynthOptions)| {
        let mut options = SynthOptions::default();
        change(&mut options);
        assert_eq!(stories(&options).err(), portfolio(&options).err());
        portfolio(&options).err()
    };
    assert_eq!(with(|options| options.members = 0), Some(SynthError::Empty));
    assert_eq!(with(|options| options.groups = 0), Some(SynthError::Empty));
    assert_eq!(with(|options| options.days = 0), Some(SynthError::Empty));
    let refused = with(|options| options.groups = 3_000);
    assert_eq!(refused, Some(SynthError::MoreGroupsThanMembers { groups: 3_000, members: 2_500 }));
    assert!(matches!(with(|options| options.days = 5_000), Some(SynthError::TooLong { .. })));
    assert!(matches!(with(|options| options.messages = usize::MAX), Some(SynthError::TooMany { .. })));
    assert!(matches!(with(|options| options.end = NaiveDate::MIN), Some(SynthError::Dates { .. })));
    assert!(matches!(with(|options| options.end = NaiveDate::MAX), Some(SynthError::Dates { .. })));
}

#[test]
fn everything_named_exists_and_who_speaks_is_there() {
    hangs_together(&WORLD.document);
}

fn hangs_together(document: &Document) {
    let (project, log) = (&document.project, &document.log);
    let members: HashSet<&MemberId> = project.members.iter().map(|member| &member.id).collect();
    let groups: HashSet<&GroupId> = project.groups.iter().map(|group| &group.id).collect();
    let accounts: HashSet<_> = project.accounts.iter().map(|account| &account.id).collect();
    assert_eq!(members.len(), project.members.len());
    assert!(project.groups.iter().filter_map(|group| group.account.as_ref()).all(|id| accounts.contains(id)));
    assert!(
        project.accounts.iter().filter_map(|account| account.parent.as_ref()).all(|id| accounts.contains(id))
    );
    let inviters = project.members.iter().filter_map(|member| member.inviter.as_ref());
    assert!(
        inviters
            .chain(project.memberships.iter().filter_map(|stay| stay.inviter.as_ref()))
            .all(|id| members.contains(id))
    );
    assert!(
        project.memberships.iter().all(|stay| members.contains(&stay.member) && groups.contains(&stay.group))
    );
    assert!(project.events.iter().all(|event| members.contains(&event.member)));
    assert!(project.events.iter().filter_map(|event| event.group.as_ref()).all(|id| groups.contains(id)));
    assert!(project.orders.iter().all(|order| members.contains(&order.member)));
    assert!(project.orders.iter().filter_map(|order| order.group.as_ref()).all(|id| groups.contains(id)));
    let orders: HashSet<&str> = project.orders.iter().map(|order| order.id.as_str()).collect();
    assert_eq!(orders.len(), project.orders.len());
    for rota in &project.rotas {
        let candidates: HashSet<&MemberId> =
            rota.candidates.iter().map(|candidate| &candidate.member).collect();
        assert!(candidates.iter().all(|id| members.contains(*id)));
        assert!(rota.duties.iter().all(|duty| candidates.contains(&duty.member) && duty.week < rota.weeks));
    }

    let mut stays: HashMap<(&str, &str), (NaiveDate, NaiveDate)> = HashMap::new();
    for stay in project.memberships.iter() {
        let days = (stay.joined.unwrap_or(NaiveDate::MIN), stay.left.unwrap_or(NaiveDate::MAX));
        assert!(days.0 < days.1);
        let seen = stays.insert((stay.group.as_str(), stay.member.as_str()), days);
        assert!(seen.is_none(), "two stays of {} in {}", stay.member, stay.group);
    }
    for roster in project.rosters.iter() {
        let expected = stays.iter().filter(|((group, _), (joined, left))| {
            *group == roster.group.as_str() && *joined <= roster.date && *left > roster.date
        });
        assert_eq!(expected.count(), roster.members.len(), "{} on {}", roster.group, roster.date);
        for member in &roster.members {
            let (joined, left) = stays[&(roster.group.as_str(), member.as_str())];
            assert!(joined <= roster.date && left > roster.date);
        }
    }
    assert!(log.at.is_sorted() && log.ids.is_sorted());
    let rows: HashMap<u64, usize> = log.ids.iter().enumerate().map(|(row, &id)| (id, row)).collect();
    for row in 0..log.len() {
        let message = (log.groups.name(log.group[row]), log.members.name(log.member[row]));
        let (joined, left) = stays[&message];
        let at = log.message(row).at.local(project.time_zone).date();
        assert!(joined <= at && at < left, "{message:?} on {at}");
        for &mentioned in log.mentions(row) {
            assert!(members.contains(&MemberId::from(log.members.name(mentioned))));
        }
        if log.reply_to[row] != NO_REPLY {
            let answered = rows[&log.reply_to[row]];
            assert!(answered < row && log.group[answered] == log.group[row]);
            assert_ne!(log.member[answered], log.member[row]);
        }
    }
}

#[test]
fn the_shape_is_that_of_measured_chats() {
    let world = &*WORLD;
    let mut sent: BTreeMap<u32, f64> = BTreeMap::new();
    for cell in &world.activity.days {
        *sent.entry(cell.member).or_default() += f64::from(cell.messages);
    }
    let mut sent: Vec<f64> = sent.into_values().collect();
    sent.sort_by(f64::total_cmp);
    let (count, total) = (sent.len() as f64, sent.iter().sum::<f64>());
    let ranked: f64 = sent.iter().zip(1..).map(|(sent, rank)| f64::from(rank) * sent).sum();
    let gini = 2.0 * ranked / (count * total) - (count + 1.0) / count;
    assert!((0.80..0.95).contains(&gini), "Gini {gini}");
    let once = sent.iter().filter(|&&sent| sent == 1.0).count() as f64 / count;
    assert!((0.13..0.31).contains(&once), "one-timers {once}");

    let mut hours = [0u32; 24];
    let mut weekend = 0.0;
    for cell in &world.activity.hours {
        hours[usize::from(cell.hour)] += cell.messages;
        weekend += if (cell.day + 3).rem_euclid(7) >= 5 { f64::from(cell.messages) } else { 0.0 };
    }
    let peak = (0..24).max_by_key(|&hour| hours[hour]).unwrap();
    assert!((20..=22).contains(&peak), "peak at {peak}");
    assert!(hours[peak] > 10 * hours.iter().min().unwrap());
    assert!(hours[12] > hours[11] && hours[12] > hours[13], "lunch");
    assert!((0.18..0.26).contains(&(weekend / total)), "weekend {}", weekend / total);

    let log = &world.document.log;
    let share = |count: usize| count as f64 / log.len() as f64;
    let replies = share(log.reply_to.iter().filter(|&&id| id != NO_REPLY).count());
    let mentions = share((0..log.len()).filter(|&row| !log.mentions(row).is_empty()).count());
    assert!((0.24..0.31).contains(&replies), "replies {replies}");
    assert!((0.03..0.07).contains(&mentions), "mentions {mentions}");
    let mut last: HashMap<u32, u32> = HashMap::new();
    let people = (0..log.len()).filter(|&row| log.kind[row] != MessageKind::System);
    let (mut rows, mut runs) = (0.0, 0.0);
    for row in people {
        rows += 1.0;
        runs += f64::from(u8::from(last.insert(log.group[row], log.member[row]) != Some(log.member[row])));
    }
    assert!((1.35..1.66).contains(&(rows / runs)), "run {}", rows / runs);
    let mut chars: Vec<u32> =
        (0..log.len()).filter(|&row| log.kind[row] == MessageKind::Text).map(|row| log.chars[row]).collect();
    chars.sort_unstable();
    let quantile = |share: usize| chars[chars.len() * share / 100];
    assert!((15..45).contains(&quantile(50)) && quantile(90) > 2 * quantile(50), "{}", quantile(50));
}

#[test]
fn the_groups_keep_to_the_yardsticks_of_their_kind() {
    let world = &*WORLD;
    let rate = |name: &str| {
        let group = world.document.project.groups.iter().position(|group| group.name == name).unwrap() as u32;
        (world.active_rate(group, world.end), world.people(group, world.end).len())
    };
    for (name, low, high, size) in [
        ("资源对接群", 0.25, 0.40, 90..=100),
        ("创业实战 1 群", 0.20, 0.30, 180..=200),
        ("宝妈读书 1 群", 0.20, 0.30, 165..=200),
        ("青禾 QQ 大群", 0.05, 0.10, 950..=1_000),
    ] {
        let (rate, people) = rate(name);
        assert!((low..high).contains(&rate) && size.contains(&people), "{name}: {rate} of {people}");
    }
    let tiers = |tier| {
        let members = world.document.project.members.iter();
        let people: Vec<_> = members.filter(|member| member.kind == MemberKind::Person).collect();
        people.iter().filter(|member| member.tier == tier).count() as f64 / people.len() as f64
    };
    assert!((0.02..0.08).contains(&tiers(Some(Tier::Core))), "core {}", tiers(Some(Tier::Core)));
    assert!((0.08..0.25).contains(&tiers(Some(Tier::Middle))), "middle {}", tiers(Some(Tier::Middle)));
    assert!(tiers(None) > 0.05);
}

#[test]
fn one_group_grows_while_those_who_are_answered_most_fall_silent() {
    let world = &*WORLD;
    let cooling = world.group(&world.story(StoryKind::Evaporation).group);
    let (before, after) = (world.end - 120, world.end);
    let growth = world.people(cooling, after).len() as f64 / world.people(cooling, before).len() as f64;
    assert!((1.28..1.42).contains(&growth), "growth {growth}");
    for group in 0..world.activity.groups.len() as u32 {
        let values = world.replies_received(group, before - 89, before);
        let still = world.speakers(group, after - 29, after);
        let there = world.people(group, after);
        let (stayed, gone): (Vec<_>, Vec<_>) =
            values.iter().partition(|(member, _)| still.contains(member) && there.contains(member));
        let list = |side: Vec<(&u32, &u32)>| side.into_iter().map(|(_, &value)| value).collect::<Vec<u32>>();
        let (stayed, gone) = (list(stayed), list(gone));
        if stayed.is_empty() || gone.is_empty() {
            continue;
        }
        let above = chance_above(&gone, &stayed);
        if group == cooling {
            assert!(gone.len() >= 15 && above > 0.75, "{} gone, {above}", gone.len());
        } else {
            assert!(above < 0.4, "group {group}: {above}");
        }
    }
}

#[test]
fn one_group_is_dead() {
    let group = WORLD.group(&WORLD.story(StoryKind::DeadGroup).group);
    assert!(WORLD.active_rate(group, WORLD.end) < 0.02);
    assert!(WORLD.people(group, WORLD.end).len() > 100);
}

#[test]
fn one_group_is_full_of_links_by_a_few_accounts() {
    let world = &*WORLD;
    let story = world.story(StoryKind::AdGroup);
    let group = world.group(&story.group);
    let cells = world.activity.days_of(group, day(story.from), day(story.to));
    let people = cells.iter().filter(|cell| world.input().kind(cell.member) == MemberKind::Person);
    let (shares, messages) = people.fold((0, 0), |(s, m), cell| (s + cell.shares, m + cell.messages));
    assert!(f64::from(shares) > 0.4 * f64::from(messages), "{shares} of {messages}");
    let sharers: BTreeSet<u32> =
        cells.iter().filter(|cell| cell.shares > 20).map(|cell| cell.member).collect();
    assert!(sharers.len() <= 10);
    assert!(world.active_rate(group, world.end) < 0.10);
    let group = world.document.project.group(&story.group).unwrap();
    assert!(group.charter.is_empty());
    assert!(!world.document.project.rotas[0].groups.contains(&group.id));
}

#[test]
fn one_branch_of_invitations_is_the_largest_and_has_the_planted_generations() {
    let world = &*WORLD;
    let story = world.story(StoryKind::ReferralCampaign);
    let mut invited: HashMap<&MemberId, Vec<&MemberId>> = HashMap::new();
    for member in world.document.project.members.iter() {
        invited.entry(member.inviter.as_ref().unwrap_or(&member.id)).or_default().push(&member.id);
    }
    let generations = |root: &MemberId| {
        let (mut sizes, mut people) = (Vec::new(), vec![root]);
        while !people.is_empty() {
            sizes.push(people.len() as u32);
            let next = people.iter().flat_map(|member| invited.get(*member).into_iter().flatten());
            people = next.copied().filter(|member| *member != root && !people.contains(member)).collect();
        }
        sizes
    };
    let root = story.member.as_ref().unwrap();
    assert_eq!(generations(root), story.generations);
    assert_eq!(story.generations, [1, 40, 52, 31, 9]);
    let roots = world.document.project.members.iter().filter(|member| member.inviter.is_none());
    let second =
        roots.filter(|member| member.id != *root).map(|member| generations(&member.id).iter().sum()).max();
    assert!(second < Some(66), "{second:?}");
    let memberships = &world.document.project.memberships;
    let joined = memberships.iter().filter(|stay| stay.group == story.group).filter_map(|stay| stay.joined);
    let burst = joined.filter(|day| (story.from..=story.to).contains(day)).count();
    assert!(burst >= 132, "{burst}");
    let events = world.document.project.events.iter().filter(|event| event.name == "campaign_invited");
    assert_eq!(events.count(), 132);
}

#[test]
fn a_crisis_is_a_day_of_many_messages_and_then_people_leave() {
    let world = &*WORLD;
    let story = world.story(StoryKind::Crisis);
    let (group, at) = (world.group(&story.group), day(story.from));
    let mut usual: Vec<u32> = (at - 60..at).map(|day| world.messages(group, day, day)).collect();
    usual.sort_unstable();
    let ratio = f64::from(world.messages(group, at, at)) / f64::from(usual[30]);
    assert!((5.0..14.0).contains(&ratio), "{ratio}");
    let left = |from: Day, to: Day| {
        let stays = world.document.project.memberships.iter().filter(|stay| stay.group == story.group);
        stays.filter_map(|stay| stay.left).filter(|left| (from..=to).contains(&day(*left))).count()
    };
    assert!(
        left(at + 1, at + 10) >= 8 && left(at + 1, at + 10) > 4 * left(at - 9, at),
        "{}",
        left(at + 1, at + 10)
    );
    let occasions = &world.document.project.activities;
    let flag = occasions.iter().find(|occasion| occasion.kind == OccasionKind::Crisis).unwrap();
    assert_eq!((flag.from, &flag.groups), (story.from, &vec![story.group.clone()]));
}

#[test]
fn one_soul_has_been_silent_for_nine_days() {
    let world = &*WORLD;
    let story = world.story(StoryKind::SilentSoul);
    let soul = world.code(story.member.as_ref().unwrap());
    let group = world.group(&story.group);
    assert!(!world.speakers(group, world.end - 8, world.end).contains(&soul));
    assert!(world.speakers(group, world.end - 15, world.end - 9).contains(&soul));
    assert!(world.messages(group, world.end - 8, world.end) > 50);
    let member = world.document.project.member(story.member.as_ref().unwrap()).unwrap();
    assert!(member.roles.contains(&qunce::model::Role::Soul));
}

#[test]
fn a_new_group_is_hot_for_a_week_and_cools() {
    let world = &*WORLD;
    let story = world.story(StoryKind::HotStart);
    let (group, first) = (world.group(&story.group), day(story.from));
    let (hot, cool) = (world.messages(group, first, first + 6), world.messages(group, first + 7, first + 13));
    assert!(hot > 2 * cool && cool > 0, "{hot} then {cool}");
}

#[test]
fn contacts_become_buyers_at_falling_rates() {
    let world = &*WORLD;
    let project = &world.document.project;
    let mut seen: HashMap<&str, HashSet<&MemberId>> = HashMap::new();
    for event in project.events.iter() {
        seen.entry(&event.name).or_default().insert(&event.member);
    }
    let added = &seen["added_wechat"];
    let joined: HashSet<&MemberId> =
        project.memberships.iter().map(|stay| &stay.member).filter(|member| added.contains(member)).collect();
    let spoke: HashSet<&MemberId> = joined
        .iter()
        .copied()
        .filter(|member| world.activity.spans.iter().any(|span| span.member == world.code(member)))
        .collect();
    let attended: HashSet<&MemberId> = spoke.intersection(&seen["attended_sharing"]).copied().collect();
    let bought: HashSet<&MemberId> =
        project.orders.iter().map(|order| &order.member).filter(|member| attended.contains(member)).collect();
    let inviters: HashSet<&MemberId> =
        project.memberships.iter().filter_map(|stay| stay.inviter.as_ref()).collect();
    let invited = bought.intersection(&inviters).count();
    let steps = [added.len(), joined.len(), spoke.len(), attended.len(), bought.len(), invited];
    assert!(steps.is_sorted_by(|a, b| a > b) && steps[0] > 500 && steps[5] > 5, "{steps:?}");
}

#[test]
fn orders_stand_on_three_price_levels_and_some_are_renewed() {
    let orders = &WORLD.document.project.orders;
    for (tier, prices) in [("365", [36_500, 29_900]), ("2999", [299_900, 259_900]), ("29999", [2_999_900; 2])]
    {
        let of_tier: Vec<_> = orders.iter().filter(|order| order.tier.as_deref() == Some(tier)).collect();
        assert!(of_tier.len() > 10, "{tier}");
        assert!(of_tier.iter().all(|order| prices.contains(&order.amount.0) && order.expires.is_some()));
    }
    assert!(orders.iter().filter(|order| order.renewal).count() > 100);
}

#[test]
fn the_rota_has_a_year_of_weeks_with_holes_and_one_that_nobody_can_take() {
    let rota = &WORLD.document.project.rotas[0];
    assert_eq!((rota.start.to_string().as_str(), rota.weeks, rota.seats), ("2026-01-05", 52, 1));
    let people: BTreeSet<&MemberId> = rota.duties.iter().map(|duty| &duty.member).collect();
    assert!(people.len() >= 30, "{}", people.len());
    assert!(rota.duties.iter().all(|duty| duty.reward.is_some()));
    let free = |week: u32| {
        let (first, last) = rota.week_days(week);
        let away = |candidate: &&qunce::model::Candidate| {
            candidate.away.iter().any(|(from, to)| *from <= last && *to >= first)
        };
        rota.candidates.len() - rota.candidates.iter().filter(away).count()
    };
    assert_eq!((0..52).filter(|&week| free(week) == 0).collect::<Vec<_>>(), [6]);
    let filled: BTreeSet<u32> = rota.duties.iter().map(|duty| duty.week).collect();
    let holes = (0..43).filter(|week| !filled.contains(week)).count();
    assert!((2..8).contains(&holes), "{holes}");
    for duty in &rota.duties {
        let (first, last) = rota.week_days(duty.week);
        let candidate = rota.candidates.iter().find(|candidate| candidate.member == duty.member).unwrap();
        assert!(candidate.away.iter().all(|(from, to)| *to < first || *from > last));
    }
}
