//! Every story that is planted can be found in the data.

use std::collections::{BTreeSet, HashMap};

use qunce::activity::{Day, day};
use qunce::analytics::Scope;
use qunce::analytics::referral::{K_WINDOW, Trees, largest_branch, vine};
use qunce::analytics::structure::{CoolingVerdict, GroupStructure, ValueClass, structure};
use qunce::model::{GroupId, MemberId, MemberKind, Money, OccasionKind};
use qunce::synth::StoryKind;

use crate::world::WORLD;

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
        let cools = gone.len() >= 5 && mean(&gone) > mean(&stayed) && chance_above(&gone, &stayed) > 0.65;
        assert_eq!(cools, group == cooling, "group {group}: {gone:?} gone, {stayed:?} stayed");
    }
}

#[test]
fn the_structure_page_finds_the_cooling_the_dead_and_the_ad_ridden_group_and_no_other() {
    let world = &*WORLD;
    let input = world.input();
    for from in [None, Some(qunce::activity::date(world.end - 30))] {
        let scope = Scope::new(input, from, Some(qunce::activity::date(world.end)), &[]).unwrap();
        let found = structure(input, &scope).groups;
        let of = |wanted: &dyn Fn(&GroupStructure) -> bool| -> Vec<GroupId> {
            found.iter().filter(|group| wanted(group)).map(|group| group.id.clone()).collect()
        };
        let story = |kind| vec![world.story(kind).group.clone()];
        let cooling = of(&|group| group.cooling.verdict() == CoolingVerdict::Cooling);
        assert_eq!(cooling, story(StoryKind::Evaporation), "{from:?}");
        let dead = of(&|group| group.value_class == Some(ValueClass::Dead));
        assert_eq!(dead, story(StoryKind::DeadGroup), "{from:?}");
        let junk = of(&|group| group.value_class == Some(ValueClass::Junk));
        assert_eq!(junk, story(StoryKind::AdGroup), "{from:?}");
        let cured = of(&|group| !group.cures.is_empty());
        assert_eq!(cured, cooling, "cures are for a group that cools: {from:?}");
    }
}

fn mean(values: &[u32]) -> f64 {
    values.iter().sum::<u32>() as f64 / values.len() as f64
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
fn the_vine_shows_the_campaign_as_its_largest_branch_with_the_planted_coefficients() {
    let world = &*WORLD;
    let story = world.story(StoryKind::ReferralCampaign);
    let scope = Scope::new(world.input(), None, None, &[]).unwrap();
    let trees = Trees::of(world.input(), &scope).expect("invitations are on record");
    let (root, share) = largest_branch(&trees.forest).unwrap();
    let root_code = world.activity.members.find(story.member.as_ref().unwrap());
    assert_eq!(trees.people.get(root as usize).copied(), root_code);
    assert_eq!(share.numerator, 132);
    let branch = trees.branch(root, Money(0)).unwrap();
    let planted: Vec<u64> = story.generations.iter().copied().map(u64::from).collect();
    assert_eq!(branch.generations, planted);
    // Who brought whom within four weeks: nearly everybody, since the campaign lasted a fortnight.
    let (k, retained) = trees.branch_k(root, K_WINDOW);
    assert!(k.denominator >= 132 && k.value > Some(0.9), "{k:?}");
    assert!(retained.numerator <= k.numerator);
    let drawn = vine(&trees);
    let limb = drawn.limbs.iter().find(|limb| limb.member == root_code).expect("the largest branch is drawn");
    assert_eq!(limb.below, 132);
    let most = drawn.limbs.iter().filter(|limb| limb.member.is_some()).map(|limb| limb.below).max();
    assert_eq!(most, Some(132));
}
