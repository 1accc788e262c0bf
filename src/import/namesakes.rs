//! People who go by another name in another export: WhatsApp calls people what the exporter's address book does.

use std::collections::HashMap;

use super::known::Facts;

/// Messages that must agree before two names are taken for one person's.
pub const FEWEST: u32 = 5;
/// Shortest body that is no coincidence, in characters.
const SHORTEST: u32 = 4;
const MINUTE: i64 = 60_000;

/// For each person of a file whose messages stand in the project under another: that other. At least five messages, and
/// four in five of all within the time of the project, must say the same in the same minute. `theirs` are the entries
/// of the file that the project lacks, `ours` its own of the same groups.
pub fn others(theirs: &[Facts], ours: impl Iterator<Item = Facts>) -> HashMap<u32, u32> {
    let told = |entry: &Facts| entry.text != 0 && entry.chars >= SHORTEST;
    let key = |entry: &Facts| (entry.group, entry.at.div_euclid(MINUTE), entry.text);
    let mut wanted: HashMap<(u32, i64, u64), Option<u32>> =
        theirs.iter().filter(|entry| told(entry)).map(|entry| (key(entry), None)).collect();
    for entry in ours.filter(told) {
        if let Some(person) = wanted.get_mut(&key(&entry)) {
            *person = Some(entry.person);
        }
    }
    let mut said: HashMap<u32, u32> = HashMap::new();
    let mut agree: HashMap<(u32, u32), u32> = HashMap::new();
    for entry in theirs.iter().filter(|entry| told(entry)) {
        *said.entry(entry.person).or_default() += 1;
        if let Some(Some(other)) = wanted.get(&key(entry)) {
            *agree.entry((entry.person, *other)).or_default() += 1;
        }
    }
    let enough = |&(&(person, other), &count): &(&(u32, u32), &u32)| {
        person != other && count >= FEWEST && count * 5 >= said.get(&person).copied().unwrap_or(0) * 4
    };
    agree.iter().filter(enough).map(|(&pair, _)| pair).collect()
}
