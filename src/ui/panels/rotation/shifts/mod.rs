//! A week of shifts: the grid, the search, what is missing, who carries how much.

mod grid;
mod search;

use std::sync::Arc;

use egui::{RichText, Ui};

use super::super::super::kept::kept;
use super::super::super::{Cx, shift_words, theme, widgets};
use crate::analytics::Input;
use crate::analytics::rotation::{ShiftReadout, read_shifts};
use crate::app::{
    Analysis, Command, Dialog, Edit, FigureKey, ShiftChange, ShiftCommand, ShiftPlace, first_shifts,
    next_shifts,
};
use crate::charts::theme::size;
use crate::charts::{catalogue, format, weekday_words};
use crate::model::{MemberId, ShiftWeek};
use crate::planner::check::WeekViolation;
use crate::schedule::ShiftBoard;

/// Sentences about the week that are shown.
const MOST_WARNINGS: usize = 5;
/// Empty slots that are listed before the list scrolls.
const LIST_HEIGHT: f32 = 260.0;

/// The week looked at, put together once for each state of the document.
#[derive(Clone)]
pub(crate) struct Looked {
    pub number: usize,
    pub week: Arc<ShiftWeek>,
    pub readout: Arc<ShiftReadout>,
    /// `None` for a week too large to be weighed.
    pub board: Option<Arc<ShiftBoard>>,
    /// Of the board's people.
    names: Arc<Vec<String>>,
}

/// The week that the page looks at; `None` without any.
pub(crate) fn looked(ui: &Ui, cx: &Cx<'_>) -> Option<Looked> {
    let loaded = cx.state.loaded.as_ref()?;
    let project = &loaded.document.project;
    let number = loaded.shifts();
    let week = project.shifts.get(number)?;
    let state = (loaded.revision, number, Arc::as_ptr(&loaded.activity) as usize, week.clone());
    kept(
        ui,
        "shifts_looked",
        |of: &(u64, usize, usize, ShiftWeek)| *of == state,
        || {
            let input = Input { project, activity: &loaded.activity };
            let readout = read_shifts(input, week);
            let demand: Vec<_> = readout.cells.iter().map(|cell| cell.demand).collect();
            let board = ShiftBoard::new(project, number, &demand).ok();
            let name = |id: &MemberId| {
                let member = project.member(id).filter(|member| !member.name.is_empty());
                member.map_or_else(|| catalogue::name_of(input, id), |member| member.name.clone())
            };
            let names = board.iter().flat_map(|board| board.people()).map(name).collect();
            let made = Looked {
                number,
                week: Arc::new(week.clone()),
                readout: Arc::new(readout),
                board: board.map(Arc::new),
                names: Arc::new(names),
            };
            (state.clone(), Some(made))
        },
    )
}

impl Looked {
    /// The name of somebody on the board.
    pub fn name(&self, person: usize) -> String {
        self.names.get(person).cloned().unwrap_or_else(|| format::UNKNOWN.to_owned())
    }

    /// A broken rule as a sentence.
    pub fn rule(&self, cx: &Cx<'_>, rule: &WeekViolation) -> String {
        match &self.board {
            Some(board) => shift_words::broken(cx.lang, board, &|person| self.name(person), rule),
            None => format!("{rule:?}"),
        }
    }

    /// Sends a change of this week.
    pub fn change(&self, cx: &mut Cx<'_>, change: ShiftChange) {
        cx.send(Command::Edit(Edit::ChangeShifts { week: self.number, change }));
    }
}

/// The buttons of the view, in the title of the page (from right to left).
pub(super) fn actions(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let weeks = &loaded.document.project.shifts;
    let number = loaded.shifts();
    if let Some(week) = weeks.get(number) {
        if ui.button(cx.t("rotation.ics")).clicked() {
            cx.send(Command::Shifts(ShiftCommand::ChooseCalendar { week: number, member: None }));
        }
        if ui.button(cx.t("shifts.settings")).clicked() {
            cx.local.rota.shifts = None;
            cx.send(Command::ShowDialog(Dialog::ShiftSettings));
        }
        if ui.button(cx.t("shifts.next")).on_hover_text(cx.t("shifts.next_hint")).clicked() {
            let input = Input { project: &loaded.document.project, activity: &loaded.activity };
            let next = next_shifts(week, &read_shifts(input, week), |date| {
                cx.lang.tf("shifts.week_of", &[("date", &date)])
            });
            add(cx, weeks.len(), next);
        }
        if weeks.len() > 1 {
            choose(ui, cx, weeks, number);
        }
    }
}

fn add(cx: &mut Cx<'_>, count: usize, week: ShiftWeek) {
    let change = ShiftChange::Add(Box::new(week));
    cx.send(Command::Edit(Edit::ChangeShifts { week: count, change }));
    cx.send(Command::Shifts(ShiftCommand::Focus(count)));
}

fn choose(ui: &mut Ui, cx: &mut Cx<'_>, weeks: &[ShiftWeek], number: usize) {
    let words = |week: &ShiftWeek| format!("{} · {}", week.name, format::month_day(week.start));
    let choice = egui::ComboBox::from_id_salt("focus_shifts")
        .selected_text(weeks.get(number).map_or(String::new(), words))
        .width(180.0);
    let choice = choice.show_ui(ui, |ui| {
        for (place, week) in weeks.iter().enumerate() {
            if ui.selectable_label(place == number, words(week)).clicked() {
                cx.send(Command::Shifts(ShiftCommand::Focus(place)));
            }
        }
    });
    let label = cx.t("shifts.choose");
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>) {
    let Some(looked) = looked(ui, cx) else {
        nothing(ui, cx);
        return;
    };
    numbers(ui, cx, &looked);
    search::show(ui, cx, &looked);
    grid::show(ui, cx, &looked);
    let figure = FigureKey::new(catalogue::shift_figure("shift_loads", looked.number));
    widgets::row(ui, "shifts.bottom", [1.2, 1.0], |index, ui, least| match index {
        0 => gaps(ui, cx, analysis, &looked, least),
        _ => widgets::figure(ui, cx, figure.clone(), least, |_, _| {}),
    });
}

