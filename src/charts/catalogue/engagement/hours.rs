//! Weekday by hour: messages, people, and the staff's own hours.

use super::super::{Source, source_word};
use crate::analytics::Rate;
use crate::analytics::engagement::off_hours;
use crate::charts::{Figure, HeatMap, format};

/// Messages by weekday and hour.
pub(super) fn messages(source: &Source<'_>) -> Figure {
    let mut cells = [[None; 24]; 7];
    for (row, hours) in cells.iter_mut().zip(&source.panels.engagement.heatmap) {
        *row = *hours;
    }
    let chart = HeatMap { cells, cell_key: "heat.cell", framed: None };
    let note = source.lang.tf("figure.heatmap_note", &[("zone", &source.input.project.time_zone.name())]);
    let title = source.lang.t("figure.heatmap").to_owned();
    source.figure("engagement.heatmap", title, note, Box::new(chart))
}

/// Distinct people by weekday and hour. `None` where the hours were not counted.
pub(super) fn people(source: &Source<'_>) -> Option<Figure> {
    let chart = HeatMap { cells: source.hours?.people, cell_key: "heat.people", framed: None };
    let zone = source.input.project.time_zone.name();
    let note = source.lang.tf("figure.heatmap_people_note", &[("zone", &zone)]);
    let title = source.lang.t("figure.heatmap_people").to_owned();
    Some(source.figure("engagement.heatmap.people", title, note, Box::new(chart)))
}

/// Messages by staff, the working hours in a frame, and the share that lies outside. `None` where the hours were not
/// counted.
pub(super) fn staff(source: &Source<'_>) -> Option<Figure> {
    let (lang, cells) = (source.lang, source.hours?.staff);
    let limits = &source.input.project.thresholds;
    let (from, to) = limits.work_hours.value;
    let share: Rate = off_hours(&cells, (from, to));
    let note = if share.denominator == 0 {
        lang.t("figure.heatmap_staff_none").to_owned()
    } else {
        let limit = &limits.off_hours;
        let over = share.value.is_some_and(|share| share > limit.value);
        let verdict = if over { lang.t("off_hours.over") } else { lang.t("off_hours.within") };
        let values: [(&str, &dyn std::fmt::Display); 9] = [
            ("share", &format::percent(share.value)),
            ("fraction", &format::fraction(&share)),
            ("verdict", &verdict),
            ("limit", &format::percent_whole(Some(limit.value))),
            ("limit_source", &source_word(&limit.source, lang)),
            ("from", &from),
            ("to", &to),
            ("source", &source_word(&limits.work_hours.source, lang)),
            ("zone", &source.input.project.time_zone.name()),
        ];
        lang.tf("figure.heatmap_staff_note", &values)
    };
    let chart = HeatMap { cells, cell_key: "heat.staff", framed: Some((from, to)) };
    let title = lang.t("figure.heatmap_staff").to_owned();
    Some(source.figure("engagement.heatmap.staff", title, note, Box::new(chart)))
}
