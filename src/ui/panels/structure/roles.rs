//! Roles and what a community needs: who does what where, and how a group stands on the essentials.

use egui::{RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use crate::app::{Analysis, Command, Edit, FigureKey, today};
use crate::charts::theme::size;
use crate::charts::{catalogue, format, paint};
use crate::model::{Audit, Axis, GroupId, Score};

/// What is typed into the scores of a group and not kept yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Draft {
    group: GroupId,
    scores: Vec<Score>,
}

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, focus: u32) {
    widgets::figure(ui, cx, FigureKey::new("structure.roles"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::row(ui, "roles.essentials", [1.0, 1.1], |index, ui, least| match index {
        0 => widgets::figure(ui, cx, FigureKey::of_group("structure.essentials", focus), least, |_, _| {}),
        _ => scores(ui, cx, analysis, focus, least),
    });
    widgets::figure(ui, cx, FigureKey::new("structure.essentials_groups"), 0.0, |_, _| {});
}

/// The scores that the project holds of a group, the last ones.
fn kept(cx: &Cx<'_>, group: &GroupId) -> Vec<Score> {
    let audits = cx.state.loaded.as_ref().map(|loaded| &loaded.document.project.audits);
    let mine = audits.into_iter().flatten().filter(|audit| audit.group == *group);
    mine.max_by_key(|audit| audit.date).map_or_else(Vec::new, |audit| audit.scores.clone())
}

fn scores(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, focus: u32, least: f32) -> f32 {
    let Some(group) = analysis.activity.groups.id(focus).cloned() else { return 0.0 };
    let kept = kept(cx, &group);
    let mut draft = match cx.local.audit.take() {
        Some(draft) if draft.group == group => draft,
        _ => Draft { group: group.clone(), scores: kept.clone() },
    };
    let measured = measured(ui, analysis, focus);
    let mut save = false;
    let mut forget = false;
    let needed = widgets::card(ui, cx, least, |ui, cx| {
        let changed = draft.scores != kept;
        widgets::card_head(ui, cx, cx.t("audit.title"), |ui| {
            if ui.add_enabled(changed, theme::primary(cx.theme, cx.t("audit.save"))).clicked() {
                save = true;
            }
            if changed && ui.button(cx.t("audit.forget")).clicked() {
                forget = true;
            }
        });
        let hint = RichText::new(cx.t("audit.hint")).size(size::SECONDARY).color(cx.theme.secondary);
        ui.add(egui::Label::new(hint).wrap());
        for axis in Axis::all() {
            if matches!(axis, Axis::Aim | Axis::SenseOfCeremony) {
                ui.add_space(4.0);
                let key = if axis == Axis::Aim { "axis.essentials" } else { "axis.senses" };
                ui.label(RichText::new(cx.t(key)).font(paint::medium(size::TEXT)).color(cx.theme.text));
            }
            ui.separator();
            let found = measured.iter().find(|(known, _)| *known == axis).and_then(|(_, found)| *found);
            axis_line(ui, cx, axis, found, &mut draft.scores);
        }
    });
    if save {
        let date = today(analysis.project.time_zone);
        draft.scores.sort_by_key(|score| score.axis);
        cx.send(Command::Edit(Edit::SetAudit(Audit { group, date, scores: draft.scores.clone() })));
    }
    cx.local.audit = (!forget && !save).then_some(draft);
    needed
}

type Found = Vec<(Axis, Option<crate::analytics::structure::Measured>)>;

/// What the data say of each axis; kept until there are other results or another group.
fn measured(ui: &Ui, analysis: &Analysis, focus: u32) -> std::sync::Arc<Found> {
    type Kept = (u64, u32, std::sync::Arc<Found>);
    let id = egui::Id::unique("audit_measured");
    let kept = ui.data(|data| data.get_temp::<Kept>(id));
    if let Some((_, _, found)) =
        kept.filter(|(revision, group, _)| (*revision, *group) == (analysis.revision, focus))
    {
        return found;
    }
    let states = crate::analytics::structure::essentials(analysis.input(), focus, &analysis.scope, None).axes;
    let found: Found = states.into_iter().map(|state| (state.axis, state.measured)).collect();
    let found = std::sync::Arc::new(found);
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (analysis.revision, focus, found.clone())));
    found
}

fn axis_line(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    axis: Axis,
    measured: Option<crate::analytics::structure::Measured>,
    scores: &mut Vec<Score>,
) {
    let name = catalogue::axis_name(axis, cx.lang);
    let place = scores.iter().position(|score| score.axis == axis);
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_width(84.0);
            ui.label(RichText::new(name).color(cx.theme.text));
        });
        ui.spacing_mut().item_spacing.x = 4.0;
        let data = measured.map_or(format::UNKNOWN.to_owned(), |found| found.score.to_string());
        let data = cx.lang.tf("audit.data", &[("score", &data)]);
        let choice = ui.selectable_label(place.is_none(), data);
        let spoken = format!("{name}: {}", cx.t("audit.as_measured"));
        choice.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, place.is_none(), &spoken)
        });
        if choice.clicked() {
            scores.retain(|score| score.axis != axis);
        }
        for value in 0..=Axis::MOST {
            let chosen =
                place.is_some_and(|place| scores.get(place).is_some_and(|score| score.score == value));
            let choice = ui.selectable_label(chosen, value.to_string());
            let spoken = format!("{name}: {value}");
            choice.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, &spoken));
            if choice.clicked() {
                match scores.iter_mut().find(|score| score.axis == axis) {
                    Some(score) => score.score = value,
                    None => scores.push(Score { axis, score: value, note: String::new() }),
                }
            }
        }
    });
    if let Some(score) = scores.iter_mut().find(|score| score.axis == axis) {
        let label = cx.lang.tf("audit.note", &[("axis", &name)]);
        let field = egui::TextEdit::singleline(&mut score.note)
            .hint_text(cx.t("audit.note_hint"))
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
    }
    let sentence = catalogue::evidence_sentence(axis, measured, cx.lang);
    ui.add(egui::Label::new(RichText::new(sentence).size(size::SECONDARY).color(cx.theme.secondary)).wrap());
}
