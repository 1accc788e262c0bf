//! Comparisons of two or more ways: what came out, what may be said, how many people it takes, and the card around it.

use egui::{DragValue, RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use super::editor::{event_box, events, field};
use crate::analytics::experiment::Plan;
use crate::app::{Analysis, Command, Edit, FigureKey};
use crate::charts::theme::size;
use crate::charts::{catalogue, format, paint};
use crate::model::{Experiment, ExperimentId, GroupArm, GroupId};

/// What is typed and not kept yet; never part of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExperimentsDraft {
    chosen: Option<ExperimentId>,
    /// The definition and the card, and the one they were made from.
    definition: Option<(Option<Experiment>, Experiment)>,
    /// Percent of the control, and percentage points that must not be missed.
    sample: Option<(f64, f64)>,
}

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(known) = cx.state.loaded.as_ref().map(|loaded| loaded.document.project.experiments.clone())
    else {
        return;
    };
    let making = matches!(cx.local.experiments.definition, Some((None, _)));
    let wanted = cx.local.experiments.chosen.clone();
    let chosen =
        known.iter().find(|one| Some(&one.id) == wanted.as_ref()).or(known.first()).filter(|_| !making);
    ui.horizontal_wrapped(|ui| {
        for one in &known {
            let on = chosen.is_some_and(|chosen| chosen.id == one.id);
            if ui.selectable_label(on, &one.name).clicked() {
                cx.local.experiments =
                    ExperimentsDraft { chosen: Some(one.id.clone()), ..ExperimentsDraft::default() };
            }
        }
        if ui.button(cx.t("experiment.new")).clicked() {
            let free = |id: &String| !known.iter().any(|one| one.id.as_str() == id);
            let id = (1..).map(|number| format!("experiment-{number}")).find(free).unwrap_or_default();
            let new = Experiment {
                id: ExperimentId::from(id.as_str()),
                name: String::new(),
                exposure: String::new(),
                property: "arm".to_owned(),
                arms: Vec::new(),
                goal: "ordered".to_owned(),
                started: None,
                planned_per_arm: None,
                card: Default::default(),
            };
            cx.local.experiments.definition = Some((None, new));
        }
    });
    widgets::gap(ui);
    if chosen.is_none() && !making {
        widgets::empty(ui, cx, cx.t("empty.no_experiments"), cx.t("empty.no_experiments_text"), &[]);
    }
    if let Some(one) = chosen {
        verdict(ui, cx, analysis, one);
        widgets::figure(ui, cx, FigureKey::new(format!("funnel.arms.{}", one.id)), 0.0, |_, _| {});
        widgets::gap(ui);
        if one.planned_per_arm.is_some() {
            for kind in ["sequential", "looks"] {
                let key = FigureKey::new(format!("funnel.{kind}.{}", one.id));
                widgets::figure(ui, cx, key, 0.0, |_, _| {});
                widgets::gap(ui);
            }
        }
    }
    sample_size(ui, cx, analysis, chosen);
    definition(ui, cx, analysis, chosen);
}

fn verdict(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, one: &Experiment) {
    let Some(result) = analysis.panels.funnel.experiments.iter().find(|result| result.id == one.id) else {
        return;
    };
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let (color, _) = cx.theme.tone(catalogue::verdict_tone(result));
        let sentence = catalogue::verdict_sentence(result, cx.lang);
        let text = RichText::new(sentence).font(paint::medium(size::CARD_TITLE)).color(color);
        ui.add(egui::Label::new(text).wrap());
        widgets::secondary(ui, cx, cx.t("verdict.rule"));
    });
    widgets::gap(ui);
}