/// No week yet: what it is, and the button that makes one.
fn nothing(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let project = &loaded.document.project;
    let last = loaded.activity.range.map(|(_, last)| crate::activity::date(last));
    let week = first_shifts(project, last, |date| cx.lang.tf("shifts.week_of", &[("date", &date)]));
    let text = if week.groups.is_empty() { "shifts.none_no_groups" } else { "shifts.none_text" };
    if week.groups.is_empty() {
        widgets::empty(ui, cx, cx.t("shifts.none"), cx.t(text), &[]);
        return;
    }
    let change = ShiftChange::Add(Box::new(week));
    let command = Command::Edit(Edit::ChangeShifts { week: 0, change });
    widgets::empty(ui, cx, cx.t("shifts.none"), cx.t(text), &[(cx.t("shifts.add"), command)]);
}

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, looked: &Looked) {
    let readout = &looked.readout;
    let Some(loaded) = &cx.state.loaded else { return };
    let currency = loaded.document.project.currency.clone();
    widgets::row(ui, "shifts.numbers", [1.0; 4], |index, ui, least| {
        let unknown = || format::UNKNOWN.to_owned();
        let (label, value, detail) = match index {
            0 => (
                "shifts.kpi_cover",
                format!("{} / {}", readout.filled, readout.seats),
                cx.lang.tf("shifts.kpi_cover_detail", &[("n", &readout.distinct_people)]),
            ),
            1 => (
                "shifts.kpi_cost",
                readout.objective.map_or_else(unknown, |cost| cost.to_string()),
                catalogue::shift_status(readout, cx.lang),
            ),
            2 => (
                "shifts.kpi_pay",
                readout.cost.map_or_else(unknown, |pay| format::money(pay, &currency)),
                match readout.budget {
                    Some(budget) => {
                        cx.lang.tf("shifts.kpi_budget", &[("budget", &format::money(budget, &currency))])
                    }
                    None => cx.t("shifts.no_budget").to_owned(),
                },
            ),
            _ => (
                "kpi.balance",
                readout.fairness.balance.map_or_else(unknown, |balance| balance.to_string()),
                cx.lang.tf(
                    "kpi.balance_detail",
                    &[
                        ("gini", &format::ratio(readout.fairness.gini)),
                        ("jain", &format::ratio(readout.fairness.jain)),
                    ],
                ),
            ),
        };
        let target = if index == 3 { cx.t("shifts.balance_rule").to_owned() } else { String::new() };
        widgets::KeyNumber::plain(cx.t(label), value, detail, target).show(ui, cx, least)
    });
}

/// Slots with people missing, and rules that the week breaks.
fn gaps(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: &Looked, least: f32) -> f32 {
    widgets::card(ui, cx, least, |ui, cx| {
        let key = FigureKey::new(catalogue::shift_figure("shift_gaps", looked.number));
        let mut commands = Vec::new();
        widgets::card_head(ui, cx, cx.t("figure.shift_gaps"), |ui| {
            widgets::export_menu(ui, cx, &key, &mut commands);
        });
        cx.commands.append(&mut commands);
        let mut lines: Vec<String> = match &looked.board {
            Some(board) => board.broken().iter().map(|rule| looked.rule(cx, rule)).collect(),
            None => vec![cx.t("shifts.too_large").to_owned()],
        };
        if looked.week.people.is_empty() {
            lines.push(cx.t("shifts.no_people").to_owned());
        }
        let more = lines.len().saturating_sub(MOST_WARNINGS);
        lines.truncate(MOST_WARNINGS);
        if more > 0 {
            lines.push(cx.lang.tf("plan.more", &[("n", &more)]));
        }
        for line in lines {
            let text = RichText::new(format!("⚠ {line}")).size(size::SECONDARY).color(cx.theme.warning);
            ui.add(egui::Label::new(text).wrap());
        }
        let gaps = &looked.readout.uncovered;
        if gaps.is_empty() {
            let key = if looked.week.groups.is_empty() { "shifts.no_groups" } else { "shifts.all_covered" };
            widgets::secondary(ui, cx, cx.t(key));
            return;
        }
        let height = ui.spacing().interact_size.y;
        let rows = egui::ScrollArea::vertical().id_salt("shift_gaps").max_height(LIST_HEIGHT);
        rows.auto_shrink([false, true]).show_rows(ui, height, gaps.len(), |ui, shown| {
            for gap in gaps.get(shown).unwrap_or_default() {
                ui.horizontal(|ui| {
                    let group = catalogue::group_of(analysis.input(), &gap.group);
                    let text = cx.lang.tf(
                        "shifts.gap",
                        &[
                            ("day", &weekday_words(gap.day, cx.lang)),
                            ("date", &format::month_day(gap.day)),
                            ("slot", &gap.slot),
                            ("group", &group),
                            ("n", &gap.missing),
                            ("heat", &gap.heat),
                        ],
                    );
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        if ui.add(theme::quiet(cx.theme.accent, cx.t("shifts.see_why"))).clicked() {
                            let (day, slot) = gap.at;
                            let place = ShiftPlace { day, slot, group: gap.group.clone() };
                            cx.send(Command::ShowDialog(Dialog::ShiftSlot(place)));
                        }
                        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                            ui.add(egui::Label::new(RichText::new(text).color(cx.theme.text)).truncate());
                        });
                    });
                });
            }
        });
    })
}
