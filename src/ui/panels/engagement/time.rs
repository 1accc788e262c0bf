//! Messages and speakers over time, held against another period and against what happened.

use egui::Ui;

use super::super::super::{Cx, widgets};
use super::{Grain, choose, full};
use crate::activity::day;
use crate::analytics::engagement::Engagement;
use crate::app::{Analysis, Command, Dialog};
use crate::charts::{Tone, format};

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    numbers(ui, cx, analysis);
    compared(ui, cx, analysis);
    let mut grain = cx.local.engagement.grain;
    let choices = [
        (Grain::Hour, "grain.hour"),
        (Grain::Day, "grain.day"),
        (Grain::Week, "grain.week"),
        (Grain::Month, "grain.month"),
    ];
    choose(ui, cx, "grain.label", &mut grain, &choices);
    cx.local.engagement.grain = grain;
    widgets::gap(ui);
    let (speakers, messages) = match grain {
        Grain::Hour => ("engagement.speakers.hour", "engagement.messages.hour"),
        Grain::Day => ("engagement.daily", "engagement.messages"),
        Grain::Week => ("engagement.speakers.week", "engagement.messages.week"),
        Grain::Month => ("engagement.speakers.month", "engagement.messages.month"),
    };
    full(ui, cx, speakers);
    full(ui, cx, messages);
    full(ui, cx, "engagement.trailing");
    full(ui, cx, "engagement.stickiness");
    full(ui, cx, "engagement.occasions");
    full(ui, cx, "engagement.cadence");
}

/// Which periods are held against each other, in words.
fn compared(ui: &mut Ui, cx: &Cx<'_>, analysis: &Analysis) {
    let words = |scope: &crate::analytics::Scope| {
        let (from, to) = scope.dates();
        format::period(from, to, cx.lang)
    };
    let text = match &analysis.compared {
        Some(before) => {
            cx.lang.tf("time.compared", &[("now", &words(&analysis.scope)), ("before", &words(before))])
        }
        None => cx.lang.tf("time.alone", &[("now", &words(&analysis.scope))]),
    };
    widgets::secondary(ui, cx, &text);
}

/// A number of the results as it is shown.
type Shown<'a> = &'a dyn Fn(&Engagement) -> String;

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let engagement = &analysis.panels.engagement;
    let before = analysis.before.as_ref().map(|panels| &panels.engagement);
    let until = engagement
        .as_of
        .map_or(String::new(), |date| cx.lang.tf("kpi.until", &[("date", &format::date(date))]));
    let count = |value: Option<u32>| {
        value.map_or(format::UNKNOWN.to_owned(), |value| format::count(u64::from(value)))
    };
    let mean = |value: Option<f64>| value.map_or(format::UNKNOWN.to_owned(), |value| format!("{value:.1}"));
    let was = |cx: &Cx<'_>, of: Shown<'_>| {
        let before = before.filter(|before| before.as_of.is_some())?;
        Some(cx.lang.tf("kpi.was", &[("value", &of(before))]))
    };
    widgets::row(ui, "engagement.numbers", [1.0; 6], |index, ui, least| {
        let speaking = &analysis.panels.overview.speaking;
        let (label, value, detail, of): (_, _, _, Option<Shown<'_>>) = match index {
            0 => ("kpi.dau", mean(engagement.dau), "kpi.dau_detail", Some(&|one| mean(one.dau))),
            1 => ("kpi.wau", count(engagement.wau), "kpi.wau_detail", Some(&|one| count(one.wau))),
            2 => ("kpi.mau", count(engagement.mau), "kpi.mau_detail", Some(&|one| count(one.mau))),
            3 => {
                ("kpi.mau_30", count(engagement.mau_30), "kpi.mau_30_detail", Some(&|one| count(one.mau_30)))
            }
            4 => (
                "kpi.stickiness",
                format::percent(engagement.stickiness),
                "kpi.stickiness_detail",
                Some(&|one| format::percent(one.stickiness)),
            ),
            _ => ("kpi.speaking_rate", format::percent(speaking.value), "", None),
        };
        // The people that a number counts; a mean over 28 days rests on those of the 28 days.
        let (window, people) = match index {
            1 => (7, "kpi.wau_detail"),
            3 => (30, "kpi.mau_30_detail"),
            _ => (28, "kpi.mau_detail"),
        };
        let (detail, target, open) = match of {
            Some(of) => {
                let open = engagement.as_of.map(day).map(|last| {
                    let members = analysis.panels.days.between(last - window + 1, last).iter().collect();
                    Command::ShowDialog(Dialog::People { title: cx.t(people).to_owned(), members })
                });
                (cx.t(detail).to_owned(), was(cx, of).unwrap_or_else(|| until.clone()), open)
            }
            None => {
                let title = cx.t("kpi.speakers").to_owned();
                let members = analysis.panels.overview.speakers.clone();
                let open = Command::ShowDialog(Dialog::People { title, members });
                (format::fraction(speaking), band(cx, analysis), Some(open))
            }
        };
        let number = widgets::KeyNumber {
            label: cx.t(label),
            value,
            detail: (detail, Tone::Neutral),
            target,
            open,
            detail_open: None,
        };
        number.show(ui, cx, least)
    });
}

/// The band that the speaking rate is held against.
fn band(cx: &Cx<'_>, analysis: &Analysis) -> String {
    let band = match analysis.scope.groups.as_slice() {
        [one] => analysis.input().active_band(*one),
        _ => &analysis.project.thresholds.active_rate,
    };
    let source = crate::charts::catalogue::source_word(&band.source, cx.lang);
    cx.lang.tf("band.label", &[("share", &format::percent_whole(Some(band.value.0))), ("source", &source)])
}
