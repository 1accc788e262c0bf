//! The people behind a number.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::kept::{is_of, kept, kept_of};
use super::super::{Cx, widgets};
use crate::activity::{Day, LocalClock, date};
use crate::analytics::Input;
use crate::app::{Analysis, Command, Dialog};
use crate::charts::catalogue::{kind_name, people_sheet, tier_name};
use crate::charts::format;
use crate::charts::theme::size;

/// A list that can be searched, opened person by person, and taken out as CSV.
pub fn list(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, members: &[u32]) {
    ui.set_width(760.0);
    super::title(ui, cx, title);
    let Some(analysis) = cx.state.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()) else { return };
    let input = analysis.input();
    let label = cx.t("search.label");
    super::field(ui, &mut cx.local.list_search, label, 260.0);
    let shown = search(ui, &analysis, members, &cx.local.list_search);
    widgets::secondary(ui, cx, &cx.lang.tf("people.count", &[("n", &format::count(shown.len() as u64))]));
    table(ui, cx, &analysis, &shown, 360.0);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(cx.t("people.csv")).clicked() {
            cx.send(Command::ChoosePeopleCsv { title: title.to_owned(), members: shown.to_vec() });
        }
        if ui.button(cx.t("people.copy")).clicked() {
            let sheet = people_sheet(input, &analysis.scope, &shown, cx.lang);
            let rows = std::iter::once(&sheet.header).chain(&sheet.rows);
            let lines: Vec<String> = rows.map(|row| row.join("\t")).collect();
            cx.send(Command::CopyText(lines.join("\n")));
        }
        super::close_button(ui, cx);
    });
}

/// Members whose name or id holds the searched text; kept until list, text or results change.
pub fn search(ui: &Ui, analysis: &Arc<Analysis>, members: &[u32], text: &str) -> Arc<[u32]> {
    let same = |(of, asked): &(Weak<Analysis>, Arc<(String, Vec<u32>)>)| {
        is_of(of, analysis) && asked.0 == text && asked.1 == members
    };
    kept(ui, "people_search", same, || {
        let asked = Arc::new((text.to_owned(), members.to_vec()));
        ((Arc::downgrade(analysis), asked), find(analysis.input(), members, text).into())
    })
}

fn find(input: Input<'_>, members: &[u32], text: &str) -> Vec<u32> {
    let text = text.trim().to_lowercase();
    let fits = |member: u32| {
        input.member_name(member).to_lowercase().contains(&text)
            || input.activity.members.id(member).is_some_and(|id| id.0.to_lowercase().contains(&text))
    };
    members.iter().copied().filter(|&member| text.is_empty() || fits(member)).collect()
}

/// Rows of people; only those on screen are made.
pub fn table(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, members: &[u32], height: f32) {
    let input = analysis.input();
    let headers =
        ["column.member", "column.id", "column.tier", "column.kind", "column.messages", "column.last_spoke"];
    let numbers = numbers(ui, analysis);
    TableBuilder::new(ui)
        .id_salt("people")
        .max_scroll_height(height)
        .min_scrolled_height(height.min(200.0))
        .auto_shrink([false, true])
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .column(Column::remainder().at_least(140.0).clip(true))
        .column(Column::exact(150.0).clip(true))
        .column(Column::exact(80.0))
        .column(Column::exact(70.0))
        .column(Column::exact(84.0))
        .column(Column::exact(120.0))
        .header(26.0, |mut row| {
            for (index, key) in headers.into_iter().enumerate() {
                row.col(|ui| {
                    let text = RichText::new(cx.t(key)).size(size::SECONDARY).color(cx.theme.secondary);
                    aligned(ui, index == 4, text);
                });
            }
        })
        .body(|body| {
            body.rows(26.0, members.len(), |mut row| {
                let code = members[row.index()];
                let member = input.project.members.get(code as usize);
                let (messages, last) = numbers.get(&code).copied().unwrap_or_default();
                row.col(|ui| {
                    let name = RichText::new(input.member_name(code)).color(cx.theme.accent);
                    let response = ui.add(egui::Label::new(name).truncate().sense(egui::Sense::click()));
                    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                        cx.send(Command::ShowDialog(Dialog::Member(code)));
                    }
                });
                let texts = [
                    input.activity.members.id(code).map_or(String::new(), |id| id.0.clone()),
                    tier_name(member.and_then(|member| member.tier), cx.lang).to_owned(),
                    kind_name(input.kind(code), cx.lang).to_owned(),
                    format::count(messages),
                    last.map_or(format::UNKNOWN.to_owned(), |day| format::date(date(day))),
                ];
                for (index, text) in texts.into_iter().enumerate() {
                    row.col(|ui| aligned(ui, index == 3, text.into()));
                }
            });
        });
}

fn aligned(ui: &mut Ui, right: bool, text: RichText) {
    let label = egui::Label::new(text).truncate();
    if right {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.add(label));
    } else {
        ui.add(label);
    }
}

type Numbers = Arc<HashMap<u32, (u64, Option<Day>)>>;

/// Messages in scope and day of last words of everyone; kept until there are other results.
fn numbers(ui: &Ui, analysis: &Arc<Analysis>) -> Numbers {
    kept_of(ui, "people_numbers", analysis, || Arc::new(count(analysis)))
}

fn count(analysis: &Analysis) -> HashMap<u32, (u64, Option<Day>)> {
    let (input, scope) = (analysis.input(), &analysis.scope);
    let mut all: HashMap<u32, (u64, Option<Day>)> = HashMap::new();
    for &group in &scope.groups {
        for cell in input.activity.days_of(group, scope.from, scope.to) {
            all.entry(cell.member).or_default().0 += u64::from(cell.messages);
        }
    }
    let mut clock = LocalClock::new(input.project.time_zone);
    for span in &input.activity.spans {
        let entry = all.entry(span.member).or_default();
        entry.1 = entry.1.max(Some(clock.day_hour(span.last.0).0));
    }
    all
}
