//! Rotation: who serves which week, whether it is fair, what it earns and what it brings.

mod board;
mod calendar;
mod month;
mod requests;
mod rewards;
mod shifts;
mod turns;
mod year;

pub(crate) use board::{Kept, board};
pub(crate) use requests::one as request;
pub(crate) use shifts::{Looked as LookedShifts, looked as looked_shifts};

use chrono::NaiveDate;
use egui::Ui;

use super::super::dialogs::ShiftDraft;
use super::super::{Cx, theme, widgets};
use crate::analytics::rotation::RotaReadout;
use crate::app::{Analysis, Command, Dialog, Need, Page, View};
use crate::model::{Incentive, MemberId, Rota};

/// What was chosen and typed on the page.
pub struct RotaDraft {
    /// The month shown; the one of the last day of the data until another is chosen.
    month: Option<NaiveDate>,
    /// The person shown; whoever is on duty next until another is chosen.
    person: Option<MemberId>,
    /// A plan of rewards that is being tried, and the rota it is for.
    incentive: Option<(usize, Incentive)>,
    /// A note for a request, and the name of a holiday.
    pub(crate) note: String,
    pub(crate) holiday: String,
    /// Settings of a week of shifts that are not kept yet.
    pub(crate) shifts: Option<Box<ShiftDraft>>,
    /// Decides between equally good weeks of shifts.
    seed: u32,
}

impl Default for RotaDraft {
    fn default() -> Self {
        Self {
            month: None,
            person: None,
            incentive: None,
            note: String::new(),
            holiday: String::new(),
            shifts: None,
            seed: 1,
        }
    }
}

/// The rota looked at.
#[derive(Clone, Copy)]
struct Looked<'a> {
    /// Its position.
    number: usize,
    /// As the document has it now.
    rota: &'a Rota,
    /// As the last results have it.
    readout: &'a RotaReadout,
}

/// Draws the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let state = cx.state;
    let undo = state.loaded.as_ref().and_then(|loaded| loaded.history.last()).map(|edit| edit.label(cx.lang));
    let rotas = state.loaded.as_ref().map_or(&[][..], |loaded| &loaded.document.project.rotas);
    let number = state.loaded.as_ref().map_or(0, |loaded| loaded.rota());
    let has_rota = !rotas.is_empty();
    let weekly = state.view(Page::Rotation) == Some(View::Shifts);
    widgets::page_title(ui, cx.t("page.rotation"), |ui| {
        if weekly {
            shifts::actions(ui, cx);
        } else if has_rota && ui.add(theme::primary(cx.theme, cx.t("plan.open"))).clicked() {
            cx.send(Command::ShowDialog(Dialog::Plan));
        }
        if has_rota && !weekly && ui.button(cx.t("rotation.ics")).clicked() {
            cx.send(Command::ChooseCalendar { rota: number, member: None });
        }
        if let Some(what) = undo
            && ui.button(cx.lang.tf("menu.undo", &[("what", &what)])).clicked()
        {
            cx.send(Command::Undo);
        }
        if rotas.len() > 1 && !weekly {
            choose_rota(ui, cx, rotas, number);
        }
    });
    let Some(analysis) = super::results(ui, cx, Need::Quick) else { return };
    if weekly {
        widgets::tabs(ui, cx, Page::Rotation);
        shifts::show(ui, cx, &analysis);
        return;
    }
    let Some(rota) = rotas.get(number) else {
        widgets::tabs(ui, cx, Page::Rotation);
        widgets::empty(ui, cx, cx.t("empty.no_rota"), cx.t("empty.no_rota_text"), &[]);
        return;
    };
    // A rota that has just come is read out a moment later.
    let Some(readout) = analysis.panels.rotation.rotas.get(number) else {
        widgets::secondary(ui, cx, cx.t("chart.building"));
        return;
    };
    widgets::tabs(ui, cx, Page::Rotation);
    let looked = Looked { number, rota, readout };
    match state.view(Page::Rotation).unwrap_or(View::Year) {
        View::Month => month::show(ui, cx, &analysis, looked),
        View::Turns => turns::show(ui, cx, &analysis, looked),
        View::Rewards => rewards::show(ui, cx, &analysis, looked),
        _ => year::show(ui, cx, &analysis, looked),
    }
}

fn choose_rota(ui: &mut Ui, cx: &mut Cx<'_>, rotas: &[Rota], number: usize) {
    let name = |rota: &Rota| rota.name.clone();
    let choice = egui::ComboBox::from_id_salt("focus_rota")
        .selected_text(rotas.get(number).map_or(String::new(), name))
        .width(180.0);
    let choice = choice.show_ui(ui, |ui| {
        for (place, rota) in rotas.iter().enumerate() {
            if ui.selectable_label(place == number, &rota.name).clicked() {
                cx.send(Command::FocusRota(place));
                cx.local.rota = RotaDraft::default();
            }
        }
    });
    let label = cx.t("rotation.choose");
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

/// The last day of the data: what lies before has been.
fn today(analysis: &Analysis) -> i32 {
    analysis.activity.range.map_or(analysis.scope.to, |(_, last)| last)
}
