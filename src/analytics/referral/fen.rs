//! Credits and payouts as whole hundredths of money: nothing is lost to rounding and nothing is made by it.

use super::Forest;

/// Every sale split equally over all who led to the buyer, in whole units (fen). What does not divide goes to the nearest,
/// one unit each, so that the credits add up exactly to the sales of those who have a referrer.
///
/// `amounts` are whole units, one for each person, negative for refunds; a missing one is 0. Sums beyond what can be
/// written stay at the largest amount.
pub fn linear_credit_fen(forest: &Forest, amounts: &[i64]) -> Vec<i64> {
    // What each person hands to every ancestor; and how many more units somebody gets than their referrer does.
    let mut each = vec![0_i64; forest.len()];
    let mut credit = vec![0_i64; forest.len()];
    let mut more = vec![0_i64; forest.len()];
    with_ancestors(forest, |person, ancestors| {
        let count = ancestors.len() as i64;
        let amount = amounts.get(person as usize).copied().unwrap_or(0);
        if count == 0 {
            return;
        }
        each[person as usize] = amount.div_euclid(count);
        let rest = amount.rem_euclid(count) as usize;
        if let [others @ .., nearest] = ancestors
            && rest > 0
        {
            more[*nearest as usize] += 1;
            more[others[others.len() - rest] as usize] -= 1;
        }
    });
    let mut below = vec![0_i64; forest.len()];
    for &person in forest.top_down().iter().rev() {
        let place = person as usize;
        credit[place] = below[place].saturating_add(more[place]);
        if let Some(parent) = forest.parents()[place] {
            let parent = parent as usize;
            more[parent] += more[place];
            below[parent] = below[parent].saturating_add(below[place]).saturating_add(each[place]);
        }
    }
    credit
}

/// `numerator / denominator` to the power of the distance, of every sale below each person, rounded to the unit once at
/// the end. Credits need not add up to the sales. All zeros when the denominator is 0.
///
/// `amounts` as for [`linear_credit_fen`].
pub fn geometric_credit_fen(forest: &Forest, amounts: &[i64], numerator: u16, denominator: u16) -> Vec<i64> {
    /// Binary places kept behind the unit.
    const PLACES: u32 = 40;
    let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
    let mut credit = vec![0_i128; forest.len()];
    for &person in forest.top_down().iter().rev() {
        let place = person as usize;
        if let Some(parent) = forest.parents()[place] {
            let amount = i128::from(amounts.get(place).copied().unwrap_or(0)) << PLACES;
            let passed = amount.saturating_add(credit[place]).saturating_mul(numerator);
            let sum = &mut credit[parent as usize];
            *sum = sum.saturating_add(passed.checked_div(denominator).unwrap_or(0));
        }
    }
    let rounded = |credit: i128| credit.saturating_add(1 << (PLACES - 1)) >> PLACES;
    credit.into_iter().map(|credit| whole(rounded(credit))).collect()
}

/// What each person is paid when a sale pays `rates[0]` ten-thousandths to the buyer's referrer, `rates[1]` to the
/// referrer's referrer and so on, each payment cut down to the unit. Refunds take back what the sale paid. No rates pay
/// nothing.
pub fn payouts(forest: &Forest, amounts: &[i64], rates: &[u16]) -> Vec<i64> {
    let mut paid = vec![0_i64; forest.len()];
    for (person, &amount) in amounts.iter().enumerate().take(forest.len()) {
        let mut up = forest.parents()[person];
        for &rate in rates {
            let Some(ancestor) = up else { break };
            let part = whole(i128::from(amount) * i128::from(rate) / 10_000);
            let sum = &mut paid[ancestor as usize];
            *sum = sum.saturating_add(part);
            up = forest.parents()[ancestor as usize];
        }
    }
    paid
}

