//! The portfolio has the shape of measured chats, keeps to the yardsticks of its kinds of group, and earns money.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use qunce::log::NO_REPLY;
use qunce::model::{MemberId, MemberKind, MessageKind, Tier};

use crate::world::WORLD;

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
