//! Funnels over what people send: every line of the log, by kind, to the millisecond.

use rayon::prelude::*;

use super::{Hit, Outcome, Query, Tally, Walker};
use crate::analytics::engagement::local_midnight;
use crate::analytics::{Input, Scope};
use crate::model::{MessageKind, StepOrder};

/// Lines looked at before the rest of a member's: most people who pass a funnel do it early.
const FIRST: usize = 256;

/// Lays a funnel whose every step is a kind of message over the lines of each person, in the groups and days of a scope.
///
/// The same as [`super::tally`] over the facts of the same lines, without making them first. `end` is the first instant
/// past what was observed. Strict funnels and optional steps look at what lies between, too, and are not for this.
pub fn tally_sent(input: Input<'_>, scope: &Scope, query: &Query, kinds: &[MessageKind], end: i64) -> Tally {
    debug_assert!(query.order() != StepOrder::Strict && query.optional().is_empty());
    let mut masks = [0_u64; MessageKind::ALL.len()];
    for (step, &kind) in kinds.iter().enumerate().take(super::MAX_STEPS) {
        masks[kind as usize] |= 1 << step;
    }
    let mut inside = vec![false; input.activity.groups.len()];
    for &group in &scope.groups {
        if let Some(inside) = inside.get_mut(group as usize) {
            *inside = true;
        }
    }
    let zone = input.project.time_zone;
    let days = local_midnight(zone, scope.from)..local_midnight(zone, scope.to.saturating_add(1));
    let members: Vec<u32> = (0..input.activity.members.len() as u32).collect();
    let part = |members: &[u32]| {
        let mut tally = Tally::nobody(query);
        let mut walker = Walker::new(query);
        let mut hits: Vec<Hit> = Vec::new();
        for &member in members.iter().filter(|member| input.counts(**member)) {
            let lines = input
                .activity
                .timeline
                .of(member)
                .filter(|line| masks[line.kind as usize] != 0 && days.contains(&line.at))
                .filter(|line| inside.get(line.group as usize).copied().unwrap_or(false))
                .map(|line| Hit { at: line.at, steps: masks[line.kind as usize], exclusions: 0 });
            let mut lines = lines.peekable();
            hits.clear();
            hits.extend(lines.by_ref().take(FIRST));
            let Some(&Hit { at, .. }) = hits.last() else { continue };
            // An instant is looked at as a whole.
            while let Some(hit) = lines.next_if(|hit| hit.at == at) {
                hits.push(hit);
            }
            hits.dedup();
            let passed = |outcome: Outcome<'_>| matches!(outcome, Outcome::Reached(path) if path.len() == query.steps());
            if lines.peek().is_some() && !passed(walker.best(&hits)) {
                hits.extend(lines);
                hits.dedup();
            }
            if let Outcome::Reached(path) = walker.best(&hits) {
                let mut before = None;
                for (step, &event) in tally.steps.iter_mut().zip(path) {
                    let at = hits[event as usize].at;
                    step.reached.push(member);
                    step.times.extend(before.map(|before| at - before));
                    before = Some(at);
                }
            }
            if walker.still_open(end) {
                tally.still_open.push(member);
            }
        }
        tally
    };
    let parts: Vec<Tally> = members.par_chunks(512).map(part).collect();
    let mut all = Tally::nobody(query);
    parts.into_iter().for_each(|part| all.append(part));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::activity::{Activity, day};
    use crate::analytics::funnel::{FactStream, tally};
    use crate::log::LogBuilder;
    use crate::model::{Member, MemberKind, Message, Project, Timestamp};

    const EVENTS: [&str; 4] = ["sent_text", "sent_image", "sent_text", "sent_red_packet"];

    fn kind(drawn: u8) -> MessageKind {
        match drawn {
            0..20 => MessageKind::Text,
            20..30 => MessageKind::Image,
            30..32 => MessageKind::RedPacket,
            32..36 => MessageKind::System,
            _ => MessageKind::Voice,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn lines_pass_as_their_facts_do(
            lines in proptest::collection::vec((0_i64..40_000, 0_u8..3, 0_u8..3, 0_u8..45), 0..900),
            steps in 1_usize..5,
            free in any::<bool>(),
            hours in 0_u32..200,
            groups in prop_oneof![Just(vec![0]), Just(vec![0, 1, 2])],
        ) {
            let start = Timestamp::parse("2026-10-01T00:00:00+08:00").unwrap().0;
            let bot = Member { id: "m2".into(), kind: MemberKind::Bot, ..Member::default() };
            let project = Project { members: vec![bot].into(), ..Project::default() };
            let mut log = LogBuilder::default();
            for (id, (minute, group, member, drawn)) in (0..).zip(lines) {
                log.push(&Message {
                    id,
                    at: Timestamp(start + minute * 60_000),
                    group: format!("g{group}").as_str().into(),
                    member: format!("m{member}").as_str().into(),
                    kind: kind(drawn),
                    chars: Some(1),
                    reply_to: None,
                    mentions: Vec::new(),
                    text: None,
                });
            }
            let activity = Activity::build(&project, &log.finish());
            let input = Input { project: &project, activity: &activity };
            let date = |text: &str| day(text.parse().unwrap());
            let scope = Scope { from: date("2026-10-02"), to: date("2026-10-25"), groups };
            let order = if free { StepOrder::Unordered } else { StepOrder::Ordered };
            let query = Query::new(steps, order, f64::from(hours) * 3600.0, Vec::new()).unwrap();
            let end = local_midnight(project.time_zone, scope.to + 1);
            let events = EVENTS.iter().copied().take(steps);
            let kinds: Vec<_> = events.clone().filter_map(MessageKind::of_event).collect();
            let stream = FactStream::gather(input, &scope, events.clone());
            let facts = tally(&query, stream.hits(events, false).people(), end);
            prop_assert_eq!(tally_sent(input, &scope, &query, &kinds, end), facts);
        }
    }

    #[test]
    fn events_of_kinds_have_names_and_system_lines_none() {
        assert_eq!(MessageKind::of_event("sent_red_packet"), Some(MessageKind::RedPacket));
        assert_eq!(MessageKind::of_event("sent_system"), None);
        assert_eq!(MessageKind::of_event("red_packet"), None);
    }
}
