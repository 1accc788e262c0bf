//! Service against operation: what staff spend themselves on, and which questions wait.

use egui::{DragValue, RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use super::full;
use crate::analytics::engagement::Talk;
use crate::app::{Analysis, Command, Dialog, Edit, FigureKey, today};
use crate::charts::catalogue::{source_word, work_name};
use crate::charts::theme::size;
use crate::charts::{Quoted, Tone, format};
use crate::model::{MemberId, MemberKind, Project, TimeEntry, WorkKind};

/// The time log while it is being changed.
#[derive(Default)]
pub(super) struct Draft {
    open: Option<Vec<Row>>,
}

/// One entry with its day as typed.
struct Row {
    date: String,
    entry: TimeEntry,
}

impl Row {
    fn of(entry: &TimeEntry) -> Self {
        Self { date: entry.date.to_string(), entry: entry.clone() }
    }

    /// The entry; `None` while it cannot be read.
    fn entry(&self) -> Option<TimeEntry> {
        let date = self.date.trim().parse().ok()?;
        (!self.entry.member.is_empty()).then(|| TimeEntry { date, ..self.entry.clone() })
    }
}

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    numbers(ui, cx, analysis, analysis.known_talk());
    full(ui, cx, "engagement.service");
    let mut edit = false;
    let mut limits = false;
    let is_open = cx.local.engagement.service.open.is_some();
    widgets::figure(ui, cx, FigureKey::new("engagement.service_time"), 0.0, |ui, cx| {
        edit = !is_open && ui.button(cx.t("service.edit_log")).clicked();
        limits = ui.button(cx.t("service.assumptions")).clicked();
    });
    widgets::gap(ui);
    if limits {
        cx.send(Command::ShowDialog(Dialog::Thresholds));
    }
    if edit && let Some(loaded) = &cx.state.loaded {
        // The latest day first: that is where the next is added.
        let mut rows: Vec<Row> = loaded.document.project.time_log.iter().rev().map(Row::of).collect();
        if rows.is_empty() {
            rows.push(new_row(&loaded.document.project));
        }
        cx.local.engagement.service.open = Some(rows);
    }
    editor(ui, cx, analysis);
    full(ui, cx, "engagement.service_answers");
    full(ui, cx, "engagement.service_groups");
    let waiting = analysis.known_talk().is_some_and(|talk| !talk.service.unanswered.is_empty());
    widgets::figure(ui, cx, FigureKey::new("engagement.service_unanswered"), 0.0, |ui, cx| {
        if waiting && ui.button(cx.t("service.all_waiting")).clicked() {
            cx.send(Command::ShowDialog(Dialog::Quotes(Quoted::Unanswered)));
        }
    });
}

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, talk: Option<&Talk>) {
    let limits = &analysis.project.thresholds;
    widgets::row(ui, "engagement.service_numbers", [1.0; 5], |index, ui, least| {
        let service = talk.map(|talk| &talk.service);
        let unknown = || format::UNKNOWN.to_owned();
        let limit = |limit: &crate::model::Sourced<f64>| {
            let values: [(&str, &dyn std::fmt::Display); 2] = [
                ("share", &format::percent_whole(Some(limit.value))),
                ("source", &source_word(&limit.source, cx.lang)),
            ];
            cx.lang.tf("service.limit", &values)
        };
        let people = |key: &str, members: Vec<u32>| {
            let title = cx.t(key).to_owned();
            (!members.is_empty()).then_some(Command::ShowDialog(Dialog::People { title, members }))
        };
        let questions = service.map(|service| &service.questions).filter(|found| found.asked.is_some());
        let (label, value, detail, target, open) = match index {
            0 => {
                let rate = service.map(|service| service.share);
                let over = rate.and_then(|rate| rate.value).is_some_and(|it| it > limits.service_share.value);
                let tone = if over { Tone::Warning } else { Tone::Neutral };
                let detail = rate.as_ref().map_or_else(unknown, format::fraction);
                let value = format::percent(rate.and_then(|rate| rate.value));
                ("service.share", value, (detail, tone), limit(&limits.service_share), None)
            }
            1 => {
                let rate = service.map(|service| service.time_share).filter(|rate| rate.denominator > 0);
                let hours = |minutes: u64| format!("{:.1}", minutes as f64 / 60.0);
                let detail = rate.map_or_else(
                    || cx.t("service.no_log").to_owned(),
                    |rate| format!("{} / {} h", hours(rate.numerator), hours(rate.denominator)),
                );
                let value = format::percent(rate.and_then(|rate| rate.value));
                let members: Vec<u32> = service
                    .map(|service| service.time_log.iter().flat_map(|row| row.members.clone()).collect())
                    .unwrap_or_default();
                let open = people("service.who_logged", members);
                (
                    "service.time_share_short",
                    value,
                    (detail, Tone::Neutral),
                    limit(&limits.service_share),
                    open,
                )
            }
            2 => {
                let minutes = questions.and_then(|found| found.median_minutes);
                let value = format::duration(minutes.map(|minutes| minutes * 60.0), cx.lang);
                let detail = questions.map_or_else(unknown, |found| {
                    format!("{} · {}", format::percent(found.within.value), format::fraction(&found.within))
                });
                let members = questions.map(|found| found.askers.clone()).unwrap_or_default();
                let rule = cx.lang.tf("service.within_rule", &[("minutes", &limits.answer_minutes.value)]);
                let open = people("service.who_asked", members);
                ("service.first_response", value, (detail, Tone::Neutral), rule, open)
            }
            3 => {
                let count = questions.map(|found| found.unanswered);
                let members = questions.map(|found| found.waiting.clone()).unwrap_or_default();
                let open = people("service.who_waits", members);
                let detail = questions.and_then(|found| found.asked).map_or_else(unknown, |asked| {
                    cx.lang.tf("service.of_asked", &[("n", &format::count(asked))])
                });
                let tone = if count.is_some_and(|count| count > 0) { Tone::Warning } else { Tone::Neutral };
                let rule = cx.lang.tf("service.older_than", &[("hours", &limits.unanswered_hours.value)]);
                let value = count.map_or_else(unknown, format::count);
                ("service.unanswered_short", value, (detail, tone), rule, open)
            }
            _ => {
                let back = service.map(|service| service.given_back);
                let a_week =
                    |hours: Option<f64>, weeks: f64| hours.filter(|_| weeks > 0.0).map(|it| it / weeks);
                let hours = back.and_then(|back| {
                    a_week(back.by_time_log, back.log_weeks).or(a_week(back.by_messages, back.weeks))
                });
                let value = hours.map_or_else(unknown, |hours| format!("{hours:.1} h"));
                let by_log = back.is_some_and(|back| back.by_time_log.is_some());
                let detail = cx.t(if by_log { "service.by_log" } else { "service.by_messages" }).to_owned();
                let values: [(&str, &dyn std::fmt::Display); 2] = [
                    ("minutes", &limits.service_minutes.value),
                    ("share", &format::percent_whole(Some(limits.handed_over.value))),
                ];
                let rule =
                    cx.lang.tf(if by_log { "service.assumption_log" } else { "service.assumption" }, &values);
                ("service.given_back", value, (detail, Tone::Neutral), rule, None)
            }
        };
        let number =
            widgets::KeyNumber { label: cx.t(label), value, detail, target, open, detail_open: None };
        number.show(ui, cx, least)
    });
}