/// How many people it takes to see a difference, before anything starts.
fn sample_size(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, chosen: Option<&Experiment>) {
    let result =
        chosen.and_then(|one| analysis.panels.funnel.experiments.iter().find(|known| known.id == one.id));
    let known = result
        .and_then(|result| result.arms.first()?.rate)
        .map_or(20.0, |rate| (rate * 1000.0).round() / 10.0);
    let (mut control, mut more) = cx.local.experiments.sample.unwrap_or((known, 5.0));
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("sample.title"), |_| {});
        ui.horizontal_wrapped(|ui| {
            let number = |ui: &mut Ui, value: &mut f64, key: &str| {
                ui.label(cx.lang.t(key));
                let response =
                    ui.add(DragValue::new(value).range(0.1..=99.0).speed(0.1).max_decimals(1).suffix("%"));
                let (now, label) = (*value, cx.lang.t(key));
                response.widget_info(|| egui::WidgetInfo {
                    label: Some(label.to_owned()),
                    value: Some(now),
                    ..egui::WidgetInfo::new(egui::Role::SpinButton)
                });
            };
            number(ui, &mut control, "sample.control");
            number(ui, &mut more, "sample.more");
            let plan = Plan {
                control: control / 100.0,
                treatment: (control + more) / 100.0,
                alpha: 0.05,
                power: 0.8,
            };
            let people = plan.people_per_arm().and_then(|people| u32::try_from(people).ok());
            let text = people.map_or(cx.lang.t("sample.impossible").to_owned(), |people| {
                cx.lang.tf("sample.people", &[("n", &format::count(people.into()))])
            });
            ui.label(RichText::new(text).font(paint::medium(size::TEXT)).color(cx.theme.text));
            if let (Some(people), Some(one)) = (people, chosen)
                && one.planned_per_arm != Some(people)
                && ui.button(cx.lang.t("sample.take")).clicked()
            {
                let changed = Experiment { planned_per_arm: Some(people), ..one.clone() };
                cx.local.experiments.definition = None;
                cx.send(Command::Edit(Edit::SetExperiment(Box::new(changed))));
            }
        });
        widgets::secondary(ui, cx, cx.t("sample.note"));
    });
    let standard = (control, more) == (known, 5.0);
    cx.local.experiments.sample = (!standard).then_some((control, more));
    widgets::gap(ui);
}

/// True for what can be kept: a name, a goal, and who is in which arm.
fn is_sound(one: &Experiment) -> bool {
    let said = |text: &String| !text.trim().is_empty();
    let by_groups =
        one.arms.len() > 1 && one.arms.iter().all(|arm| said(&arm.name) && !arm.groups.is_empty());
    let by_event = one.arms.is_empty() && said(&one.exposure) && said(&one.property);
    said(&one.name) && said(&one.goal) && (by_event || by_groups)
}

/// Who is in which arm: by an event and its property, or by groups.
fn dealt_by(ui: &mut Ui, cx: &Cx<'_>, analysis: &Analysis, events: &[String], one: &mut Experiment) {
    ui.horizontal_wrapped(|ui| {
        ui.label(cx.t("experiment.dealt_by"));
        let by_groups = !one.arms.is_empty();
        if ui.selectable_label(!by_groups, cx.t("experiment.by_event")).clicked() {
            one.arms.clear();
        }
        if ui.selectable_label(by_groups, cx.t("experiment.by_groups")).clicked() && !by_groups {
            let arm = |key: &str| GroupArm { name: cx.t(key).to_owned(), groups: Vec::new() };
            one.arms = ["experiment.control", "experiment.other_arm"].map(arm).to_vec();
        }
        if !by_groups {
            ui.label(cx.t("experiment.exposure"));
            event_box(ui, cx, "experiment_exposure", cx.t("experiment.exposure"), events, &mut one.exposure);
            ui.label(cx.t("experiment.property"));
            field(ui, &mut one.property, cx.t("experiment.property"), 80.0);
        }
    });
    if one.arms.is_empty() {
        return;
    }
    widgets::secondary(ui, cx, cx.t("experiment.groups_hint"));
    let mut gone = None;
    let count = one.arms.len();
    for index in 0..count {
        ui.push_id(("arm", index), |ui| {
            ui.horizontal_wrapped(|ui| {
                let label = format!("{} {}", cx.t("arm.name"), index + 1);
                field(ui, &mut one.arms[index].name, &label, 110.0);
                groups_menu(ui, cx, analysis, &mut one.arms, index);
                if count > 2 {
                    let spoken = format!("{}: {label}", cx.t("experiment.remove_arm"));
                    let remove = ui.add(theme::quiet(cx.theme.secondary, "×"));
                    remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
                    if remove.clicked() {
                        gone = Some(index);
                    }
                }
            });
        });
    }
    if let Some(index) = gone {
        one.arms.remove(index);
    }
    if ui.button(cx.t("experiment.add_arm")).clicked() {
        let name = format!("{} {}", cx.t("arm.name"), one.arms.len() + 1);
        one.arms.push(GroupArm { name, groups: Vec::new() });
    }
}

