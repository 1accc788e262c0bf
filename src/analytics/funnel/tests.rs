//! Rules of funnels that a reader relies on.

use proptest::prelude::*;

use super::*;
use crate::activity::{Activity, day};
use crate::analytics::{Input, Scope};
use crate::log::LogBuilder;
use crate::model::{
    Event, Funnel, FunnelStep, Group, Member, MemberId, MemberKind, Membership, Message, MessageKind,
    Project, Roster, StepOrder, Timestamp,
};

pub(super) const A: u64 = 1;
pub(super) const B: u64 = 2;
pub(super) const C: u64 = 4;

pub(super) fn hits(events: &[(i64, u64)]) -> Vec<Hit> {
    events.iter().map(|&(at, steps)| Hit { at: at * 1000, steps, exclusions: 0 }).collect()
}

pub(super) fn path(query: &Query, hits: &[Hit]) -> Vec<u32> {
    match Walker::new(query).best(hits) {
        Outcome::Reached(path) => path.to_vec(),
        Outcome::NotEntered | Outcome::Excluded => Vec::new(),
    }
}

pub(super) fn query(steps: usize, order: StepOrder, window: f64) -> Query {
    Query::new(steps, order, window, Vec::new()).unwrap()
}

#[test]
fn a_funnel_without_steps_or_with_a_nonsense_window_is_refused() {
    let new = |steps, window| Query::new(steps, StepOrder::Ordered, window, Vec::new());
    assert_eq!(new(0, 1.0), Err(QueryError::Empty));
    assert_eq!(new(65, 1.0), Err(QueryError::TooManySteps(65)));
    assert_eq!(new(2, -1.0), Err(QueryError::Window(-1.0)));
    assert!(matches!(new(2, f64::NAN), Err(QueryError::Window(_))));
    let partial = Query::new(3, StepOrder::Unordered, 1.0, vec![Exclusion { from: 0, to: 1 }]);
    assert_eq!(partial, Err(QueryError::PartialExclusion { from: 0, to: 1 }));
}

#[test]
fn one_step_is_reached_by_its_event_alone() {
    for order in [StepOrder::Ordered, StepOrder::Strict, StepOrder::Unordered] {
        let query = query(1, order, 0.0);
        assert_eq!(path(&query, &hits(&[(5, A)])), [0]);
        assert!(path(&query, &[]).is_empty());
    }
}

#[test]
fn the_window_holds_at_its_very_end_and_counts_from_the_first_step() {
    for order in [StepOrder::Ordered, StepOrder::Strict, StepOrder::Unordered] {
        let query = query(3, order, 10.0);
        assert_eq!(path(&query, &hits(&[(0, A), (9, B), (10, C)])).len(), 3);
        assert_eq!(path(&query, &hits(&[(0, A), (9, B), (11, C)])).len(), 2);
    }
}

#[test]
fn one_event_serves_one_step() {
    let ordered = query(2, StepOrder::Ordered, 100.0);
    assert_eq!(path(&ordered, &hits(&[(0, A | B)])), [0]);
    assert_eq!(path(&ordered, &hits(&[(0, A | B), (1, A | B)])), [0, 1]);
    assert_eq!(path(&query(2, StepOrder::Unordered, 100.0), &hits(&[(0, A | B)])), [0]);
}

#[test]
fn events_of_one_instant_convert_in_either_order() {
    for order in [StepOrder::Ordered, StepOrder::Strict] {
        let query = query(3, order, 100.0);
        assert_eq!(path(&query, &hits(&[(0, C), (0, B), (0, A)])), [2, 1, 0]);
    }
}

#[test]
fn a_later_first_step_opens_a_new_attempt() {
    let query = query(3, StepOrder::Ordered, 100.0);
    assert_eq!(path(&query, &hits(&[(0, A), (1, A), (2, B), (3, B), (4, C), (5, C)])), [1, 2, 4]);
}

#[test]
fn strict_breaks_at_a_foreign_event_and_may_start_again() {
    let query = query(3, StepOrder::Strict, 100.0);
    assert_eq!(path(&query, &hits(&[(0, A), (1, 0), (2, B), (3, C)])).len(), 1);
    assert_eq!(path(&query, &hits(&[(0, A), (1, 0), (2, B), (3, A), (4, B), (5, C)])), [3, 4, 5]);
    assert_eq!(path(&query, &hits(&[(0, A), (1, B), (2, B), (3, C)])).len(), 3);
    assert_eq!(path(&query, &hits(&[(0, A), (1, B), (2, A), (3, C)])).len(), 2);
    assert_eq!(path(&query, &hits(&[(0, A), (1, 0), (1, C), (2, B)])).len(), 1);
}

