//! The closed ring of a period.

use super::Source;
use crate::analytics::funnel::{RingStage, SETTLED_AFTER};
use crate::charts::{Figure, RingChart, RingMark, format};

/// True where at least one stage could be counted.
pub fn has_anything(source: &Source<'_>) -> bool {
    source.panels.funnel.ring.stages.iter().any(|stage| stage.count.is_some())
}

/// New, stayed, paid, renewed, brought others, and who of the new was brought.
pub fn ring(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = &source.panels.funnel.ring;
    let mark = |stage: &crate::analytics::funnel::RingCount| {
        let (name, meaning) = match stage.stage {
            RingStage::Acquire => ("ring.acquire", "ring.acquire_of"),
            RingStage::Retain => ("ring.retain", "ring.retain_of"),
            RingStage::Pay => ("ring.pay", "ring.pay_of"),
            RingStage::Renew => ("ring.renew", "ring.renew_of"),
            RingStage::Refer => ("ring.refer", "ring.refer_of"),
        };
        let (went_on, stopped) = match &stage.passage {
            Some(passage) => (passage.went_on.clone(), passage.stopped()),
            None => (Vec::new(), Vec::new()),
        };
        RingMark {
            name: lang.t(name).to_owned(),
            count: stage.count,
            members: stage.people.clone().unwrap_or_default(),
            rate: stage.rate,
            meaning: lang.tf(meaning, &[("days", &SETTLED_AFTER)]),
            went_on,
            stopped,
        }
    };
    let other = |key: &str, people: &[u32]| {
        (lang.tf(key, &[("n", &format::count(people.len() as u64))]), people.to_vec())
    };
    let origin = &found.origin;
    let chart = RingChart {
        stages: found.stages.iter().map(mark).collect(),
        present: found.present.clone(),
        others: vec![
            other("ring.otherwise", &origin.otherwise),
            other("ring.unknown_origin", &origin.unknown),
        ],
    };
    let note = lang.t("ring.note").to_owned();
    source.figure("funnel.ring", lang.t("figure.ring").to_owned(), note, Box::new(chart))
}
