//! Time to answer a funnel: `cargo bench --bench funnel`.
//!
//! Six steps, with a window of 30 days, over 2,000,000 events of 100,000 people made up by a small generator. Prints the
//! median and the slowest of 9 runs of the walk over all people, in order, strictly and in any order.

use std::time::{Duration, Instant};

use qunce::analytics::funnel::{Hit, Query, tally};
use qunce::model::StepOrder;

const PEOPLE: usize = 100_000;
const EVENTS: usize = 2_000_000;
const STEPS: u64 = 6;
const RUNS: usize = 9;
const YEAR_MS: u64 = 365 * 86_400_000;

/// The next number of a SplitMix64 sequence.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn main() {
    let mut state = 7;
    let mut people: Vec<Vec<Hit>> = vec![Vec::new(); PEOPLE];
    for _ in 0..EVENTS {
        let person = (next(&mut state) % PEOPLE as u64) as usize;
        // Early steps are common, late ones rare.
        let step = (next(&mut state) % STEPS).min(next(&mut state) % STEPS);
        let at = (next(&mut state) % YEAR_MS) as i64;
        people[person].push(Hit { at, steps: 1 << step, exclusions: 0 });
    }
    people.iter_mut().for_each(|hits| hits.sort_by_key(|hit| hit.at));
    for order in [StepOrder::Ordered, StepOrder::Strict, StepOrder::Unordered] {
        let query = Query::new(STEPS as usize, order, 30.0 * 86_400.0, Vec::new()).expect("a sound funnel");
        let mut times: Vec<Duration> = Vec::new();
        let mut counts = Vec::new();
        for _ in 0..RUNS {
            let started = Instant::now();
            let found = tally(&query, (0..).zip(people.iter().map(Vec::as_slice)), YEAR_MS as i64);
            times.push(started.elapsed());
            counts = found.steps.iter().map(|step| step.reached.len()).collect();
        }
        times.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let (median, slowest) = (ms(times[RUNS / 2]), ms(times[RUNS - 1]));
        println!(
            "{order:<12?} median {median:>7.1} ms   slowest {slowest:>7.1} ms   {counts:?}",
            order = order
        );
    }
}
