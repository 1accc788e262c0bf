//! Intervals around a share.

/// The standard normal quantile of 97.5 %, for two-sided 95 % intervals.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Wilson's score interval for `successes` out of `trials` (Wilson 1927), as lower and upper end in 0..=1.
///
/// `z` is the normal quantile, [`Z_95`] for 95 %. `None` without trials, or when there are more successes than trials.
pub fn wilson(successes: u64, trials: u64, z: f64) -> Option<[f64; 2]> {
    if trials == 0 || successes > trials {
        return None;
    }
    let (n, p) = (trials as f64, successes as f64 / trials as f64);
    let scale = 1.0 + z * z / n;
    let centre = p + z * z / (2.0 * n);
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    // At both ends rounding may step past the bound that the formula reaches exactly.
    let low = if successes == 0 { 0.0 } else { ((centre - reach) / scale).max(0.0) };
    let high = if successes == trials { 1.0 } else { ((centre + reach) / scale).min(1.0) };
    Some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_all_of_twenty_keep_an_open_end() {
        let [low, high] = wilson(0, 20, Z_95).unwrap();
        assert!(low == 0.0 && (high - 0.161_125_1).abs() < 1e-6, "{high}");
        let [low, high] = wilson(20, 20, Z_95).unwrap();
        assert!((low - 0.838_874_9).abs() < 1e-6 && high == 1.0, "{low}");
    }

    #[test]
    fn a_share_of_nothing_has_no_interval() {
        assert_eq!(wilson(0, 0, Z_95), None);
        assert_eq!(wilson(3, 2, Z_95), None);
    }

    #[test]
    fn half_of_ten_is_symmetric() {
        let [low, high] = wilson(5, 10, Z_95).unwrap();
        assert!((low + high - 1.0).abs() < 1e-12 && (low - 0.236_593_1).abs() < 1e-6);
    }
}
