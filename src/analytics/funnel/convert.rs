//! How long conversion takes, as a histogram.

use serde::Serialize;

use super::tally::mean_seconds;

/// Most bars that are chosen by themselves.
const MOST_BINS: u32 = 60;

/// Width when all times are the same: a minute.
const ONLY_WIDTH: i64 = 60;

/// Bars of equal width over the time from one step to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TimeToConvert {
    /// Start of each bar in seconds, and the people in it. The last bar starts at or after the longest time.
    pub bins: Vec<(i64, u32)>,
    /// Width of a bar in seconds.
    pub width: i64,
    /// Mean time in seconds; unknown when nobody converted.
    pub mean_seconds: Option<f64>,
}

impl TimeToConvert {
    /// The bar that a time in milliseconds is in; `None` before the first and without bars.
    pub fn bin_of(&self, time: i64) -> Option<usize> {
        let (start, _) = *self.bins.first()?;
        usize::try_from((time.div_euclid(1000) - start).checked_div_euclid(self.width)?).ok()
    }
}

/// Histogram of conversion times given in milliseconds, read in whole seconds.
///
/// As PostHog draws it: the cube root of the number of people, rounded up, bars of 1 to 60 (plus the one that the
/// longest time starts), from the shortest time on. Nobody gives no bars.
pub fn time_to_convert(times: &[i64]) -> TimeToConvert {
    let seconds: Vec<i64> = times.iter().map(|time| time.div_euclid(1000)).collect();
    let (Some(&shortest), Some(&longest)) = (seconds.iter().min(), seconds.iter().max()) else {
        return TimeToConvert::default();
    };
    let bins = ((seconds.len() as f64).cbrt().ceil() as u32).clamp(1, MOST_BINS);
    let range = longest - shortest;
    let width = match range {
        0 => ONLY_WIDTH,
        _ => (range + i64::from(bins) - 1) / i64::from(bins),
    };
    let mut counts: Vec<(i64, u32)> = (0..=i64::from(bins)).map(|bin| (shortest + bin * width, 0)).collect();
    for time in seconds {
        counts[((time - shortest) / width) as usize].1 += 1;
    }
    TimeToConvert { bins: counts, width, mean_seconds: mean_seconds(times) }
}

#[cfg(test)]
mod tests {
    use super::{TimeToConvert, time_to_convert};

    #[test]
    fn nobody_and_everybody_alike() {
        assert_eq!(time_to_convert(&[]), TimeToConvert::default());
        let alike = time_to_convert(&[5_000; 8]);
        assert_eq!(
            (alike.bins, alike.width, alike.mean_seconds),
            (vec![(5, 8), (65, 0), (125, 0)], 60, Some(5.0))
        );
    }
}