#[test]
fn an_exclusion_at_the_instant_of_a_step_is_neither_after_nor_before_it() {
    let query = Query::new(2, StepOrder::Ordered, 100.0, vec![Exclusion { from: 0, to: 1 }]).unwrap();
    let with = |at: i64| {
        let mut events = hits(&[(0, A), (9, B)]);
        events.push(Hit { at: at * 1000, steps: 0, exclusions: 1 });
        events.sort_by_key(|hit| hit.at);
        path(&query, &events).len()
    };
    assert_eq!([with(0), with(5), with(9), with(10)], [2, 0, 2, 2]);
}

#[test]
fn a_later_clean_attempt_wins_over_an_excluded_one() {
    let query = Query::new(2, StepOrder::Ordered, 100.0, vec![Exclusion { from: 0, to: 1 }]).unwrap();
    let mut events = hits(&[(0, A), (1, 0), (2, B), (3, A), (4, B)]);
    events[1].exclusions = 1;
    assert_eq!(path(&query, &events), [3, 4]);
}

#[test]
fn who_entered_late_is_still_in_the_window() {
    let query = query(2, StepOrder::Ordered, 10.0);
    let people =
        [hits(&[(0, A)]), hits(&[(95, A)]), hits(&[(90, A)]), hits(&[(95, A), (96, B)]), hits(&[(95, B)])];
    let people = (0..).zip(&people).map(|(person, hits)| (person, hits.as_slice()));
    let result = tally(&query, people, 100_000);
    assert_eq!(result.steps[0].reached, [0, 1, 2, 3]);
    assert_eq!(result.still_open.len(), 2);
}

#[test]
fn the_median_lies_between_the_middle_two() {
    assert_eq!(median_seconds(&[]), None);
    assert_eq!(median_seconds(&[4_000, 1_000, 9_000]), Some(4.0));
    assert_eq!(median_seconds(&[1_000, 4_000, 9_000, 2_000]), Some(3.0));
}

#[test]
fn all_events_attribution_counts_each_value_for_itself() {
    let query = query(2, StepOrder::Ordered, 100.0);
    let events = hits(&[(0, A), (1, B), (2, A)]);
    let values = ["x", "y", "y"].map(str::to_owned);
    let people = [(events.as_slice(), values.as_slice())];
    let groups = breakdown_counts(&query, people, Attribution::AllEvents, String::is_empty);
    assert_eq!(groups, [("x".to_owned(), vec![1, 0]), ("y".to_owned(), vec![1, 0])]);
}

#[test]
fn a_hundred_thousand_events_of_one_person_are_walked_once() {
    let events: Vec<(i64, u64)> =
        (0..100_000).map(|at| (at, if at == 99_999 { C } else { 1 << (at % 2) })).collect();
    let events = hits(&events);
    for order in [StepOrder::Ordered, StepOrder::Unordered] {
        assert_eq!(path(&query(3, order, 10.0), &events).len(), 3, "{order:?}");
    }
    assert_eq!(path(&query(3, StepOrder::Strict, 10.0), &events).len(), 2);
}

fn any_hits() -> impl Strategy<Value = Vec<Hit>> {
    let hit = (0_i64..60, 0_u64..8).prop_map(|(at, steps)| Hit { at, steps, exclusions: 0 });
    proptest::collection::vec(hit, 0..40).prop_map(|mut hits| {
        hits.sort_by_key(|hit| hit.at);
        hits
    })
}

fn any_order() -> impl Strategy<Value = StepOrder> {
    prop_oneof![Just(StepOrder::Ordered), Just(StepOrder::Strict), Just(StepOrder::Unordered)]
}

