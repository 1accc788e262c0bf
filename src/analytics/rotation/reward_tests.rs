//! Money that rotas pay, and the weeks they are measured by.

use super::*;
use crate::activity::Activity;
use crate::analytics::Input;
use crate::log::{LogBuilder, MessageLog};
use crate::model::{
    Candidate, ClosedDays, Duty, Group, Incentive, Message, MessageKind, Money, Project, RewardKind, Rota,
    Timestamp,
};

fn duty(week: u32, id: &str, reward: Option<i64>) -> Duty {
    Duty { week, seat: 0, member: id.into(), locked: false, reward: reward.map(Money) }
}

fn rota(weeks: u32, duties: Vec<Duty>) -> Rota {
    let candidates = ["ann", "bob"].map(|id| Candidate { member: id.into(), ..Default::default() }).to_vec();
    Rota { start: "2026-01-05".parse().unwrap(), weeks, seats: 1, candidates, duties, ..Rota::default() }
}

fn found(rota: &Rota, incentive: Option<&Incentive>) -> Rewards {
    let project = Project::default();
    let activity = Activity::build(&project, &MessageLog::default());
    rewards(Input { project: &project, activity: &activity }, rota, incentive)
}

fn plan(fees: i64, share_permille: u32, base: i64) -> Incentive {
    Incentive { fees: Some(Money(fees)), share_permille, base: Money(base), ..Incentive::default() }
}

#[test]
fn the_pool_is_the_share_of_the_fees_for_the_weeks_of_the_rota() {
    // 200 people at 365.00, 5 %: 3,650.00 a year, the example of article 002.
    let year = found(&rota(52, Vec::new()), Some(&plan(7_300_000, 50, 0)));
    assert_eq!(year.pool, Some(Money(365_000)));
    assert_eq!(year.base_that_fits, Some(Money(7_019)));
    let half = found(&rota(26, Vec::new()), Some(&plan(7_300_000, 50, 0)));
    assert_eq!(half.pool, Some(Money(182_500)));
    assert_eq!(found(&rota(52, Vec::new()), None).pool, None);
}

#[test]
fn the_reward_that_fits_never_pays_more_than_the_pool() {
    for weeks in [1, 3, 26, 52, 53] {
        for share in [0, 1, 50, 999] {
            for stated in [None, Some(0), Some(1_234)] {
                let mut rota = rota(weeks, vec![duty(0, "ann", stated)]);
                rota.candidates[0].avoids = vec![rota.week_days(weeks / 2)];
                let mut plan = plan(1_234_567, share, 0);
                plan.unpopular_percent = 137;
                let Some(base) = found(&rota, Some(&plan)).base_that_fits else { continue };
                plan.base = base;
                let paid = found(&rota, Some(&plan));
                let least = Money(stated.unwrap_or(0));
                assert!(paid.full <= paid.pool.unwrap().max(least), "{weeks} weeks, {share}: {paid:?}");
            }
        }
    }
}

#[test]
fn a_stated_reward_stands_and_honours_pay_nothing() {
    let rota = rota(3, vec![duty(0, "ann", Some(500)), duty(1, "bob", None)]);
    let mut plan = plan(0, 0, 1_000);
    let paid = found(&rota, Some(&plan));
    assert_eq!(
        paid.lines.iter().map(|line| line.amount).collect::<Vec<_>>(),
        [Some(Money(500)), Some(Money(1_000))]
    );
    // The empty third week would be paid too.
    assert_eq!(paid.full, Money(2_500));
    assert_eq!((paid.earned, paid.planned), (Money(0), Money(1_500)));
    plan.kind = RewardKind::Honour;
    let honoured = found(&rota, Some(&plan));
    assert_eq!((honoured.full, honoured.lines[1].amount), (Money(500), None));
    let unplanned = found(&rota, None);
    assert_eq!((unplanned.kind, unplanned.lines[1].amount), (None, None));
}

