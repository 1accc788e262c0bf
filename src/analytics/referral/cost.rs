//! What people cost and what they brought, in whole hundredths of money.

use super::Forest;
use crate::model::Money;

/// Money spent for each of so many people, rounded to the hundredth (halves away from 0); `None` for nobody.
pub fn cost_each(spent: Money, people: u64) -> Option<Money> {
    if people == 0 {
        return None;
    }
    let (spent, people) = (i128::from(spent.0), i128::from(people));
    let rounded = (2 * spent.abs() + people) / (2 * people) * spent.signum();
    i64::try_from(rounded).ok().map(Money)
}

/// `(earned - spent) / spent`: 1 when every unit came back twice. `None` when nothing was spent.
pub fn return_on_cost(spent: Money, earned: Money) -> Option<f64> {
    (spent.0 > 0).then(|| (i128::from(earned.0) - i128::from(spent.0)) as f64 / spent.0 as f64)
}

/// For each person, what was spent on them over the people below them (themselves not counted) who stayed. `None` for who
/// has no such descendant.
///
/// `spent` and `retained` hold one entry for each person; a missing one is nothing and no.
pub fn cost_per_retained_descendant(
    forest: &Forest,
    spent: &[Money],
    retained: &[bool],
) -> Vec<Option<Money>> {
    let stayed: Vec<i64> =
        (0..forest.len()).map(|person| i64::from(retained.get(person).copied().unwrap_or(false))).collect();
    let totals = super::subtree_totals(forest, &stayed);
    let below = totals.iter().zip(&stayed).map(|(total, own)| (total - own).unsigned_abs());
    below
        .enumerate()
        .map(|(person, below)| cost_each(spent.get(person).copied().unwrap_or_default(), below))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Invitation;
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_nothing() {
        assert_eq!(cost_each(Money(100), 3), Some(Money(33)));
        assert_eq!((cost_each(Money(5), 2), cost_each(Money(-5), 2)), (Some(Money(3)), Some(Money(-3))));
        assert_eq!((cost_each(Money(0), 4), cost_each(Money(9), 0)), (Some(Money(0)), None));
        assert_eq!(cost_each(Money(i64::MAX), 1), Some(Money(i64::MAX)));
        assert_eq!(cost_each(Money(i64::MIN), 1), Some(Money(i64::MIN)));
    }

    #[test]
    fn a_return_needs_a_cost() {
        assert_eq!(return_on_cost(Money(100), Money(300)), Some(2.0));
        assert_eq!(return_on_cost(Money(100), Money(0)), Some(-1.0));
        assert_eq!(return_on_cost(Money(0), Money(300)), None);
    }

    #[test]
    fn only_descendants_who_stayed_share_the_cost() {
        let bring = |referrer, invitee| Invitation { referrer, invitee, day: None };
        let forest = Forest::grow(&[None; 4], &[bring(0, 1), bring(1, 2), bring(1, 3)]);
        let found =
            cost_per_retained_descendant(&forest, &[Money(1000), Money(500)], &[true, false, true, true]);
        assert_eq!(found, [Some(Money(500)), Some(Money(250)), None, None]);
        assert_eq!(cost_per_retained_descendant(&forest, &[], &[]), [None; 4]);
    }
}