proptest! {
    #[test]
    fn counts_never_grow_and_paths_are_sound(
        people in proptest::collection::vec(any_hits(), 0..6),
        order in any_order(),
        window in 0_u32..40,
    ) {
        let query = query(3, order, f64::from(window) / 1000.0);
        let result = tally(&query, (0..).zip(people.iter().map(Vec::as_slice)), 50);
        prop_assert!(result.steps.windows(2).all(|pair| pair[0].reached.len() >= pair[1].reached.len()));
        for hits in &people {
            let path = path(&query, hits);
            let at = |event: &u32| hits[*event as usize].at;
            prop_assert!(path.windows(2).all(|pair| at(&pair[0]) <= at(&pair[1])));
            prop_assert!(path.first().zip(path.last()).is_none_or(|(a, b)| at(b) - at(a) <= i64::from(window)));
            let distinct: std::collections::BTreeSet<&u32> = path.iter().collect();
            prop_assert_eq!(distinct.len(), path.len());
            if order != StepOrder::Unordered {
                prop_assert!((0..).zip(&path).all(|(step, event)| hits[*event as usize].steps >> step & 1 == 1));
            }
        }
    }

    #[test]
    fn a_foreign_event_changes_nothing_when_ordered(hits in any_hits(), at in 0_i64..60, window in 0_u32..40) {
        let query = query(3, StepOrder::Ordered, f64::from(window) / 1000.0);
        let events: Vec<Hit> = hits.into_iter().filter(|hit| hit.steps != 0).collect();
        let mut more = events.clone();
        let place = more.partition_point(|hit| hit.at < at);
        more.insert(place, Hit { at, steps: 0, exclusions: 0 });
        let times = |hits: &[Hit]| path(&query, hits).iter().map(|&e| hits[e as usize].at).collect::<Vec<_>>();
        prop_assert_eq!(times(&events), times(&more));
    }

    #[test]
    fn somebody_converts_in_a_period_exactly_when_they_convert_at_all(hits in any_hits(), window in 0_u32..40) {
        let query = query(3, StepOrder::Ordered, f64::from(window) / 1000.0);
        let mut hits = hits;
        hits.dedup_by_key(|hit| hit.at);
        let whole = path(&query, &hits).len();
        let periods = trend(&query, [hits.as_slice()], &[0, 20, 40, 60], (0, 2));
        prop_assert_eq!(periods.iter().any(|period| period.from > 0), whole > 0);
        prop_assert_eq!(periods.iter().any(|period| period.to > 0), whole == 3);
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn event(name: &str, member: &str, time: &str, group: Option<&str>) -> Event {
    let group = group.map(Into::into);
    Event {
        at: at(time),
        member: member.into(),
        who: None,
        name: name.into(),
        group,
        properties: Default::default(),
    }
}

fn step(event: &str) -> FunnelStep {
    FunnelStep { name: event.to_owned(), event: event.to_owned(), filters: Vec::new(), optional: false }
}

pub(super) fn project(steps: &[&str]) -> Project {
    let member = |id: &str, kind| Member { id: id.into(), kind, ..Member::default() };
    let group =
        |id: &str| -> Group { serde_json::from_value(serde_json::json!({"id": id, "name": ""})).unwrap() };
    let stay = |member: &str, joined: &str| Membership {
        group: "g".into(),
        member: member.into(),
        joined: Some(joined.parse().unwrap()),
        left: None,
        inviter: None,
        evidence: Default::default(),
        left_evidence: None,
    };
    let roster = |date: &str, members: &[&str]| Roster {
        group: "g".into(),
        date: date.parse().unwrap(),
        members: members.iter().map(|&id| MemberId::from(id)).collect(),
    };
    Project {
        groups: vec![group("g"), group("h")],
        members: vec![
            member("ann", MemberKind::Person),
            member("bob", MemberKind::Person),
            member("bot", MemberKind::Bot),
            member("cat", MemberKind::Person),
        ]
        .into(),
        memberships: vec![stay("ann", "2026-10-01"), stay("bob", "2026-10-02"), stay("bot", "2026-10-01")]
            .into(),
        rosters: vec![roster("2026-09-01", &["ann"]), roster("2026-10-03", &["ann", "cat"])].into(),
        events: vec![
            event("paid", "ann", "2026-10-01T00:30:00+08:00", None),
            event("paid", "bob", "2026-10-03T12:00:00+08:00", Some("h")),
            event("paid", "cat", "2026-10-10T12:00:00+08:00", Some("g")),
        ]
        .into(),
        funnels: vec![Funnel {
            id: "f".into(),
            name: "F".into(),
            steps: steps.iter().map(|name| step(name)).collect(),
            order: StepOrder::Ordered,
            window_days: 7.0,
            exclusions: Vec::new(),
        }],
        ..Project::default()
    }
}

pub(super) fn run(project: &Project, from: &str, to: &str, groups: &[u32]) -> FunnelResult {
    let activity = activity(project);
    let scope = scope(from, to, groups);
    funnels(Input { project, activity: &activity }, &scope).remove(0)
}

pub(super) fn scope(from: &str, to: &str, groups: &[u32]) -> Scope {
    Scope { from: day(from.parse().unwrap()), to: day(to.parse().unwrap()), groups: groups.to_vec() }
}

pub(super) fn activity(project: &Project) -> Activity {
    let mut log = LogBuilder::default();
    log.push(&Message {
        id: 1,
        at: at("2026-10-01T00:10:00+08:00"),
        group: "g".into(),
        member: "ann".into(),
        kind: MessageKind::Text,
        chars: Some(1),
        reply_to: None,
        mentions: Vec::new(),
        text: None,
    });
    Activity::build(project, &log.finish())
}

pub(super) fn counts(result: &FunnelResult) -> Vec<u32> {
    result.steps.iter().map(|step| step.count).collect()
}

#[test]
fn a_project_funnel_counts_people_of_the_scope() {
    let project = project(&["joined", "first_spoke", "paid"]);
    let result = run(&project, "2026-09-01", "2026-10-31", &[0]);
    // Ann and Bob by their stays, Cat by the rosters; the bot does not count.
    assert_eq!(counts(&result), [3, 1, 1]);
    assert_eq!(result.steps[1].median_seconds, Some(600.0));
    assert_eq!((result.steps[0].from_previous, result.steps[0].from_first), (None, Some(1.0)));
    assert_eq!(result.steps[0].stopped, [1, 3]);
    assert_eq!(result.notes.len(), 1);
}

#[test]
fn events_of_other_groups_are_left_out_and_those_of_no_group_kept() {
    let project = project(&["joined", "paid"]);
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0])), [3, 1]);
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1])), [3, 2]);
}