fn whole(amount: i128) -> i64 {
    amount.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// Visits everybody with their ancestors, the root first and the referrer last.
fn with_ancestors(forest: &Forest, mut visit: impl FnMut(u32, &[u32])) {
    let mut children = vec![Vec::new(); forest.len()];
    for &person in forest.top_down() {
        if let Some(parent) = forest.parents()[person as usize] {
            children[parent as usize].push(person);
        }
    }
    let mut stack: Vec<u32> = forest.roots().collect();
    let mut ancestors: Vec<u32> = Vec::new();
    while let Some(person) = stack.pop() {
        ancestors.truncate(forest.generations()[person as usize] as usize);
        visit(person, &ancestors);
        ancestors.push(person);
        stack.append(&mut children[person as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Invitation, geometric_credit, linear_credit, root_credit};
    use super::*;
    use proptest::prelude::*;

    fn chain(people: u32) -> Forest {
        let invitations: Vec<Invitation> =
            (1..people).map(|invitee| Invitation { referrer: invitee - 1, invitee, day: None }).collect();
        Forest::grow(&vec![None; people as usize], &invitations)
    }

    #[test]
    fn what_does_not_divide_goes_to_the_nearest() {
        assert_eq!(linear_credit_fen(&chain(4), &[0, 0, 0, 100]), [33, 33, 34, 0]);
        assert_eq!(linear_credit_fen(&chain(4), &[0, 0, 0, 101]), [33, 34, 34, 0]);
        assert_eq!(linear_credit_fen(&chain(4), &[0, 0, 0, -100]), [-34, -33, -33, 0]);
        assert_eq!(linear_credit_fen(&chain(1), &[700]), [0]);
        assert!(linear_credit_fen(&Forest::default(), &[5]).is_empty());
    }

    #[test]
    fn payouts_end_at_their_depth_and_are_cut_down() {
        assert_eq!(payouts(&chain(4), &[0, 0, 0, 9999], &[1000, 500]), [0, 499, 999, 0]);
        assert_eq!(payouts(&chain(4), &[0, 0, 0, 9999], &[]), [0; 4]);
        assert_eq!(payouts(&chain(2), &[0, -9999], &[1000, 500]), [-999, 0]);
        assert_eq!(payouts(&chain(2), &[0, i64::MAX, 3, 4], &[20_000]), [i64::MAX, 0]);
    }

    #[test]
    fn geometric_credits_are_rounded_once() {
        // 0.01 + 0.005 + 0.0025 of a unit would each be cut to nothing.
        assert_eq!(geometric_credit_fen(&chain(4), &[0, 1, 1, 1], 1, 2), [1, 1, 1, 0]);
        assert_eq!(geometric_credit_fen(&chain(3), &[0, 1, 1], 1, 0), [0; 3]);
        assert_eq!(
            geometric_credit_fen(&chain(3), &[0, i64::MAX, i64::MAX], u16::MAX, 1),
            [i64::MAX, i64::MAX, 0]
        );
    }

    #[test]
    fn a_long_chain_takes_no_time_and_no_stack() {
        let people = 50_000;
        let amounts = vec![99_999; people];
        let credit = linear_credit_fen(&chain(people as u32), &amounts);
        assert_eq!(credit.iter().sum::<i64>(), 99_999 * (people as i64 - 1));
    }

    proptest! {
        #[test]
        fn credits_add_up_to_the_fen(
            people in proptest::collection::vec((0_u32..60, -5_000_i64..100_000), 1..60),
        ) {
            let invitations: Vec<Invitation> = (0..)
                .zip(&people)
                .map(|(invitee, &(referrer, _))| Invitation { referrer, invitee, day: None })
                .collect();
            let amounts: Vec<i64> = people.iter().map(|&(_, amount)| amount).collect();
            let forest = Forest::grow(&vec![None; people.len()], &invitations);
            let exact = linear_credit_fen(&forest, &amounts);
            let referred = (0..amounts.len()).filter(|&person| forest.parents()[person].is_some());
            prop_assert_eq!(exact.iter().sum::<i64>(), referred.map(|person| amounts[person]).sum::<i64>());
            // Nobody is off by more than a unit for each sale below them.
            let sizes = forest.subtree_sizes();
            for (person, (exact, real)) in exact.iter().zip(linear_credit(&forest, &amounts)).enumerate() {
                prop_assert!((*exact as f64 - real).abs() <= sizes[person] as f64, "{} {}", exact, real);
            }
            let rounded = geometric_credit_fen(&forest, &amounts, 3, 10);
            for (rounded, real) in rounded.iter().zip(geometric_credit(&forest, &amounts, 0.3)) {
                prop_assert!((*rounded as f64 - real).abs() <= 0.5 + 1e-6, "{} {}", rounded, real);
            }
            prop_assert_eq!(root_credit(&forest, &amounts).iter().sum::<i64>(), amounts.iter().sum::<i64>());
        }
    }
}