#[test]
fn a_week_that_a_quarter_would_rather_not_serve_earns_more() {
    let mut rota = rota(2, vec![duty(0, "ann", None), duty(1, "bob", None)]);
    rota.candidates[1].avoids = vec![rota.week_days(1)];
    let paid = found(&rota, Some(&plan(0, 0, 1_000)));
    assert_eq!(paid.unpopular, [1]);
    assert_eq!(paid.lines[1].amount, Some(Money(1_500)));
    rota.closed =
        vec![ClosedDays { from: rota.week_days(0).0, to: rota.week_days(0).1, name: String::new() }];
    // Nobody is paid for an empty week that a holiday closes.
    rota.duties.remove(0);
    assert_eq!(found(&rota, Some(&plan(0, 0, 1_000))).full, Money(1_500));
}

#[test]
fn a_sum_beyond_measure_stays_at_the_largest_amount() {
    let paid = found(&rota(52, Vec::new()), Some(&plan(i64::MAX, 1_000, i64::MAX)));
    assert_eq!(paid.full, Money(i64::MAX));
    assert!(paid.pool.unwrap() > Money(0));
}

/// A group where so many people say one thing each week, week by week from the first Monday.
fn talk(weeks: &[u32]) -> (Project, MessageLog) {
    let project =
        Project { groups: vec![Group { id: "g".into(), ..Group::default() }], ..Project::default() };
    let mut log = LogBuilder::default();
    for (week, &people) in (0..).zip(weeks) {
        for person in 0..people {
            // One on each end of the week, so that it is whole.
            let day = if person == 0 { 6 } else { 0 };
            let at = Timestamp::parse("2026-01-05T12:00:00+08:00").unwrap().0 + (week * 7 + day) * 86_400_000;
            let message = Message {
                id: 1 + log.len() as u64,
                at: Timestamp(at),
                group: "g".into(),
                member: format!("p{person}").as_str().into(),
                kind: MessageKind::Text,
                chars: Some(3),
                reply_to: None,
                mentions: Vec::new(),
                text: None,
            };
            log.push(&message);
        }
    }
    (project, log.finish())
}

fn measured(weeks: &[u32], rota: &Rota) -> Effects {
    let (project, log) = talk(weeks);
    let activity = Activity::build(&project, &log);
    effects(Input { project: &project, activity: &activity }, rota)
}

#[test]
fn a_week_like_its_neighbours_shows_no_change() {
    let effects = measured(&[20; 5], &rota(5, vec![duty(2, "ann", None)]));
    let [week] = &effects.weeks[..] else { panic!("{effects:?}") };
    assert_eq!((week.week, week.speakers, week.neighbours), (2, 20, 4));
    let change = week.speaker_change.unwrap();
    assert!((change.ratio - 1.0).abs() < 1e-9);
    assert_eq!(change.trend(), Trend::Flat);
}

#[test]
fn small_numbers_are_drawn_to_no_change_and_large_ones_are_not() {
    let of = |usual: u32, here: u32| {
        let effects = measured(&[usual, usual, here, usual, usual], &rota(5, vec![duty(2, "ann", None)]));
        effects.weeks[0].speaker_change.unwrap()
    };
    let (small, large) = (of(1, 3), of(100, 300));
    assert!(small.ratio < large.ratio, "{small:?} {large:?}");
    assert_eq!(small.trend(), Trend::Flat);
    assert!(large.low <= large.ratio && large.ratio <= large.high);
}

#[test]
fn whoever_is_on_duty_is_not_counted() {
    let rota = rota(5, vec![duty(2, "p0", None)]);
    let (mut project, log) = talk(&[10; 5]);
    project.members = vec![crate::model::Member { id: "p0".into(), ..Default::default() }].into();
    let activity = Activity::build(&project, &log);
    let effects = effects(Input { project: &project, activity: &activity }, &rota);
    assert_eq!((effects.weeks[0].speakers, effects.weeks[0].usual_speakers), (9, 9.0));
}

#[test]
fn weeks_without_data_or_neighbours_have_no_effect() {
    assert_eq!(measured(&[], &rota(5, vec![duty(0, "ann", None)])), Effects::default());
    let every = (0..5).map(|week| duty(week, "ann", None)).collect();
    let alone = measured(&[5; 5], &rota(5, every));
    assert!(
        alone.weeks.iter().skip(2).take(1).all(|week| week.neighbours == 0 && week.speaker_change.is_none())
    );
}