#[test]
fn midnight_is_that_of_the_community() {
    let mut project = project(&["paid"]);
    // Half past midnight of 1 October in Shanghai is still September in London.
    assert_eq!(counts(&run(&project, "2026-10-01", "2026-10-01", &[0])), [1]);
    project.time_zone = chrono_tz::Europe::London;
    assert_eq!(counts(&run(&project, "2026-10-01", "2026-10-01", &[0])), [0]);
    assert_eq!(counts(&run(&project, "2026-09-30", "2026-09-30", &[0])), [1]);
}

#[test]
fn a_name_nobody_knows_is_said_and_an_empty_funnel_is_refused() {
    let unknown = run(&project(&["joined", "piad"]), "2026-09-01", "2026-10-31", &[0]);
    assert_eq!(counts(&unknown), [3, 0]);
    assert!(
        unknown.notes.iter().any(|note| note.kind == FunnelWarning::UnknownEvent && note.step == Some(1))
    );
    let empty = run(&project(&[]), "2026-09-01", "2026-10-31", &[0]);
    assert!(empty.steps.is_empty());
    assert_eq!(empty.notes[0].kind, FunnelWarning::Invalid);
}

#[test]
fn late_joiners_are_still_in_the_window_at_the_end_of_what_was_observed() {
    // The data end on 10 October: Bob's and Cat's seven days have passed or end there, whatever the scope says.
    let project = project(&["joined", "renewed"]);
    assert_eq!(run(&project, "2026-09-01", "2027-12-31", &[0]).still_in_window, 0);
    assert_eq!(run(&project, "2026-09-01", "2026-10-08", &[0]).still_in_window, 2);
}

#[test]
fn the_detail_agrees_with_the_counts() {
    let mut project = project(&["joined", "paid"]);
    std::sync::Arc::make_mut(&mut project.members)[0].source = Some("referral".to_owned());
    let result = run(&project, "2026-09-01", "2026-10-31", &[0, 1]);
    let activity = activity(&project);
    let input = Input { project: &project, activity: &activity };
    let scope = scope("2026-09-01", "2026-10-31", &[0, 1]);
    let week = crate::analytics::engagement::Interval::Week(chrono::Weekday::Mon);
    let detail = funnel_detail(input, &scope, &project.funnels[0], week).unwrap();
    let weeks: Vec<_> = detail.trend.iter().filter(|week| week.entered > 0).collect();
    // All joined in the week of 28 September; the data end on 10 October, before its last window does.
    assert_eq!(weeks.len(), 1);
    assert_eq!((weeks[0].from.to_string().as_str(), weeks[0].entered), ("2026-09-28", 3));
    assert_eq!((weeks[0].converted, weeks[0].percent, weeks[0].settled), (2, Some(66.67), false));
    assert_eq!(detail.times.bins.iter().map(|bin| bin.1).sum::<u32>(), result.steps[1].count);
    let sources = by_source(input, &result);
    assert_eq!(sources, [(None, vec![2, 1]), (Some("referral"), vec![1, 1])].into());
    project.funnels[0].steps.clear();
    assert_eq!(
        funnel_detail(Input { project: &project, activity: &activity }, &scope, &project.funnels[0], week),
        Err(QueryError::Empty)
    );
}

