//! The rota by months, as a calendar hangs on a wall.

use chrono::{Datelike as _, Months, NaiveDate};
use egui::Ui;

use super::super::super::{Cx, widgets};
use super::{Looked, today};
use crate::app::{Analysis, Command, Edit, FigureKey, RotaChange};
use crate::charts::catalogue;
use crate::model::{PublicHolidays, Rota};

/// Weeks looked at for public holidays, and weeks named.
const MOST_WEEKS: u32 = 520;
const MOST_NAMED: usize = 12;

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
    keeping(ui, cx, analysis, looked);
    let holidays: Vec<String> = (looked.rota.closed.iter())
        .map(|closed| {
            let days = crate::charts::format::period(closed.from, closed.to, cx.lang);
            if closed.name.is_empty() { days } else { format!("{} {days}", closed.name) }
        })
        .chain(public_weeks(cx, looked.rota))
        .collect();
    if !holidays.is_empty() {
        let list = holidays.join(cx.t("sentence.joiner"));
        small(ui, cx, &cx.lang.tf("month.holidays", &[("list", &list)]));
    }
}

fn small(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let text =
        egui::RichText::new(text).size(crate::charts::theme::size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(text).wrap());
}

/// The box that closes weeks on public holidays. From the day after the data on: what was served was served.
fn keeping(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>) {
    let mut keeps = looked.rota.public_holidays.is_some();
    let response = ui.checkbox(&mut keeps, cx.t("month.keep_public"));
    if response.on_hover_text(cx.t("month.keep_public_hint")).changed() {
        let tomorrow = crate::activity::date(today(analysis)).succ_opt();
        let since = tomorrow.filter(|tomorrow| *tomorrow > looked.rota.start);
        let holidays = keeps.then(|| PublicHolidays { since, ..PublicHolidays::default() });
        let change = RotaChange::KeepHolidays(holidays);
        cx.send(Command::Edit(Edit::ChangeRota { rota: looked.number, change }));
    }
}

/// Weeks that public holidays close, as words.
fn public_weeks(cx: &Cx<'_>, rota: &Rota) -> Vec<String> {
    if rota.public_holidays.is_none() {
        return Vec::new();
    }
    let closed = |week: u32| rota.closed_by(week).filter(|closing| closing.festival.is_some());
    let words = |week: u32| {
        let (from, to) = rota.week_days(week);
        let name = catalogue::closing_words(&closed(week)?, cx.lang);
        Some(format!("{name} {}", crate::charts::format::period(from, to, cx.lang)))
    };
    (0..rota.weeks.min(MOST_WEEKS)).filter_map(words).take(MOST_NAMED).collect()
}
