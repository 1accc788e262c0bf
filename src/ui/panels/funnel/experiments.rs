//! Comparisons of two or more ways: what came out, what may be said, how many people it takes, and the card around it.

use egui::{DragValue, RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use super::editor::{event_box, events, field};
use crate::analytics::experiment::Plan;
use crate::app::{Analysis, Command, Edit, FigureKey};
use crate::charts::theme::size;
use crate::charts::{catalogue, format, paint};
use crate::model::{Experiment, ExperimentId};

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
            widgets::figure(ui, cx, FigureKey::new(format!("funnel.looks.{}", one.id)), 0.0, |_, _| {});
            widgets::gap(ui);
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
            ui.label(cx.t("experiment.exposure"));
            event_box(ui, cx, "experiment_exposure", cx.t("experiment.exposure"), &events, &mut one.exposure);
            ui.label(cx.t("experiment.property"));
            field(ui, &mut one.property, cx.t("experiment.property"), 80.0);
            ui.label(cx.t("experiment.goal"));
            event_box(ui, cx, "experiment_goal", cx.t("experiment.goal"), &events, &mut one.goal);
        });
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
            let texts = [&one.name, &one.exposure, &one.property, &one.goal];
            let sound = texts.into_iter().all(|text| !text.trim().is_empty());
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