#[test]
fn spoke_is_exact_at_its_ends_and_a_day_between() {
    let project = project(&["joined", "spoke"]);
    let result = run(&project, "2026-09-01", "2026-10-31", &[0]);
    assert_eq!(counts(&result), [3, 1]);
    assert_eq!(result.steps[1].median_seconds, Some(600.0));
}

#[test]
fn a_filter_narrows_a_step_and_an_exclusion_takes_people_out() {
    let mut project = project(&["joined", "paid"]);
    project.funnels[0].steps[1].filters = vec![crate::model::StepFilter::Group("h".into())];
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1])), [3, 1]);
    project.funnels[0].steps[1].filters = vec![crate::model::StepFilter::Property("a".into(), "b".into())];
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1])), [3, 0]);
    project.funnels[0].steps[1].filters.clear();
    project.funnels[0].exclusions =
        vec![crate::model::FunnelExclusion { event: "first_spoke".into(), from: 0, to: 1 }];
    // Ann spoke between joining and paying.
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1])), [2, 1]);
}

#[test]
fn everything_attended_counts_as_attended() {
    let mut project = project(&["joined", "attended"]);
    let attended = event("attended_talk", "bob", "2026-10-04T20:00:00+08:00", None);
    std::sync::Arc::make_mut(&mut project.events).push(attended);
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0])), [3, 1]);
}

#[test]
fn parts_of_a_funnel_add_up_to_it() {
    let project = project(&["joined", "paid"]);
    let whole = counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1]));
    let activity = activity(&project);
    let input = Input { project: &project, activity: &activity };
    let scope = scope("2026-09-01", "2026-10-31", &[0, 1]);
    for by in [
        By::Source,
        By::Group(Attribution::FirstTouch),
        By::Group(Attribution::LastTouch),
        By::Inviter,
        By::Tier,
        By::Cohort,
    ] {
        let parts = parts(input, &scope, &project.funnels[0], by).unwrap();
        let sum = |step: usize| parts.iter().map(|part| part.reached[step].len() as u32).sum::<u32>();
        assert_eq!([sum(0), sum(1)].to_vec(), whole, "{by:?}");
    }
}

proptest::proptest! {
    #[test]
    fn counts_never_grow_along_the_steps_and_foreign_events_change_nothing_in_order(
        people in proptest::collection::vec(
            proptest::collection::vec((0_i64..40, 0_u64..6), 0..14), 0..12,
        ),
        window in 0.0..30.0_f64,
        unordered in proptest::prelude::any::<bool>(),
    ) {
        let order = if unordered { StepOrder::Unordered } else { StepOrder::Ordered };
        let query = Query::new(4, order, window, Vec::new()).unwrap();
        let made = |foreign: bool| -> Vec<Vec<Hit>> {
            people
                .iter()
                .map(|events| {
                    let mut hits: Vec<Hit> = events
                        .iter()
                        .map(|&(at, step)| Hit {
                            at: at * 1000,
                            steps: if step < 4 { 1 << step } else { 0 },
                            exclusions: 0,
                        })
                        .filter(|hit| foreign || hit.steps != 0)
                        .collect();
                    hits.sort_by_key(|hit| hit.at);
                    hits
                })
                .collect()
        };
        let count = |people: &[Vec<Hit>]| -> Vec<Vec<u32>> {
            let found = tally(&query, (0..).zip(people.iter().map(Vec::as_slice)), 50_000);
            found.steps.into_iter().map(|step| step.reached).collect()
        };
        let counts = count(&made(false));
        proptest::prop_assert!(counts.windows(2).all(|pair| pair[0].len() >= pair[1].len()));
        proptest::prop_assert_eq!(count(&made(true)), counts);
    }
}
