//! A forest generation by generation: how many people, how many each brought, and how fast.

use serde::Serialize;

use super::Forest;
use crate::activity::Day;
use crate::analytics::Rate;

/// One generation; 0 are the roots.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GenerationRow {
    pub generation: u32,
    pub people: u64,
    /// Those of them who stayed.
    pub retained: u64,
    /// People of this generation over those of the one before; unknown for roots.
    pub ratio: Option<f64>,
    /// Invitees within the window of this generation's joining, over its people who have had the window.
    pub k: Rate,
    /// The same, of the invitees who stayed.
    pub retained_k: Rate,
    /// Days from the joining of the referrers to that of this generation, on average; unknown for roots and without days.
    pub cycle_days_mean: Option<f64>,
    /// The same, in the middle.
    pub cycle_days_median: Option<f64>,
}

/// The generations of a forest, roots first; empty without people.
///
/// K is capped: asked of the people who joined at least `window` days before `last`, it counts the people they brought
/// within `window` days of joining. Who joined on a day nobody knows is left out of it. `retained` says of each person
/// whether they stayed, by whatever rule the caller names; a missing one did not.
pub fn generation_rows(
    forest: &Forest,
    joined: &[Option<Day>],
    retained: &[bool],
    window: Day,
    last: Day,
) -> Vec<GenerationRow> {
    #[derive(Clone, Default)]
    struct Sums {
        people: u64,
        retained: u64,
        eligible: u64,
        brought: u64,
        kept: u64,
        days: Vec<Day>,
    }
    let stayed = |person: usize| retained.get(person).copied().unwrap_or(false);
    let day = |person: usize| joined.get(person).copied().flatten();
    let eligible = |person: usize| day(person).is_some_and(|day| day.saturating_add(window) <= last);
    let mut sums = vec![Sums::default(); forest.generation_sizes().len()];
    for (person, parent) in forest.parents().iter().enumerate() {
        let generation = forest.generations()[person] as usize;
        let own = &mut sums[generation];
        own.people += 1;
        own.retained += u64::from(stayed(person));
        own.eligible += u64::from(eligible(person));
        let Some(parent) = parent.map(|parent| parent as usize) else { continue };
        let (Some(from), Some(to)) = (day(parent), day(person)) else { continue };
        let days = to.saturating_sub(from);
        own.days.push(days);
        if eligible(parent) && days <= window {
            sums[generation - 1].brought += 1;
            sums[generation - 1].kept += u64::from(stayed(person));
        }
    }
    let mut before = None;
    (0..)
        .zip(sums)
        .map(|(generation, mut sums)| {
            let ratio = before.replace(sums.people).map(|before: u64| sums.people as f64 / before as f64);
            let (mean, median) = mean_and_median(&mut sums.days).unzip();
            GenerationRow {
                generation,
                people: sums.people,
                retained: sums.retained,
                ratio,
                k: Rate::new(sums.brought, sums.eligible),
                retained_k: Rate::new(sums.kept, sums.eligible),
                cycle_days_mean: mean,
                cycle_days_median: median,
            }
        })
        .collect()
}

/// The mean of some days and the middle one (between the two middle ones of an even number); `None` without any. Sorts
/// the days.
pub fn mean_and_median(days: &mut [Day]) -> Option<(f64, f64)> {
    days.sort_unstable();
    let middle = days.len() / 2;
    let upper = f64::from(*days.get(middle)?);
    let lower = if days.len().is_multiple_of(2) { f64::from(days[middle - 1]) } else { upper };
    let sum: i64 = days.iter().map(|&days| i64::from(days)).sum();
    Some((sum as f64 / days.len() as f64, f64::midpoint(lower, upper)))
}

#[cfg(test)]
mod tests {
    use super::super::Invitation;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn recent_people_are_not_asked_and_lost_ones_do_not_count_as_kept() {
        let joined = [Some(0), Some(2), Some(3), Some(9), None];
        let bring = |referrer, invitee| Invitation { referrer, invitee, day: None };
        let forest = Forest::grow(&joined, &[bring(0, 1), bring(0, 2), bring(2, 3), bring(0, 4)]);
        let rows = generation_rows(&forest, &joined, &[true, true, false], 3, 10);
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0].k, rows[0].retained_k), (Rate::new(2, 1), Rate::new(1, 1)));
        // The third came after six days; who joined on an unknown day is not asked.
        assert_eq!((rows[1].people, rows[1].k, rows[1].ratio), (3, Rate::new(0, 2), Some(3.0)));
        assert_eq!((rows[1].cycle_days_mean, rows[1].cycle_days_median), (Some(2.5), Some(2.5)));
        // Joined a day before the end.
        assert_eq!((rows[2].k.value, rows[2].cycle_days_mean), (None, Some(6.0)));
        assert!(generation_rows(&Forest::default(), &[], &[], 3, 10).is_empty());
        assert_eq!(mean_and_median(&mut []), None);
    }

    proptest! {
        #[test]
        fn generations_add_up_to_the_forest(
            parents in proptest::collection::vec((0_u32..40, 0_i32..60, any::<bool>()), 1..40),
            window in 0_i32..30,
        ) {
            let joined: Vec<Option<Day>> = parents.iter().map(|&(_, day, _)| Some(day)).collect();
            let kept: Vec<bool> = parents.iter().map(|&(.., kept)| kept).collect();
            let invitations: Vec<Invitation> = (0..)
                .zip(&parents)
                .map(|(invitee, &(referrer, ..))| Invitation { referrer, invitee, day: None })
                .collect();
            let forest = Forest::grow(&joined, &invitations);
            let rows = generation_rows(&forest, &joined, &kept, window, 59);
            let people: u64 = rows.iter().map(|row| row.people).sum();
            prop_assert_eq!(people, parents.len() as u64);
            let (brought, asked) = rows.iter().fold((0, 0), |sum, row| {
                (sum.0 + row.k.numerator, sum.1 + row.k.denominator)
            });
            let whole = forest.k_within(&joined, window, 59);
            prop_assert_eq!(whole, Rate::new(brought, asked).value);
            prop_assert!(rows.iter().all(|row| row.retained_k.numerator <= row.k.numerator));
        }
    }
}