/// Staff and people with official roles: whose time can be written down.
fn team(project: &Project) -> Vec<(MemberId, String)> {
    let official = &project.content.official_roles;
    let own = project.members.iter().filter(|member| {
        member.kind == MemberKind::Staff
            || member.kind == MemberKind::Person && member.roles.iter().any(|role| official.contains(role))
    });
    own.map(|member| (member.id.clone(), member.name.clone())).collect()
}

fn new_row(project: &Project) -> Row {
    let member = team(project).into_iter().next().map(|one| one.0).unwrap_or_default();
    let date = today(project.time_zone);
    let kind = WorkKind::default();
    Row::of(&TimeEntry { date, member, kind, minutes: 30, note: String::new() })
}

fn editor(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(mut rows) = cx.local.engagement.service.open.take() else { return };
    let project = &analysis.project;
    let team = team(project);
    let entries: Option<Vec<TimeEntry>> = rows.iter().map(Row::entry).collect();
    let (mut save, mut give_up) = (false, false);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("service.edit_log"), |_| {});
        widgets::secondary(ui, cx, cx.t("service.log_text"));
        if team.is_empty() {
            ui.label(RichText::new(cx.t("service.no_team")).size(size::SECONDARY).color(cx.theme.warning));
        }
        ui.add_space(4.0);
        let mut gone = None;
        egui::ScrollArea::vertical().id_salt("time_log").max_height(320.0).show(ui, |ui| {
            for (nth, row) in rows.iter_mut().enumerate() {
                ui.horizontal_wrapped(|ui| {
                    if entry_line(ui, cx, analysis, nth, row, &team) {
                        gone = Some(nth);
                    }
                });
            }
        });
        if let Some(nth) = gone {
            rows.remove(nth);
        }
        ui.horizontal(|ui| {
            if ui.button(cx.t("money.add_row")).clicked() {
                rows.insert(0, new_row(project));
            }
            let button = theme::primary(cx.theme, cx.t("money.save"));
            save = ui.add_enabled(entries.is_some(), button).clicked();
            give_up = ui.button(cx.t("money.give_up")).clicked();
            if entries.is_none() {
                let text = RichText::new(cx.t("service.unreadable")).size(size::SECONDARY);
                ui.label(text.color(cx.theme.warning));
            }
        });
    });
    widgets::gap(ui);
    match entries {
        Some(mut entries) if save => {
            entries.reverse();
            entries.sort_by_key(|entry| entry.date);
            cx.send(Command::Edit(Edit::SetTimeLog(entries)));
        }
        _ if give_up => {}
        _ => cx.local.engagement.service.open = Some(rows),
    }
}

