//! How unevenly something is spread over people: Gini, top shares, absence factor, tiers by rank.

/// Gini coefficient, `2 sum(i x_i) / (n sum x) - (n + 1) / n` over ascending values, zeros included: 0 when all have
/// the same, near 1 when one has everything. `None` when there is nothing to share.
pub fn gini(values: &[f64]) -> Option<f64> {
    let sorted = ascending(values);
    let total = total(&sorted)?;
    let n = sorted.len() as f64;
    let ranked: f64 = sorted.iter().enumerate().map(|(rank, value)| (rank as f64 + 1.0) * value).sum();
    Some((2.0 * ranked / (n * total) - (n + 1.0) / n).max(0.0))
}

/// Gini times `n / (n - 1)`, so that "one has everything" is 1 in any number of people; `None` for fewer than two.
pub fn gini_unbiased(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    (values.len() > 1).then(|| gini(values).map(|gini| gini * n / (n - 1.0))).flatten()
}

/// Points `(share of people, share of the total)` of the Lorenz curve from `(0, 0)` to `(1, 1)`, poorest first.
/// Empty when there is nothing to share.
pub fn lorenz(values: &[f64]) -> Vec<(f64, f64)> {
    let sorted = ascending(values);
    let Some(total) = total(&sorted) else { return Vec::new() };
    let n = sorted.len() as f64;
    let mut points = vec![(0.0, 0.0)];
    let mut sum = 0.0;
    for (rank, value) in sorted.iter().enumerate() {
        sum += value;
        points.push(((rank as f64 + 1.0) / n, sum / total));
    }
    points
}

/// Share of the total held by the top `ceil(share * n)` people; `None` when there is nothing to share.
pub fn top_share(values: &[f64], share: f64) -> Option<f64> {
    held_by_top(values, ceil_share(values.len(), share))
}

/// Share of the total held by the `people` with most; `None` when there is nothing to share.
pub(super) fn held_by_top(values: &[f64], people: usize) -> Option<f64> {
    let sorted = ascending(values);
    let total = total(&sorted)?;
    Some(sorted.iter().rev().take(people).sum::<f64>() / total)
}

/// Fewest people who together hold at least `share` of the total: at one half, the contributor absence factor
/// (CHAOSS; once called bus factor). `None` when there is nothing to share.
pub fn absence_factor(values: &[f64], share: f64) -> Option<usize> {
    let sorted = ascending(values);
    let wanted = total(&sorted)? * share;
    let mut sum = 0.0;
    for (rank, value) in sorted.iter().rev().enumerate() {
        sum += value;
        if sum >= wanted - 1e-9 {
            return Some(rank + 1);
        }
    }
    Some(sorted.len())
}

/// Herfindahl-Hirschman index: sum of squared shares, 1/n to 1; `None` when there is nothing to share.
pub fn herfindahl(values: &[f64]) -> Option<f64> {
    let total = total(values)?;
    Some(values.iter().map(|value| (value / total).powi(2)).sum())
}

/// Shannon entropy of the shares in nats; its exponential is the effective number of people. `None` when there is
/// nothing to share.
pub fn shannon(values: &[f64]) -> Option<f64> {
    let total = total(values)?;
    let shares = values.iter().filter(|&&value| value > 0.0).map(|value| value / total);
    Some(shares.map(|share| -share * share.ln()).sum())
}

/// Pielou's evenness: entropy over the entropy of an even spread on all people, zeros included; `None` for fewer than
/// two people or nothing to share.
pub fn evenness(values: &[f64]) -> Option<f64> {
    (values.len() > 1).then(|| shannon(values).map(|entropy| entropy / (values.len() as f64).ln())).flatten()
}

/// Sizes of the three tiers when `n` people are ranked: `top = ceil(5 %)`, `top + middle = ceil(25 %)`, the rest.
/// Whoever is alone is at the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RankTiers {
    pub top: usize,
    pub middle: usize,
    pub rest: usize,
}

impl RankTiers {
    /// Tiers of `n` people.
    pub fn of(n: usize) -> Self {
        let top = ceil_share(n, 0.05);
        let upper = ceil_share(n, 0.25);
        Self { top, middle: upper - top, rest: n - upper }
    }
}

/// `ceil(share * n)`, between 0 and n; forgives the last bit of the product (0.05 * 20 is 1).
fn ceil_share(n: usize, share: f64) -> usize {
    ((share * n as f64 - 1e-9).ceil().max(0.0) as usize).min(n)
}

fn ascending(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The sum, when it is more than nothing.
fn total(values: &[f64]) -> Option<f64> {
    let total: f64 = values.iter().sum();
    (total > 0.0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_share_is_unknown() {
        for values in [&[][..], &[0.0, 0.0]] {
            assert_eq!(gini(values), None);
            assert_eq!(top_share(values, 0.05), None);
            assert_eq!(absence_factor(values, 0.5), None);
            assert_eq!(herfindahl(values), None);
            assert_eq!(evenness(values), None);
            assert!(lorenz(values).is_empty());
        }
    }

    #[test]
    fn one_person_holds_everything_evenly() {
        assert_eq!(gini(&[7.0]), Some(0.0));
        assert_eq!(top_share(&[7.0], 0.05), Some(1.0));
        assert_eq!(absence_factor(&[7.0], 0.5), Some(1));
        assert_eq!((gini_unbiased(&[7.0]), evenness(&[7.0])), (None, None));
    }

    #[test]
    fn silent_people_count_as_zero() {
        assert_eq!(gini(&[5.0, 5.0]), Some(0.0));
        assert_eq!(gini(&[5.0, 5.0, 0.0, 0.0]), Some(0.5));
    }

    #[test]
    fn tiers_of_nobody_are_empty() {
        assert_eq!(RankTiers::of(0), RankTiers::default());
        assert_eq!(RankTiers::of(1), RankTiers { top: 1, middle: 0, rest: 0 });
    }
}
