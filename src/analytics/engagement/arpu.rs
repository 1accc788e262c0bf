//! What people pay, by how active they are.

use serde::Serialize;

use crate::analytics::referral::cost_each;
use crate::model::Money;

/// One part of the people, from the least active part on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ActivityPart {
    pub people: u64,
    /// Activity of its least active person.
    pub least: u64,
    /// Activity of its most active person.
    pub most: u64,
    /// People who paid more than nothing.
    pub payers: u64,
    pub paid: Money,
    /// Paid for each of its people (ARPU), to the hundredth.
    pub each: Money,
}

/// People in `parts` parts (10 for deciles) of nearly the same size by activity, least active first, and what each part
/// paid. `people` are activity (messages, active days) and money of each person.
///
/// Sizes differ by one at most. People of the same activity may fall into neighbouring parts, in the order given. Parts
/// that hold nobody are left out, so that fewer people than parts give as many parts as people; nobody gives none.
pub fn arpu_by_activity(people: &[(u64, Money)], parts: usize) -> Vec<ActivityPart> {
    let mut sorted = people.to_vec();
    sorted.sort_by_key(|person| person.0);
    let cut = |part: usize| (part as u128 * sorted.len() as u128 / parts.max(1) as u128) as usize;
    (0..parts.min(sorted.len()))
        .filter_map(|part| {
            // With fewer people than parts each has a part of its own.
            let range = if parts > sorted.len() { part..part + 1 } else { cut(part)..cut(part + 1) };
            let inside = sorted.get(range)?;
            let ([(least, _), ..], [.., (most, _)]) = (inside, inside) else { return None };
            let paid: Money = inside.iter().map(|person| person.1).sum();
            Some(ActivityPart {
                people: inside.len() as u64,
                least: *least,
                most: *most,
                payers: inside.iter().filter(|person| person.1.0 > 0).count() as u64,
                paid,
                each: cost_each(paid, inside.len() as u64)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_go_from_the_quiet_to_the_loud() {
        let people = [(9, Money(300)), (0, Money(0)), (5, Money(100)), (1, Money(0)), (7, Money(-50))];
        let found = arpu_by_activity(&people, 2);
        assert_eq!((found[0].people, found[0].least, found[0].most, found[0].each), (2, 0, 1, Money(0)));
        assert_eq!(
            (found[1].people, found[1].payers, found[1].paid, found[1].each),
            (3, 2, Money(350), Money(117))
        );
        assert!(arpu_by_activity(&[], 10).is_empty() && arpu_by_activity(&people, 0).is_empty());
        assert_eq!(arpu_by_activity(&people, 10).len(), 5);
    }

    proptest! {
        #[test]
        fn nobody_and_no_money_is_lost(
            people in proptest::collection::vec((0_u64..50, -900_i64..9000), 0..120), parts in 1_usize..15,
        ) {
            let people: Vec<(u64, Money)> = people.into_iter().map(|(count, paid)| (count, Money(paid))).collect();
            let found = arpu_by_activity(&people, parts);
            prop_assert_eq!(found.iter().map(|part| part.people).sum::<u64>(), people.len() as u64);
            let paid: Money = people.iter().map(|person| person.1).sum();
            prop_assert_eq!(found.iter().map(|part| part.paid).sum::<Money>(), paid);
            prop_assert!(found.windows(2).all(|pair| pair[0].most <= pair[1].least));
            let sizes = || found.iter().map(|part| part.people);
            prop_assert!(sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0) <= 1);
        }
    }
}
