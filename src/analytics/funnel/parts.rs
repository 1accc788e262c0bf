//! A funnel divided by where its people come from.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike as _;

use super::panel::sound_query;
use super::stream::NO_GROUP;
use super::{Attribution, FactStream, Outcome, QueryError, Route, Walker, breakdown};
use crate::analytics::{Input, Scope};
use crate::model::{Funnel, Tier};

/// What a funnel is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// How people came, as the member list says.
    Source,
    /// The group of their events; which of several counts is a choice.
    Group(Attribution),
    /// Who brought them, as the member list says.
    Inviter,
    /// The declared tier.
    Tier,
    /// The month of the first join on record.
    Cohort,
}

/// Name of a part; the unknown one is that of the default value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKey {
    /// Empty for people without a source.
    Source(String),
    Group(Option<u32>),
    Inviter(Option<u32>),
    Tier(Option<Tier>),
    /// Year and month.
    Cohort(Option<(i32, u32)>),
}

/// The people of one part.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub key: PartKey,
    /// Member codes of who reached each step, ascending; of an optional one, who did it.
    pub reached: Vec<Vec<u32>>,
}

/// The funnel by parts, the largest first. Everybody is in one part, so that parts add up to the funnel, except by
/// [`Attribution::AllEvents`] (in the part of each group whose events alone carry them), and by [`Attribution::Step`]
/// (counted over the required steps; who never reached the step is in none).
///
/// # Errors
/// When the definition of the funnel is not sound.
pub fn parts(input: Input<'_>, scope: &Scope, funnel: &Funnel, by: By) -> Result<Vec<Part>, QueryError> {
    let query = sound_query(funnel)?;
    let stream = FactStream::gather_for(input, scope, std::slice::from_ref(funnel));
    let hits = stream.hits_of(funnel);
    let mut walker = Walker::new(&query);
    let mut found: BTreeMap<PartKey, Vec<Vec<u32>>> = BTreeMap::new();
    let route = Route::of(funnel);
    let mut put = |key: PartKey, member: u32, steps: usize, done: &[Option<u32>]| {
        let reached = found.entry(key).or_insert_with(|| vec![Vec::new(); funnel.steps.len()]);
        let required = route.required().iter().take(steps).copied();
        let optional = route.optional().zip(done).filter(|(_, event)| event.is_some()).map(|(step, _)| step);
        for step in required.chain(optional) {
            reached[step].push(member);
        }
    };
    let cohorts = if by == By::Cohort { cohorts(input) } else { HashMap::new() };
    for (member, hits, groups) in hits.with_groups() {
        if let By::Group(attribution) = by {
            // The default stands for people none of whose events names a group.
            let values: Vec<u32> = groups.iter().map(|&group| group.wrapping_add(1)).collect();
            let unnamed = NO_GROUP.wrapping_add(1);
            for (value, path) in breakdown(&mut walker, hits, &values, attribution, |value| *value == unnamed)
            {
                let alone = attribution == Attribution::AllEvents;
                let counts = |event: u32| !alone || values.get(event as usize) == Some(&value);
                let done = query.optional_events(hits, &path, counts);
                put(PartKey::Group(value.checked_sub(1)), member, path.len(), &done);
            }
            continue;
        }
        let Outcome::Reached(path) = walker.best(hits) else { continue };
        let known = input.project.members.get(member as usize);
        let key = match by {
            By::Source => PartKey::Source(known.and_then(|known| known.source.clone()).unwrap_or_default()),
            By::Inviter => {
                let inviter = known.and_then(|known| known.inviter.as_ref());
                PartKey::Inviter(inviter.and_then(|inviter| input.activity.members.find(inviter)))
            }
            By::Tier => PartKey::Tier(known.and_then(|known| known.tier)),
            By::Cohort | By::Group(_) => PartKey::Cohort(cohorts.get(&member).copied()),
        };
        put(key, member, path.len(), &query.optional_events(hits, path, |_| true));
    }
    let mut parts: Vec<Part> = found.into_iter().map(|(key, reached)| Part { key, reached }).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.reached.first().map_or(0, Vec::len)));
    Ok(parts)
}

/// Year and month in which each member first joined, where a stay says so.
fn cohorts(input: Input<'_>) -> HashMap<u32, (i32, u32)> {
    let mut first = HashMap::new();
    for stay in input.project.memberships.iter() {
        if let (Some(member), Some(joined)) = (input.activity.members.find(&stay.member), stay.joined) {
            let month = (joined.year(), joined.month());
            first.entry(member).and_modify(|known| *known = month.min(*known)).or_insert(month);
        }
    }
    first
}
