//! Steps that may be skipped.

use super::tests::{A, B, C, activity, counts, hits, path, project, query, run, scope};
use super::*;
use crate::analytics::Input;
use crate::model::StepOrder;

/// A query whose optional steps follow the required steps named; their bits come after the required ones.
fn with_optional(steps: usize, order: StepOrder, window: f64, after: &[usize]) -> Query {
    query(steps, order, window).with_optional(after.to_vec()).unwrap()
}

fn done(query: &Query, hits: &[Hit]) -> Vec<Option<u32>> {
    query.optional_events(hits, &path(query, hits), |_| true)
}

#[test]
fn a_step_that_may_be_skipped_counts_between_its_neighbours() {
    // a, then perhaps o, then b.
    let query = with_optional(2, StepOrder::Ordered, 100.0, &[0]);
    let o = C;
    let with = hits(&[(0, A), (1, o), (2, B)]);
    assert_eq!((path(&query, &with), done(&query, &with)), (vec![0, 2], vec![Some(1)]));
    let without = hits(&[(0, A), (2, B)]);
    assert_eq!((path(&query, &without), done(&query, &without)), (vec![0, 1], vec![None]));
    let late = hits(&[(0, A), (2, B), (3, o)]);
    assert_eq!(done(&query, &late), [None], "after the next step it is not on the way any more");
    let early = hits(&[(0, o), (1, A), (2, B)]);
    assert_eq!(done(&query, &early), [None], "before the step before it nobody was on the way");
    let stopped = hits(&[(0, A), (100, o), (101, o)]);
    assert_eq!((path(&query, &stopped), done(&query, &stopped)), (vec![0], vec![Some(1)]));
    assert_eq!(done(&query, &hits(&[(0, A), (101, o)])), [None], "the window is over");
    assert_eq!(done(&query, &hits(&[(5, o)])), [None], "nobody entered");
    // At one instant, in whatever order they are written.
    assert_eq!(done(&query, &hits(&[(0, o), (0, A), (0, B)])), [Some(0)]);
    // One event serves one step.
    assert_eq!(done(&query, &hits(&[(0, A | o), (2, B)])), [None]);
    let two = with_optional(2, StepOrder::Ordered, 100.0, &[0, 0]);
    assert_eq!(done(&two, &hits(&[(0, A), (1, C | 8), (2, B)])), [Some(1), None]);
    assert_eq!(done(&two, &hits(&[(0, A), (1, 8), (1, C), (2, B)])), [Some(2), Some(1)], "in any order");
}

#[test]
fn in_strict_order_it_may_stand_between_its_neighbours_and_nowhere_else() {
    // a, perhaps o, b, c; o is bit 3.
    let query = with_optional(3, StepOrder::Strict, 100.0, &[0]);
    let o = 8;
    let between = hits(&[(0, A), (1, o), (2, B), (3, C)]);
    assert_eq!((path(&query, &between).len(), done(&query, &between)), (3, vec![Some(1)]));
    assert_eq!(path(&query, &hits(&[(0, A), (1, B), (2, o), (3, C)])).len(), 2);
    let foreign = hits(&[(0, A), (1, 0), (2, o), (3, B)]);
    assert_eq!((path(&query, &foreign).len(), done(&query, &foreign)), (1, vec![None]));
    assert_eq!(done(&query, &hits(&[(0, A), (1, A), (2, o)])), [Some(2)]);
}

#[test]
fn without_an_order_it_counts_within_the_window_of_the_attempt() {
    let query = with_optional(2, StepOrder::Unordered, 10.0, &[0]);
    let o = C;
    assert_eq!(done(&query, &hits(&[(0, B), (5, o), (6, A)])), [Some(1)]);
    assert_eq!(done(&query, &hits(&[(0, B), (6, A), (10, o)])), [Some(2)]);
    assert_eq!(done(&query, &hits(&[(0, B), (6, A), (11, o)])), [None]);
    assert_eq!(done(&query, &hits(&[(0, o), (1, B)])), [None], "before the attempt began");
}

#[test]
fn the_ends_of_a_funnel_cannot_be_skipped() {
    assert_eq!(
        query(2, StepOrder::Ordered, 1.0).with_optional(vec![1]),
        Err(QueryError::OptionalEnd(3)),
        "it would be the third of three"
    );
    let sixty = query(60, StepOrder::Ordered, 1.0);
    assert_eq!(sixty.with_optional(vec![0; 5]), Err(QueryError::TooManySteps(65)));
    for end in [0, 2] {
        let mut project = project(&["joined", "first_spoke", "paid"]);
        project.funnels[0].steps[end].optional = true;
        let refused = run(&project, "2026-09-01", "2026-10-31", &[0]);
        assert!(refused.steps.is_empty() && refused.notes[0].message.contains(&format!("step {}", end + 1)));
    }
}