/// The groups of an arm, and the menu that takes groups in and out; a group of one arm leaves the others.
fn groups_menu(ui: &mut Ui, cx: &Cx<'_>, analysis: &Analysis, arms: &mut [GroupArm], index: usize) {
    let input = analysis.input();
    let name = |id: &GroupId| {
        let code = analysis.activity.groups.find(id);
        code.map_or_else(|| id.to_string(), |code| input.group_name(code).to_owned())
    };
    let chosen: Vec<String> = arms[index].groups.iter().map(name).collect();
    let text =
        if chosen.is_empty() { cx.t("experiment.choose_groups").to_owned() } else { chosen.join(", ") };
    let menu = ui.menu_button(text, |ui| {
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for id in analysis.activity.groups.ids() {
                let mut on = arms[index].groups.contains(id);
                if ui.checkbox(&mut on, name(id)).changed() {
                    arms.iter_mut().for_each(|arm| arm.groups.retain(|group| group != id));
                    if on {
                        arms[index].groups.push(id.clone());
                    }
                }
            }
        });
    });
    let spoken = format!("{} {}: {}", cx.t("arm.name"), index + 1, cx.t("experiment.choose_groups"));
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
}

/// What is compared, and the card: plan, do, check, act.
fn definition(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, chosen: Option<&Experiment>) {
    let mut draft = match cx.local.experiments.definition.take() {
        Some((from, draft)) if from.as_ref() == chosen => (from, draft),
        _ => match chosen {
            Some(one) => (Some(one.clone()), one.clone()),
            None => return,
        },
    };
    let events = super::super::super::kept::kept(
        ui,
        "experiment_events",
        |of: &u64| *of == analysis.revision,
        || (analysis.revision, std::sync::Arc::new(events(analysis))),
    );
    let (mut keep, mut give_up, mut remove) = (false, false, false);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let one = &mut draft.1;
        widgets::card_head(ui, cx, cx.t("experiment.definition"), |_| {});
        ui.horizontal_wrapped(|ui| {
            ui.label(cx.t("experiment.name"));
            field(ui, &mut one.name, cx.t("experiment.name"), 180.0);
            ui.label(cx.t("experiment.goal"));
            event_box(ui, cx, "experiment_goal", cx.t("experiment.goal"), &events, &mut one.goal);
        });
        dealt_by(ui, cx, analysis, &events, one);
        ui.add_space(4.0);
        let card = &mut one.card;
        let fields = [
            (&mut card.plan, "card.plan"),
            (&mut card.done, "card.do"),
            (&mut card.check, "card.check"),
            (&mut card.act, "card.act"),
        ];
        for (text, key) in fields {
            ui.label(cx.t(key));
            let response =
                ui.add(egui::TextEdit::multiline(text).desired_rows(2).desired_width(f32::INFINITY));
            let label = cx.t(key);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, label));
        }
        ui.horizontal(|ui| {
            let sound = is_sound(one);
            let changed = draft.0.as_ref() != Some(&*one);
            keep =
                ui.add_enabled(sound && changed, theme::primary(cx.theme, cx.t("experiment.save"))).clicked();
            give_up = changed && ui.button(cx.t("money.give_up")).clicked();
            remove = draft.0.is_some() && ui.button(cx.t("experiment.remove")).clicked();
        });
    });
    if remove && let Some(one) = &draft.0 {
        cx.local.experiments = ExperimentsDraft::default();
        cx.send(Command::Edit(Edit::RemoveExperiment(one.id.clone())));
    } else if keep {
        cx.local.experiments.chosen = Some(draft.1.id.clone());
        cx.send(Command::Edit(Edit::SetExperiment(Box::new(draft.1))));
    } else if !give_up {
        let kept = draft.0.as_ref() != Some(&draft.1);
        cx.local.experiments.definition = kept.then_some(draft);
    }
}
