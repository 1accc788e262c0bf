//! The same messages a constant while earlier or later: an export made in another time zone.

use std::collections::HashMap;

use super::known::Facts;
use crate::model::MessageKind;

/// Zones are at most 26 hours apart; in milliseconds.
pub const MOST: i64 = 26 * 60 * 60_000;
const QUARTER: i64 = 15 * 60_000;
/// Messages that must agree on one difference.
const FEWEST: usize = 8;
/// Shortest body that tells a message from others, in characters; where bodies were not kept, shortest length.
const SHORTEST: (u32, u32) = (4, 16);

/// True when there is enough to compare and hardly anything of it is in the project at its own time.
pub fn worth_asking(theirs: &[Facts], mut is_there: impl FnMut(&Facts) -> bool) -> bool {
    let told: Vec<&Facts> = theirs.iter().filter(|entry| mark(entry).is_some()).collect();
    told.len() >= FEWEST && told.iter().filter(|entry| is_there(entry)).count() * 20 < told.len()
}

/// What to add to the times of `theirs` to make them those of `ours`, in milliseconds: a multiple of a quarter of an
/// hour on which at least eight messages and four in five of all that both tell agree. `None` without such a number.
pub fn between(theirs: &[Facts], ours: &[Facts]) -> Option<i64> {
    let (theirs, ours) = (unique(theirs), unique(ours));
    let mut differences: HashMap<i64, usize> = HashMap::new();
    let mut common = 0;
    for (mark, at) in &theirs {
        let Some(there) = ours.get(mark) else { continue };
        common += 1;
        // One of the two may lack the seconds.
        let minutes = there.div_euclid(60_000) - at.div_euclid(60_000);
        *differences.entry(minutes * 60_000).or_default() += 1;
    }
    let (by, agree) = differences.into_iter().max_by_key(|&(by, count)| (count, by))?;
    let is_zone = by != 0 && by % QUARTER == 0 && by.abs() <= MOST;
    (is_zone && agree >= FEWEST && agree * 5 >= common * 4).then_some(by)
}

/// The warning for it.
pub fn sentence(by: i64) -> String {
    let minutes = by / 60_000;
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let way = if by < 0 { "later" } else { "earlier" };
    format!(
        "the same messages stand {hours}:{rest:02} h {way} here than in the project: the export was made in another \
         time zone; its times were moved to those of the project (--time-zone tells the zone of an export)"
    )
}

type Mark = (u32, bool, u64);

fn mark(entry: &Facts) -> Option<Mark> {
    match entry.kind {
        MessageKind::System => None,
        _ if entry.text != 0 => (entry.chars >= SHORTEST.0).then_some((entry.person, true, entry.text)),
        _ => (entry.chars >= SHORTEST.1).then_some((entry.person, false, u64::from(entry.chars))),
    }
}

/// When each thing was said that was said once.
fn unique(entries: &[Facts]) -> HashMap<Mark, i64> {
    let mut times: HashMap<Mark, Option<i64>> = HashMap::new();
    for entry in entries {
        let Some(mark) = mark(entry) else { continue };
        times.entry(mark).and_modify(|at| *at = None).or_insert(Some(entry.at));
        if entry.text != 0 && entry.chars >= SHORTEST.1 {
            let length = (entry.person, false, u64::from(entry.chars));
            times.entry(length).and_modify(|at| *at = None).or_insert(Some(entry.at));
        }
    }
    times.into_iter().filter_map(|(mark, at)| Some((mark, at?))).collect()
}