#[test]
fn a_skipped_step_is_told_of_those_who_went_on() {
    let mut project = project(&["joined", "first_spoke", "paid"]);
    // Ann spoke and paid, Bob paid without a word, Cat did neither within her seven days.
    let strict = run(&project, "2026-09-01", "2026-10-31", &[0, 1]);
    assert_eq!(counts(&strict), [3, 1, 1]);
    project.funnels[0].steps[1].optional = true;
    let result = run(&project, "2026-09-01", "2026-10-31", &[0, 1]);
    assert_eq!(counts(&result), [3, 1, 2]);
    let [_, spoke, paid] = &result.steps[..] else { panic!("three steps") };
    assert_eq!(spoke.of_went_on, Some(crate::analytics::Rate::new(1, 2)));
    assert_eq!((paid.previous, paid.from_previous, paid.of_went_on), (Some(0), Some(2.0 / 3.0), None));
    assert_eq!((spoke.from_previous, spoke.median_seconds), (Some(1.0 / 3.0), Some(600.0)));
    assert_eq!((&spoke.stopped, &result.steps[0].stopped), (&vec![], &vec![3]));
    // An exclusion that began at the skipped step begins at the one before it.
    project.funnels[0].exclusions =
        vec![crate::model::FunnelExclusion { event: "first_spoke".into(), from: 1, to: 2 }];
    assert_eq!(counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1])), [2, 0, 1]);
}

#[test]
fn parts_count_a_skipped_step_as_the_whole_does() {
    let mut project = project(&["joined", "first_spoke", "paid"]);
    project.funnels[0].steps[1].optional = true;
    let whole = counts(&run(&project, "2026-09-01", "2026-10-31", &[0, 1]));
    let activity = activity(&project);
    let input = Input { project: &project, activity: &activity };
    let scope = scope("2026-09-01", "2026-10-31", &[0, 1]);
    for by in [By::Source, By::Group(Attribution::FirstTouch), By::Group(Attribution::Step(0))] {
        let parts = parts(input, &scope, &project.funnels[0], by).unwrap();
        let sum = |step: usize| parts.iter().map(|part| part.reached[step].len() as u32).sum::<u32>();
        assert_eq!((0..3).map(sum).collect::<Vec<_>>(), whole, "{by:?}");
    }
    // By the step that served paying, who did not pay is in no part.
    let paid = parts(input, &scope, &project.funnels[0], By::Group(Attribution::Step(1))).unwrap();
    assert_eq!(paid.iter().map(|part| part.reached[0].len()).sum::<usize>(), 2);
}

proptest::proptest! {
    #[test]
    fn a_step_that_may_be_skipped_takes_nobody_away(
        people in proptest::collection::vec(
            proptest::collection::vec((0_i64..40, 0_usize..6), 0..16), 1..12,
        ),
        window in 0.0..40.0_f64,
        order in proptest::sample::select(vec![StepOrder::Ordered, StepOrder::Strict, StepOrder::Unordered]),
        skipped in 1_usize..3,
    ) {
        // Four steps, one of those in the middle optional; events beyond the fourth are foreign.
        let required: Vec<usize> = (0..4).filter(|&step| step != skipped).collect();
        let laid = |bit_of: &dyn Fn(usize) -> u64| -> Vec<Vec<Hit>> {
            let one = |events: &Vec<(i64, usize)>| {
                let mut hits: Vec<Hit> = events
                    .iter()
                    .map(|&(at, step)| Hit { at: at * 1000, steps: bit_of(step), exclusions: 0 })
                    .filter(|hit| order == StepOrder::Strict || hit.steps != 0)
                    .collect();
                hits.sort_by_key(|hit| hit.at);
                hits
            };
            people.iter().map(one).collect()
        };
        let count = |query: &Query, people: &[Vec<Hit>]| {
            tally(query, (0..).zip(people.iter().map(Vec::as_slice)), 50_000)
        };
        let bit = |step: usize| required.iter().position(|&own| own == step).map_or(0, |place| 1_u64 << place);
        let with = with_optional(3, order, window, &[skipped - 1]);
        let found = count(&with, &laid(&|step| if step == skipped { 8 } else { bit(step) }));
        let full = count(&query(4, order, window), &laid(&|step| if step < 4 { 1 << step } else { 0 }));
        if order == StepOrder::Ordered {
            let without = count(&query(3, order, window), &laid(&bit));
            proptest::prop_assert_eq!(&found.steps, &without.steps);
            // Whoever did all four did the optional one where it was asked for.
            for who in &full.steps[skipped].reached {
                proptest::prop_assert!(found.steps[skipped - 1].reached.contains(who));
            }
        }
        for (place, &step) in required.iter().enumerate() {
            // Without an order the steps are counted by their number: three of three against three of four.
            let against = if order == StepOrder::Unordered { place + 1 } else { step };
            let (own, all) = (&found.steps[place].reached, &full.steps[against].reached);
            proptest::prop_assert!(all.iter().all(|who| own.contains(who)), "{:?} {} {:?} {:?}", order, step, own, all);
        }
        let before = &found.steps[skipped - 1].reached;
        proptest::prop_assert!(found.optional[0].reached.iter().all(|who| before.contains(who)));
        proptest::prop_assert!(found.optional[0].times.iter().all(|&time| time >= 0));
    }
}
