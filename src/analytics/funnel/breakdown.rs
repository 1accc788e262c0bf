//! Which group of a breakdown (a channel, a source) a person belongs to.

use super::{Hit, Outcome, Query, Walker};

/// Which of a person's funnel events says where they came from. Names as in PostHog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attribution {
    /// The first event that names a value.
    #[default]
    FirstTouch,
    /// The last event that names a value.
    LastTouch,
    /// The event that served this step (counted from 0), named or not; who never reached it is in no group.
    Step(usize),
    /// Every event for itself: each value is a funnel of the events that carry it, and people can be in several.
    AllEvents,
}

/// The values of a person's groups and the events (positions in `hits`) that served the steps they reached there.
///
/// `values[i]` belongs to `hits[i]`; a value is empty when `is_empty` says so, and `V::default()` stands for people
/// none of whose events names one. Who never entered, or met an exclusion, is in no group.
pub fn breakdown<V: Clone + Default + Ord>(
    walker: &mut Walker<'_>,
    hits: &[Hit],
    values: &[V],
    attribution: Attribution,
    is_empty: impl Fn(&V) -> bool,
) -> Vec<(V, Vec<u32>)> {
    if attribution == Attribution::AllEvents {
        return by_value(walker, hits, values);
    }
    let Outcome::Reached(path) = walker.best(hits) else { return Vec::new() };
    let path = path.to_vec();
    let mut named = hits
        .iter()
        .zip(values)
        .filter(|(hit, value)| hit.steps != 0 && !is_empty(value))
        .map(|(_, value)| value);
    let value = match attribution {
        Attribution::LastTouch => named.last().cloned().unwrap_or_default(),
        Attribution::Step(step) => match path.get(step).and_then(|&event| values.get(event as usize)) {
            Some(value) => value.clone(),
            None => return Vec::new(),
        },
        Attribution::FirstTouch | Attribution::AllEvents => named.next().cloned().unwrap_or_default(),
    };
    vec![(value, path)]
}

fn by_value<V: Clone + Ord>(walker: &mut Walker<'_>, hits: &[Hit], values: &[V]) -> Vec<(V, Vec<u32>)> {
    let mut distinct: Vec<&V> =
        hits.iter().zip(values).filter(|(hit, _)| hit.steps != 0).map(|(_, v)| v).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut groups = Vec::new();
    for value in distinct {
        let own: Vec<u32> =
            (0..hits.len() as u32).filter(|&hit| values.get(hit as usize) == Some(value)).collect();
        let kept: Vec<Hit> = own.iter().map(|&hit| hits[hit as usize]).collect();
        if let Outcome::Reached(path) = walker.best(&kept) {
            groups.push((value.clone(), path.iter().map(|&event| own[event as usize]).collect()));
        }
    }
    groups
}

/// Counts of each step by group, groups ascending: the sum over people of [`breakdown`].
///
/// For all but [`Attribution::AllEvents`] the groups add up to the funnel (to its count at the step, for
/// [`Attribution::Step`]).
pub fn breakdown_counts<'h, V: Clone + Default + Ord + 'h>(
    query: &Query,
    people: impl IntoIterator<Item = (&'h [Hit], &'h [V])>,
    attribution: Attribution,
    is_empty: impl Fn(&V) -> bool,
) -> Vec<(V, Vec<u32>)> {
    let mut walker = Walker::new(query);
    let mut groups = std::collections::BTreeMap::<V, Vec<u32>>::new();
    for (hits, values) in people {
        for (value, path) in breakdown(&mut walker, hits, values, attribution, &is_empty) {
            let counts = groups.entry(value).or_insert_with(|| vec![0; query.steps()]);
            counts.iter_mut().zip(path).for_each(|(count, _)| *count += 1);
        }
    }
    groups.into_iter().collect()
}
