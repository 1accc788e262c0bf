//! Shapes of chat activity, measured on public archives.

/// Messages by hour of the local day, in tenths of a percent: CollegeMsg (59,835 messages of one student community,
/// all in a single time zone, Panzarasa et al. 2009), turned so that its trough falls at three in the morning, with the
/// lunch hour of Chinese groups raised by a quarter.
pub const HOURS: [u32; 24] =
    [50, 23, 8, 3, 4, 7, 12, 22, 27, 31, 31, 41, 51, 45, 43, 44, 47, 51, 60, 70, 89, 97, 84, 70];

/// Messages of a Saturday or Sunday against a weekday. Zulip (Lean), Gitter (freeCodeCamp), Discord (Komodo) and
/// CollegeMsg have weekend shares of 19 to 26 %, which is a factor of 0.6 to 0.9.
pub const WEEKEND: f64 = 0.8;

/// Exponent of messages per sender: 1.45 to 1.77 on the same archives (maximum likelihood from 10 messages up).
pub const ALPHA: f64 = 1.65;

/// Sigma of lognormal day totals: the archives' 90th percentile is 1.7 to 4 times the median.
pub const DAY_SIGMA: f64 = 0.62;

/// Chance that a sender goes on: runs of one sender average 1.36 to 1.66 messages.
pub const RUN: f64 = 0.38;

/// Sigma of lognormal text lengths (Gitter: median 47, 90th percentile 159, 99th 596 characters).
pub const LENGTH_SIGMA: f64 = 0.75;

/// Median text length in Chinese characters: about half of what Latin script needs.
pub const LENGTH_MEDIAN: f64 = 21.0;

/// Median and sigma of the seconds between messages of one conversation; the archives' overall median gap is 25 to
/// 114 s, with a long tail that the pauses between conversations make.
pub const GAP_MEDIAN: f64 = 32.0;
pub const GAP_SIGMA: f64 = 1.1;