/// One entry of the log; true when it is to go.
fn entry_line(
    ui: &mut Ui,
    cx: &Cx<'_>,
    analysis: &Analysis,
    nth: usize,
    row: &mut Row,
    team: &[(MemberId, String)],
) -> bool {
    let label = |key: &str| format!("{} {}", cx.t(key), nth + 1);
    let field = |ui: &mut Ui, text: &mut String, spoken: String, width: f32| {
        let response = ui.add(egui::TextEdit::singleline(text).desired_width(width));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &spoken));
    };
    field(ui, &mut row.date, label("column.date"), 86.0);
    let name = |id: &MemberId| {
        let known = team.iter().find(|one| one.0 == *id).map(|one| one.1.clone());
        let code = || analysis.activity.members.find(id);
        let other = || code().map(|code| analysis.input().member_name(code).to_owned());
        known.or_else(other).unwrap_or_else(|| id.to_string())
    };
    let spoken = label("column.member");
    let shown = name(&row.entry.member);
    let choice = egui::ComboBox::from_id_salt(&spoken).selected_text(shown).width(120.0).show_ui(ui, |ui| {
        for (id, name) in team {
            ui.selectable_value(&mut row.entry.member, id.clone(), name);
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &spoken));
    let spoken = label("column.kind");
    let shown = work_name(row.entry.kind, cx.lang);
    let choice = egui::ComboBox::from_id_salt(&spoken).selected_text(shown).width(110.0).show_ui(ui, |ui| {
        for kind in WorkKind::ALL {
            ui.selectable_value(&mut row.entry.kind, kind, work_name(kind, cx.lang));
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &spoken));
    let spoken = label("service.minutes");
    let minutes = DragValue::new(&mut row.entry.minutes).range(1..=1440).suffix(" min");
    let minutes = ui.add_sized([72.0, ui.spacing().interact_size.y], minutes);
    minutes.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, &spoken));
    field(ui, &mut row.entry.note, label("service.note"), 180.0);
    let button = ui.add(theme::quiet(cx.theme.secondary, "×"));
    let spoken = label("money.remove_row");
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    button.clicked()
}
