//! The rota by months, as a calendar hangs on a wall.

use chrono::{Datelike as _, Months, NaiveDate};
use egui::Ui;

use super::super::super::{Cx, widgets};
use super::{Looked, today};
use crate::app::{Analysis, FigureKey};
use crate::charts::catalogue;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>) {
    let (first, _) = looked.rota.week_days(0);
    let (_, last) = looked.rota.week_days(looked.rota.weeks.saturating_sub(1));
    let month_of = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let (first, last) = (month_of(first), month_of(last.max(first)));
    let now = month_of(crate::activity::date(today(analysis))).clamp(first, last);
    let shown = cx.local.rota.month.unwrap_or(now).clamp(first, last);
    let step = |forward: bool| {
        let one = Months::new(1);
        let next = if forward { shown.checked_add_months(one) } else { shown.checked_sub_months(one) };
        next.filter(|month| (first..=last).contains(month))
    };
    let key = FigureKey::new(catalogue::month_figure(looked.number, shown));
    widgets::figure(ui, cx, key, 0.0, |ui, cx| {
        // From right to left.
        for (key, target) in [
            ("month.next", step(true)),
            ("month.now", Some(now).filter(|now| *now != shown)),
            ("month.before", step(false)),
        ] {
            if ui.add_enabled(target.is_some(), egui::Button::new(cx.t(key))).clicked() {
                cx.local.rota.month = target;
            }
        }
    });
    widgets::gap(ui);
    let holidays: Vec<String> = (looked.rota.closed.iter())
        .map(|closed| {
            let days = crate::charts::format::period(closed.from, closed.to, cx.lang);
            if closed.name.is_empty() { days } else { format!("{} {days}", closed.name) }
        })
        .collect();
    if !holidays.is_empty() {
        let list = holidays.join(cx.t("sentence.joiner"));
        let text = cx.lang.tf("month.holidays", &[("list", &list)]);
        let text =
            egui::RichText::new(text).size(crate::charts::theme::size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(text).wrap());
    }
}
