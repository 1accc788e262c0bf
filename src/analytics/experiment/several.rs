//! Chances adjusted for being several, beside Holm's.

/// Every chance times their number, at most 1 (Bonferroni). Empty gives empty.
pub fn bonferroni(chances: &[f64]) -> Vec<f64> {
    chances.iter().map(|chance| (chance * chances.len() as f64).min(1.0)).collect()
}

/// The share of false alarms to expect when everything up to this chance is believed (Benjamini & Hochberg 1995), in
/// the order given. Empty gives empty; a chance that is not a number counts as the largest and stays one.
pub fn benjamini_hochberg(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[a].total_cmp(&chances[b]));
    let mut adjusted = chances.to_vec();
    let mut running: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate().rev() {
        if !chances[index].is_nan() {
            running = running.min(chances[index] * chances.len() as f64 / (rank + 1) as f64);
            adjusted[index] = running;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::super::holm;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_needs_no_adjusting() {
        assert!(bonferroni(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
        assert_eq!(benjamini_hochberg(&[0.3]), [0.3]);
        assert!(benjamini_hochberg(&[f64::NAN, 0.2])[0].is_nan());
    }

    proptest! {
        #[test]
        fn the_three_stand_in_order(chances in proptest::collection::vec(0.0..1.0_f64, 1..12)) {
            let (strict, holm) = (bonferroni(&chances), holm(&chances));
            let mild = benjamini_hochberg(&chances);
            for index in 0..chances.len() {
                prop_assert!(strict[index] >= holm[index] - 1e-15);
                prop_assert!(holm[index] >= mild[index] - 1e-15);
                prop_assert!(mild[index] >= chances[index] - 1e-15);
            }
        }
    }
}
