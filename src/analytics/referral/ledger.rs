//! Whom a sale is credited to, up the tree. The ledgers answer different questions and are never added to each other.

use super::Forest;

/// Own amount and those of all descendants, for each person. The sums of two people may overlap.
///
/// `amounts` are whole units (hundredths of money), one for each person; a missing one is 0.
pub fn subtree_totals(forest: &Forest, amounts: &[i64]) -> Vec<i64> {
    let mut totals = padded(forest, amounts);
    for &person in forest.top_down().iter().rev() {
        if let Some(parent) = forest.parents()[person as usize] {
            let of_person = totals[person as usize];
            let total = &mut totals[parent as usize];
            *total = total.saturating_add(of_person);
        }
    }
    totals
}

/// What the people whom each person brought bought themselves.
pub fn direct_credit(forest: &Forest, amounts: &[i64]) -> Vec<i64> {
    let amounts = padded(forest, amounts);
    let mut credit = vec![0_i64; forest.len()];
    for (person, parent) in forest.parents().iter().enumerate() {
        if let Some(parent) = parent {
            let total = &mut credit[*parent as usize];
            *total = total.saturating_add(amounts[person]);
        }
    }
    credit
}

/// Everything bought in the tree of each root, 0 for everybody else: the sum is the total, each sale once.
pub fn root_credit(forest: &Forest, amounts: &[i64]) -> Vec<i64> {
    let mut totals = subtree_totals(forest, amounts);
    for (total, parent) in totals.iter_mut().zip(forest.parents()) {
        if parent.is_some() {
            *total = 0;
        }
    }
    totals
}

/// `alpha` to the power of the distance, of every sale below each person. Credits need not add up to the sales.
pub fn geometric_credit(forest: &Forest, amounts: &[i64], alpha: f64) -> Vec<f64> {
    let amounts = padded(forest, amounts);
    let mut credit = vec![0.0; forest.len()];
    for &person in forest.top_down().iter().rev() {
        if let Some(parent) = forest.parents()[person as usize] {
            credit[parent as usize] += alpha * (amounts[person as usize] as f64 + credit[person as usize]);
        }
    }
    credit
}

/// Every sale split equally over all who led to the buyer. Credits add up to the sales of those who have a referrer.
pub fn linear_credit(forest: &Forest, amounts: &[i64]) -> Vec<f64> {
    let amounts = padded(forest, amounts);
    let mut below = vec![0.0; forest.len()];
    for &person in forest.top_down().iter().rev() {
        if let Some(parent) = forest.parents()[person as usize] {
            let ancestors = f64::from(forest.generations()[person as usize]);
            below[parent as usize] += amounts[person as usize] as f64 / ancestors + below[person as usize];
        }
    }
    below
}

fn padded(forest: &Forest, amounts: &[i64]) -> Vec<i64> {
    let mut amounts = amounts.to_vec();
    amounts.resize(forest.len(), 0);
    amounts
}
