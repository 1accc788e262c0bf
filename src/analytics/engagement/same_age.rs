//! Groups compared at the same age: where a young group stands among those that were young before it.

use serde::Serialize;

/// Ages (days since birth, the day of birth being 1) of the first week and of the one after.
const FIRST_WEEK: std::ops::RangeInclusive<usize> = 1..=7;
const SECOND_WEEK: std::ops::RangeInclusive<usize> = 8..=14;

/// What groups of one age were like.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AgeBand {
    /// Days since birth; 1 is the day of birth.
    pub age: u32,
    /// Groups observed at that age; with few of them the band says little.
    pub groups: u64,
    /// About a quarter of them had no more.
    pub low: f64,
    /// The one in the middle.
    pub middle: f64,
    /// About a quarter of them had no less.
    pub high: f64,
}

/// The band of some curves at each age from 1 up to the last that any was observed at; ages without any are left out.
///
/// Each curve holds a group's daily figure by age, the day of birth first; `None` (and what is no number) was not observed.
/// Quartiles are interpolated.
pub fn age_bands(curves: &[Vec<Option<f64>>]) -> Vec<AgeBand> {
    let longest = curves.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest)
        .filter_map(|index| {
            let mut values: Vec<f64> = curves.iter().filter_map(|curve| seen(curve, index + 1)).collect();
            values.sort_by(f64::total_cmp);
            Some(AgeBand {
                age: u32::try_from(index + 1).ok()?,
                groups: values.len() as u64,
                low: quantile(&values, 0.25)?,
                middle: quantile(&values, 0.5)?,
                high: quantile(&values, 0.75)?,
            })
        })
        .collect()
}

/// How the second week of a group compares with its first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SecondWeek {
    /// Mean a day over the observed days 1 to 7.
    pub first: f64,
    /// Mean a day over the observed days 8 to 14.
    pub second: f64,
    /// Second over first; unknown when the first week was empty.
    pub ratio: Option<f64>,
    /// Observed days of the second week: from 1 on its first, up to 7.
    pub days: u32,
}

impl SecondWeek {
    /// Reads a curve (as in [`age_bands`]) from its day 8 on; `None` before that and when none of days 1 to 7 was observed.
    pub fn of(curve: &[Option<f64>]) -> Option<Self> {
        let week = |ages: std::ops::RangeInclusive<usize>| -> Vec<f64> {
            ages.filter_map(|age| seen(curve, age)).collect()
        };
        let mean = |days: &[f64]| (!days.is_empty()).then(|| days.iter().sum::<f64>() / days.len() as f64);
        let (one, two) = (week(FIRST_WEEK), week(SECOND_WEEK));
        let (first, second) = (mean(&one)?, mean(&two)?);
        let ratio = (first > 0.0).then(|| second / first);
        Some(Self { first, second, ratio, days: two.len() as u32 })
    }

    /// True when the second week has less than `limit` (0.5) of the first: a group that was hot for a week and went cold.
    pub fn is_cooling(self, limit: f64) -> bool {
        self.ratio.is_some_and(|ratio| ratio < limit)
    }
}

/// The figure at an age, when it was observed.
fn seen(curve: &[Option<f64>], age: usize) -> Option<f64> {
    let value = age.checked_sub(1).and_then(|index| curve.get(index)).copied().flatten();
    value.filter(|value| value.is_finite())
}

/// The value that a share `p` of sorted values lies below, interpolated between neighbours (Hyndman & Fan's seventh kind,
/// the usual one); `None` without values.
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let place = p * sorted.len().checked_sub(1)? as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let low = *sorted.get(below)?;
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    Some(low + (high - low) * part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bands_rest_on_what_was_observed() {
        let bands = age_bands(&[
            vec![Some(4.0), None, Some(9.0)],
            vec![Some(2.0), Some(f64::NAN)],
            vec![Some(8.0), None, Some(1.0), Some(5.0)],
        ]);
        assert_eq!(
            bands.iter().map(|band| (band.age, band.groups)).collect::<Vec<_>>(),
            [(1, 3), (3, 2), (4, 1)]
        );
        assert_eq!((bands[0].low, bands[0].middle, bands[0].high), (3.0, 4.0, 6.0));
        assert_eq!((bands[1].low, bands[1].middle, bands[1].high), (3.0, 5.0, 7.0));
        assert!(age_bands(&[]).is_empty() && age_bands(&[vec![]]).is_empty());
    }

    #[test]
    fn the_alarm_can_ring_on_day_eight() {
        let mut curve = vec![Some(100.0); 7];
        assert_eq!(SecondWeek::of(&curve), None);
        curve.push(Some(40.0));
        let found = SecondWeek::of(&curve).unwrap();
        assert_eq!((found.ratio, found.days, found.is_cooling(0.5)), (Some(0.4), 1, true));
        curve.extend([Some(80.0); 20]);
        let found = SecondWeek::of(&curve).unwrap();
        assert!(!found.is_cooling(0.5) && found.days == 7);
        let silent = SecondWeek::of(&[Some(0.0); 14]).unwrap();
        assert_eq!((silent.ratio, silent.is_cooling(0.5)), (None, false));
        assert_eq!((SecondWeek::of(&[]), SecondWeek::of(&[None; 14])), (None, None));
    }

    proptest! {
        #[test]
        fn quartiles_stand_in_order(values in proptest::collection::vec(0.0..1e6_f64, 1..40)) {
            let curves: Vec<Vec<Option<f64>>> = values.iter().map(|&value| vec![Some(value)]).collect();
            let band = age_bands(&curves)[0];
            let below = |bound: f64| values.iter().filter(|&&value| value <= bound).count() * 4;
            prop_assert!(band.low <= band.middle && band.middle <= band.high);
            // Interpolation may end up to one value short of three quarters.
            prop_assert!(below(band.low) >= values.len() && below(band.high) + 4 > 3 * values.len());
        }
    }
}
